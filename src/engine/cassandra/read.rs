//! Reads a keyspace from `system_schema`, in a fixed number of queries.

use std::collections::BTreeMap;

use super::connection::{Connection, Flavour};
use super::quote::{ident, literal};
use super::value::Cells;
use super::{index, keyspace, mask, options, scylladb, trigger, types};
use crate::engine::{Reading, Showing};
use crate::error::Fault;
use crate::model::hashed::HashMap;
use crate::model::{
    Aggregate, Attribute, Clustering, Column, Comment, Composite, Description, Index, KeyPart, Keyspace, Kind,
    MaterializedView, Object, ObjectId, Options, Order, Routine, RowKey, Schema, Sort, Table, Unmodelled,
};

impl Connection {
    /// Reads the keyspace that the URL names.
    ///
    /// # Errors
    /// The server's own words.
    pub async fn introspect(&mut self, reading: &Reading) -> Result<Schema, Fault> {
        if reading.showing == Showing::Statements {
            return self.statements().await;
        }
        let mut schema = Reader::new(self).await?.schema;
        if reading.roles {
            self.read_roles(&mut schema).await?;
        }
        self.read_grants(&mut schema).await;
        if reading.showing == Showing::Sheets {
            schema.sheets = super::sheet::sheets(&schema);
            schema.objects.clear();
        }
        Ok(schema)
    }

    /// The statements that make the keyspace, in the server's own words and order.
    async fn statements(&mut self) -> Result<Schema, Fault> {
        let rows = self.cells(&format!("DESCRIBE KEYSPACE {}", ident(self.database()))).await?;
        let statement = |cells: &Cells| Description {
            id: ObjectId::global(Kind::Keyspace, cells.text("name")),
            sort: Sort::Tables,
            title: cells.text("create_statement"),
            header: Vec::new(),
            rows: Vec::new(),
            footers: Vec::new(),
        };
        Ok(Schema { descriptions: rows.iter().map(statement).collect(), ..Schema::default() })
    }

    /// The rows of a table of `system_schema` that are about the keyspace.
    async fn catalog(&mut self, table: &str) -> Result<Vec<Cells>, Fault> {
        let own = literal(self.database());
        self.cells(&format!("SELECT * FROM system_schema.{table} WHERE keyspace_name = {own}")).await
    }

    /// Whether `default_compaction` is set (Cassandra 5.0). Who may not look takes it that it is not.
    async fn compacts(&mut self) -> bool {
        let ask = "SELECT value FROM system_views.settings WHERE name = 'default_compaction.class_name'";
        let told = if self.version() < 50_000 { Ok(Vec::new()) } else { self.texts(ask).await };
        told.is_ok_and(|rows| rows.first().and_then(|row| row.text(0)).is_some_and(|class| class != "null"))
    }

    /// The same where not every version has the table.
    async fn catalog_if_there(&mut self, table: &str) -> Result<Vec<Cells>, Fault> {
        let there = format!(
            "SELECT table_name FROM system_schema.tables WHERE keyspace_name = 'system_schema' AND table_name = {}",
            literal(table)
        );
        if self.texts(&there).await?.is_empty() { Ok(Vec::new()) } else { self.catalog(table).await }
    }
}

/// A column as the catalog has it, in the order in which `DESCRIBE` shows a table's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Field {
    rank: u8,
    position: i32,
    multi_cell: bool,
    name: String,
    data_type: String,
    descending: bool,
}

struct Reader {
    schema: Schema,
    /// The columns of tables and views.
    fields: HashMap<String, Vec<Field>>,
    masks: HashMap<(String, String), String>,
    /// Whether the cluster is set up to compact new tables otherwise than Cassandra does by itself.
    compacts: bool,
    /// What ScyllaDB keeps beside its catalog of tables and views, by their names.
    beside: HashMap<String, Options>,
}

impl Reader {
    async fn new(connection: &mut Connection) -> Result<Self, Fault> {
        let schema = Schema {
            search_path: vec![String::new()],
            database: Some(connection.database().to_owned()),
            major: connection.version() / 10_000,
            ..Schema::default()
        };
        let is_scylla = connection.flavour() == Flavour::Scylla;
        let compacts = !is_scylla && connection.compacts().await;
        let mut reader = Self {
            schema,
            fields: HashMap::default(),
            masks: HashMap::default(),
            compacts,
            beside: HashMap::default(),
        };
        let scylla = connection.catalog_if_there("scylla_keyspaces").await?;
        for cells in connection.catalog("keyspaces").await? {
            let id = ObjectId::global(Kind::Keyspace, "current");
            let tablets = scylla.first().map(scylladb::tablets).unwrap_or_default();
            reader.schema.insert(id, Keyspace { tablets, ..keyspace::read(&cells) }, None);
        }
        for cells in connection.catalog_if_there("scylla_tables").await? {
            reader.beside.insert(cells.text("table_name"), scylladb::of_table(&cells));
        }
        for cells in connection.catalog("types").await? {
            reader.composite(&cells);
        }
        for cells in connection.catalog("functions").await? {
            reader.routine(&cells);
        }
        for cells in connection.catalog("aggregates").await? {
            reader.aggregate(&cells);
        }
        let mut spelled = Vec::new();
        for cells in connection.catalog_if_there("column_masks").await? {
            let (table, column) = (cells.text("table_name"), cells.text("column_name"));
            match mask::read(&cells, connection.database()) {
                Some(mask) => _ = reader.masks.insert((table, column), mask),
                None => spelled.push((table, column)),
            }
        }
        for (table, column) in spelled {
            let mask = connection.mask(&table, &column).await?;
            reader.masks.extend(mask.map(|mask| ((table, column), mask)));
        }
        for cells in connection.catalog("columns").await? {
            let field = field(&cells);
            reader.fields.entry(cells.text("table_name")).or_default().push(field);
        }
        reader.fields.values_mut().for_each(|fields| fields.sort());
        let mut indexes: BTreeMap<String, Vec<Cells>> = BTreeMap::new();
        for cells in connection.catalog("indexes").await? {
            indexes.entry(cells.text("table_name")).or_default().push(cells);
        }
        let mut tables = connection.catalog("tables").await?;
        tables.sort_by_key(|cells| cells.text("table_name"));
        let names: Vec<String> = tables.iter().map(|cells| cells.text("table_name")).collect();
        let of_others = |cells: &Cells| is_scylla && scylladb::is_of_another(&cells.text("table_name"), &names);
        tables.retain(|cells| !of_others(cells));
        let indexed: Vec<String> = indexes.values().flatten().map(|cells| cells.text("index_name")).collect();
        for cells in tables {
            let own = indexes.remove(&cells.text("table_name")).unwrap_or_default();
            reader.table(&cells, &own);
        }
        let mut views = connection.catalog("views").await?;
        views.sort_by_key(|cells| cells.text("view_name"));
        views.retain(|cells| !(is_scylla && scylladb::is_of_index(&cells.text("view_name"), &indexed)));
        for cells in views {
            reader.view(&cells);
        }
        for cells in connection.catalog("triggers").await? {
            match trigger::read(&cells) {
                Some((id, trigger)) => reader.add(id, trigger, Vec::new()),
                None => {
                    let name = format!("{}.{}", cells.text("table_name"), cells.text("trigger_name"));
                    reader.schema.unmodelled.push(Unmodelled { kind: "trigger".to_owned(), name });
                }
            }
        }
        for cells in connection.catalog("dropped_columns").await? {
            let table = ObjectId::in_schema(Kind::Table, "", cells.text("table_name"));
            let id = ObjectId::child(&table, Kind::Column, cells.text("column_name"));
            let word = if cells.text("kind") == "static" { " static" } else { "" };
            reader.schema.remembered.insert(id, format!("{}{word}", cells.text("type")));
        }
        Ok(reader)
    }

    /// Adds an object with what it needs.
    fn add(&mut self, id: ObjectId, object: impl Into<Object>, depends: Vec<ObjectId>) {
        self.schema.insert(id.clone(), object, None);
        if let Some(entry) = self.schema.objects.get_mut(&id) {
            entry.depends = depends;
        }
    }

    /// The user-defined types that these types name.
    fn types<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<ObjectId> {
        let mut found: Vec<ObjectId> = Vec::new();
        for name in texts.into_iter().flat_map(types::own) {
            let id = ObjectId::in_schema(Kind::Composite, "", name);
            if !found.contains(&id) {
                found.push(id);
            }
        }
        found
    }

    fn composite(&mut self, cells: &Cells) {
        let names = cells.list("field_names").into_iter().zip(cells.list("field_types"));
        let attributes: Vec<Attribute> =
            names.map(|(name, data_type)| Attribute { name, data_type, collation: None }).collect();
        let depends = Self::types(attributes.iter().map(|attribute| attribute.data_type.as_str()));
        self.add(ObjectId::in_schema(Kind::Composite, "", cells.text("type_name")), Composite { attributes }, depends);
    }

    fn routine(&mut self, cells: &Cells) {
        let argument_types = cells.list("argument_types");
        let names = cells.list("argument_names").into_iter().zip(&argument_types);
        let arguments: Vec<String> = names.map(|(name, data_type)| format!("{} {data_type}", ident(&name))).collect();
        let returns = cells.text("return_type");
        let depends = Self::types(argument_types.iter().chain([&returns]).map(String::as_str));
        let routine = Routine {
            arguments: arguments.join(", "),
            returns: Some(returns),
            language: cells.text("language"),
            body: cells.text("body"),
            strict: !cells.is_true("called_on_null_input"),
            ..Routine::default()
        };
        let id = ObjectId::routine(Kind::Routine, "", cells.text("function_name"), argument_types.join(", "));
        self.add(id, routine, depends);
    }

    fn aggregate(&mut self, cells: &Cells) {
        let argument_types = cells.list("argument_types");
        let (sfunc, stype) = (cells.text("state_func"), cells.text("state_type"));
        let mut aggregate = Aggregate {
            arguments: argument_types.join(", "),
            sfunc: sfunc.clone(),
            stype: stype.clone(),
            options: BTreeMap::new(),
        };
        let state: Vec<String> = std::iter::once(stype.clone()).chain(argument_types.iter().cloned()).collect();
        let mut functions = vec![(sfunc, state)];
        for (option, column) in [("finalfunc", "final_func"), ("initcond", "initcond")] {
            let value = cells.text(column);
            if !value.is_empty() {
                if option == "finalfunc" {
                    functions.push((value.clone(), vec![stype.clone()]));
                }
                aggregate.options.insert(option.to_owned(), value);
            }
        }
        let mut depends = Self::types(argument_types.iter().chain([&stype]).map(String::as_str));
        for (name, arguments) in functions {
            let id = ObjectId::routine(Kind::Routine, "", name, arguments.join(", "));
            // Another spelling of the same types: all that are called so.
            let same: Vec<ObjectId> =
                self.schema.objects.keys().filter(|it| it.kind == id.kind && it.name == id.name).cloned().collect();
            depends.extend(if same.contains(&id) { vec![id] } else { same });
        }
        let id = ObjectId::routine(Kind::Aggregate, "", cells.text("aggregate_name"), argument_types.join(", "));
        self.add(id, aggregate, depends);
    }

    fn key(&self, name: &str) -> RowKey {
        let fields = self.fields.get(name).map(Vec::as_slice).unwrap_or_default();
        let clustering = |field: &Field| Clustering {
            column: field.name.clone(),
            order: if field.descending { Order::Desc } else { Order::Asc },
        };
        RowKey {
            partition: fields.iter().filter(|field| field.rank == 0).map(|field| field.name.clone()).collect(),
            clustering: fields.iter().filter(|field| field.rank == 1).map(clustering).collect(),
        }
    }

    fn comment(&mut self, id: &ObjectId, cells: &Cells) {
        let text = cells.text("comment");
        if !text.is_empty() {
            let id = ObjectId::child(id, Kind::Comment, "");
            self.add(id, Comment::new(text), Vec::new());
        }
    }

    /// The options of a table or view, with those that ScyllaDB keeps elsewhere.
    fn options(&mut self, name: &str, kind: &str, cells: &Cells) -> Options {
        let mut all = options::read(cells, self.compacts);
        all.extend(self.beside.get(name).cloned().unwrap_or_default());
        let (extensions, unread) = scylladb::extensions(cells);
        if extensions.keys().any(|key| key.starts_with("cdc.")) {
            all.shift_remove("cdc");
        }
        all.extend(extensions);
        for extension in unread {
            let what = format!("{name}: extension {extension}");
            self.schema.unmodelled.push(Unmodelled { kind: kind.to_owned(), name: what });
        }
        all
    }

    fn table(&mut self, cells: &Cells, indexes: &[Cells]) {
        let name = cells.text("table_name");
        let id = ObjectId::in_schema(Kind::Table, "", name.as_str());
        if cells.list("flags").iter().all(|flag| flag != "compound") {
            let what = format!("{name}: COMPACT STORAGE");
            self.schema.unmodelled.push(Unmodelled { kind: "table".to_owned(), name: what });
        }
        let table =
            Table { options: self.options(&name, "table", cells), row_key: Some(self.key(&name)), ..Table::default() };
        self.add(id.clone(), table, Vec::new());
        self.comment(&id, cells);
        for field in self.fields.get(&name).cloned().unwrap_or_default() {
            let mut set = Options::new();
            if field.rank == 2 {
                set.insert("static".to_owned(), String::new());
            }
            if let Some(mask) = self.masks.get(&(name.clone(), field.name.clone())) {
                set.insert("masked".to_owned(), mask.clone());
            }
            let mut depends = Self::types([field.data_type.as_str()]);
            if let Some(name) = set.get("masked").and_then(|mask| mask::function(mask)) {
                let all = self.schema.objects.keys();
                depends.extend(all.filter(|it| it.kind == Kind::Routine && *it.name == *name).cloned());
            }
            let column = Column { data_type: field.data_type, options: set, ..Column::default() };
            self.add(ObjectId::child(&id, Kind::Column, field.name), column, depends);
        }
        for cells in indexes {
            let mut set: Options = cells.map("options").into_iter().collect();
            let target = set.shift_remove("target").unwrap_or_default();
            let class = set.shift_remove("class_name");
            let (key, column) = key_part(&target);
            let depends = vec![ObjectId::child(&id, Kind::Column, column)];
            let method = class.unwrap_or_else(|| index::SECONDARY.to_owned());
            let index = Index { method, keys: vec![key], options: set, ..Index::default() };
            self.add(ObjectId::child(&id, Kind::Index, cells.text("index_name")), index, depends);
        }
    }

    fn view(&mut self, cells: &Cells) {
        let (name, base) = (cells.text("view_name"), cells.text("base_table_name"));
        let table = ObjectId::in_schema(Kind::Table, "", base.as_str());
        let fields = self.fields.get(&name).map(Vec::as_slice).unwrap_or_default();
        let columns = match cells.is_true("include_all_columns") {
            true => "*".to_owned(),
            false => super::quote::list(fields.iter().map(|field| &field.name)),
        };
        let query = format!("SELECT {columns}\nFROM {}\nWHERE {}", ident(&base), cells.text("where_clause"));
        let view = MaterializedView {
            query,
            options: self.options(&name, "materialized view", cells),
            row_key: Some(self.key(&name)),
            ..MaterializedView::default()
        };
        // No column of a table goes while there is a view of it.
        let all = self.fields.get(&base).map(Vec::as_slice).unwrap_or_default();
        let mut depends = vec![table.clone()];
        depends.extend(all.iter().map(|field| ObjectId::child(&table, Kind::Column, field.name.as_str())));
        let id = ObjectId::in_schema(Kind::MaterializedView, "", name);
        self.add(id.clone(), view, depends);
        self.comment(&id, cells);
    }
}

fn field(cells: &Cells) -> Field {
    let rank = match cells.text("kind").as_str() {
        "partition_key" => 0,
        "clustering" => 1,
        "static" => 2,
        _ => 3,
    };
    let data_type = cells.text("type");
    Field {
        rank,
        position: cells.text("position").parse().unwrap_or_default(),
        multi_cell: types::is_multi_cell(&data_type),
        name: cells.text("column_name"),
        data_type,
        descending: cells.text("clustering_order").eq_ignore_ascii_case("desc"),
    }
}

/// What an index is of: a column, or `keys(…)` of one; and that column's name.
fn key_part(target: &str) -> (KeyPart, String) {
    let inner = ["keys", "values", "entries", "full"]
        .iter()
        .find_map(|word| target.strip_prefix(word)?.trim_start().strip_prefix('(')?.strip_suffix(')'));
    match inner {
        Some(column) => {
            let part = KeyPart { expression: Some(target.to_owned()), ..KeyPart::default() };
            (part, super::quote::unquote(column))
        }
        None => {
            let column = super::quote::unquote(target);
            (KeyPart { column: Some(column.clone()), ..KeyPart::default() }, column)
        }
    }
}
