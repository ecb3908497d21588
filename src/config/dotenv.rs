//! The environment, and what `.env` adds to it.

use std::collections::BTreeMap;
use std::path::Path;

use super::Secret;

/// The file's name.
const FILE: &str = ".env";

/// The variables of a `.env`, which count where the process's environment lacks them, as for sqlx, Prisma and Compose.
/// They are looked up by name alone and never become part of the environment.
#[derive(Debug, Default)]
pub struct Variables(BTreeMap<String, Secret>);

impl Variables {
    /// What `.env` in this folder says; nothing where it is not there. The file is shared with other programs, whose
    /// ways of writing it differ: a line that cannot be read sets nothing.
    pub fn beside(folder: &Path) -> Self {
        let lines = dotenvy::from_path_iter(folder.join(FILE)).into_iter().flatten();
        // The first of two lines counts, as where each of them is put into the environment unless it is there.
        let mut variables = BTreeMap::new();
        for (name, value) in lines.flatten() {
            variables.entry(name).or_insert(Secret::new(value));
        }
        Self(variables)
    }

    /// A variable of the process's environment, else of the file.
    pub fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().or_else(|| self.0.get(name).map(|value| value.expose().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_adds_to_the_environment_and_its_broken_lines_add_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let text = "# of all\nPATH=/nowhere\nexport DBTOOL_A='x y#$HOME'\nDBTOOL_B=\"line\\n\" # why\nbroken line\nDBTOOL_C=c\nDBTOOL_C=d\n";
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let variables = Variables::beside(folder.path());
        assert_eq!(variables.get("DBTOOL_A").as_deref(), Some("x y#$HOME"));
        assert_eq!(variables.get("DBTOOL_B").as_deref(), Some("line\n"));
        assert_eq!(variables.get("DBTOOL_C").as_deref(), Some("c"));
        assert_ne!(variables.get("PATH").as_deref(), Some("/nowhere"));
        assert_eq!(variables.get("DBTOOL_NONE"), None);
        assert!(!format!("{variables:?}").contains("line"), "values are no output");
        assert_eq!(Variables::beside(Path::new("/nowhere")).get("DBTOOL_A"), None);
    }
}
