//! How big a relation may be for a step that is heavy by its size.

use std::collections::BTreeMap;

/// The words of `limits`, and the codes of the hazards that each is about.
const WORDS: [(&str, &[&str]); 3] = [
    ("rewrite", &["REWRITES_TABLE", "WRITES_ROWS"]),
    ("block", &["BLOCKS_READS", "BLOCKS_WRITES"]),
    ("scan", &["CONSTRAINT_SCAN", "INDEX_BUILD"]),
];

/// The greatest sizes in bytes, by word. Without a word there is no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limits(BTreeMap<&'static str, u64>);

impl Limits {
    /// The words that a configuration may use.
    pub fn words() -> impl Iterator<Item = &'static str> + Clone {
        WORDS.iter().map(|(word, _)| *word)
    }

    /// Sets a limit; false where there is no such word.
    pub fn set(&mut self, word: &str, bytes: u64) -> bool {
        let known = WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(word, _)| self.0.insert(word, bytes)).is_some()
    }

    /// The word of the limit that a hazard of this code is beyond at this size.
    pub fn exceeded(&self, code: &str, bytes: u64) -> Option<&'static str> {
        let (word, _) = WORDS.iter().find(|(_, codes)| codes.contains(&code))?;
        self.0.get(word).filter(|limit| bytes > **limit).map(|_| *word)
    }
}

/// Reads `1GB`, `500MB`, `64kB` or a number of bytes, units as PostgreSQL's settings have them.
pub fn size(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor: u64 = match unit.trim() {
        "" | "B" => 1,
        "kB" | "KB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        "TB" => 1 << 40,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64kB"), Some(65_536));
        assert_eq!(size("1 GB"), Some(1 << 30));
        assert_eq!(size("7"), Some(7));
        assert_eq!((size("1gb"), size("GB"), size("99999999999TB")), (None, None, None));
    }

    #[test]
    fn a_limit_is_of_its_hazards_alone() {
        let mut limits = Limits::default();
        assert!(limits.set("rewrite", 100) && !limits.set("rewrites", 1));
        assert_eq!(limits.exceeded("REWRITES_TABLE", 101), Some("rewrite"));
        assert_eq!(limits.exceeded("REWRITES_TABLE", 100), None);
        assert_eq!(limits.exceeded("BLOCKS_READS", 101), None);
        assert_eq!(limits.exceeded("INDEX_DROPPED", 101), None);
    }
}
