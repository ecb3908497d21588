//! What a migration says at its head of how long its statements may wait and run:
//! `-- dbtool: lock_timeout=2s, statement_timeout=5min`, in the comments before its first statement.

use std::time::Duration;

use crate::engine::scan::duration;
use crate::error::Fault;

use super::files::Script;

/// What such a line begins with.
const SIGN: &str = "-- dbtool:";

/// The limits that a file sets for itself; what it does not say is as the run has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// How long a statement waits for a lock; zero is for ever.
    pub lock_timeout: Option<Duration>,
    /// How long a statement may run; zero is for ever.
    pub statement_timeout: Option<Duration>,
}

/// Reads the limits of a file.
///
/// # Errors
/// When a setting or a time is none, with its place.
pub(super) fn limits(script: &Script) -> Result<Limits, Fault> {
    let mut limits = Limits::default();
    let mut at = 0;
    for line in script.sql.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let text = line.trim();
        if !text.is_empty() && !text.starts_with("--") {
            break;
        }
        let Some(said) = text.strip_prefix(SIGN).map(str::trim) else { continue };
        // Other words of dbtool's: `ignore`, `replaces`.
        if !said.split_whitespace().next().is_some_and(|word| word.contains('=')) {
            continue;
        }
        for setting in said.split(',').map(str::trim).filter(|setting| !setting.is_empty()) {
            let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
            let slot = match name.trim() {
                "lock_timeout" => &mut limits.lock_timeout,
                "statement_timeout" => &mut limits.statement_timeout,
                other => {
                    return Err(Fault::new(format!("a migration cannot set `{other}` at its head"))
                        .at(Some(script.place(start)))
                        .hint("it sets `lock_timeout` and `statement_timeout`: -- dbtool: lock_timeout=2s, statement_timeout=5min"));
                }
            };
            *slot = Some(duration::parse(value).map_err(|error| {
                Fault::new(format!("`{}` is no time: {error}", value.trim())).at(Some(script.place(start)))
            })?);
        }
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_set_limits() {
        let read = |sql: &str| limits(&Script::new("x.sql", sql));
        let two = Some(Duration::from_secs(2));
        let both =
            read("-- no-transaction\n\n-- dbtool: lock_timeout=2s, statement_timeout = 5min\nSELECT 1;").unwrap();
        assert_eq!(both, Limits { lock_timeout: two, statement_timeout: Some(Duration::from_secs(300)) });
        assert_eq!(read("-- dbtool: lock_timeout=2s\r\n").unwrap().lock_timeout, two);
        assert_eq!(read("SELECT 1;\n-- dbtool: lock_timeout=2s\n").unwrap(), Limits::default());
        assert_eq!(read("-- dbtool: ignore-file X: a=b\n-- dbtool: replaces 1 a=b\n").unwrap(), Limits::default());
        let fault = read("-- a\n-- dbtool: lock_timeot=2s\n").unwrap_err();
        assert!(fault.to_string().starts_with("x.sql:2:1: a migration cannot set `lock_timeot`"), "{fault}");
        assert!(read("-- dbtool: lock_timeout=2 weeks\n").is_err());
    }
}
