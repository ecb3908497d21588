//! Text that must not break the Markdown around it.

/// A heading's text: on one line, with a backslash before whatever Markdown would read as markup.
/// An underscore within a word is none.
pub(super) fn heading(text: &str) -> String {
    escaped(text, "\\`*[]<>&~#$")
}

/// Text within a line, such as a bullet's, likewise. Fewer signs are read as markup there.
pub(super) fn inline(text: &str) -> String {
    escaped(text, "\\`*<&~")
}

fn escaped(text: &str, signs: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let word = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let mut out = String::new();
    for (at, c) in chars.iter().copied().enumerate() {
        match c {
            '\n' => out.push_str("\\\\n"),
            '\r' => out.push_str("\\\\r"),
            _ if c.is_control() => out.extend(c.escape_default()),
            _ if signs.contains(c) => out.extend(['\\', c]),
            '_' if !(word(at.checked_sub(1)) && word(at.checked_add(1))) => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

/// What a person wrote, on one line, spaces for its line breaks.
pub(super) fn prose(text: &str) -> String {
    inline(&squeezed(text))
}

/// A text with one space wherever it has several, or line breaks.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as code within a line, between more backticks than it holds in a row.
pub(super) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&text).saturating_add(1));
    // Markdown takes one space from either end where a backtick stands there.
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A block of text as it is, between fences that no line of it can close.
pub(super) fn fenced(body: &str) -> String {
    fenced_as("", body)
}

/// The same, of a language.
pub(super) fn fenced_as(language: &str, body: &str) -> String {
    let fence = "`".repeat(longest_run(body).saturating_add(1).max(3));
    format!("{fence}{language}\n{body}{fence}\n")
}

/// The most backticks in a row.
fn longest_run(text: &str) -> usize {
    let mut longest = 0_usize;
    let mut run = 0_usize;
    for c in text.chars() {
        run = if c == '`' { run.saturating_add(1) } else { 0 };
        longest = longest.max(run);
    }
    longest
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
    fn text_within_a_line_keeps_its_brackets() {
        assert_eq!(inline("a ~~ b_c[] <_d"), "a \\~\\~ b_c[] \\<\\_d");
        assert_eq!(prose(" two\n lines*"), "two lines\\*");
    }

    #[test]
    fn code_is_told_apart_from_the_backticks_in_it() {
        assert_eq!([code("a"), code("a`b"), code("`")], ["`a`", "``a`b``", "`` ` ``"]);
    }

    #[test]
    fn a_fence_is_longer_than_any_within() {
        assert_eq!(fenced("a\n"), "```\na\n```\n");
        assert_eq!(fenced("````\n"), "`````\n````\n`````\n");
    }
}
