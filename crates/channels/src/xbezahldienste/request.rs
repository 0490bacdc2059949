//! `PaymentRequest`: read once, checked once.
//!
//! Absent and `null` are the same. `requestor` is accepted in any form and not kept: no payment
//! needs it (GDPR Art. 5(1)(c)). What is kept is exactly what was sent, without unknown fields and
//! nulls, and is given back with every status.

use std::collections::BTreeMap;

use app::payments::{Item, NewPayment};
use app::tenants::Endpoint;
use domain::Money;
use domain::access::idempotency::fingerprint;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::xbezahldienste::amounts;
use crate::xbezahldienste::problem::{FunctionalCode, Problem};
use crate::xbezahldienste::text::{fits, in_description, in_purpose, is_id, repaired};

const ID_LENGTH_MAX: usize = 36;
const PURPOSE_LENGTH_MAX: usize = 27;
const DESCRIPTION_LENGTH_MAX: usize = 250;
const REDIRECT_LENGTH_MAX: usize = 2_082;
const ITEMS_MAX: usize = 99;
const QUANTITY_MAX: u64 = 999_999;
/// One hundred percent, in millionths.
const TAX_RATE_MAX: i128 = 100 * 1_000_000;

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaymentRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_timestamp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gros_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<PaymentItem>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_rate: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_net_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_tax_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_net_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_tax_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    booking_data: Option<BTreeMap<String, Option<String>>>,
}

/// Reads and checks a request for this endpoint.
pub(crate) fn read(body: &[u8], endpoint: &Endpoint) -> Result<NewPayment, Problem> {
    let mut request: PaymentRequest = serde_json::from_slice(body).map_err(|error| {
        Problem::invalid(format!(
            "The body is not a PaymentRequest in JSON, see line {} column {}.",
            error.line(),
            error.column()
        ))
    })?;
    request.drop_nulls();
    let echo = serde_json::to_string(&request).map_err(|_| Problem::invalid("Not JSON."))?;
    let request_id = checked_id("requestId", request.request_id.as_deref())?;
    check_timestamp(request.request_timestamp.as_deref())?;
    if request.currency.as_deref() != Some("EUR") {
        return Err(Problem::invalid("currency is not EUR."));
    }
    let strict = endpoint.strict;
    let purpose = request.purpose.as_deref().unwrap_or_default();
    let rule: Rule = (PURPOSE_LENGTH_MAX, in_purpose);
    let purpose = checked_text("purpose", purpose, rule, strict)?;
    let description = request.description.as_deref().unwrap_or_default();
    let rule: Rule = (DESCRIPTION_LENGTH_MAX, in_description);
    let description = checked_text("description", description, rule, strict)?;
    let redirect_url = checked_redirect(request.redirect_url.as_deref())?;
    let amount = request.gros_amount.as_deref().and_then(amounts::money);
    let amount = amount.ok_or_else(|| {
        Problem::invalid("grosAmount is not an amount from 0 to 999999 euros in whole cents.")
    })?;
    let items = request.items.as_deref().unwrap_or_default();
    if items.is_empty() || items.len() > ITEMS_MAX {
        return Err(Problem::invalid("items needs 1 to 99 elements."));
    }
    let mut items = checked_items(items, amount, endpoint)?;
    let description = if is_blank(&description) {
        purpose
    } else {
        description
    };
    for item in &mut items {
        say_what_for(item, &description);
    }
    Ok(NewPayment {
        request_id,
        fingerprint: request.fingerprint(&echo),
        amount,
        description,
        items,
        redirect_url: Some(redirect_url),
        request_json: echo,
    })
}

impl PaymentRequest {
    /// Empty booking data is the same as none.
    fn drop_nulls(&mut self) {
        for item in self.items.iter_mut().flatten() {
            if let Some(data) = &mut item.booking_data {
                data.retain(|_, value| value.is_some());
            }
            item.booking_data = item.booking_data.take().filter(|data| !data.is_empty());
        }
    }

    /// Of everything but the time of asking, which differs when a client asks again.
    fn fingerprint(mut self, echo: &str) -> [u8; 32] {
        self.request_timestamp = None;
        let lasting = serde_json::to_string(&self).unwrap_or_else(|_| echo.to_owned());
        fingerprint(lasting.as_bytes())
    }
}

type Rule = (usize, fn(char) -> bool);

fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// The payer reads something also when the client described the whole only, or nothing.
fn say_what_for(item: &mut Item, whole: &str) {
    if !is_blank(&item.description) {
        return;
    }
    item.description = if is_blank(whole) {
        item.reference.clone()
    } else {
        whole.to_owned()
    };
}

fn checked_id(name: &str, id: Option<&str>) -> Result<String, Problem> {
    match id {
        Some(id) if is_id(id, ID_LENGTH_MAX) => Ok(id.to_owned()),
        Some(_) | None => Err(Problem::invalid(format!(
            "{name} needs 1 to 36 letters, digits, underscores or hyphens."
        ))),
    }
}

fn check_timestamp(time: Option<&str>) -> Result<(), Problem> {
    match time.map(str::parse::<jiff::Timestamp>) {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err(Problem::invalid(
            "requestTimestamp is not a time such as 2026-11-24T09.00.00Z.",
        )),
    }
}

/// The text, or in tolerant mode what can be made of it.
fn checked_text(
    name: &str,
    text: &str,
    (longest, allowed): Rule,
    strict: bool,
) -> Result<String, Problem> {
    if strict && !fits(text, longest, allowed) {
        return Err(Problem::invalid(format!(
            "{name} is longer than {longest} characters or has one that is not allowed."
        )));
    }
    Ok(repaired(text, longest, allowed).into_owned())
}

/// Kept as sent: clients add queries of their own.
fn checked_redirect(url: Option<&str>) -> Result<String, Problem> {
    let refuse = || Problem::invalid("redirectUrl is not an http or https address of 1 to 2082.");
    let url = url
        .filter(|url| (1..=REDIRECT_LENGTH_MAX).contains(&url.len()))
        .ok_or_else(refuse)?;
    let parsed = url::Url::parse(url).map_err(|_| refuse())?;
    let web = matches!(parsed.scheme(), "http" | "https");
    let plain = url.bytes().all(|byte| (0x21..0x7f).contains(&byte));
    if web && plain {
        Ok(url.to_owned())
    } else {
        Err(refuse())
    }
}

fn checked_items(
    items: &[PaymentItem],
    total: Money,
    endpoint: &Endpoint,
) -> Result<Vec<Item>, Problem> {
    let mut sum = 0;
    let mut checked = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let (item, millionths) = checked_item(item, at + 1, endpoint)?;
        sum += millionths;
        checked.push(item);
    }
    if amounts::to_cents(sum) != i128::from(total.cents()) {
        let detail = "grosAmount is not the sum of totalNetAmount and totalTaxAmount of all items.";
        let code = FunctionalCode::CalculationError;
        return Err(Problem::new(StatusCode::BAD_REQUEST, code, detail));
    }
    Ok(checked)
}

/// The item and its gross amount in millionths of a euro.
fn checked_item(
    item: &PaymentItem,
    number: usize,
    endpoint: &Endpoint,
) -> Result<(Item, i128), Problem> {
    let at = |name: &str| format!("items {number} {name}");
    checked_id(&at("id"), item.id.as_deref())?;
    let reference = checked_id(&at("reference"), item.reference.as_deref())?;
    let text = item.description.as_deref().unwrap_or_default();
    let rule: Rule = (DESCRIPTION_LENGTH_MAX, in_description);
    let description = checked_text(&at("description"), text, rule, endpoint.strict)?;
    if !item
        .quantity
        .is_none_or(|quantity| (1..=QUANTITY_MAX).contains(&quantity))
    {
        return Err(Problem::invalid(format!(
            "{} is not 1 to 999999.",
            at("quantity")
        )));
    }
    let rate = item.tax_rate.as_deref().map(amounts::millionths);
    if rate.is_some_and(|rate| rate.is_none_or(|rate| rate > TAX_RATE_MAX)) {
        return Err(Problem::invalid(format!(
            "{} is not 0 to 100.",
            at("taxRate")
        )));
    }
    for (name, single) in [
        ("singleNetAmount", &item.single_net_amount),
        ("singleTaxAmount", &item.single_tax_amount),
    ] {
        amount(&at(name), single.as_deref())?;
    }
    let net = item.total_net_amount.as_deref();
    let net = amount(&at("totalNetAmount"), net)?.ok_or_else(|| missing(&at("totalNetAmount")))?;
    let tax = amount(&at("totalTaxAmount"), item.total_tax_amount.as_deref())?.unwrap_or(0);
    let gross = net + tax;
    let booking_data = booking_data(item, &reference, number, endpoint)?;
    let cents = i64::try_from(amounts::to_cents(gross)).unwrap_or(i64::MAX);
    Ok((
        Item {
            reference,
            description,
            cents,
            booking_data,
        },
        gross,
    ))
}

fn missing(name: &str) -> Problem {
    Problem::invalid(format!("{name} is missing."))
}

fn amount(name: &str, number: Option<&RawValue>) -> Result<Option<i128>, Problem> {
    let Some(number) = number else {
        return Ok(None);
    };
    let amount = amounts::millionths(number);
    amount
        .map(Some)
        .ok_or_else(|| Problem::invalid(format!("{name} is not an amount from 0 to 999999.")))
}

/// What the item brings for booking; everything the service needs must be there.
fn booking_data(
    item: &PaymentItem,
    reference: &str,
    number: usize,
    endpoint: &Endpoint,
) -> Result<BTreeMap<String, String>, Problem> {
    let data: BTreeMap<String, String> = item
        .booking_data
        .iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.clone()?)))
        .collect();
    for (key, value) in &data {
        if endpoint.strict && !fits(value, DESCRIPTION_LENGTH_MAX, in_description) {
            return Err(Problem::invalid(format!(
                "items {number} bookingData {key} is not valid."
            )));
        }
    }
    let required = endpoint.required_booking_data(reference).ok_or_else(|| {
        Problem::invalid(format!(
            "items {number} reference {reference} is not known here."
        ))
    })?;
    match required.iter().find(|key| !data.contains_key(*key)) {
        None => Ok(data),
        Some(key) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            FunctionalCode::BookingDataMissing,
            format!("items {number} bookingData {key} is missing."),
        )),
    }
}
