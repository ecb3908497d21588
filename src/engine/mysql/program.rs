//! What routines, triggers and events share: the head of their statement, and the session that they
//! keep from the hour of their making.

use super::scan::{Scan, Token};
use super::view::{account, definer};
use crate::engine::{Row, Statement};
use crate::model::Attributes;

/// What a session has where a program says nothing of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Usual {
    /// Who reads, `name@host`.
    pub(super) user: String,
    pub(super) sql_mode: String,
    pub(super) charset: String,
    pub(super) collation: String,
    pub(super) time_zone: String,
}

/// What `SHOW CREATE` tells of the session that made a program, beside its text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Made<'a> {
    pub(super) text: &'a str,
    pub(super) sql_mode: &'a str,
    pub(super) charset: &'a str,
    pub(super) collation: &'a str,
    pub(super) time_zone: &'a str,
}

impl<'a> Made<'a> {
    /// From the answer's columns: the text, then the character set and the collation, stand together
    /// in all of them; the mode is the second.
    pub(super) fn of(row: &'a Row, text: usize) -> Self {
        let column = |index: usize| row.text(index).unwrap_or_default();
        let time_zone = if text > 2 { column(2) } else { "" };
        Self {
            text: column(text),
            sql_mode: column(1),
            charset: column(text + 1),
            collation: column(text + 2),
            time_zone,
        }
    }

    /// What of it is not usual.
    ///
    /// # Errors
    /// When a statement cannot bring it about, in words.
    pub(super) fn options(&self, usual: &Usual) -> Result<Attributes, String> {
        let mut options = Attributes::new();
        let mut set = |key: &str, value: &str, usual: &str| {
            if value != usual {
                options.insert(key.to_owned(), value.to_owned());
            }
        };
        set("sql_mode", self.sql_mode, &usual.sql_mode);
        if !self.charset.is_empty() {
            set("charset", self.charset, &usual.charset);
            set("collation", self.collation, &usual.collation);
        }
        if !self.time_zone.is_empty() {
            set("time_zone", self.time_zone, &usual.time_zone);
        }
        // A session of that character set would take the text's bytes for others.
        if options.get("charset").is_some_and(|charset| !charset.starts_with("utf8")) && !self.text.is_ascii() {
            return Err(format!("its text is of character set {} and not plain ASCII", self.charset));
        }
        Ok(options)
    }
}

/// Reads ``CREATE DEFINER=`a`@`b` `` up to the word that says what is created.
pub(super) fn head(scan: &mut Scan<'_>, words: &[&str], user: &str, options: &mut Attributes) -> Option<()> {
    scan.take(&["create"]).then_some(())?;
    while !words.iter().any(|word| scan.peek().eq_ignore_ascii_case(word)) {
        if scan.take(&["definer", "="]) {
            let name = account(scan)?;
            if name != user {
                options.insert("definer".to_owned(), name);
            }
        } else if scan.take(&["aggregate"]) {
            options.insert("aggregate".to_owned(), String::new());
        } else {
            return None;
        }
    }
    scan.next();
    Some(())
}

/// Reads what stands between a routine's parameters and its body; gives the comment.
pub(super) fn characteristics(scan: &mut Scan<'_>, options: &mut Attributes) -> Option<String> {
    let mut comment = None;
    loop {
        let mut set = |key: &str, value: &str| {
            options.insert(key.to_owned(), value.to_owned());
        };
        if scan.take(&["no", "sql"]) {
            set("data_access", "no sql");
        } else if scan.take(&["reads", "sql", "data"]) {
            set("data_access", "reads sql data");
        } else if scan.take(&["modifies", "sql", "data"]) {
            set("data_access", "modifies sql data");
        } else if scan.take(&["contains", "sql"])
            || scan.take(&["language", "sql"])
            || scan.take(&["not", "deterministic"])
        {
        } else if scan.take(&["deterministic"]) {
            set("deterministic", "");
        } else if scan.take(&["sql", "security"]) {
            let word = scan.next().to_ascii_lowercase();
            if word != "definer" {
                set("security", &word);
            }
        } else if scan.peek().eq_ignore_ascii_case("comment") && scan.kind_at(1) == Some(Token::Text) {
            scan.next();
            comment = Some(super::quote::unquote(scan.next()));
        } else {
            return comment;
        }
    }
}

/// A body without the semicolon that the server keeps of a statement among others.
pub(super) fn body(text: &str) -> String {
    text.trim_end_matches(|c: char| c == ';' || c.is_whitespace()).to_owned()
}

/// The same as SQL, each on a line as the server writes it.
pub(super) fn characteristics_sql(options: &Attributes, comment: Option<&str>) -> String {
    let mut sql = String::new();
    let mut line = |text: String| sql.push_str(&format!("\n    {text}"));
    if let Some(access) = options.get("data_access") {
        line(access.to_ascii_uppercase());
    }
    if options.contains_key("deterministic") {
        line("DETERMINISTIC".to_owned());
    }
    if let Some(security) = options.get("security") {
        line(format!("SQL SECURITY {}", security.to_ascii_uppercase()));
    }
    if let Some(text) = comment {
        line(format!("COMMENT {}", super::quote::literal(text)));
    }
    sql
}

/// `` DEFINER=`a`@`b` ``, or nothing.
pub(super) fn definer_sql(options: &Attributes) -> String {
    options.get("definer").map(|account| format!(" DEFINER={}", definer(account))).unwrap_or_default()
}

/// The statement in a session like the one that made the program, which goes back to what it was.
pub(super) fn made(options: &Attributes, sql: String) -> Statement {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let text = |key: &str| options.get(key).map(|value| super::quote::literal(value));
    if let Some(mode) = text("sql_mode") {
        before.push(format!("SESSION sql_mode = {mode}"));
        after.push("SESSION sql_mode = DEFAULT");
    }
    if let Some(zone) = text("time_zone") {
        before.push(format!("SESSION time_zone = {zone}"));
        after.push("SESSION time_zone = DEFAULT");
    }
    let names = options.contains_key("charset") || options.contains_key("collation");
    for (key, variable) in [("charset", "character_set_client"), ("collation", "collation_connection")] {
        if let Some(value) = options.get(key) {
            before.push(format!("SESSION {variable} = {value}"));
        }
    }
    if before.is_empty() {
        return Statement::new(sql).alone();
    }
    let mut back = String::new();
    if !after.is_empty() {
        back = format!("SET {}", after.join(", "));
    }
    if names {
        back.push_str(if back.is_empty() { "SET NAMES utf8mb4" } else { ";\nSET NAMES utf8mb4" });
    }
    Statement::new(format!("SET {};\n{sql};\n{back}", before.join(", "))).alone().cleaned_by(back)
}

/// What a model leaves to the server stays as it is.
pub(super) fn adopt(own: &mut Attributes, written: &Attributes, live: &Attributes) {
    for key in ["definer", "charset", "collation", "time_zone"] {
        if written.contains_key(key) {
            continue;
        }
        match live.get(key) {
            Some(value) => _ = own.insert(key.to_owned(), value.clone()),
            None => _ = own.remove(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_left_as_it_was() {
        let options: Attributes =
            [("sql_mode", "ANSI"), ("charset", "latin1")].map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        let statement = made(&options, "CREATE X".to_owned());
        let spans = super::super::script::statements(&statement.sql);
        let parts: Vec<&str> = spans.into_iter().map(|span| &statement.sql[span]).collect();
        assert_eq!(
            parts,
            [
                "SET SESSION sql_mode = 'ANSI', SESSION character_set_client = latin1",
                "CREATE X",
                "SET SESSION sql_mode = DEFAULT",
                "SET NAMES utf8mb4"
            ]
        );
        assert_eq!(made(&Attributes::new(), "CREATE X".to_owned()).sql, "CREATE X");
    }

    #[test]
    fn text_that_a_session_would_spoil_is_refused() {
        let usual = Usual { charset: "utf8mb4".to_owned(), ..Usual::default() };
        let made = |text| Made { text, sql_mode: "", charset: "latin1", collation: "", time_zone: "" };
        assert!(made("select 'e'").options(&usual).is_ok());
        assert!(made("select 'é'").options(&usual).unwrap_err().contains("latin1"));
    }
}
