//! Connection strings of libpq with the secrets in them blotted out: `host=a password=b` and
//! `postgresql://bob:b@a/db` (libpq, "Connection Strings").

use super::secret::{is_placeholder, is_secret, placeholder};
use crate::engine::{Encoding, Placeholder};
use crate::model::Redacted;

/// The string with a placeholder for every secret; one that stands there already stays.
pub fn redact(text: &str, scope: &str) -> Redacted {
    Redacted(secrets(text, scope).0)
}

/// What the placeholders of such a string stand for.
pub(super) fn placeholders(text: &Redacted) -> Vec<Placeholder> {
    let encoding = if is_uri(&text.0) { Encoding::Uri } else { Encoding::Conninfo };
    let variable = |mark: String| mark.trim_start_matches("${").trim_end_matches('}').to_owned();
    secrets(&text.0, "").1.into_iter().map(|mark| Placeholder { variable: variable(mark), encoding }).collect()
}

fn is_uri(text: &str) -> bool {
    text.starts_with("postgresql://") || text.starts_with("postgres://")
}

/// The string with placeholders, and these.
fn secrets(text: &str, scope: &str) -> (String, Vec<String>) {
    let mut found = Vec::new();
    let mut blot = |name: &str, value: &str| {
        let mark = if is_placeholder(value) { value.to_owned() } else { placeholder(&[scope, name]) };
        found.push(mark.clone());
        mark
    };
    let text = if is_uri(text) { uri(text, &mut blot) } else { pairs(text, &mut blot) };
    (text, found)
}

/// `postgresql://user:password@host/db?sslpassword=x`
fn uri(text: &str, blot: &mut dyn FnMut(&str, &str) -> String) -> String {
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    let (address, query) = rest.split_once('?').map_or((rest, None), |(address, query)| (address, Some(query)));
    // A placeholder holds neither of these; a password that should have been encoded may.
    let mut out = match address.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, password)) => format!("{scheme}://{user}:{}@{host}", blot("password", password)),
            None => format!("{scheme}://{address}"),
        },
        None => format!("{scheme}://{address}"),
    };
    if let Some(query) = query {
        let part = |part: &str| match part.split_once('=') {
            Some((key, value)) if is_secret(key) => format!("{key}={}", blot(key, value)),
            _ => part.to_owned(),
        };
        out.push('?');
        out.push_str(&query.split('&').map(part).collect::<Vec<_>>().join("&"));
    }
    out
}

/// `host=a password = 'b c'`: values may stand in quotes, with backslashes before what would end them.
fn pairs(text: &str, blot: &mut dyn FnMut(&str, &str) -> String) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('=') {
        let key = rest[..at].trim();
        let after = &rest[at + 1..];
        let value = after.trim_start();
        let length = value_length(value);
        let (value, tail) = value.split_at(length);
        if is_secret(key) {
            let bare = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(value);
            out.push_str(&format!("{}={}", &rest[..at], blot(key, bare)));
        } else {
            out.push_str(&rest[..rest.len() - tail.len()]);
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// How many bytes a value takes, its quotes included.
fn value_length(text: &str) -> usize {
    let quoted = text.starts_with('\'');
    let mut chars = text.char_indices().skip(usize::from(quoted));
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            '\'' if quoted => return at + 1,
            c if !quoted && c.is_whitespace() => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        redact(text, "s 1").0
    }

    #[test]
    fn passwords_are_blotted_out_wherever_they_stand() {
        assert_eq!(told("host=a password=b user=c"), "host=a password=${S_1_PASSWORD} user=c");
        assert_eq!(told(r"password = 'b \' c'  host='x y'"), "password =${S_1_PASSWORD}  host='x y'");
        assert_eq!(told(r"sslpassword=a\ b host=h"), "sslpassword=${S_1_SSLPASSWORD} host=h");
        assert_eq!(told("passfile=/x host=h"), "passfile=/x host=h");
        assert_eq!(
            told("postgresql://u:p@ss@h:1/d?x=1&password=q"),
            "postgresql://u:${S_1_PASSWORD}@h:1/d?x=1&password=${S_1_PASSWORD}"
        );
        assert_eq!(told("postgres://u@h/d"), "postgres://u@h/d");
        assert_eq!(told(""), "");
    }

    #[test]
    fn placeholders_stay_and_are_found() {
        assert_eq!(told("host=a password='${OWN}'"), "host=a password=${OWN}");
        let found = placeholders(&Redacted("host=${NOT} password=${OWN}".to_owned()));
        assert_eq!(found, [Placeholder { variable: "OWN".to_owned(), encoding: Encoding::Conninfo }]);
        let found = placeholders(&Redacted("postgres://u:${OWN}@h".to_owned()));
        assert_eq!(found, [Placeholder { variable: "OWN".to_owned(), encoding: Encoding::Uri }]);
    }
}
