//! `dbtool migrate import`.

use std::path::PathBuf;

use super::run::settings;
use crate::cli::print;
use crate::cli::session::Session;
use crate::error::{Fault, Outcome};
use crate::migrate::{self, ImportOptions, Tool};

/// Take over another tool's migrations, and what its history says has run
///
/// The files become pairs of dbtool's own in the target's folder; the paths of those that are written
/// go to stdout. Where the database has the other tool's history, just the migrations that ran by it
/// are marked as run. One that failed on its way is refused. A second time it does what is left to do.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose migrations they are
    #[arg(long, value_enum, value_name = "TOOL")]
    from: From,
    /// The target, where there are several, and the folder of the other tool's migrations
    #[arg(value_name = "[TARGET] DIR", required = true, num_args = 1..=2)]
    words: Vec<String>,
    /// The table of its history, where it is not the usual one
    #[arg(long, value_name = "NAME")]
    history_table: Option<String>,
    /// Take over the files alone, and ask no database
    #[arg(long, conflicts_with = "history_table")]
    files_only: bool,
    /// What Flyway puts in for `${NAME}`; may be given again
    #[arg(long, value_name = "NAME=VALUE", value_parser = placeholder)]
    placeholder: Vec<(String, String)>,
    /// Mark what ran although its file was changed since, or is gone
    #[arg(long)]
    force: bool,
    /// Print what would be written and marked, and do nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum From {
    GolangMigrate,
    Goose,
    Dbmate,
    Flyway,
    Prisma,
    Atlas,
}

impl From {
    fn tool(self) -> Tool {
        match self {
            From::GolangMigrate => Tool::GolangMigrate,
            From::Goose => Tool::Goose,
            From::Dbmate => Tool::Dbmate,
            From::Flyway => Tool::Flyway,
            From::Prisma => Tool::Prisma,
            From::Atlas => Tool::Atlas,
        }
    }
}

fn placeholder(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let (name, from) = match args.words.as_slice() {
        [name, from] => (Some(name.as_str()), from),
        [from] => (None, from),
        _ => return Err(Fault::new("no folder is named")),
    };
    let target = session.target(name)?;
    let (tool, from, into) = (args.from.tool(), PathBuf::from(from), target.migrations_path()?);
    let options = ImportOptions {
        history_table: args.history_table,
        placeholders: args.placeholder.into_iter().collect(),
        force: args.force,
        dry_run: args.dry_run,
        settings: settings(session, &target, None),
    };
    let mut live = if args.files_only { None } else { Some(target.open().await?) };
    let connection = live.as_mut().map(|live| &mut live.connection);
    let ledger = target.engine.ledger();
    let imported = migrate::import(connection, ledger, tool, &from, into, &options, &session.ui).await;
    if let Some(live) = live {
        live.close().await;
    }
    let imported = imported?;
    let mut lines: Vec<String> = imported.files.iter().map(|path| format!("{}\n", path.display())).collect();
    if args.dry_run {
        lines.extend(imported.marked.iter().map(|version| format!("{version} would be marked as run\n")));
    }
    print(&session.ui, &lines.concat())?;
    for note in &imported.notes {
        session.ui.note(note);
    }
    let (target, label) = (&target.name, tool.label());
    let (would, count) = (if args.dry_run { "would be " } else { "" }, imported.marked.len());
    session.ui.note(&format!(
        "{target}: {} migrations of {label}, {} files {would}written",
        imported.migrations,
        imported.files.len()
    ));
    match (&imported.table, args.files_only) {
        (Some(table), _) => session.ui.note(&format!(
            "{target}: {count} {would}marked as run, by {table}, which stays as it is: drop it when {label} is not used any \
             more, or leave it out of comparisons with --exclude"
        )),
        (None, false) => session.ui.note(&format!(
            "{target}: there is no history of {label} in the database: nothing {would}marked as run"
        )),
        (None, true) => {}
    }
    Ok(Outcome::Done)
}
