//! Row-level security.

use crate::model::Table;

/// What psql says of row-level security where a table has no policy.
pub(super) fn lines(table: &Table) -> Option<String> {
    match (table.row_security, table.force_row_security) {
        (true, false) => Some("Policies (row security enabled): (none)".to_owned()),
        (true, true) => Some("Policies (forced row security enabled): (none)".to_owned()),
        (false, _) => None,
    }
}
