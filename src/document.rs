//! Documents of a schema for people to read and to commit. A style is a file and a line in the list.

mod markdown;
mod psql;

use serde::{Deserialize, Serialize};

use crate::engine::Spelling;
use crate::error::Fault;
use crate::model::Schema;

macro_rules! styles {
    ($($(#[doc = $about:literal])* $style:ident => $name:literal, $spelling:expr, $render:expr;)*) => {
        /// The styles, by the names that the command line and configuration use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[derive(Serialize, Deserialize, schemars::JsonSchema, clap::ValueEnum)]
        pub enum Style { $($(#[doc = $about])* #[serde(rename = $name)] #[value(name = $name)] $style,)* }

        impl Style {
            /// All styles, in the order of the help.
            pub const ALL: &'static [Style] = &[$(Style::$style),*];

            /// The name on the command line and in configuration.
            pub fn name(self) -> &'static str { match self { $(Style::$style => $name,)* } }

            /// The spelling with which a database is to be read for it.
            pub fn spelling(self) -> Spelling { match self { $(Style::$style => $spelling,)* } }
        }

        /// Lays a schema out. Pure: the same schema gives the same bytes.
        ///
        /// # Errors
        /// When the style cannot tell what the schema holds.
        pub fn render(style: &Style, schema: &Schema) -> Result<String, Fault> {
            match style { $(Style::$style => ($render)(schema),)* }
        }
    };
}

styles! {
    /// psql's `\d` of every table in Markdown, as psql 15 and later print it
    Psql => "psql", Spelling::Display, psql::render_15;
    /// the same as psql 9.6 prints it
    Psql96 => "psql-9.6", Spelling::Display, psql::render_96;
}

impl std::fmt::Display for Style {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
