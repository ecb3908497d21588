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
use crate::plan::shadow::with_shadows;
use crate::plan::{Plan, Step, plan_as};
use crate::proof::{self, choose};

use super::back;
use super::bug_report::with_report;
use super::files::{Folder, IRREVERSIBLE, Migration, Script};
use super::page::{Page, page};
use super::replay::{Replay, Setting, expect};
use super::rows::{self, Rows};
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
    /// Its version, where it is not the next one.
    version: Option<i64>,
}

/// Files that have been proved: the only ones that can be written.
#[derive(Clone, Debug)]
pub struct Proved {
    folder: PathBuf,
    /// The migrations in order: more than one where a statement needs a file of its own.
    pub files: Vec<Files>,
    /// What was proved on rows.
    pub rows: Rows,
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
            // Only where a database can be copied, and the server tells what a statement took.
            let measurable = replay.connection.ledger().copies_databases();
            // Nobody waits for what is not there yet.
            let in_use = before.objects.keys().any(|id| id.parent().is_none() && !id.kind.is_namespace());
            if measurable && in_use && !plan.steps.is_empty() {
                // What fails here fails in the proof, which tells it.
                let _ = replay.choose(&setting, &mut plan.steps).await;
            }
            Ok(Draft { setting, folder: folder.clone(), replay, before, after, plan, renames, version: None })
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
    let sides = Sides { before: &renamed, after: &after, online: setting.online };
    let mut plan = plan_as(setting.dialect, sides)?;
    if setting.shadow {
        with_shadows(setting.dialect, sides, &mut plan);
    }
    rename::begin_with(setting.dialect, Sides { before: &before, ..sides }, &renames, &mut plan);
    Ok(Compared { before, after, plan, renames })
}

/// The model in a scratch server's own words.
pub(super) async fn settle(setting: Setting<'_>, model: &Schema, live: &Schema) -> Result<Schema, Fault> {
    if let Some((kind, why)) = live
        .hidden
        .iter()
        .find(|(kind, _)| model.objects.keys().any(|id| id.kind == **kind && setting.dialect.migrates(id)))
    {
        return Err(Fault::new(format!("the {} of the scratch database cannot be read", kind.plural()))
            .detail(why.clone())
            .hint(setting.dialect.sight(*kind)));
    }
    let mut model = model.clone();
    // What there is to say of a server is said where it is asked.
    let _ = setting.dialect.fit(&mut model, live);
    let model = &model;
    let mut empty = Replay::empty(&setting).await?;
    let settled =
        canonical::settle(setting.dialect, model, live, setting.ground.lent(), &mut empty.connection, setting.scratch)
            .await;
    empty.close().await?;
    let mut settled = settled?;
    // What belongs to one installation would neither prove nor suit the others.
    settled.objects.retain(|id, _| setting.dialect.migrates(id));
    (setting.filter)(&mut settled);
    Ok(settled)
}

impl Draft<'_> {
    /// The same, of that version.
    #[must_use]
    pub(super) fn at(self, version: i64) -> Self {
        Self { version: Some(version), ..self }
    }

    /// Runs the way up and the way back on the scratch database, and reads back what they make.
    /// The way back of each file is planned from what was read.
    ///
    /// # Errors
    /// When a statement fails, or what is read back is not what was planned. Nothing is written.
    pub async fn prove(mut self, name: &str, now: SystemTime) -> Result<Proved, Fault> {
        let mut all = Vec::new();
        let result = self.run(name, now, &mut all).await;
        let connection = &self.replay.connection;
        let server = connection.engine().server(connection.version());
        let result = result.map_err(|fault| with_report(fault, &server, &self.before, &self.after, &all));
        let closed = self.replay.close().await;
        let rows = result?;
        closed?;
        Ok(Proved { folder: self.folder.path, files: all, rows })
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// When the scratch server does not let go of its database.
    pub async fn close(self) -> Result<(), Fault> {
        self.replay.close().await
    }

    async fn run(&mut self, name: &str, now: SystemTime, all: &mut Vec<Files>) -> Result<Rows, Fault> {
        let slug = version::slug(name)?;
        let steps = std::mem::take(&mut self.plan.steps);
        // Where no statement of the schema can be undone, a file holds all that belongs together.
        let whole = !self.replay.connection.ledger().is_transactional();
        let segments = segments(&steps, whole);
        let mut next = self.version.map_or_else(|| version::next(&self.folder, now), Ok)?;
        let mut states = vec![self.replay.read(&self.setting).await?];
        let mut losing: Vec<Step> = steps.iter().filter(|step| step.loses).cloned().collect();
        for (index, segment) in segments.iter().enumerate() {
            let transactional = whole || segment.iter().all(|step| step.transactional);
            let name = if segments.len() == 1 { slug.clone() } else { format!("{slug}_{}", index + 1) };
            let up = sql(segment, transactional, self.setting.dialect);
            let taken = taken(segment);
            let mut files = Files { version: next, name, up, down: None, taken, page: String::new() };
            self.folder.migrations.push(migration(&files, &self.folder.path));
            all.push(files.clone());
            self.replay.up(&self.folder, Some(files.version)).await.map_err(unproved)?;
            let state = self.replay.read(&self.setting).await?;
            // What was renamed on the way up is called by its old name first on the way back.
            let undone = if index == 0 { rename::undone(&self.renames) } else { Vec::new() };
            // There is one state more than files.
            let Some(past) = states.last() else { continue };
            let (down, lost) = self.way_back(&state, past, &undone, segment).await?;
            files.down = Some(down);
            losing.extend(lost);
            states.push(state);
            next = version::next(&self.folder, now)?;
            if let Some(last) = all.last_mut() {
                *last = files;
            }
        }
        let after = states.last().unwrap_or(&self.before);
        expect(after, &self.after, || "the migration that was planned does not reach the model".to_owned(), "")?;
        self.prove_back(all, &states).await?;
        let rows = self.prove_rows(all, &states, &losing).await?;
        self.write_pages(all, &states, &rows);
        Ok(rows)
    }

    /// The text of the way back from one state to the one before it, and those of its steps that
    /// lose something.
    async fn way_back(
        &mut self,
        state: &Schema,
        past: &Schema,
        undone: &[Rename],
        up: &[&Step],
    ) -> Result<(String, Vec<Step>), Fault> {
        let whole = !self.replay.connection.ledger().is_transactional();
        let renamed = self.replay.renamed(&self.setting, state, undone).await?;
        let sides = Sides { before: &renamed, after: past, online: self.setting.online };
        let planned = plan_as(self.setting.dialect, sides).and_then(|back| {
            // A file holds one transaction, or one statement outside of any.
            let many = !whole && back.steps.len() > 1 && back.steps.iter().any(|step| !step.transactional);
            if many { plan_as(self.setting.dialect, Sides { online: false, ..sides }) } else { Ok(back) }
        });
        let mut back = match planned {
            Ok(back) => back,
            Err(fault) => return Ok((back::irreversible(&fault, self.replay.connection.ledger()), Vec::new())),
        };
        rename::begin_with(self.setting.dialect, Sides { before: state, ..sides }, undone, &mut back);
        if self.setting.online && choose::is_open(&back.steps) {
            let _ = self.replay.choose(&self.setting, &mut back.steps).await;
        }
        let steps: Vec<&Step> = back.steps.iter().collect();
        // One statement alone can be outside of a transaction; together they must be in one.
        let alone = !whole && matches!(steps.as_slice(), [step] if !step.transactional);
        let text = back::annotated(&sql(&steps, !alone, self.setting.dialect), up, &steps);
        Ok((text, back.steps.into_iter().filter(|step| step.loses).collect()))
    }

    /// The same once more on a copy with rows in it. Nothing may be lost that no step says it loses.
    async fn prove_rows(&mut self, all: &[Files], states: &[Schema], losing: &[Step]) -> Result<Rows, Fault> {
        let first = self.folder.migrations.len() - all.len();
        let migrations: Vec<&Migration> = self.folder.migrations.iter().skip(first).collect();
        let rows = rows::prove(self.setting, &mut self.replay, &self.folder, &migrations).await?;
        if let Some(fault) = &rows.failed {
            return Err(Fault {
                message: format!("the plan fails where there are rows: {}", fault.message),
                ..fault.clone()
            });
        }
        let silent = proof::silent(
            self.setting.dialect,
            [&self.before, &self.after],
            &self.renames,
            losing,
            rows.lost.iter().chain(&rows.not_back),
        );
        if !silent.is_empty() {
            return Err(Fault::new("the plan loses data and no step of it says so").detail(silent.join("\n")));
        }
        let reached = [(&rows.after, states.last(), "up"), (&rows.back, states.first(), "back")];
        for (there, wanted, way) in reached {
            if let (Some(there), Some(wanted)) = (there, wanted) {
                expect(there, wanted, || format!("where there are rows, the way {way} leads elsewhere"), "")?;
            }
        }
        Ok(rows)
    }

    async fn prove_back(&mut self, all: &[Files], states: &[Schema]) -> Result<(), Fault> {
        let first = self.folder.migrations.len() - all.len();
        for (index, files) in all.iter().enumerate() {
            if let Some(migration) = self.folder.migrations.get_mut(first + index) {
                *migration = self::migration(files, &self.folder.path);
            }
        }
        // What cannot be undone is proved as far down as that; the others on their own.
        if all.iter().any(|files| files.down.as_deref().is_some_and(|down| down.starts_with(IRREVERSIBLE))) {
            return self.replay.rewind(&self.setting, &self.folder, first).await;
        }
        for (files, before) in all.iter().zip(states).rev() {
            self.replay.down(&self.folder).await.map_err(unproved)?;
            let there = self.replay.read(&self.setting).await?;
            let message = || format!("the way back of {}_{} does not come back", files.version, files.name);
            expect(&there, before, message, "")?;
        }
        Ok(())
    }

    fn write_pages(&self, all: &mut [Files], states: &[Schema], rows: &Rows) {
        // The page speaks of what the model manages.
        let text = |state: &Schema| {
            let mut state = state.clone();
            state.manage.clone_from(&self.after.manage);
            state.search_path.clone_from(&self.after.search_path);
            dump::to_string(&state)
        };
        let first = self.folder.migrations.len() - all.len();
        let mut previous = first.checked_sub(1).and_then(|last| self.folder.migrations.get(last)).map(|it| it.version);
        let (lines, count) = (rows.lines(), all.len());
        for (index, (files, pair)) in all.iter_mut().zip(states.windows(2)).enumerate() {
            let [before, after] = pair else { continue };
            files.page = page(&Page {
                taken: &files.taken,
                // They were proved as one.
                rows: if index + 1 == count { &lines } else { &[] },
                version: files.version,
                previous,
                name: &files.name,
                up: &files.up,
                reversible: files.down.as_ref().is_some_and(|down| !down.starts_with(IRREVERSIBLE)),
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
fn segments(steps: &[Step], whole: bool) -> Vec<Vec<&Step>> {
    let mut segments: Vec<Vec<&Step>> = Vec::new();
    for step in steps {
        match segments.last_mut() {
            Some(last) if whole || step.transactional && last.iter().all(|step| step.transactional) => last.push(step),
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
    Fault { message: format!("the plan fails on a scratch database: {}", fault.message), ..fault }
}
