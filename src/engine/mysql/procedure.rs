//! Stored procedures.

use super::function::altered;
use super::program::{self, Made, Usual};
use super::quote::ident;
use super::scan::Scan;
use super::sql::{Part, Sql, comment};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{ObjectId, Procedure};

/// What `SHOW CREATE PROCEDURE` says, with its comment.
///
/// # Errors
/// What is not understood, in words.
pub(super) fn parse(made: &Made<'_>, usual: &Usual) -> Result<(Procedure, Option<String>), String> {
    let mut options = made.options(usual)?;
    let mut scan = Scan::new(made.text);
    let read = (|| {
        program::head(&mut scan, &["procedure"], &usual.user, &mut options)?;
        scan.name()?;
        let arguments = scan.parentheses()?.to_owned();
        let comment = program::characteristics(&mut scan, &mut options);
        Some((arguments, comment, program::body(scan.all())))
    })();
    let (arguments, comment, body) = read.ok_or("its statement")?;
    Ok((Procedure { arguments, body, options }, comment))
}

impl Sql for Procedure {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let Self { arguments, body, options } = self;
        let sql = format!(
            "CREATE{} PROCEDURE {}({arguments}){}\n{body}",
            program::definer_sql(options),
            ident(&id.name),
            program::characteristics_sql(options, comment(id, sides.after)),
        );
        vec![program::made(options, sql)]
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP PROCEDURE {}", ident(&id.name))).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let same = self.arguments == after.arguments && self.body == after.body;
        let altered = same.then(|| altered("PROCEDURE", id, &self.options, &after.options)).flatten();
        altered.map_or(Alteration::Replace, Alteration::InPlace)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("procedure {}", id.name))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        program::adopt(&mut self.options, &written.options, &live.options);
    }
}
