use std::path::PathBuf;

use super::print;
use super::session::Session;
use crate::embedded::{self, Choice, Product};
use crate::error::{Fault, Outcome};

/// Steer the local servers that dbtool runs for the project
///
/// No command needs this: a server is started where one is needed and ends with its last user. PostgreSQL is
/// fetched where the machine has none; of MySQL and MariaDB it runs the programs that are on the machine.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Start it, and let it stay until `stop`
    Start {
        /// The target whose database the URL is of; needed where there are several
        target: Option<String>,
        /// Listen at this port of 127.0.0.1 too, with a password
        #[arg(long)]
        port: Option<u16>,
    },
    /// Stop all of them
    Stop,
    /// Tell which there are, whether they run, where their data are, and what these take
    Status {
        /// The target whose database the URL is of; needed where there are several
        target: Option<String>,
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Print the URL of a target's database on the server that runs
    Url {
        /// The target; needed where there are several
        target: Option<String>,
    },
    /// Throw away a target's database, or the servers with all that they hold
    Reset {
        /// The target; all servers without one
        target: Option<String>,
        /// Do not ask
        #[arg(short, long)]
        yes: bool,
    },
}

pub async fn run(command: Command, session: &Session) -> Result<Outcome, Fault> {
    let ui = &session.ui;
    match command {
        Command::Start { target, port } => {
            let place = place(session, target.as_deref())?;
            let started = embedded::start(&place.project, place.choice, &place.database, port).await?;
            let state = if started.already { "was running already" } else { "runs" };
            let label = started.product.label();
            ui.note(&format!("{label} {} {state} until `dbtool db stop`", started.version));
            print(ui, &format!("{}\n", started.url))?;
        }
        Command::Stop => {
            let ran = embedded::stop(&project(session)?).await?;
            ui.note(if ran { "stopped" } else { "it was not running" });
        }
        Command::Status { target, json } => {
            let place = place(session, target.as_deref())?;
            let all = embedded::status(&place.project, place.only, &place.database).await?;
            if json {
                // Strings and numbers always have a JSON form.
                print(ui, &format!("{}\n", serde_json::to_string(&all).unwrap_or_default()))?;
            } else if all.is_empty() {
                ui.note("there is none yet: the first command that needs it makes it");
            } else {
                print(ui, &all.iter().map(describe).collect::<Vec<_>>().join("\n"))?;
            }
        }
        Command::Url { target } => {
            let place = place(session, target.as_deref())?;
            print(ui, &format!("{}\n", embedded::url(&place.project, place.choice.product, &place.database)?))?;
        }
        Command::Reset { target, yes } => reset(target.as_deref(), yes, session).await?,
    }
    Ok(Outcome::Done)
}

async fn reset(target: Option<&str>, yes: bool, session: &Session) -> Result<(), Fault> {
    let (project, database) = match target {
        Some(_) => place(session, target).map(|place| (place.project, Some((place.choice.product, place.database))))?,
        None => (project(session)?, None),
    };
    let what = match &database {
        Some((_, database)) => format!("the local database `{database}`"),
        None => "the local server with all its databases".to_owned(),
    };
    if !yes {
        super::confirm::ask(&format!("Throw away {what}"), &session.ui).await?;
    }
    let gone = embedded::reset(&project, database.as_ref().map(|(product, name)| (*product, name.as_str()))).await?;
    session.ui.note(&if gone { format!("{what} is gone") } else { format!("{what} was not there") });
    Ok(())
}

fn describe(status: &embedded::Status) -> String {
    let state = match (status.running, status.pinned) {
        (true, true) => "runs until `dbtool db stop`",
        (true, false) => "runs while it is used",
        (false, _) => "does not run",
    };
    let mut lines = vec![format!("{} {} {state}", status.product.label(), status.version)];
    lines.extend(status.url.as_ref().map(|url| format!("  url   {url}")));
    lines.extend(status.pid.map(|pid| format!("  pid   {pid}")));
    let mebibytes = status.bytes.div_ceil(1024 * 1024);
    lines.push(format!("  data  {} ({mebibytes} MiB)", status.data.display()));
    lines.push(format!("  log   {}", status.log.display()));
    lines.join("\n") + "\n"
}

/// The folder that `.dbtool/` is in.
fn project(session: &Session) -> Result<PathBuf, Fault> {
    Ok(session.config()?.map_or_else(PathBuf::new, |config| config.folder.clone()))
}

/// A target's database on a server of the project.
struct Place {
    project: PathBuf,
    choice: Choice,
    /// The server's product where a target says so.
    only: Option<Product>,
    database: String,
}

/// The project's folder and a target's database on its server. Without a configuration there is
/// one database of the server's own.
fn place(session: &Session, name: Option<&str>) -> Result<Place, Fault> {
    let asked = session.global.postgres_version;
    if name.is_none() && session.config()?.is_none() {
        let choice = Choice::postgresql(asked);
        return Ok(Place { project: PathBuf::new(), choice, only: None, database: "postgres".to_owned() });
    }
    let target = session.target(name)?;
    let Some(product) = target.product() else {
        return Err(Fault::new(format!("dbtool runs no {} server itself", target.engine.label()))
            .hint("`dbtool db` is about the servers of targets that need no URL"));
    };
    let choice = match product {
        Product::Postgresql => Choice::postgresql(asked.or(target.major())),
        Product::Mysql | Product::Mariadb => Choice::any(product),
    };
    Ok(Place { project: target.project.clone(), choice, only: Some(product), database: target.embedded_name() })
}
