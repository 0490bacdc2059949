//! Tasks.

use domain::work::{Subject, TaskKind};
use domain::{ProviderAccountId, TaskId};
use storage::work::tasks::{Task, TasksWriter};
use storage::{Db, in_every_mode};

use crate::authority::{START, StoredAuthority, euro};

in_every_mode! {
    a_task_is_opened_once
    what_the_provider_answers_closes_what_was_to_be_asked_and_no_other_task
}

async fn a_task_is_opened_once(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let payment = authority.owed(&db).await;
    let mut task = Task {
        id: TaskId::new(&mut authority.moment),
        kind: TaskKind::RefundDoublePayment,
        subject: Subject::Payment(payment),
        reference: Some("CAP-1".to_owned()),
        amount: Some(euro(1250)),
        created_at: START,
    };
    let mut tx = db.write(authority.scope()).await.unwrap();
    tx.work().tasks().insert(&task).await.unwrap();
    let first = task.clone();
    task.id = TaskId::new(&mut authority.moment);
    tx.work().tasks().insert(&task).await.unwrap();
    assert_eq!(tx.work().tasks().open().await.unwrap(), [first]);
    assert_eq!(tx.work().tasks().count_open().await.unwrap(), 1);
}

async fn what_the_provider_answers_closes_what_was_to_be_asked_and_no_other_task(db: Db) {
    let mut authority = StoredAuthority::found(&db, 2).await;
    let (paid, other) = (authority.owed(&db).await, authority.owed(&db).await);
    let account = ProviderAccountId::new(&mut authority.moment);
    let elsewhere = ProviderAccountId::new(&mut authority.moment);
    let mut tx = db.write(authority.scope()).await.unwrap();
    for (kind, subject, reference) in [
        (TaskKind::AskProvider, Subject::Payment(paid), "a"),
        (TaskKind::AskProvider, Subject::Payment(other), "b"),
        (TaskKind::RefundDoublePayment, Subject::Payment(paid), "c"),
        (
            TaskKind::MendProviderAccount,
            Subject::ProviderAccount(account),
            "permission",
        ),
        (
            TaskKind::MendProviderAccount,
            Subject::ProviderAccount(elsewhere),
            "credentials",
        ),
    ] {
        let task = Task {
            id: TaskId::new(&mut authority.moment),
            kind,
            subject,
            reference: Some(reference.to_owned()),
            amount: None,
            created_at: START,
        };
        tx.work().tasks().insert(&task).await.unwrap();
    }
    let now = START;
    let mut tasks = tx.work().tasks();
    // A permission is no matter of credentials.
    tasks.credentials_accepted(account, now).await.unwrap();
    assert_eq!(
        left(&mut tasks).await,
        ["a", "b", "c", "credentials", "permission"]
    );
    tasks.credentials_accepted(elsewhere, now).await.unwrap();
    assert_eq!(left(&mut tasks).await, ["a", "b", "c", "permission"]);
    tasks.money_taken((account, paid), now).await.unwrap();
    assert_eq!(left(&mut tasks).await, ["b", "c"]);
}

async fn left(tasks: &mut TasksWriter<'_>) -> Vec<String> {
    let open = tasks.open().await.unwrap().into_iter();
    let mut left: Vec<_> = open.map(|task| task.reference.unwrap()).collect();
    left.sort_unstable();
    left
}
