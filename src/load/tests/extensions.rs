//! Members of extensions.

use super::*;

#[test]
fn members_of_extensions_are_named_by_sort_and_name() {
    let schema = model(
        "extensions: {hstore: {members: {'routine public.hstore(text, text)': {grants: {public: {revoked: [execute]}}}, \
         'foreign data wrapper w': {grants: {r: [usage]}}, table cron.job: {columns: {command: {grants: {r: [select]}}}}}}}",
    );
    let told = listing(&schema.expect("loads"));
    for line in [
        "grant hstore.hstore(text, text) {\"privileges\":[],\"revoked\":[\"EXECUTE\"]}",
        "grant hstore.w.r {\"privileges\":[\"USAGE\"]}",
        "grant hstore.job.command.r {\"privileges\":[\"SELECT\"]}",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    refused(
        "extensions: {a: {members: {hstore: {}}}}",
        "1:28",
        &["names no member", "routine public.hstore(text, text)"],
    );
}

#[test]
fn the_sequence_behind_an_identity_column_has_grants_and_a_comment() {
    let schema = model(
        "tables: {t: {columns: {id: {type: int, identity: {mode: always, comment: counts, grants: {r: [usage]}}}}}}",
    );
    let told = listing(&schema.expect("loads"));
    for line in ["grant public.t.id.t_id_seq.r {\"privileges\":[\"USAGE\"]}", "comment public.t.id.t_id_seq"] {
        assert!(told.contains(line), "{line}: {told}");
    }
}
