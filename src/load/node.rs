//! A YAML file as a tree in which every key and value knows its exact place.
//!
//! Typed deserialisation by serde loses places where it buffers, stops at the first error, and
//! calls `no` a boolean where a name is wanted. A tree of plain text with places has none of that:
//! what a scalar means is decided by the reader that knows what is wanted there.

use granit_parser::{Event, Parser, ScalarStyle, Span};

use crate::model::hashed::HashMap;

/// The most levels of nesting; a model needs eight.
const DEPTH: usize = 48;
/// The most nodes that aliases may add to one file: what a bomb needs and no model does.
const COPIES: usize = 100_000;

/// Where a token stands: file by its number, line and column from 1, length in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The number of the file among those that are read.
    pub file: usize,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// How many characters of its first line it covers; 1 for a list or mapping.
    pub length: u32,
}

/// A value or key with its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it begins.
    pub spot: Spot,
}

/// What a node is. Scalars keep their text: `no`, `1.0` and `2001-01-01` are what is written.
#[derive(Clone, Debug)]
pub enum Value {
    /// A single value.
    Scalar {
        /// The text, escapes and folding undone.
        text: String,
        /// Whether it is written without quotes and no block.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A mapping; the keys are scalars, each but once.
    Map(Vec<(Key, Node)>),
}

/// A key with its place.
#[derive(Clone, Debug)]
pub struct Key {
    /// The text.
    pub text: String,
    /// Where it begins.
    pub spot: Spot,
}

impl Node {
    /// Whether nothing is written: `key:` alone, `~` or `null`.
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar { text, plain } => *plain && matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL"),
            Value::List(_) | Value::Map(_) => false,
        }
    }

    /// What it is, for a message.
    pub fn describe(&self) -> String {
        match &self.value {
            Value::Scalar { .. } if self.is_null() => "nothing".to_owned(),
            Value::Scalar { text, .. } => {
                let mut short: String = text.lines().next().unwrap_or_default().chars().take(40).collect();
                if short.len() < text.len() {
                    short.push('…');
                }
                format!("`{short}`")
            }
            Value::List(_) => "a list".to_owned(),
            Value::Map(_) => "a mapping".to_owned(),
        }
    }

    fn weight(&self) -> usize {
        match &self.value {
            Value::Scalar { .. } => 1,
            Value::List(items) => 1 + items.iter().map(Node::weight).sum::<usize>(),
            Value::Map(entries) => 1 + entries.iter().map(|(_, value)| 1 + value.weight()).sum::<usize>(),
        }
    }
}

/// What is wrong with a file as YAML.
#[derive(Clone, Debug)]
pub struct Flaw {
    /// What, in one sentence.
    pub message: String,
    /// Where.
    pub spot: Spot,
    /// What to do.
    pub hint: Option<String>,
}

impl Flaw {
    fn new(message: impl Into<String>, spot: Spot, hint: &str) -> Self {
        Self { message: message.into(), spot, hint: (!hint.is_empty()).then(|| hint.to_owned()) }
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn spot(file: usize, span: &Span) -> Spot {
    let length = if span.end.line() == span.start.line() { span.end.col().saturating_sub(span.start.col()) } else { 1 };
    Spot { file, line: narrow(span.start.line()), column: narrow(span.start.col() + 1), length: narrow(length.max(1)) }
}

fn tag_spot(file: usize, span: &Span) -> Spot {
    spot(file, &span.tag_span().unwrap_or(*span))
}

/// Reads one document; `None` where there is nothing but comments.
///
/// # Errors
/// The first flaw as YAML, or all duplicate keys up to it.
pub fn parse(text: &str, file: usize) -> Result<Option<Node>, Vec<Flaw>> {
    let options = granit_parser::options! {
        flow_nesting_limit: DEPTH,
        block_nesting_limit: DEPTH,
        emit_comments: false,
        simple_key_max_lookahead: 1 << 20,
    };
    let mut tree =
        Tree { file, stack: Vec::new(), root: None, anchors: HashMap::default(), copies: 0, flaws: Vec::new() };
    for next in Parser::new_from_str_with_options(text, options) {
        let done = match next {
            Ok((event, span)) => tree.event(event, &span),
            Err(error) => Err(syntax(text, file, &error)),
        };
        if let Err(flaw) = done {
            tree.flaws.push(flaw);
            return Err(tree.flaws);
        }
    }
    if tree.flaws.is_empty() { Ok(tree.root) } else { Err(tree.flaws) }
}

/// A syntax error with the remedy, where its cause can be told.
fn syntax(text: &str, file: usize, error: &granit_parser::ScanError) -> Flaw {
    let marker = error.marker();
    let mut at = Spot { file, line: narrow(marker.line()), column: narrow(marker.col() + 1), length: 1 };
    let line = text.lines().nth(marker.line().saturating_sub(1)).unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start().len()];
    if let Some(tab) = indent.chars().position(|c| c == '\t') {
        at.column = narrow(tab + 1);
        return Flaw::new("a tab in the indentation", at, "YAML is indented with spaces: replace the tab by spaces");
    }
    let words = error.info();
    if words.contains("nesting") || words.contains("limit") || words.contains("depth") || words.contains("recursion") {
        let message = format!("nested deeper than {DEPTH} levels, or longer than YAML allows: {words}");
        return Flaw::new(message, at, "a model needs eight levels: look for brackets that are not closed");
    }
    let hint = if words.contains("anchor") {
        "an alias `*name` needs an anchor `&name` before it in the same file; quote text that begins with `*` or `&`"
    } else if line.contains(": ") && line.matches(": ").count() > 1 {
        "text that holds `: ` must be quoted, or written as a block: `key: |`"
    } else if line.contains('`') || line.contains('@') || line.contains('%') {
        "text that begins with `@`, `%` or a backtick must be quoted"
    } else {
        "quote text that holds special characters, and check indentation and brackets on the lines above"
    };
    Flaw::new(format!("this is not YAML: {words}"), at, hint)
}

/// A list or mapping that is being read.
struct Open {
    node: Node,
    anchor: usize,
    /// The key whose value comes next, and whether it stands without quotes.
    key: Option<(Key, bool)>,
    seen: HashMap<String, Spot>,
    merges: Vec<(Spot, Node)>,
}

struct Tree {
    file: usize,
    stack: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Node>,
    copies: usize,
    flaws: Vec<Flaw>,
}

impl Tree {
    fn event(&mut self, event: Event<'_>, span: &Span) -> Result<(), Flaw> {
        let at = spot(self.file, span);
        match event {
            Event::DocumentStart(..) if self.root.is_some() => {
                return Err(Flaw::new("a second document in one file", at, "put it into a file of its own"));
            }
            Event::Scalar(text, style, anchor, tag) => {
                let plain = matches!(style, ScalarStyle::Plain) && tag.is_none();
                if let Some(tag) = tag
                    && tag.core_suffix() != Some("str")
                {
                    return Err(unknown_tag(&tag.original(), tag_spot(self.file, span)));
                }
                let node = Node { value: Value::Scalar { text: text.into_owned(), plain }, spot: at };
                self.add(node, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) | Event::MappingStart(_, anchor, tag) if tag.is_some() => {
                let _ = anchor;
                return Err(unknown_tag(&tag.map(|tag| tag.original()).unwrap_or_default(), tag_spot(self.file, span)));
            }
            Event::SequenceStart(_, anchor, _) => self.open(Value::List(Vec::new()), at, anchor),
            Event::MappingStart(_, anchor, _) => self.open(Value::Map(Vec::new()), at, anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(mut open) = self.stack.pop() {
                    open.merge()?;
                    self.add(open.node, open.anchor)?;
                }
            }
            Event::Alias(id) => {
                let Some(copy) = self.anchors.get(&id).cloned() else {
                    return Err(Flaw::new("an alias inside of what it stands for", at, "write it out"));
                };
                self.copies = self.copies.saturating_add(copy.weight());
                if self.copies > COPIES {
                    let message = format!("aliases blow this file up by more than {COPIES} values");
                    return Err(Flaw::new(message, at, "write out what the aliases stand for"));
                }
                self.add(copy, 0)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, value: Value, spot: Spot, anchor: usize) {
        let spot = Spot { length: 1, ..spot };
        self.stack.push(Open {
            node: Node { value, spot },
            anchor,
            key: None,
            seen: HashMap::default(),
            merges: Vec::new(),
        });
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), Flaw> {
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        let Some(open) = self.stack.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match &mut open.node.value {
            Value::Scalar { .. } => {}
            Value::List(items) => items.push(node),
            Value::Map(entries) => match open.key.take() {
                None => match node.value {
                    Value::Scalar { text, plain } => open.key = Some((Key { text, spot: node.spot }, plain)),
                    Value::List(_) | Value::Map(_) => {
                        return Err(Flaw::new(
                            "a key must be plain text",
                            node.spot,
                            "quote a key that begins with `[` or `{`",
                        ));
                    }
                },
                Some((key, true)) if key.text == "<<" => open.merges.push((key.spot, node)),
                Some((key, _)) => {
                    if let Some(first) = open.seen.insert(key.text.clone(), key.spot) {
                        self.flaws.push(Flaw::new(
                            format!("`{}` is written twice", key.text),
                            key.spot,
                            &format!("it stands on line {} too: keep one of them", first.line),
                        ));
                    }
                    entries.push((key, node));
                }
            },
        }
        Ok(())
    }
}

impl Open {
    /// `<<: *alias`: the entries of another mapping, except those that are written here.
    fn merge(&mut self) -> Result<(), Flaw> {
        for (at, node) in std::mem::take(&mut self.merges) {
            let (Value::Map(others), Value::Map(entries)) = (node.value, &mut self.node.value) else {
                return Err(Flaw::new("`<<` takes a mapping", at, "write `<<: *name`, where `&name` marks a mapping"));
            };
            for (key, value) in others {
                if self.seen.insert(key.text.clone(), key.spot).is_none() {
                    entries.push((key, value));
                }
            }
        }
        Ok(())
    }
}

fn unknown_tag(tag: &str, at: Spot) -> Flaw {
    Flaw::new(format!("the tag `{tag}` means nothing in a model"), at, "leave it out; quote text that begins with `!`")
}
