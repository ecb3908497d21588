//! SQL with its words in colours.

use maud::{Markup, PreEscaped, html};

/// What a piece of SQL is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Plain,
    Keyword,
    Text,
    Number,
    Comment,
}

impl Piece {
    fn class(self) -> Option<&'static str> {
        match self {
            Piece::Plain => None,
            Piece::Keyword => Some("k"),
            Piece::Text => Some("s"),
            Piece::Number => Some("n"),
            Piece::Comment => Some("c"),
        }
    }
}

/// The words that stand out, in capitals: those of statements and of bodies, of every engine.
const KEYWORDS: &str = " ADD AFTER AGGREGATE ALL ALTER ALWAYS AND ANY ARRAY AS ASC ATTACH AUTHORIZATION BEFORE BEGIN BETWEEN BY CALL \
    CALLED CASCADE CASE CAST CHECK CLUSTERING COLLATE COLUMN COMMENT COMMIT CONSTRAINT CONTINUE CREATE CROSS CURRENT CURSOR CYCLE \
    DATABASE DECLARE DEFAULT DEFERRABLE DEFERRED DEFINER DELETE DELIMITER DESC DISABLE DISTINCT DO DOMAIN DROP EACH ELSE ELSEIF \
    ELSIF ENABLE END ENGINE ENUM EVENT EXCEPTION EXCLUDE EXECUTE EXISTS EXTENSION FALSE FETCH FILTER FIRST FOR FOREIGN FORCE FROM \
    FULL FUNCTION GENERATED GRANT GROUP HAVING IDENTITY IF ILIKE IMMUTABLE IN INCLUDE INDEX INHERITS INITIALLY INNER INSERT INSTEAD \
    INTERSECT INTO INVOKER IS JOIN KEY KEYSPACE LANGUAGE LAST LATERAL LEAKPROOF LEFT LIKE LIMIT LOOP MATCH MATERIALIZED NATURAL \
    NEW NO NOT NOTHING NOTIFY NULL NULLS OF OFFSET OLD ON ONLY OPERATOR OPTIONS OR ORDER OTHERS OUT OUTER OVER OVERLAPS OWNED OWNER \
    PARALLEL PARTITION PERFORM POLICY PRIMARY PRIVILEGES PROCEDURE PUBLICATION RAISE RANGE RECURSIVE REFERENCES REPLACE REPLICA \
    RESTRICT RETURN RETURNING RETURNS REVOKE RIGHT ROLE ROLLBACK ROW ROWS RULE SAFE SCHEMA SECURITY SELECT SEQUENCE SERVER SET \
    SETOF SHOW STABLE START STATEMENT STATIC STATISTICS STORED STRICT TABLE TEMPORARY THEN TO TRIGGER TRUE TRUNCATE TYPE UNION \
    UNIQUE UNLOGGED UPDATE USER USING VALIDATE VALUES VARIADIC VIEW VIRTUAL VOLATILE WHEN WHERE WHILE WINDOW WITH WITHIN WITHOUT ";

/// A statement as a block of code.
pub(super) fn block(sql: &str) -> Markup {
    html! { pre tabindex="0" { code { (spans(sql)) } } }
}

/// A short piece within a line.
pub(super) fn inline(sql: &str) -> Markup {
    html! { code { (spans(sql)) } }
}

fn spans(sql: &str) -> Markup {
    let mut out = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while !rest.is_empty() {
        let (piece, length) = piece(rest);
        let (text, after) = rest.split_at(length);
        rest = after;
        let escaped = html! { (text) }.into_string();
        match piece.class() {
            Some(class) => {
                out.push_str("<span class=\"");
                out.push_str(class);
                out.push_str("\">");
                out.push_str(&escaped);
                out.push_str("</span>");
            }
            None => out.push_str(&escaped),
        }
    }
    PreEscaped(out)
}

/// The first piece of a text and its length, which is never 0. What stands between dollar quotes is a
/// body, and is coloured as code.
fn piece(rest: &str) -> (Piece, usize) {
    let Some(first) = rest.chars().next() else { return (Piece::Plain, 0) };
    let until = |end: &str, from: usize| {
        rest.get(from..).and_then(|inner| inner.find(end)).map_or(rest.len(), |found| from + found + end.len())
    };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    match first {
        '\'' => (Piece::Text, crate::engine::scan::quoted(rest, first, false)),
        '"' | '`' => (Piece::Plain, crate::engine::scan::quoted(rest, first, false)),
        _ if rest.starts_with("--") => (Piece::Comment, rest.find('\n').unwrap_or(rest.len())),
        _ if rest.starts_with("/*") => (Piece::Comment, until("*/", 2)),
        _ if first.is_ascii_digit() => {
            (Piece::Number, rest.find(|c: char| !is_word(c) && c != '.').unwrap_or(rest.len()))
        }
        _ if is_word(first) => {
            let length = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
            let word = rest.get(..length).unwrap_or_default().to_ascii_uppercase();
            let known = KEYWORDS.contains(&format!(" {word} "));
            (if known { Piece::Keyword } else { Piece::Plain }, length)
        }
        _ => (Piece::Plain, first.len_utf8()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_texts_numbers_and_comments_stand_out() {
        let html = inline("SELECT '<b>', 1.5 FROM \"from\" -- & so").into_string();
        assert_eq!(
            html,
            "<code><span class=\"k\">SELECT</span> <span class=\"s\">'&lt;b&gt;'</span>, <span class=\"n\">1.5</span> \
             <span class=\"k\">FROM</span> &quot;from&quot; <span class=\"c\">-- &amp; so</span></code>"
        );
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost(sql in ".{0,60}") {
            let html = inline(&sql).into_string();
            let mut text = String::new();
            let mut within = false;
            for c in html.chars() {
                match c { '<' => within = true, '>' => within = false, _ if !within => text.push(c), _ => {} }
            }
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
            proptest::prop_assert_eq!(text, sql);
        }
    }
}
