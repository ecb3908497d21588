//! A statement of a migration that failed, told with its place in the file.

use std::ops::Range;

use crate::engine::{Failed, Ledger};
use crate::error::Fault;

use super::files::{Migration, Script};
use super::script::{statements, tokens};

/// The server's code, where it is the server that said no. A session that was cut says nothing of
/// whether the statement was done.
pub(super) fn code(failed: &Failed) -> Option<String> {
    failed.refusal.as_ref().map(|refusal| refusal.code.clone())
}

/// Where the statements of a script begin and end, in the words of its engine.
pub(super) fn spans(sql: &str, ledger: &dyn Ledger) -> Vec<Range<usize>> {
    ledger.statements(sql).unwrap_or_else(|| statements(sql))
}

/// The words, names and signs of a statement, as its engine reads them.
pub(super) fn words(sql: &str, ledger: &dyn Ledger) -> Vec<String> {
    ledger.tokens(sql).unwrap_or_else(|| tokens(sql))
}

/// Whether the server is still there after this failure: it answered, and not to say goodbye.
pub(super) fn is_answer(failed: &Failed, ledger: &dyn Ledger) -> bool {
    code(failed).is_some_and(|code| !ledger.is_goodbye(&code))
}

/// Whether the statement was, by the server's words, done before.
pub(super) fn is_repeated(failed: &Failed, ledger: &dyn Ledger) -> bool {
    code(failed).is_some_and(|code| ledger.is_repeated(&code))
}

/// What failed, at which line and column, in the server's words.
pub(super) fn fault(migration: &Migration, script: &Script, failed: &Failed, ledger: &dyn Ledger) -> Fault {
    let spans = spans(&script.sql, ledger);
    let statement = spans.get(failed.done).cloned();
    let title = format!("migration {} failed", migration.title());
    let Some(server) = &failed.refusal else {
        return Fault::new(format!("{title}: {}", failed.message))
            .at(statement.map(|span| script.place(span.start)))
            .hint(
                "run `dbtool migrate up` again when the server is back: it finds what was done and goes on from there",
            );
    };
    let written = server.position.and_then(|position| byte_of(&script.sql, position));
    // A syntax error stops the whole script before its first statement: its position alone tells.
    let span = match written {
        Some(byte) => spans.iter().find(|span| span.start <= byte && byte <= span.end).cloned().or(statement),
        None => statement,
    };
    let place = written.or_else(|| span.as_ref().map(|span| span.start)).map(|byte| script.place(byte));
    let mut detail = span.map(|span| excerpt(&script.sql[span])).unwrap_or_default();
    for (label, text) in &server.details {
        detail.push_str(&format!("\n{label}: {text}"));
    }
    if let Some(query) = &server.query {
        detail.push_str(&format!("\nin the server's own query: {}", excerpt(query)));
    }
    let fault = Fault::new(format!("{title}: {} ({})", server.message, server.label)).at(place).detail(detail);
    match server.hint.clone().or_else(|| remedy(&server.code, script)) {
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
