//! What every kind must be able to write, and the small pieces that their texts share.

use crate::engine::{Alteration, Follows, Sides, Statement};
use crate::model::{Object, ObjectId, Options, Schema};

use super::quote::{ident, literal, name};

/// An object and its id, as a statement that creates its parent takes it in.
pub(super) type Part<'a> = (&'a ObjectId, &'a Object);

/// The SQL of one kind of object.
pub(super) trait Sql: Sized {
    /// Creates it, with its folded parts.
    fn create(&self, id: &ObjectId, parts: &[Part<'_>]) -> Vec<Statement>;

    /// Creates it where what stands around it matters.
    fn create_within(&self, id: &ObjectId, parts: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        let _ = sides;
        self.create(id, parts)
    }

    /// Drops it.
    fn drop(&self, id: &ObjectId) -> Vec<Statement>;

    /// Drops it where what stands around it matters.
    fn drop_within(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let _ = sides;
        self.drop(id)
    }

    /// Makes it another.
    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration;

    /// What must wait until parts of it are there: ownership, an index to cluster on. `before` is
    /// none where it was just made.
    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<crate::engine::Finish> {
        let _ = (id, before);
        None
    }

    /// Whether what needs it waits until it is finished, but for what the finish needs.
    fn completes(&self) -> bool {
        false
    }

    /// Gives it a new name.
    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement>;

    /// Whether the statement that creates its parent can make it.
    fn folds(&self) -> bool {
        false
    }

    /// The links that it is made after.
    fn follows_links(&self, id: &ObjectId, after: &Schema) -> Follows {
        _ = (id, after);
        Follows::default()
    }

    /// Whether it stands in the way of a column that changes its type.
    fn evicted(&self) -> bool {
        false
    }

    /// The name space that it shares with other kinds.
    fn claim(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// It as `COMMENT ON`, `ALTER … OWNER TO` and their like name it: `TABLE public.users`. Empty
    /// for what the server lets nobody say such things of.
    fn target(id: &ObjectId) -> String;

    /// It as a line of its parent's `CREATE`; none for what cannot be one.
    fn line(&self, id: &ObjectId) -> Option<String> {
        let _ = id;
        None
    }

    /// An object, other than its parents, whose drop takes it along.
    fn dropped_with<'a>(&'a self, id: &ObjectId, sides: Sides<'a>) -> Option<&'a ObjectId> {
        let _ = (id, sides);
        None
    }

    /// Takes from the live object what the written one leaves to the server.
    fn adopt(&mut self, written: &Self, live: &Self) {
        let _ = (written, live);
    }
}

/// One statement.
pub(super) fn one(sql: impl Into<String>) -> Vec<Statement> {
    vec![Statement::new(sql)]
}

/// `WORD name ON parent`, the target of a part.
pub(super) fn on_parent(word: &str, id: &ObjectId) -> String {
    format!("{word} {} ON {}", ident(&id.name), super::quote::parent(id))
}

/// What is said of the object that a facet belongs to; `text` is given its name as SQL has it.
pub(super) fn of_parent(id: &ObjectId, text: impl Fn(String) -> String) -> Vec<Statement> {
    let statements = id.parent().map(|object| one(text(super::registry::target(object)))).unwrap_or_default();
    super::database::within(id, statements)
}

/// Whether a facet belongs to schema public, which initdb gives an owner and a comment of its own.
pub(super) fn is_of_public(id: &ObjectId) -> bool {
    id.parent().is_some_and(|object| object.kind.is_namespace() && &*object.name == "public")
}

/// Lets the live object say where it lies, if the written one does not.
pub(super) fn adopt_tablespace(own: &mut Option<String>, written: &Option<String>, live: &Option<String>) {
    if written.is_none() {
        own.clone_from(live);
    }
}

/// `ALTER TABLE t ACTION`, of the object's parent.
pub(super) fn alter_parent(id: &ObjectId, action: &str) -> Vec<Statement> {
    one(format!("ALTER TABLE {} {action}", super::quote::parent(id)))
}

/// `ALTER KIND a RENAME TO b`.
pub(super) fn rename_to(kind: &str, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
    let name = |id: &ObjectId| if id.kind.has_signature() { super::routine::signature(id) } else { name(id) };
    let mut statements = Vec::new();
    let mut now = from.clone();
    if now.schema != to.schema {
        statements.push(Statement::new(format!("ALTER {kind} {} SET SCHEMA {}", name(&now), ident(&to.schema))));
        now = now.with_schema(to.schema.clone());
    }
    if now.name != to.name {
        statements.push(Statement::new(format!("ALTER {kind} {} RENAME TO {}", name(&now), ident(&to.name))));
    }
    statements
}

/// ` DEFERRABLE INITIALLY DEFERRED`, or what of it applies.
pub(super) fn deferrable(deferrable: bool, deferred: bool) -> &'static str {
    match (deferrable, deferred) {
        (_, true) => " DEFERRABLE INITIALLY DEFERRED",
        (true, false) => " DEFERRABLE",
        (false, false) => "",
    }
}

/// Storage parameters: `fillfactor='70', autovacuum_enabled='off'`.
pub(super) fn parameters(options: &Options) -> String {
    let pair = |(name, value): (&String, &String)| format!("{}={}", parameter(name), literal(value));
    options.iter().map(pair).collect::<Vec<_>>().join(", ")
}

/// A parameter's name: `toast.autovacuum_enabled` is two identifiers.
pub(super) fn parameter(name: &str) -> String {
    name.split('.').map(ident).collect::<Vec<_>>().join(".")
}

/// ` WITH (…)`, or nothing.
pub(super) fn with(options: &Options) -> String {
    if options.is_empty() { String::new() } else { format!(" WITH ({})", parameters(options)) }
}

/// What brings storage parameters from one state to another: `SET (…)` and `RESET (…)` actions.
pub(super) fn set_parameters(before: &Options, after: &Options) -> Vec<String> {
    let changed: Options = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect();
    let gone: Vec<String> =
        before.keys().filter(|name| !after.contains_key(*name)).map(|name| parameter(name)).collect();
    let mut actions = Vec::new();
    if !gone.is_empty() {
        actions.push(format!("RESET ({})", gone.join(", ")));
    }
    if !changed.is_empty() {
        // What is set goes behind what stays: where that is another order, all are set.
        let kept = before.keys().filter(|name| after.get(*name) == before.get(*name));
        let all = if kept.chain(changed.keys()).eq(after.keys()) { &changed } else { after };
        actions.push(format!("SET ({})", parameters(all)));
    }
    actions
}
