use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::global;
use super::session::{Pair, Session, Source, Target};
use super::warn;
use crate::error::{Fault, Outcome};
use crate::model::{ObjectId, Schema};
use crate::site::{Measure, Since, Site, Viewpoint};

/// Write the database as a static web site
///
/// A page for every object, diagrams of the tables and what they refer to, and search. The site needs no
/// server and no network: open its index.html. The same database gives the same files, but for the sizes
/// of its tables, which --no-sizes leaves out.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The target; needed where there are several
    target: Option<String>,
    /// The folder that the site is written to; what it holds of an earlier site is replaced
    #[arg(short, long, value_name = "DIR")]
    out: PathBuf,
    /// What it is made of
    #[arg(long, value_enum, default_value_t)]
    from: super::snapshot::From,
    /// An earlier state, for a page of what changed since: `model`, `migrations`, a URL, or the path of a
    /// model, of a folder of migrations or of an SQL script
    #[arg(long, value_name = "SIDE")]
    since: Option<String>,
    /// What the site calls the database [default: the target's name]
    #[arg(long)]
    name: Option<String>,
    /// Leave out how big the tables are
    #[arg(long)]
    no_sizes: bool,
}

/// What marks a folder that a site was written to.
const MARK: &str = "assets/search.js";

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let target = session.target(args.target.as_deref())?.offline();
    let since = args.since.as_deref().map(Source::new).transpose()?;
    check(&args.out)?;
    let (to, sizes) = match args.from {
        super::snapshot::From::Live => (Source::Live, measured(&target, &args).await?),
        super::snapshot::From::Model => (Source::Model, BTreeMap::new()),
    };
    let mut pair = Pair::open(&target, Source::Nothing, to.clone()).await?;
    let version = pair.version();
    let comparison = pair.compare(&session.ui).await;
    pair.close().await;
    let mut comparison = comparison?;
    session.report_unmodelled(&target, &comparison.after)?;
    if target.has_model() {
        // No server knows of these.
        comparison.after.relations = target.load().await?.relations;
    }
    let earlier = match since {
        Some(since) => {
            let mut pair = Pair::open(&target, since, to).await?;
            let compared = pair.compare(&session.ui).await;
            pair.close().await;
            Some(compared?)
        }
        None => None,
    };
    let viewpoints = viewpoints(&target, &comparison.after, session)?;
    let site = Site {
        name: args.name.as_deref().unwrap_or(&target.name),
        engine: target.engine,
        server: version.map_or_else(|| target.engine.label().to_owned(), |version| target.engine.server(version)),
        schema: &comparison.after,
        steps: &comparison.plan.steps,
        sizes: &sizes,
        since: earlier.as_ref().map(|earlier| Since {
            of: args.since.as_deref().map(shown).unwrap_or_default(),
            changes: &earlier.plan.changes,
        }),
        viewpoints,
    };
    let mut count = 0_usize;
    clear(&args.out)?;
    site.write(&mut |path, text| {
        count = count.saturating_add(1);
        write(&args.out.join(path), text)
    })?;
    session.ui.note(&format!("wrote {count} files; open {}", args.out.join("index.html").display()));
    Ok(Outcome::Done)
}

/// The parts of the database that the configuration names; those of which nothing is there are told.
fn viewpoints<'a>(target: &Target, schema: &Schema, session: &'a Session) -> Result<Vec<Viewpoint<'a>>, Fault> {
    let systems = session.config()?.into_iter().flat_map(|config| &config.systems);
    let own = systems.filter(|system| system.targets.iter().any(|own| own.name == target.name));
    let mut viewpoints = Vec::new();
    for written in own.flat_map(|system| &system.viewpoints) {
        let shown = global::shown(written)?;
        let members = schema.objects.keys().filter(|id| id.parent().is_none() && !id.kind.is_namespace());
        let members: Vec<ObjectId> = members.filter(|id| shown.keeps(schema, id)).cloned().collect();
        if members.is_empty() {
            warn(&session.ui, &format!("{}: nothing is seen from the viewpoint `{}`", written.place, written.name));
            continue;
        }
        let (name, title, description) = (&written.name, &written.title, &written.description);
        viewpoints.push(Viewpoint { name, title, description, members });
    }
    Ok(viewpoints)
}

/// What a site calls an earlier state: never a URL, which may hold a password.
fn shown(since: &str) -> &str {
    if since.contains("://") { "another database" } else { since }
}

/// How big the tables are.
async fn measured(target: &Target, args: &Args) -> Result<BTreeMap<(String, String), Measure>, Fault> {
    if args.no_sizes {
        return Ok(BTreeMap::new());
    }
    let mut live = target.open().await?;
    let sizes = live.connection.sizes().await;
    live.close().await;
    let measure = |(name, size): (_, crate::engine::Size)| (name, Measure { rows: size.rows, bytes: size.bytes });
    Ok(sizes?.into_iter().map(measure).collect())
}

/// Refuses a folder that holds something else.
fn check(out: &Path) -> Result<(), Fault> {
    let taken = std::fs::read_dir(out).is_ok_and(|mut entries| entries.next().is_some());
    if taken && !out.join(MARK).is_file() {
        return Err(Fault::new(format!("{} is not empty, and is no site of dbtool's", out.display()))
            .hint("name a folder of its own: what an earlier site left in it is removed"));
    }
    Ok(())
}

/// Writes a file that can be made again: no care is taken for power cuts, which takes long for thousands.
fn write(path: &Path, text: &str) -> Result<(), Fault> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(path, text))
        .map_err(|error| Fault::new(format!("cannot write {}", path.display())).detail(error.to_string()))
}

/// Removes an earlier site's pages: those of objects that are gone would stay.
fn clear(out: &Path) -> Result<(), Fault> {
    let broken = |path: &Path, error: &std::io::Error| {
        Fault::new(format!("cannot remove {}", path.display())).detail(error.to_string())
    };
    for entry in std::fs::read_dir(out).into_iter().flatten().flatten() {
        let path = entry.path();
        // What people put beside the pages stays: a `.git`, a `CNAME`.
        let own = path.is_dir() && std::fs::read_dir(&path).is_ok_and(|all| all.flatten().all(|it| page(&it.path())));
        if own && path.file_name() != Some(std::ffi::OsStr::new("assets")) {
            std::fs::remove_dir_all(&path).map_err(|error| broken(&path, &error))?;
        }
    }
    Ok(())
}

fn page(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == "html")
}
