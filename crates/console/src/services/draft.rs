//! The form in which a draft is described: what it says in each language, what it costs, what it
//! asks for.

use std::collections::BTreeMap;

use app::access::StaffError;
use app::services::StaffVersion;
use app::tenants::documents::{
    CatalogueDocument, FeeDocument, FeeOptionDocument, FieldDocument, KindDocument,
    ServiceDocument, Translations,
};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use domain::Money;
use domain::access::Act;
use http::StatusCode;
use webkit::page::html;

use super::pages::{EditPage, EditorFields, FieldRow, OptionRow};
use super::{AtVersion, VersionPath, is_stale};
use crate::fields::{Fields, Sent, WrongField};
use crate::frame::ConsoleFrame;
use crate::person::Staff;

/// Empty rows beside those that are there: a form that is saved brings new ones.
const MORE_OPTIONS: usize = 2;
const MORE_FIELDS: usize = 1;
/// As many as the rules allow, and a few more.
const ROWS_MAX: usize = 24;

pub(crate) async fn get(staff: Staff, Path(path): VersionPath) -> Response {
    let here = match AtVersion::of(staff, &path).await {
        Ok(here) => here,
        Err(answer) => return answer,
    };
    if let Err(answer) = here.at.may(Act::ServiceDescribe, &here.page) {
        return *answer;
    }
    match here.at.app.view_version(&here.code, here.number).await {
        Ok(version) => {
            let typed = of_document(&here.at.frame(), &version.document);
            html(&page(&here, (version.revision, typed), None))
        }
        Err(error) => here.at.refused(&error, &here.page),
    }
}

fn page(
    here: &AtVersion,
    (revision, typed): (i64, EditorFields),
    error: Option<WrongField>,
) -> EditPage {
    EditPage {
        frame: here.at.frame_at(&format!("{}/edit", here.page)),
        back: here.page.clone(),
        revision,
        typed,
        error,
    }
}

pub(crate) async fn post(staff: Staff, Path(path): VersionPath, sent: Sent) -> Response {
    let (here, fields) = match AtVersion::posted(staff, &path, Act::ServiceDescribe, sent).await {
        Ok(posted) => posted,
        Err(answer) => return answer,
    };
    let version = match here.at.app.view_version(&here.code, here.number).await {
        Ok(version) => version,
        Err(error) => return here.at.refused(&error, &here.page),
    };
    let frame = here.at.frame();
    let error = match described(&frame, &fields, &version.document) {
        Ok(document) => match save(&here, &fields, &document).await {
            Ok(()) => return here.at.staff.visitor.see(&here.page),
            Err(error) => error,
        },
        Err(wrong) => return invalid(&here, (&fields, &version), wrong),
    };
    if is_stale(&error) {
        let stale = ("name-de", frame.t("wrong-stale"));
        return invalid(&here, (&fields, &version), stale);
    }
    if let StaffError::Described(wrong) = &error {
        let wrong = at_field(&frame, &wrong.place);
        return invalid(&here, (&fields, &version), wrong);
    }
    here.at.refused(&error, &here.page)
}

async fn save(
    here: &AtVersion,
    fields: &Fields,
    document: &ServiceDocument,
) -> Result<(), StaffError> {
    let wanted = (here.seen(fields), document);
    here.at.app.describe_version(&here.code, wanted).await
}

/// The form again with what was typed; the next try is made from the version as it is now.
fn invalid(
    here: &AtVersion,
    (fields, version): (&Fields, &StaffVersion),
    wrong: WrongField,
) -> Response {
    let typed = of_form(fields, &version.document);
    let page = page(here, (version.revision, typed), Some(wrong));
    (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
}

/// The field that the place in a document belongs to.
fn at_field(frame: &ConsoleFrame, place: &str) -> WrongField {
    if place.contains(".catalogue.fee") {
        return ("fee-kind", frame.t("wrong-fee"));
    }
    if place.contains(".catalogue.fields") {
        return ("fields", frame.t("wrong-fields"));
    }
    if place.contains(".explanation") {
        return ("explanation-de", frame.t("wrong-explanation"));
    }
    if place.ends_with("neutral_text") {
        return ("neutral-text", frame.t("wrong-neutral-text"));
    }
    if place.ends_with("pay_minutes") {
        return ("pay-minutes", frame.t("wrong-pay-minutes"));
    }
    ("name-de", frame.t("wrong-service"))
}

/// What the form shows of a document.
fn of_document(frame: &ConsoleFrame, document: &ServiceDocument) -> EditorFields {
    let catalogue = document.catalogue.as_ref();
    let explanation = catalogue.and_then(|catalogue| catalogue.explanation.as_ref());
    let (kind, amount, least, most) =
        catalogue.map_or_else(Default::default, |catalogue| of_fee(frame, &catalogue.fee));
    let options = catalogue.map_or_else(Vec::new, |catalogue| of_options(frame, &catalogue.fee));
    let asked = catalogue.map_or(&[][..], |catalogue| &catalogue.fields);
    let mut fields: Vec<FieldRow> = asked.iter().map(of_field).collect();
    let with_catalogue = catalogue.is_some();
    if with_catalogue {
        fields.extend((0..MORE_FIELDS).map(|_| FieldRow::new()));
    }
    EditorFields {
        name_de: in_language(Some(&document.name), "de"),
        name_en: in_language(Some(&document.name), "en"),
        explanation_de: in_language(explanation, "de"),
        explanation_en: in_language(explanation, "en"),
        keywords: catalogue.map_or_else(String::new, |catalogue| catalogue.keywords.join(", ")),
        neutral_text: document.neutral_text.clone(),
        pay_minutes: document.pay_minutes.to_string(),
        with_catalogue,
        fee_kind: kind.to_owned(),
        fee_amount: amount,
        fee_least: least,
        fee_most: most,
        options,
        fields,
    }
}

fn in_language(text: Option<&Translations>, language: &str) -> String {
    let mut all = text.into_iter().flat_map(Translations::all);
    let found = all.find(|(tag, _)| *tag == language);
    found.map_or_else(String::new, |(_, text)| text.to_owned())
}

/// An amount as it is typed: `30,70`.
fn typed_amount(frame: &ConsoleFrame, cents: i64) -> String {
    let decimal = frame.locale.decimal();
    format!("{}{decimal}{:02}", cents / 100, cents % 100)
}

fn of_fee(frame: &ConsoleFrame, fee: &FeeDocument) -> (&'static str, String, String, String) {
    let none = String::new;
    match fee {
        FeeDocument::Fixed { cents } => ("fixed", typed_amount(frame, *cents), none(), none()),
        FeeDocument::Choice { .. } => ("choice", none(), none(), none()),
        FeeDocument::Quantity {
            each_cents,
            min,
            max,
        } => (
            "quantity",
            typed_amount(frame, *each_cents),
            min.to_string(),
            max.to_string(),
        ),
        FeeDocument::Free {
            min_cents,
            max_cents,
        } => (
            "free",
            none(),
            typed_amount(frame, *min_cents),
            typed_amount(frame, *max_cents),
        ),
    }
}

fn of_options(frame: &ConsoleFrame, fee: &FeeDocument) -> Vec<OptionRow> {
    let options = match fee {
        FeeDocument::Choice { options } => options.as_slice(),
        FeeDocument::Fixed { .. } | FeeDocument::Quantity { .. } | FeeDocument::Free { .. } => &[],
    };
    let rows = options.iter().map(|option| OptionRow {
        code: option.code.clone(),
        de: in_language(Some(&option.label), "de"),
        en: in_language(Some(&option.label), "en"),
        amount: typed_amount(frame, option.cents),
    });
    rows.chain((0..MORE_OPTIONS).map(|_| OptionRow::default()))
        .collect()
}

const fn kind_code(kind: KindDocument) -> &'static str {
    match kind {
        KindDocument::Text => "text",
        KindDocument::Number => "number",
        KindDocument::Date => "date",
        KindDocument::Choice => "choice",
        KindDocument::LicencePlate => "licence_plate",
        KindDocument::Email => "email",
    }
}

fn of_field(field: &FieldDocument) -> FieldRow {
    FieldRow {
        code: field.code.clone(),
        de: in_language(Some(&field.label), "de"),
        en: in_language(Some(&field.label), "en"),
        hint: in_language(field.hint.as_ref(), "de"),
        kind: kind_code(field.kind).to_owned(),
        required: field.required,
    }
}

/// What the form shows of what was typed into it.
fn of_form(fields: &Fields, document: &ServiceDocument) -> EditorFields {
    let get = |name: &str| fields.get(name).to_owned();
    EditorFields {
        name_de: get("name.de"),
        name_en: get("name.en"),
        explanation_de: get("explanation.de"),
        explanation_en: get("explanation.en"),
        keywords: get("keywords"),
        neutral_text: get("neutral_text"),
        pay_minutes: get("pay_minutes"),
        with_catalogue: document.catalogue.is_some(),
        fee_kind: get("fee.kind"),
        fee_amount: get("fee.amount"),
        fee_least: get("fee.least"),
        fee_most: get("fee.most"),
        options: rows(fields, "option", |row| OptionRow {
            code: row("code"),
            de: row("de"),
            en: row("en"),
            amount: row("amount"),
        }),
        fields: rows(fields, "field", |row| FieldRow {
            code: row("code"),
            de: row("de"),
            en: row("en"),
            hint: row("hint"),
            kind: row("kind"),
            required: row("required") == "yes",
        }),
    }
}

/// Rows of a list in the form: `option.0.amount`.
fn rows<T>(fields: &Fields, list: &str, read: impl Fn(&dyn Fn(&str) -> String) -> T) -> Vec<T> {
    let has = |number: &usize| fields.has(&format!("{list}.{number}.de"));
    let numbers = (0..ROWS_MAX).take_while(has);
    let row = |number: usize| {
        read(&|part: &str| {
            fields
                .get(&format!("{list}.{number}.{part}"))
                .trim()
                .to_owned()
        })
    };
    numbers.map(row).collect()
}

/// What the form describes, with all that it does not show as it was before.
fn described(
    frame: &ConsoleFrame,
    fields: &Fields,
    before: &ServiceDocument,
) -> Result<ServiceDocument, WrongField> {
    let mut document = before.clone();
    let name = texts(Some(&before.name), fields, "name");
    document.name = name
        .flatten()
        .ok_or_else(|| ("name-de", frame.t("wrong-service-name")))?;
    fields
        .get("neutral_text")
        .trim()
        .clone_into(&mut document.neutral_text);
    let minutes = fields.get("pay_minutes").trim().parse();
    document.pay_minutes = minutes.map_err(|_| ("pay-minutes", frame.t("wrong-pay-minutes")))?;
    if let Some(catalogue) = document.catalogue.as_mut() {
        let explanation = texts(catalogue.explanation.as_ref(), fields, "explanation");
        catalogue.explanation =
            explanation.ok_or_else(|| ("explanation-de", frame.t("wrong-explanation")))?;
        let keywords = fields.get("keywords").split(',').map(str::trim);
        let keywords = keywords.filter(|word| !word.is_empty());
        catalogue.keywords = keywords.map(str::to_owned).collect();
        let fee = fee(fields, &catalogue.fee);
        catalogue.fee = fee.ok_or_else(|| ("fee-kind", frame.t("wrong-fee")))?;
        let asked = asked(fields, catalogue);
        catalogue.fields = asked.ok_or_else(|| ("fields", frame.t("wrong-fields")))?;
    }
    Ok(document)
}

/// The text in German and English as typed, in other languages as before. `None` outside: it is no
/// text, or it has no German form; within: it is empty in all that were typed.
#[expect(
    clippy::option_option,
    reason = "wrong, empty and given are three things"
)]
fn texts(
    before: Option<&Translations>,
    fields: &Fields,
    name: &str,
) -> Option<Option<Translations>> {
    let all = before.into_iter().flat_map(Translations::all);
    let kept = all.filter(|(tag, _)| !["de", "en"].contains(tag));
    let typed = ["de", "en"].map(|tag| (tag, fields.get(&format!("{name}.{tag}")).trim()));
    let typed = typed.into_iter().filter(|(_, text)| !text.is_empty());
    let texts: BTreeMap<String, String> = kept
        .chain(typed)
        .map(|(tag, text)| (tag.to_owned(), text.to_owned()))
        .collect();
    if texts.is_empty() {
        return Some(None);
    }
    Translations::try_from(texts).ok().map(Some)
}

fn cents(typed: &str) -> Option<i64> {
    Money::typed(typed).ok().map(Money::cents)
}

fn fee(fields: &Fields, before: &FeeDocument) -> Option<FeeDocument> {
    let (amount, least, most) = (
        fields.get("fee.amount"),
        fields.get("fee.least").trim(),
        fields.get("fee.most").trim(),
    );
    Some(match fields.get("fee.kind") {
        "fixed" => FeeDocument::Fixed {
            cents: cents(amount)?,
        },
        "quantity" => FeeDocument::Quantity {
            each_cents: cents(amount)?,
            min: least.parse().ok()?,
            max: most.parse().ok()?,
        },
        "free" => FeeDocument::Free {
            min_cents: cents(least)?,
            max_cents: cents(most)?,
        },
        "choice" => FeeDocument::Choice {
            options: options(fields, before)?,
        },
        _ => return None,
    })
}

fn options(fields: &Fields, before: &FeeDocument) -> Option<Vec<FeeOptionDocument>> {
    let known = match before {
        FeeDocument::Choice { options } => options.as_slice(),
        FeeDocument::Fixed { .. } | FeeDocument::Quantity { .. } | FeeDocument::Free { .. } => &[],
    };
    let mut options = Vec::new();
    for (number, name) in named_rows(fields, "option") {
        let get = |part: &str| fields.get(&format!("{name}.{part}"));
        let old = known.iter().find(|option| option.code == get("code"));
        options.push(FeeOptionDocument {
            code: code(get("code"), "option", number),
            label: texts(old.map(|option| &option.label), fields, &name)??,
            cents: cents(get("amount"))?,
        });
    }
    Some(options)
}

/// Rows that are not empty: an entry is taken away by emptying its name.
fn named_rows(fields: &Fields, list: &'static str) -> impl Iterator<Item = (usize, String)> {
    let names = (0..ROWS_MAX).map(move |number| (number, format!("{list}.{number}")));
    names.filter(|(_, name)| {
        ["de", "en"]
            .iter()
            .any(|tag| !fields.get(&format!("{name}.{tag}")).trim().is_empty())
    })
}

/// A new entry gets a code that no entry before it has.
fn code(known: &str, list: &str, number: usize) -> String {
    if known.is_empty() {
        format!("{list}-{}", number + 1)
    } else {
        known.to_owned()
    }
}

fn asked(fields: &Fields, catalogue: &CatalogueDocument) -> Option<Vec<FieldDocument>> {
    let mut asked = Vec::new();
    for (number, name) in named_rows(fields, "field") {
        let get = |part: &str| fields.get(&format!("{name}.{part}"));
        let known = catalogue
            .fields
            .iter()
            .find(|field| field.code == get("code"));
        let mut hint = BTreeMap::new();
        let others = known.and_then(|field| field.hint.as_ref());
        let others = others.into_iter().flat_map(Translations::all);
        hint.extend(others.map(|(tag, text)| (tag.to_owned(), text.to_owned())));
        hint.insert("de".to_owned(), get("hint").trim().to_owned());
        let hint = (!get("hint").trim().is_empty()).then_some(hint);
        let kind = kind(get("kind"))?;
        let label = texts(known.map(|field| &field.label), fields, &name)??;
        let hint = match hint {
            Some(texts) => Some(Translations::try_from(texts).ok()?),
            None => None,
        };
        let required = get("required") == "yes";
        let before = known.filter(|field| field.kind == kind).cloned();
        asked.push(match before {
            Some(field) => FieldDocument {
                label,
                hint,
                required,
                ..field
            },
            None => FieldDocument {
                code: code(get("code"), "field", number),
                label,
                hint,
                kind,
                required,
                letters_max: None,
                min: None,
                max: None,
                earliest: None,
                latest: None,
                options: Vec::new(),
                autocomplete: None,
            },
        });
    }
    Some(asked)
}

fn kind(code: &str) -> Option<KindDocument> {
    Some(match code {
        "text" => KindDocument::Text,
        "number" => KindDocument::Number,
        "date" => KindDocument::Date,
        "choice" => KindDocument::Choice,
        "licence_plate" => KindDocument::LicencePlate,
        "email" => KindDocument::Email,
        _ => return None,
    })
}
