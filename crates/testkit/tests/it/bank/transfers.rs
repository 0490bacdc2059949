//! Transfers by payers themselves, told on both engines.

use std::time::Duration;

use app::bank::{BankLineError, BankLineTo, EnteredBankLine};
use app::claims::notices::NoticePayment;
use app::payments::CitizenState;
use domain::payments::{AttemptOutcome, Fact, Method};
use storage::{Db, Scope, on_both_engines};
use testkit::{AtProvider, FEE_CENTS, TestAuthority, Told, notice_number};

on_both_engines! {
    a_transfer_pays_the_payment_it_names
    the_same_line_again_changes_nothing
    two_equal_transfers_of_a_day_are_two_lines
    money_in_parts_is_booked_and_the_rest_is_awaited
    what_is_too_much_waits_as_a_task
    a_transfer_after_the_end_settles_what_stands_on_its_own
    a_transfer_after_the_end_of_a_calling_systems_payment_is_given_back
    the_payer_may_pay_otherwise_as_long_as_no_money_came
    money_that_comes_twice_is_given_back
    a_transfer_pays_while_the_payer_is_at_the_provider
    a_part_that_comes_while_the_payer_is_at_the_provider_leaves_the_rest_to_a_transfer
    the_rest_of_a_part_that_was_not_announced_is_transferred_too
    a_part_of_the_money_keeps_a_payment_from_being_called_off
    a_payment_that_ends_with_a_part_proposes_to_give_it_back
    a_transfer_from_a_printed_slip_settles_the_claim
    what_names_nothing_is_kept_and_not_guessed
    a_payment_waits_for_a_transfer_for_banking_days
    a_day_whose_statement_came_as_a_file_takes_no_line_by_hand
}

const DAY: Duration = Duration::from_hours(24);

async fn a_transfer_pays_the_payment_it_names(db: Db) {
    let authority = TestAuthority::new(db, 1).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let page = authority.page(payment).await;
    assert_eq!(page.state, CitizenState::Open { alert: None });
    let transfer = page.transfer.unwrap();
    assert_eq!(transfer.amount.cents(), FEE_CENTS);
    assert!(transfer.code.contains(&number), "{}", transfer.code);
    // As people write it.
    let spelt = format!(" {}-{} ", &number[..5], number[5..].to_lowercase());
    let to = authority.bank_states(FEE_CENTS, &spelt).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::Paid)));
    assert_eq!(authority.status(payment).await, Told::Paid);
    let CitizenState::Paid { method, .. } = authority.page(payment).await.state else {
        panic!("the page says that it is paid");
    };
    assert_eq!(method, Method::BANK_TRANSFER);
    assert!(authority.tasks().await.is_empty());
    let of_attempt = "SELECT count(*) FROM money_in m
        JOIN attempts a ON a.tenant_id = m.tenant_id AND a.attempt_id = m.attempt_id
        WHERE a.payment_id = m.payment_id AND a.taking = 'by_payer' AND a.state = 'captured'";
    assert_eq!(authority.count(of_attempt).await, 1);
    let books = authority.ledger().await;
    assert!(books.contains("bank            42.50"), "{books}");
    authority.reconcile().await.unwrap();
}

async fn the_same_line_again_changes_nothing(db: Db) {
    let authority = TestAuthority::new(db, 2).await;
    let (_, number) = authority.instructed_payment().await.unwrap();
    let credit = authority.credit(1_000, &number);
    authority.enters(&credit).await.unwrap();
    let before = authority.ledger().await;
    let again = authority.enters(&credit).await.unwrap();
    assert_eq!(again, EnteredBankLine::Known);
    assert_eq!(authority.ledger().await, before);
    let lines = authority.count("SELECT count(*) FROM bank_lines").await;
    assert_eq!(lines, 1);
    authority.reconcile().await.unwrap();
}

async fn two_equal_transfers_of_a_day_are_two_lines(db: Db) {
    let authority = TestAuthority::new(db, 3).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let mut credit = authority.credit(FEE_CENTS / 2, &number);
    authority.enters(&credit).await.unwrap();
    credit.nth = 2;
    let entered = authority.enters(&credit).await.unwrap();
    let paid = BankLineTo::Payment(payment, Fact::Paid);
    assert!(matches!(entered, EnteredBankLine::Entered(_, to) if to == paid));
    authority.reconcile().await.unwrap();
}

async fn money_in_parts_is_booked_and_the_rest_is_awaited(db: Db) {
    let authority = TestAuthority::new(db, 4).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let part = authority.bank_states(4_000, &number).await;
    assert_eq!(part, Some(BankLineTo::Payment(payment, Fact::PaidPartly)));
    assert_eq!(authority.status(payment).await, Told::Open);
    let transfer = authority.page(payment).await.transfer.unwrap();
    assert_eq!(
        (transfer.amount.cents(), transfer.received.cents()),
        (250, 4_000)
    );
    authority.reconcile().await.unwrap();
    let rest = authority.bank_states(250, &number).await;
    assert_eq!(rest, Some(BankLineTo::Payment(payment, Fact::Paid)));
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert!(authority.tasks().await.is_empty());
    authority.reconcile().await.unwrap();
}

async fn what_is_too_much_waits_as_a_task(db: Db) {
    let authority = TestAuthority::new(db, 5).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let to = authority.bank_states(FEE_CENTS + 750, &number).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::Paid)));
    assert_eq!(authority.tasks().await, ["refund_overpayment"]);
    let books = authority.ledger().await;
    assert!(books.contains("suspense        -7.50"), "{books}");
    authority.reconcile().await.unwrap();
}

async fn fined(db: Db, seed: u64) -> TestAuthority {
    let authority = TestAuthority::new(db, seed).await;
    authority.sends_three_fines().await;
    authority
}

async fn a_transfer_after_the_end_settles_what_stands_on_its_own(db: Db) {
    let authority = fined(db, 6).await;
    let notices = [(1, "1234"), (2, "2345")];
    let payment = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await;
    let payment = payment.unwrap();
    assert!(authority.chooses_transfer(payment).await);
    let number = authority.page(payment).await.transfer.unwrap().remittance;
    authority.after(25 * DAY).await;
    assert_eq!(authority.page(payment).await.state, CitizenState::Expired);
    assert!(!authority.page(payment).await.money_came);
    let to = authority.bank_states(7_600, &number).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::PaidLate)));
    assert!(authority.page(payment).await.money_came);
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.standing(2).await, ("paid", 2_000));
    assert_eq!(authority.tasks().await, ["refund_late_payment"]);
    authority.reconcile().await.unwrap();
}

async fn a_transfer_after_the_end_of_a_calling_systems_payment_is_given_back(db: Db) {
    let authority = TestAuthority::new(db, 7).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    authority.after(25 * DAY).await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert!(!authority.page(payment).await.money_came);
    let to = authority.bank_states(FEE_CENTS, &number).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::PaidLate)));
    assert!(authority.page(payment).await.money_came);
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert_eq!(authority.tasks().await, ["refund_late_payment"]);
    authority.reconcile().await.unwrap();
}

async fn the_payer_may_pay_otherwise_as_long_as_no_money_came(db: Db) {
    let authority = TestAuthority::new(db, 8).await;
    let (payment, _) = authority.instructed_payment().await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
    let (other, number) = authority.instructed_payment().await.unwrap();
    authority.bank_states(1_000, &number).await;
    assert_eq!(authority.chooses_paypal(other).await, None);
    authority.reconcile().await.unwrap();
}

async fn money_that_comes_twice_is_given_back(db: Db) {
    let authority = TestAuthority::new(db, 9).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    authority.pays(payment, AtProvider::Approves).await;
    let to = authority.bank_states(FEE_CENTS, &number).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::PaidTwice)));
    assert_eq!(authority.tasks().await, ["refund_double_payment"]);
    authority.reconcile().await.unwrap();
}

async fn a_transfer_pays_while_the_payer_is_at_the_provider(db: Db) {
    let authority = TestAuthority::new(db, 10).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    let to = authority.bank_states(FEE_CENTS, &number).await;
    assert_eq!(to, Some(BankLineTo::Payment(payment, Fact::Paid)));
    // The approval comes too late: nothing is taken.
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    authority.comes_to_rest().await;
    assert_eq!(authority.status(payment).await, Told::Paid);
    assert!(authority.tasks().await.is_empty());
    authority.reconcile().await.unwrap();
}

async fn a_part_that_comes_while_the_payer_is_at_the_provider_leaves_the_rest_to_a_transfer(
    db: Db,
) {
    let authority = TestAuthority::new(db, 16).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let order = authority.chooses_paypal(payment).await.unwrap();
    let part = authority.bank_states(1_000, &number).await;
    assert_eq!(part, Some(BankLineTo::Payment(payment, Fact::PaidPartly)));
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
    let page = authority.page(payment).await;
    let alert = Some(AttemptOutcome::PaidPartly);
    assert_eq!(page.state, CitizenState::Open { alert });
    assert_eq!(page.received.cents(), 1_000);
    assert_eq!(page.methods, [Method::BANK_TRANSFER]);
    let transfer = page.transfer.unwrap();
    assert_eq!(transfer.amount.cents(), FEE_CENTS - 1_000);
    authority.reconcile().await.unwrap();
    let rest = authority.bank_states(FEE_CENTS - 1_000, &number).await;
    assert_eq!(rest, Some(BankLineTo::Payment(payment, Fact::Paid)));
    assert_eq!(authority.status(payment).await, Told::Paid);
    authority.reconcile().await.unwrap();
}

async fn the_rest_of_a_part_that_was_not_announced_is_transferred_too(db: Db) {
    let authority = TestAuthority::new(db, 17).await;
    let payment = authority.asks_for_payment().await.unwrap();
    let (_, number) = authority.printed(payment).await.unwrap();
    let part = authority.bank_states(4_000, &number).await;
    assert_eq!(part, Some(BankLineTo::Payment(payment, Fact::PaidPartly)));
    let page = authority.page(payment).await;
    assert_eq!(
        (page.received.cents(), page.transfer.is_none()),
        (4_000, true)
    );
    assert_eq!(page.methods, [Method::BANK_TRANSFER]);
    assert_eq!(authority.chooses_paypal(payment).await, None);
    assert!(authority.chooses_transfer(payment).await);
    let transfer = authority.page(payment).await.transfer.unwrap();
    assert_eq!(transfer.amount.cents(), FEE_CENTS - 4_000);
    // Longer than a payer has at the page.
    authority.after(DAY).await;
    let rest = authority.bank_states(FEE_CENTS - 4_000, &number).await;
    assert_eq!(rest, Some(BankLineTo::Payment(payment, Fact::Paid)));
    authority.reconcile().await.unwrap();
}

async fn a_part_of_the_money_keeps_a_payment_from_being_called_off(db: Db) {
    let authority = TestAuthority::new(db, 11).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    authority.bank_states(1, &number).await;
    assert!(!authority.calls_off(payment).await);
    let (other, _) = authority.instructed_payment().await.unwrap();
    assert!(authority.calls_off(other).await);
    assert_eq!(authority.status(other).await, Told::Cancelled);
    authority.reconcile().await.unwrap();
}

async fn a_payment_that_ends_with_a_part_proposes_to_give_it_back(db: Db) {
    let authority = TestAuthority::new(db, 12).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    authority.bank_states(1_250, &number).await;
    authority.after(25 * DAY).await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert_eq!(authority.tasks().await, ["refund_partial_payment"]);
    authority.reconcile().await.unwrap();
}

async fn a_transfer_from_a_printed_slip_settles_the_claim(db: Db) {
    let authority = fined(db, 13).await;
    let number = notice_number(1);
    let to = authority.bank_states(5_000, &number).await;
    assert_eq!(to, Some(BankLineTo::Claim));
    assert_eq!(authority.standing(1).await, ("partly_paid", 5_000));
    authority.bank_states(501, &number).await;
    assert_eq!(authority.standing(1).await, ("paid", 5_500));
    assert_eq!(authority.tasks().await, ["refund_overpayment"]);
    authority.reconcile().await.unwrap();
}

async fn what_names_nothing_is_kept_and_not_guessed(db: Db) {
    let authority = TestAuthority::new(db, 14).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    for (nth, reference) in [
        "Miete November".to_owned(),
        format!("Kassenzeichen {number}"),
        format!("{number}0"),
    ]
    .iter()
    .enumerate()
    {
        let to = authority.bank_states(FEE_CENTS, reference).await;
        assert_eq!(to, Some(BankLineTo::Unexplained), "{reference}");
        assert_eq!(authority.tasks().await.len(), nth + 1);
    }
    assert_eq!(authority.status(payment).await, Told::Open);
    let mut future = authority.credit(1, &number);
    future.day = future.day.plus_days(1).unwrap();
    let refused = authority.enters(&future).await;
    assert!(matches!(refused, Err(BankLineError::Future)), "{refused:?}");
    authority.reconcile().await.unwrap();
}

async fn a_payment_waits_for_a_transfer_for_banking_days(db: Db) {
    let authority = TestAuthority::new(db, 15).await;
    let (payment, _) = authority.instructed_payment().await.unwrap();
    authority.after(13 * DAY).await;
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.after(12 * DAY).await;
    assert_eq!(authority.status(payment).await, Told::Expired);
    assert!(authority.page(payment).await.transfer.is_none());
    authority.reconcile().await.unwrap();
}

async fn a_day_whose_statement_came_as_a_file_takes_no_line_by_hand(db: Db) {
    let authority = TestAuthority::new(db, 16).await;
    let (payment, number) = authority.instructed_payment().await.unwrap();
    let credit = authority.credit(FEE_CENTS, &number);
    let scope = Scope::Tenant(authority.tenant);
    let mut tx = authority.db.write(scope).await.unwrap();
    let from_file = format!(
        "INSERT INTO bank_days (tenant_id, bank_account_id, day, kind)
         SELECT tenant_id, bank_account_id, {}, 'file' FROM bank_accounts",
        credit.day.days()
    );
    assert_eq!(tx.raw(&from_file).await.unwrap(), 1);
    tx.commit().await.unwrap();
    let refused = authority.enters(&credit).await;
    assert!(
        matches!(refused, Err(BankLineError::FromFile)),
        "{refused:?}"
    );
    for table in ["bank_statements", "bank_lines", "money_in"] {
        let rows = format!("SELECT count(*) FROM {table}");
        assert_eq!(authority.count(&rows).await, 0, "{table}");
    }
    let acts = "SELECT count(*) FROM audit WHERE act = 'bank_line.enter'";
    assert_eq!(authority.count(acts).await, 0);
    assert_eq!(authority.status(payment).await, Told::Open);
    authority.reconcile().await.unwrap();
}
