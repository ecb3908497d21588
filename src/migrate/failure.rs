//! A statement of a migration that failed, told with its place in the file.

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

use crate::engine::postgres::connection::Failed;
use crate::error::Fault;

use super::files::{Migration, Script};
use super::script::statements;

/// The server's code for what is there already, or is not: what a statement that was done answers
/// when it is run again.
const REPEATED: &[&str] =
    &["42P07", "42710", "42701", "42P06", "42723", "42P04", "42P01", "42704", "42703", "42883", "3F000"];

/// The server's code, where it is the server that said no. A session that was cut says nothing of
/// whether the statement was done.
pub(super) fn code(failed: &Failed) -> Option<String> {
    failed.error.as_database_error().and_then(|error| error.code()).map(|code| code.into_owned())
}

/// Whether the server is still there after this failure: it answered, and not to say goodbye.
pub(super) fn is_answer(failed: &Failed) -> bool {
    // Class 57P is the server's shutdown or crash, and an administrator's order to end the session.
    code(failed).is_some_and(|code| !code.starts_with("57P"))
}

/// Whether the statement was, by the server's words, done before.
pub(super) fn is_repeated(failed: &Failed) -> bool {
    code(failed).is_some_and(|code| REPEATED.contains(&code.as_str()))
}

/// What failed, at which line and column, in the server's words.
pub(super) fn fault(migration: &Migration, script: &Script, failed: &Failed) -> Fault {
    let spans = statements(&script.sql);
    let statement = spans.get(failed.done).cloned();
    let title = format!("migration {} failed", migration.title());
    let Some(server) = failed.error.as_database_error().and_then(|error| error.try_downcast_ref::<PgDatabaseError>())
    else {
        return Fault::new(format!("{title}: {}", failed.error))
            .at(statement.map(|span| script.place(span.start)))
            .hint(
                "run `dbtool migrate up` again when the server is back: it finds what was done and goes on from there",
            );
    };
    let written = match server.position() {
        Some(PgErrorPosition::Original(position)) => byte_of(&script.sql, position),
        Some(PgErrorPosition::Internal { .. }) | None => None,
    };
    // A syntax error stops the whole script before its first statement: its position alone tells.
    let span = match written {
        Some(byte) => spans.iter().find(|span| span.start <= byte && byte <= span.end).cloned().or(statement),
        None => statement,
    };
    let place = written.or_else(|| span.as_ref().map(|span| span.start)).map(|byte| script.place(byte));
    let mut detail = span.map(|span| excerpt(&script.sql[span])).unwrap_or_default();
    for (label, text) in [("detail", server.detail()), ("where", server.r#where())] {
        if let Some(text) = text {
            detail.push_str(&format!("\n{label}: {text}"));
        }
    }
    if let Some(PgErrorPosition::Internal { query, .. }) = server.position() {
        detail.push_str(&format!("\nin the server's own query: {}", excerpt(query)));
    }
    let fault =
        Fault::new(format!("{title}: {} (SQLSTATE {})", server.message(), server.code())).at(place).detail(detail);
    match server.hint().map(str::to_owned).or_else(|| remedy(server.code(), script)) {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

fn remedy(code: &str, script: &Script) -> Option<String> {
    let text = match code {
        "25001" if script.transactional => {
            "this statement cannot run in a transaction: move it to a file of its own that begins with `-- no-transaction`"
        }
        "25001" => "a file with `-- no-transaction` holds one statement: move the others to files of their own",
        "55P03" => {
            "another session holds a lock on the same object: try again when it is done, or raise --lock-timeout"
        }
        "57014" => "raise --statement-timeout, or split the migration",
        "42501" => "connect as the owner of the objects, or grant the role what it lacks",
        "42601" if script.sql.lines().any(|line| line.starts_with('\\')) => {
            "lines that begin with a backslash are psql's own commands: no server knows them, remove them"
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// The byte of the server's position, which counts characters from 1.
fn byte_of(sql: &str, position: usize) -> Option<usize> {
    sql.char_indices().nth(position.checked_sub(1)?).map(|(byte, _)| byte).or(Some(sql.len()))
}

/// A statement's beginning, enough to find it by.
fn excerpt(sql: &str) -> String {
    const LINES: usize = 8;
    let mut lines: Vec<&str> = sql.trim().lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    lines.join("\n")
}
