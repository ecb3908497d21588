//! A plan run on a scratch database, where the server says what each of its steps takes.

pub mod choose;
pub mod way;

use std::collections::BTreeSet;

use crate::engine::rows::{Fate, Loss};
use crate::engine::{Connection, Dialect, Reading, Taken};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};
use crate::plan::Step;
use crate::plan::rename::Rename;

/// What steps took, in their order, up to one that failed.
#[derive(Debug, Default)]
pub struct Run {
    /// What each took; none where the server does not say, and of what was passed over.
    pub taken: Vec<Option<Taken>>,
    /// Why the next one failed.
    pub failed: Option<Fault>,
    /// What they have made, where steps are joined of several: parted they must make the same.
    pub made: Option<Schema>,
}

/// Runs the steps, each in a transaction of its own where it can be in one, and says of each what
/// it locked, rewrote and read. What belongs to one installation is passed over: it would be acted
/// upon here, or refused.
pub async fn run(steps: &[Step], connection: &mut Connection) -> Run {
    let mut run = Run::default();
    for step in steps {
        if step.id.is_of_installation() {
            run.taken.push(None);
            continue;
        }
        match connection.measure(&step.sql).await {
            Ok(taken) => run.taken.push(taken),
            Err(fault) => {
                let message =
                    format!("the plan fails on a scratch database, at {} {}: {}", step.id.kind, step.id, fault.message);
                let fault = Fault { message, ..fault };
                run.failed = Some(fault.hint(
                    "if the model is right and the step would fail elsewhere too, this is a fault of dbtool: please report it",
                ));
                break;
            }
        }
    }
    if run.failed.is_none() && steps.iter().any(|step| !step.parts.is_empty()) {
        match connection.introspect(&Reading::default()).await {
            Ok(made) => run.made = Some(made),
            Err(fault) => run.failed = Some(fault),
        }
    }
    run
}

/// What is lost that no step says it loses, a line for each. `losing` are the steps that lose something of what
/// the schemas hold: who says it of a table says it of those that have their columns from it. What `renames` are
/// about may be called by either name.
pub fn silent<'a>(
    dialect: &dyn Dialect,
    schemas: [&Schema; 2],
    renames: &[Rename],
    losing: &[Step],
    lost: impl Iterator<Item = &'a Loss>,
) -> Vec<String> {
    let otherwise = |rename: &Rename, name: &str, called: &dyn Fn(&ObjectId) -> Option<String>| {
        let (from, to) = (called(&rename.from)?, called(&rename.to)?);
        [(&from, &to), (&to, &from)].into_iter().find(|(one, _)| *one == name).map(|(_, other)| other.clone())
    };
    let announced = |loss: &&Loss| {
        let relation = |id: &ObjectId| dialect.relation(id);
        let mut own = BTreeSet::from([loss.table.clone()]);
        own.extend(renames.iter().filter_map(|rename| otherwise(rename, &loss.table, &relation)));
        let column = |id: &ObjectId| id.parent().map(|_| dialect.quote(&id.name));
        let mut columns: BTreeSet<Option<String>> = BTreeSet::from([loss.column.clone()]);
        if let Some(name) = &loss.column {
            columns.extend(renames.iter().filter_map(|rename| otherwise(rename, name, &column)).map(Some));
        }
        let mut tables = own.clone();
        loop {
            let above: Vec<String> = schemas.iter().flat_map(|schema| above(dialect, schema, &tables)).collect();
            let before = tables.len();
            tables.extend(above);
            if tables.len() == before {
                break;
            }
        }
        losing.iter().flat_map(|step| &step.hazards).filter(|hazard| hazard.code == "DELETES_DATA").any(|hazard| {
            let of_values = loss.column.is_none() && matches!(loss.fate, Fate::Values(..));
            let column = hazard.column.is_none() || of_values || columns.contains(&hazard.column);
            hazard.relation.as_ref().is_none_or(|relation| {
                column && (own.contains(relation) || hazard.column.is_some() && tables.contains(relation))
            })
        })
    };
    lost.filter(|loss| !announced(loss)).map(ToString::to_string).collect()
}

/// The tables that these have parts from.
fn above(dialect: &dyn Dialect, schema: &Schema, tables: &BTreeSet<String>) -> Vec<String> {
    let links = schema.objects.iter().filter(|(id, _)| id.kind.is_link());
    let own = links.filter(|(id, _)| dialect.relation(id.root()).is_some_and(|name| tables.contains(&name)));
    own.flat_map(|(id, entry)| entry.object.references(id)).filter_map(|id| dialect.relation(&id)).collect()
}
