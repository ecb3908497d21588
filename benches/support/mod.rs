//! The phases of dbtool that ask no server, each on a model of any size: for `benches/phases.rs`, which
//! times them, and for `tests/instructions.rs`, which counts what they execute.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::hint::black_box;

use dbtool::document::{Document, Style};
use dbtool::engine::{Engine, Sides};
use dbtool::lint::{Wishes, lint_model};
use dbtool::model::Schema;
use dbtool::{diff, dump, load, plan};

/// What findings call the model.
const FILE: &str = "model.yaml";

/// What a phase works on.
pub struct Input {
    /// The model as a file.
    text: String,
    /// The same, read.
    schema: Schema,
    /// The same where each hundredth table has a column more and an index less.
    changed: Schema,
}

impl Input {
    /// A model of that many tables.
    pub fn of(tables: u32) -> Self {
        let text = model(tables, false);
        let (schema, changed) = (read(&text), read(&model(tables, true)));
        Self { text, schema, changed }
    }
}

/// A phase: its name, and what it does.
pub type Phase = (&'static str, fn(&Input));

/// All phases, in the order in which a command has them.
pub const PHASES: &[Phase] = &[
    ("load", load),
    ("diff", diff),
    ("plan_change", plan_change),
    ("plan_whole", plan_whole),
    ("inspect", inspect),
    ("document", document),
    ("lint", lint),
];

#[inline(never)]
fn load(input: &Input) {
    black_box(read(&input.text));
}

#[inline(never)]
fn diff(input: &Input) {
    assert!(!black_box(diff::diff(&input.schema, &input.changed)).is_empty());
}

#[inline(never)]
fn plan_change(input: &Input) {
    planned(&input.schema, &input.changed);
}

#[inline(never)]
fn plan_whole(input: &Input) {
    planned(&Schema::default(), &input.schema);
}

#[inline(never)]
fn inspect(input: &Input) {
    black_box(dump::to_string(&input.schema));
}

#[inline(never)]
fn document(input: &Input) {
    black_box(Document::new(Style::Dbml).render(&input.schema).expect("the style has a place for all"));
}

#[inline(never)]
fn lint(input: &Input) {
    let texts = BTreeMap::from([(FILE.to_owned(), input.text.clone())]);
    black_box(lint_model(Engine::Postgresql, &input.schema, &texts, &Wishes::default()));
}

fn planned(before: &Schema, after: &Schema) {
    let sides = Sides { before, after, online: true };
    let plan = plan::plan_as(Engine::Postgresql.dialect(), sides).expect("there is a way");
    assert!(!black_box(plan).steps.is_empty());
}

fn read(text: &str) -> Schema {
    load::load_texts(vec![(FILE.to_owned(), text.to_owned())]).expect("the model is well")
}

/// Tables as large applications have them: keys in circles, enums, checks, defaults, comments, indexes,
/// triggers, and a view for each fifth.
fn model(tables: u32, changed: bool) -> String {
    let mut text = String::from("enums:\n");
    let enums = (tables / 20).max(1);
    let mut add = |line: std::fmt::Arguments<'_>| writeln!(text, "{line}").expect("a text takes it");
    for number in 0..enums {
        add(format_args!("  state_{number}: [new, open, done]"));
    }
    add(format_args!("functions:\n  touch():\n    returns: trigger\n    language: plpgsql"));
    add(format_args!("    body: BEGIN NEW.updated_at := now(); RETURN NEW; END\ntables:"));
    for number in 0..tables {
        let is_changed = changed && number % 100 == 0;
        add(format_args!("  table_{number}:\n    comment: What table {number} holds\n    columns:"));
        add(format_args!("      id: {{type: bigint, identity: always, comment: The key}}"));
        add(format_args!("      parent_id: {{type: bigint, comment: 'The one above, if any'}}"));
        add(format_args!("      owner_id: {{type: bigint, not_null: true, comment: Whose it is}}"));
        add(format_args!("      state: {{type: state_{}, not_null: true, default: \"'new'\"}}", number % enums));
        add(format_args!("      created_at: {{type: timestamptz, not_null: true, default: now()}}"));
        add(format_args!("      updated_at: timestamptz"));
        add(format_args!("      name: {{type: text, not_null: true}}"));
        add(format_args!("      email: varchar({})", 50 + number % 200));
        add(format_args!("      amount: {{type: 'numeric(12,2)', default: '0'}}"));
        for extra in 0..1 + number % 11 {
            let kind = match (extra + number) % 6 {
                0 => "integer",
                1 => "text",
                2 => "jsonb",
                3 => "boolean",
                4 => "date",
                _ => "uuid",
            };
            add(format_args!("      extra_{extra}: {{type: {kind}, comment: Number {extra} of {number}}}"));
        }
        if is_changed {
            add(format_args!("      fresh: integer"));
        }
        let (above, owner) = ((number + 1) % tables, (number * 7 + 3) % tables);
        add(format_args!("    primary_key: [id]\n    checks:"));
        add(format_args!("      table_{number}_amount: amount >= 0 AND amount < {}", 1_000_000 + number));
        add(format_args!("    foreign_keys:\n      table_{number}_parent_fk:"));
        add(format_args!("        {{columns: [parent_id], references: table_{above}(id), on_delete: set_null}}"));
        add(format_args!("      table_{number}_owner_fk:"));
        add(format_args!("        {{columns: [owner_id], references: table_{owner}(id), on_delete: cascade}}"));
        add(format_args!("    indexes:\n      table_{number}_state_idx: [state]"));
        if !is_changed {
            add(format_args!("      table_{number}_owner_idx: [owner_id, created_at desc]"));
        }
        if number % 3 == 0 {
            add(format_args!("    triggers:\n      touch:"));
            add(format_args!("        {{timing: before, events: [update], for_each: row, function: touch()}}"));
        }
    }
    add(format_args!("views:"));
    for number in (0..tables).step_by(5) {
        add(format_args!("  view_{number}: SELECT id, name FROM table_{number} WHERE state = 'new'"));
    }
    text
}
