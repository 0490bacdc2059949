//! The program is killed before and after every step of entering and changing a claim.

use app::access::SessionToken;
use app::access::doors::{StaffSession, StaffTenantApp};
use app::claims::{WantedChange, WantedClaim};
use domain::{ClaimId, Money};
use storage::Db;
use testkit::{CrashPoint, FINED, TestAuthority, wanted_claim};

/// More steps than the story has.
const STEPS_MAX: u64 = 60;
/// Fewer steps than this and the crash point sits in the wrong place.
const STEPS_MIN: u64 = 4;

mod a_claim_survives_every_crash {
    #[tokio::test]
    async fn sqlite() {
        super::survives(storage::testing::sqlite().await).await;
    }

    #[tokio::test]
    async fn postgres() {
        if let Some(db) = storage::testing::postgres().await {
            super::survives(db).await;
        }
    }
}

/// The person sends the same forms again after each crash: there is one claim for each, changed
/// once.
async fn survives(db: Db) {
    let mut authority = TestAuthority::new(db, 1).await;
    let office = authority.staffed().await;
    for length in 1..=STEPS_MAX {
        let at = authority.at_work(&office.clerk).await;
        let wanted = wanted_claim(&at, 5_500);
        drop(at);
        let token = authority.signs_in(&office.clerk).await;
        let crash_point = CrashPoint::at(length);
        authority.crashes_at(&crash_point);
        let _dead_or_said = says(&authority, &token, &wanted).await;
        let survived = !crash_point.is_reached();
        authority.restart();
        let token = authority.signs_in(&office.clerk).await;
        let claim = says(&authority, &token, &wanted).await;
        assert!(claim.is_some(), "died at step {length}");
        authority.comes_to_rest().await;
        let problem = authority.reconcile().await;
        problem.unwrap_or_else(|problem| panic!("died at step {length}: {problem}"));
        let many = i64::try_from(length).unwrap();
        let changed = "SELECT count(*) FROM claims
            WHERE origin = 'staff' AND amount_cents = 6000 AND terms_number = 2";
        assert_eq!(authority.count(changed).await, many, "died at {length}");
        let all = "SELECT count(*) FROM claims WHERE origin = 'staff'";
        assert_eq!(authority.count(all).await, many, "died at step {length}");
        if survived {
            assert!(length > STEPS_MIN, "{length}");
            return;
        }
    }
    panic!("the story never ends")
}

async fn at(authority: &TestAuthority, token: &SessionToken) -> Option<StaffTenantApp> {
    let session = authority.app.staff().session(token).await.ok()??;
    let StaffSession::SignedIn(clerk) = session else {
        return None;
    };
    clerk.at("musterstadt").await.ok()?
}

/// Enters the claim and changes it, unless it is changed already.
async fn says(
    authority: &TestAuthority,
    token: &SessionToken,
    wanted: &WantedClaim,
) -> Option<ClaimId> {
    let at = at(authority, token).await?;
    let claim = at.enter_claim(FINED.0, wanted).await.ok()?;
    let story = at.claim_story(claim).await.ok()?;
    if story.version == 1 {
        let change = WantedChange {
            seen: 1,
            amount: Money::from_cents(6_000)?,
            due: None,
            text: String::new(),
            reason: String::new(),
        };
        at.change_claim(claim, &change).await.ok()?;
    }
    Some(claim)
}
