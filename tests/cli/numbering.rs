//! Columns that the server numbers go on from the values that they hold, whichever way they are
//! numbered from now on.

use crate::support::{psql, server};
use crate::{MODEL, project, run};

#[test]
fn numbers_go_on_from_identity_to_serial_and_back() {
    let Some(server) = server(None) else { return };
    let (project, database) = (project(), server.database());
    let url = database.url();
    let as_ = |column: &str| MODEL.replace("id: bigserial", &format!("id: {column}"));
    let mut count = 0;
    for column in [
        "bigserial",
        "{type: bigint, identity: by_default}",
        "bigserial",
        "{type: bigint, not_null: true}",
        "bigserial",
        "{type: bigint, identity: always}",
    ] {
        project.write("schemas/app.yaml", &as_(column));
        run(&project, url, "apply --yes --allow all").ok();
        assert_eq!(run(&project, url, "diff --exit-code").code, Some(0), "{column}");
        count += 2;
        if column.contains("not_null") {
            let insert =
                "INSERT INTO users (id, email) SELECT max(id) + i, 'e' FROM users, generate_series(1, 2) i GROUP BY i";
            psql(url, insert);
        } else {
            psql(url, "INSERT INTO users (email) VALUES ('e'), ('e')");
        }
        let state = psql(url, "SELECT count(*), count(DISTINCT id), max(id) FROM users");
        assert_eq!(state.trim(), format!("{count}|{count}|{count}"), "{column}");
    }
}
