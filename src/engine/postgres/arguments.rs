//! A routine's arguments as `CREATE FUNCTION` takes them, in the server's own spelling.

use super::spelling::{self, Token};

/// How an argument is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Into the routine.
    In,
    /// Out of it.
    Out,
    /// Both.
    InOut,
    /// Into it, as many as there are.
    Variadic,
}

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// How it is passed.
    pub mode: Mode,
    /// Its name as SQL wants it.
    pub name: Option<String>,
    /// Its type as the server prints it, without modifiers: a routine keeps none.
    pub data_type: String,
    /// Its default as written.
    pub default: Option<String>,
}

/// Reads a list of arguments.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse(text: &str) -> Result<Vec<Argument>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    split(text, ',')?.into_iter().map(argument).collect()
}

/// Prints arguments as `pg_get_function_arguments` does.
pub fn print(arguments: &[Argument]) -> String {
    let one = |argument: &Argument| {
        let mut text = match argument.mode {
            Mode::In => String::new(),
            Mode::Out => "OUT ".to_owned(),
            Mode::InOut => "INOUT ".to_owned(),
            Mode::Variadic => "VARIADIC ".to_owned(),
        };
        if let Some(name) = &argument.name {
            text.push_str(name);
            text.push(' ');
        }
        text.push_str(&argument.data_type);
        if let Some(default) = &argument.default {
            text.push_str(" DEFAULT ");
            text.push_str(default);
        }
        text
    };
    arguments.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The types that tell a routine from others of its name; those of `OUT` arguments do not.
pub fn signature(arguments: &[Argument], procedure: bool) -> String {
    // A procedure's OUT arguments are no part of `oidvectortypes(proargtypes)` either.
    let _ = procedure;
    let of_input = arguments.iter().filter(|argument| argument.mode != Mode::Out);
    of_input.map(|argument| argument.data_type.as_str()).collect::<Vec<_>>().join(", ")
}

/// The type of a result: as any type; `TABLE(a integer, b text)` column by column.
pub fn result(written: &str) -> String {
    let trimmed = written.trim();
    let table = trimmed.get(..5).is_some_and(|word| word.eq_ignore_ascii_case("table"));
    let inner = trimmed.get(5..).map(str::trim_start).and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
    if let (true, Some(inner)) = (table, inner)
        && let Ok(columns) = parse(inner)
    {
        return format!("TABLE({})", print(&columns));
    }
    match trimmed.get(..6) {
        Some(word) if word.eq_ignore_ascii_case("setof ") => format!("SETOF {}", spelling::signature(&trimmed[6..])),
        _ => spelling::signature(trimmed),
    }
}

/// Splits at a sign that stands outside of quotes and brackets.
fn split(text: &str, at: char) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote) = (0, 0_usize, None);
    for (position, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.checked_sub(1).ok_or("a bracket is closed that was not opened")?,
            (None, c) if c == at && depth == 0 => {
                parts.push(&text[start..position]);
                start = position + c.len_utf8();
            }
            (None, _) => {}
        }
    }
    if quote.is_some() || depth > 0 {
        return Err("a quote or bracket is not closed".to_owned());
    }
    parts.push(&text[start..]);
    Ok(parts)
}

fn argument(text: &str) -> Result<Argument, String> {
    let (mut text, default) = cut_default(text)?;
    let mut mode = Mode::In;
    // `IN OUT` is `INOUT`; a mode can follow the name too, which nobody writes.
    for (word, found) in [("inout", Mode::InOut), ("in", Mode::In), ("out", Mode::Out), ("variadic", Mode::Variadic)] {
        let trimmed = text.trim_start();
        if let Some((first, rest)) = trimmed.split_once(char::is_whitespace)
            && first.eq_ignore_ascii_case(word)
        {
            mode = if word == "out" && text.len() != trimmed.len() && mode == Mode::InOut { mode } else { found };
            text = rest;
            if word != "in" {
                break;
            }
            let again = rest.trim_start();
            if let Some((second, rest)) = again.split_once(char::is_whitespace)
                && second.eq_ignore_ascii_case("out")
            {
                mode = Mode::InOut;
                text = rest;
            }
            break;
        }
    }
    let text = text.trim();
    if text.is_empty() {
        return Err("an argument is empty".to_owned());
    }
    let tokens = spelling::tokens(text).ok_or("a double quote is not closed")?;
    let (name, data_type) = match name_length(&tokens) {
        0 => (None, text),
        _ => {
            let end = first_token_end(text);
            let name = match &tokens[0] {
                Token::Word(name) | Token::Quoted(name) => super::quote::ident(name),
                Token::Sign(c) => return Err(format!("`{c}` where a name or type is wanted")),
            };
            (Some(name), text[end..].trim())
        }
    };
    Ok(Argument { mode, name, data_type: spelling::signature(data_type), default })
}

/// Cuts off `DEFAULT expression` or `= expression`.
fn cut_default(text: &str) -> Result<(&str, Option<String>), String> {
    let parts = split(text, '=')?;
    let first = parts.first().copied().unwrap_or(text);
    let lower = first.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = lower[from..].find("default") {
        let (start, end) = (from + found, from + found + "default".len());
        let apart = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || c == '(' || c == '\'');
        let before = first[..start].chars().next_back();
        if before.is_some_and(char::is_whitespace) && apart(first[end..].chars().next()) {
            return Ok((&text[..start], Some(text[end..].trim().to_owned())));
        }
        from = end;
    }
    if parts.len() > 1 {
        return Ok((first, Some(text[first.len() + 1..].trim().to_owned())));
    }
    Ok((text, None))
}

/// How many tokens at the beginning are a name: 1, or 0 where all of it is a type.
fn name_length(tokens: &[Token]) -> usize {
    let [first, second, ..] = tokens else { return 0 };
    match second {
        Token::Sign(_) => return 0,
        Token::Word(word) if word == "array" && tokens.len() <= 5 && !matches!(tokens.get(2), Some(Token::Word(_))) => {
            return 0;
        }
        Token::Word(_) | Token::Quoted(_) => {}
    }
    let Token::Word(word) = first else { return 1 };
    let second = match second {
        Token::Word(second) => second.as_str(),
        Token::Quoted(_) | Token::Sign(_) => "",
    };
    let type_alone = match word.as_str() {
        "double" => second == "precision",
        "character" | "char" | "nchar" | "bit" => second == "varying",
        "national" => second == "character" || second == "char",
        "timestamp" | "time" => second == "with" || second == "without",
        "interval" => ["year", "month", "day", "hour", "minute", "second"].contains(&second),
        "setof" => true,
        _ => false,
    };
    usize::from(!type_alone)
}

/// Where the first name of a text ends.
fn first_token_end(text: &str) -> usize {
    if !text.starts_with('"') {
        return text.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len());
    }
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((position, c)) = chars.next() {
        if c == '"' && chars.next_if(|(_, next)| *next == '"').is_none() {
            return position + 1;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_printed_as_the_server_does() {
        for (written, printed, types) in [
            ("", "", ""),
            ("int", "integer", "integer"),
            (
                "a int, b varchar(10) = 'x, y'",
                "a integer, b character varying DEFAULT 'x, y'",
                "integer, character varying",
            ),
            ("IN a int, out b text", "a integer, OUT b text", "integer"),
            ("inout x numeric(3,2)", "INOUT x numeric", "numeric"),
            ("in out x int", "INOUT x integer", "integer"),
            ("VARIADIC a text[] default '{}'", "VARIADIC a text[] DEFAULT '{}'", "text[]"),
            (
                "double precision, d double precision",
                "double precision, d double precision",
                "double precision, double precision",
            ),
            (
                "\"From\" timestamptz, t timestamp with time zone",
                "\"From\" timestamp with time zone, t timestamp with time zone",
                "timestamp with time zone, timestamp with time zone",
            ),
            ("a public.kind default 'x'::public.kind", "a public.kind DEFAULT 'x'::public.kind", "public.kind"),
            ("a int array, int array", "a integer[], integer[]", "integer[], integer[]"),
            ("a geometry(point, 4326)", "a geometry", "geometry"),
        ] {
            let list = parse(written).expect(written);
            assert_eq!(print(&list), printed);
            assert_eq!(signature(&list, false), types);
            assert_eq!(print(&parse(printed).expect(printed)), printed, "printed text comes back");
        }
    }

    #[test]
    fn results_too() {
        assert_eq!(result("setof int"), "SETOF integer");
        assert_eq!(result("table (a int, b varchar(3))"), "TABLE(a integer, b character varying)");
        assert_eq!(result("Trigger"), "trigger");
    }
}
