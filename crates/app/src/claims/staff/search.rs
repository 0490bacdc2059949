//! Claims as the staff finds them: by Kassenzeichen in any spelling, by what else names one, or
//! listed newest first.
//!
//! A page of a list looks at a bounded number of claims, so that it costs the same however many
//! there are; where a filter leaves few of them, the page says how far back it looked. While a file
//! is being read, the list shows what was there before it: its rows are not to be seen yet, and
//! walking over a million of them for each page would cost seconds.

use std::sync::Arc;

use domain::access::Act;
use domain::claims::ClaimState;
use domain::payments::Sought;
use domain::{ClaimId, Day, Money, PaymentId, ServiceId, Timestamp};
use storage::claims::Claim;
use storage::claims::listed::ClaimsListed;
use storage::{ReadTx, StorageError};

use crate::App;
use crate::access::StaffError;
use crate::access::staff::StaffPlace;
use crate::claims::view::printed;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::Translations;

/// Rows of a page.
const ROWS: usize = 50;
/// Claims read at once.
const BATCH: u32 = 200;
/// Claims that one page looks at.
const LOOKED_AT_MAX: usize = 5_000;

/// What a person looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimSearch {
    /// What was typed into the one field.
    pub text: String,
    /// Code of a service.
    pub service: Option<String>,
    pub state: Option<ClaimState>,
    /// Claims before this one.
    pub before: Option<ClaimId>,
}

/// A claim in a list.
#[derive(Clone, Debug)]
pub struct FoundClaim {
    pub id: ClaimId,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub service: Translations,
    pub state: ClaimState,
    pub amount: Money,
    pub open: Money,
    pub due: Option<Day>,
    pub created_at: Timestamp,
}

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct FoundClaims {
    /// How the text was read; `None` where there was none, or nothing was found.
    pub read_as: Option<Sought>,
    /// The text names this one claim.
    pub is_exact: bool,
    pub rows: Vec<FoundClaim>,
    /// Where the next page begins, if there may be one.
    pub next: Option<ClaimId>,
    /// The page ended before it was full, after many claims: it looked back to this time.
    pub looked_back_to: Option<Timestamp>,
    /// A file is being read: what came since it began is not in the list.
    pub behind_a_file: bool,
    /// Code and name of each service whose claims the person sees.
    pub services: Vec<(String, Translations)>,
}

/// Rows of a page while they are gathered.
#[derive(Default)]
struct Gathered {
    rows: Vec<Claim>,
    next: Option<ClaimId>,
    looked_back_to: Option<Timestamp>,
}

/// What a list is narrowed to.
struct Narrowed<'a> {
    search: &'a ClaimSearch,
    services: Vec<ServiceId>,
    by: Vec<ClaimsListed>,
    amount: Option<Money>,
    from: ClaimId,
    before: ClaimId,
}

impl Narrowed<'_> {
    fn keeps(&self, claim: &Claim) -> bool {
        let state = claim.terms.state(claim.settled);
        self.services.contains(&claim.service)
            && self.search.state.is_none_or(|wanted| wanted == state)
            && self
                .amount
                .is_none_or(|amount| amount == claim.terms.amount)
    }
}

impl App {
    /// One page of what the person looks for, of the services in its scope. What names one claim is
    /// tried first; an empty text lists.
    pub(crate) async fn search_claims(
        &self,
        place: &StaffPlace,
        search: &ClaimSearch,
    ) -> Result<FoundClaims, StaffError> {
        let config = self.place_config(place).await?;
        let scope = place.services(Act::ClaimView, &config);
        let services = scope.iter().map(|service| {
            let document = &service.document;
            (document.code.clone(), document.name.clone())
        });
        let mut found = FoundClaims {
            services: services.collect(),
            ..FoundClaims::nothing()
        };
        let now = self.moment().now;
        let mut tx = self.db.read(place.scope()).await?;
        let running = tx.claims().imports().running().await?;
        let running = running.filter(|import| import.alive_until > now);
        let newest = running.map_or(ClaimId::LAST, |import| import.first_claim());
        found.behind_a_file = newest != ClaimId::LAST;
        let mut narrowed = narrowed(search, (&scope, &config), newest);
        let readings = Sought::readings(&search.text, Day::in_berlin(now));
        if readings.is_empty() && search.text.trim().is_empty() {
            let page = gather(&mut tx, &narrowed).await?;
            return found.with(page, &config);
        }
        for sought in readings {
            let page = look_for(&mut tx, &mut narrowed, &sought).await?;
            if !page.rows.is_empty() || page.next.is_some() {
                let names_one = !matches!(sought, Sought::Amount(_) | Sought::Day(_));
                found.is_exact = names_one && page.rows.len() == 1;
                found.read_as = Some(sought);
                return found.with(page, &config);
            }
        }
        Ok(found)
    }
}

fn narrowed<'a>(
    search: &'a ClaimSearch,
    (scope, config): (&[&Arc<ServiceConfig>], &TenantConfig),
    newest: ClaimId,
) -> Narrowed<'a> {
    let wanted = scope.iter().filter(|service| {
        let code = search.service.as_ref();
        code.is_none_or(|code| *code == service.document.code)
    });
    let services: Vec<_> = wanted.map(|service| service.id).collect();
    let everything = services.len() == config.services().len();
    let each = services.iter().copied().map(ClaimsListed::Service);
    let by = if everything {
        vec![ClaimsListed::All]
    } else {
        each.collect()
    };
    Narrowed {
        search,
        by,
        services,
        amount: None,
        from: ClaimId::FIRST,
        before: search.before.map_or(newest, |before| before.min(newest)),
    }
}

/// What one reading of the text finds.
async fn look_for(
    tx: &mut ReadTx,
    narrowed: &mut Narrowed<'_>,
    sought: &Sought,
) -> Result<Gathered, StorageError> {
    let claims = match sought {
        Sought::Claim(claim) => vec![*claim],
        Sought::Kassenzeichen(number) => {
            let claim = tx.claims().by_number(number.as_str()).await?;
            claim.iter().map(|claim| claim.id).collect()
        }
        Sought::Payment(payment) => of_payments(tx, &[*payment]).await?,
        Sought::Attempt(attempt) => {
            let attempt = tx.payments().attempts().find(*attempt).await?;
            let payments: Vec<_> = attempt.iter().map(|attempt| attempt.payment).collect();
            of_payments(tx, &payments).await?
        }
        Sought::Reference(reference) => {
            let payments = tx.payments().named(reference).await?;
            of_payments(tx, &payments).await?
        }
        Sought::Amount(amount) => {
            narrowed.amount = Some(*amount);
            let page = gather(tx, narrowed).await;
            narrowed.amount = None;
            return page;
        }
        Sought::Day(day) => {
            narrowed.from = ClaimId::first_at(day.begins());
            let end = day.plus_days(1).map(|end| ClaimId::first_at(end.begins()));
            narrowed.before = end.map_or(narrowed.before, |end| end.min(narrowed.before));
            return gather(tx, narrowed).await;
        }
    };
    let mut gathered = Gathered::default();
    for claim in claims.into_iter().take(ROWS) {
        let found = tx.claims().find(claim).await?;
        gathered
            .rows
            .extend(found.filter(|claim| narrowed.keeps(claim)));
    }
    Ok(gathered)
}

/// The claims that payments are to settle, each once.
async fn of_payments(
    tx: &mut ReadTx,
    payments: &[PaymentId],
) -> Result<Vec<ClaimId>, StorageError> {
    let mut claims = Vec::new();
    for payment in payments {
        let shares = tx.claims().shares().of(*payment).await?;
        claims.extend(shares.iter().map(|share| share.share.claim));
    }
    claims.sort_unstable();
    claims.dedup();
    Ok(claims)
}

/// A page of the range: batch by batch until it is full, the range ends, or enough was looked at.
async fn gather(tx: &mut ReadTx, narrowed: &Narrowed<'_>) -> Result<Gathered, StorageError> {
    let mut gathered = Gathered::default();
    let (mut before, mut looked_at) = (narrowed.before, 0);
    loop {
        let batch = merged(tx, &narrowed.by, (narrowed.from, before)).await?;
        let is_last = batch.len() < BATCH as usize;
        looked_at += batch.len();
        for claim in batch {
            if gathered.rows.len() == ROWS {
                gathered.next = Some(before);
                return Ok(gathered);
            }
            before = claim.id;
            gathered.looked_back_to = Some(claim.created_at);
            if narrowed.keeps(&claim) {
                gathered.rows.push(claim);
            }
        }
        if is_last {
            gathered.looked_back_to = None;
            return Ok(gathered);
        }
        if looked_at >= LOOKED_AT_MAX {
            gathered.next = Some(before);
            return Ok(gathered);
        }
    }
}

/// The newest of what all ways in give.
async fn merged(
    tx: &mut ReadTx,
    by: &[ClaimsListed],
    range: (ClaimId, ClaimId),
) -> Result<Vec<Claim>, StorageError> {
    let mut batch = Vec::new();
    for way in by {
        batch.extend(tx.claims().listed(*way, range, BATCH).await?);
    }
    batch.sort_unstable_by_key(|claim| std::cmp::Reverse(claim.id));
    batch.truncate(BATCH as usize);
    Ok(batch)
}

impl FoundClaims {
    const fn nothing() -> Self {
        Self {
            read_as: None,
            is_exact: false,
            rows: Vec::new(),
            next: None,
            looked_back_to: None,
            behind_a_file: false,
            services: Vec::new(),
        }
    }

    fn with(mut self, page: Gathered, config: &TenantConfig) -> Result<Self, StaffError> {
        for claim in page.rows {
            let service = config.service(claim.service);
            let service = service.ok_or(StaffError::NotFound)?;
            self.rows.push(FoundClaim {
                id: claim.id,
                kassenzeichen: printed(&service.pool, &claim.kassenzeichen)?,
                service: service.document.name.clone(),
                state: claim.terms.state(claim.settled),
                amount: claim.terms.amount,
                open: claim.terms.open(claim.settled),
                due: claim.terms.due,
                created_at: claim.created_at,
            });
        }
        self.next = page.next;
        // A full page ends where it is full.
        let is_full = self.rows.len() == ROWS;
        self.looked_back_to = page.looked_back_to.filter(|_| !is_full);
        Ok(self)
    }
}
