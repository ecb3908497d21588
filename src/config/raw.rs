//! The configuration as it is written, and its way into [`super::Config`].

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_yaml::Spanned;

use super::external::{self, RawExternal};
use super::fault::{from_yaml, place};
use super::fleet::{Fleet, RawQuery};
use super::limits::{Limits, size};
use super::viewpoint::{self, Patterns, RawViewpoint, Viewpoint};
use super::{ENGINES, Environment, Located, Snapshot, System, Target, expand};
use crate::engine::Engine;
use crate::engine::scan::duration;
use crate::error::Fault;
use crate::model::{Diagram, Frame, Kind, Place, Sort};
use crate::suggest;

/// dbtool's configuration, `dbtool.yaml`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    /// The databases by name.
    targets: IndexMap<String, SpannedEntry>,
}

type SpannedEntry = At<RawTarget>;
pub(super) type Text = At<String>;

/// A value with the place where it is written; its schema is the value's own.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(transparent, bound(deserialize = "T: Deserialize<'de>"))]
#[schemars(transparent)]
pub(super) struct At<T: JsonSchema>(#[schemars(with = "T")] pub(super) Spanned<T>);

/// A database, or a system of several.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawTarget {
    /// postgresql, mysql, mariadb, cassandra or scylladb.
    engine: Option<Text>,
    /// The model: one file of YAML or SQL, or a folder of either; relative to this file.
    model: Option<Text>,
    /// The folder of migrations, relative to this file.
    migrations: Option<Text>,
    /// How to reach the database; ${VAR} and ${VAR:-default} are expanded. Without it dbtool
    /// runs a server itself, but for Cassandra and ScyllaDB.
    url: Option<Text>,
    /// How to reach the databases of a target that is many, each as `url`.
    urls: Option<Vec<Text>>,
    /// A query that gives the URLs of the databases of a target that is many.
    urls_from: Option<RawQuery>,
    /// The databases on the server of `url` that are meant: a pattern of their names, such as `tenant_*`.
    databases: Option<Text>,
    /// The nodes of the Citus cluster whose coordinator's database `url` is, each by itself: a pattern of
    /// `coordinator` and of the workers' `HOST:PORT`.
    nodes: Option<Text>,
    /// The schemas of the database of `url` that are meant, each with tables of its own: a pattern of names.
    tenants: Option<Text>,
    /// The major version of the embedded server and of scratch servers.
    postgres_version: Option<At<u32>>,
    /// What the model's silence means absence of.
    manage: Option<At<IndexMap<String, bool>>>,
    /// The platforms whose own objects are left out: supabase, pg_partman, pg_cron, postgis, timescaledb.
    profiles: Option<At<Vec<String>>>,
    /// Only what matches is looked at: patterns of names, as `--include` takes them.
    include: Option<Vec<Text>>,
    /// What is left out, as by `--exclude` each time: `public.flyway_schema_history`, `audit.*`, `table:public.tmp_*`.
    exclude: Option<Vec<Text>>,
    /// Sizes of relations beyond which steps are refused: `rewrite`, `block`, `scan`, as `1GB`.
    limits: Option<At<IndexMap<String, String>>>,
    /// How long a statement may wait for a lock: `500ms`, `5s`, `1min`; 0 for ever.
    lock_timeout: Option<Text>,
    /// How long a statement may run, likewise; 0 for ever.
    statement_timeout: Option<Text>,
    /// A program that changes large tables of MySQL and MariaDB in the server's place.
    external_alter: Option<At<RawExternal>>,
    /// Severities of the rules of `dbtool lint`: `off`, `note`, `warning` or `error`.
    lint: Option<At<IndexMap<String, String>>>,
    /// What rules of models and databases let pass, by code: patterns of names as `--exclude` takes them, each with the
    /// reason.
    lint_ignore: Option<At<IndexMap<String, IndexMap<String, String>>>>,
    /// How objects are to be called, by kind: a regular expression for the whole name, in which `{table}`, `{columns}`
    /// and `{references}` stand for names; the rule `naming` of `dbtool lint` goes by it.
    naming: Option<At<IndexMap<String, String>>>,
    /// The documents that are committed.
    #[serde(default)]
    snapshots: Vec<At<RawSnapshot>>,
    /// The parts of it that are shown by themselves, each with a title: `dbtool snapshot --viewpoint NAME`.
    #[serde(default)]
    viewpoints: IndexMap<String, At<RawViewpoint>>,
    /// The databases of a system that has several.
    parts: Option<IndexMap<String, At<RawPart>>>,
}

/// A database of a system that has several.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawPart {
    /// postgresql, mysql, mariadb, cassandra or scylladb.
    engine: Option<Text>,
    /// The model: one file of YAML or SQL, or a folder of either; relative to this file.
    model: Option<Text>,
    /// The folder of migrations, relative to this file.
    migrations: Option<Text>,
    /// How to reach the database; ${VAR} and ${VAR:-default} are expanded.
    url: Option<Text>,
    /// How to reach the databases of a target that is many, each as `url`.
    urls: Option<Vec<Text>>,
    /// A query that gives the URLs of the databases of a target that is many.
    urls_from: Option<RawQuery>,
    /// The databases on the server of `url` that are meant: a pattern of their names, such as `tenant_*`.
    databases: Option<Text>,
    /// The nodes of the Citus cluster whose coordinator's database `url` is, each by itself: a pattern of
    /// `coordinator` and of the workers' `HOST:PORT`.
    nodes: Option<Text>,
    /// The schemas of the database of `url` that are meant, each with tables of its own: a pattern of names.
    tenants: Option<Text>,
    /// The major version of the embedded server and of scratch servers.
    postgres_version: Option<At<u32>>,
    /// What the model's silence means absence of.
    manage: Option<At<IndexMap<String, bool>>>,
    /// The platforms whose own objects are left out: supabase, pg_partman, pg_cron, postgis, timescaledb.
    profiles: Option<At<Vec<String>>>,
    /// Only what matches is looked at: patterns of names, as `--include` takes them.
    include: Option<Vec<Text>>,
    /// What is left out, as by `--exclude` each time: `public.flyway_schema_history`, `audit.*`, `table:public.tmp_*`.
    exclude: Option<Vec<Text>>,
    /// Sizes of relations beyond which steps are refused: `rewrite`, `block`, `scan`, as `1GB`.
    limits: Option<At<IndexMap<String, String>>>,
    /// How long a statement may wait for a lock: `500ms`, `5s`, `1min`; 0 for ever.
    lock_timeout: Option<Text>,
    /// How long a statement may run, likewise; 0 for ever.
    statement_timeout: Option<Text>,
    /// A program that changes large tables of MySQL and MariaDB in the server's place.
    external_alter: Option<At<RawExternal>>,
    /// Severities of the rules of `dbtool lint`: `off`, `note`, `warning` or `error`.
    lint: Option<At<IndexMap<String, String>>>,
    /// What rules of models and databases let pass, by code: patterns of names as `--exclude` takes them, each with the
    /// reason.
    lint_ignore: Option<At<IndexMap<String, IndexMap<String, String>>>>,
    /// How objects are to be called, by kind: a regular expression for the whole name, in which `{table}`, `{columns}`
    /// and `{references}` stand for names; the rule `naming` of `dbtool lint` goes by it.
    naming: Option<At<IndexMap<String, String>>>,
}

/// A document that is committed beside the model.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawSnapshot {
    /// The style, as `dbtool snapshot --style` takes it.
    style: String,
    /// The file, relative to this one.
    file: Text,
    /// What the document calls the database; the target's name where absent.
    name: Option<String>,
    /// The date that the document bears, as written; none where absent.
    date: Option<String>,
    /// Relations to tell of beside those of the style.
    #[serde(default)]
    include: Vec<Sort>,
    /// Whose psql the styles `psql` and `psql+` are, by the major version.
    psql_version: Option<At<u32>>,
    /// Whether it tells who may do what, too: grants, row security and policies; for style `markdown`.
    #[serde(default)]
    rights: bool,
    /// The page's lines before a diagram.
    before: Option<String>,
    /// The page's lines after a diagram.
    after: Option<String>,
    /// Mermaid's own settings for a diagram: `{look: handDrawn, theme: dark}`.
    config: Option<IndexMap<String, String>>,
    /// Where a diagram grows to: `TB`, `LR`.
    direction: Option<String>,
    /// The viewpoint that it shows, one of `viewpoints`; all where absent.
    viewpoint: Option<Text>,
    /// How each part of a system is shown in a diagram: `{citus: {label: Citus, spaced: true}}`.
    namespaces: Option<IndexMap<String, Frame>>,
}

/// What every value's way in needs.
struct Reader<'a> {
    file: &'a Path,
    folder: &'a Path,
    environment: Environment<'a>,
}

/// Reads the systems of a configuration.
pub(super) fn read(text: &str, file: &Path, folder: &Path, environment: Environment<'_>) -> Result<Vec<System>, Fault> {
    let raw: RawConfig = serde_yaml::from_str(text).map_err(|error| from_yaml(file, text, &error))?;
    let reader = Reader { file, folder, environment };
    raw.targets.into_iter().map(|(name, target)| reader.system(name, target)).collect()
}

impl Reader<'_> {
    fn system(&self, name: String, entry: SpannedEntry) -> Result<System, Fault> {
        let at = place(self.file, entry.0.referenced);
        valid_name(&name, &at)?;
        let RawTarget {
            engine,
            model,
            migrations,
            url,
            urls,
            urls_from,
            databases,
            nodes,
            tenants,
            postgres_version,
            manage,
            profiles,
            include,
            exclude,
            limits,
            lock_timeout,
            statement_timeout,
            external_alter,
            lint,
            lint_ignore,
            naming,
            snapshots,
            viewpoints,
            parts,
        } = entry.0.value;
        let viewpoints = viewpoint::read(self.file, viewpoints)?;
        let snapshot = |snapshot| self.snapshot(snapshot, &viewpoints);
        let snapshots = snapshots.into_iter().map(snapshot).collect::<Result<_, _>>()?;
        let own = RawPart {
            engine,
            model,
            migrations,
            url,
            urls,
            urls_from,
            databases,
            nodes,
            tenants,
            postgres_version,
            manage,
            profiles,
            include,
            exclude,
            limits,
            lock_timeout,
            statement_timeout,
            external_alter,
            lint,
            lint_ignore,
            naming,
        };
        let targets = match parts {
            None => vec![self.target(name.clone(), own, at)?],
            Some(parts) => {
                if let Some(key) = own.first_key() {
                    return Err(Fault::new(format!("`{name}` has both `parts` and `{key}`"))
                        .at(Some(at))
                        .hint(format!("write `{key}` in each of the parts")));
                }
                let part = |(part, entry): (String, At<RawPart>)| {
                    let at = place(self.file, entry.0.referenced);
                    valid_name(&part, &at)?;
                    self.target(format!("{name}/{part}"), entry.0.value, at)
                };
                parts.into_iter().map(part).collect::<Result<_, _>>()?
            }
        };
        Ok(System { name, targets, snapshots, viewpoints })
    }

    fn target(&self, name: String, raw: RawPart, at: Place) -> Result<Target, Fault> {
        let RawPart {
            engine,
            model,
            migrations,
            url,
            urls,
            urls_from,
            databases,
            nodes,
            tenants,
            postgres_version,
            manage,
            profiles,
            include,
            exclude,
            limits,
            lock_timeout,
            statement_timeout,
            external_alter,
            lint,
            lint_ignore,
            naming,
        } = raw;
        let Some(engine) = engine else {
            return Err(Fault::new(format!("`{name}` names no engine"))
                .at(Some(at))
                .hint(format!("add `engine:` with one of {}", ENGINES.join(", "))));
        };
        if !ENGINES.contains(&engine.0.value.as_str()) {
            let word = engine.0.value.as_str();
            let hint = match word {
                "postgres" | "pg" | "citus" => "did you mean `postgresql`?".to_owned(),
                _ => suggest::hint(word, ENGINES.iter().copied()),
            };
            return Err(Fault::new(format!("unknown engine `{word}`"))
                .at(Some(place(self.file, engine.0.referenced)))
                .hint(hint));
        }
        let path = |text: Option<Text>| text.map(|text| self.path(&text)).transpose();
        let postgres_version = postgres_version.map(|version| self.major(&version)).transpose()?;
        let manage = manage.map_or_else(|| Ok(BTreeSet::new()), |manage| self.facets(&manage))?;
        let limits = limits.map_or_else(|| Ok(Limits::default()), |limits| self.limits(&limits))?;
        let profiles = profiles.map_or_else(|| Ok(Vec::new()), |profiles| self.profiles(&engine.0.value, profiles))?;
        let time = |text: Option<Text>| text.map(|text| self.time(&text)).transpose();
        let (lock_timeout, statement_timeout) = (time(lock_timeout)?, time(statement_timeout)?);
        let external_alter =
            external_alter.map(|it| external::read(&it, &engine.0.value, (self.file, self.folder))).transpose()?;
        let lint = lint.map(|lint| self.words(lint)).unwrap_or_default();
        let lint_ignore = lint_ignore.map(|ignore| {
            let at = place(self.file, ignore.0.referenced);
            ignore.0.value.into_iter().map(|(rule, names)| (rule, (names.into_iter().collect(), at.clone()))).collect()
        });
        let lint_ignore = lint_ignore.unwrap_or_default();
        let naming = naming.map(|naming| self.words(naming)).unwrap_or_default();
        let fleet = self.fleet(&at, urls, urls_from, [databases, nodes, tenants])?;
        let url = url.map(|url| Located { place: place(self.file, url.0.referenced), text: url.0.value.into() });
        Ok(Target {
            name,
            engine: engine.0.value,
            model: path(model)?,
            migrations: path(migrations)?,
            url,
            fleet,
            postgres_version,
            manage,
            profiles,
            patterns: Patterns::read(self.file, include, exclude),
            limits,
            lock_timeout,
            statement_timeout,
            external_alter,
            lint,
            lint_ignore,
            naming,
            place: at,
        })
    }

    fn path(&self, text: &Text) -> Result<PathBuf, Fault> {
        let at = place(self.file, text.0.referenced);
        let expanded = expand(&text.0.value, &at, self.environment)?;
        if expanded.is_empty() {
            return Err(Fault::new("an empty path").at(Some(at)));
        }
        Ok(self.folder.join(expanded))
    }

    fn located(&self, text: Text) -> Located {
        Located { place: place(self.file, text.0.referenced), text: text.0.value.into() }
    }

    /// The databases of a target that is many; one of the ways names them.
    fn fleet(
        &self,
        at: &Place,
        urls: Option<Vec<Text>>,
        from: Option<RawQuery>,
        patterns: [Option<Text>; 3],
    ) -> Result<Option<Fleet>, Fault> {
        let mut ways = Vec::new();
        ways.extend(urls.map(|urls| Fleet::Urls(urls.into_iter().map(|url| self.located(url)).collect())));
        ways.extend(from.map(|RawQuery { url, query }| Fleet::Query { url: self.located(url), query }));
        let makes = [Fleet::Databases, Fleet::Nodes, Fleet::Tenants];
        let given = makes.into_iter().zip(patterns).filter_map(|(make, pattern)| Some(make(pattern?.0.value)));
        ways.extend(given);
        let way = ways.pop();
        if !ways.is_empty() {
            return Err(Fault::new("the databases of a target are named in more than one way")
                .at(Some(at.clone()))
                .hint("write one of `urls`, `urls_from`, `databases`, `nodes` and `tenants`, and a target for each"));
        }
        Ok(way)
    }

    fn time(&self, text: &Text) -> Result<Duration, Fault> {
        duration::parse(&text.0.value).map_err(|error| {
            Fault::new(format!("`{}` is no time", text.0.value))
                .at(Some(place(self.file, text.0.referenced)))
                .hint(error)
        })
    }

    fn major(&self, version: &At<u32>) -> Result<u32, Fault> {
        let number = version.0.value;
        if (13..100).contains(&number) {
            return Ok(number);
        }
        Err(Fault::new(format!("{number} is no major version of PostgreSQL that dbtool supports"))
            .at(Some(place(self.file, version.0.referenced)))
            .hint("write the major version alone: 13 or later"))
    }

    fn facets(&self, manage: &At<IndexMap<String, bool>>) -> Result<BTreeSet<Kind>, Fault> {
        let facets = || Kind::ALL.iter().copied().filter(|kind| kind.is_facet());
        let mut managed = BTreeSet::new();
        for (word, on) in &manage.0.value {
            let Some(kind) = facets().find(|kind| kind.plural() == word) else {
                let names: Vec<&str> = facets().map(Kind::plural).collect();
                return Err(Fault::new(format!("unknown key `{word}` in `manage`"))
                    .at(Some(place(self.file, manage.0.referenced)))
                    .hint(suggest::hint(word, names)));
            };
            if *on {
                managed.insert(kind);
            }
        }
        Ok(managed)
    }

    fn profiles(&self, engine: &str, written: At<Vec<String>>) -> Result<Vec<String>, Fault> {
        let known = Engine::from_name(engine).map(Engine::profiles).unwrap_or_default();
        let unknown = written.0.value.iter().find(|name| !known.contains(&name.as_str()));
        match unknown {
            None => Ok(written.0.value),
            Some(name) => Err(Fault::new(format!("unknown profile `{name}`"))
                .at(Some(place(self.file, written.0.referenced)))
                .hint(suggest::hint(name, known.iter().copied()))),
        }
    }

    /// Which rules there are, `lint` knows.
    fn words(&self, written: At<IndexMap<String, String>>) -> BTreeMap<String, (String, Place)> {
        let at = place(self.file, written.0.referenced);
        written.0.value.into_iter().map(|(rule, word)| (rule, (word, at.clone()))).collect()
    }

    fn limits(&self, written: &At<IndexMap<String, String>>) -> Result<Limits, Fault> {
        let mut limits = Limits::default();
        let at = || Some(place(self.file, written.0.referenced));
        for (word, text) in &written.0.value {
            let Some(bytes) = size(text) else {
                return Err(Fault::new(format!("`{text}` is no size")).at(at()).hint("write 1GB, 500MB or 64kB"));
            };
            if !limits.set(word, bytes) {
                return Err(Fault::new(format!("unknown key `{word}` in `limits`"))
                    .at(at())
                    .hint(suggest::hint(word, Limits::words())));
            }
        }
        Ok(limits)
    }

    fn snapshot(&self, snapshot: At<RawSnapshot>, viewpoints: &[Viewpoint]) -> Result<Snapshot, Fault> {
        let at = place(self.file, snapshot.0.referenced);
        let RawSnapshot {
            style,
            file,
            name,
            date,
            include,
            psql_version,
            rights,
            before,
            after,
            config,
            direction,
            viewpoint,
            namespaces,
        } = snapshot.0.value;
        if let Some(viewpoint) = viewpoint.as_ref().filter(|it| !viewpoints.iter().any(|own| own.name == it.0.value)) {
            return Err(Fault::new(format!("there is no viewpoint `{}`", viewpoint.0.value))
                .at(Some(place(self.file, viewpoint.0.referenced)))
                .hint(suggest::hint(&viewpoint.0.value, viewpoints.iter().map(|own| own.name.as_str()))));
        }
        let viewpoint = viewpoint.map(|viewpoint| viewpoint.0.value);
        let diagram = Diagram {
            before: before.unwrap_or_default(),
            after: after.unwrap_or_default(),
            config: config.unwrap_or_default(),
            direction,
            namespaces: namespaces.unwrap_or_default(),
        };
        let psql_version = psql_version.map(|version| self.major(&version)).transpose()?;
        let include = include.into_iter().collect();
        Ok(Snapshot {
            style,
            file: self.path(&file)?,
            name,
            date,
            include,
            psql_version,
            diagram,
            rights,
            viewpoint,
            place: at,
        })
    }
}

impl RawPart {
    fn first_key(&self) -> Option<&'static str> {
        let RawPart {
            engine,
            model,
            migrations,
            url,
            urls,
            urls_from,
            databases,
            nodes,
            tenants,
            postgres_version,
            manage,
            profiles,
            include,
            exclude,
            limits,
            lock_timeout,
            statement_timeout,
            external_alter,
            lint,
            lint_ignore,
            naming,
        } = self;
        let keys = [
            ("engine", engine.is_some()),
            ("model", model.is_some()),
            ("migrations", migrations.is_some()),
            ("url", url.is_some()),
            ("urls", urls.is_some()),
            ("urls_from", urls_from.is_some()),
            ("databases", databases.is_some()),
            ("nodes", nodes.is_some()),
            ("tenants", tenants.is_some()),
            ("postgres_version", postgres_version.is_some()),
            ("manage", manage.is_some()),
            ("profiles", profiles.is_some()),
            ("include", include.is_some()),
            ("exclude", exclude.is_some()),
            ("limits", limits.is_some()),
            ("lock_timeout", lock_timeout.is_some()),
            ("statement_timeout", statement_timeout.is_some()),
            ("external_alter", external_alter.is_some()),
            ("lint", lint.is_some()),
            ("lint_ignore", lint_ignore.is_some()),
            ("naming", naming.is_some()),
        ];
        keys.into_iter().find(|(_, there)| *there).map(|(key, _)| key)
    }
}

/// A name becomes part of a command line, of `SYSTEM/PART` and of an environment variable.
fn valid_name(name: &str, at: &Place) -> Result<(), Fault> {
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    if name.chars().all(plain) && !name.is_empty() && !name.starts_with('-') {
        return Ok(());
    }
    Err(Fault::new(format!("`{name}` is no name for a target"))
        .at(Some(at.clone()))
        .hint("use letters, digits, `_`, `-` and `.`"))
}
