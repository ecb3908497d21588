//! `--roles`: what all databases of a server share is looked at where that is asked for, and
//! without it left alone.

use std::sync::{Mutex, PoisonError};

use super::support::{dbtool_in, psql, server};

/// Held by each test that makes roles and looks at them all: a server has them once for all its databases.
pub static ALONE: Mutex<()> = Mutex::new(());

#[test]
fn roles_are_looked_at_where_that_is_asked_for() {
    let Some(server) = server(Some(15)) else {
        super::support::skip("no server of version 15");
        return;
    };
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let here = server.database();
    let project = super::Project::new(&[]);
    let drop = "drop role if exists dbtool_role_member; drop role if exists dbtool_role_group";
    psql(here.url(), drop);
    psql(
        here.url(),
        "create role dbtool_role_group; comment on role dbtool_role_group is 'them';
         create role dbtool_role_member login noinherit connection limit 3 valid until '2030-01-31 12:00:00+00' password 'hunter2';
         grant dbtool_role_group, pg_monitor to dbtool_role_member with admin option;
         alter role dbtool_role_member set work_mem = '64MB'",
    );
    let run = |words: &[&str]| dbtool_in(project.path(), words, &[]);
    assert!(!run(&["inspect", "--url", here.url()]).ok().contains("dbtool_role_"));
    let model = run(&["inspect", "--url", here.url(), "--roles"]).ok();
    assert!(!model.contains("hunter2") && !model.contains("SCRAM"), "{model}");
    let lines = "  dbtool_role_member:
    inherit: false
    login: true
    connection_limit: 3
    valid_until: '2030-01-31 12:00:00+00'
    member_of: {dbtool_role_group: {admin: true}, pg_monitor: {admin: true}}
    settings: {work_mem: '64MB'}
";
    assert!(model.contains("  dbtool_role_group: {comment: them}\n") && model.contains(lines), "{model}");
    // Roles that others' tests make meanwhile are no affair of this one: `manage` is left out.
    let ours = |rest: &str| format!("roles:\n  dbtool_role_group: {{comment: them}}\n{rest}");
    project.write("model.yaml", &ours(lines));
    let diff = ["diff", "--url", here.url(), "--model", "model.yaml", "--exit-code", "--roles"];
    assert_eq!(run(&diff).ok(), "");
    project.write("model.yaml", &ours("  dbtool_role_member: {createdb: true, member_of: {dbtool_role_group: }}\n"));
    assert_eq!(run(&diff[..6]).ok(), "", "without --roles they are passed over");
    let told = run(&diff).failed(2);
    assert!(told.is_empty() || !told.contains("error"), "{told}");
    let sql = run(&diff[..5].iter().copied().chain(["--roles", "--format", "sql"]).collect::<Vec<_>>()).ok();
    assert!(
        sql.contains(
            "ALTER ROLE dbtool_role_member INHERIT CREATEDB NOLOGIN CONNECTION LIMIT -1 VALID UNTIL 'infinity'"
        ),
        "{sql}"
    );
    assert!(sql.contains("REVOKE ADMIN OPTION FOR dbtool_role_group FROM dbtool_role_member"), "{sql}");
    run(&["apply", "--url", here.url(), "--model", "model.yaml", "--yes", "--roles", "--exclude", "dbtool_[!r]*"]).ok();
    assert_eq!(run(&diff).ok(), "");
    psql(here.url(), drop);
}

#[test]
fn what_speaks_of_a_role_goes_on_doing_so_when_that_is_renamed() {
    let Some(server) = server(Some(15)) else { return super::support::skip("no server of version 15") };
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let here = server.database();
    let gone = "drop role if exists dbtool_named_before, dbtool_named_now, dbtool_named_group";
    psql(here.url(), gone);
    psql(
        here.url(),
        "create role dbtool_named_before; create role dbtool_named_group;
         grant dbtool_named_group to dbtool_named_before; alter role dbtool_named_before set work_mem = '64MB';
         create table t (id integer); grant select (id) on t to dbtool_named_before;
         create table u (id integer); alter table u owner to dbtool_named_before;
         create policy p on t to dbtool_named_before using (true);
         alter default privileges for role dbtool_named_before grant select on tables to public;
         alter default privileges grant insert on tables to dbtool_named_before;
         create foreign data wrapper w; create server s foreign data wrapper w;
         create user mapping for dbtool_named_before server s options (\"user\" 'x')",
    );
    let project = super::Project::new(&[]);
    let run =
        |words: &[&str]| dbtool_in(project.path(), &[words, &["--url", here.url(), "--roles"]].concat(), &[]).ok();
    // Roles that others' tests make meanwhile are no affair of this one: `manage` is left out, and what is theirs.
    let model = run(&["inspect", "--exclude", "dbtool_[!n]*"]);
    let model = model.replace("dbtool_named_before", "dbtool_named_now");
    let model = model.replace("  dbtool_named_now: {", "  dbtool_named_now: {renamed_from: dbtool_named_before, ");
    project.write("model.yaml", &model);
    let plan = run(&["diff", "--model", "model.yaml", "--format", "sql", "--exclude", "dbtool_[!n]*"]);
    assert_eq!(plan, "BEGIN;\nALTER ROLE dbtool_named_before RENAME TO dbtool_named_now;\nCOMMIT;\n", "{}", model);
    run(&["apply", "--model", "model.yaml", "--yes", "--exclude", "dbtool_[!n]*"]);
    assert_eq!(run(&["diff", "--model", "model.yaml", "--exclude", "dbtool_[!n]*"]), "");
    drop(here);
    psql(&server.url(), gone);
}

#[test]
fn stand_ins_that_many_ask_for_at_once_are_made_once() {
    let Some(server) = server(None) else { return super::support::skip("no server of PostgreSQL") };
    let names: Vec<String> = (0..20).map(|number| format!("dbtool_at_once_{number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| server.roles(&names));
        }
    });
    let made = psql(&server.url(), "SELECT count(*) FROM pg_roles WHERE rolname ~ '^dbtool_at_once_'");
    assert_eq!(made.trim(), "20");
}
