//! A text that a regular expression matches, for the usual ones: classes, repetitions, groups.
//! What comes of an unusual one the server refuses, and another value is tried.

use std::iter::Peekable;
use std::str::Chars;

/// Texts that the pattern should match: with as few repetitions as it takes and with more, and with
/// other members of its classes.
pub(super) fn matching(pattern: &str) -> Vec<String> {
    let sample = |(more, pick)| Sampler { chars: pattern.chars().peekable(), more, pick, depth: 0 }.alternatives();
    let mut found: Vec<String> = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)].map(sample).into();
    found.dedup();
    found
}

struct Sampler<'a> {
    chars: Peekable<Chars<'a>>,
    /// How many repetitions beyond the least.
    more: usize,
    /// Which member of a class is taken.
    pick: usize,
    depth: u32,
}

impl Sampler<'_> {
    /// The first of the alternatives, up to the end of the group; the others are read over.
    fn alternatives(&mut self) -> String {
        let mut first = None;
        let mut text = String::new();
        loop {
            match self.chars.next() {
                None => break,
                Some(')') if self.depth > 0 => break,
                Some('|') => {
                    first.get_or_insert(std::mem::take(&mut text));
                    text.clear();
                }
                Some(c) => {
                    let atom = self.atom(c);
                    for _ in 0..self.repetitions() {
                        text.push_str(&atom);
                    }
                }
            }
        }
        first.unwrap_or(text)
    }

    fn atom(&mut self, c: char) -> String {
        match c {
            '^' | '$' => String::new(),
            '.' => "a".to_owned(),
            '(' => {
                if self.chars.next_if_eq(&'?').is_some() {
                    // `(?:…)` groups; what else may stand here matches nothing of its own.
                    self.chars.next();
                }
                if self.depth > 20 {
                    return String::new();
                }
                self.depth += 1;
                let text = self.alternatives();
                self.depth -= 1;
                text
            }
            '[' => self.class().into(),
            '\\' => match self.chars.next() {
                Some('d') => {
                    char::from_digit(u32::try_from(self.pick).unwrap_or_default() % 10, 10).unwrap_or('1').into()
                }
                Some('w') => self.member(&['a', 'b', 'c']).into(),
                Some('s') => " ".to_owned(),
                Some('S' | 'D') => "a".to_owned(),
                Some('W') => "-".to_owned(),
                Some('m' | 'M' | 'y' | 'A' | 'Z') | None => String::new(),
                Some(c) => c.to_string(),
            },
            c => c.to_string(),
        }
    }

    /// A character of the class.
    fn class(&mut self) -> char {
        let negated = self.chars.next_if_eq(&'^').is_some();
        let mut members: Vec<char> = Vec::new();
        let mut first = true;
        while let Some(c) = self.chars.next() {
            match c {
                ']' if !first => break,
                '[' if self.chars.peek() == Some(&':') => {
                    let name: String = self.chars.by_ref().take_while(|c| *c != ']').collect();
                    let named = match name.trim_matches(':') {
                        "digit" | "alnum" | "xdigit" => "123",
                        "upper" => "AB",
                        "space" => " ",
                        "punct" => "-.",
                        _ => "ab",
                    };
                    members.extend(named.chars());
                }
                '\\' => match self.chars.next() {
                    Some('d') => members.push('1'),
                    Some('w') => members.push('a'),
                    Some('s') => members.push(' '),
                    other => members.extend(other),
                },
                '-' if !first && self.chars.peek().is_some_and(|c| *c != ']') => {
                    let last = self.chars.next().unwrap_or('-');
                    let from = members.last().copied().unwrap_or(last);
                    members.extend((from..=last).skip(1).take(if negated { 200 } else { 2 }));
                }
                c => members.push(c),
            }
            first = false;
        }
        if negated {
            let others: Vec<char> = "abc1A-_ x".chars().filter(|c| !members.contains(c)).collect();
            return self.member(&others);
        }
        self.member(&members)
    }

    fn member(&self, members: &[char]) -> char {
        members.get(self.pick % members.len().max(1)).copied().unwrap_or('a')
    }

    /// How often the atom before stands.
    fn repetitions(&mut self) -> usize {
        let count = match self.chars.peek() {
            Some('*' | '?') => {
                let only_one = self.chars.next() == Some('?');
                if only_one { self.more.min(1) } else { self.more }
            }
            Some('+') => {
                self.chars.next();
                1 + self.more
            }
            Some('{') => {
                self.chars.next();
                let text: String = self.chars.by_ref().take_while(|c| *c != '}').collect();
                let (least, most) = text.split_once(',').unwrap_or((&text, &text));
                let least: usize = least.trim().parse().unwrap_or(0);
                let most: usize = most.trim().parse().unwrap_or(least + 1);
                (least + self.more).min(most).min(1000)
            }
            _ => return 1,
        };
        // A repetition may be lazy.
        self.chars.next_if_eq(&'?');
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_usual_patterns() {
        let has = |pattern: &str, wanted: &[&str]| {
            let found = matching(pattern);
            for text in wanted {
                assert!(found.iter().any(|it| it == text), "{pattern}: {text} in {found:?}");
            }
        };
        has("^[A-Z]{2}[0-9]{3}$", &["AA000", "BB111", "CC222"]);
        has("^[a-z][a-z0-9_]*$", &["a", "aa", "b"]);
        has(r"^\d{4}-\d\d$", &["0000-00", "1111-11"]);
        has("^(http|https)://[^/]+", &["http://a", "http://aa", "http://b"]);
        has("^a(?:b|c)?d$", &["ad", "abd"]);
        has("^[[:upper:]]+$", &["A", "AA", "B"]);
        has(r"[^@]+@[^@]+\.[^@]+", &["a@a.a", "aa@aa.aa"]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[-a-z0-9^$.*+?{},|()\\[\\]\\\\:]{0,40}") {
            matching(&text);
        }
    }
}
