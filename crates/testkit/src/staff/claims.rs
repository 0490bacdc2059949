//! People that work on claims.

use app::access::StaffError;
use app::access::doors::StaffTenantApp;
use app::claims::{ClaimStep, WantedChange, WantedClaim};
use domain::{ClaimId, Money};

use crate::TestAuthority;
use crate::authority::authority_document;

/// The service whose claims [`TestAuthority::enters_claim`] enters, and the PIN they get.
pub const FINED: (&str, &str) = ("bussgeld", "4711");

/// A fine of so many cents, on a form of its own.
pub fn wanted_claim(at: &StaffTenantApp, cents: i64) -> WantedClaim {
    WantedClaim {
        amount: Money::from_cents(cents).expect("an amount"),
        due: None,
        text: String::new(),
        party: String::new(),
        factor: FINED.1.to_owned(),
        key: at.moment().uuid().to_string(),
    }
}

/// Another amount of the claim as it is now.
pub async fn wanted_change(at: &StaffTenantApp, claim: ClaimId, cents: i64) -> WantedChange {
    let story = at.claim_story(claim).await.expect("a claim in scope");
    WantedChange {
        seen: story.version,
        amount: Money::from_cents(cents).expect("an amount"),
        due: story.terms.due,
        text: story.text.unwrap_or_default(),
        reason: String::new(),
    }
}

/// A step on the claim as it is now.
pub async fn claim_step(at: &StaffTenantApp, claim: ClaimId) -> ClaimStep<'static> {
    let story = at.claim_story(claim).await.expect("a claim in scope");
    ClaimStep {
        seen: story.version,
        reason: "Widerspruch",
    }
}

impl TestAuthority {
    /// The tenant says up to which amount one person decides about a claim.
    pub async fn one_person_decides_up_to(&self, cents: i64) {
        let mut authority = authority_document();
        authority.profile.claims.one_person_up_to_cents = cents;
        let applied = self.operator().apply_tenant(&authority).await;
        applied.expect("a good document");
    }

    /// The person enters a fine.
    pub async fn enters_claim(
        &self,
        at: &StaffTenantApp,
        cents: i64,
    ) -> Result<ClaimId, StaffError> {
        at.enter_claim(FINED.0, &wanted_claim(at, cents)).await
    }

    /// The person enters a fine, changes it, blocks it, unblocks it and cancels it.
    pub async fn does_all_about_a_claim(&self, at: &StaffTenantApp) {
        let claim = self.enters_claim(at, 5_500).await.expect("a claim");
        let change = wanted_change(at, claim, 6_000).await;
        at.change_claim(claim, &change).await.expect("a change");
        let step = claim_step(at, claim).await;
        at.block_claim(claim, step).await.expect("it is open");
        let step = claim_step(at, claim).await;
        at.unblock_claim(claim, step).await.expect("it is blocked");
        let step = claim_step(at, claim).await;
        at.cancel_claim(claim, step).await.expect("it is open");
    }
}
