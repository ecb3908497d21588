use super::fleet::{self, Done, Telling};
use super::session::{Pair, Session, Source, Target};
use crate::error::{Fault, Outcome};
use crate::proof;
use crate::report::{Format, Report};
use crate::ui::Ui;
use crate::ui::timings::phase;

/// Compare the model with the live database
///
/// Prints what differs and the SQL that would mend it; nothing where nothing differs. What the
/// database holds and the model does not name is drift too. A model's silence about comments means
/// that they are left alone, unless `manage` says otherwise.
///
/// With --from and --to anything is compared with anything: two databases, two models, a model and a
/// folder of migrations. The plan leads from the one to the other.
///
/// With `--format json` each target is one JSON object on a line of its own.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The targets [default: all]
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// End with exit code 2 where something differs
    #[arg(long)]
    exit_code: bool,
    /// Run the plan and its way back on a scratch database too, where tables that it is about hold rows, and tell
    /// which locks each step takes there, and which tables it rewrites and reads
    #[arg(long)]
    prove: bool,
    /// What is compared: `live`, `model`, `migrations`, a URL, or the path of a model, of a folder of
    /// migrations or of an SQL script [default: live]
    #[arg(long, value_name = "SIDE")]
    from: Option<String>,
    /// What it is compared with, likewise; the plan leads there [default: model]
    #[arg(long, value_name = "SIDE")]
    to: Option<String>,
    /// Whether all nodes of a Citus cluster have what the coordinator has, too
    #[arg(long)]
    all_nodes: bool,
    /// Roles and their memberships too, which all databases of the server share
    #[arg(long)]
    roles: bool,
}

pub async fn run(args: Args, session: &Session) -> Result<Outcome, Fault> {
    let from = args.from.as_deref().map_or(Ok(Source::Live), Source::new)?;
    let to = args.to.as_deref().map_or(Ok(Source::Model), Source::new)?;
    let targets = if args.targets.is_empty() && from.stands_alone() && to.stands_alone() {
        vec![session.anywhere(from.url().or(to.url()))?]
    } else {
        session.targets(&args.targets)?
    };
    let titled = targets.len() > 1 || targets.iter().any(Target::is_fleet);
    if let Some(target) = targets.iter().find(|target| target.is_of_tenants()) {
        return Err(Fault::new(format!("`{}` is many schemas, of which a model cannot say one", target.name))
            .hint("compare one with `--url`, `--schemas` and a model of its own; `migrate status` works on all"));
    }
    // What differs is told of each; how many do, of many.
    let telling = if matches!(args.format, Format::Text) { Telling::Table } else { Telling::None };
    fleet::run(targets, None, telling, session, async |target, ui| {
        one(target, [&from, &to], &args, titled, (ui, session)).await
    })
    .await
}

async fn one(
    target: &Target,
    [from, to]: [&Source; 2],
    args: &Args,
    titled: bool,
    (ui, session): (&Ui, &Session),
) -> Result<Done, Fault> {
    let target = &target.clone().with_roles(args.roles);
    let mut pair = Pair::open(target, from.clone(), to.clone()).await?;
    let version = pair.version();
    let comparison = pair.compare(ui).await;
    let nodes = if args.all_nodes { pair.nodes_apart().await } else { Ok(Vec::new()) };
    pair.close().await;
    let (mut comparison, nodes) = (comparison?, nodes?);
    if args.prove {
        let proof = target.prove(&mut comparison, version, ui).await?;
        for line in proof.iter().flat_map(proof::way::Proof::lines) {
            ui.note(&format!("{}: {line}", target.name));
        }
    }
    session.report_unmodelled(target, &comparison.before)?;
    let report = Report {
        target: &target.name,
        engine: target.engine,
        plan: &comparison.plan,
        unmodelled: &comparison.before.unmodelled,
        nodes: &nodes,
        titled,
    };
    let drift = report.drift();
    let rendering = phase("render");
    let (text, words) = (report.render(args.format), report.counts());
    drop(rendering);
    comparison.point_out_renames(ui);
    let outcome = if drift && args.exit_code { Outcome::Differs } else { Outcome::Done };
    Ok(Done { outcome, words, text, ..Done::default() })
}
