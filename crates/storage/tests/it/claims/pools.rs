//! Pools of Kassenzeichen.

use storage::{Db, in_every_mode};

use crate::authority::StoredAuthority;

in_every_mode! {
    counters_are_never_given_twice
}

async fn counters_are_never_given_twice(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let new = domain::PoolId::new(&mut authority.moment);
    let pool = tx.claims().pools().put(new, "main", "{}", 1).await.unwrap();
    assert_ne!(pool, new, "the pool of this code is there already");
    assert_eq!(
        tx.claims().pools().take_counters(pool, 50).await.unwrap(),
        1
    );
    tx.commit().await.unwrap();
    let mut tx = db.write(authority.scope()).await.unwrap();
    assert_eq!(
        tx.claims().pools().take_counters(pool, 1).await.unwrap(),
        51
    );
}
