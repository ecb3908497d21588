//! Materialized views. They are read with the views.

use std::collections::BTreeMap;

use super::quote::{ident, name};
use super::sql::{Part, Sql, adopt_tablespace, one, rename_to, set_parameters, with};
use super::view::rows_of_values;
use crate::engine::{Alteration, Finish, Sides, Statement};
use crate::model::{KeptColumn, Kind, MaterializedView, Name, ObjectId};

/// What brings the way in which columns are kept to another; `shape` tells their types.
fn keep(
    id: &ObjectId,
    before: &BTreeMap<String, KeptColumn>,
    after: &BTreeMap<String, KeptColumn>,
    shape: &[(Name, String)],
) -> Vec<Statement> {
    let usual = KeptColumn::default();
    let mut statements = Vec::new();
    for column in before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))) {
        let (old, new) = (before.get(column).unwrap_or(&usual), after.get(column).unwrap_or(&usual));
        let mut actions = Vec::new();
        if old.storage != new.storage {
            let data_type = shape.iter().find(|(name, _)| **name == **column).map_or("", |(_, data_type)| data_type);
            let usual = super::column::usual_storage(data_type);
            actions.push(format!("SET STORAGE {}", new.storage.as_deref().unwrap_or(usual)));
        }
        if old.compression != new.compression {
            actions.push(format!("SET COMPRESSION {}", new.compression.as_deref().unwrap_or("default")));
        }
        if old.statistics != new.statistics {
            actions.push(format!("SET STATISTICS {}", new.statistics.unwrap_or(-1)));
        }
        actions.extend(set_parameters(&old.options, &new.options));
        statements.extend(actions.into_iter().map(|action| {
            Statement::new(format!("ALTER MATERIALIZED VIEW {} ALTER COLUMN {} {action}", name(id), ident(column)))
        }));
    }
    statements
}

impl Sql for MaterializedView {
    fn create(&self, id: &ObjectId, _: &[Part<'_>]) -> Vec<Statement> {
        let Self { query, options, access_method, tablespace, cluster_on: _, without_data, columns, row_key: _ } = self;
        let method = access_method.as_ref().map(|method| format!(" USING {}", ident(method))).unwrap_or_default();
        let space = tablespace.as_ref().map(|space| format!(" TABLESPACE {}", ident(space))).unwrap_or_default();
        let data = if *without_data { "\nWITH NO DATA" } else { "" };
        let (names, query) = rows_of_values(query);
        let mut statements = one(format!(
            "CREATE MATERIALIZED VIEW {}{names}{method}{}{space} AS\n{query}{data}",
            name(id),
            with(options)
        ));
        statements.extend(keep(id, &BTreeMap::new(), columns, &[]));
        statements
    }

    fn drop(&self, id: &ObjectId) -> Vec<Statement> {
        one(format!("DROP MATERIALIZED VIEW {}", name(id)))
    }

    fn alter(&self, id: &ObjectId, after: &Self, sides: Sides<'_>) -> Alteration {
        if self.query != after.query {
            return Alteration::Replace;
        }
        let mut actions = set_parameters(&self.options, &after.options);
        if self.access_method != after.access_method {
            actions.push(format!("SET ACCESS METHOD {}", ident(after.access_method.as_deref().unwrap_or("heap"))));
        }
        if self.tablespace != after.tablespace {
            actions.push(format!("SET TABLESPACE {}", ident(after.tablespace.as_deref().unwrap_or("pg_default"))));
        }
        if self.cluster_on.is_some() && after.cluster_on.is_none() {
            actions.push("SET WITHOUT CLUSTER".to_owned());
        }
        let alter = |action: String| Statement::new(format!("ALTER MATERIALIZED VIEW {} {action}", name(id)));
        let mut statements: Vec<Statement> = actions.into_iter().map(alter).collect();
        for statement in &mut statements {
            if statement.sql.contains(" SET TABLESPACE ") {
                *statement = statement.clone().moving(id);
            }
        }
        let shape = sides.before.objects.get(id).map(|entry| entry.shape.as_slice()).unwrap_or_default();
        statements.extend(keep(id, &self.columns, &after.columns, shape));
        Alteration::InPlace(statements)
    }

    fn finish(&self, id: &ObjectId, before: Option<&Self>) -> Option<Finish> {
        let index =
            self.cluster_on.as_ref().filter(|_| before.is_none_or(|before| before.cluster_on != self.cluster_on))?;
        Some(Finish {
            statements: one(format!("ALTER MATERIALIZED VIEW {} CLUSTER ON {}", name(id), ident(index))),
            needs: vec![ObjectId::child(id, Kind::Index, index.as_str())],
        })
    }

    fn rename(&self, from: &ObjectId, to: &ObjectId) -> Vec<Statement> {
        rename_to("MATERIALIZED VIEW", from, to)
    }

    fn evicted(&self) -> bool {
        true
    }

    fn claim(&self, id: &ObjectId) -> Option<String> {
        Some(format!("relation {}", name(id)))
    }

    fn target(id: &ObjectId) -> String {
        format!("MATERIALIZED VIEW {}", name(id))
    }

    fn adopt(&mut self, written: &Self, live: &Self) {
        adopt_tablespace(&mut self.tablespace, &written.tablespace, &live.tablespace);
        self.without_data = live.without_data;
    }
}
