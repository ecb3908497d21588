//! A model of Cassandra, read and written again.

use crate::dump::to_string;
use crate::engine::Engine;
use crate::load::load_texts_for;
use crate::model::{Kind, Object, ObjectId, Order};

const MODEL: &str = r#"
keyspace: {replication: {class: NetworkTopologyStrategy, dc1: 3}}
types:
  address: {attributes: {street: varchar, numbers: 'frozen< list<int> >'}}
tables:
  messages:
    comment: by channel
    columns:
      channel_id: bigint
      bucket: int
      id: bigint
      topic: {type: text, static: true}
      email: {type: text, masked: mask_default()}
      to: map<text,frozen<address>>
    indexes:
      by_email: {keys: [email], method: sai}
      by_to: [keys(to)]
    partition_key: [channel_id, bucket]
    clustering_key: [id desc]
    options: {compaction.class: LeveledCompactionStrategy, gc_grace_seconds: 60}
    triggers: {audit: {class: org.example.Audit}}
  short: {columns: {a: int, b: int}, primary_key: [a, b]}
functions:
  plus(state int, "Value" map<text,int>): {returns: int, language: java, strict: true, body: return state;}
aggregates:
  total(int): {sfunc: plus, stype: int, initcond: 0}
materialized_views:
  by_id: {query: 'SELECT * FROM messages WHERE id IS NOT NULL', partition_key: [id], clustering_key: [channel_id]}
"#;

fn read(text: &str) -> crate::model::Schema {
    load_texts_for(vec![("model.yaml".to_owned(), text.to_owned())], Engine::Cassandra).unwrap()
}

#[test]
fn what_is_written_reads_the_same() {
    let model = read(MODEL);
    let again = read(&to_string(&model));
    for (id, entry) in &model.objects {
        assert_eq!(again.get(id), Some(&entry.object), "{id}");
    }
    assert_eq!(model.objects.len(), again.objects.len());
    assert!(super::super::file(&model).left_out.is_empty());
}

#[test]
fn a_key_is_of_partitions_and_order() {
    let model = read(MODEL);
    let key = |name: &str| match model.get(&ObjectId::in_schema(Kind::Table, "", name)) {
        Some(Object::Table(table)) => table.row_key.clone().unwrap(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key("messages").partition, ["channel_id", "bucket"]);
    assert_eq!(key("messages").clustering[0].order, Order::Desc);
    assert_eq!((key("short").partition.len(), key("short").clustering.len()), (1, 1));
    let function = ObjectId::routine(Kind::Routine, "", "plus", "int, map<text, int>");
    assert!(model.get(&function).is_some());
}

#[test]
fn what_is_not_of_cassandra_is_refused() {
    let refused = |text: &str, engine| {
        load_texts_for(vec![("model.yaml".to_owned(), text.to_owned())], engine).unwrap_err().to_string()
    };
    let fault = refused("tables: {t: {columns: {a: int}, partition_key: [a]}}", Engine::Postgresql);
    assert!(fault.contains("PostgreSQL has no partition keys"), "{fault}");
    let fault = refused("keyspace: {durable_writes: true}", Engine::Mysql);
    assert!(fault.contains("MySQL has no keyspaces"), "{fault}");
    let fault = refused("tables: {t: {columns: {a: {type: int, static: true}}}}", Engine::Postgresql);
    assert!(fault.contains("knows no `static` of a column"), "{fault}");
    let fault = refused("tables: {t: {columns: {a: int}, partition_key: [b]}}", Engine::Cassandra);
    assert!(fault.contains("has no column `b`"), "{fault}");
    let fault = refused("tables: {t: {columns: {a: {type: int, comment: x}}, partition_key: [a]}}", Engine::Cassandra);
    assert!(fault.contains("comment"), "{fault}");
    let trigger =
        |body: &str| format!("tables: {{t: {{columns: {{a: int}}, primary_key: [a], triggers: {{g: {body}}}}}}}");
    for (body, engine, expected) in [
        ("{}", Engine::Cassandra, "says not which class it is"),
        ("{class: c.D, timing: before}", Engine::Cassandra, "knows no `timing` of a trigger"),
        ("{class: c.D, definer: a@b}", Engine::Cassandra, "knows no `definer` of a trigger"),
        ("{class: c.D, timing: before, events: [insert]}", Engine::Postgresql, "knows no `class` of a trigger"),
        ("{events: [insert], function: f()}", Engine::Postgresql, "says not when it fires"),
        ("{events: [insert], body: 'SET @a = 1'}", Engine::Mysql, "says not when it fires"),
    ] {
        let fault = refused(&trigger(body), engine);
        assert!(fault.contains(expected), "{fault}");
    }
}
