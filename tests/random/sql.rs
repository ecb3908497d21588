//! The SQL that makes a random schema. What refers to something that is gone is left out.

use super::choices::{ident, literal};
use super::types::BASES;
use super::world::{Column, Function, FunctionBody, Head, Id, Partition, Table, Ty, TypeBody, Value, View, World};

pub const ROLE: &str = "dbtool_random";

pub fn path(world: &World, head: &Head) -> String {
    let schema = world.schemas.get(head.schema).or(world.schemas.first());
    format!("{}.{}", ident(schema.map_or("public", |schema| &schema.0)), ident(&head.name))
}

pub fn type_name(world: &World, ty: &Ty) -> String {
    match ty {
        Ty::Base(at) => BASES[*at].name.to_owned(),
        Ty::Array(at) => format!("{}[]", BASES[*at].name),
        Ty::Own(id) => world.own_type(*id).map_or_else(|| "text".to_owned(), |own| path(world, &own.head)),
    }
}

/// What a type can be used for: see `Base::can`.
pub fn can(world: &World, ty: &Ty) -> String {
    let base = |at: usize| BASES[at].can.to_owned();
    match ty {
        Ty::Base(at) => base(*at),
        Ty::Array(at) if base(*at).contains('o') => "og".to_owned(),
        Ty::Array(_) => String::new(),
        Ty::Own(id) => match world.own_type(*id).map(|own| &own.body) {
            Some(TypeBody::Enum(_)) => "oh".to_owned(),
            Some(TypeBody::Domain { base: at, .. }) => base(*at).replace('c', ""),
            Some(TypeBody::Range(_)) => "s".to_owned(),
            Some(TypeBody::Composite(_)) => String::new(),
            None => base(1),
        },
    }
}

/// A value of a type, one of two.
pub fn value(world: &World, ty: &Ty, at: usize) -> String {
    let base = |base: usize| format!("{}::{}", BASES[base].values[at % 2], BASES[base].name);
    let name = type_name(world, ty);
    match ty {
        Ty::Base(of) => base(*of),
        Ty::Array(of) => format!("ARRAY[{}]", base(*of)),
        Ty::Own(id) => match world.own_type(*id).map(|own| &own.body) {
            Some(TypeBody::Enum(labels)) if labels.is_empty() => format!("NULL::{name}"),
            Some(TypeBody::Enum(labels)) => format!("{}::{name}", literal(&labels[at % labels.len()])),
            Some(TypeBody::Domain { base: of, .. }) => format!("{}::{name}", base(*of)),
            Some(TypeBody::Composite(fields)) => {
                let values: Vec<String> = fields.iter().map(|(_, of)| base(*of)).collect();
                format!("ROW({})::{name}", values.join(", "))
            }
            Some(TypeBody::Range(_)) => format!("'empty'::{name}"),
            None => base(1),
        },
    }
}

/// The base type under a type, where one stands for it.
pub fn base_of(world: &World, ty: &Ty) -> Option<usize> {
    match ty {
        Ty::Base(at) => Some(*at),
        Ty::Array(_) => None,
        Ty::Own(id) => match &world.own_type(*id) {
            Some(own) => match own.body {
                TypeBody::Domain { base, .. } => Some(base),
                _ => None,
            },
            None => Some(1),
        },
    }
}

pub fn types(world: &World, out: &mut Vec<String>) {
    for own in &world.types {
        let name = path(world, &own.head);
        out.push(match &own.body {
            TypeBody::Enum(labels) => {
                let labels: Vec<String> = labels.iter().map(|label| literal(label)).collect();
                format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
            }
            TypeBody::Domain { base, check, default, not_null } => {
                let base = &BASES[*base];
                let check =
                    if *check { format!(" CHECK ({})", base.check.replace('$', "VALUE")) } else { String::new() };
                let default = if *default { format!(" DEFAULT {}", base.values[0]) } else { String::new() };
                format!(
                    "CREATE DOMAIN {name} AS {}{default}{}{check}",
                    base.name,
                    if *not_null { " NOT NULL" } else { "" }
                )
            }
            TypeBody::Composite(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, base)| format!("{} {}", ident(name), BASES[*base].name)).collect();
                format!("CREATE TYPE {name} AS ({})", fields.join(", "))
            }
            TypeBody::Range(base) => format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {})", BASES[*base].name),
        });
    }
}

/// A function's arguments, as it is called by when it is spoken of.
pub fn signature(world: &World, function: &Function) -> Option<String> {
    let arguments = match &function.body {
        FunctionBody::Scalar { base, second } => {
            format!("{}{}", BASES[*base].name, if *second { ", integer" } else { "" })
        }
        FunctionBody::Rows(id) => world.table(*id).map(|_| String::new())?,
        FunctionBody::OfRow(id) => relation(world, *id)?.0,
        FunctionBody::Trigger | FunctionBody::Calls(_) | FunctionBody::Atomic(_) => String::new(),
        FunctionBody::Procedure(base) => BASES[*base].name.to_owned(),
        FunctionBody::Aggregate => "integer".to_owned(),
    };
    Some(format!("{}({arguments})", path(world, &function.head)))
}

/// What a relation is called, and its columns.
pub fn relation(world: &World, id: usize) -> Option<(String, Vec<(String, Ty)>)> {
    if let Some(table) = world.table(id) {
        let columns = world.columns(table).iter().map(|column| (column.name.clone(), column.ty.clone())).collect();
        return Some((path(world, &table.head), columns));
    }
    let view = world.view(id)?;
    Some((path(world, &view.head), view_columns(world, view)?.into_iter().map(|(name, ty, _)| (name, ty)).collect()))
}

/// A view's columns: name, type, expression.
fn view_columns(world: &World, view: &View) -> Option<Vec<(String, Ty, String)>> {
    let (_, columns) = relation(world, view.from)?;
    let keep = columns.len().saturating_sub(view.fewer);
    let mut shown: Vec<(String, Ty, String)> =
        columns.into_iter().take(keep).map(|(name, ty)| (name.clone(), ty, format!("a.{}", ident(&name)))).collect();
    if view.version % 3 == 1 {
        shown.push((format!("own {}", view.version), Ty::Base(0), format!("{} + 1", view.version)));
    }
    if let Some((_, mut other)) = view.join.and_then(|id| relation(world, id))
        && !other.is_empty()
    {
        let (name, ty) = other.remove(0);
        shown.push((format!("of other {}", view.head.id), ty, format!("b.{}", ident(&name))));
    }
    if let Some(function) = view.calls.and_then(|id| world.function(id))
        && let FunctionBody::Scalar { base, .. } = function.body
    {
        let call = format!("{}({})", path(world, &function.head), value(world, &Ty::Base(base), 0));
        shown.push((format!("called {}", view.head.id), Ty::Base(base), call));
    }
    Some(shown)
}

pub fn function(world: &World, function: &Function) -> Option<String> {
    let name = path(world, &function.head);
    let version = function.version;
    let attributes = [
        "",
        " STABLE",
        " IMMUTABLE PARALLEL SAFE",
        " STRICT COST 7",
        " SECURITY DEFINER SET search_path TO 'pg_catalog', 'public' SET work_mem TO '8MB'",
        " LEAKPROOF",
    ][function.attributes % 6];
    Some(match &function.body {
        FunctionBody::Scalar { base, second } => {
            let (ty, second) = (BASES[*base].name, if *second { ", b integer DEFAULT 3" } else { "" });
            let called = if version.is_multiple_of(2) { "a" } else { "renamed" };
            // An index and a generated column take it as well.
            let attributes = if attributes.contains("STABLE") { " IMMUTABLE" } else { attributes };
            format!(
                "CREATE FUNCTION {name}({called} {ty}{second}) RETURNS {ty} LANGUAGE sql{attributes} AS $f$ SELECT $1 /* {version} */ $f$"
            )
        }
        FunctionBody::Rows(id) => {
            let table = path(world, &world.table(*id)?.head);
            format!(
                "CREATE FUNCTION {name}() RETURNS SETOF {table} LANGUAGE sql{attributes} AS $f$ SELECT * FROM {table} LIMIT {version} $f$"
            )
        }
        FunctionBody::OfRow(id) => {
            let (of, _) = relation(world, *id)?;
            format!(
                "CREATE FUNCTION {name}(it {of}) RETURNS boolean LANGUAGE sql{attributes} AS $f$ SELECT it IS NULL OR {version} > 1 $f$"
            )
        }
        FunctionBody::Trigger => format!(
            "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql{attributes} AS $f$ BEGIN /* {version} */ RETURN NEW; END $f$"
        ),
        FunctionBody::Procedure(base) => format!(
            "CREATE PROCEDURE {name}(INOUT a {} DEFAULT {}) LANGUAGE plpgsql AS $f$ BEGIN a := a; /* {version} */ END $f$",
            BASES[*base].name,
            BASES[*base].values[version % 2]
        ),
        FunctionBody::Atomic(id) => {
            let table = path(world, &world.table(*id)?.head);
            format!(
                "CREATE FUNCTION {name}() RETURNS bigint LANGUAGE sql{attributes} BEGIN ATOMIC SELECT count(*) + {version} FROM {table}; END"
            )
        }
        FunctionBody::Calls(id) => {
            let called = world.function(*id)?;
            let FunctionBody::Scalar { base, .. } = called.body else { return None };
            format!(
                "CREATE FUNCTION {name}() RETURNS {} LANGUAGE sql{attributes} AS $f$ SELECT {}({}) /* {version} */ $f$",
                BASES[base].name,
                path(world, &called.head),
                value(world, &Ty::Base(base), 0)
            )
        }
        FunctionBody::Aggregate => {
            format!("CREATE AGGREGATE {name}(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '{version}')")
        }
    })
}

fn column(world: &World, table: &Table, column: &Column) -> String {
    let ty = type_name(world, &column.ty);
    let base = base_of(world, &column.ty);
    let mut text = format!("{} {ty}", ident(&column.name));
    if column.collation && can(world, &column.ty).contains('c') {
        text.push_str(" COLLATE \"C\"");
    }
    let source = column.generated.and_then(|id| table.columns.iter().find(|it| it.id == id));
    let computed = source.and_then(|source| {
        let base = &BASES[base_of(world, &source.ty).filter(|_| source.generated.is_none())?];
        let own = matches!(column.ty, Ty::Base(at) if BASES[at].name == base.result);
        // A money or a timestamp with a zone is not the same everywhere.
        (own && !base.expression.contains("date_trunc")).then(|| base.expression.replace('$', &ident(&source.name)))
    });
    let numbered = column.identity > 0 && matches!(base, Some(0 | 2 | 3)) && matches!(column.ty, Ty::Base(_));
    if let Some(expression) = computed {
        let virtually = world.major >= 18 && column.statistics.is_none() && column.id.is_multiple_of(2);
        text.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {}", if virtually { "VIRTUAL" } else { "STORED" }));
    } else if numbered && (table.divided.is_none() || world.major >= 17) {
        text.push_str(match column.identity {
            1 => " GENERATED ALWAYS AS IDENTITY",
            2 => " GENERATED BY DEFAULT AS IDENTITY",
            _ => " GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 5 CACHE 3 CYCLE MAXVALUE 30000)",
        });
    } else {
        match &column.default {
            Some(Value::Literal(at)) => text.push_str(&format!(" DEFAULT {}", value(world, &column.ty, *at))),
            Some(Value::Null) => text.push_str(" DEFAULT NULL"),
            Some(Value::Call(id)) => {
                if let Some(function) = world.function(*id)
                    && let FunctionBody::Scalar { base: of, .. } = function.body
                    && base == Some(of)
                {
                    text.push_str(&format!(
                        " DEFAULT {}({})",
                        path(world, &function.head),
                        value(world, &Ty::Base(of), 0)
                    ));
                }
            }
            Some(Value::NextVal(id)) => {
                if let Some(sequence) = world.sequence(*id)
                    && matches!(column.ty, Ty::Base(0 | 2))
                {
                    text.push_str(&format!(" DEFAULT nextval({})", literal(&path(world, &sequence.head))));
                }
            }
            None => {}
        }
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    }
    text
}

pub fn table(world: &World, table: &Table, out: &mut Vec<String>) {
    let name = path(world, &table.head);
    let columns: Vec<String> = table.columns.iter().map(|it| column(world, table, it)).collect();
    let parents: Vec<String> =
        table.inherits.iter().filter_map(|id| world.table(*id)).map(|parent| path(world, &parent.head)).collect();
    let inherits = if parents.is_empty() { String::new() } else { format!(" INHERITS ({})", parents.join(", ")) };
    let key = key(world, table);
    let divided =
        key.map(|(key, way)| format!(" PARTITION BY {} ({})", ["RANGE", "LIST", "HASH"][way], ident(&key.name)));
    let fill = table.fillfactor.filter(|_| divided.is_none());
    out.push(format!(
        "CREATE {}TABLE {name} ({}){inherits}{}{}",
        if table.unlogged && divided.is_none() { "UNLOGGED " } else { "" },
        columns.join(", "),
        divided.as_deref().unwrap_or_default(),
        fill.map(|fill| format!(" WITH (fillfactor={fill}, autovacuum_enabled=false)")).unwrap_or_default()
    ));
    for column in &table.columns {
        let alter = format!("ALTER TABLE {name} ALTER COLUMN {}", ident(&column.name));
        if column.storage && can(world, &column.ty).contains('t') {
            out.push(format!("{alter} SET STORAGE EXTERNAL"));
        }
        if let Some(statistics) = column.statistics {
            out.push(format!("{alter} SET STATISTICS {statistics}"));
            out.push(format!("{alter} SET (n_distinct = {statistics})"));
        }
    }
    if let Some((key, way)) = key {
        for part in &table.partitions {
            partition(world, &name, key, way, part, out);
        }
    }
    if table.row_security > 0 {
        out.push(format!("ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"));
    }
    if table.row_security > 1 {
        out.push(format!("ALTER TABLE {name} FORCE ROW LEVEL SECURITY"));
    }
    if table.replica > 0 {
        out.push(format!("ALTER TABLE {name} REPLICA IDENTITY {}", ["FULL", "NOTHING"][table.replica % 2]));
    }
}

/// The column that a table is divided by, where that can be.
pub fn key<'a>(world: &World, table: &'a Table) -> Option<(&'a Column, usize)> {
    let (id, way) = table.divided?;
    let key = table.columns.iter().find(|column| column.id == id && column.generated.is_none())?;
    let label = |id: &Id| world.own_type(*id).is_some_and(|own| matches!(own.body, TypeBody::Enum(_)));
    let fits = matches!(&key.ty, Ty::Base(0..=4)) || way == 2 && matches!(&key.ty, Ty::Own(id) if label(id));
    fits.then_some(())?;
    (world.major >= 17 || key.identity == 0 || way < 9).then_some((key, way))
}

fn bound(way: usize, bound: usize, text: bool) -> String {
    let quoted = |number: &str| if text { format!("'{number}'") } else { number.to_owned() };
    match (way, bound % 4) {
        (_, 3) if way != 2 => "DEFAULT".to_owned(),
        (0, 0) => format!("FOR VALUES FROM (MINVALUE) TO ({})", quoted("2")),
        (0, 1) => format!("FOR VALUES FROM ({}) TO ({})", quoted("2"), quoted("5")),
        (0, _) => format!("FOR VALUES FROM ({}) TO (MAXVALUE)", quoted("5")),
        (1, 0) => format!("FOR VALUES IN ({}, NULL)", quoted("1")),
        (1, 1) => format!("FOR VALUES IN ({})", quoted("2")),
        (1, _) => format!("FOR VALUES IN ({}, {})", quoted("8"), quoted("9")),
        (_, at) => format!("FOR VALUES WITH (MODULUS 4, REMAINDER {at})"),
    }
}

fn partition(world: &World, parent: &str, key: &Column, way: usize, part: &Partition, out: &mut Vec<String>) {
    let name = path(world, &part.head);
    let bound = bound(way, part.bound, key.ty == Ty::Base(1));
    let divided =
        if part.parts.is_empty() { String::new() } else { format!(" PARTITION BY HASH ({})", ident(&key.name)) };
    if part.attached {
        out.push(format!(
            "CREATE TABLE {name} (LIKE {parent} INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING CONSTRAINTS){divided}"
        ));
        out.push(format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"));
    } else {
        out.push(format!("CREATE TABLE {name} PARTITION OF {parent} {bound}{divided}"));
    }
    let plain = key.identity == 0;
    if part.own_default && plain {
        out.push(format!("ALTER TABLE {name} ALTER COLUMN {} SET DEFAULT 7", ident(&key.name)));
    }
    if part.own_check {
        out.push(format!(
            "ALTER TABLE {name} ADD CONSTRAINT {} CHECK ({} IS NOT NULL OR true)",
            ident(&format!("own {}", part.head.id)),
            ident(&key.name)
        ));
    }
    if part.own_index {
        out.push(format!("CREATE INDEX ON {name} ({} DESC) WHERE {} > 1", ident(&key.name), part.head.id));
    }
    for inner in &part.parts {
        partition(world, &name, key, 2, inner, out);
    }
}

pub fn view(world: &World, view: &View) -> Option<String> {
    let (from, _) = relation(world, view.from)?;
    let columns = view_columns(world, view)?;
    let shown: Vec<String> = columns.iter().map(|(name, _, text)| format!("{text} AS {}", ident(name))).collect();
    let join = view
        .join
        .and_then(|id| relation(world, id))
        .map(|(name, _)| format!(" LEFT JOIN {name} b ON true"))
        .unwrap_or_default();
    let condition = if view.version % 2 == 1 { format!(" WHERE {} > 1", view.version) } else { String::new() };
    let options = match view.options % 4 {
        _ if view.materialized => ["", " WITH (fillfactor=70)", "", ""][view.options % 4],
        1 => " WITH (security_barrier=true)",
        2 if join.is_empty() => " WITH (check_option=local)",
        3 if world.major >= 15 => " WITH (security_invoker=true)",
        _ => "",
    };
    let word = if view.materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let options = if join.is_empty() && from_is_simple(world, view.from) || !options.contains("check_option") {
        options
    } else {
        ""
    };
    Some(format!(
        "CREATE {word} {}{options} AS SELECT {} FROM {from} a{join}{condition}",
        path(world, &view.head),
        shown.join(", ")
    ))
}

/// Whether a view on it can be written to.
fn from_is_simple(world: &World, id: usize) -> bool {
    match world.view(id) {
        Some(view) => !view.materialized && view.join.is_none() && from_is_simple(world, view.from),
        None => true,
    }
}
