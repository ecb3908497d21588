//! User mappings.

use sqlx::postgres::PgRow;

use super::policy::role;
use super::quote::ident;
use super::read::{Get, Reader, class};
use super::secret;
use super::sql::{Part, Sql, one};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, ObjectId, UserMapping};

pub(super) const QUERY: &str = include_str!("catalog/user_mapping.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (server, role): (&str, &str) = (row.value("server")?, row.value("role")?);
    let (options, secrets) = secret::redact(row.options("options")?, &[server, role]);
    let hidden = !row.value::<bool>("visible")?;
    let id = ObjectId::routine(Kind::UserMapping, "", server, role);
    if hidden {
        reader.leave_out("options of a user mapping, which you may not see,", &id);
    }
    reader.add((class::USER_MAPPING, row.oid("oid")?, 0), id, UserMapping { options, secrets, hidden });
    Ok(())
}

/// `USER MAPPING FOR bob SERVER fs`.
fn mapping(id: &ObjectId) -> String {
    format!("USER MAPPING FOR {} SERVER {}", role(&id.signature), ident(&id.name))
}

impl Sql for UserMapping {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { options, secrets, hidden: _ } = self;
        vec![secret::statement(format!("CREATE {}{}", mapping(id), secret::options(options, secrets)), &[secrets])]
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {}", mapping(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let (options, fresh) = secret::change((&self.options, &self.secrets), (&after.options, &after.secrets));
        Alteration::InPlace(vec![secret::statement(format!("ALTER {}{options}", mapping(id)), &[&fresh])])
    }

    // Its names are a role's and a server's.
    fn rename(&self, _: &ObjectId, _: &ObjectId) -> Vec<Statement> {
        Vec::new()
    }

    fn adopt(&mut self, _: &Self, live: &Self) {
        if live.hidden {
            self.clone_from(live);
        }
    }

    fn target(_: &ObjectId) -> String {
        String::new()
    }
}
