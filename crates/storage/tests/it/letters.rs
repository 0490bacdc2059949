//! Links on paper, letters, and the lane of slow work.

use domain::{JobId, MailId, PaymentId};
use storage::claims::link_tokens::LinkSubject;
use storage::events::mail::{MailKind, MailOutcome, NewMail};
use storage::work::jobs::Lane;
use storage::{Db, Scope, on_both_engines};

use crate::world::{NOON, Town, minutes};

on_both_engines! {
    a_subject_has_one_link_for_ever
    a_link_of_one_town_leads_nowhere_in_another
    a_letter_ends_once_and_its_address_goes
    the_last_address_left_for_a_payment_is_found_until_it_is_erased
    letters_and_other_work_do_not_stand_in_each_others_way
}

async fn a_subject_has_one_link_for_ever(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let subjects = [
        LinkSubject::Service(town.service),
        LinkSubject::Receipt(payment),
    ];
    let mut tx = db.begin(town.scope()).await.unwrap();
    for (subject, token) in subjects.into_iter().zip(["first", "other"]) {
        assert_eq!(tx.token_of(subject).await.unwrap(), None);
        tx.insert_link(token, subject, NOON).await.unwrap();
        tx.insert_link("later", subject, minutes(1)).await.unwrap();
        assert_eq!(tx.token_of(subject).await.unwrap().unwrap(), token);
        assert_eq!(tx.link(token).await.unwrap(), Some(subject));
    }
    assert_eq!(tx.link("later").await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn a_link_of_one_town_leads_nowhere_in_another(db: Db) {
    let (here, there) = (Town::found(&db, 1).await, Town::found(&db, 2).await);
    let mut tx = db.begin(here.scope()).await.unwrap();
    let subject = LinkSubject::Service(here.service);
    tx.insert_link("token", subject, NOON).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(tx.link("token").await.unwrap(), None);
    assert_eq!(tx.token_of(subject).await.unwrap(), None);
    assert_eq!(tx.code_of_service(here.service).await.unwrap(), None);
    let code = tx.service_of_code("parking").await.unwrap();
    assert_eq!(code, Some(there.service));
}

fn letter(id: MailId, payment: PaymentId) -> NewMail<'static> {
    NewMail {
        id,
        payment,
        kind: MailKind::Receipt,
        language: "de",
        recipient: Some(b"sealed"),
        asked_at: minutes(1),
    }
}

async fn a_letter_ends_once_and_its_address_goes(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let id = MailId::new(&mut town.moment);
    let mut tx = db.begin(town.scope()).await.unwrap();
    tx.insert_mail(&letter(id, payment)).await.unwrap();
    let many =
        async |tx: &mut storage::Tx, since| tx.count_receipts_asked(payment, since).await.unwrap();
    assert_eq!(many(&mut tx, NOON).await, 1);
    assert_eq!(many(&mut tx, minutes(1)).await, 0);
    let stored = tx.mail(id).await.unwrap().unwrap();
    assert_eq!(stored.recipient.as_deref(), Some(b"sealed".as_slice()));
    assert_eq!((stored.kind, stored.ended), (MailKind::Receipt, false));
    assert!(
        tx.end_mail(id, MailOutcome::Sent, minutes(2))
            .await
            .unwrap()
    );
    assert!(
        !tx.end_mail(id, MailOutcome::GaveUp, minutes(3))
            .await
            .unwrap()
    );
    assert_eq!(tx.recipients().await.unwrap().len(), 1);
    tx.put_recipient(id, b"sealed anew").await.unwrap();
    tx.erase_recipient(id).await.unwrap();
    // Who seals anew meanwhile does not bring it back.
    tx.put_recipient(id, b"sealed anew").await.unwrap();
    let stored = tx.mail(id).await.unwrap().unwrap();
    assert_eq!((stored.recipient, stored.ended), (None, true));
    assert!(tx.recipients().await.unwrap().is_empty());
    tx.commit().await.unwrap();
    let stranger = Town::found(&db, 2).await;
    let mut tx = db.begin(stranger.scope()).await.unwrap();
    assert_eq!(tx.mail(id).await.unwrap(), None);
}

async fn the_last_address_left_for_a_payment_is_found_until_it_is_erased(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let payment = town.owed(&db).await;
    let mut ids = Vec::new();
    let mut tx = db.begin(town.scope()).await.unwrap();
    for (minute, recipient) in [(1, b"first".as_slice()), (2, b"second")] {
        let id = MailId::new(&mut town.moment);
        let mail = NewMail {
            recipient: Some(recipient),
            asked_at: minutes(minute),
            ..letter(id, payment)
        };
        tx.insert_mail(&mail).await.unwrap();
        ids.push(id);
    }
    for wanted in [Some(b"second".as_slice()), Some(b"first"), None] {
        let kept = tx.kept_recipient(payment).await.unwrap();
        assert_eq!(kept.map(|(_, sealed)| sealed).as_deref(), wanted);
        if let Some(id) = ids.pop() {
            tx.erase_recipient(id).await.unwrap();
        }
    }
    assert!(ids.is_empty());
}

async fn letters_and_other_work_do_not_stand_in_each_others_way(db: Db) {
    let mut town = Town::found(&db, 1).await;
    let mut tx = db.begin(town.scope()).await.unwrap();
    for _ in 0..3 {
        let (job, subject) = (JobId::new(&mut town.moment), town.moment.uuid());
        tx.insert_job_in(Lane::Post, job, ("send_mail", subject), NOON)
            .await
            .unwrap();
    }
    let (job, subject) = (JobId::new(&mut town.moment), town.moment.uuid());
    tx.insert_job(job, "settle", subject, NOON).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.begin(Scope::Operator).await.unwrap();
    let work = tx.take_jobs(NOON, minutes(1), 1).await.unwrap();
    assert_eq!(work.iter().map(|job| job.id).collect::<Vec<_>>(), [job]);
    let post = tx
        .take_jobs_of(Lane::Post, NOON, minutes(1), 9)
        .await
        .unwrap();
    assert_eq!(post.len(), 3);
    assert!(post.iter().all(|job| job.kind == "send_mail"));
}
