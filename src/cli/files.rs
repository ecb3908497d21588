//! Files that commands write: whole or not at all.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use similar::TextDiff;

use crate::error::Fault;

/// Writes a file by way of a new one beside it, so that an interrupted command leaves the old one
/// whole. Makes the folders above it. Follows a link to the file that it means.
///
/// # Errors
/// The system's own words, with the path.
pub fn write(path: &Path, text: &[u8]) -> Result<(), Fault> {
    let path = &std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let fault =
        |error: std::io::Error| Fault::new(format!("cannot write {}", path.display())).detail(error.to_string());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(fault)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = folder.join(format!(".{name}.{}.tmp", std::process::id()));
    let written = || -> std::io::Result<()> {
        let mut file = std::fs::File::create(&draft)?;
        file.write_all(text)?;
        file.sync_all()?;
        if let Ok(old) = std::fs::metadata(path) {
            std::fs::set_permissions(&draft, old.permissions())?;
        }
        std::fs::rename(&draft, path)
    };
    written().map_err(|error| {
        // The draft is worthless; the first error is the one to tell.
        let _ = std::fs::remove_file(&draft);
        fault(error)
    })
}

/// What makes one text of a file another, as a unified diff.
pub fn difference(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().header(name, name).to_string()
}

/// Reads a file, `None` where there is none.
///
/// # Errors
/// The system's own words, with the path.
pub fn read_if_there(path: &Path) -> Result<Option<String>, Fault> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Fault::new(format!("cannot read {}", path.display())).detail(error.to_string())),
    }
}

/// Every file in a folder and below, relative to it, sorted; none where there is no folder. Hidden
/// ones are left out.
///
/// # Errors
/// The system's own words, with the path.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    fn walk(root: &Path, below: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(root.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if entry.file_type()?.is_dir() {
                walk(root, &path, found)?;
            } else {
                found.push(path);
            }
        }
        Ok(())
    }
    let mut found = Vec::new();
    match walk(folder, Path::new(""), &mut found) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(Fault::new(format!("cannot read {}", folder.display())).detail(error.to_string())),
    }
    found.sort();
    Ok(found)
}
