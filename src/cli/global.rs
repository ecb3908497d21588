//! The options that all commands take, before or after the command's name.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::config::{Patterns, Secret, Viewpoint};
use crate::engine::Engine;
use crate::engine::scan::duration;
use crate::error::Fault;
use crate::filter::{Filter, Pattern};
use crate::model::Place;
use crate::suggest;
use crate::ui::{Color, LogFormat, Ui, Verbosity};

/// The common options.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Common options")]
pub struct Global {
    /// The database, instead of the one that the environment or the configuration names
    #[arg(long, global = true, value_name = "URL", hide_env_values = true)]
    pub url: Option<Secret>,
    /// The model: a file of YAML or SQL, or a folder of either
    #[arg(long, global = true, value_name = "PATH")]
    pub model: Option<PathBuf>,
    /// The folder of migrations
    #[arg(long, global = true, value_name = "DIR")]
    pub migrations: Option<PathBuf>,
    /// The configuration [default: dbtool.yaml here or in a folder above]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Only these schemas [default: all but the system's and extensions']
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub schemas: Vec<String>,
    /// Only what matches: `public.order*`, `view:public.*`; may be given again [default: as the configuration
    /// says, all where it does not]
    #[arg(long, global = true, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Leave out what matches: `audit.*`, `table:public.tmp_*`; may be given again, beside what the configuration
    /// leaves out
    #[arg(long, global = true, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// The platforms whose own objects are left out: supabase, pg_partman, pg_cron, postgis, timescaledb
    #[arg(long, global = true, value_name = "A,B", value_delimiter = ',')]
    pub profile: Vec<String>,
    /// Fail where the database holds what dbtool does not model
    #[arg(long, global = true)]
    pub strict: bool,
    /// The server for scratch databases [default: one that dbtool runs itself]
    #[arg(long, global = true, value_name = "URL", env = "DBTOOL_SCRATCH_URL", hide_env_values = true)]
    pub scratch_url: Option<Secret>,
    /// How long the scratch server that dbtool runs itself stays for the next command: `10min`; 0 ends it with its
    /// own. PostgreSQL alone
    #[arg(long, global = true, value_name = "TIME", value_parser = duration::parse, default_value = "0",
        hide_default_value = true, env = "DBTOOL_SCRATCH_KEEP")]
    pub scratch_keep: Duration,
    /// The major version of the servers that dbtool runs itself
    #[arg(long, global = true, value_name = "MAJOR", value_parser = clap::value_parser!(u32).range(13..100))]
    pub postgres_version: Option<u32>,
    /// How long a statement may wait for a lock: `500ms`, `5s`, `1min`; 0 for ever [default: as the
    /// configuration says, 5s where it does not]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration::parse)]
    pub lock_timeout: Option<Duration>,
    /// How long a statement may run; 0 for ever [default: as the configuration says, 0 where it does not]
    #[arg(long, global = true, value_name = "TIME", value_parser = duration::parse)]
    pub statement_timeout: Option<Duration>,
    /// How often a transaction that waited for a lock in vain is tried again
    #[arg(long, global = true, value_name = "N", default_value_t = 3)]
    pub retries: u32,
    /// Of a target that is many databases, how many are worked on at once
    #[arg(long, global = true, value_name = "N", default_value_t = 4)]
    pub jobs: usize,
    /// Plain DDL in one transaction
    #[arg(long, global = true)]
    pub no_online: bool,
    /// Make changes of a column's type that would write its table anew beside it: a new column, kept in step
    /// by a trigger, filled in portions, and put in its place
    #[arg(long, global = true, conflicts_with = "no_online")]
    pub shadow_columns: bool,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
    /// What stderr is written as: for a person, or a JSON object on a line of its own for each step
    #[arg(long, global = true, value_name = "FORMAT", value_enum, default_value_t)]
    pub log_format: LogFormat,
    /// Tell at the end how long each phase took
    #[arg(long, global = true, conflicts_with = "quiet")]
    pub timings: bool,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more: each statement as it runs
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

impl Global {
    /// The door for output.
    pub fn ui(&self) -> Ui {
        let verbosity = match (self.quiet, self.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            (false, false) => Verbosity::Normal,
        };
        Ui { log: self.log_format, color: self.color, verbosity }
    }

    /// The platforms of `--profile`, beside those of the configuration.
    ///
    /// # Errors
    /// When the engine knows no such platform.
    pub fn profiles(&self, engine: Engine, configured: &[String]) -> Result<Vec<String>, Fault> {
        let known = engine.profiles();
        for name in &self.profile {
            if !known.contains(&name.as_str()) {
                return Err(
                    Fault::new(format!("unknown profile `{name}`")).hint(suggest::hint(name, known.iter().copied()))
                );
            }
        }
        let mut profiles = configured.to_vec();
        profiles.extend(self.profile.iter().filter(|name| !configured.contains(name)).cloned());
        Ok(profiles)
    }

    /// What is looked at: what the configuration leaves out is left out always, and `--include` takes the place of
    /// what it names.
    ///
    /// # Errors
    /// When a pattern is none; with its place, where it has one.
    pub fn filter(&self, configured: &Patterns) -> Result<Filter, Fault> {
        let (mut include, mut exclude) = written(configured)?;
        if !self.include.is_empty() {
            include = Pattern::all(&self.include)?;
        }
        exclude.extend(Pattern::all(&self.exclude)?);
        Ok(Filter::new(&self.schemas, include, exclude))
    }
}

/// What a viewpoint shows.
///
/// # Errors
/// When a pattern is none, with its place.
pub fn shown(viewpoint: &Viewpoint) -> Result<Filter, Fault> {
    let (include, exclude) = written(&viewpoint.patterns)?;
    Ok(Filter::new(&[], include, exclude))
}

/// The patterns of the configuration: what is included, what is left out.
fn written(patterns: &Patterns) -> Result<(Vec<Pattern>, Vec<Pattern>), Fault> {
    let read = |patterns: &[(String, Place)]| {
        let one =
            |(pattern, place): &(String, Place)| Pattern::new(pattern).map_err(|fault| fault.at(Some(place.clone())));
        patterns.iter().map(one).collect::<Result<Vec<Pattern>, Fault>>()
    };
    Ok((read(&patterns.include)?, read(&patterns.exclude)?))
}

/// The engine that a URL's scheme means.
pub fn engine_of(url: &Secret) -> Result<Engine, Fault> {
    if let Some(engine) = Engine::of_url(url.expose()) {
        return Ok(engine);
    }
    match url.expose().split_once("://").map(|(scheme, _)| scheme) {
        Some(scheme) if scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c)) => {
            Err(Fault::new(format!("this version of dbtool does not speak `{scheme}`")).hint(
                "it speaks postgresql://USER:PASSWORD@HOST:PORT/DATABASE, mysql://USER:PASSWORD@HOST:PORT/DATABASE and \
               cassandra://USER:PASSWORD@HOST:PORT/KEYSPACE",
            ))
        }
        Some(_) | None => Err(Fault::new("the database URL cannot be read")
            .detail("it has no scheme")
            .hint("write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE, special characters percent-encoded")),
    }
}
