//! Sequences, which MariaDB has.

use super::quote::{ident, unquote};
use super::scan::{Scan, Token, tokens};
use super::sql::{Part, Sql, Turn, clause, comment, is_mariadb, relation};
use crate::engine::{Alteration, Sides, Statement};
use crate::model::{Comment, Kind, ObjectId, Options, Persistence, Sequence};

/// What a sequence counts in where nothing is said.
const USUAL_TYPE: &str = "bigint";

/// How many values a server takes at once where nothing is said.
const USUAL_CACHE: i64 = 1000;

/// The functions that name a sequence as their first argument.
const FUNCTIONS: [&str; 3] = ["nextval", "lastval", "setval"];

/// What `SHOW CREATE SEQUENCE` says, with its comment.
///
/// # Errors
/// What is not understood, in words.
pub(super) fn parse(sql: &str) -> Result<(Sequence, Option<Comment>), String> {
    let mut scan = Scan::new(sql);
    scan.take(&["create", "sequence"]);
    scan.name();
    let data_type = if scan.take(&["as"]) {
        let name = scan.next().to_ascii_lowercase();
        if scan.take(&["unsigned"]) { format!("{name} unsigned") } else { name }
    } else {
        USUAL_TYPE.to_owned()
    };
    let mut sequence = defaults(&data_type, 1).ok_or_else(|| format!("its type {data_type}"))?;
    let mut comment = None;
    while !scan.is_done() {
        if scan.take(&["start", "with"]) {
            sequence.start = number(&mut scan)?;
        } else if scan.take(&["minvalue"]) {
            sequence.min = number(&mut scan)?;
        } else if scan.take(&["maxvalue"]) {
            sequence.max = number(&mut scan)?;
        } else if scan.take(&["increment", "by"]) {
            sequence.increment = number(&mut scan)?;
        } else if scan.take(&["cache"]) {
            sequence.cache = number(&mut scan)?;
        } else if scan.take(&["nocache"]) {
            sequence.cache = 0;
        } else if scan.take(&["cycle"]) {
            sequence.cycle = true;
        } else if scan.take(&["nocycle"]) {
            sequence.cycle = false;
        } else if scan.take(&["engine", "="]) {
            sequence.options.insert("engine".to_owned(), scan.next().to_owned());
        } else if scan.take(&["comment", "="]) {
            comment = Some(Comment::new(unquote(scan.next())));
        } else {
            return Err(scan.next().to_owned());
        }
    }
    Ok((sequence, comment))
}

fn number(scan: &mut Scan<'_>) -> Result<i64, String> {
    let sign = if scan.take(&["-"]) { "-" } else { "" };
    let text = format!("{sign}{}", scan.next());
    text.parse().map_err(|_| text)
}

/// All that a type can count, without the least and the greatest value of the C type, which the server keeps for
/// itself (`sequence_definition::check_and_adjust` in its sql_sequence.cc).
fn range(data_type: &str) -> Option<(i64, i64)> {
    let (name, unsigned) = match data_type.strip_suffix(" unsigned") {
        Some(name) => (name, true),
        None => (data_type, false),
    };
    let bits = match name {
        "tinyint" => 8,
        "smallint" => 16,
        "mediumint" => 24,
        "int" => 32,
        // What of it is beyond a number with a sign, nothing here can hold.
        USUAL_TYPE if unsigned => return None,
        USUAL_TYPE => return Some((i64::MIN + 1, i64::MAX - 1)),
        _ => return None,
    };
    let half = 1_i64 << (bits - 1);
    Some(if unsigned { (1, 2 * half - 2) } else { (1 - half, half - 2) })
}

/// A sequence as the server makes it where nothing but its type and direction is said.
pub fn defaults(data_type: &str, increment: i64) -> Option<Sequence> {
    let (low, high) = range(data_type)?;
    let (min, max) = if increment < 0 { (low, -1) } else { (1, high) };
    Some(Sequence {
        data_type: data_type.to_owned(),
        start: if increment < 0 { max } else { min },
        increment,
        min,
        max,
        cache: USUAL_CACHE,
        cycle: false,
        owned_by: None,
        persistence: Persistence::Permanent,
        options: Options::default(),
    })
}

/// Whether it counts up; an increment of 0 is the server's `auto_increment_increment`.
fn is_rising(sequence: &Sequence) -> bool {
    sequence.increment >= 0
}

/// What tells a sequence from another, in the server's words; all of it where there is no other.
fn clauses(before: Option<&Sequence>, after: &Sequence) -> Vec<String> {
    let mut clauses = Vec::new();
    let mut say = |is_said: bool, text: String| clauses.extend(is_said.then_some(text));
    let differs = |of: fn(&Sequence) -> i64| before.is_none_or(|before| of(before) != of(after));
    let other_type = before.is_some_and(|before| before.data_type != after.data_type);
    say(other_type || before.is_none() && after.data_type != USUAL_TYPE, format!("AS {}", after.data_type));
    say(differs(|it| it.start), format!("START WITH {}", after.start));
    say(other_type || differs(|it| it.min), format!("MINVALUE {}", after.min));
    say(other_type || differs(|it| it.max), format!("MAXVALUE {}", after.max));
    say(differs(|it| it.increment), format!("INCREMENT BY {}", after.increment));
    say(differs(|it| it.cache), format!("CACHE {}", after.cache));
    say(differs(|it| i64::from(it.cycle)), if after.cycle { "CYCLE" } else { "NOCYCLE" }.to_owned());
    clauses
}

/// The statements that bring a sequence's numbers to another's. The server refuses bounds that the next value is
/// not within on the side that it comes from: so there is room first, and one that is outside is moved.
fn numbers(id: &ObjectId, before: &Sequence, after: &Sequence) -> Vec<Statement> {
    let name = relation(id);
    let alter = |clauses: &[String]| Statement::new(format!("ALTER SEQUENCE {name} {}", clauses.join(" "))).alone();
    let turned = is_rising(before) != is_rising(after);
    let bound = if is_rising(after) {
        (turned || after.min > before.min).then_some(after.min)
    } else {
        (turned || after.max < before.max).then_some(after.max)
    };
    let (Some(bound), Some((low, high))) = (bound, range(&before.data_type)) else {
        let clauses = clauses(Some(before), after);
        return if clauses.is_empty() { Vec::new() } else { vec![alter(&clauses)] };
    };
    let room = Sequence { min: low, max: high, increment: after.increment, ..before.clone() };
    // It never goes back to what was given.
    let moved = Statement::new(format!("DO SETVAL({name}, {bound}, 0)")).alone();
    vec![alter(&clauses(Some(before), &room)), moved, alter(&clauses(Some(&room), after))]
}

/// What `ENGINE` and `COMMENT` are set to, with a table's own words.
pub(super) fn other(id: &ObjectId, text: String) -> Statement {
    clause(id, Turn::Table, text)
}

/// The sequences that a text names, in the server's spelling of it, without those of other databases.
pub(super) fn named(sql: &str) -> Vec<String> {
    let mut scan = Scan::new(sql);
    let mut found = Vec::new();
    while !scan.is_done() {
        let is_function = FUNCTIONS.iter().any(|function| scan.take(&[function, "("]));
        if !is_function {
            scan.next();
        } else if scan.kind() == Some(Token::Name) && scan.peek_at(1) != "." {
            found.extend(scan.name());
        }
    }
    found
}

/// A text in which sequences are named without the database that it is in, which the server always names.
pub(super) fn at_home(sql: &str, database: &str) -> String {
    let own = ident(database);
    let tokens = tokens(sql);
    let text = |at: usize| tokens.get(at).and_then(|(_, range)| sql.get(range.clone())).unwrap_or_default();
    let (mut kept, mut end) = (String::new(), 0);
    for (at, (token, range)) in tokens.iter().enumerate() {
        let is_argument = at >= 2
            && text(at - 1) == "("
            && tokens.get(at - 2).is_some_and(|(token, _)| *token == Token::Word)
            && FUNCTIONS.iter().any(|function| function.eq_ignore_ascii_case(text(at - 2)));
        let dot = tokens.get(at + 1).filter(|_| *token == Token::Name && is_argument && text(at) == own);
        let Some((_, dot)) = dot.filter(|_| text(at + 1) == ".") else { continue };
        kept.push_str(sql.get(end..range.start).unwrap_or_default());
        end = dot.end;
    }
    kept.push_str(sql.get(end..).unwrap_or_default());
    kept
}

/// The sequences of a model that no server has that is not MariaDB's.
pub(super) fn refusals(sides: Sides<'_>) -> Vec<(ObjectId, String)> {
    let own = sides.after.objects.keys().filter(|id| id.kind == Kind::Sequence && !is_mariadb(sides));
    own.map(|id| (id.clone(), "MySQL has no sequences, MariaDB has: let a column be `auto_increment`".to_owned()))
        .collect()
}

impl Sql for Sequence {
    fn create(&self, id: &ObjectId, _: &[Part<'_>], sides: Sides<'_>) -> Vec<Statement> {
        // What the server says of a type that is not the usual one is not relied upon.
        let usual = defaults(&self.data_type, self.increment).filter(|usual| usual.data_type == USUAL_TYPE);
        let usual = usual.map(|usual| Sequence {
            start: if is_rising(self) { self.min } else { self.max },
            increment: 1,
            ..usual
        });
        let mut sql = format!("CREATE SEQUENCE {}", relation(id));
        for text in clauses(usual.as_ref(), self) {
            sql.push_str(&format!(" {text}"));
        }
        sql.extend(self.options.get("engine").map(|engine| format!(" ENGINE={engine}")));
        sql.extend(comment(id, sides.after).map(|text| format!(" COMMENT={}", super::quote::literal(text))));
        vec![Statement::new(sql).alone()]
    }

    fn drop(&self, id: &ObjectId, sides: Sides<'_>) -> Vec<Statement> {
        let mut statements = super::grant::left_by(id, sides);
        statements.push(Statement::new(format!("DROP SEQUENCE {}", relation(id))).alone());
        statements
    }

    fn alter(&self, id: &ObjectId, after: &Self, _: Sides<'_>) -> Alteration {
        let mut statements = numbers(id, self, after);
        let engine = after.options.get("engine").filter(|engine| self.options.get("engine") != Some(*engine));
        statements.extend(engine.map(|engine| other(id, format!("ENGINE={engine}"))));
        Alteration::InPlace(statements)
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        vec![Statement::new(format!("RENAME TABLE {} TO {}", relation(from), relation(to))).alone()]
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {id}"))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        if !written.options.contains_key("engine") {
            self.options.clone_from(&live.options);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Schema;

    fn id() -> ObjectId {
        ObjectId::in_schema(Kind::Sequence, "", "s")
    }

    fn made(sequence: &Sequence) -> String {
        let (before, after) = (Schema::default(), Schema::default());
        let sides = Sides { before: &before, after: &after, online: false };
        sequence.create(&id(), &[], sides)[0].sql.clone()
    }

    fn changed(before: &Sequence, after: &Sequence) -> Vec<String> {
        numbers(&id(), before, after).into_iter().map(|statement| statement.sql).collect()
    }

    #[test]
    fn a_sequence_is_read_and_made_again() {
        let (plain, none) = parse(
            "CREATE SEQUENCE `a b` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 \
             nocycle ENGINE=InnoDB",
        )
        .unwrap();
        assert!(none.is_none() && plain.options["engine"] == "InnoDB");
        assert_eq!(Sequence { options: Options::default(), ..plain.clone() }, defaults("bigint", 1).unwrap());
        assert_eq!(made(&plain), "CREATE SEQUENCE `s` ENGINE=InnoDB");
        let (down, comment) = parse(
            "CREATE SEQUENCE `d` start with 5 minvalue -100 maxvalue 50 increment by -2 nocache cycle ENGINE=Aria \
             COMMENT='it''s'",
        )
        .unwrap();
        assert_eq!(
            (down.start, down.min, down.max, down.increment, down.cache, down.cycle),
            (5, -100, 50, -2, 0, true)
        );
        assert_eq!(comment.unwrap().text, "it's");
        assert_eq!(
            made(&down),
            "CREATE SEQUENCE `s` START WITH 5 MINVALUE -100 MAXVALUE 50 INCREMENT BY -2 CACHE 0 CYCLE ENGINE=Aria"
        );
        let typed =
            "CREATE SEQUENCE `t` as int unsigned start with 1 minvalue 1 maxvalue 9 increment by 1 cache 1000 nocycle";
        let (typed, _) = parse(typed).unwrap();
        assert_eq!(
            made(&typed),
            "CREATE SEQUENCE `s` AS int unsigned START WITH 1 MINVALUE 1 MAXVALUE 9 INCREMENT BY 1 CACHE 1000 NOCYCLE"
        );
        assert_eq!(parse("CREATE SEQUENCE `t` sparkling").unwrap_err(), "sparkling");
        assert_eq!(parse("CREATE SEQUENCE `t` maxvalue 18446744073709551614").unwrap_err(), "18446744073709551614");
    }

    #[test]
    fn a_value_that_would_be_outside_is_moved() {
        let usual = defaults("bigint", 1).unwrap();
        assert_eq!(changed(&usual, &usual), Vec::<String>::new());
        let wider = Sequence { cache: 5, max: 100, ..usual.clone() };
        assert_eq!(changed(&usual, &wider), ["ALTER SEQUENCE `s` MAXVALUE 100 CACHE 5"]);
        let higher = Sequence { min: 10, start: 10, ..usual.clone() };
        assert_eq!(
            changed(&usual, &higher),
            [
                "ALTER SEQUENCE `s` MINVALUE -9223372036854775807",
                "DO SETVAL(`s`, 10, 0)",
                "ALTER SEQUENCE `s` START WITH 10 MINVALUE 10",
            ]
        );
        let down = Sequence { increment: -1, min: 1, max: 30, start: 30, ..usual.clone() };
        assert_eq!(
            changed(&usual, &down),
            [
                "ALTER SEQUENCE `s` MINVALUE -9223372036854775807 INCREMENT BY -1",
                "DO SETVAL(`s`, 30, 0)",
                "ALTER SEQUENCE `s` START WITH 30 MINVALUE 1 MAXVALUE 30",
            ]
        );
    }

    #[test]
    fn sequences_are_named_without_their_database() {
        let sql = "nextval(`d`.`a`) + lastval(`o`.`b`) + '(nextval(`d`.`a`)' + setval(`d`.`c`,3,1,0) + f(`d`.`x`)";
        let home = "nextval(`a`) + lastval(`o`.`b`) + '(nextval(`d`.`a`)' + setval(`c`,3,1,0) + f(`d`.`x`)";
        assert_eq!(at_home(sql, "d"), home);
        assert_eq!(named(home), ["a", "c"]);
    }
}
