//! What an object is called: the only place that builds, compares and prints a name.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{BuildHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Serialize};

use super::Kind;
use super::hashed::Hashed;

/// A part of a name, exactly as the server keeps it: never quoted, never folded.
pub type Name = Arc<str>;

/// What all ids are hashed by.
static SEED: LazyLock<Hashed> = LazyLock::new(Hashed::default);

/// Names one object, whichever side of a comparison it stands on; its [`Parts`] are read through it.
///
/// A large schema has hundreds of thousands of ids, each copied and looked up many times: a copy shares the parts
/// of the first, and the hash is reckoned once.
#[derive(Clone, Serialize, Deserialize)]
#[serde(into = "Plain", from = "Plain")]
pub struct ObjectId(Arc<Parts>);

/// What an [`ObjectId`] consists of.
///
/// Objects that live in another (a column in its table, a trigger on its view, a comment on
/// anything) hold their parent's id in `of`; their own `schema` is then empty.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parts {
    /// The object that this one is a part of.
    pub of: Option<ObjectId>,
    /// What it is.
    pub kind: Kind,
    /// Its schema (PostgreSQL), database (MySQL) or keyspace (Cassandra); empty where the kind has none.
    pub schema: Name,
    /// Its own name; empty for what its parent has only one of (a default, a comment, an owner).
    pub name: Name,
    /// The types of a routine's or operator's arguments, `integer, text`; the access method of an
    /// operator class or family; the sort of object of a default privilege; the host of an account; else empty.
    pub signature: Name,
    /// Of all the others, and so the same wherever they are.
    hash: u64,
}

/// An id as it is written down, without its hash, which is another in each process.
#[derive(Serialize, Deserialize)]
struct Plain {
    of: Option<ObjectId>,
    kind: Kind,
    schema: Name,
    name: Name,
    signature: Name,
}

impl From<Plain> for ObjectId {
    fn from(Plain { of, kind, schema, name, signature }: Plain) -> Self {
        Self::new(of, kind, schema, name, signature)
    }
}

impl From<ObjectId> for Plain {
    fn from(id: ObjectId) -> Self {
        let Parts { of, kind, schema, name, signature, hash: _ } = &*id;
        let [schema, name, signature] = [schema, name, signature].map(Arc::clone);
        Self { of: of.clone(), kind: *kind, schema, name, signature }
    }
}

impl Deref for ObjectId {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl PartialEq for ObjectId {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.hash == other.0.hash && self.0 == other.0
    }
}

impl Eq for ObjectId {}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl Ord for ObjectId {
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for ObjectId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Parts { of, kind, schema, name, signature, hash: _ } = &*self.0;
        let mut all = f.debug_struct("ObjectId");
        all.field("of", of).field("kind", kind).field("schema", schema);
        all.field("name", name).field("signature", signature).finish()
    }
}

impl ObjectId {
    /// An object of these parts.
    pub fn new(of: Option<ObjectId>, kind: Kind, schema: Name, name: Name, signature: Name) -> Self {
        let mut hasher = SEED.build_hasher();
        kind.hash(&mut hasher);
        for text in [&schema, &name, &signature] {
            if !text.is_empty() {
                hasher.write(text.as_bytes());
            }
        }
        if let Some(parent) = &of {
            parent.hash(&mut hasher);
        }
        let hash = hasher.finish();
        Self(Arc::new(Parts { of, kind, schema, name, signature, hash }))
    }

    /// An object of the whole database: a schema, an extension, a publication.
    pub fn global(kind: Kind, name: impl Into<Name>) -> Self {
        Self::in_schema(kind, "", name)
    }

    /// A role of the server.
    pub fn role(name: &str) -> Self {
        Self::global(Kind::Role, name)
    }

    /// The database itself, whatever it is called: what comments, grants and settings belong to.
    pub fn database() -> Self {
        Self::global(Kind::Database, "current")
    }

    /// An object of a schema: a table, a type, a sequence.
    pub fn in_schema(kind: Kind, schema: impl Into<Name>, name: impl Into<Name>) -> Self {
        Self::new(None, kind, schema.into(), name.into(), Name::default())
    }

    /// A routine or operator, which its arguments' types help to name, or what an access method does.
    pub fn routine(kind: Kind, schema: impl Into<Name>, name: impl Into<Name>, signature: impl Into<Name>) -> Self {
        Self::new(None, kind, schema.into(), name.into(), signature.into())
    }

    /// A part of another object: a column, a constraint, a comment.
    pub fn child(parent: &ObjectId, kind: Kind, name: impl Into<Name>) -> Self {
        Self::new(Some(parent.clone()), kind, Name::default(), name.into(), Name::default())
    }

    /// The same, but of that kind.
    #[must_use]
    pub fn with_kind(&self, kind: Kind) -> Self {
        let Parts { of, schema, name, signature, .. } = &*self.0;
        Self::new(of.clone(), kind, Arc::clone(schema), Arc::clone(name), Arc::clone(signature))
    }

    /// The same, but in that schema.
    #[must_use]
    pub fn with_schema(&self, schema: impl Into<Name>) -> Self {
        let Parts { of, kind, name, signature, .. } = &*self.0;
        Self::new(of.clone(), *kind, schema.into(), Arc::clone(name), Arc::clone(signature))
    }

    /// The same, but of that name.
    #[must_use]
    pub fn with_name(&self, name: impl Into<Name>) -> Self {
        let Parts { of, kind, schema, signature, .. } = &*self.0;
        Self::new(of.clone(), *kind, Arc::clone(schema), name.into(), Arc::clone(signature))
    }

    /// The same, but with that signature.
    #[must_use]
    pub fn with_signature(&self, signature: impl Into<Name>) -> Self {
        let Parts { of, kind, schema, name, .. } = &*self.0;
        Self::new(of.clone(), *kind, Arc::clone(schema), Arc::clone(name), signature.into())
    }

    /// The same, but as a part of that object.
    #[must_use]
    pub fn within(&self, parent: &ObjectId) -> Self {
        let Parts { kind, schema, name, signature, .. } = &*self.0;
        Self::new(Some(parent.clone()), *kind, Arc::clone(schema), Arc::clone(name), Arc::clone(signature))
    }

    /// The outermost object that this one is a part of; itself where it is no part.
    pub fn root(&self) -> &ObjectId {
        self.of.as_ref().map_or(self, |parent| parent.root())
    }

    /// The object that this one is a part of.
    pub fn parent(&self) -> Option<&ObjectId> {
        self.of.as_ref()
    }

    /// The schema that this object is in, by way of its parents; empty where there is none.
    pub fn schema(&self) -> &str {
        &self.root().schema
    }

    /// Whether it, or what it is a part of, belongs to one installation; see [`Kind::is_of_installation`].
    pub fn is_of_installation(&self) -> bool {
        // No scratch server has Citus, which must be loaded before a server starts.
        let citus = self.kind == Kind::Extension && matches!(&*self.name, "citus" | "citus_columnar");
        // Accounts name hosts, and what they may do stays when the database is gone.
        let account = self.kind == Kind::Grant && !self.signature.is_empty();
        self.kind.is_of_installation()
            || citus
            || account
            || self.of.as_ref().is_some_and(|parent| parent.is_of_installation())
    }

    /// The same part of another object than `from`, which this is a part of.
    pub fn moved(&self, from: &ObjectId, to: &ObjectId) -> Option<ObjectId> {
        let parent = self.parent()?;
        let parent = if parent == from { to.clone() } else { parent.moved(from, to)? };
        Some(self.within(&parent))
    }

    /// Whether `other` is this object's parent, or its parent's parent, and so on.
    pub fn is_within(&self, other: &ObjectId) -> bool {
        self.of.as_ref().is_some_and(|parent| parent == other || parent.is_within(other))
    }
}

/// Prints `public.users.id`, with quotes only where a part would read wrong without them.
impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = &self.of {
            if self.name.is_empty() {
                return write!(f, "{parent}");
            }
            write!(f, "{parent}.")?;
        } else if !self.schema.is_empty() {
            write!(f, "{}.", Part(&self.schema))?;
        }
        if self.kind.is_spelled() {
            return f.write_str(&self.name);
        }
        write!(f, "{}", Part(&self.name))?;
        if self.kind == Kind::Grant {
            // The host of an account.
            return f.write_str(self.signature.strip_prefix('@').map_or("", |_| &*self.signature));
        }
        if self.kind.has_signature() || !self.signature.is_empty() {
            write!(f, "({})", self.signature)?;
        }
        Ok(())
    }
}

struct Part<'a>(&'a str);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || "_-$ ".contains(c);
        let sign = |c: char| "+-*/<>=~!@#%^&|`?".contains(c);
        if (self.0.chars().all(plain) || self.0.chars().all(sign)) && !self.0.is_empty() {
            f.write_str(self.0)
        } else {
            write!(f, "\"{}\"", self.0.escape_debug().to_string().replace("\\'", "'"))
        }
    }
}
