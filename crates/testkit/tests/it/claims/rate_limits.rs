//! Guessing is slowed down, knowing gets in, and an answer never tells which claims exist.

use std::time::Duration;

use app::claims::notices::{NoticePayment, NumberProblem, PayNoticeError, SearchOutcome};
use app::services::{OrderError, Ordered};
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, CrashPoint, TestAuthority, file_of, notice_number, ticket_number};

on_both_engines! {
    what_is_on_the_notice_finds_it_however_it_is_typed
    unknown_and_wrong_are_one_answer
    what_cannot_be_right_is_told_before_a_search
    each_service_asks_for_what_it_says
    a_network_that_errs_too_often_waits
    a_claim_guessed_at_from_everywhere_is_still_found_by_its_payer
    a_claims_day_bounds_guesses_from_any_number_of_networks
    one_pin_is_not_tried_on_every_claim_from_one_network
    searches_at_the_same_time_count_too
    no_network_opens_payments_of_a_notice_without_end
    one_network_does_not_use_up_the_kassenzeichen
    a_flood_of_orders_leaves_one_to_every_other_network
    right_factors_leave_no_trace_and_failed_searches_are_erased
}

async fn fined(db: Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db, seed).await;
    let fines = file_of(&[(1, 5_500, "ab12"), (2, 2_000, "2345")]);
    let (fee, ticket) = (notice_number(3), ticket_number(1));
    let fee = format!("gebuehr;{fee};9,90;;;;;;1.2.1980;;\n");
    let ticket = format!("knoellchen;{ticket};25,00;;;;;;;;\n");
    let file = [fines, fee, ticket].concat();
    let report = authority.imports(&file).await.unwrap();
    assert_eq!(report.bad, 0, "{:?}", report.named);
    authority
}

#[expect(clippy::ref_option, reason = "reads better where it is asked")]
const fn is_found(outcome: &Option<SearchOutcome>) -> bool {
    matches!(outcome, Some(SearchOutcome::Found(_)))
}

#[expect(clippy::ref_option, reason = "reads better where it is asked")]
const fn is_refused(outcome: &Option<SearchOutcome>) -> bool {
    matches!(outcome, Some(SearchOutcome::NotBefore(_)))
}

async fn what_is_on_the_notice_finds_it_however_it_is_typed(db: Db) {
    let authority = fined(db, 1).await;
    let number = notice_number(1);
    let (a, b, c) = (&number[..3], &number[3..9], &number[9..]);
    for typed in [
        number.clone(),
        format!(" {a}.{b}.{c} "),
        format!("{a} / {b} - {c}"),
        format!("{a}\u{a0}{b}\u{2013}{c}"),
    ] {
        assert!(
            is_found(&authority.searches(&typed, "AB12").await),
            "{typed}"
        );
    }
    for pin in ["ab12", "AB 12", "a-b-1-2"] {
        assert!(is_found(&authority.searches(&number, pin).await), "{pin}");
    }
}

async fn unknown_and_wrong_are_one_answer(db: Db) {
    let mut authority = fined(db, 2).await;
    let mut answers = Vec::new();
    for counter in [1, 999] {
        let crash_point = CrashPoint::at(u64::MAX);
        authority.crashes_at(&crash_point);
        // The first search of a program learns the tenant's name.
        authority.searches(&notice_number(2), "2345").await;
        let before = crash_point.moments();
        let answer = authority.searches(&notice_number(counter), "9999").await;
        answers.push((answer, crash_point.moments() - before));
    }
    let wrong = Some(SearchOutcome::NotFound);
    assert_eq!(answers[0].0, wrong);
    assert_eq!(
        answers[0], answers[1],
        "the same answer after the same work"
    );
    // The number of a calling system's payment is no notice.
    let payment = authority.asks_for_payment().await.unwrap();
    let number = authority.page(payment).await.kassenzeichen;
    let foreign = authority.searches(&number, "9999").await;
    let not_ours = SearchOutcome::BadNumber(NumberProblem::NotOurs);
    assert!(
        foreign.as_ref() == Some(&not_ours) || matches!(foreign, Some(SearchOutcome::BadNumber(_))),
        "{foreign:?}"
    );
    // The birth date of one service is no PIN of another.
    let other = authority.searches(&notice_number(1), "1.2.1980").await;
    assert_eq!(other, wrong);
}

async fn what_cannot_be_right_is_told_before_a_search(db: Db) {
    let authority = fined(db, 3).await;
    let number = notice_number(1);
    let swapped = format!(
        "{}{}",
        &number[..8],
        number[8..].chars().rev().collect::<String>()
    );
    let problem = async |typed: &str| match authority.searches(typed, "ab12").await {
        Some(SearchOutcome::BadNumber(problem)) => problem,
        other => panic!("{typed}: {other:?}"),
    };
    assert_eq!(problem("  ").await, NumberProblem::Missing);
    assert_eq!(problem(&swapped).await, NumberProblem::WrongCheckDigit);
    assert_eq!(
        problem(&number[..9]).await,
        NumberProblem::TooShort {
            length: 9,
            expected: 10
        }
    );
    let lookalike = number.replacen('0', "O", 1);
    assert!(matches!(
        problem(&lookalike).await,
        NumberProblem::LooksLike { .. }
    ));
    assert!(matches!(
        problem("7260€00016").await,
        NumberProblem::BadCharacter { character: '€' }
    ));
    let factor = async |typed: &str| authority.searches(&number, typed).await;
    assert_eq!(
        factor("").await,
        Some(SearchOutcome::BadFactor { missing: true })
    );
    assert_eq!(
        factor("?").await,
        Some(SearchOutcome::BadFactor { missing: false })
    );
    // None of it counts as a guess.
    for _ in 0..60 {
        problem(&swapped).await;
    }
    assert!(is_found(&authority.searches(&number, "ab12").await));
}

async fn each_service_asks_for_what_it_says(db: Db) {
    let authority = fined(db, 4).await;
    assert!(is_found(
        &authority.searches(&notice_number(3), "01.02.1980").await
    ));
    assert!(is_found(
        &authority.searches(&notice_number(3), "1980-02-01").await
    ));
    assert!(!is_found(
        &authority.searches(&notice_number(3), "2.1.1980").await
    ));
    assert!(is_found(&authority.searches(&ticket_number(1), "").await));
    assert!(is_found(
        &authority.searches(&ticket_number(1), "whatever").await
    ));
}

async fn a_network_that_errs_too_often_waits(db: Db) {
    let authority = fined(db, 5).await;
    let guesser = [198, 51, 100, 7];
    for counter in 100..130 {
        let outcome = authority
            .searches_from(guesser, &notice_number(counter), "0000")
            .await;
        assert_eq!(outcome, Some(SearchOutcome::NotFound));
    }
    let neighbour = [198, 51, 100, 200];
    let wrong = authority
        .searches_from(neighbour, &notice_number(1), "0000")
        .await;
    assert!(is_refused(&wrong));
    // The right factor is heard all the same, and no wait lasts for ever.
    for from in [guesser, neighbour] {
        assert!(is_found(
            &authority
                .searches_from(from, &notice_number(1), "ab12")
                .await
        ));
    }
    authority.time_passes(Duration::from_mins(16));
    let next = authority
        .searches_from(guesser, &notice_number(1), "0000")
        .await;
    assert_eq!(next, Some(SearchOutcome::NotFound));
}

async fn a_claim_guessed_at_from_everywhere_is_still_found_by_its_payer(db: Db) {
    let authority = fined(db, 6).await;
    let number = notice_number(1);
    for network in 1..=40 {
        let from = [203, 0, network, 1];
        let first = authority.searches_from(from, &number, "0000").await;
        assert_eq!(first, Some(SearchOutcome::NotFound));
        // Each network has one guess at it, however many it tries.
        if network > 10 {
            assert!(is_refused(
                &authority.searches_from(from, &number, "0001").await
            ));
            assert!(is_found(
                &authority.searches_from(from, &number, "ab12").await
            ));
        }
    }
    assert!(is_found(&authority.searches(&number, "ab12").await));
    assert!(is_found(&authority.searches(&number, "ab12").await));
    // An unknown number is guarded alike.
    for network in 1..=11 {
        authority
            .searches_from([198, 18, network, 1], &notice_number(777), "0000")
            .await;
    }
    let again = authority
        .searches_from([198, 18, 11, 1], &notice_number(777), "0000")
        .await;
    assert!(is_refused(&again));
}

async fn a_claims_day_bounds_guesses_from_any_number_of_networks(db: Db) {
    let authority = fined(db, 9).await;
    let number = notice_number(1);
    let mut heard = 0;
    for guess in 0..250u8 {
        let outcome = authority
            .searches_from([10, guess, 0, 1], &number, &format!("{guess:04}"))
            .await;
        heard += u32::from(outcome == Some(SearchOutcome::NotFound));
    }
    assert_eq!(heard, 100, "guesses were looked at");
    assert!(is_refused(&authority.searches(&number, "ab12").await));
    // Its neighbour is open, and it is itself the next day.
    assert!(is_found(
        &authority.searches(&notice_number(2), "2345").await
    ));
    authority.time_passes(Duration::from_hours(25));
    assert!(is_found(&authority.searches(&number, "ab12").await));
}

async fn one_pin_is_not_tried_on_every_claim_from_one_network(db: Db) {
    let authority = fined(db, 10).await;
    let sprayer = [198, 51, 100, 7];
    for counter in 1_000..1_300 {
        let number = notice_number(counter);
        authority.searches_from(sprayer, &number, "ab12").await;
    }
    // Right by chance, it is not compared any more; unless it was, somebody else's claim is open.
    let number = notice_number(1);
    let found = authority.searches_from(sprayer, &number, "ab12").await;
    assert!(is_refused(&found), "{found:?}");
    // Its payer is heard from anywhere else, and from there, too, the next day.
    assert!(is_found(&authority.searches(&number, "ab12").await));
    authority.time_passes(Duration::from_hours(24));
    let found = authority.searches_from(sprayer, &number, "ab12").await;
    assert!(is_found(&found), "{found:?}");
}

async fn searches_at_the_same_time_count_too(db: Db) {
    let authority = fined(db, 7).await;
    let number = notice_number(1);
    let guesses = (0..60).map(|pin| {
        let (authority, number) = (&authority, &number);
        async move { authority.searches(number, &format!("{pin:04}")).await }
    });
    let outcomes = futures_util::future::join_all(guesses).await;
    let heard = outcomes
        .iter()
        .filter(|outcome| **outcome == Some(SearchOutcome::NotFound))
        .count();
    assert!(heard <= 10, "{heard} guesses were heard");
}

async fn right_factors_leave_no_trace_and_failed_searches_are_erased(db: Db) {
    let authority = fined(db.clone(), 8).await;
    let kept = async || {
        let mut tx = db.read(Scope::Operator).await.unwrap();
        tx.raw_number("SELECT count(*) FROM rate_limits WHERE tries > 0")
            .await
            .unwrap()
    };
    for _ in 0..50 {
        assert!(is_found(
            &authority.searches(&notice_number(1), "ab12").await
        ));
    }
    assert_eq!(kept().await, 0);
    authority.searches(&notice_number(1), "0000").await;
    assert_eq!(kept().await, 5);
    authority.time_passes(Duration::from_hours(25));
    authority.app.system().run_schedules().await.unwrap();
    let mut tx = db.read(Scope::Operator).await.unwrap();
    let all = tx
        .raw_number("SELECT count(*) FROM rate_limits")
        .await
        .unwrap();
    assert_eq!(all, 0);
}

/// What is filled in of an order.
const FORM: [(&str, &str); 2] = [("quantity", "1"), ("field.name", "Erika")];

fn ordered(made: &Result<Ordered, OrderError>) {
    assert!(matches!(made, Ok(Ordered::Payment(_))), "{made:?}");
}

async fn a_flood_of_orders_leaves_one_to_every_other_network(db: Db) {
    let authority = TestAuthority::new(db.clone(), 17).await;
    authority.orders_certificates(1).await.unwrap();
    let flood = "UPDATE rate_limits SET tries = 2000";
    let mut tx = db.write(Scope::Operator).await.unwrap();
    assert_eq!(tx.raw(flood).await.unwrap(), 2);
    tx.commit().await.unwrap();
    let orders_from = async |address: &str| {
        let token = authority.app.payer().form_token();
        let form = ("meldung", token.as_str());
        let address = address.parse().unwrap();
        authority.orders_from(address, form, &FORM).await
    };
    ordered(&orders_from("198.51.100.1").await);
    let again = orders_from("198.51.100.2").await;
    assert!(matches!(again, Err(OrderError::TooMany)), "{again:?}");
    ordered(&orders_from("203.0.113.1").await);
    authority.time_passes(Duration::from_mins(61));
    ordered(&authority.orders("meldung", &FORM).await);
}

async fn no_network_opens_payments_of_a_notice_without_end(db: Db) {
    let authority = fined(db, 13).await;
    let opens = async |network: u8| {
        let address = [198, 51, network, 7];
        let whole = NoticePayment::Whole;
        let opened = authority.opens_payment_from(address, &[(1, "ab12")], whole);
        opened.await.expect("the notice is found")
    };
    let lines = "SELECT count(*) FROM payments";
    for _ in 0..20 {
        opens(1).await.unwrap();
    }
    for _ in 0..3 {
        let refused = opens(1).await.unwrap_err();
        assert!(matches!(refused, PayNoticeError::TooOften), "{refused:?}");
    }
    assert_eq!(authority.count(lines).await, 20);
    // Whatever the others did, the payer at home gets in, and pays.
    let payment = opens(2).await.unwrap();
    let again = opens(2).await.unwrap_err();
    assert!(matches!(again, PayNoticeError::TooOften), "{again:?}");
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.standing(1).await.1, 5_500);
    let other = authority.opens_payment(&[(2, "2345")], NoticePayment::Whole);
    assert!(other.await.is_some(), "another notice has its own budget");
    authority.comes_to_rest().await;
    authority.reconcile().await.unwrap();
}

async fn one_network_does_not_use_up_the_kassenzeichen(db: Db) {
    let authority = TestAuthority::new(db, 15).await;
    for _ in 0..100 {
        authority.orders_certificates(1).await.unwrap();
    }
    let more = authority.orders("meldung", &FORM).await;
    assert!(matches!(more, Err(OrderError::TooMany)), "{more:?}");
    authority.time_passes(Duration::from_mins(16));
    authority.orders_certificates(1).await.unwrap();
}
