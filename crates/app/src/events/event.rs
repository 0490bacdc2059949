//! What is told of a change, written in the transaction of the change.
//!
//! Data names what happened and the ids that are needed to act on it; nothing of the payer. The
//! order of fields is that of the types here, and does not change.

use domain::claims::{ClaimOrigin, Share, Terms};
use domain::events::{
    EventKind, EventSubject, PublicStatus, payment_event, refund_event, settled_event, terms_event,
};
use domain::money::refunds::{Refund, RefundOrigin, RefundState};
use domain::payments::{AttemptOutcome, PaymentState};
use domain::services::ServiceState;
use domain::work::TaskKind;
use domain::{AuditId, ClaimId, EventId, Moment, Money, PaymentId, ServiceId, Timestamp};
use serde::Serialize;
use storage::claims::Claim;
use storage::claims::shares::ClaimShare;
use storage::events::feed::NewEvent;
use storage::payments::Payment;
use storage::payments::attempts::Attempt;
use storage::{StorageError, WriteTx};

use crate::platform::document::to_json;

/// All amounts are euros until an account takes something else.
const CURRENCY: &str = "EUR";

/// A new or changed claim.
#[derive(Serialize)]
pub(crate) struct ClaimTold<'a> {
    claim: String,
    kassenzeichen: &'a str,
    amount_cents: i64,
    currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<String>,
    /// Names of what differs from before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changed: Vec<&'static str>,
}

/// Money for a claim.
#[derive(Serialize)]
struct ClaimMoneyTold<'a> {
    claim: String,
    kassenzeichen: &'a str,
    amount_cents: i64,
    currency: &'static str,
    open_cents: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
}

/// A payment that was asked for.
pub(crate) struct NewPaymentFacts<'a> {
    pub(crate) payment: PaymentId,
    /// The calling system's own, if one asked.
    pub(crate) reference: Option<&'a str>,
    /// Code of the service.
    pub(crate) service: &'a str,
    pub(crate) kassenzeichen: &'a str,
    pub(crate) amount: Money,
    pub(crate) expires_at: Timestamp,
}

#[derive(Serialize)]
struct NewPaymentTold<'a> {
    payment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reference: Option<&'a str>,
    service: &'a str,
    kassenzeichen: &'a str,
    amount_cents: i64,
    currency: &'static str,
    expires_at: String,
}

/// A payment whose status changed.
#[derive(Serialize)]
struct PaymentTold<'a> {
    payment: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kassenzeichen: Option<&'a str>,
    amount_cents: i64,
    currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at: Option<String>,
}

#[derive(Serialize)]
struct SurplusTold {
    payment: String,
    amount_cents: i64,
    currency: &'static str,
    proposal: &'static str,
}

#[derive(Serialize)]
struct RefundTold<'a> {
    refund: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kassenzeichen: Option<&'a str>,
    amount_cents: i64,
    currency: &'static str,
    origin: &'static str,
}

#[derive(Serialize)]
struct ServiceTold<'a> {
    service: &'a str,
    state: &'static str,
}

/// What a payment's change of status is told with.
#[derive(Clone, Copy, Default)]
pub(crate) struct StatusFacts<'a> {
    pub(crate) kassenzeichen: Option<&'a str>,
    /// Of the attempt that is processed or brought the money.
    pub(crate) method: Option<&'a str>,
    pub(crate) reason: Option<&'static str>,
    pub(crate) paid_at: Option<Timestamp>,
}

/// The status of a payment with the attempt that was read with it.
pub(crate) fn status(payment: &Payment, attempt: &Attempt) -> PublicStatus {
    let current = payment.state == PaymentState::Paying(attempt.id);
    let under_way = current.then_some(attempt.state);
    PublicStatus::of(payment.state, under_way, payment.end_reason)
}

/// The events of one command, which has written its audit row.
pub(crate) struct Events<'t> {
    tx: &'t mut WriteTx,
    moment: &'t mut Moment,
    caused_by: AuditId,
}

impl<'t> Events<'t> {
    pub(crate) const fn of(
        caused_by: AuditId,
        tx: &'t mut WriteTx,
        moment: &'t mut Moment,
    ) -> Self {
        Self {
            tx,
            moment,
            caused_by,
        }
    }

    async fn tell<T: Serialize + Sync>(
        &mut self,
        kind: EventKind,
        subject: EventSubject,
        data: &T,
    ) -> Result<(), StorageError> {
        let event = NewEvent {
            id: EventId::new(self.moment),
            kind,
            subject,
            data: &to_json(data),
            caused_by: Some(self.caused_by),
            at: self.moment.now,
        };
        self.tx.events().feed().insert(&event).await
    }

    /// A payment, and the claim that was made with it.
    pub(crate) async fn created(
        &mut self,
        claim: Option<&Share>,
        facts: &NewPaymentFacts<'_>,
    ) -> Result<(), StorageError> {
        if let Some(Share { claim, amount }) = claim {
            let data = ClaimTold::of(*claim, facts.kassenzeichen, &Terms::of(*amount));
            let kind = EventKind::ClaimCreated;
            self.tell(kind, EventSubject::Claim(*claim), &data).await?;
        }
        let data = NewPaymentTold {
            payment: facts.payment.to_string(),
            reference: facts.reference,
            service: facts.service,
            kassenzeichen: facts.kassenzeichen,
            amount_cents: facts.amount.cents(),
            currency: CURRENCY,
            expires_at: facts.expires_at.to_rfc3339(),
        };
        let subject = EventSubject::Payment(facts.payment);
        self.tell(EventKind::PaymentCreated, subject, &data).await
    }

    /// Nothing when the status is the same as before.
    pub(crate) async fn payment_changed(
        &mut self,
        payment: &Payment,
        (before, after): (PublicStatus, PublicStatus),
        facts: StatusFacts<'_>,
    ) -> Result<(), StorageError> {
        let Some(kind) = payment_event(before, after) else {
            return Ok(());
        };
        let data = PaymentTold {
            payment: payment.id.to_string(),
            kassenzeichen: facts.kassenzeichen,
            amount_cents: payment.amount.cents(),
            currency: CURRENCY,
            method: facts.method,
            status_reason: facts.reason,
            paid_at: facts.paid_at.map(Timestamp::to_rfc3339),
        };
        let subject = EventSubject::Payment(payment.id);
        self.tell(kind, subject, &data).await
    }

    /// The payment's status after its attempt was moved.
    pub(crate) async fn moved(
        &mut self,
        before: PublicStatus,
        (payment, attempt): (&Payment, &Attempt),
        reason: Option<AttemptOutcome>,
    ) -> Result<(), StorageError> {
        let facts = StatusFacts {
            method: Some(attempt.method.as_str()),
            reason: reason.map(|reason| reason.into_str()),
            ..StatusFacts::default()
        };
        let change = (before, status(payment, attempt));
        self.payment_changed(payment, change, facts).await
    }

    /// Ended without money, for the payment's reason or because another payment paid its claims.
    pub(crate) async fn payment_ended(
        &mut self,
        payment: &Payment,
        kassenzeichen: Option<&str>,
    ) -> Result<(), StorageError> {
        let end = payment.end_reason;
        let after = PublicStatus::of(payment.state, None, end);
        let elsewhere = AttemptOutcome::PaidElsewhere.into_str();
        let facts = StatusFacts {
            kassenzeichen,
            reason: Some(end.map_or(elsewhere, |end| end.into_str())),
            ..StatusFacts::default()
        };
        let change = (PublicStatus::Open, after);
        self.payment_changed(payment, change, facts).await
    }

    pub(crate) async fn surplus(
        &mut self,
        payment: PaymentId,
        amount: Money,
        proposal: TaskKind,
    ) -> Result<(), StorageError> {
        let data = SurplusTold {
            payment: payment.to_string(),
            amount_cents: amount.cents(),
            currency: CURRENCY,
            proposal: proposal.into_str(),
        };
        let subject = EventSubject::Payment(payment);
        self.tell(EventKind::PaymentSurplus, subject, &data).await
    }

    /// Money of the payment settled this of the claim, which is held and as it was before.
    pub(crate) async fn claim_settled(
        &mut self,
        payment: Option<PaymentId>,
        share: &ClaimShare,
        amount: Money,
    ) -> Result<(), StorageError> {
        let settled = share.settled.checked_add(amount).unwrap_or(Money::MAX);
        let data = ClaimMoneyTold {
            claim: share.share.claim.to_string(),
            kassenzeichen: &share.kassenzeichen,
            amount_cents: amount.cents(),
            currency: CURRENCY,
            open_cents: share.terms.open(settled).cents(),
            payment: payment.map(|payment| payment.to_string()),
        };
        if share.origin == ClaimOrigin::Import {
            let claim = share.share.claim;
            self.tx.events().feed().count_applied(claim).await?;
        }
        let kind = settled_event(&share.terms, settled);
        let subject = EventSubject::Claim(share.share.claim);
        self.tell(kind, subject, &data).await
    }

    /// A refund that is new, or comes to another state; one that is made at the provider is new and
    /// done.
    pub(crate) async fn refund_changed(
        &mut self,
        (before, refund): (Option<RefundState>, &Refund),
        kassenzeichen: Option<&str>,
    ) -> Result<(), StorageError> {
        let kind = match (before, refund.origin) {
            (Some(before), _) => refund_event(before, refund.state),
            (None, RefundOrigin::Staff) => Some(EventKind::RefundRequested),
            (None, RefundOrigin::Provider) => Some(EventKind::RefundDone),
        };
        let Some(kind) = kind else { return Ok(()) };
        let data = RefundTold {
            refund: refund.id.to_string(),
            payment: refund.payment.map(|payment| payment.to_string()),
            kassenzeichen,
            amount_cents: refund.amount.cents(),
            currency: CURRENCY,
            origin: refund.origin.into(),
        };
        let subject = EventSubject::Refund(refund.id);
        self.tell(kind, subject, &data).await
    }

    /// A claim that a person entered.
    pub(crate) async fn claim_entered(
        &mut self,
        claim: ClaimId,
        kassenzeichen: &str,
        terms: &Terms,
    ) -> Result<(), StorageError> {
        let data = ClaimTold::of(claim, kassenzeichen, terms);
        let subject = EventSubject::Claim(claim);
        self.tell(EventKind::ClaimCreated, subject, &data).await
    }

    /// What is owed of a claim that is held changed: money of it is given back or stays, or a
    /// person says something else.
    pub(crate) async fn claim_adjusted(
        &mut self,
        claim: &Claim,
        after: &Terms,
        same_text: bool,
    ) -> Result<(), StorageError> {
        let told = ClaimTold::of(claim.id, &claim.kassenzeichen, after);
        let Some((kind, data)) = told.changed((&claim.terms, after), same_text) else {
            return Ok(());
        };
        let subject = EventSubject::Claim(claim.id);
        self.tell(kind, subject, &data).await
    }

    pub(crate) async fn service(
        &mut self,
        kind: EventKind,
        service: ServiceId,
        (code, state): (&str, ServiceState),
    ) -> Result<(), StorageError> {
        let data = ServiceTold {
            service: code,
            state: state.as_str(),
        };
        self.tell(kind, EventSubject::Service(service), &data).await
    }
}

impl<'a> ClaimTold<'a> {
    pub(crate) fn of(claim: ClaimId, kassenzeichen: &'a str, terms: &Terms) -> Self {
        Self {
            claim: claim.to_string(),
            kassenzeichen,
            amount_cents: terms.amount.cents(),
            currency: CURRENCY,
            due_on: terms.due.map(|day| day.to_string()),
            changed: Vec::new(),
        }
    }

    /// What a file says about a claim that is there: the event, if it is one, and the names of
    /// what differs. `same_text` says that text and party are the same.
    pub(crate) fn changed(
        mut self,
        (before, after): (&Terms, &Terms),
        same_text: bool,
    ) -> Option<(EventKind, Self)> {
        let differs = [
            ("amount_cents", before.amount != after.amount),
            ("due_on", before.due != after.due),
            ("payable_from", before.payable_from != after.payable_from),
            ("payable_until", before.payable_until != after.payable_until),
            ("blocked", before.blocked != after.blocked),
            ("cancelled", before.cancelled != after.cancelled),
            ("text", !same_text),
        ];
        let names = differs.into_iter().filter(|(_, differs)| *differs);
        self.changed = names.map(|(name, _)| name).collect();
        let by_text = (!same_text).then_some(EventKind::ClaimChanged);
        let kind = terms_event(before, after).or(by_text)?;
        Some((kind, self))
    }
}
