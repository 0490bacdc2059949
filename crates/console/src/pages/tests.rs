//! Every look of every page, in both languages, holds what all pages promise.

use std::env;
use std::path::Path;

use super::*;

struct Rendered {
    name: String,
    locale: Locale,
    html: String,
}

fn looks() -> Vec<Rendered> {
    let looks = i18n::all().flat_map(samples).map(|sample| {
        let name = format!("{}.{}", sample.name, sample.locale.tag());
        let html = sample
            .html
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        Rendered {
            name,
            locale: sample.locale,
            html,
        }
    });
    looks.collect()
}

/// The values of an attribute, in order.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let found = html.split(&start).skip(1);
    found.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_page_says_its_language_its_title_and_one_heading() {
    for Rendered { name, locale, html } in looks() {
        assert!(html.starts_with("<!DOCTYPE html>"), "{name}");
        assert!(
            html.contains(&format!("<html lang=\"{}\"", locale.html())),
            "{name}"
        );
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
        let title = html.split("<title>").nth(1).unwrap();
        let title = title.split("</title>").next().unwrap();
        assert!(
            title.contains(" – ") && !title.starts_with(' '),
            "{name}: {title}"
        );
        let skip = html.find("href=\"#main\"").unwrap();
        assert!(skip < html.find("<header").unwrap(), "{name}");
    }
}

#[test]
fn every_page_obeys_the_strictest_policy() {
    for Rendered { name, html, .. } in looks() {
        for tag in [
            " style=",
            "<script",
            "<style",
            "<iframe",
            "<object",
            "<base",
            "http-equiv",
        ] {
            assert!(!html.contains(tag), "{name}: {tag}");
        }
        assert!(!html.contains("<b>"), "{name}: what is typed is escaped");
    }
}

#[test]
fn every_form_of_a_session_carries_its_key_and_every_field_its_label() {
    for Rendered { name, html, .. } in looks() {
        let forms = html.split("<form").skip(1);
        for form in forms.map(|rest| rest.split("</form>").next().unwrap()) {
            if form.contains("method=\"get\"") {
                // It changes nothing, and its address is kept and sent on.
                assert!(form.contains("role=\"search\""), "{name}");
                continue;
            }
            assert!(form.contains("method=\"post\""), "{name}");
            let before = [
                "/console/sign-in?",
                "/console/sign-in\"",
                "/console/invitation",
            ];
            let action = values(form, "action");
            let is_before = name.starts_with("console-sign-in")
                || name.starts_with("console-invitation")
                || action.iter().any(|action| before.contains(action));
            assert!(
                is_before || form.contains("name=\"form\""),
                "{name}: {form}"
            );
        }
        let labelled = values(&html, "for");
        for input in html.split("<input").skip(1) {
            let input = input.split('>').next().unwrap();
            if input.contains("type=\"hidden\"") {
                continue;
            }
            let id = values(input, "id");
            assert!(labelled.contains(&id[0]), "{name}: {input}");
        }
        let ids = values(&html, "id");
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{name}: {ids:?}");
        for described in values(&html, "aria-describedby") {
            for id in described.split(' ') {
                assert!(ids.contains(&id), "{name}: {id}");
            }
        }
    }
}

#[test]
fn every_address_is_the_consoles_own() {
    for Rendered { name, html, .. } in looks() {
        for url in ["href", "src", "action"]
            .iter()
            .flat_map(|what| values(&html, what))
        {
            let ours = ["#", "/console", "/assets/", "data:image/svg+xml;base64,"];
            let is_ours = ours.iter().any(|ours| url.starts_with(ours));
            let is_link = name.starts_with("console-link") && url.starts_with("https://");
            let is_look = name.starts_with("console-version") && url.contains("/services/");
            assert!(is_ours || is_link || is_look, "{name}: {url}");
        }
    }
}

#[test]
fn what_is_wrong_is_said_at_its_field_and_on_top() {
    let wrong = looks().into_iter().filter(|look| {
        [
            "console-invite-wrong",
            "console-propose-wrong",
            "console-client-new-wrong",
            "console-audit-wrong",
            "console-rights-wrong",
            "console-password-wrong",
            "console-version-wrong",
            "console-edit-wrong",
            "console-bookings-wrong",
        ]
        .iter()
        .any(|name| look.name.starts_with(name))
    });
    let mut seen = 0;
    for Rendered { name, html, .. } in wrong {
        assert!(html.contains("role=\"alert\" id=\"errors\""), "{name}");
        assert!(html.contains("aria-invalid=\"true\""), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 20, "ten looks in two languages");
}

/// `ZAHLSTELLE_SAMPLES_DIR=/tmp/samples cargo test samples_as_files` writes all samples with
/// what they load.
#[test]
fn samples_as_files() {
    match env::var("ZAHLSTELLE_SAMPLES_DIR") {
        Ok(folder) => write_samples(Path::new(&folder)).unwrap(),
        Err(_) => println!("skipped: ZAHLSTELLE_SAMPLES_DIR says where to write the samples"),
    }
}
