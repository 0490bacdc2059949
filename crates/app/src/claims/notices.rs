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

use std::sync::Arc;

use domain::claims::{ClaimOrigin, NotPayable};
use domain::{ClaimId, Day, Money, TenantId};
use storage::claims::Claim;
use storage::{ReadTx, Scope, StorageError};
use strum::VariantArray;

use crate::tenants::TenantView;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::{Factor, NoticeRules, Translations};
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

/// A service that has notices.
#[derive(Clone)]
pub(crate) struct NoticeService {
    pub(crate) config: Arc<ServiceConfig>,
    pub(crate) rules: NoticeRules,
}

impl App {
    /// `None` for an unknown tenant, and for one without notices.
    pub(crate) async fn notice_form(&self, slug: &str) -> Result<Option<NoticeForm>, ReadError> {
        let Some(config) = self.config_of(slug).await? else {
            return Ok(None);
        };
        let services = notice_services(&config);
        let asks = |factor: &Factor| {
            let mut rules = services.iter().map(|service| service.rules.factor);
            rules.any(|asked| asked == *factor)
        };
        let factors: Vec<_> = Factor::VARIANTS.iter().copied().filter(asks).collect();
        Ok((!factors.is_empty()).then(|| NoticeForm {
            tenant: config.view(),
            factors,
        }))
    }

    /// The tenant's services that have notices, as they lately were.
    async fn notice_services(&self, tenant: TenantId) -> Result<Vec<NoticeService>, StorageError> {
        let config = self.config(tenant).await?;
        Ok(config.map_or_else(Vec::new, |config| notice_services(&config)))
    }

    /// The claims in a basket, as they are now.
    pub(crate) async fn notice_claims(
        &self,
        tenant: TenantId,
        basket: &Basket,
    ) -> Result<Vec<NoticeClaim>, ReadError> {
        let today = Day::in_berlin(self.moment().now);
        let services = self.notice_services(tenant).await?;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let mut claims = Vec::new();
        for id in basket.claims() {
            let Some(claim) = tx.claims().find(*id).await? else {
                continue;
            };
            let service = services.iter().find(|one| one.config.id == claim.service);
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
    let document = &service.config.document;
    let text = claim.text.clone();
    Ok(NoticeClaim {
        claim: claim.id,
        kassenzeichen: service.config.pool.print(&kassenzeichen),
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

/// Payable is what is open, less what other payments are taking for it just now. One read by key
/// for each claim of a basket, which holds ten at most and reads and locks each claim by key as
/// well.
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
    if !service.config.is_live() {
        return Ok(Eligibility::Paused);
    }
    let taken = tx.claims().shares().being_taken(claim.id, None).await?;
    Ok(match open.checked_sub(taken) {
        Some(left) if !left.is_zero() => Eligibility::Payable(left),
        Some(_) | None => Eligibility::UnderWay,
    })
}

/// The tenant's services that have notices.
pub(crate) fn notice_services(config: &TenantConfig) -> Vec<NoticeService> {
    let services = config.services().iter();
    let with_notices = services.filter_map(|service| {
        let rules = service.document.notices?;
        let config = Arc::clone(service);
        Some(NoticeService { config, rules })
    });
    with_notices.collect()
}

/// Claims of calling systems end with their only payment; those of the catalogue have their link.
pub(crate) const fn has_notice(origin: ClaimOrigin) -> bool {
    match origin {
        ClaimOrigin::Import | ClaimOrigin::Staff => true,
        ClaimOrigin::Channel | ClaimOrigin::Api | ClaimOrigin::Catalogue => false,
    }
}
