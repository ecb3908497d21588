//! The shape of every message about bad input: what failed, where, and what to do.

use std::fmt;

use crate::model::Place;

/// An error that a person can act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What failed, in one sentence without a full stop.
    pub message: String,
    /// Where it is written, for a model or configuration.
    pub place: Option<Place>,
    /// The object or statement, and the server's own words, for a database.
    pub detail: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// What those who called must know beyond the words; none where they need no more.
    pub cause: Option<Cause>,
}

/// What a fault is of, where that is acted on: words alone may be anyone's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A session could not be opened since nobody answered there, and not since the server said no.
    Unreached,
    /// The work was asked to stop, and did so where nothing is half done.
    Stopped,
}

impl Fault {
    /// A fault with nothing but its message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), place: None, detail: None, hint: None, cause: None }
    }

    /// With the place where it is written.
    #[must_use]
    pub fn at(mut self, place: Option<Place>) -> Self {
        self.place = place;
        self
    }

    /// With the object, statement or server's words.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// With what it is of.
    #[must_use]
    pub fn of(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// With the remedy.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The text of a file that people write.
///
/// # Errors
/// Where the first byte is that is no UTF-8.
pub fn text(file: &str, bytes: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let before = String::from_utf8_lossy(before);
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).saturating_add(1);
        let line = number(before.matches('\n').count());
        let column = number(before.rsplit('\n').next().unwrap_or_default().chars().count());
        Fault::new("the file is not UTF-8 text")
            .at(Some(Place { file: file.into(), line, column }))
            .hint("save it as UTF-8; from another encoding: `iconv -f latin1 -t utf-8`")
    })
}

/// Prints `FILE:LINE:COLUMN: message`, then the details and the remedy on lines of their own.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(detail) = &self.detail {
            for line in detail.lines() {
                write!(f, "\n  {line}")?;
            }
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  help: {hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// A command's way to end that is neither success nor an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Exit code 0.
    Done,
    /// Exit code 2: drift, a stale document, findings.
    Differs,
    /// Exit code 3: refused as destructive or unsafe.
    Refused,
    /// Exit code 130.
    Interrupted,
}

impl Outcome {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Differs => 2,
            Outcome::Refused => 3,
            Outcome::Interrupted => 130,
        }
    }
}
