//! Files and folders of the embedded server: names that nobody else has, locks, faults.

use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::Fault;

/// What went wrong with a file, in words that say what to do about it.
pub fn fault(what: &str, path: &Path, error: &io::Error) -> Fault {
    let fault = Fault::new(format!("cannot {what} {}", path.display())).detail(error.to_string());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => fault.hint(format!(
            "the disk is full: free some space, or set {} to a folder on another one",
            if path.components().any(|part| part.as_os_str() == ".dbtool") { "the target's `url`" } else { "TMPDIR" },
        )),
        io::ErrorKind::PermissionDenied => {
            fault.hint("another user made this folder, or the file system is read-only: run as that user, or remove it")
        }
        io::ErrorKind::ReadOnlyFilesystem => fault.hint("the file system is read-only: set the target's `url` instead"),
        _ => fault,
    }
}

/// Sixteen hexadecimal digits that no one can foresee.
///
/// The standard library keys its hash maps from the system's source of randomness; a hash of a
/// constant under such a key is as random as the key.
pub fn random() -> String {
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}

/// A short name for a path, the same on every run.
pub fn digest(text: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The path with a further ending; what looks like one already may be a version's.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// Opens a file to lock or write it, and makes it first where it is missing, for its user alone.
pub fn lock_file(path: &Path) -> Result<File, Fault> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| fault("open the lock", path, &error))
}

/// Whether the open file is still the one of that name.
pub fn is_still(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let (Ok(open), Ok(named)) = (file.metadata(), fs::metadata(path)) else { return false };
        (open.dev(), open.ino()) == (named.dev(), named.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Makes a file's text appear at once, for its user alone: no reader ever sees half of it.
pub fn write_whole(path: &Path, text: &[u8]) -> Result<(), Fault> {
    let new = beside(path, &format!("new-{}", random()));
    let mut file = lock_file(&new)?;
    let written = file.write_all(text).and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        let _ = fs::remove_file(&new);
        fault("write", path, &error)
    })
}

/// Removes a file or a folder with all that is in it; one that is not there is no error.
pub fn remove(path: &Path) -> io::Result<()> {
    let result = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) => Err(error),
    };
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Makes a folder and those above it that are missing, with this mode for the last one.
pub fn make(path: &Path, mode: u32) -> Result<(), Fault> {
    fs::create_dir_all(path).and_then(|()| set_mode(path, mode)).map_err(|error| fault("make the folder", path, &error))
}

/// Makes a folder that anyone may enter, unless it is there.
pub fn make_missing(path: &Path) -> Result<(), Fault> {
    if path.is_dir() { Ok(()) } else { make(path, 0o755) }
}

/// Sets who may read, write and enter; nothing on systems without modes.
pub fn set_mode(path: &Path, mode: u32) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if fs::metadata(path)?.permissions().mode() & 0o7777 != mode {
            fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        }
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// The bytes that a folder takes, with all that is in it.
pub fn size(path: &Path) -> u64 {
    let Ok(metadata) = fs::symlink_metadata(path) else { return 0 };
    if !metadata.is_dir() {
        return metadata.len();
    }
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries.flatten().map(|entry| size(&entry.path())).sum()
}

/// The last lines of a log.
pub fn tail(path: &Path, lines: usize) -> String {
    const WINDOW: u64 = 8192;
    let mut bytes = Vec::new();
    if let Ok(mut file) = File::open(path) {
        let length = file.metadata().map_or(0, |metadata| metadata.len());
        let _ = file.seek(SeekFrom::Start(length.saturating_sub(WINDOW)));
        let _ = file.read_to_end(&mut bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().collect();
    all.get(all.len().saturating_sub(lines)..).unwrap_or_default().join("\n")
}

/// A folder that can be used until it is renamed, and is removed when that does not happen.
#[derive(Debug)]
pub struct Draft(Option<PathBuf>);

impl Draft {
    /// A new folder beside `path`.
    pub fn beside(path: &Path) -> Result<Self, Fault> {
        let draft = beside(path, &format!("new-{}", random()));
        fs::create_dir(&draft).map_err(|error| fault("make the folder", &draft, &error))?;
        Ok(Self(Some(draft)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// Gives it its name.
    pub fn publish(mut self, path: &Path) -> Result<(), Fault> {
        fs::rename(self.path(), path).map_err(|error| fault("make", path, &error))?;
        self.0 = None;
        Ok(())
    }

    /// Removes what earlier runs left behind when they were killed. To be called under the lock
    /// that guards `path`.
    pub fn sweep(path: &Path) {
        let Some((folder, name)) = path.parent().zip(path.file_name()) else { return };
        let prefix = format!("{}.new-", name.to_string_lossy());
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&prefix) {
                let _ = remove(&entry.path());
            }
        }
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = remove(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_names_differ() {
        assert_ne!(random(), random());
        assert_eq!(digest(b"a").len(), 16);
    }

    #[test]
    fn drafts_that_are_not_published_go() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data");
        let draft = Draft::beside(&path).unwrap();
        let hidden = draft.path().to_owned();
        assert!(hidden.exists());
        drop(draft);
        assert!(!hidden.exists());
        fs::create_dir(folder.path().join("data.new-left")).unwrap();
        Draft::sweep(&path);
        Draft::beside(&path).unwrap().publish(&path).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_tail_of_a_log() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "a\nb\nc\n").unwrap();
        assert_eq!(tail(file.path(), 2), "b\nc");
        assert_eq!(tail(Path::new("/nowhere"), 2), "");
    }
}
