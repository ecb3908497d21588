//! Secrets are put into statements when these run, and not before.

use std::borrow::Cow;

use crate::engine::{Encoding, Placeholder};
use crate::error::Fault;
use crate::plan::Step;

/// A step's statement with what the environment holds in the place of its placeholders.
///
/// # Errors
/// When a variable is not set: its name.
pub fn fill<'a>(step: &'a Step, environment: &dyn Fn(&str) -> Option<String>) -> Result<Cow<'a, str>, Fault> {
    let mut sql = Cow::Borrowed(step.sql.as_str());
    for Placeholder { variable, encoding } in &step.secrets {
        let secret = environment(variable).ok_or_else(|| {
            Fault::new(format!("the environment variable {variable} is not set"))
                .detail(format!("the {} {} needs it", step.id.kind, step.id))
                .hint("set it to the secret that stands there; nothing was changed")
        })?;
        let text = encode(&secret, *encoding).replace('\\', "\\\\").replace('\'', "''");
        sql = Cow::Owned(sql.replace(&format!("${{{variable}}}"), &text));
    }
    Ok(sql)
}

fn encode(secret: &str, encoding: Encoding) -> String {
    match encoding {
        Encoding::Text => secret.to_owned(),
        Encoding::Conninfo if is_plain(secret) => secret.to_owned(),
        Encoding::Conninfo => format!("'{}'", secret.replace('\\', "\\\\").replace('\'', "\\'")),
        Encoding::Uri => secret.bytes().fold(String::new(), |mut text, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                text.push(char::from(byte));
            } else {
                text.push_str(&format!("%{byte:02X}"));
            }
            text
        }),
    }
}

/// Whether a connection string takes it without quotes.
fn is_plain(secret: &str) -> bool {
    !secret.is_empty() && !secret.contains(|c: char| c.is_whitespace() || c == '\'' || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_as_what_it_is_a_part_of() {
        let secret = "a'b\\c @";
        assert_eq!(encode(secret, Encoding::Text), secret);
        assert_eq!(encode(secret, Encoding::Conninfo), "'a\\'b\\\\c @'");
        assert_eq!(encode("hunter2", Encoding::Conninfo), "hunter2");
        assert_eq!(encode("", Encoding::Conninfo), "''");
        assert_eq!(encode(secret, Encoding::Uri), "a%27b%5Cc%20%40");
    }
}
