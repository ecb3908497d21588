//! What a shell offers while a line is written: commands, options and their values, the project's targets and
//! viewpoints, codes and kinds. The script that a shell reads asks this program for them.

use std::ffi::OsString;

use clap::Arg;
use clap_complete::env::Shells;
use clap_complete::{ArgValueCandidates, CompleteEnv, CompletionCandidate, Shell};

use super::{command, explain, print};
use crate::config::Config;
use crate::engine::Engine;
use crate::error::{Fault, Outcome};
use crate::model::Kind;
use crate::ui::Ui;

/// The variable in which a shell that asks says which one it is.
const ASKED: &str = "DBTOOL_COMPLETE";

/// Print the completions for a shell
///
/// They offer the project's targets too, for which the shell asks dbtool. For bash:
/// `dbtool completions bash > ~/.local/share/bash-completion/completions/dbtool`. For
/// zsh, into a folder of `$fpath` as `_dbtool`. For fish: `~/.config/fish/completions/dbtool.fish`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: &Args, ui: &Ui) -> Result<Outcome, Fault> {
    let name = args.shell.to_string();
    let mut script = Vec::new();
    let written = Shells::builtins()
        .completer(&name)
        .map(|shell| shell.write_registration(ASKED, "dbtool", "dbtool", "dbtool", &mut script));
    match written {
        Some(Ok(())) => {}
        other => return Err(Fault::new(format!("there are no completions for {name}: {other:?}"))),
    }
    print(ui, &String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}

/// Answers a shell that asks what could come next, and says whether one did.
pub fn answer_if_asked(arguments: &[OsString]) -> bool {
    if arguments.is_empty() {
        return false;
    }
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(|| offering(command())).var(ASKED);
    // A shell that nobody knows is offered nothing; words in the line that is being written would only be in the way.
    asked.try_complete(arguments, here.as_deref()).unwrap_or(true)
}

/// The command line with what can stand in each place beside words of its own.
fn offering(command: clap::Command) -> clap::Command {
    let offer = |argument: Arg| match candidates(&argument) {
        Some(candidates) => argument
            .add(ArgValueCandidates::new(move || candidates().into_iter().map(CompletionCandidate::new).collect())),
        None => argument,
    };
    command.mut_args(offer).mut_subcommands(offering)
}

fn candidates(argument: &Arg) -> Option<fn() -> Vec<String>> {
    let names = argument.get_value_names().unwrap_or_default();
    let of =
        |word: &str| names.iter().any(|name| name.split_whitespace().any(|part| part.trim_matches(['[', ']']) == word));
    match argument.get_id().as_str() {
        "viewpoint" => Some(viewpoints),
        "profile" => Some(profiles),
        "allow" => Some(kinds),
        "code" => Some(codes),
        _ if argument.is_positional() && of("TARGET") => Some(targets),
        _ => None,
    }
}

/// The project's configuration, where there is one that can be read.
fn configuration() -> Option<Config> {
    // Values of the environment take no part in names.
    Config::read(&Config::find(None)?, &|_| Some(String::new())).ok()
}

fn targets() -> Vec<String> {
    configuration().iter().flat_map(Config::names).map(str::to_owned).collect()
}

fn viewpoints() -> Vec<String> {
    let config = configuration();
    let all = config.iter().flat_map(|config| &config.systems).flat_map(|system| &system.viewpoints);
    all.map(|viewpoint| viewpoint.name.clone()).collect()
}

fn profiles() -> Vec<String> {
    let engines = [Engine::Postgresql, Engine::Mysql, Engine::Cassandra];
    engines.into_iter().flat_map(Engine::profiles).map(str::to_owned).collect()
}

/// Kinds as `--allow` takes them.
fn kinds() -> Vec<String> {
    Kind::ALL.iter().map(|kind| kind.label().replace(' ', "-")).chain(["all".to_owned()]).collect()
}

fn codes() -> Vec<String> {
    explain::codes()
}
