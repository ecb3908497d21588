//! The one door for output: results to stdout, notes to stderr, colour only where it is seen.

pub mod timings;

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};

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

/// What stderr is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// For a person.
    #[default]
    Text,
    /// A JSON object on a line of its own for each note, step and error.
    Json,
}

/// Where all output goes through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ui {
    /// What stderr is written as.
    pub log: LogFormat,
    /// When to colour.
    pub color: Color,
    /// How much is said on stderr.
    pub verbosity: Verbosity,
}

impl Ui {
    /// Writes a result to stdout as it is. A reader that has gone away (`| head`) is no error.
    pub fn result(&self, text: &str) -> io::Result<()> {
        let stdout = io::stdout().lock();
        // Where nothing is coloured nothing is taken out: a large model would be gone through letter by letter.
        let coloured = text.contains('\u{1b}');
        let choice = if coloured { self.choice(stdout.is_terminal()) } else { anstream::ColorChoice::Always };
        let mut stdout = anstream::AutoStream::new(stdout, choice);
        ignore_closed(stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()))
    }

    /// A note to stderr, unless `--quiet`.
    pub fn note(&self, text: &str) {
        if self.verbosity >= Verbosity::Normal {
            self.told("info", text, &[]);
        }
    }

    /// A step that was done or is waited for: a note for a person, and where stderr is JSON a line with
    /// these fields beside the words.
    pub fn step(&self, text: &str, fields: &[(&str, Value)]) {
        listened(fields);
        if self.verbosity >= Verbosity::Normal {
            self.told("info", text, fields);
        }
    }

    /// What a program that reads stderr wants to know, and a person does not: a line where stderr is JSON.
    pub fn event(&self, text: &str, fields: &[(&str, Value)]) {
        listened(fields);
        if self.verbosity >= Verbosity::Normal && self.log == LogFormat::Json {
            self.told("info", text, fields);
        }
    }

    /// How far a long step is: on a terminal a line that the next one takes the place of, with a bar of how much of
    /// how much is `done`, where the whole is known. `told` says whether it is worth a line of its own where there is no terminal.
    pub fn progress(&self, text: &str, done: (u64, u64), told: bool, fields: &[(&str, Value)]) {
        listened(fields);
        if self.verbosity < Verbosity::Normal {
            return;
        }
        if self.log == LogFormat::Text && io::stderr().is_terminal() {
            PASSING.store(true, Ordering::SeqCst);
            // Nothing is left to tell a failure to when stderr itself is gone.
            let bar = bar(done.0, done.1);
            let _ = write!(io::stderr().lock(), "\r\x1b[2K{bar}{text}");
        } else if told {
            self.told("info", text, fields);
        }
    }

    /// A detail to stderr, with `--verbose`.
    pub fn detail(&self, text: &str) {
        if self.verbosity >= Verbosity::Verbose {
            self.told("debug", text, &[]);
        }
    }

    /// An error or a warning to stderr, always.
    pub fn alert(&self, text: &str) {
        self.told("error", text, &[]);
    }

    /// Whether stdout shows colour.
    pub fn colored(&self) -> bool {
        self.choice(io::stdout().is_terminal()) != anstream::ColorChoice::Never
    }

    fn told(&self, level: &str, text: &str, fields: &[(&str, Value)]) {
        if self.log == LogFormat::Text {
            return self.stderr(text);
        }
        let plain = anstream::adapter::strip_str(text.trim_end_matches('\n')).to_string();
        let mut line = Map::new();
        line.insert("time".to_owned(), Value::String(now()));
        line.insert("level".to_owned(), Value::String(level.to_owned()));
        line.insert("message".to_owned(), Value::String(plain));
        line.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let _ = writeln!(io::stderr().lock(), "{}", Value::Object(line));
    }

    fn stderr(&self, text: &str) {
        if PASSING.swap(false, Ordering::SeqCst) {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
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

/// A bar, twenty places wide, with a space after it; none where the whole is not known.
fn bar(done: u64, total: u64) -> String {
    const PLACES: u64 = 20;
    let Some(full) = done.min(total).saturating_mul(PLACES).checked_div(total) else { return String::new() };
    let full = usize::try_from(full).unwrap_or_default();
    let places = usize::try_from(PLACES).unwrap_or_default();
    let head = if full < places { ">" } else { "" };
    format!("[{:<places$}] ", format!("{}{head}", "=".repeat(full)))
}

/// Who is told of all steps, whatever is written of them.
static LISTENER: OnceLock<Listener> = OnceLock::new();

/// Who listens: the fields of a step.
pub type Listener = fn(&[(&str, Value)]);

/// Has all steps told to someone else, too: the first who asks.
pub fn listen(listener: Listener) {
    let _ = LISTENER.set(listener);
}

fn listened(fields: &[(&str, Value)]) {
    if let Some(listener) = LISTENER.get() {
        listener(fields);
    }
}

/// Whether a line of progress stands on the terminal, which the next line takes the place of.
static PASSING: AtomicBool = AtomicBool::new(false);

/// The time in UTC as RFC 3339 writes it. The days of the civil calendar are counted in eras of 400
/// years that begin in March.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, rest) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * march + 2) / 5 + 1;
    let month = if march < 10 { march + 3 } else { march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", since.subsec_millis())
}

fn ignore_closed(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_what_is_done() {
        assert_eq!(bar(0, 9), "[>                   ] ");
        assert_eq!(bar(5, 10), "[==========>         ] ");
        assert_eq!(bar(9, 9), "[====================] ");
        assert_eq!(bar(u64::MAX, 3), bar(3, 3));
        assert_eq!(bar(4, 0), "");
    }
}
