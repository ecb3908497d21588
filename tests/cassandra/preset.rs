//! A cluster that is set up to make tables and indexes in other ways than Cassandra does by itself.

use libtest_mimic::Failed;

use super::{dbtool, fresh, model, support, went};
use support::own_cassandra;

/// What nobody says is the cluster's choice when something is made, and no difference afterwards; what somebody said
/// stays what it is, though it be what another cluster would choose.
pub fn preset(version: usize) -> Result<(), Failed> {
    let yaml = "default_compaction:\n  class_name: UnifiedCompactionStrategy\n  parameters:\n    scaling_parameters: T4\n\
                default_secondary_index: sai\ndefault_secondary_index_enabled: true\n";
    let Some(server) = own_cassandra(version, yaml) else { return Ok(()) };
    let (here, there) = (fresh("here"), fresh("there"));
    let script = "CREATE TABLE plain (a int PRIMARY KEY, b int); \
                  CREATE TABLE tiered (a int PRIMARY KEY, b int) WITH compaction = {'class': 'SizeTieredCompactionStrategy'}; \
                  CREATE INDEX chosen ON plain (b); CREATE INDEX old ON tiered (b) USING 'legacy_local_table'";
    let live = server.keyspace(&here, script);
    let (_kept, read) = model("");
    went(dbtool(&["inspect", "--url", &live, "-o", &read]), "inspect")?;
    went(dbtool(&["diff", "--url", &live, "--model", &read, "--exit-code"]), "what was read")?;
    // Made anew elsewhere the tables are as they were.
    let other = server.keyspace(&there, "");
    went(dbtool(&["apply", "--url", &other, "--model", &read, "--yes"]), "apply")?;
    let compaction = "SELECT compaction FROM system_schema.tables WHERE keyspace_name = ";
    for table in ["plain", "tiered"] {
        let of = |name: &str| server.first(name, &format!("{compaction}'{name}' AND table_name = '{table}'"));
        assert_eq!(of(&here), of(&there), "{table}");
    }
    // A model that does not speak of it leaves it alone.
    let (_kept, silent) = model(
        "tables:\n  plain: {columns: {a: int, b: int}, partition_key: [a], indexes: {chosen: [b]}}\n  \
         tiered: {columns: {a: int, b: int}, partition_key: [a], indexes: {old: [b]}}\n",
    );
    let told = dbtool(&["diff", "--url", &live, "--model", &silent, "--format", "sql"]).stdout;
    assert!(!told.contains("INDEX") && !told.contains("TABLE plain"), "{told}");
    Ok(())
}
