//! Where the statements of a script begin and end, as the server's own parser finds them: a routine's
//! body holds semicolons.

use std::ops::Range;

use crate::engine::scan::quoted;

/// The byte ranges of a script's statements, without the semicolons and the comments before them.
pub fn statements(sql: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    // A backslash escapes unless the script has said otherwise: so programs are made that were made in such a session.
    let (mut at, mut end, mut escapes) = (0, ";", true);
    while let Some(rest) = sql.get(at..).filter(|rest| !rest.is_empty()) {
        if open.is_none()
            && let Some((length, sign)) = delimiter(rest)
        {
            (at, end) = (at + length, sign);
            continue;
        }
        if end != ";" && rest.starts_with(end) {
            close(sql, &mut open, &mut found, &mut escapes);
            at += end.len();
            continue;
        }
        let (what, mut length) = piece(rest, escapes);
        // A dollar sign is a part of words, `END$$` two things all the same.
        if what == Piece::Word && end != ";" {
            length = rest.get(..length).and_then(|word| word.find(end)).unwrap_or(length);
        }
        let range = at..at + length;
        at = range.end;
        match what {
            Piece::Space => {}
            Piece::Semicolon if end == ";" && open.as_ref().is_none_or(|open| open.blocks == 0) => {
                close(sql, &mut open, &mut found, &mut escapes);
            }
            _ => {
                let current = open.get_or_insert_with(|| Open::new(range.start));
                current.range.end = range.end;
                let text = &rest[..length];
                match what {
                    Piece::Word => current.word(&text.to_ascii_lowercase()),
                    // `END; CASE` begins another; `END CASE` does not.
                    _ => current.sign(text),
                }
            }
        }
    }
    found.extend(open.map(|open| open.range));
    found
}

/// Ends a statement, and obeys it where it says what a backslash is.
fn close(sql: &str, open: &mut Option<Open>, found: &mut Vec<Range<usize>>, escapes: &mut bool) {
    let Some(Open { range, .. }) = open.take() else { return };
    let text = sql.get(range.clone()).unwrap_or_default();
    if text.get(..3).is_some_and(|word| word.eq_ignore_ascii_case("set")) {
        let lower = text.to_ascii_lowercase();
        if lower.contains("sql_mode") {
            *escapes = !lower.contains("no_backslash_escapes");
        }
    }
    found.push(range);
}

/// A statement of which the end is not yet found.
struct Open {
    range: Range<usize>,
    words: usize,
    /// Whether it creates or alters what has a body.
    has_body: bool,
    blocks: u32,
    /// The last word, in lower case, or sign.
    last: String,
    /// Whether that word names a trigger, so that a body may follow.
    names_trigger: bool,
}

impl Open {
    fn new(start: usize) -> Self {
        Self { range: start..start, words: 0, has_body: false, blocks: 0, last: String::new(), names_trigger: false }
    }

    fn sign(&mut self, text: &str) {
        self.names_trigger = matches!(self.last.as_str(), "follows" | "precedes");
        self.last.clear();
        self.last.extend(text.chars().next());
    }

    /// Whether what comes next begins a statement within a body.
    fn at_statement(&self) -> bool {
        let last = self.last.as_str();
        let after_word = matches!(last, "then" | "else" | "begin" | "do" | "loop" | "repeat" | "row");
        // A body's first word comes after the parameters or what is said of the routine.
        let after_head = matches!(last, ")" | "'" | "sql" | "data" | "deterministic" | "invoker" | "definer");
        after_word || after_head || self.names_trigger || matches!(last, ";" | ":")
    }

    fn word(&mut self, word: &str) {
        self.words += 1;
        if self.words == 1 && !matches!(word, "create" | "alter") {
            // Nothing else has a body; the count keeps it so.
            self.words = usize::MAX / 2;
        }
        // `CREATE DEFINER = … SQL SECURITY … PROCEDURE`: the word stands near the beginning.
        if self.words < 14 && matches!(word, "procedure" | "function" | "trigger" | "event") {
            self.has_body = true;
        }
        if self.has_body {
            match word {
                "end" => self.blocks = self.blocks.saturating_sub(1),
                // `END IF`, `END CASE`: closed with the word before.
                _ if self.last == "end" => {}
                "begin" | "case" | "while" | "loop" => self.blocks += 1,
                // Functions too, where they stand elsewhere; `FOR EACH ROW`, `CURSOR FOR`.
                "if" | "repeat" | "for" if self.at_statement() => self.blocks += 1,
                _ => {}
            }
        }
        self.names_trigger = matches!(self.last.as_str(), "follows" | "precedes");
        word.clone_into(&mut self.last);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// White space or a comment.
    Space,
    Semicolon,
    Word,
    Other,
}

/// The first piece of a text and its length, which is never 0.
fn piece(rest: &str, escapes: bool) -> (Piece, usize) {
    let Some(c) = rest.chars().next() else { return (Piece::Space, 1) };
    if c.is_whitespace() {
        return (Piece::Space, c.len_utf8());
    }
    if let Some(length) = comment(rest) {
        return (Piece::Space, length);
    }
    match c {
        ';' => (Piece::Semicolon, 1),
        '\'' | '"' | '`' => (Piece::Other, quoted(rest, c, escapes && c != '`')),
        _ if is_word(c) => (Piece::Word, rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())),
        _ => (Piece::Other, c.len_utf8()),
    }
}

/// The length of a comment, where one stands here; one that some versions obey is none.
pub(super) fn comment(rest: &str) -> Option<usize> {
    let dashes = rest.strip_prefix("--").is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
    if rest.starts_with('#') || dashes {
        return Some(rest.find('\n').map_or(rest.len(), |end| end + 1));
    }
    if rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!") {
        return Some(rest.get(2..).and_then(|inner| inner.find("*/")).map_or(rest.len(), |end| end + 4));
    }
    None
}

/// `DELIMITER` at the beginning of a statement, which is the client's own command and no server's: the
/// line's length and what ends statements from there on.
fn delimiter(rest: &str) -> Option<(usize, &str)> {
    const WORD: &str = "delimiter";
    let word = rest.get(..WORD.len()).filter(|word| word.eq_ignore_ascii_case(WORD))?;
    let line = rest.lines().next()?;
    let sign = line.get(word.len()..).filter(|rest| rest.starts_with([' ', '\t']))?.trim();
    (!sign.is_empty()).then_some((line.len(), sign))
}

/// A script's text for statements that run one after another, as the `mysql` client and dbtool both
/// read it: each ends with a semicolon, and what holds semicolons itself stands between `DELIMITER` lines.
pub fn spelled(sql: &str) -> String {
    let mut text = String::new();
    for span in statements(sql) {
        let statement = sql.get(span).unwrap_or_default();
        // A comment at the end would swallow what ends the statement.
        let comment = statement.lines().next_back().is_some_and(|line| line.contains("--") || line.contains('#'));
        let gap = if comment { "\n" } else { "" };
        if !text.is_empty() {
            text.push('\n');
        }
        if !holds_semicolon(statement) {
            text.push_str(&format!("{statement}{gap};"));
            continue;
        }
        let sign =
            ["$$", "//", ";;;", "$end$"].into_iter().find(|sign| !statement.contains(sign)).unwrap_or("$dbtool$");
        text.push_str(&format!("DELIMITER {sign}\n{statement}{gap}{sign}\nDELIMITER ;"));
    }
    text
}

/// Whether a semicolon stands outside of literals and comments.
fn holds_semicolon(statement: &str) -> bool {
    let mut rest = statement;
    while !rest.is_empty() {
        let (what, length) = piece(rest, true);
        if what == Piece::Semicolon {
            return true;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(sql: &str) -> Vec<&str> {
        statements(sql).into_iter().map(|range| &sql[range]).collect()
    }

    #[test]
    fn splits_at_semicolons_outside_of_everything() {
        assert_eq!(split("a; b ;\n-- c;\n# d;\n/* e; */ ;; g"), ["a", "b", "g"]);
        assert_eq!(split("select 'a;\\';', `c;`, \"d;\"; g"), ["select 'a;\\';', `c;`, \"d;\"", "g"]);
        assert_eq!(split("select 5--1; x"), ["select 5--1", "x"]);
        assert!(split(" ;; -- nothing").is_empty());
    }

    #[test]
    fn keeps_bodies_whole() {
        let body = "create definer=`a`@`b` procedure p() begin if x then select 1; end if; \
                    select case when 1 then 2 end; case x when 1 then select 2; end case; while 1 do begin end; end while; end";
        assert_eq!(split(&format!("{body}; x")), [body, "x"]);
        let trigger = "create trigger t before insert on a for each row set new.b = if(new.c, 1, 2)";
        assert_eq!(split(&format!("{trigger}; x")), [trigger, "x"]);
        for bare in [
            "create trigger t before insert on a for each row if new.a is null then set new.a = if(1, 2, 3); end if",
            "create trigger t before insert on a for each row follows `b` if (1) then set @a = 1; set @b = 2; end if",
            "create event e on schedule every 1 day do while 1 do set @a = 1; end while",
            "create procedure p() comment 'c' l: loop if 1 then leave l; end if; end loop",
            "create procedure p() repeat set @a = repeat('x', 3); until 1 end repeat",
            "create procedure p() begin declare c cursor for select 1; for i in 1 .. 2 do select i; end for; end",
            "alter event e do if 1 then drop table if exists t; else select case 1 when 1 then 2 end; end if",
        ] {
            assert_eq!(split(&format!("{bare}; x")), [bare, "x"]);
        }
        assert_eq!(split("begin; select 1; end; x"), ["begin", "select 1", "end", "x"]);
    }

    #[test]
    fn a_backslash_is_what_the_session_says() {
        let made = ["SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'", "CREATE FUNCTION f() RETURNS int RETURN '\\'"];
        let after = ["SET SESSION sql_mode = DEFAULT", "SELECT '\\';'"];
        let all = [made, after].concat();
        assert_eq!(split(&all.join(";\n")), all);
    }

    #[test]
    fn the_clients_delimiters_are_obeyed() {
        let sql = "select 1;\nDELIMITER //\ncreate procedure p() begin select 1; end//\ndelimiter ;\nselect 2;";
        assert_eq!(split(sql), ["select 1", "create procedure p() begin select 1; end", "select 2"]);
        assert_eq!(split("DELIMITER $$\nx;y$$"), ["x;y"]);
        assert_eq!(split("delimiters; delimiter"), ["delimiters", "delimiter"]);
    }

    #[test]
    fn what_is_spelled_is_split_again() {
        let body = "create procedure p() begin select '$$;'; end";
        assert_eq!(spelled("select ';'"), "select ';';");
        let text = spelled(&format!("set a = 1; {body}; x -- c"));
        assert_eq!(text, format!("set a = 1;\nDELIMITER //\n{body}//\nDELIMITER ;\nx;"));
        assert_eq!(split(&text), ["set a = 1", body, "x"]);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_stays_in_order(sql in "[-a-zA-Z0-9 ;'\"`#/*\\\\()\n\u{e9}]{0,60}") {
            let mut end = 0;
            for range in statements(&sql) {
                assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
        }
    }
}
