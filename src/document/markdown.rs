//! Text that must not break the Markdown around it.

/// A heading's text: on one line, with a backslash before whatever Markdown would read as markup.
/// An underscore within a word is none.
pub(super) fn heading(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let mut out = String::new();
    for (at, c) in chars.iter().copied().enumerate() {
        match c {
            '\n' => out.push_str("\\\\n"),
            '\r' => out.push_str("\\\\r"),
            _ if c.is_control() => out.extend(c.escape_default()),
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '#' | '$' => out.extend(['\\', c]),
            '_' if !(word(at.checked_sub(1)) && word(at.checked_add(1))) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// A block of text as it is, between fences that no line of it can close.
pub(super) fn fenced(body: &str) -> String {
    let mut longest = 0_usize;
    let mut run = 0_usize;
    for c in body.chars() {
        run = if c == '`' { run.saturating_add(1) } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    format!("{fence}\n{body}{fence}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stay_one_line_of_plain_text() {
        assert_eq!(heading("Table \"public.a_b\""), "Table \"public.a_b\"");
        assert_eq!(heading("_a_ <b>\n# c`"), "\\_a\\_ \\<b\\>\\\\n\\# c\\`");
    }

    #[test]
    fn a_fence_is_longer_than_any_within() {
        assert_eq!(fenced("a\n"), "```\na\n```\n");
        assert_eq!(fenced("````\n"), "`````\n````\n`````\n");
    }
}
