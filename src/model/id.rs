//! What an object is called: the only place that builds, compares and prints a name.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Kind;

/// A part of a name, exactly as the server keeps it: never quoted, never folded.
pub type Name = Arc<str>;

/// Names one object, whichever side of a comparison it stands on.
///
/// Objects that live in another (a column in its table, a trigger on its view, a comment on
/// anything) hold their parent's id in `of`; their own `schema` is then empty.
#[derive(Clone, Debug, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObjectId {
    /// The object that this one is a part of.
    pub of: Option<Arc<ObjectId>>,
    /// What it is.
    pub kind: Kind,
    /// Its schema (PostgreSQL), database (MySQL) or keyspace (Cassandra); empty where the kind has none.
    pub schema: Name,
    /// Its own name; empty for what its parent has only one of (a default, a comment, an owner).
    pub name: Name,
    /// The types of a routine's or operator's arguments, `integer, text`; the access method of an
    /// operator class or family; the sort of object of a default privilege; the host of an account; else empty.
    pub signature: Name,
}

impl PartialEq for ObjectId {
    fn eq(&self, other: &Self) -> bool {
        let Self { of, kind, schema, name, signature } = self;
        // What most often differs comes first, and parts of one object mostly share its very id.
        *name == other.name
            && *kind == other.kind
            && match (of, &other.of) {
                (Some(one), Some(two)) => Arc::ptr_eq(one, two) || one == two,
                (None, None) => true,
                _ => false,
            }
            && *schema == other.schema
            && *signature == other.signature
    }
}

impl Eq for ObjectId {}

impl Hash for ObjectId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { of, kind, schema, name, signature } = self;
        kind.hash(state);
        for text in [schema, name, signature] {
            if !text.is_empty() {
                state.write(text.as_bytes());
            }
        }
        if let Some(parent) = of {
            parent.hash(state);
        }
    }
}

impl ObjectId {
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
        Self { of: None, kind, schema: schema.into(), name: name.into(), signature: Name::default() }
    }

    /// A routine or operator, which its arguments' types help to name, or what an access method does.
    pub fn routine(kind: Kind, schema: impl Into<Name>, name: impl Into<Name>, signature: impl Into<Name>) -> Self {
        Self { of: None, kind, schema: schema.into(), name: name.into(), signature: signature.into() }
    }

    /// A part of another object: a column, a constraint, a comment.
    pub fn child(parent: &Arc<ObjectId>, kind: Kind, name: impl Into<Name>) -> Self {
        Self {
            of: Some(Arc::clone(parent)),
            kind,
            schema: Name::default(),
            name: name.into(),
            signature: Name::default(),
        }
    }

    /// The outermost object that this one is a part of; itself where it is no part.
    pub fn root(&self) -> &ObjectId {
        self.of.as_ref().map_or(self, |parent| parent.root())
    }

    /// The object that this one is a part of.
    pub fn parent(&self) -> Option<&Arc<ObjectId>> {
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
    pub fn moved(&self, from: &ObjectId, to: &Arc<ObjectId>) -> Option<ObjectId> {
        let parent = self.parent()?;
        let parent = if **parent == *from { Arc::clone(to) } else { Arc::new(parent.moved(from, to)?) };
        Some(ObjectId { of: Some(parent), ..self.clone() })
    }

    /// Whether `other` is this object's parent, or its parent's parent, and so on.
    pub fn is_within(&self, other: &ObjectId) -> bool {
        self.of.as_ref().is_some_and(|parent| **parent == *other || parent.is_within(other))
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
