//! Transaction search and balances.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::common::clock::seconds;
use crate::paypal::accounts::{Ledger, Transaction};
use crate::paypal::http::answer::{Answer, Detail, Handled, Refusal};
use crate::paypal::http::call::Request;
use crate::paypal::http::times::reporting;
use crate::paypal::http::wire::{Amount, Link};
use crate::paypal::state::State;

/// The longest span a search may cover.
const SPAN: Duration = Duration::from_hours(31 * 24);

#[derive(Serialize)]
struct Info {
    #[serde(skip_serializing_if = "Option::is_none")]
    paypal_account_id: Option<String>,
    transaction_event_code: &'static str,
    transaction_initiation_date: String,
    transaction_updated_date: String,
    transaction_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    invoice_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    custom_field: Option<String>,
    protection_eligibility: &'static str,
    transaction_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    paypal_reference_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paypal_reference_id_type: Option<&'static str>,
    transaction_amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    fee_amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bank_reference_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending_balance: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    available_balance: Option<Amount>,
}

#[derive(Serialize)]
struct Found {
    transaction_info: Info,
}

#[derive(Serialize)]
struct SearchResult {
    transaction_details: Vec<Found>,
    account_number: String,
    start_date: String,
    end_date: String,
    last_refreshed_datetime: String,
    page: usize,
    total_items: usize,
    total_pages: usize,
    links: Vec<Link>,
}

#[derive(Serialize)]
struct Funds {
    currency: String,
    primary: bool,
    total_balance: Amount,
    available_balance: Amount,
    withheld_balance: Amount,
}

#[derive(Serialize)]
struct AllFunds {
    balances: Vec<Funds>,
    account_id: String,
    as_of_time: String,
    last_refresh_time: String,
}

fn invalid(field: &str, issue: &'static str) -> Refusal {
    let field = Some(field.to_owned());
    let detail = Detail {
        field,
        location: Some("query"),
        issue,
        ..Detail::default()
    };
    let (name, message) = crate::paypal::issues::name_and_message(400);
    Refusal::named(400, name, message, Some(detail))
}

fn allowed(request: &Request<'_>) -> Result<(), Refusal> {
    if request.caller.app.transaction_search {
        Ok(())
    } else {
        Err(Refusal::of(&crate::paypal::issues::PERMISSION_DENIED))
    }
}

fn date(request: &Request<'_>, name: &str) -> Result<Timestamp, Refusal> {
    let text = request
        .call
        .parameter(name)
        .ok_or_else(|| invalid(name, "Missing date"))?;
    text.replace(' ', "+")
        .parse()
        .map_err(|_| invalid(name, "Invalid date passed"))
}

fn number(
    request: &Request<'_>,
    name: &str,
    (default, max): (usize, usize),
) -> Result<usize, Refusal> {
    let Some(text) = request.call.parameter(name) else {
        return Ok(default);
    };
    let number = text
        .parse()
        .ok()
        .filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| invalid(name, "Invalid value passed"))
}

/// Up to when transactions are visible.
fn refreshed(state: &State) -> Timestamp {
    let lag = Duration::from_secs(state.knobs.report_lag_s);
    state.now().checked_sub(lag).unwrap_or(Timestamp::MIN)
}

/// `GET /v1/reporting/transactions`
pub(crate) fn transactions(state: &State, request: &Request<'_>) -> Handled {
    allowed(request)?;
    let (from, to) = (date(request, "start_date")?, date(request, "end_date")?);
    if to < from {
        return Err(invalid("end_date", "End date is before start date"));
    }
    if from.checked_add(SPAN).is_ok_and(|limit| to > limit) {
        return Err(invalid("end_date", "Date range is greater than 31 days"));
    }
    let size = number(request, "page_size", (100, 500))?;
    let page = number(request, "page", (1, usize::MAX))?;
    let filters: Vec<(&str, &str)> = FILTERS
        .iter()
        .filter_map(|name| Some((*name, request.call.parameter(name)?)))
        .collect();
    let found: Vec<&Transaction> = state
        .accounts
        .ledger(&request.caller.app.merchant_id)
        .map(|ledger| within(ledger, from, to.min(refreshed(state))))
        .unwrap_or_default()
        .iter()
        .filter(|line| filters.iter().all(|(name, value)| fits(line, name, value)))
        .collect();
    let limit = state.knobs.report_limit;
    if found.len() > limit {
        return Err(Refusal::TooLarge {
            total_items: found.len(),
            maximum_items: limit,
        });
    }
    let shown = found
        .iter()
        .skip((page - 1).saturating_mul(size))
        .take(size);
    let details = shown.map(|line| detail(line, filters.is_empty())).collect();
    Ok(Answer::json(
        200,
        &SearchResult {
            transaction_details: details,
            account_number: request.caller.app.merchant_id.clone(),
            start_date: reporting(from),
            end_date: reporting(to),
            last_refreshed_datetime: reporting(refreshed(state)),
            page,
            total_items: found.len(),
            total_pages: found.len().div_ceil(size),
            links: links(state, (from, to), (page, size, found.len())),
        },
    ))
}

/// Optional filters; with any of them balances stay empty.
const FILTERS: &[&str] = &[
    "transaction_id",
    "transaction_type",
    "transaction_status",
    "transaction_currency",
];

fn fits(line: &Transaction, name: &str, value: &str) -> bool {
    match name {
        "transaction_id" => line.id == value,
        "transaction_type" => line.event_code.starts_with(value),
        "transaction_status" => value == "S",
        _ => line.currency == value,
    }
}

/// The lines of a span; the ledger is in the order of time.
pub(crate) fn within(ledger: &Ledger, from: Timestamp, to: Timestamp) -> &[Transaction] {
    let start = ledger.transactions.partition_point(|line| line.at < from);
    let end = ledger.transactions.partition_point(|line| line.at <= to);
    ledger.transactions.get(start..end).unwrap_or_default()
}

fn detail(line: &Transaction, with_balance: bool) -> Found {
    let money = |cents| Amount::new(&line.currency, cents);
    let balance = || money(line.ending_balance);
    let reference = line.reference.as_ref();
    Found {
        transaction_info: Info {
            paypal_account_id: line.payer.clone(),
            transaction_event_code: line.event_code,
            transaction_initiation_date: seconds(line.at),
            transaction_updated_date: seconds(line.at),
            transaction_status: "S",
            invoice_id: line.invoice_id.clone(),
            custom_field: line.custom_id.clone(),
            protection_eligibility: "02",
            transaction_id: line.id.clone(),
            paypal_reference_id: reference.map(|(id, _)| id.clone()),
            paypal_reference_id_type: reference.map(|(_, kind)| *kind),
            transaction_amount: money(line.cents),
            fee_amount: (line.fee_cents != 0).then(|| money(line.fee_cents)),
            bank_reference_id: line.bank_reference.clone(),
            ending_balance: with_balance.then(balance),
            available_balance: with_balance.then(balance),
        },
    }
}

fn links(
    state: &State,
    (from, to): (Timestamp, Timestamp),
    (page, size, total): (usize, usize, usize),
) -> Vec<Link> {
    let (from, to) = (seconds(from), seconds(to));
    let link = |page: usize, rel| {
        let query = format!(
            "start_date={from}&end_date={to}&fields=transaction_info&page_size={size}&page={page}"
        );
        Link::get(
            state.link(&format!("/v1/reporting/transactions?{query}")),
            rel,
        )
    };
    let mut links = vec![link(page, "self")];
    if page < total.div_ceil(size) {
        links.push(link(page + 1, "next"));
    }
    links
}

/// `GET /v1/reporting/balances`
pub(crate) fn balances(state: &State, request: &Request<'_>) -> Handled {
    allowed(request)?;
    let at = match request.call.parameter("as_of_time") {
        Some(_) => date(request, "as_of_time")?,
        None => state.now(),
    };
    let wanted = request.call.parameter("currency_code");
    let ledger = state.accounts.ledger(&request.caller.app.merchant_id);
    let mut currencies: Vec<&str> = vec!["EUR"];
    let others = ledger
        .map(|ledger| ledger.balances.keys())
        .into_iter()
        .flatten();
    currencies.extend(
        others
            .map(String::as_str)
            .filter(|currency| *currency != "EUR"),
    );
    let balance = |currency: &&str| {
        let cents = ledger.map_or(0, |ledger| balance_at(ledger, currency, at));
        Funds {
            currency: (*currency).to_owned(),
            primary: *currency == "EUR",
            total_balance: Amount::new(currency, cents),
            available_balance: Amount::new(currency, cents),
            withheld_balance: Amount::new(currency, 0),
        }
    };
    let shown = currencies
        .iter()
        .filter(|currency| wanted.is_none_or(|code| code == **currency));
    Ok(Answer::json(
        200,
        &AllFunds {
            balances: shown.map(balance).collect(),
            account_id: request.caller.app.merchant_id.clone(),
            as_of_time: seconds(at),
            last_refresh_time: seconds(refreshed(state)),
        },
    ))
}

/// The balance after the last line not later than `at`.
pub(crate) fn balance_at(ledger: &Ledger, currency: &str, at: Timestamp) -> i64 {
    let lines = within(ledger, Timestamp::MIN, at);
    let last = lines.iter().rev().find(|line| line.currency == currency);
    last.map_or(0, |line| line.ending_balance)
}
