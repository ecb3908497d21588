//! Grants of servers that keep them by account or role, and longer than what they are on.

use super::context::Context;
use super::grant::{EVERYONE, GrantModel};
use super::node::Spot;
use super::read::{Form, Text, nearest};
use crate::engine::Engine;
use crate::engine::cassandra::grant;
use crate::engine::mysql::{account, privilege};
use crate::model::{Grant, Kind, ObjectId};

/// Adds a grant.
pub fn build(grantee: &Text, model: &GrantModel, of: &ObjectId, cx: &mut Context) {
    let known = match cx.engine {
        Engine::Cassandra => grant::known(of),
        Engine::Mysql | Engine::Postgresql => privilege::known(of.kind),
    };
    let written = match model {
        Form::Short(privileges) => privileges,
        Form::Long(long) => {
            for text in long.grantable.iter().chain(&long.revoked) {
                let message = format!("{} knows neither `grantable` nor `revoked`", cx.engine.label());
                let option = if cx.engine == Engine::Cassandra { "AUTHORIZE" } else { privilege::OPTION };
                let hint = format!("who may grant what it has to others has the privilege `{option}`");
                cx.faults.add(text.spot, message, hint);
            }
            &long.privileges
        }
    };
    let mut privileges: Vec<String> = written.iter().map(|text| word(text, &known, of, cx)).collect();
    privileges.sort();
    privileges.dedup();
    if let Some(id) = id(&grantee.value, grantee.spot, of, cx) {
        cx.insert(&id, Grant { privileges, ..Grant::default() }, grantee.spot);
    }
}

fn id(written: &str, spot: Spot, of: &ObjectId, cx: &mut Context) -> Option<ObjectId> {
    if cx.engine == Engine::Cassandra {
        // A role has no host, and may be called as if it had.
        let name = match account::parse(written) {
            Some((name, None)) => name,
            _ => written.to_owned(),
        };
        return Some(ObjectId::child(of, Kind::Grant, name).with_signature(Grant::ROLE));
    }
    let (name, host) = if written.eq_ignore_ascii_case(EVERYONE) {
        (String::new(), None)
    } else if let Some(parts) = account::parse(written) {
        parts
    } else {
        let hint = "write `name@host`, `'name'@'host'`, or a role's name alone";
        cx.faults.add(spot, format!("`{written}` names no account"), hint);
        return None;
    };
    let signature = host.map_or_else(|| Grant::ROLE.to_owned(), |host| format!("@{host}"));
    Some(ObjectId::child(of, Kind::Grant, name).with_signature(signature))
}

/// A privilege in SQL's words.
fn word(text: &Text, known: &[&'static str], of: &ObjectId, cx: &mut Context) -> String {
    let word = match cx.engine {
        Engine::Cassandra => grant::canonical(&text.value),
        Engine::Mysql | Engine::Postgresql => privilege::canonical(&text.value),
    };
    if !known.contains(&word.as_str()) {
        let near = nearest(&word, known.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        let hint = match known {
            [] => format!("{} grants nothing on a {}", cx.engine.label(), of.kind),
            _ => format!("{}on a {} it is one of {}", near.unwrap_or_default(), of.kind, known.join(", ")),
        };
        cx.faults.add(text.spot, format!("`{}` is no privilege", text.value), hint);
    }
    word
}
