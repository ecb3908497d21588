//! A way back that says of itself what it cannot do.

use crate::engine::Ledger;
use crate::error::Fault;
use crate::plan::Step;

use super::files::IRREVERSIBLE;

/// The text of a way back that refuses, with the reason: to dbtool, which reads its first line, and
/// to whatever else runs it.
pub(super) fn irreversible(fault: &Fault, ledger: &dyn Ledger) -> String {
    let on_one_line = |text: &str| text.lines().collect::<Vec<_>>().join(" ");
    let reason = on_one_line(&fault.message);
    // What to do about it is for who reads the file; a server's messages are short.
    let remedy = fault.hint.as_deref().map(|hint| format!(": {}", on_one_line(hint))).unwrap_or_default();
    format!("{IRREVERSIBLE} {reason}{remedy}\n{};\n", ledger.refusal(&format!("cannot be undone: {reason}")))
}

/// The text with comments at its head: what the way up has lost and does not come back, what the way
/// back itself loses, and where it fails.
pub(super) fn annotated(sql: &str, up: &[&Step], back: &[&Step]) -> String {
    let mut notes: Vec<String> = Vec::new();
    let mut note = |word: &str, message: &str| {
        let line = format!("-- {word}: {}\n", message.lines().collect::<Vec<_>>().join(" "));
        if !notes.contains(&line) {
            notes.push(line);
        }
    };
    for hazard in up.iter().filter(|step| step.loses).flat_map(|step| &step.hazards) {
        if hazard.code == "DELETES_DATA" {
            note("does not bring back", &hazard.message);
        }
    }
    for hazard in back.iter().flat_map(|step| &step.hazards) {
        match hazard.code.as_str() {
            "DELETES_DATA" => note("loses", &hazard.message),
            "FAILS_ON_ROWS" => note("fails on rows", &hazard.message),
            _ => {}
        }
    }
    // The line that keeps it out of a transaction must be the first.
    let head = super::files::NO_TRANSACTION;
    match sql.strip_prefix(head).and_then(|rest| rest.strip_prefix('\n')) {
        Some(rest) => format!("{head}\n{}{rest}", notes.concat()),
        None => format!("{}{sql}", notes.concat()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::files::Script;
    use super::*;
    use crate::engine::Engine;

    #[test]
    fn a_way_back_that_refuses_says_why() {
        let text = irreversible(&Fault::new("it's 100 % gone"), Engine::Postgresql.ledger());
        assert_eq!(
            text,
            "-- irreversible: it's 100 % gone\nDO $$ BEGIN RAISE EXCEPTION 'cannot be undone: it''s 100 %% gone'; END $$;\n"
        );
        let other = irreversible(&Fault::new("it's gone"), Engine::Mysql.ledger());
        let refusal = "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'cannot be undone: it''s gone'";
        assert_eq!(other, format!("-- irreversible: it's gone\n{refusal};\n"));
        assert_eq!(Script::new("a", text).irreversible(), Some("it's 100 % gone"));
        assert_eq!(Script::new("a", "-- x\n-- irreversible: y\nSELECT 1").irreversible(), Some("y"));
        assert_eq!(Script::new("a", "SELECT 1;\n-- irreversible: y").irreversible(), None);
    }

    #[test]
    fn notes_follow_the_line_that_must_be_first() {
        assert_eq!(annotated("SELECT 1;\n", &[], &[]), "SELECT 1;\n");
        assert_eq!(annotated("-- no-transaction\nSELECT 1;\n", &[], &[]), "-- no-transaction\nSELECT 1;\n");
    }
}
