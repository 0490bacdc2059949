//! Names the outside knows a tenant by.

use storage::tenants::names::NameKind;
use storage::{Db, Scope, StorageError, in_every_mode};

use crate::authority::StoredAuthority;

in_every_mode! {
    a_name_belongs_to_one_tenant
}

async fn a_name_belongs_to_one_tenant(db: Db) {
    let (here, there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    for _ in 0..2 {
        let mut tx = db.write(here.scope()).await.unwrap();
        tx.tenants()
            .names()
            .reserve(NameKind::Slug, "beispielstadt")
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
    let mut tx = db.write(there.scope()).await.unwrap();
    let taken = tx
        .tenants()
        .names()
        .reserve(NameKind::Slug, "beispielstadt")
        .await;
    assert!(matches!(taken, Err(StorageError::Conflict)), "{taken:?}");
    // Names of another kind are other names, and a counted conflict spoils no step.
    tx.tenants()
        .names()
        .reserve(NameKind::Client, "beispielstadt")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(Scope::Operator).await.unwrap();
    let slug = tx
        .tenants()
        .names()
        .find(NameKind::Slug, "beispielstadt")
        .await
        .unwrap();
    assert_eq!(slug, Some(here.tenant));
    let client = tx
        .tenants()
        .names()
        .find(NameKind::Client, "beispielstadt")
        .await
        .unwrap();
    assert_eq!(client, Some(there.tenant));
    assert_eq!(
        tx.tenants().names().all_tenants().await.unwrap(),
        [here.tenant]
    );
}
