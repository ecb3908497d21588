//! Secrets among options: told by their names, blotted out when they are read, and named by a
//! variable of the environment, `${NAME}`, wherever they would be written.

use super::quote::{ident, literal};
use crate::engine::{Encoding, Placeholder, Statement};
use crate::model::{Options, Redacted, Secrets};

/// What an option's name holds if its value is a secret. A file that holds one (`passfile`) is none.
const WORDS: [&str; 12] = [
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "secret",
    "token",
    "credential",
    "apikey",
    "api_key",
    "access_key",
    "private_key",
];

/// Whether an option of this name holds a secret.
pub fn is_secret(option: &str) -> bool {
    let name = option.to_ascii_lowercase();
    // `password_required` says whether there is one.
    let says_if = name.ends_with("_required") || name.ends_with("file") || name.ends_with("_path");
    !says_if && WORDS.iter().any(|word| name.contains(word))
}

/// The placeholder for a secret of an object: `${FS_BOB_PASSWORD}`.
pub(super) fn placeholder(parts: &[&str]) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let name: String = parts.join("_").chars().map(safe).collect();
    let mark = if name.starts_with(|c: char| c.is_ascii_digit()) { "_" } else { "" };
    format!("${{{mark}{name}}}")
}

/// Whether the whole text is one placeholder.
pub fn is_placeholder(text: &str) -> bool {
    let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Takes the secrets out of options. What is a placeholder already, on a scratch server that was
/// built from a model, stays what it is.
pub(super) fn redact(options: Options, scope: &[&str]) -> (Options, Secrets) {
    let (secret, plain): (Options, Options) = options.into_iter().partition(|(name, _)| is_secret(name));
    let blot = |(name, value): (String, String)| {
        let parts: Vec<&str> = scope.iter().copied().chain([name.as_str()]).collect();
        let text = if is_placeholder(&value) { value } else { placeholder(&parts) };
        (name, Redacted(text))
    };
    (plain, secret.into_iter().map(blot).collect())
}

/// A literal in which placeholders stand; a secret that is put in their place finds backslashes to
/// be escapes, whatever `standard_conforming_strings` says.
pub(super) fn guarded(text: &str) -> String {
    format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"))
}

/// A statement in which the secrets' placeholders stand as text.
pub(super) fn statement(sql: String, secrets: &[&Secrets]) -> Statement {
    let variables = secrets.iter().flat_map(|secrets| secrets.values()).flat_map(Redacted::variables);
    let mut statement = Statement::new(sql);
    statement.secrets =
        variables.map(|variable| Placeholder { variable: variable.to_owned(), encoding: Encoding::Text }).collect();
    statement
}

/// ` OPTIONS (user 'bob', password E'${FS_BOB_PASSWORD}')`, or nothing.
pub(super) fn options(options: &Options, secrets: &Secrets) -> String {
    let plain = options.iter().map(|(name, value)| format!("{} {}", ident(name), literal(value)));
    let hidden = secrets.iter().map(|(name, value)| format!("{} {}", ident(name), guarded(&value.0)));
    let list = plain.chain(hidden).collect::<Vec<_>>().join(", ");
    if list.is_empty() { String::new() } else { format!(" OPTIONS ({list})") }
}

/// ` OPTIONS (ADD a 'x', SET b 'y', DROP c)` from one state to another with the secrets that are new,
/// or nothing.
pub(super) fn change(before: (&Options, &Secrets), after: (&Options, &Secrets)) -> (String, Secrets) {
    let had = |name: &String| before.0.contains_key(name) || before.1.contains_key(name);
    let has = |name: &String| after.0.contains_key(name) || after.1.contains_key(name);
    let gone = before.0.keys().chain(before.1.keys()).filter(|name| !has(name));
    let mut list: Vec<String> = gone.map(|name| format!("DROP {}", ident(name))).collect();
    for (name, value) in after.0.iter().filter(|(name, value)| before.0.get(*name) != Some(*value)) {
        let verb = if had(name) { "SET" } else { "ADD" };
        list.push(format!("{verb} {} {}", ident(name), literal(value)));
    }
    // One that is there stays as it is: nobody can say whether it is the same.
    let fresh: Secrets = after.1.iter().filter(|(name, _)| !had(name)).map(|(n, v)| (n.clone(), v.clone())).collect();
    list.extend(fresh.iter().map(|(name, value)| format!("ADD {} {}", ident(name), guarded(&value.0))));
    let text = if list.is_empty() { String::new() } else { format!(" OPTIONS ({})", list.join(", ")) };
    (text, fresh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_by_their_names() {
        for name in ["password", "sslpassword", "PWD", "aws_secret_access_key", "api_token"] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["user", "password_required", "passfile", "sslkey", "host"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_secret_is_read_as_a_placeholder() {
        let options = Options::from([("user".to_owned(), "bob".to_owned()), ("password".to_owned(), "x".to_owned())]);
        let (plain, secrets) = redact(options, &["2nd fs", "bob"]);
        assert_eq!(plain.keys().collect::<Vec<_>>(), ["user"]);
        assert_eq!(secrets["password"].0, "${_2ND_FS_BOB_PASSWORD}");
        let (_, kept) = redact([("password".to_owned(), "${OWN}".to_owned())].into(), &["fs"]);
        assert_eq!(kept["password"].0, "${OWN}");
        assert!(!is_placeholder("${}") && !is_placeholder("x${A}") && !is_placeholder("${A B}"));
    }

    #[test]
    fn a_secret_that_is_there_is_left_alone() {
        let none = Options::new();
        let secret = |name: &str, text: &str| Secrets::from([(name.to_owned(), Redacted(text.to_owned()))]);
        let (text, fresh) = change((&none, &secret("password", "${A}")), (&none, &secret("password", "${B}")));
        assert_eq!((text.as_str(), fresh.len()), ("", 0));
        let (text, fresh) = change((&none, &Secrets::new()), (&none, &secret("password", "${B}")));
        assert_eq!((text.as_str(), fresh.len()), (" OPTIONS (ADD password E'${B}')", 1));
    }
}
