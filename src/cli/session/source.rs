//! What a comparison has on either side: databases, models, migrations and scripts, in any pairing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::target::{Comparison, Live, Target};
use crate::cli::files;
use crate::config::Secret;
use crate::engine::{Reading, Sides};
use crate::error::Fault;
use crate::ground::Ground;
use crate::migrate;
use crate::model::{Kind, Schema};
use crate::ui::Ui;

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Source {
    /// The target's database.
    Live,
    /// The target's model.
    Model,
    /// What the target's migrations make.
    Migrations,
    /// Another database.
    Url(Secret),
    /// Another model: a file or a folder.
    Yaml(PathBuf),
    /// What the migrations of another folder make.
    Folder(PathBuf),
    /// What a script makes of an empty database.
    Script(PathBuf),
}

impl Source {
    /// Reads what `--from` and `--to` take: `live`, `model`, `migrations`, a URL, or the path of a
    /// model, of a folder of migrations or of an SQL script.
    ///
    /// # Errors
    /// When there is nothing of that name.
    pub fn new(text: &str) -> Result<Self, Fault> {
        match text {
            "live" => return Ok(Source::Live),
            "model" => return Ok(Source::Model),
            "migrations" => return Ok(Source::Migrations),
            _ if text.contains("://") => return Ok(Source::Url(Secret::new(text))),
            _ => {}
        }
        let path = PathBuf::from(text);
        if path.is_dir() {
            let holds = |ending: &str| files::list(&path).map(|all| all.iter().any(|file| ends(file, ending)));
            return Ok(if holds("sql")? && !holds("yaml")? { Source::Folder(path) } else { Source::Yaml(path) });
        }
        if !path.exists() {
            return Err(Fault::new(format!("there is no `{text}` to compare")).hint(
                "it is `live`, `model` or `migrations`, a URL, or the path of a model, a folder of migrations or an SQL script",
            ));
        }
        Ok(if ends(&path, "sql") { Source::Script(path) } else { Source::Yaml(path) })
    }

    /// Whether it is written as a model, so that what it does not say is left open.
    fn is_model(&self) -> bool {
        matches!(self, Source::Model | Source::Yaml(_))
    }

    /// Whether it needs no target.
    pub fn stands_alone(&self) -> bool {
        !matches!(self, Source::Live | Source::Model | Source::Migrations)
    }

    /// Its URL, where it is a database that has one.
    pub fn url(&self) -> Option<&Secret> {
        if let Source::Url(url) = self { Some(url) } else { None }
    }
}

fn ends(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

/// The two sides, the databases among them open.
pub struct Pair<'a> {
    target: &'a Target,
    from: Source,
    to: Source,
    live: [Option<Live>; 2],
}

impl<'a> Pair<'a> {
    /// Opens what must be.
    ///
    /// # Errors
    /// When a server cannot be reached.
    pub async fn open(target: &'a Target, from: Source, to: Source) -> Result<Self, Fault> {
        let mut live = [None, None];
        for (place, side) in live.iter_mut().zip([&from, &to]) {
            *place = match (side, side.url()) {
                (Source::Live, _) => Some(target.open().await?),
                (_, Some(url)) => Some(target.at(url.clone()).open().await?),
                _ => None,
            };
        }
        Ok(Self { target, from, to, live })
    }

    /// The version of the server that scratch databases are to be like, where a side has one.
    pub fn version(&self) -> Option<u32> {
        self.live.iter().flatten().map(|live| live.connection.version()).next()
    }

    /// What leads from the one side to the other.
    ///
    /// # Errors
    /// When a side cannot be read or made, or no plan can be made.
    pub async fn compare(&mut self, ui: &Ui) -> Result<Comparison, Fault> {
        let target = self.target;
        let version = self.version();
        if self.to.is_model() {
            let model = self.model(&self.to).await?;
            let whole = self.read(0, ui).await?;
            let mut comparison = target.towards(whole, model, version, ui).await?;
            if let Some(live) = &mut self.live[0] {
                target.weigh(&mut comparison, live).await?;
            }
            return Ok(comparison);
        }
        let after = self.read(1, ui).await?;
        let before = match self.from.is_model() {
            // What the model leaves open is as the other side has it.
            true => {
                let model = self.model(&self.from).await?;
                let version = version.or(target.version(ui).await);
                target.settle(&model, &after, &Ground::default(), version, ui).await?
            }
            false => self.read(0, ui).await?,
        };
        let mut comparison = between(target, before, after, self.from.is_model())?;
        if let Some(live) = &mut self.live[0] {
            target.weigh(&mut comparison, live).await?;
        }
        Ok(comparison)
    }

    /// Ends the sessions.
    pub async fn close(self) {
        for live in self.live.into_iter().flatten() {
            live.close().await;
        }
    }

    async fn model(&self, side: &Source) -> Result<Schema, Fault> {
        match side {
            Source::Yaml(path) => self.target.load_from(path).await,
            _ => self.target.load().await,
        }
    }

    /// All that is on a side.
    async fn read(&mut self, side: usize, ui: &Ui) -> Result<Schema, Fault> {
        let target = self.target;
        let source = if side == 0 { self.from.clone() } else { self.to.clone() };
        let version = self.version();
        if let Some(live) = &mut self.live[side] {
            return target.read(live, &Reading::default()).await;
        }
        let version = match version {
            Some(version) => Some(version),
            None => target.version(ui).await,
        };
        match source {
            Source::Model | Source::Yaml(_) => {
                let model = self.model(&source).await?;
                target.settle(&model, &Schema::default(), &Ground::default(), version, ui).await
            }
            Source::Migrations | Source::Folder(_) => {
                let path = if let Source::Folder(path) = &source { path } else { target.migrations_path()? };
                let folder = migrate::files::read(path)?;
                let scratch = target.scratch_server(version, ui).await?;
                let (nothing, keep) = (Ground::default(), |_: &mut Schema| ());
                let read = migrate::replayed(target.setting(&scratch, &nothing, &keep), &folder).await;
                scratch.close().await;
                read
            }
            Source::Script(path) => {
                let text = files::read_if_there(&path)?.unwrap_or_default();
                let mut scratch = target.scratch(version, ui).await?;
                let ran = scratch.connection.execute(&text).await;
                let read = match ran {
                    Ok(()) => scratch.connection.introspect(&Reading::default()).await,
                    Err(fault) => {
                        let message = format!("{} fails on a scratch database: {}", path.display(), fault.message);
                        Err(Fault { message, ..fault })
                    }
                };
                scratch.close().await?;
                read
            }
            Source::Live | Source::Url(_) => Err(Fault::new("a database was not opened")),
        }
    }
}

/// Compares what is complete on both sides, or where the one before was settled against the other:
/// then what it does not manage does not count.
fn between(target: &Target, mut before: Schema, mut after: Schema, from_model: bool) -> Result<Comparison, Fault> {
    let nothing = Schema::default();
    let others = target.ground(&before, &nothing);
    others.clear(&mut before);
    target.ground(&after, &nothing).clear(&mut after);
    let whole = before.clone();
    target.filter(&mut before);
    target.filter(&mut after);
    let stated: BTreeSet<Kind> = if from_model { before.manage.clone() } else { Kind::facets() };
    after.objects.retain(|id, _| !id.kind.is_facet() || stated.contains(&id.kind) || before.objects.contains_key(id));
    // What is said on the side before is taken away where it is not said on the side after.
    after.manage = Kind::facets();
    let plan = target.planned(Sides { before: &before, after: &after, online: target.online })?;
    let ground = Ground::beside(&whole, &before);
    Ok(Comparison { before, after, plan, others, ground })
}
