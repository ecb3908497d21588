//! A database that a command works on, beside its model: opened, read, compared. The only place
//! that knows which engine is behind a target.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::canonical;
use crate::cli::warn;
use crate::config::{Limits, Secret};
use crate::embedded::{self, Choice, Lease, Product};
use crate::engine::postgres::{connection, profile};
use crate::engine::{Canceller, Connection, Dialect, Engine, External, Reading, Showing, Sides};
use crate::engine::{cassandra, mysql};
use crate::error::Fault;
use crate::filter::Filter;
use crate::ground::Ground;
use crate::load;
use crate::migrate::{self, history};
use crate::model::{Kind, Place, Schema};
use crate::plan::rename::{self, Rename};
use crate::plan::shadow::with_shadows;
use crate::plan::{Plan, plan_as};
use crate::scratch::Scratch;
use crate::ui::timings::phase;
use crate::ui::{Color, LogFormat, Ui, Verbosity};

use super::script;

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
    pub(super) model: Option<PathBuf>,
    pub(super) address: Address,
    pub(super) major: Option<u32>,
    pub(super) manage: BTreeSet<Kind>,
    pub(super) limits: Limits,
    pub(super) external: Option<External>,
    pub(super) lint: BTreeMap<String, (String, Place)>,
    pub(super) lint_ignore: BTreeMap<String, (BTreeMap<String, String>, Place)>,
    pub(super) naming: BTreeMap<String, (String, Place)>,
    pub(super) filter: Filter,
    pub(super) profiles: Vec<String>,
    pub(super) scratch: Option<Secret>,
    pub(super) roles: bool,
    pub(super) online: bool,
    pub(super) shadow: bool,
    /// Where its databases are told, where it is many.
    pub(super) fleet: Option<super::fleet::Source>,
    /// How long a statement may wait for a lock; zero for ever.
    pub lock_timeout: Duration,
    /// How long a statement may run; zero for ever.
    pub statement_timeout: Duration,
}

/// How long a statement may wait for a lock where nobody says otherwise.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);

/// Where a database is.
#[derive(Clone, Debug)]
pub(super) enum Address {
    Url(Secret),
    /// On the server that dbtool runs for the project, under this name.
    Embedded(String, Product),
    /// There is no URL, and dbtool runs no server of that engine.
    Missing,
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
    pub(super) engine: Engine,
    /// What of the database is others'.
    pub(super) others: Ground,
    /// The rest of the database, on which what is compared stands.
    pub(super) ground: Schema,
    /// Why the server would refuse a statement of the plan half-way, where it does so on a scratch database.
    pub doomed: Option<Fault>,
}

impl Comparison {
    /// Takes out of another reading of the database what this one takes for others'.
    pub fn clear(&self, schema: &mut Schema) {
        self.others.clear(schema);
        self.engine.dialect().align(schema, &self.after);
    }

    /// Asks whether what goes is what comes, by another name. Nothing is guessed.
    pub fn point_out_renames(&self, ui: &Ui) {
        for rename in rename::likely(&self.before, &self.after, &self.plan.changes) {
            // Only the key's columns can get another name there, and those are told of by their key.
            if self.engine == Engine::Cassandra {
                continue;
            }
            let Rename { from, to, .. } = &rename;
            let (kind, name) = (to.kind, if to.of.is_some() { from.name.to_string() } else { from.to_string() });
            ui.note(&format!(
                "{kind} {to} looks like {from} under another name: with `renamed_from: {name}` it keeps what it holds"
            ));
        }
    }
}

impl Target {
    /// The same, with the roles of its server or without.
    #[must_use]
    pub fn with_roles(self, roles: bool) -> Self {
        Self { roles, ..self }
    }

    /// The same, for a database that nobody uses yet.
    #[must_use]
    pub fn offline(self) -> Self {
        Self { online: false, ..self }
    }

    /// The same, with another database.
    #[must_use]
    pub fn at(&self, url: Secret) -> Self {
        Self { address: Address::Url(url), fleet: None, ..self.clone() }
    }

    /// Opens the database; starts the embedded server where there is no URL.
    ///
    /// # Errors
    /// When the server cannot be reached or started.
    pub async fn open(&self) -> Result<Live, Fault> {
        if self.fleet.is_some() {
            return Err(Fault::new(format!("`{}` is many databases, and this works on one", self.name))
                .hint("name one of them with --url; `migrate up`, `migrate status` and `diff` work on all"));
        }
        let _timed = phase("connect");
        let (lease, url) = match &self.address {
            Address::Url(url) => (None, url.clone()),
            Address::Embedded(database, product) => {
                let lease = embedded::open(&self.project, self.choice(*product), database).await?;
                let url = Secret::new(lease.url());
                (Some(lease), url)
            }
            Address::Missing => return Err(self.needs_url()),
        };
        if let Some(engine) = Engine::of_url(url.expose()).filter(|engine| *engine != self.engine) {
            return Err(Fault::new(format!(
                "the URL of `{}` is of {}, its model of {}",
                self.name,
                engine.label(),
                self.engine.label()
            ))
            .hint("correct the URL, or `engine:` in dbtool.yaml"));
        }
        let mut connection = Connection::open(url.expose()).await?;
        if let Some(external) = &self.external {
            connection.hand_over(external, url.expose())?;
        }
        Ok(Live { connection, lease, url })
    }

    /// There is no server of dbtool's own for this engine.
    pub(super) fn needs_url(&self) -> Fault {
        Fault::new(format!("`{}` has no URL, and dbtool runs no {} server itself", self.name, self.engine.label()))
            .hint("write `url: cassandra://USER:PASSWORD@HOST:PORT/KEYSPACE` in dbtool.yaml, or pass it with --url")
    }

    /// The server that dbtool runs for it.
    pub(super) fn choice(&self, product: Product) -> Choice {
        let series = self.major.filter(|_| product == Product::Postgresql);
        Choice { product, series }
    }

    /// What the server that dbtool runs for it is, where it runs one.
    pub fn product(&self) -> Option<Product> {
        match &self.address {
            Address::Embedded(_, product) => Some(*product),
            Address::Url(url) if url.expose().starts_with("mariadb:") => Some(Product::Mariadb),
            Address::Url(_) | Address::Missing => Product::of_engine(self.engine.name()),
        }
    }

    /// Where the database is, for messages: never with a password.
    pub fn place(&self) -> String {
        match (&self.address, self.engine) {
            (Address::Embedded(database, _), _) => format!("the embedded server's database `{database}`"),
            (Address::Missing, _) => self.name.clone(),
            (Address::Url(url), Engine::Postgresql) => connection::parse(url.expose())
                .map_or_else(|_| self.name.clone(), |options| connection::describe(&options)),
            (Address::Url(url), Engine::Mysql) => mysql::connection::parse(url.expose())
                .map_or_else(|_| self.name.clone(), |options| mysql::connection::describe(&options)),
            (Address::Url(url), Engine::Cassandra) => cassandra::connection::parse(url.expose())
                .map_or_else(|_| self.name.clone(), |address| cassandra::connection::describe(&address)),
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

    /// Whether it is on the server that dbtool runs for the project.
    pub fn is_embedded(&self) -> bool {
        matches!(self.address, Address::Embedded(..) | Address::Missing)
    }

    /// What the configuration says of the rules of `lint`: a severity's word, and where it is written.
    pub fn lint(&self) -> &BTreeMap<String, (String, Place)> {
        &self.lint
    }

    /// What the configuration lets rules pass over: reasons by patterns by the rule's code, and where it is written.
    pub fn lint_ignore(&self) -> &BTreeMap<String, (BTreeMap<String, String>, Place)> {
        &self.lint_ignore
    }

    /// What it says of names: a pattern by the kind of object, and where it is written.
    pub fn naming(&self) -> &BTreeMap<String, (String, Place)> {
        &self.naming
    }

    /// Whether a model is named for it.
    pub fn has_model(&self) -> bool {
        self.model.is_some()
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
        self.load_from(self.model_path()?).await
    }

    /// The same, from another place.
    ///
    /// # Errors
    /// When it is wrong; with the place.
    pub async fn load_from(&self, path: &Path) -> Result<Schema, Fault> {
        let _timed = phase("load");
        let mut model = match script::find(path)? {
            Some(files) => self.built(&files, None).await?,
            None => {
                let path = path.to_owned();
                let engine = self.engine;
                let loaded = tokio::task::spawn_blocking(move || super::models::load(&path, engine)).await;
                loaded.map_err(|_| Fault::new("reading the model was interrupted"))??
            }
        };
        self.own(&mut model);
        Ok(model)
    }

    /// What the configuration says of a model that is read.
    fn own(&self, model: &mut Schema) {
        model.manage.extend(self.manage.iter().copied());
        if !self.roles {
            model.retain_own();
        }
    }

    /// The texts of its model's files by their names; none where the model is a script.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub fn sources(&self) -> Result<Option<Vec<(String, String)>>, Fault> {
        let path = self.model_path()?;
        if script::find(path)?.is_some() { Ok(None) } else { load::sources(path).map(Some) }
    }

    /// Reads its model from other texts than its files have.
    ///
    /// # Errors
    /// When it is wrong; with the place.
    pub fn load_texts(&self, sources: Vec<(String, String)>) -> Result<Schema, Fault> {
        let mut model = load::load_texts_for(sources, self.engine)?;
        self.own(&mut model);
        Ok(model)
    }

    /// What a script makes of an empty scratch database, which is what there is without one.
    pub(super) async fn made_by(&self, path: Option<&Path>, version: Option<u32>) -> Result<Schema, Fault> {
        let files = path.map(script::find).transpose()?.flatten().unwrap_or_default();
        self.built(&files, version).await
    }

    pub(super) async fn built(&self, files: &[script::File], version: Option<u32>) -> Result<Schema, Fault> {
        /// What there is to say of servers is said where they are compared.
        const SILENT: Ui = Ui { log: LogFormat::Text, color: Color::Never, verbosity: Verbosity::Quiet };
        let version = match version {
            Some(version) => Some(version),
            None => self.version(&SILENT).await,
        };
        let mut scratch = self.scratch(version, &SILENT).await?;
        let url = scratch.database.url().to_owned();
        let made = script::made(files, &mut scratch.connection, &scratch.server, &url).await;
        scratch.close().await?;
        let mut model = made?;
        history::leave_out(&mut model);
        // Statements about it are not about the scratch database.
        model.database = None;
        model.granting = None;
        model.hidden.clear();
        Ok(model)
    }

    /// Reads the whole database.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn read(&self, live: &mut Live, reading: &Reading) -> Result<Schema, Fault> {
        let _timed = phase("introspect");
        let mut schema = live.connection.introspect(&Reading { roles: self.roles, ..reading.clone() }).await?;
        // The table of migrations is dbtool's own, whether the model's author has migrations or not.
        history::leave_out(&mut schema);
        if self.profiles.iter().any(|name| name == profile::PARTITIONS) {
            schema.external.extend(live.connection.partitioned_by_others().await?);
        }
        Ok(schema)
    }

    /// Reads what of the database is the user's, for documents and for a first model.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn read_own(&self, live: &mut Live, reading: &Reading) -> Result<Schema, Fault> {
        let mut schema = self.read(live, reading).await?;
        if !self.profiles.is_empty() {
            let objects = if reading.showing == Showing::Objects {
                schema.clone()
            } else {
                self.read(live, &Reading::default()).await?
            };
            let nothing = Schema::default();
            self.ground(&objects, &nothing).clear(&mut schema);
            let external = schema.external.clone();
            schema.leave_to_others(&external);
        }
        self.see(&schema, |kind| self.manage.contains(&kind))?;
        self.leave_optional(&mut schema);
        self.filter(&mut schema);
        Ok(schema)
    }

    /// The kinds of facet of which what is written of a database says all that there is.
    pub fn stated(&self, schema: &Schema) -> BTreeSet<Kind> {
        schema.facets().into_iter().filter(|kind| self.states(*kind)).collect()
    }

    fn states(&self, kind: Kind) -> bool {
        self.dialect().has(kind) && !self.leaves_out(kind)
    }

    /// Whether what there is of that kind is written where the configuration asks for it alone, and it does not.
    fn leaves_out(&self, kind: Kind) -> bool {
        self.dialect().is_optional(kind) && !self.manage.contains(&kind)
    }

    /// Takes out what is written where the configuration asks for it alone.
    pub(super) fn leave_optional(&self, schema: &mut Schema) {
        schema.leave_out(|kind| self.leaves_out(kind));
    }

    /// What takes out of a schema what migrations do not speak of: what the options leave out, and what the
    /// configuration and the model do not ask for.
    pub fn migrated(&self, model: Option<&Schema>) -> impl Fn(&mut Schema) + Sync {
        let asked = model.map(Self::spoken_of).unwrap_or_default();
        move |schema| {
            self.filter(schema);
            schema.leave_out(|kind| self.leaves_out(kind) && !asked.contains(&kind));
        }
    }

    /// The kinds of which a model speaks, or says that it manages them.
    fn spoken_of(model: &Schema) -> BTreeSet<Kind> {
        model.manage.iter().copied().chain(model.objects.keys().map(|id| id.kind)).collect()
    }

    /// Refuses to take what the reader may not see for what is not there.
    fn see(&self, schema: &Schema, wanted: impl Fn(Kind) -> bool) -> Result<(), Fault> {
        match schema.hidden.iter().find(|(kind, _)| wanted(**kind)) {
            Some((kind, why)) => Err(Fault::new(format!("the {} of {} cannot be read", kind.plural(), self.place()))
                .detail(why.clone())
                .hint(self.dialect().sight(*kind))),
            None => Ok(()),
        }
    }

    /// What of a database is others', and the model does not speak of.
    pub(super) fn ground(&self, live: &Schema, model: &Schema) -> Ground {
        Ground::of(self.dialect(), &self.profiles, &self.filter, live, model)
    }

    /// The same for commands that do not ask the database for more than that, nothing where the
    /// model does not stand on it; taken out of the model too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn others(&self, model: &mut Schema) -> Result<Ground, Fault> {
        if self.profiles.is_empty() && model.borrowed.is_empty() {
            return Ok(Ground::default());
        }
        let mut live = self.open().await?;
        let schema = self.read(&mut live, &Reading::default()).await;
        live.close().await;
        let ground = self.ground(&schema?, model);
        ground.clear(model);
        Ok(ground)
    }

    /// The same, of which only what a viewpoint shows is looked at.
    #[must_use]
    pub fn seen_from(self, viewpoint: Filter) -> Self {
        Self { filter: self.filter.seen_from(viewpoint), ..self }
    }

    /// Leaves out of a schema what the options leave out.
    pub fn filter(&self, schema: &mut Schema) {
        self.filter.apply(schema);
    }

    /// The version of the database's server as `server_version_num`, for commands that do not need
    /// the database itself. `None` where it is not known without starting anything, or the server
    /// cannot be reached: then the newest PostgreSQL here has to do.
    pub async fn version(&self, ui: &Ui) -> Option<u32> {
        if let Some(major) = self.major {
            return Some(major * 10_000);
        }
        match &self.address {
            Address::Embedded(database, product @ Product::Postgresql) => {
                let known = embedded::status(&self.project, Some(*product), database).await.ok()?;
                let version = known.last()?.version.split('.').next()?.parse::<u32>().ok()?;
                Some(version * 10_000)
            }
            Address::Embedded(..) | Address::Missing => None,
            Address::Url(url) => match Connection::open(url.expose()).await {
                Ok(connection) => {
                    let version = connection.version();
                    connection.close().await;
                    Some(version)
                }
                Err(fault) => {
                    let label = self.product().map_or(self.engine.label(), Product::label);
                    warn(ui, &format!("{fault}\nthe newest {label} on this machine stands in for it"));
                    None
                }
            },
        }
    }

    /// What commands that replay migrations work with. `filter` is [`Target::filter`].
    /// `others` is [`Target::others`].
    pub fn setting<'a>(
        &self,
        scratch: &'a Scratch,
        others: &'a Ground,
        filter: &'a (dyn Fn(&mut Schema) + Sync),
    ) -> migrate::Setting<'a> {
        migrate::Setting {
            dialect: self.dialect(),
            scratch,
            ground: others,
            filter,
            online: self.online,
            shadow: self.shadow,
        }
    }

    /// Compares the database with the model.
    ///
    /// # Errors
    /// When either cannot be read, or no plan can be made.
    pub async fn compare(&self, live: &mut Live, ui: &Ui) -> Result<Comparison, Fault> {
        // Both at once; a mistake in the model is told first.
        let all = Reading::default();
        let (model, whole) = tokio::join!(self.load(), self.read(live, &all));
        let (model, whole) = (model?, whole?);
        let mut comparison = self.towards(whole, model, Some(live.connection.version()), ui).await?;
        self.choose(&mut comparison, Some(live.connection.version()), ui).await;
        self.weigh(&mut comparison, live).await?;
        Ok(comparison)
    }

    /// Counts what a plan would lose of a live database, and how big that is which it rewrites,
    /// locks or scans; what is beyond the limits is refused.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn weigh(&self, comparison: &mut Comparison, live: &mut Live) -> Result<(), Fault> {
        let _timed = phase("weigh");
        let mut hazards: Vec<_> = comparison.plan.steps.iter_mut().flat_map(|step| &mut step.hazards).collect();
        live.connection.weigh(&mut hazards).await?;
        for hazard in hazards {
            let word = hazard.size.and_then(|size| self.limits.exceeded(&hazard.code, size.bytes));
            if let Some(word) = word {
                hazard.refused = true;
                hazard.message.push_str(&format!(", which is beyond the limit `{word}`"));
            }
        }
        Ok(())
    }

    /// Compares what a database holds with a model; `version` is its server's.
    ///
    /// # Errors
    /// When the model is wrong in a server's eyes, or no plan can be made.
    pub(super) async fn towards(
        &self,
        mut before: Schema,
        mut model: Schema,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Comparison, Fault> {
        let others = self.ground(&before, &model);
        others.clear(&mut before);
        others.clear(&mut model);
        if let Some(note) = self.dialect().fit(&mut model, &before) {
            ui.note(&note);
        }
        self.dialect().align(&mut before, &model);
        let asked = Self::spoken_of(&model);
        self.see(&before, |kind| asked.contains(&kind))?;
        before.leave_untold(|kind| self.leaves_out(kind) && !asked.contains(&kind));
        model.external.extend(before.external.iter().filter(|id| model.objects.contains_key(*id)).cloned());
        let renames = rename::pending(&before, &model);
        if let Some(Rename { from, place, .. }) = renames.iter().find(|it| !self.dialect().renames(it.to.kind)) {
            return Err(Fault::new(format!("{} {from} cannot be renamed: no statement does it", from.kind))
                .at(place.clone())
                .hint(
                    "take `renamed_from` out: what is of the new name is made, copy what the old one holds into it, let the \
                     application use it, and drop the old one last",
                ));
        }
        let mut renamed = None;
        if !renames.is_empty() {
            let mut scratch = self.scratch(version, ui).await?;
            let lent = others.lent();
            let made = canonical::renamed(self.dialect(), &before, &renames, lent, &mut scratch.connection).await;
            scratch.close().await?;
            renamed = Some(made?);
        }
        // Both sides whole: what is left out may still be needed by what is not.
        let live_side = renamed.as_ref().unwrap_or(&before);
        let mut after = self.settle(model, live_side, &others, version, ui).await?;
        others.clear(&mut after);
        let ground = others.with_left_out(&before, &self.filter);
        self.filter(&mut after);
        self.filter(renamed.as_mut().unwrap_or(&mut before));
        let from = renamed.as_ref().unwrap_or(&before);
        let mut plan = self.planned(Sides { before: from, after: &after, online: self.online })?;
        let sides = Sides { before: &before, after: &after, online: self.online };
        rename::begin_with(self.dialect(), sides, &renames, &mut plan);
        self.filter(&mut before);
        Ok(Comparison { before, after, plan, engine: self.engine, others, ground, doomed: None })
    }

    /// Plans, by way of shadow columns where that is asked for.
    pub(super) fn planned(&self, sides: Sides<'_>) -> Result<Plan, Fault> {
        let _timed = phase("plan");
        let mut plan = plan_as(self.dialect(), sides)?;
        if self.shadow {
            with_shadows(self.dialect(), sides, &mut plan);
        }
        Ok(plan)
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

    /// How its server is reached, for another session with it.
    pub fn url(&self) -> &Secret {
        &self.url
    }

    /// Ends the session, and the embedded server where nobody else needs it.
    pub async fn close(self) {
        self.connection.close().await;
        if let Some(lease) = self.lease {
            lease.close();
        }
    }
}

/// The name of a target's database on the embedded server.
pub(super) fn embedded_name(target: &str) -> String {
    target.replace('/', "_")
}

/// What a database without a target's name is called.
pub(super) fn database_name(engine: Engine, url: &Secret) -> Result<String, Fault> {
    match engine {
        Engine::Mysql => {
            let options = mysql::connection::parse(url.expose())?;
            Ok(options.get_database().unwrap_or("database").to_owned())
        }
        Engine::Cassandra => {
            let address = cassandra::connection::parse(url.expose())?;
            Ok(if address.keyspace.is_empty() { "keyspace".to_owned() } else { address.keyspace })
        }
        Engine::Postgresql => {
            let options = connection::parse(url.expose())?;
            Ok(options.get_database().unwrap_or(options.get_username()).to_owned())
        }
    }
}
