//! Views.

use super::program;
use super::quote::ident;
use super::scan::{Scan, Token, tokens};
use super::sql::{Part, Sql, relation};
use crate::engine::scan::quoted;
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Attributes, ObjectId, Options, View};

/// What `SHOW CREATE VIEW` says; the definer is left out where it is `user`, who reads.
pub(super) fn parse(sql: &str, user: &str) -> Option<View> {
    let mut scan = Scan::new(sql);
    let mut view = View::default();
    scan.take(&["create"]);
    while !scan.is_done() && !scan.take(&["view"]) {
        if scan.take(&["algorithm", "="]) {
            let word = scan.next().to_ascii_lowercase();
            if word != "undefined" {
                view.options.insert("algorithm".to_owned(), word);
            }
        } else if scan.take(&["definer", "="]) {
            let name = account(&mut scan)?;
            if name != user {
                view.options.insert("definer".to_owned(), name);
            }
        } else if scan.take(&["sql", "security"]) {
            let word = scan.next().to_ascii_lowercase();
            if word != "definer" {
                view.options.insert("security".to_owned(), word);
            }
        } else {
            scan.next();
        }
    }
    scan.name()?;
    if !scan.take(&["as"]) {
        return None;
    }
    view.query = scan.all().to_owned();
    for (ending, word) in [(" WITH CASCADED CHECK OPTION", "cascaded"), (" WITH LOCAL CHECK OPTION", "local")] {
        if let Some(query) = view.query.strip_suffix(ending) {
            view.query = query.to_owned();
            view.options.insert("check_option".to_owned(), word.to_owned());
        }
    }
    Some(view)
}

/// A query in which columns are named without the database that it is in: MariaDB names it where a definer does not
/// exist. Two parts of a name may be a table's, called as the database is, and its column's.
pub(super) fn at_home(query: &str, database: &str) -> String {
    let own = format!("{}.", ident(database));
    let query = tables_at_home(query, database);
    let (mut kept, mut rest) = (String::new(), query.as_str());
    while let Some(sign) = rest.chars().next() {
        let mut length = sign.len_utf8();
        if matches!(sign, '\'' | '"' | '`') {
            length = quoted(rest, sign, sign != '`');
            let table = rest.strip_prefix(&own).filter(|table| table.starts_with('`') && !kept.ends_with('.'));
            let whole = table
                .filter(|table| table.get(quoted(table, '`', false)..).is_some_and(|column| column.starts_with(".`")));
            if let Some(table) = whole {
                (rest, length) = (table, quoted(table, '`', false));
            }
        }
        let (before, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        kept.push_str(before);
        rest = after;
    }
    kept
}

/// A query in which tables are read without the database that it is in: MariaDB names it where one stands beside a
/// `JSON_TABLE`.
fn tables_at_home(query: &str, database: &str) -> String {
    let own = ident(database);
    let tokens = tokens(query);
    let text = |at: usize| tokens.get(at).and_then(|(_, range)| query.get(range.clone())).unwrap_or_default();
    let (mut kept, mut end, mut is_source) = (String::new(), 0, false);
    for (at, (token, range)) in tokens.iter().enumerate() {
        let names = *token == Token::Name && text(at) == own && text(at + 1) == "." && text(at + 3) != ".";
        if is_source
            && names
            && let Some((_, dot)) = tokens.get(at + 1)
        {
            kept.push_str(query.get(end..range.start).unwrap_or_default());
            end = dot.end;
        }
        is_source = match text(at) {
            "(" => is_source,
            word => ["from", "join", "straight_join"].iter().any(|it| it.eq_ignore_ascii_case(word)),
        };
    }
    kept.push_str(query.get(end..).unwrap_or_default());
    kept
}

/// `` `name`@`host` `` as `name@host`.
pub(super) fn account(scan: &mut Scan<'_>) -> Option<String> {
    let name = scan.name()?;
    if scan.take(&["@"]) {
        return Some(format!("{name}@{}", scan.name()?));
    }
    Some(name)
}

/// `name@host` as SQL.
pub(super) fn definer(account: &str) -> String {
    match account.rsplit_once('@') {
        Some((name, host)) => format!("{}@{}", ident(name), ident(host)),
        None => ident(account),
    }
}

fn statement(id: &ObjectId, view: &View, verb: &str) -> Vec<Statement> {
    let mut sql = verb.to_owned();
    if let Some(algorithm) = view.options.get("algorithm") {
        sql.push_str(&format!(" ALGORITHM={}", algorithm.to_ascii_uppercase()));
    }
    if let Some(account) = view.options.get("definer") {
        sql.push_str(&format!(" DEFINER={}", definer(account)));
    }
    if let Some(security) = view.options.get("security") {
        sql.push_str(&format!(" SQL SECURITY {}", security.to_ascii_uppercase()));
    }
    sql.push_str(&format!(" VIEW {} AS\n{}", relation(id), view.query));
    if let Some(check) = view.options.get("check_option") {
        sql.push_str(&format!("\nWITH {} CHECK OPTION", check.to_ascii_uppercase()));
    }
    vec![program::made(&attributes(&view.options), sql)]
}

impl Sql for View {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], _: Sides<'_>) -> Vec<Statement> {
        statement(id, self, "CREATE")
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = super::grant::left_by(id, sides);
        statements.push(Statement::new(format!("DROP VIEW {}", relation(id))).alone());
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        Alteration::InPlace(statement(id, after, "CREATE OR REPLACE"))
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        vec![Statement::new(format!("RENAME TABLE {} TO {}", relation(from), relation(to))).alone()]
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {id}"))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        let mut own = attributes(&self.options);
        program::adopt(&mut own, &attributes(&written.options), &attributes(&live.options));
        self.options = own.into_iter().collect();
    }
}

fn attributes(options: &Options) -> Attributes {
    options.iter().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The relations that a query reads, by the form in which the server writes it: what follows `from` and
/// `join`, and opens no query of its own. What is of another database is left out.
pub(super) fn sources(query: &str) -> Vec<String> {
    let mut scan = Scan::new(query);
    let mut found = Vec::new();
    while !scan.is_done() {
        let word = scan.next().to_ascii_lowercase();
        if !matches!(word.as_str(), "from" | "join" | "straight_join") {
            continue;
        }
        while scan.peek() == "(" {
            scan.next();
        }
        if scan.kind() == Some(Token::Name) && scan.peek_at(1) != "." {
            found.extend(scan.name());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_found() {
        let query = "select `a`.`x` AS `y` from (`a` join (select 1 from `b` `c`) `d` on(1)) left join `o`.`p` on(2)";
        assert_eq!(sources(query), ["a", "b"]);
    }

    #[test]
    fn columns_are_named_without_their_database() {
        let query =
            "select `d`.`t`.`a` AS `d`,`d`.`x`,'`d`.`t`.`a`' from (`t` join `u` `d`) where `o`.`d`.`x` > `d`.`d`.`d`";
        let home = "select `t`.`a` AS `d`,`d`.`x`,'`d`.`t`.`a`' from (`t` join `u` `d`) where `o`.`d`.`x` > `d`.`d`";
        assert_eq!(at_home(query, "d"), home);
        let beside =
            "select `x`.`v` AS `v` from ((`d`.`r` join `d`.`t`) join JSON_TABLE(`d`.`t`.`j`, '$') `x`) join `o`.`d`";
        let home = "select `x`.`v` AS `v` from ((`r` join `t`) join JSON_TABLE(`t`.`j`, '$') `x`) join `o`.`d`";
        assert_eq!(at_home(beside, "d"), home);
    }

    #[test]
    fn a_view_is_read() {
        let sql = "CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW `v` AS select 1 AS `x` WITH CASCADED CHECK OPTION";
        let view = parse(sql, "b@%").unwrap();
        assert_eq!(view.query, "select 1 AS `x`");
        assert_eq!(view.options.len(), 4);
        assert!(!parse(sql, "a@%").unwrap().options.contains_key("definer"));
    }
}
