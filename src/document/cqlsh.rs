//! The statements that make a keyspace, as cqlsh prints DESCRIBE: in the server's own words.

use super::Document;
use crate::error::Fault;
use crate::model::Schema;

pub(super) fn render(_: &Document, schema: &Schema) -> Result<String, Fault> {
    let statements: Vec<&str> = schema.descriptions.iter().map(|it| it.title.as_str()).collect();
    Ok(format!("\n{}\n", statements.join("\n\n")))
}
