//! Diagrams: a box for every table, a line for every foreign key.

use std::fmt::Write as _;

use maud::{Markup, PreEscaped, html};
use unicode_width::UnicodeWidthStr as _;

use super::book::Book;
use super::layout::{self, At};
use crate::model::OutlineTable;
use crate::model::hashed::HashMap;

/// How much a box tells of its table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Every column.
    Columns,
    /// The columns of keys.
    Keys,
    /// Its name.
    Names,
}

const HEAD: f64 = 28.0;
const ROW: f64 = 20.0;
/// How wide a sign of the fixed-width font is at 12 units.
const SIGN: f64 = 7.25;
const PADDING: f64 = 10.0;
/// A box shows no more rows than that, and no longer names.
const MOST_ROWS: usize = 40;
const MOST_SIGNS: usize = 34;

/// A row of a box: a column and its type.
struct Row<'a> {
    name: &'a str,
    data_type: String,
    mark: &'static str,
}

/// A box before it has its place.
struct Shape<'a> {
    relation: &'a OutlineTable<'a>,
    title: String,
    rows: Vec<Row<'a>>,
    left_out: usize,
    size: (f64, f64),
}

/// Draws relations, by their places in the outline, with the keys among them. `up` leads to the site's root.
pub(super) fn diagram(book: &Book<'_>, members: &[usize], focus: Option<usize>, detail: Detail, up: &str) -> Markup {
    let relations = members.iter().filter_map(|at| book.outline.relations.get(*at).map(|relation| (*at, relation)));
    let relations: Vec<(usize, &OutlineTable<'_>)> = relations.collect();
    let own: HashMap<usize, usize> = relations.iter().enumerate().map(|(own, (at, _))| (*at, own)).collect();
    let several = relations.windows(2).any(|pair| matches!(pair, [a, b] if a.1.id.schema != b.1.id.schema));
    let shapes: Vec<Shape<'_>> = relations.iter().map(|(_, relation)| shape(relation, detail, several)).collect();
    let mut lines = Vec::new();
    for (from, (_, relation)) in relations.iter().enumerate() {
        for reference in &relation.references {
            let to = book.place(reference.references).and_then(|at| own.get(&at)).copied();
            lines.extend(to.map(|to| (from, to, reference)));
        }
    }
    let sizes: Vec<(f64, f64)> = shapes.iter().map(|shape| shape.size).collect();
    let edges: Vec<(usize, usize)> = lines.iter().map(|(from, to, _)| (*from, *to)).collect();
    let plan = layout::plan(&sizes, &edges);
    let margin = 24.0;
    let (width, height) = (plan.width + 2.0 * margin, plan.height + 2.0 * margin);
    let mut paths = String::new();
    for (from, to, reference) in lines {
        let (Some(a), Some(b)) = (shapes.get(from), shapes.get(to)) else { continue };
        let (Some(at), Some(of)) = (plan.boxes.get(from), plan.boxes.get(to)) else { continue };
        let start = row(a, at, reference.columns.first());
        let end = row(b, of, reference.referenced_columns.first());
        let d = line((at.x, a.size.0, start), (of.x, b.size.0, end), from == to);
        let many = if reference.single { "one" } else { "many" };
        let one = if reference.optional { "maybe" } else { "one" };
        let title = format!(
            "{} ({}) → {} ({})",
            relations.get(from).map(|it| it.1.id.to_string()).unwrap_or_default(),
            reference.columns.join(", "),
            reference.references,
            reference.referenced_columns.join(", ")
        );
        paths.push_str(
            &html! {
                path.edge.said[reference.key.is_none()] d=(d) data-from=(from) data-to=(to) marker-start=(format!("url(#{many})")) marker-end=(format!("url(#{one})")) {
                    title { (title) }
                }
            }
            .into_string(),
        );
    }
    html! {
        svg.er xmlns="http://www.w3.org/2000/svg" viewBox=(format!("{} {} {width} {height}", -margin, -margin))
            width=(width) height=(height) role="group" aria-label="Entity-relationship diagram" {
            defs {
                marker #many viewBox="0 0 12 12" refX="1" refY="6" markerWidth="12" markerHeight="12" orient="auto" {
                    path.mark d="M0 0 L12 6 M0 12 L12 6 M0 6 L12 6" {}
                }
                marker #one viewBox="0 0 12 12" refX="11" refY="6" markerWidth="12" markerHeight="12" orient="auto-start-reverse" {
                    path.mark d="M7 1 L7 11 M0 6 L12 6" {}
                }
                marker #maybe viewBox="0 0 12 12" refX="11" refY="6" markerWidth="12" markerHeight="12" orient="auto-start-reverse" {
                    circle.mark cx="6" cy="6" r="4" {}
                }
            }
            g.edges { (PreEscaped(paths)) }
            @for (number, (shape, at)) in shapes.iter().zip(&plan.boxes).enumerate() {
                (drawn(book, shape, *at, number, relations.get(number).map(|it| it.0) == focus && focus.is_some(), up))
            }
        }
    }
}

fn shape<'a>(relation: &'a OutlineTable<'a>, detail: Detail, several: bool) -> Shape<'a> {
    let title = clipped(&if several { relation.id.to_string() } else { relation.id.name.to_string() });
    let shown = |primary: bool, refers: bool| match detail {
        Detail::Columns => true,
        Detail::Keys => primary || refers,
        Detail::Names => false,
    };
    let fields = relation.columns.iter().filter(|field| shown(field.primary, relation.ties(field.name)));
    let mut rows: Vec<Row<'_>> = fields
        .map(|field| Row {
            name: field.name,
            data_type: clipped(field.data_type),
            mark: match (field.primary, field.refers) {
                (true, _) => "pk",
                (false, true) => "fk",
                (false, false) => "",
            },
        })
        .collect();
    let left_out = rows.len().saturating_sub(MOST_ROWS);
    rows.truncate(MOST_ROWS);
    let widest = rows.iter().map(|row| signs(&clipped(row.name)) + signs(&row.data_type) + 5.0).fold(0.0, f64::max);
    let width = (widest.max(signs(&title) + 1.0) * SIGN + 2.0 * PADDING).max(110.0).round();
    let count = rows.len() + usize::from(left_out > 0);
    let height = HEAD + (0..count).map(|_| ROW).sum::<f64>() + if count > 0 { 6.0 } else { 0.0 };
    Shape { relation, title, rows, left_out, size: (width, height) }
}

fn drawn(book: &Book<'_>, shape: &Shape<'_>, at: At, number: usize, focus: bool, up: &str) -> Markup {
    let (width, height) = shape.size;
    let id = shape.relation.id;
    html! {
        a.box.focus[focus] href=(book.link(id, up).unwrap_or_default()) data-name=(id.to_string().to_lowercase()) data-box=(number)
            transform=(format!("translate({} {})", at.x, at.y)) {
            rect.frame width=(width) height=(height) rx="5" {}
            rect.head width=(width) height=(HEAD) rx="5" {}
            text.title x=(PADDING) y="19" { (shape.title) }
            @for (place, row) in shape.rows.iter().enumerate() {
                @let y = top(place) + 14.0;
                text class=(row.mark) x=(PADDING) y=(y) { (clipped(row.name)) }
                text.type x=(width - PADDING) y=(y) text-anchor="end" { (row.data_type) }
            }
            @if shape.left_out > 0 {
                text.type x=(PADDING) y=(top(shape.rows.len()) + 14.0) { "and " (shape.left_out) " more" }
            }
        }
    }
}

/// Where a row of a box begins.
fn top(place: usize) -> f64 {
    HEAD + 2.0 + (0..place).map(|_| ROW).sum::<f64>()
}

/// How far down a column's line begins: at the box's head, where it is not shown.
fn row(shape: &Shape<'_>, at: &At, column: Option<&String>) -> f64 {
    let place = shape.rows.iter().position(|row| column.is_some_and(|column| row.name == column));
    at.y + place.map_or(HEAD / 2.0, |place| top(place) + ROW / 2.0)
}

/// A curve from the one box's side to the other's: `(x, width, y)` each.
fn line(from: (f64, f64, f64), to: (f64, f64, f64), own: bool) -> String {
    let (left, right) = (from.0, from.0 + from.1);
    let (other_left, other_right) = (to.0, to.0 + to.1);
    let mut d = String::new();
    let (start, end, first, second) = if own || (right > other_left && other_right > left) {
        // One below the other: out at the right, and in there again.
        let out = right.max(other_right) + 40.0;
        (right, other_right, out, out)
    } else if right <= other_left {
        let reach = ((other_left - right) / 2.0).max(30.0);
        (right, other_left, right + reach, other_left - reach)
    } else {
        let reach = ((left - other_right) / 2.0).max(30.0);
        (left, other_right, left - reach, other_right + reach)
    };
    let _ = write!(d, "M{start} {} C{first} {} {second} {} {end} {}", from.2, from.2, to.2, to.2);
    d
}

fn signs(text: &str) -> f64 {
    f64::from(u32::try_from(text.width()).unwrap_or(u32::MAX))
}

fn clipped(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match line.char_indices().nth(MOST_SIGNS) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
