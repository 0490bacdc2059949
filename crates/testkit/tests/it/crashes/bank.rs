//! Money that arrives on the authority's bank account. What the bank states is entered again after
//! each crash, and is in the books once.

use std::time::Duration;

use app::claims::notices::NoticePayment;
use testkit::{AtProvider, FEE_CENTS, TestAuthority, notice_number};

use super::all_survive;

all_survive! { after nothing:
    a_transfer_in_two_parts
    a_transfer_of_too_much
    a_transfer_while_the_payer_is_at_the_provider
    a_transfer_after_paying_otherwise
    a_part_and_then_the_end
    a_transfer_that_names_nothing
}

all_survive! { after three_fines:
    one_transfer_for_two_notices
    one_transfer_for_two_notices_after_the_end
    transfers_from_a_printed_slip
}

/// Longer than a payment waits for a transfer.
const TOO_LONG: Duration = Duration::from_hours(25 * 24);

/// The line is entered twice, as after an answer that got lost.
async fn arrives(authority: &TestAuthority, cents: i64, reference: &str) {
    let credit = authority.credit(cents, reference);
    let _crashed_or_entered = authority.enters(&credit).await;
    let _crashed_or_known = authority.enters(&credit).await;
}

async fn a_transfer_in_two_parts(authority: &TestAuthority) {
    let Some((_, number)) = authority.instructed_payment().await else {
        return;
    };
    arrives(authority, 1_000, &number).await;
    arrives(authority, FEE_CENTS - 1_000, &number).await;
}

async fn a_transfer_of_too_much(authority: &TestAuthority) {
    let Some((_, number)) = authority.instructed_payment().await else {
        return;
    };
    arrives(authority, FEE_CENTS + 750, &number).await;
}

async fn a_transfer_while_the_payer_is_at_the_provider(authority: &TestAuthority) {
    let Some((payment, number)) = authority.instructed_payment().await else {
        return;
    };
    let Some(order) = authority.chooses_paypal(payment).await else {
        return;
    };
    arrives(authority, FEE_CENTS, &number).await;
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
}

async fn a_transfer_after_paying_otherwise(authority: &TestAuthority) {
    let Some((payment, number)) = authority.instructed_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
    arrives(authority, FEE_CENTS, &number).await;
}

async fn a_part_and_then_the_end(authority: &TestAuthority) {
    let Some((_, number)) = authority.instructed_payment().await else {
        return;
    };
    arrives(authority, 1_250, &number).await;
    authority.after(TOO_LONG).await;
}

async fn a_transfer_that_names_nothing(authority: &TestAuthority) {
    arrives(authority, 3_000, "Miete").await;
    arrives(authority, 1, "Miete").await;
}

/// A payment of two notices whose payer was told how to transfer, and its Kassenzeichen.
async fn instructed_for_two(authority: &TestAuthority) -> Option<String> {
    let notices = [(1, "1234"), (2, "2345")];
    let payment = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await?;
    authority.chooses_transfer(payment).await;
    authority.remittance(payment).await
}

async fn one_transfer_for_two_notices(authority: &TestAuthority) {
    if let Some(number) = instructed_for_two(authority).await {
        arrives(authority, 6_000, &number).await;
        arrives(authority, 1_500, &number).await;
    }
}

async fn one_transfer_for_two_notices_after_the_end(authority: &TestAuthority) {
    if let Some(number) = instructed_for_two(authority).await {
        authority.after(TOO_LONG).await;
        arrives(authority, 7_600, &number).await;
    }
}

async fn transfers_from_a_printed_slip(authority: &TestAuthority) {
    let number = notice_number(1);
    arrives(authority, 5_000, &number).await;
    arrives(authority, 501, &number).await;
}
