//! What no server of tests/psql.rs can show: other versions' attributes, and states that are hard to reach.

use std::sync::Arc;

use super::*;
use crate::model::{Check, Column, Generated, Index, KeyPart, Table, Unique};

fn schema() -> (Schema, Arc<ObjectId>) {
    let mut schema = Schema { search_path: vec!["public".to_owned()], ..Schema::default() };
    let table = Arc::new(ObjectId::in_schema(Kind::Table, "public", "t"));
    schema.insert((*table).clone(), Table { tablespace: Some("fast".to_owned()), ..Table::default() }, None);
    (schema, table)
}

fn strings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn only(schema: &Schema, layout: Wording) -> Description {
    let mut descriptions = describe(schema, layout);
    assert_eq!(descriptions.len(), 1);
    descriptions.remove(0)
}

#[test]
fn tablespaces_broken_indexes_and_what_postgresql_18_brought() {
    let (mut schema, table) = schema();
    let generated = Some(Generated { expression: "a + 1".to_owned(), stored: false });
    let column = Column { data_type: "integer".to_owned(), generated, ..Column::default() };
    schema.insert(ObjectId::child(&table, Kind::Column, "b"), column, None);
    let key = KeyPart { column: Some("b".to_owned()), ..KeyPart::default() };
    let index = Index {
        method: "btree".to_owned(),
        keys: vec![key],
        invalid: true,
        tablespace: Some("slow".to_owned()),
        ..Index::default()
    };
    schema.insert(ObjectId::child(&table, Kind::Index, "i"), index, None);
    let period =
        Unique { primary: true, columns: strings(&["id", "valid"]), without_overlaps: true, ..Unique::default() };
    schema.insert(ObjectId::child(&table, Kind::Unique, "t_pkey"), period, None);
    let check = Check { expression: "b > 0".to_owned(), not_enforced: true, not_valid: true, ..Check::default() };
    schema.insert(ObjectId::child(&table, Kind::Check, "c"), check, None);
    let key = ForeignKey {
        columns: strings(&["id", "valid"]),
        references: (*table).clone(),
        referenced_columns: Vec::new(),
        period: true,
        match_type: Default::default(),
        on_update: Default::default(),
        on_delete: Default::default(),
        on_delete_columns: Vec::new(),
        deferrable: false,
        initially_deferred: false,
        not_valid: false,
        not_enforced: true,
    };
    schema.insert(ObjectId::child(&table, Kind::ForeignKey, "f"), key, None);
    let description = only(&schema, Wording::Psql15);
    assert_eq!(description.rows, [["b", "integer", "", "", "generated always as (a + 1)"]]);
    let key = "FOREIGN KEY (id, PERIOD valid) REFERENCES t(id, PERIOD valid) NOT ENFORCED";
    assert_eq!(
        description.footers,
        [
            "Indexes:",
            "    \"t_pkey\" PRIMARY KEY (id, valid WITHOUT OVERLAPS)",
            "    \"i\" btree (b) INVALID, tablespace \"slow\"",
            "Check constraints:",
            "    \"c\" CHECK (b > 0) NOT ENFORCED",
            "Foreign-key constraints:",
            &format!("    \"f\" {key}"),
            "Referenced by:",
            &format!("    TABLE \"t\" CONSTRAINT \"f\" {key}"),
            "Tablespace: \"fast\"",
        ]
    );
}

#[test]
fn psql_96_has_one_column_of_modifiers_and_unique_indexes_first() {
    let (mut schema, table) = schema();
    let column = Column {
        data_type: "text".to_owned(),
        collation: Some("pg_catalog.\"C\"".to_owned()),
        not_null: true,
        ..Column::default()
    };
    let id = Arc::new(ObjectId::child(&table, Kind::Column, "a"));
    schema.insert((*id).clone(), column, None);
    let default = crate::model::DefaultValue { expression: "'x'::text".to_owned() };
    schema.insert(ObjectId::child(&id, Kind::Default, ""), default, None);
    for (name, unique, expression) in [("a", false, "COALESCE(a, b)"), ("z", true, "lower(a)")] {
        let key = KeyPart { expression: Some(expression.to_owned()), ..KeyPart::default() };
        let index = Index { method: "btree".to_owned(), keys: vec![key], unique, ..Index::default() };
        schema.insert(ObjectId::child(&table, Kind::Index, name), index, None);
    }
    let old = only(&schema, Wording::Psql96);
    assert_eq!(old.header, ["Column", "Type", "Modifiers"]);
    assert_eq!(old.rows, [["a", "text", "collate C not null default 'x'::text"]]);
    assert_eq!(old.footers[1..3], ["    \"z\" UNIQUE, btree (lower(a))", "    \"a\" btree ((COALESCE(a, b)))"]);
    let new = only(&schema, Wording::Psql15);
    assert_eq!(new.footers[1..3], ["    \"a\" btree (COALESCE(a, b))", "    \"z\" UNIQUE, btree (lower(a))"]);
}

#[test]
fn names_are_short_where_the_search_path_finds_them() {
    let mut schema = Schema { search_path: strings(&["a", "b"]), ..Schema::default() };
    for (namespace, name) in [("a", "t"), ("b", "t"), ("b", "Only"), ("c", "t")] {
        schema.insert(ObjectId::in_schema(Kind::Table, namespace, name), Table::default(), None);
    }
    let describer = Describer::new(&schema, Wording::Psql15);
    let name = |namespace: &str, name: &str| describer.relation(&ObjectId::in_schema(Kind::Table, namespace, name));
    assert_eq!(name("a", "t"), "t");
    assert_eq!(name("b", "t"), "b.t");
    assert_eq!(name("b", "Only"), "\"Only\"");
    assert_eq!(name("c", "t"), "c.t");
}
