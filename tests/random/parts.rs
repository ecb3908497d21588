//! The SQL of what is on tables, of what is said of things, and of the rows.

use super::choices::{ident, literal};
use super::sql::{self, ROLE, base_of, can, path, value};
use super::types::BASES;
use super::world::{Column, FunctionBody, Head, Part, PartBody, Table, Ty, TypeBody, World};

/// Everything, in an order in which it can be made.
pub fn script(world: &World) -> Vec<String> {
    let mut out = Vec::new();
    for (name, ..) in &world.schemas {
        out.push(format!("CREATE SCHEMA {}", ident(name)));
    }
    sql::types(world, &mut out);
    for sequence in &world.sequences {
        let options = [
            "",
            " AS integer MAXVALUE 1000",
            " INCREMENT BY -2 MINVALUE -100 START WITH -3",
            " CACHE 7 CYCLE",
            " START WITH 5 MINVALUE 2",
        ];
        out.push(format!("CREATE SEQUENCE {}{}", path(world, &sequence.head), options[sequence.options % 5]));
    }
    let early =
        |body: &FunctionBody| !matches!(body, FunctionBody::Rows(_) | FunctionBody::OfRow(_) | FunctionBody::Atomic(_));
    out.extend(world.functions.iter().filter(|it| early(&it.body)).filter_map(|it| sql::function(world, it)));
    for table in &world.tables {
        sql::table(world, table, &mut out);
    }
    for sequence in &world.sequences {
        if let Some((table, column)) = sequence.owned_by
            && let Some(table) = world.table(table)
            && let Some(column) = table.columns.iter().find(|it| it.id == column)
            && sequence.head.schema == table.head.schema
            && sequence.head.owner == table.head.owner
        {
            out.push(format!(
                "ALTER SEQUENCE {} OWNED BY {}.{}",
                path(world, &sequence.head),
                path(world, &table.head),
                ident(&column.name)
            ));
        }
    }
    for late in [false, true] {
        for table in &world.tables {
            for part in &table.parts {
                if matches!(part.body, PartBody::Foreign { .. }) == late {
                    out.extend(constraint(world, table, part));
                }
            }
        }
    }
    out.extend(
        world
            .functions
            .iter()
            .filter(|it| !early(&it.body) && !of_view(world, &it.body))
            .filter_map(|it| sql::function(world, it)),
    );
    for view in &world.views {
        let Some(text) = sql::view(world, view) else { continue };
        out.push(text);
        let name = path(world, &view.head);
        let columns = sql::relation(world, view.head.id).map(|it| it.1).unwrap_or_default();
        if view.materialized {
            if let Some((column, _)) =
                columns.iter().find(|(_, ty)| can(world, ty).contains('o')).filter(|_| view.index)
            {
                out.push(format!("CREATE INDEX ON {name} ({})", ident(column)));
            }
        } else if let Some(function) = view.trigger.and_then(|id| world.function(id))
            && matches!(function.body, FunctionBody::Trigger)
        {
            let called = path(world, &function.head);
            out.push(format!(
                "CREATE TRIGGER \"on view\" INSTEAD OF INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION {called}('a''b')"
            ));
        }
    }
    out.extend(world.functions.iter().filter(|it| of_view(world, &it.body)).filter_map(|it| sql::function(world, it)));
    facets(world, &mut out);
    // What is made before them has what was granted by itself then; dbtool makes all before them.
    if world.default_privileges > 0 {
        let schema = ident(&world.schemas[0].0);
        out.push(match world.default_privileges % 3 {
            0 => format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT ON TABLES TO {ROLE}"),
            1 => "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC".to_owned(),
            _ => format!("ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE ON SEQUENCES TO PUBLIC"),
        });
    }
    if let Some((id, version)) = world.publication
        && let Some(table) = world.table(id)
    {
        let publish = ["", " WITH (publish = 'insert, delete')"][version % 2];
        out.push(format!("CREATE PUBLICATION \"random p\" FOR TABLE {}{publish}", path(world, &table.head)));
    }
    out
}

fn of_view(world: &World, body: &FunctionBody) -> bool {
    matches!(body, FunctionBody::OfRow(id) if world.view(*id).is_some())
}

fn names(columns: &[&Column]) -> String {
    columns.iter().map(|column| ident(&column.name)).collect::<Vec<_>>().join(", ")
}

/// Whether a unique index can be on these columns.
fn spans(world: &World, table: &Table, columns: &[&Column]) -> bool {
    let ordered = columns.iter().all(|it| can(world, &it.ty).contains('o') && !is_virtual(world, it));
    let divided = sql::key(world, table).is_none_or(|(key, _)| columns.iter().any(|it| it.id == key.id));
    // A foreign key's action may not write what is generated; and each row must differ.
    let distinct = columns
        .iter()
        .any(|it| base_of(world, &it.ty).is_some_and(|at| BASES[at].family == 'n') && it.generated.is_none());
    ordered && divided && distinct && !columns.is_empty()
}

fn is_virtual(world: &World, column: &Column) -> bool {
    world.major >= 18 && column.generated.is_some()
}

fn constraint(world: &World, table: &Table, part: &Part) -> Vec<String> {
    let name = path(world, &table.head);
    let called = if part.unnamed { String::new() } else { format!("CONSTRAINT {} ", ident(&part.name)) };
    let add = |text: String| Some(format!("ALTER TABLE {name} ADD {called}{text}"));
    let divided = sql::key(world, table).is_some();
    let made = match &part.body {
        PartBody::Primary(ids) => {
            let first = table.parts.iter().find(|it| matches!(it.body, PartBody::Primary(_)));
            let columns = world.all(table, ids).filter(|columns| spans(world, table, columns));
            let own = columns.filter(|_| first.is_some_and(|first| first.id == part.id));
            own.and_then(|columns| add(format!("PRIMARY KEY ({})", names(&columns))))
        }
        PartBody::Unique { columns, deferrable, include } => {
            // Which of two keys alike a partition's index takes part in is the server's choice.
            let alike = |it: &&Part| match &it.body {
                PartBody::Unique { columns: other, .. } | PartBody::Primary(other) => divided && other == columns,
                _ => false,
            };
            let first = table.parts.iter().find(alike).is_none_or(|it| it.id == part.id);
            let columns = world.all(table, columns).filter(|columns| first && spans(world, table, columns));
            let include = include.and_then(|id| world.all(table, &[id])).filter(|it| !is_virtual(world, it[0]));
            let include = include.map(|it| format!(" INCLUDE ({})", names(&it))).unwrap_or_default();
            let wait = if *deferrable { " DEFERRABLE INITIALLY DEFERRED" } else { "" };
            columns.and_then(|columns| add(format!("UNIQUE ({}){include}{wait}", names(&columns))))
        }
        PartBody::Check { column, version, not_valid, no_inherit } => {
            world.all(table, &[*column]).and_then(|columns| {
                let column = columns[0];
                let holds = base_of(world, &column.ty).map_or("$ IS NOT NULL OR true", |at| BASES[at].check);
                let holds = if column.generated.is_some() { "$ IS NULL OR true" } else { holds };
                let holds = holds.replace('$', &ident(&column.name));
                let inherit = if *no_inherit && !divided { " NO INHERIT" } else { "" };
                add(format!(
                    "CHECK (({holds}) OR {version} = 0){inherit}{}",
                    if *not_valid { " NOT VALID" } else { "" }
                ))
            })
        }
        PartBody::Exclude(id) => world.all(table, &[*id]).and_then(|columns| {
            let fits = !divided && !is_virtual(world, columns[0]) && matches!(columns[0].ty, Ty::Base(20));
            add(format!(
                "EXCLUDE USING gist ({} WITH &&) WHERE ({} IS NOT NULL)",
                names(&columns),
                ident(&columns[0].name)
            ))
            .filter(|_| fits)
        }),
        PartBody::Foreign { columns, to, action, deferrable, not_valid } => {
            world.all(table, columns).and_then(|columns| {
                let target = world.table(*to)?;
                let keys = world.primary(target).filter(|keys| spans(world, target, keys))?;
                let same = |(one, other): (&&Column, &&Column)| one.ty == other.ty && one.generated.is_none();
                let fits = keys.len() == columns.len() && columns.iter().zip(&keys).all(same);
                let collated = columns.iter().zip(&keys).all(|(one, other)| one.collation == other.collation);
                let lasting = !target.unlogged || table.unlogged;
                let action = [
                    "",
                    " ON DELETE CASCADE",
                    " ON DELETE SET NULL ON UPDATE CASCADE",
                    " MATCH FULL ON UPDATE SET DEFAULT",
                ][action % 4];
                let wait = if *deferrable { " DEFERRABLE" } else { "" };
                let valid = if *not_valid && !divided { " NOT VALID" } else { "" };
                add(format!(
                    "FOREIGN KEY ({}) REFERENCES {} ({}){action}{wait}{valid}",
                    names(&columns),
                    path(world, &target.head),
                    names(&keys)
                ))
                .filter(|_| fits && collated && lasting)
            })
        }
        PartBody::Index { .. } => index(world, table, part),
        PartBody::Trigger { function, version, state } => world.function(*function).and_then(|function| {
            matches!(function.body, FunctionBody::Trigger).then_some(())?;
            let when =
                ["BEFORE INSERT OR UPDATE", "AFTER DELETE OR INSERT", "AFTER UPDATE", "BEFORE TRUNCATE"][version % 4];
            let row = if version % 4 == 3 { "FOR EACH STATEMENT" } else { "FOR EACH ROW" };
            let own = ident(&part.name);
            let made = format!(
                "CREATE TRIGGER {own} {when} ON {name} {row} EXECUTE FUNCTION {}()",
                path(world, &function.head)
            );
            let state = ["", "DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"][state % 4];
            let state =
                if state.is_empty() { String::new() } else { format!("; ALTER TABLE {name} {state} TRIGGER {own}") };
            (!divided || version % 4 != 0 || world.major >= 13).then(|| made + &state)
        }),
        PartBody::Policy { column, version } => world.all(table, &[*column]).map(|columns| {
            let (own, column) = (ident(&part.name), ident(&columns[0].name));
            let of = ["", " AS RESTRICTIVE FOR SELECT", " FOR UPDATE TO PUBLIC"][version % 3];
            let to = if version % 2 == 1 { format!(" TO {ROLE}") } else { String::new() };
            let to = if of.contains(" TO ") { String::new() } else { to };
            format!("CREATE POLICY {own} ON {name}{of}{to} USING ({column} IS NOT NULL OR {version} > 2)")
        }),
        PartBody::Rule(version) => {
            let event = ["INSERT", "UPDATE", "DELETE"][version % 3];
            Some(format!(
                "CREATE RULE {} AS ON {event} TO {name} WHERE {version} > 100 DO ALSO NOTIFY \"n{version}\"",
                ident(&part.name)
            ))
        }
        PartBody::Statistics { columns, version } => world.all(table, columns).and_then(|columns| {
            let fits = columns.len() > 1
                && columns.iter().all(|it| can(world, &it.ty).contains('o') && !is_virtual(world, it));
            let kinds = ["", " (ndistinct)", " (mcv, dependencies)"][version % 3];
            let schema = Head { name: part.name.clone(), ..table.head.clone() };
            fits.then(|| {
                format!("CREATE STATISTICS {}{kinds} ON {} FROM {name}", path(world, &schema), names(&columns))
            })
        }),
    };
    let Some(made) = made else { return Vec::new() };
    let mut statements: Vec<String> = made
        .split("; ALTER")
        .enumerate()
        .map(|(at, text)| if at == 0 { text.to_owned() } else { format!("ALTER{text}") })
        .collect();
    if let Some(comment) = part.comment
        && !part.unnamed
    {
        let (own, of_schema) = (ident(&part.name), Head { name: part.name.clone(), ..table.head.clone() });
        let target = match part.body {
            PartBody::Index { .. } => format!("INDEX {}", path(world, &of_schema)),
            PartBody::Statistics { .. } => format!("STATISTICS {}", path(world, &of_schema)),
            PartBody::Trigger { .. } => format!("TRIGGER {own} ON {name}"),
            PartBody::Policy { .. } => format!("POLICY {own} ON {name}"),
            PartBody::Rule(_) => format!("RULE {own} ON {name}"),
            _ => format!("CONSTRAINT {own} ON {name}"),
        };
        statements.push(format!("COMMENT ON {target} IS {}", literal(&format!("it's {comment}\nand more"))));
    }
    statements
}

fn index(world: &World, table: &Table, part: &Part) -> Option<String> {
    let PartBody::Index { columns, method, unique, expression, partial, version } = &part.body else { return None };
    let columns = world.all(table, columns)?;
    let first = *columns.first()?;
    (!columns.iter().any(|it| is_virtual(world, it))).then_some(())?;
    let able = |letter: char| columns.iter().all(|it| can(world, &it.ty).contains(letter));
    let own = if part.unnamed { String::new() } else { format!(" {}", ident(&part.name)) };
    let on = format!("ON {}", path(world, &table.head));
    let condition =
        if *partial { format!(" WHERE {} IS NOT NULL AND {version} > 0", ident(&first.name)) } else { String::new() };
    let listed = names(&columns);
    let one = ident(&first.name);
    Some(match method % 6 {
        1 if able('h') => format!("CREATE INDEX{own} {on} USING hash ({one}){condition}"),
        2 if able('g') => format!("CREATE INDEX{own} {on} USING gin ({listed}) WITH (fastupdate=off){condition}"),
        3 if able('s') => format!("CREATE INDEX{own} {on} USING gist ({listed}){condition}"),
        4 if able('b') => {
            format!("CREATE INDEX{own} {on} USING brin ({listed}) WITH (pages_per_range={})", version + 1)
        }
        _ if *expression && matches!(first.ty, Ty::Base(0..=4)) => {
            let Ty::Base(at) = first.ty else { return None };
            format!("CREATE INDEX{own} {on} (({}), {one}){condition}", BASES[at].expression.replace('$', &one))
        }
        _ if !able('o') => return None,
        _ if *unique && spans(world, table, &columns) => {
            let nulls = if world.major >= 15 && version % 2 == 0 { " NULLS NOT DISTINCT" } else { "" };
            format!("CREATE UNIQUE INDEX{own} {on} ({listed}){nulls}{condition}")
        }
        5 if able('c') => format!("CREATE INDEX{own} {on} ({one} COLLATE \"C\" text_pattern_ops DESC NULLS LAST)"),
        _ => format!("CREATE INDEX{own} {on} ({listed} DESC) WITH (fillfactor={}){condition}", 50 + version),
    })
}

/// Comments, grants and owners.
fn facets(world: &World, out: &mut Vec<String>) {
    let said = |target: String, number: usize| {
        format!("COMMENT ON {target} IS {}", literal(&format!("# it's\t{number}: \"x\" \\ \n")))
    };
    for (name, grant, comment) in &world.schemas {
        out.extend(comment.map(|number| said(format!("SCHEMA {}", ident(name)), number)));
        if *grant > 0 {
            out.push(format!("GRANT USAGE ON SCHEMA {} TO {}", ident(name), if *grant > 1 { "PUBLIC" } else { ROLE }));
        }
    }
    let mut all = |word: &str, name: String, head: &Head, privilege: &str| {
        out.extend(head.comment.map(|number| said(format!("{word} {name}"), number)));
        // `GRANT … ON TYPE` is said of domains, too, and of views as of tables.
        let of = match word {
            "DOMAIN" => "TYPE",
            "VIEW" | "MATERIALIZED VIEW" => "TABLE",
            "AGGREGATE" => "FUNCTION",
            other => other,
        };
        match head.grant {
            1 => out.push(format!("GRANT {privilege} ON {of} {name} TO {ROLE}")),
            2 => out.push(format!("GRANT ALL ON {of} {name} TO PUBLIC")),
            3 => out.push(format!("GRANT {privilege} ON {of} {name} TO {ROLE} WITH GRANT OPTION")),
            4 => out.push(format!("REVOKE ALL ON {of} {name} FROM PUBLIC, CURRENT_USER")),
            _ => {}
        }
        if head.owner {
            out.push(format!("ALTER {word} {name} OWNER TO {ROLE}"));
        }
    };
    for own in &world.types {
        let word = if matches!(own.body, TypeBody::Domain { .. }) { "DOMAIN" } else { "TYPE" };
        all(word, path(world, &own.head), &own.head, "USAGE");
    }
    for sequence in &world.sequences {
        let head = Head { owner: sequence.head.owner && sequence.owned_by.is_none(), ..sequence.head.clone() };
        all("SEQUENCE", path(world, &sequence.head), &head, "USAGE");
    }
    for function in &world.functions {
        let word = match function.body {
            FunctionBody::Procedure(_) => "PROCEDURE",
            FunctionBody::Aggregate => "AGGREGATE",
            _ => "FUNCTION",
        };
        if let Some(name) = sql::signature(world, function).filter(|_| sql::function(world, function).is_some()) {
            all(word, name, &function.head, "EXECUTE");
        }
    }
    for table in &world.tables {
        let name = path(world, &table.head);
        all("TABLE", name.clone(), &table.head, "SELECT, UPDATE");
        for part in sql::key(world, table).map(|_| &table.partitions).into_iter().flatten() {
            all("TABLE", path(world, &part.head), &part.head, "INSERT");
        }
    }
    for view in &world.views {
        if sql::view(world, view).is_some() {
            let word = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
            all(word, path(world, &view.head), &view.head, "SELECT");
        }
    }
    for table in &world.tables {
        let name = path(world, &table.head);
        for column in &table.columns {
            let column_name = ident(&column.name);
            out.extend(column.comment.map(|number| said(format!("COLUMN {name}.{column_name}"), number)));
            if column.grant {
                out.push(format!("GRANT SELECT ({column_name}), INSERT ({column_name}) ON {name} TO {ROLE}"));
            }
        }
    }
}

/// Two rows for each table, that hold all that any schema asks of them.
pub fn rows(world: &World) -> Vec<String> {
    let mut out = vec!["SET session_replication_role = replica".to_owned()];
    for table in &world.tables {
        for row in 0..2 {
            let columns: Vec<&Column> = world.columns(table);
            let given = columns.iter().filter(|it| it.generated.is_none());
            let (names, values): (Vec<String>, Vec<String>) =
                given.map(|it| (ident(&it.name), value(world, &it.ty, row))).unzip();
            let list = if names.is_empty() { continue } else { names.join(", ") };
            let name = path(world, &table.head);
            out.push(format!("INSERT INTO {name} ({list}) OVERRIDING SYSTEM VALUE VALUES ({})", values.join(", ")));
        }
    }
    out
}
