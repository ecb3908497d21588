//! Functions, procedures and window functions.

use sqlx::postgres::PgRow;

use super::hazard;
use super::quote::{dollar, ident, literal, name};
use super::read::{Get, Reader, class};
use super::scan::split_list;
use super::sql::{Part, Sql, one, rename_to};
use crate::engine::{Alteration, Sides, Statement};
use crate::error::Fault;
use crate::model::{Kind, Object, ObjectId, Parallel, Routine, RoutineKind, Volatility};

pub(super) const QUERY: &str = include_str!("catalog/routine.sql");

pub(super) fn read(row: &PgRow, reader: &mut Reader) -> Result<(), Fault> {
    let (schema, own): (&str, &str) = (row.value("schema")?, row.value("name")?);
    let id = ObjectId::routine(Kind::Routine, schema, own, row.value::<&str>("signature")?);
    let language: String = row.value("language")?;
    let sql_body: Option<String> = row.value("sql_body")?;
    let transform: Option<Vec<String>> = row.value("transform")?;
    let routine = match row.value("routine")? {
        "p" => RoutineKind::Procedure,
        "w" => RoutineKind::Window,
        _ => RoutineKind::Function,
    };
    let object = Routine {
        routine,
        arguments: without_in(row.value("arguments")?),
        returns: row.value("returns")?,
        language,
        sql_body: sql_body.is_some(),
        body: match sql_body {
            Some(body) => body,
            None => row.value("source")?,
        },
        library: row.value("library")?,
        volatility: match row.value("volatility")? {
            "i" => Volatility::Immutable,
            "s" => Volatility::Stable,
            _ => Volatility::Volatile,
        },
        strict: row.value("strict")?,
        security_definer: row.value("security_definer")?,
        leakproof: row.value("leakproof")?,
        parallel: match row.value("parallel")? {
            "s" => Parallel::Safe,
            "r" => Parallel::Restricted,
            _ => Parallel::Unsafe,
        },
        cost: row.value("cost")?,
        rows: row.value("rows")?,
        support: row.value("support")?,
        transform: transform.unwrap_or_default(),
        config: row.options("config")?,
    };
    reader.add((class::ROUTINE, row.oid("oid")?, 0), id, object);
    Ok(())
}

/// A procedure's arguments are written with `IN`, a function's without; it says nothing.
fn without_in(arguments: &str) -> String {
    split_list(arguments)
        .into_iter()
        .map(|argument| argument.strip_prefix("IN ").unwrap_or(argument))
        .collect::<Vec<_>>()
        .join(", ")
}

/// The settings whose values are lists of names (`GUC_LIST_QUOTE` in the server's guc_tables.c):
/// each element is a literal of its own.
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// A setting's value as `SET name TO` takes it.
pub(super) fn setting(key: &str, value: &str) -> String {
    if !LISTS.contains(&key) {
        return literal(value);
    }
    if value.is_empty() {
        return "''".to_owned();
    }
    let element = |element: &str| match element.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => literal(&quoted.replace("\"\"", "\"")),
        None => literal(element),
    };
    split_list(value).into_iter().map(element).collect::<Vec<_>>().join(", ")
}

/// `FUNCTION` or `PROCEDURE`.
pub(super) fn word(routine: RoutineKind) -> &'static str {
    match routine {
        RoutineKind::Procedure => "PROCEDURE",
        RoutineKind::Function | RoutineKind::Window => "FUNCTION",
    }
}

/// A routine with the types that tell it from its namesakes.
pub(super) fn signature(id: &ObjectId) -> String {
    format!("{}({})", name(id), id.signature)
}

impl Routine {
    pub(super) fn text(&self, id: &ObjectId, verb: &str) -> String {
        let Self {
            routine,
            arguments,
            returns,
            language,
            body,
            sql_body,
            library,
            volatility,
            strict,
            security_definer,
            leakproof,
            parallel,
            cost,
            rows,
            support,
            transform,
            config,
        } = self;
        let mut text = format!("{verb} {} {}({arguments})", word(*routine), name(id));
        if let Some(returns) = returns {
            text.push_str(&format!("\n    RETURNS {returns}"));
        }
        text.push_str(&format!("\n    LANGUAGE {}", ident(language)));
        let mut clause = |clause: &str| text.push_str(&format!(" {clause}"));
        if !transform.is_empty() {
            clause(&format!(
                "TRANSFORM {}",
                transform.iter().map(|name| format!("FOR TYPE {name}")).collect::<Vec<_>>().join(", ")
            ));
        }
        if *routine == RoutineKind::Window {
            clause("WINDOW");
        }
        match volatility {
            Volatility::Volatile => {}
            Volatility::Stable => clause("STABLE"),
            Volatility::Immutable => clause("IMMUTABLE"),
        }
        if *leakproof {
            clause("LEAKPROOF");
        }
        if *strict {
            clause("STRICT");
        }
        if *security_definer {
            clause("SECURITY DEFINER");
        }
        match parallel {
            Parallel::Unsafe => {}
            Parallel::Restricted => clause("PARALLEL RESTRICTED"),
            Parallel::Safe => clause("PARALLEL SAFE"),
        }
        if let Some(cost) = cost {
            clause(&format!("COST {cost}"));
        }
        if let Some(rows) = rows {
            clause(&format!("ROWS {rows}"));
        }
        if let Some(support) = support {
            clause(&format!("SUPPORT {support}"));
        }
        for (key, value) in config {
            let key = key.split('.').map(ident).collect::<Vec<_>>().join(".");
            text.push_str(&format!("\n    SET {key} TO {}", setting(&key, value)));
        }
        text.push_str(&match library {
            _ if *sql_body => format!("\n{body}"),
            Some(library) => format!("\n    AS {}, {}", literal(library), literal(body)),
            None => format!("\n    AS {}", dollar(body)),
        });
        text
    }

    /// Who gains or loses what by whose rights it runs with.
    fn exposing(&self, id: &ObjectId, statements: Vec<Statement>, sides: Sides<'_>) -> Vec<Statement> {
        let before = match sides.before.get(id) {
            Some(Object::Routine(before)) => before.security_definer,
            _ => false,
        };
        let routine = signature(id);
        let (code, message) = match (before, self.security_definer) {
            (false, true) => (
                hazard::AUTHORIZATION_WIDENED,
                format!("whoever may call {routine} does what it does with the rights of its owner (SECURITY DEFINER)"),
            ),
            (true, false) => (
                hazard::AUTHORIZATION_NARROWED,
                format!("whoever calls {routine} needs the rights to what it does (no SECURITY DEFINER any more)"),
            ),
            _ => return statements,
        };
        hazard::first(statements, |statement| statement.hazard(code, message))
    }

    /// What a body in another language than SQL uses, no catalog says: where a database is in use, the
    /// order of steps cannot take care of it. A database that is empty has nothing to go wrong.
    fn untracked(&self, id: &ObjectId, statements: Vec<Statement>, sides: Sides<'_>) -> Vec<Statement> {
        let opaque = !["sql", "c", "internal"].contains(&self.language.as_str());
        if !opaque || sides.before.objects.is_empty() {
            return statements;
        }
        let message = format!(
            "what the body of {} uses is known to no catalog ({}): whether all of it is there shows when it is called",
            signature(id),
            self.language
        );
        hazard::first(statements, |statement| statement.hazard(hazard::UNTRACKABLE_DEPENDENCY, message))
    }

    /// Whether `CREATE OR REPLACE` would be refused: another result, other argument names or output
    /// arguments, a default taken away, or another sort of routine.
    fn must_be_dropped(&self, after: &Self) -> bool {
        self.returns != after.returns
            || (self.routine == RoutineKind::Procedure) != (after.routine == RoutineKind::Procedure)
            || self.routine != after.routine
            || !arguments_replaceable(&self.arguments, &after.arguments)
    }
}

/// Whether one list of arguments may replace the other in place: the same modes, names and types,
/// and no default lost.
fn arguments_replaceable(before: &str, after: &str) -> bool {
    let (before, after) = (split_list(before), split_list(after));
    before.len() == after.len()
        && before.iter().zip(&after).all(|(before, after)| {
            let (old, old_default) = split_default(before);
            let (new, new_default) = split_default(after);
            // A name may be given to an argument that had none; whether this is that, its type's
            // text at the end tells.
            let named = new.strip_suffix(old).is_some_and(|name| name.ends_with(' ') && !name.trim().is_empty());
            (old == new || named && !old.contains(' ')) && (old_default.is_none() || new_default.is_some())
        })
}

fn split_default(argument: &str) -> (&str, Option<&str>) {
    argument.split_once(" DEFAULT ").map_or((argument, None), |(argument, default)| (argument, Some(default)))
}

impl Sql for Routine {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        one(self.text(id, "CREATE"))
    }

    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        self.untracked(id, self.exposing(id, self.create(id, parts), sides), sides)
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP {} {}", word(self.routine), signature(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if self.must_be_dropped(after) {
            return Alteration::Replace;
        }
        let statements = after.exposing(id, one(after.text(id, "CREATE OR REPLACE")), sides);
        let statements = if self.body == after.body { statements } else { after.untracked(id, statements, sides) };
        if self.body == after.body && self.library == after.library && self.config == after.config {
            return Alteration::InPlace(statements);
        }
        let stored: Vec<String> = hazard::computed_by(id, sides).iter().map(|id| format!("{} {id}", id.kind)).collect();
        if stored.is_empty() {
            return Alteration::InPlace(statements);
        }
        let message = format!(
            "what the old {} computed or let pass stays as it is in {}: REINDEX indexes, write or check such rows again",
            name(id),
            stored.join(", ")
        );
        Alteration::InPlace(hazard::first(statements, |it| it.hazard(hazard::CORRECTNESS, message)))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to(word(self.routine), from, to)
    }

    // With an older namesake still there, a call could mean either.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("routine {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("ROUTINE {}", signature(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_may_come_but_not_go() {
        assert!(arguments_replaceable("a integer, b text", "a integer, b text DEFAULT 'x'::text"));
        assert!(!arguments_replaceable("a integer DEFAULT 1", "a integer"));
        assert!(!arguments_replaceable("a integer", "b integer"));
        assert!(arguments_replaceable("integer", "b integer"));
    }

    #[test]
    fn list_settings_are_quoted_by_element() {
        assert_eq!(setting("search_path", "\"$user\", public"), "'$user', 'public'");
        assert_eq!(setting("work_mem", "64MB"), "'64MB'");
    }
}
