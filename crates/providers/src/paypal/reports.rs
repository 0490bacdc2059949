//! Transaction search: everything PayPal booked, in spans and pages PayPal can bear.

use std::collections::HashSet;
use std::time::Duration;

use domain::Timestamp;
use url::form_urlencoded;

use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::Failure;
use crate::paypal::time;
use crate::paypal::wire::money::Amount;
use crate::paypal::wire::reports::{Info, SearchPage, TransactionStatus};
use crate::{ProviderBooks, ProviderDown, ProviderTransaction, TransactionKind};

/// PayPal refuses longer spans.
const SPAN: Duration = Duration::from_hours(31 * 24);
/// Both ends of a span belong to it, so the next one starts a second later.
const STEP: Duration = Duration::from_secs(1);
/// PayPal's largest page.
const PAGE_SIZE: u32 = 500;
/// PayPal shows at most 10 000 results of a span, which is 20 pages. More is a fault.
const PAGES_MAX: u32 = 100;
/// How long a transaction may take to show up.
const LAG: Duration = Duration::from_hours(3);
const TOO_LARGE: &str = "RESULTSET_TOO_LARGE";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: Timestamp,
    to: Timestamp,
}

pub(super) async fn transactions(
    api: &Api,
    from: Timestamp,
    to: Timestamp,
) -> Result<ProviderBooks, ProviderDown> {
    // PayPal is asked in whole seconds, so nothing is known of the second that has begun.
    let to = to.minus(Duration::from_micros(
        to.micros().rem_euclid(1_000_000).unsigned_abs(),
    ));
    let mut books = ProviderBooks {
        transactions: Vec::new(),
        complete_until: to,
    };
    // A transaction may be told twice, at the edge of a span or with and without its effect.
    let mut told = HashSet::new();
    let mut ahead = spans(from, to);
    while let Some(span) = ahead.pop() {
        let found = match search(api, span).await {
            Ok(found) => found,
            Err(Failure::Refused(problem))
                if problem.codes.iter().any(|code| code == TOO_LARGE) =>
            {
                let (earlier, later) = halves(span).ok_or(ProviderDown::Refused)?;
                ahead.extend([later, earlier]);
                continue;
            }
            Err(failure) => return Err(failure.into()),
        };
        // Data as fresh as its span's end lacks nothing: a month long past is no limit.
        if found.complete_until < span.to {
            books.complete_until = books.complete_until.min(found.complete_until);
        }
        for found in found.transactions {
            if told.insert((found.id.clone(), found.event_code.clone())) {
                books.transactions.push(found);
            }
        }
    }
    Ok(books)
}

/// The last one first.
fn spans(from: Timestamp, to: Timestamp) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut from = from;
    while from <= to {
        let end = from.plus(SPAN).minus(STEP).min(to);
        spans.push(Span { from, to: end });
        from = end.plus(STEP);
    }
    spans.reverse();
    spans
}

/// `None` when it is too short to be cut.
fn halves(span: Span) -> Option<(Span, Span)> {
    let half = span.to.since(span.from) / 2;
    if half < STEP {
        return None;
    }
    let middle = span.from.plus(half);
    let earlier = Span {
        from: span.from,
        to: middle,
    };
    Some((
        earlier,
        Span {
            from: middle.plus(STEP),
            to: span.to,
        },
    ))
}

async fn search(api: &Api, span: Span) -> Result<ProviderBooks, Failure> {
    let mut books = ProviderBooks {
        transactions: Vec::new(),
        complete_until: span.to,
    };
    for page in 1..=PAGES_MAX {
        let found: SearchPage = api.call(call(span, page)?).await?;
        let refreshed = found
            .last_refreshed_datetime
            .as_deref()
            .and_then(time::read);
        let refreshed = refreshed.unwrap_or_else(|| api.now().minus(LAG));
        books.complete_until = books.complete_until.min(refreshed);
        for details in &found.transaction_details {
            books
                .transactions
                .extend(transaction(&details.transaction_info)?);
        }
        if page >= found.total_pages {
            return Ok(books);
        }
    }
    Err(Failure::NoAnswer)
}

/// Only `transaction_info` is asked for: the other parts are about persons.
fn call(span: Span, page: u32) -> Result<Call, Failure> {
    let date = |time| time::write(time).ok_or(Failure::NoAnswer);
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("start_date", &date(span.from)?)
        .append_pair("end_date", &date(span.to)?)
        .append_pair("fields", "transaction_info")
        .append_pair("balance_affecting_records_only", "Y")
        .append_pair("page_size", &PAGE_SIZE.to_string())
        .append_pair("page", &page.to_string())
        .finish();
    Ok(Call::get(
        "search transactions",
        "/v1/reporting/transactions".to_owned(),
    )
    .query(query))
}

/// `None` for what moved no euros (yet). An entry that cannot be read makes the whole books
/// unreadable: without it they would be wrong.
fn transaction(info: &Info) -> Result<Option<ProviderTransaction>, Failure> {
    match info.transaction_status {
        TransactionStatus::Denied | TransactionStatus::Pending => return Ok(None),
        TransactionStatus::Successful
        | TransactionStatus::Reversed
        | TransactionStatus::Unknown => {}
    }
    let Some(amount) = info
        .transaction_amount
        .as_ref()
        .filter(|amount| amount.is_euro())
    else {
        return Ok(None);
    };
    let at = info
        .transaction_initiation_date
        .as_deref()
        .and_then(time::read);
    let fee_cents = info
        .fee_amount
        .as_ref()
        .filter(|fee| fee.is_euro())
        .map_or(Some(0), Amount::signed_cents);
    let (Some(gross_cents), Some(fee_cents), Some(at)) = (amount.signed_cents(), fee_cents, at)
    else {
        tracing::error!("an entry of PayPal's books cannot be read");
        return Err(Failure::NoAnswer);
    };
    Ok(Some(ProviderTransaction {
        id: info.transaction_id.clone(),
        kind: kind(&info.transaction_event_code, gross_cents),
        event_code: info.transaction_event_code.clone(),
        gross_cents,
        fee_cents,
        custom: info.custom_field.clone(),
        invoice: info.invoice_id.clone(),
        reference: info.paypal_reference_id.clone(),
        at,
    }))
}

/// PayPal's T-codes: T00nn are payments in both directions, T1107 a refund of the merchant's,
/// T1106 a reversal of PayPal's.
fn kind(event_code: &str, gross_cents: i64) -> TransactionKind {
    match event_code {
        "T1106" | "T1107" => TransactionKind::Refund,
        code if code.starts_with("T00") && gross_cents > 0 => TransactionKind::Payment,
        _ => TransactionKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000).plus(Duration::from_hours(24) * number)
    }

    #[test]
    fn a_quarter_is_searched_month_by_month_without_gap_or_overlap() {
        let mut spans = spans(day(0), day(92));
        spans.reverse();
        assert_eq!(spans.len(), 3);
        assert_eq!(spans.first().unwrap().from, day(0));
        assert_eq!(spans.last().unwrap().to, day(92));
        for pair in spans.windows(2) {
            assert_eq!(pair[0].to.plus(STEP), pair[1].from);
            assert!(pair[0].to.since(pair[0].from) < SPAN);
        }
    }

    #[test]
    fn halves_cover_the_whole_and_end_at_a_second() {
        let span = Span {
            from: day(0),
            to: day(1),
        };
        let (earlier, later) = halves(span).unwrap();
        assert_eq!((earlier.from, later.to), (span.from, span.to));
        assert_eq!(earlier.to.plus(STEP), later.from);
        assert_eq!(
            halves(Span {
                from: day(0),
                to: day(0).plus(STEP)
            }),
            None
        );
        assert!(spans(day(1), day(0)).is_empty());
    }

    #[test]
    fn codes_tell_payments_from_refunds_from_the_rest() {
        assert_eq!(kind("T0006", 1_250), TransactionKind::Payment);
        assert_eq!(kind("T0006", -1_250), TransactionKind::Other);
        assert_eq!(kind("T1107", -250), TransactionKind::Refund);
        assert_eq!(kind("T0400", -50_924), TransactionKind::Other);
    }
}
