//! A plan run to its end and back again on a scratch database with rows: it leads where it should, the way back
//! leads back, and what is lost on either was said.

use std::collections::{BTreeMap, BTreeSet};

use super::{Run, silent};
use crate::diff::{diff, list};
use crate::engine::rows::{Contents, Loss, Seeded, losses};
use crate::engine::{Connection, Dialect, Reading, Sides};
use crate::error::Fault;
use crate::model::{ObjectId, Schema};
use crate::plan::rename::{self, Rename};
use crate::plan::{Step, plan_as};

/// A plan with where it leads from and to.
pub struct Way<'a> {
    /// What writes the SQL.
    pub dialect: &'a dyn Dialect,
    /// The database that the plan is for.
    pub before: &'a Schema,
    /// What has been made of that on the scratch database.
    pub made: &'a Schema,
    /// Where the plan leads.
    pub after: &'a Schema,
    /// The renames that it begins with.
    pub renames: &'a [Rename],
    /// The names in its statements: tables of these names get rows, with those that hang together with them.
    pub words: &'a BTreeSet<String>,
    /// The columns to which its statements give values.
    pub assigned: &'a BTreeSet<String>,
    /// Takes out of what is read what is others'.
    pub clear: &'a (dyn Fn(&mut Schema) + Sync),
}

impl std::fmt::Debug for Way<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Way").field("renames", &self.renames).finish_non_exhaustive()
    }
}

/// What was proved.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// The tables that held rows, each with their number.
    pub tables: Vec<(String, u64)>,
    /// The tables that took none, each with the reason.
    pub bare: Vec<(String, String)>,
    /// Where the way depends on what the rows hold: the server's words.
    pub depends: Vec<String>,
    /// Whether the way back has been run to its end.
    pub back: bool,
    /// Why there is no way back, where there is none.
    pub irreversible: Option<String>,
}

impl Proof {
    /// What is to be told of it, a line for each.
    pub fn lines(&self) -> Vec<String> {
        let ways = if self.back { "up and back" } else { "up" };
        let tables: Vec<String> = self.tables.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        let rows = if tables.is_empty() { String::new() } else { format!(" on rows of {}", tables.join(", ")) };
        let mut lines = vec![format!("proved {ways}{rows}")];
        lines.extend(self.bare.iter().map(|(name, why)| format!("not proved on rows of {name}: {why}")));
        lines.extend(self.depends.iter().map(|why| format!("depends on what the rows hold: {why}")));
        lines.extend(self.irreversible.iter().map(|why| format!("there is no way back: {why}")));
        lines
    }
}

impl Way<'_> {
    /// Runs the steps, and the way back, on a scratch database that has been made; with rows, where that is said.
    ///
    /// # Errors
    /// When the scratch server cannot be read.
    pub async fn run(
        &self,
        steps: &[Step],
        with_rows: bool,
        connection: &mut Connection,
    ) -> Result<(Run, Proof), Fault> {
        let seeded = match with_rows && connection.knows(self.words).await? {
            true => connection.seed(self.words, None, &BTreeMap::new()).await?,
            false => Seeded::default(),
        };
        let held = connection.contents(&seeded).await?;
        let mut run = super::run(steps, connection).await;
        let mut proof = Proof { tables: seeded.tables.into_values().collect(), bare: seeded.bare, ..Proof::default() };
        proof.tables.sort();
        if run.failed.is_none() {
            run.failed = self.judge(steps, &held, connection, &mut proof).await?.err();
        }
        Ok((run, proof))
    }

    /// Whether the plan that has run led where it should, and whether its way back does.
    async fn judge(
        &self,
        steps: &[Step],
        held: &Contents,
        connection: &mut Connection,
        proof: &mut Proof,
    ) -> Result<Result<(), Fault>, Fault> {
        let mut there = self.read(connection, self.after).await?;
        let (goal, start) = (self.part(self.after), self.part(self.made));
        if let Err(fault) = self.same(&there, &goal, "the plan does not lead to what is wanted") {
            return Ok(Err(fault));
        }
        let mut losing: Vec<Step> = steps.iter().filter(|step| step.loses).cloned().collect();
        let lost = self.lost(held, connection).await?;
        if let Err(fault) = self.unsaid(&losing, lost.iter()) {
            return Ok(Err(fault));
        }
        let undone = rename::undone(self.renames);
        if !undone.is_empty() {
            for statement in rename::statements(self.dialect, &there, &undone) {
                connection.execute(&statement.sql).await?;
            }
            there = self.read(connection, self.made).await?;
        }
        let back = match plan_as(self.dialect, Sides { before: &there, after: &start, online: false }) {
            Ok(back) => back.steps,
            Err(fault) => {
                proof.irreversible = Some(fault.message);
                return Ok(Ok(()));
            }
        };
        for step in back.iter().filter(|step| !step.id.is_of_installation()) {
            match connection.execute(&step.sql).await {
                Ok(_) => {}
                // What the way up has lost, no row has any more.
                Err(fault) if connection.ledger().refuses_rows(&fault) => {
                    proof.depends.push(format!("on the way back, {}", fault.message));
                    return Ok(Ok(()));
                }
                Err(fault) => {
                    let message = format!("the way back fails, at {} {}: {}", step.id.kind, step.id, fault.message);
                    return Ok(Err(Fault { message, ..fault }));
                }
            }
        }
        let there = self.read(connection, self.made).await?;
        if let Err(fault) = self.same(&there, &start, "the way back does not come back") {
            return Ok(Err(fault));
        }
        proof.back = true;
        losing.extend(back.into_iter().filter(|step| step.loses));
        let not_back = self.lost(held, connection).await?;
        // What the way up lost cannot come back, and where rows are gone their values are too.
        let new = not_back.iter().filter(|loss| {
            let known =
                |known: &Loss| known.table == loss.table && (known.column.is_none() || known.column == loss.column);
            !lost.iter().any(known)
        });
        Ok(self.unsaid(&losing, new))
    }

    async fn lost(&self, held: &Contents, connection: &mut Connection) -> Result<Vec<Loss>, Fault> {
        let there = connection.contents_again(held).await?;
        let assigned = |column: &str| self.assigned.contains(column) || self.assigned.contains(&column.to_lowercase());
        Ok(losses(held, &there, &assigned))
    }

    /// What is on the scratch database, without what it has beside what was made there.
    async fn read(&self, connection: &mut Connection, written: &Schema) -> Result<Schema, Fault> {
        let mut there = connection.introspect(&Reading::default()).await?;
        (self.clear)(&mut there);
        there.retain_portable();
        there.objects.retain(|id, _| self.is_made(id) || !self.before.objects.contains_key(id));
        for (id, entry) in &mut there.objects {
            if let Some(object) = written.get(id) {
                self.dialect.rouse(&mut entry.object, object);
            }
        }
        Ok(there)
    }

    /// Fails unless what is there is what should be, as far as statements bring it about.
    fn same(&self, there: &Schema, wanted: &Schema, message: &str) -> Result<(), Fault> {
        let mut wanted = wanted.clone();
        self.dialect.concede(&mut wanted, there);
        let changes = diff(there, &wanted);
        if changes.is_empty() {
            return Ok(());
        }
        Err(Fault::new(message).detail(list(&changes)).hint("this is a fault of dbtool: please report it"))
    }

    fn is_made(&self, id: &ObjectId) -> bool {
        self.made.objects.contains_key(id)
    }

    /// That part of a side which was made, and what the plan is to make.
    fn part(&self, side: &Schema) -> Schema {
        let objects = side.objects.iter().filter(|(id, _)| self.is_made(id) || !self.before.objects.contains_key(*id));
        let objects = objects.map(|(id, entry)| (id.clone(), entry.clone())).collect();
        let mut part = Schema {
            objects,
            manage: self.after.manage.clone(),
            external: self.after.external.clone(),
            search_path: self.after.search_path.clone(),
            reader: self.before.reader.clone(),
            founder: self.before.founder.clone(),
            major: self.before.major,
            citus: self.before.citus,
            ordered: self.before.ordered,
            ..Schema::default()
        };
        part.retain_portable();
        part
    }

    /// Fails where something is lost that no step says it loses.
    fn unsaid<'a>(&self, losing: &[Step], lost: impl Iterator<Item = &'a Loss>) -> Result<(), Fault> {
        let lines = silent(self.dialect, [self.made, self.after], self.renames, losing, lost);
        if lines.is_empty() {
            return Ok(());
        }
        Err(Fault::new("the plan loses data and no step of it says so").detail(lines.join("\n")))
    }
}
