//! What the search looks through: a script, since pages from a disk may load no data.

use super::book::Book;
use super::{page, prose};

/// `[kind, name, path, comment, [columns]]` of every object that has a page.
pub(super) fn index(book: &Book<'_>) -> String {
    let short = |text: &str| {
        let mut line = prose::line(text);
        if let Some((end, _)) = line.char_indices().nth(160) {
            line.truncate(end);
        }
        line
    };
    let views = book.views.iter().map(|view| {
        let columns: [&str; 0] = [];
        serde_json::json!(["viewpoint", view.title, view.path, short(view.description), columns])
    });
    let objects = book.roots.iter().map(|id| {
        let columns: Vec<&str> =
            book.relation(id).map(|it| it.columns.iter().map(|field| field.name).collect()).unwrap_or_default();
        let comment = short(book.comment(id).unwrap_or_default());
        serde_json::json!([id.kind.label(), page::name(id), book.path(id), comment, columns])
    });
    let entries: Vec<serde_json::Value> = views.chain(objects).collect();
    format!("window.DBTOOL_INDEX={};\n", serde_json::Value::Array(entries))
}
