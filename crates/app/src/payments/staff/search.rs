//! Payments as the staff finds them: by anything that stands on paper or on a screen, or listed
//! newest first.
//!
//! A page of a list looks at a bounded number of payments, so that it costs the same however many
//! there are; where a filter leaves few of them, the page says up to when it looked, and the next
//! one goes on from there.

use std::sync::Arc;

use domain::access::Act;
use domain::payments::{Method, PaymentState, Sought};
use domain::{AttemptId, Day, PaymentId, ServiceId, TenantId, Timestamp};
use storage::payments::search::{ListedBy, ListedPayment};
use storage::{ReadTx, StorageError};

use crate::App;
use crate::access::staff::{StaffError, StaffPlace};
use crate::claims::view::printed;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::Translations;

/// Rows of a page.
const ROWS: usize = 50;
/// Payments read at once.
const BATCH: u32 = 200;
/// Payments that one page looks at.
const LOOKED_AT_MAX: usize = 5_000;

/// The states a list is narrowed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ListedState {
    /// Also while an attempt is under way.
    Open,
    Paid,
    Expired,
    Cancelled,
}

/// What a person looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaymentSearch {
    /// What was typed into the one field.
    pub text: String,
    /// Code of a service.
    pub service: Option<String>,
    pub state: Option<ListedState>,
    pub method: Option<Method>,
    /// The first and the last day, in the legal time of Germany.
    pub from: Option<Day>,
    pub until: Option<Day>,
    /// Payments before this one.
    pub before: Option<PaymentId>,
}

/// A payment in a list.
#[derive(Clone, Debug)]
pub struct FoundPayment {
    pub id: PaymentId,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub service: Translations,
    pub amount: domain::Money,
    pub state: PaymentState,
    pub method: Option<Method>,
    pub created_at: Timestamp,
}

/// One page of what was found.
#[derive(Clone, Debug)]
pub struct FoundPayments {
    /// How the text was read; `None` where there was none, or nothing was found.
    pub read_as: Option<Sought>,
    /// The text names this one payment.
    pub is_exact: bool,
    pub rows: Vec<FoundPayment>,
    /// Where the next page begins, if there may be one.
    pub next: Option<PaymentId>,
    /// The page ended before it was full, after many payments: it looked back to this time.
    pub looked_back_to: Option<Timestamp>,
    /// Code and name of each service whose payments the person sees.
    pub services: Vec<(String, Translations)>,
}

/// A list before its filters: ways into it, and the ids it lies between.
struct Range {
    by: Vec<ListedBy>,
    from: PaymentId,
    before: PaymentId,
}

/// Rows of a page while they are gathered.
#[derive(Default)]
struct Gathered {
    rows: Vec<ListedPayment>,
    next: Option<PaymentId>,
    looked_back_to: Option<Timestamp>,
}

impl StaffPlace {
    /// The services of which the person may do the act.
    pub(crate) fn services<'c>(
        &self,
        act: Act,
        config: &'c TenantConfig,
    ) -> Vec<&'c Arc<ServiceConfig>> {
        let services = config.services().iter();
        let within = |service: &&Arc<ServiceConfig>| {
            let department = service.document.department.say("de").text;
            self.covers(act, service.id, department)
        };
        services.filter(within).collect()
    }
}

impl ListedState {
    const fn holds(self, state: PaymentState) -> bool {
        matches!(
            (self, state),
            (Self::Open, PaymentState::Open | PaymentState::Paying(_))
                | (Self::Paid, PaymentState::Paid)
                | (Self::Expired, PaymentState::Expired)
                | (Self::Cancelled, PaymentState::Cancelled)
        )
    }
}

impl PaymentSearch {
    fn keeps(&self, payment: &ListedPayment, services: &[ServiceId]) -> bool {
        services.contains(&payment.service)
            && self.state.is_none_or(|state| state.holds(payment.state))
            && (self.method.is_none() || self.method == payment.method)
    }

    /// The ids of the period, before the last one of the page before.
    fn between(&self, day: Option<Day>) -> (PaymentId, PaymentId) {
        let first = day.or(self.from).map(Day::begins);
        let end = day.or(self.until).and_then(|last| last.plus_days(1));
        let from = first.map_or(PaymentId::FIRST, PaymentId::first_at);
        let end = end.map_or(PaymentId::LAST, |end| PaymentId::first_at(end.begins()));
        (from, self.before.map_or(end, |before| before.min(end)))
    }
}

impl App {
    /// One page of what the person looks for, of the services in its scope. Exact ids are tried
    /// first; an empty text lists.
    pub(crate) async fn search_payments(
        &self,
        place: &StaffPlace,
        search: &PaymentSearch,
    ) -> Result<FoundPayments, StaffError> {
        let config = self.place_config(place).await?;
        let scope = place.services(Act::PaymentView, &config);
        let services = scope.iter().map(|service| {
            let document = &service.document;
            (document.code.clone(), document.name.clone())
        });
        let mut found = FoundPayments {
            read_as: None,
            is_exact: false,
            rows: Vec::new(),
            next: None,
            looked_back_to: None,
            services: services.collect(),
        };
        let wanted = |service: &&&Arc<ServiceConfig>| {
            let code = search.service.as_ref();
            code.is_none_or(|code| *code == service.document.code)
        };
        let wanted: Vec<_> = scope
            .iter()
            .filter(wanted)
            .map(|service| service.id)
            .collect();
        let everything = wanted.len() == config.services().len();
        let mut tx = self.db.read(place.scope()).await?;
        let readings = Sought::readings(&search.text, Day::in_berlin(self.moment().now));
        if readings.is_empty() && search.text.trim().is_empty() {
            let (from, before) = search.between(None);
            let by = ways_in(&wanted, everything);
            let range = Range { by, from, before };
            let page = gather(&mut tx, search, (&wanted, range)).await?;
            return found.with(page, &config);
        }
        for sought in readings {
            let page = look_for(&mut tx, search, (&wanted, everything), &sought).await?;
            if !page.rows.is_empty() || page.next.is_some() {
                found.is_exact = names_one(&sought) && page.rows.len() == 1;
                found.read_as = Some(sought);
                return found.with(page, &config);
            }
        }
        Ok(found)
    }

    /// The authority's master data, for a person in it.
    pub(crate) async fn place_config(
        &self,
        place: &StaffPlace,
    ) -> Result<Arc<TenantConfig>, StaffError> {
        let of = |tenant: TenantId| self.config(tenant);
        of(place.tenant).await?.ok_or(StaffError::NotFound)
    }
}

/// Whether the reading is of an id, so that what it names alone is meant.
const fn names_one(sought: &Sought) -> bool {
    match sought {
        Sought::Payment(_)
        | Sought::Attempt(_)
        | Sought::Claim(_)
        | Sought::Kassenzeichen(_)
        | Sought::Reference(_) => true,
        Sought::Amount(_) | Sought::Day(_) => false,
    }
}

/// All of the tenant, or of each of these services.
fn ways_in(services: &[ServiceId], everything: bool) -> Vec<ListedBy> {
    if everything {
        return vec![ListedBy::All];
    }
    services.iter().copied().map(ListedBy::Service).collect()
}

/// What one reading of the text finds.
async fn look_for(
    tx: &mut ReadTx,
    search: &PaymentSearch,
    (services, everything): (&[ServiceId], bool),
    sought: &Sought,
) -> Result<Gathered, StorageError> {
    let (from, before) = search.between(None);
    let by = match sought {
        Sought::Payment(payment) => return one_by_one(tx, (search, services), &[*payment]).await,
        Sought::Attempt(attempt) => {
            let payment = payment_of(tx, *attempt).await?;
            return one_by_one(tx, (search, services), payment.as_slice()).await;
        }
        Sought::Reference(reference) => {
            let named = tx.payments().named(reference).await?;
            return one_by_one(tx, (search, services), &named).await;
        }
        Sought::Claim(claim) => vec![ListedBy::Claim(*claim)],
        Sought::Kassenzeichen(number) => {
            let Some(claim) = tx.claims().by_number(number.as_str()).await? else {
                return Ok(Gathered::default());
            };
            vec![ListedBy::Claim(claim.id)]
        }
        Sought::Amount(amount) => vec![ListedBy::Amount(*amount)],
        Sought::Day(day) => {
            let (from, before) = search.between(Some(*day));
            let by = ways_in(services, everything);
            return gather(tx, search, (services, Range { by, from, before })).await;
        }
    };
    gather(tx, search, (services, Range { by, from, before })).await
}

async fn payment_of(
    tx: &mut ReadTx,
    attempt: AttemptId,
) -> Result<Option<PaymentId>, StorageError> {
    let attempt = tx.payments().attempts().find(attempt).await?;
    Ok(attempt.map(|attempt| attempt.payment))
}

/// The payments of these ids, newest first; more than a page of them has no second page.
async fn one_by_one(
    tx: &mut ReadTx,
    (search, services): (&PaymentSearch, &[ServiceId]),
    ids: &[PaymentId],
) -> Result<Gathered, StorageError> {
    let mut gathered = Gathered::default();
    for id in ids.iter().rev().take(ROWS) {
        let only = (*id, id.next());
        let found = tx.payments().listed(ListedBy::All, only, 1).await?;
        let kept = found
            .into_iter()
            .filter(|payment| search.keeps(payment, services));
        gathered.rows.extend(kept);
    }
    Ok(gathered)
}

/// A page of the range: batch by batch until it is full, the range ends, or enough was looked at.
async fn gather(
    tx: &mut ReadTx,
    search: &PaymentSearch,
    (services, range): (&[ServiceId], Range),
) -> Result<Gathered, StorageError> {
    let mut gathered = Gathered::default();
    let (mut before, mut looked_at) = (range.before, 0);
    loop {
        let batch = merged(tx, &range.by, (range.from, before)).await?;
        let is_last = batch.len() < BATCH as usize;
        looked_at += batch.len();
        for payment in batch {
            if gathered.rows.len() == ROWS {
                gathered.next = Some(before);
                return Ok(gathered);
            }
            before = payment.id;
            gathered.looked_back_to = Some(payment.created_at);
            if search.keeps(&payment, services) {
                gathered.rows.push(payment);
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

/// The newest of what all ways in give, each once.
async fn merged(
    tx: &mut ReadTx,
    by: &[ListedBy],
    range: (PaymentId, PaymentId),
) -> Result<Vec<ListedPayment>, StorageError> {
    let mut batch = Vec::new();
    for way in by {
        batch.extend(tx.payments().listed(*way, range, BATCH).await?);
    }
    batch.sort_unstable_by_key(|payment| std::cmp::Reverse(payment.id));
    batch.truncate(BATCH as usize);
    Ok(batch)
}

impl FoundPayments {
    fn with(mut self, page: Gathered, config: &TenantConfig) -> Result<Self, StaffError> {
        for payment in page.rows {
            let service = config.service(payment.service);
            let service = service.ok_or(StaffError::NotFound)?;
            self.rows.push(FoundPayment {
                id: payment.id,
                kassenzeichen: printed(&service.pool, &payment.kassenzeichen)?,
                service: service.document.name.clone(),
                amount: payment.amount,
                state: payment.state,
                method: payment.method,
                created_at: payment.created_at,
            });
        }
        self.next = page.next;
        // A full page ends where it is full.
        let is_full = self.rows.len() == ROWS;
        self.looked_back_to = page.looked_back_to.filter(|_| !is_full);
        Ok(self)
    }
}
