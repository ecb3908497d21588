//! How names are written in a model: exactly as the server keeps them, never folded. A dot parts a
//! schema from a name; a part that holds a dot or a parenthesis, or begins with a double quote,
//! stands in double quotes with those inside of it doubled.

/// Splits a name at its dots.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parts(text: &str) -> Result<Vec<String>, String> {
    let (parts, rest) = prefix(text, |_| false)?;
    if rest.is_empty() { Ok(parts) } else { Err(format!("`{rest}` after the name")) }
}

/// Splits `name(rest)`: the parts of the name and what stands between the outermost parentheses.
///
/// # Errors
/// What is wrong with it, in words.
pub fn call(text: &str) -> Result<(Vec<String>, Option<&str>), String> {
    let (parts, rest) = prefix(text, |c| c == '(')?;
    if rest.is_empty() {
        return Ok((parts, None));
    }
    let inner = rest.strip_prefix('(').and_then(|rest| rest.trim_end().strip_suffix(')'));
    inner.map(|inner| (parts, Some(inner))).ok_or_else(|| "the parenthesis is not closed".to_owned())
}

/// Splits a list of names at its commas; each may stand in double quotes.
///
/// # Errors
/// What is wrong with it, in words.
pub fn list(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, after) = part(rest, |c| c == ',')?;
        names.push(name);
        rest = match after.trim_start().strip_prefix(',') {
            Some(next) if next.trim().is_empty() => return Err("a comma with nothing after it".to_owned()),
            Some(next) => next.trim_start(),
            None if after.trim().is_empty() => "",
            None => return Err(format!("`{}` after a name", after.trim())),
        };
    }
    Ok(names)
}

fn prefix(text: &str, stop: impl Fn(char) -> bool + Copy) -> Result<(Vec<String>, &str), String> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = part(rest, |c| c == '.' || stop(c))?;
        found.push(name);
        match after.strip_prefix('.') {
            Some(next) => rest = next,
            None => return Ok((found, after)),
        }
    }
}

/// One part, and what stands after it.
fn part(text: &str, stop: impl Fn(char) -> bool) -> Result<(String, &str), String> {
    let (name, rest) = if let Some(mut rest) = text.strip_prefix('"') {
        let mut name = String::new();
        loop {
            let end = rest.find('"').ok_or("a double quote is not closed")?;
            name.push_str(&rest[..end]);
            rest = &rest[end + 1..];
            match rest.strip_prefix('"') {
                Some(next) => {
                    name.push('"');
                    rest = next;
                }
                None => break,
            }
        }
        (name, rest)
    } else {
        let end = text.find(&stop).unwrap_or(text.len());
        (text[..end].trim().to_owned(), &text[end..])
    };
    if name.is_empty() { Err("a name is empty".to_owned()) } else { Ok((name, rest)) }
}

/// Writes a part of a name so that [`parts`], [`call`] and [`list`] read it back.
pub fn quote(name: &str) -> String {
    let trimmed = name.trim() != name || name.is_empty();
    if trimmed || name.starts_with('"') || name.contains(['.', '(', ')', ',']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

/// Writes a qualified name; without the schema where it is `home`.
pub fn qualified(schema: &str, name: &str, home: &str) -> String {
    if schema == home { quote(name) } else { format!("{}.{}", quote(schema), quote(name)) }
}
