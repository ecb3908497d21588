//! `dbtool lint`.

mod render;

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::cli::print;
use crate::cli::session::{Session, Target};
use crate::config::redact;
use crate::engine::Engine;
use crate::error::{Fault, Outcome};
use crate::lint::{self, FAILS, Finding, RULES, Severity, VOID_IGNORE};
use crate::migrate::{self, State, files};
use crate::model::Schema;
use crate::suggest;

/// What is wrong with migrations, hand-written ones too, each with a code, a place and a remedy
///
/// The migrations run on a scratch database, where the server says which tables each statement locks,
/// rewrites and reads. Looked at are those that are pending on the target's database; all of them
/// with --all, or where it has no URL or cannot be reached. `-- dbtool: ignore CODE: REASON` above a
/// statement lets it pass, `-- dbtool: ignore-file CODE: REASON` a whole file. The exit code is 2
/// where there are warnings or errors.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How the findings are told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Look at every migration, whether it has run or not
    #[arg(long)]
    all: bool,
    /// Tell the rules instead: what each finds, why, and what to do
    #[arg(long)]
    rules: bool,
}

/// How the findings are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Text,
    /// One JSON object per target, each on a line of its own
    Json,
    /// SARIF 2.1.0, as code scanners take it
    Sarif,
    /// Annotations of a GitHub workflow
    Github,
}

/// What was found in the migrations of a target.
struct Linted {
    target: String,
    engine: &'static str,
    migrations: usize,
    findings: Vec<Finding>,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    if args.rules {
        print(&session.ui, &render::rules())?;
        return Ok(Outcome::Done);
    }
    let targets = session.migrated_targets(&args.targets)?;
    let all: RefCell<Vec<Linted>> = RefCell::new(Vec::new());
    let outcome = session
        .each(targets, async |target| {
            let linted = one(&target, &args, session).await?;
            let weighs = linted.findings.iter().any(|finding| finding.severity >= Severity::Warning);
            if args.format != Format::Sarif {
                let text = match args.format {
                    Format::Json => render::json(&linted),
                    Format::Github => render::github(&linted),
                    Format::Text | Format::Sarif => redact(&render::text(&linted)),
                };
                print(&session.ui, &text)?;
            }
            all.borrow_mut().push(linted);
            Ok(if weighs { Outcome::Differs } else { Outcome::Done })
        })
        .await;
    if args.format == Format::Sarif {
        print(&session.ui, &render::sarif(&all.borrow()))?;
    }
    outcome
}

async fn one(target: &Target, args: &Args, session: &Session) -> Result<Linted, Fault> {
    if !target.engine.ledger().is_transactional() {
        return Err(Fault::new(format!(
            "lint has no rules for {} yet (target `{}`)",
            target.engine.label(),
            target.name
        ))
        .hint("name the other targets one by one"));
    }
    let severities = severities(target)?;
    let folder = files::read(target.migrations_path()?)?;
    super::migrate::notes(&folder, session);
    let nothing = |engine| Linted { target: target.name.clone(), engine, migrations: 0, findings: Vec::new() };
    let pending = if args.all { None } else { pending(target, &folder, session).await? };
    let wanted = |version: i64| pending.as_ref().is_none_or(|pending| pending.contains(&version));
    if !folder.migrations.iter().any(|migration| wanted(migration.version)) {
        session.ui.note(&format!("{}: no migration is pending; --all looks at those that have run", target.name));
        return Ok(nothing(target.engine.name()));
    }
    // A target may have migrations and no model.
    let mut model = if target.has_model() { Some(target.load().await?) } else { None };
    let others = target.others(model.as_mut().unwrap_or(&mut Schema::default())).await?;
    let scratch = target.scratch_server(target.version(&session.ui).await, &session.ui).await?;
    let filter = |schema: &mut Schema| target.filter(schema);
    let mut walked = Ok(Vec::new());
    if let Some(model) = &model {
        walked = scratch.roles(&model.roles().into_iter().collect::<Vec<_>>()).await.map(|()| Vec::new());
    }
    if walked.is_ok() {
        walked = migrate::walk::walk(target.setting(&scratch, &others, &filter), &folder, &wanted).await;
    }
    scratch.close().await;
    let walked = walked?;
    let findings: Vec<Finding> = walked.iter().flat_map(|walked| lint::lint(walked, &severities)).collect();
    let count = walked.len();
    let noun = if count == 1 { "migration" } else { "migrations" };
    let found = match findings.len() {
        0 => "nothing to say against them".to_owned(),
        1 => "1 finding".to_owned(),
        count => format!("{count} findings"),
    };
    session.ui.note(&format!("{}: {count} {noun}: {found}", target.name));
    Ok(Linted { migrations: count, findings, ..nothing(target.engine.name()) })
}

/// The versions that have not run on the target's database; none where that is not known.
async fn pending(target: &Target, folder: &migrate::Folder, session: &Session) -> Result<Option<Vec<i64>>, Fault> {
    if target.is_embedded() {
        return Ok(None);
    }
    let mut live = match target.open().await {
        Ok(live) => live,
        Err(fault) => {
            super::warn(&session.ui, &format!("{fault}\nall migrations are looked at"));
            return Ok(None);
        }
    };
    let status = migrate::status(&mut live.connection, folder).await;
    live.close().await;
    let open = |state: State| matches!(state, State::Pending | State::OutOfOrder);
    Ok(Some(status?.into_iter().filter(|it| open(it.state)).map(|it| it.version).collect()))
}

/// What the configuration says of the rules.
fn severities(target: &Target) -> Result<BTreeMap<String, Severity>, Fault> {
    if target.engine != Engine::Postgresql {
        return Err(Fault::new(format!(
            "`{}` is {}, whose migrations lint does not know",
            target.name,
            target.engine.name()
        ))
        .hint("name the targets that are PostgreSQL"));
    }
    let mut severities = BTreeMap::new();
    for (rule, (word, place)) in target.lint() {
        let known = || RULES.iter().map(|rule| rule.code).chain([FAILS, VOID_IGNORE]);
        if !known().any(|code| code == rule) {
            return Err(Fault::new(format!("there is no rule `{rule}`"))
                .at(Some(place.clone()))
                .hint(suggest::hint(rule, known())));
        }
        let severity = Severity::from_word(word).ok_or_else(|| {
            Fault::new(format!("`{word}` is no severity"))
                .at(Some(place.clone()))
                .hint("write off, note, warning or error")
        })?;
        severities.insert(rule.clone(), severity);
    }
    Ok(severities)
}
