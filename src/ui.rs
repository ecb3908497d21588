//! The one door for output: results to stdout, notes to stderr, colour only where it is seen.

use std::io::{self, IsTerminal, Write};

/// When to colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbosity {
    /// Errors alone.
    Quiet,
    /// Notes and progress.
    #[default]
    Normal,
    /// Each statement as it runs.
    Verbose,
}

/// Where all output goes through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ui {
    /// When to colour.
    pub color: Color,
    /// How much is said on stderr.
    pub verbosity: Verbosity,
}

impl Ui {
    /// Writes a result to stdout as it is. A reader that has gone away (`| head`) is no error.
    pub fn result(&self, text: &str) -> io::Result<()> {
        let mut stdout = anstream::AutoStream::new(io::stdout().lock(), self.choice(io::stdout().is_terminal()));
        ignore_closed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
    }

    /// A note to stderr, unless `--quiet`.
    pub fn note(&self, text: &str) {
        if self.verbosity >= Verbosity::Normal {
            self.stderr(text);
        }
    }

    /// A detail to stderr, with `--verbose`.
    pub fn detail(&self, text: &str) {
        if self.verbosity >= Verbosity::Verbose {
            self.stderr(text);
        }
    }

    /// An error or a warning to stderr, always.
    pub fn alert(&self, text: &str) {
        self.stderr(text);
    }

    /// Whether stdout shows colour.
    pub fn colored(&self) -> bool {
        self.choice(io::stdout().is_terminal()) != anstream::ColorChoice::Never
    }

    fn stderr(&self, text: &str) {
        let mut stderr = anstream::AutoStream::new(io::stderr().lock(), self.choice(io::stderr().is_terminal()));
        // Nothing is left to tell a failure to when stderr itself is gone.
        let _ = writeln!(stderr, "{}", text.trim_end_matches('\n'));
    }

    fn choice(&self, terminal: bool) -> anstream::ColorChoice {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.color {
            Color::Always => anstream::ColorChoice::Always,
            Color::Auto if terminal && !no_color => anstream::ColorChoice::Always,
            Color::Auto | Color::Never => anstream::ColorChoice::Never,
        }
    }
}

fn ignore_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
