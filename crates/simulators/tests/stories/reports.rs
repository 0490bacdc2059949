//! Reports: the search for transactions, balances, and the settlement file.

use serde_json::{Value, json};
use simulators::paypal::{App, FeeModel};

use super::published::example_report;
use super::shop::{Shop, order_body};

async fn with_fees() -> Shop {
    let mut usual = App::new(
        "client-a",
        "secret-a",
        "Q7LZ4XW8N2KDA",
        "Stadt Musterhausen",
    );
    usual.fee = FeeModel::default();
    Shop::with(usual).await
}

fn within(days: &str) -> String {
    let (from, to) = days.split_once('/').unwrap();
    format!("/v1/reporting/transactions?start_date={from}T00:00:00Z&end_date={to}T23:59:59Z")
}

const MONDAY: &str = "2026-11-23/2026-11-23";

fn codes(found: &Value) -> Vec<String> {
    let lines = found["transaction_details"].as_array().unwrap();
    let code = |line: &Value| line["transaction_info"]["transaction_event_code"].clone();
    lines
        .iter()
        .map(|line| code(line).as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_movement_is_found_with_its_code_and_its_sign() {
    let mut shop = with_fees().await;
    shop.sim.turn(|knobs| knobs.daily_sweep = true);
    let (order, capture) = shop.paid("12.50").await;
    let part = json!({"amount": {"currency_code": "EUR", "value": "2.50"}, "invoice_id": "E1"});
    shop.refund(&capture, Some(&part), "r").await;
    let (_, second) = shop.paid("20.00").await;
    shop.sim.reverse_capture(&second, Some(500));
    let chargeback = json!({"amount": "1.00", "chargeback": true});
    shop.control(&format!("captures/{second}/reverse"), chargeback)
        .await;
    shop.later(24);
    shop.log_in("client-a", "secret-a").await;
    let found = shop.get(&within("2026-11-23/2026-11-24")).await.json();
    let expected = [
        "T0006", "T1107", "T0006", "T1106", "T1201", "T0106", "T0400",
    ];
    assert_eq!(codes(&found), expected);
    let line = |number: usize| found["transaction_details"][number]["transaction_info"].clone();
    let paid = line(0);
    assert_eq!(paid["transaction_id"], json!(capture));
    assert_eq!(
        (
            &paid["paypal_reference_id"],
            &paid["paypal_reference_id_type"]
        ),
        (&json!(order), &json!("ODR"))
    );
    assert_eq!(paid["transaction_amount"]["value"], "12.50");
    assert_eq!(paid["fee_amount"]["value"], "-0.76");
    assert_eq!(paid["ending_balance"]["value"], "11.74");
    assert_eq!(
        (&paid["invoice_id"], &paid["custom_field"]),
        (&json!("MH-2026-r-1"), &json!("pay_r-1"))
    );
    let refund = line(1);
    assert_eq!(refund["transaction_amount"]["value"], "-2.50");
    assert_eq!(
        (&refund["paypal_reference_id"], &refund["invoice_id"]),
        (&json!(capture), &json!("E1"))
    );
    assert_eq!(line(5)["transaction_amount"]["value"], "-16.00");
    assert_eq!(
        line(6)["transaction_amount"]["value"],
        "-6.25",
        "all that was left"
    );
    assert!(line(6)["bank_reference_id"].is_string());
    assert_eq!(shop.sim.books().apps[0].balance_cents, 0);
}

#[tokio::test]
async fn a_search_covers_31_days_and_says_what_is_wrong_with_it() {
    let shop = Shop::open().await;
    let path = "/v1/reporting/transactions";
    let zone = "start_date=2026-11-01T00:00:00%2B0100&end_date=2026-11-02T00:00:00-0700";
    for (query, status, issue) in [
        (
            "start_date=2026-10-01T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            200,
            "",
        ),
        (zone, 200, ""),
        (
            "start_date=2026-10-01T00:00:00Z&end_date=2026-11-01T00:00:01Z",
            400,
            "Date range is greater than 31 days",
        ),
        ("end_date=2026-11-01T00:00:00Z", 400, "Missing date"),
        (
            "start_date=yesterday&end_date=2026-11-01T00:00:00Z",
            400,
            "Invalid date passed",
        ),
        (
            "start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z",
            400,
            "End date is before start date",
        ),
    ] {
        let got = shop.get(&format!("{path}?{query}")).await;
        assert_eq!(
            (got.status, got.issue().as_str()),
            (status, issue),
            "{query}"
        );
    }
    let got = shop.get(&format!("{}&page_size=501", within(MONDAY))).await;
    assert_eq!(
        (got.status, got.at("/details/0/field").as_str()),
        (400, "page_size")
    );
}

#[tokio::test]
async fn a_long_result_comes_in_pages_and_an_endless_one_not_at_all() {
    let mut shop = Shop::open().await;
    for _ in 0..5 {
        shop.paid("1.00").await;
    }
    let page = async |number: u32| {
        shop.get(&format!(
            "{}&fields=all&page_size=2&page={number}",
            within(MONDAY)
        ))
        .await
    };
    let first = page(1).await.json();
    assert_eq!(
        (&first["total_items"], &first["total_pages"]),
        (&json!(5), &json!(3))
    );
    assert_eq!(first["links"][1]["rel"], "next");
    let lengths = [codes(&first).len(), codes(&page(3).await.json()).len()];
    assert_eq!(lengths, [2, 1]);
    let beyond = page(4).await;
    assert_eq!((beyond.status, codes(&beyond.json()).len()), (200, 0));
    shop.sim.turn(|knobs| knobs.report_limit = 4);
    let got = page(1).await;
    assert_eq!(
        (got.status, got.at("/name").as_str()),
        (400, "RESULTSET_TOO_LARGE")
    );
    assert_eq!(
        (&got.json()["total_items"], &got.json()["maximum_items"]),
        (&json!(5), &json!(4))
    );
}

#[tokio::test]
async fn filters_narrow_the_search_and_leave_balances_out() {
    let mut shop = Shop::open().await;
    let (_, capture) = shop.paid("1.00").await;
    shop.paid("2.00").await;
    for (filter, count) in [
        (format!("transaction_id={capture}"), 1),
        ("transaction_type=T00".to_owned(), 2),
        ("transaction_type=T11".to_owned(), 0),
        ("transaction_status=S".to_owned(), 2),
        ("transaction_status=P".to_owned(), 0),
        ("transaction_currency=USD".to_owned(), 0),
        ("transaction_currency=".to_owned(), 2),
    ] {
        let got = shop
            .get(&format!("{}&{filter}&&", within(MONDAY)))
            .await
            .json();
        assert_eq!(got["total_items"], count, "{filter}");
        let balance = &got["transaction_details"][0]["transaction_info"]["ending_balance"];
        assert_eq!(balance.is_object(), filter.ends_with('='), "{filter}");
    }
}

#[tokio::test]
async fn transactions_show_after_the_providers_delay() {
    let mut shop = Shop::open().await;
    shop.sim.turn(|knobs| knobs.report_lag_s = 3 * 3_600);
    shop.paid("1.00").await;
    let got = shop.get(&within(MONDAY)).await.json();
    assert_eq!(got["total_items"], 0);
    assert_eq!(got["last_refreshed_datetime"], "2026-11-23T09:00:00+0000");
    shop.later(3);
    assert_eq!(shop.get(&within(MONDAY)).await.json()["total_items"], 1);
}

#[tokio::test]
async fn an_app_without_the_permission_sees_no_reports() {
    let mut app = App::new(
        "client-a",
        "secret-a",
        "Q7LZ4XW8N2KDA",
        "Stadt Musterhausen",
    );
    app.transaction_search = false;
    let shop = Shop::with(app).await;
    for path in [within(MONDAY), "/v1/reporting/balances".to_owned()] {
        let got = shop.get(&path).await;
        assert_eq!(
            (got.status, got.at("/name").as_str()),
            (403, "NOT_AUTHORIZED")
        );
        assert_eq!(got.issue(), "PERMISSION_DENIED");
    }
    let token = super::shop::token(&shop.router, "client-a", "secret-a").await;
    assert!(!token.at("/scope").contains("reporting"));
}

#[tokio::test]
async fn balances_are_told_for_any_moment() {
    let mut shop = Shop::open().await;
    shop.paid("1.00").await;
    shop.later(2);
    shop.paid("2.00").await;
    let at = async |query: &str| {
        let got = shop.get(&format!("/v1/reporting/balances{query}")).await;
        got.at("/balances/0/total_balance/value")
    };
    assert_eq!(at("").await, "3.00");
    assert_eq!(
        at("?as_of_time=2026-11-23T13:00:00Z&currency_code=EUR").await,
        "1.00"
    );
    assert_eq!(at("?as_of_time=2026-11-23T11:00:00Z").await, "0.00");
}

#[tokio::test]
async fn fees_of_a_month_are_charged_on_the_first() {
    let mut shop = Shop::open().await;
    shop.sim.turn(|knobs| knobs.monthly_fee_charged = true);
    shop.paid("12.50").await;
    shop.later(24 * 8);
    shop.log_in("client-a", "secret-a").await;
    let got = shop.get(&within("2026-11-23/2026-12-02")).await.json();
    assert_eq!(codes(&got), ["T0006", "T0100"]);
    let fee = &got["transaction_details"][1]["transaction_info"];
    assert_eq!(fee["transaction_amount"]["value"], "-0.76");
    assert_eq!(
        fee["transaction_initiation_date"], "2026-11-30T23:00:00Z",
        "midnight in Berlin"
    );
}

async fn file(shop: &Shop, name: &str) -> Vec<Vec<String>> {
    let got = shop.page(&format!("/_sim/reports/{name}")).await;
    assert_eq!(got.status, 200, "{}", got.text());
    rows(&got.text())
}

/// The cells of a file, quotes kept: they are part of the layout.
fn rows(file: &str) -> Vec<Vec<String>> {
    let file = file.strip_prefix('\u{feff}').expect("a byte order mark");
    assert!(file.ends_with("\r\n"));
    let lines = file.split_terminator("\r\n");
    lines
        .map(|line| line.split(',').map(str::to_owned).collect())
        .collect()
}

/// What a cell looks like: quoted or not, empty or not, a number or a time.
fn look(cell: &str) -> &'static str {
    let bare = cell.trim_matches('"');
    match (cell.starts_with('"'), bare) {
        (true, "") => "\"\"",
        (true, _) => "\"text\"",
        (false, "") => "",
        (false, text) if text.contains('/') => "time",
        (false, _) => "number",
    }
}

/// A day with a payment, a partial refund and the sweep, as in the example.
async fn the_day_of_the_example() -> Shop {
    let mut shop = with_fees().await;
    shop.sim.turn(|knobs| knobs.daily_sweep = true);
    shop.later(24 + 10);
    shop.log_in("client-a", "secret-a").await;
    let (_, capture) = shop.paid("12.50").await;
    let part = json!({
        "amount": {"currency_code": "EUR", "value": "2.50"},
        "invoice_id": "MH-2026-000471-1-E1",
    });
    shop.refund(&capture, Some(&part), "r").await;
    shop.later(3);
    shop
}

#[tokio::test]
async fn the_settlement_file_has_the_layout_of_the_example() {
    let Some(example) = example_report() else {
        return;
    };
    let example = rows(&example);
    let shop = the_day_of_the_example().await;
    let name = "STL-20261124.01.009.CSV?client_id=client-a";
    let mut ours = file(&shop, name).await;
    let next = file(&shop, &name.replace("1124", "1125")).await;
    let sweep = next
        .iter()
        .find(|row| row.contains(&"\"T0400\"".to_owned()))
        .unwrap();
    let at = ours.iter().rposition(|row| row[0] == "\"SB\"").unwrap();
    ours.insert(at + 1, sweep.clone());
    let kinds = |rows: &[Vec<String>]| rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(kinds(&ours), kinds(&example));
    for (own, other) in ours.iter().zip(&example) {
        let looks = |row: &[String]| row.iter().map(|cell| look(cell)).collect::<Vec<_>>();
        assert_eq!(looks(own), looks(other), "{own:?}\n{other:?}");
    }
    assert_eq!(ours[3], example[3], "the columns");
}

#[tokio::test]
async fn a_settlement_file_is_balanced_and_counts_its_lines() {
    let shop = the_day_of_the_example().await;
    let ours = file(&shop, "STL-20261124.01.009.CSV").await;
    let footer = ours.iter().find(|row| row[0] == "\"SF\"").unwrap();
    let expected = "\"SF\",\"EUR\",1250,250,0,76,\"CR\",0,\"CR\",924,\
                    \"CR\",0,\"CR\",0,\"CR\",0,\"CR\",0,2";
    assert_eq!(footer.join(","), expected);
    let counts: Vec<String> = ours
        .iter()
        .filter(|row| ["\"SC\"", "\"RC\"", "\"FF\""].contains(&row[0].as_str()))
        .map(|row| row.join(","))
        .collect();
    assert_eq!(counts, ["\"SC\",2", "\"RC\",2", "\"FF\",2"]);
    let empty = file(&shop, "STL-20261101.01.009.CSV").await;
    assert_eq!(empty.iter().filter(|row| row[0] == "\"SB\"").count(), 0);
    assert_eq!(
        shop.page("/_sim/reports/TRR-20261124.CSV").await.status,
        404
    );
    let stranger = "/_sim/reports/STL-20261124.01.009.CSV?client_id=nobody";
    assert_eq!(shop.page(stranger).await.status, 404);
}

#[tokio::test]
async fn a_settlement_file_can_be_odd_on_demand() {
    let mut shop = the_day_of_the_example().await;
    let mut dollars = order_body("7.00", "usd");
    dollars["purchase_units"][0]["amount"]["currency_code"] = json!("USD");
    let order = shop.create(&dollars, "usd").await.at("/id");
    shop.sim.buyer(&order, simulators::paypal::Choice::Pay);
    let id = shop.new_id();
    assert_eq!(shop.capture(&order, &id).await.status, 201);
    let day = "STL-20261125";
    let usual = file(&shop, &format!("{day}.01.009.CSV")).await;
    let single = file(&shop, &format!("{day}.01.009.CSV?single_space=1")).await;
    assert_eq!(usual[3][8], "\"Transaction  Debit or Credit\"");
    assert_eq!(single[3][8], "\"Transaction Debit or Credit\"");
    let extra = file(&shop, &format!("{day}.01.009.CSV?extra_column=1")).await;
    assert_eq!(extra[3].len(), usual[3].len() + 1);
    assert_eq!(extra[4].len(), usual[4].len() + 1);
    let cut = file(&shop, &format!("{day}.01.009.CSV?truncated=1")).await;
    assert_eq!(cut.len(), usual.len() - 1);
    assert_ne!(cut.last().unwrap()[0], "\"FF\"");
    let currencies: Vec<&str> = usual
        .iter()
        .filter(|row| row[0] == "\"SF\"")
        .map(|row| row[1].as_str())
        .collect();
    assert_eq!(currencies, ["\"EUR\"", "\"USD\""]);
    let bodies = |rows: Vec<Vec<String>>| {
        rows.into_iter()
            .filter(|row| row[0] == "\"SB\"")
            .collect::<Vec<_>>()
    };
    let first = file(&shop, &format!("{day}.01.009.CSV?parts=2")).await;
    let second = file(&shop, &format!("{day}.02.009.CSV?parts=2")).await;
    assert_eq!(
        (first[1].join(","), second[1].join(",")),
        ("\"FH\",01".into(), "\"FH\",02".into())
    );
    assert_eq!([bodies(first), bodies(second)].concat(), bodies(usual));
}
