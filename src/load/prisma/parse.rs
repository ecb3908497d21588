//! The grammar: blocks of lines, and attributes with arguments on them.

use crate::engine::scan::quoted;
use crate::error::Fault;
use crate::model::Place;

/// A file.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) provider: Option<String>,
    /// Whether the client watches over relations, and the database does not.
    pub(super) loose: bool,
    pub(super) enums: Vec<Block>,
    pub(super) models: Vec<Block>,
    /// Blocks that are none of these.
    pub(super) others: Vec<Block>,
}

/// A block.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) word: String,
    pub(super) name: String,
    pub(super) fields: Vec<Field>,
    /// Those with two signs.
    pub(super) attributes: Vec<Attribute>,
    pub(super) line: usize,
}

/// A field of a model, or a value of an enum, which has no type.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) data_type: String,
    pub(super) list: bool,
    pub(super) optional: bool,
    pub(super) attributes: Vec<Attribute>,
    pub(super) line: usize,
}

/// `@name(value, key: value)`
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) arguments: Vec<(Option<String>, String)>,
    pub(super) line: usize,
}

impl Attribute {
    /// An argument by its name, or the first that has none where it may stand so.
    pub(super) fn argument(&self, name: &str, unnamed: bool) -> Option<&str> {
        let named = self.arguments.iter().find(|(key, _)| key.as_deref() == Some(name));
        let bare = || self.arguments.iter().find(|(key, _)| unnamed && key.is_none());
        named.or_else(bare).map(|(_, value)| value.as_str())
    }
}

/// One of a block's or field's attributes.
pub(super) fn find<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name == name)
}

/// What a database calls it.
pub(super) fn mapped(name: &str, attributes: &[Attribute]) -> String {
    find(attributes, "map").and_then(|map| map.argument("name", true)).map_or_else(|| name.to_owned(), text)
}

/// A string literal's text.
pub(super) fn text(literal: &str) -> String {
    let inner = literal.trim().trim_start_matches('"');
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut found = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => found.push('\n'),
                Some('t') => found.push('\t'),
                Some(other) => found.push(other),
                None => {}
            },
            _ => found.push(c),
        }
    }
    found
}

/// The members of `[a, b(sort: Desc)]`.
pub(super) fn members(list: &str) -> Vec<&str> {
    let list = list.trim();
    let inner = list.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(list);
    split(inner).into_iter().filter(|member| !member.is_empty()).collect()
}

/// The characters that are not within strings, with where they are.
fn outside_strings(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let c = rest.chars().next()?;
            let here = at;
            if c != '"' {
                at += c.len_utf8();
                return Some((here, c));
            }
            at += quoted(rest, '"', true);
        }
    })
}

/// What commas part, outside of brackets and literals.
pub(super) fn split(text: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_i32);
    for (at, c) in outside_strings(text) {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(text.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found
}

/// A line without its comment, and how many brackets it leaves open.
fn bare(line: &str) -> (&str, i32) {
    let mut depth = 0;
    for (at, c) in outside_strings(line) {
        match c {
            '/' if line.get(at..).is_some_and(|rest| rest.starts_with("//")) => {
                return (line.get(..at).unwrap_or_default(), depth);
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    (line, depth)
}

/// Reads a file.
pub(super) fn read(text: &str, name: &str) -> Result<File, Fault> {
    let fault = |line: usize, what: &str| {
        let place = Place { file: name.into(), line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
        Fault::new(format!("this cannot be read: {what}")).at(Some(place)).hint(
            "`prisma validate` says what is wrong with a file; where it says nothing, this is a fault of dbtool: please report it",
        )
    };
    let mut file = File::default();
    let mut open: Option<Block> = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let number = number + 1;
        let (start, mut depth) = bare(line);
        let mut whole = start.trim().to_owned();
        // An attribute's brackets may span lines.
        while depth > 0 {
            let Some((_, more)) = lines.next() else { return Err(fault(number, "a bracket is not closed")) };
            let (more, deeper) = bare(more);
            depth += deeper;
            whole = format!("{whole} {}", more.trim());
        }
        if whole.is_empty() {
            continue;
        }
        let Some(block) = &mut open else {
            let (head, rest) = whole.split_once('{').ok_or_else(|| fault(number, &whole))?;
            let words: Vec<&str> = head.split_whitespace().collect();
            let [word, name] = words.as_slice() else { return Err(fault(number, &whole)) };
            if !["model", "enum", "datasource", "generator", "view", "type"].contains(word) {
                return Err(fault(number, &whole));
            }
            let block = Block {
                word: (*word).to_owned(),
                name: (*name).to_owned(),
                fields: Vec::new(),
                attributes: Vec::new(),
                line: number,
            };
            // What stands on one line is no model's.
            match rest.trim().strip_suffix('}') {
                Some(_) => close(&mut file, block),
                None => open = Some(block),
            }
            continue;
        };
        if whole == "}" {
            if let Some(block) = open.take() {
                close(&mut file, block);
            }
            continue;
        }
        match block.word.as_str() {
            "datasource" | "generator" => {
                let (key, value) = whole.split_once('=').ok_or_else(|| fault(number, &whole))?;
                match (block.word.as_str(), key.trim()) {
                    ("datasource", "provider") => file.provider = Some(self::text(value)),
                    ("datasource", "relationMode") => file.loose = self::text(value) == "prisma",
                    _ => {}
                }
            }
            _ if whole.starts_with("@@") => {
                let all = attributes(&whole, number).ok_or_else(|| fault(number, &whole))?;
                block.attributes.extend(all);
            }
            word => {
                let field = field(&whole, number, word == "enum").ok_or_else(|| fault(number, &whole))?;
                block.fields.push(field);
            }
        }
    }
    match open {
        Some(block) => Err(fault(block.line, &format!("{} {} is not closed", block.word, block.name))),
        None => Ok(file),
    }
}

fn close(file: &mut File, block: Block) {
    match block.word.as_str() {
        "model" => file.models.push(block),
        "enum" => file.enums.push(block),
        "datasource" | "generator" => {}
        _ => file.others.push(block),
    }
}

fn field(line: &str, number: usize, value: bool) -> Option<Field> {
    let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let mut field = Field {
        name: name.to_owned(),
        data_type: String::new(),
        list: false,
        optional: false,
        attributes: Vec::new(),
        line: number,
    };
    if value {
        field.attributes = attributes(rest, number)?;
        return Some(field);
    }
    // `Unsupported("a type @ of its own")` has what attributes begin with.
    let end = match rest.strip_prefix("Unsupported(") {
        Some(inner) => rest.len() - inner.len() + quoted(inner, '"', true) + 1,
        None => rest.find(|c: char| c.is_whitespace() || c == '@').unwrap_or(rest.len()),
    };
    let rest_type = rest.get(end..)?;
    let marks = rest_type.split(|c: char| c.is_whitespace() || c == '@').next().unwrap_or_default();
    let whole = format!("{}{marks}", rest.get(..end)?);
    field.list = whole.ends_with("[]");
    field.optional = whole.ends_with('?');
    field.data_type = whole.trim_end_matches("[]").trim_end_matches('?').to_owned();
    field.attributes = attributes(rest_type.get(marks.len()..)?, number)?;
    (!field.data_type.is_empty()).then_some(field)
}

/// `@a @b(c, d: e)`
fn attributes(text: &str, line: usize) -> Option<Vec<Attribute>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let inner = rest.strip_prefix("@@").or_else(|| rest.strip_prefix('@'))?;
        let end = inner.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(inner.len());
        let (name, after) = inner.split_at_checked(end)?;
        let mut arguments = Vec::new();
        rest = after.trim_start();
        if let Some(inner) = after.trim_start().strip_prefix('(') {
            let end = closing(inner)?;
            let argument = |text: &str| match text.split_once(':') {
                Some((key, value)) if key.trim().chars().all(|c| c.is_alphanumeric() || c == '_') => {
                    (Some(key.trim().to_owned()), value.trim().to_owned())
                }
                _ => (None, text.to_owned()),
            };
            arguments = split(inner.get(..end)?).into_iter().filter(|it| !it.is_empty()).map(argument).collect();
            rest = inner.get(end + 1..)?.trim_start();
        }
        found.push(Attribute { name: name.to_owned(), arguments, line });
    }
    Some(found)
}

/// Where the bracket is closed that stands before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_i32;
    for (at, c) in outside_strings(text) {
        match c {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' | ']' => depth -= 1,
            _ => {}
        }
    }
    None
}
