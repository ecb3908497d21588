//! What every page has around its contents.

use maud::{DOCTYPE, Markup, html};

use super::book::{Book, CHANGES};
use crate::model::{Kind, ObjectId};

/// Nothing but the site's own files is ever asked for.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

/// A page: where it stands, what it is called, what can be gone to on it.
pub(super) struct Page<'a> {
    pub(super) book: &'a Book<'a>,
    /// From the page to the site's root: empty, or `../`.
    pub(super) up: &'static str,
    pub(super) title: String,
    /// The sections: their anchors and names.
    pub(super) sections: Vec<(&'static str, String)>,
    /// Whether the contents fill the window.
    pub(super) wide: bool,
}

impl Page<'_> {
    pub(super) fn render(&self, contents: Markup) -> String {
        let Page { book, up, title, sections, wide } = self;
        let name = book.site.name;
        html! {
            (DOCTYPE)
            html lang="en" data-root=(up) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    title { (title) " · " (name) }
                    link rel="icon" href=(format!("{up}assets/icon.svg")) type="image/svg+xml";
                    link rel="stylesheet" href=(format!("{up}assets/site.css"));
                    script src=(format!("{up}assets/theme.js")) {}
                    script src=(format!("{up}assets/site.js")) defer {}
                }
                body class=[wide.then_some("wide")] {
                    a.skip href="#main" { "Skip to contents" }
                    header.top {
                        a.brand href=(format!("{up}index.html")) { (name) }
                        form.search role="search" {
                            input #search type="search" placeholder="Search (press /)" autocomplete="off" spellcheck="false"
                                aria-label="Search tables, columns, functions" role="combobox" aria-expanded="false"
                                aria-controls="results" aria-autocomplete="list";
                            ul #results role="listbox" aria-label="Results" hidden {}
                        }
                        button #theme type="button" { "Theme" }
                    }
                    div.columns {
                        nav.side aria-label="Site" {
                            ul {
                                li { a href=(format!("{up}index.html")) { "Overview" } }
                                @if book.site.since.is_some() {
                                    li { a href=(format!("{up}{CHANGES}")) { "Changes" } }
                                }
                                @for view in &book.views {
                                    li { a href=(format!("{up}{}", view.path)) { (view.title) } }
                                }
                                @if book.diagrams.len() <= FEW { (diagrams(book, up, "Diagram: ")) }
                            }
                            @if book.diagrams.len() > FEW {
                                details open[*wide] { summary { "Diagrams (" (book.diagrams.len()) ")" } ul { (diagrams(book, up, "")) } }
                            }
                            @if !sections.is_empty() {
                                p.nav-title { "On this page" }
                                ul {
                                    @for (anchor, name) in sections { li { a href=(format!("#{anchor}")) { (name) } } }
                                }
                            }
                        }
                        main #main tabindex="-1" { (contents) }
                    }
                }
            }
        }
        .into_string()
    }
}

/// More diagrams than these are folded away.
const FEW: usize = 6;

fn diagrams(book: &Book<'_>, up: &str, word: &str) -> Markup {
    html! { @for diagram in &book.diagrams { li { a href=(format!("{up}{}", diagram.path)) { (word) (diagram.title) } } } }
}

/// What an object is called on pages: with its schema, its arguments, and the parts that it is in.
pub(super) fn name(id: &ObjectId) -> String {
    id.to_string()
}

/// A link to an object, or its name where it has no page.
pub(super) fn link(book: &Book<'_>, id: &ObjectId, up: &str) -> Markup {
    html! {
        @match book.link(id, up) {
            Some(link) => a href=(link) { (name(id)) },
            None => span { (name(id)) },
        }
    }
}

/// The kind of an object as a label beside its name.
pub(super) fn badge(kind: Kind) -> Markup {
    html! { span.badge { (kind.label()) } }
}

/// A number with thin spaces between its thousands.
pub(super) fn number(value: impl std::fmt::Display) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// Bytes as people say them: `1.5 MB`, of 1024s as PostgreSQL counts.
pub(super) fn bytes(value: u64) -> String {
    let mut unit = "bytes";
    let (mut whole, mut tenths) = (value, 0);
    for next in ["kB", "MB", "GB", "TB"] {
        if whole < 1024 {
            break;
        }
        tenths = whole % 1024 * 10 / 1024;
        whole /= 1024;
        unit = next;
    }
    if unit == "bytes" || whole >= 100 { format!("{whole} {unit}") } else { format!("{whole}.{tenths} {unit}") }
}

/// A heading with a link to itself.
pub(super) fn heading(anchor: &str, title: &str) -> Markup {
    html! { h2 id=(anchor) { a.self href=(format!("#{anchor}")) { (title) } } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!(bytes(0), "0 bytes");
        assert_eq!(bytes(1023), "1023 bytes");
        assert_eq!(bytes(1536), "1.5 kB");
        assert_eq!(bytes(200 * 1024 * 1024), "200 MB");
        assert_eq!(number(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(number(12), "12");
    }
}
