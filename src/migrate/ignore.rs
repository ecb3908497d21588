//! Comments in migrations that say: this finding is meant, for this reason.
//!
//! `-- dbtool: ignore CODE[, CODE…]: REASON` is about the statement that follows, or that it stands
//! in; `-- dbtool: ignore-file CODE[, CODE…]: REASON` about the whole file. One without a reason
//! counts for nothing.

use std::ops::Range;

/// What such a comment says, in a migration or a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Whether it is about the whole file.
    pub whole_file: bool,
    /// What is ignored.
    pub codes: Vec<String>,
    /// Why; empty where the comment does not say.
    pub reason: String,
}

impl Said {
    /// Reads what follows `dbtool: ignore`.
    pub fn read(rest: &str) -> Self {
        let (whole_file, rest) = rest.strip_prefix("-file").map_or((false, rest), |rest| (true, rest));
        let (codes, reason) = rest.split_once(':').unwrap_or((rest, ""));
        let codes = codes.split([',', ' ']).map(str::trim).filter(|code| !code.is_empty()).map(str::to_owned);
        Self { whole_file, codes: codes.collect(), reason: reason.trim().to_owned() }
    }

    /// Whether it lets findings of this code pass. Without a reason none does.
    pub fn names(&self, code: &str) -> bool {
        !self.reason.is_empty() && self.codes.iter().any(|own| own.eq_ignore_ascii_case(code))
    }
}

/// A comment of that kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// What it says.
    pub said: Said,
    /// The statement that it is about; none where it is the whole file.
    pub statement: Option<Range<usize>>,
    /// Where it stands: a byte of the text.
    pub at: usize,
}

impl Ignore {
    /// Whether it is about this finding in that statement.
    pub fn covers(&self, code: &str, statement: Option<&Range<usize>>) -> bool {
        let here = match (&self.statement, statement) {
            (None, _) => true,
            (Some(own), Some(statement)) => own == statement,
            (Some(_), None) => false,
        };
        here && self.said.names(code)
    }
}

/// The comments of a file whose statements stand there, as its engine parts them.
pub fn ignores(sql: &str, statements: &[Range<usize>]) -> Vec<Ignore> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in sql.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((comment, rest)) = line
            .find("-- dbtool: ignore")
            .and_then(|column| Some((start + column, line.get(column + "-- dbtool: ignore".len()..)?)))
        else {
            continue;
        };
        let said = Said::read(rest);
        let statement = statements.iter().find(|span| span.end > start).cloned();
        found.push(Ignore {
            statement: if said.whole_file { None } else { Some(statement.unwrap_or(at..at)) },
            said,
            at: comment,
        });
    }
    found
}

/// Whether a comment anywhere in the file is about this code.
pub fn is_ignored(sql: &str, code: &str) -> bool {
    ignores(sql, &[]).iter().any(|ignore| ignore.said.names(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_codes_statements_and_reasons() {
        let sql = "-- dbtool: ignore-file A, B: old\nSELECT 1;\n-- dbtool: ignore C: small: tiny\nSELECT\n 2; -- dbtool: ignore D\nSELECT 3;";
        let spans = crate::migrate::script::statements(sql);
        let found = ignores(sql, &spans);
        assert_eq!(found.len(), 3);
        assert_eq!(
            (found[0].said.codes.as_slice(), found[0].statement.clone()),
            (["A".to_owned(), "B".to_owned()].as_slice(), None)
        );
        assert_eq!(found[1].said.reason, "small: tiny");
        assert!(found[1].covers("c", Some(&spans[1])) && !found[1].covers("C", Some(&spans[0])));
        assert!(found[0].covers("A", None) && !found[0].covers("C", None));
        // Without a reason nothing is ignored.
        assert!(!found[2].covers("D", Some(&spans[1])));
        assert!(is_ignored(sql, "C") && !is_ignored(sql, "D"));
    }
}
