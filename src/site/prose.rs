//! Comments as people write them: Markdown, of which nothing comes through that could act.

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A comment as paragraphs. Raw HTML is shown as it is written, pictures as their words, and links lead
/// nowhere but to the web and to mail.
pub(super) fn block(text: &str) -> Markup {
    // Who pressed Enter in a comment meant it.
    let mut open: Vec<bool> = Vec::new();
    let events = Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH).filter_map(|event| {
        Some(match event {
            Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
            Event::Start(Tag::HtmlBlock | Tag::Image { .. }) | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => {
                return None;
            }
            Event::SoftBreak => Event::HardBreak,
            // The page has headings of its own.
            Event::Start(Tag::Heading { .. }) => Event::Start(Tag::Strong),
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Strong),
            Event::Start(Tag::Link { dest_url, link_type, id, .. }) => {
                let lower = dest_url.trim().to_ascii_lowercase();
                let safe = ["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme));
                open.push(safe);
                if !safe {
                    return None;
                }
                Event::Start(Tag::Link { dest_url, link_type, id, title: "".into() })
            }
            Event::End(TagEnd::Link) if open.pop() != Some(true) => return None,
            event => event,
        })
    });
    let mut out = String::new();
    pulldown_cmark::html::push_html(&mut out, events);
    html! { div.prose { (PreEscaped(out)) } }
}

/// The words alone, on one line, for where there is little room.
pub(super) fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_laid_out_and_nothing_acts() {
        let html = |text: &str| block(text).into_string();
        assert_eq!(
            html("**a** [b](https://c.d) `e`"),
            "<div class=\"prose\"><p><strong>a</strong> <a href=\"https://c.d\">b</a> <code>e</code></p>\n</div>"
        );
        for bad in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "[a](javascript:alert(1))",
            "[a]( JavaScript:alert(1))",
            "![a](https://b.c/d.png)",
            "[a](data:text/html,x)",
            "<a href='javascript:x'>b</a>",
            "# title\n\n<style>*{display:none}</style>",
        ] {
            let html = html(bad);
            for sign in ["<script", "<img", "<style", "href=\"j", "href=\"J", "href=\"d", "<h1", "<a href='"] {
                assert!(!html.contains(sign), "{bad}: {html}");
            }
        }
    }
}
