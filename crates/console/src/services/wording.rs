//! Fields of a version and their values as people say them.

use app::services::FieldValue;
use domain::services::ServiceTransition;
use webkit::format::money;

use crate::frame::ConsoleFrame;

/// Whether a field says something to people: codes name entries, and stand in the names of fields.
pub(super) fn is_shown(path: &str) -> bool {
    let mut parts = path.rsplit('.');
    parts.next() != Some("code") || parts.next().is_none()
}

/// The name of the field at this path: `Bezeichnung (de)`, `Preis „klein“`.
pub(super) fn label(frame: &ConsoleFrame, path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let of = |key: &str, language: &str| format!("{} ({language})", frame.t(key));
    match parts.as_slice() {
        ["name", language] => of("field-name", language),
        ["department", language] => of("field-department", language),
        ["catalogue", "explanation", language] => of("field-explanation", language),
        ["neutral_text"] => frame.t("field-neutral-text"),
        ["transfer_text"] => frame.t("field-transfer-text"),
        ["pay_minutes"] => frame.t("field-pay-minutes"),
        ["pool"] => frame.t("field-pool"),
        ["live"] => frame.t("field-live"),
        ["catalogue", "keywords"] => frame.t("field-keywords"),
        ["catalogue", "signed_links"] => frame.t("field-signed-links"),
        ["catalogue", "begins"] => frame.t("field-begins"),
        ["catalogue", "fee", "options", code, rest @ ..] => {
            entry(frame, ("entry-price", code), rest)
        }
        ["catalogue", "fee", part] => fee_part(frame, part),
        ["catalogue", "fields", code, rest @ ..] => entry(frame, ("entry-field", code), rest),
        ["methods", number, rest @ ..] => entry(frame, ("entry-method", &counted(number)), rest),
        ["bookings", number, "booking_data", key] => {
            let booking = entry(frame, ("entry-booking", &counted(number)), &[]);
            format!("{booking}, {key}")
        }
        ["bookings", number, rest @ ..] => entry(frame, ("entry-booking", &counted(number)), rest),
        ["notices", rest @ ..] => format!("{}, {}", frame.t("field-notices"), rest.join(" ")),
        _ => path.to_owned(),
    }
}

/// Entries of lists are counted from one.
fn counted(number: &str) -> String {
    number.parse().map_or_else(
        |_| number.to_owned(),
        |number: u32| (number + 1).to_string(),
    )
}

/// An entry of a list, and what of it.
fn entry(frame: &ConsoleFrame, (key, code): (&str, &str), rest: &[&str]) -> String {
    let entry = match key {
        "entry-price" => frame.t_with("entry-price", &[("code", code)]),
        "entry-field" => frame.t_with("entry-field", &[("code", code)]),
        "entry-method" => frame.t_with("entry-method", &[("code", code)]),
        _ => frame.t_with("entry-booking", &[("code", code)]),
    };
    let what = match rest {
        [] => return entry,
        ["label", language] => format!("{} ({language})", frame.t("part-label")),
        ["hint", language] => format!("{} ({language})", frame.t("part-hint")),
        ["cents"] => frame.t("part-cents"),
        ["kind"] => frame.t("part-kind"),
        ["required"] => frame.t("part-required"),
        ["method"] => frame.t("part-method"),
        ["account"] => frame.t("part-account"),
        ["min_cents" | "min" | "earliest"] => frame.t("part-min"),
        ["max_cents" | "max" | "latest" | "letters_max"] => frame.t("part-max"),
        ["reference"] => frame.t("part-reference"),
        other => other.join(" "),
    };
    format!("{entry}, {what}")
}

fn fee_part(frame: &ConsoleFrame, part: &str) -> String {
    let what = match part {
        "kind" => frame.t("part-kind"),
        "cents" | "each_cents" => frame.t("part-cents"),
        "min" | "min_cents" => frame.t("part-min"),
        "max" | "max_cents" => frame.t("part-max"),
        other => other.to_owned(),
    };
    format!("{}, {what}", frame.t("field-fee"))
}

pub(super) fn value(frame: &ConsoleFrame, path: &str, value: &FieldValue) -> String {
    match value {
        FieldValue::Number(cents) if path.ends_with("cents") => money(*cents, frame.locale),
        FieldValue::Number(number) => number.to_string(),
        FieldValue::Flag(true) => frame.t("yes"),
        FieldValue::Flag(false) => frame.t("no"),
        FieldValue::Text(text) => word(frame, path, text),
    }
}

/// Words of the document that people say otherwise.
fn word(frame: &ConsoleFrame, path: &str, text: &str) -> String {
    if !path.ends_with("kind") {
        return text.to_owned();
    }
    kind(frame, text)
}

/// A kind of fee or of field.
pub(super) fn kind(frame: &ConsoleFrame, code: &str) -> String {
    match code {
        "fixed" => frame.t("fee-fixed"),
        "choice" => frame.t("fee-choice"),
        "quantity" => frame.t("fee-quantity"),
        "free" => frame.t("fee-free"),
        "text" => frame.t("kind-text"),
        "number" => frame.t("kind-number"),
        "date" => frame.t("kind-date"),
        "licence_plate" => frame.t("kind-plate"),
        "email" => frame.t("kind-email"),
        other => other.to_owned(),
    }
}

/// What was done, and to which version.
pub(super) fn transition(
    frame: &ConsoleFrame,
    transition: ServiceTransition,
    version: i64,
) -> String {
    let number = version.to_string();
    let number = number.as_str();
    match transition {
        ServiceTransition::Test => frame.t_with("made-test", &[("number", number)]),
        ServiceTransition::Submit => frame.t_with("made-submit", &[("number", number)]),
        ServiceTransition::TakeBack => frame.t_with("made-take-back", &[("number", number)]),
        ServiceTransition::SendBack => frame.t_with("made-send-back", &[("number", number)]),
        ServiceTransition::Approve => frame.t_with("made-approve", &[("number", number)]),
        ServiceTransition::Publish => frame.t_with("made-publish", &[("number", number)]),
        ServiceTransition::Discard => frame.t_with("made-discard", &[("number", number)]),
        ServiceTransition::Pause => frame.t("made-pause"),
        ServiceTransition::Resume => frame.t("made-resume"),
        ServiceTransition::Retire => frame.t("made-retire"),
    }
}
