//! Names and literals as SQL: the one place that quotes.

/// The words that MySQL 8.0 or MariaDB take for no name unless they are quoted (the manual's list of keywords,
/// those that it marks as reserved).
const RESERVED: &str = "accessible add all alter analyze and as asc asensitive before between bigint binary blob both by call \
     cascade case change char character check collate column condition constraint continue convert create cross \
     cube cume_dist current_date current_time current_timestamp current_user cursor database databases day_hour \
     day_microsecond day_minute day_second dec decimal declare default delayed delete dense_rank desc describe \
     deterministic distinct distinctrow div double drop dual each else elseif empty enclosed escaped except \
     exists exit explain false fetch first_value float for force foreign from fulltext function generated get \
     grant group grouping groups having high_priority hour_microsecond hour_minute hour_second if ignore in \
     index infile inner inout insensitive insert int integer intersect interval into is iterate join json_table \
     key keys kill lag last_value lateral lead leading leave left like limit linear lines load localtime \
     localtimestamp lock long longblob longtext loop low_priority match maxvalue mediumblob mediumint mediumtext \
     middleint minute_microsecond minute_second mod modifies natural not nth_value ntile null numeric of on \
     optimize option optionally or order out outer outfile over partition percent_rank precision primary \
     procedure purge range rank read reads real recursive references regexp release rename repeat replace \
     require resignal restrict return revoke right rlike row row_number rows schema schemas second_microsecond \
     select sensitive separator set show signal smallint spatial specific sql sqlexception sqlstate sqlwarning \
     ssl starting stored straight_join system table terminated then tinyblob tinyint tinytext to trailing \
     trigger true undo union unique unlock unsigned update usage use using utc_date utc_time utc_timestamp \
     values varbinary varchar varying virtual when where while window with write xor year_month zerofill";

/// Whether a word is taken for no name unless it is quoted.
pub fn is_reserved(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    RESERVED.split(' ').any(|reserved| reserved == small)
}

/// A name, always quoted: what is reserved differs between versions.
pub fn ident(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

/// A string literal. A backslash is an escape unless `NO_BACKSLASH_ESCAPES` is on, which dbtool's
/// own sessions and the servers' defaults leave off.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "''").replace('\n', "\\n").replace('\0', "\\0"))
}

/// Names by commas.
pub fn list(names: &[String]) -> String {
    names.iter().map(|name| ident(name)).collect::<Vec<_>>().join(",")
}

/// What a literal, quotes and all, means.
pub fn unquote(raw: &str) -> String {
    let Some(inner) = raw.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) else { return raw.to_owned() };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\'' => {
                chars.next_if_eq(&'\'');
                text.push('\'');
            }
            '\\' => match chars.next() {
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some('t') => text.push('\t'),
                Some('0') => text.push('\0'),
                Some('Z') => text.push('\u{1a}'),
                Some(other) => text.push(other),
                None => {}
            },
            other => text.push(other),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_unquoted() {
        for text in ["", "it's", "a\\b", "two\nlines", "`x`", "''"] {
            assert_eq!(unquote(&literal(text)), text);
        }
        assert!(is_reserved("Order") && is_reserved("zerofill") && !is_reserved("orders") && !is_reserved(""));
        assert_eq!(ident("a`b"), "`a``b`");
        assert_eq!(unquote("'b''c\\\\ \\\"'"), "b'c\\ \"");
    }
}
