//! What the authority's own people see of claims.

use domain::Money;
use domain::claims::kassenzeichen::{Kassenzeichen, Pool};
use domain::claims::lines::fill;
use domain::claims::{ClaimLine, ClaimOrigin, ClaimState, Terms};
use storage::{Scope, StorageError};

use crate::{App, DocumentError, ReadError};

/// Claims read at once.
const PAGE: u32 = 2_000;

/// A claim as the treasury sees it.
#[derive(Clone, Debug)]
pub struct ClaimView {
    /// In storage form.
    pub kassenzeichen: String,
    /// The service's code.
    pub service: String,
    pub origin: ClaimOrigin,
    pub state: ClaimState,
    pub terms: Terms,
    pub settled: Money,
    /// Its lines, and how much of each is paid.
    pub lines: Vec<(ClaimLine, Money)>,
}

impl App {
    /// The claim under a Kassenzeichen, as printed or stored; `None` when there is none.
    pub(crate) async fn claim_view(
        &self,
        slug: &str,
        kassenzeichen: &str,
    ) -> Result<Option<ClaimView>, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let Some(number) = storage_form(kassenzeichen) else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some(claim) = tx.claims().by_number(number.as_str()).await? else {
            return Ok(None);
        };
        let lines = tx
            .claims()
            .terms()
            .lines(claim.id, claim.terms_number)
            .await?;
        drop(tx);
        let config = self.config(tenant).await?;
        let config = config.as_deref();
        let service = config.and_then(|config| config.service(claim.service));
        let service = service.map_or_else(String::new, |service| service.document.code.clone());
        let amounts: Vec<_> = lines.iter().map(|line| line.amount).collect();
        let paid = fill(&amounts, claim.settled);
        Ok(Some(ClaimView {
            kassenzeichen: claim.kassenzeichen,
            service,
            origin: claim.origin,
            state: claim.terms.state(claim.settled),
            terms: claim.terms,
            settled: claim.settled,
            lines: lines.into_iter().zip(paid).collect(),
        }))
    }

    /// How many claims stand where; `None` for an unknown tenant.
    pub(crate) async fn claim_counts(
        &self,
        slug: &str,
    ) -> Result<Option<Vec<(ClaimState, u64)>>, StorageError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut counts: Vec<_> = ClaimState::ALL.iter().map(|state| (*state, 0)).collect();
        let mut after = None;
        loop {
            // A read of its own for each page, so that a long count holds nothing.
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            let page = tx.claims().after(after, PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for claim in &page {
                let state = claim.terms.state(claim.settled);
                let of_state = counts.iter_mut().filter(|(other, _)| *other == state);
                of_state.for_each(|(_, count)| *count += 1);
            }
        }
        Ok(Some(counts))
    }
}

/// Without the separators of print, in capitals.
pub(crate) fn storage_form(text: &str) -> Option<Kassenzeichen> {
    Kassenzeichen::typed(text).ok()
}

pub(crate) fn printed(pool: &Pool, stored: &str) -> Result<String, ReadError> {
    let kassenzeichen = Kassenzeichen::supplied(stored)
        .map_err(|error| DocumentError::new("claims.kassenzeichen", error.to_string()))?;
    Ok(pool.print(&kassenzeichen))
}
