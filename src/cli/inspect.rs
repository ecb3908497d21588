use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::session::{Brought, Session, Target};
use super::{files, print};
use crate::dump;
use crate::engine::Reading;
use crate::error::{Fault, Outcome};
use crate::model::{ObjectId, Schema};
use crate::suggest;
use crate::ui::Ui;

/// Read a live database, or another tool's file, and write it as a YAML model
///
/// To stdout, to a file (`--out schema.yaml`), or to a folder of files (`--out schemas/app/`). What
/// an earlier `inspect` wrote is refreshed; a file that a person wrote is not touched without
/// `--force`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several
    target: Option<String>,
    /// A file; a folder where it ends with `/` or is one
    #[arg(short, long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Overwrite files that `inspect` did not write
    #[arg(long)]
    force: bool,
    /// Read that instead of a database, as a server takes it: `sql` and a file or a folder of them, `prisma` and a
    /// `schema.prisma`; what is not taken over is told
    #[arg(long, num_args = 2, value_names = ["FORMAT", "PATH"], conflicts_with = "roles")]
    from: Option<Vec<String>>,
    /// Roles and their memberships too, which all databases of the server share
    #[arg(long)]
    roles: bool,
}

/// The first line of every file that `inspect` writes.
pub(super) const MARK: &str =
    "# Written by `dbtool inspect`, which refreshes it. Take this line away to keep your own changes.\n";

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let from = args.from.as_deref().map(brought).transpose()?;
    // A file needs no project, only a server that reads it.
    let bare = from.is_some() && args.target.is_none() && session.global.url.is_none() && session.config()?.is_none();
    let target = if bare { session.anywhere(None)? } else { session.target(args.target.as_deref())? };
    let target = target.with_roles(args.roles);
    let mut schema = match from {
        Some((format, path)) => target.brought(format, &path, &session.ui).await?,
        None => {
            let mut live = target.open().await?;
            let schema = target.read_own(&mut live, &Reading::default()).await;
            live.close().await;
            schema?
        }
    };
    session.report_unmodelled(&target, &schema)?;
    state(&mut schema, &target, args.roles);
    let warn = |left_out: &[&ObjectId]| {
        for id in left_out {
            session.ui.alert(&format!("warning: the model has no place for the {} {id}: it is left out", id.kind));
        }
    };
    match &args.out {
        Some(out) if is_folder(out) => {
            let written = dump::folder(&schema);
            warn(&written.left_out);
            folder(out, written.text, args.force, &session.ui)?;
        }
        out => {
            let written = dump::file(&schema);
            warn(&written.left_out);
            match out {
                None => print(&session.ui, &written.text)?,
                Some(out) => {
                    let text = format!("{MARK}{}", written.text);
                    let write = refresh(Path::new(""), BTreeMap::from([(out.clone(), text)]), args.force)?;
                    say(&write, &[], out, &session.ui);
                }
            }
        }
    }
    Ok(Outcome::Done)
}

/// Says that everything is written out, so that what the model does not say is not there.
pub(super) fn state(schema: &mut Schema, target: &Target, roles: bool) {
    schema.manage = target.stated(schema);
    schema.manage.retain(|kind| roles || !kind.is_of_cluster());
}

/// What `--from` names.
fn brought(words: &[String]) -> Result<(Brought, PathBuf), Fault> {
    let [format, path] = words else { return Err(Fault::new("`--from` takes a format and a path")) };
    let known = Brought::WORDS.iter().find(|(word, _)| word == format);
    let names = Brought::WORDS.iter().map(|(word, _)| *word);
    let (_, format) = known.ok_or_else(|| {
        Fault::new(format!("`--from {format}`: there is no such format")).hint(suggest::hint(format, names))
    })?;
    Ok((*format, PathBuf::from(path)))
}

fn is_folder(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.is_dir()
}

/// Writes the files of a folder, and removes those of an earlier time that nothing is left for.
fn folder(folder: &Path, texts: BTreeMap<PathBuf, String>, force: bool, ui: &Ui) -> Result<(), Fault> {
    let wanted: BTreeMap<PathBuf, String> =
        texts.into_iter().map(|(path, text)| (path, format!("{MARK}{text}"))).collect();
    let mut stale = Vec::new();
    let mut foreign = Vec::new();
    for path in files::list(folder)? {
        let yaml = path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
        if !yaml || wanted.contains_key(&path) {
            continue;
        }
        let text = files::read_if_there(&folder.join(&path))?.unwrap_or_default();
        if text.starts_with(MARK) { stale.push(path) } else { foreign.push(path) }
    }
    // What lies beside would be read as a part of the same model, and say things twice.
    if !foreign.is_empty() && !force {
        return Err(overwrites(folder, &foreign));
    }
    let written = refresh(folder, wanted, force)?;
    for path in &stale {
        let path = folder.join(path);
        std::fs::remove_file(&path)
            .map_err(|error| Fault::new(format!("cannot remove {}", path.display())).detail(error.to_string()))?;
    }
    say(&written, &stale, folder, ui);
    Ok(())
}

/// Writes those files of which the text is another; none at all where one is a person's.
fn refresh(folder: &Path, wanted: BTreeMap<PathBuf, String>, force: bool) -> Result<Vec<PathBuf>, Fault> {
    let mut changed = Vec::new();
    let mut foreign = Vec::new();
    for (path, text) in wanted {
        match files::read_if_there(&folder.join(&path))? {
            Some(old) if old == text => {}
            Some(old) if !old.trim().is_empty() && !old.starts_with(MARK) && !force => foreign.push(path),
            Some(_) | None => changed.push((path, text)),
        }
    }
    if !foreign.is_empty() {
        return Err(overwrites(folder, &foreign));
    }
    for (path, text) in &changed {
        files::write(&folder.join(path), text.as_bytes())?;
    }
    Ok(changed.into_iter().map(|(path, _)| path).collect())
}

fn overwrites(folder: &Path, paths: &[PathBuf]) -> Fault {
    let list: Vec<String> = paths.iter().take(10).map(|path| folder.join(path).display().to_string()).collect();
    Fault::new("nothing was written: files are there that `inspect` did not write")
        .detail(list.join("\n"))
        .hint("write to another place, or overwrite them with `--force`")
}

fn say(written: &[PathBuf], removed: &[PathBuf], out: &Path, ui: &Ui) {
    let files = |count: usize| format!("{count} file{}", if count == 1 { "" } else { "s" });
    match (written.len(), removed.len()) {
        (0, 0) => ui.note(&format!("{} is up to date", out.display())),
        (count, 0) => ui.note(&format!("wrote {} to {}", files(count), out.display())),
        (count, gone) => ui.note(&format!("wrote {} to {} and removed {}", files(count), out.display(), files(gone))),
    }
}
