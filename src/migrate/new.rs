//! The next migration: what takes the database after the last one to the model, and back, both
//! proved on a scratch database before a file is written.

use std::path::PathBuf;
use std::time::SystemTime;

use crate::canonical;
use crate::dump;
use crate::engine::Sides;
use crate::error::Fault;
use crate::model::Schema;
use crate::plan::rename::{self, Rename};
use crate::plan::{Plan, Step, plan_as};
use crate::proof;

use super::files::{Folder, Migration, Script};
use super::page::{Page, page};
use super::replay::{Replay, Setting, expect};
use super::version;
use super::write::{Files, clear_leftovers, sql};

/// What is to be written, if leave is given for what it destroys and if it proves.
pub struct Draft<'a> {
    setting: Setting<'a>,
    folder: Folder,
    /// A scratch database on which every migration has run.
    replay: Replay,
    /// The database after the last migration.
    pub before: Schema,
    /// The model in the server's own words.
    pub after: Schema,
    /// What differs, and the statements that mend it.
    pub plan: Plan,
    /// The renames that it begins with.
    renames: Vec<Rename>,
}

/// Files that have been proved: the only ones that can be written.
#[derive(Clone, Debug)]
pub struct Proved {
    folder: PathBuf,
    /// The migrations in order: more than one where a statement needs a file of its own.
    pub files: Vec<Files>,
}

/// Plans the next migration. Its plan has no changes where the migrations reach the model already.
///
/// # Errors
/// When a migration does not load on an empty database, the server refuses the model, or no plan
/// can be made.
pub async fn draft<'a>(setting: Setting<'a>, folder: &Folder, model: &Schema) -> Result<Draft<'a>, Fault> {
    // Migrations and model may speak of roles that only the real servers have.
    setting.scratch.roles(&model.roles().into_iter().collect::<Vec<_>>()).await?;
    let mut replay = Replay::open(&setting).await?;
    let result = compare(setting, folder, model, &mut replay).await;
    match result {
        Ok(Compared { before, after, mut plan, renames }) => {
            if !plan.steps.is_empty() && !before.objects.is_empty() {
                let (own, mut copy) = replay.twin(setting.scratch).await?;
                replay = own;
                // What fails here fails in the proof, which tells it.
                let _ = proof::measure(&mut plan.steps, &mut copy.connection).await;
                copy.close().await?;
            }
            Ok(Draft { setting, folder: folder.clone(), replay, before, after, plan, renames })
        }
        Err(fault) => {
            replay.close().await?;
            Err(fault)
        }
    }
}

/// Where the migrations lead, where they shall lead, and what leads from one to the other.
struct Compared {
    before: Schema,
    after: Schema,
    plan: Plan,
    renames: Vec<Rename>,
}

async fn compare(
    setting: Setting<'_>,
    folder: &Folder,
    model: &Schema,
    replay: &mut Replay,
) -> Result<Compared, Fault> {
    replay.up(folder, None).await?;
    let mut before = replay.read(&setting).await?;
    let renames = rename::pending(&before, model);
    let mut renamed = replay.renamed(&setting, &before, &renames).await?;
    let after = settle(setting, model, &renamed).await?;
    // What the model does not manage is left as it is, on the way up and in the page alike.
    before.manage.clone_from(&after.manage);
    before.search_path.clone_from(&after.search_path);
    renamed.manage.clone_from(&after.manage);
    let mut plan = plan_as(setting.dialect, Sides { before: &renamed, after: &after, online: setting.online })?;
    rename::begin_with(setting.dialect, &before, &renames, &mut plan);
    Ok(Compared { before, after, plan, renames })
}

/// The model in a scratch server's own words.
pub(super) async fn settle(setting: Setting<'_>, model: &Schema, live: &Schema) -> Result<Schema, Fault> {
    let mut empty = Replay::empty(&setting).await?;
    let settled =
        canonical::settle(setting.dialect, model, live, setting.ground.lent(), &mut empty.connection, setting.scratch)
            .await;
    empty.close().await?;
    let mut settled = settled?;
    // What belongs to one installation would neither prove nor suit the others.
    settled.retain_portable();
    (setting.filter)(&mut settled);
    Ok(settled)
}

impl Draft<'_> {
    /// Runs the way up and the way back on the scratch database, and reads back what they make.
    /// The way back of each file is planned from what was read.
    ///
    /// # Errors
    /// When a statement fails, or what is read back is not what was planned. Nothing is written.
    pub async fn prove(mut self, name: &str, now: SystemTime) -> Result<Proved, Fault> {
        let result = self.run(name, now).await;
        let closed = self.replay.close().await;
        let files = result?;
        closed?;
        Ok(Proved { folder: self.folder.path, files })
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// When the scratch server does not let go of its database.
    pub async fn close(self) -> Result<(), Fault> {
        self.replay.close().await
    }

    async fn run(&mut self, name: &str, now: SystemTime) -> Result<Vec<Files>, Fault> {
        let slug = version::slug(name)?;
        let steps = std::mem::take(&mut self.plan.steps);
        let segments = segments(&steps);
        let mut next = version::next(&self.folder, now)?;
        let mut states = vec![self.replay.read(&self.setting).await?];
        let mut all = Vec::new();
        for (index, segment) in segments.iter().enumerate() {
            let transactional = segment.iter().all(|step| step.transactional);
            let name = if segments.len() == 1 { slug.clone() } else { format!("{slug}_{}", index + 1) };
            let up = sql(segment, transactional);
            let taken = taken(segment);
            let mut files = Files { version: next, name, up, down: None, taken, page: String::new() };
            self.folder.migrations.push(migration(&files, &self.folder.path));
            self.replay.up(&self.folder, Some(files.version)).await.map_err(unproved)?;
            let state = self.replay.read(&self.setting).await?;
            // What was renamed on the way up is called by its old name first on the way back.
            let undone = if index == 0 { rename::undone(&self.renames) } else { Vec::new() };
            let renamed = self.replay.renamed(&self.setting, &state, &undone).await?;
            let past = states.last().unwrap_or(&self.before);
            let sides = Sides { before: &renamed, after: past, online: self.setting.online };
            let mut back = plan_as(self.setting.dialect, sides)?;
            // A file holds one transaction, or one statement outside of any.
            if back.steps.len() > 1 && back.steps.iter().any(|step| !step.transactional) {
                back = plan_as(self.setting.dialect, Sides { online: false, ..sides })?;
            }
            rename::begin_with(self.setting.dialect, &state, &undone, &mut back);
            let steps: Vec<&Step> = back.steps.iter().collect();
            // One statement alone can be outside of a transaction; together they must be in one.
            let alone = matches!(steps.as_slice(), [step] if !step.transactional);
            files.down = Some(sql(&steps, !alone));
            states.push(state);
            next = version::next(&self.folder, now)?;
            all.push(files);
        }
        expect(
            states.last().unwrap_or(&self.before),
            &self.after,
            || "the migration that was planned does not reach the model, so it was not written".to_owned(),
            "this is a fault of dbtool: please report it with the model; write this migration by hand meanwhile",
        )?;
        self.prove_back(&all, &states).await?;
        self.write_pages(&mut all, &states);
        Ok(all)
    }

    async fn prove_back(&mut self, all: &[Files], states: &[Schema]) -> Result<(), Fault> {
        let first = self.folder.migrations.len() - all.len();
        for (index, files) in all.iter().enumerate() {
            if let Some(migration) = self.folder.migrations.get_mut(first + index) {
                *migration = self::migration(files, &self.folder.path);
            }
        }
        for (files, before) in all.iter().zip(states).rev() {
            self.replay.down(&self.folder).await.map_err(unproved)?;
            let there = self.replay.read(&self.setting).await?;
            let message = || {
                format!("the way back of {}_{} does not come back, so nothing was written", files.version, files.name)
            };
            expect(
                &there,
                before,
                message,
                "this is a fault of dbtool: please report it with the model; write this migration by hand meanwhile",
            )?;
        }
        Ok(())
    }

    fn write_pages(&self, all: &mut [Files], states: &[Schema]) {
        // The page speaks of what the model manages.
        let text = |state: &Schema| {
            let mut state = state.clone();
            state.manage.clone_from(&self.after.manage);
            state.search_path.clone_from(&self.after.search_path);
            dump::to_string(&state)
        };
        let first = self.folder.migrations.len() - all.len();
        let mut previous = first.checked_sub(1).and_then(|last| self.folder.migrations.get(last)).map(|it| it.version);
        for (files, pair) in all.iter_mut().zip(states.windows(2)) {
            let [before, after] = pair else { continue };
            files.page = page(&Page {
                taken: &files.taken,
                version: files.version,
                previous,
                name: &files.name,
                up: &files.up,
                reversible: files.down.is_some(),
                before: &text(before),
                after: &text(after),
            });
            previous = Some(files.version);
        }
    }
}

impl Proved {
    /// Writes the files. Gives the paths of what was written.
    ///
    /// # Errors
    /// When a file cannot be written. Those of the migrations before it stay: each is whole.
    pub fn write(&self) -> Result<Vec<PathBuf>, Fault> {
        clear_leftovers(&self.folder)?;
        let mut paths = Vec::new();
        for files in &self.files {
            paths.extend(files.write(&self.folder)?);
        }
        Ok(paths)
    }
}

/// The steps by file: those that can share a transaction together, the others each alone.
fn segments(steps: &[Step]) -> Vec<Vec<&Step>> {
    let mut segments: Vec<Vec<&Step>> = Vec::new();
    for step in steps {
        match segments.last_mut() {
            Some(last) if step.transactional && last.iter().all(|step| step.transactional) => last.push(step),
            _ => segments.push(vec![step]),
        }
    }
    segments
}

/// What the statements took where they were measured.
fn taken(steps: &[&Step]) -> Vec<(String, String)> {
    steps.iter().filter_map(|step| Some((step.sql.clone(), step.taken()?))).collect()
}

/// The files as they will be read.
fn migration(files: &Files, folder: &std::path::Path) -> Migration {
    Migration {
        version: files.version,
        description: files.name.replace('_', " "),
        up: Script::new(files.path(folder, "up.sql"), files.up.clone()),
        down: files.down.as_ref().map(|down| Script::new(files.path(folder, "down.sql"), down.clone())),
    }
}

fn unproved(fault: Fault) -> Fault {
    let hint = "no file was written; if the model is right this is a fault of dbtool: please report it";
    Fault { message: format!("the plan fails on a scratch database: {}", fault.message), ..fault }.hint(hint)
}
