//! Each danger: a change that raises it, and one like it that does not.

use crate::engine::Sides;
use crate::engine::postgres::Postgres;
use crate::load::load_texts;
use crate::model::Schema;
use crate::plan::plan_as;

fn schema(text: &str) -> Schema {
    load_texts(vec![("model.yaml".to_owned(), text.to_owned())]).unwrap()
}

/// The hazards of a plan in one transaction, and online: code and message.
fn hazards(before: &Schema, after: &Schema, online: bool) -> Vec<String> {
    let plan = plan_as(&Postgres, Sides { before, after, online }).unwrap();
    assert!(!plan.changes.is_empty(), "nothing differs");
    let steps = plan.steps.iter().flat_map(|step| &step.hazards);
    steps.map(|hazard| format!("{}: {}", hazard.code, hazard.message)).collect()
}

fn raised(before: &str, after: &str) -> Vec<String> {
    hazards(&schema(before), &schema(after), false)
}

/// The change from the first to the second raises the danger, with these words; that from the third
/// to the fourth does not.
fn pair(code: &str, words: &str, [before, after]: [&str; 2], [calm, still]: [&str; 2]) {
    let found = raised(before, after);
    assert!(found.iter().any(|it| it.starts_with(&format!("{code}: ")) && it.contains(words)), "{code}: {found:?}");
    let found = raised(calm, still);
    assert!(!found.iter().any(|it| it.starts_with(&format!("{code}: "))), "{code}: {found:?}");
}

/// A danger with a change that raises it and one that does not, each from the first to the second.
struct Case {
    code: &'static str,
    online: bool,
    raises: [&'static str; 2],
    calm: [&'static str; 2],
}

const fn case(code: &'static str, online: bool, raises: [&'static str; 2], calm: [&'static str; 2]) -> Case {
    Case { code, online, raises, calm }
}

const U: &str = "tables: {t: {columns: {a: integer}, unique: {u: [a]}}}";
const I: &str = "tables: {t: {columns: {a: integer}, indexes: {i: [a]}}}";
const C: &str = "tables: {t: {columns: {a: integer}, checks: {c: a > 0}}}";
const F: &str = "tables: {t: {columns: {a: integer, b: {type: text, not_null: true}}}}";
const D: &str = "tables: {t: {columns: {a: integer, b: {type: text, not_null: true, default: \"'x'\"}}}}";
const V: &str = "tables: {t: {columns: {a: integer, b: {type: uuid, default: gen_random_uuid()}}}}";
const SAFE: &str = "tables: {t: {columns: {a: integer}, row_security: true, policies: {p: {command: select, roles: [public], using: a > 0}}}}";
const SAFER: &str = "tables: {t: {columns: {a: integer}, row_security: true, policies: {p: {command: select, roles: [public], using: a > 1}}}}";
const OFF: &str =
    "tables: {t: {columns: {a: integer}, policies: {p: {command: select, roles: [public], using: a > 0}}}}";
const ONE: &str = "enums: {e: [a]}";
const TWO: &str = "enums: {e: [a, b]}";
const OLD: &str = "extensions: {hstore: {version: '1.7'}}";
const NEW: &str = "extensions: {hstore: {version: '1.8'}}";
const PL: &str = "tables: {t: {columns: {a: integer}}}\nfunctions: {'f()': {returns: integer, language: plpgsql, body: begin return 1; end}}";
const SQL: &str =
    "tables: {t: {columns: {a: integer}}}\nfunctions: {'f()': {returns: integer, language: sql, body: select 1}}";
const COMPUTED: &str = "functions: {'f(a integer)': {returns: integer, language: sql, volatility: immutable, body: select a}}\n\
                        tables: {t: {columns: {a: integer}, indexes: {i: [{expression: f(a)}]}}}";
const RECOMPUTED: &str = "functions: {'f(a integer)': {returns: integer, language: sql, volatility: immutable, body: select a + 1}}\n\
                          tables: {t: {columns: {a: integer}, indexes: {i: [{expression: f(a)}]}}}";
const SLOT: &str = "subscriptions: {s: {connection: host=a, publications: [p], slot: s}}";

/// Every code there is. What each says in words, and more of what raises it, the tests below say.
const CASES: &[Case] = &[
    case("DELETES_DATA", false, [F, T], [T, F]),
    case("REWRITES_TABLE", false, [T, B], [T, D]),
    case("BLOCKS_READS", false, [T, U], [U, T]),
    case("BLOCKS_WRITES", false, [T, I], [I, T]),
    case("CONSTRAINT_SCAN", false, [T, C], [C, T]),
    case("INDEX_DROPPED", false, [I, T], [T, I]),
    case("FAILS_ON_ROWS", false, [T, F], [T, D]),
    case("AUTHORIZATION_WIDENED", false, [SAFE, OFF], [OFF, SAFE]),
    case("AUTHORIZATION_NARROWED", false, [OFF, SAFE], [SAFE, OFF]),
    case("AUTHORIZATION_CHANGED", false, [SAFE, SAFER], [T, SAFE]),
    case("EXTENSION_UPGRADE", false, [OLD, NEW], ["{}", NEW]),
    case("IRREVERSIBLE", false, [ONE, TWO], ["{}", TWO]),
    case("CORRECTNESS", false, [COMPUTED, RECOMPUTED], ["{}", COMPUTED]),
    case("INDEX_BUILD", true, [T, I], ["{}", I]),
    case("WRITES_ROWS", true, [T, V], [T, D]),
    case("UNTRACKABLE_DEPENDENCY", false, [T, PL], [T, SQL]),
    case("NO_SLOT", false, ["{}", SLOT], [SLOT, "{}"]),
    case(
        "NOT_REFRESHED",
        false,
        [SLOT, "subscriptions: {s: {connection: host=a, publications: [p, q], slot: s}}"],
        ["{}", SLOT],
    ),
    case(
        "CONNECTS",
        false,
        ["{}", "subscriptions: {s: {connection: host=a, publications: [p], slot: s, enabled: true}}"],
        ["{}", "subscriptions: {s: {connection: host=a, publications: [p], slot: s, enabled: false}}"],
    ),
    case("SLOT_STAYS", false, [SLOT, "{}"], ["{}", SLOT]),
];

/// The schema, an index on a function knowing of it as a catalog would.
fn known(text: &str) -> Schema {
    let mut schema = schema(text);
    let function = schema.objects.keys().find(|id| &*id.name == "f").cloned();
    for (id, entry) in &mut schema.objects {
        if &*id.name == "i" {
            entry.depends.extend(function.clone());
        }
    }
    schema
}

#[test]
fn every_code_is_raised_by_a_case_and_not_by_another() {
    let held: Vec<&str> = CASES.iter().map(|case| case.code).collect();
    let mut missing: Vec<&&str> = super::CODES.iter().filter(|code| !held.contains(code)).collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    missing = held.iter().filter(|code| !super::CODES.contains(code)).collect();
    assert!(missing.is_empty(), "no such code: {missing:?}");
    for Case { code, online, raises, calm } in CASES {
        let has = |[before, after]: &[&str; 2]| {
            let found = hazards(&known(before), &known(after), *online);
            (found.iter().any(|it| it.starts_with(&format!("{code}: "))), found)
        };
        let (raised, found) = has(raises);
        assert!(raised, "{code} is not raised: {found:?}");
        let (raised, found) = has(calm);
        assert!(!raised, "{code} is raised: {found:?}");
    }
}

/// A code that is written out where it is raised would be missing from the list.
#[test]
fn codes_are_raised_by_their_names() {
    let mut open = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/engine/postgres"))];
    let mut faults = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("hazard/tests.rs") && path.extension().is_some_and(|it| it == "rs") {
                let text: String = std::fs::read_to_string(&path).unwrap().split_whitespace().collect();
                let written =
                    ["hazard(\"", "endangers(\"", "endangers_parent(\""].iter().any(|call| text.contains(call));
                faults.extend(written.then_some(path));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

const T: &str = "tables: {t: {columns: {a: integer}}}";
const B: &str = "tables: {t: {columns: {a: bigint}}}";

#[test]
fn rewrites() {
    let table = |column: &str| format!("tables: {{t: {{columns: {{a: integer, b: {column}}}}}}}");
    let code = "REWRITES_TABLE";
    pair(code, "every row of public.t", [T, B], [&table("varchar(3)"), &table("varchar(5)")]);
    pair(code, "public.t", [T, &table("{type: bigint, identity: always}")], [T, &table("bigint")]);
    let stored = "{type: integer, generated: a + 1}";
    pair(code, "public.t", [T, &table(stored)], [T, &table("{type: integer, default: 1}")]);
    pair(code, "public.t", [T, &table("{type: uuid, default: gen_random_uuid()}")], [T, &table("uuid")]);
    let unlogged = "tables: {t: {unlogged: true, columns: {a: integer}}}";
    let filled = "tables: {t: {options: {fillfactor: 50}, columns: {a: integer}}}";
    pair(code, "public.t", [T, unlogged], [T, filled]);
    pair(code, "public.t", [unlogged, T], [filled, T]);
    pair(code, "public.t", [T, "tables: {t: {access_method: other, columns: {a: integer}}}"], [T, filled]);
    pair(code, "public.t", [T, "tables: {t: {tablespace: fast, columns: {a: integer}}}"], ["{}", T]);
    // Online, the values come a thousand pages at a time.
    let found = hazards(&schema(T), &schema(&table("{type: uuid, default: gen_random_uuid()}")), true);
    assert!(found.iter().any(|it| it.starts_with("WRITES_ROWS")), "{found:?}");
    assert!(!found.iter().any(|it| it.starts_with(code)), "{found:?}");
}

#[test]
fn a_column_without_values_for_the_rows_that_are_there() {
    let table = |column: &str| format!("tables: {{t: {{columns: {{a: integer, b: {column}}}}}}}");
    let full = table("{type: text, not_null: true}");
    let filled = table("{type: text, not_null: true, default: \"'x'\"}");
    pair("FAILS_ON_ROWS", "give it a default", [T, &full], [T, &filled]);
    pair("FAILS_ON_ROWS", "", [T, &full], ["{}", &full]);
}

#[test]
fn partitions_that_get_rows_of_others() {
    let with = |parts: &str| {
        format!(
            "tables: {{t: {{columns: {{a: {{type: integer, not_null: true}}}}, partition_by: RANGE (a)}}, {parts}}}"
        )
    };
    let part = |name: &str, bound: &str| format!("{name}: {{partition_of: {{table: t, values: {bound}}}}}");
    let (one, two) = (part("t1", "FROM (0) TO (10)"), part("t2", "FROM (10) TO (20)"));
    let rest = part("rest", "DEFAULT");
    let alone = "t2: {columns: {a: {type: integer, not_null: true}}}";
    let of = |parts: &[&str]| with(&parts.join(", "));
    let (divided, more) = (of(&[&one, &rest]), of(&[&one, &two, &rest]));
    let words = "the rows of public.rest that belong to public.t2 are moved there";
    pair("WRITES_ROWS", words, [&divided, &more], [&of(&[&one]), &of(&[&one, &two])]);
    let found = raised(&divided, &more);
    assert!(!found.iter().any(|it| it.starts_with("FAILS_ON_ROWS")), "{found:?}");
    // A key that points at them would see them go, and may do so itself.
    let keyed = |model: &str| {
        let table = "r: {columns: {a: integer}, foreign_keys: {f: {columns: [a], references: t}}}";
        model
            .replace("partition_by", "primary_key: [a], partition_by")
            .replace("tables: {", &format!("tables: {{{table}, "))
    };
    let words = "rows of public.rest that belong to public.t2 stop the step";
    let calm = [of(&[&one]), of(&[&one, &two])].map(|model| keyed(&model));
    pair("FAILS_ON_ROWS", words, [&keyed(&divided), &keyed(&more)], [&calm[0], &calm[1]]);
    // What goes with a partition is lost unless others take it.
    let halves = [part("u1", "FROM (0) TO (5)"), part("u2", "FROM (5) TO (10)")];
    let (split, half) = (of(&[&halves[0], &halves[1]]), of(&[&halves[0]]));
    pair("DELETES_DATA", "but those copied to public.u1", [&of(&[&one]), &half], [&of(&[&one]), &split]);
    // Rows that are out of their table for a while are so in one transaction, whatever else comes.
    let before = schema(&divided);
    let stays_apart = |after: &str| {
        let plan = plan_as(&Postgres, Sides { before: &before, after: &schema(after), online: true }).unwrap();
        plan.steps.iter().any(|step| !step.transactional)
    };
    assert!(stays_apart(&more), "what is proved beforehand is");
    assert!(!stays_apart(&of(&[&halves[0], &halves[1], &two, &rest])));
    let words = "rows of public.t2 outside of its bound";
    pair("FAILS_ON_ROWS", words, [&of(&[&one, alone]), &of(&[&one, &two])], [&of(&[&one]), &of(&[&one, &two])]);
}

#[test]
fn indexes_and_constraints() {
    let with = |part: &str| format!("tables: {{t: {{columns: {{a: integer, b: integer}}, {part}}}}}");
    let (bare, index) = (with("comment: x"), with("comment: x, indexes: {i: [a]}"));
    pair("BLOCKS_WRITES", "writes of public.t wait", [&bare, &index], ["{}", &index]);
    pair("INDEX_DROPPED", "public.t", [&index, &bare], [&index, "{}"]);
    let unique = with("comment: x, unique: {u: [a]}");
    pair("BLOCKS_READS", "to build an index", [&bare, &unique], ["{}", &unique]);
    pair("INDEX_DROPPED", "public.t", [&unique, &bare], [&bare, &unique]);
    let check = with("comment: x, checks: {c: a > 0}");
    let unproved = with("comment: x, checks: {c: {expression: a > 0, not_valid: true}}");
    pair("CONSTRAINT_SCAN", "public.t", [&bare, &check], [&bare, &unproved]);
    pair("BLOCKS_READS", "while the rows of public.t", [&bare, &check], [&bare, &unproved]);
    let full = "tables: {t: {columns: {a: {type: integer, not_null: true}}}}";
    pair("CONSTRAINT_SCAN", "public.t", [T, full], [full, T]);
    let pair_of = |key: &str| {
        format!("tables: {{p: {{columns: {{id: integer}}, primary_key: [id]}}, t: {{columns: {{a: integer}}{key}}}}}")
    };
    let key = pair_of(", foreign_keys: {f: {columns: [a], references: p}}");
    pair("CONSTRAINT_SCAN", "public.t", [&pair_of(""), &key], ["{}", &key]);
    pair("BLOCKS_WRITES", "public.t", [&pair_of(""), &key], [&key, &pair_of("")]);
    // Online, nobody waits.
    let found = hazards(&schema(&bare), &schema(&index), true);
    assert!(found.iter().any(|it| it.starts_with("INDEX_BUILD")), "{found:?}");
    assert!(!found.iter().any(|it| it.starts_with("BLOCKS_")), "{found:?}");
}

#[test]
fn row_security() {
    let table = |part: &str| format!("tables: {{t: {{columns: {{a: integer}}, {part}}}}}");
    let (off, on) = (table("comment: x"), table("comment: x, row_security: true"));
    let forced = table("comment: x, row_security: true, force_row_security: true");
    let (wider, narrower) = ("AUTHORIZATION_WIDENED", "AUTHORIZATION_NARROWED");
    pair(wider, "no policy of it holds any more", [&on, &off], [&off, &on]);
    pair(narrower, "only the rows of public.t that a policy lets them", [&off, &on], ["{}", &on]);
    pair(wider, "the owner of public.t", [&forced, &on], [&on, &forced]);
    pair(narrower, "the owner of public.t", [&on, &forced], [&forced, &on]);
    let policy = |text: &str| table(&format!("comment: x, row_security: true, policies: {{p: {{{text}}}}}"));
    let permissive = policy("roles: [public], command: select, using: a > 0");
    pair(wider, "every role may select", [&on, &permissive], ["{}", &permissive]);
    pair(narrower, "every role may no longer select", [&permissive, &on], [&permissive, "{}"]);
    let strict = policy("roles: [public], command: select, restrictive: true, using: a > 0");
    pair(wider, "held back", [&strict, &on], [&on, &strict]);
    pair(wider, "that public.t.p lets pass", [&strict, &permissive], [&on, &strict]);
    let other = policy("roles: [public], command: select, using: a > 1");
    pair("AUTHORIZATION_CHANGED", "other rows than before", [&permissive, &other], [&on, &permissive]);
    let to_bob = policy("roles: [bob], command: select, using: a > 0");
    pair("AUTHORIZATION_CHANGED", "holds for role bob instead of every role", [&permissive, &to_bob], [&on, &to_bob]);
}

#[test]
fn rights_of_views_and_functions() {
    let view = |options: &str| format!("{T}\nviews: {{v: {{query: SELECT a FROM public.t{options}}}}}");
    let (own, invoker) = (view(""), view(", options: {security_invoker: 'true'}"));
    let (wider, narrower) = ("AUTHORIZATION_WIDENED", "AUTHORIZATION_NARROWED");
    pair(wider, "security_invoker is lost", [&invoker, &own], [&own, &invoker]);
    pair(narrower, "needs privileges on its tables", [&own, &invoker], [T, &invoker]);
    let function =
        |more: &str| format!("functions: {{'f()': {{returns: integer, language: sql, body: select 1{more}}}}}");
    let (plain, definer) = (function(""), function(", security_definer: true"));
    pair(wider, "rights of its owner", [&plain, &definer], [&definer, &plain]);
    pair(wider, "public.f()", ["{}", &definer], ["{}", &plain]);
    pair(narrower, "no SECURITY DEFINER", [&definer, &plain], [&plain, &definer]);
}

#[test]
fn grants() {
    let with = |grants: &str| format!("manage: {{grants: true}}\ntables: {{t: {{columns: {{a: integer}}{grants}}}}}");
    let (none, public, bob) = (with(""), with(", grants: {public: [SELECT]}"), with(", grants: {bob: [SELECT]}"));
    let (wider, narrower) = ("AUTHORIZATION_WIDENED", "AUTHORIZATION_NARROWED");
    pair(wider, "every role may use SELECT ON TABLE public.t", [&none, &public], [&public, &none]);
    pair(wider, "every role may use SELECT", ["{}", &public], ["{}", &bob]);
    pair(wider, "role bob may use", [&none, &bob], [&bob, &none]);
    pair(narrower, "role bob may no longer use", [&bob, &none], [&none, &bob]);
    // One that goes and comes back with its object is none that anybody gets.
    let stored = |query: &str, role: &str| {
        format!(
            "manage: {{grants: true}}\n{T}\nmaterialized_views: {{m: {{query: {query}, grants: {{{role}: [SELECT]}}}}}}"
        )
    };
    let [old, new] = ["SELECT a FROM public.t", "SELECT a + 1 AS a FROM public.t"].map(|query| stored(query, "public"));
    pair(wider, "every role may use SELECT", [&stored("SELECT a FROM public.t", "bob"), &new], [&old, &new]);
}

#[test]
fn what_the_server_cannot_undo() {
    let labels = |list: &str| format!("enums: {{e: [{list}]}}");
    pair("IRREVERSIBLE", "public.e", [&labels("a"), &labels("a, b")], ["{}", &labels("a, b")]);
    let version = |text: &str| format!("extensions: {{hstore: {{version: '{text}'}}}}");
    pair("EXTENSION_UPGRADE", "from 1.7 to 1.8", [&version("1.7"), &version("1.8")], ["{}", &version("1.8")]);
}

#[test]
fn what_a_function_computed_stays() {
    let model = |body: &str| {
        format!(
            "functions: {{'f(a integer)': {{returns: integer, language: sql, volatility: immutable, body: {body}}}}}\n\
             tables: {{t: {{columns: {{a: integer}}, indexes: {{i: [{{expression: f(a)}}]}}}}}}"
        )
    };
    // A catalog says what needs what.
    let known = |mut schema: Schema| {
        let function = schema.objects.keys().find(|id| &*id.name == "f").unwrap().clone();
        schema.objects.iter_mut().find(|(id, _)| &*id.name == "i").unwrap().1.depends.push(function);
        schema
    };
    let (before, after) = (known(schema(&model("select a"))), known(schema(&model("select a + 1"))));
    let found = hazards(&before, &after, false);
    assert!(found.iter().any(|it| it.starts_with("CORRECTNESS") && it.contains("index public.t.i")), "{found:?}");
    let found = hazards(&schema(&model("select a")), &schema(&model("select a + 1")), false);
    assert!(!found.iter().any(|it| it.starts_with("CORRECTNESS")), "{found:?}");
}
