//! Documents of a schema for people to read and to commit. A style is a file and a line in the list.

mod cqlsh;
mod dbml;
mod diagram;
mod dictionary;
mod graphviz;
mod handbook;
mod json;
mod listing;
mod markdown;
pub mod mermaid;
mod mermaid_er;
mod mysql;
mod plantuml;
mod psql;
mod width;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::engine::postgres::describe::Layout;
use crate::engine::{Engine, Reading, Showing, Spelling};
use crate::error::Fault;
use crate::model::{Diagram, Schema, Sort};

macro_rules! styles {
    ($($(#[doc = $about:literal])* $style:ident => $name:literal, $spelling:expr, $showing:expr, $render:expr;)*) => {
        /// The styles, by the names that the command line and configuration use.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[derive(Serialize, Deserialize, schemars::JsonSchema, clap::ValueEnum)]
        pub enum Style { $($(#[doc = $about])* #[serde(rename = $name)] #[value(name = $name)] $style,)* }

        impl Style {
            /// All styles, in the order of the help.
            pub const ALL: &'static [Style] = &[$(Style::$style),*];

            /// The name on the command line and in configuration.
            pub fn name(self) -> &'static str { match self { $(Style::$style => $name,)* } }
        }

        impl Document {
            /// How a database is to be read for it.
            pub fn reading(&self) -> Reading {
                match self.style {
                    $(Style::$style => Reading {
                        spelling: $spelling,
                        showing: ($showing)(self),
                        ..Reading::default()
                    },)*
                }
            }

            /// Lays out a schema that was read with [`Document::reading`]. Pure: the same schema
            /// gives the same bytes.
            ///
            /// # Errors
            /// When the style cannot tell what the schema holds.
            pub fn render(&self, schema: &Schema) -> Result<String, Fault> {
                match self.style { $(Style::$style => ($render)(self, schema),)* }
            }
        }
    };
}

styles! {
    /// psql's `\d` of every relation in Markdown
    Psql => "psql", Spelling::Display, |document: &Document| document.client(false), psql::render;
    /// psql's `\d+` of every relation in Markdown
    PsqlPlus => "psql+", Spelling::Display, |document: &Document| document.client(true), psql::render;
    /// the same as psql 9.6 prints it, of tables alone
    Psql96 => "psql-9.6", Spelling::Display, |_: &Document| Showing::Client(Layout::PSQL_96), psql::render_tables;
    /// every table's columns, constraints and indexes as lists in Markdown
    Listing => "listing", Spelling::Display, |_: &Document| Showing::Sheets, listing::render;
    /// every column's type and meaning as tables in Markdown
    Dictionary => "dictionary", Spelling::Exact, |_: &Document| Showing::Sheets, dictionary::render;
    /// tables and what they refer to as a class diagram in Mermaid
    Mermaid => "mermaid", Spelling::Display, |_: &Document| Showing::Sheets, mermaid_of;
    /// a keyspace's statements as cqlsh prints DESCRIBE
    Cqlsh => "cqlsh", Spelling::Exact, |_: &Document| Showing::Statements, cqlsh::render;
    /// what SHOW CREATE says of every table, view and program of MySQL's and MariaDB's, in Markdown
    Mysql => "mysql", Spelling::Exact, |_: &Document| Showing::Statements, mysql::render;
    /// a section for every table and view, with an index and small diagrams, in Markdown
    Markdown => "markdown", Spelling::Display, |_: &Document| Showing::Objects, handbook::render;
    /// an entity-relationship diagram of Mermaid's in Markdown
    MermaidEr => "mermaid-er", Spelling::Display, |_: &Document| Showing::Objects, mermaid_er::render;
    /// DBML, the language of dbdiagram and dbdocs
    Dbml => "dbml", Spelling::Display, |_: &Document| Showing::Objects, dbml::render;
    /// an entity diagram of PlantUML's
    PlantUml => "plantuml", Spelling::Display, |_: &Document| Showing::Objects, plantuml::render;
    /// a graph of Graphviz's, a table for every relation
    Graphviz => "graphviz", Spelling::Display, |_: &Document| Showing::Objects, graphviz::render;
    /// a script that makes the database anew
    Sql => "sql", Spelling::Exact, |_: &Document| Showing::Objects, by_plan;
    /// the model as JSON
    Json => "json", Spelling::Exact, |_: &Document| Showing::Objects, json::render;
}

fn mermaid_of(document: &Document, schema: &Schema) -> Result<String, Fault> {
    mermaid::render(document, &[(document.name.as_deref().unwrap_or_default(), schema)])
}

/// A script is what a plan says, and plans are made elsewhere.
fn by_plan(document: &Document, _: &Schema) -> Result<String, Fault> {
    Err(Fault::new(format!("the style `{}` is not laid out but planned", document.style)))
}

/// The styles that say what they show.
const TITLED: &[Style] = &[Style::Listing, Style::Markdown, Style::Dbml, Style::PlantUml, Style::Graphviz];

impl About {
    /// The document with what it shows told at its beginning, where it is a page for people.
    fn before(&self, style: Style, text: String) -> String {
        let mut about = self.description.trim_end().to_owned();
        if !about.is_empty() {
            about.push_str("\n\n");
        }
        match style {
            // Its own heading is the title.
            Style::Markdown => match text.split_once('\n') {
                Some((heading, rest)) => format!("{heading}\n\n{about}{}", rest.trim_start_matches('\n')),
                None => text,
            },
            Style::Psql
            | Style::PsqlPlus
            | Style::Psql96
            | Style::Dictionary
            | Style::Mermaid
            | Style::Mysql
            | Style::MermaidEr => {
                format!("# {}\n\n{about}{text}", markdown::heading(&self.title))
            }
            Style::Listing | Style::Dbml | Style::PlantUml | Style::Graphviz => text,
            Style::Cqlsh | Style::Sql | Style::Json => text,
        }
    }
}

/// A document that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its style.
    pub style: Style,
    /// What it calls the database; styles without such a line leave it out.
    pub name: Option<String>,
    /// The date that it bears, as written; none where absent, so that it changes only with the schema.
    pub date: Option<String>,
    /// Relations to tell of beside those of the style.
    pub include: BTreeSet<Sort>,
    /// Whose psql it is, by the major version.
    pub psql_version: Option<u32>,
    /// What a diagram has beside the tables.
    pub diagram: Diagram,
    /// Whether it tells who may do what: grants, row security, policies.
    pub rights: bool,
    /// What it shows, where that is a part.
    pub about: Option<About>,
}

/// The part of a database that a document shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is called.
    pub title: String,
    /// What it is about, in Markdown.
    pub description: String,
}

impl Document {
    /// A document in a style, with nothing else said.
    pub fn new(style: Style) -> Self {
        Self {
            style,
            name: None,
            date: None,
            include: BTreeSet::new(),
            psql_version: None,
            diagram: Diagram::default(),
            rights: false,
            about: None,
        }
    }

    /// Whether it shows several databases at once.
    pub fn takes_several(&self) -> bool {
        self.style == Style::Mermaid
    }

    /// Lays out several databases, each under its name, where the style takes several.
    ///
    /// # Errors
    /// As [`Document::render`], and where there are several and the style shows one.
    pub fn render_all(&self, parts: &[(String, Schema)]) -> Result<String, Fault> {
        let text = self.laid_out(parts)?;
        Ok(match &self.about {
            Some(about) => about.before(self.style, text),
            None => text,
        })
    }

    fn laid_out(&self, parts: &[(String, Schema)]) -> Result<String, Fault> {
        match parts {
            _ if self.takes_several() => {
                let parts: Vec<(&str, &Schema)> = parts.iter().map(|(name, schema)| (name.as_str(), schema)).collect();
                mermaid::render(self, &parts)
            }
            [(_, only)] => self.render(only),
            _ => Err(Fault::new(format!("the style `{}` shows one database", self.style.name()))
                .hint("name one part of the system")),
        }
    }

    /// Refuses a database of an engine that the style is not of.
    ///
    /// # Errors
    /// Whose it is, and which styles there are instead.
    pub fn suits(&self, engine: Engine) -> Result<(), Fault> {
        match self.style.client_of() {
            Some(own) if own != engine => {
                let others = Style::ALL.iter().filter(|style| style.suits(engine));
                let others: Vec<&str> = others.map(|style| style.name()).collect();
                let (own, label) = (own.label(), engine.label());
                Err(Fault::new(format!(
                    "the style `{}` is {own}'s own, and this is a database of {label}'s",
                    self.style
                ))
                .hint(format!("choose one of {label}'s: {}", others.join(", "))))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what the style has no place for.
    ///
    /// # Errors
    /// What it was told in vain, and which styles have it.
    pub fn check(&self) -> Result<(), Fault> {
        let titled = TITLED;
        let (listing, psql): (&[Style], &[Style]) = (&[Style::Listing], &[Style::Psql, Style::PsqlPlus]);
        let clients: &[Style] = &[Style::Psql, Style::PsqlPlus, Style::Psql96];
        let told = [
            ("name", self.name.is_some(), titled),
            ("date", self.date.is_some(), listing),
            ("include", !self.include.is_empty(), clients),
            ("psql-version", self.psql_version.is_some(), psql),
            ("rights", self.rights, &[Style::Markdown]),
            ("diagram", self.diagram != Diagram::default(), &[Style::Mermaid]),
        ];
        match told.into_iter().find(|(_, told, styles)| *told && !styles.contains(&self.style)) {
            None => Ok(()),
            Some((what, _, styles)) => {
                let styles: Vec<&str> = styles.iter().map(|style| style.name()).collect();
                Err(Fault::new(format!("the style `{}` has no `{what}`", self.style.name()))
                    .hint(format!("leave it out; it is for {}", styles.join(", "))))
            }
        }
    }

    fn client(&self, verbose: bool) -> Showing {
        Showing::Client(Layout { verbose, major: self.psql() })
    }

    /// The same, of a part of what it showed, which has that name where it is to have another than its title.
    #[must_use]
    pub fn about(self, about: About, name: Option<String>) -> Self {
        let name = name.or_else(|| TITLED.contains(&self.style).then(|| about.title.clone())).or(self.name);
        Self { name, about: Some(about), ..self }
    }

    /// The major version of the psql that it is of; 9 for 9.6.
    fn psql(&self) -> u32 {
        let usual = if self.style == Style::Psql96 { Layout::PSQL_96 } else { Layout::default() };
        self.psql_version.unwrap_or(usual.major)
    }
}

impl Style {
    /// The engine in whose client's or server's own words it is; none where it fits all.
    fn client_of(self) -> Option<Engine> {
        match self {
            Style::Psql | Style::PsqlPlus | Style::Psql96 => Some(Engine::Postgresql),
            Style::Mysql => Some(Engine::Mysql),
            Style::Cqlsh => Some(Engine::Cassandra),
            _ => None,
        }
    }

    /// Whether an engine's databases can be shown in it.
    pub fn suits(self, engine: Engine) -> bool {
        self.client_of().is_none_or(|own| own == engine)
    }

    /// Whether it draws what refers to what, by foreign keys and by what the model says beside them.
    pub fn draws(self) -> bool {
        use Style::{Dbml, Graphviz, Markdown, Mermaid, MermaidEr, PlantUml};
        matches!(self, Mermaid | Markdown | MermaidEr | Dbml | PlantUml | Graphviz)
    }

    /// Whether it tells what no model says: what the database is called and how it is spread in an installation.
    pub fn is_of_installation(self) -> bool {
        self == Style::Cqlsh
    }

    /// What an engine's databases are shown in where nobody says how: as its own client does, where that
    /// shows whole databases.
    pub fn usual(engine: Engine) -> Self {
        match engine {
            Engine::Postgresql => Style::Psql,
            Engine::Mysql => Style::Markdown,
            Engine::Cassandra => Style::Cqlsh,
        }
    }
}

impl std::fmt::Display for Style {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}
