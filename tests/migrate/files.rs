//! Folders of migrations for the tests.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    folder
}

pub fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).unwrap();
}

pub const USERS: [(&str, &str); 2] =
    [("1_add_users.up.sql", "CREATE TABLE users (id int);\n"), ("1_add_users.down.sql", "DROP TABLE users;\n")];

/// Three migrations: one with two statements, one outside of a transaction, a simple one of sqlx.
pub fn three() -> TempDir {
    folder(&[
        USERS[0],
        USERS[1],
        ("2_index.up.sql", "-- no-transaction\nCREATE INDEX CONCURRENTLY users_id ON users (id);\n"),
        ("2_index.down.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY users_id;\n"),
        ("3_more.up.sql", "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n"),
        ("3_more.down.sql", "DROP TABLE b;\nDROP TABLE a;\n"),
    ])
}
