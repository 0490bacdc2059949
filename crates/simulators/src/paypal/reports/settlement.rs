//! Nightly bookings and the settlement report, a CSV file per merchant and local day.
//!
//! The contents of the `RF`, `RC` and `FF` rows are modelled on `SF` and `SC`: only their kinds
//! are known for certain.

use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::common::clock::later;
use crate::paypal::accounts::{Ledger, Transaction};
use crate::paypal::reports::search::{balance_at, within};
use crate::paypal::state::State;

const ZONE: &str = "Europe/Berlin";

fn zone() -> TimeZone {
    TimeZone::get(ZONE).unwrap_or(TimeZone::UTC)
}

/// The merchant's calendar day.
pub(crate) fn local_day(at: Timestamp) -> Date {
    zone().to_datetime(at).date()
}

fn start_of(day: Date) -> Timestamp {
    zone()
        .to_timestamp(day.at(0, 0, 0, 0))
        .unwrap_or(Timestamp::MIN)
}

/// Books what happens by night, for each midnight since the last look.
pub(crate) fn nights(state: &mut State, now: Timestamp) {
    let today = local_day(now);
    while state.day < today {
        let Ok(next) = state.day.tomorrow() else {
            return;
        };
        state.day = next;
        if state.knobs.daily_sweep || state.knobs.monthly_fee_charged {
            night(state, next);
        }
    }
}

/// The bookings at the beginning of `day`.
fn night(state: &mut State, day: Date) {
    let at = start_of(day);
    let mut merchants: Vec<String> = state
        .accounts
        .apps()
        .map(|app| app.merchant_id.clone())
        .collect();
    merchants.dedup();
    for merchant in merchants {
        let (id, bank_reference) = (state.ids.resource(), state.ids.bank_reference());
        let ledger = state.accounts.ledger_mut(&merchant);
        if state.knobs.monthly_fee_charged && day.day() == 1 && ledger.fees_due > 0 {
            let fees = std::mem::take(&mut ledger.fees_due);
            ledger.book(Transaction::own(id.clone(), "T0100", at, ("EUR", -fees)));
        }
        let balance = ledger.balance("EUR");
        if state.knobs.daily_sweep && balance > 0 {
            let id = state.ids.resource();
            let line = Transaction::own(id, "T0400", at, ("EUR", -balance));
            ledger.book(Transaction {
                bank_reference: Some(bank_reference),
                ..line
            });
        }
    }
}

/// What is odd about a report.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Oddities {
    /// One space in "Transaction Debit or Credit" instead of two.
    pub(crate) single_space: bool,
    /// An unknown column at the end.
    pub(crate) extra_column: bool,
    /// The file ends before its footer.
    pub(crate) truncated: bool,
    /// Which of how many files: (1, 1) for a single one.
    pub(crate) part: (usize, usize),
}

const COLUMNS: &[&str] = &[
    "Transaction ID",
    "Invoice ID",
    "PayPal Reference ID",
    "PayPal Reference ID Type",
    "Transaction Event Code",
    "Transaction Initiation Date",
    "Transaction Completion Date",
    "Transaction  Debit or Credit",
    "Gross Transaction Amount",
    "Gross Transaction Currency",
    "Fee Debit or Credit",
    "Fee Amount",
    "Fee Currency",
    "Custom Field",
    "Consumer ID",
    "Payment Tracking ID",
    "Store ID",
    "Bank Reference ID",
    "Credit Transactional Fee",
    "Credit Promotional Fee",
    "Credit Term",
];

/// The report of one merchant's day: UTF-8 with byte order mark, CRLF.
pub(crate) fn report(state: &State, merchant: &str, day: Date, odd: Oddities) -> String {
    let from = start_of(day);
    let end = day.tomorrow().map_or(Timestamp::MAX, start_of);
    let last = end.checked_sub(1.second()).unwrap_or(end);
    let empty = Ledger::default();
    let ledger = state.accounts.ledger(merchant).unwrap_or(&empty);
    let lines = within(ledger, from, end.checked_sub(1.nanosecond()).unwrap_or(end));
    let (part, parts) = (odd.part.0.max(1), odd.part.1.max(1));
    let share = lines.len().div_ceil(parts).max(1);
    let lines: Vec<&Transaction> = lines.iter().skip((part - 1) * share).take(share).collect();
    let mut file = String::from("\u{feff}");
    let mut row = |text: String| {
        file.push_str(&text);
        file.push_str("\r\n");
    };
    let made = local(later(end, Duration::from_hours(4)));
    row(format!("\"RH\",{made},\"X\",\"{merchant}\",009,"));
    row(format!("\"FH\",{part:02}"));
    row(format!(
        "\"SH\",{},{},\"{merchant}\",\"\"",
        local(from),
        local(last)
    ));
    row(header(odd));
    for line in &lines {
        row(body(line, odd));
    }
    for kind in ["SF", "RF"] {
        for footer in footers(ledger, &lines, from) {
            row(format!("\"{kind}\",{footer}"));
        }
        let count = if kind == "SF" { "SC" } else { "RC" };
        row(format!("\"{count}\",{}", lines.len()));
    }
    if !odd.truncated {
        row(format!("\"FF\",{}", lines.len()));
    }
    file
}

fn local(at: Timestamp) -> String {
    match at.in_tz(ZONE) {
        Ok(zoned) => zoned.strftime("%Y/%m/%d %H:%M:%S %z").to_string(),
        Err(_) => at.strftime("%Y/%m/%d %H:%M:%S +0000").to_string(),
    }
}

fn header(odd: Oddities) -> String {
    let mut columns = vec!["\"CH\"".to_owned()];
    for name in COLUMNS {
        let name = if odd.single_space {
            name.replace("  ", " ")
        } else {
            (*name).to_owned()
        };
        columns.push(format!("\"{name}\""));
    }
    if odd.extra_column {
        columns.push("\"Simulated Extra\"".to_owned());
    }
    columns.join(",")
}

fn quoted(text: Option<&str>) -> String {
    format!("\"{}\"", text.unwrap_or_default().replace('"', "\"\""))
}

const fn side(cents: i64) -> &'static str {
    if cents < 0 { "DR" } else { "CR" }
}

fn body(line: &Transaction, odd: Oddities) -> String {
    let (reference, kind) = match &line.reference {
        Some((id, kind)) => (Some(id.as_str()), Some(*kind)),
        None => (None, None),
    };
    let at = local(line.at);
    let fee = if line.fee_cents == 0 {
        "\"\",,\"\"".to_owned()
    } else {
        let cents = line.fee_cents.unsigned_abs();
        format!("\"{}\",{cents},\"{}\"", side(line.fee_cents), line.currency)
    };
    let mut text = String::from("\"SB\"");
    for column in [
        quoted(Some(&line.id)),
        quoted(line.invoice_id.as_deref()),
        quoted(reference),
        quoted(kind),
        quoted(Some(line.event_code)),
        at.clone(),
        at,
        quoted(Some(side(line.cents))),
        line.cents.unsigned_abs().to_string(),
        quoted(Some(&line.currency)),
        fee,
        quoted(line.custom_id.as_deref()),
        quoted(line.payer.as_deref()),
        quoted(None),
        quoted(None),
        quoted(line.bank_reference.as_deref()),
        ",,".to_owned(),
    ] {
        text.push(',');
        text.push_str(&column);
    }
    if odd.extra_column {
        text.push_str(",\"\"");
    }
    text
}

/// One footer per currency: credits, debits, fees, balances before and after, count.
fn footers(ledger: &Ledger, lines: &[&Transaction], from: Timestamp) -> Vec<String> {
    let mut currencies: Vec<&str> = lines.iter().map(|line| line.currency.as_str()).collect();
    currencies.sort_unstable();
    currencies.dedup();
    if currencies.is_empty() {
        currencies.push("EUR");
    }
    let before = from.checked_sub(1.nanosecond()).unwrap_or(from);
    let footer = |currency: &str| {
        let own = || lines.iter().filter(|line| line.currency == currency);
        let sum = |pick: fn(&Transaction) -> i64| own().map(|line| pick(line)).sum::<i64>();
        let end = own().next_back().map(|line| line.ending_balance);
        let moved = sum(|line| line.cents) + sum(|line| line.fee_cents);
        let begin = end.map_or_else(|| balance_at(ledger, currency, before), |end| end - moved);
        let end = end.unwrap_or(begin);
        let balance = |cents: i64| format!("\"{}\",{}", side(cents), cents.unsigned_abs());
        let columns = [
            format!("\"{currency}\""),
            sum(|line| line.cents.max(0)).to_string(),
            (-sum(|line| line.cents.min(0))).to_string(),
            sum(|line| line.fee_cents.max(0)).to_string(),
            (-sum(|line| line.fee_cents.min(0))).to_string(),
            [begin, end, 0, 0, 0, 0].map(balance).join(","),
            own().count().to_string(),
        ];
        columns.join(",")
    };
    currencies.into_iter().map(footer).collect()
}
