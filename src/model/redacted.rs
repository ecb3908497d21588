use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A text with a secret in it, for which a placeholder stands: `${NAME}`. What the secret is, nobody
/// compares: two such texts are equal where they differ in nothing but the names in placeholders.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Redacted(pub String);

/// Options that hold secrets, by name.
pub type Secrets = BTreeMap<String, Redacted>;

impl Redacted {
    /// What stands between placeholders.
    fn pieces(&self) -> Vec<&str> {
        let mut pieces = Vec::new();
        let mut rest = self.0.as_str();
        while let Some((before, after)) = rest.split_once("${") {
            let Some((_, tail)) = after.split_once('}') else { break };
            pieces.push(before);
            rest = tail;
        }
        pieces.push(rest);
        pieces
    }

    /// The names in placeholders.
    pub fn variables(&self) -> Vec<&str> {
        let inner = |piece: &'_ str| piece.split_once('}').map(|(name, _)| name.len());
        self.0.match_indices("${").filter_map(|(at, _)| self.0[at + 2..].get(..inner(&self.0[at + 2..])?)).collect()
    }
}

impl PartialEq for Redacted {
    fn eq(&self, other: &Self) -> bool {
        self.pieces() == other.pieces()
    }
}

impl Eq for Redacted {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets_are_no_difference() {
        let text = |text: &str| Redacted(text.to_owned());
        assert_eq!(text("a ${X} b"), text("a ${OTHER} b"));
        assert_ne!(text("a ${X} b"), text("a ${X} c"));
        assert_ne!(text("a"), text("a${X}"));
        assert_eq!(text("${A} ${B}$").variables(), ["A", "B"]);
    }
}
