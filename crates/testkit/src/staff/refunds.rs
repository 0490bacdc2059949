//! What the staff does to give money back.

use app::access::StaffError;
use app::access::doors::StaffTenantApp;
use app::money::{RefundDetails, WantedRefund};
use domain::access::Role;
use domain::money::refunds::RefundRoute;
use domain::{Money, PaymentId, RefundId};

use crate::authority::{SLUG, authority_document};
use crate::{TestAuthority, TestPerson};

/// The persons that refunds need.
#[derive(Debug)]
pub struct Office {
    pub admin: TestPerson,
    pub clerk: TestPerson,
    /// Leads the treasury.
    pub lead: TestPerson,
    pub treasurer: TestPerson,
}

/// The refund as this person sees it.
pub async fn seen_refund(at: &StaffTenantApp, refund: RefundId) -> RefundDetails {
    at.view_refund(refund).await.expect("a refund in scope")
}

impl TestAuthority {
    /// A clerk and two treasurers come to work.
    pub async fn staffed(&self) -> Office {
        let admin = self.first("amt", (Role::Admin, false)).await;
        let lead = self.first("kasse", (Role::Treasurer, true)).await;
        let people = (&admin, &lead);
        let clerk = self.colleague("akte", Role::Clerk, people).await;
        let treasurer = self.colleague("zahlung", Role::Treasurer, people).await;
        Office {
            admin,
            clerk,
            lead,
            treasurer,
        }
    }

    /// The tenant says up to which amount one person releases a refund.
    pub async fn one_person_releases_up_to(&self, cents: i64) {
        let mut authority = authority_document();
        authority.profile.refunds.one_release_up_to_cents = cents;
        let applied = self.operator().apply_tenant(&authority).await;
        applied.expect("a good document");
    }

    /// The person at work, with a fresh proof.
    pub async fn at_work(&self, person: &TestPerson) -> StaffTenantApp {
        let console = self.fresh_at_console(person).await;
        let at = console.at(SLUG).await.expect("the database answers");
        at.expect("works here")
    }

    /// The person asks for so much of the payment's first money.
    pub async fn requests_refund(
        &self,
        at: &StaffTenantApp,
        (payment, cents): (PaymentId, i64),
    ) -> Result<RefundId, StaffError> {
        let money = at.view_refundable(&payment.to_string()).await?;
        let money = money.first().ok_or(StaffError::NotFound)?;
        let wanted = WantedRefund {
            amount: Money::from_cents(cents).expect("an amount"),
            available: money.available,
            reason: "Antrag zurückgezogen".to_owned(),
            key: at.moment().uuid().to_string(),
        };
        at.request_refund(money.money, &wanted).await
    }

    /// The person releases the refund as it is shown, by its own route.
    pub async fn releases_refund(
        &self,
        at: &StaffTenantApp,
        refund: RefundId,
    ) -> Result<(), StaffError> {
        let route = at.view_refund(refund).await?.refund.route;
        self.releases_by(at, (refund, route)).await
    }

    /// The same by this route.
    pub async fn releases_by(
        &self,
        at: &StaffTenantApp,
        (refund, route): (RefundId, RefundRoute),
    ) -> Result<(), StaffError> {
        let seen = at.view_refund(refund).await?;
        let mut shown = seen.shown.iter().filter(|(of, _)| *of == route);
        let (_, shown) = shown.next().expect("every route is shown");
        at.release_refund(refund, (route, shown)).await
    }
}
