//! The sections of a table's or view's page.

use maud::{Markup, html};

use super::book::{Book, anchor};
use super::object::UP;
use super::page::link;
use super::svg::{self, Detail};
use super::{highlight, prose};
use crate::model::{Field, ForeignKey, Index, Kind, OutlineTable, Unique};

/// How many neighbours a table's diagram shows.
const NEIGHBOURS: usize = 24;

/// A section with its heading.
pub(super) struct Section {
    pub(super) anchor: &'static str,
    pub(super) title: String,
    pub(super) contents: Markup,
}

/// Whether parts of this kind have a section here, or a line in one.
pub(super) fn is_told(kind: Kind, of_relation: bool) -> bool {
    let of_any = kind == Kind::Comment;
    let of_tables =
        matches!(kind, Kind::Column | Kind::Unique | Kind::Check | Kind::ForeignKey | Kind::Index | Kind::Default);
    of_any || (of_relation && of_tables)
}

pub(super) fn sections(book: &Book<'_>, relation: &OutlineTable<'_>) -> Vec<Section> {
    let columns = format!("Columns ({})", relation.columns.len());
    let referrers = book.referrers.get(relation.id).map(Vec::as_slice).unwrap_or_default();
    let all: [(&'static str, String, bool, &dyn Fn() -> Markup); 6] = [
        ("columns", columns, !relation.columns.is_empty(), &|| self::columns(book, relation)),
        ("relations", "Relations".to_owned(), !relation.references.is_empty() || !referrers.is_empty(), &|| {
            neighbours(book, relation)
        }),
        ("keys", "Keys".to_owned(), relation.row_key.is_some() || !relation.uniques.is_empty(), &|| {
            let row_key = relation.row_key.map(|key| ("PRIMARY KEY", key.told()));
            definitions(row_key.into_iter().chain(relation.uniques.iter().map(|(name, it)| (*name, unique(it)))))
        }),
        ("references", "Foreign keys".to_owned(), relation.references.iter().any(|it| it.key.is_some()), &|| {
            references(book, relation)
        }),
        ("referrers", "Referred to by".to_owned(), !referrers.is_empty(), &|| self::referrers(book, relation)),
        ("checks", "Checks".to_owned(), !relation.checks.is_empty(), &|| {
            definitions(relation.checks.iter().map(|(name, it)| (*name, it.expression.clone())))
        }),
    ];
    let mut found: Vec<Section> = all
        .into_iter()
        .filter(|(_, _, there, _)| *there)
        .map(|(anchor, title, _, contents)| Section { anchor, title, contents: contents() })
        .collect();
    if !relation.indexes.is_empty() {
        found.push(Section {
            anchor: "indexes",
            title: "Indexes".to_owned(),
            contents: definitions(relation.indexes.iter().map(|(name, it)| (*name, index(it)))),
        });
    }
    found
}

fn columns(book: &Book<'_>, relation: &OutlineTable<'_>) -> Markup {
    // A column of nothing is none.
    let commented = relation.columns.iter().any(|field| field.comment.is_some());
    let filled = relation.columns.iter().any(|it| it.generated.or(it.numbered).or(it.default).is_some());
    let refers = !relation.references.is_empty();
    html! {
        div.scroll tabindex="0" { table.columns-list {
            thead { tr {
                th scope="col" { "Name" } th scope="col" { "Type" } th scope="col" { "Null" }
                @if filled { th scope="col" { "Default" } }
                @if refers { th scope="col" { "Refers to" } }
                @if commented { th scope="col" { "Comment" } }
            } }
            tbody {
                @for field in &relation.columns {
                    tr id=(anchor(field.name)) {
                        th scope="row" {
                            a.self href=(format!("#{}", anchor(field.name))) { (field.name) }
                            @for (holds, mark, title) in [
                                (field.primary, "PK", "part of the primary key"),
                                (field.refers, "FK", "part of a foreign key"),
                                (field.unique && !field.primary, "UK", "unique"),
                            ] {
                                @if holds { " " abbr.mark title=(title) { (mark) } }
                            }
                        }
                        td class=(room(field.data_type)) { code { (field.data_type) } }
                        td { @if field.not_null || field.primary { "no" } @else { "yes" } }
                        @if filled {
                            td class=(room(field.generated.or(field.default).unwrap_or_default())) { (value(field)) }
                        }
                        @if refers { td {
                            @for (key, place) in relation.references.iter().filter_map(|it| {
                                Some((it, it.columns.iter().position(|name| name == field.name)?))
                            }) {
                                @let column = key.referenced_columns.get(place).map(String::as_str).unwrap_or_default();
                                @match book.link(key.references, UP) {
                                    Some(path) => a href=(format!("{path}#{}", anchor(column))) { (key.references) "." (column) },
                                    None => (link(book, key.references, UP)),
                                }
                                " "
                            }
                        } }
                        @if commented { td.words { @if let Some(comment) = field.comment { (prose::block(comment)) } } }
                    }
                }
            }
        } }
    }
}

fn value(field: &Field<'_>) -> Markup {
    html! {
        @match (field.generated, field.numbered, field.default) {
            (Some(expression), _, _) => { "computed: " (highlight::inline(expression)) },
            (None, Some(word), _) => (word),
            (None, None, Some(default)) => (highlight::inline(default)),
            (None, None, None) => "",
        }
    }
}

/// The relation with those that it refers to and that refer to it.
fn neighbours(book: &Book<'_>, relation: &OutlineTable<'_>) -> Markup {
    let parents = relation.references.iter().map(|reference| reference.references);
    let children = book.referrers.get(relation.id).into_iter().flatten().map(|(child, _)| child.id);
    let Some(own) = book.place(relation.id) else { return html! {} };
    let mut near: Vec<usize> = Vec::new();
    for at in parents.chain(children).filter_map(|id| book.place(id)) {
        if at != own && !near.contains(&at) {
            near.push(at);
        }
    }
    let more = near.len().saturating_sub(NEIGHBOURS);
    near.truncate(NEIGHBOURS);
    let mut members = vec![own];
    members.extend(near);
    let detail = if members.len() <= 6 { Detail::Columns } else { Detail::Keys };
    html! {
        div.scroll.picture tabindex="0" { (svg::diagram(book, &members, Some(own), detail, UP)) }
        @if more > 0 { p.note { "And " (more) " more, which are listed below." } }
    }
}

fn references(book: &Book<'_>, relation: &OutlineTable<'_>) -> Markup {
    // What the model alone says is no key.
    let keys = || relation.references.iter().filter_map(|reference| Some((reference, reference.key?)));
    let acts = keys().any(|(_, key)| acts(key));
    html! {
        div.scroll tabindex="0" { table {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Columns" } th scope="col" { "Refers to" } @if acts { th scope="col" { "Actions" } } } }
            tbody {
                @for (reference, key) in keys() {
                    tr {
                        th scope="row" { (reference.name) }
                        td { code { (reference.columns.join(", ")) } }
                        td { (link(book, reference.references, UP)) " " code { "(" (reference.referenced_columns.join(", ")) ")" } }
                        @if acts { (actions(key)) }
                    }
                }
            }
        } }
    }
}

fn referrers(book: &Book<'_>, relation: &OutlineTable<'_>) -> Markup {
    let acts = book.referrers.get(relation.id).into_iter().flatten().any(|(_, it)| it.key.is_some_and(acts));
    html! {
        div.scroll tabindex="0" { table {
            thead { tr { th scope="col" { "Table" } th scope="col" { "Columns" } th scope="col" { "Refer to" } @if acts { th scope="col" { "Actions" } } } }
            tbody {
                @for (child, reference) in book.referrers.get(relation.id).into_iter().flatten() {
                    tr {
                        th scope="row" { (link(book, child.id, UP)) }
                        td { code { (reference.columns.join(", ")) } }
                        td { code { (reference.referenced_columns.join(", ")) } }
                        @if acts { @match reference.key { Some(key) => (actions(key)), None => td {} } }
                    }
                }
            }
        } }
    }
}

/// How much room a cell's text takes at least: a line of its own where it is short, so that no narrow page tears it
/// into letters.
fn room(text: &str) -> &'static str {
    if text.chars().count() <= 32 { "line" } else { "long" }
}

/// Whether something is done to who refers.
fn acts(key: &ForeignKey) -> bool {
    key.on_delete.words().is_some() || key.on_update.words().is_some()
}

fn actions(key: &ForeignKey) -> Markup {
    let events = [("on delete", key.on_delete), ("on update", key.on_update)];
    let said =
        events.into_iter().filter_map(|(event, action)| Some(format!("{event} {}", action.words()?.to_lowercase())));
    html! { td { @for (at, action) in said.enumerate() { @if at > 0 { ", " } span.line { (action) } } } }
}

fn definitions<'a>(rows: impl Iterator<Item = (&'a str, String)>) -> Markup {
    html! {
        div.scroll tabindex="0" { table {
            thead { tr { th scope="col" { "Name" } th scope="col" { "Definition" } } }
            tbody { @for (name, definition) in rows { tr { th scope="row" { (name) } td class=(room(&definition)) { (highlight::inline(&definition)) } } } }
        } }
    }
}

fn unique(unique: &Unique) -> String {
    format!("{} ({})", if unique.primary { "PRIMARY KEY" } else { "UNIQUE" }, unique.columns.join(", "))
}

fn index(index: &Index) -> String {
    let keys: Vec<&str> =
        index.keys.iter().map(|key| key.column.as_deref().or(key.expression.as_deref()).unwrap_or_default()).collect();
    let method = if index.method.is_empty() { String::new() } else { format!("USING {} ", index.method) };
    let predicate = index.predicate.as_ref().map(|it| format!(" WHERE {it}")).unwrap_or_default();
    format!("{}{method}({}){predicate}", if index.unique { "UNIQUE " } else { "" }, keys.join(", "))
}
