//! What a repository says of its database already: Compose files, `.env`, Prisma, Rails, Django, sqlx and the
//! migrations of other tools. Files are read and nothing is run; no value of an environment is told, for it may
//! hold a password.

use std::path::{Path, PathBuf};

use super::compose;
use crate::cli::files;
use crate::embedded::Product;
use crate::engine::Engine;
use crate::migrate::Tool;

/// What was found, and what follows from it for a target.
#[derive(Debug, Default)]
pub struct Found {
    /// Lines for a person: the file and what it says.
    pub told: Vec<String>,
    /// The engine as the configuration names it; the first that was found.
    pub engine: Option<&'static str>,
    /// The major version of the server that is run for development.
    pub major: Option<u32>,
    /// The variable of the environment that holds the URL.
    pub variable: Option<String>,
    /// Whether `.env` gives it a value, so that nobody has to.
    pub is_set: bool,
    /// The URL of the server that is run for development, without its password.
    pub url: Option<String>,
    /// The platform that makes objects of its own in the database.
    pub profile: Option<&'static str>,
    /// The tool that has run the migrations so far, none where that is sqlx, and their folder.
    pub migrations: Option<(Option<Tool>, &'static str)>,
}

/// What the folder's files say.
pub fn look(folder: &Path) -> Found {
    let mut found = Found::default();
    prisma(folder, &mut found);
    environment(folder, &mut found);
    rails(folder, &mut found);
    django(folder, &mut found);
    compose::look(folder, &mut found);
    migrations(folder, &mut found);
    found
}

impl Found {
    /// Whether there is a database, or migrations of one.
    pub fn is_something(&self) -> bool {
        self.engine.is_some() || self.migrations.is_some()
    }

    /// The variable that holds the URL.
    pub fn variable(&self) -> &str {
        self.variable.as_deref().unwrap_or("DATABASE_URL")
    }

    /// The tool whose migrations have to be imported, and their folder.
    pub fn foreign(&self) -> Option<(Tool, &'static str)> {
        self.migrations.and_then(|(tool, folder)| Some((tool?, folder)))
    }

    /// The folder of a target's migrations: sqlx's own where it has one.
    pub fn folder(&self, target: &str) -> PathBuf {
        match self.migrations {
            Some((None, folder)) => PathBuf::from(folder),
            _ => PathBuf::from("migrations").join(target),
        }
    }

    pub(super) fn tell(&mut self, file: &str, engine: Option<&'static str>, says: &str) {
        self.told.push(format!("{file}: {says}"));
        self.engine = self.engine.or(engine);
    }
}

/// A file's text; nothing where it is not there, or cannot be read.
pub(super) fn text(folder: &Path, file: &str) -> Option<String> {
    files::read_if_there(&folder.join(file)).ok().flatten()
}

/// The datasource of Prisma's schema: `provider = "postgresql"`, `url = env("DATABASE_URL")`.
fn prisma(folder: &Path, found: &mut Found) {
    for file in ["prisma/schema.prisma", "schema.prisma"] {
        let Some(text) = text(folder, file) else { continue };
        let source = text.split_once("datasource ").and_then(|(_, rest)| rest.split('}').next()).unwrap_or_default();
        let value = |key: &str| {
            source.lines().find_map(|line| {
                let (name, value) = line.split_once('=')?;
                (name.trim() == key).then(|| value.split('"').nth(1).unwrap_or_default().to_owned())
            })
        };
        let engine = value("provider").and_then(|name| named(&name));
        found.tell(file, engine, "Prisma's schema");
        found.variable = found.variable.take().or_else(|| value("url").filter(|name| is_variable(name)));
    }
}

/// Variables that hold a database's URL.
fn environment(folder: &Path, found: &mut Found) {
    for file in [".env", ".env.local", ".env.development", ".env.example", ".env.sample"] {
        for line in text(folder, file).unwrap_or_default().lines() {
            let line = line.trim().trim_start_matches("export ");
            let Some((name, value)) = line.split_once('=') else { continue };
            let name = name.trim();
            let value = value.trim().trim_matches(['"', '\'']);
            let scheme = value.split_once("://").map(|(scheme, _)| scheme).unwrap_or_default();
            if let Some(engine) = named(scheme).filter(|_| is_variable(name)) {
                found.tell(file, Some(engine), &format!("{name} is the URL of a database ({engine})"));
                if found.variable.is_none() {
                    found.variable = Some(name.to_owned());
                }
                found.is_set |= file == ".env" && found.variable() == name;
            }
        }
    }
}

/// `adapter: postgresql` of Rails, in which templates stand, so that it is not read as YAML.
fn rails(folder: &Path, found: &mut Found) {
    let file = "config/database.yml";
    let Some(text) = text(folder, file) else { return };
    let adapter = text.lines().find_map(|line| line.trim().strip_prefix("adapter:"));
    let engine = match adapter.unwrap_or_default().trim().trim_matches(['"', '\'']) {
        "postgresql" | "postgis" => Some("postgresql"),
        "mysql2" | "trilogy" => Some("mysql"),
        _ => None,
    };
    found.tell(file, engine, "settings of Rails");
}

/// The engine that Django's settings name.
fn django(folder: &Path, found: &mut Found) {
    if text(folder, "manage.py").is_none() {
        return;
    }
    let all = files::list(folder).unwrap_or_default();
    let settings = all.iter().filter(|path| {
        let named = |part: Option<&std::ffi::OsStr>, word: &str| part.is_some_and(|part| part == word);
        path.extension().is_some_and(|extension| extension == "py")
            && path.components().count() <= 4
            && (named(path.file_stem(), "settings") || named(path.parent().and_then(Path::file_name), "settings"))
    });
    for path in settings {
        let name = path.display().to_string();
        let Some(text) = text(folder, &name) else { continue };
        let backend = text.split("db.backends.").nth(1).unwrap_or_default();
        let engine = match backend.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default() {
            "postgresql" | "postgis" => Some("postgresql"),
            "mysql" => Some("mysql"),
            _ => continue,
        };
        found.tell(&name, engine, "settings of Django");
    }
}

/// Whose migrations they are, by their names and marks.
fn migrations(folder: &Path, found: &mut Found) {
    if folder.join("prisma/migrations/migration_lock.toml").exists() {
        found.tell("prisma/migrations", None, "migrations of Prisma");
        found.migrations = Some((Some(Tool::Prisma), "prisma/migrations"));
        return;
    }
    let has_sqlx = text(folder, "Cargo.toml").is_some_and(|text| text.contains("sqlx"));
    for place in ["migrations", "db/migrations", "db/migrate", "database/migrations", "sql/migrations", "sql"] {
        let mut names = files::list(&folder.join(place)).unwrap_or_default();
        names.retain(|path| path.extension().is_some_and(|extension| extension == "sql"));
        let Some(first) = names.first() else { continue };
        let name = first.to_string_lossy();
        let text = text(folder, &format!("{place}/{name}")).unwrap_or_default();
        let numbered = name.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_flyway = name.starts_with('V') && name.contains("__");
        let tool = if folder.join(place).join("atlas.sum").exists() {
            Some(Tool::Atlas)
        } else if text.contains("-- +goose Up") {
            Some(Tool::Goose)
        } else if text.contains("-- migrate:up") {
            Some(Tool::Dbmate)
        } else if is_flyway {
            Some(Tool::Flyway)
        } else if numbered == name || !numbered.starts_with('_') {
            continue;
        } else if has_sqlx {
            None
        } else if name.ends_with(".up.sql") || name.ends_with(".down.sql") {
            Some(Tool::GolangMigrate)
        } else {
            continue;
        };
        found.tell(place, None, &format!("migrations of {}", tool.map_or("sqlx", Tool::label)));
        found.migrations = Some((tool, place));
        return;
    }
}

/// The configuration's word for an engine that a URL's scheme or another tool's word means.
fn named(word: &str) -> Option<&'static str> {
    if word == "mariadb" {
        return Some(Product::Mariadb.engine());
    }
    Engine::of_url(&format!("{word}://")).map(Engine::name)
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(all: &[(&str, &str)]) -> Found {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in all {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        look(folder.path())
    }

    #[test]
    fn a_repository_tells_of_its_database() {
        let found = project(&[
            (".env", "# hush\nexport SHOP_URL=\"postgres://me:hush@db/shop\"\nREDIS_URL=redis://x\n"),
            ("compose.yml", "services:\n  cache: {image: 'redis:7'}\n  db: {image: 'postgis/postgis:15-3.4'}\n"),
            ("db/migrations/001_a.sql", "-- +goose Up\nSELECT 1;\n"),
        ]);
        assert_eq!((found.engine, found.major, found.profile), (Some("postgresql"), Some(15), Some("postgis")));
        assert_eq!(found.variable.as_deref(), Some("SHOP_URL"));
        assert_eq!(found.migrations, Some((Some(Tool::Goose), "db/migrations")));
        assert!(!found.told.join("\n").contains("hush"), "{:?}", found.told);
        assert_eq!(found.told.len(), 3);
    }

    #[test]
    fn frameworks_are_known_by_their_settings() {
        let found = project(&[
            ("prisma/schema.prisma", "datasource db {\n  provider = \"mysql\"\n  url      = env(\"DB_URL\")\n}\n"),
            ("prisma/migrations/migration_lock.toml", ""),
            ("docker-compose.yaml", "services: {db: {image: 'mariadb:11'}}"),
        ]);
        assert_eq!((found.engine, found.variable.as_deref()), (Some("mysql"), Some("DB_URL")));
        assert_eq!(found.migrations, Some((Some(Tool::Prisma), "prisma/migrations")));
        let found = project(&[("config/database.yml", "default: &default\n  adapter: mysql2\n  pool: <%= 5 %>\n")]);
        assert_eq!(found.engine, Some("mysql"));
        let settings = "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql'}}";
        let found = project(&[("manage.py", ""), ("shop/settings/base.py", settings)]);
        assert_eq!(found.engine, Some("postgresql"));
        let found = project(&[
            ("Cargo.toml", "[dependencies]\nsqlx = \"0.9\""),
            ("migrations/20260101000000_a.up.sql", "SELECT 1"),
            ("migrations/notes.txt", ""),
        ]);
        assert_eq!(found.migrations, Some((None, "migrations")));
    }

    #[test]
    fn an_empty_folder_and_files_that_make_no_sense_tell_nothing() {
        let found = project(&[("compose.yaml", ": ["), (".env", "=\nA\nB=postgres://"), ("migrations/a.sql", "")]);
        assert!(found.migrations.is_none() && found.engine == Some("postgresql"), "{found:?}");
        assert!(project(&[]).told.is_empty());
    }
}
