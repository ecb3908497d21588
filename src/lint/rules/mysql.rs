//! The rules for migrations of MySQL and MariaDB: their own, and those of every engine with examples and remedies
//! that hold there.

use super::{
    algorithm_not_stated, checks_off, constraint_dropped, drop_column, drop_table, no_primary_key, no_way_back,
    nullable_to_required, rename_column, rename_table, small_key, table_copied, unbounded_write, writes_wait,
};
use crate::lint::Rule;

const TABLE: &str = "CREATE TABLE t (id bigint PRIMARY KEY, a int, b varchar(20));";

/// All of them, by name.
pub const MYSQL_RULES: &[Rule] = &[
    algorithm_not_stated::RULE,
    checks_off::RULE,
    Rule {
        before: "CREATE TABLE t (id bigint PRIMARY KEY, a int, CONSTRAINT above CHECK (a > 0));",
        bad: "ALTER TABLE t DROP CONSTRAINT above;",
        good: "ALTER TABLE t ADD CONSTRAINT below CHECK (a < 10);",
        ..constraint_dropped::RULE
    },
    Rule { before: TABLE, good: "ALTER TABLE t ALTER COLUMN b SET DEFAULT 'x';", ..drop_column::RULE },
    Rule { before: TABLE, good: "ALTER TABLE t COMMENT 'no longer used';", ..drop_table::RULE },
    no_primary_key::RULE,
    no_way_back::RULE,
    Rule {
        remedy: "fill the rows first, in portions; let the application write values before the column asks for them",
        before: TABLE,
        bad: "ALTER TABLE t MODIFY COLUMN a int NOT NULL;",
        good: "ALTER TABLE t MODIFY COLUMN a int DEFAULT 0;",
        ..nullable_to_required::RULE
    },
    Rule { before: TABLE, ..rename_column::RULE },
    Rule { before: TABLE, good: "ALTER TABLE t COMMENT 'soon u';", ..rename_table::RULE },
    small_key::RULE,
    table_copied::RULE,
    Rule {
        why: "Every row stays locked until the statement is done, and what they were is kept until then.",
        remedy: "write in portions of some thousand rows, each a statement of its own",
        before: TABLE,
        ..unbounded_write::RULE
    },
    writes_wait::RULE,
];
