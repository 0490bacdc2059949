//! Every look of every page, in every language, holds what all pages promise.

use std::path::Path;
use std::{env, fs};

use webkit::page::Page;

use super::*;
use crate::sample;

struct Rendered {
    name: String,
    locale: Locale,
    html: String,
}

fn rendered() -> Vec<Rendered> {
    Locale::all().flat_map(samples).map(as_tested).collect()
}

fn as_tested(sample: Sample) -> Rendered {
    let name = format!("{}.{}", sample.name, sample.locale.tag());
    let html = sample
        .html
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    Rendered {
        name,
        locale: sample.locale,
        html,
    }
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    html.split(&start)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect()
}

fn text_of(html: &str) -> String {
    let pieces = html
        .split('<')
        .map(|piece| piece.split_once('>').map_or(piece, |(_, text)| text));
    pieces.collect::<String>().trim().to_owned()
}

#[test]
fn every_page_says_its_language_its_title_and_one_heading() {
    for Rendered { name, locale, html } in rendered() {
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
        assert!(
            html.contains(&format!(
                "<html lang=\"{}\" dir=\"{}\">",
                locale.html(),
                locale.direction()
            )),
            "{name}"
        );
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        let heading = html
            .split("<h1")
            .nth(1)
            .unwrap()
            .split("</h1>")
            .next()
            .unwrap();
        assert!(!text_of(&format!("<h1{heading}")).is_empty(), "{name}");
        let title = html
            .split("<title>")
            .nth(1)
            .unwrap()
            .split("</title>")
            .next()
            .unwrap();
        assert!(
            title.contains(" – ") && !title.starts_with(' ') && !title.contains('<'),
            "{name}: {title}"
        );
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        let skip = html.find("href=\"#main\"").unwrap();
        assert!(
            skip < html.find("<header").unwrap(),
            "{name}: the skip link comes first"
        );
    }
}

#[test]
fn every_page_obeys_the_strictest_policy() {
    for Rendered { name, html, .. } in rendered() {
        assert!(!html.contains(" style="), "{name}: inline style");
        for tag in [
            "<script",
            "<style",
            "<iframe",
            "<object",
            "<base",
            "http-equiv",
        ] {
            assert!(!html.contains(tag), "{name}: {tag}");
        }
        let handlers = html.split('<').filter_map(|tag| tag.split('>').next());
        assert!(
            !handlers.clone().any(|tag| tag.contains(" on")),
            "{name}: event handler"
        );
    }
}

#[test]
fn every_address_is_ours_but_for_the_tenants_legal_pages() {
    for Rendered { name, html, .. } in rendered() {
        let legal = html.split("class=\"z-legal\"").nth(1).unwrap_or_default();
        for url in ["href", "src", "action"]
            .into_iter()
            .flat_map(|name| values(&html, name))
        {
            let on_page = url.strip_prefix('#');
            let on_page = on_page.is_some_and(|id| values(&html, "id").contains(&id));
            let ours = (url.starts_with('/') && !url.starts_with("//")) || on_page;
            let tenants = url.starts_with("https://www.musterstadt.example/");
            let is_own_text = name.starts_with("imprint-own") || name.starts_with("accessibility.");
            assert!(
                ours || (tenants && (legal.contains(url) || is_own_text)),
                "{name}: {url}"
            );
        }
    }
}

#[test]
fn every_form_posts_and_every_button_says_what_it_does() {
    for Rendered { name, locale, html } in rendered() {
        for form in html.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            let action = values(form, "action");
            if form.contains(" role=\"search\"") {
                // Searching changes nothing; the form brings the language along.
                let language = format!("name=\"lang\" value=\"{}\"", locale.tag());
                assert!(
                    form.contains(" method=\"get\"") && form.contains(&language),
                    "{name}"
                );
                continue;
            }
            assert!(form.contains(" method=\"post\""), "{name}");
            assert!(
                action[0].ends_with(&format!("?lang={}", locale.tag())),
                "{name}: {action:?}"
            );
            // The language switch's own form has its buttons in the list of languages.
            let buttons_elsewhere =
                html.contains(" form=\"switch\"") && form.contains("id=\"switch\"");
            assert!(
                form.contains("type=\"submit\"") || buttons_elsewhere,
                "{name}: a form without a button"
            );
        }
        for button in html.split("<button").skip(1) {
            let button = button.split("</button>").next().unwrap();
            if button.contains(" aria-hidden=\"true\"") {
                // What Enter presses; see languages.html.
                assert!(button.contains(" tabindex=\"-1\""), "{name}");
                continue;
            }
            assert!(
                text_of(&format!("<button{button}")).len() > 3,
                "{name}: {button}"
            );
        }
        assert_eq!(
            html.matches("<button").count(),
            html.matches("type=\"submit\"").count()
        );
    }
}

#[test]
fn every_page_offers_the_other_languages() {
    for Rendered { name, locale, html } in rendered() {
        for other in Locale::all().filter(|other| *other != locale) {
            let (tag, html_tag) = (other.tag(), other.html());
            let link = format!("?lang={tag}\" lang=\"{html_tag}\" hreflang=\"{html_tag}\"");
            let switch = "formnovalidate name=\"switch\" value=\"language\"";
            let button = format!("?lang={tag}\" {switch} lang=\"{html_tag}\"");
            assert!(
                html.contains(&link) || html.contains(&button),
                "{name}: {link}"
            );
        }
    }
}

/// On a page with fields a link to another language would lose what stands in them.
#[test]
fn changing_the_language_takes_along_what_is_typed() {
    for Rendered { name, html, .. } in rendered() {
        let is_search = html.contains(" role=\"search\"");
        let has_fields = html.contains(" autocomplete=\"") && !is_search;
        let asks_for_mail = name.starts_with("paid-mail.") || name.starts_with("paid-mail-sent");
        if has_fields && !asks_for_mail {
            assert!(!html.contains(" hreflang=\""), "{name}");
        }
        for form in values(&html, "form") {
            assert!(
                values(&html, "id").contains(&form),
                "{name}: no form {form}"
            );
        }
    }
}

#[test]
fn ids_are_unique_and_labels_point_at_something() {
    for Rendered { name, html, .. } in rendered() {
        let mut ids = values(&html, "id");
        for label in values(&html, "aria-labelledby") {
            assert!(ids.contains(&label), "{name}: nothing is called {label}");
        }
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id stands twice");
    }
}

#[test]
fn what_callers_send_is_shown_but_never_obeyed() {
    let page = rendered()
        .into_iter()
        .find(|page| page.name == "pay-test-unruly.de")
        .unwrap();
    assert!(
        page.html
            .contains("&#60;script&#62;alert(1)&#60;/script&#62;"),
        "{}",
        page.html
    );
    assert!(page.html.contains("123.456,78\u{a0}€"));
}

#[test]
fn a_test_payment_says_so_on_every_page_and_a_real_one_never() {
    for Rendered { name, html, .. } in rendered() {
        assert_eq!(
            html.contains("class=\"z-test\""),
            name.contains("test"),
            "{name}"
        );
    }
}

#[test]
fn the_refresh_header_leads_back_to_the_page_and_can_be_switched_off() {
    let samples = ProcessingPage::samples(Locale::from_tag("en").unwrap());
    let refresh = samples[0].1.refresh().unwrap();
    assert_eq!(refresh, format!("10;url={}?lang=en", sample::BASE));
    assert_eq!(samples[1].1.refresh(), None);
}

/// Pages of payments that money reached after all do not say that none was taken, and do not ask
/// for another payment.
#[test]
fn money_that_came_is_never_denied() {
    for Rendered { name, locale, html } in rendered() {
        let ended = name.starts_with("ended-money-came") || name.starts_with("ended-refunded");
        if ended {
            for denied in ["cancelled-text", "expired-text", "ended-next-notice"] {
                let denied = webkit::i18n::t(locale, denied, &[]);
                assert!(!html.contains(&denied), "{name}: {denied}");
            }
        }
    }
}

#[test]
fn no_sentence_ends_twice() {
    for Rendered { name, html, .. } in rendered() {
        let text = text_of(&html);
        for odd in ["..", "?:", ".:", "؟:", "::"] {
            assert!(!text.contains(odd), "{name}: {odd}");
        }
    }
}

/// A number typed on a page from right to left would show its groups in the wrong order.
#[test]
fn every_field_says_in_which_direction_it_is_typed() {
    for Rendered { name, html, .. } in rendered() {
        for field in html.split("<input").skip(1) {
            let field = field.split('>').next().unwrap();
            let is_typed = !["hidden", "radio"].iter().any(|kind| field.contains(kind));
            assert!(!is_typed || field.contains(" dir=\""), "{name}: {field}");
        }
    }
}

/// What runs from left to right keeps its order among Arabic words.
#[test]
fn amounts_and_names_are_isolated_where_the_page_runs_from_right_to_left() {
    let right_to_left = rendered().into_iter();
    let right_to_left = right_to_left.filter(|page| page.locale.is_right_to_left());
    for Rendered { name, html, .. } in right_to_left {
        let body = html.split("<body").nth(1).unwrap();
        for after in body.split('€').skip(1) {
            assert!(after.starts_with('\u{2069}'), "{name}: an amount runs on");
        }
        let before: Vec<&str> = body.split("Stadt Musterstadt").collect();
        for before in before.iter().rev().skip(1) {
            let isolated = ["<bdi>", "<bdi lang=\"de\">", "<strong>", "\u{2068}"];
            let isolated = isolated.iter().any(|start| before.ends_with(start));
            let own = name.starts_with("imprint-own");
            assert!(isolated || own, "{name}: a name runs on");
        }
    }
}

/// The list is what all checks of pages run over.
#[test]
fn every_page_is_in_the_list() {
    let list = include_str!("../pages.rs");
    let list = list.split("pages! {\n").nth(1).unwrap();
    let list = list.split('}').next().unwrap();
    let mut pages = 0;
    for krate in ["citizen", "webkit"] {
        let krate = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name(krate);
        for source in sources(&krate.join("src")) {
            for page in source.split("\nimpl Page for ").skip(1) {
                let name = page.split(' ').next().unwrap();
                assert!(
                    list.contains(&format!("    {name},")),
                    "{name} is not in `pages!`"
                );
                pages += 1;
            }
        }
    }
    assert_eq!(pages, list.matches(',').count(), "the test finds the pages");
}

fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(fs::read_to_string(path).unwrap());
        }
    }
    found
}

/// `ZAHLSTELLE_SAMPLES_DIR=/tmp/samples cargo test samples_as_files` writes all samples with
/// what they load; `make screenshots` pictures them.
#[test]
fn samples_as_files() {
    match env::var("ZAHLSTELLE_SAMPLES_DIR") {
        Ok(folder) => write_samples(Path::new(&folder)).unwrap(),
        Err(_) => println!("skipped: ZAHLSTELLE_SAMPLES_DIR says where to write the samples"),
    }
}
