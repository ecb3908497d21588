use super::*;
use crate::engine::{Alteration, Engine, Sides};
use crate::load::load_texts;
use crate::plan::plan;

/// A model of these lines, as a server with Citus would hold it.
fn model(text: &str) -> Schema {
    let mut schema = load_texts(vec![("m.yaml".to_owned(), text.to_owned())]).unwrap();
    schema.citus = crate::model::Citus { available: true, installed: true, columnar: true };
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
