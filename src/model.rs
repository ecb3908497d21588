//! A schema as a set of objects, each at its finest grain.
//!
//! Nothing here knows a server, a file format or SQL. Text that only a server understands (types,
//! expressions, bodies) is held as written; [`crate::canonical`] settles what it means.

pub mod hashed;
pub mod id;

mod access_method;
mod aggregate;
mod base_type;
mod cast;
mod check;
mod circular;
mod collation;
mod column;
mod columnar;
mod comment;
mod composite;
mod conversion;
mod database;
mod default;
mod default_privilege;
mod diagram;
mod distribution;
mod domain;
mod enumeration;
mod event;
mod event_trigger;
mod exclusion;
mod extension;
mod extension_dependency;
mod foreign_data_wrapper;
mod foreign_key;
mod foreign_server;
mod foreign_table;
mod found;
mod function;
mod grant;
mod granting;
mod index;
mod inheritance;
mod keyspace;
mod language;
mod left_out;
mod materialized_view;
mod membership;
mod namespace;
mod objects;
mod operator;
mod operator_class;
mod operator_family;
mod options;
mod outline;
mod owner;
mod partition;
mod place;
mod policy;
mod procedure;
mod publication;
mod range;
mod redacted;
mod relation;
mod role;
mod routine;
mod row_key;
mod rule;
mod security_label;
mod sequence;
mod setting;
mod sheet;
mod statistics;
mod subscription;
mod table;
mod text_search_configuration;
mod text_search_dictionary;
mod text_search_parser;
mod text_search_template;
mod transform;
mod trigger;
mod trigger_state;
mod unique;
mod user_mapping;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::model::hashed::HashMap;

pub use access_method::AccessMethod;
pub use aggregate::Aggregate;
pub use base_type::BaseType;
pub use cast::{Cast, CastContext};
pub use check::Check;
pub use collation::Collation;
pub use column::{Column, Generated, Identity, IdentityMode, NotNull};
pub use columnar::Columnar;
pub use comment::Comment;
pub use composite::{Attribute, Composite};
pub use conversion::Conversion;
pub use database::Database;
pub use default::DefaultValue;
pub use default_privilege::DefaultPrivilege;
pub use diagram::{Diagram, Frame};
pub use distribution::{Distribution, Sharding};
pub use domain::Domain;
pub use enumeration::Enum;
pub use event::Event;
pub use event_trigger::EventTrigger;
pub use exclusion::Exclusion;
pub use extension::Extension;
pub use extension_dependency::ExtensionDependency;
pub use foreign_data_wrapper::ForeignDataWrapper;
pub use foreign_key::{Action, ForeignKey, Match};
pub use foreign_server::ForeignServer;
pub use foreign_table::ForeignTable;
pub use found::{Citus, Unmodelled};
pub use function::Function;
pub use grant::Grant;
pub use granting::Granting;
pub use id::{Name, ObjectId, Parts};
pub use index::{Index, KeyPart, Nulls, Order};
pub use inheritance::Inheritance;
pub use keyspace::Keyspace;
pub use language::Language;
pub use materialized_view::{KeptColumn, MaterializedView};
pub use membership::Membership;
pub use namespace::Namespace;
pub use objects::Objects;
pub use operator::Operator;
pub use operator_class::OperatorClass;
pub use operator_family::OperatorFamily;
pub use options::Options;
pub use outline::{Field, Granted, Outline, OutlineTable, Reference};
pub use owner::Owner;
pub use partition::Partition;
pub use place::Place;
pub use policy::Policy;
pub use procedure::Procedure;
pub use publication::{Publication, PublishedTable};
pub use range::Range;
pub use redacted::{Redacted, Secrets};
pub use relation::Relation;
pub use role::Role;
pub use routine::{Parallel, Routine, RoutineKind, Volatility};
pub use row_key::{Clustering, RowKey};
pub use rule::Rule;
pub use security_label::SecurityLabel;
pub use sequence::Sequence;
pub use setting::Setting;
pub use sheet::{Description, Sheet, SheetColumn, SheetConstraint, Sort};
pub use statistics::Statistics;
pub use subscription::Subscription;
pub use table::{Persistence, ReplicaIdentity, Table};
pub use text_search_configuration::TextSearchConfiguration;
pub use text_search_dictionary::TextSearchDictionary;
pub use text_search_parser::TextSearchParser;
pub use text_search_template::TextSearchTemplate;
pub use transform::Transform;
pub use trigger::Trigger;
pub use trigger_state::TriggerState;
pub use unique::Unique;
pub use user_mapping::UserMapping;
pub use view::View;

/// What a statement says in any order, by name.
pub type Attributes = BTreeMap<String, String>;

/// Two attributes of one object that differ, as JSON values; `null` where one side has none.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// The attribute's name.
    pub attribute: String,
    /// Its value before.
    pub before: serde_json::Value,
    /// Its value after.
    pub after: serde_json::Value,
}

/// Keeps attributes at their defaults out of what is written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// What every kind of object can say of itself.
pub trait Entity {
    /// The objects that the structure alone says this one needs (a foreign key's tables). The
    /// parent, the schema and what a server knows beside this need not be named.
    fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        let _ = id;
        Vec::new()
    }

    /// The roles that it speaks of; the empty name and `public` are everyone.
    fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        let _ = id;
        Vec::new()
    }

    /// Speaks of a role by the name that it has now, in its own id too.
    fn rename_role(&mut self, id: &mut ObjectId, from: &str, to: &Name) {
        let _ = (id, from, to);
    }

    /// The texts in which a server would look for names of other objects: types, expressions,
    /// bodies. Used to guess an order where no catalog can tell it.
    fn texts(&self) -> Vec<&str> {
        Vec::new()
    }

    /// The object of elsewhere that this one goes with: a sequence's column.
    fn belongs_to(&self) -> Option<&ObjectId> {
        None
    }

    /// The object of the table above that this one is its table's part of, of which there is one alone:
    /// the index of a partitioned table.
    fn takes_part_in(&self) -> Option<&ObjectId> {
        None
    }

    /// What has a name within it and is no object of its own: the attributes of a composite type.
    fn members(&self, id: &ObjectId) -> Vec<ObjectId> {
        let _ = id;
        Vec::new()
    }

    /// Whether the server can never move it to another schema, which no text of a model says.
    fn is_fixed(&self) -> bool {
        false
    }

    /// Notes that the server can never move it.
    fn fix(&mut self) {}
}

macro_rules! kinds {
    ($($kind:ident => $body:ident, $label:literal, $plural:literal, $trait:ident;)*) => {
        /// Every kind of object. The order is the order of documents and of ties.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $(#[doc = $label] $kind,)* }

        impl Kind {
            /// All kinds in order.
            pub const ALL: &'static [Kind] = &[$(Kind::$kind),*];

            /// The kind's name for people and for JSON: `foreign key`.
            pub fn label(self) -> &'static str { match self { $(Kind::$kind => $label,)* } }

            /// The same for more than one: `foreign keys`.
            pub fn plural(self) -> &'static str { match self { $(Kind::$kind => $plural,)* } }

            fn nature(self) -> Nature { match self { $(Kind::$kind => Nature::$trait,)* } }
        }

        /// An object's attributes.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Object { $(#[doc = $label] $kind($body),)* }

        impl Object {
            /// What it is.
            pub fn kind(&self) -> Kind { match self { $(Object::$kind(_) => Kind::$kind,)* } }

            fn entity(&self) -> &dyn Entity { match self { $(Object::$kind(body) => body,)* } }

            fn entity_mut(&mut self) -> &mut dyn Entity { match self { $(Object::$kind(body) => body,)* } }

            /// Writes its attributes and not its kind; see [`Object::of_kind`].
            ///
            /// # Errors
            /// The writer's.
            pub fn bare<S: serde::Serializer>(&self, writer: S) -> Result<S::Ok, S::Error> {
                match self { $(Object::$kind(body) => body.serialize(writer),)* }
            }

            /// Reads the attributes of an object of which the kind is known.
            ///
            /// # Errors
            /// When they are not those of one.
            pub fn of_kind<'de, D: serde::Deserializer<'de>>(kind: Kind, reader: D) -> Result<Self, D::Error> {
                match kind { $(Kind::$kind => $body::deserialize(reader).map(Object::$kind),)* }
            }

            /// Its attributes by name, those at their defaults left out.
            pub fn attributes(&self) -> serde_json::Map<String, serde_json::Value> {
                let value = match self { $(Object::$kind(body) => serde_json::to_value(body),)* };
                match value { Ok(serde_json::Value::Object(map)) => map, Ok(_) | Err(_) => serde_json::Map::new() }
            }
        }

        $(impl From<$body> for Object { fn from(body: $body) -> Self { Object::$kind(body) } })*

        $(impl<'a> TryFrom<&'a Object> for &'a $body {
            type Error = Kind;

            /// The attributes, where the object is of this kind; otherwise the kind that it is of.
            fn try_from(object: &'a Object) -> Result<Self, Kind> {
                if let Object::$kind(body) = object { Ok(body) } else { Err(object.kind()) }
            }
        })*
    };
}

/// What sets kinds apart for the generic rooms, which know no kind by its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// Compared as it is.
    Plain,
    /// As `Plain`, and named by its arguments too; or by its access method.
    Routine,
    /// As `Plain`, and its name is SQL that names types.
    Spelled,
    /// Compared only where the model speaks of it, or says that silence means absence.
    Facet,
    /// Holds rows: never replaced, and its loss is a loss of data.
    Data,
    /// Ties its parent to another object, whose parts are handed down through it.
    Link,
}

kinds! {
    Role => Role, "role", "roles", Facet;
    Membership => Membership, "membership", "memberships", Facet;
    Database => Database, "database", "databases", Plain;
    Keyspace => Keyspace, "keyspace", "keyspaces", Plain;
    Schema => Namespace, "schema", "schemas", Plain;
    Extension => Extension, "extension", "extensions", Plain;
    ForeignDataWrapper => ForeignDataWrapper, "foreign data wrapper", "foreign data wrappers", Plain;
    ForeignServer => ForeignServer, "foreign server", "foreign servers", Plain;
    UserMapping => UserMapping, "user mapping", "user mappings", Plain;
    Language => Language, "language", "languages", Plain;
    AccessMethod => AccessMethod, "access method", "access methods", Plain;
    Collation => Collation, "collation", "collations", Plain;
    Enum => Enum, "enum", "enums", Plain;
    Domain => Domain, "domain", "domains", Plain;
    Composite => Composite, "composite type", "composite types", Plain;
    Range => Range, "range type", "range types", Plain;
    BaseType => BaseType, "base type", "base types", Plain;
    Operator => Operator, "operator", "operators", Routine;
    OperatorFamily => OperatorFamily, "operator family", "operator families", Routine;
    OperatorClass => OperatorClass, "operator class", "operator classes", Routine;
    Cast => Cast, "cast", "casts", Spelled;
    Conversion => Conversion, "conversion", "conversions", Plain;
    Transform => Transform, "transform", "transforms", Spelled;
    Sequence => Sequence, "sequence", "sequences", Plain;
    Table => Table, "table", "tables", Data;
    ForeignTable => ForeignTable, "foreign table", "foreign tables", Plain;
    Column => Column, "column", "columns", Data;
    Default => DefaultValue, "default", "defaults", Plain;
    Unique => Unique, "unique constraint", "unique constraints", Plain;
    Check => Check, "check constraint", "check constraints", Plain;
    Exclusion => Exclusion, "exclusion constraint", "exclusion constraints", Plain;
    ForeignKey => ForeignKey, "foreign key", "foreign keys", Plain;
    Routine => Routine, "routine", "routines", Routine;
    Function => Function, "function", "functions", Plain;
    Procedure => Procedure, "procedure", "procedures", Plain;
    Aggregate => Aggregate, "aggregate", "aggregates", Routine;
    TextSearchParser => TextSearchParser, "text search parser", "text search parsers", Plain;
    TextSearchTemplate => TextSearchTemplate, "text search template", "text search templates", Plain;
    TextSearchDictionary => TextSearchDictionary, "text search dictionary", "text search dictionaries", Plain;
    TextSearchConfiguration => TextSearchConfiguration, "text search configuration", "text search configurations", Plain;
    View => View, "view", "views", Plain;
    MaterializedView => MaterializedView, "materialized view", "materialized views", Plain;
    Index => Index, "index", "indexes", Plain;
    Partition => Partition, "partition", "partitions", Link;
    Inheritance => Inheritance, "inheritance", "inheritances", Link;
    Statistics => Statistics, "statistics object", "statistics objects", Plain;
    Rule => Rule, "rule", "rules", Plain;
    Trigger => Trigger, "trigger", "triggers", Plain;
    Event => Event, "event", "events", Plain;
    TriggerState => TriggerState, "trigger state", "trigger states", Plain;
    Policy => Policy, "policy", "policies", Plain;
    ExtensionDependency => ExtensionDependency, "extension dependency", "extension dependencies", Plain;
    EventTrigger => EventTrigger, "event trigger", "event triggers", Plain;
    Publication => Publication, "publication", "publications", Plain;
    Subscription => Subscription, "subscription", "subscriptions", Plain;
    Owner => Owner, "owner", "owners", Facet;
    Grant => Grant, "grant", "grants", Facet;
    DefaultPrivilege => DefaultPrivilege, "default privilege", "default privileges", Facet;
    Comment => Comment, "comment", "comments", Facet;
    Setting => Setting, "setting", "settings", Facet;
    SecurityLabel => SecurityLabel, "security label", "security labels", Facet;
    Columnar => Columnar, "columnar storage", "columnar storages", Plain;
    Distribution => Distribution, "distribution", "distributions", Facet;
}

impl Kind {
    /// The kinds of facet: what `inspect` writes out in full.
    pub fn facets() -> BTreeSet<Kind> {
        Kind::ALL.iter().copied().filter(|kind| kind.is_facet()).collect()
    }

    /// The facets that a script takes away by not making them; owners and grants are those of whoever runs it.
    pub fn said_by_silence() -> BTreeSet<Kind> {
        BTreeSet::from([Kind::Comment])
    }

    /// Whether objects of this kind are named by their arguments' types too.
    pub fn has_signature(self) -> bool {
        self.nature() == Nature::Routine
    }

    /// Whether the names of objects of this kind are SQL, to be printed as they are.
    pub fn is_spelled(self) -> bool {
        self.nature() == Nature::Spelled
    }

    /// Whether texts make use of it that never name it: a cast, a type's operator class.
    pub fn works_unnamed(self) -> bool {
        matches!(self, Kind::Cast | Kind::Transform | Kind::OperatorClass)
    }

    /// Whether it acts upon statements, or upon what they make.
    pub fn acts_on_statements(self) -> bool {
        matches!(self, Kind::EventTrigger | Kind::DefaultPrivilege)
    }

    /// Whether it runs something by itself as statements run.
    pub fn fires(self) -> bool {
        self == Kind::EventTrigger
    }

    /// Whether a model that says nothing of it leaves it to the database.
    pub fn is_facet(self) -> bool {
        self.nature() == Nature::Facet
    }

    /// Whether it is what other objects are in.
    pub fn is_namespace(self) -> bool {
        self == Kind::Schema
    }

    /// Whether it belongs to one installation rather than to a schema: what names hosts and secrets,
    /// and what other servers would refuse or act upon. It is taken as it is written, never made on a
    /// scratch server, and no migration speaks of it.
    pub fn is_of_installation(self) -> bool {
        matches!(self, Kind::UserMapping | Kind::Subscription | Kind::SecurityLabel | Kind::Keyspace)
            || matches!(self, Kind::Distribution | Kind::Columnar)
            || self.is_of_cluster()
    }

    /// Whether its change moves what grants on the same object say.
    pub fn moves_grants(self) -> bool {
        self == Kind::Owner
    }

    /// Whether it is moved by what [`Kind::moves_grants`].
    pub fn is_moved_by_owners(self) -> bool {
        self == Kind::Grant
    }

    /// Whether it ties its parent to another object, whose parts are handed down through it.
    pub fn is_link(self) -> bool {
        self.nature() == Nature::Link
    }

    /// Whether a scratch database can have it for what stands on it: not what only says something of
    /// others, nor what acts by itself.
    pub fn is_lent(self) -> bool {
        let acts = matches!(self, Kind::Database | Kind::EventTrigger | Kind::Publication | Kind::Event);
        !self.is_facet() && !self.is_of_installation() && !acts
    }

    /// Whether all databases of a server share it: it is looked at where that is asked for.
    pub fn is_of_cluster(self) -> bool {
        matches!(self, Kind::Role | Kind::Membership)
    }

    /// Whether dropping it loses rows or values.
    pub fn holds_data(self) -> bool {
        self.nature() == Nature::Data
    }

    /// Whether it does something of its own when rows are written.
    pub fn acts_on_rows(self) -> bool {
        matches!(self, Kind::Trigger | Kind::Rule)
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.label())
    }
}

impl Object {
    /// The objects that its structure alone says it needs.
    pub fn references(&self, id: &ObjectId) -> Vec<ObjectId> {
        self.entity().references(id)
    }

    /// The roles that it speaks of; the empty name and `public` are everyone.
    pub fn roles<'a>(&'a self, id: &'a ObjectId) -> Vec<&'a str> {
        self.entity().roles(id)
    }

    /// The texts in which names of other objects may stand.
    pub fn texts(&self) -> Vec<&str> {
        self.entity().texts()
    }

    /// The object of elsewhere that it goes with.
    pub fn belongs_to(&self) -> Option<&ObjectId> {
        self.entity().belongs_to()
    }

    /// The index of the partitioned table that this index of a partition is the part of.
    pub fn takes_part_in(&self) -> Option<&ObjectId> {
        self.entity().takes_part_in()
    }

    /// What has a name within it and is no object of its own, as the object of that id.
    pub fn members(&self, id: &ObjectId) -> Vec<ObjectId> {
        self.entity().members(id)
    }

    /// Whether the server can never move it to another schema, which no text of a model says.
    pub fn is_fixed(&self) -> bool {
        self.entity().is_fixed()
    }

    /// Notes that the server can never move it.
    pub fn fix(&mut self) {
        self.entity_mut().fix();
    }

    /// The attributes in which two objects of one kind differ, by name.
    pub fn differences(&self, after: &Object) -> Vec<Difference> {
        let (mut before, mut after) = (self.attributes(), after.attributes());
        let mut names: Vec<String> = before.keys().chain(after.keys()).cloned().collect();
        names.sort();
        names.dedup();
        let mut take = |name: &String| {
            let left = before.remove(name).unwrap_or_default();
            let right = after.remove(name).unwrap_or_default();
            (left != right).then(|| Difference { attribute: name.clone(), before: left, after: right })
        };
        names.iter().filter_map(&mut take).collect()
    }
}

/// An object with what is known beside its attributes. Only `object` is ever compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// The object.
    pub object: Object,
    /// What it needs, as a server's catalog says; empty for a model that no server has seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends: Vec<ObjectId>,
    /// The columns of a view with their types, as the server knows them; never compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shape: Vec<(Name, String)>,
    /// Where it is written; absent for what was read from a database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// What an object was called before, as a model says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// Its name.
    pub to: ObjectId,
    /// The name that it had; its parents are called as they are now.
    pub from: ObjectId,
    /// Where that is said.
    pub place: Option<Place>,
}

/// A whole database, as a model or as read: objects in the order in which they were written.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Schema {
    /// The objects. A parent always stands before its parts.
    pub objects: Objects,
    /// The kinds of facet of which silence means absence. `inspect` names those that it wrote in full.
    pub manage: BTreeSet<Kind>,
    /// The role that read it, who owns that of which no owner is named; none for a model.
    #[serde(skip)]
    pub reader: Option<String>,
    /// The role that owns schema `public` by itself; none for a model.
    #[serde(skip)]
    pub founder: Option<String>,
    /// The major version of the server that it was read from; 0 for a model.
    #[serde(skip)]
    pub major: u32,
    /// The name of the database that it was read from, for statements that must say it; none for a model.
    #[serde(skip)]
    pub database: Option<String>,
    /// What Citus can do where it was read from; nothing for a model.
    #[serde(skip)]
    pub citus: Citus,
    /// Columns that are no more and of which the server keeps the type (Cassandra).
    #[serde(skip)]
    pub remembered: BTreeMap<ObjectId, String>,
    /// What grants depend on where it was read from; none for a model, and where the server asks for no such thing.
    #[serde(skip)]
    pub granting: Option<Granting>,
    /// The kinds of which its reader may not see what there is, each with the server's words.
    #[serde(skip)]
    pub hidden: BTreeMap<Kind, String>,
    /// Where names without a schema are looked for, in a model's own text.
    pub search_path: Vec<String>,
    /// Whether the order of what holds data within its parent is part of the schema.
    #[serde(default)]
    pub ordered: bool,
    /// Partitioned tables whose partitions someone else makes and drops.
    #[serde(default)]
    pub external: BTreeSet<ObjectId>,
    /// Tables that someone else makes, of which the model says what is added to them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub borrowed: BTreeSet<ObjectId>,
    /// What refers to what without a foreign key, in the order in which it is written; never compared.
    #[serde(skip)]
    pub relations: Vec<Relation>,
    /// What was called otherwise.
    #[serde(skip)]
    pub renames: Vec<Renamed>,
    /// What was found in the database and is not modelled.
    pub unmodelled: Vec<Unmodelled>,
    /// What documents list of its tables, where the reading asked for it; by schema and name.
    #[serde(skip)]
    pub sheets: Vec<Sheet>,
    /// Its relations as the engine's client describes them, where the reading asked for it; likewise.
    #[serde(skip)]
    pub descriptions: Vec<Description>,
}

impl Schema {
    /// Adds an object; the former one where the name is taken.
    pub fn insert(&mut self, id: ObjectId, object: impl Into<Object>, place: Option<Place>) -> Option<Entry> {
        self.objects.insert(id, Entry { object: object.into(), depends: Vec::new(), shape: Vec::new(), place })
    }

    /// The kinds of facet of which the database it was read from can have any.
    pub fn facets(&self) -> BTreeSet<Kind> {
        Kind::facets().into_iter().filter(|kind| *kind != Kind::Distribution || self.citus.installed).collect()
    }

    /// The object of that name.
    pub fn get(&self, id: &ObjectId) -> Option<&Object> {
        self.objects.get(id).map(|entry| &entry.object)
    }

    /// Whether this schema, as the wanted side, says that what it does not name must not be.
    pub fn manages(&self, kind: Kind) -> bool {
        !kind.is_facet() || self.manage.contains(&kind)
    }

    /// The nearest of an object's parents that is an object here: a view's column is none.
    pub fn holder(&self, id: &ObjectId) -> Option<&ObjectId> {
        let mut parent = id.parent();
        while let Some(id) = parent {
            if let Some((id, _)) = self.objects.get_key_value(id) {
                return Some(id);
            }
            parent = id.parent();
        }
        None
    }

    /// What links lead from to these objects, and from there on: heirs, and the partitions that someone else
    /// makes and drops.
    pub fn left_to_others(&self, owners: &BTreeSet<ObjectId>) -> BTreeSet<ObjectId> {
        let mut gone: BTreeSet<ObjectId> = BTreeSet::new();
        while !owners.is_empty() {
            let found = self.objects.iter().filter(|(id, _)| id.kind.is_link() && !gone.contains(id.root()));
            let found: Vec<ObjectId> = found
                .filter(|(id, entry)| {
                    entry.object.references(id).iter().any(|of| owners.contains(of) || gone.contains(of))
                })
                .map(|(id, _)| id.root().clone())
                .collect();
            if found.is_empty() {
                break;
            }
            gone.extend(found);
        }
        gone
    }

    /// Takes those out, with all their parts.
    pub fn leave_to_others(&mut self, owners: &BTreeSet<ObjectId>) {
        let gone = self.left_to_others(owners);
        if !gone.is_empty() {
            self.objects.retain(|id, _| !gone.contains(id.root()));
        }
    }

    /// Whether a link leads to this object: whether others have parts of it handed down.
    pub fn is_link_target(&self, id: &ObjectId) -> bool {
        let links = self.objects.iter().filter(|(link, _)| link.kind.is_link());
        links.into_iter().any(|(link, entry)| entry.object.references(link).contains(id))
    }

    /// The schema without what all databases of its server share.
    pub fn retain_own(&mut self) {
        self.objects.retain(|id, _| !id.root().kind.is_of_cluster());
    }

    /// The parts of every object, in the order in which they were written.
    pub fn children(&self) -> HashMap<&ObjectId, Vec<&ObjectId>> {
        let mut children: HashMap<&ObjectId, Vec<&ObjectId>> = HashMap::default();
        for id in self.objects.keys() {
            if let Some(parent) = id.parent() {
                children.entry(parent).or_default().push(id);
            }
        }
        children
    }
}
