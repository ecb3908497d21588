//! What the seeding of rows has in common, whatever the engine.

/// How many rows a table gets.
pub(in crate::engine) const ROWS: usize = 3;
/// How many values are tried for one row.
pub(in crate::engine) const ATTEMPTS: usize = 400;

/// Tables after those that they refer to: what a row must have goes before what it may have, and a
/// circle is entered somewhere. `name` is what a table is known by; `parents` are the names of what its rows may
/// have, or of what they must have alone.
pub(in crate::engine) fn in_order<'a, T, N: PartialEq>(
    tables: impl IntoIterator<Item = &'a T>,
    name: impl Fn(&'a T) -> N,
    parents: impl Fn(&'a T, Parents) -> Vec<N>,
) -> Vec<&'a T> {
    let mut left: Vec<&T> = tables.into_iter().collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let waits = |table: &'a T, which: Parents| {
            let mut parents = parents(table, which).into_iter();
            parents.any(|parent| parent != name(table) && left.iter().any(|other| name(other) == parent))
        };
        let ways = [Parents::All, Parents::Required];
        let next = ways.iter().find_map(|which| left.iter().position(|table| !waits(table, *which)));
        order.push(left.remove(next.unwrap_or_default()));
    }
    order
}

/// Which of the tables that a table refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::engine) enum Parents {
    /// All of them.
    All,
    /// Those without which it can have no row.
    Required,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_there_goes_first_and_circles_are_entered() {
        // A name, and what it refers to; whether it must.
        let tables = [("a", vec![("b", true)]), ("b", vec![("c", false), ("b", true)]), ("c", vec![("a", true)])];
        let parents = |table: &(&'static str, Vec<(&'static str, bool)>), which| {
            let keys = table.1.iter().filter(|(_, must)| which == Parents::All || *must);
            keys.map(|(name, _)| *name).collect()
        };
        let order = in_order(&tables, |table| table.0, parents);
        assert_eq!(order.iter().map(|table| table.0).collect::<Vec<_>>(), ["b", "a", "c"]);
    }
}
