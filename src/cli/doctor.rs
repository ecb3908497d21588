//! `dbtool doctor`.

use std::fmt::Write as _;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::format::Format;
use super::print;
use super::session::{Live, Session, Target};
use crate::config::redact;
use crate::engine::Reading;
use crate::error::{Fault, Outcome};
use crate::migrate::{self, State, files};

/// Look at the configuration, and at each target's database, rights, model, scratch server and migrations
///
/// Says what works and what to do about what does not. No database is changed. The exit code is 1 where something does
/// not work.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Health {
    /// It works.
    Ok,
    /// It works, and there is something to know.
    Note,
    /// It does not work.
    Fault,
}

/// One thing that was looked at.
#[derive(Clone, Debug, Serialize)]
struct Check {
    /// Of which target; none for what all share.
    target: Option<String>,
    /// What was looked at.
    of: &'static str,
    state: Health,
    message: String,
    remedy: Option<String>,
}

/// How far a server's clock may be from ours, in seconds.
const APART: u64 = 60;

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let mut checks = vec![configuration(session)];
    if checks.iter().all(|check| check.state != Health::Fault) {
        for target in session.targets(&args.targets)? {
            checks.extend(look_at(&target, session).await);
        }
    }
    let text = match args.format {
        Format::Text => text(&checks),
        Format::Json => json(&checks),
    };
    print(&session.ui, &redact(&text))?;
    match checks.iter().filter(|check| check.state == Health::Fault).count() {
        0 => Ok(Outcome::Done),
        faults => Err(Fault::new(format!("{faults} of {} checks failed", checks.len()))),
    }
}

fn configuration(session: &Session) -> Check {
    let (state, message, remedy) = match session.config() {
        Ok(Some(config)) => {
            let names = config.names();
            (Health::Ok, format!("{} names {}", config.file.display(), names.join(", ")), None)
        }
        Ok(None) => (
            Health::Note,
            "there is no dbtool.yaml here or above".to_owned(),
            Some("`dbtool init` begins a project".to_owned()),
        ),
        Err(fault) => (Health::Fault, without_hint(&fault), fault.hint),
    };
    Check { target: None, of: "configuration", state, message, remedy }
}

/// What a fault says, but for its remedy.
fn without_hint(fault: &Fault) -> String {
    Fault { hint: None, ..fault.clone() }.to_string()
}

/// The checks of one target.
struct Checks<'a> {
    target: &'a Target,
    all: Vec<Check>,
}

impl Checks<'_> {
    fn say(&mut self, of: &'static str, state: Health, message: impl Into<String>, remedy: Option<String>) {
        let target = Some(self.target.name.clone());
        self.all.push(Check { target, of, state, message: message.into(), remedy });
    }

    fn fails(&mut self, of: &'static str, fault: &Fault) {
        self.say(of, Health::Fault, without_hint(fault), fault.hint.clone());
    }
}

async fn look_at(target: &Target, session: &Session) -> Vec<Check> {
    let mut checks = Checks { target, all: Vec::new() };
    model(&mut checks).await;
    let version = match target.open().await {
        Ok(mut live) => {
            let version = live.connection.version();
            let name = target.engine.server(version);
            checks.say("database", Health::Ok, format!("{name}, {}", target.place()), None);
            rights(&mut checks, &mut live).await;
            catalog(&mut checks, &mut live).await;
            migrations(&mut checks, &mut live).await;
            live.close().await;
            Some(version)
        }
        Err(fault) => {
            checks.fails("database", &fault);
            None
        }
    };
    match target.scratch(version, &session.ui).await {
        Ok(scratch) => {
            let name = target.engine.server(scratch.connection.version());
            checks.say("scratch server", Health::Ok, format!("{name} makes databases for comparing and proving"), None);
            if let Err(fault) = scratch.close().await {
                checks.fails("scratch server", &fault);
            }
        }
        // Without a URL there is neither, and that is said once.
        Err(fault) if checks.all.iter().any(|check| check.message == without_hint(&fault)) => {}
        Err(fault) => checks.fails("scratch server", &fault),
    }
    checks.all
}

async fn model(checks: &mut Checks<'_>) {
    if !checks.target.has_model() {
        checks.say(
            "model",
            Health::Note,
            "none is named",
            Some("write `model:` in dbtool.yaml, or pass --model".to_owned()),
        );
        return;
    }
    match checks.target.load().await {
        Ok(model) => checks.say("model", Health::Ok, format!("{} objects", model.objects.len()), None),
        Err(fault) => checks.fails("model", &fault),
    }
}

/// What the user may do, and what time it is there.
async fn rights(checks: &mut Checks<'_>, live: &mut Live) {
    let Some(ask) = live.connection.ledger().rights() else { return };
    let rows = match live.connection.rows(ask).await {
        Ok(rows) => rows,
        Err(fault) => return checks.fails("rights", &fault),
    };
    for row in &rows {
        let [level, words, remedy] = [0, 1, 2].map(|index| row.text(index).unwrap_or_default());
        if level == "clock" {
            clock(checks, words, remedy);
            continue;
        }
        let state = if level == "ok" { Health::Ok } else { Health::Note };
        checks.say("rights", state, words, Some(remedy.to_owned()).filter(|remedy| !remedy.is_empty()));
    }
}

/// Versions of migrations are made of this machine's clock, times in histories of the server's.
fn clock(checks: &mut Checks<'_>, seconds: &str, zone: &str) {
    let ours = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let apart = seconds.parse::<u64>().map_or(0, |theirs| theirs.abs_diff(ours));
    let (state, remedy) = match apart > APART {
        true => {
            (Health::Note, Some("set both clocks by NTP: versions of new migrations are made of this one".to_owned()))
        }
        false => (Health::Ok, None),
    };
    let words =
        if apart > APART { format!("{apart} s away from this machine's") } else { "that of this machine".to_owned() };
    checks.say("clock", state, format!("{words}; sessions are in the time zone {zone}"), remedy);
}

/// Whether the catalog can be read, and what of it is not modelled.
async fn catalog(checks: &mut Checks<'_>, live: &mut Live) {
    let target = checks.target;
    let schema = match target.read_own(live, &Reading::default()).await {
        Ok(schema) => schema,
        Err(fault) => return checks.fails("catalog", &fault),
    };
    checks.say("catalog", Health::Ok, format!("{} objects", schema.objects.len()), None);
    if !schema.unmodelled.is_empty() {
        let names: Vec<String> = schema.unmodelled.iter().map(|item| format!("{} {}", item.kind, item.name)).collect();
        let remedy = "it is left as it is; --strict makes it an error, --exclude passes it over".to_owned();
        checks.say("catalog", Health::Note, format!("not modelled: {}", names.join(", ")), Some(remedy));
    }
}

async fn migrations(checks: &mut Checks<'_>, live: &mut Live) {
    let Some(path) = checks.target.migrations.clone() else { return };
    let statuses = match files::read_or_empty(&path) {
        Ok(folder) => migrate::status(&mut live.connection, &folder).await,
        Err(fault) => Err(fault),
    };
    let all = match statuses {
        Ok(all) => all,
        Err(fault) => return checks.fails("migrations", &fault),
    };
    let count = |state: State| all.iter().filter(|status| status.state == state).count();
    let waiting = count(State::Pending);
    let wrong: Vec<String> = [State::OutOfOrder, State::Edited, State::Missing, State::Unfinished, State::Between]
        .into_iter()
        .filter(|state| count(*state) > 0)
        .map(|state| format!("{} {}", count(state), state.label()))
        .collect();
    let (state, remedy) = match wrong.is_empty() {
        true => (Health::Ok, None),
        false => (Health::Note, Some("`dbtool migrate status` names them".to_owned())),
    };
    let words = wrong.iter().map(|words| format!(", {words}")).collect::<String>();
    checks.say("migrations", state, format!("{} in all, {waiting} pending{words}", all.len()), remedy);
}

fn text(checks: &[Check]) -> String {
    let mut out = String::new();
    let mut last = None;
    for Check { target, of, state, message, remedy } in checks {
        if *target != last {
            let _ = writeln!(out, "\n{}", target.as_deref().unwrap_or_default());
            last.clone_from(target);
        }
        let word = match state {
            Health::Ok => "ok",
            Health::Note => "note",
            Health::Fault => "FAULT",
        };
        let mut lines = message.lines();
        let _ = writeln!(out, "{word:<6} {of:<15} {}", lines.next().unwrap_or_default());
        for line in lines {
            let _ = writeln!(out, "{:23}{line}", "");
        }
        if let Some(remedy) = remedy {
            let _ = writeln!(out, "{:23}help: {remedy}", "");
        }
    }
    out
}

fn json(checks: &[Check]) -> String {
    let healthy = checks.iter().all(|check| check.state != Health::Fault);
    format!("{}\n", serde_json::json!({"version": 1, "healthy": healthy, "checks": checks}))
}
