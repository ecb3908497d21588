mod draft;
mod page;

use super::print;
use crate::error::{Fault, Outcome};
use crate::ui::Ui;
use crate::{config, load};

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
    let text = match (args.format, args.of) {
        (Format::Json, Of::Model) => pretty(&model()),
        (Format::Json, Of::Config) => pretty(&configuration()),
        (Format::Markdown, Of::Model) => page::page("What a model may hold", &load::json_schema()),
        (Format::Markdown, Of::Config) => page::page("What dbtool.yaml may hold", &config::json_schema()),
    };
    print(ui, &text)?;
    Ok(Outcome::Done)
}

/// The JSON Schema of a model's files, for editors.
pub fn model() -> serde_json::Value {
    draft::draft07(load::json_schema(), "dbtool model")
}

/// The JSON Schema of `dbtool.yaml`, for editors and SchemaStore.
pub fn configuration() -> serde_json::Value {
    let mut schema = draft::draft07(config::json_schema(), "dbtool configuration");
    if let Some(object) = schema.as_object_mut() {
        // What SchemaStore calls it, which wants it said.
        object.insert("$id".to_owned(), "https://json.schemastore.org/dbtool.json".into());
    }
    schema
}

/// JSON for people, with the newline at its end.
pub fn pretty(value: &serde_json::Value) -> String {
    // A value that was made from JSON has a JSON form.
    format!("{}\n", serde_json::to_string_pretty(value).unwrap_or_default())
}
