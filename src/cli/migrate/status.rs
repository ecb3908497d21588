//! `dbtool migrate status`.

use serde::Serialize;

use crate::cli::fleet::{self, Done, Telling};
use crate::cli::format::Format;
use crate::cli::session::{Session, Target};
use crate::error::{Fault, Outcome};
use crate::migrate::{self, Repair, State, Status, files};
use crate::ui::Ui;

/// Tell which migrations have run, are pending, were edited or are missing
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// End with exit code 2 where anything but done is found
    #[arg(long)]
    exit_code: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    target: &'a str,
    engine: &'a str,
    pending: usize,
    migrations: Vec<Line<'a>>,
    repairs: &'a [Repair],
}

#[derive(Serialize)]
struct Line<'a> {
    version: i64,
    name: &'a str,
    state: &'static str,
    installed_on: Option<&'a str>,
    reversible: bool,
    transactional: bool,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let targets = session.migrated_targets(&args.targets)?;
    let titled = targets.len() > 1;
    // Of many databases a line for each, of one all its migrations.
    let summed = targets.iter().any(Target::is_fleet);
    let telling = if matches!(args.format, Format::Text) { Telling::Table } else { Telling::None };
    fleet::run(targets, None, telling, session, async |target, ui| one(target, &args, (titled, summed), ui).await).await
}

async fn one(target: &Target, args: &Args, (titled, summed): (bool, bool), ui: &Ui) -> Result<Done, Fault> {
    let folder = files::read_or_empty(target.migrations_path()?)?;
    for note in &folder.notes {
        ui.note(note);
    }
    let mut live = target.open().await?;
    let all = migrate::status(&mut live.connection, &folder).await;
    let repairs = migrate::repairs(&mut live.connection).await;
    live.close().await;
    let (all, repairs) = (all?, repairs?);
    let text = match args.format {
        Format::Json => json(target, &all, &repairs),
        Format::Text if summed => String::new(),
        Format::Text => text(target, &all, titled),
    };
    let pending = all.iter().filter(|status| status.state != State::Applied).count();
    let noun = if all.len() == 1 { "migration" } else { "migrations" };
    let outcome = if args.exit_code && pending > 0 { Outcome::Differs } else { Outcome::Done };
    Ok(Done { outcome, words: format!("{} {noun}, {pending} not done", all.len()), text, ..Done::default() })
}

fn text(target: &Target, all: &[Status], titled: bool) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for status in all {
        let installed = status.installed_on.clone().unwrap_or_default();
        table.add_row([
            status.version.to_string(),
            status.description.clone(),
            status.state.label().to_owned(),
            installed,
        ]);
    }
    let mut out = if titled { format!("{}\n", target.name) } else { String::new() };
    for line in table.lines() {
        out.push_str(line.trim());
        out.push('\n');
    }
    if all.is_empty() { String::new() } else { out }
}

fn json(target: &Target, all: &[Status], repairs: &[Repair]) -> String {
    let document = Document {
        version: 1,
        target: &target.name,
        engine: target.engine.name(),
        pending: all.iter().filter(|status| status.state == State::Pending).count(),
        migrations: all.iter().map(line).collect(),
        repairs,
    };
    // Strings and numbers always have a JSON form.
    format!("{}\n", serde_json::to_string(&document).unwrap_or_default())
}

fn line(status: &Status) -> Line<'_> {
    let Status { version, description, state, installed_on, execution_time: _, reversible, transactional } = status;
    Line {
        version: *version,
        name: description,
        state: state.label(),
        installed_on: installed_on.as_deref(),
        reversible: *reversible,
        transactional: *transactional,
    }
}
