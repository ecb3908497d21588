use super::*;
use crate::engine::{Alteration, Engine, Sides};
use crate::load::load_texts;
use crate::plan::plan;

/// A model of these lines, as a server with Citus would hold it.
fn model(text: &str) -> Schema {
    let mut schema = load_texts(vec![("m.yaml".to_owned(), text.to_owned())]).unwrap();
    schema.citus = crate::model::Citus { available: true, installed: true, columnar: true, workers_alone: false };
    schema
}

fn tables(lines: &str) -> Schema {
    model(&format!("tables:\n{lines}"))
}

const GUILDS: &str = "  guilds: {columns: {id: bigint}, primary_key: [id], citus: {distributed_by: id, shards: 32}}\n";
const MEMBERS: &str = "  members:\n    columns: {guild_id: bigint, user_id: bigint}\n    primary_key: [guild_id, user_id]\n    foreign_keys: {of: {columns: [guild_id], references: guilds(id)}}\n    citus: {distributed_by: guild_id, colocate_with: guilds}\n";

fn steps(before: &Schema, after: &Schema) -> Vec<String> {
    let mut before = before.clone();
    align(&mut before, after);
    let plan = plan(Engine::Postgresql.dialect(), &before, after).unwrap();
    plan.steps.into_iter().map(|step| step.sql.replace("pg_catalog.", "")).collect()
}

fn refusal(lines: &str) -> String {
    let after = tables(lines);
    plan(Engine::Postgresql.dialect(), &Schema::default(), &after).unwrap_err().to_string()
}

#[test]
fn tables_are_distributed_after_their_keys_and_before_foreign_keys() {
    let steps = steps(&Schema::default(), &tables(&format!("{MEMBERS}{GUILDS}")));
    let at =
        |what: &str| steps.iter().position(|step| step.contains(what)).unwrap_or_else(|| panic!("{what}: {steps:#?}"));
    let guilds =
        at("SELECT create_distributed_table('public.guilds', 'id', colocate_with => 'none', shard_count => 32)");
    let members = at("create_distributed_table('public.members', 'guild_id', colocate_with => 'public.guilds')");
    assert!(at("CREATE TABLE public.guilds") < guilds && guilds < members && members < at("FOREIGN KEY"), "{steps:#?}");
}

#[test]
fn a_table_that_is_there_loses_its_foreign_keys_while_it_is_distributed() {
    let plain =
        |text: &str| text.lines().map(|line| line.split(", citus").next().unwrap().to_owned()).collect::<Vec<_>>();
    let lines: Vec<String> = plain(GUILDS).into_iter().map(|line| format!("{line}}}")).collect();
    let local = lines.join("\n") + "\n" + MEMBERS.rsplit_once("    citus").unwrap().0;
    let steps = steps(&tables(&local), &tables(&format!("{GUILDS}{MEMBERS}")));
    let short: Vec<&str> = steps.iter().map(|step| step.split('(').next().unwrap()).collect();
    let wanted = [
        "ALTER TABLE public.members DROP CONSTRAINT of",
        "SELECT create_distributed_table",
        "SELECT create_distributed_table",
        "ALTER TABLE public.members ADD CONSTRAINT of FOREIGN KEY ",
    ];
    assert_eq!(short, wanted);
}

#[test]
fn a_key_changes_before_its_table_is_distributed_by_what_it_lacked() {
    let table =
        |rest: &str| tables(&format!("  t: {{columns: {{a: bigint, b: {{type: bigint, not_null: true}}}}, {rest}}}\n"));
    let steps = steps(&table("primary_key: [a]"), &table("primary_key: [a, b], citus: {distributed_by: b, shards: 2}"));
    let short: Vec<&str> = steps.iter().map(|step| step.split(" (").next().unwrap()).collect();
    assert_eq!(short.len(), 3, "{steps:#?}");
    assert!(short[0].ends_with("DROP CONSTRAINT t_pkey") && short[1].ends_with("ADD CONSTRAINT t_pkey PRIMARY KEY"));
    assert!(short[2].contains("create_distributed_table"), "{steps:#?}");
}

#[test]
fn groups_are_compared_by_their_members() {
    let other = "  a: {columns: {g: bigint}, citus: {distributed_by: g, shards: 32}}\n";
    let live = tables(&format!(
        "{other}  guilds: {{columns: {{id: bigint}}, citus: {{distributed_by: id, colocate_with: a}}}}\n"
    ));
    let mut seen = live.clone();
    let wanted = tables(
        "  a: {columns: {g: bigint}, citus: {distributed_by: g, colocate_with: guilds}}\n  guilds: {columns: {id: bigint}, citus: {distributed_by: id, shards: 32}}\n",
    );
    align(&mut seen, &wanted);
    assert!(crate::diff::diff(&seen, &wanted).is_empty());
}

#[test]
fn groups_are_left_joined_and_split_anew() {
    let table = |name: &str, citus: &str| format!("  {name}: {{columns: {{g: bigint, h: bigint}}, citus: {citus}}}\n");
    let head = table("a", "{distributed_by: g, shards: 4}");
    let two = tables(&(head.clone() + &table("b", "{distributed_by: g, colocate_with: a}")));
    let of_its_own = tables(&(head.clone() + &table("b", "{distributed_by: g, shards: 4}")));
    assert_eq!(
        steps(&two, &of_its_own),
        ["SELECT update_distributed_table_colocation('public.b', colocate_with => 'none')"]
    );
    assert_eq!(steps(&of_its_own, &two), ["SELECT alter_distributed_table('public.b', colocate_with => 'public.a')"]);
    let more =
        tables(&(table("a", "{distributed_by: g, shards: 8}") + &table("b", "{distributed_by: g, colocate_with: a}")));
    assert_eq!(
        steps(&two, &more),
        ["SELECT alter_distributed_table('public.a', shard_count => 8, cascade_to_colocated => true)"]
    );
    let other = tables(&(head + &table("b", "{distributed_by: h, colocate_with: a}")));
    assert_eq!(
        steps(&two, &other),
        ["SELECT alter_distributed_table('public.b', distribution_column => 'h', colocate_with => 'public.a')"]
    );
    let reference = tables(&(table("a", "{distributed_by: g, shards: 4}") + &table("b", "reference")));
    assert_eq!(
        steps(&two, &reference),
        ["SELECT undistribute_table('public.b')", "SELECT create_reference_table('public.b')"]
    );
}

#[test]
fn what_citus_cannot_do_is_told_with_its_place() {
    let cases = [
        ("  t: {columns: {a: bigint, b: bigint}, primary_key: [a], citus: {distributed_by: b}}\n", "must contain `b`"),
        (
            "  t: {columns: {a: bigint, b: bigint}, unique: {u: [a]}, citus: {distributed_by: b}}\n",
            "a unique constraint",
        ),
        (
            "  t: {columns: {a: bigint, b: bigint}, indexes: {u: {keys: [a], unique: true}}, citus: {distributed_by: b}}\n",
            "a unique index",
        ),
        (
            "  t: {columns: {b: bigint, e: {type: integer, identity: always}}, citus: {distributed_by: b}}\n",
            "type bigint alone",
        ),
        (
            "  t: {columns: {b: integer}, citus: {distributed_by: b, colocate_with: guilds}}\n",
            "of type bigint, and public.t by one of type integer",
        ),
        (
            "  t: {columns: {b: bigint}, foreign_keys: {f: {columns: [b], references: guilds(id)}}, citus: {distributed_by: b}}\n",
            "colocate public.t with public.guilds",
        ),
        (
            "  t: {columns: {b: bigint, c: bigint}, foreign_keys: {f: {columns: [c], references: guilds(id)}}, citus: {distributed_by: b, colocate_with: guilds}}\n",
            "let `b` refer to `id`",
        ),
        (
            "  t: {columns: {b: bigint}, foreign_keys: {f: {columns: [b], references: guilds(id)}}, citus: reference}\n",
            "distribute both alike",
        ),
        (
            "  t: {columns: {b: bigint}, foreign_keys: {f: {columns: [b], references: guilds(id), on_delete: set_null}}, citus: {distributed_by: b, colocate_with: guilds}}\n",
            "another `on_delete`",
        ),
    ];
    for (lines, words) in cases {
        let told = refusal(&format!("{GUILDS}{lines}"));
        assert!(told.contains(words) && told.contains("m.yaml:3:"), "{lines}{told}");
    }
}

#[test]
fn what_is_there_all_the_same_is_no_matter() {
    let there =
        tables("  t: {columns: {a: bigint, b: bigint}, unique: {u: [a]}, citus: {distributed_by: b, shards: 1}}\n");
    let more = tables(
        "  t: {columns: {a: bigint, b: bigint, c: text}, unique: {u: [a]}, citus: {distributed_by: b, shards: 1}}\n",
    );
    assert_eq!(steps(&there, &more), ["ALTER TABLE public.t ADD COLUMN c text"]);
}

#[test]
fn a_server_without_citus_takes_the_rest_of_a_model() {
    let mut model = model(&format!("extensions: {{citus: }}\ntables:\n{GUILDS}"));
    let live = Schema { major: 15, ..Schema::default() };
    let note = fit(&mut model, &live).unwrap();
    assert!(note.contains("no Citus"));
    assert!(model.objects.keys().all(|id| !is_overlay(id)));
    assert!(model.objects.keys().any(|id| &*id.name == "guilds"));
    assert_eq!(fit(&mut model, &live), None);
}

#[test]
fn a_number_of_shards_that_is_not_said_is_the_servers() {
    let mut written =
        Distribution { sharding: Sharding::Hash, column: Some("id".to_owned()), ..Distribution::default() };
    let live = Distribution { shards: Some(32), ..written.clone() };
    let said = written.clone();
    super::super::sql::Sql::adopt(&mut written, &said, &live);
    assert_eq!(written, live);
    let schema = Schema::default();
    let sides = Sides { before: &schema, after: &schema, online: false };
    let id = Distribution::of(&ObjectId::in_schema(Kind::Table, "public", "guilds"));
    let nothing = Distribution::default();
    let Alteration::Evicting(statements) = super::super::sql::Sql::alter(&nothing, &id, &live, sides) else {
        unreachable!("it is distributed");
    };
    assert_eq!(statements.len(), 1);
}

#[test]
fn what_is_said_of_a_table_is_said_again_when_it_is_written_anew() {
    let table = |citus: &str| {
        tables(&format!("  t: {{comment: all, columns: {{a: {{type: bigint, comment: one}}}}, citus: {citus}}}\n"))
    };
    let again = ["COMMENT ON TABLE public.t IS 'all'", "COMMENT ON COLUMN public.t.a IS 'one'"];
    let gathered = steps(&table("reference"), &table("{distributed_by: a, shards: 2}"));
    assert_eq!(
        gathered[..2],
        [
            "SELECT undistribute_table('public.t')",
            "SELECT create_distributed_table('public.t', 'a', colocate_with => 'none', shard_count => 2)"
        ]
    );
    assert_eq!(gathered.len(), 4, "{gathered:#?}");
    assert!(again.iter().all(|it| gathered[2..].iter().any(|step| step == it)), "{gathered:#?}");
    // What is only spread is the same table.
    let mut plain = table("reference");
    plain.objects.retain(|id, _| id.kind != Kind::Distribution);
    assert_eq!(steps(&plain, &table("reference")), ["SELECT create_reference_table('public.t')"]);
    let local = steps(&plain, &table("local"));
    assert!(again.iter().all(|it| local.iter().any(|step| step == it)), "{local:#?}");
}

#[test]
fn views_go_while_their_table_is_written_anew() {
    let both = |citus: &str| {
        let mut schema = model(&format!(
            "tables:\n  t: {{columns: {{a: bigint}}, citus: {citus}}}\nviews:\n  v: {{query: SELECT a FROM public.t, comment: all}}\n"
        ));
        let table = ObjectId::in_schema(Kind::Table, "public", "t");
        schema.objects.get_mut(&ObjectId::in_schema(Kind::View, "public", "v")).unwrap().depends.push(table);
        schema
    };
    let steps = steps(&both("reference"), &both("local"));
    let at = |what: &str| {
        steps.iter().position(|step| step.starts_with(what)).unwrap_or_else(|| panic!("{what}: {steps:#?}"))
    };
    assert!(at("DROP VIEW") < at("SELECT undistribute_table"), "{steps:#?}");
    assert!(
        at("SELECT citus_add_local") < at("CREATE VIEW") && at("CREATE VIEW") < at("COMMENT ON VIEW"),
        "{steps:#?}"
    );
}

#[test]
fn changes_that_citus_refuses_are_told_before_anything_runs() {
    let spread = |columns: &str, rest: &str| {
        tables(&format!(
            "  t: {{columns: {{b: {{type: bigint, not_null: true, default: '0'}}, {columns}}}, {rest}citus: {{distributed_by: b, shards: 2}}}}\n"
        ))
    };
    let column = |text: &str| spread(&format!("c: {text}"), "");
    let refused = |before: &Schema, after: &Schema| {
        let mut before = before.clone();
        align(&mut before, after);
        plan(Engine::Postgresql.dialect(), &before, after).map(|_| ()).unwrap_err().to_string()
    };
    let same = column("bigint");
    for (after, words) in [
        (column("{type: bigint, identity: always}"), "no identity"),
        (column("{type: bigint, storage: main}"), "no storage"),
        (column("{type: bigint, statistics: 5}"), "no statistics target"),
        (spread("c: bigint, d: {type: bigint, identity: always}", ""), "adds no identity column"),
        (spread("c: bigint, d: {type: bigint, default: \"nextval('s'::regclass)\"}", ""), "next value"),
        (spread("c: bigint", "indexes: {i: [c]}, cluster_on: i, "), "clustered by"),
    ] {
        let told = refused(&same, &after);
        assert!(told.contains(words), "{words}: {told}");
    }
    let by =
        |text: &str| tables(&format!("  t: {{columns: {{b: {text}}}, citus: {{distributed_by: b, shards: 2}}}}\n"));
    let there = by("{type: bigint, not_null: true, default: '0'}");
    assert!(refused(&there, &by("{type: bigint, default: '0'}")).contains("nullable"));
    assert!(
        refused(&there, &by("{type: bigint, not_null: true, default: '1'}")).contains("default Citus does not change")
    );
    assert!(refused(&there, &by("{type: bigint, not_null: true}")).contains("default Citus does not change"));
    // Of a table that is on the coordinator alone all can be changed.
    let plain = |text: &str| tables(&format!("  t: {{columns: {{c: {text}}}}}\n"));
    assert_eq!(steps(&plain("bigint"), &plain("{type: bigint, statistics: 5}")).len(), 1);
}

#[test]
fn rows_are_spread_by_what_has_a_hash() {
    for (lines, words) in [
        ("  t: {columns: {b: json}, citus: {distributed_by: b}}\n", "type json has none"),
        ("  t: {columns: {b: bit(3)}, citus: {distributed_by: b}}\n", "type bit(3) has none"),
        ("  t: {columns: {b: date}, partition_by: RANGE (b), citus: reference}\n", "no partitioned table whole"),
    ] {
        let told = refusal(lines);
        assert!(told.contains(words), "{words}: {told}");
    }
    let after = model(
        "collations: {lax: {provider: icu, locale: und, deterministic: 'false'}}\ntables:\n  t: {columns: {b: {type: text, collation: public.lax}}, citus: {distributed_by: b}}\n",
    );
    let told = plan(Engine::Postgresql.dialect(), &Schema::default(), &after).unwrap_err().to_string();
    assert!(told.contains("not deterministic"), "{told}");
}

#[test]
fn a_coordinator_that_nobody_knows_holds_nothing_that_others_know() {
    let mut before = Schema::default();
    before.citus.workers_alone = true;
    let refused =
        |lines: &str| plan(Engine::Postgresql.dialect(), &before, &tables(lines)).map(|_| ()).unwrap_err().to_string();
    let told = refused("  t: {columns: {a: bigint}, citus: local}\n");
    assert!(told.contains("citus_set_coordinator_host"), "{told}");
    let told = refused(
        "  r: {columns: {a: bigint}, primary_key: [a], citus: reference}\n  t: {columns: {a: bigint}, foreign_keys: {f: {columns: [a], references: r(a)}}}\n",
    );
    assert!(told.contains("citus_set_coordinator_host"), "{told}");
}

#[test]
fn what_a_columnar_table_cannot_have_is_told() {
    let table = |rest: &str| format!("  t: {{columns: {{a: bigint, d: jsonb}}, access_method: columnar{rest}}}\n");
    for (rest, words) in [
        (", unlogged: true", "always logged"),
        (", indexes: {i: {method: gin, keys: [d]}}", "not by gin"),
        (", foreign_keys: {f: {columns: [a], references: o(a)}}", "takes part in no foreign key"),
        (", unique: {u: {columns: [a], deferrable: true}}", "checks its keys at once"),
    ] {
        let told = refusal(&format!("  o: {{columns: {{a: bigint}}, primary_key: [a]}}\n{}", table(rest)));
        assert!(told.contains(words), "{words}: {told}");
    }
    // It is written anew only while no foreign key touches it.
    let other = "  o: {columns: {a: bigint}, primary_key: [a]}\n";
    let heap = tables(&format!(
        "{other}  t: {{columns: {{a: bigint, d: jsonb}}, foreign_keys: {{f: {{columns: [a], references: o(a)}}}}}}\n"
    ));
    let after = tables(&format!("{other}{}", table("")));
    for (before, after) in [(&heap, &after), (&after, &heap)] {
        let told = plan(Engine::Postgresql.dialect(), before, after).map(|_| ()).unwrap_err().to_string();
        assert!(told.contains("one after the other"), "{told}");
    }
}
