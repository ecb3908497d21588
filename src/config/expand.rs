//! `${VAR}` and `${VAR:-default}`.

use crate::error::Fault;
use crate::model::Place;

/// Where variables come from: the process's environment, or a test's.
pub type Environment<'a> = &'a (dyn Fn(&str) -> Option<String> + Sync);

/// Puts variables' values into a text. As in a shell, `${VAR:-default}` is the default where the
/// variable is unset or empty. Unlike in a shell, an unset `${VAR}` is an error: an empty URL would
/// silently mean another database. `$${` stands for `${`; any other `$` for itself.
///
/// # Errors
/// When a variable is not set, or a `${` has no end or no name. Messages name the variable and
/// never show a value.
pub fn expand(text: &str, place: &Place, environment: Environment<'_>) -> Result<String, Fault> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        let (before, after) = rest.split_at(at);
        if let Some(before) = before.strip_suffix('$') {
            out.push_str(before);
            out.push_str("${");
            rest = after.get(2..).unwrap_or_default();
            continue;
        }
        out.push_str(before);
        let inner = after.get(2..).unwrap_or_default();
        let Some((inner, tail)) = inner.split_once('}') else {
            return Err(Fault::new("a `${` has no `}`")
                .at(Some(place.clone()))
                .hint("write `$${` for the two characters themselves"));
        };
        out.push_str(&value(inner, place, environment)?);
        rest = tail;
    }
    out.push_str(rest);
    Ok(out)
}

fn value(inner: &str, place: &Place, environment: Environment<'_>) -> Result<String, Fault> {
    let (name, default) = inner.split_once(":-").map_or((inner, None), |(name, default)| (name, Some(default)));
    let valid =
        name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit());
    if name.is_empty() || !valid {
        return Err(Fault::new(format!("`{name}` is no name of an environment variable"))
            .at(Some(place.clone()))
            .hint("write ${VAR} or ${VAR:-default}"));
    }
    let set = environment(name).filter(|value| default.is_none() || !value.is_empty());
    set.or_else(|| default.map(str::to_owned)).ok_or_else(|| {
        Fault::new(format!("the environment variable {name} is not set"))
            .at(Some(place.clone()))
            .hint(format!("set it, here or in `.env` beside dbtool.yaml, pass `--url`, or write ${{{name}:-}} to fall back to the embedded server"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(text: &str) -> Result<String, String> {
        let place = Place { file: "dbtool.yaml".into(), line: 3, column: 5 };
        let environment = |name: &str| match name {
            "HOST" => Some("db".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        expand(text, &place, &environment).map_err(|fault| fault.to_string())
    }

    #[test]
    fn variables_and_defaults() {
        assert_eq!(run("a://${HOST}/x").unwrap(), "a://db/x");
        assert_eq!(run("${HOST:-local}${NONE:-local}${EMPTY:-local}").unwrap(), "dblocallocal");
        assert_eq!(run("${NONE:-}").unwrap(), "");
        assert_eq!(run("p$w$${HOST}").unwrap(), "p$w${HOST}");
        assert_eq!(run("${EMPTY}").unwrap(), "");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let unset = run("${NONE}").unwrap_err();
        assert!(unset.starts_with("dbtool.yaml:3:5: the environment variable NONE is not set"), "{unset}");
        assert!(run("${HOST").unwrap_err().contains("has no `}`"));
        assert!(run("${a b}").unwrap_err().contains("is no name"));
        assert!(run("${}").unwrap_err().contains("is no name"));
    }
}
