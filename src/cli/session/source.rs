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
    /// An empty database.
    Nothing,
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

/// A source that is found: a database is open, a path is known.
enum Side {
    Database(Box<Live>),
    Model(PathBuf),
    Migrations(PathBuf),
    /// What a script makes; an empty database where there is none.
    Script(Option<PathBuf>),
}

impl Side {
    async fn open(source: Source, target: &Target) -> Result<Self, Fault> {
        Ok(match source {
            Source::Live => Side::Database(Box::new(target.open().await?)),
            Source::Url(url) => Side::Database(Box::new(target.at(url).open().await?)),
            Source::Model => Side::Model(target.model_path()?.to_owned()),
            Source::Yaml(path) => Side::Model(path),
            Source::Migrations => Side::Migrations(target.migrations_path()?.to_owned()),
            Source::Folder(path) => Side::Migrations(path),
            Source::Script(path) => Side::Script(Some(path)),
            Source::Nothing => Side::Script(None),
        })
    }

    fn version(&self) -> Option<u32> {
        if let Side::Database(live) = self { Some(live.connection.version()) } else { None }
    }

    /// All that is on it; `version` is that of the server which scratch databases are to be like.
    async fn read(&mut self, target: &Target, version: Option<u32>, ui: &Ui) -> Result<Schema, Fault> {
        match self {
            Side::Database(live) => target.read(live, &Reading::default()).await,
            Side::Model(path) => {
                let model = target.load_from(path).await?;
                target.settle(model, &Schema::default(), &Ground::default(), version, ui).await
            }
            Side::Migrations(path) => {
                let folder = migrate::files::read(path)?;
                let scratch = target.scratch_server(version, ui).await?;
                let (nothing, keep) = (Ground::default(), |_: &mut Schema| ());
                let read = migrate::replayed(target.setting(&scratch, &nothing, &keep), &folder).await;
                scratch.close().await;
                read
            }
            Side::Script(path) => target.made_by(path.as_deref(), version).await,
        }
    }
}

/// The two sides, the databases among them open.
pub struct Pair<'a> {
    target: &'a Target,
    from: Side,
    to: Side,
}

impl<'a> Pair<'a> {
    /// Opens what must be.
    ///
    /// # Errors
    /// When a server cannot be reached, or the target has no such side.
    pub async fn open(target: &'a Target, from: Source, to: Source) -> Result<Self, Fault> {
        Ok(Self { target, from: Side::open(from, target).await?, to: Side::open(to, target).await? })
    }

    /// The version of the server that scratch databases are to be like, where a side has one.
    pub fn version(&self) -> Option<u32> {
        self.from.version().or(self.to.version())
    }

    /// What leads from the one side to the other.
    ///
    /// # Errors
    /// When a side cannot be read or made, or no plan can be made.
    pub async fn compare(&mut self, ui: &Ui) -> Result<Comparison, Fault> {
        let target = self.target;
        let version = match self.version() {
            Some(version) => Some(version),
            None => target.version(ui).await,
        };
        let mut comparison = match (&mut self.from, &mut self.to) {
            (from, Side::Model(path)) => {
                // The model is parsed while the server answers.
                let (model, before) = tokio::join!(target.load_from(path), from.read(target, version, ui));
                let model = model?;
                target.towards(before?, model, version, ui).await?
            }
            (Side::Model(path), to) => {
                let after = to.read(target, version, ui).await?;
                let mut model = target.load_from(path).await?;
                if let Some(note) = target.dialect().fit(&mut model, &after) {
                    ui.note(&note);
                }
                // What the model leaves open is as the other side has it.
                let before = target.settle(model, &after, &Ground::default(), version, ui).await?;
                let stated = before.manage.clone();
                between(target, before, after, &stated)?
            }
            (from, to) => {
                let (mut after, mut before) =
                    (to.read(target, version, ui).await?, from.read(target, version, ui).await?);
                target.leave_optional(&mut after);
                target.leave_optional(&mut before);
                between(target, before, after, &Kind::facets())?
            }
        };
        target.choose(&mut comparison, version, ui).await;
        if let Side::Database(live) = &mut self.from {
            target.weigh(&mut comparison, live).await?;
        }
        Ok(comparison)
    }

    /// What other nodes have in another way than those databases that are compared.
    ///
    /// # Errors
    /// A server's own words.
    pub async fn nodes_apart(&mut self) -> Result<Vec<String>, Fault> {
        let mut lines = Vec::new();
        for side in [&mut self.from, &mut self.to] {
            if let Side::Database(live) = side {
                lines.extend(live.connection.nodes_apart().await?);
            }
        }
        Ok(lines)
    }

    /// Ends the sessions.
    pub async fn close(self) {
        for side in [self.from, self.to] {
            if let Side::Database(live) = side {
                live.close().await;
            }
        }
    }
}

/// Compares what is complete on both sides, or where the one before was settled against the other:
/// then what it does not say, of facets other than those `stated`, does not count.
fn between(
    target: &Target,
    mut before: Schema,
    mut after: Schema,
    stated: &BTreeSet<Kind>,
) -> Result<Comparison, Fault> {
    let nothing = Schema::default();
    let others = target.ground(&before, &nothing);
    others.clear(&mut before);
    target.ground(&after, &nothing).clear(&mut after);
    let ground = others.with_left_out(&before, &target.filter);
    target.filter(&mut before);
    target.filter(&mut after);
    after.objects.retain(|id, _| !id.kind.is_facet() || stated.contains(&id.kind) || before.objects.contains_key(id));
    // What is said on the side before is taken away where it is not said on the side after.
    after.manage = Kind::facets();
    let plan = target.planned(Sides { before: &before, after: &after, online: target.online })?;
    Ok(Comparison { before, after, plan, engine: target.engine, others, ground, doomed: None })
}
