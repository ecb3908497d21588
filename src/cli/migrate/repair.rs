//! `dbtool migrate repair`.

use super::run::{notes, settings};
use crate::cli::print;
use crate::cli::session::Session;
use crate::error::{Fault, Outcome};
use crate::migrate::{self, RepairOptions, files};

/// Mend the history, once a person has looked: an edited file, a missing one, a run that failed
///
/// Of each version that is named: where its file was edited, the file counts as what ran; where it
/// is gone, that it ran is forgotten; where it was not seen to its end, it runs anew, or counts as
/// done with --applied. The schema is not touched. The reason is noted in the database, in the table
/// `_dbtool_repairs` beside the history, and told by `migrate status --format json`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target, where there are several, and the versions
    #[arg(value_name = "[TARGET] VERSION")]
    words: Vec<String>,
    /// Why, for those who read the history later
    #[arg(long, value_name = "WHY")]
    reason: Option<String>,
    /// Count what was not seen to its end as done
    #[arg(long)]
    applied: bool,
    /// Print what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let (name, versions) = split(&args.words)?;
    let target = session.target(name)?;
    let folder = files::read(target.migrations_path()?)?;
    notes(&folder, session);
    let options = RepairOptions {
        versions,
        reason: args.reason.unwrap_or_default(),
        applied: args.applied,
        dry_run: args.dry_run,
        settings: settings(session, &target, None),
    };
    let mut live = target.open().await?;
    let repaired = migrate::repair(&mut live.connection, &folder, &options, &session.ui).await;
    live.close().await;
    let repaired = repaired?;
    let line = |it: &migrate::Repaired| format!("{} {} {}\n", it.version, it.description, it.action.label());
    print(&session.ui, &repaired.iter().map(line).collect::<String>())?;
    let noun = if repaired.len() == 1 { "row" } else { "rows" };
    let verb = if args.dry_run { "would be repaired" } else { "repaired" };
    session.ui.note(&format!("{}: {} {noun} of the history {verb}", target.name, repaired.len()));
    Ok(Outcome::Done)
}

/// The target's name, which may be left out, and the versions.
fn split(words: &[String]) -> Result<(Option<&str>, Vec<i64>), Fault> {
    let (name, rest) = match words.split_first() {
        Some((first, rest)) if first.parse::<i64>().is_err() => (Some(first.as_str()), rest),
        _ => (None, words),
    };
    let version = |word: &String| {
        word.parse()
            .map_err(|_| Fault::new(format!("`{word}` is no version")).hint("`dbtool migrate status` lists them"))
    };
    Ok((name, rest.iter().map(version).collect::<Result<_, _>>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_stands_before_the_versions() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(split(&words("shop 1 2")).unwrap(), (Some("shop"), vec![1, 2]));
        assert_eq!(split(&words("3")).unwrap(), (None, vec![3]));
        assert!(split(&words("shop 1 x")).is_err());
    }
}
