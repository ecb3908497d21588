//! What a command works on: from names and options to targets, and from a target to a connection,
//! a model and a plan. The only place that knows which engine is behind a target.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::global::{Global, engine_of};
use super::interrupt::Interrupt;
use super::warn;
use crate::canonical;
use crate::config::{Config, Secret, expand, redact};
use crate::embedded::{self, Lease};
use crate::engine::postgres::cancel::Canceller;
use crate::engine::postgres::{Connection, connection};
use crate::engine::{Dialect, Engine, Reading, Spelling};
use crate::error::{Fault, Outcome};
use crate::filter::Filter;
use crate::load;
use crate::model::{Kind, Schema};
use crate::plan::{Plan, plan};
use crate::scratch::{self, Scratch};
use crate::ui::Ui;

/// What all commands share.
#[derive(Debug)]
pub struct Session {
    /// The door for output.
    pub ui: Ui,
    /// The common options.
    pub global: Global,
    /// Ctrl-C.
    pub interrupt: Interrupt,
    config: OnceLock<Option<Config>>,
}

/// A database that a command works on.
#[derive(Clone, Debug)]
pub struct Target {
    /// Its name in messages and reports.
    pub name: String,
    /// What it speaks.
    pub engine: Engine,
    /// The folder that `.dbtool/` is in.
    pub project: PathBuf,
    /// The folder of migrations.
    pub migrations: Option<PathBuf>,
    model: Option<PathBuf>,
    address: Address,
    major: Option<u32>,
    manage: BTreeSet<Kind>,
    filter: Filter,
    scratch: Option<Secret>,
}

/// Where a database is.
#[derive(Clone, Debug)]
enum Address {
    Url(Secret),
    /// On the server that dbtool runs for the project, under this name.
    Embedded(String),
}

/// An open database.
#[derive(Debug)]
pub struct Live {
    /// The session with its server.
    pub connection: Connection,
    /// What keeps an embedded server running.
    lease: Option<Lease>,
    url: Secret,
}

/// A database beside its model.
#[derive(Debug)]
pub struct Comparison {
    /// The database, what is filtered out left away.
    pub before: Schema,
    /// The model in the server's own words, filtered likewise.
    pub after: Schema,
    /// What differs and what would mend it.
    pub plan: Plan,
}

impl Session {
    /// What all commands share; reads nothing yet.
    pub fn new(ui: Ui, global: Global, interrupt: Interrupt) -> Self {
        embedded::report_to(move |note| ui.note(note));
        Self { ui, global, interrupt, config: OnceLock::new() }
    }

    /// The configuration, read when it is first asked for.
    ///
    /// # Errors
    /// As [`Config::find`].
    pub fn config(&self) -> Result<Option<&Config>, Fault> {
        if let Some(config) = self.config.get() {
            return Ok(config.as_ref());
        }
        let config = Config::find(self.global.config.as_deref(), &variable)?;
        Ok(self.config.get_or_init(|| config).as_ref())
    }

    /// The targets that a command's names and the common options mean.
    ///
    /// # Errors
    /// When there is no such target, or it is not clear which one an option is for.
    pub fn targets(&self, names: &[String]) -> Result<Vec<Target>, Fault> {
        if names.is_empty() && self.global.url.is_some() {
            return Ok(vec![self.unnamed()?]);
        }
        let Some(config) = self.config()? else {
            return match names.first() {
                None => Ok(vec![self.unnamed()?]),
                Some(name) if name.contains("://") => {
                    Err(Fault::new("a URL stands where a target's name is expected").hint("pass it as `--url URL`"))
                }
                Some(name) => Err(Fault::new(format!(
                    "there is no dbtool.yaml here or above to find the target `{name}` in"
                ))
                .hint("`dbtool init` writes one; `--config FILE` names one; `--url URL --model PATH` does without")),
            };
        };
        let chosen = config.select(names)?;
        let single = [
            ("--url", self.global.url.is_some()),
            ("--model", self.global.model.is_some()),
            ("--migrations", self.global.migrations.is_some()),
        ];
        if let (true, Some((option, _))) = (chosen.len() != 1, single.iter().find(|(_, given)| *given)) {
            return Err(Fault::new(format!("`{option}` is for one target, and this is about {}", chosen.len()))
                .hint(format!("name one of {}", config.names().join(", "))));
        }
        if chosen.is_empty() {
            return Err(Fault::new(format!("{} names no targets", config.file.display()))
                .hint("add one below `targets:`, or use `--url URL`"));
        }
        chosen.into_iter().map(|target| self.named(config, target)).collect()
    }

    /// The one target that a command works on.
    ///
    /// # Errors
    /// As [`Session::targets`], and when there are several.
    pub fn target(&self, name: Option<&str>) -> Result<Target, Fault> {
        let names: Vec<String> = name.map(str::to_owned).into_iter().collect();
        let mut targets = self.targets(&names)?;
        if targets.len() > 1 {
            let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
            return Err(
                Fault::new("this works on one target at a time").hint(format!("name one of {}", names.join(", ")))
            );
        }
        targets.pop().ok_or_else(|| Fault::new("there is no target"))
    }

    /// Runs something for each target. Where there are several, one that fails is reported and the
    /// others still run.
    ///
    /// # Errors
    /// The fault of a single target; that some failed, of several.
    pub async fn each(
        &self,
        targets: Vec<Target>,
        run: impl AsyncFn(Target) -> Result<Outcome, Fault>,
    ) -> Result<Outcome, Fault> {
        let count = targets.len();
        let (mut worst, mut failed) = (Outcome::Done, 0_usize);
        for target in targets {
            let name = target.name.clone();
            match run(target).await {
                Ok(Outcome::Interrupted) => return Ok(Outcome::Interrupted),
                Ok(outcome) if outcome.code() > worst.code() => worst = outcome,
                Ok(_) => {}
                Err(fault) if count == 1 => return Err(fault),
                Err(fault) => {
                    failed += 1;
                    self.ui.alert(&format!(
                        "{}error:{:#} {name}: {}",
                        super::ERROR,
                        super::ERROR,
                        redact(&fault.to_string())
                    ));
                }
            }
        }
        if failed > 0 {
            return Err(Fault::new(format!("{failed} of {count} targets failed")));
        }
        Ok(worst)
    }

    /// A target of the configuration, with what the options and the environment override.
    fn named(&self, config: &Config, target: &crate::config::Target) -> Result<Target, Fault> {
        let engine = Engine::from_name(&target.engine).ok_or_else(|| {
            Fault::new(format!("this version of dbtool does not speak {} (target `{}`)", target.engine, target.name))
                .at(Some(target.place.clone()))
                .hint("name the other targets one by one")
        })?;
        let url = match (&self.global.url, variable(&url_variable(&target.name)), &target.url) {
            (Some(url), _, _) => Some(url.clone()),
            (None, Some(url), _) => Some(Secret::new(url)),
            (None, None, Some(url)) => Some(Secret::new(expand(url.text.expose(), &url.place, &variable)?)),
            (None, None, None) => None,
        };
        let address = match url.filter(|url| !url.expose().is_empty()) {
            Some(url) => Address::Url(url),
            None => Address::Embedded(embedded_name(&target.name)),
        };
        Ok(Target {
            name: target.name.clone(),
            engine,
            project: config.folder.clone(),
            migrations: self.global.migrations.clone().or_else(|| target.migrations.clone()),
            model: self.global.model.clone().or_else(|| target.model.clone()),
            address,
            major: self.global.postgres_version.or(target.postgres_version),
            manage: target.manage.clone(),
            filter: self.global.filter()?,
            scratch: self.global.scratch_url.clone(),
        })
    }

    /// The database that the options alone mean: `--url`, else `DATABASE_URL`, else an embedded one
    /// named after the model.
    fn unnamed(&self) -> Result<Target, Fault> {
        let url = self.global.url.clone().or_else(|| variable("DATABASE_URL").map(Secret::new));
        let (engine, name, address) = match (url.filter(|url| !url.expose().is_empty()), &self.global.model) {
            (Some(url), _) => {
                let engine = engine_of(&url)?;
                (engine, database_name(engine, &url)?, Address::Url(url))
            }
            (None, Some(model)) => {
                let name =
                    model.file_stem().map_or_else(|| "model".to_owned(), |stem| stem.to_string_lossy().into_owned());
                (Engine::Postgresql, name.clone(), Address::Embedded(name))
            }
            (None, None) => {
                return Err(Fault::new("there is no dbtool.yaml here or above, and no --url")
                    .hint("`dbtool init` begins a project; `--url URL` works on a database without one"));
            }
        };
        Ok(Target {
            name,
            engine,
            project: PathBuf::new(),
            migrations: self.global.migrations.clone(),
            model: self.global.model.clone(),
            address,
            major: self.global.postgres_version,
            manage: BTreeSet::new(),
            filter: self.global.filter()?,
            scratch: self.global.scratch_url.clone(),
        })
    }

    /// Tells what the database holds and nothing models; an error with `--strict`.
    ///
    /// # Errors
    /// With `--strict`, where there is such a thing.
    pub fn report_unmodelled(&self, target: &Target, schema: &Schema) -> Result<(), Fault> {
        const SHOWN: usize = 10;
        let count = schema.unmodelled.len();
        if count == 0 {
            return Ok(());
        }
        let mut list: Vec<String> =
            schema.unmodelled.iter().take(SHOWN).map(|item| format!("{} {}", item.kind, item.name)).collect();
        if count > SHOWN {
            list.push(format!("… and {} more", count - SHOWN));
        }
        let message = format!(
            "{} holds {count} object{} that dbtool does not model",
            target.name,
            if count == 1 { "" } else { "s" }
        );
        let fault = Fault::new(message).detail(list.join("\n"));
        if self.global.strict {
            return Err(fault.hint("leave them out with `--exclude`, or drop `--strict`"));
        }
        warn(&self.ui, &fault.to_string());
        Ok(())
    }
}

impl Target {
    /// Opens the database; starts the embedded server where there is no URL.
    ///
    /// # Errors
    /// When the server cannot be reached or started.
    pub async fn open(&self) -> Result<Live, Fault> {
        let (lease, url) = match &self.address {
            Address::Url(url) => (None, url.clone()),
            Address::Embedded(database) => {
                let lease = embedded::open(&self.project, database, self.major).await?;
                let url = Secret::new(lease.url());
                (Some(lease), url)
            }
        };
        match self.engine {
            Engine::Postgresql => Ok(Live { connection: Connection::open(url.expose()).await?, lease, url }),
        }
    }

    /// Where the database is, for messages: never with a password.
    pub fn place(&self) -> String {
        match (&self.address, self.engine) {
            (Address::Embedded(database), _) => format!("the embedded server's database `{database}`"),
            (Address::Url(url), Engine::Postgresql) => connection::parse(url.expose())
                .map_or_else(|_| self.name.clone(), |options| connection::describe(&options)),
        }
    }

    /// The name of its database on the embedded server.
    pub fn embedded_name(&self) -> String {
        embedded_name(&self.name)
    }

    /// The major version of the servers that dbtool runs for it, where one is asked for.
    pub fn major(&self) -> Option<u32> {
        self.major
    }

    /// What writes its SQL.
    pub fn dialect(&self) -> &'static dyn Dialect {
        self.engine.dialect()
    }

    /// Where its model is.
    ///
    /// # Errors
    /// When neither options nor configuration say so.
    pub fn model_path(&self) -> Result<&Path, Fault> {
        self.model.as_deref().ok_or_else(|| {
            Fault::new(format!("no model is named for `{}`", self.name))
                .hint("pass `--model PATH`, or write `model:` in dbtool.yaml")
        })
    }

    /// Where its migrations are.
    ///
    /// # Errors
    /// When neither options nor configuration say so.
    pub fn migrations_path(&self) -> Result<&Path, Fault> {
        self.migrations.as_deref().ok_or_else(|| {
            Fault::new(format!("no folder of migrations is named for `{}`", self.name))
                .hint("pass `--migrations DIR`, or write `migrations:` in dbtool.yaml")
        })
    }

    /// Reads the whole model, as it is written.
    ///
    /// # Errors
    /// When there is none, or it is wrong; with the place.
    pub async fn load(&self) -> Result<Schema, Fault> {
        let path = self.model_path()?.to_owned();
        let loaded = tokio::task::spawn_blocking(move || load::load(&path)).await;
        let mut model = loaded.map_err(|_| Fault::new("reading the model was interrupted"))??;
        model.manage.extend(self.manage.iter().copied());
        Ok(model)
    }

    /// Reads the whole database.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn read(&self, live: &mut Live, spelling: Spelling) -> Result<Schema, Fault> {
        live.connection.introspect(&Reading { schemas: Vec::new(), spelling }).await
    }

    /// Leaves out of a schema what the options leave out.
    pub fn filter(&self, schema: &mut Schema) {
        self.filter.apply(schema);
    }

    /// Makes an empty scratch database, on a server of that version.
    ///
    /// # Errors
    /// When no scratch server can be started or reached.
    pub async fn scratch(&self, version: Option<u32>, ui: &Ui) -> Result<ScratchDatabase, Fault> {
        let major = version.map(|version| version / 10_000).or(self.major);
        let server = Scratch::open(major, self.scratch.as_ref().map(Secret::expose)).await?;
        if let Some(note) = server.note() {
            warn(ui, note);
        }
        let database = server.database().await?;
        let connection = Connection::open(database.url()).await?;
        Ok(ScratchDatabase { connection, database, server })
    }

    /// The model in a server's own words; `live` fills in what the model leaves to it. No scratch
    /// server is asked where the two are equal as they are written.
    ///
    /// # Errors
    /// When the model is wrong in a server's eyes, or no scratch server is to be had.
    pub async fn settle(&self, model: Schema, live: &Schema, version: Option<u32>, ui: &Ui) -> Result<Schema, Fault> {
        let dialect = self.dialect();
        if canonical::equals_as_written(dialect, &model, live) {
            // Equal as it is, and the database's side alone knows what needs what.
            let mut same = live.clone();
            same.manage.clone_from(&model.manage);
            same.objects.retain(|id, _| model.objects.contains_key(id));
            return Ok(same);
        }
        let mut scratch = self.scratch(version, ui).await?;
        let settled = canonical::settle(dialect, &model, live, &mut scratch.connection).await;
        scratch.close().await?;
        settled
    }

    /// The model as a server shows it, by way of a scratch database.
    ///
    /// # Errors
    /// As [`Target::settle`].
    pub async fn as_built(&self, spelling: Spelling, ui: &Ui) -> Result<Schema, Fault> {
        let model = self.load().await?;
        let mut scratch = self.scratch(None, ui).await?;
        let mut built = canonical::build(self.dialect(), &model, &mut scratch.connection).await;
        let mut schema = Schema::default();
        if built.is_ok() {
            match scratch.connection.introspect(&Reading { schemas: Vec::new(), spelling }).await {
                Ok(read) => schema = read,
                Err(fault) => built = Err(fault),
            }
        }
        scratch.close().await?;
        built.map(|()| schema)
    }

    /// Compares the database with the model.
    ///
    /// # Errors
    /// When either cannot be read, or no plan can be made.
    pub async fn compare(&self, live: &mut Live, ui: &Ui) -> Result<Comparison, Fault> {
        // The model first: a mistake in it is told without a server's help.
        let model = self.load().await?;
        let mut before = self.read(live, Spelling::Exact).await?;
        let version = live.connection.version();
        // Both sides whole: what is left out may still be needed by what is not.
        let mut after = self.settle(model, &before, Some(version), ui).await?;
        self.filter(&mut before);
        self.filter(&mut after);
        let plan = plan(self.dialect(), &before, &after)?;
        Ok(Comparison { before, after, plan })
    }
}

/// An empty database of our own, for as long as it is needed.
#[derive(Debug)]
pub struct ScratchDatabase {
    /// The session with it.
    pub connection: Connection,
    database: scratch::Database,
    server: Scratch,
}

impl ScratchDatabase {
    /// Throws it away, and the server that was started for it.
    ///
    /// # Errors
    /// When the server does not let go of it.
    pub async fn close(self) -> Result<(), Fault> {
        self.connection.close().await;
        let dropped = self.database.drop().await;
        self.server.close().await;
        dropped
    }
}

impl Live {
    /// The way to stop a statement that runs.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn canceller(&mut self) -> Result<Canceller, Fault> {
        self.connection.canceller(self.url.expose()).await
    }

    /// Ends the session, and the embedded server where nobody else needs it.
    pub async fn close(self) {
        self.connection.close().await;
        if let Some(lease) = self.lease {
            lease.close();
        }
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The variable that holds a target's URL: `DBTOOL_GOCHAT_CITUS_URL` for `gochat/citus`.
pub fn url_variable(target: &str) -> String {
    let word: String =
        target.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("DBTOOL_{word}_URL")
}

fn embedded_name(target: &str) -> String {
    target.replace('/', "_")
}

/// What a database without a target's name is called.
fn database_name(engine: Engine, url: &Secret) -> Result<String, Fault> {
    match engine {
        Engine::Postgresql => {
            let options = connection::parse(url.expose())?;
            Ok(options.get_database().unwrap_or(options.get_username()).to_owned())
        }
    }
}
