//! A statement that changes a table which is there, and the words in it on how that is to be done: `ALGORITHM`
//! and `LOCK`.

use super::scan::{Scan, Token, tokens};

/// Such a statement, without those words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Altering {
    /// The table.
    pub(super) table: String,
    /// The clauses of an `ALTER TABLE`; of a `CREATE INDEX` there is none.
    clauses: Vec<String>,
    /// The statement's beginning, `ALTER TABLE t`, or all of it.
    head: String,
    /// What stands between the clauses.
    separator: &'static str,
    /// Whether the table's database is named.
    elsewhere: bool,
    /// The words that it has itself.
    algorithm: Option<String>,
    lock: Option<String>,
}

/// What an `ALTER TABLE` does that takes the words; `PARTITION` and `REMOVE` have no comma before them.
const ALTERS: [&str; 12] = [
    "ADD",
    "DROP",
    "MODIFY",
    "CHANGE",
    "ALTER",
    "ENGINE",
    "COMMENT",
    "DEFAULT",
    "CONVERT",
    "RENAME",
    "PARTITION",
    "REMOVE",
];

impl Altering {
    /// Reads one; none for any other statement, and for one that gives the table another name.
    pub(super) fn read(sql: &str) -> Option<Self> {
        let sql = sql.trim_end().trim_end_matches(';').trim_end();
        let mut scan = Scan::new(sql);
        if scan.take(&["alter", "table"]) {
            let table = last_name(&mut scan)?;
            let rest = scan.all();
            let head = sql.strip_suffix(rest)?.trim_end().to_owned();
            return Self::of_table(table, head, rest);
        }
        Self::of_index(sql)
    }

    fn of_table(table: String, head: String, rest: &str) -> Option<Self> {
        let mut all = clauses(rest);
        let mut found = [None, None];
        all.retain(|clause| {
            let own = ["ALGORITHM", "LOCK"]
                .iter()
                .zip(&mut found)
                .find_map(|(name, place)| Some((stated(clause, name)?, place)));
            match own {
                Some((word, place)) => {
                    *place = Some(word);
                    false
                }
                None => true,
            }
        });
        let first = all.first()?;
        let option = is_option(first);
        let word = word(first).to_ascii_uppercase();
        let renames = clause_renames(first);
        if renames || !(ALTERS.contains(&word.as_str()) || option) {
            return None;
        }
        let separator = if rest.contains(",\n    ") { ",\n    " } else { ", " };
        let [algorithm, lock] = found;
        let clauses = all.into_iter().map(str::to_owned).collect();
        let elsewhere = head.to_ascii_lowercase().split_once("table").is_some_and(|(_, name)| {
            tokens(name).iter().any(|(token, range)| {
                *token == Token::Word && name.get(range.clone()).is_some_and(|word| word.contains('.'))
            })
        });
        Some(Self { table, clauses, head, separator, elsewhere, algorithm, lock })
    }

    /// `CREATE UNIQUE INDEX i ON t (a)`, `DROP INDEX i ON t`: the words stand at the end.
    fn of_index(sql: &str) -> Option<Self> {
        let all = tokens(sql);
        let text = |at: usize| all.get(at).and_then(|(_, range)| sql.get(range.clone())).unwrap_or_default();
        let is = |at: usize, word: &str| text(at).eq_ignore_ascii_case(word);
        let index = (1..5).find(|at| is(*at, "index"))?;
        if !(is(0, "create") || is(0, "drop")) {
            return None;
        }
        let on = (index..all.len()).find(|at| is(*at, "on") && all.get(*at).is_some_and(|it| it.0 == Token::Word))?;
        let (_, range) = all.get(on + 1)?;
        let table = last_name(&mut Scan::new(sql.get(range.start..)?))?;
        let mut depth = 0_u32;
        let mut words = [None, None];
        let mut end = sql.len();
        for at in on + 2..all.len() {
            match text(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth > 0 => {}
                other => {
                    let Some(which) = ["algorithm", "lock"].iter().position(|it| it.eq_ignore_ascii_case(other)) else {
                        continue;
                    };
                    let value = if is(at + 1, "=") { at + 2 } else { at + 1 };
                    words[which] = Some(text(value).to_ascii_uppercase());
                    end = end.min(all.get(at).map_or(end, |(_, range)| range.start));
                }
            }
        }
        let head = sql.get(..end)?.trim_end().to_owned();
        let [algorithm, lock] = words;
        Some(Self { table, clauses: Vec::new(), head, separator: " ", elsewhere: false, algorithm, lock })
    }

    /// Whether the statement's own words leave this way open.
    pub(super) fn allows(&self, algorithm: &str, lock: &str) -> bool {
        let open = |own: &Option<String>, other: &str| own.as_deref().is_none_or(|it| it == "DEFAULT" || it == other);
        open(&self.algorithm, algorithm) && open(&self.lock, lock)
    }

    /// The statement with such words.
    pub(super) fn with(&self, words: &[String]) -> String {
        let Some(first) = self.clauses.first() else { return format!("{} {}", self.head, words.join(" ")) };
        let start = if self.separator == ", " { " " } else { "\n    " };
        let between = if ends(first) { start } else { self.separator };
        format!("{}{start}{}{between}{}", self.head, words.join(", "), self.clauses.join(self.separator))
    }

    /// Whether another program may do it: on a table of this very database, and nothing that takes no time.
    pub(super) fn can_be_handed_over(&self) -> bool {
        !self.elsewhere && self.algorithm.as_deref() != Some("INSTANT")
    }

    /// Whether the rows are written anew and nothing else is to be another.
    pub(super) fn only_rewrites(&self) -> bool {
        self.clauses.iter().all(|clause| word(clause).eq_ignore_ascii_case("engine"))
    }

    /// The clauses alone, as other programs take them.
    pub(super) fn bare(&self) -> Option<String> {
        (!self.clauses.is_empty()).then(|| self.clauses.join(", "))
    }

    /// Whether it builds an index, which reads every row.
    pub(super) fn builds_index(&self) -> bool {
        if self.clauses.is_empty() {
            return word(&self.head).eq_ignore_ascii_case("create");
        }
        let keys = ["KEY", "INDEX", "UNIQUE", "PRIMARY", "FULLTEXT", "SPATIAL", "VECTOR"];
        self.clauses.iter().any(|clause| {
            let mut words = clause.split_whitespace().map(str::to_ascii_uppercase);
            let added = words.next().as_deref() == Some("ADD");
            let next = words.next().unwrap_or_default();
            let named = next == "CONSTRAINT" && words.any(|word| ["UNIQUE", "PRIMARY"].contains(&word.as_str()));
            added && (keys.iter().any(|key| next == *key || next.starts_with(&format!("{key}("))) || named)
        })
    }
}

/// A table's name, without its database.
fn last_name(scan: &mut Scan<'_>) -> Option<String> {
    let plain = scan.kind() == Some(Token::Word);
    let name = scan.name()?;
    // A dot is a part of a plain word.
    match name.rsplit_once('.').filter(|_| plain) {
        Some((_, "")) => scan.name(),
        Some((_, last)) => Some(last.to_owned()),
        None if scan.take(&["."]) => scan.name(),
        None if scan.kind() == Some(Token::Word) && scan.peek().starts_with('.') => {
            scan.name()?.strip_prefix('.').map(str::to_owned)
        }
        None => Some(name),
    }
}

/// What commas part, outside of parentheses and literals.
fn clauses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut start, mut depth) = (0, 0_u32);
    for (token, range) in tokens(text) {
        match token {
            Token::Sign('(') => depth += 1,
            Token::Sign(')') => depth = depth.saturating_sub(1),
            Token::Sign(',') if depth == 0 => {
                found.push(text.get(start..range.start).unwrap_or_default().trim());
                start = range.end;
            }
            _ => {}
        }
    }
    found.push(text.get(start..).unwrap_or_default().trim());
    found.retain(|clause| !clause.is_empty());
    found
}

fn word(clause: &str) -> &str {
    clause.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
}

/// The value of `ALGORITHM=x`, where that is the whole clause.
fn stated(clause: &str, name: &str) -> Option<String> {
    if !word(clause).eq_ignore_ascii_case(name) {
        return None;
    }
    let rest = clause.get(name.len()..)?.trim_start();
    let value = rest.strip_prefix('=').unwrap_or(rest).trim();
    (!value.is_empty() && value.chars().all(|c| c.is_ascii_alphabetic())).then(|| value.to_ascii_uppercase())
}

/// Whether a clause is one of the table's options: `ROW_FORMAT=DYNAMIC`.
fn is_option(clause: &str) -> bool {
    let name = word(clause);
    !name.is_empty() && clause.get(name.len()..).is_some_and(|rest| rest.trim_start().starts_with('='))
}

/// Whether it gives the table another name: there is nothing to look at under the old one then.
fn clause_renames(clause: &str) -> bool {
    let mut words = clause.split_whitespace();
    let parts = ["column", "index", "key"];
    words.next().is_some_and(|word| word.eq_ignore_ascii_case("rename"))
        && !words.next().is_some_and(|word| parts.iter().any(|part| word.eq_ignore_ascii_case(part)))
}

/// Whether a clause ends the statement, with no comma before it.
fn ends(clause: &str) -> bool {
    let mut words = clause.split_whitespace().map(str::to_ascii_uppercase);
    let pair = [words.next().unwrap_or_default(), words.next().unwrap_or_default()];
    matches!([pair[0].as_str(), pair[1].as_str()], ["PARTITION", "BY"] | ["REMOVE", "PARTITIONING"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(sql: &str) -> Option<String> {
        Altering::read(sql).map(|it| it.with(&["ALGORITHM=COPY".to_owned(), "LOCK=SHARED".to_owned()]))
    }

    #[test]
    fn words_stand_where_the_grammar_has_them() {
        let put = |sql: &str, result: &str| assert_eq!(with(sql).as_deref(), Some(result));
        put("ALTER TABLE `a-b` ADD COLUMN c int;", "ALTER TABLE `a-b` ALGORITHM=COPY, LOCK=SHARED, ADD COLUMN c int");
        put(
            "ALTER TABLE t\n    DROP KEY k,\n    ADD COLUMN e enum('a,b','c')",
            "ALTER TABLE t\n    ALGORITHM=COPY, LOCK=SHARED,\n    DROP KEY k,\n    ADD COLUMN e enum('a,b','c')",
        );
        put("ALTER TABLE t PARTITION BY HASH (a)", "ALTER TABLE t ALGORITHM=COPY, LOCK=SHARED PARTITION BY HASH (a)");
        put("ALTER TABLE t REMOVE PARTITIONING", "ALTER TABLE t ALGORITHM=COPY, LOCK=SHARED REMOVE PARTITIONING");
        put("ALTER TABLE t ROW_FORMAT=DYNAMIC", "ALTER TABLE t ALGORITHM=COPY, LOCK=SHARED, ROW_FORMAT=DYNAMIC");
        put("CREATE INDEX i ON t (a)", "CREATE INDEX i ON t (a) ALGORITHM=COPY LOCK=SHARED");
        assert_eq!(with("ALTER TABLE t RENAME TO u"), None);
        assert_eq!(with("ALTER TABLE t DISCARD TABLESPACE"), None);
        assert_eq!(with("CREATE TABLE t (a int)"), None);
        assert_eq!(with("CREATE VIEW v AS SELECT 1"), None);
    }

    #[test]
    fn own_words_are_taken_out_and_kept_to() {
        let own = Altering::read("ALTER TABLE x.t ADD COLUMN a int, ALGORITHM = inplace, LOCK=NONE").unwrap();
        assert_eq!((own.table.as_str(), own.bare().as_deref()), ("t", Some("ADD COLUMN a int")));
        assert!(!own.can_be_handed_over());
        let here = Altering::read("ALTER TABLE `a.b` ADD COLUMN a int").unwrap();
        assert!(here.table == "a.b" && here.can_be_handed_over() && !here.only_rewrites());
        let qualified = Altering::read("ALTER TABLE `x`.`t` ENGINE=InnoDB").unwrap();
        assert!(qualified.table == "t" && !qualified.can_be_handed_over() && qualified.only_rewrites());
        assert!(own.allows("INPLACE", "NONE") && !own.allows("COPY", "SHARED") && !own.allows("INPLACE", "SHARED"));
        let first = Altering::read("ALTER TABLE t ALGORITHM=INSTANT, DROP COLUMN a").unwrap();
        assert_eq!(first.bare().as_deref(), Some("DROP COLUMN a"));
        assert!(!first.can_be_handed_over());
        let index = Altering::read("CREATE UNIQUE INDEX i ON t (a, b(3)) ALGORITHM=INPLACE LOCK NONE").unwrap();
        assert!(index.allows("INPLACE", "NONE") && !index.allows("INPLACE", "SHARED"));
        assert_eq!(index.with(&["LOCK=NONE".to_owned()]), "CREATE UNIQUE INDEX i ON t (a, b(3)) LOCK=NONE");
    }

    #[test]
    fn what_builds_an_index_is_known() {
        let builds = |sql: &str| Altering::read(sql).is_some_and(|it| it.builds_index());
        assert!(builds("ALTER TABLE t ADD COLUMN c int,\n    ADD KEY k (c)"));
        assert!(builds("ALTER TABLE t ADD CONSTRAINT k UNIQUE (c)") && builds("CREATE INDEX i ON t (a)"));
        assert!(!builds("ALTER TABLE t ADD COLUMN c int") && !builds("DROP INDEX i ON t"));
        assert!(!builds("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id)"));
    }
}
