//! `PaymentRequest` of the standard: read once, checked once, translated into ours.
//!
//! Absent and `null` are the same. `requestor` is accepted in any form and not kept: no payment
//! needs it (GDPR Art. 5(1)(c)). What is kept is exactly what was sent, without unknown fields and
//! nulls, and is given back with every status.

use std::collections::BTreeMap;

use app::payments::{Item, PaymentRequest};
use app::tenants::Binding;
use domain::Money;
use domain::access::idempotency::fingerprint;
use http::StatusCode;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_path_to_error::Segment;

use crate::xbezahldienste::amounts;
use crate::xbezahldienste::lenient::{self, BookingData, Text};
use crate::xbezahldienste::problem::{FunctionalCode, Problem};
use crate::xbezahldienste::text::{
    fits, in_description, in_purpose, in_wide_description, is_id, printed, repaired,
};
use crate::xbezahldienste::version::Version;

const ID_LENGTH_MAX: usize = 36;
const PURPOSE_LENGTH_MAX: usize = 27;
const DESCRIPTION_LENGTH_MAX: usize = 250;
const REDIRECT_LENGTH_MAX: usize = 2_082;
const ITEMS_MAX: usize = 99;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SentRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_timestamp: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gros_amount: Option<Box<RawValue>>,
    /// As versions 1.1 and 1.2 spell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    gross_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_url: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<Vec<PaymentItem>>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct PaymentItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_rate: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_net_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_tax_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_net_amount: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    single_tax_amount: Option<Box<RawValue>>,
    #[serde(
        default,
        deserialize_with = "lenient::booking_data",
        skip_serializing_if = "Option::is_none"
    )]
    booking_data: Option<BookingData>,
}

/// Reads and checks a request for this binding, sent in this version, and translates it.
pub(crate) fn read(
    body: &[u8],
    binding: &Binding,
    version: Version,
) -> Result<PaymentRequest, Problem> {
    let mut request = parsed(body)?;
    request.drop_nulls();
    let echo = serde_json::to_string(&request).map_err(|_| Problem::invalid("Not JSON."))?;
    let reader = Reader {
        binding,
        strict: binding.strict,
        wide: version != Version::V1_0 || request.gross_amount.is_some(),
    };
    let reference = reader.id("requestId", request.request_id.as_ref())?;
    check_timestamp(reader.text("requestTimestamp", request.request_timestamp.as_ref())?)?;
    if reader.text("currency", request.currency.as_ref())? != Some("EUR") {
        return Err(Problem::invalid("currency is not EUR."));
    }
    let rule: Rule = (PURPOSE_LENGTH_MAX, in_purpose);
    reader.checked("purpose", request.purpose.as_ref(), rule)?;
    let description = reader.description("description", request.description.as_ref())?;
    let return_url = reader.text("redirectUrl", request.redirect_url.as_ref())?;
    let return_url = checked_redirect(return_url)?;
    let items = request.items.as_deref().unwrap_or_default();
    if items.is_empty() || items.len() > ITEMS_MAX {
        return Err(Problem::invalid("items needs 1 to 99 elements."));
    }
    let (total, amount) = total(&request, version)?;
    let mut items = reader.items(items, (total, amount))?;
    let description = if is_blank(&description) {
        // Its class has no umlauts, which the payer would miss.
        reader.description("purpose", request.purpose.as_ref())?
    } else {
        description
    };
    for item in &mut items {
        say_what_for(item, &description);
    }
    Ok(PaymentRequest {
        reference,
        fingerprint: request.fingerprint(&echo),
        description,
        lines: items,
        return_url: Some(return_url),
        echo,
    })
}

/// RFC 8259 lets a reader ignore a byte order mark, which some clients send.
fn parsed(body: &[u8]) -> Result<SentRequest, Problem> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    serde_json::from_slice(body).or_else(|error| {
        if error.classify() != serde_json::error::Category::Data {
            return Err(Problem::invalid(format!(
                "The body is not a PaymentRequest in JSON, see line {} column {}.",
                error.line(),
                error.column()
            )));
        }
        // Read a second time, to say where.
        let mut reader = serde_json::Deserializer::from_slice(body);
        serde_path_to_error::deserialize(&mut reader).map_err(|error| wrong_type(&error))
    })
}

/// Names the field and what it needs, without the value.
fn wrong_type(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let mut place = String::new();
    for segment in error.path() {
        let part = match segment {
            Segment::Seq { index } => (index + 1).to_string(),
            Segment::Map { key } => key.clone(),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        if !place.is_empty() {
            place.push(' ');
        }
        place.push_str(&part);
    }
    if place.is_empty() {
        "The body".clone_into(&mut place);
    }
    let said = error.inner().to_string();
    let said = said
        .rsplit_once(" at line ")
        .map_or(said.as_str(), |(said, _)| said);
    let rule = match said.rsplit_once(", expected ") {
        Some((_, expected)) => format!("needs {expected}"),
        None if said.starts_with("needs ") => said.to_owned(),
        None => "is there twice or cannot be read".to_owned(),
    };
    Problem::invalid(format!("{place} {rule}."))
}

/// The total and the name it was sent under.
fn total(request: &SentRequest, version: Version) -> Result<(&'static str, Money), Problem> {
    let (name, number) = match (&request.gros_amount, &request.gross_amount) {
        (Some(_), Some(_)) => {
            let detail = "grosAmount and grossAmount are both there. One of them is the total.";
            return Err(Problem::invalid(detail));
        }
        (Some(number), None) => ("grosAmount", number),
        (None, Some(number)) => ("grossAmount", number),
        (None, None) => return Err(missing(version.name_of_total())),
    };
    let amount = amounts::money(number);
    let amount = amount.map_err(|rule| Problem::invalid(format!("{name} {rule}.")))?;
    if amount.is_zero() {
        return Err(Problem::invalid(format!(
            "{name} is zero, nothing is to be paid."
        )));
    }
    Ok((name, amount))
}

impl SentRequest {
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

fn check_timestamp(time: Option<&str>) -> Result<(), Problem> {
    match time.map(str::parse::<jiff::Timestamp>) {
        None | Some(Ok(_)) => Ok(()),
        Some(Err(_)) => Err(Problem::invalid(
            "requestTimestamp is not a date with time and zone as RFC 3339 writes it.",
        )),
    }
}

/// Kept as sent: clients add queries of their own.
fn checked_redirect(url: Option<&str>) -> Result<String, Problem> {
    let refuse = || Problem::invalid("redirectUrl is not an http or https address of 1 to 2082.");
    let url = url
        .filter(|url| (1..=REDIRECT_LENGTH_MAX).contains(&url.len()))
        .ok_or_else(refuse)?;
    let parsed = url::Url::parse(url).map_err(|_| refuse())?;
    if !url.bytes().all(|byte| (0x21..0x7f).contains(&byte)) {
        return Err(Problem::invalid(
            "redirectUrl has white space or letters outside ASCII, which need percent-encoding.",
        ));
    }
    if matches!(parsed.scheme(), "http" | "https") {
        Ok(url.to_owned())
    } else {
        Err(refuse())
    }
}

/// How the texts of one request are read.
struct Reader<'a> {
    binding: &'a Binding,
    strict: bool,
    /// Descriptions have the letters of DIN 91379, as from version 1.1 on.
    wide: bool,
}

impl Reader<'_> {
    /// The text; in tolerant mode also the digits of a number.
    fn text<'t>(&self, name: &str, sent: Option<&'t Text>) -> Result<Option<&'t str>, Problem> {
        match sent {
            Some(number) if self.strict && number.is_number() => {
                Err(Problem::invalid(format!("{name} needs a text.")))
            }
            sent => Ok(sent.map(Text::as_str)),
        }
    }

    fn id(&self, name: &str, sent: Option<&Text>) -> Result<String, Problem> {
        match self.text(name, sent)? {
            Some(id) if is_id(id, ID_LENGTH_MAX) => Ok(id.to_owned()),
            Some(_) | None => Err(Problem::invalid(format!(
                "{name} needs 1 to 36 letters, digits, underscores or hyphens."
            ))),
        }
    }

    /// The text, or in tolerant mode what can be made of it.
    fn checked(
        &self,
        name: &str,
        sent: Option<&Text>,
        (longest, allowed): Rule,
    ) -> Result<String, Problem> {
        let Some(text) = self.text(name, sent)? else {
            return Ok(String::new());
        };
        if self.strict && !fits(text, longest, allowed) {
            return Err(Problem::invalid(format!(
                "{name} has not 1 to {longest} characters or has one that is not allowed."
            )));
        }
        Ok(repaired(text, longest, allowed))
    }

    fn description(&self, name: &str, sent: Option<&Text>) -> Result<String, Problem> {
        let allowed: fn(char) -> bool = if self.wide {
            in_wide_description
        } else {
            in_description
        };
        self.checked(name, sent, (DESCRIPTION_LENGTH_MAX, allowed))
    }

    /// The lines with cents that add up to the total.
    fn items(
        &self,
        items: &[PaymentItem],
        (total, amount): (&str, Money),
    ) -> Result<Vec<Item>, Problem> {
        let mut exact = Vec::with_capacity(items.len());
        let mut checked = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let (item, gross) = self.item(item, at + 1)?;
            exact.push(gross);
            checked.push(item);
        }
        if amounts::sum_in_cents(&exact) != amount.cents() {
            let detail = format!(
                "{total} is not the sum of totalNetAmount and totalTaxAmount of all items."
            );
            let code = FunctionalCode::CalculationError;
            return Err(Problem::new(StatusCode::BAD_REQUEST, code, detail));
        }
        let shares = amounts::shares_in_cents(&exact);
        for (item, cents) in checked.iter_mut().zip(shares) {
            item.cents = cents;
        }
        Ok(checked)
    }

    /// The item, yet without its cents, and its exact gross amount.
    fn item(&self, item: &PaymentItem, number: usize) -> Result<(Item, Decimal), Problem> {
        let at = |name: &str| format!("items {number} {name}");
        self.id(&at("id"), item.id.as_ref())?;
        let reference = self.id(&at("reference"), item.reference.as_ref())?;
        let description = self.description(&at("description"), item.description.as_ref())?;
        if let Some(sent) = item.quantity.as_deref() {
            let sent = lenient::number(sent, self.strict);
            let whole = amounts::decimal(&sent)
                .is_ok_and(|many| many >= Decimal::ONE && many.fract().is_zero());
            if !whole {
                let detail = format!("{} is not a whole number from 1 to 999999.", at("quantity"));
                return Err(Problem::invalid(detail));
            }
        }
        let rate = amount(&at("taxRate"), item.tax_rate.as_deref())?;
        if rate.is_some_and(|rate| rate > Decimal::ONE_HUNDRED) {
            return Err(Problem::invalid(format!(
                "{} is larger than 100.",
                at("taxRate")
            )));
        }
        amount(&at("singleNetAmount"), item.single_net_amount.as_deref())?;
        amount(&at("singleTaxAmount"), item.single_tax_amount.as_deref())?;
        let net = amount(&at("totalNetAmount"), item.total_net_amount.as_deref())?;
        let net = net.ok_or_else(|| missing(&at("totalNetAmount")))?;
        let tax = amount(&at("totalTaxAmount"), item.total_tax_amount.as_deref())?;
        let booking_data = self.booking_data(item, &reference, number)?;
        let line = Item {
            reference,
            description,
            cents: 0,
            booking_data,
        };
        Ok((line, net + tax.unwrap_or_default()))
    }

    /// What the item brings for booking; everything the service needs must be there, and not
    /// blank.
    fn booking_data(
        &self,
        item: &PaymentItem,
        reference: &str,
        number: usize,
    ) -> Result<BTreeMap<String, String>, Problem> {
        let mut data = BTreeMap::new();
        for (key, sent) in item.booking_data.iter().flatten() {
            let name = format!("items {number} bookingData {key}");
            let Some(value) = self.text(&name, sent.as_ref())? else {
                continue;
            };
            if self.strict
                && !value.is_empty()
                && !fits(value, DESCRIPTION_LENGTH_MAX, in_description)
            {
                return Err(Problem::invalid(format!("{name} is not valid.")));
            }
            data.insert(printed(key), printed(value));
        }
        let required = self.binding.required_booking_data(reference);
        let required = required.ok_or_else(|| {
            Problem::invalid(format!(
                "items {number} reference {reference} is not known here."
            ))
        })?;
        let is_there = |key: &str| data.get(key).is_some_and(|value| !is_blank(value));
        match required.iter().find(|key| !is_there(key.as_str())) {
            None => Ok(data),
            Some(key) => Err(Problem::new(
                StatusCode::BAD_REQUEST,
                FunctionalCode::BookingDataMissing,
                format!("items {number} bookingData {key} is missing."),
            )),
        }
    }
}

fn missing(name: &str) -> Problem {
    Problem::invalid(format!("{name} is missing."))
}

fn amount(name: &str, number: Option<&RawValue>) -> Result<Option<Decimal>, Problem> {
    let amount = number.map(amounts::decimal).transpose();
    amount.map_err(|rule| Problem::invalid(format!("{name} {rule}.")))
}
