//! A step of a plan, with everything that is known of it as data.

use serde::{Deserialize, Serialize};

use crate::engine::{Hazard, Lock, Placeholder, Statement, Taken};
use crate::model::ObjectId;

/// What a change or a step does to its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Makes it.
    Create,
    /// Makes it another.
    Alter,
    /// Removes it.
    Drop,
    /// Calls it by another name.
    Rename,
}

/// Whether what a step did can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reversible {
    /// Fully.
    Yes,
    /// The structure comes back, rows or values do not.
    Lossy,
    /// Not at all.
    No,
}

/// One statement of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub action: Action,
    /// The object that it is done to.
    pub id: ObjectId,
    /// The statement, without the semicolon at its end.
    pub sql: String,
    /// Whether it may run inside a transaction.
    pub transactional: bool,
    /// What must run before it is tried again, where a failure leaves something behind.
    pub cleanup: Option<String>,
    /// Whether it can be undone.
    pub reversible: Reversible,
    /// Its dangers.
    pub hazards: Vec<Hazard>,
    /// What it took on a scratch database of the relations that were there before it; none where it
    /// was not measured. No guess ever stands here.
    pub locks: Option<Vec<Lock>>,
    /// Whether rows or values are lost by it, so that it must be allowed by kind and name.
    pub loses: bool,
    /// The secrets for which placeholders stand in the statement.
    pub secrets: Vec<Placeholder>,
    /// The single statements that it is joined of, where it is one that others can be joined with.
    pub parts: Vec<Statement>,
}

impl Step {
    /// The step of a statement.
    pub(super) fn new(action: Action, id: ObjectId, statement: Statement) -> Self {
        let alone = statement.joined.is_empty() && statement.clause.is_some();
        let parts = if alone { vec![statement.clone()] } else { statement.joined.clone() };
        let Statement { sql, transactional, cleanup, hazards, loses, secrets, clause: _, joined: _ } = statement;
        let reversible = if loses { Reversible::Lossy } else { Reversible::Yes };
        Self { action, id, sql, transactional, cleanup, reversible, hazards, locks: None, loses, secrets, parts }
    }

    /// The same step for some of its parts.
    pub fn of_parts(&self, parts: &[Statement]) -> Option<Self> {
        let statement = super::join::closed(parts.to_vec())?;
        let mut step = Self::new(self.action, self.id.clone(), statement);
        if self.reversible == Reversible::No {
            step.reversible = Reversible::No;
        }
        Some(step)
    }

    /// Notes what it took.
    pub fn note(&mut self, taken: Taken) {
        self.locks = Some(taken.locks);
        self.hazards.extend(taken.hazards);
    }

    /// What was measured, for a person: `locks public.users: ACCESS EXCLUSIVE; rewrites public.users`.
    /// Locks that let all reads and writes of rows go on are left to JSON.
    pub fn taken(&self) -> Option<String> {
        let locks = self.locks.as_ref()?;
        let names = |chosen: fn(&Lock) -> bool| {
            locks.iter().filter(|lock| chosen(lock)).map(|lock| lock.relation.as_str()).collect::<Vec<_>>().join(", ")
        };
        let weak = ["NONE", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE"];
        let strong = locks.iter().filter(|lock| !weak.contains(&lock.mode.as_str()));
        let strong: Vec<String> = strong.map(|lock| format!("{}: {}", lock.relation, lock.mode)).collect();
        let parts = [
            ("locks", strong.join(", ")),
            ("rewrites", names(|lock| lock.rewritten)),
            ("reads all of", names(|lock| lock.read && !lock.rewritten)),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter(|(_, what)| !what.is_empty())
            .map(|(verb, what)| format!("{verb} {what}"))
            .collect();
        (!parts.is_empty()).then(|| parts.join("; "))
    }

    /// The object's name, as `--allow KIND:NAME` and JSON have it.
    pub fn name(&self) -> String {
        self.id.to_string()
    }
}
