//! The spelling of types: what the grammar turns into one name without asking any catalog.

use super::quote;

/// The type as the server prints it (`format_type`), so far as its grammar and built-in aliases
/// decide; any other name is kept, folded to lower case as the server folds it.
///
/// `INT[3]` becomes `integer[]`, `varchar( 20 )` becomes `character varying(20)`.
pub fn normalize(written: &str) -> String {
    parse(written).unwrap_or_else(|| written.trim().to_owned())
}

/// The same without modifiers, as a routine's signature has it: a routine does not keep them.
pub fn signature(written: &str) -> String {
    let normal = normalize(written);
    let (base, array) = match normal.strip_suffix("[]") {
        Some(base) => (base, "[]"),
        None => (normal.as_str(), ""),
    };
    let bare = match (base.find('('), base.find(')')) {
        (Some(open), Some(close)) if open < close && !base.contains('"') => {
            format!("{}{}", &base[..open], &base[close + 1..])
        }
        _ => base.to_owned(),
    };
    // A modifier changes how these two are printed.
    let bare = match bare.as_str() {
        _ if base.starts_with("interval") => "interval".to_owned(),
        "bpchar" => "character".to_owned(),
        _ => bare,
    };
    format!("{bare}{array}")
}

/// A word, a quoted name or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// An unquoted word, folded; or a number.
    Word(String),
    /// A quoted name.
    Quoted(String),
    /// Anything else, one character.
    Sign(char),
}

/// Splits a type, or an argument of a routine; `None` where a quote is not closed.
pub(crate) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        if c == '"' {
            let mut name = String::new();
            loop {
                match chars.next()? {
                    '"' if chars.peek() == Some(&'"') => {
                        chars.next();
                        name.push('"');
                    }
                    '"' => break,
                    other => name.push(other),
                }
            }
            found.push(Token::Quoted(name));
        } else if c.is_alphanumeric() || c == '_' || !c.is_ascii() {
            // The server folds ASCII letters alone, whatever the locale, in a multi-byte encoding.
            let mut word = String::from(c.to_ascii_lowercase());
            while let Some(next) = chars.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '$') || !c.is_ascii()) {
                word.push(next.to_ascii_lowercase());
            }
            found.push(Token::Word(word));
        } else {
            found.push(Token::Sign(c));
        }
    }
    Some(found)
}

fn parse(written: &str) -> Option<String> {
    let tokens = tokens(written)?;
    let mut rest = tokens.as_slice();
    let setof = matches!(rest.first(), Some(Token::Word(word)) if word == "setof");
    if setof {
        rest = &rest[1..];
    }
    let (rest, array) = strip_array(rest);
    let base = element(rest)?;
    Some(format!("{}{base}{}", if setof { "SETOF " } else { "" }, if array { "[]" } else { "" }))
}

/// Takes `[]`, `[3][4]`, `array` and `array[3]` off the end: the server keeps no bounds.
fn strip_array(mut rest: &[Token]) -> (&[Token], bool) {
    let mut array = false;
    loop {
        match rest {
            [before @ .., Token::Sign('['), Token::Sign(']')] => rest = before,
            [before @ .., Token::Sign('['), Token::Word(bound), Token::Sign(']')]
                if bound.chars().all(|c| c.is_ascii_digit()) =>
            {
                rest = before;
            }
            [before @ .., Token::Word(word)] if word == "array" && !before.is_empty() => rest = before,
            _ => return (rest, array),
        }
        array = true;
    }
}

/// A type that is no array.
fn element(rest: &[Token]) -> Option<String> {
    let (words, modifiers, after) = split(rest)?;
    let mut names: Vec<&str> = words.iter().map(String::as_str).collect();
    if names.len() == 1 && rest.len() > 2 {
        // `pg_catalog.int4` and `public.kind` come here with their first part alone.
        if let [Token::Word(schema), Token::Sign('.'), Token::Word(name), ..] = rest
            && schema == "pg_catalog"
        {
            let inner = &rest[2..];
            return SYSTEM.contains(&name.as_str()).then(|| element(inner)).flatten();
        }
    }
    let after_words: Vec<&str> = after.iter().map(String::as_str).collect();
    if names.first() == Some(&"national") {
        names.remove(0);
    }
    let varying = names.last() == Some(&"varying");
    let list = modifiers.as_ref().map(|modifiers| modifiers.join(","));
    let with = |name: &str| match &list {
        Some(list) => format!("{name}({list})"),
        None => name.to_owned(),
    };
    let plain = after_words.is_empty();
    let name = match names.as_slice() {
        ["int" | "int4" | "integer"] if plain && list.is_none() => "integer".to_owned(),
        ["int8" | "bigint"] if plain && list.is_none() => "bigint".to_owned(),
        ["int2" | "smallint"] if plain && list.is_none() => "smallint".to_owned(),
        ["bool" | "boolean"] if plain && list.is_none() => "boolean".to_owned(),
        ["float4" | "real"] if plain && list.is_none() => "real".to_owned(),
        ["float8"] | ["double", "precision"] if plain && list.is_none() => "double precision".to_owned(),
        ["float"] if plain => match list.as_deref().map(str::parse::<u32>) {
            None | Some(Ok(25..=53)) => "double precision".to_owned(),
            Some(Ok(1..=24)) => "real".to_owned(),
            Some(_) => return None,
        },
        ["decimal" | "dec" | "numeric"] if plain => match modifiers.as_deref() {
            Some([precision]) => format!("numeric({precision},0)"),
            _ => with("numeric"),
        },
        ["varchar"] if plain => with("character varying"),
        ["character" | "char" | "nchar", "varying"] if plain && varying => with("character varying"),
        ["character" | "char" | "nchar"] if plain => {
            if list.is_some() {
                with("character")
            } else {
                "character(1)".to_owned()
            }
        }
        ["bpchar"] if plain => {
            if list.is_some() {
                with("character")
            } else {
                "bpchar".to_owned()
            }
        }
        ["bit", "varying"] | ["varbit"] if plain => with("bit varying"),
        ["bit"] if plain => {
            if list.is_some() {
                with("bit")
            } else {
                "bit(1)".to_owned()
            }
        }
        ["timestamptz"] if plain => format!("{} with time zone", with("timestamp")),
        ["timetz"] if plain => format!("{} with time zone", with("time")),
        [base @ ("timestamp" | "time"), zone @ ..] => {
            let zone = if zone.is_empty() { after_words.as_slice() } else { zone };
            let words = match zone {
                [] | ["without", "time", "zone"] => "without time zone",
                ["with", "time", "zone"] => "with time zone",
                _ => return None,
            };
            format!("{} {words}", with(base))
        }
        ["interval", fields @ ..] => {
            if !after_words.is_empty() || !fields.is_empty() && !FIELDS.contains(&fields.join(" ").as_str()) {
                return None;
            }
            with(&["interval"].iter().chain(fields).copied().collect::<Vec<_>>().join(" "))
        }
        [_] if plain => return named(rest),
        _ => return None,
    };
    Some(name)
}

/// What an interval can be limited to.
const FIELDS: &[&str] = &[
    "year",
    "month",
    "day",
    "hour",
    "minute",
    "second",
    "year to month",
    "day to hour",
    "day to minute",
    "day to second",
    "hour to minute",
    "hour to second",
    "minute to second",
];

/// The built-in names that are printed without their schema when they are written with it.
const SYSTEM: &[&str] = &[
    "bit",
    "bool",
    "bytea",
    "cidr",
    "date",
    "float4",
    "float8",
    "inet",
    "int2",
    "int4",
    "int8",
    "interval",
    "json",
    "jsonb",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "oid",
    "regclass",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "tsquery",
    "tsvector",
    "uuid",
    "varbit",
    "varchar",
    "xml",
];

/// Words, modifiers between parentheses, words after them.
type Split = (Vec<String>, Option<Vec<String>>, Vec<String>);

/// Splits a type so; a single empty word stands for a qualified or quoted name.
fn split(rest: &[Token]) -> Option<Split> {
    let mut words = Vec::new();
    let mut iter = rest.iter().peekable();
    while let Some(Token::Word(word)) = iter.peek() {
        words.push(word.clone());
        iter.next();
    }
    let mut modifiers = None;
    if iter.peek() == Some(&&Token::Sign('(')) {
        iter.next();
        let mut list = Vec::new();
        loop {
            match iter.next()? {
                Token::Word(word) => list.push(word.clone()),
                Token::Sign('-') => match iter.next()? {
                    Token::Word(word) => list.push(format!("-{word}")),
                    _ => return named_split(),
                },
                _ => return named_split(),
            }
            match iter.next()? {
                Token::Sign(',') => {}
                Token::Sign(')') => break,
                _ => return named_split(),
            }
        }
        modifiers = Some(list);
    }
    let mut after = Vec::new();
    for token in iter {
        match token {
            Token::Word(word) => after.push(word.clone()),
            // A qualified or quoted name: no built-in alias.
            _ => return Some((vec![String::new()], None, Vec::new())),
        }
    }
    if words.is_empty() { named_split() } else { Some((words, modifiers, after)) }
}

fn named_split() -> Option<Split> {
    Some((vec![String::new()], None, Vec::new()))
}

/// A name that no alias stands for, `schema.name(modifiers)`.
fn named(rest: &[Token]) -> Option<String> {
    let mut text = String::new();
    let mut depth = 0_u32;
    let mut dot = true;
    for token in rest {
        match token {
            // Inside of parentheses anything may stand: `geometry(Point,4326)`.
            _ if depth > 0 => match token {
                Token::Sign(')') => {
                    depth -= 1;
                    text.push(')');
                }
                Token::Sign(c @ (',' | '-')) => text.push(*c),
                Token::Word(word) => text.push_str(word),
                Token::Sign(_) | Token::Quoted(_) => return None,
            },
            Token::Word(name) if dot && !name.starts_with(|c: char| c.is_ascii_digit()) => {
                text.push_str(name);
                dot = false;
            }
            Token::Quoted(name) if dot => {
                text.push_str(&quote::ident(name));
                dot = false;
            }
            Token::Sign('.') if !dot => {
                text.push('.');
                dot = true;
            }
            Token::Sign('(') if !dot => {
                text.push('(');
                depth += 1;
            }
            _ => return None,
        }
    }
    (depth == 0 && !dot).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_become_the_server_s_words() {
        for (written, normal) in [
            ("int", "integer"),
            (" INT4 ", "integer"),
            ("int8[]", "bigint[]"),
            ("int[3][4]", "integer[]"),
            ("integer array", "integer[]"),
            ("text ARRAY[4]", "text[]"),
            ("varchar", "character varying"),
            ("VARCHAR ( 20 )", "character varying(20)"),
            ("char varying(3)", "character varying(3)"),
            ("national character varying(3)", "character varying(3)"),
            ("char", "character(1)"),
            ("char(4)[]", "character(4)[]"),
            ("\"char\"", "\"char\""),
            ("bpchar", "bpchar"),
            ("decimal", "numeric"),
            ("numeric(10)", "numeric(10,0)"),
            ("dec( 10 , 2 )", "numeric(10,2)"),
            ("numeric(3, -2)", "numeric(3,-2)"),
            ("float", "double precision"),
            ("float(24)", "real"),
            ("float(25)", "double precision"),
            ("Double   Precision", "double precision"),
            ("timestamptz", "timestamp with time zone"),
            ("timestamptz(3)", "timestamp(3) with time zone"),
            ("timestamp", "timestamp without time zone"),
            ("timestamp (6) with time zone", "timestamp(6) with time zone"),
            ("time", "time without time zone"),
            ("timetz(2)[]", "time(2) with time zone[]"),
            ("bit", "bit(1)"),
            ("bit varying(5)", "bit varying(5)"),
            ("varbit", "bit varying"),
            ("interval day to second(3)", "interval day to second(3)"),
            ("interval(2)", "interval(2)"),
            ("pg_catalog.int4", "integer"),
            ("pg_catalog.timestamptz", "timestamp with time zone"),
            ("public.Kind", "public.kind"),
            ("\"Kind\"[]", "\"Kind\"[]"),
            ("\"kind\"", "kind"),
            ("citext", "citext"),
            ("geometry(Point, 4326)", "geometry(point,4326)"),
            ("SETOF int", "SETOF integer"),
            ("users.id%TYPE", "users.id%TYPE"),
            ("a \"broken", "a \"broken"),
            ("two words", "two words"),
        ] {
            assert_eq!(normalize(written), normal, "{written}");
        }
    }

    #[test]
    fn a_signature_has_no_modifiers() {
        assert_eq!(signature("varchar(20)[]"), "character varying[]");
        assert_eq!(signature("timestamptz(3)"), "timestamp with time zone");
        assert_eq!(signature("numeric(10)"), "numeric");
        assert_eq!(signature("interval day to second(3)"), "interval");
        assert_eq!(signature("char"), "character");
    }
}
