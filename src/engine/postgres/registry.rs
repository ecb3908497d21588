//! The kinds that PostgreSQL has: one line each to be read, one to be written.

use std::collections::BTreeMap;

use sqlx::postgres::PgRow;

use super::read::Reader;
use super::sql::{Part, Sql};
use super::{
    Postgres, access_method, aggregate, base_type, cast, coerced, collation, column, columnar, composite, conversion,
    cycle_mark, database, default_privilege, distribution, domain, enumeration, event_trigger, evict, exchange,
    extension, extension_dependency, extension_member, foreign_data_wrapper, foreign_key, foreign_server,
    foreign_table, grant, index, inheritance, language, membership, operator, operator_class, operator_family, owner,
    policy, profile, publication, quote, range, role, routine, rule, schema, security_label, sequence, setting,
    statistics, subscription, table, text_search_configuration, text_search_dictionary, text_search_parser,
    text_search_template, transform, trigger, trigger_state, unique, user_mapping, view,
};
use crate::engine::{Alteration, Begun, Dialect, Exchange, Exchanged, Finish, Sides, Statement};
use crate::error::Fault;
use crate::model::{self, Kind, Object, ObjectId};

type Read = fn(&PgRow, &mut Reader) -> Result<(), Fault>;

/// The catalog queries in the order in which they are asked: parents before their parts.
pub(super) const READERS: &[(&str, Read)] = &[
    (database::QUERY, database::read),
    (schema::QUERY, schema::read),
    (extension::QUERY, extension::read),
    (extension_member::QUERY, extension_member::read),
    (foreign_data_wrapper::QUERY, foreign_data_wrapper::read),
    (foreign_server::QUERY, foreign_server::read),
    (user_mapping::QUERY, user_mapping::read),
    (language::QUERY, language::read),
    (access_method::QUERY, access_method::read),
    (collation::QUERY, collation::read),
    (enumeration::QUERY, enumeration::read),
    (domain::QUERY, domain::read),
    (domain::CHECK_QUERY, domain::read_check),
    (composite::QUERY, composite::read),
    (range::QUERY, range::read),
    (base_type::QUERY, base_type::read),
    (operator::QUERY, operator::read),
    (operator_family::QUERY, operator_family::read),
    (operator_class::QUERY, operator_class::read),
    (cast::QUERY, cast::read),
    (conversion::QUERY, conversion::read),
    (transform::QUERY, transform::read),
    (sequence::QUERY, sequence::read),
    (table::QUERY, table::read),
    (foreign_table::QUERY, foreign_table::read),
    (inheritance::QUERY, inheritance::read),
    (column::QUERY, column::read),
    (unique::QUERY, unique::read),
    (foreign_key::QUERY, foreign_key::read),
    (routine::QUERY, routine::read),
    (aggregate::QUERY, aggregate::read),
    (text_search_parser::QUERY, text_search_parser::read),
    (text_search_template::QUERY, text_search_template::read),
    (text_search_dictionary::QUERY, text_search_dictionary::read),
    (text_search_configuration::QUERY, text_search_configuration::read),
    (view::QUERY, view::read),
    (view::COLUMN_QUERY, view::read_column),
    (index::QUERY, index::read),
    (statistics::QUERY, statistics::read),
    (rule::QUERY, rule::read),
    (trigger::QUERY, trigger::read),
    (trigger_state::QUERY, trigger_state::read),
    (super::comment::OF_COPIES, super::comment::read_of_copy),
    (policy::QUERY, policy::read),
    (extension_dependency::QUERY, extension_dependency::read),
    (event_trigger::QUERY, event_trigger::read),
    (publication::QUERY, publication::read),
    (publication::TABLE_QUERY, publication::read_table),
    (subscription::QUERY, subscription::read),
    (owner::QUERY, owner::read),
    (grant::QUERY, grant::read),
    (default_privilege::QUERY, default_privilege::read),
    (setting::QUERY, setting::read),
    (security_label::QUERY, security_label::read),
];

/// The queries about what all databases of a server share, asked before the others where it is wanted.
pub(super) const CLUSTER_READERS: &[(&str, Read)] =
    &[(role::QUERY, role::read), (role::SETTING_QUERY, role::read_setting), (membership::QUERY, membership::read)];

/// The queries about what Citus keeps count of, asked after the others where it is installed.
pub(super) const CITUS_READERS: &[(&str, Read)] = &[(distribution::QUERY, distribution::read)];

/// The same about its access method, which is an extension of its own.
pub(super) const COLUMNAR_READERS: &[(&str, Read)] = &[(columnar::QUERY, columnar::read)];

/// Hands each of the dialect's questions to the kind that it is about. Kinds that PostgreSQL does not
/// have are never asked about: no model of its can hold one.
macro_rules! writers {
    ($($kind:ident => $body:ident;)*) => {
        impl Dialect for Postgres {
            fn create(
                &self,
                id: &ObjectId,
                object: &Object,
                parts: &[Part<'_>],
                sides: Sides<'_>,
            ) -> Vec<Statement> {
                let mut statements = match object { $(Object::$kind(body) => body.create_within(id, parts, sides),)* _ => Vec::new() };
                statements.extend(grant::without_defaults(id, sides));
                statements
            }

            fn drop(&self, id: &ObjectId, object: &Object, sides: Sides<'_>) -> Vec<Statement> {
                match object { $(Object::$kind(body) => body.drop_within(id, sides),)* _ => Vec::new() }
            }

            fn alter(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Alteration {
                match (before, after) {
                    $((Object::$kind(before), Object::$kind(after)) => before.alter(id, after, sides),)*
                    _ => Alteration::Replace,
                }
            }

            fn is_type(&self, object: &Object) -> bool {
                exchange::is_type(object)
            }

            fn exchange(&self, types: &[Exchanged<'_>], sides: Sides<'_>) -> Exchange {
                exchange::exchange(types, sides)
            }

            fn immovable(&self, holder: &ObjectId, sides: Sides<'_>) -> bool {
                column::immovable(holder, sides)
            }

            fn renews_its_type(&self, part: &ObjectId, sides: Sides<'_>) -> bool {
                domain::renewed_for(part, sides)
            }

            fn changes_after(&self, id: &ObjectId, before: &Object, after: &Object, sides: Sides<'_>) -> Vec<ObjectId> {
                match (before, after) {
                    (Object::Table(before), Object::Table(after)) => table::changes_after(id, before, after, sides),
                    _ => Vec::new(),
                }
            }

            fn finish(&self, id: &ObjectId, before: Option<&Object>, after: &Object) -> Option<Finish> {
                match (before, after) {
                    $((None, Object::$kind(after)) => after.finish(id, None),)*
                    $((Some(Object::$kind(before)), Object::$kind(after)) => after.finish(id, Some(before)),)*
                    _ => None,
                }
            }

            fn rename(
                &self,
                from: &ObjectId,
                to: &ObjectId,
                object: &Object,
                (major, respell): (u32, crate::engine::Respelling<'_>),
            ) -> Vec<Statement> {
                if let Object::Range(range) = object {
                    return range.renamed(from, to, major, respell);
                }
                match object { $(Object::$kind(body) => body.rename(from, to),)* _ => Vec::new() }
            }

            fn folds(&self, _: &ObjectId, object: &Object) -> bool {
                match object { $(Object::$kind(body) => body.folds(),)* _ => false }
            }

            fn follows_links(&self, id: &ObjectId, object: &Object, after: &model::Schema) -> crate::engine::Follows {
                match object { $(Object::$kind(body) => body.follows_links(id, after),)* _ => crate::engine::Follows::default() }
            }

            fn completes(&self, object: &Object) -> bool {
                match object { $(Object::$kind(body) => body.completes(),)* _ => false }
            }

            fn begin(
                &self,
                id: &ObjectId,
                old: Option<&Object>,
                new: &model::Entry,
                sides: Sides<'_>,
            ) -> Option<Begun> {
                super::begin::begin(id, old, new, sides)
            }

            fn is_left_over(&self, id: &ObjectId, before: &model::Schema) -> bool {
                super::shadow::is_left_over(id, before)
            }

            fn shadow(
                &self,
                id: &ObjectId,
                before: &Object,
                after: &Object,
                sides: Sides<'_>,
            ) -> Option<Result<Vec<Statement>, String>> {
                super::shadow::shadow(id, before, after, sides)
            }

            fn evicted(&self, id: &ObjectId, object: &Object, of: &ObjectId, sides: Sides<'_>) -> bool {
                let always = match object { $(Object::$kind(body) => body.evicted(),)* _ => false };
                always && of.kind != Kind::Partition || evict::stands_between(id, object, of, sides)
            }

            fn claim(&self, id: &ObjectId, object: &Object) -> Option<String> {
                match object { $(Object::$kind(body) => body.claim(id),)* _ => None }
            }

            fn takes_along(
                &self,
                id: &ObjectId,
                before: &Object,
                after: &Object,
                sides: Sides<'_>,
            ) -> Vec<(ObjectId, Option<Object>)> {
                match (before, after) {
                    (Object::Composite(before), Object::Composite(after)) => before.takes_along(id, after, sides),
                    _ => Vec::new(),
                }
            }

            fn left_behind(&self, id: &ObjectId, heir: &Object, sides: Sides<'_>) -> Option<Object> {
                super::inheritance::left_behind(id, heir, sides)
            }

            fn comes_first(
                &self,
                link: &Object,
                was: &Object,
                is: &Object,
                own: (&Object, &Object),
                sides: Sides<'_>,
            ) -> bool {
                super::inheritance::comes_first(link, was, is, own, sides)
            }

            fn upheld(&self, state: Object, own: &Object, others: &[&Object], sides: Sides<'_>) -> Object {
                super::inheritance::upheld(state, own, others, sides)
            }

            fn divides(&self, link: &Object) -> bool {
                super::rebuild::divides(link)
            }

            fn set_aside(&self, id: &ObjectId, root: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
                super::rebuild::set_aside(id, root, sides)
            }

            fn refill(
                &self,
                root: &ObjectId,
                values: &BTreeMap<ObjectId, String>,
                sides: Sides<'_>,
            ) -> Vec<Statement> {
                super::rebuild::refill(root, values, sides)
            }

            fn sole(&self, id: &ObjectId, object: &Object, schema: &model::Schema) -> Vec<String> {
                let Some(table) = id.parent() else { return Vec::new() };
                let key = match object {
                    Object::Unique(unique) if unique.primary => Some(format!("key of {table}")),
                    // Bounds may overlap with those that go.
                    Object::Partition(partition) => return vec![format!("partitions of {}", partition.of)],
                    // A partition's own key would be taken for the one that it is handed down.
                    Object::ForeignKey(_) => evict::top(table, schema).map(|top| format!("keys of {top}")),
                    Object::Unique(_) | Object::Exclusion(_) | Object::Check(_) => None,
                    _ => return Vec::new(),
                };
                // Constraints of a table share their names, of whatever kind they are.
                key.into_iter().chain([format!("constraint {} of {table}", id.name)]).collect()
            }

            fn dropped_with<'a>(&self, id: &ObjectId, object: &'a Object, sides: Sides<'a>) -> Option<&'a ObjectId> {
                match object { $(Object::$kind(body) => body.dropped_with(id, sides),)* _ => None }
            }

            fn handed_down(
                &self,
                link: &Object,
                before: Option<&Object>,
                after: Option<&Object>,
                heir: Option<&Object>,
                sides: Sides<'_>,
            ) -> Option<Option<Object>> {
                super::inheritance::handed_down(link, before, after, heir, sides)
            }

            fn adopt(&self, settled: &mut Object, written: &Object, live: &Object) {
                match (settled, written, live) {
                    $((Object::$kind(settled), Object::$kind(written), Object::$kind(live)) => settled.adopt(written, live),)*
                    _ => {}
                }
            }

            fn platform(
                &self,
                live: &model::Schema,
                profiles: &[String],
                borrowed: &std::collections::BTreeSet<ObjectId>,
            ) -> crate::model::hashed::HashSet<ObjectId> {
                profile::platform(live, profiles, borrowed)
            }

            fn foretell(
                &self,
                changed: &[(&model::ObjectId, &Object)],
                gone: &[&model::ObjectId],
                model: &model::Schema,
                live: &model::Schema,
            ) -> Option<Vec<model::Entry>> {
                super::foretell::foretell(changed, gone, model, live)
            }

            fn concede(&self, wanted: &mut model::Schema, live: &model::Schema) {
                super::inheritance::concede(wanted, live);
            }

            fn fit(&self, model: &mut model::Schema, live: &model::Schema) -> Option<String> {
                super::citus::fit(model, live)
            }

            fn align(&self, live: &mut model::Schema, model: &model::Schema) {
                super::citus::align(live, model);
            }

            fn refusals(&self, sides: Sides<'_>) -> Vec<(ObjectId, String)> {
                super::citus::refusals(sides)
            }

            fn preludes(&self, before: &model::Schema) -> &'static [&'static str] {
                super::citus::preludes(before)
            }

            fn renamed_within(&self, object: &mut Object, of: &ObjectId, from: &ObjectId, to: &ObjectId) {
                if let Object::Distribution(body) = object {
                    body.renamed_within(of, from, to);
                }
            }

            fn stub_role(&self, name: &str) -> String {
                // Another session may make the same one meanwhile.
                let body = format!(
                    "BEGIN IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {}) THEN CREATE ROLE {}; END IF; \
                     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END",
                    quote::literal(name),
                    quote::ident(name)
                );
                format!("DO {}", quote::dollar(&body))
            }

            fn relation(&self, id: &ObjectId) -> Option<String> {
                (id.parent().is_none() && !id.schema.is_empty()).then(|| super::quote::name(id))
            }

            fn has(&self, kind: Kind) -> bool {
                match kind { $(Kind::$kind => !super::elsewhere::is_elsewhere(kind),)* _ => false }
            }

            fn faithful(&self, sql: String) -> String {
                let sql = coerced::faithful(&sql).unwrap_or(sql);
                cycle_mark::readable(&sql).unwrap_or(sql)
            }

            fn quote(&self, name: &str) -> String {
                quote::ident(name)
            }
        }

        /// An object as `COMMENT ON` and its like name it: `COLUMN public.users.id`.
        pub(super) fn target(id: &ObjectId) -> String {
            match id.kind { $(Kind::$kind => <model::$body as Sql>::target(id),)* _ => id.to_string() }
        }

        /// A part as a line of its parent's `CREATE`; none for what is no such thing.
        pub(super) fn line(id: &ObjectId, object: &Object) -> Option<String> {
            match object { $(Object::$kind(body) => body.line(id),)* _ => None }
        }
    };
}

writers! {
    Role => Role;
    Membership => Membership;
    Database => Database;
    Keyspace => Keyspace;
    Schema => Namespace;
    Extension => Extension;
    ForeignDataWrapper => ForeignDataWrapper;
    ForeignServer => ForeignServer;
    UserMapping => UserMapping;
    Language => Language;
    AccessMethod => AccessMethod;
    Collation => Collation;
    Enum => Enum;
    Domain => Domain;
    Composite => Composite;
    Range => Range;
    BaseType => BaseType;
    Operator => Operator;
    OperatorFamily => OperatorFamily;
    OperatorClass => OperatorClass;
    Cast => Cast;
    Conversion => Conversion;
    Transform => Transform;
    Sequence => Sequence;
    Table => Table;
    ForeignTable => ForeignTable;
    Column => Column;
    Default => DefaultValue;
    Unique => Unique;
    Check => Check;
    Exclusion => Exclusion;
    ForeignKey => ForeignKey;
    Routine => Routine;
    Aggregate => Aggregate;
    TextSearchParser => TextSearchParser;
    TextSearchTemplate => TextSearchTemplate;
    TextSearchDictionary => TextSearchDictionary;
    TextSearchConfiguration => TextSearchConfiguration;
    View => View;
    MaterializedView => MaterializedView;
    Index => Index;
    Partition => Partition;
    Inheritance => Inheritance;
    Statistics => Statistics;
    Rule => Rule;
    Trigger => Trigger;
    TriggerState => TriggerState;
    Policy => Policy;
    ExtensionDependency => ExtensionDependency;
    EventTrigger => EventTrigger;
    Publication => Publication;
    Subscription => Subscription;
    Owner => Owner;
    Grant => Grant;
    DefaultPrivilege => DefaultPrivilege;
    Comment => Comment;
    Setting => Setting;
    SecurityLabel => SecurityLabel;
    Columnar => Columnar;
    Distribution => Distribution;
}
