//! What the search looks through: a script, since pages from a disk may load no data.

use super::book::Book;
use super::{page, prose};

/// `[kind, name, path, comment, [columns]]` of every object that has a page.
pub(super) fn index(book: &Book<'_>) -> String {
    let entries: Vec<serde_json::Value> = book
        .roots
        .iter()
        .map(|id| {
            let columns: Vec<&str> =
                book.relation(id).map(|it| it.columns.iter().map(|field| field.name).collect()).unwrap_or_default();
            let mut comment = prose::line(book.comment(id).unwrap_or_default());
            if let Some((end, _)) = comment.char_indices().nth(160) {
                comment.truncate(end);
            }
            serde_json::json!([id.kind.label(), page::name(id), book.path(id), comment, columns])
        })
        .collect();
    format!("window.DBTOOL_INDEX={};\n", serde_json::Value::Array(entries))
}
