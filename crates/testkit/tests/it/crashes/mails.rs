//! Mails that follow from a payment.

use std::time::Duration;

use testkit::{AtProvider, TestAuthority};

use super::all_survive;

all_survive! { after nothing:
    mails_to_payer_and_authority
    a_refund_told_by_mail
}

/// A mail may go twice, under one id; none is lost, and no address stays.
async fn mails_to_payer_and_authority(authority: &TestAuthority) {
    let rules = serde_json::json!({ "receipts_to": { "parken": "kasse@musterstadt.example" } });
    authority.rules_about_mail(rules).await;
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
    let asked = authority.asks_for_receipt(payment, "max@example.org").await;
    authority.after(Duration::from_mins(1)).await;
    drop(asked);
}

async fn a_refund_told_by_mail(authority: &TestAuthority) {
    authority
        .rules_about_mail(serde_json::json!({ "keep_address_days": 2 }))
        .await;
    let Some(payment) = authority.asks_for_payment().await else {
        return;
    };
    authority.pays(payment, AtProvider::Approves).await;
    let asked = authority.asks_for_receipt(payment, "max@example.org").await;
    authority.does_what_is_due().await;
    authority.provider_reverses(payment);
    authority.after(Duration::from_mins(1)).await;
    drop(asked);
}
