//! What diagrams and other general documents show of a schema, whatever the engine: its enums and
//! tables with their parts beside them. Partitions are their table's affair and are left out.

use super::{
    Check, Column, Enum, ForeignKey, Grant, Index, Kind, Object, ObjectId, Policy, Relation, RowKey, Schema, Unique,
};
use crate::model::hashed::{HashMap, HashSet};

/// A schema, by relations.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// Enumerated types with their labels.
    pub enums: Vec<(&'a ObjectId, &'a [String])>,
    /// Tables and views in the schema's order.
    pub relations: Vec<OutlineTable<'a>>,
}

/// A table or view.
#[derive(Debug)]
pub struct OutlineTable<'a> {
    /// Its name.
    pub id: &'a ObjectId,
    /// Its comment.
    pub comment: Option<&'a str>,
    /// Its columns in their order.
    pub columns: Vec<Field<'a>>,
    /// Its key, where that is no object of its own (Cassandra).
    pub row_key: Option<&'a RowKey>,
    /// Its primary key and unique constraints by name.
    pub uniques: Vec<(&'a str, &'a Unique)>,
    /// Its indexes by name, but for those behind constraints.
    pub indexes: Vec<(&'a str, &'a Index)>,
    /// Its check constraints by name.
    pub checks: Vec<(&'a str, &'a Check)>,
    /// What it refers to.
    pub references: Vec<Reference<'a>>,
    /// The kinds and names of what else is part of it: triggers, policies, rules.
    pub others: Vec<&'a ObjectId>,
    /// Whether policies say who sees which rows, in the engine's words; none where they do not.
    pub row_security: Option<&'static str>,
    /// Its policies by name.
    pub policies: Vec<(&'a str, &'a Policy)>,
    /// What is granted on it, or on one of its columns, to whom.
    pub grants: Vec<Granted<'a>>,
}

/// What a role may do with a table, or with one of its columns.
#[derive(Debug)]
pub struct Granted<'a> {
    /// The column; none for the table as a whole.
    pub column: Option<&'a str>,
    /// The role or account; empty for everyone.
    pub role: String,
    /// What it may do.
    pub grant: &'a Grant,
}

/// A column.
#[derive(Debug, Default)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type with its modifiers; empty where that is not known.
    pub data_type: &'a str,
    /// Whether it refuses NULL.
    pub not_null: bool,
    /// Its default.
    pub default: Option<&'a str>,
    /// The expression that it is computed from.
    pub generated: Option<&'a str>,
    /// What says that the server numbers it, in the engine's word.
    pub numbered: Option<&'static str>,
    /// Whether the primary key holds it.
    pub primary: bool,
    /// Whether a key of it alone keeps its values apart.
    pub unique: bool,
    /// Whether a foreign key holds it.
    pub refers: bool,
    /// Its comment.
    pub comment: Option<&'a str>,
}

/// That rows refer to others: by a foreign key, or because the model says so where there can be none.
#[derive(Debug)]
pub struct Reference<'a> {
    /// The foreign key's name; empty without one.
    pub name: &'a str,
    /// The foreign key; none where the model alone says it.
    pub key: Option<&'a ForeignKey>,
    /// The referring columns.
    pub columns: &'a [String],
    /// The table that is referred to.
    pub references: &'a ObjectId,
    /// That one's columns.
    pub referenced_columns: &'a [String],
    /// Whether a row may refer to nothing.
    pub optional: bool,
    /// Whether no two rows refer to the same.
    pub single: bool,
}

impl<'a> Outline<'a> {
    /// Of a whole schema.
    pub fn of(schema: &'a Schema) -> Self {
        let mut outline = Self::default();
        let mut places: HashMap<&ObjectId, usize> = HashMap::default();
        let partitions = schema.objects.keys().filter(|id| id.kind == Kind::Partition).filter_map(ObjectId::parent);
        let partitions: HashSet<&ObjectId> = partitions.collect();
        for (id, entry) in &schema.objects {
            if let Object::Enum(Enum { labels }) = &entry.object {
                outline.enums.push((id, labels));
            }
            let is_relation = matches!(id.kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView);
            if is_relation && !partitions.contains(id) {
                places.insert(id, outline.relations.len());
                // A view's columns are no objects of the schema, but what the server knows of it.
                let columns = entry.shape.iter().map(|(name, data_type)| {
                    let data_type = data_type.split(" COLLATE ").next().unwrap_or_default();
                    Field { name, data_type, ..Field::default() }
                });
                outline.relations.push(OutlineTable {
                    id,
                    comment: None,
                    columns: columns.collect(),
                    row_key: row_key(&entry.object),
                    uniques: Vec::new(),
                    indexes: Vec::new(),
                    checks: Vec::new(),
                    references: Vec::new(),
                    others: Vec::new(),
                    row_security: row_security(&entry.object),
                    policies: Vec::new(),
                    grants: Vec::new(),
                });
                continue;
            }
            let Some(relation) = places.get(id.root()).and_then(|at| outline.relations.get_mut(*at)) else { continue };
            relation.take(id, &entry.object);
        }
        // What is in another part of the system is in another outline.
        for said in schema.relations.iter().filter(|said| said.part.is_none() && places.contains_key(&said.references))
        {
            let Some(relation) = places.get(&said.table).and_then(|at| outline.relations.get_mut(*at)) else {
                continue;
            };
            relation.refer(said);
        }
        for relation in &mut outline.relations {
            relation.tell();
        }
        outline
    }

    /// Whether its relations are in more than one schema, so that their names alone do not tell them
    /// apart.
    pub fn has_several_schemas(&self) -> bool {
        self.relations.windows(2).any(|pair| matches!(pair, [a, b] if a.id.schema != b.id.schema))
    }
}

impl<'a> OutlineTable<'a> {
    /// Takes an object that is part of it, or of a part.
    fn take(&mut self, id: &'a ObjectId, object: &'a Object) {
        let name: &str = &id.name;
        let is_own = id.parent().is_some_and(|parent| parent == self.id);
        match object {
            // What is not said of the table or the column itself: of a NOT NULL, of a copy of a trigger.
            Object::Comment(_) if !name.is_empty() => {}
            Object::Comment(comment) if is_own => self.comment = Some(&comment.text),
            Object::Comment(comment) => {
                let column = id.parent().filter(|parent| parent.kind == Kind::Column);
                if let Some(field) = column.and_then(|column| self.field(&column.name)) {
                    field.comment = Some(&comment.text);
                }
            }
            Object::Column(Column { data_type, not_null, identity, generated, options, .. }) => {
                self.columns.push(Field {
                    name,
                    data_type,
                    not_null: *not_null,
                    generated: generated.as_ref().map(|generated| generated.expression.as_str()),
                    numbered: match identity {
                        Some(_) => Some("identity"),
                        None => options.contains_key("auto_increment").then_some("auto_increment"),
                    },
                    ..Field::default()
                })
            }
            Object::Default(default) => {
                if let Some(field) = id.parent().and_then(|column| self.field(&column.name)) {
                    field.default = Some(&default.expression);
                }
            }
            Object::Unique(unique) => self.uniques.push((name, unique)),
            Object::Check(check) => self.checks.push((name, check)),
            Object::Index(index) => self.indexes.push((name, index)),
            Object::ForeignKey(key) => {
                let ForeignKey { columns, references, referenced_columns, .. } = key;
                let (optional, single) = (false, false);
                self.references.push(Reference {
                    name,
                    key: Some(key),
                    columns,
                    references,
                    referenced_columns,
                    optional,
                    single,
                });
            }
            Object::Policy(policy) => {
                self.others.push(id);
                self.policies.push((name, policy));
            }
            Object::Grant(grant) => {
                let column = id.parent().filter(|_| !is_own).map(|column| &*column.name);
                let host = if id.signature.starts_with('@') { &*id.signature } else { "" };
                self.grants.push(Granted { column, role: format!("{name}{host}"), grant });
            }
            Object::Trigger(_) | Object::Rule(_) if is_own => self.others.push(id),
            _ => {}
        }
    }

    /// Takes what the model says beside the foreign keys, where none of these says the same.
    fn refer(&mut self, said: &'a Relation) {
        let Relation { columns, references, referenced_columns, .. } = said;
        let same = |it: &Reference<'_>| {
            (it.columns, it.references, it.referenced_columns) == (columns, references, referenced_columns)
        };
        if !self.references.iter().any(same) {
            let (optional, single) = (false, false);
            self.references.push(Reference {
                name: "",
                key: None,
                columns,
                references,
                referenced_columns,
                optional,
                single,
            });
        }
    }

    /// Whether a column refers to another table, by a foreign key or because the model says so.
    pub fn ties(&self, column: &str) -> bool {
        self.references.iter().any(|reference| reference.columns.iter().any(|name| name == column))
    }

    fn field(&mut self, name: &str) -> Option<&mut Field<'a>> {
        self.columns.iter_mut().find(|field| *field.name == *name)
    }

    /// Tells its columns and references what its keys mean for them.
    fn tell(&mut self) {
        let Self { columns, row_key, uniques, indexes, references, .. } = self;
        // Keys that hold for every row, by their columns.
        let of_index = |(_, index): &(&str, &'a Index)| -> Option<Vec<&'a str>> {
            let columns = index.keys.iter().map(|key| key.column.as_deref().filter(|_| key.length.is_none()));
            columns.collect::<Option<Vec<&str>>>().filter(|_| index.unique && index.predicate.is_none())
        };
        let mut keys: Vec<Vec<&str>> = indexes.iter().filter_map(of_index).collect();
        keys.extend(uniques.iter().map(|(_, unique)| unique.columns.iter().map(String::as_str).collect()));
        let key = row_key.map(RowKey::columns).unwrap_or_default();
        for field in columns.iter_mut() {
            let holds = |list: &[String]| list.iter().any(|column| column == field.name);
            field.primary =
                key.contains(&field.name) || uniques.iter().any(|(_, unique)| unique.primary && holds(&unique.columns));
            field.refers = references.iter().any(|it| it.key.is_some() && holds(it.columns));
            field.unique = keys.iter().any(|key| *key == [field.name]);
        }
        for reference in references {
            let own = reference.columns;
            let may_be_null =
                |name: &String| columns.iter().any(|field| field.name == name && !field.not_null && !field.primary);
            reference.optional = own.iter().any(may_be_null);
            reference.single = keys.iter().any(|key| key.iter().all(|column| own.iter().any(|name| name == column)));
        }
    }
}

/// Whether its policies are in force, and for its owner too.
fn row_security(object: &Object) -> Option<&'static str> {
    match object {
        Object::Table(table) if table.force_row_security => Some("forced"),
        Object::Table(table) if table.row_security => Some("enabled"),
        _ => None,
    }
}

/// The key that tells where rows are kept and how they are sorted.
fn row_key(object: &Object) -> Option<&RowKey> {
    match object {
        Object::Table(table) => table.row_key.as_ref(),
        Object::MaterializedView(view) => view.row_key.as_ref(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {

    use super::*;
    use crate::model::{DefaultValue, KeyPart};

    #[test]
    fn keys_tell_of_what_columns_and_references_are() {
        let mut schema = Schema::default();
        let table = ObjectId::in_schema(Kind::Table, "s", "t");
        schema.insert(table.clone(), super::super::Table::default(), None);
        for (name, not_null) in [("id", true), ("a", true), ("b", false)] {
            let id = ObjectId::child(&table, Kind::Column, name);
            schema.insert(id, Column { data_type: "int".to_owned(), not_null, ..Column::default() }, None);
        }
        let column = ObjectId::child(&table, Kind::Column, "b");
        let default = DefaultValue { expression: "1".to_owned() };
        schema.insert(ObjectId::child(&column, Kind::Default, ""), default, None);
        let key =
            |primary: bool, column: &str| Unique { primary, columns: vec![column.to_owned()], ..Unique::default() };
        schema.insert(ObjectId::child(&table, Kind::Unique, "t_pkey"), key(true, "id"), None);
        let part = KeyPart { column: Some("a".to_owned()), ..KeyPart::default() };
        let index = Index { unique: true, keys: vec![part], ..Index::default() };
        schema.insert(ObjectId::child(&table, Kind::Index, "i"), index, None);
        for column in ["a", "b"] {
            let key = ForeignKey {
                columns: vec![column.to_owned()],
                references: table.clone(),
                referenced_columns: vec!["id".to_owned()],
                match_type: super::super::Match::Simple,
                on_update: super::super::Action::NoAction,
                on_delete: super::super::Action::NoAction,
                on_delete_columns: Vec::new(),
                period: false,
                deferrable: false,
                initially_deferred: false,
                not_valid: false,
                not_enforced: false,
            };
            schema.insert(ObjectId::child(&table, Kind::ForeignKey, column), key, None);
        }
        let outline = Outline::of(&schema);
        let relation = &outline.relations[0];
        let told: Vec<_> = relation.columns.iter().map(|it| (it.primary, it.unique, it.refers, it.default)).collect();
        let expected = [(true, true, false, None), (false, true, true, None), (false, false, true, Some("1"))];
        assert_eq!(told, expected);
        let told: Vec<_> = relation.references.iter().map(|it| (it.optional, it.single)).collect();
        assert_eq!(told, [(false, true), (true, false)]);
    }
}
