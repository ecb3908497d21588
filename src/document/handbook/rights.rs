//! Who may do what with a table, and which rows they see.

use std::fmt::Write as _;

use super::{markdown, row};
use crate::model::OutlineTable;

/// Its grants and its policies; nothing where there are none.
pub(super) fn told(out: &mut String, relation: &OutlineTable<'_>) {
    if !relation.grants.is_empty() {
        out.push_str("\n### Grants\n\n| To | Privileges | Columns | May be handed on | Revoked |\n");
        out.push_str("| :--- | :--- | :--- | :--- | :--- |\n");
        for granted in &relation.grants {
            let grantee = if granted.role.is_empty() { "everyone".to_owned() } else { markdown::code(&granted.role) };
            let column = granted.column.map(markdown::code).unwrap_or_default();
            let grant = granted.grant;
            let cells = [&grant.privileges, &grant.grantable, &grant.revoked].map(|words| words.join(", "));
            let [privileges, grantable, revoked] = cells;
            row(out, &[grantee, privileges, column, grantable, revoked]);
        }
    }
    if relation.row_security.is_none() && relation.policies.is_empty() {
        return;
    }
    let state = relation.row_security.unwrap_or("disabled: no policy is in force");
    let _ = writeln!(out, "\n### Row security\n\nRow security is {state}.");
    if relation.policies.is_empty() {
        return;
    }
    out.push_str("\n| Policy | For | To | Rows that are seen | Rows that may be written | Kind |\n");
    out.push_str("| :--- | :--- | :--- | :--- | :--- | :--- |\n");
    for (name, policy) in &relation.policies {
        let roles: Vec<String> = policy.roles.iter().map(|role| markdown::code(role)).collect();
        let [using, check] =
            [&policy.using, &policy.check].map(|text| text.as_deref().map(markdown::code).unwrap_or_default());
        let kind = if policy.restrictive { "restrictive" } else { "permissive" };
        row(out, &[markdown::code(name), policy.command.clone(), roles.join(", "), using, check, kind.to_owned()]);
    }
}
