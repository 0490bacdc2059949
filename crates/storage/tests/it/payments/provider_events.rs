//! Provider events.

use domain::ProviderEventId;
use storage::payments::provider_events::NewProviderEvent;
use storage::{Db, in_every_mode};

use crate::authority::{StoredAuthority, minutes};

in_every_mode! {
    a_provider_event_is_kept_once
}

async fn a_provider_event_is_kept_once(db: Db) {
    let mut authority = StoredAuthority::found(&db, 1).await;
    let mut tx = db.write(authority.scope()).await.unwrap();
    let id = ProviderEventId::new(&mut authority.moment);
    let mut event = NewProviderEvent {
        id,
        account: authority.account,
        reference: "WH-1",
        hint: "{}",
        received_at: minutes(2),
    };
    assert!(
        tx.payments()
            .provider_events()
            .insert(&event)
            .await
            .unwrap()
    );
    event.id = ProviderEventId::new(&mut authority.moment);
    assert!(
        !tx.payments()
            .provider_events()
            .insert(&event)
            .await
            .unwrap()
    );
    assert_eq!(
        tx.payments().provider_events().find(id).await.unwrap(),
        Some((authority.account, "{}".to_owned()))
    );
}
