//! Paying a notice: a citizen finds the claim by Kassenzeichen and second factor, gathers several,
//! and pays all or a part of them.
//!
//! Nothing is kept for a visitor. What was found travels, sealed, in the page's forms ([`basket`]);
//! each form is held against the claims as they are when it is sent. Whether a Kassenzeichen is
//! unknown or the second factor is wrong cannot be told apart, neither by what is answered nor by
//! the work it takes ([`search`]); guessing is slowed down ([`rate_limit`]).

mod basket;
mod pay;
mod rate_limit;
mod search;

use domain::claims::kassenzeichen::Pool;
use domain::claims::{ClaimOrigin, NotPayable};
use domain::{ClaimId, Day, Money, ServiceId, TenantId};
use storage::claims::Claim;
use storage::{ReadTx, Scope, StorageError};

use crate::platform::document::read_document;
use crate::services::catalogue::state_of;
use crate::tenants::TenantView;
use crate::tenants::documents::{Factor, NoticeRules, PoolDocument, ServiceDocument, Translations};
use crate::{App, DocumentError, ReadError};

pub use basket::{BASKET_MAX, Basket};
pub use pay::{NoticePayment, PayNoticeError};
pub use search::{NumberProblem, Search, SearchOutcome};

/// What the notice page asks for.
#[derive(Clone, Debug)]
pub struct NoticeForm {
    pub tenant: TenantView,
    /// The second factors that the tenant's services ask for, each once.
    pub factors: Vec<Factor>,
}

/// A claim that was found, as its payer may see it.
#[derive(Clone, Debug)]
pub struct NoticeClaim {
    pub claim: ClaimId,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub service: Translations,
    pub department: Translations,
    /// What it is about, in neutral words.
    pub text: String,
    pub amount: Money,
    /// What has been paid of it.
    pub settled: Money,
    pub due: Option<Day>,
    pub eligibility: Eligibility,
    /// The smallest part that may be paid; `None` when only the whole may.
    pub min_part: Option<Money>,
}

/// What can be done about a claim today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eligibility {
    /// This much can be paid.
    Payable(Money),
    /// Another payment for it is being taken just now.
    UnderWay,
    /// The service takes no payments at present.
    Paused,
    Not(NotPayable),
}

/// A service that has notices, with what is needed to read and show its claims.
pub(crate) struct NoticeService {
    pub(crate) id: ServiceId,
    pub(crate) document: ServiceDocument,
    pub(crate) rules: NoticeRules,
    pub(crate) pool: Pool,
    /// Whether it takes payments at present.
    pub(crate) live: bool,
}

impl App {
    /// `None` for an unknown tenant, and for one without notices.
    pub(crate) async fn notice_form(&self, slug: &str) -> Result<Option<NoticeForm>, ReadError> {
        let Some(tenant) = self.tenant_by_slug(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant.id)).await?;
        let services = notice_services(&mut tx).await?;
        let asks = |factor: &Factor| {
            let mut rules = services.iter().map(|service| service.rules.factor);
            rules.any(|asked| asked == *factor)
        };
        let factors: Vec<_> = Factor::ALL.into_iter().filter(asks).collect();
        Ok((!factors.is_empty()).then_some(NoticeForm { tenant, factors }))
    }

    /// The claims in a basket, as they are now.
    pub(crate) async fn notice_claims(
        &self,
        tenant: TenantId,
        basket: &Basket,
    ) -> Result<Vec<NoticeClaim>, ReadError> {
        let today = Day::in_berlin(self.moment().now);
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let services = notice_services(&mut tx).await?;
        let mut claims = Vec::new();
        for id in basket.claims() {
            let Some(claim) = tx.claims().find(*id).await? else {
                continue;
            };
            let service = services.iter().find(|service| service.id == claim.service);
            if let Some(service) = service {
                claims.push(notice_claim(&mut tx, (&claim, service), today).await?);
            }
        }
        Ok(claims)
    }
}

/// What a payer may see of a claim after naming its second factor.
async fn notice_claim(
    tx: &mut ReadTx,
    (claim, service): (&Claim, &NoticeService),
    today: Day,
) -> Result<NoticeClaim, ReadError> {
    let kassenzeichen =
        domain::claims::kassenzeichen::Kassenzeichen::supplied(&claim.kassenzeichen)
            .map_err(|error| DocumentError::new("claims.kassenzeichen", error.to_string()))?;
    let document = &service.document;
    let text = claim.text.clone();
    Ok(NoticeClaim {
        claim: claim.id,
        kassenzeichen: service.pool.print(&kassenzeichen),
        service: document.name.clone(),
        department: document.department.clone(),
        text: text.unwrap_or_else(|| document.neutral_text.clone()),
        amount: claim.terms.amount,
        settled: claim.settled,
        due: claim.terms.due,
        eligibility: eligibility(tx, claim, service, today).await?,
        min_part: min_part(&service.rules),
    })
}

fn min_part(rules: &NoticeRules) -> Option<Money> {
    rules
        .parts
        .then(|| Money::from_cents(rules.min_part_cents).unwrap_or(Money::ZERO))
}

/// Payable is what is open, less what others are taking for it just now.
async fn eligibility(
    tx: &mut ReadTx,
    claim: &Claim,
    service: &NoticeService,
    today: Day,
) -> Result<Eligibility, StorageError> {
    let open = match claim.terms.payable(claim.settled, today) {
        Ok(open) => open,
        Err(reason) => return Ok(Eligibility::Not(reason)),
    };
    if !service.live {
        return Ok(Eligibility::Paused);
    }
    let taken = tx.claims().shares().being_taken(claim.id, None).await?;
    Ok(match open.checked_sub(taken) {
        Some(left) if !left.is_zero() => Eligibility::Payable(left),
        Some(_) | None => Eligibility::UnderWay,
    })
}

/// The tenant's services that have notices.
pub(crate) async fn notice_services(tx: &mut ReadTx) -> Result<Vec<NoticeService>, ReadError> {
    let mut services = Vec::new();
    for row in tx.services().all().await? {
        let document: ServiceDocument = read_document("services", &row.document)?;
        let live = state_of(&row, &document).is_live();
        let Some(rules) = document.notices else {
            continue;
        };
        let pool: PoolDocument = read_document("number_pools", &row.pool_document)?;
        services.push(NoticeService {
            id: row.id,
            rules,
            pool: pool.pool()?,
            live,
            document,
        });
    }
    Ok(services)
}

/// Claims of calling systems end with their only payment; those of the catalogue have their link.
fn has_notice(claim: &Claim) -> bool {
    claim.origin == ClaimOrigin::Import
}
