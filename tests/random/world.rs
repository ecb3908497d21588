//! A random schema as a structure: what one thing says of another it says by number, so that either
//! may be changed or be gone, and SQL can still be written.

pub type Id = usize;

/// A type as a column has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Ty {
    /// By its place in `BASES`.
    Base(usize),
    Array(usize),
    /// An enum, a domain or a composite type.
    Own(Id),
}

/// What most things have: where they are, what they are called, and what is said of them.
#[derive(Clone, Debug)]
pub struct Head {
    pub id: Id,
    pub schema: usize,
    pub name: String,
    pub comment: Option<usize>,
    /// 0: none.
    pub grant: usize,
    pub owner: bool,
}

#[derive(Clone, Debug)]
pub enum TypeBody {
    Enum(Vec<String>),
    Domain { base: usize, check: bool, default: bool, not_null: bool },
    Composite(Vec<(String, usize)>),
    Range(usize),
}

#[derive(Clone, Debug)]
pub struct OwnType {
    pub head: Head,
    pub body: TypeBody,
}

#[derive(Clone, Debug)]
pub struct Sequence {
    pub head: Head,
    pub options: usize,
    pub owned_by: Option<(Id, Id)>,
}

#[derive(Clone, Debug)]
pub enum FunctionBody {
    /// Of one value of a type, the same back.
    Scalar {
        base: usize,
        second: bool,
    },
    /// The rows of a table, named in the text alone.
    Rows(Id),
    /// Takes a row of a table or view.
    OfRow(Id),
    Trigger,
    Procedure(usize),
    /// SQL-standard, over a table.
    Atomic(Id),
    /// Calls another.
    Calls(Id),
    Aggregate,
}

#[derive(Clone, Debug)]
pub struct Function {
    pub head: Head,
    pub body: FunctionBody,
    pub attributes: usize,
    pub version: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Literal(usize),
    Call(Id),
    NextVal(Id),
    Null,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub id: Id,
    pub name: String,
    pub ty: Ty,
    pub not_null: bool,
    pub default: Option<Value>,
    /// 0: none, 1: always, 2: by default, 3: with options.
    pub identity: usize,
    /// Of the first column.
    pub generated: Option<Id>,
    pub collation: bool,
    pub storage: bool,
    pub statistics: Option<usize>,
    pub comment: Option<usize>,
    pub grant: bool,
}

#[derive(Clone, Debug)]
pub enum PartBody {
    Primary(Vec<Id>),
    Unique { columns: Vec<Id>, deferrable: bool, include: Option<Id> },
    Check { column: Id, version: usize, not_valid: bool, no_inherit: bool },
    Exclude(Id),
    Foreign { columns: Vec<Id>, to: Id, action: usize, deferrable: bool, not_valid: bool },
    Index { columns: Vec<Id>, method: usize, unique: bool, expression: bool, partial: bool, version: usize },
    Trigger { function: Id, version: usize, state: usize },
    Policy { column: Id, version: usize },
    Rule(usize),
    Statistics { columns: Vec<Id>, version: usize },
}

/// A constraint, an index, a trigger: what is on a table.
#[derive(Clone, Debug)]
pub struct Part {
    pub id: Id,
    pub name: String,
    /// The server gives the name.
    pub unnamed: bool,
    pub comment: Option<usize>,
    pub body: PartBody,
}

#[derive(Clone, Debug)]
pub struct Partition {
    pub head: Head,
    /// Which of the bounds.
    pub bound: usize,
    pub own_default: bool,
    pub own_check: bool,
    pub own_index: bool,
    pub attached: bool,
    /// Divided again, by hash.
    pub parts: Vec<Partition>,
}

#[derive(Clone, Debug)]
pub struct Table {
    pub head: Head,
    pub columns: Vec<Column>,
    pub parts: Vec<Part>,
    pub inherits: Vec<Id>,
    /// The column that it is divided by, and how: 0 by range, 1 by list, 2 by hash.
    pub divided: Option<(Id, usize)>,
    pub partitions: Vec<Partition>,
    pub unlogged: bool,
    pub fillfactor: Option<usize>,
    pub row_security: usize,
    pub replica: usize,
}

#[derive(Clone, Debug)]
pub struct View {
    pub head: Head,
    /// A table or a view.
    pub from: Id,
    pub join: Option<Id>,
    /// A function that it calls.
    pub calls: Option<Id>,
    /// How many of the source's columns are left out at the end.
    pub fewer: usize,
    pub version: usize,
    pub materialized: bool,
    pub options: usize,
    pub index: bool,
    pub trigger: Option<Id>,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct World {
    pub major: u32,
    pub schemas: Vec<(String, usize, Option<usize>)>,
    pub types: Vec<OwnType>,
    pub sequences: Vec<Sequence>,
    pub functions: Vec<Function>,
    pub tables: Vec<Table>,
    pub views: Vec<View>,
    pub next: Id,
    pub default_privileges: usize,
    pub publication: Option<(Id, usize)>,
}

impl World {
    pub fn fresh(&mut self) -> Id {
        self.next += 1;
        self.next
    }

    pub fn own_type(&self, id: Id) -> Option<&OwnType> {
        self.types.iter().find(|it| it.head.id == id)
    }

    pub fn function(&self, id: Id) -> Option<&Function> {
        self.functions.iter().find(|it| it.head.id == id)
    }

    pub fn sequence(&self, id: Id) -> Option<&Sequence> {
        self.sequences.iter().find(|it| it.head.id == id)
    }

    pub fn table(&self, id: Id) -> Option<&Table> {
        self.tables.iter().find(|it| it.head.id == id)
    }

    pub fn view(&self, id: Id) -> Option<&View> {
        self.views.iter().find(|it| it.head.id == id)
    }

    /// A table's columns with those that it inherits, each once.
    pub fn columns<'a>(&'a self, table: &'a Table) -> Vec<&'a Column> {
        let mut columns: Vec<&Column> = Vec::new();
        for parent in table.inherits.iter().filter_map(|id| self.table(*id)) {
            for column in self.columns(parent) {
                if !columns.iter().any(|it| it.id == column.id) {
                    columns.push(column);
                }
            }
        }
        columns.extend(&table.columns);
        columns
    }

    /// The columns of a primary key that stands.
    pub fn primary<'a>(&'a self, table: &'a Table) -> Option<Vec<&'a Column>> {
        table.parts.iter().find_map(|part| match &part.body {
            PartBody::Primary(ids) => self.all(table, ids),
            _ => None,
        })
    }

    /// These columns of a table, where all are there.
    pub fn all<'a>(&'a self, table: &'a Table, ids: &[Id]) -> Option<Vec<&'a Column>> {
        let columns = self.columns(table);
        ids.iter().map(|id| columns.iter().find(|column| column.id == *id).copied()).collect()
    }
}
