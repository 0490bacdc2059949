//! Trial tenants: what the table holds of them, and figures that leave them out.

use domain::work::{Subject, TaskKind};
use domain::{Moment, PaymentId, PoolId, TaskId, TenantId};
use storage::work::tasks::Task;
use storage::{Db, Scope, StorageError, WriteTx, in_every_mode};

use crate::authority::{START, StoredAuthority};

in_every_mode! {
    an_authority_has_one_trial_tenant_with_a_slug_of_its_own
    figures_of_authorities_leave_trial_tenants_out
}

/// Makes a tenant, of this authority if it is for trials.
async fn makes(
    db: &Db,
    moment: &mut Moment,
    (slug, trial_of): (&str, Option<TenantId>),
) -> Result<WriteTx, StorageError> {
    let tenant = TenantId::new(moment);
    let mut tx = db.write(Scope::Tenant(tenant)).await.unwrap();
    tx.tenants().put(slug, "{}", trial_of, START).await?;
    Ok(tx)
}

async fn an_authority_has_one_trial_tenant_with_a_slug_of_its_own(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let (of, moment) = (Some(authority.tenant), &mut authority.moment);
    let nobody = Some(TenantId::new(moment));
    for bad in [
        ("authority-2", of),
        ("authority-2-probe", None),
        ("authority-2-probe", nobody),
    ] {
        assert!(makes(&db, moment, bad).await.is_err(), "{bad:?}");
    }
    let trial = makes(&db, moment, ("authority-1-probe", of)).await;
    trial.unwrap().commit().await.unwrap();
    let second = makes(&db, moment, ("authority-2-probe", of)).await;
    assert!(second.is_err(), "one is enough");
    let mut tx = db.read(authority.scope()).await.unwrap();
    let stored = tx.tenants().find().await.unwrap().unwrap();
    assert_eq!(
        (stored.slug.as_str(), stored.trial_of),
        ("authority-1", None)
    );
}

async fn figures_of_authorities_leave_trial_tenants_out(db: Db) {
    let mut authority = StoredAuthority::found(&db, 2).await;
    let (of, moment) = (Some(authority.tenant), &mut authority.moment);
    let mut tx = makes(&db, moment, ("authority-2-probe", of)).await.unwrap();
    let pool = PoolId::new(moment);
    tx.claims()
        .pools()
        .put(pool, "main", "{}", 900)
        .await
        .unwrap();
    let task = |moment: &mut Moment| Task {
        id: TaskId::new(moment),
        kind: TaskKind::AskProvider,
        subject: Subject::Payment(PaymentId::new(moment)),
        reference: None,
        amount: None,
        created_at: START,
    };
    tx.work().tasks().insert(&task(moment)).await.unwrap();
    tx.commit().await.unwrap();
    let figures = async || {
        let mut tx = db.read(Scope::Operator).await.unwrap();
        let tasks = tx.installation().figures(START).await.unwrap().open_tasks;
        (tasks, tx.claims().pools().of_authorities().await.unwrap())
    };
    assert_eq!(figures().await, (vec![], vec![("{}".to_owned(), 1)]));
    let mut tx = db.write(authority.scope()).await.unwrap();
    let own = task(&mut authority.moment);
    tx.work().tasks().insert(&own).await.unwrap();
    tx.commit().await.unwrap();
    let told = vec![(own.kind.to_string(), 1)];
    assert_eq!(figures().await.0, told);
}
