//! Tasks.

use domain::TaskId;
use domain::work::{Subject, TaskKind};
use storage::work::tasks::Task;
use storage::{Db, in_every_mode};

use crate::authority::{START, TestAuthority, euro};

in_every_mode! {
    a_task_is_opened_once
}

async fn a_task_is_opened_once(db: Db) {
    let mut authority = TestAuthority::found(&db, 1).await;
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
}
