//! Texts of authorities, from Markdown to markup.
//!
//! What comes out holds headings, paragraphs, lists, emphasis and links, and nothing an author
//! could break the page with: HTML in the text is shown as text, links lead to web addresses, mail
//! and telephones only, headings stand below the page's one.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html as writer};

/// Safe to put into a page as it is.
pub(crate) fn html(text: &str) -> String {
    let mut open_links = Vec::new();
    let events = Parser::new(text).filter_map(|event| checked(event, &mut open_links));
    let mut html = String::with_capacity(text.len() + text.len() / 4);
    writer::push_html(&mut html, events);
    html
}

/// `open` remembers for each link whether it was kept, so that its end goes with its start.
fn checked<'a>(event: Event<'a>, open: &mut Vec<bool>) -> Option<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::HtmlBlock | Tag::Image { .. })
        | Event::End(TagEnd::HtmlBlock | TagEnd::Image) => None,
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            ..
        }) => {
            let address = address(link_type, dest_url);
            open.push(address.is_some());
            address.map(|dest_url| {
                Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title: CowStr::Borrowed(""),
                    id: CowStr::Borrowed(""),
                })
            })
        }
        Event::End(TagEnd::Link) => open.pop().unwrap_or(false).then_some(event),
        Event::Start(Tag::Heading { level, .. }) => Some(Event::Start(Tag::Heading {
            level: below_title(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::new(),
        })),
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below_title(level)))),
        kept @ (Event::Start(_)
        | Event::End(_)
        | Event::Text(_)
        | Event::Code(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::SoftBreak
        | Event::HardBreak
        | Event::Rule
        | Event::TaskListMarker(_)) => Some(kept),
    }
}

fn address(kind: LinkType, to: CowStr<'_>) -> Option<CowStr<'_>> {
    if kind == LinkType::Email {
        return Some(format!("mailto:{to}").into());
    }
    let known = ["https://", "http://", "mailto:", "tel:"];
    let lower = to.to_ascii_lowercase();
    known
        .iter()
        .any(|scheme| lower.starts_with(scheme))
        .then_some(to)
}

/// The page's title is the only heading of the first level.
fn below_title(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H2,
        HeadingLevel::H3 => HeadingLevel::H3,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_lists_and_links_become_markup() {
        let text =
            "# Kontakt\n\nMo **bis** Fr, <stadt@example.org>\n\n- [Web](https://a.example)\n";
        assert_eq!(
            html(text),
            "<h2>Kontakt</h2>\n<p>Mo <strong>bis</strong> Fr, \
             <a href=\"mailto:stadt@example.org\">stadt@example.org</a></p>\n\
             <ul>\n<li><a href=\"https://a.example\">Web</a></li>\n</ul>\n"
        );
    }

    #[test]
    fn an_authors_own_markup_is_shown_and_never_obeyed() {
        for (evil, forbidden) in [
            ("<script>alert(1)</script>", "<script"),
            ("a <b onclick=\"x\">c</b>", "<b"),
            ("<div style=\"position:fixed\">\n\nx\n\n</div>", "<div"),
            ("[x](javascript:alert(1))", "<a"),
            ("[x](JaVaScript:alert(1))", "<a"),
            ("[x](data:text/html,1)", "<a"),
            ("[x](//evil.example)", "<a"),
            ("![x](https://evil.example/track.gif)", "<img"),
            ("[x](https://a.example \"onclick\")", "title"),
            ("## a {#main .z-test onclick=x}", "id="),
        ] {
            let told = html(evil);
            assert!(!told.contains(forbidden), "{evil}: {told}");
            let opened = told.matches("<a ").count();
            assert_eq!(opened, told.matches("</a>").count(), "{told}");
        }
        assert!(html("<script>alert(1)</script>").contains("&lt;script&gt;"));
    }
}
