//! A model that is written as SQL: a file or a folder of them, run on a scratch database and read back.

use std::path::{Path, PathBuf};

use crate::cli::files;
use crate::engine::{Connection, Failed, Reading};
use crate::error::Fault;
use crate::migrate::script::{line_and_column, statements, tokens};
use crate::model::{Kind, Place, Schema};
use crate::scratch::Scratch;

/// A file of SQL.
#[derive(Debug)]
pub(super) struct File {
    path: PathBuf,
    text: String,
}

impl File {
    /// A text that is not read from where it is said to be.
    pub(super) fn new(path: &Path, text: String) -> Self {
        Self { path: path.to_owned(), text }
    }

    fn place(&self, byte: usize) -> Place {
        let (line, column) = line_and_column(&self.text, byte);
        Place { file: self.path.display().to_string().into(), line, column }
    }
}

fn is_sql(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"))
}

/// The files of a model that is written as SQL, in the order of their names; none where it is YAML.
///
/// # Errors
/// When one cannot be read, or the folder is one of migrations.
pub(super) fn find(path: &Path) -> Result<Option<Vec<File>>, Fault> {
    let paths = if path.is_dir() {
        let all = files::list(path)?;
        let yaml = |file: &PathBuf| file.extension().is_some_and(|it| it == "yaml" || it == "yml");
        if all.iter().any(yaml) || !all.iter().any(|file| is_sql(file)) {
            return Ok(None);
        }
        if let Some(file) = all.iter().find(|file| file.to_string_lossy().ends_with(".up.sql")) {
            return Err(Fault::new(format!("{} holds migrations, and a model was asked for", path.display()))
                .detail(format!("{} is the way up of one", file.display()))
                .hint("name it with --migrations, or write `migrations:` in dbtool.yaml"));
        }
        all.into_iter().filter(|file| is_sql(file)).map(|file| path.join(file)).collect()
    } else if is_sql(path) && path.exists() {
        vec![path.to_owned()]
    } else {
        return Ok(None);
    };
    let read = |path: PathBuf| {
        let text = files::read_if_there(&path)?.unwrap_or_default();
        Ok(File { text: without_restrictions(&text), path })
    };
    paths.into_iter().map(read).collect::<Result<Vec<_>, Fault>>().map(Some)
}

/// What `pg_dump` writes for psql alone, blanked so that all else keeps its place.
fn without_restrictions(text: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ") {
            " ".repeat(line.trim_end_matches('\n').len()) + if line.ends_with('\n') { "\n" } else { "" }
        } else {
            line.to_owned()
        }
    };
    text.split_inclusive('\n').map(line).collect()
}

/// Runs the files on an empty database and reads what they make. A statement that fails is tried again when
/// the others have run, as long as that makes headway: the order of files is no order of dependence.
///
/// # Errors
/// The first statement that cannot be run, with its place.
pub(super) async fn made(
    scripts: &[File],
    connection: &mut Connection,
    scratch: &Scratch,
    url: &str,
) -> Result<Schema, Fault> {
    let ledger = connection.ledger();
    let mut left = Vec::new();
    for file in scripts {
        for span in ledger.statements(&file.text).unwrap_or_else(|| statements(&file.text)) {
            let statement = file.text.get(span.clone()).unwrap_or_default();
            if ledger.reaches_out(statement) {
                return Err(Fault::new("a model's statement reaches beyond the database that the model is of")
                    .at(Some(file.place(span.start)))
                    .detail(excerpt(statement))
                    .hint("name what it makes without its database, and leave databases themselves to others"));
            }
            // One transaction would end with the first statement that has to wait.
            if !is_transaction(statement) {
                left.push((file, span));
            }
        }
    }
    if !ledger.unchecked().is_empty() {
        connection.execute(ledger.unchecked()).await?;
    }
    while !left.is_empty() {
        let (before, mut waiting, mut faults, mut helped) = (left.len(), Vec::new(), Vec::new(), false);
        for (file, span) in left {
            let statement = file.text.get(span.clone()).unwrap_or_default();
            let mut failed = connection.script(statement).await;
            if let Err(refused) = &failed
                && let Some(role) = missing_role(refused)
            {
                // Roles are the installation's: a stand-in will do here.
                scratch.roles(&[role]).await?;
                failed = connection.script(statement).await;
                helped = true;
            }
            if let Err(failed) = failed {
                if failed.refusal.is_none() {
                    return Err(Fault::new(failed.message));
                }
                if is_there(&failed, statement) {
                    continue;
                }
                // What the server cannot read it never can.
                if failed.refusal.as_ref().is_some_and(|it| matches!(it.code.as_str(), "42601" | "1064")) {
                    return Err(fault(file, span.start, statement, &failed));
                }
                faults.push((failed.refusal.clone(), fault(file, span.start, statement, &failed)));
                waiting.push((file, span));
            }
        }
        if waiting.len() == before && !helped {
            let texts: Vec<&str> =
                waiting.iter().map(|(file, span)| file.text.get(span.clone()).unwrap_or_default()).collect();
            let culprit = faults.iter().enumerate().find(|(at, (refusal, _))| {
                let name = refusal.as_ref().and_then(|refusal| lacking(&refusal.message));
                let others = texts.iter().enumerate().filter(|(other, _)| other != at);
                name.is_none_or(|name| !others.into_iter().any(|(_, text)| text.contains(&name)))
            });
            let at = culprit.map_or(0, |(at, _)| at);
            return match faults.into_iter().nth(at) {
                Some((_, fault)) => Err(fault),
                None => Err(Fault::new("the model's statements wait for each other")),
            };
        }
        left = waiting;
    }
    // What the files have set is their session's.
    let mut fresh = Connection::open(url).await?;
    let read = fresh.introspect(&Reading::default()).await;
    fresh.close().await;
    let mut model = read?;
    model.manage.extend(Kind::said_by_silence());
    Ok(model)
}

/// What a refusal says is not there, without its schema: where another statement that waits speaks of it, that
/// one is to blame.
fn lacking(message: &str) -> Option<String> {
    let (start, quote) = message.char_indices().find(|(_, c)| matches!(c, '"' | '\''))?;
    let rest = message.get(start + 1..)?;
    let name = rest.get(..rest.find(quote)?)?;
    let name = name.rsplit('.').next().unwrap_or(name);
    (!name.is_empty()).then(|| name.to_owned())
}

fn is_transaction(statement: &str) -> bool {
    let words = tokens(statement);
    let first = words.first().map(String::as_str).unwrap_or_default();
    words.len() <= 3 && matches!(first, "begin" | "start" | "commit" | "end")
}

/// `role "x" does not exist`: SQLSTATE 42704 is of other things too.
fn missing_role(failed: &Failed) -> Option<String> {
    let refusal = failed.refusal.as_ref().filter(|refusal| refusal.code == "42704")?;
    let rest = refusal.message.strip_prefix("role \"")?;
    Some(rest.strip_suffix("\" does not exist")?.to_owned())
}

/// A schema that every database has, as `pg_dump` makes it.
fn is_there(failed: &Failed, statement: &str) -> bool {
    let words = tokens(statement);
    failed.refusal.as_ref().is_some_and(|refusal| refusal.code == "42P06")
        && matches!(words.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), ["create", "schema", "public"])
}

fn excerpt(statement: &str) -> String {
    const LINES: usize = 8;
    let mut lines: Vec<&str> = statement.trim().lines().collect();
    if lines.len() > LINES {
        lines.truncate(LINES);
        lines.push("…");
    }
    format!("in: {}", lines.join("\n    "))
}

fn fault(file: &File, start: usize, statement: &str, failed: &Failed) -> Fault {
    let refusal = failed.refusal.clone().unwrap_or_default();
    let within = refusal.position.and_then(|position| position.checked_sub(1)).unwrap_or_default();
    let byte = statement.char_indices().nth(within).map_or(0, |(byte, _)| byte);
    let fault = Fault::new(format!("{} ({})", refusal.message, refusal.label))
        .at(Some(file.place(start + byte)))
        .detail(excerpt(statement));
    let words = tokens(statement);
    match refusal.hint {
        Some(hint) => fault.hint(hint),
        None if statement.starts_with('\\') => {
            fault.hint("lines that begin with a backslash are psql's own commands: no server knows them, remove them")
        }
        None if words.first().is_some_and(|word| word == "copy") => {
            fault.hint("a model holds no rows: dump it with --schema-only")
        }
        None => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_psql_alone_obeys_is_blanked() {
        assert_eq!(without_restrictions("\\restrict abc\nSELECT 1;\n"), "             \nSELECT 1;\n");
        assert!(is_transaction("BEGIN") && is_transaction("START TRANSACTION") && !is_transaction("SELECT 1"));
    }

    #[test]
    fn a_folder_of_migrations_is_no_model() {
        let folder = tempfile::tempdir().unwrap();
        assert!(find(folder.path()).unwrap().is_none());
        std::fs::write(folder.path().join("b.sql"), "2").unwrap();
        std::fs::write(folder.path().join("a.sql"), "1").unwrap();
        let names = |files: Vec<File>| files.into_iter().map(|file| file.text).collect::<Vec<_>>();
        assert_eq!(names(find(folder.path()).unwrap().unwrap()), ["1", "2"]);
        std::fs::write(folder.path().join("1_a.up.sql"), "1").unwrap();
        assert!(find(folder.path()).is_err());
        std::fs::write(folder.path().join("a.yaml"), "{}").unwrap();
        assert!(find(folder.path()).unwrap().is_none());
    }
}
