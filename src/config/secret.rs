//! What must never be printed.

use std::fmt;

/// A text that may hold a password. Neither `Debug` nor `Display` show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever connects with it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// What clap makes of an option's value.
impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A message with the passwords of all URLs in it blotted out: the last guard before the screen,
/// for words of other people's code that repeat what they were given.
pub fn redact(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find(|c: char| c.is_whitespace() || "'\"`<>".contains(c)).unwrap_or(after.len());
        let (url, tail) = after.split_at(end);
        out.push_str(&redact_authority(url));
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// `user:password@host/db?password=x` without the passwords. A password may hold an unescaped `@`
/// or `/`, so all up to the last `@` goes.
fn redact_authority(url: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(address, query)| (address, Some(query)));
    let mut out = match address.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => address.to_owned(),
        },
        None => address.to_owned(),
    };
    if let Some(query) = query {
        let parts: Vec<String> = query
            .split('&')
            .map(|part| match part.split_once('=') {
                Some((key, _)) if key.to_lowercase().contains("pass") => format!("{key}=***"),
                _ => part.to_owned(),
            })
            .collect();
        out.push('?');
        out.push_str(&parts.join("&"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_stars() {
        let secret = Secret::new("postgres://u:hunter2@h/d");
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
    }

    #[test]
    fn passwords_in_urls_are_blotted_out() {
        assert_eq!(redact("at 'postgres://u:p@h:1/d' now"), "at 'postgres://u:***@h:1/d' now");
        assert_eq!(
            redact("postgres://u:p@ss/w@h/d?password=x&host=/tmp"),
            "postgres://u:***@h/d?password=***&host=/tmp"
        );
        assert_eq!(
            redact("see https://example.org/a and postgres://u@h/d"),
            "see https://example.org/a and postgres://u@h/d"
        );
    }
}
