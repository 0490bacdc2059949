//! A tenant's files.

use storage::{Db, in_every_mode};

use crate::authority::StoredAuthority;

in_every_mode! {
    a_file_is_replaced_emptied_and_never_another_tenants
}

async fn a_file_is_replaced_emptied_and_never_another_tenants(db: Db) {
    let (here, there) = (
        StoredAuthority::found(&db, 1).await,
        StoredAuthority::found(&db, 2).await,
    );
    let mut tx = db.write(here.scope()).await.unwrap();
    assert_eq!(tx.tenants().branding().file("logo").await.unwrap(), None);
    tx.tenants()
        .branding()
        .put_file("logo", b"first")
        .await
        .unwrap();
    tx.tenants()
        .branding()
        .put_file("logo", b"\0second\xff")
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let mut tx = db.read(there.scope()).await.unwrap();
    assert_eq!(tx.tenants().branding().file("logo").await.unwrap(), None);
    drop(tx);
    let mut tx = db.write(here.scope()).await.unwrap();
    assert_eq!(
        tx.tenants().branding().file("logo").await.unwrap().unwrap(),
        b"\0second\xff"
    );
    assert_eq!(tx.tenants().branding().file("imprint").await.unwrap(), None);
    tx.tenants().branding().put_file("logo", b"").await.unwrap();
    assert_eq!(tx.tenants().branding().file("logo").await.unwrap(), None);
}
