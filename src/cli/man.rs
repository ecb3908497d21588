use std::path::PathBuf;

use super::{command, files, print};
use crate::error::{Fault, Outcome};
use crate::ui::Ui;

/// Print the manual page, or write all of them
///
/// `dbtool man | man -l -` shows it; `dbtool man --out /usr/local/share/man/man1` installs the
/// pages of all commands.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write a page per command to
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub fn run(args: &Args, ui: &Ui) -> Result<Outcome, Fault> {
    let Some(folder) = &args.out else {
        let page = page(&command())?;
        print(ui, &String::from_utf8_lossy(&page))?;
        return Ok(Outcome::Done);
    };
    let mut root = command();
    // Names each command by its whole path, `dbtool-migrate-up`, and hands it the common options.
    root.build();
    let mut pages = Vec::new();
    collect(&root, "dbtool", &mut pages)?;
    for (name, text) in &pages {
        files::write(&folder.join(format!("{name}.1")), text)?;
    }
    ui.note(&format!("wrote {} manual pages to {}", pages.len(), folder.display()));
    Ok(Outcome::Done)
}

fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Fault> {
    pages.push((name.to_owned(), page(&command.clone().display_name(name.to_owned()))?));
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        collect(sub, &format!("{name}-{}", sub.get_name()), pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Fault> {
    let mut text = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut text)
        .map_err(|error| Fault::new("cannot write the manual page").detail(error.to_string()))?;
    Ok(text)
}
