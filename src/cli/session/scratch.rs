//! Scratch databases of a target, and its model in a server's own words.

use std::collections::BTreeSet;

use super::shelf::{Digest, Slot};
use super::target::{Address, Target};
use crate::canonical;
use crate::cli::warn;
use crate::embedded::{self, Product};
use crate::engine::{Connection, Engine, Reading};
use crate::error::Fault;
use crate::ground::Ground;
use crate::load::kept;
use crate::model::{ObjectId, Schema};
use crate::scratch::{self, Scratch};
use crate::ui::Ui;
use crate::ui::timings::phase;

impl Target {
    /// Opens the server for scratch databases, of the major version of a server.
    ///
    /// # Errors
    /// When it cannot be started or reached.
    pub async fn scratch_server(&self, version: Option<u32>, ui: &Ui) -> Result<Scratch, Fault> {
        let major = self.scratch_major(version);
        let server = match (&self.scratch, &self.address, self.engine) {
            (Some(url), _, _) => Scratch::open(major, Some(url.expose())).await?,
            (None, _, Engine::Postgresql) => Scratch::open(major, None).await?,
            (None, Address::Url(url), Engine::Mysql) => {
                Scratch::beside(url.expose(), self.product().unwrap_or(Product::Mysql)).await?
            }
            // The server of the database itself spells as no other does, and is started in no less time.
            (None, Address::Embedded(database, product), _) => {
                Scratch::on(embedded::open(&self.project, self.choice(*product), database).await?).await?
            }
            (None, Address::Url(url), Engine::Cassandra) => Scratch::open(None, Some(url.expose())).await?,
            (None, Address::Missing, _) => return Err(self.needs_url()),
        };
        if let Some(note) = server.note() {
            warn(ui, note);
        }
        Ok(server)
    }

    /// Makes an empty scratch database, on a server of that version.
    ///
    /// # Errors
    /// When no scratch server can be started or reached.
    pub async fn scratch(&self, version: Option<u32>, ui: &Ui) -> Result<ScratchDatabase, Fault> {
        let server = self.scratch_server(version, ui).await?;
        let database = server.database().await?;
        let connection = Connection::open(database.url()).await?;
        Ok(ScratchDatabase { connection, database, server })
    }

    /// The model in a server's own words; `live` fills in what the model leaves to it. No scratch
    /// server is asked where the two are equal as they are written, and where it is known what it would say.
    ///
    /// # Errors
    /// When the model is wrong in a server's eyes, or no scratch server is to be had.
    pub(super) async fn settle(
        &self,
        mut model: Schema,
        live: &Schema,
        ground: &Ground,
        version: Option<u32>,
        ui: &Ui,
    ) -> Result<Schema, Fault> {
        let _timed = phase("canonicalise");
        let dialect = self.dialect();
        if canonical::equals_as_written(dialect, &model, live) {
            // Equal as it is, and the database's side alone knows what needs what.
            let left: BTreeSet<ObjectId> =
                live.objects.keys().filter(|id| !model.objects.contains_key(*id)).cloned().collect();
            let (manage, external) = (std::mem::take(&mut model.manage), std::mem::take(&mut model.external));
            // Three of a large database need not be held at once.
            drop(model);
            let mut same = Schema { manage, external, ..live.clone() };
            same.objects.retain(|id, _| !left.contains(id));
            return Ok(same);
        }
        let model = match canonical::foretold(dialect, model, live, ground.lent()) {
            Ok(settled) => return Ok(settled),
            Err(model) => *model,
        };
        let slot = self.answer(&model, live, ground, version).await;
        if let Some((slot, note)) = &slot
            && let Some(settled) = slot.take()
        {
            if let Some(note) = note {
                warn(ui, note);
            }
            return Ok(settled);
        }
        // The server makes room while it is found what for.
        let (target, own) = (self.clone(), *ui);
        let opening = tokio::spawn(async move {
            let mut scratch = target.scratch(version, &own).await?;
            let empty = scratch.connection.introspect(&Reading::default()).await?;
            Ok::<_, Fault>((scratch, empty))
        });
        let prepared = canonical::prepare(dialect, &model, live);
        let opened = opening.await.map_err(|_| Fault::new("making a scratch database was interrupted"))?;
        let (mut scratch, empty) = opened?;
        let room = canonical::Room { connection: &mut scratch.connection, server: &scratch.server, empty };
        let settled = canonical::settle_in(room, dialect, &model, live, prepared, ground.lent()).await;
        scratch.close().await?;
        if let (Some((slot, _)), Ok(settled)) = (slot, &settled)
            && let Some(bytes) = kept::written_whole(settled)
        {
            slot.keep(&bytes);
        }
        settled
    }

    /// Where it is kept what a scratch server of our own made of the model, and a note on that server: under a digest
    /// of all that the answer hangs on. What someone else's server would say is known to that server alone.
    async fn answer(
        &self,
        model: &Schema,
        live: &Schema,
        ground: &Ground,
        version: Option<u32>,
    ) -> Option<(Slot, Option<String>)> {
        if self.scratch.is_some() || self.engine != Engine::Postgresql {
            return None;
        }
        let (server, note) = scratch::own(self.scratch_major(version)).await?;
        let mut digest = Digest::new()?;
        digest.add(server.as_bytes());
        for schema in [model, live, ground.lent()] {
            digest.add_schema(schema)?;
        }
        Some((Slot::of("answers", digest)?, note))
    }

    fn scratch_major(&self, version: Option<u32>) -> Option<u32> {
        version.map(|version| version / 10_000).or(self.major)
    }

    /// The model as a server shows it, by way of a scratch database.
    ///
    /// # Errors
    /// As [`Target::settle`].
    pub async fn as_built(&self, reading: &Reading, ui: &Ui) -> Result<Schema, Fault> {
        let mut model = self.load().await?;
        let others = self.others(&mut model).await?;
        let mut scratch = self.scratch(self.version(ui).await, ui).await?;
        let mut built = canonical::build(self.dialect(), &model, others.lent(), &mut scratch.connection).await;
        let mut schema = Schema::default();
        if built.is_ok() {
            match scratch.connection.introspect(reading).await {
                Ok(read) => {
                    schema = read;
                    canonical::rouse(self.dialect(), &mut schema, &model);
                    canonical::install(&mut schema, &model);
                }
                Err(fault) => built = Err(fault),
            }
        }
        scratch.close().await?;
        others.clear(&mut schema);
        built.map(|()| schema)
    }
}

/// An empty database of our own, for as long as it is needed.
#[derive(Debug)]
pub struct ScratchDatabase {
    /// The session with it.
    pub connection: Connection,
    pub(super) database: scratch::Database,
    pub(super) server: Scratch,
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
