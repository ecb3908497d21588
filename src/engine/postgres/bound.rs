//! What the bounds of two partitions of one table have to do with each other, by their text.

use super::scan::{enclosed, split_list, tokens};

/// The bound of the partition that takes what no other does.
pub(super) const DEFAULT: &str = "DEFAULT";

/// `FOR VALUES WITH (modulus 4, remainder 1)`
pub(super) fn hash(bound: &str) -> Option<(u64, u64)> {
    match tokens(bound).as_slice() {
        ["FOR", "VALUES", "WITH", "(", modulus, of, ",", remainder, rest, ")"]
            if modulus.eq_ignore_ascii_case("modulus") && remainder.eq_ignore_ascii_case("remainder") =>
        {
            Some((of.parse().ok()?, rest.parse().ok()?))
        }
        _ => None,
    }
}

/// Whether rows may belong to both of two bounds; where that cannot be told, they may.
pub(super) fn may_overlap(one: &str, other: &str) -> bool {
    if one == DEFAULT || other == DEFAULT {
        return true;
    }
    if let (Some((one, first)), Some((other, second))) = (hash(one), hash(other)) {
        let (mut a, mut b) = (one, other);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        return a != 0 && first % a == second % a;
    }
    if let (Some(one), Some(other)) = (values(one), values(other)) {
        return one.iter().any(|value| other.contains(value));
    }
    match (range(one), range(other)) {
        (Some(one), Some(other)) => !(ends_before(one, other) || ends_before(other, one)),
        _ => true,
    }
}

/// The values of `FOR VALUES IN ('a', NULL)`, as they are written.
fn values(bound: &str) -> Option<Vec<&str>> {
    let (values, _) = enclosed(bound.strip_prefix("FOR VALUES IN (")?)?;
    Some(split_list(values).into_iter().map(str::trim).collect())
}

/// The ends of `FOR VALUES FROM (1) TO (10)`.
fn range(bound: &str) -> Option<(&str, &str)> {
    let (from, rest) = enclosed(bound.strip_prefix("FOR VALUES FROM (")?)?;
    let (to, _) = enclosed(rest.strip_prefix(" TO (")?)?;
    Some((from, to))
}

/// Whether the one range is known to end where the other begins, or before that.
fn ends_before(one: (&str, &str), other: (&str, &str)) -> bool {
    at_most(one.1, other.0)
}

/// Whether an end of a range is known to lie at another or before it.
fn at_most(one: &str, other: &str) -> bool {
    let bare = |text: &str| text.trim_matches('\'').to_owned();
    let (first, second) = (bare(one), bare(other));
    // Texts may be in the order of any collation; numbers and times are not.
    let is_time =
        |text: &str| text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_digit() || b"-: .+".contains(&byte));
    let zone = |text: &str| text.rsplit_once('+').map(|(_, zone)| zone.to_owned());
    one == other
        || one == "MINVALUE"
        || other == "MAXVALUE"
        || matches!((first.parse::<i128>(), second.parse::<i128>()), (Ok(first), Ok(second)) if first <= second)
        || is_time(&first)
            && is_time(&second)
            && first.len() == second.len()
            && zone(&first) == zone(&second)
            && first <= second
}

/// Whether every row that one bound takes is known to be taken by another of these.
pub(super) fn covered(bound: &str, by: &[&str]) -> bool {
    if by.contains(&DEFAULT) {
        return true;
    }
    if let Some((modulus, remainder)) = hash(bound) {
        let alike = by.iter().filter_map(|other| hash(other)).filter(|(_, rest)| *rest % modulus == remainder);
        let parts: Vec<u64> = alike.filter(|(of, _)| of % modulus == 0).map(|(of, _)| of / modulus).collect();
        let whole = parts.iter().copied().max().unwrap_or(1);
        // Bounds of one table never overlap, and each of them divides the next.
        let shares = parts.iter().filter(|of| whole % **of == 0).map(|of| whole / of).sum::<u64>();
        let within = |(of, rest): (u64, u64)| of != 0 && modulus % of == 0 && remainder % of == rest;
        return !parts.is_empty() && shares == whole || by.iter().filter_map(|other| hash(other)).any(within);
    }
    if let Some(all) = values(bound) {
        let taken: Vec<&str> = by.iter().filter_map(|other| values(other)).flatten().collect();
        return all.iter().all(|value| taken.contains(value));
    }
    let Some((mut reached, end)) = range(bound) else { return false };
    let mut others: Vec<(&str, &str)> = by.iter().filter_map(|other| range(other)).collect();
    while !at_most(end, reached) {
        let Some(next) = others.iter().position(|(from, _)| at_most(from, reached)) else { return false };
        let (_, to) = others.swap_remove(next);
        if !at_most(to, reached) {
            reached = to;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_overlap_unless_they_are_known_not_to() {
        let range = |from: &str, to: &str| format!("FOR VALUES FROM ({from}) TO ({to})");
        let year = |year: u32| range(&format!("'{year}-01-01'"), &format!("'{}-01-01'", year + 1));
        assert!(!may_overlap(&year(2023), &year(2024)) && !may_overlap(&year(2024), &year(2023)));
        assert!(!may_overlap(&year(2023), &year(2025)));
        assert!(may_overlap(&range("'2023-01-01'", "'2024-01-01'"), &range("'2023-07-01'", "'2024-07-01'")));
        assert!(
            !may_overlap(&range("9", "10"), &range("10", "11")) && may_overlap(&range("9", "11"), &range("10", "12"))
        );
        assert!(!may_overlap(&range("MINVALUE", "9"), &range("10", "MAXVALUE")));
        assert!(may_overlap(&range("MINVALUE", "11"), &range("10", "MAXVALUE")));
        assert!(
            may_overlap(&range("'a'", "'b'"), &range("'c'", "'d'"))
                && !may_overlap(&range("'a'", "'b'"), &range("'b'", "'c'"))
        );
        assert!(may_overlap("DEFAULT", &year(2023)));
        let list = |values: &str| format!("FOR VALUES IN ({values})");
        assert!(may_overlap(&list("'a', 'b'"), &list("'b', NULL")) && !may_overlap(&list("'a'"), &list("'b', NULL")));
        let hash = |modulus: u32, remainder: u32| format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})");
        assert!(may_overlap(&hash(2, 1), &hash(4, 3)) && !may_overlap(&hash(2, 1), &hash(4, 2)));
        assert!(may_overlap(&hash(2, 0), &hash(3, 1)));
    }

    #[test]
    fn a_bound_is_covered_by_those_that_take_all_of_it() {
        let year = "FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')";
        let first = "FOR VALUES FROM ('2023-01-01') TO ('2023-07-01')";
        let second = "FOR VALUES FROM ('2023-07-01') TO ('2024-01-01')";
        assert!(covered(year, &[second, first]) && covered(first, &[year]) && covered(year, &[DEFAULT]));
        assert!(!covered(year, &[first]) && !covered(year, &[second]) && !covered(year, &[]));
        assert!(covered(
            "FOR VALUES FROM (5) TO (10)",
            &["FOR VALUES FROM (MINVALUE) TO (7)", "FOR VALUES FROM (7) TO (MAXVALUE)"]
        ));
        assert!(!covered("FOR VALUES FROM (MINVALUE) TO (10)", &["FOR VALUES FROM (0) TO (10)"]));
        assert!(!covered("FOR VALUES FROM (0) TO (MAXVALUE)", &["FOR VALUES FROM (0) TO (10)"]));
        assert!(covered("FOR VALUES IN ('a', NULL)", &["FOR VALUES IN (NULL)", "FOR VALUES IN ('b', 'a')"]));
        assert!(!covered("FOR VALUES IN ('a', 'c')", &["FOR VALUES IN ('b', 'a')"]));
        let hash = |modulus: u32, remainder: u32| format!("FOR VALUES WITH (modulus {modulus}, remainder {remainder})");
        let covered_by = |by: &[(u32, u32)]| {
            let by: Vec<String> = by.iter().map(|(modulus, remainder)| hash(*modulus, *remainder)).collect();
            covered(&hash(2, 1), &by.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert!(covered_by(&[(4, 1), (4, 3)]) && covered_by(&[(4, 1), (8, 3), (8, 7)]) && covered_by(&[(1, 0)]));
        assert!(!covered_by(&[(4, 1)]) && !covered_by(&[(4, 0), (4, 2)]) && !covered_by(&[(4, 1), (8, 3)]));
    }
}
