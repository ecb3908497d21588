//! What nothing models is told by name, and `--strict` is no success with it.

use libtest_mimic::Failed;

use super::support::{Flavour, mysql};
use super::{dbtool, fresh};

/// MariaDB's packages, and a routine in Oracle's words.
const ORACLE: &str = "SET sql_mode = ORACLE; DELIMITER //
CREATE PACKAGE pk AS FUNCTION f RETURN INT; END//
CREATE PACKAGE BODY pk AS FUNCTION f RETURN INT AS BEGIN RETURN 1; END; END//
CREATE FUNCTION o(a INT) RETURN INT AS BEGIN RETURN 1; END//
DELIMITER ;
SET sql_mode = DEFAULT;";

pub fn told(flavour: Flavour) -> Result<(), Failed> {
    let Some(server) = mysql(flavour) else { return Ok(()) };
    let (script, strange): (String, &[&str]) = match flavour {
        Flavour::Mariadb => (ORACLE.to_owned(), &["package pk", "package body pk", "function o: its statement"]),
        // A body that is not of its session's character set.
        Flavour::Mysql => (
            "SET character_set_client = latin1; CREATE PROCEDURE s() SELECT _utf8mb4'\u{2713}'".to_owned(),
            &["procedure s: "],
        ),
    };
    let url = server.database(&fresh("unmodelled"), &format!("CREATE TABLE t (a int); {script}"));
    // A document in the server's own words holds all that has such words.
    let shown = if flavour == Flavour::Mariadb { &strange[..2] } else { &[] };
    for (command, strange) in [(&["inspect"][..], strange), (&["snapshot", "--style", "mysql"], shown)] {
        let all = [command, &["--url", &url]].concat();
        let run = dbtool(&all);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let strict = dbtool(&[&["--strict"], all.as_slice()].concat());
        assert_eq!(strict.code == Some(0), strange.is_empty(), "{command:?}");
        for name in strange {
            assert!(run.stderr.contains(name) && strict.stderr.contains(name), "{name}:\n{}", run.stderr);
        }
    }
    Ok(())
}
