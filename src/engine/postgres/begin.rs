//! What can be there as less than it shall be: a view of the right columns and no rows' meaning, a routine
//! that does nothing, a materialized view without its rows.

use super::quote::{ident, name};
use super::sql::one;
use crate::engine::{Begun, Sides};
use crate::model::{Entry, MaterializedView, Name, Object, ObjectId, Routine};

pub(super) fn begin(id: &ObjectId, old: Option<&Object>, new: &Entry, sides: Sides<'_>) -> Option<Begun> {
    match &new.object {
        Object::View(view) => {
            let first = match old {
                Some(old) if *old != new.object && shape(id, sides) == Some(new.shape.as_slice()) => Vec::new(),
                old => one(columns_alone(id, &new.shape, old.is_some())?),
            };
            Some(Begun { first, whole: one(view.text(id, "CREATE OR REPLACE")), waits: false })
        }
        Object::Routine(routine) if routine.sql_body => {
            let verb = if old.is_some() { "CREATE OR REPLACE" } else { "CREATE" };
            let first = match old {
                Some(old) if *old != new.object => Vec::new(),
                _ => one(idle(routine).text(id, verb)),
            };
            Some(Begun { first, whole: one(routine.text(id, "CREATE OR REPLACE")), waits: false })
        }
        Object::MaterializedView(view) if old.is_none() && !view.without_data => {
            let bare = MaterializedView { without_data: true, ..view.clone() };
            let first = super::sql::Sql::create(&bare, id, &[]);
            Some(Begun { first, whole: one(format!("REFRESH MATERIALIZED VIEW {}", name(id))), waits: true })
        }
        _ => None,
    }
}

/// The columns of a view that is there.
fn shape<'a>(id: &ObjectId, sides: Sides<'a>) -> Option<&'a [(Name, String)]> {
    sides.before.objects.get(id).map(|entry| entry.shape.as_slice())
}

/// A view of columns that are NULL; none where nobody knows their types.
fn columns_alone(id: &ObjectId, shape: &[(Name, String)], replaces: bool) -> Option<String> {
    let column = |(name, data_type): &(Name, String)| {
        let (bare, collation) = match data_type.split_once(" COLLATE ") {
            Some((bare, collation)) => (bare, format!(" COLLATE {collation}")),
            None => (data_type.as_str(), String::new()),
        };
        format!("    NULL::{bare}{collation} AS {}", ident(name))
    };
    let columns = shape.iter().map(column).collect::<Vec<_>>().join(",\n");
    let verb = if replaces { "CREATE OR REPLACE" } else { "CREATE" };
    (!shape.is_empty()).then(|| format!("{verb} VIEW {} AS SELECT\n{columns}", name(id)))
}

/// The routine with a body that needs nothing.
fn idle(routine: &Routine) -> Routine {
    Routine { language: "plpgsql".to_owned(), body: "BEGIN END".to_owned(), sql_body: false, ..routine.clone() }
}
