//! What the catalog says of the tables that shall hold rows.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::Row as _;
use sqlx::postgres::PgRow;

use super::super::connection::{Connection, fault};
use crate::error::Fault;

/// A table that rows are put into; of partitions the partitioned table alone.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub oid: i64,
    /// Its qualified name as SQL.
    pub name: String,
    /// Its name alone, as the server's messages have it.
    pub plain: String,
    pub columns: Vec<Column>,
    pub keys: Vec<Key>,
    pub rules: Vec<Rule>,
    /// The numbers of the columns that its partition key names, and those of its partitions; 0 for an
    /// expression.
    pub partition_key: Vec<i16>,
}

impl Table {
    /// Whether a row must have what this key refers to.
    pub(super) fn requires(&self, key: &Key) -> bool {
        self.columns.iter().any(|column| column.not_null && key.columns.contains(&column.number))
    }
}

/// A column that takes values.
#[derive(Debug)]
pub(super) struct Column {
    pub number: i16,
    /// Its name as SQL.
    pub name: String,
    pub type_oid: i64,
    /// Its type as SQL, with its modifier.
    pub spelled: String,
    pub not_null: bool,
    /// Whether the server counts its values, by an identity or a sequence.
    pub counted: bool,
}

/// A foreign key.
#[derive(Debug)]
pub(super) struct Key {
    pub columns: Vec<i16>,
    pub parent: i64,
    pub parent_name: String,
    /// The names of the referenced columns as SQL, and their numbers.
    pub referenced: Vec<String>,
    pub referenced_numbers: Vec<i16>,
}

/// A check, or another constraint or unique index that may refuse a row.
#[derive(Debug)]
pub(super) struct Rule {
    pub name: String,
    pub columns: Vec<i16>,
    /// What a check says; empty for the others.
    pub text: String,
}

/// A type, as `pg_type` has it.
#[derive(Debug)]
pub(super) struct Type {
    pub name: String,
    /// `typtype`: b, c, d, e, m or r.
    pub kind: String,
    pub category: String,
    /// What it is made of: the base of a domain, the elements of an array, what a range is over.
    pub of: Option<(i64, String)>,
    pub labels: Vec<String>,
    /// The types of a composite type's attributes.
    pub attributes: Vec<(i64, String)>,
    /// The checks of a domain.
    pub checks: Vec<String>,
}

/// All types by oid.
#[derive(Debug)]
pub(super) struct Types(BTreeMap<i64, Type>);

const CHOSEN: &str = "
WITH named (word, oid) AS (
    SELECT c.relname::text, c.oid FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p')
    UNION ALL SELECT i.relname::text, x.indrelid
        FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
    UNION ALL SELECT k.conname::text, k.conrelid FROM pg_catalog.pg_constraint k WHERE k.conrelid <> 0
    UNION ALL SELECT t.typname::text, a.attrelid
        FROM pg_catalog.pg_type t
        JOIN pg_catalog.pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND a.attnum > 0
        WHERE t.typnamespace <> 'pg_catalog'::regnamespace
), roots (word, oid) AS (
    SELECT n.word, coalesce(pg_catalog.pg_partition_root(n.oid)::oid, n.oid) FROM named n
)
SELECT DISTINCT c.oid::int8 AS oid
FROM roots JOIN pg_catalog.pg_class c USING (oid) JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE roots.word = ANY ($1) AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1";

const LINKS: &str = "
SELECT DISTINCT coalesce(pg_catalog.pg_partition_root(k.conrelid)::oid, k.conrelid)::int8 AS child,
    coalesce(pg_catalog.pg_partition_root(k.confrelid)::oid, k.confrelid)::int8 AS parent
FROM pg_catalog.pg_constraint k WHERE k.contype = 'f'";

const COLUMNS: &str = "
SELECT c.oid::int8 AS oid, pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation, c.relname::text AS plain,
    ARRAY(SELECT DISTINCT coalesce(own.attnum, 0::int2)
        FROM pg_catalog.pg_partition_tree(c.oid) tree
            JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = tree.relid
            CROSS JOIN LATERAL unnest(pg_catalog.string_to_array(p.partattrs::text, ' ')::int2[]) key (number)
            LEFT JOIN pg_catalog.pg_attribute its ON its.attrelid = p.partrelid AND its.attnum = key.number
            LEFT JOIN pg_catalog.pg_attribute own ON own.attrelid = c.oid AND own.attname = its.attname AND own.attnum > 0
        WHERE c.relkind = 'p') AS partition_key,
    a.attnum AS number, pg_catalog.quote_ident(a.attname) AS name, a.atttypid::int8 AS type,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS spelled, a.attnotnull AS not_null,
    a.attidentity <> '' OR pg_catalog.pg_get_expr(d.adbin, d.adrelid) ~ '^nextval\\(' AS counted
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        AND a.attgenerated = ''
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.oid = ANY ($1::oid[]) ORDER BY 1, a.attnum";

const KEYS: &str = "
SELECT k.conrelid::int8 AS oid, k.conkey AS columns, k.confkey AS referenced_numbers,
    coalesce(pg_catalog.pg_partition_root(k.confrelid)::oid, k.confrelid)::int8 AS parent,
    pg_catalog.format('%I.%I', n.nspname, c.relname) AS parent_name,
    ARRAY(SELECT pg_catalog.quote_ident(a.attname) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY u (number, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number ORDER BY u.place) AS referenced
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = ANY ($1::oid[])
ORDER BY 1, k.conname";

const RULES: &str = "
SELECT k.conrelid::int8 AS oid, k.conname::text AS name, coalesce(k.conkey, '{}') AS columns,
    CASE WHEN k.contype = 'c' THEN pg_catalog.pg_get_constraintdef(k.oid) ELSE '' END AS text
FROM pg_catalog.pg_constraint k WHERE k.contype IN ('c', 'u', 'p', 'x') AND k.conrelid = ANY ($1::oid[])
UNION ALL
SELECT x.indrelid::int8, i.relname::text, pg_catalog.string_to_array(x.indkey::text, ' ')::int2[], ''
FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
WHERE x.indisunique AND x.indrelid = ANY ($1::oid[])
UNION ALL
SELECT t.root::int8, '', '{}', pg_catalog.pg_get_expr(c.relpartbound, c.oid)
FROM (SELECT r.root, p.relid FROM pg_catalog.unnest($1::oid[]) r (root)
        CROSS JOIN LATERAL pg_catalog.pg_partition_tree(r.root) p) t
    JOIN pg_catalog.pg_class c ON c.oid = t.relid
WHERE c.relispartition
ORDER BY 1, 2, 4";

const TYPES: &str = "
SELECT t.oid::int8 AS oid, t.typname::text AS name,
    t.typtype::text AS kind, t.typcategory::text AS category,
    coalesce(nullif(t.typbasetype, 0), r.rngsubtype, nullif(t.typelem, 0))::int8 AS of,
    pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), r.rngsubtype, nullif(t.typelem, 0)), t.typtypmod) AS of_spelled,
    ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels,
    ARRAY(SELECT a.atttypid::int8 FROM pg_catalog.pg_attribute a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS attributes,
    ARRAY(SELECT pg_catalog.format_type(a.atttypid, a.atttypmod) FROM pg_catalog.pg_attribute a
        WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS spellings,
    ARRAY(SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k
        WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) AS checks
FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
WHERE t.typtype <> 'p' AND t.typisdefined AND (t.typtype <> 'c' OR t.typnamespace <> 'pg_catalog'::regnamespace)";

/// The tables that the words are about, with those that they refer to, and that refer to them.
pub(super) async fn chosen(connection: &mut Connection, words: &BTreeSet<String>) -> Result<BTreeSet<i64>, Fault> {
    let words: Vec<&String> = words.iter().collect();
    let bad = |error: sqlx::Error| fault(&error);
    let mut chosen: BTreeSet<i64> = sqlx::query_scalar(CHOSEN)
        .bind(&words)
        .fetch_all(connection.session())
        .await
        .map_err(bad)?
        .into_iter()
        .collect();
    let links: Vec<(i64, i64)> = sqlx::query_as(LINKS).fetch_all(connection.session()).await.map_err(bad)?;
    let named = chosen.clone();
    chosen.extend(links.iter().filter(|(_, parent)| named.contains(parent)).map(|(child, _)| *child));
    loop {
        let before = chosen.len();
        let parents: Vec<i64> =
            links.iter().filter(|(child, _)| chosen.contains(child)).map(|(_, parent)| *parent).collect();
        chosen.extend(parents);
        if chosen.len() == before {
            return Ok(chosen);
        }
    }
}

/// The tables, with all that a row must heed.
pub(super) async fn read(connection: &mut Connection, oids: &BTreeSet<i64>) -> Result<BTreeMap<i64, Table>, Fault> {
    let bad = |error: sqlx::Error| fault(&error);
    let oids: Vec<i64> = oids.iter().copied().collect();
    let mut tables: BTreeMap<i64, Table> = BTreeMap::new();
    for row in sqlx::query(COLUMNS).bind(&oids).fetch_all(connection.session()).await.map_err(bad)? {
        let oid: i64 = row.try_get("oid").map_err(bad)?;
        let name: String = row.try_get("relation").map_err(bad)?;
        let plain: String = row.try_get("plain").map_err(bad)?;
        let partition_key: Vec<i16> = row.try_get("partition_key").map_err(bad)?;
        let table = tables.entry(oid).or_insert_with(|| Table { oid, name, plain, partition_key, ..Table::default() });
        if row.try_get::<Option<i16>, _>("number").map_err(bad)?.is_some() {
            table.columns.push(column(&row).map_err(bad)?);
        }
    }
    for row in sqlx::query(KEYS).bind(&oids).fetch_all(connection.session()).await.map_err(bad)? {
        let Some(table) = tables.get_mut(&row.try_get("oid").map_err(bad)?) else { continue };
        table.keys.push(Key {
            columns: row.try_get("columns").map_err(bad)?,
            parent: row.try_get("parent").map_err(bad)?,
            parent_name: row.try_get("parent_name").map_err(bad)?,
            referenced: row.try_get("referenced").map_err(bad)?,
            referenced_numbers: row.try_get("referenced_numbers").map_err(bad)?,
        });
    }
    for row in sqlx::query(RULES).bind(&oids).fetch_all(connection.session()).await.map_err(bad)? {
        let Some(table) = tables.get_mut(&row.try_get("oid").map_err(bad)?) else { continue };
        let mut rule = Rule {
            name: row.try_get("name").map_err(bad)?,
            columns: row.try_get("columns").map_err(bad)?,
            text: row.try_get::<Option<String>, _>("text").map_err(bad)?.unwrap_or_default(),
        };
        if rule.name.is_empty() {
            // The bounds of a partition are values of the key's columns.
            rule.columns.clone_from(&table.partition_key);
        }
        table.rules.push(rule);
    }
    Ok(tables)
}

fn column(row: &PgRow) -> Result<Column, sqlx::Error> {
    Ok(Column {
        number: row.try_get("number")?,
        name: row.try_get("name")?,
        type_oid: row.try_get("type")?,
        spelled: row.try_get("spelled")?,
        not_null: row.try_get("not_null")?,
        counted: row.try_get::<Option<bool>, _>("counted")?.unwrap_or_default(),
    })
}

impl Types {
    /// Reads all types.
    pub(super) async fn read(connection: &mut Connection) -> Result<Self, Fault> {
        let bad = |error: sqlx::Error| fault(&error);
        let mut types = BTreeMap::new();
        for row in sqlx::query(TYPES).fetch_all(connection.session()).await.map_err(bad)? {
            let (oid, read) = read_type(&row).map_err(bad)?;
            types.insert(oid, read);
        }
        Ok(Self(types))
    }

    pub(super) fn get(&self, oid: i64) -> Option<&Type> {
        self.0.get(&oid)
    }
}

fn read_type(row: &PgRow) -> Result<(i64, Type), sqlx::Error> {
    let of: Option<i64> = row.try_get("of")?;
    let of_spelled: Option<String> = row.try_get("of_spelled")?;
    let attributes: Vec<i64> = row.try_get("attributes")?;
    let spellings: Vec<String> = row.try_get("spellings")?;
    let read = Type {
        name: row.try_get("name")?,
        kind: row.try_get("kind")?,
        category: row.try_get("category")?,
        of: of.zip(of_spelled),
        labels: row.try_get("labels")?,
        attributes: attributes.into_iter().zip(spellings).collect(),
        checks: row.try_get("checks")?,
    };
    Ok((row.try_get("oid")?, read))
}
