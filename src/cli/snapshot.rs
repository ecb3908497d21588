use std::path::PathBuf;

use super::global::shown;
use super::session::{Pair, Session, Source, Target};
use super::{files, print};
use crate::config::{Snapshot, System, Viewpoint};
use crate::document::{About, Document, Style, mermaid};
use crate::error::{Fault, Outcome};
use crate::model::{Diagram, Schema, Sort};
use crate::report;
use crate::suggest;
use crate::ui::timings::phase;

/// Print the database as a document
///
/// `dbtool snapshot > DB_SCHEMA_SNAPSHOT.md` works in a project of one target. With `--write` the
/// files that the configuration names are refreshed; with `--check` they are compared, and the exit
/// code is 2 where one is stale. In the psql styles, `--include` takes sorts of relations too, of which the
/// document tells beside the usual ones: tables, views, materialized-views, foreign-tables, sequences, indexes, types.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several, but for --write and --check
    target: Option<String>,
    /// The style [default: the first that the configuration names for the target, else psql for PostgreSQL,
    /// markdown for MySQL and MariaDB, cqlsh for Cassandra and ScyllaDB]
    #[arg(long)]
    style: Option<Style>,
    /// What the document calls the database [default: the target's name]; for style listing
    #[arg(long)]
    name: Option<String>,
    /// The date that the document bears, as written [default: none]; for style listing
    #[arg(long)]
    date: Option<String>,
    /// A part of the database that the configuration names in the target's `viewpoints`
    #[arg(long, value_name = "NAME")]
    viewpoint: Option<String>,
    /// Relations to tell of beside those of the style; `--include` says them, too.
    #[arg(skip)]
    include: Vec<Sort>,
    /// Whose psql it is, 13 or later [default: 18]; for styles psql and psql+
    #[arg(long, value_name = "MAJOR", value_parser = clap::value_parser!(u32).range(13..=99))]
    psql_version: Option<u32>,
    /// Tell who may do what, too: grants, row security and policies; for style markdown
    #[arg(long)]
    rights: bool,
    /// What it is made of
    #[arg(long, value_enum, default_value_t)]
    from: From,
    /// Compare with this file, or with those that the configuration names
    #[arg(long, value_name = "FILE", num_args = 0..=1, conflicts_with = "write")]
    check: Option<Option<PathBuf>>,
    /// Refresh the files that the configuration names
    #[arg(long)]
    write: bool,
}

impl Args {
    /// Takes out of what `--include` says the sorts of relations, which are no patterns: `--include indexes,types`.
    pub fn take_sorts(&mut self, include: &mut Vec<String>) {
        let sort = |word: &str| <Sort as clap::ValueEnum>::from_str(word.trim(), false).ok();
        include.retain(|text| match text.split(',').map(sort).collect::<Option<Vec<Sort>>>() {
            Some(sorts) => {
                self.include.extend(sorts);
                false
            }
            None => true,
        });
    }
}

/// What a document is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum From {
    /// The live database
    #[default]
    Live,
    /// The model, by way of a scratch database
    Model,
}

/// A document that is committed: of which database, in which style, where.
struct Committed {
    targets: Vec<Target>,
    document: Document,
    file: PathBuf,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    match &args.check {
        _ if args.write => {
            for committed in committed(&args, session)? {
                write(&committed, &args, session).await?;
            }
            Ok(Outcome::Done)
        }
        Some(None) => {
            let mut worst = Outcome::Done;
            for committed in committed(&args, session)? {
                if check(&committed, &args, session).await? == Outcome::Differs {
                    worst = Outcome::Differs;
                }
            }
            Ok(worst)
        }
        Some(Some(file)) => {
            let (targets, document) = single(&args, session)?;
            check(&Committed { targets, document, file: file.clone() }, &args, session).await
        }
        None => {
            let (targets, document) = single(&args, session)?;
            print(&session.ui, &render(&targets, &document, &args, session).await?)?;
            Ok(Outcome::Done)
        }
    }
}

/// The one target, or those of a system where the style shows several, and the document that is asked for: as the configuration has it, where it names
/// one of the style.
fn single(args: &Args, session: &Session) -> Result<(Vec<Target>, Document), Fault> {
    let mut targets = session.targets(args.target.as_slice())?;
    let names = || targets.iter().map(|target| target.name.as_str());
    let config = session.config()?;
    let all = || config.into_iter().flat_map(|config| &config.systems);
    let system = all().find(|system| system.targets.iter().map(|target| target.name.as_str()).eq(names()));
    let name = system.map_or_else(|| names().collect::<Vec<_>>().join(", "), |system| system.name.clone());
    let snapshots = || system.into_iter().flat_map(|system| &system.snapshots);
    let styled = |snapshot: &&Snapshot| args.style.is_none_or(|style| style.name() == snapshot.style);
    let own = snapshots().filter(styled).find(|snapshot| snapshot.viewpoint == args.viewpoint);
    // A viewpoint that no document is committed of is shown as all is.
    let other = || snapshots().find(styled).filter(|_| args.viewpoint.is_some());
    let mut document = match own.or_else(other) {
        Some(snapshot) => configured(snapshot, args, &name)?,
        None => {
            let usual = targets.first().map_or(Style::Psql, |target| Style::usual(target.engine));
            asked_for(Document::new(args.style.unwrap_or(usual)), args, &name)?
        }
    };
    if let Some(viewpoint) = &args.viewpoint {
        let of = all().find(|system| system.targets.iter().any(|target| names().any(|name| name == target.name)));
        let viewpoint = find(viewpoint, of)?;
        document = document.about(about(viewpoint), args.name.clone());
        targets = seen_from(targets, viewpoint)?;
    }
    if targets.len() != 1 && !document.takes_several() {
        session.target(args.target.as_deref())?;
    }
    suits(&document, &targets, args)?;
    Ok((targets, document))
}

/// Refuses a style that is not of the databases, or tells what a model does not say.
fn suits(document: &Document, targets: &[Target], args: &Args) -> Result<(), Fault> {
    for target in targets {
        document.suits(target.engine)?;
    }
    if args.from == From::Model && document.style.is_of_installation() {
        return Err(Fault::new(format!(
            "the style `{}` tells what a database is called and how it is replicated, which no model says",
            document.style
        ))
        .hint("leave out `--from model`; `--style sql` is a script of the model's objects"));
    }
    Ok(())
}

/// A viewpoint of a system.
fn find<'a>(name: &str, system: Option<&'a System>) -> Result<&'a Viewpoint, Fault> {
    let all = || system.into_iter().flat_map(|system| &system.viewpoints);
    all().find(|viewpoint| viewpoint.name == name).ok_or_else(|| {
        let hint = match all().next() {
            Some(_) => suggest::hint(name, all().map(|viewpoint| viewpoint.name.as_str())),
            None => {
                "write it in dbtool.yaml: `viewpoints: {NAME: {title: …, include: [\"public.order*\"]}}`".to_owned()
            }
        };
        Fault::new(format!("there is no viewpoint `{name}`")).hint(hint)
    })
}

fn about(viewpoint: &Viewpoint) -> About {
    About { title: viewpoint.title.clone(), description: viewpoint.description.clone() }
}

fn seen_from(targets: Vec<Target>, viewpoint: &Viewpoint) -> Result<Vec<Target>, Fault> {
    let shown = shown(viewpoint)?;
    Ok(targets.into_iter().map(|target| target.seen_from(shown.clone())).collect())
}

/// A document as the configuration has it, but for what the command line says otherwise.
fn configured(snapshot: &Snapshot, args: &Args, target: &str) -> Result<Document, Fault> {
    let Snapshot { name, date, include, psql_version, diagram, rights, .. } = snapshot.clone();
    let document =
        Document { style: style(snapshot)?, name, date, include, psql_version, diagram, rights, about: None };
    document.check().map_err(|fault| fault.at(Some(snapshot.place.clone())))?;
    asked_for(document, args, target)
}

fn asked_for(document: Document, args: &Args, target: &str) -> Result<Document, Fault> {
    let said = Document {
        style: document.style,
        name: args.name.clone(),
        date: args.date.clone(),
        include: args.include.iter().copied().collect(),
        psql_version: args.psql_version,
        diagram: Diagram::default(),
        rights: args.rights,
        about: None,
    };
    said.check()?;
    Ok(Document {
        style: document.style,
        name: args.name.clone().or(document.name).or_else(|| Some(target.to_owned())),
        date: args.date.clone().or(document.date),
        include: document.include.into_iter().chain(args.include.iter().copied()).collect(),
        psql_version: args.psql_version.or(document.psql_version),
        diagram: document.diagram,
        rights: args.rights || document.rights,
        about: document.about,
    })
}

/// The documents that the configuration names, of the target or of all.
fn committed(args: &Args, session: &Session) -> Result<Vec<Committed>, Fault> {
    let Some(config) = session.config()? else {
        return Err(Fault::new("there is no dbtool.yaml here or above to name documents")
            .hint("`--check FILE` compares with a file; `dbtool snapshot > FILE` writes one"));
    };
    // Whether the name is known at all is the session's to say.
    session.targets(args.target.as_slice())?;
    let wanted = |system: &&System| args.target.as_ref().is_none_or(|name| *name == system.name);
    let mut all = Vec::new();
    for system in config.systems.iter().filter(wanted) {
        for snapshot in &system.snapshots {
            let style = style(snapshot)?;
            if args.style.is_some_and(|wanted| wanted != style) {
                continue;
            }
            if args.viewpoint.is_some() && args.viewpoint != snapshot.viewpoint {
                continue;
            }
            let mut targets = session.targets(std::slice::from_ref(&system.name))?;
            let mut document = configured(snapshot, args, &system.name)?;
            if let Some(viewpoint) = &snapshot.viewpoint {
                let viewpoint = find(viewpoint, Some(system))?;
                document = document.about(about(viewpoint), args.name.clone().or_else(|| snapshot.name.clone()));
                targets = seen_from(targets, viewpoint)?;
            }
            if targets.len() != 1 && !document.takes_several() {
                return Err(Fault::new(format!(
                    "the style `{}` shows one database, and `{}` has several",
                    style.name(),
                    system.name
                ))
                .at(Some(snapshot.place.clone())));
            }
            suits(&document, &targets, args).map_err(|fault| fault.at(Some(snapshot.place.clone())))?;
            all.push(Committed { targets, document, file: snapshot.file.clone() });
        }
    }
    if all.is_empty() {
        return Err(Fault::new(format!("{} names no such documents", config.file.display()))
            .hint("add `snapshots:` with `{style: psql, file: snapshots/NAME.md}` to a target"));
    }
    Ok(all)
}

fn style(snapshot: &Snapshot) -> Result<Style, Fault> {
    Style::ALL.iter().copied().find(|style| style.name() == snapshot.style).ok_or_else(|| {
        Fault::new(format!("unknown style `{}`", snapshot.style))
            .at(Some(snapshot.place.clone()))
            .hint(suggest::hint(&snapshot.style, Style::ALL.iter().map(|style| style.name())))
    })
}

async fn write(committed: &Committed, args: &Args, session: &Session) -> Result<(), Fault> {
    let text = render(&committed.targets, &committed.document, args, session).await?;
    let file = &committed.file;
    if files::read_if_there(file)?.as_deref() == Some(text.as_str()) {
        session.ui.note(&format!("{} is up to date", file.display()));
    } else {
        files::write(file, text.as_bytes())?;
        session.ui.note(&format!("wrote {}", file.display()));
    }
    Ok(())
}

async fn check(committed: &Committed, args: &Args, session: &Session) -> Result<Outcome, Fault> {
    let file = &committed.file;
    let Some(old) = files::read_if_there(file)? else {
        session.ui.alert(&format!(
            "{} is not there; `dbtool snapshot {} --write` writes it",
            file.display(),
            committed.document.name.as_deref().unwrap_or_default()
        ));
        return Ok(Outcome::Differs);
    };
    let new = render(&committed.targets, &committed.document, args, session).await?;
    if old == new {
        session.ui.note(&format!("{} is up to date", file.display()));
        return Ok(Outcome::Done);
    }
    print(&session.ui, &files::difference(&file.display().to_string(), &old, &new))?;
    session.ui.alert(&format!("{} is stale", file.display()));
    Ok(Outcome::Differs)
}

async fn render(targets: &[Target], document: &Document, args: &Args, session: &Session) -> Result<String, Fault> {
    if let ([target], Style::Sql) = (targets, document.style) {
        return script(target, args, session).await;
    }
    let mut parts = Vec::with_capacity(targets.len());
    for target in targets {
        let mut schema = read(target, document, args, session).await?;
        if target.has_model() && document.takes_several() {
            mermaid::arrange(&mut schema, &target.load().await?);
        } else if target.has_model() && document.style.draws() {
            schema.relations = target.load().await?.relations;
        }
        let name = target.name.rsplit('/').next().unwrap_or_default().to_owned();
        parts.push((name, schema));
    }
    if let Some(about) = &document.about
        && parts.iter().all(|(_, schema)| shows_nothing(schema))
    {
        return Err(Fault::new(format!("nothing is seen from the viewpoint `{}`", about.title))
            .hint("its patterns are of names as `dbtool diff` tells them: `public.orders`, `public.order*`"));
    }
    let _timed = phase("render");
    document.render_all(&parts)
}

/// Whether there is nothing but the namespaces in which something might be.
fn shows_nothing(schema: &Schema) -> bool {
    let objects = schema.objects.keys().all(|id| id.kind.is_namespace() || id.parent().is_some());
    objects && schema.sheets.is_empty() && schema.descriptions.is_empty()
}

/// What is shown of one database.
async fn read(target: &Target, document: &Document, args: &Args, session: &Session) -> Result<Schema, Fault> {
    let mut schema = match args.from {
        From::Live => {
            let mut live = target.open().await?;
            let schema = target.read_own(&mut live, &document.reading()).await;
            live.close().await;
            schema?
        }
        From::Model => target.as_built(&document.reading(), &session.ui).await?,
    };
    target.filter(&mut schema);
    session.report_unmodelled(target, &schema)?;
    Ok(schema)
}

/// The script that makes the database anew: what leads to it from an empty one.
async fn script(target: &Target, args: &Args, session: &Session) -> Result<String, Fault> {
    let to = match args.from {
        From::Live => Source::Live,
        From::Model => Source::Model,
    };
    let target = target.clone().offline();
    let mut pair = Pair::open(&target, Source::Nothing, to).await?;
    let comparison = pair.compare(&session.ui).await;
    pair.close().await;
    let comparison = comparison?;
    session.report_unmodelled(&target, &comparison.after)?;
    Ok(report::script(&comparison.plan.steps, target.dialect()))
}
