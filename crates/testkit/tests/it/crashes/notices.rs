//! Payments of notices, at the provider.

use app::claims::notices::NoticePayment;
use domain::Money;
use testkit::{AtProvider, TestAuthority, file_of};

use super::all_survive;

all_survive! { after three_fines:
    paying_several_notices_at_once
    paying_a_part_of_two_notices_and_then_the_rest
    two_payers_of_the_same_notice
    a_notice_given_to_enforcement_while_its_payer_is_at_the_provider
}

async fn paying_several_notices_at_once(authority: &TestAuthority) {
    let notices = [(1, "1234"), (2, "2345"), (3, "3456")];
    let Some(payment) = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await
    else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
}

async fn paying_a_part_of_two_notices_and_then_the_rest(authority: &TestAuthority) {
    let notices = [(1, "1234"), (2, "2345")];
    let part = Money::from_cents(6_000).expect("an amount");
    for chosen in [NoticePayment::Part(part), NoticePayment::Whole] {
        // The first notice is paid by then: the rest is of the second one.
        let left = match chosen {
            NoticePayment::Part(_) => &notices[..],
            NoticePayment::Whole => &notices[1..],
        };
        let Some(payment) = authority.opens_payment(left, chosen).await else {
            return;
        };
        authority.pays(payment, AtProvider::Approves).await;
    }
}

async fn two_payers_of_the_same_notice(authority: &TestAuthority) {
    let notices = [(1, "1234")];
    let Some(first) = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await
    else {
        return;
    };
    let Some(second) = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await
    else {
        return;
    };
    let Some(order) = authority.chooses_paypal(first).await else {
        return;
    };
    authority.pays(second, AtProvider::Approves).await;
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(first).await;
}

async fn a_notice_given_to_enforcement_while_its_payer_is_at_the_provider(
    authority: &TestAuthority,
) {
    let notices = [(1, "1234")];
    let Some(payment) = authority
        .opens_payment(&notices, NoticePayment::Whole)
        .await
    else {
        return;
    };
    let Some(order) = authority.chooses_paypal(payment).await else {
        return;
    };
    let file = file_of(&[(1, 5_500, "1234")]).replace(";;;\n", ";;;blocked\n");
    if authority.imports(&file).await.is_err() {
        return;
    }
    authority.at_provider(&order, AtProvider::Approves);
    authority.comes_back(payment).await;
}
