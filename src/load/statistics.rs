//! `statistics:`

use super::context::{Context, Item, values};
use super::document::Part;
use super::grant::Owned;
use super::name;
use super::read::{Text, choice, mapping};
use crate::model::{Kind, ObjectId, Statistics};

mapping! {
    /// An extended statistics object.
    pub struct StatisticsModel, "a statistics object" {
        /// The table or materialized view that it is about.
        table "table": Text,
        /// Columns as SQL wants them, and expressions in parentheses.
        keys "keys": Vec<Text>,
        /// `ndistinct`, `dependencies`, `mcv`; all if not said.
        kinds "kinds": Vec<Sort>,
        /// The statistics target.
        target "target": Option<i32>,
        .. owned: Owned,
    }
}

/// A sort of statistics, as the server calls it.
#[derive(Clone, Copy, Debug)]
pub struct Sort(&'static str);

choice!(Sort, "a sort of statistics" {
    "ndistinct" => Sort("ndistinct"),
    "dependencies" => Sort("dependencies"),
    "mcv" => Sort("mcv"),
});

impl Part for StatisticsModel {
    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        if body.keys.is_empty() {
            cx.faults.add(item.spot, format!("the statistics `{}` have no keys", item.name), "write `keys: [a, b]`");
        }
        let Some(table) = about(&body.table, cx) else { return };
        let mut kinds: Vec<String> = body.kinds.iter().map(|kind| kind.0.to_owned()).collect();
        kinds.sort();
        kinds.dedup();
        let statistics = Statistics { table, kinds, keys: values(&body.keys), target: body.target };
        let id = ObjectId::in_schema(Kind::Statistics, item.schema, item.name);
        if cx.insert(&id, statistics, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}

/// The table or materialized view that a text names.
fn about(text: &Text, cx: &mut Context) -> Option<ObjectId> {
    let parts = cx.parsed(text, name::parts(&text.value))?;
    let is_view =
        |cx: &Context, schema: &str, name: &str| cx.materialized.contains(&(schema.to_owned(), name.to_owned()));
    let there = |cx: &Context, schema: &str, name: &str| {
        is_view(cx, schema, name) || cx.tables.contains_key(&(schema.to_owned(), name.to_owned()))
    };
    let (schema, name) = cx.resolve(text, parts, there)?;
    if is_view(cx, &schema, &name) {
        return Some(ObjectId::in_schema(Kind::MaterializedView, schema, name));
    }
    let (schema, name) = cx.table(text, vec![schema, name])?;
    Some(cx.table_id(&schema, &name))
}
