//! Full disks: of the migrations' folder, and of the server. What failed has left nothing, and goes through once
//! there is room.

use std::os::unix::fs::{MetadataExt as _, chown};

use super::files::folder;
use super::server::{Database, run};
use crate::support::{Disk, Project, block_on};

#[test]
fn a_full_folder_gets_no_half_of_a_migration() {
    let Some(disk) = Disk::new("64k") else { return };
    let config = format!(
        "targets: {{app: {{engine: postgresql, url: 'postgresql://127.0.0.1:1/x', model: model.yaml, migrations: '{}'}}}}\n",
        disk.path().display()
    );
    let columns: String = (0..400).map(|n| format!("      column_{n}: int\n")).collect();
    let project =
        Project::new(&[("dbtool.yaml", &config), ("model.yaml", &format!("tables:\n  t:\n    columns:\n{columns}"))]);
    let new = ["migrate", "new", "app", "first"];
    // Room for some of its files, and for none.
    for room in [12_288, 4_096, 0] {
        let filler = disk.path().join("filler");
        std::fs::write(&filler, vec![b'x'; 65_536 - room]).unwrap();
        let said = project.dbtool(&new).failed(1);
        assert!(said.contains("cannot write") && said.contains("o space left on device"), "{said}");
        let left: Vec<_> = std::fs::read_dir(disk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["filler"], "with room for {room} bytes");
        std::fs::remove_file(filler).unwrap();
    }
    project.dbtool(&new).ok();
    assert_eq!(super::server::read(disk.path()).migrations.len(), 1);
}

#[test]
fn a_full_disk_of_the_server_leaves_nothing_half_done() {
    let Some(disk) = Disk::new("6m") else { return };
    let database = Database::new();
    let data = block_on(database.text("SELECT current_setting('data_directory')"));
    let owner = std::fs::metadata(data).unwrap();
    let place = disk.path().join("space");
    std::fs::create_dir(&place).unwrap();
    chown(&place, Some(owner.uid()), Some(owner.gid())).unwrap();
    let space = format!("small_{}", database.name);
    block_on(database.execute(&format!("CREATE TABLESPACE {space} LOCATION '{}'", place.display())));
    let folder = folder(&[
        ("1_t.sql", &format!("CREATE TABLE t (a int, b text) TABLESPACE {space};\nINSERT INTO t VALUES (0, 'x');")),
        (
            "2_rows.sql",
            "CREATE TABLE u (a int);\nINSERT INTO t SELECT g, repeat('x', 400) FROM generate_series(1, 20000) g;",
        ),
        ("3_i.sql", &format!("-- no-transaction\nCREATE INDEX CONCURRENTLY i ON t (b, a) TABLESPACE {space};")),
    ]);
    let (url, path) = (database.url(), folder.path());
    let said = run(&url, path, "up").failed(1);
    assert!(said.contains("2_rows.sql:2:1") && said.contains("No space left on device"), "{said}");
    assert_eq!(block_on(database.tables()), "_sqlx_migrations,t");
    assert_eq!(block_on(database.history()), "1:true");
    // Room for the rows, and none for the index.
    disk.grow("16m");
    let said = run(&url, path, "up").failed(1);
    assert!(said.contains("3_i.sql:2:1") && said.contains("No space left on device"), "{said}");
    assert_eq!(block_on(database.text("SELECT count(*)::text FROM pg_index WHERE indrelid = 't'::regclass")), "0");
    assert_eq!(block_on(database.history()), "1:true,2:true");
    disk.grow("64m");
    run(&url, path, "up").ok();
    assert_eq!(
        block_on(
            database.text(
                "SELECT (SELECT count(*) FROM t) || ' ' || indisvalid FROM pg_index WHERE indrelid = 't'::regclass"
            )
        ),
        "20001 true"
    );
    // Both cannot be one transaction.
    block_on(database.execute("DROP TABLE t"));
    block_on(database.execute(&format!("DROP TABLESPACE {space}")));
}
