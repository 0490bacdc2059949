//! Links on paper, and mails.

use domain::{MailId, PaymentId};
use storage::claims::link_tokens::LinkSubject;
use storage::events::mail::{MailKind, MailOutcome, NewMail};
use storage::{Db, in_every_mode};

use crate::authority::{START, StoredAuthority, minutes};

in_every_mode! {
    a_token_leads_to_what_it_was_put_for_last
    a_link_of_one_tenant_leads_nowhere_in_another
    a_mail_ends_once_and_its_address_goes
    the_last_address_left_for_a_payment_is_found_until_it_is_erased
}

async fn a_token_leads_to_what_it_was_put_for_last(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let subjects = [
        LinkSubject::Service(authority.service),
        LinkSubject::Receipt(payment),
    ];
    let mut tx = db.write(authority.scope()).await.unwrap();
    let mut tokens = tx.claims().link_tokens();
    for (subject, token) in subjects.into_iter().zip(["first", "other"]) {
        assert_eq!(tokens.subject(token).await.unwrap(), None);
        for at in [START, minutes(1)] {
            tokens.put(token, subject, at).await.unwrap();
            assert_eq!(tokens.subject(token).await.unwrap(), Some(subject));
        }
    }
    let again = LinkSubject::Receipt(PaymentId::from_uuid(authority.service.as_uuid()));
    tokens.put("other", again, minutes(2)).await.unwrap();
    assert_eq!(tokens.subject("other").await.unwrap(), Some(again));
    tx.commit().await.unwrap();
}

async fn a_link_of_one_tenant_leads_nowhere_in_another(db: Db) {
    let (here, there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    let mut tx = db.write(here.scope()).await.unwrap();
    let subject = LinkSubject::Service(here.service);
    tx.claims()
        .link_tokens()
        .put("token", subject, START)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(
        tx.claims().link_tokens().subject("token").await.unwrap(),
        None
    );
    assert_eq!(tx.services().code(here.service).await.unwrap(), None);
    let service = tx.services().by_code("parking").await.unwrap();
    assert_eq!(service.unwrap().id, there.service);
}

fn mail(id: MailId, payment: PaymentId) -> NewMail<'static> {
    NewMail {
        id,
        payment,
        kind: MailKind::Receipt,
        language: "de",
        recipient: Some(b"sealed"),
        asked_at: minutes(1),
    }
}

async fn a_mail_ends_once_and_its_address_goes(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let id = MailId::new(&mut authority.moment);
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.events()
        .mails()
        .insert(&mail(id, payment))
        .await
        .unwrap();
    let many = async |tx: &mut storage::WriteTx, since| {
        tx.events()
            .mails()
            .count_receipts(payment, since)
            .await
            .unwrap()
    };
    assert_eq!(many(&mut tx, START).await, 1);
    assert_eq!(many(&mut tx, minutes(1)).await, 0);
    let stored = tx.events().mails().find(id).await.unwrap().unwrap();
    assert_eq!(stored.recipient.as_deref(), Some(b"sealed".as_slice()));
    assert_eq!((stored.kind, stored.ended), (MailKind::Receipt, false));
    assert!(
        tx.events()
            .mails()
            .end(id, MailOutcome::Sent, minutes(2))
            .await
            .unwrap()
    );
    assert!(
        !tx.events()
            .mails()
            .end(id, MailOutcome::GaveUp, minutes(3))
            .await
            .unwrap()
    );
    assert_eq!(tx.events().mails().recipients().await.unwrap().len(), 1);
    tx.events()
        .mails()
        .put_recipient(id, b"sealed anew")
        .await
        .unwrap();
    tx.events().mails().erase_recipient(id).await.unwrap();
    // Sealing anew meanwhile does not bring it back.
    tx.events()
        .mails()
        .put_recipient(id, b"sealed anew")
        .await
        .unwrap();
    let stored = tx.events().mails().find(id).await.unwrap().unwrap();
    assert_eq!((stored.recipient, stored.ended), (None, true));
    assert!(tx.events().mails().recipients().await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let stranger = StoredAuthority::found(&db, 2).await;
    let mut tx = db.write(stranger.scope()).await.unwrap();
    assert_eq!(tx.events().mails().find(id).await.unwrap(), None);
}

async fn the_last_address_left_for_a_payment_is_found_until_it_is_erased(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut ids = Vec::new();
    let mut tx = db.write(authority.scope()).await.unwrap();
    for (minute, recipient) in [(1, b"first".as_slice()), (2, b"second")] {
        let id = MailId::new(&mut authority.moment);
        let mail = NewMail {
            recipient: Some(recipient),
            asked_at: minutes(minute),
            ..mail(id, payment)
        };
        tx.events().mails().insert(&mail).await.unwrap();
        ids.push(id);
    }
    for wanted in [Some(b"second".as_slice()), Some(b"first"), None] {
        let kept = tx.events().mails().kept_recipient(payment).await.unwrap();
        assert_eq!(kept.map(|(_, sealed)| sealed).as_deref(), wanted);
        if let Some(id) = ids.pop() {
            tx.events().mails().erase_recipient(id).await.unwrap();
        }
    }
    assert!(ids.is_empty());
}
