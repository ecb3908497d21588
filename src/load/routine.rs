//! `functions:` and `procedures:`

use super::context::{Context, Item, values};
use super::document::Part;
use super::grant::Rights;
use super::node::Spot;
use super::program::{self, RoutineOptions, SessionOptions};
use super::read::{At, Text, choice, mapping};
use crate::engine::Engine;
use crate::engine::postgres::arguments::{self, Mode};
use crate::engine::postgres::spelling;
use crate::model::{Kind, ObjectId, Options, Parallel, Routine, RoutineKind, Volatility};

mapping! {
    /// A function.
    pub struct FunctionModel, "a function" {
        /// The result's type, `SETOF` and `TABLE(…)` included; that of its `OUT` arguments if not said.
        returns "returns": Option<Text>,
        /// Whether it is a window function.
        window "window": bool,
        /// What it may do to the database: `volatile` if not said.
        volatility "volatility": Option<Volatility>,
        /// Whether NULL in is NULL out.
        strict "strict": bool,
        /// Whether it tells nothing of its arguments but by its result.
        leakproof "leakproof": bool,
        /// Whether a parallel plan may run it: `unsafe` if not said.
        parallel "parallel": Option<Parallel>,
        /// The planner's cost; 100, or 1 in C, if not said.
        cost "cost": Option<f32>,
        /// The rows that it is thought to return; 1000 if not said.
        rows "rows": Option<f32>,
        /// The planner's support function.
        support "support": Option<Text>,
        .. body: Body,
    }
}

mapping! {
    /// A procedure.
    pub struct ProcedureModel, "a procedure" {
        .. body: Body,
    }
}

mapping! {
    /// What functions and procedures share.
    pub struct Body, "a routine" {
        /// The language; `sql` if not said and the body is SQL-standard (PostgreSQL).
        language "language": Option<Text>,
        /// The source; the object file's symbol in C.
        body "body": Text,
        /// Whether `body` is SQL-standard, `BEGIN ATOMIC …` or `RETURN …` (PostgreSQL 14).
        sql_body "sql_body": bool,
        /// The object file of a C function.
        library "library": Option<Text>,
        /// Whether it runs with its owner's rights.
        security_definer "security_definer": bool,
        /// The types for which transforms apply.
        transform "transform": Vec<Text>,
        /// Settings in force while it runs, values as `SET` takes them.
        config "config": Options,
        /// The parameters, where they do not stand in the key: several lines, say (MySQL).
        arguments "arguments": Option<Text>,
        .. routine: RoutineOptions,
        .. session: SessionOptions,
        .. rights: Rights,
    }
}

choice!(Volatility, "a volatility" {
    "volatile" => Volatility::Volatile,
    "stable" => Volatility::Stable,
    "immutable" => Volatility::Immutable,
});

choice!(Parallel, "a parallel safety" {
    "unsafe" => Parallel::Unsafe,
    "restricted" => Parallel::Restricted,
    "safe" => Parallel::Safe,
});

impl Part for FunctionModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        if cx.engine == Engine::Mysql {
            return program::build_function(item, cx);
        }
        let body = item.body;
        program::refuse_own(item, &body.body, cx);
        if cx.engine == Engine::Cassandra {
            return super::cql::function(item, cx);
        }
        let Some(list) = read_arguments(item.arguments, item.spot, cx) else { return };
        let returns = body.returns.as_ref().map(|returns| arguments::result(&returns.value));
        let returns = returns.or_else(|| {
            let mut out = list.iter().filter(|argument| matches!(argument.mode, Mode::Out | Mode::InOut));
            match (out.next(), out.next()) {
                (Some(only), None) => Some(only.data_type.clone()),
                (Some(_), Some(_)) => Some("record".to_owned()),
                (None, _) => None,
            }
        });
        if returns.is_none() {
            cx.faults.add(
                item.spot,
                format!("function `{}` says not what it returns", item.name),
                "add `returns: TYPE`, or `void`",
            );
        }
        let Some(language) = language(&body.body, item.spot, cx) else { return };
        // The defaults of CREATE FUNCTION (`interpret_AS_clause`, `compute_function_attributes`).
        let usual = if language == "c" || language == "internal" { 1.0 } else { 100.0 };
        let different = |value: Option<f32>, usual: f32| value.filter(|value| (value - usual).abs() > f32::EPSILON);
        let routine = Routine {
            routine: if body.window { RoutineKind::Window } else { RoutineKind::Function },
            arguments: arguments::print(&list),
            returns,
            volatility: body.volatility.unwrap_or_default(),
            strict: body.strict,
            leakproof: body.leakproof,
            parallel: body.parallel.unwrap_or_default(),
            cost: different(body.cost, usual),
            rows: different(body.rows, 1000.0),
            support: body.support.as_ref().map(|text| text.value.clone()),
            ..shared(&body.body, language)
        };
        let signature = arguments::signature(&list, false);
        add(item.schema, item.name, &signature, routine, &body.body, item.spot, cx);
    }
}

impl Part for ProcedureModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        if cx.engine == Engine::Mysql {
            return program::build_procedure(item, cx);
        }
        let body = &item.body.body;
        program::refuse_own(item, body, cx);
        let Some(list) = read_arguments(item.arguments, item.spot, cx) else { return };
        let Some(language) = language(body, item.spot, cx) else { return };
        let routine =
            Routine { routine: RoutineKind::Procedure, arguments: arguments::print(&list), ..shared(body, language) };
        let signature = arguments::signature(&list, true);
        add(item.schema, item.name, &signature, routine, body, item.spot, cx);
    }
}

fn read_arguments(written: &str, spot: Spot, cx: &mut Context) -> Option<Vec<arguments::Argument>> {
    let read = arguments::parse(written);
    if let Err(wrong) = &read {
        let hint = "write them as CREATE FUNCTION takes them: `a integer, OUT b text DEFAULT 'x'`";
        cx.faults.add(spot, format!("the arguments `{written}` cannot be read: {wrong}"), hint);
    }
    read.ok()
}

pub fn language(body: &Body, spot: Spot, cx: &mut Context) -> Option<String> {
    match &body.language {
        // One that is quoted is called so, signs and all.
        Some(At { value, .. }) => Some(match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(own) => own.replace("\"\"", "\""),
            None => value.to_lowercase(),
        }),
        None if body.sql_body => Some("sql".to_owned()),
        None => {
            cx.faults.add(spot, "a routine says not which language it is in", "add `language: plpgsql`, or `sql`");
            None
        }
    }
}

fn shared(body: &Body, language: String) -> Routine {
    Routine {
        routine: RoutineKind::Function,
        arguments: String::new(),
        returns: None,
        language,
        body: body.body.value.clone(),
        sql_body: body.sql_body,
        library: body.library.as_ref().map(|text| text.value.clone()),
        volatility: Volatility::default(),
        strict: false,
        security_definer: body.security_definer,
        leakproof: false,
        parallel: Parallel::default(),
        cost: None,
        rows: None,
        support: None,
        transform: values(&body.transform).iter().map(|name| spelling::normalize(name)).collect(),
        config: body.config.clone(),
    }
}

pub fn add(schema: &str, name: &str, signature: &str, routine: Routine, body: &Body, spot: Spot, cx: &mut Context) {
    let id = ObjectId::routine(Kind::Routine, schema, name, signature);
    if cx.insert(&id, routine, spot) {
        body.rights.build(&id, cx);
    }
}
