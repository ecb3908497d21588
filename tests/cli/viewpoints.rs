//! What of a database is meant, as the configuration says it: `include`, `exclude`, and viewpoints in documents.

use super::Project;
use super::support::{self, Run, dbtool_in, psql, server};

const CONFIG: &str = "\
targets:
  shop:
    engine: postgresql
    model: shop.yaml
    url: ${SHOP_URL}
    exclude: ['public.flyway_schema_history', 'audit']
    viewpoints:
      orders:
        title: Orders & what is paid
        description: |
          From the basket *to the bill*.
        include: ['public.order*']
        exclude: ['public.orders_old']
      all: {include: ['public.*']}
    snapshots:
      - {style: dictionary, file: all.md}
      - {style: dictionary, file: orders.md, viewpoint: orders}
";
const MODEL: &str = "\
tables:
  users: {columns: {id: bigint}, primary_key: [id]}
  orders: {columns: {id: bigserial, user_id: {type: bigint, references: users}}, primary_key: [id]}
  order_lines: {columns: {order_id: {type: bigint, references: orders}}}
  orders_old: {columns: {id: bigint}}
";

fn run(project: &Project, url: &str, scratch: &str, line: &str) -> Run {
    let words: Vec<&str> = line.split(' ').collect();
    dbtool_in(project.path(), &[&words, &["--scratch-url", scratch][..]].concat(), &[("SHOP_URL", url)])
}

#[test]
fn what_is_left_out_in_the_configuration_is_so_in_every_command() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("shop.yaml", MODEL)]);
    let scratch = server.url();
    let dbtool = |line: &str| run(&project, database.url(), &scratch, line);
    // Its key's sequence goes with the other tool's table.
    psql(
        database.url(),
        "CREATE TABLE flyway_schema_history (installed_rank serial PRIMARY KEY, script text);
         CREATE INDEX script ON flyway_schema_history (script);
         CREATE SCHEMA audit; CREATE TABLE audit.log (); CREATE TABLE tmp_1 (id serial)",
    );
    dbtool("apply shop --yes --exclude public.tmp_*").ok();
    assert_eq!(dbtool("diff --exit-code --exclude public.tmp_*").ok(), "");
    let drift = dbtool("diff --exit-code");
    assert_eq!(drift.code, Some(2));
    assert!(drift.stdout.contains("- table public.tmp_1") && !drift.stdout.contains("flyway"), "{}", drift.stdout);
    assert!(!drift.stdout.contains("audit"), "{}", drift.stdout);
    assert_eq!(dbtool("diff --exit-code --include public.order* --include public.users").ok(), "");
    let model = dbtool("inspect shop --exclude public.tmp_*").ok().to_owned();
    assert!(!model.contains("flyway") && !model.contains("audit") && model.contains("order_lines"), "{model}");

    // `include` of the configuration holds until the command says another.
    project.write(
        "dbtool.yaml",
        &CONFIG.replace(
            "    exclude: ['public.f",
            "    include: ['public.order*', public.users]\n    exclude: ['public.f",
        ),
    );
    assert_eq!(dbtool("diff --exit-code").ok(), "");
    assert!(dbtool("diff --include public.tmp_*").ok().contains("- table public.tmp_1"));
    assert!(dbtool("diff --include audit.*").ok().is_empty(), "what is left out stays left out");
    psql(database.url(), "ALTER TABLE orders ADD note text; DROP SEQUENCE tmp_1_id_seq CASCADE");
    assert!(dbtool("diff").ok().contains("public.orders.note"));
    assert!(!dbtool("diff --include public.users").ok().contains("public.orders.note"));

    project.write("dbtool.yaml", &CONFIG.replace("'audit'", "'['"));
    let refused = dbtool("diff").failed(1);
    assert!(refused.contains("dbtool.yaml:6:") && refused.contains("`[` is not a pattern"), "{refused}");
}

#[test]
fn a_document_shows_a_viewpoint() {
    let Some(server) = server(None) else { return support::skip("no server of PostgreSQL") };
    let database = server.database();
    let project = Project::new(&[("dbtool.yaml", CONFIG), ("shop.yaml", MODEL)]);
    let scratch = server.url();
    let dbtool = |line: &str| run(&project, database.url(), &scratch, line);
    dbtool("apply shop --yes").ok();
    dbtool("snapshot --write").ok();
    assert_eq!(dbtool("snapshot --check").code, Some(0));
    let (all, orders) = (project.read("all.md"), project.read("orders.md"));
    let titles = |text: &str| -> Vec<String> {
        text.lines().filter_map(|line| line.strip_prefix("## ").map(str::to_owned)).collect()
    };
    assert_eq!(titles(&all), ["order_lines", "orders", "orders_old", "users"]);
    assert_eq!(titles(&orders), ["order_lines", "orders"]);
    assert!(
        orders.starts_with("# Orders \\& what is paid\n\nFrom the basket *to the bill*.\n\n# Data Dictionary\n"),
        "{orders}"
    );
    assert_eq!(dbtool("snapshot --viewpoint orders").ok(), orders);
    assert_eq!(dbtool("snapshot --viewpoint orders --from model").ok(), orders);
    assert_eq!(dbtool("snapshot").ok(), all);
    psql(database.url(), "ALTER TABLE users ADD note text");
    let stale = dbtool("snapshot --check");
    assert_eq!(stale.code, Some(2), "{}", stale.stderr);
    assert!(stale.stderr.contains("all.md is stale") && stale.stderr.contains("orders.md is up to date"));
    assert_eq!(dbtool("snapshot --check --viewpoint orders").code, Some(0));

    // Every style shows the same tables.
    for style in [
        "psql",
        "psql+",
        "psql-9.6",
        "listing",
        "mermaid",
        "markdown",
        "mermaid-er",
        "dbml",
        "plantuml",
        "graphviz",
        "sql",
        "json",
    ] {
        let text = dbtool(&format!("snapshot --style {style} --viewpoint orders")).ok().to_owned();
        let words = |word: &str| text.contains(word);
        assert!(words("order_lines") && words("orders") && !words("orders_old"), "{style}: {text}");
        let told = !["sql", "json"].contains(&style);
        assert_eq!(words("Orders & what is paid") || words("Orders \\& what is paid"), told, "{style}: {text}");
        if style == "mermaid" {
            assert!(!words("users"), "what a diagram does not show it does not point to: {text}");
        }
    }
    assert!(
        dbtool("snapshot --style markdown --viewpoint orders")
            .ok()
            .starts_with("# Orders \\& what is paid\n\nFrom the basket *to the bill*.\n\n## Tables\n")
    );
    assert!(dbtool("snapshot --style markdown --viewpoint orders --name Bills").ok().starts_with("# Bills\n"));

    let unknown = dbtool("snapshot --viewpoint order").failed(1);
    assert!(
        unknown.contains("there is no viewpoint `order`") && unknown.contains("did you mean `orders`?"),
        "{unknown}"
    );
    project.write("dbtool.yaml", &CONFIG.replace("viewpoint: orders", "viewpoint: order"));
    assert!(dbtool("snapshot --check").failed(1).contains("dbtool.yaml:17:"));
    project.write("dbtool.yaml", &CONFIG.replace("include: ['public.order*']", "include: [orders]"));
    let nothing = dbtool("snapshot --viewpoint orders").failed(1);
    assert!(nothing.contains("nothing is seen from the viewpoint `Orders & what is paid`"), "{nothing}");
}
