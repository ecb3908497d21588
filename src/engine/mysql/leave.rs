//! A scratch database dropped with what was granted in it, which the server would keep for another of its name.

use super::account;
use super::connection::{Connection, Flavour};
use super::quote::{ident, literal};
use crate::engine::Row;
use crate::error::Fault;

/// What was granted in a database, whatever has become of that: the account, and on what.
const GRANTED: &str = r"
SELECT User, Host, 'DATABASE', Db, '' FROM mysql.db
WHERE Db IN ({name}, REPLACE(REPLACE({name}, '_', '\\_'), '%', '\\%'))
UNION SELECT User, Host, 'TABLE', Db, Table_name FROM mysql.tables_priv WHERE Db = {name}
UNION SELECT User, Host, Routine_type, Db, Routine_name FROM mysql.procs_priv WHERE Db = {name}";

impl Connection {
    /// What was granted in a database. Who may not see that has granted nothing.
    pub(super) async fn granted(&mut self, database: &str) -> Vec<Row> {
        self.texts(&GRANTED.replace("{name}", &literal(database))).await.unwrap_or_default()
    }

    /// Drops a scratch database, and revokes what was granted there.
    ///
    /// # Errors
    /// When it cannot be dropped. Who may not see or revoke grants has made none.
    pub async fn drop_database(&mut self, name: &str) -> Result<(), Fault> {
        for row in self.granted(name).await {
            for sql in revoked(&row, self.flavour() == Flavour::Mariadb) {
                let _ = self.run(&sql).await;
            }
        }
        self.run(&format!("DROP DATABASE IF EXISTS {}", ident(name))).await
    }
}

/// The right to hand on is no part of all privileges.
fn revoked(row: &Row, roles: bool) -> [String; 2] {
    let text = |index: usize| row.text(index).unwrap_or_default();
    let on = match text(2) {
        "DATABASE" => format!("{}.*", ident(text(3))),
        kind => format!("{kind} {}.{}", ident(text(3)), ident(text(4))),
    };
    let whom = match (text(0), text(1)) {
        ("PUBLIC", "") if roles => "PUBLIC".to_owned(),
        (user, "") if roles => account::sql(user, None),
        (user, host) => account::sql(user, Some(host)),
    };
    ["ALL PRIVILEGES", "GRANT OPTION"].map(|what| format!("REVOKE {what} ON {on} FROM {whom}"))
}
