mod page;

use super::print;
use crate::config;
use crate::error::{Fault, Outcome};
use crate::ui::Ui;

/// Print the JSON Schema of a model, or of the configuration
///
/// Editors complete and check YAML with it. `dbtool init` wires it up.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of what
    #[arg(value_enum, default_value_t)]
    of: Of,
    /// How it is told
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// How a schema is told.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    /// For editors
    #[default]
    Json,
    /// A page for people, key by key
    Markdown,
}

/// What there is a schema of.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Of {
    /// A model's files
    #[default]
    Model,
    /// dbtool.yaml
    Config,
}

pub fn run(args: &Args, ui: &Ui) -> Result<Outcome, Fault> {
    let (title, schema) = match args.of {
        Of::Model => ("What a model may hold", model()),
        Of::Config => ("What dbtool.yaml may hold", config::json_schema()),
    };
    let text = match args.format {
        Format::Json => pretty(&schema),
        Format::Markdown => page::page(title, &schema),
    };
    print(ui, &text)?;
    Ok(Outcome::Done)
}

/// The JSON Schema of a model's files.
pub fn model() -> serde_json::Value {
    crate::load::json_schema()
}

/// JSON for people, with the newline at its end.
pub fn pretty(value: &serde_json::Value) -> String {
    // A value that was made from JSON has a JSON form.
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}
