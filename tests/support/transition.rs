//! A schema read, written as a model, and brought about in a database, by the library alone.

use std::path::{Path, PathBuf};

use dbtool::diff::diff;
use dbtool::engine::{Connection, Engine, Reading, Sides};
use dbtool::error::Fault;
use dbtool::model::{Kind, Schema};
use dbtool::plan::plan_as;
use dbtool::scratch::Scratch;
use dbtool::{canonical, dump, load};

use super::{TestServer, block_on};

/// A transition that came to no end, or to a wrong one.
#[derive(Debug)]
pub struct Stopped {
    pub why: String,
    /// The whole plan.
    pub script: String,
    /// Whether there is no plan: dbtool says that it cannot be done.
    pub refused: bool,
}

/// Brings about the wanted schema in a database, statement by statement, and compares what is there
/// then with it. The plan as a script, where nothing differs.
pub fn transition(server: &TestServer, url: &str, wanted: &Schema, online: bool) -> Result<String, Stopped> {
    let stop = |why: String| Stopped { why, script: String::new(), refused: false };
    transition_from(server, url, &read(url).map_err(stop)?, wanted, online)
}

/// The same where it has been read already what the database holds.
pub fn transition_from(
    server: &TestServer,
    url: &str,
    before: &Schema,
    wanted: &Schema,
    online: bool,
) -> Result<String, Stopped> {
    known_beforehand(before, wanted).map_err(|why| Stopped { why, script: String::new(), refused: false })?;
    let sides = Sides { before, after: wanted, online };
    let plan = plan_as(Engine::Postgresql.dialect(), sides).map_err(|fault| Stopped {
        why: fault.to_string(),
        script: String::new(),
        refused: true,
    })?;
    let script: String = plan.steps.iter().map(|step| format!("{};\n", step.sql)).collect();
    let stop = |why: String| Stopped { why, script: script.clone(), refused: false };
    block_on(async {
        let mut session = Connection::open(url).await?;
        for step in &plan.steps {
            session.execute(&step.sql).await?;
        }
        session.close().await;
        Ok(())
    })
    .map_err(|error: Fault| stop(error.to_string()))?;
    let after = read(url).map_err(stop)?;
    let mut left = diff(&after, wanted);
    if !left.is_empty() {
        // What a server spells in two ways is settled as `dbtool diff` settles it.
        let settled = block_on(async {
            let scratch = Scratch::open(None, Some(&server.url())).await?;
            let database = scratch.database().await?;
            let mut session = Connection::open(database.url()).await?;
            let dialect = Engine::Postgresql.dialect();
            let settled = canonical::settle(dialect, wanted, &after, &Schema::default(), &mut session, &scratch).await;
            session.close().await;
            database.drop().await?;
            settled
        });
        left = diff(&after, &settled.map_err(|fault| stop(fault.to_string()))?);
    }
    let left: Vec<String> = left
        .iter()
        .map(|change| format!("{:?} {} {}: {:?}", change.action, change.id.kind, change.id, change.details()))
        .collect();
    if left.is_empty() { Ok(script) } else { Err(stop(format!("the second diff is not empty:\n{}", left.join("\n")))) }
}

/// What is told of the wanted side without a server is what the server says of it.
fn known_beforehand(before: &Schema, wanted: &Schema) -> Result<(), String> {
    let dialect = Engine::Postgresql.dialect();
    let told = canonical::foretold(dialect, wanted.clone(), before, &Schema::default());
    let Ok(mut told) = told else { return Ok(()) };
    told.objects.retain(|id, _| wanted.manages(id.kind));
    let mut wrong = Vec::new();
    for (id, entry) in wanted.objects.iter().filter(|(id, _)| wanted.manages(id.kind)) {
        match told.objects.swap_remove(id) {
            None => wrong.push(format!("{} {id} is left out", id.kind)),
            Some(other) if other.object != entry.object => wrong.push(format!("{} {id} is {other:?}", id.kind)),
            Some(other) if other.depends != entry.depends => {
                wrong.push(format!("{} {id} needs {:?}, not {:?}", id.kind, entry.depends, other.depends));
            }
            Some(_) => {}
        }
    }
    wrong.extend(told.objects.keys().map(|id| format!("{} {id} would be gone", id.kind)));
    if wrong.is_empty() { Ok(()) } else { Err(format!("foretold otherwise than it is:\n{}", wrong.join("\n"))) }
}

/// The wanted side as a model: written out, and read back.
pub fn model(schema: &Schema) -> Result<Schema, String> {
    let mut schema = schema.clone();
    schema.manage = Kind::ALL.iter().copied().filter(|kind| kind.is_facet()).collect();
    if let Some(first) = schema.unmodelled.first() {
        return Err(format!("not modelled: {} {}", first.kind, first.name));
    }
    kept(&Schema { database: None, granting: None, ..schema.clone() })?;
    let text = dump::to_string(&schema);
    let mut loaded =
        load::load_texts(vec![("model.yaml".to_owned(), text.clone())]).map_err(|fault| format!("{fault}\n{text}"))?;
    loaded = kept(&loaded)?;
    for (id, entry) in &schema.objects {
        match loaded.objects.get_mut(id) {
            Some(written) if written.object == entry.object => {
                written.depends.clone_from(&entry.depends);
                written.shape.clone_from(&entry.shape);
            }
            other => return Err(format!("{} {id} is lost in writing: {other:?}\n{text}", id.kind)),
        }
    }
    Ok(loaded)
}

/// What comes back of a model, and of what was read of a database, from where such are kept: all of it.
fn kept(model: &Schema) -> Result<Schema, String> {
    let bytes = load::kept::written(model).ok_or("the schema is not kept")?;
    let again = load::kept::read(&bytes).ok_or_else(|| {
        let fault = String::from_utf8_lossy(&bytes).into_owned();
        format!("what is kept of a schema is not read: {fault}")
    })?;
    let (one, two) = (format!("{model:?}"), format!("{again:?}"));
    if one == two { Ok(again) } else { Err(format!("a schema is kept as another one:\n{one}\n{two}")) }
}

/// What a database holds.
pub fn read(url: &str) -> Result<Schema, String> {
    block_on(async {
        let mut session = Connection::open(url).await?;
        let schema = session.introspect(&Reading::default()).await?;
        session.close().await;
        Ok(schema)
    })
    .map_err(|fault: Fault| fault.to_string())
}

/// Every folder with a `from.sql`, by `SUITE/CASE`.
pub fn folders(root: &Path) -> Vec<(String, PathBuf)> {
    let (mut open, mut found) = (vec![root.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).expect("the cases are read") {
            let path = entry.expect("an entry is read").path();
            if path.join("from.sql").is_file() {
                let name = path.strip_prefix(root).expect("it is a case").to_string_lossy().into_owned();
                found.push((name, path));
            } else if path.is_dir() {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}
