//! User-defined types.

use super::quote::ident;
use super::sql::{Part, Sql, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Attribute, Composite, Object, ObjectId};

fn field(attribute: &Attribute) -> String {
    format!("{} {}", ident(&attribute.name), attribute.data_type)
}

/// Whether a column that stays holds values of the type, by itself or within another type.
fn is_held(id: &ObjectId, sides: Sides<'_>) -> bool {
    let mut waiting = vec![id.clone()];
    let mut seen = Vec::new();
    while let Some(next) = waiting.pop() {
        for (user, entry) in sides.before.objects.iter().filter(|(_, entry)| entry.depends.contains(&next)) {
            match entry.object {
                Object::Column(_) if sides.after.objects.contains_key(user) => return true,
                Object::Composite(_) if !seen.contains(user) => {
                    seen.push(user.clone());
                    waiting.push(user.clone());
                }
                _ => {}
            }
        }
    }
    false
}

impl Sql for Composite {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        let fields: Vec<String> = self.attributes.iter().map(field).collect();
        vec![Statement::new(format!("CREATE TYPE {} (\n    {}\n)", relation(id), fields.join(",\n    "))).alone()]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP TYPE {}", relation(id))).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        let (old, new) = (&self.attributes, &after.attributes);
        let kept = old.iter().zip(new);
        let same_types = kept.clone().all(|(old, new)| old.data_type == new.data_type) && new.len() >= old.len();
        // A field that another stands for has another name now: a type never loses a field.
        let moved =
            kept.clone().any(|(old, new)| old.name != new.name && self.attributes.iter().any(|it| it.name == new.name));
        if !same_types || moved {
            if !is_held(id, sides) {
                return Alteration::Replace;
            }
            return Alteration::Impossible(
                "a type that columns hold values of gets fields at its end and new names for those that it has, and \
                 nothing else: make a new type of another name, add a column of it, copy the values, and drop the old \
                 ones last"
                    .to_owned(),
            );
        }
        let mut statements = Vec::new();
        for (old, new) in kept.filter(|(old, new)| old.name != new.name) {
            let cql = format!("ALTER TYPE {} RENAME {} TO {}", relation(id), ident(&old.name), ident(&new.name));
            statements.push(Statement::new(cql).alone().hazard(
                "BREAKS_CLIENTS",
                format!("field {} of type {id} has another name from then on, and so in every application", old.name),
            ));
        }
        for attribute in new.iter().skip(old.len()) {
            statements.push(Statement::new(format!("ALTER TYPE {} ADD {}", relation(id), field(attribute))).alone());
        }
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        let field = |own: &ObjectId| {
            let cql = format!("ALTER TYPE {} RENAME {} TO {}", relation(own), ident(&from.name), ident(&to.name));
            Statement::new(cql).alone().hazard(
                "BREAKS_CLIENTS",
                format!("field {} of type {own} has another name from then on, and so in every application", from.name),
            )
        };
        to.parent().map(field).into_iter().collect()
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("type {id}"))
    }
}
