//! That part of a large database which the steps of a plan touch: to hear what they take, the rest need not
//! be made.

use super::part::{LARGE, cut, needed, reached, with_families};
use super::{Key, key};
use crate::engine::Dialect;
use crate::model::hashed::HashSet;
use crate::model::{ObjectId, Schema};
use crate::plan::dependents;

/// What has to be there for statements about `touched` to run, and to take what they would take with all there:
/// those objects whole, what needs them, and what all that needs. `after` is where the statements lead. None where
/// it would be most of the database.
pub fn around<'a>(
    dialect: &dyn Dialect,
    before: &Schema,
    after: &Schema,
    touched: impl Iterator<Item = &'a ObjectId>,
) -> Option<Schema> {
    let whole = before.objects.keys().filter(|id| id.parent().is_none()).count();
    if whole < LARGE {
        return None;
    }
    let roots: HashSet<Key> = touched.map(|id| key(id.root())).collect();
    let roots = with_families(before, with_families(after, roots));
    if roots.len() * 3 > whole {
        return None;
    }
    let own = before.objects.keys().filter(|id| roots.contains(&key(id.root()))).collect();
    // Keys that refer to a table, views upon it.
    let mut more = reached(own, &dependents(before));
    let wanted = needed(dialect, after, before, &roots, Vec::new());
    more.extend(wanted.into_iter().filter_map(|id| Some(before.objects.get_key_value(id)?.0)));
    Some(cut(before, &needed(dialect, before, before, &roots, more.into_iter().collect())))
}
