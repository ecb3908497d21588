//! A small YAML writer: the same bytes for the same tree, and text that every reader of YAML 1.1
//! or 1.2 reads back as the text that it was.

/// The widest line that a list or mapping in brackets may make.
const WIDTH: usize = 100;
/// The longest key that every reader takes without `? `.
const LONGEST_KEY: usize = 900;

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Yaml {
    /// Nothing: `key:`.
    Nothing,
    /// A number or `true`, as it is.
    Word(String),
    /// Text, quoted where need be.
    Text(String),
    /// A list; in brackets where it fits.
    List(Vec<Yaml>),
    /// A mapping; in braces where it fits.
    Map(Vec<(String, Yaml)>),
    /// A mapping that is always written line by line.
    Lines(Vec<(String, Yaml)>),
    /// An entry of such a mapping as it was written, its key with it; see [`written`].
    Entry(String),
}

impl Yaml {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Yaml::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<S: AsRef<str>>(texts: &[S]) -> Self {
        Yaml::List(texts.iter().map(|text| Yaml::text(text.as_ref())).collect())
    }

    /// A number or a truth.
    pub fn word(word: impl ToString) -> Self {
        Yaml::Word(word.to_string())
    }

    fn is_scalar(&self) -> bool {
        matches!(self, Yaml::Nothing | Yaml::Word(_) | Yaml::Text(_))
    }
}

/// A mapping that is being built; what is at its default is left out by its caller.
#[derive(Clone, Debug, Default)]
pub struct Entries(Vec<(String, Yaml)>);

impl Entries {
    /// Adds a key.
    pub fn add(&mut self, key: impl Into<String>, value: Yaml) {
        self.0.push((key.into(), value));
    }

    /// Adds a text that is there.
    pub fn text(&mut self, key: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.add(key, Yaml::text(value));
        }
    }

    /// Adds `true` where it holds.
    pub fn flag(&mut self, key: &str, holds: bool) {
        if holds {
            self.add(key, Yaml::word("true"));
        }
    }

    /// Adds a number that is there.
    pub fn number(&mut self, key: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.add(key, Yaml::word(value));
        }
    }

    /// Adds a list that is not empty.
    pub fn list(&mut self, key: &str, values: &[String]) {
        if !values.is_empty() {
            self.add(key, Yaml::texts(values));
        }
    }

    /// Adds options that are not empty.
    pub fn options<'a>(&mut self, key: &str, options: impl IntoIterator<Item = (&'a String, &'a String)>) {
        let options: Vec<_> = options.into_iter().map(|(name, value)| (name.clone(), option(value))).collect();
        if !options.is_empty() {
            self.add(key, Yaml::Map(options));
        }
    }

    /// Adds options that have keys of their own as such, and the others as `options`.
    pub fn flat(
        &mut self,
        options: &crate::model::Attributes,
        holds: fn(&str, &str) -> bool,
        is_mark: fn(&str) -> bool,
    ) {
        let (own, others): (Vec<_>, Vec<_>) = options.iter().partition(|(key, value)| holds(key, value));
        for (key, value) in own {
            self.add(key.as_str(), if is_mark(key) { Yaml::word("true") } else { option(value) });
        }
        self.options("options", others);
    }

    /// Adds a mapping that is not empty, line by line.
    pub fn lines(&mut self, key: &str, entries: Entries) {
        if !entries.0.is_empty() {
            self.add(key, Yaml::Lines(entries.0));
        }
    }

    /// Adds a section below `schemas:` and a schema's name.
    pub fn nest(&mut self, schema: &str, key: &str, entries: Entries) {
        let section = (key.to_owned(), Yaml::Lines(entries.0));
        let mut below = None;
        for (_, value) in &mut self.0 {
            if let Yaml::Lines(schemas) = value {
                below = schemas.iter_mut().find(|(name, _)| name == schema);
            }
        }
        match below {
            Some((_, Yaml::Lines(sections))) => sections.push(section),
            _ => {
                let schema = (schema.to_owned(), Yaml::Lines(vec![section]));
                self.add("schemas", Yaml::Lines(vec![schema]));
            }
        }
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a mapping in braces, where it fits.
    pub fn map(self) -> Yaml {
        Yaml::Map(self.0)
    }

    /// As a mapping line by line.
    pub fn block(self) -> Yaml {
        Yaml::Lines(self.0)
    }

    /// As [`Entries::short`], the mapping line by line.
    pub fn short_block(self, key: &str) -> Yaml {
        match self.short(key) {
            Yaml::Map(entries) => Yaml::Lines(entries),
            short => short,
        }
    }

    /// The only value where `key` is the only key: the short form. Else a mapping.
    pub fn short(mut self, key: &str) -> Yaml {
        if self.0.len() == 1 && self.0[0].0 == key { self.0.swap_remove(0).1 } else { self.map() }
    }
}

/// The value of an option: a truth or a whole number without quotes, since every reader of a model
/// takes it as text.
fn option(value: &str) -> Yaml {
    let digits = !value.is_empty() && value.len() < 10 && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits && (value == "0" || !value.starts_with('0'));
    if number || matches!(value, "true" | "false") { Yaml::word(value) } else { Yaml::text(value) }
}

/// Writes a document.
pub fn document(entries: &Entries) -> String {
    if entries.is_empty() {
        return "{}\n".to_owned();
    }
    let mut out = String::new();
    for (position, (key, value)) in entries.0.iter().enumerate() {
        // Sections stand apart; a blank line after a text that ends in some would become a part of it.
        if position > 0 && (matches!(value, Yaml::Lines(_)) || stands_apart(value)) && !out.ends_with("\n\n") {
            out.push('\n');
        }
        entry(&mut out, 0, key, value);
    }
    out
}

/// Whether a value at the top is a list of things, like a section.
fn stands_apart(value: &Yaml) -> bool {
    matches!(value, Yaml::List(items) if items.iter().any(|item| !item.is_scalar()))
}

fn lines(out: &mut String, indent: usize, entries: &[(String, Yaml)]) {
    for (key, value) in entries {
        entry(out, indent, key, value);
    }
}

/// Writes an entry of a mapping that stands so deep in its document: of many entries each is text before the next is
/// begun, and their trees are not there all at once.
pub fn written(depth: usize, key: &str, value: &Yaml) -> Yaml {
    let mut text = String::new();
    entry(&mut text, 2 * depth, key, value);
    Yaml::Entry(text)
}

fn entry(out: &mut String, indent: usize, key: &str, value: &Yaml) {
    if let Yaml::Entry(text) = value {
        return out.push_str(text);
    }
    pad(out, indent);
    let key = scalar(key, false);
    if key.chars().count() > LONGEST_KEY {
        out.push_str("? ");
        out.push_str(&key);
        out.push('\n');
        pad(out, indent);
        out.push(':');
        after_key(out, indent, WIDTH, value);
    } else {
        out.push_str(&key);
        out.push(':');
        after_key(out, indent, indent + key.chars().count() + 2, value);
    }
}

/// Writes a value after `key:`, `used` characters of the line being taken.
fn after_key(out: &mut String, indent: usize, used: usize, value: &Yaml) {
    match value {
        Yaml::Nothing => out.push('\n'),
        Yaml::Text(text) if literal(out, indent, text) => {}
        Yaml::Lines(entries) | Yaml::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Yaml::List(items) if items.is_empty() => out.push_str(" []\n"),
        Yaml::Lines(entries) => {
            out.push('\n');
            lines(out, indent + 2, entries);
        }
        _ => match flow(value).filter(|flow| value.is_scalar() || used + flow.chars().count() <= WIDTH) {
            Some(flow) => {
                out.push(' ');
                out.push_str(&if value.is_scalar() { block_scalar(value) } else { flow });
                out.push('\n');
            }
            None => {
                out.push('\n');
                match value {
                    Yaml::Map(entries) | Yaml::Lines(entries) => lines(out, indent + 2, entries),
                    Yaml::List(entries) => items(out, indent + 2, entries),
                    Yaml::Nothing | Yaml::Word(_) | Yaml::Text(_) | Yaml::Entry(_) => {}
                }
            }
        },
    }
}

fn items(out: &mut String, indent: usize, list: &[Yaml]) {
    for item in list {
        pad(out, indent);
        out.push_str("- ");
        match flow(item).filter(|flow| item.is_scalar() || indent + 2 + flow.chars().count() <= WIDTH) {
            Some(flow) => {
                out.push_str(&if item.is_scalar() { block_scalar(item) } else { flow });
                out.push('\n');
            }
            None => {
                // The first line follows the dash.
                let mut inner = String::new();
                match item {
                    Yaml::Map(entries) | Yaml::Lines(entries) => lines(&mut inner, indent + 2, entries),
                    Yaml::List(entries) => items(&mut inner, indent + 2, entries),
                    Yaml::Nothing | Yaml::Word(_) | Yaml::Text(_) | Yaml::Entry(_) => {}
                }
                out.push_str(inner.trim_start_matches(' '));
            }
        }
    }
}

fn block_scalar(value: &Yaml) -> String {
    match value {
        Yaml::Text(text) => scalar(text, false),
        Yaml::Word(word) => word.clone(),
        Yaml::Nothing | Yaml::List(_) | Yaml::Map(_) | Yaml::Lines(_) | Yaml::Entry(_) => "null".to_owned(),
    }
}

/// A value on one line, wherever it is put.
pub fn inline(value: &Yaml) -> String {
    flow(value).unwrap_or_default()
}

/// A value on one line; `None` where it must not be.
fn flow(value: &Yaml) -> Option<String> {
    Some(match value {
        Yaml::Nothing => "null".to_owned(),
        Yaml::Word(word) => word.clone(),
        Yaml::Text(text) => scalar(text, true),
        Yaml::Lines(_) | Yaml::Entry(_) => return None,
        Yaml::List(items) => {
            let inner: Option<Vec<String>> = items.iter().map(inner).collect();
            format!("[{}]", inner?.join(", "))
        }
        Yaml::Map(entries) => {
            let one = |(key, value): &(String, Yaml)| {
                let key = scalar(key, true);
                (key.chars().count() < LONGEST_KEY).then_some(())?;
                Some(format!("{key}: {}", inner(value)?))
            };
            let inner: Option<Vec<String>> = entries.iter().map(one).collect();
            format!("{{{}}}", inner?.join(", "))
        }
    })
}

/// A value inside of brackets; text of several lines is not put there.
fn inner(value: &Yaml) -> Option<String> {
    match value {
        Yaml::Text(text) if text.contains('\n') => None,
        _ => flow(value),
    }
}

fn pad(out: &mut String, indent: usize) {
    out.extend(std::iter::repeat_n(' ', indent));
}

/// Writes text of several lines as a block after `key:`, if it would come back byte for byte.
fn literal(out: &mut String, indent: usize, text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    let fit =
        text.contains('\n') && !body.trim().is_empty() && text.chars().all(|c| printable(c) || c == '\n' || c == '\t');
    if !fit {
        return false;
    }
    out.push_str(" |");
    // Without this, the indentation would be taken from a first line that has some of its own.
    if text.trim_start_matches('\n').starts_with([' ', '\t']) {
        out.push('2');
    }
    match text.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    out.push('\n');
    for line in body.split('\n') {
        if !line.is_empty() {
            pad(out, indent + 2);
            out.push_str(line);
        }
        out.push('\n');
    }
    out.extend(std::iter::repeat_n('\n', (text.len() - body.len()).saturating_sub(1)));
    true
}

/// Whether YAML lets a character stand as it is, and no editor hides or changes it.
fn printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// Text on one line, in quotes where it would read as something else.
pub fn scalar(text: &str, in_flow: bool) -> String {
    if is_plain(text, in_flow) {
        return text.to_owned();
    }
    let escapes = !text.chars().all(printable);
    if !escapes && (!text.contains('\'') || text.contains(['"', '\\'])) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if printable(c) => out.push(c),
            c if u32::from(c) <= 0xff => out.push_str(&format!("\\x{:02x}", u32::from(c))),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

fn is_plain(text: &str, in_flow: bool) -> bool {
    is_word(text) || may_be_plain(text, in_flow)
}

/// Whether it is a name like most: a large model has hundreds of thousands of them. The longest word that reads as
/// something else has five letters.
fn is_word(text: &str) -> bool {
    text.len() > 5
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn may_be_plain(text: &str, in_flow: bool) -> bool {
    const OTHERS: [&str; 10] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan"];
    let starts = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '(' | '/' | '$'));
    let broken = text.contains(": ") || text.contains(" #") || text.ends_with([':', ' ']);
    let in_flow =
        in_flow && (text.contains([',', '[', ']', '{', '}']) || text.contains(':') && text.contains(['"', '\'']));
    starts
        && !broken
        && !in_flow
        && text.chars().all(printable)
        && !OTHERS.iter().any(|other| text.eq_ignore_ascii_case(other))
}
