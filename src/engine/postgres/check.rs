//! Check constraints. They are read with the other constraints.

use super::hazard;
use super::online;
use super::quote::{ident, parent};
use super::sql::{Part, Sql, alter_parent, on_parent, one};
use super::unique::rename_constraint;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Check, Kind, ObjectId};

impl Check {
    /// The constraint as `CREATE TABLE` and `ADD` take it, with its name.
    pub(super) fn definition(&self, id: &ObjectId) -> String {
        let Self { expression, no_inherit, not_valid, not_enforced, inherited: _ } = self;
        let inherit = if *no_inherit { " NO INHERIT" } else { "" };
        let valid = if *not_valid { " NOT VALID" } else { "" };
        let enforced = if *not_enforced { " NOT ENFORCED" } else { "" };
        format!("CONSTRAINT {} CHECK ({expression}){inherit}{enforced}{valid}", ident(&id.name))
    }
}

/// Whether it belongs to a domain rather than a table.
fn on_domain(id: &ObjectId) -> bool {
    id.parent().is_some_and(|parent| parent.kind == Kind::Domain)
}

/// `ALTER TABLE t ACTION` or `ALTER DOMAIN d ACTION`.
fn alter_owner(id: &ObjectId, action: &str) -> Vec<Statement> {
    if on_domain(id) { one(format!("ALTER DOMAIN {} {action}", parent(id))) } else { alter_parent(id, action) }
}

impl Sql for Check {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        alter_owner(id, &format!("ADD {}", self.definition(id)))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        if self.not_valid || self.not_enforced {
            return self.create(id, parts);
        }
        if !online::applies(id, sides) {
            return hazard::first_scans(self.create(id, parts), id, sides, hazard::BLOCKS_READS);
        }
        online::add_constraint(id, &self.definition(id))
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        alter_owner(id, &format!("DROP CONSTRAINT {}", ident(&id.name)))
    }

    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        if !super::inheritance::drops_alone(id, sides) {
            return self.drop(id);
        }
        one(format!("ALTER TABLE ONLY {} DROP CONSTRAINT {}", parent(id), ident(&id.name)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if self.inherited && (Self { inherited: false, ..self.clone() }) == *after {
            // Made beside the one that is handed down it is one with it, and no row is read
            // (`MergeWithExistingConstraint`).
            let given = super::inheritance::is_all_made_own(id, sides);
            return Alteration::InPlace(if given { Vec::new() } else { after.create(id, &[]) });
        }
        let validated = Self { not_valid: false, ..self.clone() };
        if self.not_valid && validated == *after {
            let plain = || alter_owner(id, &format!("VALIDATE CONSTRAINT {}", ident(&id.name)));
            Alteration::InPlace(if online::applies(id, sides) { vec![online::validate(id, &id.name)] } else { plain() })
        } else {
            Alteration::Replace
        }
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        if on_domain(to) {
            return alter_owner(to, &format!("RENAME CONSTRAINT {} TO {}", ident(&from.name), ident(&to.name)));
        }
        rename_constraint(from, to)
    }

    // `CREATE TABLE` takes no NOT VALID: a new table has no rows to excuse.
    fn folds(&self) -> bool {
        !self.not_valid
    }

    fn target(id: &ObjectId) -> String {
        if on_domain(id) {
            return on_parent("CONSTRAINT", id).replacen(" ON ", " ON DOMAIN ", 1);
        }
        on_parent("CONSTRAINT", id)
    }

    fn line(&self, id: &ObjectId) -> Option<String> {
        Some(self.definition(id))
    }
}
