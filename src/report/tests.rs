use super::*;
use crate::diff::Change;
use crate::model::{Column, Enum, Kind, Object, ObjectId, Place, Table};
use crate::plan::{Hazard, Reversible, Step};

fn change(action: Action, id: ObjectId, before: Option<Object>, after: Option<Object>, line: Option<u32>) -> Change {
    let place = line.map(|line| Place { file: "schemas/app.yaml".into(), line, column: 3 });
    Change { action, id, from: None, before, after, place }
}

fn step(id: ObjectId, sql: &str, transactional: bool, hazard: Option<&str>) -> Step {
    let hazards = hazard.map(|message| Hazard {
        code: "DELETES_DATA".into(),
        message: message.into(),
        relation: None,
        column: None,
        lost: None,
        refused: false,
        size: None,
    });
    Step {
        action: Action::Alter,
        id,
        sql: sql.to_owned(),
        transactional,
        reversible: Reversible::Lossy,
        hazards: hazards.into_iter().collect(),
        locks: None,
        loses: false,
        cleanup: None,
        secrets: Vec::new(),
        parts: Vec::new(),
    }
}

fn labels(labels: &[&str]) -> Option<Object> {
    Some(Enum { labels: labels.iter().map(|label| (*label).to_owned()).collect() }.into())
}

/// A new table, a column that differs, one that goes, and an enum with a long list.
fn plan() -> Plan {
    let users = ObjectId::in_schema(Kind::Table, "public", "users");
    let column = |name: &str| ObjectId::child(&users, Kind::Column, name);
    let typed =
        |data_type: &str, not_null| Some(Column { data_type: data_type.into(), not_null, ..Column::default() }.into());
    let long: Vec<String> = (0..20).map(|number| format!("label_{number}")).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let mut longer = long.clone();
    longer.insert(10, "new");
    let kinds = ObjectId::in_schema(Kind::Enum, "public", "kinds");
    let notes = ObjectId::in_schema(Kind::Table, "public", "notes");
    Plan {
        changes: vec![
            change(Action::Alter, kinds.clone(), labels(&long), labels(&longer), Some(2)),
            change(Action::Create, notes.clone(), None, Some(Table::default().into()), Some(9)),
            change(Action::Alter, column("age"), typed("integer", false), typed("bigint", true), Some(5)),
            change(Action::Drop, column("odd|name"), typed("text", false), None, None),
        ],
        steps: vec![
            step(kinds, "ALTER TYPE public.kinds ADD VALUE 'new' BEFORE 'label_10'", false, None),
            step(notes, "CREATE TABLE public.notes ()", true, None),
            step(
                column("odd|name"),
                "ALTER TABLE public.users DROP COLUMN \"odd|name\"",
                true,
                Some("the values are lost"),
            ),
        ],
    }
}

fn render(plan: &Plan, format: Format) -> String {
    let report = Report { target: "app", engine: Engine::Postgresql, plan, unmodelled: &[], nodes: &[], titled: false };
    anstream::adapter::strip_str(&report.render(format)).to_string()
}

#[test]
fn text_groups_parts_below_their_object() {
    insta::assert_snapshot!(render(&plan(), Format::Text), @r#"
    ~ enum public.kinds  schemas/app.yaml:2:3
        labels:
           label_8
           label_9
          +new
           label_10
           label_11
    + table public.notes  schemas/app.yaml:9:3
    ~ table public.users
        ~ column age
            data_type: integer → bigint
            not_null: – → true
        - column "odd|name"

    ALTER TYPE public.kinds ADD VALUE 'new' BEFORE 'label_10';

    BEGIN;
    CREATE TABLE public.notes ();
    -- DELETES_DATA: the values are lost
    ALTER TABLE public.users DROP COLUMN "odd|name";
    COMMIT;
    "#);
}

#[test]
fn sql_keeps_what_cannot_run_in_a_transaction_outside() {
    insta::assert_snapshot!(render(&plan(), Format::Sql), @r#"
    ALTER TYPE public.kinds ADD VALUE 'new' BEFORE 'label_10';

    BEGIN;
    CREATE TABLE public.notes ();
    -- DELETES_DATA: the values are lost
    ALTER TABLE public.users DROP COLUMN "odd|name";
    COMMIT;
    "#);
}

#[test]
fn json_has_the_documented_shape() {
    let text = render(&plan(), Format::Json);
    assert_eq!(text.lines().count(), 1);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["version", "target", "engine", "drift", "changes", "steps", "unmodelled"]);
    insta::assert_snapshot!(serde_json::to_string(&value["changes"][2]).unwrap(), @r#"
    {"action":"alter","kind":"column","name":"public.users.age","place":{"file":"schemas/app.yaml","line":5,"column":3},"details":[{"attribute":"data_type","before":"integer","after":"bigint"},{"attribute":"not_null","before":null,"after":true}]}
    "#);
    insta::assert_snapshot!(serde_json::to_string(&value["steps"][2]).unwrap(), @r#"
    {"sql":"ALTER TABLE public.users DROP COLUMN \"odd|name\"","action":"alter","kind":"column","name":"public.users.\"odd|name\"","transactional":true,"reversible":"lossy","hazards":[{"code":"DELETES_DATA","message":"the values are lost"}],"measured":false,"locks":[]}
    "#);
}

#[test]
fn github_points_at_the_model() {
    insta::assert_snapshot!(render(&plan(), Format::Github), @r#"
    ::error file=schemas/app.yaml,line=2,col=3,title=Schema drift in app::enum public.kinds differs%0Alabels: [label_0, label_1, label_2, label_3, label_4, label_5, label_6, label_7, label_8, label_9, label_10, label_11, label_12, label_13, label_14, label_15, label_16, label_17, label_18, label_19] → [label_0, label_1, label_2, label_3, label_4, label_5, label_6, label_7, label_8, label_9, new, label_10, label_11, label_12, label_13, label_14, label_15, label_16, label_17, label_18, label_19]
    ::error file=schemas/app.yaml,line=9,col=3,title=Schema drift in app::table public.notes is in the model and not in the database
    ::error file=schemas/app.yaml,line=5,col=3,title=Schema drift in app::column public.users.age differs%0Adata_type: integer → bigint%0Anot_null: – → true
    ::error title=Schema drift in app::column public.users."odd|name" is in the database and not in the model
    "#);
}

#[test]
fn markdown_is_a_comment() {
    insta::assert_snapshot!(render(&plan(), Format::Markdown), @r#"
    ### `app`: 4 changes: 1 to create, 2 to alter, 1 to drop

    | | object | what |
    |---|---|---|
    | alter | enum `public.kinds` | labels changed |
    | create | table `public.notes` |  |
    | alter | column `public.users.age` | data_type: `integer` → `bigint`<br>not_null: `–` → `true` |
    | drop | column `public.users."odd\|name"` |  |

    #### Hazards

    - **DELETES_DATA** `public.users."odd\|name"`: the values are lost

    <details><summary>SQL</summary>

    ```sql
    ALTER TYPE public.kinds ADD VALUE 'new' BEFORE 'label_10';

    BEGIN;
    CREATE TABLE public.notes ();
    -- DELETES_DATA: the values are lost
    ALTER TABLE public.users DROP COLUMN "odd|name";
    COMMIT;
    ```

    </details>
    "#);
}

#[test]
fn no_change_is_nothing_but_in_json() {
    let empty = Plan::default();
    for format in [Format::Text, Format::Sql, Format::Github, Format::Markdown] {
        assert_eq!(render(&empty, format), "");
    }
    assert_eq!(
        render(&empty, Format::Json),
        "{\"version\":1,\"target\":\"app\",\"engine\":\"postgresql\",\"drift\":false,\"changes\":[],\"steps\":[],\"unmodelled\":[]}\n"
    );
}

#[test]
fn counts_are_a_sentence() {
    let report =
        Report { target: "app", engine: Engine::Postgresql, plan: &plan(), unmodelled: &[], nodes: &[], titled: false };
    assert_eq!(report.counts(), "4 changes: 1 to create, 2 to alter, 1 to drop");
}
