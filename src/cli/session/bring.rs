//! What other tools have written of a database, made on a scratch database and read back.

use std::path::Path;

use super::script;
use super::target::Target;
use crate::cli::files;
use crate::error::Fault;
use crate::load::prisma;
use crate::model::Schema;
use crate::ui::Ui;

/// What can be brought in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A file of SQL or a folder of them.
    Sql,
    /// A `schema.prisma`.
    Prisma,
}

impl Format {
    /// The formats by name.
    pub const WORDS: [(&'static str, Format); 2] = [("prisma", Format::Prisma), ("sql", Format::Sql)];
}

impl Target {
    /// What such a file makes of an empty database of this target's engine.
    ///
    /// # Errors
    /// When it cannot be read, or the server refuses what it says.
    pub async fn brought(&self, format: Format, path: &Path, ui: &Ui) -> Result<Schema, Fault> {
        let scripts = match format {
            Format::Sql => script::find(path)?.ok_or_else(|| {
                Fault::new(format!("there is no SQL at {}", path.display()))
                    .hint("name a file that ends with .sql, or a folder of them")
            })?,
            Format::Prisma => {
                let text = files::read_if_there(path)?
                    .ok_or_else(|| Fault::new(format!("there is no file {}", path.display())))?;
                let read = prisma::read(&text, &path.display().to_string(), self.engine)?;
                for note in &read.notes {
                    ui.alert(&format!("note: {note}"));
                }
                // Its places are those of the SQL that it stands for.
                vec![script::File::new(Path::new(&format!("{} as SQL", path.display())), read.sql)]
            }
        };
        let mut schema = self.built(&scripts, None).await?;
        if !self.roles {
            schema.retain_own();
        }
        self.filter(&mut schema);
        Ok(schema)
    }
}
