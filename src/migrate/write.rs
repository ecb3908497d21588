//! Writes a migration's files so that a run which is killed leaves nothing to trip over.
//!
//! All three files are written under hidden names first, then given their own: the page, the way
//! back, and last the way up, which alone makes it a migration. A way back whose way up is still
//! hidden is known as the rest of a killed run ([`is_leftover`]): readers pass it over, and the next
//! `migrate new` clears it away.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::engine::Dialect;
use crate::error::Fault;
use crate::plan::Step;

use super::files::NO_TRANSACTION;

/// How the hidden names end. They begin with a dot.
const HIDDEN: &str = ".new";

/// A migration's files, not yet written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Files {
    /// The version.
    pub version: i64,
    /// The name as [`super::version::slug`] made it.
    pub name: String,
    /// The text of the `.up.sql`.
    pub up: String,
    /// The text of the `.down.sql`.
    pub down: Option<String>,
    /// Statements with what they were seen to lock, rewrite and read.
    pub taken: Vec<(String, String)>,
    /// The text of the `.md`.
    pub page: String,
}

impl Files {
    /// The path of the file with that ending.
    pub fn path(&self, folder: &Path, ending: &str) -> PathBuf {
        folder.join(format!("{}_{}.{ending}", self.version, self.name))
    }

    /// Writes the files into the folder, which is made where it is missing. Gives their paths: the
    /// way up, the way back, the page.
    ///
    /// # Errors
    /// When a file is there already or cannot be written; then none is left.
    pub fn write(&self, folder: &Path) -> Result<Vec<PathBuf>, Fault> {
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
        // The order matters, see above.
        let mut files = vec![(self.path(folder, "md"), &self.page)];
        files.extend(self.down.as_ref().map(|down| (self.path(folder, "down.sql"), down)));
        files.push((self.path(folder, "up.sql"), &self.up));
        if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
            return Err(Fault::new(format!("{} is there already", there.display()))
                .hint("is another `dbtool migrate new` running? Try again, or remove that file"));
        }
        let result = put(&files);
        if let Err((path, error)) = result {
            for (path, _) in &files {
                let _ = fs::remove_file(path);
                let _ = fs::remove_file(hidden(path));
            }
            return Err(unwritable(&path, &error));
        }
        sync_folder(folder);
        Ok(files.into_iter().rev().map(|(path, _)| path).collect())
    }
}

/// Writes files of which none is there, the ways back before the ways up.
///
/// # Errors
/// When one cannot be written; those before it stay, and another run goes on from there.
pub(super) fn write_all(files: &[(PathBuf, String)]) -> Result<(), Fault> {
    let borrowed: Vec<(PathBuf, &String)> = files.iter().map(|(path, text)| (path.clone(), text)).collect();
    put(&borrowed).map_err(|(path, error)| unwritable(&path, &error))?;
    if let Some(folder) = files.first().and_then(|(path, _)| path.parent()) {
        sync_folder(folder);
    }
    Ok(())
}

fn put(files: &[(PathBuf, &String)]) -> Result<(), (PathBuf, io::Error)> {
    for (path, text) in files {
        let write = || {
            let mut file = File::create(hidden(path))?;
            file.write_all(text.as_bytes())?;
            // A name must never reach the disk before its text does.
            file.sync_all()
        };
        write().map_err(|error| (path.clone(), error))?;
    }
    for (path, _) in files {
        fs::rename(hidden(path), path).map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

/// Makes the new names last through a crash. Systems that cannot open a folder do so by themselves.
fn sync_folder(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
}

fn hidden(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}{HIDDEN}"))
}

/// Whether a way back is the rest of a run that was killed before it had written the way up.
pub(super) fn is_leftover(down: &Path) -> bool {
    let text = down.to_string_lossy();
    text.strip_suffix(".down.sql").is_some_and(|stem| hidden(Path::new(&format!("{stem}.up.sql"))).exists())
}

/// Clears away what runs left that were killed while they wrote.
///
/// # Errors
/// When a file cannot be removed.
pub fn clear_leftovers(folder: &Path) -> Result<(), Fault> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut leftovers: Vec<PathBuf> = Vec::new();
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(own) = name.strip_prefix('.').and_then(|name| name.strip_suffix(HIDDEN)) else { continue };
        let Some((version, _)) = own.split_once('_') else { continue };
        if version.parse::<i64>().is_err() {
            continue;
        }
        if let Some(stem) = own.strip_suffix(".up.sql") {
            leftovers.extend([folder.join(format!("{stem}.md")), folder.join(format!("{stem}.down.sql"))]);
        }
        // Last, for it is what tells that the others are leftovers.
        leftovers.push(entry.path());
    }
    for path in leftovers {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(unwritable(&path, &error)),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

fn unwritable(path: &Path, error: &io::Error) -> Fault {
    Fault::new(format!("cannot write {}", path.display()))
        .detail(error.to_string())
        .hint("check the folder's permissions and the space on the disk; no migration was written")
}

/// The SQL of a file: each statement ends with a semicolon, a blank line between two.
pub fn sql(steps: &[&Step], transactional: bool, dialect: &dyn Dialect) -> String {
    let mut text = if transactional { String::new() } else { format!("{NO_TRANSACTION}\n") };
    for (index, step) in steps.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(&dialect.spelled(&step.sql));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::files;
    use super::*;

    fn three() -> Files {
        Files {
            version: 5,
            name: "a".to_owned(),
            up: "SELECT 1;\n".to_owned(),
            down: Some("SELECT 2;\n".to_owned()),
            taken: Vec::new(),
            page: "# p\n".to_owned(),
        }
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn writes_three_files_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/deep");
        let written = three().write(&path).unwrap();
        assert_eq!(written[0], path.join("5_a.up.sql"));
        assert_eq!(names(&path), ["5_a.down.sql", "5_a.md", "5_a.up.sql"]);
        assert!(three().write(&path).unwrap_err().message.contains("is there already"));
        assert_eq!(names(&path).len(), 3);
    }

    /// Every instant at which a run can be killed leaves a folder that reads, as it was before.
    #[test]
    fn a_kill_leaves_nothing_to_trip_over() {
        let all = ["5_a.md", "5_a.down.sql", "5_a.up.sql"];
        for hidden_files in 0..=3 {
            for renamed in 0..=2 {
                if hidden_files < 3 && renamed > 0 {
                    continue;
                }
                let folder = tempfile::tempdir().unwrap();
                for (index, name) in all.iter().enumerate().take(hidden_files) {
                    let name = if index < renamed { (*name).to_owned() } else { format!(".{name}.new") };
                    fs::write(folder.path().join(name), "SELECT").unwrap();
                }
                let read = files::read(folder.path()).unwrap();
                assert!(read.migrations.is_empty());
                clear_leftovers(folder.path()).unwrap();
                assert!(names(folder.path()).is_empty(), "{:?}", names(folder.path()));
            }
        }
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_said() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let fault = three().write(&folder.path().join("file")).unwrap_err();
        assert!(fault.message.starts_with("cannot write"), "{fault}");
        fs::create_dir(folder.path().join(".5_a.up.sql.new")).unwrap();
        assert!(three().write(folder.path()).is_err());
        assert_eq!(names(folder.path()), [".5_a.up.sql.new", "file"]);
    }
}
