//! `external_alter`: a program that changes large tables in the server's place.

use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;

use super::fault::place;
use super::limits::size;
use super::raw::At;
use crate::engine::External;
use crate::error::Fault;
use crate::suggest;

/// A program that changes large tables of MySQL and MariaDB in the server's place.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawExternal {
    /// The program and its arguments: {database}, {table}, {alter}, {host}, {port}, {user} and {socket} stand for
    /// what it is about. It finds the password in `MYSQL_PWD` and `GH_OST_PASSWORD`.
    command: Vec<String>,
    /// The size of a table, indexes included, from which on it is asked: `10GB`.
    over: String,
}

/// What is written.
pub(super) fn read(written: &At<RawExternal>, engine: &str, (file, folder): (&Path, &Path)) -> Result<External, Fault> {
    let at = || Some(place(file, written.0.referenced));
    if !matches!(engine, "mysql" | "mariadb") {
        return Err(Fault::new(format!("`external_alter` is of MySQL and MariaDB, and this is {engine}"))
            .at(at())
            .hint("take it out: other engines change large tables themselves, without keeping writers waiting"));
    }
    let RawExternal { command, over } = &written.0.value;
    let Some(over) = size(over) else {
        return Err(Fault::new(format!("`{over}` is no size")).at(at()).hint("write 1GB, 500MB or 64kB"));
    };
    let mut external = External { command: command.clone(), over };
    // A program that is not looked for on the path lies beside the configuration.
    if let Some(program) = external.command.first_mut().filter(|program| program.contains('/')) {
        *program = folder.join(&*program).display().to_string();
    }
    if external.command.first().is_none_or(String::is_empty) {
        return Err(Fault::new("`command` of `external_alter` names no program")
            .at(at())
            .hint("write it as a list: [gh-ost, \"--table={table}\", \"--alter={alter}\", --execute]"));
    }
    match external.unknown() {
        None => Ok(external),
        Some(name) if name == "password" => Err(Fault::new("a password does not stand in a command line")
            .at(at())
            .hint("the program finds it in MYSQL_PWD and GH_OST_PASSWORD of its environment")),
        Some(name) => Err(Fault::new(format!("there is nothing to put in for `{{{name}}}`"))
            .at(at())
            .hint(suggest::hint(&name, External::PLACEHOLDERS.iter().copied()))),
    }
}
