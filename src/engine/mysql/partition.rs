//! `PARTITION BY …`, kept as the server shows it, and how one becomes another.

use super::quote::ident;
use super::scan::{Scan, Token};

/// The clause as it is kept: without its first words, and without what each partition says of the
/// table's own engine.
pub(super) fn normal(text: &str) -> String {
    let text = text.strip_prefix("PARTITION BY ").unwrap_or(text);
    let text = text.replace(" ENGINE = InnoDB", "");
    // MariaDB quotes the partitions' names, MySQL does not.
    text.trim().to_owned()
}

/// A clause in parts: what comes before the list, and the partitions by name.
fn parts(clause: &str) -> Option<(String, Vec<(String, String)>)> {
    let at = list_start(clause)?;
    let (head, list) = clause.split_at_checked(at)?;
    let mut scan = Scan::new(list);
    let inner = scan.parentheses()?;
    let mut inner = Scan::new(inner);
    let mut partitions = Vec::new();
    while !inner.is_done() {
        let text = inner.until(&[]).to_owned();
        let mut words = Scan::new(&text);
        words.take(&["partition"]);
        partitions.push((words.name()?, text));
        inner.take(&[","]);
    }
    Some((head.trim().to_owned(), partitions))
}

/// Where the list of partitions begins: the parenthesis before the word `PARTITION`.
fn list_start(clause: &str) -> Option<usize> {
    let tokens = super::scan::tokens(clause);
    tokens.windows(2).find_map(|pair| match pair {
        [(Token::Sign('('), open), (Token::Word, word)]
            if clause.get(word.clone()).is_some_and(|word| word.eq_ignore_ascii_case("partition")) =>
        {
            Some(open.start)
        }
        _ => None,
    })
}

/// How a table's partitions become others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// By partitioning anew, or no more: the end of the table's statement.
    Whole(String),
    /// By these clauses, each in a statement of its own.
    Clauses(Vec<String>),
    /// By dropping partitions with their rows, and then by these clauses.
    Dropping(Vec<String>, Vec<String>),
}

/// The clauses that make one partitioning another; none stands for a table that has none.
pub(super) fn change(before: Option<&str>, after: Option<&str>) -> Change {
    let Some(after) = after else {
        // They may be gone already, with what they divided.
        return before.map_or(Change::Clauses(Vec::new()), |_| Change::Whole("REMOVE PARTITIONING".to_owned()));
    };
    let whole = || Change::Whole(format!("PARTITION BY {after}"));
    let (Some((old_head, old)), Some((head, new))) = (before.and_then(parts), parts(after)) else { return whole() };
    let kind = head.to_ascii_uppercase();
    if old_head != head || !(kind.starts_with("RANGE") || kind.starts_with("LIST")) {
        return whole();
    }
    let kept: Vec<_> = old.iter().filter(|partition| new.contains(partition)).cloned().collect();
    if new.get(..kept.len()) != Some(kept.as_slice()) {
        return whole();
    }
    let gone: Vec<String> = old.iter().filter(|it| !kept.contains(it)).map(|(name, _)| name.clone()).collect();
    let added: Vec<&str> = new.iter().skip(kept.len()).map(|(_, text)| text.as_str()).collect();
    // One of the same name that holds other rows is the same partition, moved.
    if kept.is_empty() || new.iter().skip(kept.len()).any(|(name, _)| gone.contains(name)) {
        return whole();
    }
    let add = if added.is_empty() { Vec::new() } else { vec![format!("ADD PARTITION ({})", added.join(", "))] };
    if gone.is_empty() { Change::Clauses(add) } else { Change::Dropping(gone, add) }
}

/// `DROP PARTITION a, b`
pub(super) fn drop(names: &[String]) -> String {
    format!("DROP PARTITION {}", names.iter().map(|name| ident(name)).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "RANGE (`a`) (PARTITION p0 VALUES LESS THAN (1), PARTITION p1 VALUES LESS THAN (2))";
    const ONE: &str = "RANGE (`a`) (PARTITION p0 VALUES LESS THAN (1))";
    const LAST: &str = "RANGE (`a`) (PARTITION p1 VALUES LESS THAN (2))";

    #[test]
    fn partitions_come_and_go_by_themselves() {
        let add = Change::Clauses(vec!["ADD PARTITION (PARTITION p1 VALUES LESS THAN (2))".to_owned()]);
        assert_eq!(change(Some(ONE), Some(TWO)), add);
        assert_eq!(change(Some(TWO), Some(LAST)), Change::Dropping(vec!["p0".to_owned()], Vec::new()));
        assert_eq!(drop(&["p0".to_owned()]), "DROP PARTITION `p0`");
        assert_eq!(change(Some(TWO), None), Change::Whole("REMOVE PARTITIONING".to_owned()));
        let hash = Change::Whole("PARTITION BY HASH (`a`) PARTITIONS 2".to_owned());
        assert_eq!(change(Some(TWO), Some("HASH (`a`) PARTITIONS 2")), hash);
    }
}
