//! Reads and checks the request that creates or changes an order.

use serde_json::Value;

use super::{Experience, Intent, ReturnFlow, Unit};
use crate::paypal::http::answer::Refusal;
use crate::paypal::http::reader::{ReadAmount, Reader};
use crate::paypal::issues;

/// A valid request.
#[derive(Debug)]
pub(crate) struct Wanted {
    pub(crate) intent: Intent,
    pub(crate) units: Vec<Unit>,
    pub(crate) payees: Vec<String>,
    pub(crate) wallet: bool,
    pub(crate) experience: Experience,
}

/// `named`: the call carries a request id, which a payment source needs.
pub(crate) fn read(json: &Value, strict: bool, named: bool) -> Result<Wanted, Refusal> {
    let mut reader = Reader::default();
    reader.required(json, "/intent", 255);
    let intent = reader.choice(json, "/intent", &["CAPTURE", "AUTHORIZE"]);
    let mut units = Vec::new();
    let mut payees = Vec::new();
    match json.get("purchase_units") {
        Some(Value::Array(list)) => {
            check_count(&mut reader, list.len());
            for (number, unit) in list.iter().enumerate() {
                let name = unit.get("reference_id").and_then(Value::as_str);
                let at = if name.is_none() && list.len() > 1 {
                    reader.complain(&issues::REFERENCE_ID_REQUIRED, "/purchase_units", None);
                    format!("/purchase_units/{number}")
                } else {
                    format!(
                        "/purchase_units/@reference_id=='{}'",
                        name.unwrap_or("default")
                    )
                };
                units.extend(read_unit(&mut reader, unit, &at, strict));
                let payee = unit.get("payee").unwrap_or(&Value::Null);
                payees.extend(reader.text(payee, &format!("{at}/payee/merchant_id"), 13));
                payees.extend(reader.text(payee, &format!("{at}/payee/email_address"), 254));
            }
        }
        None | Some(Value::Null) => {
            reader.complain(&issues::MISSING_REQUIRED_PARAMETER, "/purchase_units", None);
        }
        Some(_) => reader.complain(&issues::INVALID_PARAMETER_SYNTAX, "/purchase_units", None),
    }
    check_units(&mut reader, &units);
    let (wallet, experience) = read_source(&mut reader, json);
    if wallet && !named {
        reader.object(&issues::PAYPAL_REQUEST_ID_REQUIRED);
    }
    reader.verdict()?;
    let intent = match intent.as_deref() {
        Some("AUTHORIZE") => Intent::Authorize,
        _ => Intent::Capture,
    };
    Ok(Wanted {
        intent,
        units,
        payees,
        wallet,
        experience,
    })
}

fn check_count(reader: &mut Reader, count: usize) {
    match count {
        0 => reader.complain(&issues::INVALID_ARRAY_MIN_ITEMS, "/purchase_units", None),
        1..=10 => {}
        _ => reader.complain(&issues::INVALID_ARRAY_MAX_ITEMS, "/purchase_units", None),
    }
}

/// One currency in the whole order, and no reference twice.
fn check_units(reader: &mut Reader, units: &[Unit]) {
    if let Some((first, rest)) = units.split_first()
        && rest.iter().any(|unit| unit.currency != first.currency)
    {
        reader.complain(&issues::MULTI_CURRENCY_ORDER, "/purchase_units", None);
    }
    let mut seen = std::collections::HashSet::new();
    if !units.iter().all(|unit| seen.insert(&unit.reference_id)) {
        reader.complain(&issues::DUPLICATE_REFERENCE_ID, "/purchase_units", None);
    }
}

fn read_unit(reader: &mut Reader, unit: &Value, at: &str, strict: bool) -> Option<Unit> {
    let reference_id = reader.text(unit, &format!("{at}/reference_id"), 256);
    let custom_id = reader.text(
        unit,
        &format!("{at}/custom_id"),
        if strict { 127 } else { 255 },
    );
    let invoice_id = reader.text(unit, &format!("{at}/invoice_id"), 127);
    let description = cut_text(
        reader,
        unit,
        &format!("{at}/description"),
        (127, 3_000),
        strict,
    );
    let soft = cut_text(
        reader,
        unit,
        &format!("{at}/soft_descriptor"),
        (22, 127),
        strict,
    );
    let field = format!("{at}/amount");
    let amount = reader.amount(unit.get("amount").unwrap_or(&Value::Null), &field)?;
    if amount.cents <= 0 {
        let value = unit.pointer("/amount/value").and_then(Value::as_str);
        reader.complain(
            &issues::CANNOT_BE_ZERO_OR_NEGATIVE,
            &format!("{field}/value"),
            value,
        );
    }
    let breakdown = unit
        .pointer("/amount/breakdown")
        .filter(|value| !value.is_null())
        .cloned();
    let items = unit.get("items").filter(|value| !value.is_null()).cloned();
    check_breakdown(reader, &amount, breakdown.as_ref(), &field);
    check_items(reader, items.as_ref(), breakdown.as_ref(), at);
    Some(Unit {
        reference_id: reference_id.unwrap_or_else(|| "default".to_owned()),
        cents: amount.cents,
        currency: amount.currency,
        breakdown,
        items,
        description,
        custom_id,
        invoice_id,
        soft_descriptor: soft,
        capture: None,
    })
}

/// A text that is accepted long and kept short; refused when long in the strict mode.
fn cut_text(
    reader: &mut Reader,
    from: &Value,
    at: &str,
    (kept, accepted): (usize, usize),
    strict: bool,
) -> Option<String> {
    let text = reader.text(from, at, if strict { kept } else { accepted })?;
    Some(text.chars().take(kept).collect())
}

/// Parts of a breakdown that add to the amount, and those that lower it.
const ADDED: &[&str] = &[
    "item_total",
    "shipping",
    "handling",
    "tax_total",
    "insurance",
];
const TAKEN: &[&str] = &["shipping_discount", "discount"];

fn check_breakdown(reader: &mut Reader, amount: &ReadAmount, breakdown: Option<&Value>, at: &str) {
    let Some(breakdown) = breakdown else { return };
    let mut sum = 0_i64;
    for (parts, sign) in [(ADDED, 1), (TAKEN, -1)] {
        for part in parts {
            let Some(value) = breakdown.get(part).filter(|value| !value.is_null()) else {
                continue;
            };
            let field = format!("{at}/breakdown/{part}");
            let Some(read) = reader.amount(value, &field) else {
                return;
            };
            if read.currency != amount.currency {
                reader.complain(&issues::MULTI_CURRENCY_ORDER, &field, None);
            }
            sum = sum.saturating_add(read.cents.saturating_mul(sign));
        }
    }
    if sum != amount.cents {
        let value = crate::paypal::payments::amounts::format(amount.cents);
        reader.complain(
            &issues::AMOUNT_MISMATCH,
            &format!("{at}/value"),
            Some(&value),
        );
    }
}

fn check_items(reader: &mut Reader, items: Option<&Value>, breakdown: Option<&Value>, at: &str) {
    let Some(items) = items else { return };
    let Value::Array(items) = items else {
        reader.complain(
            &issues::INVALID_PARAMETER_SYNTAX,
            &format!("{at}/items"),
            None,
        );
        return;
    };
    let mut sum = 0_i64;
    for (number, item) in items.iter().enumerate() {
        let at = format!("{at}/items/{number}");
        reader.required(item, &format!("{at}/name"), 127);
        let categories = &["DIGITAL_GOODS", "PHYSICAL_GOODS", "DONATION"];
        reader.choice(item, &format!("{at}/category"), categories);
        let quantity = reader.required(item, &format!("{at}/quantity"), 10);
        let price = item.get("unit_amount").unwrap_or(&Value::Null);
        let price = reader.amount(price, &format!("{at}/unit_amount"));
        let Ok(count) = quantity.unwrap_or_default().parse::<i64>() else {
            let field = format!("{at}/quantity");
            reader.complain(&issues::INVALID_PARAMETER_SYNTAX, &field, None);
            continue;
        };
        let price = price.map_or(0, |price| price.cents);
        sum = sum.saturating_add(price.saturating_mul(count));
    }
    let field = format!("{at}/amount/breakdown/item_total");
    let total = breakdown.and_then(|breakdown| breakdown.get("item_total"));
    match total.map(|total| reader.amount(total, &field)) {
        None => reader.complain(&issues::ITEM_TOTAL_REQUIRED, &field, None),
        Some(Some(total)) if total.cents != sum => {
            let value = crate::paypal::payments::amounts::format(total.cents);
            reader.complain(
                &issues::ITEM_TOTAL_MISMATCH,
                &format!("{field}/value"),
                Some(&value),
            );
        }
        Some(_) => {}
    }
}

/// The wallet with its experience context, or the older application context without a wallet.
fn read_source(reader: &mut Reader, json: &Value) -> (bool, Experience) {
    let Some(source) = json.get("payment_source").filter(|value| !value.is_null()) else {
        let context = json.get("application_context").unwrap_or(&Value::Null);
        return (
            false,
            read_experience(reader, context, "/application_context"),
        );
    };
    let Value::Object(kinds) = source else {
        reader.complain(&issues::INVALID_PARAMETER_SYNTAX, "/payment_source", None);
        return (true, Experience::default());
    };
    if kinds.is_empty() {
        reader.complain(&issues::NO_PAYMENT_SOURCE_PROVIDED, "/payment_source", None);
    }
    for kind in kinds.keys().filter(|kind| *kind != "paypal") {
        reader.complain(
            &issues::NOT_SUPPORTED,
            &format!("/payment_source/{kind}"),
            None,
        );
    }
    let context = source
        .pointer("/paypal/experience_context")
        .unwrap_or(&Value::Null);
    (
        true,
        read_experience(reader, context, "/payment_source/paypal/experience_context"),
    )
}

fn read_experience(reader: &mut Reader, context: &Value, at: &str) -> Experience {
    let field = |name: &str| format!("{at}/{name}");
    let pages = &["LOGIN", "GUEST_CHECKOUT", "NO_PREFERENCE", "BILLING"];
    reader.choice(context, &field("landing_page"), pages);
    let shipping = &["GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"];
    reader.choice(context, &field("shipping_preference"), shipping);
    let methods = &["UNRESTRICTED", "IMMEDIATE_PAYMENT_REQUIRED"];
    reader.choice(context, &field("payment_method_preference"), methods);
    reader.text(context, &field("locale"), 10);
    let action = reader.choice(context, &field("user_action"), &["CONTINUE", "PAY_NOW"]);
    let switch = context.pointer("/app_switch_context/mobile_web");
    let app_switch = switch.map(|switch| {
        let flow = switch.get("return_flow").and_then(Value::as_str);
        if flow == Some("MANUAL") {
            ReturnFlow::Manual
        } else {
            ReturnFlow::Auto
        }
    });
    Experience {
        brand: reader.text(context, &field("brand_name"), 127),
        return_url: reader.address(context, &field("return_url")),
        cancel_url: reader.address(context, &field("cancel_url")),
        pay_now: action.as_deref() == Some("PAY_NOW"),
        app_switch,
    }
}

/// One step of a JSON patch.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) path: String,
    pub(crate) value: Value,
}

#[derive(Debug)]
pub(crate) enum BadChange {
    NotPatchable,
    Refused(Box<Refusal>),
}

pub(crate) fn read_patch(json: &Value) -> (Vec<Change>, Reader) {
    let mut reader = Reader::default();
    let mut changes = Vec::new();
    let Value::Array(steps) = json else {
        reader.complain(&issues::INVALID_PARAMETER_SYNTAX, "/", None);
        return (changes, reader);
    };
    for (number, step) in steps.iter().enumerate() {
        let at = |name: &str| format!("/{number}/{name}");
        reader.required(step, &at("op"), 10);
        reader.choice(step, &at("op"), &["add", "replace", "remove"]);
        let Some(path) = reader.required(step, &at("path"), 2048) else {
            continue;
        };
        if !path.starts_with('/') {
            reader.complain(
                &issues::INVALID_JSON_POINTER_FORMAT,
                &at("path"),
                Some(&path),
            );
        }
        let value = step.get("value").cloned().unwrap_or(Value::Null);
        changes.push(Change { path, value });
    }
    (changes, reader)
}

/// Changes one field of a unit.
pub(crate) fn apply(unit: &mut Unit, field: &str, value: &Value) -> Result<(), BadChange> {
    let mut reader = Reader::default();
    let wrapped = serde_json::json!({ field: value });
    let text = |reader: &mut Reader| reader.text(&wrapped, field, 127);
    match field {
        "custom_id" => unit.custom_id = text(&mut reader),
        "invoice_id" => unit.invoice_id = text(&mut reader),
        "description" => unit.description = text(&mut reader),
        "soft_descriptor" => unit.soft_descriptor = reader.text(&wrapped, field, 22),
        "amount" => {
            if let Some(amount) = reader.amount(value, "/amount") {
                check_breakdown(&mut reader, &amount, value.get("breakdown"), "/amount");
                if amount.cents <= 0 {
                    reader.complain(&issues::CANNOT_BE_ZERO_OR_NEGATIVE, "/amount/value", None);
                }
                unit.cents = amount.cents;
                unit.currency = amount.currency;
                unit.breakdown = value.get("breakdown").cloned();
            }
        }
        _ => return Err(BadChange::NotPatchable),
    }
    reader
        .verdict()
        .map_err(|refusal| BadChange::Refused(Box::new(refusal)))
}
