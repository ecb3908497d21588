//! The rules: a file each, with its page and its examples in it.

mod algorithm_not_stated;
pub(super) mod autovacuum_off;
mod blocking_scan;
pub(super) mod char_type;
mod checks_off;
mod concurrently_in_transaction;
mod constraint_builds_index;
mod constraint_dropped;
mod detach_not_concurrently;
mod domain_constraint;
mod drop_column;
mod drop_index_not_concurrently;
mod drop_schema;
mod drop_table;
mod enum_value_place;
mod exclusive_lock;
mod extension_upgrade;
pub(super) mod foreign_key_without_index;
pub(super) mod grant_to_public;
mod identifier_too_long;
mod index_not_concurrently;
pub(super) mod json_type;
mod lock_timeout;
mod locks_several_tables;
pub(super) mod money_type;
mod mysql;
pub(super) mod no_primary_key;
mod no_way_back;
mod not_repeatable;
mod nullable_to_required;
mod refresh_not_concurrently;
mod reindex_not_concurrently;
mod rename_column;
mod rename_table;
mod replica_identity;
mod required_column;
mod required_to_nullable;
mod row_security_off;
pub(super) mod security_definer_search_path;
pub(super) mod serial;
mod several_without_transaction;
pub(super) mod small_key;
mod statement_timeout;
mod table_copied;
mod table_rewrite;
pub(super) mod timestamp_without_zone;
mod transaction_control;
mod trigger_added;
mod truncate_cascade;
mod unbounded_write;
mod unique_may_fail;
pub(super) mod unlogged;
mod unqualified_name;
mod vacuum_full;
pub(super) mod varchar_limit;
mod view_loses_invoker;
mod writes_wait;

use super::Rule;
use crate::engine::Engine;

pub use mysql::MYSQL_RULES;

/// The rules for migrations of an engine; nothing for one that has none.
pub fn of(engine: Engine) -> &'static [Rule] {
    match engine {
        Engine::Postgresql => RULES,
        Engine::Mysql => MYSQL_RULES,
        Engine::Cassandra => &[],
    }
}

/// The rules of all engines, each name once.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    let own = MYSQL_RULES.iter().filter(|rule| !RULES.iter().any(|other| other.code == rule.code));
    RULES.iter().chain(own)
}

/// The rules for PostgreSQL's, by name.
pub const RULES: &[Rule] = &[
    autovacuum_off::RULE,
    blocking_scan::RULE,
    char_type::RULE,
    concurrently_in_transaction::RULE,
    constraint_builds_index::RULE,
    constraint_dropped::RULE,
    detach_not_concurrently::RULE,
    domain_constraint::RULE,
    drop_column::RULE,
    drop_index_not_concurrently::RULE,
    drop_schema::RULE,
    drop_table::RULE,
    enum_value_place::RULE,
    exclusive_lock::RULE,
    extension_upgrade::RULE,
    foreign_key_without_index::RULE,
    grant_to_public::RULE,
    identifier_too_long::RULE,
    index_not_concurrently::RULE,
    json_type::RULE,
    lock_timeout::RULE,
    locks_several_tables::RULE,
    money_type::RULE,
    no_primary_key::RULE,
    no_way_back::RULE,
    not_repeatable::RULE,
    nullable_to_required::RULE,
    refresh_not_concurrently::RULE,
    reindex_not_concurrently::RULE,
    rename_column::RULE,
    rename_table::RULE,
    replica_identity::RULE,
    required_column::RULE,
    required_to_nullable::RULE,
    row_security_off::RULE,
    security_definer_search_path::RULE,
    serial::RULE,
    several_without_transaction::RULE,
    small_key::RULE,
    statement_timeout::RULE,
    table_rewrite::RULE,
    timestamp_without_zone::RULE,
    transaction_control::RULE,
    trigger_added::RULE,
    truncate_cascade::RULE,
    unbounded_write::RULE,
    unique_may_fail::RULE,
    unlogged::RULE,
    unqualified_name::RULE,
    vacuum_full::RULE,
    varchar_limit::RULE,
    view_loses_invoker::RULE,
];
