//! Acts of the operator that take something away.

use std::time::Duration;

use app::ledger::Restore;
use domain::values::text::Reason;
use testkit::TestAuthority;

const SLUG: &str = "musterstadt";

/// New keys, erased answers, a corrected group, a restore, and a system that is let in no more.
pub(super) async fn operates(authority: &mut TestAuthority) {
    authority.gets_a_new_key();
    let operator = authority.operator();
    assert!(operator.reseal_secrets().await.unwrap().total() > 0);
    operator.new_link_key(SLUG, "kurs").await.unwrap();
    let orders = operator.newest_orders(SLUG, "meldung", 9).await.unwrap();
    let payment = orders.unwrap()[0].payment;
    let erased = operator.erase_answers(SLUG, "meldung", Duration::ZERO);
    assert_eq!(erased.await.unwrap(), Some(1));
    let groups = operator.groups_of_payment(SLUG, payment).await.unwrap();
    let group = groups.unwrap()[0].group.head().id;
    let reason = &Reason::typed("booked to the wrong account").unwrap();
    operator.correct_group(SLUG, group, reason).await.unwrap();
    let restore = Restore {
        at: authority.app.system().moment().now,
        skipped: 0,
        kept: &[],
    };
    operator.record_restore(&restore).await.unwrap();
    assert!(operator.revoke_client(SLUG, "portal").await.unwrap());
}
