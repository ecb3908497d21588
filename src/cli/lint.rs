//! `dbtool lint`.

mod fix;
mod pages;
pub(super) mod render;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::cli::inspect::{MARK, state};
use crate::cli::session::{Session, Target};
use crate::cli::{files as written, print};
use crate::config::redact;
use crate::dump;
use crate::engine::Reading;
use crate::error::{Fault, Outcome};
use crate::filter::Pattern;
use crate::lint::{self, Finding, Names, Severity, Wishes};
use crate::load;
use crate::migrate::walk::Walked;
use crate::migrate::{self, State, files};
use crate::model::{Place, Schema};
use crate::suggest;

/// What is wrong with models, with migrations, hand-written ones too, and with databases, each with a code, a place and a remedy
///
/// A model is judged by what it says, without a server; `# dbtool: ignore CODE: REASON` on a line, or above it, lets
/// pass what is said of that line and of all within it. The migrations (PostgreSQL's, MySQL's and MariaDB's) run on a scratch database, where the server
/// says which tables each statement locks, rewrites and reads. Looked at are those that are pending on the target's database; all of them
/// with --all, or where it has no URL or cannot be reached. `-- dbtool: ignore CODE: REASON` above a
/// statement lets it pass, `-- dbtool: ignore-file CODE: REASON` a whole file. The exit code is 2
/// where there are warnings or errors.
///
/// `--only database` looks at the database itself, and so does `--url` alone: at what `inspect` would write of it, and
/// at how far its keys' numbers have come.
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
    /// Look at the model alone, at the migrations, or at the database itself
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Mend in the model's YAML what can be mended, and tell what is left
    ///
    /// Comments and layout stay as they are. What a fix does stands on its rule's page (`dbtool explain CODE`). The
    /// edited model is read again before it is written: it must be found better by that, and be the same in all else.
    #[arg(long)]
    fix: bool,
    /// Print what --fix would edit as a unified diff, and write nothing
    ///
    /// The findings are those that would be left; the exit code is that of what stands now. In text and JSON.
    #[arg(long, requires = "fix")]
    dry_run: bool,
    /// Tell the rules instead: what each finds, why, and what to do
    #[arg(long)]
    rules: bool,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// The model
    Model,
    /// The migrations
    Migrations,
    /// The database itself, as `inspect` would write it
    Database,
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
    /// A table for a pull request
    Markdown,
    /// JUnit's XML, as build servers take it
    Junit,
}

/// What was found in the model and the migrations of a target.
struct Linted {
    target: String,
    engine: &'static str,
    /// How many objects of the model were looked at.
    objects: usize,
    /// How many migrations were.
    migrations: usize,
    findings: Vec<Finding>,
    /// What `--fix` mended, or would, as it was found.
    fixed: Vec<Finding>,
    /// What it would edit, where nothing is written.
    diff: Option<String>,
    /// What it did not mend, and why.
    left: Vec<(Finding, String)>,
}

impl Linted {
    /// Leaves out of the findings what would be fixed, and says of the others why not where they stand now.
    fn spare(&mut self) {
        let Self { findings, fixed, left, .. } = self;
        findings.retain(|finding| !fixed.contains(finding));
        for (finding, _) in left {
            let now = findings.iter().find(|it| (&it.code, &it.message) == (&finding.code, &finding.message));
            finding.clone_from(now.unwrap_or(&finding.clone()));
        }
    }
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    if args.rules {
        print(&session.ui, &render::rules())?;
        return Ok(Outcome::Done);
    }
    if args.dry_run && !matches!(args.format, Format::Text | Format::Json) {
        return Err(Fault::new("`--dry-run` tells of an edit, for which this format has no place")
            .hint("leave out `--format`, or ask for `--format json`"));
    }
    let targets = session.targets(&args.targets)?;
    let all: RefCell<Vec<Linted>> = RefCell::new(Vec::new());
    let outcome = session
        .each(targets, async |target| {
            let linted = one(&target, &args, session).await?;
            // What is not written stands as it was found.
            let standing = linted.fixed.iter().filter(|_| args.dry_run);
            let weighs = linted.findings.iter().chain(standing).any(|finding| finding.severity >= Severity::Warning);
            let text = match args.format {
                Format::Json => Some(render::json(&linted, args.fix)),
                Format::Github => Some(render::github(&linted)),
                Format::Text => Some(redact(&render::text(&linted))),
                Format::Markdown => Some(redact(&pages::markdown(&linted))),
                // One document of all targets.
                Format::Sarif | Format::Junit => None,
            };
            if let Some(text) = text {
                print(&session.ui, &text)?;
            }
            all.borrow_mut().push(linted);
            Ok(if weighs { Outcome::Differs } else { Outcome::Done })
        })
        .await;
    match args.format {
        Format::Sarif => print(&session.ui, &render::sarif(&all.borrow()))?,
        Format::Junit => print(&session.ui, &redact(&pages::junit(&all.borrow())))?,
        _ => {}
    }
    outcome
}

async fn one(target: &Target, args: &Args, session: &Session) -> Result<Linted, Fault> {
    let wishes = wishes(target)?;
    let mut linted = Linted {
        target: target.name.clone(),
        engine: target.engine.name(),
        objects: 0,
        migrations: 0,
        findings: Vec::new(),
        fixed: Vec::new(),
        diff: None,
        left: Vec::new(),
    };
    let (with_model, with_migrations) = (args.only != Some(Only::Migrations), args.only != Some(Only::Model));
    let nothing_written = !target.has_model() && target.migrations.is_none();
    if args.only == Some(Only::Database) || nothing_written && args.only.is_none() && session.global.url.is_some() {
        return database(target, args, &wishes, linted, session).await;
    }
    if nothing_written {
        if !args.targets.is_empty() || session.global.url.is_some() {
            target.migrations_path()?;
        }
        session.ui.note(&format!("{}: neither a model nor a folder of migrations is named for it", target.name));
        return Ok(linted);
    }
    // A target may have migrations and no model.
    let mut model = if target.has_model() { Some(target.load().await?) } else { None };
    if let Some(own) = model.as_mut().filter(|_| args.fix && with_model) {
        mend(target, own, &wishes, &mut linted, args.dry_run, session).await?;
    }
    if let Some(model) = model.as_ref().filter(|_| with_model) {
        let mut model = model.clone();
        target.filter(&mut model);
        linted.objects = model.objects.len();
        linted.findings = lint::lint_model(target.engine, &model, &texts(&model)?, &wishes);
        if args.dry_run {
            linted.spare();
        }
    }
    let mut walked = Vec::new();
    match !lint::rules_of(target.engine).is_empty() {
        true if with_migrations && target.migrations.is_some() => {
            walked = walk(target, model, args, session).await?;
        }
        false if args.only == Some(Only::Migrations) => {
            return Err(Fault::new(format!(
                "lint has no rules for migrations of {} yet (target `{}`)",
                target.engine.label(),
                target.name
            ))
            .hint("leave out `--only`: its model is looked at"));
        }
        _ => {}
    }
    linted.migrations = walked.len();
    linted.findings.extend(walked.iter().flat_map(|walked| lint::lint(walked, &wishes.severities)));
    tell(&linted, args, session);
    Ok(linted)
}

/// Says how much was looked at, and what came of it.
fn tell(linted: &Linted, args: &Args, session: &Session) {
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let looked = [(linted.objects, "object"), (linted.migrations, "migration")];
    let looked: Vec<String> =
        looked.iter().filter(|(count, _)| *count > 0).map(|(count, noun)| plural(*count, noun)).collect();
    let mut found = match linted.findings.len() {
        0 => "nothing to say against them".to_owned(),
        count => plural(count, "finding"),
    };
    if args.fix {
        let would = if args.dry_run { "would be " } else { "" };
        found = format!("{} {would}fixed, {found}", linted.fixed.len());
    }
    if !looked.is_empty() {
        session.ui.note(&format!("{}: {}: {found}", linted.target, looked.join(" and ")));
    }
}

/// What is wrong with the database itself, read as what `inspect` would write of it.
async fn database(
    target: &Target,
    args: &Args,
    wishes: &Wishes,
    mut linted: Linted,
    session: &Session,
) -> Result<Linted, Fault> {
    if args.fix {
        return Err(Fault::new("`--fix` mends models, and a database was to be looked at").hint(
            "leave out `--only database`, and bring the database to the mended model with `apply` or `migrate new`",
        ));
    }
    let mut live = target.open().await?;
    let read = async {
        let schema = target.read_own(&mut live, &Reading::default()).await?;
        Ok::<_, Fault>((schema, live.connection.numbered().await?))
    };
    let read = read.await;
    live.close().await;
    let (mut schema, numbered) = read?;
    session.report_unmodelled(target, &schema)?;
    state(&mut schema, target, false);
    let text = format!("{MARK}{}", dump::file(&schema).text);
    let model = load::load_texts_for(vec![(target.name.clone(), text.clone())], target.engine)?;
    linted.objects = model.objects.len();
    linted.findings = lint::lint_database(target.engine, &model, (&target.name, &text), &numbered, wishes);
    tell(&linted, args, session);
    Ok(linted)
}

/// Mends the model, and writes its files; in a dry run it says what it would write instead.
async fn mend(
    target: &Target,
    model: &mut Schema,
    wishes: &Wishes,
    linted: &mut Linted,
    dry_run: bool,
    session: &Session,
) -> Result<(), Fault> {
    let Some(texts) = target.sources()? else {
        session.ui.note(&format!("{}: --fix mends models of YAML, and this one is of SQL", target.name));
        return Ok(());
    };
    let mut own = model.clone();
    target.filter(&mut own);
    let before: BTreeMap<String, String> = texts.iter().cloned().collect();
    let fixed = fix::fix(target, own, texts, wishes)?;
    let text = |texts: &BTreeMap<String, String>, file: &String| texts.get(file).cloned().unwrap_or_default();
    (linted.fixed, linted.left) = (fixed.fixed, fixed.left);
    if dry_run {
        let differences = fixed.files.iter().map(|file| {
            let (old, new) = (text(&before, file), text(&fixed.texts, file));
            written::difference(file, &old, &new)
        });
        linted.diff = Some(differences.collect());
        return Ok(());
    }
    for file in &fixed.files {
        written::write(Path::new(file), text(&fixed.texts, file).as_bytes())?;
    }
    if !fixed.files.is_empty() {
        *model = target.load().await?;
    }
    Ok(())
}

/// The text of every file of a model, for its comments.
fn texts(model: &Schema) -> Result<BTreeMap<String, String>, Fault> {
    let files = model.objects.values().filter_map(|entry| entry.place.as_ref()).map(|place| place.file.to_string());
    let read = |file: String| {
        let text =
            std::fs::read_to_string(&file).map_err(|error| Fault::new(format!("{file} cannot be read: {error}")))?;
        Ok((file, text))
    };
    files.collect::<BTreeSet<String>>().into_iter().map(read).collect()
}

/// The migrations that are to be looked at, run on a scratch server.
async fn walk(
    target: &Target,
    mut model: Option<Schema>,
    args: &Args,
    session: &Session,
) -> Result<Vec<Walked>, Fault> {
    let path = target.migrations_path()?;
    // A project that has just begun has a model, and a folder's name.
    let folder = if args.only.is_some() { files::read(path) } else { files::read_or_empty(path) }?;
    super::migrate::notes(&folder, session);
    if folder.migrations.is_empty() {
        session.ui.note(&format!("{}: there are no migrations at {}", target.name, path.display()));
        return Ok(Vec::new());
    }
    let pending = if args.all { None } else { pending(target, &folder, session).await? };
    let wanted = |version: i64| pending.as_ref().is_none_or(|pending| pending.contains(&version));
    if !folder.migrations.iter().any(|migration| wanted(migration.version)) {
        session.ui.note(&format!("{}: no migration is pending; --all looks at those that have run", target.name));
        return Ok(Vec::new());
    }
    let others = target.others(model.as_mut().unwrap_or(&mut Schema::default())).await?;
    let scratch = target.scratch_server(target.version(&session.ui).await, &session.ui).await?;
    let filter = target.migrated(model.as_ref());
    let mut walked = Ok(Vec::new());
    if let Some(model) = &model {
        walked = scratch.roles(&model.roles().into_iter().collect::<Vec<_>>()).await.map(|()| Vec::new());
    }
    if walked.is_ok() {
        walked = migrate::walk::walk(target.setting(&scratch, &others, &filter), &folder, &wanted).await;
    }
    scratch.close().await;
    walked
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
fn wishes(target: &Target) -> Result<Wishes, Fault> {
    let known = lint::codes();
    let is_known = |rule: &str, place: &Place| match known.contains(rule) {
        true => Ok(()),
        false => Err(Fault::new(format!("there is no rule `{rule}`"))
            .at(Some(place.clone()))
            .hint(suggest::hint(rule, known.iter().copied()))),
    };
    let mut severities = BTreeMap::new();
    for (rule, (word, place)) in target.lint() {
        is_known(rule, place)?;
        let severity = Severity::from_word(word).ok_or_else(|| {
            Fault::new(format!("`{word}` is no severity"))
                .at(Some(place.clone()))
                .hint("write off, note, warning or error")
        })?;
        severities.insert(rule.clone(), severity);
    }
    let mut ignored: BTreeMap<String, Vec<Pattern>> = BTreeMap::new();
    for (rule, (patterns, place)) in target.lint_ignore() {
        is_known(rule, place)?;
        for (pattern, reason) in patterns {
            if reason.trim().is_empty() {
                return Err(Fault::new(format!("nothing says why `{rule}` lets `{pattern}` pass"))
                    .at(Some(place.clone()))
                    .hint(format!("write `{rule}: {{'{pattern}': REASON}}`")));
            }
            let pattern = Pattern::new(pattern).map_err(|fault| fault.at(Some(place.clone())))?;
            ignored.entry(rule.clone()).or_default().push(pattern);
        }
    }
    let mut names = Names::default();
    for (kind, (pattern, place)) in target.naming() {
        let known = Names::kinds();
        if !known.contains(kind) {
            return Err(Fault::new(format!("there is no kind of object `{kind}`"))
                .at(Some(place.clone()))
                .hint(suggest::hint(kind, known.iter().map(String::as_str))));
        }
        names.add(kind, pattern).map_err(|error| {
            Fault::new(format!("`{pattern}` is no regular expression"))
                .at(Some(place.clone()))
                .detail(error)
                .hint("quote what is no letter with a backslash; {table}, {columns} and {references} stand for names")
        })?;
    }
    Ok(Wishes { severities, ignored, names })
}
