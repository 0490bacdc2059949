//! The notice page over HTTP: forms as a browser without any script sends them.

use axum::Router;
use axum::body::Body;
use domain::PaymentId;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{Request, StatusCode};
use storage::{Db, on_both_engines};
use testkit::{AtProvider, HEADER, TestAuthority, file_of, notice_number, ticket_number};
use webkit::state::WebSettings;

use crate::served_authority::{self, Answer, send};

mod basket;

on_both_engines! {
    what_is_typed_from_the_notice_is_found_and_paid
    several_notices_are_gathered_left_out_and_paid_together
    a_part_is_checked_at_its_field_and_then_paid
    unknown_and_wrong_cannot_be_told_apart
    what_is_wrong_is_said_at_the_field_and_on_top
    changing_the_language_loses_nothing
    the_enter_key_goes_on_with_the_field_that_was_filled_in
    each_reason_not_to_pay_has_its_own_page
    a_network_that_guesses_is_told_when_to_come_back
    a_tenant_without_notices_has_no_such_page
    the_network_is_what_the_operators_proxy_says
}

const BASE: &str = "/musterstadt/notice";

fn router(authority: &TestAuthority, settings: &WebSettings) -> Router {
    served_authority::router(authority, settings)
}

async fn fined(db: Db) -> (TestAuthority, Router) {
    let authority = TestAuthority::new(db, 1).await;
    authority.sends_three_fines().await;
    let router = router(&authority, &WebSettings::default());
    (authority, router)
}

async fn get(router: &Router, path: &str) -> Answer {
    let request = Request::get(path).body(Body::empty()).unwrap();
    send(router.clone(), request).await
}

async fn post(router: &Router, leaf: &str, fields: &[(&str, &str)]) -> Answer {
    post_from(router, leaf, fields, None).await
}

async fn post_from(
    router: &Router,
    leaf: &str,
    fields: &[(&str, &str)],
    told_by_proxy: Option<&str>,
) -> Answer {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let mut request = Request::post(format!("{BASE}{leaf}?lang=en"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some(told) = told_by_proxy {
        request = request.header("x-forwarded-for", told);
    }
    send(router.clone(), request.body(Body::from(form)).unwrap()).await
}

async fn find(router: &Router, counter: u64, pin: &str, basket: &str) -> Answer {
    let number = notice_number(counter);
    let fields = [
        ("kassenzeichen", number.as_str()),
        ("factor", pin),
        ("basket", basket),
    ];
    post(router, "", &fields).await
}

/// What the page's forms carry along.
fn basket(answer: &Answer) -> String {
    hidden(answer, "basket")
}

fn hidden(answer: &Answer, name: &str) -> String {
    let text = answer.text();
    let field = format!("name=\"{name}\" value=\"");
    let rest = text.split(&field).nth(1).unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// The payment the answer leads to.
fn payment(answer: &Answer) -> PaymentId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let to = answer.header(LOCATION.as_str());
    let id = to.split("/pay/").nth(1).unwrap().split('?').next().unwrap();
    id.parse().unwrap()
}

async fn what_is_typed_from_the_notice_is_found_and_paid(db: Db) {
    let (authority, router) = fined(db).await;
    let form = get(&router, &format!("{BASE}?lang=en")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(form.text().contains("name=\"kassenzeichen\""));
    let number = notice_number(1);
    let typed = format!("{} / {}.{}", &number[..1], &number[1..5], &number[5..]);
    let fields = [("kassenzeichen", typed.as_str()), ("factor", "1234")];
    let found = post(&router, "", &fields).await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text().contains("€55.00"), "{}", found.text());
    assert!(found.text().contains("2\u{a0}December 2026"));
    let paying = post(&router, "/pay", &[("basket", &basket(&found))]).await;
    let payment = payment(&paying);
    let page = get(&router, paying.header(LOCATION.as_str())).await;
    assert!(page.text().contains("€55.00"));
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    let again = find(&router, 1, "1234", "").await;
    assert!(again.text().contains("This has been paid"));
    let receipt = get(&router, paying.header(LOCATION.as_str())).await;
    assert!(receipt.text().contains("Back to the notices"));
}

async fn several_notices_are_gathered_left_out_and_paid_together(db: Db) {
    let (authority, router) = fined(db).await;
    let mut gathered = String::new();
    for (counter, pin) in [(1, "1234"), (2, "2345"), (3, "3456")] {
        let found = find(&router, counter, pin, &gathered).await;
        gathered = basket(&found);
    }
    let all = post(&router, "/basket", &[("basket", &gathered)]).await;
    assert!(all.text().contains("€174.00"), "{}", all.text());
    let claim = authority
        .claim(&notice_number(2))
        .await
        .unwrap()
        .id
        .to_string();
    let fields = [("basket", gathered.as_str()), ("claim", claim.as_str())];
    let less = post(&router, "/remove", &fields).await;
    assert!(less.text().contains("€154.00"), "{}", less.text());
    let paying = post(&router, "/pay", &[("basket", &basket(&less))]).await;
    authority.pays(payment(&paying), AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.standing(2).await, ("open", 0));
    assert_eq!(authority.standing(3).await, ("paid", 9_900));
    authority.reconcile().await.unwrap();
}

async fn a_part_is_checked_at_its_field_and_then_paid(db: Db) {
    let (authority, router) = fined(db).await;
    let gathered = basket(&find(&router, 1, "1234", "").await);
    for (part, told) in [
        ("", "Enter the amount like this"),
        ("viel", "Enter the amount like this"),
        ("0", "Enter the amount like this"),
        ("4,99", "at least"),
        ("55,01", "more than there is to pay"),
        ("99999999999999999", "more than there is to pay"),
    ] {
        let fields = [("basket", gathered.as_str()), ("part", part)];
        let answer = post(&router, "/pay", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{part}");
        let text = answer.text();
        assert_eq!(
            text.matches(told).count(),
            2,
            "{part}: at the field and on top"
        );
        assert!(text.contains("href=\"#part\"") && text.contains("aria-invalid=\"true\""));
        assert!(part.is_empty() || text.contains(&format!("value=\"{part}\"")));
    }
    let fields = [("basket", gathered.as_str()), ("part", "20,5")];
    let paying = post(&router, "/pay", &fields).await;
    authority.pays(payment(&paying), AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("partly_paid", 2_050));
    let rest = find(&router, 1, "1234", "").await;
    assert!(rest.text().contains("€34.50") && rest.text().contains("€20.50"));
}

async fn unknown_and_wrong_cannot_be_told_apart(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let router = router(&authority, &WebSettings::default());
    let unknown = find(&router, 1, "0000", "").await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let wrong = find(&router, 1, "0000", "").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.headers, unknown.headers);
    assert_eq!(wrong.text(), unknown.text());
    assert!(find(&router, 1, "1234", "").await.text().contains("€55.00"));
}

async fn what_is_wrong_is_said_at_the_field_and_on_top(db: Db) {
    let (_city, router) = fined(db).await;
    let number = notice_number(1);
    let swapped = format!("{}{}{}", &number[..8], &number[9..], &number[8..9]);
    for (typed, factor, field, told) in [
        ("", "1234", "kassenzeichen", "Enter the reference number"),
        (&number[1..], "1234", "kassenzeichen", "has 10 characters"),
        (&swapped, "1234", "kassenzeichen", "two are swapped"),
        (&number, "", "factor", "we need one more thing"),
        (&number, "?", "factor", "Enter the PIN from the notice"),
    ] {
        let answer = post(&router, "", &[("kassenzeichen", typed), ("factor", factor)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        let text = answer.text();
        assert_eq!(text.matches(told).count(), 2, "{typed} {factor}: {text}");
        assert!(text.contains(&format!("href=\"#{field}\"")), "{typed}");
        assert!(text.contains("<title>Error: "), "{typed}");
        // What was typed stays.
        assert!(text.contains(&format!(
            "name=\"kassenzeichen\" type=\"text\" dir=\"ltr\" value=\"{typed}\""
        )));
    }
}

/// The switch sends its form to `basket`, in the language that was picked.
async fn changing_the_language_loses_nothing(db: Db) {
    let (authority, router) = fined(db).await;
    let switch = ("switch", "language");
    let typed = [("kassenzeichen", "726"), ("factor", "12"), switch];
    let empty = post(&router, "/basket", &typed).await;
    assert_eq!(empty.status, StatusCode::OK);
    let holds = |answer: &Answer, name: &str, value: &str| {
        let text = answer.text();
        let field =
            format!("id=\"{name}\" name=\"{name}\" type=\"text\" dir=\"ltr\" value=\"{value}\"");
        assert!(text.contains(&field), "{field}: {text}");
        assert!(!text.contains("aria-invalid"), "nobody was asked yet");
    };
    holds(&empty, "kassenzeichen", "726");
    holds(&empty, "factor", "12");

    let gathered = basket(&find(&router, 1, "1234", "").await);
    let typed = [
        ("basket", gathered.as_str()),
        ("part", "2,5"),
        typed[0],
        typed[1],
        switch,
    ];
    let found = post(&router, "/basket", &typed).await;
    assert!(found.text().contains("€55.00"), "{}", found.text());
    for (name, value) in [("part", "2,5"), ("kassenzeichen", "726"), ("factor", "12")] {
        holds(&found, name, value);
    }
    let forms = found.text().matches("<form").count();
    assert_eq!(forms, 1, "what is typed goes along with every button");

    let paying = post(&router, "/pay", &[("basket", &gathered)]).await;
    authority.pays(payment(&paying), AtProvider::Approves).await;
    let paid = find(&router, 1, "1234", "").await;
    let shown = hidden(&paid, "shown");
    let again = post(&router, "/basket", &[("shown", shown.as_str())]).await;
    assert!(
        again.text().contains("This has been paid"),
        "{}",
        again.text()
    );
}

async fn the_enter_key_goes_on_with_the_field_that_was_filled_in(db: Db) {
    let (authority, router) = fined(db).await;
    let gathered = basket(&find(&router, 1, "1234", "").await);
    let with = |more: &[(&'static str, &str)]| {
        let mut fields = vec![("basket", gathered.clone()), ("part", String::new())];
        fields.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        fields
    };
    let enter = async |leaf: &str, more: &[(&'static str, &str)]| {
        let fields = with(more);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        post(&router, leaf, &fields).await
    };
    let second = notice_number(2);
    let both = enter("/basket", &[("kassenzeichen", &second), ("factor", "2345")]).await;
    assert!(both.text().contains("€75.00"), "{}", both.text());
    let nothing = enter("/basket", &[("kassenzeichen", " ")]).await;
    assert!(nothing.text().contains("€55.00") && !nothing.text().contains("aria-invalid"));

    let wrong = post(
        &router,
        "/basket",
        &[("basket", &gathered), ("part", "viel")],
    )
    .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let part = post(&router, "/basket", &[("basket", &gathered), ("part", "20")]).await;
    payment(&part);
    let whole = [
        ("basket", gathered.as_str()),
        ("part", "20"),
        ("whole", "yes"),
    ];
    let whole = payment(&post(&router, "/pay", &whole).await);
    authority.pays(whole, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
}

async fn each_reason_not_to_pay_has_its_own_page(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let router = router(&authority, &WebSettings::default());
    let ticket = ticket_number(4);
    let rows = [
        (
            notice_number(1),
            ";;;;1234;;;blocked",
            "bussgeld",
            "cannot pay this here any more",
        ),
        (
            notice_number(2),
            ";;;;1234;;;cancelled",
            "bussgeld",
            "no longer owe this",
        ),
        (
            notice_number(3),
            ";;1.12.2026;;1234;;;",
            "bussgeld",
            "can pay it here from 1\u{a0}December",
        ),
        (
            ticket,
            ";;;23.11.2026;;;;",
            "knoellchen",
            "possible until 23\u{a0}November 2026. You still have to pay",
        ),
    ];
    let mut file = vec![HEADER.to_owned()];
    for (number, rest, service, _) in &rows {
        file.push(format!("{service};{number};10,00;Bescheid{rest}\n"));
    }
    let file = file.concat();
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.bad, 0, "{:?}", report.named);
    for (number, _, _, told) in &rows {
        let fields = [("kassenzeichen", number.as_str()), ("factor", "1234")];
        let answer = post(&router, "", &fields).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains(told), "{told}: {}", answer.text());
        assert!(!answer.text().contains("/notice/pay"), "{told}");
    }
}

async fn a_network_that_guesses_is_told_when_to_come_back(db: Db) {
    let (_city, router) = fined(db).await;
    for _ in 0..10 {
        let answer = find(&router, 1, "0000", "").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let answer = find(&router, 1, "0001", "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    // The test clock stands at 10:00 in Berlin; a quarter of an hour, and a minute to be sure.
    assert!(answer.text().contains("10:16"), "{}", answer.text());
    let payer = find(&router, 1, "1234", "").await;
    assert_eq!(payer.status, StatusCode::OK, "who knows is heard");
}

async fn a_tenant_without_notices_has_no_such_page(db: Db) {
    let (_city, router) = fined(db).await;
    for path in ["/nirgendwo/notice", "/nirgendwo/notice/pay"] {
        assert_eq!(
            get(&router, path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let home = get(&router, "/musterstadt?lang=en").await;
    assert!(home.text().contains("/musterstadt/notice?lang=en"));
}

async fn the_network_is_what_the_operators_proxy_says(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    authority
        .imports(&file_of(&[(1, 5_500, "1234")]))
        .await
        .unwrap();
    let settings = WebSettings {
        client_header: Some(http::HeaderName::from_static("x-forwarded-for")),
        ..WebSettings::default()
    };
    let behind_proxy = router(&authority, &settings);
    let number = notice_number(1);
    let try_from = async |router: &Router, pin: &str, told: &str| {
        let fields = [("kassenzeichen", number.as_str()), ("factor", pin)];
        post_from(router, "", &fields, Some(told)).await.status
    };
    for network in 1..=12 {
        // What the visitor's own request says in the header changes nothing.
        let told = format!("192.0.2.{network}, 198.51.100.7");
        let status = try_from(&behind_proxy, "0000", &told).await;
        let expected = if network <= 10 {
            StatusCode::UNPROCESSABLE_ENTITY
        } else {
            StatusCode::TOO_MANY_REQUESTS
        };
        assert_eq!(status, expected, "{network}");
    }
    let payer = try_from(&behind_proxy, "1234", "203.0.113.9").await;
    assert_eq!(payer, StatusCode::OK);
    // Without a proxy the header is not read.
    let direct = router(&authority, &WebSettings::default());
    for network in 1..=3 {
        let status = try_from(&direct, "0000", &format!("203.0.113.{network}")).await;
        let first = network == 1;
        assert_eq!(
            status == StatusCode::UNPROCESSABLE_ENTITY,
            first,
            "{network}"
        );
    }
}
