//! Operators and what goes with types and functions.

use super::*;

#[test]
fn a_base_type_has_its_functions_or_is_a_shell() {
    let schema = model("base_types: {shell: , t: {input: t_in, output: t_out, passedbyvalue: true}}");
    let told = listing(&schema.expect("loads"));
    assert!(told.contains("base type public.shell {}"), "{told}");
    let options = "{\"options\":{\"input\":\"t_in\",\"output\":\"t_out\",\"passedbyvalue\":\"\"}}";
    assert!(told.contains(&format!("base type public.t {options}")), "{told}");
    refused("base_types: {t: {input: t_in}}", "1:14", &["has no `output` function", "a shell type has no options"]);
}

#[test]
fn operators_are_named_by_their_operands_and_classes_by_their_method() {
    let schema = model(
        "operators: {'===(int, varchar(3))': {function: f, commutator: '==='}, 'app.@(none, int8)': {function: g}}
operator_classes: {numbers(btree): {for: int4}}
casts: {int as \"A as b\": , public.pair AS text: {inout: true}}
transforms: {Pair language PlSH: {from_sql: f(internal)}}",
    );
    let told = listing(&schema.expect("loads"));
    for line in [
        "operator public.===(integer, character varying) {\"function\":\"f\",\"commutator\":\"public.===\"}",
        "operator app.@(NONE, bigint) ",
        "operator family public.numbers(btree) {}",
        "operator class public.numbers(btree) {\"data_type\":\"integer\"",
        "cast integer AS \"A as b\" {}",
        "cast public.pair AS text {\"inout\":true}",
        "transform pair LANGUAGE plsh ",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    refused("operators: {'@(integer)': {function: f}}", "1:13", &["has no two operands", "`NONE` where there is none"]);
    refused("operator_classes: {c(): {for: int}}", "1:20", &["has no access method", "c(btree)"]);
    refused("casts: {integer: }", "1:9", &["has no two types", "integer AS public.money"]);
    refused("casts: {a AS b: {function: f(a), inout: true}}", "1:9", &["keep `function` or `inout`"]);
    refused("transforms: {integer: {}}", "1:14", &["names no language"]);
}
