//! `operators:`, `operator_families:` and `operator_classes:`

use super::context::{Context, Item, values};
use super::document::Part;
use super::grant::Owned;
use super::name;
use super::read::{OrNothing, Text, mapping, value};
use crate::engine::postgres::{arguments, quote, spelling};
use crate::model::{Kind, ObjectId, Operator, OperatorClass, OperatorFamily};

mapping! {
    /// An operator.
    pub struct OperatorModel, "an operator" {
        /// The function that computes it.
        function "function": Text,
        /// The operator that is the same with the operands exchanged; in the same schema if not said.
        commutator "commutator": Option<Text>,
        /// The operator that says the opposite; in the same schema if not said.
        negator "negator": Option<Text>,
        /// The function that estimates how many rows it selects, such as `eqsel`.
        restrict "restrict": Option<Text>,
        /// The function that estimates how many rows a join by it selects, such as `eqjoinsel`.
        join "join": Option<Text>,
        /// Whether it can be used in a hash join.
        hashes "hashes": bool,
        /// Whether it can be used in a merge join.
        merges "merges": bool,
        .. owned: Owned,
    }
}

mapping! {
    /// What is in an operator class or family.
    pub struct Members, "an operator class or family" {
        /// Operators with their numbers, as SQL writes them after `OPERATOR`: `1 public.<(integer,bigint)`.
        operators "operators": Vec<Text>,
        /// Functions with their numbers and types, as SQL writes them after `FUNCTION`:
        /// `1 (integer, bigint) public.compare(integer,bigint)`.
        functions "functions": Vec<Text>,
    }
}

mapping! {
    /// An operator family, with what is in it but in none of its classes.
    pub struct LongFamily, "an operator family" {
        .. members: Members,
        .. owned: Owned,
    }
}

/// An operator family: nothing at all, or a mapping.
pub type FamilyModel = OrNothing<LongFamily>;

mapping! {
    /// An operator class.
    pub struct ClassModel, "an operator class" {
        /// The type that it indexes.
        data_type "for": Text,
        /// Whether it is that type's default.
        default "default": bool,
        /// Its family; one of its own name, which is made if need be, if not said.
        family "family": Option<Text>,
        /// The type that the index stores, where it is another.
        storage "storage": Option<Text>,
        .. members: Members,
        .. owned: Owned,
    }
}

/// The types of an operator's operands as its id has them; `None`, with a fault, where they are not two.
fn operands(item: &Item<'_, OperatorModel>, cx: &mut Context) -> Option<String> {
    let types: Vec<String> = arguments::parse(item.arguments)
        .unwrap_or_default()
        .into_iter()
        .map(|operand| if operand.data_type == "none" { "NONE".to_owned() } else { operand.data_type })
        .collect();
    if types.len() == 2 {
        return Some(types.join(", "));
    }
    let hint = "write the types of both operands, `NONE` where there is none: `===(integer, text)`, `@(NONE, text)`";
    cx.faults.add(item.spot, format!("operator `{}` has no two operands", item.name), hint);
    None
}

/// The qualified name of an operator that another refers to.
fn link(text: &Option<Text>, home: &str) -> Option<String> {
    value(text).map(|text| if text.contains('.') { text } else { format!("{}.{text}", quote::ident(home)) })
}

impl Part for OperatorModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let Some(signature) = operands(item, cx) else { return };
        let operator = Operator {
            function: body.function.value.clone(),
            commutator: link(&body.commutator, item.schema),
            negator: link(&body.negator, item.schema),
            restrict: value(&body.restrict),
            join: value(&body.join),
            hashes: body.hashes,
            merges: body.merges,
        };
        let id = ObjectId::routine(Kind::Operator, item.schema, item.name, signature);
        if cx.insert(&id, operator, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}

/// The access method that stands in a key; `None`, with a fault, where there is none.
fn method<T>(item: &Item<'_, T>, cx: &mut Context) -> Option<String> {
    let method = item.arguments.trim();
    if method.is_empty() {
        let hint = format!("write it in parentheses: `{}(btree)`", item.name);
        cx.faults.add(item.spot, format!("`{}` has no access method", item.name), hint);
        return None;
    }
    Some(method.to_owned())
}

impl Part for FamilyModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = &item.body.0;
        let Some(method) = method(item, cx) else { return };
        let family =
            OperatorFamily { operators: values(&body.members.operators), functions: values(&body.members.functions) };
        let id = ObjectId::routine(Kind::OperatorFamily, item.schema, item.name, method);
        if cx.insert(&id, family, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}

impl Part for ClassModel {
    const CALLED: bool = true;

    fn declare(_: &Item<'_, Self>, _: &mut Context) {}

    fn build(item: &Item<'_, Self>, cx: &mut Context) {
        let body = item.body;
        let Some(method) = method(item, cx) else { return };
        let family = match &body.family {
            None => (item.schema.to_owned(), item.name.to_owned()),
            Some(text) => match cx.parsed(text, name::parts(&text.value)).as_deref() {
                Some([schema, name]) => (schema.clone(), name.clone()),
                Some([name]) => (item.schema.to_owned(), name.clone()),
                _ => return,
            },
        };
        let family = ObjectId::routine(Kind::OperatorFamily, family.0, family.1, method.as_str());
        if body.family.is_none() && !cx.schema.objects.contains_key(&family) {
            cx.insert(&family, OperatorFamily::default(), item.spot);
        }
        let class = OperatorClass {
            data_type: spelling::normalize(&body.data_type.value),
            default: body.default,
            family,
            storage: body.storage.as_ref().map(|text| spelling::normalize(&text.value)),
            operators: values(&body.members.operators),
            functions: values(&body.members.functions),
        };
        let id = ObjectId::routine(Kind::OperatorClass, item.schema, item.name, method);
        if cx.insert(&id, class, item.spot) {
            body.owned.build(&id, cx);
        }
    }
}
