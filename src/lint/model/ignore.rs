//! Comments in models that say: this finding is meant, for this reason.

use crate::migrate::ignore::Said;

/// A comment of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ignore {
    /// What it says.
    pub said: Said,
    /// The lines that it is about, from 1, the last one left out; none where it is the whole file.
    pub lines: Option<(u32, u32)>,
    /// Its line and column, from 1.
    pub at: (u32, u32),
}

impl Ignore {
    /// Whether it is about this finding on that line.
    pub(super) fn covers(&self, code: &str, line: u32) -> bool {
        let here = self.lines.is_none_or(|(first, end)| (first..end).contains(&line));
        here && self.said.names(code)
    }
}

const WORDS: &str = "# dbtool: ignore";

/// The comments of a file.
pub(super) fn ignores(text: &str) -> Vec<Ignore> {
    let lines: Vec<&str> = text.lines().collect();
    let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1);
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some((before, rest)) = line.split_once(WORDS) else { continue };
        let said = Said::read(rest);
        // Alone on its line it is about the next that says something.
        let first = if before.trim().is_empty() {
            let said = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
            lines.iter().enumerate().skip(at + 1).find(|(_, line)| said(line)).map_or(lines.len(), |(next, _)| next)
        } else {
            at
        };
        found.push(Ignore {
            lines: (!said.whole_file).then(|| (number(first), number(end(&lines, first)))),
            said,
            at: (number(at), number(before.chars().count())),
        });
    }
    found
}

/// The first line after one that is not within it.
fn end(lines: &[&str], first: usize) -> usize {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let Some(own) = lines.get(first).map(|line| indent(line)) else { return first };
    let outside = |line: &&str| !line.trim().is_empty() && indent(line) <= own;
    lines.iter().enumerate().skip(first + 1).find(|(_, line)| outside(line)).map_or(lines.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_about_a_line_and_what_is_within() {
        let text = "# dbtool: ignore-file A: old\ntables:\n  # dbtool: ignore B, C: small\n\n  # of things\n  t:\n    columns:\n      a: int\n  u:\n    columns:\n      b: int # dbtool: ignore D: it is\n      c: int # dbtool: ignore E\n";
        let found = ignores(text);
        let lines: Vec<_> = found.iter().map(|ignore| ignore.lines).collect();
        assert_eq!(lines, [None, Some((6, 9)), Some((11, 12)), Some((12, 13))]);
        assert!(found[0].covers("a", 12) && found[1].covers("C", 8) && !found[1].covers("C", 9));
        assert_eq!((found[2].at, found[2].said.reason.as_str()), ((11, 14), "it is"));
        // Without a reason nothing is ignored.
        assert!(!found[3].covers("E", 12));
    }
}
