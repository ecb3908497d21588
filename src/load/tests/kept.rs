use std::path::Path;

use super::*;
use crate::engine::Engine;

#[test]
fn a_model_comes_back_as_it_was() {
    for (name, engine) in [
        ("sourcegraph", Engine::Postgresql),
        ("seydam", Engine::Postgresql),
        ("member-platform", Engine::Postgresql),
        ("gochat/citus", Engine::Postgresql),
        ("staart", Engine::Mysql),
        ("gochat/scylladb", Engine::Cassandra),
    ] {
        let model = crate::load::load_for(&Path::new("schemas").join(name), engine).expect("loads");
        let bytes = written(&model).expect("is kept");
        let again = read(&bytes).expect("is read");
        assert_eq!(format!("{model:?}"), format!("{again:?}"), "{name}");
        // Whatever is missing of it, it is not taken for the whole.
        for length in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            assert!(read(&bytes[..length]).is_none(), "{name}, {length} bytes");
        }
        // The parts of an object share its name.
        let parents: Vec<&ObjectId> = again.objects.keys().filter_map(|id| id.of.as_ref()).collect();
        let shared = parents.windows(2).any(|pair| std::ptr::eq(&*pair[0].name, &*pair[1].name));
        assert!(shared, "{name}");
    }
}

#[test]
fn what_one_database_alone_has_is_not_kept() {
    let mut schema = crate::load::load(Path::new("schemas/sourcegraph")).expect("loads");
    assert!(written_whole(&schema).is_some());
    schema.database = Some("app".to_owned());
    assert!(written(&schema).is_none());
}

#[test]
fn what_a_server_said_comes_back_and_tells_schemas_apart() {
    let poured = |schema: &Schema| {
        let mut bytes = Vec::new();
        pour(schema, &mut bytes).expect("is poured");
        bytes
    };
    let text = "extensions: {citext: {}}\ntables: {t: {columns: {id: int}}}\n";
    let mut schema = crate::load::load_texts(vec![("a.yaml".to_owned(), text.to_owned())]).expect("loads");
    let mut seen = vec![poured(&schema)];
    let changes: [fn(&mut Schema); 8] = [
        |schema| schema.major = 15,
        |schema| schema.reader = Some("me".to_owned()),
        |schema| schema.founder = Some("you".to_owned()),
        |schema| schema.citus.available = true,
        |schema| drop(schema.hidden.insert(Kind::Grant, "no right".to_owned())),
        |schema| drop(schema.remembered.insert(ObjectId::database(), "int".to_owned())),
        |schema| schema.unmodelled.push(Unmodelled { kind: "a".to_owned(), name: "b".to_owned() }),
        |schema| schema.objects.values_mut().for_each(|entry| entry.object.fix()),
    ];
    for change in changes {
        change(&mut schema);
        let bytes = written_whole(&schema).expect("is kept");
        assert_eq!(format!("{schema:?}"), format!("{:?}", read(&bytes).expect("is read")));
        assert!(!seen.contains(&poured(&schema)));
        seen.push(poured(&schema));
    }
    assert!(schema.objects.values().any(|entry| entry.object.is_fixed()));
    schema.database = Some("app".to_owned());
    assert!(!seen.contains(&poured(&schema)));
}

#[test]
fn places_and_what_is_called_otherwise_come_back() {
    let text = "search_path: [public]\nmanage: {comments: true}\ntables:\n  people:\n    renamed_from: users\n    columns:\n      id: int\n      cost: {type: int, renamed_from: price}\n\
                functions:\n  f(): {returns: int, language: sql, cost: 0.1, body: SELECT 1}\n";
    let model = crate::load::load_texts(vec![("a.yaml".to_owned(), text.to_owned())]).expect("loads");
    assert_eq!(model.renames.len(), 2);
    let again = read(&written(&model).expect("is kept")).expect("is read");
    assert_eq!(format!("{model:?}"), format!("{again:?}"));
    assert!(again.objects.values().any(|entry| entry.place.is_some()));
}
