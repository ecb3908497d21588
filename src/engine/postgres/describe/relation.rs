//! A relation: its title, and what it says of itself under its rows.

use sqlx::postgres::PgRow;

use super::{Layout, Lines, Section, column, family, index};
use crate::engine::postgres::read::Get;
use crate::error::Fault;
use crate::model::{Description, Kind, ObjectId, Sort};

/// A relation while its parts are read.
#[derive(Debug)]
pub(super) struct Relation {
    pub(super) layout: Layout,
    /// The server's version, as `server_version_num`.
    pub(super) server: u32,
    /// `relkind`.
    pub(super) kind: char,
    pub(super) has_triggers: bool,
    pub(super) rows: Vec<Vec<String>>,
    /// Index lines wait here until their order is known.
    pub(super) indexes: Vec<index::Line>,
    /// Statistics objects with what they are sorted by.
    pub(super) statistics: Vec<(u32, String)>,
    pub(super) parents: Vec<String>,
    pub(super) children: Vec<String>,
    header: Vec<&'static str>,
    id: ObjectId,
    title: String,
    /// Whether row-level security is on, and whether it binds the owner too.
    row_security: (bool, bool),
    lines: Lines,
}

impl Relation {
    pub(super) fn read(row: &PgRow, layout: Layout, server: u32) -> Result<Self, Fault> {
        let kind = row.value::<&str>("kind")?.chars().next().unwrap_or('r');
        let (schema, name): (&str, &str) = (row.value("schema")?, row.value("name")?);
        let mut relation = Self {
            layout,
            server,
            kind,
            has_triggers: row.value("has_triggers")?,
            rows: Vec::new(),
            indexes: Vec::new(),
            statistics: Vec::new(),
            parents: Vec::new(),
            children: Vec::new(),
            header: column::header(kind, layout, server),
            id: id(kind, schema, name, row.value("index_table")?, row.value("index_table_kind")?),
            title: format!("{} \"{schema}.{name}\"", title(kind, row.value("persistence")?, layout)),
            row_security: (row.value("row_security")?, row.value("force_row_security")?),
            lines: Lines::new(),
        };
        relation.partition(row)?;
        relation.last_lines(row)?;
        Ok(relation)
    }

    fn partition(&mut self, row: &PgRow) -> Result<(), Fault> {
        if let Some(parent) = row.value::<Option<String>>("partition_of")? {
            let bound = row.value::<Option<String>>("partition_bound")?.unwrap_or_default();
            let detaching = row.value::<Option<bool>>("detaching")?.unwrap_or_default() && self.layout.major >= 14;
            let detaching = if detaching { " DETACH PENDING" } else { "" };
            self.add(Section::Partition, format!("Partition of: {parent} {bound}{detaching}"));
            if self.layout.verbose {
                let constraint: Option<String> = row.value("partition_constraint")?;
                let line =
                    constraint.filter(|text| !text.is_empty()).map(|text| format!("Partition constraint: {text}"));
                self.add(Section::Partition, line.unwrap_or_else(|| "No partition constraint".to_owned()));
            }
        }
        if let Some(key) = row.value::<Option<String>>("partition_key")? {
            self.add(Section::PartitionKey, format!("Partition key: {key}"));
        }
        Ok(())
    }

    fn last_lines(&mut self, row: &PgRow) -> Result<(), Fault> {
        if let Some(server) = row.value::<Option<String>>("server")? {
            self.add(Section::Server, format!("Server: {server}"));
            let options: String = row.value("server_options")?;
            if !options.is_empty() {
                self.add(Section::Server, format!("FDW options: ({options})"));
            }
        }
        if let Some(of) = row.value::<Option<String>>("of_type")? {
            self.add(Section::Type, format!("Typed table of type: {of}"));
        }
        if let Some(tablespace) = row.value::<Option<String>>("tablespace")? {
            self.add(Section::Tablespace, format!("Tablespace: \"{tablespace}\""));
        }
        if !self.layout.verbose {
            return Ok(());
        }
        let identity = match row.value("replica_identity")? {
            // psql 18 mistakes its own letter.
            "n" if self.layout.major >= 18 => Some("???"),
            "n" => Some("NOTHING"),
            "f" => Some("FULL"),
            _ => None,
        };
        if let (Some(identity), 'r' | 'm') = (identity, self.kind) {
            self.add(Section::ReplicaIdentity, format!("Replica Identity: {identity}"));
        }
        if let (Some(method), 'r' | 'm' | 'p' | 'I') = (row.value::<Option<String>>("access_method")?, self.kind) {
            self.add(Section::AccessMethod, format!("Access method: {method}"));
        }
        let options: Option<String> = row.value("options")?;
        if let (Some(options), false) = (options.filter(|options| !options.is_empty()), self.kind == 'S') {
            self.add(Section::Options, format!("Options: {options}"));
        }
        Ok(())
    }

    /// Adds a line as it is.
    pub(super) fn add(&mut self, section: Section, line: String) {
        self.lines.entry(section).or_default().push(line);
    }

    /// Adds a line below a heading.
    pub(super) fn item(&mut self, section: Section, line: &str) {
        self.add(section, format!("    {line}"));
    }

    /// Whether it is a table of any sort, or a materialized view.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.kind, 'r' | 'p' | 'f' | 'm')
    }

    pub(super) fn finish(mut self) -> Description {
        for line in index::lines(std::mem::take(&mut self.indexes), self.layout) {
            self.item(Section::Indexes, &line);
        }
        let mut statistics = std::mem::take(&mut self.statistics);
        statistics.sort_by_key(|(key, _)| *key);
        for (_, line) in statistics {
            self.item(Section::Statistics, &line);
        }
        family::finish(&mut self);
        if let Some(heading) = self.policy_heading() {
            self.lines.entry(Section::Policies).or_default().insert(0, heading.to_owned());
        }
        let mut footers = Vec::new();
        for (section, lines) in self.lines {
            footers.extend(section.heading().map(str::to_owned));
            footers.extend(lines);
        }
        let sort = match self.kind {
            'v' => Sort::Views,
            'm' => Sort::MaterializedViews,
            'f' => Sort::ForeignTables,
            'S' => Sort::Sequences,
            'i' | 'I' => Sort::Indexes,
            'c' => Sort::Types,
            _ => Sort::Tables,
        };
        Description { id: self.id, sort, title: self.title, header: self.header, rows: self.rows, footers }
    }

    fn policy_heading(&self) -> Option<&'static str> {
        match (self.row_security, self.lines.contains_key(&Section::Policies)) {
            ((true, false), true) => Some("Policies:"),
            ((true, true), true) => Some("Policies (forced row security enabled):"),
            ((true, false), false) => Some("Policies (row security enabled): (none)"),
            ((true, true), false) => Some("Policies (forced row security enabled): (none)"),
            ((false, _), true) => Some("Policies (row security disabled):"),
            ((false, _), false) => None,
        }
    }
}

/// What it is called elsewhere; an index is its table's.
fn id(kind: char, schema: &str, name: &str, table: Option<&str>, table_kind: Option<&str>) -> ObjectId {
    let of = |kind: char| match kind {
        'v' => Kind::View,
        'm' => Kind::MaterializedView,
        'S' => Kind::Sequence,
        'c' => Kind::Composite,
        _ => Kind::Table,
    };
    match table {
        Some(table) => {
            let kind = of(table_kind.and_then(|kind| kind.chars().next()).unwrap_or('r'));
            ObjectId::child(&ObjectId::in_schema(kind, schema, table), Kind::Index, name)
        }
        None => ObjectId::in_schema(of(kind), schema, name),
    }
}

fn title(kind: char, persistence: &str, layout: Layout) -> &'static str {
    let unlogged = persistence == "u";
    match kind {
        'v' => "View",
        'm' if unlogged => "Unlogged materialized view",
        'm' => "Materialized view",
        'S' if unlogged && layout.major >= 15 => "Unlogged sequence",
        'S' => "Sequence",
        'i' if unlogged => "Unlogged index",
        'i' => "Index",
        'I' if unlogged => "Unlogged partitioned index",
        'I' => "Partitioned index",
        'c' => "Composite type",
        'f' => "Foreign table",
        'p' if unlogged => "Unlogged partitioned table",
        'p' => "Partitioned table",
        _ if unlogged => "Unlogged table",
        _ => "Table",
    }
}
