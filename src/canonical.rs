//! The wanted schema in the server's own words.
//!
//! A model holds what a person wrote, `default: 'us'`; a catalog holds what the server made of it,
//! `'us'::text`. To compare the two as texts raises false drift. So where they differ the model is
//! built on a scratch database of the same version and read back by the same introspection.

mod again;
mod around;
mod foretold;
mod part;

pub use around::around;
pub use foretold::foretold;
use part::Part;

use std::collections::BTreeSet;

use crate::diff::in_order;
use crate::engine::{Connection, Dialect, Reading, Sides};
use crate::error::Fault;
use crate::model::hashed::{HashMap, HashSet};
use crate::model::{Entry, Name, Object, ObjectId, Place, Schema};
use crate::parallel;
use crate::plan::rename::{self, Rename};
use crate::plan::{Action, Step, be_faithful, plan_apart};
use crate::scratch::Scratch;

/// Whether the model says the same as the database without any server being asked: every object's
/// text is equal, once the database has filled in what the model leaves to it.
pub fn equals_as_written(dialect: &dyn Dialect, model: &Schema, live: &Schema) -> bool {
    let mut filtered;
    let live = if model.external.is_empty() {
        live
    } else {
        filtered = live.clone();
        filtered.leave_to_others(&model.external);
        &filtered
    };
    let same = parallel::ranges(model.objects.len(), |range| {
        let mut part = model.objects.get_range(range).into_iter().flatten();
        part.all(|(id, entry)| says_the_same(dialect, &entry.object, live.get(id)))
    });
    same.into_iter().all(|same| same)
        && in_order(live, model)
        && live.objects.keys().all(|id| model.objects.contains_key(id) || !model.manages(id.kind))
}

/// Whether an object is the live one as it is written, once that has filled in what is left to it.
fn says_the_same(dialect: &dyn Dialect, written: &Object, live: Option<&Object>) -> bool {
    live.is_some_and(|live| {
        *written == *live || {
            let mut filled = written.clone();
            dialect.adopt(&mut filled, written, live);
            filled == *live
        }
    })
}

/// What is to be read back of a model, found without any server: all, or that part of a large one which differs
/// from the database.
#[derive(Debug)]
pub struct Prepared(Option<Part>);

/// Finds what is to be read back.
pub fn prepare(dialect: &dyn Dialect, model: &Schema, live: &Schema) -> Prepared {
    Prepared(Part::of(dialect, model, live))
}

/// An empty scratch database.
#[derive(Debug)]
pub struct Room<'a> {
    /// The session with it.
    pub connection: &'a mut Connection,
    /// The server that it is on.
    pub server: &'a Scratch,
    /// What is in it all the same.
    pub empty: Schema,
}

/// Reads back what an empty scratch database makes of the model, then lets the live database fill
/// in what the model leaves to it. `server` is where the scratch database is, `ground` what others
/// have made, on which the model stands.
///
/// # Errors
/// When the server refuses an object: the place in the model, the statement and its message.
pub async fn settle(
    dialect: &dyn Dialect,
    model: &Schema,
    live: &Schema,
    ground: &Schema,
    scratch: &mut Connection,
    server: &Scratch,
) -> Result<Schema, Fault> {
    let empty = scratch.introspect(&Reading::default()).await?;
    let room = Room { connection: scratch, server, empty };
    settle_in(room, dialect, model, live, prepare(dialect, model, live), ground).await
}

/// The same in a room that was made while the rest was prepared.
///
/// # Errors
/// As [`settle`].
pub async fn settle_in(
    room: Room<'_>,
    dialect: &dyn Dialect,
    model: &Schema,
    live: &Schema,
    prepared: Prepared,
    ground: &Schema,
) -> Result<Schema, Fault> {
    let server = room.server;
    let mut settled = part::settle(dialect, model, live, prepared.0, ground, room).await?;
    settled.objects.retain(|id, _| !ground.objects.contains_key(id) || model.objects.contains_key(id));
    fill_in(dialect, &mut settled, model, live);
    again::read_again(dialect, &mut settled, live, ground, server).await?;
    Ok(finished(dialect, settled, model, live))
}

/// Lets the live database fill in what the model leaves to it.
fn fill_in(dialect: &dyn Dialect, settled: &mut Schema, model: &Schema, live: &Schema) {
    let by_name = by_name(model);
    for (id, entry) in &mut settled.objects {
        let Some(written) = model.objects.get(id).or_else(|| by_name.get(&key(id)).copied()) else { continue };
        fill(dialect, entry, written, live.get(id));
    }
}

/// The same for one object, which is written so.
fn fill(dialect: &dyn Dialect, entry: &mut Entry, written: &Entry, live: Option<&Object>) {
    entry.place.clone_from(&written.place);
    dialect.rouse(&mut entry.object, &written.object);
    if let Some(live) = live {
        let mut filled = written.object.clone();
        dialect.adopt(&mut filled, &written.object, live);
        if filled == *live {
            entry.object = filled;
            return;
        }
        dialect.adopt(&mut entry.object, &written.object, live);
    }
}

/// The same with what no server was asked.
fn finished(dialect: &dyn Dialect, mut settled: Schema, model: &Schema, live: &Schema) -> Schema {
    dialect.concede(&mut settled, live);
    for (id, written) in model.objects.iter().filter(|(id, _)| id.is_of_installation()) {
        let mut entry = written.clone();
        if let Some(live) = live.get(id) {
            dialect.adopt(&mut entry.object, &written.object, live);
        }
        settled.objects.insert(id.clone(), entry);
    }
    // What was read is no scratch database's.
    settled.database = None;
    settled.granting = None;
    settled.manage.clone_from(&model.manage);
    settled.external.clone_from(&model.external);
    settled.search_path.clone_from(&model.search_path);
    settled
}

/// Takes what belongs to one installation alone from the model, which is to say it, and not from the scratch server.
pub fn install(schema: &mut Schema, model: &Schema) {
    schema.retain_portable();
    let own = model.objects.iter().filter(|(id, _)| id.is_of_installation());
    schema.objects.extend(own.map(|(id, entry)| (id.clone(), entry.clone())));
}

/// What renames make of a database, by way of an empty scratch database: the server spells the new
/// names in every view, default and condition itself.
///
/// # Errors
/// When the scratch server does not take what the database holds.
pub async fn renamed(
    dialect: &dyn Dialect,
    live: &Schema,
    renames: &[Rename],
    ground: &Schema,
    scratch: &mut Connection,
) -> Result<Schema, Fault> {
    build(dialect, live, ground, scratch).await?;
    // What belongs to one installation alone is called otherwise there, and is not on the scratch server.
    let portable: Vec<Rename> = renames.iter().filter(|rename| !rename.to.is_of_installation()).cloned().collect();
    for statement in rename::statements(dialect, live, &portable) {
        scratch.execute(&statement.sql).await?;
    }
    let mut renamed = scratch.introspect(&Reading::default()).await?;
    renamed.objects.retain(|id, _| !ground.objects.contains_key(id));
    for (id, entry) in &mut renamed.objects {
        let before = renames.iter().find(|rename| rename.to == *id).map_or(id, |rename| &rename.from);
        if let Some(written) = live.get(before) {
            dialect.rouse(&mut entry.object, written);
        }
    }
    for (id, entry) in live.objects.iter().filter(|(id, _)| id.is_of_installation()) {
        let mut entry = entry.clone();
        for Rename { from, to, .. } in renames {
            dialect.renamed_within(&mut entry.object, id, from, to);
        }
        let itself = renames.iter().find(|rename| rename.from == *id).map(|rename| rename.to.clone());
        let along = || renames.iter().find_map(|rename| id.moved(&rename.from, &rename.to));
        let moved = itself.or_else(along);
        if moved.is_some() && dialect.stays_behind(id) {
            continue;
        }
        renamed.objects.insert(moved.unwrap_or_else(|| id.clone()), entry);
    }
    for Rename { from, to, .. } in
        renames.iter().filter(|it| it.from.kind.is_of_cluster() && it.from.parent().is_none())
    {
        renamed.rename_role(&from.name, &to.name);
    }
    renamed.citus = live.citus;
    renamed.reader.clone_from(&live.reader);
    renamed.founder.clone_from(&live.founder);
    renamed.major = live.major;
    renamed.database.clone_from(&live.database);
    renamed.granting.clone_from(&live.granting);
    renamed.manage.clone_from(&live.manage);
    renamed.search_path.clone_from(&live.search_path);
    renamed.unmodelled.clone_from(&live.unmodelled);
    Ok(renamed)
}

/// Lets what was kept still on a scratch database ([`Dialect::still`]) be as it was written.
pub fn rouse(dialect: &dyn Dialect, read: &mut Schema, written: &Schema) {
    for (id, entry) in &mut read.objects {
        if let Some(object) = written.get(id) {
            dialect.rouse(&mut entry.object, object);
        }
    }
}

/// Makes the model's objects in an empty database. The model's own words do not tell what needs
/// what beyond names, so a statement that fails is tried again when the others have run. What others
/// have made, `ground`, is made too as far as this server can: what it cannot is missed where the
/// model needs it.
///
/// # Errors
/// When a round of trying makes no more headway: the first statement that fails, in the server's
/// words, with its place in the model.
pub async fn build(
    dialect: &dyn Dialect,
    model: &Schema,
    ground: &Schema,
    scratch: &mut Connection,
) -> Result<(), Fault> {
    let empty = scratch.introspect(&Reading::default()).await?;
    build_in(Words::Faithful, dialect, model, &empty, ground, scratch).await
}

/// What statements are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// Those from which the server makes what they were shown for.
    Faithful,
    /// The model's own.
    Own,
}

async fn build_in(
    words: Words,
    dialect: &dyn Dialect,
    model: &Schema,
    empty: &Schema,
    ground: &Schema,
    scratch: &mut Connection,
) -> Result<(), Fault> {
    let mut portable = model.clone();
    portable.retain_portable();
    let lent = ground.objects.iter().filter(|(id, _)| !model.objects.contains_key(*id));
    portable.objects.extend(lent.map(|(id, entry)| (id.clone(), entry.clone())));
    for entry in portable.objects.values_mut() {
        dialect.still(&mut entry.object);
    }
    let ledger = scratch.ledger();
    let path: Vec<String> = model.search_path.iter().map(|name| dialect.quote(name)).collect();
    for role in model.roles().into_iter().chain(ground.roles()) {
        scratch.execute(&dialect.stub_role(role)).await?;
    }
    let planned = |apart: &BTreeSet<ObjectId>| -> Result<Vec<Step>, Fault> {
        let mut steps = plan_apart(dialect, empty, &portable, apart)?.steps;
        if words == Words::Faithful {
            be_faithful(dialect, &mut steps);
        }
        Ok(steps)
    };
    let mut waiting = planned(&BTreeSet::new())?;
    scratch.execute(&ledger.build(&path)).await?;
    // What acts on statements, or on what they make, comes when all else has been made.
    let mut late = split_late(&mut waiting);
    // Where no transaction undoes what it has made, each is made by itself.
    let mut done =
        if ledger.is_transactional() { in_batches(&mut waiting, scratch).await? } else { HashSet::default() };
    let mut apart = BTreeSet::new();
    let mut begun = HashMap::default();
    loop {
        let failed = until_stuck(&mut waiting, &mut done, scratch).await;
        if waiting.is_empty() && !late.is_empty() {
            waiting = std::mem::take(&mut late);
            continue;
        }
        if waiting.is_empty() {
            return scratch.execute(ledger.built()).await;
        }
        // A view may need a function that takes its rows.
        if begin(dialect, empty, &portable, &mut waiting, &mut begun, scratch).await {
            continue;
        }
        // A table's check may call a function that takes rows of that table.
        let parts = parts_of(dialect, &portable, &waiting, &apart);
        if parts.is_empty() {
            let ours = |step: &Step| !ground.objects.contains_key(&step.id) || model.objects.contains_key(&step.id);
            let (refused, failed): (Vec<Step>, Vec<Fault>) =
                waiting.into_iter().zip(failed).filter(|(step, _)| ours(step)).unzip();
            if refused.is_empty() {
                waiting = std::mem::take(&mut late);
                continue;
            }
            return Err(first_refused(model, &refused, failed));
        }
        apart.extend(parts);
        waiting = planned(&apart)?;
        waiting.retain(|step| !done.contains(&step.sql));
        make_whole(&mut waiting, &begun);
        waiting.retain(|step| !done.contains(&step.sql));
        late = split_late(&mut waiting);
    }
}

/// Takes out what acts on statements, or on what they make.
fn split_late(steps: &mut Vec<Step>) -> Vec<Step> {
    let acts = |step: &Step| step.id.kind.acts_on_statements() || step.id.root().kind.acts_on_statements();
    let (late, rest) = std::mem::take(steps).into_iter().partition(acts);
    *steps = rest;
    late
}

/// Begins what can be begun of the objects that those steps would make, and lets the steps make it whole;
/// whether there is any. `begun` holds what makes whole what has been begun, by what would have made it at once.
async fn begin(
    dialect: &dyn Dialect,
    empty: &Schema,
    model: &Schema,
    waiting: &mut [Step],
    begun: &mut HashMap<String, String>,
    scratch: &mut Connection,
) -> bool {
    let sides = Sides { before: empty, after: model, online: false };
    let mut found = false;
    for step in waiting.iter().filter(|step| step.action == Action::Create) {
        let entry = model.objects.get(&step.id).filter(|_| !begun.contains_key(&step.sql));
        let Some(begin) = entry.and_then(|entry| dialect.begin(&step.id, None, entry, sides)) else { continue };
        let (Some(first), Some(whole)) = (begin.first.first(), begin.whole.first()) else { continue };
        if scratch.execute(&first.sql).await.is_ok() {
            begun.insert(step.sql.clone(), whole.sql.clone());
            found = true;
        }
    }
    make_whole(waiting, begun);
    found
}

fn make_whole(steps: &mut [Step], begun: &HashMap<String, String>) {
    for step in steps {
        if let Some(whole) = begun.get(&step.sql) {
            step.sql.clone_from(whole);
        }
    }
}

/// Runs the steps many at a time, those of a batch that fails one by one, and leaves what fails
/// then; returns what ran.
async fn in_batches(steps: &mut Vec<Step>, scratch: &mut Connection) -> Result<HashSet<String>, Fault> {
    // Each statement of a transaction walks all the locks that it holds: many at once are quadratic.
    const BATCH: usize = 400;
    let (mut done, mut waiting) = (HashSet::default(), Vec::new());
    for batch in steps.chunks(BATCH) {
        let script = batch.iter().map(|step| format!("{};\n", step.sql)).collect::<String>();
        if scratch.execute(&format!("BEGIN;\n{script}COMMIT")).await.is_ok() {
            done.extend(batch.iter().map(|step| step.sql.clone()));
        } else {
            scratch.execute("ROLLBACK").await?;
            waiting.extend_from_slice(batch);
            one_round(&mut waiting, &mut done, scratch).await;
        }
    }
    *steps = waiting;
    Ok(done)
}

/// Tries the steps one by one, round after round, until a round makes no headway; returns why each
/// of those that are left is refused.
async fn until_stuck(waiting: &mut Vec<Step>, done: &mut HashSet<String>, scratch: &mut Connection) -> Vec<Fault> {
    loop {
        let tried = waiting.len();
        let faults = one_round(waiting, done, scratch).await;
        if waiting.is_empty() || waiting.len() == tried {
            return faults;
        }
    }
}

/// Tries each step in order, and leaves those that fail.
async fn one_round(waiting: &mut Vec<Step>, done: &mut HashSet<String>, scratch: &mut Connection) -> Vec<Fault> {
    let (mut failed, mut faults) = (Vec::new(), Vec::new());
    for step in waiting.drain(..) {
        match scratch.execute(&step.sql).await {
            Ok(()) => drop(done.insert(step.sql)),
            Err(fault) => {
                // Where that fails too, what comes next says why.
                if let Some(cleanup) = &step.cleanup {
                    let _ = scratch.execute(cleanup).await;
                }
                failed.push(step);
                faults.push(fault);
            }
        }
    }
    *waiting = failed;
    faults
}

/// What is made along with those steps' objects and can be made apart: what holds no data first,
/// then columns.
fn parts_of(dialect: &dyn Dialect, model: &Schema, waiting: &[Step], apart: &BTreeSet<ObjectId>) -> Vec<ObjectId> {
    // A table that stands already has all that was made along with it.
    let stuck: HashSet<&ObjectId> = waiting.iter().map(|step| &step.id).filter(|id| id.parent().is_none()).collect();
    let folded = model.objects.iter().filter(|(id, entry)| {
        dialect.unfolds()
            && id.parent().is_some()
            && stuck.contains(id.root())
            && dialect.folds(id, &entry.object)
            && !apart.contains(id)
    });
    let (columns, others): (Vec<_>, Vec<_>) = folded.map(|(id, _)| id.clone()).partition(|id| id.kind.holds_data());
    if others.is_empty() { columns } else { others }
}

/// What the model's reader wrote first is the likeliest cause of the others.
fn first_refused(model: &Schema, waiting: &[Step], faults: Vec<Fault>) -> Fault {
    let place = |step: &Step| model.objects.get(&step.id).and_then(|entry| entry.place.clone());
    let first = waiting.iter().zip(faults).min_by_key(|(step, _)| place(step));
    first.map_or_else(|| Fault::new("the model cannot be made"), |(step, fault)| refused(step, place(step), fault))
}

fn refused(step: &Step, place: Option<Place>, fault: Fault) -> Fault {
    let mut detail = fault.message;
    if let Some(more) = fault.detail {
        detail.push('\n');
        detail.push_str(&more);
    }
    let hint = fault.hint.unwrap_or_else(|| {
        format!(
            "correct the model there; nothing was changed but a scratch database, which refused this {}",
            step.id.kind
        )
    });
    Fault::new(format!("the server refuses {} {}", step.id.kind, step.id)).at(place).detail(detail).hint(hint)
}

/// What survives of a name when types in a signature are spelled out.
type Key = (crate::model::Kind, Name, Name);

fn key(id: &ObjectId) -> Key {
    (id.kind, id.schema().into(), id.name.clone())
}

fn by_name(model: &Schema) -> HashMap<Key, &Entry> {
    let roots = model.objects.iter().filter(|(id, _)| id.parent().is_none());
    roots.map(|(id, entry)| (key(id), entry)).collect()
}
