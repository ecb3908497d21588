//! The command line as scripts and people meet it: the real program, its exit codes, stdout, stderr.

#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/brought.rs"]
mod brought;
#[path = "cli/citus.rs"]
mod citus;
#[path = "cli/database.rs"]
mod database;
#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/documents.rs"]
mod documents;
#[path = "cli/growth.rs"]
mod growth;
#[path = "cli/kept.rs"]
mod kept;
#[path = "cli/kinds.rs"]
mod kinds;
#[path = "cli/labels.rs"]
mod labels;
#[path = "cli/library.rs"]
mod library;
#[path = "cli/locks.rs"]
mod locks;
#[path = "cli/members.rs"]
mod members;
#[path = "cli/numbering.rs"]
mod numbering;
#[path = "cli/pairs.rs"]
mod pairs;
#[path = "cli/parents.rs"]
mod parents;
#[path = "cli/partitions.rs"]
mod partitions;
#[path = "cli/profiles.rs"]
mod profiles;
#[path = "cli/projects.rs"]
mod projects;
#[path = "cli/proof.rs"]
mod proof;
#[path = "cli/reached.rs"]
mod reached;
#[path = "cli/rebuild.rs"]
mod rebuild;
#[path = "cli/renames.rs"]
mod renames;
#[path = "cli/roles.rs"]
mod roles;
#[path = "cli/secrets.rs"]
mod secrets;
#[path = "cli/shadow.rs"]
mod shadow;
#[path = "cli/site.rs"]
mod site;
mod support;
#[path = "cli/tablespaces.rs"]
mod tablespaces;
#[path = "cli/unreachable.rs"]
mod unreachable;
#[path = "cli/usage.rs"]
mod usage;
#[path = "cli/viewpoints.rs"]
mod viewpoints;

use support::{Project, Run, dbtool_in};

/// A project of one target with a small model; its URL comes from the environment.
const CONFIG: &str = "\
targets:
  app:
    engine: postgresql
    model: schemas/app.yaml
    migrations: migrations/app
    url: ${APP_URL}
    snapshots:
      - {style: psql, file: snapshots/app.md}
";

const MODEL: &str = "\
tables:
  users:
    columns:
      id: bigserial
      email: {type: text, not_null: true}
    primary_key: [id]
";

fn project() -> Project {
    Project::new(&[("dbtool.yaml", CONFIG), ("schemas/app.yaml", MODEL)])
}

/// Runs dbtool in a project, words split at spaces, on a database.
fn run(project: &Project, url: &str, line: &str) -> Run {
    let words: Vec<&str> = line.split(' ').collect();
    dbtool_in(project.path(), &words, &[("APP_URL", url)])
}

/// Runs dbtool in an empty folder without a database.
fn bare(line: &str) -> Run {
    let words: Vec<&str> = line.split_whitespace().collect();
    Project::new(&[]).dbtool(&words)
}
