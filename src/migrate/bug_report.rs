//! What a plan that does not prove says of itself, so that it can be pasted into a report as it is:
//! versions, the model's difference, the statements, and what differed. Secrets are in none of it,
//! for models and plans hold placeholders.

use similar::TextDiff;

use crate::dump;
use crate::error::Fault;
use crate::model::Schema;

use super::write::Files;

/// The fault with the report as its detail.
pub(super) fn with_report(fault: Fault, server: &str, before: &Schema, after: &Schema, files: &[Files]) -> Fault {
    let (old, new) = (dump::to_string(before), dump::to_string(after));
    let diff = TextDiff::from_lines(&old, &new).unified_diff().header("before.yaml", "after.yaml").to_string();
    let mut text = format!(
        "---- bug report: from here ----\ndbtool {}, {server}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        fault.message
    );
    if let Some(detail) = &fault.detail {
        text.push_str(detail);
        text.push('\n');
    }
    text.push_str(&format!("\n{diff}"));
    for Files { version, name, up, down, .. } in files {
        text.push_str(&format!("\n-- {version}_{name}.up.sql\n{up}"));
        if let Some(down) = down {
            text.push_str(&format!("\n-- {version}_{name}.down.sql\n{down}"));
        }
    }
    text.push_str("---- bug report: to here ----");
    Fault { detail: Some(text), hint: None, ..fault }.hint(
        "no file was written. If the model is right this is a fault of dbtool: please report it with the lines above; \
         write this migration by hand meanwhile",
    )
}
