//! dbtool and the server, killed without warning: the next run ends where an undisturbed one does.

use tempfile::TempDir;

use super::files::write;
use super::server::Database;
use crate::support::{Ground, KILLS, block_on, kills};

/// Fifty migrations of every way to run.
fn fifty() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=10 {
        let texts = [
            format!(
                "CREATE TABLE t{number} (c int);\nINSERT INTO t{number} SELECT g FROM generate_series(1, 500) g;\nCREATE TYPE e{number} AS ENUM ('a');\n"
            ),
            format!("-- no-transaction\nCREATE UNIQUE INDEX CONCURRENTLY t{number}_c ON public.t{number} (c);\n"),
            format!("-- no-transaction\nALTER TYPE public.e{number} ADD VALUE 'b';\n"),
            format!("ALTER TABLE t{number} ADD COLUMN d e{number} DEFAULT 'b';\nUPDATE t{number} SET c = c + 1000;\n"),
            format!("-- no-transaction\nDROP INDEX CONCURRENTLY t{number}_c;\n"),
        ];
        for (index, text) in texts.iter().enumerate() {
            write(folder.path(), &format!("{}_m.up.sql", number * 10 + index), text);
        }
    }
    folder
}

/// Everything that the migrations make, and the history but for its times.
fn state(database: &Database) -> String {
    let sums: Vec<String> = (1..=10).map(|n| format!("SELECT {n} || ' ' || sum(c) || max(d) FROM t{n}")).collect();
    let asked = [
        "SELECT relname || relkind::text || coalesce(indisvalid::text, '') FROM pg_class LEFT JOIN pg_index ON indexrelid = oid \
         WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT enumtypid::regtype || enumlabel FROM pg_enum ORDER BY 1",
        &sums.join(" UNION ALL "),
        "SELECT version || description || success || encode(checksum, 'hex') FROM _sqlx_migrations ORDER BY version",
    ];
    asked.map(|sql| block_on(database.text(sql))).join("\n")
}

#[test]
fn postgresql() {
    let folder = fifty();
    kills(folder.path(), KILLS, &mut || {
        let database = Database::new();
        Ground { url: database.url(), state: Box::new(move || state(&database)), lapse: Box::new(|| ()) }
    });
}
