//! A change of type that would write a table anew under an exclusive lock, made beside it: a shadow
//! column is kept in step by a trigger, filled in portions, and put in the column's place.

use super::hazard;
use super::names::relation_name;
use super::online;
use super::quote::{dollar, ident, name, parent};
use super::sql::Sql as _;
use super::types;
use crate::engine::{Sides, Statement};
use crate::model::{Column, Index, KeyPart, Kind, Object, ObjectId, Options, Schema, Unique};

/// The steps; none where the change writes nothing anew, or the reason why it cannot be made so.
pub(super) fn shadow(
    id: &ObjectId,
    before: &Object,
    after: &Object,
    sides: Sides<'_>,
) -> Option<Result<Vec<Statement>, String>> {
    let (Object::Column(old), Object::Column(new)) = (before, after) else { return None };
    let rewrites = !types::stored_alike(&old.data_type, &new.data_type);
    if !rewrites || hazard::used(id, sides).is_none() {
        return None;
    }
    Some(Recipe::new(id, old, new, sides).map(|recipe| recipe.statements()))
}

/// Whether an object is a helper of such a change, which a run that did not come to its end has left behind.
pub(super) fn is_left_over(id: &ObjectId, before: &Schema) -> bool {
    let helps = |table: &ObjectId, named: &dyn Fn(&ObjectId) -> String| {
        let columns = before.objects.keys().filter(|column| column.kind == Kind::Column);
        columns.filter(|column| column.parent().is_some_and(|it| it == table)).any(|column| named(column) == *id.name)
    };
    let table = id.parent();
    match id.kind {
        Kind::Column => table.is_some_and(|table| id.name.ends_with(LABEL) && helps(table, &|it| helper(table, it))),
        Kind::Trigger => table.is_some_and(|table| id.name.starts_with(TRIGGER) && helps(table, &trigger_for)),
        Kind::Routine | Kind::Index | Kind::Check => id.name.ends_with(LABEL),
        _ => false,
    }
}

/// What names of helpers end with.
const LABEL: &str = "dbtool_shadow";

/// What the names of triggers begin with: they fire by name, and ours must see what the others have made of
/// the row.
const TRIGGER: &str = "zz_dbtool";

/// The name of a column's shadow, and of what keeps it in step.
fn helper(table: &ObjectId, column: &ObjectId) -> String {
    relation_name(&table.name, Some(&column.name), LABEL)
}

fn trigger_for(column: &ObjectId) -> String {
    relation_name(TRIGGER, Some(&column.name), "shadow")
}

/// What is made anew on the shadow before it takes the column's place.
enum Upheld<'a> {
    Index(&'a ObjectId, &'a Index),
    Key(&'a ObjectId, &'a Unique),
}

struct Recipe<'a> {
    id: &'a ObjectId,
    table: &'a ObjectId,
    old: &'a Column,
    new: &'a Column,
    sides: Sides<'a>,
    upheld: Vec<Upheld<'a>>,
}

impl<'a> Recipe<'a> {
    fn new(id: &'a ObjectId, old: &'a Column, new: &'a Column, sides: Sides<'a>) -> Result<Self, String> {
        let table = id.parent().filter(|_| online::applies_to_plain(id, sides));
        let table = table.ok_or("it needs an online plan, and a table that is not partitioned")?;
        let same = Column {
            data_type: old.data_type.clone(),
            collation: old.collation.clone(),
            not_null: old.not_null,
            ..new.clone()
        };
        if same != *old || old.identity.is_some() || old.generated.is_some() || new.not_null_constraint.is_some() {
            return Err("the column is an identity or computed, or more of it changes than its type".to_owned());
        }
        let mut upheld = Vec::new();
        for (other, entry) in &sides.before.objects {
            if let Object::Trigger(trigger) = &entry.object
                && other.parent() == Some(table)
                && !is_left_over(other, sides.before)
                && trigger.events.iter().any(|event| event.to_lowercase().starts_with("update"))
            {
                return Err(format!("trigger {other} would fire for every row that is filled"));
            }
            if let Object::Sequence(sequence) = &entry.object
                && sequence.owned_by.as_ref() == Some(id)
            {
                return Err(format!("sequence {other} belongs to it: make it OWNED BY NONE first"));
            }
            let link = matches!(entry.object, Object::Partition(_) | Object::Inheritance(_));
            if link && (other.parent() == Some(table) || entry.object.references(other).contains(table)) {
                return Err("the table inherits, or is inherited from".to_owned());
            }
            if !entry.depends.contains(id) || other.is_within(id) {
                continue;
            }
            let kept = sides.after.get(other) == Some(&entry.object);
            match &entry.object {
                Object::Index(index) if kept && plain(index) => upheld.push(Upheld::Index(other, index)),
                Object::Unique(key) if kept && !key.without_overlaps => {
                    if sides.before.objects.values().any(|entry| entry.depends.contains(other)) {
                        return Err(format!("foreign keys refer to {other}"));
                    }
                    upheld.push(Upheld::Key(other, key));
                }
                _ => return Err(format!("{} {other} needs the column", other.kind)),
            }
        }
        Ok(Self { id, table, old, new, sides, upheld })
    }

    fn statements(&self) -> Vec<Statement> {
        let Self { id, new, .. } = self;
        let (table, column) = (parent(id), ident(&id.name));
        let shadow = helper(self.table, id);
        let shadow_id = ObjectId::child(self.table, Kind::Column, shadow.as_str());
        let own = ident(&shadow);
        let function = format!("{}.{}", ident(&self.table.schema), ident(&shadow));
        let trigger = ident(&trigger_for(id));
        let collate = new.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
        let value = |of: &str| format!("{of}{column}::{}", new.data_type);
        let body = format!("BEGIN\n    NEW.{own} := {};\n    RETURN NEW;\nEND", value("NEW."));
        let mut statements = vec![
            Statement::new(format!("ALTER TABLE {table} ADD COLUMN {own} {}{collate}", new.data_type)),
            Statement::new(format!(
                "CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS {}",
                dollar(&body)
            )),
            Statement::new(format!(
                "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
            )),
            self.fill(&own, &value("")),
        ];
        if new.not_null {
            statements.extend(online::set_not_null(&shadow_id));
        }
        // What must be alone comes before what the swap does in one transaction.
        let (alone, mut swap): (Vec<_>, Vec<_>) = statements.split_off(4).into_iter().partition(|it| !it.transactional);
        statements.extend(alone);
        for upheld in &self.upheld {
            statements.extend(self.built(upheld, &shadow));
        }
        swap.insert(0, Statement::new(format!("LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")));
        swap.push(Statement::new(format!("DROP TRIGGER {trigger} ON {table}")));
        swap.push(Statement::new(format!("DROP FUNCTION {function}()")));
        let gone = Statement::new(format!("ALTER TABLE {table} DROP COLUMN {column}"));
        let narrows = !types::widens(&self.old.data_type, &new.data_type);
        swap.push(match narrows {
            true => gone.losing(format!(
                "values of {id} go over from {} to {} as far as they fit",
                self.old.data_type, new.data_type
            )),
            false => gone,
        });
        swap.push(Statement::new(format!("ALTER TABLE {table} RENAME COLUMN {own} TO {column}")));
        if new.not_null && self.sides.before.major >= 18 {
            let called = |column: &str| ident(&relation_name(&self.table.name, Some(column), "not_null"));
            let (was, is) = (called(&shadow), called(&id.name));
            swap.push(Statement::new(format!("ALTER TABLE {table} RENAME CONSTRAINT {was} TO {is}")));
        }
        for upheld in &self.upheld {
            swap.push(self.taken_over(upheld));
        }
        swap.extend(self.parts());
        statements.extend(swap);
        statements
    }

    /// Fills the shadow, a thousand pages at a time. What is written meanwhile the trigger fills.
    fn fill(&self, own: &str, value: &str) -> Statement {
        let column = ident(&self.id.name);
        online::by_pages(self.id, &format!("{own} = {value}"), &format!("{own} IS NULL AND {column} IS NOT NULL"))
    }

    /// The index, by a name for the time being, on the shadow.
    fn built(&self, upheld: &Upheld<'_>, shadow: &str) -> Vec<Statement> {
        let moved = |name: &String| if **name == *self.id.name { shadow.to_owned() } else { name.clone() };
        let (id, index) = match upheld {
            Upheld::Index(id, index) => {
                let keys =
                    index.keys.iter().map(|key| KeyPart { column: key.column.as_ref().map(moved), ..key.clone() });
                let include = index.include.iter().map(moved).collect();
                (id, Index { keys: keys.collect(), include, ..(*index).clone() })
            }
            Upheld::Key(id, key) => {
                let part = |name: &String| KeyPart { column: Some(moved(name)), ..KeyPart::default() };
                let index = Index {
                    method: "btree".to_owned(),
                    keys: key.columns.iter().map(part).collect(),
                    unique: true,
                    nulls_not_distinct: key.nulls_not_distinct,
                    include: key.include.iter().map(moved).collect(),
                    options: key.options.clone(),
                    tablespace: key.tablespace.clone(),
                    ..Index::default()
                };
                (id, index)
            }
        };
        let temporary = ObjectId::child(self.table, Kind::Index, self.temporary(id));
        index.create_within(&temporary, &[], self.sides)
    }

    fn temporary(&self, id: &ObjectId) -> String {
        relation_name(&id.name, None, LABEL)
    }

    /// The index takes the place of the one that went with the column.
    fn taken_over(&self, upheld: &Upheld<'_>) -> Statement {
        match upheld {
            Upheld::Index(id, _) => {
                let was = format!("{}.{}", ident(&self.table.schema), ident(&self.temporary(id)));
                Statement::new(format!("ALTER INDEX {was} RENAME TO {}", ident(&id.name)))
            }
            Upheld::Key(id, key) => {
                let word = if key.primary { "PRIMARY KEY" } else { "UNIQUE" };
                let wait = match (key.deferrable, key.initially_deferred) {
                    (true, true) => " DEFERRABLE INITIALLY DEFERRED",
                    (true, false) => " DEFERRABLE",
                    _ => "",
                };
                Statement::new(format!(
                    "ALTER TABLE {} ADD CONSTRAINT {} {word} USING INDEX {}{wait}",
                    name(self.table),
                    ident(&id.name),
                    ident(&self.temporary(id))
                ))
            }
        }
    }

    /// What hung on the column, and on the indexes that went with it.
    fn parts(&self) -> Vec<Statement> {
        let upheld: Vec<&ObjectId> = self
            .upheld
            .iter()
            .map(|it| match it {
                Upheld::Index(id, _) | Upheld::Key(id, _) => *id,
            })
            .collect();
        let hung = |part: &&ObjectId| part.is_within(self.id) || upheld.iter().any(|id| part.is_within(id));
        let after = self.sides.after;
        let parts = after.objects.iter().filter(|(part, _)| hung(part));
        let dialect: &dyn crate::engine::Dialect = &super::Postgres;
        parts.flat_map(|(part, entry)| dialect.create(part, &entry.object, &[], self.sides)).collect()
    }
}

/// Whether an index is on columns alone, so that another column can stand for one of them.
fn plain(index: &Index) -> bool {
    let Index { keys, predicate, invalid, partition_of, .. } = index;
    let statistics = |options: &Options| options.is_empty();
    predicate.is_none()
        && !invalid
        && partition_of.is_none()
        && keys.iter().all(|key| key.column.is_some() && statistics(&key.opclass_options))
}
