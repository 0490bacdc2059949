//! Payments as the staff finds and sees them: by anything in any spelling, within its services,
//! with the whole story; what names the payer only with a row about the look.

use app::access::doors::StaffTenantApp;
use app::access::{StaffError, WantedGrant};
use app::payments::{FoundPayments, ListedState, MoneyPlace, PaymentSearch};
use domain::access::{GrantScope, Role};
use domain::payments::Sought;
use domain::{Day, PaymentId};
use storage::{Db, on_both_engines};
use testkit::{AtProvider, TestAuthority, TestPerson, wanted};

on_both_engines! {
    a_payment_is_found_by_anything_in_any_spelling
    a_list_is_narrowed_and_its_pages_miss_nothing
    nothing_is_found_outside_of_the_services_of_a_grant
    the_story_says_what_happened_and_where_the_cents_are
    what_names_the_payer_is_read_by_an_act
}

const TOWN: &str = "musterstadt";

/// The first two people of the authority.
async fn first(authority: &TestAuthority) -> (TestPerson, TestPerson) {
    (
        authority.first("amt", (Role::Admin, false)).await,
        authority.first("kasse", (Role::Treasurer, true)).await,
    )
}

async fn works(authority: &TestAuthority, person: &TestPerson) -> StaffTenantApp {
    let place = authority.at_console(person).await.at(TOWN).await;
    place.unwrap().expect("a grant in force")
}

async fn colleague(authority: &TestAuthority, role: Role) -> StaffTenantApp {
    let (admin, lead) = first(authority).await;
    let person = authority.colleague("akte", role, (&admin, &lead)).await;
    works(authority, &person).await
}

fn text(text: impl Into<String>) -> PaymentSearch {
    PaymentSearch {
        text: text.into(),
        ..PaymentSearch::default()
    }
}

async fn found(staff: &StaffTenantApp, search: &PaymentSearch) -> FoundPayments {
    staff.search_payments(search).await.unwrap()
}

fn ids(found: &FoundPayments) -> Vec<PaymentId> {
    found.rows.iter().map(|row| row.id).collect()
}

async fn a_payment_is_found_by_anything_in_any_spelling(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.paid_payment().await;
    let staff = colleague(&authority, Role::Bookkeeper).await;
    let story = staff.payment_story(payment).await.unwrap();
    let kassenzeichen = &story.kassenzeichen;
    let bare: String = kassenzeichen
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let spaced: Vec<String> = bare.chars().map(String::from).collect();
    let attempt = &story.attempts[0];
    let capture = attempt.capture.clone().unwrap();
    for spelling in [
        kassenzeichen.clone(),
        bare.clone(),
        bare.to_lowercase(),
        spaced.join(" "),
        spaced.join("-"),
        format!("Kassenzeichen {kassenzeichen}"),
        payment.to_string(),
        payment.to_string().to_uppercase(),
        payment.as_uuid().to_string(),
        attempt.id.to_string(),
        order.clone(),
        format!("  {capture} "),
        "request-0".to_owned(),
    ] {
        let found = found(&staff, &text(&spelling)).await;
        assert_eq!(ids(&found), [payment], "{spelling}");
        assert!(found.is_exact, "{spelling}");
    }
    for (typed, many) in [
        ("42,50 €", 2),
        ("42.50", 2),
        ("42,51", 0),
        ("heute", 2),
        ("gestern", 0),
    ] {
        let found = found(&staff, &text(typed)).await;
        assert_eq!((found.rows.len(), found.is_exact), (many, false), "{typed}");
    }
    let amount = found(&staff, &text("42,50")).await;
    assert!(matches!(amount.read_as, Some(Sought::Amount(_))));
    assert_eq!(found(&staff, &text("gibt es nicht")).await.rows.len(), 0);
}

async fn a_list_is_narrowed_and_its_pages_miss_nothing(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let mut all = Vec::new();
    for number in 0..120 {
        let payment = authority.asks_for_payment().await.unwrap();
        if number % 40 == 0 {
            authority.calls_off(payment).await;
        }
        all.push(payment);
        authority.time_passes(std::time::Duration::from_secs(1));
    }
    let staff = colleague(&authority, Role::Auditor).await;
    let (mut seen, mut search) = (Vec::new(), PaymentSearch::default());
    loop {
        let page = found(&staff, &search).await;
        assert_eq!(page.looked_back_to, None);
        seen.extend(ids(&page));
        // What comes meanwhile is newer than what was seen, and shifts nothing.
        authority.asks_for_payment().await.unwrap();
        let Some(next) = page.next else { break };
        search.before = Some(next);
    }
    all.reverse();
    assert_eq!(seen, all);
    let cancelled = PaymentSearch {
        state: Some(ListedState::Cancelled),
        ..PaymentSearch::default()
    };
    assert_eq!(
        ids(&found(&staff, &cancelled).await),
        [all[39], all[79], all[119]]
    );
    let today = Day::in_berlin(staff.now());
    let of = |from: Option<Day>, until: Option<Day>| PaymentSearch {
        from,
        until,
        ..PaymentSearch::default()
    };
    let yesterday = today.plus_days(-1);
    assert_eq!(
        found(&staff, &of(Some(today), Some(today)))
            .await
            .rows
            .len(),
        50
    );
    assert_eq!(found(&staff, &of(None, yesterday)).await.rows.len(), 0);
    assert_eq!(
        found(&staff, &of(today.plus_days(1), None))
            .await
            .rows
            .len(),
        0
    );
    let foreign = PaymentSearch {
        service: Some("gibt-es-nicht".to_owned()),
        ..PaymentSearch::default()
    };
    assert_eq!(found(&staff, &foreign).await.rows.len(), 0);
}

async fn nothing_is_found_outside_of_the_services_of_a_grant(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let payment = authority.paid_payment().await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let registry = WantedGrant {
        scope: GrantScope::department("Standesamt").unwrap(),
        ..wanted(Role::Clerk)
    };
    let elsewhere = authority
        .colleague_for("fremd", &registry, (&admin, &lead))
        .await;
    let (clerk, elsewhere) = (
        works(&authority, &clerk).await,
        works(&authority, &elsewhere).await,
    );
    for search in [
        PaymentSearch::default(),
        text(payment.to_string()),
        text("42,50"),
    ] {
        assert_eq!(ids(&found(&clerk, &search).await), [payment], "{search:?}");
        assert_eq!(ids(&found(&elsewhere, &search).await), [], "{search:?}");
    }
    let unknown = elsewhere.payment_story(payment).await;
    assert!(matches!(unknown, Err(StaffError::NotFound)));
    let unknown = elsewhere.read_payer(payment).await;
    assert!(matches!(unknown, Err(StaffError::NotFound)));
}

async fn the_story_says_what_happened_and_where_the_cents_are(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let open = authority.asks_for_payment().await.unwrap();
    let paid = authority.paid_payment().await;
    let staff = colleague(&authority, Role::Treasurer).await;
    let story = staff.payment_story(open).await.unwrap();
    let cents = |places: &[(MoneyPlace, domain::Money)]| -> Vec<(MoneyPlace, i64)> {
        places
            .iter()
            .map(|(place, money)| (*place, money.cents()))
            .collect()
    };
    assert_eq!(cents(&story.places), [(MoneyPlace::Payer, 4_250)]);
    assert_eq!(story.groups.len(), 1);
    assert!(story.arrived.is_empty() && story.attempts.is_empty());
    let story = staff.payment_story(paid).await.unwrap();
    // 2.99 % and 39 cents.
    let places = [(MoneyPlace::Provider, 4_084), (MoneyPlace::Fees, 166)];
    assert_eq!(cents(&story.places), places);
    assert_eq!(story.arrived.len(), 1);
    assert_eq!(story.arrived[0].fee.map(domain::Money::cents), Some(166));
    assert_eq!(
        story.asked_by,
        Some(("portal".to_owned(), "request-1".to_owned()))
    );
    let told: Vec<&str> = story.events.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(
        told,
        ["payment.created", "payment.processing", "payment.paid"]
    );
    assert_eq!(story.groups.len(), 2);
    authority.provider_reverses(paid);
    authority.provider_events_arrive().await;
    authority.does_what_is_due().await;
    let story = staff.payment_story(paid).await.unwrap();
    assert_eq!(story.left.len(), 1);
    assert!(cents(&story.places).contains(&(MoneyPlace::Refunds, 4_250)));
}

async fn what_names_the_payer_is_read_by_an_act(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let payment = authority.paid_payment().await;
    let (admin, lead) = first(&authority).await;
    let clerk = authority
        .colleague("akte", Role::Clerk, (&admin, &lead))
        .await;
    let books = authority
        .colleague("buch", Role::Bookkeeper, (&admin, &lead))
        .await;
    let rows = async |outcome: &str| {
        let sql = format!(
            "SELECT count(*) FROM audit WHERE act = 'payment.read_payer' AND outcome = '{outcome}'
             AND object = '{payment}' AND actor_kind = 'person'"
        );
        authority.count(&sql).await
    };
    let staff = works(&authority, &clerk).await;
    staff.read_payer(payment).await.unwrap();
    assert_eq!((rows("done").await, rows("refused").await), (1, 0));
    let staff = works(&authority, &books).await;
    let denied = staff.read_payer(payment).await;
    assert!(matches!(denied, Err(StaffError::Denied(_))));
    assert_eq!((rows("done").await, rows("refused").await), (1, 1));
    // Seeing the payment is none.
    staff.payment_story(payment).await.unwrap();
    assert_eq!((rows("done").await, rows("refused").await), (1, 1));
}
