//! The whole story of one payment, as the staff sees it: what was asked for, each attempt, the
//! money facts, what was booked, and where its cents are now.
//!
//! What names the payer is apart: reading it is an act that leaves its row.

use std::collections::BTreeMap;

use domain::access::Act;
use domain::claims::ClaimState;
use domain::events::{EventKind, EventSubject};
use domain::ledger::postings::Place;
use domain::ledger::{Account, AccountKind, EntryGroup, Source};
use domain::payments::{AttemptState, EndReason, Fact, Method, PaymentState};
use domain::{AttemptId, ClaimId, Day, EntryGroupId, Money, PaymentId, Timestamp};
use storage::money::{Left, MoneyIn};
use storage::payments::Payment;
use storage::payments::attempts::Attempt;
use storage::{ReadTx, StorageError};

use crate::App;
use crate::access::acting::Acting;
use crate::access::staff::{StaffError, StaffPlace};
use crate::claims::view::printed;
use crate::platform::document::read_document;
use crate::services::{Answer, Answers};
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::Translations;

/// A payment with all that happened.
#[derive(Clone, Debug)]
pub struct PaymentStory {
    pub id: PaymentId,
    /// As printed, in groups; the one it is known by outside.
    pub kassenzeichen: String,
    pub service: Translations,
    pub department: Translations,
    pub amount: Money,
    pub received: Money,
    pub state: PaymentState,
    pub end_reason: Option<EndReason>,
    pub method: Option<Method>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub claims: Vec<StoryClaim>,
    /// The calling system that asked for it, and its own id of the request.
    pub asked_by: Option<(String, String)>,
    pub attempts: Vec<StoryAttempt>,
    pub arrived: Vec<StoryMoney>,
    pub left: Vec<StoryLeft>,
    pub events: Vec<(EventKind, Timestamp)>,
    pub groups: Vec<StoryGroup>,
    /// Where its money is now, by the books.
    pub places: Vec<(MoneyPlace, Money)>,
}

/// A claim that the payment is to settle, or a part of one.
#[derive(Clone, Debug)]
pub struct StoryClaim {
    pub id: ClaimId,
    pub kassenzeichen: String,
    pub share: Money,
    pub state: ClaimState,
    /// What is still to be paid of it.
    pub open: Money,
}

#[derive(Clone, Debug)]
pub struct StoryAttempt {
    pub id: AttemptId,
    pub number: u32,
    pub method: Method,
    pub state: AttemptState,
    /// Code of the account at the provider or the bank.
    pub account: String,
    /// The provider's id of its order.
    pub order: Option<String>,
    /// The provider's id of the money.
    pub capture: Option<String>,
    pub at: Timestamp,
}

/// Money that arrived.
#[derive(Clone, Debug)]
pub struct StoryMoney {
    pub account: String,
    /// The provider's or the bank's id.
    pub reference: String,
    pub amount: Money,
    pub fee: Option<Money>,
    pub fact: Option<Fact>,
    pub at: Timestamp,
}

/// Money that left again.
#[derive(Clone, Debug)]
pub struct StoryLeft {
    pub reference: String,
    pub amount: Money,
    pub at: Timestamp,
}

/// What one event booked.
#[derive(Clone, Debug)]
pub struct StoryGroup {
    pub id: EntryGroupId,
    pub posting_day: Day,
    pub value_day: Day,
    /// As the journal has it.
    pub actor: String,
    pub at: Timestamp,
    /// It takes another group back.
    pub is_correction: bool,
    /// Debit, credit, amount; accounts as the journal has them.
    pub transfers: Vec<(String, String, Money)>,
}

/// Where money is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MoneyPlace {
    /// Nothing arrived: the payer owes it.
    Payer,
    /// At the provider, which may pay it out.
    Provider,
    /// Kept back by the provider.
    Held,
    /// On the way from the provider to the bank.
    Transit,
    Bank,
    /// Kept by the provider or the bank as its fee.
    Fees,
    /// Gone back without an order of ours, or still to be given back.
    Refunds,
}

/// What names the payer of a payment.
#[derive(Clone, Debug, Default)]
pub struct PayerDetails {
    /// What the claims say, in their order, with the number of the payer in the authority's own
    /// system.
    pub claims: Vec<(Option<String>, Option<String>)>,
    /// What was filled in with an order; `None` where there is none.
    pub answers: Option<Vec<Answer>>,
    /// Answers were there and are erased.
    pub erased: bool,
    /// Reference and holder of each transfer.
    pub transfers: Vec<(String, Option<String>)>,
}

impl App {
    /// The story of a payment of a service in the person's scope.
    pub(crate) async fn payment_story(
        &self,
        place: &StaffPlace,
        payment: PaymentId,
    ) -> Result<PaymentStory, StaffError> {
        let config = self.place_config(place).await?;
        let mut tx = self.db.read(place.scope()).await?;
        let (stored, service) = seen(&mut tx, place, (&config, Act::PaymentView), payment).await?;
        let shares = tx.claims().shares().of(payment).await?;
        let claims = shares.into_iter().map(|share| {
            Ok(StoryClaim {
                id: share.share.claim,
                kassenzeichen: printed(&service.pool, &share.kassenzeichen)?,
                share: share.share.amount,
                state: share.terms.state(share.settled),
                open: share.terms.open(share.settled),
            })
        });
        let claims: Vec<_> = claims.collect::<Result<_, StaffError>>()?;
        let attempts = tx.payments().attempts().of(payment).await?;
        let arrived = tx.money().arrived(payment).await?;
        let left = tx.money().left_of(payment).await?;
        let events = tx
            .events()
            .feed()
            .of(EventSubject::Payment(payment))
            .await?;
        let booked = booked(&mut tx, payment).await?;
        Ok(PaymentStory {
            kassenzeichen: printed(&service.pool, &first_number(&mut tx, payment).await?)?,
            asked_by: tx.payments().requests().asked_by(payment).await?,
            events: events.iter().map(|event| (event.kind, event.at)).collect(),
            places: places(&booked),
            groups: booked.iter().map(StoryGroup::of).collect(),
            attempts: attempts
                .into_iter()
                .map(|one| StoryAttempt::of(one, &config))
                .collect(),
            arrived: arrived
                .into_iter()
                .map(|one| StoryMoney::of(one, &config))
                .collect(),
            left: left.into_iter().map(StoryLeft::of).collect(),
            claims,
            ..PaymentStory::of(&stored, service)
        })
    }

    /// Reads what names the payer. The row about it is written before anything is shown.
    pub(crate) async fn read_payer(
        &self,
        by: &Acting,
        place: &StaffPlace,
        payment: PaymentId,
    ) -> Result<PayerDetails, StaffError> {
        let config = self.place_config(place).await?;
        let mut tx = self.db.write(place.scope()).await?;
        seen(&mut tx, place, (&config, Act::PaymentReadPayer), payment).await?;
        let mut details = PayerDetails::default();
        for share in tx.claims().shares().of(payment).await? {
            let claim = tx.claims().find(share.share.claim).await?;
            let party = claim.and_then(|claim| claim.party);
            details.claims.push((share.text, party));
        }
        if let Some(fields) = tx.services().orders().fields_of(payment).await? {
            details.erased = fields.is_none();
            let answers = fields.as_deref();
            let answers = answers.map(|stored| read_document::<Answers>("order_fields", stored));
            details.answers = answers.transpose()?.map(|answers| answers.fields);
        }
        let remitted = tx.bank().lines().remitted_for(payment).await?;
        let remitted = remitted.into_iter();
        details.transfers = remitted
            .map(|line| (line.reference, line.counterparty))
            .collect();
        let mut audit = by.does(Act::PaymentReadPayer, payment);
        audit.write(&mut tx, &mut self.moment()).await?;
        tx.commit().await?;
        Ok(details)
    }
}

/// The payment and its service, where the person may do the act; `NotFound` where not.
async fn seen<'c>(
    tx: &mut ReadTx,
    place: &StaffPlace,
    (config, act): (&'c TenantConfig, Act),
    payment: PaymentId,
) -> Result<(Payment, &'c ServiceConfig), StaffError> {
    let stored = tx.payments().find(payment).await?;
    let stored = stored.ok_or(StaffError::NotFound)?;
    let services = place.services(act, config);
    let mut services = services.into_iter();
    let service = services.find(|service| service.id == stored.service);
    let service = service.ok_or(StaffError::NotFound)?;
    Ok((stored, service))
}

async fn first_number(tx: &mut ReadTx, payment: PaymentId) -> Result<String, StaffError> {
    let paid_for = tx.payments().requests().paid_for(payment).await?;
    let paid_for = paid_for.ok_or(StaffError::NotFound)?;
    Ok(paid_for.kassenzeichen)
}

/// What was booked of the payment and its money, each group followed by the one that takes it back.
async fn booked(tx: &mut ReadTx, payment: PaymentId) -> Result<Vec<EntryGroup>, StorageError> {
    let mut booked = Vec::new();
    for group in tx.ledger().groups_of_payment(payment).await? {
        let correction = tx.ledger().correction_of(group.head().id).await?;
        booked.push(group);
        booked.extend(correction);
    }
    Ok(booked)
}

/// Where the money of a payment is now, by the books.
pub(crate) async fn places_of(
    tx: &mut ReadTx,
    payment: PaymentId,
) -> Result<Vec<(MoneyPlace, Money)>, StorageError> {
    Ok(places(&booked(tx, payment).await?))
}

/// What the groups leave on each account, where money can be.
fn places(booked: &[EntryGroup]) -> Vec<(MoneyPlace, Money)> {
    let mut cents: BTreeMap<MoneyPlace, i64> = BTreeMap::new();
    // What is released is owed to the payer, and has not gone anywhere yet.
    let moved = booked.iter();
    let moved = moved.filter(|group| !matches!(group.head().source, Source::Refund(_)));
    for transfer in moved.flat_map(EntryGroup::transfers) {
        let amount = transfer.amount.cents();
        for (account, amount) in [(transfer.debit, amount), (transfer.credit, -amount)] {
            if let Some(place) = MoneyPlace::of(account) {
                *cents.entry(place).or_default() += amount;
            }
        }
    }
    let left = cents.into_iter().filter(|(_, cents)| *cents > 0);
    left.filter_map(|(place, cents)| Some((place, Money::from_cents(cents)?)))
        .collect()
}

impl MoneyPlace {
    /// `None` for accounts that say whose money it is, not where.
    const fn of(account: Account) -> Option<Self> {
        match account.kind {
            AccountKind::Receivable(_) => Some(Self::Payer),
            AccountKind::Clearing(_) => Some(Self::Provider),
            AccountKind::Held(_) => Some(Self::Held),
            AccountKind::Transit(_) => Some(Self::Transit),
            AccountKind::Bank(_) => Some(Self::Bank),
            AccountKind::Fees(_) | AccountKind::BankCharges(_) => Some(Self::Fees),
            AccountKind::RefundsDue(_) => Some(Self::Refunds),
            AccountKind::Claim(_)
            | AccountKind::FeesDue(_)
            | AccountKind::Suspense(_)
            | AccountKind::Advance(_)
            | AccountKind::RefundsOrdered(_)
            | AccountKind::Differences(_)
            | AccountKind::SurplusIncome
            | AccountKind::Exchange
            | AccountKind::OpeningAtProvider(_)
            | AccountKind::OpeningAtBank(_) => None,
        }
    }
}

impl PaymentStory {
    fn of(stored: &Payment, service: &ServiceConfig) -> Self {
        Self {
            id: stored.id,
            kassenzeichen: String::new(),
            service: service.document.name.clone(),
            department: service.document.department.clone(),
            amount: stored.amount,
            received: stored.received,
            state: stored.state,
            end_reason: stored.end_reason,
            method: stored.method.clone(),
            created_at: stored.created_at,
            expires_at: stored.expires_at,
            ended_at: stored.ended_at,
            claims: Vec::new(),
            asked_by: None,
            attempts: Vec::new(),
            arrived: Vec::new(),
            left: Vec::new(),
            events: Vec::new(),
            groups: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// The code of the account where money lies; empty for one that is gone.
fn account(config: &TenantConfig, at: Place) -> String {
    config.account_code(at).unwrap_or_default().to_owned()
}

impl StoryAttempt {
    fn of(attempt: Attempt, config: &TenantConfig) -> Self {
        Self {
            id: attempt.id,
            number: attempt.number,
            method: attempt.method,
            state: attempt.state,
            account: account(config, attempt.account),
            order: attempt.order,
            capture: attempt.capture,
            at: attempt.created_at,
        }
    }
}

impl StoryMoney {
    fn of(money: MoneyIn, config: &TenantConfig) -> Self {
        Self {
            account: account(config, money.place),
            reference: money.reference,
            amount: money.amount,
            fee: money.fee,
            fact: money.fact,
            at: money.happened_at,
        }
    }
}

impl StoryLeft {
    fn of(left: Left) -> Self {
        Self {
            reference: left.reference,
            amount: left.amount,
            at: left.booked_at,
        }
    }
}

impl StoryGroup {
    fn of(group: &EntryGroup) -> Self {
        let head = group.head();
        let transfers = group.transfers().iter().map(|transfer| {
            let (debit, credit) = (transfer.debit.to_string(), transfer.credit.to_string());
            (debit, credit, transfer.amount)
        });
        Self {
            id: head.id,
            posting_day: head.posting_day,
            value_day: head.value_day,
            actor: head.actor.to_string(),
            at: head.booked_at,
            is_correction: head.reverses.is_some(),
            transfers: transfers.collect(),
        }
    }
}
