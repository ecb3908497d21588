//! How most commands tell their results.

/// For a person or for a program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For a person
    #[default]
    Text,
    /// JSON: an object for each, on a line of its own
    Json,
}
