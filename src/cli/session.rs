//! From names and options to targets: what a command works on.

mod bring;
mod fleet;
mod models;
mod prove;
mod scratch;
mod script;
mod shelf;
mod source;
mod target;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::global::{Global, engine_of};
use super::interrupt::Interrupt;
use super::warn;
use crate::config::{Config, Limits, Patterns, Secret, Variables, expand, redact};
use crate::embedded::{self, Product};
use crate::engine::Engine;
use crate::error::{Fault, Outcome};
use crate::model::Schema;
use crate::ui::Ui;

pub use bring::Format as Brought;
pub use source::{Pair, Source};
use target::{Address, LOCK_TIMEOUT, database_name, embedded_name};
pub use target::{Comparison, Live, Target};

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
    /// The environment, with what `.env` beside the configuration adds.
    variables: OnceLock<Variables>,
}

impl Session {
    /// What all commands share; reads nothing yet.
    pub fn new(ui: Ui, global: Global, interrupt: Interrupt) -> Self {
        embedded::report_to(move |note| ui.note(note));
        embedded::keep_scratch_servers(global.scratch_keep);
        Self { ui, global, interrupt, config: OnceLock::new(), variables: OnceLock::new() }
    }

    /// The configuration, read when it is first asked for.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn config(&self) -> Result<Option<&Config>, Fault> {
        if let Some(config) = self.config.get() {
            return Ok(config.as_ref());
        }
        let file = Config::find(self.global.config.as_deref());
        let folder = file.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
        self.variables.get_or_init(|| Variables::beside(folder));
        let config = file.map(|file| Config::read(&file, &|name| self.variable(name))).transpose()?;
        Ok(self.config.get_or_init(|| config).as_ref())
    }

    /// A variable of the environment, else of `.env` beside the configuration; in the working directory where there is
    /// no configuration.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.variables.get_or_init(|| Variables::beside(Path::new(""))).get(name)
    }

    /// The targets of commands about migrations: with no name it is those that have any, and the others are
    /// told.
    ///
    /// # Errors
    /// As [`Session::targets`].
    pub fn migrated_targets(&self, names: &[String]) -> Result<Vec<Target>, Fault> {
        let targets = self.targets(names)?;
        if !names.is_empty() || !targets.iter().any(|target| target.migrations.is_some()) {
            return Ok(targets);
        }
        let (migrated, others): (Vec<Target>, Vec<Target>) =
            targets.into_iter().partition(|target| target.migrations.is_some());
        for target in others {
            self.ui.note(&format!("{}: no folder of migrations is named for it", target.name));
        }
        Ok(migrated)
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
        chosen.into_iter().map(|target| self.named(&config.folder, target)).collect()
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
    ///
    /// # Errors
    /// When its engine is not spoken, or a variable of its URL is not set.
    pub fn named(&self, folder: &Path, target: &crate::config::Target) -> Result<Target, Fault> {
        let engine = Engine::from_name(&target.engine).ok_or_else(|| {
            Fault::new(format!("this version of dbtool does not speak {} (target `{}`)", target.engine, target.name))
                .at(Some(target.place.clone()))
                .hint("name the other targets one by one")
        })?;
        let variable = |name: &str| self.variable(name);
        let url = match (&self.global.url, variable(&url_variable(&target.name)), &target.url) {
            (Some(url), _, _) => Some(url.clone()),
            (None, Some(url), _) => Some(Secret::new(url)),
            (None, None, Some(url)) => {
                let text = Secret::new(expand(url.text.expose(), &url.place, &variable)?);
                if !text.expose().is_empty() {
                    engine_of(&text).map_err(|fault| fault.at(Some(url.place.clone())))?;
                }
                Some(text)
            }
            (None, None, None) => None,
        };
        // A URL that is given for this run means that database alone.
        let alone = self.global.url.is_some() || variable(&url_variable(&target.name)).is_some();
        let fleet = target.fleet.as_ref().filter(|_| !alone);
        let fleet = fleet.map(|fleet| fleet::Source::new(fleet, &variable)).transpose()?;
        let first = match &fleet {
            // What asks for no more than the server's version asks the first.
            Some(fleet::Source::Urls(urls)) => urls.first().cloned(),
            _ => None,
        };
        let address = match url.or(first).filter(|url| !url.expose().is_empty()) {
            Some(url) => Address::Url(url),
            None if fleet.is_some() => Address::Missing,
            None => match Product::of_engine(&target.engine) {
                Some(product) => Address::Embedded(embedded_name(&target.name), product),
                None => Address::Missing,
            },
        };
        Ok(Target {
            name: target.name.clone(),
            engine,
            project: folder.to_owned(),
            migrations: self.global.migrations.clone().or_else(|| target.migrations.clone()),
            model: self.global.model.clone().or_else(|| target.model.clone()),
            address,
            major: self.global.postgres_version.or(target.postgres_version),
            manage: target.manage.clone(),
            limits: target.limits.clone(),
            external: target.external_alter.clone(),
            lint: target.lint.clone(),
            lint_ignore: target.lint_ignore.clone(),
            naming: target.naming.clone(),
            filter: self.global.filter(&target.patterns)?,
            profiles: self.global.profiles(engine, &target.profiles)?,
            online: !self.global.no_online,
            shadow: self.global.shadow_columns,
            scratch: self.global.scratch_url.clone(),
            roles: false,
            fleet,
            lock_timeout: self.global.lock_timeout.or(target.lock_timeout).unwrap_or(LOCK_TIMEOUT),
            statement_timeout: self.global.statement_timeout.or(target.statement_timeout).unwrap_or_default(),
        })
    }

    /// A target for a comparison that names both of its sides: the options alone count, and what is
    /// asked of a database is asked of those sides.
    ///
    /// # Errors
    /// When the URL's scheme is none.
    pub fn anywhere(&self, url: Option<&Secret>) -> Result<Target, Fault> {
        let engine = url.map_or(Ok(Engine::Postgresql), engine_of)?;
        let address = match url {
            // Scratch databases are made beside it.
            Some(url) if engine != Engine::Postgresql => Address::Url(url.clone()),
            _ => Address::Embedded("diff".to_owned(), Product::Postgresql),
        };
        self.bare(engine, "diff".to_owned(), address)
    }

    /// The database that the options alone mean: `--url`, else `DATABASE_URL`, else an embedded one
    /// named after the model.
    fn unnamed(&self) -> Result<Target, Fault> {
        let url = self.global.url.clone().or_else(|| self.variable("DATABASE_URL").map(Secret::new));
        let (engine, name, address) = match (url.filter(|url| !url.expose().is_empty()), &self.global.model) {
            (Some(url), _) => {
                let engine = engine_of(&url)?;
                (engine, database_name(engine, &url)?, Address::Url(url))
            }
            (None, Some(model)) => {
                let name =
                    model.file_stem().map_or_else(|| "model".to_owned(), |stem| stem.to_string_lossy().into_owned());
                (Engine::Postgresql, name.clone(), Address::Embedded(name, Product::Postgresql))
            }
            (None, None) => {
                return Err(Fault::new("there is no dbtool.yaml here or above, and no --url")
                    .hint("`dbtool init` begins a project; `--url URL` works on a database without one"));
            }
        };
        self.bare(engine, name, address)
    }

    /// A target of which the options alone say something.
    fn bare(&self, engine: Engine, name: String, address: Address) -> Result<Target, Fault> {
        Ok(Target {
            name,
            engine,
            project: PathBuf::new(),
            migrations: self.global.migrations.clone(),
            model: self.global.model.clone(),
            address,
            major: self.global.postgres_version,
            manage: BTreeSet::new(),
            limits: Limits::default(),
            external: None,
            lint: BTreeMap::new(),
            lint_ignore: BTreeMap::new(),
            naming: BTreeMap::new(),
            filter: self.global.filter(&Patterns::default())?,
            profiles: self.global.profiles(engine, &[])?,
            online: !self.global.no_online,
            shadow: self.global.shadow_columns,
            scratch: self.global.scratch_url.clone(),
            roles: false,
            fleet: None,
            lock_timeout: self.global.lock_timeout.unwrap_or(LOCK_TIMEOUT),
            statement_timeout: self.global.statement_timeout.unwrap_or_default(),
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

/// The variable that holds a target's URL: `DBTOOL_GOCHAT_CITUS_URL` for `gochat/citus`.
pub fn url_variable(target: &str) -> String {
    let word: String =
        target.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    format!("DBTOOL_{word}_URL")
}
