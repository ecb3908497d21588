//! The top of a model file, and the sections in it and in each schema.

use super::aggregate::AggregateModel;
use super::base_type::BaseTypeModel;
use super::collation::CollationModel;
use super::composite::CompositeModel;
use super::context::{Context, Item};
use super::conversion::ConversionModel;
use super::cql::KeyspaceModel;
use super::database::DatabaseModel;
use super::domain::DomainModel;
use super::enumeration::EnumModel;
use super::event_trigger::EventTriggerModel;
use super::extension::ExtensionModel;
use super::foreign::{ServerModel, WrapperModel};
use super::grant::{DefaultPrivilegeModel, Rights};
use super::language::{AccessMethodModel, CastModel, LanguageModel, TransformModel};
use super::materialized_view::MaterializedViewModel;
use super::name;
use super::node::Spot;
use super::operator::{ClassModel, FamilyModel, OperatorModel};
use super::program::EventModel;
use super::publication::PublicationModel;
use super::range::RangeModel;
use super::read::{At, Form, Named, OrNothing, Text, mapping, nearest};
use super::role::RoleModel;
use super::routine::{FunctionModel, ProcedureModel};
use super::sequence::SequenceModel;
use super::statistics::StatisticsModel;
use super::subscription::SubscriptionModel;
use super::table::TableModel;
use super::text_search::{ConfigurationModel, DictionaryModel, ParserModel, TemplateModel};
use super::view::ViewModel;
use crate::engine::Engine;
use crate::model::hashed::HashMap;
use crate::model::{Keyspace, Kind, Namespace, ObjectId};

/// A kind of thing that a section holds.
pub trait Part: Sized {
    /// Whether the key is a name with arguments, `name(integer)`.
    const CALLED: bool = false;

    /// What is of a lower rank is built first; the rest in the order in which it is written.
    fn rank(_: &Item<'_, Self>, _: &Context) -> usize {
        0
    }

    /// Says which names are there, before anything is built.
    fn declare(item: &Item<'_, Self>, cx: &mut Context);

    /// Adds the objects.
    fn build(item: &Item<'_, Self>, cx: &mut Context);
}

/// Lists the sections: a kind is added by one line here and one file.
macro_rules! sections {
    ($( $(#[doc = $doc:literal])* $field:ident $key:literal: $type:ty, )*) => {
        mapping! {
            /// The things of one schema.
            pub struct Sections, "a schema" {
                $( $(#[doc = $doc])* $field $key: Named<$type>, )*
            }
        }

        /// Builds the objects of all sections; `open` runs once every name is known.
        fn build(parts: &[(Option<Text>, Sections)], cx: &mut Context, open: impl FnOnce(&mut Context)) {
            $( let keys = parts.iter().flat_map(|(schema, part)| part.$field.0.iter().map(move |(key, body)| (schema, key, body)));
               let mut $field = keys.filter_map(|(schema, key, body)| split(schema.as_ref(), key, body, cx)).collect::<Vec<_>>(); )*
            $( for item in &$field { <$type as Part>::declare(&item.borrow(), cx); } )*
            open(cx);
            $( $field.sort_by_key(|item| <$type as Part>::rank(&item.borrow(), cx)); )*
            $( for item in &$field { <$type as Part>::build(&item.borrow(), cx); } )*
        }
    };
}

sections! {
    /// Collations.
    collations "collations": CollationModel,
    /// Enumerated types: their labels in order.
    enums "enums": EnumModel,
    /// Domains: the type that each narrows, or a mapping.
    domains "domains": DomainModel,
    /// Composite types: their attributes.
    types "types": CompositeModel,
    /// Range types: the type of their bounds, or a mapping.
    ranges "ranges": RangeModel,
    /// Base types, made of functions in C; nothing at all for a shell type.
    base_types "base_types": BaseTypeModel,
    /// Sequences that stand on their own. Those of `serial` and identity columns come with the column.
    sequences "sequences": SequenceModel,
    /// Tables.
    tables "tables": TableModel,
    /// Functions, by name and arguments: `add(a integer, b integer)`.
    functions "functions": FunctionModel,
    /// Procedures, by name and arguments.
    procedures "procedures": ProcedureModel,
    /// What the server runs at its time (MySQL).
    events "events": EventModel,
    /// Aggregate functions, by name and arguments: `median(double precision)`; no arguments for `(*)`.
    aggregates "aggregates": AggregateModel,
    /// Operators, by name and operands: `===(integer, text)`, `@(NONE, text)`.
    operators "operators": OperatorModel,
    /// Operator families, by name and access method: `numbers(btree)`. One that an operator class of
    /// its name makes need not be written.
    operator_families "operator_families": FamilyModel,
    /// Operator classes, by name and access method: `reverse(btree)`.
    operator_classes "operator_classes": ClassModel,
    /// Conversions between character encodings.
    conversions "conversions": ConversionModel,
    /// Views: the query, or a mapping.
    views "views": ViewModel,
    /// Materialized views: the query, or a mapping.
    materialized_views "materialized_views": MaterializedViewModel,
    /// Extended statistics objects.
    statistics "statistics": StatisticsModel,
    /// Text search parsers.
    text_search_parsers "text_search_parsers": ParserModel,
    /// Text search templates.
    text_search_templates "text_search_templates": TemplateModel,
    /// Text search dictionaries.
    text_search_dictionaries "text_search_dictionaries": DictionaryModel,
    /// Text search configurations.
    text_search_configurations "text_search_configurations": ConfigurationModel,
}

mapping! {
    /// A schema with what is in it.
    pub struct SchemaModel, "a schema" {
        /// `distributed` lets Citus keep all its tables together on one node.
        citus "citus": Option<At<super::citus::Distributed>>,
        .. rights: Rights,
        .. sections: Sections,
    }
}

mapping! {
    /// A model of a database, or a part of it in one file of a folder. What stands here
    /// without a schema's name belongs to the schema `public`.
    pub struct Document, "a model" {
        /// The sorts of attribute of which silence means absence, such as `comments: true`. Without
        /// it, an object that the model gives no comment keeps the one that it has.
        manage "manage": Named<bool>,
        /// Where names without a schema in this model's own text are looked for; `[public]` if not said.
        search_path "search_path": Option<At<Vec<Text>>>,
        /// Roles of the server, looked at with `--roles` alone.
        roles "roles": Named<OrNothing<RoleModel>>,
        /// What is said of the database itself: its comment, grants and settings.
        database "database": Option<DatabaseModel>,
        /// Extensions, each alone (`pg_trgm:`) or with its schema and version.
        extensions "extensions": Named<OrNothing<ExtensionModel>>,
        /// What is said of the keyspace itself (Cassandra).
        keyspace "keyspace": Option<At<KeyspaceModel>>,
        /// Schemas. `public` is there unless it is `false`.
        schemas "schemas": Named<OrNothing<Form<bool, SchemaModel>>>,
        /// Foreign data wrappers.
        foreign_data_wrappers "foreign_data_wrappers": Named<OrNothing<WrapperModel>>,
        /// Foreign servers with their user mappings.
        foreign_servers "foreign_servers": Named<ServerModel>,
        /// Procedural languages.
        languages "languages": Named<LanguageModel>,
        /// Access methods of indexes and tables.
        access_methods "access_methods": Named<AccessMethodModel>,
        /// Casts, by their types: `integer AS public.money`; without anything, the bytes are taken as they are.
        casts "casts": Named<OrNothing<CastModel>>,
        /// Transforms, by type and language: `public.point LANGUAGE plperl`.
        transforms "transforms": Named<TransformModel>,
        /// Event triggers.
        event_triggers "event_triggers": Named<EventTriggerModel>,
        /// Publications for logical replication.
        publications "publications": Named<OrNothing<PublicationModel>>,
        /// Subscriptions for logical replication.
        subscriptions "subscriptions": Named<SubscriptionModel>,
        /// What is granted on objects that a role will make.
        default_privileges "default_privileges": Vec<DefaultPrivilegeModel>,
        /// What refers to what without a foreign key, for documents: `messages(user_id) -> users(id)`;
        /// a table of another part of the system as `PART/users(id)`.
        relations "relations": Vec<Text>,
        .. sections: Sections,
    }
}

/// An [`Item`] that owns its names.
struct Owned<'a, T> {
    schema: String,
    name: String,
    arguments: String,
    spot: Spot,
    body: &'a T,
}

impl<T> Owned<'_, T> {
    fn borrow(&self) -> Item<'_, T> {
        Item { schema: &self.schema, name: &self.name, arguments: &self.arguments, spot: self.spot, body: self.body }
    }
}

/// Reads the key of a section: `name`, `schema.name`, `name(arguments)`.
fn split<'a, T: Part>(schema: Option<&Text>, key: &Text, body: &'a T, cx: &mut Context) -> Option<Owned<'a, T>> {
    let (parts, arguments) = if T::CALLED {
        let read = name::call(&key.value).map(|(parts, arguments)| (parts, arguments.map(str::to_owned)));
        let (parts, arguments) = cx.parsed(key, read)?;
        // Where there are no overloads, a name alone will do.
        let arguments = arguments.or_else(|| (cx.engine == Engine::Mysql).then(String::new));
        let Some(arguments) = arguments else {
            let hint = format!("write its arguments, or none: `{}()`", key.value);
            cx.faults.add(key.spot, format!("`{}` has no arguments", key.value), hint);
            return None;
        };
        (parts, arguments)
    } else {
        (cx.parsed(key, name::parts(&key.value))?, String::new())
    };
    let owned = |schema: String, name: String| Owned { schema, name, arguments, spot: key.spot, body };
    match (schema, parts.as_slice()) {
        (None, [name]) => Some(owned(cx.home().to_owned(), name.clone())),
        (Some(schema), [name]) => Some(owned(schema.value.clone(), name.clone())),
        (None, [schema, name]) => {
            cx.mention(schema, key.spot);
            Some(owned(schema.clone(), name.clone()))
        }
        (Some(schema), _) => {
            let hint = "within a schema, names stand alone; a name that holds a dot stands in double quotes";
            cx.faults.add(key.spot, format!("`{}` names a schema within schema `{}`", key.value, schema.value), hint);
            None
        }
        (None, _) => {
            let hint = "write NAME or SCHEMA.NAME; a part that holds a dot stands in double quotes";
            cx.faults.add(key.spot, format!("`{}` has {} parts", key.value, parts.len()), hint);
            None
        }
    }
}

impl Context {
    /// A schema that a qualified name mentions: it is there, in the order of mention.
    fn mention(&mut self, schema: &str, spot: Spot) {
        // The server's own is there, with what is added to its operator families.
        if schema != "pg_catalog" && self.namespaces.insert(schema.to_owned()) {
            self.insert(&ObjectId::global(Kind::Schema, schema), Namespace {}, spot);
        }
    }
}

/// Builds the objects of all files' documents.
pub fn assemble(documents: Vec<Document>, cx: &mut Context) {
    settings(&documents, cx);
    let mut parts: Vec<(Option<Text>, Sections)> = Vec::new();
    let mut commons: HashMap<String, Spot> = HashMap::default();
    let (mut extensions, mut wrappers, mut servers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut languages, mut access_methods, mut casts, mut transforms) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut event_triggers, mut publications, mut default_privileges) = (Vec::new(), Vec::new(), Vec::new());
    let (mut subscriptions, mut databases, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    let (mut keyspaces, mut relations) = (Vec::new(), Vec::new());
    let no_public = documents
        .iter()
        .flat_map(|document| &document.schemas.0)
        .find_map(|(name, body)| (name.value == "public" && matches!(body.0, Form::Short(false))).then_some(name.spot));
    if cx.home().is_empty() {
        cx.namespaces.insert(String::new());
    } else if no_public.is_none() {
        // It has no place of its own, unless `schemas` names it.
        cx.namespaces.insert("public".to_owned());
        let named = documents.iter().flat_map(|document| &document.schemas.0).find(|(name, _)| name.value == "public");
        let id = ObjectId::global(Kind::Schema, "public");
        match named {
            Some((name, _)) => _ = cx.insert(&id, Namespace {}, name.spot),
            None => _ = cx.schema.insert(id, Namespace {}, None),
        }
    }
    for document in documents {
        for (name, body) in document.schemas.0 {
            match body.0 {
                Form::Short(false) if name.value == "public" => {}
                Form::Short(_) => {
                    let hint = "leave it out; `public: false` alone says that a database has no schema public";
                    cx.faults.add(name.spot, format!("schema `{}` is neither text nor mapping", name.value), hint);
                }
                Form::Long(body) => {
                    cx.mention(&name.value, name.spot);
                    let id = ObjectId::global(Kind::Schema, name.value.as_str());
                    body.rights.build_rights(&id, cx);
                    if let Some(citus) = &body.citus {
                        super::citus::build_schema(&id, citus.spot, cx);
                    }
                    let common = &body.rights.owned.common;
                    if let Some(comment) = &common.comment {
                        if let Some(first) = commons.insert(name.value.clone(), comment.spot) {
                            let also = cx.place(first).map(|place| place.to_string()).unwrap_or_default();
                            let hint = format!("it stands at {also} too: keep one of them");
                            let message = format!("the comment of schema {} is stated twice", name.value);
                            cx.faults.add(comment.spot, message, hint);
                        } else {
                            common.build(&id, cx);
                        }
                    } else {
                        common.build_quiet(&id, cx);
                    }
                    parts.push((Some(name), body.sections));
                }
            }
        }
        roles.extend(document.roles.0);
        databases.extend(document.database);
        keyspaces.extend(document.keyspace);
        relations.extend(document.relations);
        extensions.extend(document.extensions.0);
        wrappers.extend(document.foreign_data_wrappers.0);
        servers.extend(document.foreign_servers.0);
        languages.extend(document.languages.0);
        access_methods.extend(document.access_methods.0);
        casts.extend(document.casts.0);
        transforms.extend(document.transforms.0);
        event_triggers.extend(document.event_triggers.0);
        subscriptions.extend(document.subscriptions.0);
        publications.extend(document.publications.0);
        default_privileges.extend(document.default_privileges);
        parts.push((None, document.sections));
    }
    for At { value, spot } in &keyspaces {
        value.build(*spot, cx);
    }
    if keyspaces.is_empty() && cx.engine == Engine::Cassandra {
        // It is there, and what is not said of it is left to the cluster.
        cx.schema.insert(ObjectId::global(Kind::Keyspace, "current"), Keyspace::default(), None);
    }
    build(&parts, cx, |cx| {
        super::heir::resolve(cx);
        for (name, body) in &extensions {
            body.0.build(name, cx);
        }
    });
    for (name, body) in &languages {
        body.build(name, cx);
    }
    for (name, body) in &access_methods {
        body.build(name, cx);
    }
    for (name, body) in &casts {
        body.0.build(name, cx);
    }
    for (name, body) in &transforms {
        body.build(name, cx);
    }
    for (name, body) in &roles {
        body.0.build(name, cx);
    }
    for body in &databases {
        body.build(cx);
    }
    for (name, body) in &wrappers {
        body.0.build(name, cx);
    }
    for (name, body) in &servers {
        body.build(name, cx);
    }
    for (name, body) in &event_triggers {
        body.build(name, cx);
    }
    for (name, body) in &publications {
        body.0.build(name, cx);
    }
    for (name, body) in &subscriptions {
        body.build(name, cx);
    }
    super::citus::settle(cx);
    for text in &relations {
        super::relation::build(text, cx);
    }
    for body in &default_privileges {
        body.build(cx);
    }
    if let Some(spot) = no_public
        && let Some(id) = cx.schema.objects.keys().find(|id| &*id.schema == "public")
    {
        let message = format!("schema `public` is said not to be there, but the {} {id} is in it", id.kind);
        cx.faults.add(spot, message, "leave `public: false` out");
    }
}

/// Reads `manage` and `search_path`, which one file alone may state.
fn settings(documents: &[Document], cx: &mut Context) {
    cx.schema.search_path = vec![cx.home().to_owned()];
    cx.schema.ordered = cx.engine == Engine::Mysql;
    let mut first: HashMap<&str, Spot> = HashMap::default();
    let mut once = |key: &'static str, spot: Spot, cx: &mut Context| {
        if let Some(other) = first.insert(key, spot) {
            let also = cx.place(other).map(|place| place.to_string()).unwrap_or_default();
            cx.faults.add(
                spot,
                format!("`{key}` is stated in two files"),
                format!("it stands at {also} too: keep one"),
            );
        }
    };
    for document in documents {
        if let Some((key, _)) = document.manage.0.first() {
            once("manage", key.spot, cx);
        }
        for (key, on) in &document.manage.0 {
            let facets = Kind::ALL.iter().copied().filter(|kind| kind.is_facet());
            let words: Vec<(String, Kind)> = facets.map(|kind| (kind.plural().replace(' ', "_"), kind)).collect();
            match words.iter().find(|(word, _)| *word == key.value) {
                Some((_, kind)) if *on => _ = cx.schema.manage.insert(*kind),
                Some(_) => {}
                None => {
                    let list = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
                    let near = nearest(&key.value, words.iter().map(|(word, _)| word.as_str()));
                    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
                    let hint = format!("{near}`manage` takes {list}");
                    cx.faults.add(key.spot, format!("unknown key `{}` in `manage`", key.value), hint);
                }
            }
        }
        if let Some(path) = &document.search_path {
            once("search_path", path.spot, cx);
            cx.schema.search_path = path.value.iter().map(|schema| schema.value.clone()).collect();
        }
    }
}
