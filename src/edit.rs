//! Changes of YAML texts where they are meant: what is not changed, comments and layout too, stays as it is.
//!
//! A change says where by a [`Place`], as objects of a model have it: that of a key or of its value. What cannot be
//! changed without a guess is refused, with the reason: text that stands for several places, a comment that would go.

mod tree;

use std::collections::BTreeMap;
use std::ops::Range;

use tree::{Node, Shape, parse};

use crate::dump::yaml::{self, Yaml};
use crate::model::Place;

/// Where to change what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The place of a key, or of its value.
    pub at: Place,
    /// What is done with that entry.
    pub what: What,
}

/// What is done with an entry, a key and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// It goes; what holds nothing else goes with it.
    Drop,
    /// Its value is another text; where it is a mapping, that of this key of it.
    Set {
        /// The key.
        key: &'static str,
        /// The text.
        text: String,
    },
    /// Its value, a mapping, gets one more entry.
    Put {
        /// The key that its value stands for where it is no mapping.
        short: Option<&'static str>,
        /// The mapping below it that gets the entry; it is made where it is not there.
        below: Option<&'static str>,
        /// The entry's key.
        key: String,
        /// The entry's value.
        value: Yaml,
    },
}

/// A step from a node of a tree to one below it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Item(usize),
}

/// Why something is not changed.
pub type Refusal = String;

/// Makes the changes; the texts that differ, by the names that places have.
///
/// # Errors
/// The first change that cannot be made, by its number, with the reason.
pub fn apply(
    texts: &BTreeMap<String, String>,
    changes: &[Change],
) -> Result<BTreeMap<String, String>, (usize, Refusal)> {
    let mut found = Vec::with_capacity(changes.len());
    let mut trees: BTreeMap<&str, Node> = BTreeMap::new();
    for (number, change) in changes.iter().enumerate() {
        let file = &*change.at.file;
        let text = texts.get(file).ok_or_else(|| (number, format!("{file} is no file of the model")))?;
        if !trees.contains_key(file) {
            trees.extend(parse(bare(text)).map(|root| (file, root)));
        }
        let root = trees.get(file).ok_or_else(|| (number, format!("{file} is not read as YAML")))?;
        found.push((number, file, locate(root, bare(text), &change.at).map_err(|why| (number, why))?));
    }
    let mut changed: BTreeMap<String, String> = BTreeMap::new();
    for (number, file, path) in found {
        // Places are those of the text before all changes; a path is the same after those before it.
        let text = changed.get(file).or_else(|| texts.get(file)).map(String::as_str).unwrap_or_default();
        let Some(what) = changes.get(number).map(|change| &change.what) else { continue };
        let edited = edit(bare(text), &path, what).map_err(|why| (number, why))?;
        let mark = &text[..text.len() - bare(text).len()];
        changed.insert(file.to_owned(), format!("{mark}{edited}"));
    }
    changed.retain(|file, text| texts.get(file) != Some(text));
    Ok(changed)
}

/// A text without its byte order mark, which counts for no place.
fn bare(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The way to the entry whose key or value stands at a place.
fn locate(root: &Node, text: &str, place: &Place) -> Result<Vec<Step>, Refusal> {
    let number = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let lost = || format!("nothing is found at {place}");
    let line = text.split_inclusive('\n').nth(number(place.line)).ok_or_else(lost)?;
    let before: usize = text.split_inclusive('\n').take(number(place.line)).map(str::len).sum();
    let column = line.char_indices().nth(number(place.column)).ok_or_else(lost)?.0;
    let mut path = Vec::new();
    if !descend(root, before + column, &mut path)? { Err(lost()) } else { Ok(path) }
}

fn descend(node: &Node, at: usize, path: &mut Vec<Step>) -> Result<bool, Refusal> {
    if node.range.contains(&at) {
        unshared(node)?;
    }
    match &node.shape {
        Shape::Scalar(..) => {}
        Shape::List { items } => {
            if let Some((number, item)) = items.iter().enumerate().find(|(_, item)| item.range.contains(&at)) {
                path.push(Step::Item(number));
                return descend(item, at, path);
            }
        }
        Shape::Map { entries, .. } => {
            let holds = |(key, value): &&(Node, Node)| key.range.contains(&at) || value.range.contains(&at);
            if let Some((key, value)) = entries.iter().find(holds) {
                path.push(Step::Key(key.text().unwrap_or_default().to_owned()));
                let (depth, begins) = (path.len(), [key.range.start, value.range.start].contains(&at));
                // A mapping without brackets begins with its first key, which is what is meant there.
                if value.range.contains(&at) && descend(value, at, path)? {
                    return Ok(true);
                }
                path.truncate(depth);
                return Ok(begins);
            }
        }
    }
    Ok(false)
}

/// An entry with the mapping that it is in.
struct Found<'a> {
    map: &'a Node,
    number: usize,
    key: &'a Node,
    value: &'a Node,
}

fn find<'a>(root: &'a Node, path: &[Step]) -> Result<Found<'a>, Refusal> {
    let mut found = None;
    let mut node = root;
    for step in path {
        unshared(node)?;
        match (step, &node.shape) {
            (Step::Item(number), Shape::List { items }) => {
                found = None;
                node = items.get(*number).ok_or("it is gone already")?;
            }
            (Step::Key(name), Shape::Map { entries, .. }) => {
                let entry = entries.iter().enumerate().find(|(_, (key, _))| key.text() == Some(name));
                let (number, (key, value)) = entry.ok_or("it is gone already")?;
                found = Some(Found { map: node, number, key, value });
                node = value;
            }
            _ => return Err("it is gone already".to_owned()),
        }
    }
    found.ok_or_else(|| "it stands in a list".to_owned())
}

fn edit(text: &str, path: &[Step], what: &What) -> Result<String, Refusal> {
    let root = parse(text).ok_or("it is not read as YAML")?;
    let found = find(&root, path)?;
    let (range, new) = match what {
        What::Drop => {
            let alone = matches!(&found.map.shape, Shape::Map { entries, .. } if entries.len() == 1);
            match path.split_last() {
                Some((_, above)) if alone && matches!(above.last(), Some(Step::Key(_))) => {
                    (drop(text, &root, &find(&root, above)?)?, String::new())
                }
                _ => (drop(text, &root, &found)?, String::new()),
            }
        }
        What::Set { key, text: new } => {
            let (map, value) = match &found.value.shape {
                Shape::Map { entries, .. } => {
                    let entry = entries.iter().find(|(own, _)| own.text() == Some(*key));
                    (found.value, &entry.ok_or_else(|| format!("it says no `{key}`"))?.1)
                }
                _ => (found.map, found.value),
            };
            let in_flow = matches!(map.shape, Shape::Map { flow: true, .. });
            unshared(value)?;
            if value.word().is_none() {
                return Err(format!("its `{key}` is no text"));
            }
            (value.range.clone(), quoted(text.get(value.range.clone()).unwrap_or_default(), new, in_flow))
        }
        What::Put { short, below, key, value } => {
            let entry = (key.clone(), value.clone());
            put(text, found.value, *short, *below, entry)?
        }
    };
    let mut edited = text.to_owned();
    edited.replace_range(range, &new);
    Ok(edited)
}

fn unshared(node: &Node) -> Result<(), Refusal> {
    if node.shared { Err("it is written once for several places".to_owned()) } else { Ok(()) }
}

/// A text in the quotes of the one whose place it takes.
fn quoted(old: &str, new: &str, in_flow: bool) -> String {
    match old.chars().next() {
        Some('"') if !new.contains(['"', '\\']) => format!("\"{new}\""),
        Some('\'') => format!("'{}'", new.replace('\'', "''")),
        _ => yaml::scalar(new, in_flow),
    }
}

/// The bytes that go with an entry.
fn drop(text: &str, root: &Node, found: &Found<'_>) -> Result<Range<usize>, Refusal> {
    let Shape::Map { flow, entries } = &found.map.shape else { return Err("it stands in no mapping".to_owned()) };
    unshared(found.value)?;
    let comments = comments(text, root);
    let commented = |range: &Range<usize>| comments.iter().any(|at| range.contains(at));
    let reason = || "a comment stands with it, which would go: drop it by hand".to_owned();
    let own = found.key.range.start..found.value.range.end.max(found.key.range.end);
    if *flow {
        let next = entries.get(found.number + 1).map(|(key, _)| key.range.start);
        let before = found.number.checked_sub(1).and_then(|at| entries.get(at)).map(|(_, value)| value.range.end);
        let range = match (next, before) {
            (Some(next), _) => own.start..next,
            (None, Some(before)) => before..own.end,
            (None, None) => own,
        };
        return if commented(&range) { Err(reason()) } else { Ok(range) };
    }
    let start = line_start(text, own.start);
    if !text[start..own.start].trim().is_empty() {
        return Err("it does not stand on a line of its own".to_owned());
    }
    let end = line_end(text, own.end);
    let above = text[..start].lines().next_back().is_some_and(|line| line.trim_start().starts_with('#'));
    if above || commented(&(start..end)) { Err(reason()) } else { Ok(start..end) }
}

/// The beginning of the line that a byte is on.
fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The end of the line that a byte is on, its break included.
fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// Where comments begin: a `#` at the start of a line or after a blank, and in no scalar.
fn comments(text: &str, root: &Node) -> Vec<usize> {
    let scalars = root.scalars();
    let opens = |at: &usize| text[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let inside = |at: usize| {
        let next = scalars.partition_point(|range| range.end <= at);
        scalars.get(next).is_some_and(|range| range.contains(&at))
    };
    text.match_indices('#').map(|(at, _)| at).filter(opens).filter(|at| !inside(*at)).collect()
}

/// What a mapping gets, and where.
fn put(
    text: &str,
    value: &Node,
    short: Option<&'static str>,
    below: Option<&'static str>,
    entry: (String, Yaml),
) -> Result<(Range<usize>, String), Refusal> {
    unshared(value)?;
    let entries = match &value.shape {
        Shape::Map { entries, .. } => entries,
        Shape::Scalar(own, block) => {
            let short = short.filter(|_| !block && !own.is_empty()).ok_or("it is no mapping")?;
            let whole = Yaml::Map(vec![(short.to_owned(), Yaml::text(own)), nested(below, entry)]);
            return Ok((value.range.clone(), yaml::inline(&whole)));
        }
        Shape::List { .. } => return Err("it is no mapping".to_owned()),
    };
    let own = below.and_then(|name| entries.iter().find(|(key, _)| key.text() == Some(name)));
    match own {
        Some((_, inner)) => put(text, inner, None, None, entry),
        None if entries.iter().any(|(key, _)| key.text() == Some(&entry.0)) && below.is_none() => {
            Err(format!("it says `{}` already", entry.0))
        }
        None => append(text, value, nested(below, entry)),
    }
}

fn nested(below: Option<&'static str>, entry: (String, Yaml)) -> (String, Yaml) {
    match below {
        Some(name) => (name.to_owned(), Yaml::Map(vec![entry])),
        None => entry,
    }
}

/// Adds an entry behind the others of a mapping.
fn append(text: &str, map: &Node, (key, value): (String, Yaml)) -> Result<(Range<usize>, String), Refusal> {
    let Shape::Map { flow, entries } = &map.shape else { return Err("it is no mapping".to_owned()) };
    let written = yaml::inline(&Yaml::Map(vec![(key, value)]));
    let written = written.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or_default();
    let last = entries.last().map(|(key, value)| value.range.end.max(key.range.end));
    if *flow {
        return Ok(match last {
            Some(last) => (last..last, format!(", {written}")),
            None => (map.range.start + 1..map.range.start + 1, written.to_owned()),
        });
    }
    let (Some(last), Some((first, _))) = (last, entries.first()) else { return Err("it is no mapping".to_owned()) };
    let start = line_start(text, first.range.start);
    let indent = " ".repeat(text[start..first.range.start].chars().count());
    let end = line_end(text, last);
    let line = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let ended = text[..end].ends_with('\n');
    let new = if ended { format!("{indent}{written}{line}") } else { format!("{line}{indent}{written}") };
    Ok((end..end, new))
}

#[cfg(test)]
mod tests;
