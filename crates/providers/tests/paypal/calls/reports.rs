//! Reading PayPal's own books.

use std::time::Duration;

use providers::Reports;
use providers::{ProviderDown, TransactionKind};
use serde_json::{Value, json};

use crate::script::*;

const SEARCH: &str = "GET /v1/reporting/transactions?";
const DAY: Duration = Duration::from_hours(24);

fn entry(id: &str, code: &str, amount: &str) -> Value {
    json!({ "transaction_info": {
        "transaction_id": id,
        "transaction_event_code": code,
        "transaction_status": "S",
        "transaction_initiation_date": "2026-11-23T09:15:41+0000",
        "transaction_amount": { "currency_code": "EUR", "value": amount },
    }})
}

fn page(entries: &[Value], total_pages: u32) -> Value {
    json!({
        "transaction_details": entries,
        "last_refreshed_datetime": "2026-11-23T08:59:59+0000",
        "total_pages": total_pages,
    })
}

#[tokio::test]
async fn a_quarter_is_asked_for_in_months() {
    let world = World::logged_in();
    for _ in 0..3 {
        world.expects(SEARCH, 200, page(&[entry("9BD", "T0006", "12.50")], 1));
    }
    let books = world
        .paypal
        .transactions(MORNING.minus(DAY * 92), MORNING)
        .await
        .unwrap();
    // Told three times, it is one transaction.
    assert_eq!(books.transactions.len(), 1);
    assert_eq!(books.complete_until.micros(), 1_795_424_399_000_000);
    let asked: Vec<String> = world
        .seen()
        .iter()
        .filter_map(|r| r.uri().query().map(str::to_owned))
        .collect();
    assert_eq!(asked.len(), 3);
    assert!(
        asked[0]
            .starts_with("start_date=2026-08-23T09%3A14%3A00Z&end_date=2026-09-23T09%3A13%3A59Z")
    );
    assert!(asked[1].starts_with("start_date=2026-09-23T09%3A14%3A00Z"));
    assert!(asked[2].contains("end_date=2026-11-23T09%3A14%3A00Z"));
    assert!(
        asked
            .iter()
            .all(|query| query.contains("fields=transaction_info&"))
    );
    assert!(
        asked
            .iter()
            .all(|query| query.contains("page_size=500&page=1"))
    );
}

#[tokio::test]
async fn books_reach_as_far_as_paypal_has_brought_them_up_to_date() {
    let refreshed = |date: &str| json!({ "total_pages": 0, "last_refreshed_datetime": date });
    let (from, noon) = (MORNING.minus(DAY * 40), "2026-11-22T12:00:00+0000");
    for (first, second, until) in [
        // The last month is behind.
        (noon, noon, 1_795_348_800_000_000),
        // Even the month before is.
        ("2026-10-20T00:00:00Z", noon, 1_792_454_400_000_000),
        // Both are as fresh as their ends.
        (
            "2026-11-14T09:13:59Z",
            "2026-11-23T09:14:00Z",
            MORNING.micros(),
        ),
    ] {
        let world = World::logged_in();
        world.expects(SEARCH, 200, refreshed(first));
        world.expects(SEARCH, 200, refreshed(second));
        let books = world.paypal.transactions(from, MORNING).await.unwrap();
        assert_eq!(books.complete_until.micros(), until, "{first} {second}");
    }
    // Where PayPal does not say, three hours are left out.
    let world = World::logged_in();
    world.expects(SEARCH, 200, json!({ "total_pages": 0 }));
    let books = world.paypal.transactions(MORNING.minus(DAY), MORNING).await;
    let until = MORNING.minus(Duration::from_hours(3));
    assert_eq!(books.unwrap().complete_until, until);
}

#[tokio::test]
async fn nothing_is_said_of_the_second_that_has_begun() {
    let world = World::logged_in();
    let refreshed = json!({ "total_pages": 0, "last_refreshed_datetime": "2026-11-23T09:14:01Z" });
    world.expects(SEARCH, 200, refreshed);
    let to = MORNING.plus(Duration::from_millis(999));
    let books = world.paypal.transactions(MORNING.minus(DAY), to).await;
    assert_eq!(books.unwrap().complete_until, MORNING);
}

#[tokio::test]
async fn all_pages_are_read() {
    let world = World::logged_in();
    world.expects(SEARCH, 200, page(&[entry("1A", "T0006", "1.00")], 2));
    world.expects(SEARCH, 200, page(&[entry("2B", "T0006", "2.00")], 2));
    let books = world
        .paypal
        .transactions(MORNING.minus(DAY), MORNING)
        .await
        .unwrap();
    assert_eq!(books.transactions.len(), 2);
    assert!(world.last().uri().query().unwrap().ends_with("page=2"));
}

#[tokio::test]
async fn a_span_with_too_many_results_is_cut_in_half() {
    let world = World::logged_in();
    let too_large = json!({ "name": "RESULTSET_TOO_LARGE", "total_items": 12_044 });
    world.expects(SEARCH, 400, too_large);
    world.expects(SEARCH, 200, page(&[entry("1A", "T0006", "1.00")], 1));
    world.expects(SEARCH, 200, page(&[entry("2B", "T0006", "2.00")], 1));
    let books = world
        .paypal
        .transactions(MORNING.minus(DAY), MORNING)
        .await
        .unwrap();
    let ids: Vec<&str> = books
        .transactions
        .iter()
        .map(|found| found.id.as_str())
        .collect();
    assert_eq!(ids, ["1A", "2B"]);
    let seen = world.seen();
    let query = |place: usize| seen[place].uri().query().unwrap().to_owned();
    assert!(
        query(2).contains("end_date=2026-11-22T21%3A14%3A00Z"),
        "{}",
        query(2)
    );
    assert!(
        query(3).contains("start_date=2026-11-22T21%3A14%3A01Z"),
        "{}",
        query(3)
    );
}

#[tokio::test]
async fn entries_are_signed_sorted_by_kind_and_only_those_that_moved_euros() {
    let world = World::logged_in();
    let mut paid = entry("1A", "T0006", "12.50");
    paid["transaction_info"]["fee_amount"] = json!({ "currency_code": "EUR", "value": "-0.76" });
    paid["transaction_info"]["custom_field"] = json!(payment().to_string());
    paid["transaction_info"]["invoice_id"] = json!("51254000000471-1");
    paid["transaction_info"]["paypal_reference_id"] = json!(ORDER);
    let mut pending = entry("3C", "T0006", "3.00");
    pending["transaction_info"]["transaction_status"] = json!("P");
    let mut dollars = entry("4D", "T0006", "4.00");
    dollars["transaction_info"]["transaction_amount"]["currency_code"] = json!("USD");
    let entries = [
        paid,
        entry("2B", "T1107", "-2.50"),
        pending,
        dollars,
        entry("5E", "T0400", "-509.24"),
    ];
    world.expects(SEARCH, 200, page(&entries, 1));
    let books = world
        .paypal
        .transactions(MORNING.minus(DAY), MORNING)
        .await
        .unwrap();
    let found: Vec<_> = books
        .transactions
        .iter()
        .map(|f| (f.id.as_str(), f.kind, f.gross_cents))
        .collect();
    let expected = [
        ("1A", TransactionKind::Payment, 1_250),
        ("2B", TransactionKind::Refund, -250),
        ("5E", TransactionKind::Other, -50_924),
    ];
    assert_eq!(found, expected);
    let paid = &books.transactions[0];
    assert_eq!(paid.fee_cents, -76);
    assert_eq!(paid.custom, Some(payment().to_string()));
    assert_eq!(paid.reference.as_deref(), Some(ORDER));
    assert_eq!(paid.at.micros(), 1_795_425_341_000_000);
}

#[tokio::test]
async fn half_the_books_are_no_books() {
    let world = World::logged_in();
    world.expects(SEARCH, 200, page(&[entry("1A", "T0006", "1.00")], 2));
    world.expects_silence(SEARCH);
    let books = world.paypal.transactions(MORNING.minus(DAY), MORNING).await;
    assert_eq!(books, Err(ProviderDown::NoAnswer));
    world.refuses(SEARCH, 403, "PERMISSION_DENIED");
    let books = world.paypal.transactions(MORNING.minus(DAY), MORNING).await;
    assert_eq!(books, Err(ProviderDown::Permission));
}
