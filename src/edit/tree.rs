//! A YAML text as a tree in which every key and value knows the bytes that it stands in.

use std::ops::Range;

use granit_parser::{Event, Parser, ScalarStyle};

/// A value or key.
#[derive(Debug)]
pub(super) struct Node {
    /// Its bytes; of a list or mapping without brackets those of what is in it.
    pub range: Range<usize>,
    /// What it is.
    pub shape: Shape,
    /// Whether it is written for other places too: it has an anchor, or is an alias.
    pub shared: bool,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Shape {
    /// Text, and whether it is written as a block.
    Scalar(String, bool),
    List {
        items: Vec<Node>,
    },
    Map {
        flow: bool,
        entries: Vec<(Node, Node)>,
    },
}

impl Node {
    /// Its text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Shape::Scalar(text, _) = &self.shape { Some(text) } else { None }
    }

    /// The same, where it stands on its line.
    pub(super) fn word(&self) -> Option<&str> {
        if let Shape::Scalar(text, false) = &self.shape { Some(text) } else { None }
    }

    /// What it holds, keys and values.
    fn parts(&self) -> Box<dyn Iterator<Item = &Node> + '_> {
        match &self.shape {
            Shape::Scalar(..) => Box::new(std::iter::empty()),
            Shape::List { items, .. } => Box::new(items.iter()),
            Shape::Map { entries, .. } => Box::new(entries.iter().flat_map(|(key, value)| [key, value])),
        }
    }

    /// The bytes of all scalars within, in order.
    pub(super) fn scalars(&self) -> Vec<Range<usize>> {
        if matches!(self.shape, Shape::Scalar(..)) {
            return vec![self.range.clone()];
        }
        self.parts().flat_map(Node::scalars).collect()
    }
}

/// A list or mapping that is being read, and the key whose value comes next.
struct Open {
    node: Node,
    key: Option<Node>,
}

/// Reads one document; none where there is nothing in it, or where it is not YAML.
pub(super) fn parse(text: &str) -> Option<Node> {
    let mut stack: Vec<Open> = Vec::new();
    let mut root = None;
    let options = granit_parser::options! { emit_comments: false, simple_key_max_lookahead: 1 << 20 };
    for next in Parser::new_from_str_with_options(text, options) {
        let (event, span) = next.ok()?;
        let range = span.byte_range()?;
        let scalar = |range: Range<usize>, text: String, block: bool, shared: bool| Node {
            range,
            shape: Shape::Scalar(text, block),
            shared,
        };
        let done = match event {
            Event::Scalar(value, style, anchor, _) => {
                let end = range.start + text.get(range.clone())?.trim_end().len();
                let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                scalar(range.start..end, value.into_owned(), block, anchor != 0)
            }
            Event::Alias(_) => scalar(range, String::new(), false, true),
            Event::SequenceStart(_, anchor, _) => {
                let shape = Shape::List { items: Vec::new() };
                stack.push(Open { node: Node { range, shape, shared: anchor != 0 }, key: None });
                continue;
            }
            Event::MappingStart(_, anchor, _) => {
                let flow = text.get(range.start..)?.starts_with('{');
                let shape = Shape::Map { flow, entries: Vec::new() };
                stack.push(Open { node: Node { range, shape, shared: anchor != 0 }, key: None });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let mut node = stack.pop()?.node;
                let last = node.parts().map(|part| part.range.end).max();
                // Brackets have an end of their own; without them all ends with what is in it.
                let bracket = text.get(range.clone())?.ends_with(['}', ']']);
                node.range.end = if bracket { range.end } else { last.unwrap_or(node.range.end) };
                node
            }
            _ => continue,
        };
        let Some(open) = stack.last_mut() else {
            root = Some(done);
            continue;
        };
        match (&mut open.node.shape, open.key.take()) {
            (Shape::List { items }, _) => items.push(done),
            (Shape::Map { entries, .. }, Some(key)) => entries.push((key, done)),
            (Shape::Map { .. }, None) => open.key = Some(done),
            (Shape::Scalar(..), _) => return None,
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(node: &Node, text: &str, found: &mut Vec<String>) {
        found.push(text[node.range.clone()].to_owned());
        for part in node.parts() {
            spans(part, text, found);
        }
    }

    #[test]
    fn every_part_knows_its_bytes() {
        for (text, wanted) in [
            ("é: [a, \"b\"] # c\nd:\n", vec!["é: [a, \"b\"] # c\nd", "é", "[a, \"b\"]", "a", "\"b\"", "d", ""]),
            (
                "a:\r\n  b: |\r\n    x # y\r\n\r\n  # z\r\n  c: {}\r\n",
                vec![
                    "a:\r\n  b: |\r\n    x # y\r\n\r\n  # z\r\n  c: {}",
                    "a",
                    "b: |\r\n    x # y\r\n\r\n  # z\r\n  c: {}",
                    "b",
                    "x # y",
                    "c",
                    "{}",
                ],
            ),
            ("a: {b: &x 1, c: *x}\n", vec!["a: {b: &x 1, c: *x}", "a", "{b: &x 1, c: *x}", "b", "1", "c", "*x"]),
        ] {
            let mut found = Vec::new();
            spans(&parse(text).unwrap(), text, &mut found);
            assert_eq!(found, wanted, "{text}");
        }
        assert!(parse("a: [").is_none() && parse("# nothing\n").is_none());
    }
}
