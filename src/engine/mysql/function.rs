//! Stored functions.

use super::program::{self, Made, Usual};
use super::quote::ident;
use super::scan::Scan;
use super::sql::{Part, Sql, comment};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Attributes, Function, ObjectId};

/// What `SHOW CREATE FUNCTION` says, with its comment.
///
/// # Errors
/// What is not understood, in words.
pub(super) fn parse(made: &Made<'_>, usual: &Usual) -> Result<(Function, Option<String>), String> {
    let mut options = made.options(usual)?;
    let mut scan = Scan::new(made.text);
    let read = (|| {
        program::head(&mut scan, &["function"], &usual.user, &mut options)?;
        scan.name()?;
        let arguments = scan.parentheses()?.to_owned();
        scan.take(&["returns"]).then_some(())?;
        // The server writes a line for each of what follows.
        let returns = scan.line().to_owned();
        let comment = program::characteristics(&mut scan, &mut options);
        Some((arguments, returns, comment, program::body(scan.all())))
    })();
    let (arguments, returns, comment, body) = read.ok_or("its statement")?;
    Ok((Function { arguments, returns, body, options }, comment))
}

fn statement(id: &ObjectId, function: &Function, sides: Sides<'_>) -> Vec<Statement> {
    let Function { arguments, returns, body, options } = function;
    let aggregate = if options.contains_key("aggregate") { " AGGREGATE" } else { "" };
    let sql = format!(
        "CREATE{}{aggregate} FUNCTION {}({arguments}) RETURNS {returns}{}\n{body}",
        program::definer_sql(options),
        ident(&id.name),
        program::characteristics_sql(options, comment(id, sides.after)),
    );
    vec![program::made(options, sql)]
}

/// `ALTER` for what of a routine it can change; none where something else differs.
pub(super) fn altered(what: &str, id: &ObjectId, before: &Attributes, after: &Attributes) -> Option<Vec<Statement>> {
    let rest = |options: &Attributes| {
        let mut options = options.clone();
        options.retain(|key, _| !["data_access", "security"].contains(&key.as_str()));
        options
    };
    if rest(before) != rest(after) {
        return None;
    }
    let access = after.get("data_access").map_or("contains sql", String::as_str).to_ascii_uppercase();
    let security = after.get("security").map_or("definer", String::as_str).to_ascii_uppercase();
    let sql = format!("ALTER {what} {} {access} SQL SECURITY {security}", ident(&id.name));
    Some(vec![Statement::new(sql).alone()])
}

impl Sql for Function {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        statement(id, self, sides)
    }

    fn drop(&self, id: &ObjectId, _: Sides<'_>) -> Vec<Statement> {
        vec![Statement::new(format!("DROP FUNCTION {}", ident(&id.name))).alone()]
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let same = self.arguments == after.arguments && self.returns == after.returns && self.body == after.body;
        let altered = same.then(|| altered("FUNCTION", id, &self.options, &after.options)).flatten();
        altered.map_or(Alteration::Replace, Alteration::InPlace)
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("function {}", id.name))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        program::adopt(&mut self.options, &written.options, &live.options);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_read() {
        let text = "CREATE DEFINER=`a`@`%` FUNCTION `f`(x enum('a\nb'), -- it's\n y int) RETURNS varchar(9) CHARSET utf8mb4\n    \
                    READS SQL DATA\n    DETERMINISTIC\n    COMMENT 'it''s'\nbegin return 'x'; end";
        let made = Made { text, sql_mode: "", charset: "", collation: "", time_zone: "" };
        let (function, comment) = parse(&made, &Usual::default()).unwrap();
        assert_eq!(function.arguments, "x enum('a\nb'), -- it's\n y int");
        assert_eq!(function.returns, "varchar(9) CHARSET utf8mb4");
        assert_eq!(function.body, "begin return 'x'; end");
        assert_eq!(comment.as_deref(), Some("it's"));
        let keys: Vec<&str> = function.options.keys().map(String::as_str).collect();
        assert_eq!(keys, ["data_access", "definer", "deterministic"]);
        let made = Made { text: "CREATE PACKAGE p AS x", ..made };
        assert!(parse(&made, &Usual::default()).is_err());
    }
}
