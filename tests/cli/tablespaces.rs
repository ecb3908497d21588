//! Where tables, materialized views, partitions and indexes lie, on a server that has more places than one.

use super::support::{Project, dbtool, psql, server};

const BEFORE: &str = "\
tables:
  moves:
    columns: {id: integer, v: text}
    primary_key: {columns: [id], tablespace: dbtool_b}
    unique: {moves_v_key: [v]}
    indexes: {moves_v: [v]}
  divided:
    columns: {id: integer, k: integer}
    primary_key: {columns: [id], tablespace: dbtool_b}
    indexes: {divided_k: {keys: [k], tablespace: dbtool_b}}
    tablespace: dbtool_a
    partition_by: RANGE (id)
  divided1: {partition_of: {table: divided, values: FROM (0) TO (10)}, tablespace: dbtool_a}
  divided2: {partition_of: {table: divided, values: FROM (10) TO (20)}, tablespace: dbtool_b}
  apart:
    columns: {r: int4range}
    exclude: {apart_r: {method: gist, elements: [{column: r, operator: '&&'}], tablespace: dbtool_a}}
materialized_views:
  one: {query: SELECT 1 AS a, tablespace: dbtool_a, indexes: {one_a: {keys: [a], tablespace: dbtool_b}}}
";

const AFTER: &str = "\
tables:
  moves:
    columns: {id: integer, v: text}
    primary_key: {columns: [id], tablespace: pg_default}
    unique: {moves_v_key: {columns: [v], tablespace: dbtool_a}}
    indexes: {moves_v: {keys: [v], tablespace: dbtool_a}}
    tablespace: dbtool_a
  divided:
    columns: {id: integer, k: integer}
    primary_key: {columns: [id], tablespace: dbtool_a}
    indexes: {divided_k: {keys: [k], tablespace: dbtool_a}}
    tablespace: dbtool_b
    partition_by: RANGE (id)
  divided1: {partition_of: {table: divided, values: FROM (0) TO (10)}, tablespace: dbtool_b}
  divided2: {partition_of: {table: divided, values: FROM (10) TO (20)}, tablespace: pg_default}
  apart:
    columns: {r: int4range}
    exclude: {apart_r: {method: gist, elements: [{column: r, operator: '&&'}], tablespace: pg_default}}
materialized_views:
  one: {query: SELECT 1 AS a, tablespace: dbtool_b, indexes: {one_a: {keys: [a], tablespace: pg_default}}}
";

/// Each relation and its place.
const PLACES: &str = "SELECT string_agg(relname || ' ' || coalesce(spcname, '-'), ', ' ORDER BY relname) \
    FROM pg_class c LEFT JOIN pg_tablespace t ON t.oid = reltablespace WHERE relnamespace = 'public'::regnamespace";

#[test]
fn relations_lie_and_move_as_the_model_says() {
    let Some(server) = server(None) else { return };
    let (here, there) = (server.database(), server.database());
    if !psql(here.url(), "SELECT count(*) FROM pg_settings WHERE name = 'allow_in_place_tablespaces'").starts_with('1')
    {
        super::support::skip("this server makes no tablespaces in place (15)");
        return;
    }
    let join = if here.url().contains('?') { '&' } else { '?' };
    let allowed = format!("{}{join}options=-callow_in_place_tablespaces%3Don", here.url());
    for name in ["dbtool_a", "dbtool_b"] {
        psql(&allowed, &format!("CREATE TABLESPACE {name} LOCATION ''"));
    }
    let project = Project::new(&[]);
    let (model, url, scratch) = (project.path().join("m.yaml").display().to_string(), here.url(), here.url());
    let apply = |text: &str, url: &str| {
        project.write("m.yaml", text);
        let arguments = ["--url", url, "--model", &model, "--scratch-url", scratch];
        let said = dbtool(&[&["diff"][..], &arguments].concat()).ok();
        dbtool(&[&["apply", "--yes"][..], &arguments].concat()).ok();
        assert_eq!(dbtool(&[&["diff", "--exit-code"][..], &arguments].concat()).ok(), "");
        said
    };
    apply(BEFORE, url);
    psql(url, "INSERT INTO divided VALUES (1), (11); INSERT INTO moves VALUES (1)");
    assert_eq!(
        psql(url, PLACES).trim(),
        "apart -, apart_r dbtool_a, divided dbtool_a, divided1 dbtool_a, divided1_k_idx dbtool_b, divided1_pkey dbtool_b, \
         divided2 dbtool_b, divided2_k_idx dbtool_b, divided2_pkey dbtool_b, divided_k dbtool_b, divided_pkey dbtool_b, \
         moves -, moves_pkey dbtool_b, moves_v -, moves_v_key -, one dbtool_a, one_a dbtool_b"
    );
    let said = apply(AFTER, url);
    for words in ["every page of public.moves is copied", "index public.moves_v is copied", "every page of public.one"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("DROP"), "nothing is made anew: {said}");
    let moved = psql(url, PLACES);
    assert_eq!(
        moved.trim(),
        "apart -, apart_r -, divided dbtool_b, divided1 dbtool_b, divided1_k_idx dbtool_a, divided1_pkey dbtool_a, \
         divided2 -, divided2_k_idx dbtool_a, divided2_pkey dbtool_a, divided_k dbtool_a, divided_pkey dbtool_a, \
         moves dbtool_a, moves_pkey -, moves_v dbtool_a, moves_v_key dbtool_a, one dbtool_b, one_a -"
    );
    assert_eq!(psql(url, "SELECT (SELECT count(*) FROM divided) + (SELECT count(*) FROM moves)"), "3\n");
    // What is read of it builds the same elsewhere.
    dbtool(&["inspect", "--url", url, "--out", &model, "--force"]).ok();
    let read = project.read("m.yaml");
    apply(&read, there.url());
    assert_eq!(psql(there.url(), PLACES), moved);
}
