//! Passwords in the database: never printed, never written, never compared, and put where they
//! belong when a plan runs.

use super::support::{dbtool_in, psql, server};

#[test]
fn a_password_is_named_by_a_variable_and_shown_nowhere() {
    let Some(server) = server(None) else {
        super::support::skip("no server");
        return;
    };
    let (here, there) = (server.database(), server.database());
    let password = r"s3'cr\et";
    psql(
        here.url(),
        "create foreign data wrapper w; create server fs foreign data wrapper w;
         create user mapping for public server fs options (user 'bob', password E's3''cr\\\\et')",
    );
    let project = super::Project::new(&[]);
    let variable = "FS_PUBLIC_PASSWORD";
    let run = |words: &[&str], set: bool| {
        let environment: &[(&str, &str)] = if set { &[(variable, password)] } else { &[] };
        let run = dbtool_in(project.path(), words, environment);
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains("s3'"), "{words:?} shows the password: {text}");
        }
        run
    };
    let model = run(&["inspect", "--url", here.url()], false).ok();
    assert!(model.contains("{user: bob, password: '${FS_PUBLIC_PASSWORD}'}"), "{model}");
    project.write("model.yaml", &model);
    let diff = ["diff", "--url", here.url(), "--model", "model.yaml", "--exit-code"];
    assert_eq!(run(&diff, false).ok(), "");

    let apply = ["apply", "--url", there.url(), "--model", "model.yaml", "--yes", "-v"];
    let told = run(&apply, false).failed(1);
    assert!(told.contains("the environment variable FS_PUBLIC_PASSWORD is not set"), "{told}");
    assert_eq!(psql(there.url(), "select count(*) from pg_foreign_server"), "0\n", "nothing runs without it");
    run(&apply, true).ok();
    let options = psql(there.url(), "select array_to_string(umoptions, ' ') from pg_user_mappings");
    assert_eq!(options, format!("user=bob password={password}\n"));

    // Another password is no drift; none is.
    psql(here.url(), "alter user mapping for public server fs options (set password 'other')");
    assert_eq!(run(&diff, false).ok(), "");
    psql(here.url(), "alter user mapping for public server fs options (drop password)");
    let drift = run(&diff, false);
    assert!(drift.stdout.contains("ADD password E'${FS_PUBLIC_PASSWORD}'"), "{}", drift.stdout);
    drift.failed(2);

    // What the server refuses is shown without it.
    psql(here.url(), "alter foreign data wrapper w validator postgresql_fdw_validator");
    project.write(
        "model.yaml",
        &model.replace("user: bob", "nonsense: bob").replace("  w:", "  w: {validator: postgresql_fdw_validator}"),
    );
    let refused = run(&["apply", "--url", here.url(), "--model", "model.yaml", "--yes", "-v"], true).failed(1);
    assert!(refused.contains("invalid option \"nonsense\"") && refused.contains("${FS_PUBLIC_PASSWORD}"), "{refused}");
}

#[test]
fn who_may_not_see_all_is_told_so_and_compares_the_rest() {
    let Some(server) = server(None) else {
        super::support::skip("no server");
        return;
    };
    let here = server.database();
    server.roles(&["dbtool_nobody"]);
    psql(
        here.url(),
        "create subscription sub connection 'host=127.0.0.1 port=1 password=hunter2' publication p with (connect = false);
         create foreign data wrapper w; create server fs foreign data wrapper w;
         create user mapping for public server fs options (user 'bob', password 'hunter2')",
    );
    let project = super::Project::new(&[]);
    let run = |words: &[&str]| {
        let run = dbtool_in(project.path(), words, &[]);
        assert!(!run.stdout.contains("hunter2") && !run.stderr.contains("hunter2"), "{} {}", run.stdout, run.stderr);
        run
    };
    // A session of a role that may nothing.
    let mark = if here.url().contains('?') { '&' } else { '?' };
    let poor = format!("{}{mark}options=-c%20role%3Ddbtool_nobody", here.url());
    run(&["inspect", "--url", here.url(), "--out", "model.yaml"]).ok();
    let inspected = run(&["inspect", "--url", &poor]);
    let told = &inspected.stderr;
    assert!(told.contains("connection of a subscription") && told.contains("options of a user mapping"), "{told}");
    assert!(inspected.ok().contains("publications: [p]"));
    let diff = ["diff", "--url", &poor, "--model", "model.yaml", "--format", "json"];
    let told = run(&diff).ok();
    // Owners apart, which are not the one who asks.
    assert!(!told.contains("\"kind\":\"subscription\"") && !told.contains("\"kind\":\"user mapping\""), "{told}");
    psql(here.url(), "alter subscription sub set (slot_name = none); drop subscription sub");
}

#[test]
fn a_foreign_table_s_secret_is_shown_nowhere() {
    let Some(server) = server(None) else {
        super::support::skip("no server");
        return;
    };
    let (here, there) = (server.database(), server.database());
    psql(
        here.url(),
        "create foreign data wrapper w; create server fs foreign data wrapper w;
         create foreign table ft (a int options (column_name 'A', access_token 'hunter2')) server fs options (path '/x', api_token 'hunter2')",
    );
    let project = super::Project::new(&[]);
    let run = |words: &[&str]| {
        let run = dbtool_in(
            project.path(),
            words,
            &[("PUBLIC_FT_API_TOKEN", "hunter3"), ("PUBLIC_FT_A_ACCESS_TOKEN", "hunter4")],
        );
        assert!(!run.stdout.contains("hunter") && !run.stderr.contains("hunter"), "{words:?} shows the token");
        run
    };
    let model = run(&["inspect", "--url", here.url()]).ok();
    assert!(model.contains("path: /x, api_token: '${PUBLIC_FT_API_TOKEN}'"), "{model}");
    project.write("model.yaml", &model);
    assert_eq!(run(&["diff", "--url", here.url(), "--model", "model.yaml", "--exit-code"]).ok(), "");
    run(&["apply", "--url", there.url(), "--model", "model.yaml", "--yes", "-v"]).ok();
    let options = psql(there.url(), "select array_to_string(ftoptions, ' ') from pg_foreign_table");
    assert_eq!(options, "path=/x api_token=hunter3\n");
    let of_column = "select array_to_string(attfdwoptions, ' ') from pg_attribute where attname = 'a'";
    assert_eq!(psql(there.url(), of_column), "column_name=A access_token=hunter4\n");
    psql(there.url(), "alter foreign table ft alter a options (drop access_token)");
    run(&["apply", "--url", there.url(), "--model", "model.yaml", "--yes", "-v"]).ok();
    assert_eq!(psql(there.url(), of_column), "column_name=A access_token=hunter4\n");
    project.write("model.yaml", &model.replace("'${PUBLIC_FT_API_TOKEN}'", "hunter2"));
    let told = run(&["diff", "--url", here.url(), "--model", "model.yaml"]).failed(1);
    assert!(told.contains("`api_token` is a secret"), "{told}");
}
