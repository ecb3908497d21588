//! `dbtool.yaml`: the targets, where their models and migrations are, and how to reach them.

mod dotenv;
mod expand;
mod external;
mod fault;
mod fleet;
pub mod limits;
mod raw;
mod secret;
mod viewpoint;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::engine::External;
use crate::error::{self, Fault};
use crate::model::{Diagram, Kind, Place, Sort};
use crate::suggest;

pub use dotenv::Variables;
pub use expand::{Environment, expand};
pub use fleet::Fleet;
pub use limits::Limits;
pub use secret::{Secret, redact};
pub use viewpoint::{Patterns, Viewpoint};

/// The file's name.
pub const FILE: &str = "dbtool.yaml";

/// The engines by the names that a configuration may use; [`crate::engine::Engine`] says which of
/// them this build speaks to.
pub const ENGINES: &[&str] = &["postgresql", "mysql", "mariadb", "cassandra", "scylladb"];

/// A project's configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file that it was read from.
    pub file: PathBuf,
    /// The folder that its paths are relative to, and that `.dbtool/` is in.
    pub folder: PathBuf,
    /// The systems in the order in which they are written.
    pub systems: Vec<System>,
}

/// An entry of `targets`: one database, or several parts that make one system.
#[derive(Clone, Debug)]
pub struct System {
    /// The name that it is written under.
    pub name: String,
    /// Its databases: itself, or its parts.
    pub targets: Vec<Target>,
    /// The documents that are committed of it.
    pub snapshots: Vec<Snapshot>,
    /// The parts of it that are shown by themselves.
    pub viewpoints: Vec<Viewpoint>,
}

/// One database.
#[derive(Clone, Debug)]
pub struct Target {
    /// `sourcegraph`, or `gochat/citus` for a part.
    pub name: String,
    /// The engine, one of [`ENGINES`].
    pub engine: String,
    /// The model: a file or folder.
    pub model: Option<PathBuf>,
    /// The folder of migrations.
    pub migrations: Option<PathBuf>,
    /// How to reach it, `${…}` not yet expanded; the embedded server where absent.
    pub url: Option<Located>,
    /// The major version of the embedded and scratch servers of PostgreSQL.
    pub postgres_version: Option<u32>,
    /// Where its databases are told, where it is many.
    pub fleet: Option<Fleet>,
    /// The facets of which a model's silence means absence.
    pub manage: BTreeSet<Kind>,
    /// The platforms whose own objects are left out.
    pub profiles: Vec<String>,
    /// Which of its objects are meant.
    pub patterns: Patterns,
    /// How big a relation may be for a step that is heavy by its size.
    pub limits: Limits,
    /// How long a statement may wait for a lock.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may run.
    pub statement_timeout: Option<Duration>,
    /// What changes large tables in the server's place.
    pub external_alter: Option<External>,
    /// What is said of the rules of `lint`: a severity's word, and where it is written.
    pub lint: BTreeMap<String, (String, Place)>,
    /// What rules of `lint` let pass: reasons by patterns of names by the rule's code, and where it is written.
    pub lint_ignore: BTreeMap<String, (BTreeMap<String, String>, Place)>,
    /// How objects are to be called: a pattern by the kind of object, and where it is written.
    pub naming: BTreeMap<String, (String, Place)>,
    /// Where it is written.
    pub place: Place,
}

/// A text of the configuration with the place where it is written. It may hold a secret.
#[derive(Clone, Debug)]
pub struct Located {
    /// The text.
    pub text: Secret,
    /// Where it is written.
    pub place: Place,
}

/// A document that is committed beside the model.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// The style's name.
    pub style: String,
    /// The file.
    pub file: PathBuf,
    /// What it calls the database.
    pub name: Option<String>,
    /// The date that it bears.
    pub date: Option<String>,
    /// Relations to tell of beside those of the style.
    pub include: BTreeSet<Sort>,
    /// Whose psql it is, by the major version.
    pub psql_version: Option<u32>,
    /// What a diagram has beside the tables.
    pub diagram: Diagram,
    /// Whether it tells who may do what.
    pub rights: bool,
    /// The viewpoint that it shows; all where there is none.
    pub viewpoint: Option<String>,
    /// Where it is written.
    pub place: Place,
}

impl Config {
    /// The named file, or the nearest `dbtool.yaml` in the working directory or above it; `None` where there is none.
    pub fn find(named: Option<&Path>) -> Option<PathBuf> {
        if let Some(file) = named {
            return Some(file.to_owned());
        }
        let depth = std::env::current_dir().map_or(1, |folder| folder.components().count());
        let mut folder = PathBuf::new();
        for _ in 0..depth {
            let file = folder.join(FILE);
            if file.is_file() {
                return Some(file);
            }
            folder.push("..");
        }
        None
    }

    /// Reads a configuration.
    ///
    /// # Errors
    /// When the file cannot be read, is no YAML, has unknown keys or wrong values; with the place.
    pub fn read(file: &Path, environment: Environment<'_>) -> Result<Self, Fault> {
        let bytes = std::fs::read(file).map_err(|error| {
            Fault::new(format!("cannot read the configuration {}", file.display()))
                .detail(error.to_string())
                .hint("`dbtool init` writes one; `--config FILE` names another")
        })?;
        let text = error::text(&file.display().to_string(), bytes)?;
        Self::parse(&text, file, environment)
    }

    /// Reads a configuration's text; `file` is where its paths start from and what messages name.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(text: &str, file: &Path, environment: Environment<'_>) -> Result<Self, Fault> {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let systems = raw::read(text, file, &folder, environment)?;
        Ok(Self { file: file.to_owned(), folder, systems })
    }

    /// The targets that names mean: a system's name all its parts, no name at all everything.
    ///
    /// # Errors
    /// When a name is not there.
    pub fn select(&self, names: &[String]) -> Result<Vec<&Target>, Fault> {
        if names.is_empty() {
            return Ok(self.targets().collect());
        }
        let mut chosen: Vec<&Target> = Vec::new();
        for name in names {
            let found: Vec<&Target> = match self.systems.iter().find(|system| system.name == *name) {
                Some(system) => system.targets.iter().collect(),
                None => self.targets().filter(|target| target.name == *name).collect(),
            };
            if found.is_empty() {
                return Err(self.unknown(name));
            }
            for target in found {
                if !chosen.iter().any(|other| other.name == target.name) {
                    chosen.push(target);
                }
            }
        }
        Ok(chosen)
    }

    /// Every database of every system.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.systems.iter().flat_map(|system| &system.targets)
    }

    /// The names that a command takes.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.systems.iter().map(|system| system.name.as_str()).collect();
        names.extend(self.targets().map(|target| target.name.as_str()).filter(|name| name.contains('/')));
        names
    }

    fn unknown(&self, name: &str) -> Fault {
        if name.contains("://") {
            return Fault::new("a URL stands where a target's name is expected").hint("pass it as `--url URL`");
        }
        Fault::new(format!("there is no target `{name}` in {}", self.file.display()))
            .hint(suggest::hint(name, self.names()))
    }
}

/// The JSON Schema of `dbtool.yaml`.
pub fn json_schema() -> serde_json::Value {
    schemars::schema_for!(raw::RawConfig).to_value()
}

#[cfg(test)]
mod tests;
