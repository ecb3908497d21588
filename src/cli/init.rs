mod compose;
mod found;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::json_schema::{configuration as config_schema, model, pretty};
use super::migrate::new;
use super::session::{Session, url_variable};
use super::{files, warn};
use crate::config::{Config, FILE};
use crate::document::Style;
use crate::dump;
use crate::embedded::Product;
use crate::engine::{Engine, Reading};
use crate::error::{Fault, Outcome};
use crate::model::Schema;

use found::Found;

/// Begin a project: configuration, model, baseline migration, `.gitignore` and editor schema
///
/// With `--url` the model is that of the live database; without it, a small example on a local
/// PostgreSQL that dbtool runs itself; where Compose files, `.env`, Prisma, Rails, Django or another
/// tool's migrations tell of a database, a configuration for that one. Files that are there are left
/// as they are.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target's name [default: the database's, or this folder's]
    name: Option<String>,
}

/// Where the JSON Schemas are written, for editors.
const MODEL_SCHEMA: &str = "schemas/dbtool.schema.json";
const CONFIG_SCHEMA: &str = "schemas/dbtool.config.schema.json";

const EXAMPLE: &str = include_str!("init/example.yaml");

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let config = Path::new(FILE);
    if config.exists() {
        return Err(Fault::new(format!("{FILE} is already here, so this is a project already"))
            .hint("add a target to it by hand, or run `dbtool init` in another folder"));
    }
    let found = found::look(Path::new("."));
    for line in &found.told {
        session.ui.note(&format!("found {line}"));
    }
    let mut product = found.engine.unwrap_or(Product::Postgresql.engine());
    let (name, live) = match &session.global.url {
        None => (args.name.unwrap_or_else(folder_name), None),
        Some(_) => {
            let target = session.target(None)?;
            let mut live = target.open().await?;
            let version = live.connection.version();
            product = Product::of_server(target.engine, version).map_or(target.engine.name(), Product::engine);
            let schema = target.read_own(&mut live, &Reading::default()).await;
            live.close().await;
            let mut schema = schema?;
            super::inspect::state(&mut schema, &target, false);
            session.report_unmodelled(&target, &schema)?;
            (args.name.unwrap_or_else(|| plain(&target.name)), Some(schema))
        }
    };
    check_name(&name)?;
    let folder = session.global.model.clone().unwrap_or_else(|| PathBuf::from("schemas").join(&name));
    let migrations = session.global.migrations.clone().unwrap_or_else(|| found.folder(&name));
    let mut wanted: BTreeMap<PathBuf, String> = BTreeMap::new();
    // An example is for those who have nothing yet.
    let has_model = live.is_some() || !found.is_something();
    if has_model && files::list(&folder)?.is_empty() && !folder.is_file() {
        for (path, text) in model_files(live.as_ref()) {
            let path = folder.join(path);
            let line = modeline(&path);
            wanted.insert(path, format!("{line}{text}"));
        }
    }
    wanted.insert(MODEL_SCHEMA.into(), pretty(&model()));
    wanted.insert(CONFIG_SCHEMA.into(), pretty(&config_schema()));
    wanted.insert(".vscode/settings.json".into(), settings(&folder));
    // Last, since its being there says that the project is begun.
    let major = session.global.postgres_version.or(found.major.filter(|_| live.is_none()));
    let text = configuration(&name, product, (&folder, &migrations), live.is_some(), major, &found);
    for (path, text) in wanted.into_iter().chain([(config.to_owned(), text)]) {
        create(&path, &text, session)?;
    }
    ignore(session)?;
    if has_model && found.foreign().is_none() {
        baseline(&name, session).await?;
    }
    session.ui.note(&next_steps(&name, &folder, live.is_some(), &found));
    Ok(Outcome::Done)
}

/// The model's files: the live database's, or the example's.
fn model_files(live: Option<&Schema>) -> BTreeMap<PathBuf, String> {
    match live {
        Some(schema) => dump::folder(schema).text,
        None => BTreeMap::from([("public.yaml".into(), EXAMPLE.to_owned())]),
    }
}

/// The line by which editors find the JSON Schema of a model's file.
fn modeline(path: &Path) -> String {
    if path.is_absolute() {
        return String::new();
    }
    let (folder, schema) = (path.parent().unwrap_or(Path::new("")), Path::new(MODEL_SCHEMA));
    let shared = folder.components().zip(schema.components()).take_while(|(left, right)| left == right).count();
    let up = "../".repeat(folder.components().count() - shared);
    let down: PathBuf = schema.components().skip(shared).collect();
    format!("# yaml-language-server: $schema={up}{}\n", down.display())
}

fn configuration(
    name: &str,
    engine: &str,
    (model, migrations): (&Path, &Path),
    live: bool,
    major: Option<u32>,
    found: &Found,
) -> String {
    let style = Style::usual(Engine::from_name(engine).unwrap_or(Engine::Postgresql));
    let url = if live || found.is_something() {
        format!("    url: ${{{}}}\n", found.variable())
    } else {
        format!(
            "    # Without a url this is a local PostgreSQL that dbtool runs itself; {} overrides it.\n    # url: ${{DATABASE_URL}}\n",
            url_variable(name)
        )
    };
    let version = major.map_or_else(String::new, |major| format!("    postgres_version: {major}\n"));
    let profile = found.profile.map_or_else(String::new, |profile| format!("    profiles: [{profile}]\n"));
    // Another tool's history is its own.
    let history = found.foreign().map(|(tool, _)| tool.tables()).unwrap_or_default();
    let history: Vec<String> = history.iter().map(|table| format!("'*{table}'")).collect();
    let exclude = if history.is_empty() { String::new() } else { format!("    exclude: [{}]\n", history.join(", ")) };
    format!(
        "# yaml-language-server: $schema={CONFIG_SCHEMA}\n\
         targets:\n  {name}:\n    engine: {engine}\n    model: {}\n    migrations: {}\n{url}{version}{profile}{exclude}    snapshots:\n      - {{style: {style}, file: snapshots/{name}.md}}\n",
        yaml(model),
        yaml(migrations),
    )
}

/// A path as a YAML scalar.
fn yaml(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) && !text.starts_with(['-', '.']) || text.starts_with("./") || text.starts_with("../") {
        text
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// What editors with a YAML language server read, for files that carry no line of their own.
fn settings(model: &Path) -> String {
    let value = serde_json::json!({
        "yaml.schemas": {
            MODEL_SCHEMA: format!("{}/**/*.yaml", model.display()),
            CONFIG_SCHEMA: FILE,
        }
    });
    pretty(&value)
}

/// Writes the migration that makes the whole model. A project without it is still one: where no
/// scratch server is to be had, that is said and `migrate new` can write it later.
async fn baseline(name: &str, session: &Session) -> Result<(), Fault> {
    let config = Config::read(Path::new(FILE), &|name| session.variable(name))?;
    let Some(target) = config.targets().find(|target| target.name == name) else { return Ok(()) };
    let target = session.named(&config.folder, target)?;
    let folder = target.migrations_path()?;
    match new::first(&target, folder, session).await {
        Ok(paths) => {
            for path in paths.unwrap_or_default() {
                session.ui.note(&format!("wrote {}", path.display()));
            }
        }
        Err(fault) => warn(
            &session.ui,
            &format!("no baseline migration was written: {fault}\n`dbtool migrate new {name} baseline` tries again"),
        ),
    }
    Ok(())
}

/// Writes a file that is not there.
fn create(path: &Path, text: &str, session: &Session) -> Result<(), Fault> {
    if path.exists() {
        session.ui.note(&format!("kept {}", path.display()));
        return Ok(());
    }
    files::write(path, text.as_bytes())?;
    session.ui.note(&format!("wrote {}", path.display()));
    Ok(())
}

/// Keeps the local server out of version control.
fn ignore(session: &Session) -> Result<(), Fault> {
    const LINE: &str = ".dbtool/";
    let path = Path::new(".gitignore");
    let old = files::read_if_there(path)?.unwrap_or_default();
    if old.lines().any(|line| matches!(line.trim().trim_start_matches('/'), ".dbtool" | ".dbtool/")) {
        return Ok(());
    }
    let end = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
    files::write(path, format!("{old}{end}{LINE}\n").as_bytes())?;
    session.ui.note(&format!("added {LINE} to .gitignore"));
    Ok(())
}

fn folder_name() -> String {
    let here = std::env::current_dir().ok();
    let name = here.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    plain(&name.unwrap_or_default())
}

/// A name with nothing in it that a target's name may not have.
fn plain(name: &str) -> String {
    let name: String = name.chars().map(|c| if c.is_alphanumeric() || "_-.".contains(c) { c } else { '_' }).collect();
    let name = name.trim_start_matches(['-', '.']);
    if name.is_empty() { "app".to_owned() } else { name.to_owned() }
}

fn check_name(name: &str) -> Result<(), Fault> {
    if plain(name) == name {
        return Ok(());
    }
    Err(Fault::new(format!("`{name}` is no name for a target")).hint("use letters, digits, `_`, `-` and `.`"))
}

fn next_steps(name: &str, model: &Path, live: bool, found: &Found) -> String {
    let mut steps: Vec<(String, &str)> = Vec::new();
    if live || found.is_something() {
        let words = match live {
            true => "the URL that was passed to init; dbtool.yaml does not hold it",
            false => "the database's URL; dbtool.yaml does not hold it",
        };
        // What `.env` says is read from there.
        if live || !found.is_set {
            let url = found.url.as_deref().filter(|_| !live).unwrap_or("…");
            steps.push((format!("export {}={url}", found.variable()), words));
        }
    }
    if !live && found.is_something() {
        // A folder is one by its slash.
        let folder = if model.extension().is_some() { "" } else { "/" };
        steps.push((format!("dbtool inspect {name} -o {}{folder}", model.display()), "the model, from the database"));
    }
    match found.migrations {
        Some((None, _)) => {}
        Some((Some(tool), folder)) => steps.push((
            format!("dbtool migrate import {name} {folder} --from {}", tool.label().to_lowercase()),
            "what has run is marked as run, the rest is pending",
        )),
        None if live || found.is_something() => {
            // A live database's first migration is written already.
            if !live {
                steps.push((format!("dbtool migrate new {name} baseline"), "all of it as the first migration"));
            }
            steps.push((format!("dbtool migrate baseline {name}"), "note in the database that it is there already"));
        }
        None => steps.push((format!("dbtool migrate up {name}"), "make the database")),
    }
    steps.push((format!("dbtool diff {name}"), "nothing, until the model or the database changes"));
    steps.push((format!("dbtool migrate new {name} add_things"), "after a change to the model"));
    let width = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or_default();
    let lines: String = steps.iter().map(|(command, why)| format!("\n  {command:<width$}  # {why}")).collect();
    format!("\nnext:{lines}")
}
