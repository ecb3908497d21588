//! What is added to tables that someone else makes.

use super::context::Context;
use super::index::build_index;
use super::node::Spot;
use super::table::{Home, TableModel, build_attached};

/// Builds the parts of a table marked `external`, and not the table.
pub fn build(home: Home<'_>, body: &TableModel, spot: Spot, cx: &mut Context) {
    if let Some(key) = made_of(body) {
        let hint = format!("leave `{key}` out, or `external` where this model makes the table");
        cx.faults.add(spot, format!("table `{}` is external and has `{key}`", home.name), hint);
        return;
    }
    cx.schema.borrowed.insert(home.id.clone());
    body.rights.build(home.id, cx);
    for (name, index) in &body.indexes.0 {
        build_index(home, name, index, cx);
    }
    build_attached(home, body, cx);
}

/// The first thing that is written and only who makes the table can say.
fn made_of(body: &TableModel) -> Option<&'static str> {
    let TableModel {
        columns,
        primary_key,
        unique,
        checks,
        exclude,
        foreign_keys,
        indexes: _,
        triggers: _,
        trigger_states: _,
        trigger_comments: _,
        policies: _,
        rules: _,
        unlogged,
        access_method,
        tablespace,
        options,
        partition_by,
        partition_of,
        inherits,
        foreign,
        of_type,
        external: _,
        partitions,
        replica_identity,
        row_security,
        force_row_security,
        cluster_on,
        citus,
        key,
        rights,
    } = body;
    let written = [
        ("columns", !columns.0.is_empty()),
        ("primary_key", primary_key.is_some()),
        ("unique", !unique.0.is_empty()),
        ("checks", !checks.0.is_empty()),
        ("exclude", !exclude.0.is_empty()),
        ("foreign_keys", !foreign_keys.0.is_empty()),
        ("partition_key", !key.partition_key.is_empty()),
        ("clustering_key", !key.clustering_key.is_empty()),
        ("unlogged", *unlogged),
        ("access_method", access_method.is_some()),
        ("tablespace", tablespace.is_some()),
        ("options", !options.is_empty()),
        ("partition_by", partition_by.is_some()),
        ("partition_of", partition_of.is_some()),
        ("inherits", !inherits.is_empty()),
        ("foreign", foreign.is_some()),
        ("of_type", of_type.is_some()),
        ("partitions", partitions.is_some()),
        ("replica_identity", replica_identity.is_some()),
        ("row_security", *row_security),
        ("force_row_security", *force_row_security),
        ("cluster_on", cluster_on.is_some()),
        ("citus", citus.is_some()),
        ("owner", rights.owned.owner.is_some()),
        ("renamed_from", rights.owned.common.renamed_from.is_some()),
    ];
    written.into_iter().find(|(_, there)| *there).map(|(key, _)| key)
}
