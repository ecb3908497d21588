//! What is told of a plain model without any server is what servers say, to the letter; what they would refuse or
//! put in other words is left to them.

#![expect(clippy::panic, reason = "a test that cannot go on says so this way")]

use dbtool::canonical;
use dbtool::engine::{Connection, Engine, Reading};
use dbtool::error::Fault;
use dbtool::load::load_texts;
use dbtool::model::Schema;
use dbtool::scratch::Scratch;

use super::support::{TestServer, block_on, server, versions};

/// What the databases hold.
const BASE: &str = "
enums:
  mood: [sad, ok, happy]
domains:
  short: {type: text, checks: {short_check: length(VALUE) < 9}}
functions:
  touch():
    returns: trigger
    language: plpgsql
    body: BEGIN RETURN NEW; END
tables:
  orgs:
    columns:
      id: bigint
      name: {type: text, not_null: true}
      code: {type: 'character varying(3)', not_null: true}
      short: public.short
      mood: {type: public.mood, default: \"'ok'::public.mood\"}
      at: {type: timestamp with time zone, default: \"now() + '1 day'::interval\"}
      paths: xml
    primary_key: [id]
    unique:
      orgs_code_key: [code]
  people:
    columns:
      id: bigint
      org: bigint
      age: {type: integer, default: 7}
    primary_key: [id]
    indexes:
      people_age_idx: [age]
  boss:
    columns: {id: integer}
  under:
    columns: {more: integer}
    inherits: [boss]
views:
  named:
    query: SELECT orgs.id, orgs.name FROM orgs
";

/// Types as the server names them.
const TYPES: &[&str] = &[
    "bigint",
    "bit varying",
    "boolean",
    "box",
    "bytea",
    "character varying",
    "character varying(20)",
    "character(2)",
    "cidr",
    "date",
    "double precision",
    "inet",
    "int4range",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "macaddr",
    "money",
    "numeric",
    "numeric(10,2)",
    "oid",
    "point",
    "polygon",
    "real",
    "smallint",
    "text",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "tstzrange",
    "tsvector",
    "uuid",
];

/// Defaults of columns, as people write them.
const DEFAULTS: &[(&str, &str)] = &[
    ("integer", "0"),
    ("bigint", "12"),
    ("smallint", "3"),
    ("numeric", "7"),
    ("boolean", "true"),
    ("boolean", "FALSE"),
    ("text", "''"),
    ("text", "'it''s'"),
    ("text", "'a'::text"),
    ("character varying", "'x'"),
    ("character varying(9)", "'x'::character varying"),
    ("jsonb", "'{}'"),
    ("json", "'[]'"),
    ("text[]", "'{}'"),
    ("integer[]", "'{}'::integer[]"),
    ("timestamp with time zone", "now()"),
    ("timestamp with time zone", "NOW()"),
    ("timestamp with time zone", "CURRENT_TIMESTAMP"),
    ("timestamp with time zone", "now() + '1 day'::interval"),
    ("date", "CURRENT_DATE"),
    ("uuid", "gen_random_uuid()"),
    ("public.mood", "'ok'::public.mood"),
];

/// Changes of the base that are plain: from what to what.
const PLAIN: &[(&str, &str)] = &[
    (
        "      age: {type: integer, default: 7}\n    primary_key: [id]\n    indexes:\n      people_age_idx: [age]\n",
        "    primary_key: [id]\n",
    ),
    ("      people_age_idx: [age]\n", "      people_age_idx: [age desc, org]\n"),
    (
        "      people_age_idx: [age]\n",
        "      people_age_idx: {keys: [age], include: [org]}\n      more: {keys: [id], unique: true}\n",
    ),
    (
        "      org: bigint\n",
        "      org: {type: bigint, not_null: true}\n      short: {type: public.short, not_null: true}\n      mood: public.mood\n",
    ),
    ("      org: bigint\n", "      org: integer\n"),
    (
        "    primary_key: [id]\n    indexes:\n",
        "    primary_key: [id]\n    foreign_keys:\n      people_org_fkey: {columns: [org], references: orgs(id), on_delete: cascade}\n    indexes:\n",
    ),
    ("      org: bigint\n", "      org: {type: bigint, comment: \"whose it is: 'so'\"}\n"),
    ("      age: {type: integer, default: 7}\n", "      age: {type: integer, default: 8}\n"),
    ("      age: {type: integer, default: 7}\n", "      age: integer\n"),
    ("views:\n  named:\n    query: SELECT orgs.id, orgs.name FROM orgs\n", ""),
    (
        "views:\n",
        "  pets:\n    columns:\n      id: {type: integer, not_null: true}\n      of: bigint\n      name: text\n    primary_key: [id]\n    unique:\n      pets_name_key: {columns: [name, id], deferrable: true}\n    foreign_keys:\n      pets_of_fkey: {columns: [of], references: people(id)}\n    comment: animals\nviews:\n",
    ),
    ("enums:\n", "enums:\n  size: [small, large]\n"),
];

/// Others, which the server puts in its own words, hands on or refuses.
const OTHERS: &[(&str, &str)] = &[
    // Names that are taken, that are cut, and that no column has.
    ("      people_age_idx: [age]\n", "      people_age_idx: [age]\n      orgs: [org]\n"),
    ("      people_age_idx: [age]\n", "      people_age_idx: [age]\n      orgs_code_key: [org]\n"),
    ("      org: bigint\n", "      org: bigint\n      ctid: bigint\n"),
    // No order, no such column, other types, no key.
    ("      people_age_idx: [age]\n", "      people_age_idx: [nothing]\n"),
    ("      org: bigint\n", "      org: {type: bigint, default: \"'one'\"}\n"),
    (
        "      paths: xml\n    primary_key: [id]\n",
        "      paths: xml\n    primary_key: [id]\n    indexes:\n      by_paths: [paths]\n",
    ),
    (
        "    primary_key: [id]\n    indexes:\n",
        "    primary_key: [id]\n    foreign_keys:\n      f: {columns: [age], references: orgs(code)}\n    indexes:\n",
    ),
    (
        "    primary_key: [id]\n    indexes:\n",
        "    primary_key: [id]\n    foreign_keys:\n      f: {columns: [age], references: people(age)}\n    indexes:\n",
    ),
    // What others need goes, or is of another type.
    ("      name: {type: text, not_null: true}\n", ""),
    ("      name: {type: text, not_null: true}\n", "      name: {type: 'character varying(9)', not_null: true}\n"),
    ("      age: {type: integer, default: 7}\n", "      age: {type: bigint, default: 7}\n"),
    ("  mood: [sad, ok, happy]\n", "  mood: [sad, ok, well, happy]\n"),
    // Handed down.
    ("    columns: {id: integer}\n", "    columns: {id: integer, name: text}\n"),
    ("    columns: {more: integer}\n", "    columns: {more: integer, name: text}\n"),
    // Other words.
    ("      org: bigint\n", "      org: {type: bigint, default: 1 + 1}\n"),
    ("      org: bigint\n", "      org: bigint\n      new: {type: text, default: \"E'a'\"}\n"),
    ("      org: bigint\n", "      org: bigint\n      new: other.type\n"),
    ("      people_age_idx: [age]\n", "      people_age_idx: {keys: [age], where: age > 1}\n"),
    ("      people_age_idx: [age]\n", "      people_age_idx: {keys: [age], method: hash}\n"),
    ("    primary_key: [id]\n    indexes:\n", "    primary_key: [id]\n    checks:\n      old: age > 1\n    indexes:\n"),
];

struct Ground<'a> {
    server: &'a TestServer,
    /// What the server made of it.
    base: Schema,
    live: Schema,
}

#[test]
fn what_is_told_of_plain_objects_is_what_servers_say() {
    for major in versions() {
        let Some(server) = server(Some(major)) else { continue };
        let ground = Ground::new(server, BASE);
        let columns: String = TYPES
            .iter()
            .flat_map(|name| [(*name).to_owned(), format!("{name}[]")])
            .enumerate()
            .map(|(at, name)| format!("      type{at}: {{type: '{name}', not_null: {}}}\n", at % 3 == 0))
            .chain(
                DEFAULTS
                    .iter()
                    .enumerate()
                    .map(|(at, (name, text))| format!("      default{at}: {{type: '{name}', default: \"{text}\"}}\n")),
            )
            .collect();
        let keys: String = TYPES
            .iter()
            .enumerate()
            .filter(|(_, name)| !matches!(**name, "json" | "point" | "box" | "polygon"))
            .map(|(at, _)| format!("      key{at}: [type{}, type{} desc]\n", at * 2, at * 2 + 1))
            .collect();
        let wide = BASE
            .replace("      org: bigint\n", &format!("      org: bigint\n{columns}"))
            .replace("      people_age_idx: [age]\n", &format!("      people_age_idx: [age]\n{keys}"));
        ground.is_told(&wide);
        for (from, to) in PLAIN {
            ground.is_told(&changed(from, to));
        }
    }
}

#[test]
fn what_only_servers_know_is_left_to_them() {
    for major in versions() {
        let Some(server) = server(Some(major)) else { continue };
        let ground = Ground::new(server, BASE);
        for (from, to) in OTHERS {
            // What the model itself shows to be wrong gets no further.
            let Ok(wanted) = load_texts(vec![("model.yaml".to_owned(), changed(from, to))]) else { continue };
            let wanted = ground.in_its_words(wanted);
            let told =
                canonical::foretold(Engine::Postgresql.dialect(), wanted.clone(), &ground.live, &Schema::default());
            // And the model is as it was.
            let given_back = told.expect_err(&format!("{major}: {to}"));
            assert_eq!(format!("{given_back:?}"), format!("{wanted:?}"), "{major}: {to}");
        }
        // A key of two that are alike, of which the server takes one.
        let two = changed(
            "    primary_key: [id]\n    unique:\n",
            "    primary_key: [id]\n    indexes:\n      another: {keys: [id], unique: true}\n    unique:\n",
        );
        let (ground, dialect) = (Ground::new(server, &two), Engine::Postgresql.dialect());
        let wanted = two.replace("    primary_key: [id]\n    indexes:\n      people", "    primary_key: [id]\n    foreign_keys:\n      f: {columns: [org], references: orgs(id)}\n    indexes:\n      people");
        assert_ne!(wanted, two);
        let told = canonical::foretold(dialect, ground.in_its_words(model(&wanted)), &ground.live, &Schema::default());
        assert!(told.is_err(), "{major}: a key of two");
    }
}

impl<'a> Ground<'a> {
    fn new(server: &'a TestServer, text: &str) -> Self {
        let base = model(text);
        Self { server, live: built(server, &base), base }
    }

    /// A model in which all that was in the base is said as the server says it.
    fn in_its_words(&self, mut model: Schema) -> Schema {
        for (id, entry) in &mut model.objects {
            if let (Some(was), Some(live)) = (self.base.get(id), self.live.get(id))
                && entry.object == *was
            {
                entry.object = live.clone();
            }
        }
        model
    }

    fn is_told(&self, text: &str) {
        let wanted = self.in_its_words(model(text));
        let told = canonical::foretold(Engine::Postgresql.dialect(), wanted.clone(), &self.live, &Schema::default());
        let told = told.unwrap_or_else(|_| panic!("it is not known what {} makes of {text}", self.server.major()));
        let said = self.settled(&wanted).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        for (id, entry) in said.objects.iter().filter(|(id, _)| !id.kind.is_facet() || wanted.objects.contains_key(*id))
        {
            let there = told.objects.get(id).unwrap_or_else(|| panic!("{} {id} is not told", id.kind));
            assert_eq!(there.object, entry.object, "{} {id}", id.kind);
            assert_eq!(there.depends, entry.depends, "{} {id}", id.kind);
        }
        for id in told.objects.keys() {
            assert!(said.objects.contains_key(id), "{} {id} is told and not said", id.kind);
        }
    }

    fn settled(&self, wanted: &Schema) -> Result<Schema, Fault> {
        block_on(async {
            let scratch = Scratch::open(None, Some(&self.server.url())).await?;
            let database = scratch.database().await?;
            let mut session = Connection::open(database.url()).await?;
            let dialect = Engine::Postgresql.dialect();
            let nothing = Schema::default();
            let settled = canonical::settle(dialect, wanted, &self.live, &nothing, &mut session, &scratch).await;
            session.close().await;
            database.drop().await?;
            settled
        })
    }
}

fn changed(from: &str, to: &str) -> String {
    let text = BASE.replacen(from, to, 1);
    assert_ne!(text, BASE, "{from} is not there");
    text
}

fn model(text: &str) -> Schema {
    load_texts(vec![("model.yaml".to_owned(), text.to_owned())]).unwrap_or_else(|fault| panic!("{fault}\n{text}"))
}

/// What a server makes of a model.
fn built(server: &TestServer, model: &Schema) -> Schema {
    let database = server.database();
    block_on(async {
        let mut session = Connection::open(database.url()).await?;
        canonical::build(Engine::Postgresql.dialect(), model, &Schema::default(), &mut session).await?;
        session.close().await;
        let mut session = Connection::open(database.url()).await?;
        let live = session.introspect(&Reading::default()).await?;
        session.close().await;
        Ok::<_, Fault>(live)
    })
    .unwrap_or_else(|fault| panic!("{fault}"))
}
