//! `--roles`: what all databases of a server share is looked at where that is asked for, and
//! without it left alone.

use super::support::{dbtool_in, psql, server};

#[test]
fn roles_are_looked_at_where_that_is_asked_for() {
    let Some(server) = server(Some(15)) else {
        super::support::skip("no server of version 15");
        return;
    };
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
    run(&["apply", "--url", here.url(), "--model", "model.yaml", "--yes", "--roles"]).ok();
    assert_eq!(run(&diff).ok(), "");
    psql(here.url(), drop);
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
