use clap_complete::{Shell, generate};

use super::{command, print};
use crate::error::{Fault, Outcome};
use crate::ui::Ui;

/// Print the completions for a shell
///
/// For bash: `dbtool completions bash > ~/.local/share/bash-completion/completions/dbtool`. For
/// zsh, into a folder of `$fpath` as `_dbtool`. For fish: `~/.config/fish/completions/dbtool.fish`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The shell
    shell: Shell,
}

pub fn run(args: &Args, ui: &Ui) -> Result<Outcome, Fault> {
    let mut script = Vec::new();
    generate(args.shell, &mut command(), "dbtool", &mut script);
    print(ui, &String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
