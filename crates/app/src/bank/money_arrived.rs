//! Money arrived on a bank account: a line of a statement is entered, and its money is booked in
//! the same step, once.
//!
//! The money belongs to what its reference names, and to nothing else: a Kassenzeichen in any
//! spelling leads to its claim, and to the payment whose payer was told to transfer. Nothing is
//! guessed; what names nothing that is known is kept as unexplained, with a task. Money is accepted
//! in every state of payment and claim.

use domain::access::{Act, Actor};
use domain::bank::Direction;
use domain::claims::kassenzeichen::Kassenzeichen;
use domain::claims::{Payable, Share, divide};
use domain::events::PublicStatus;
use domain::ledger::LedgerError;
use domain::ledger::chain::Commitment;
use domain::ledger::postings::{Amount, MoneyFact, Part, Place, Target, money_in};
use domain::money::MoneyInKind;
use domain::payments::{AttemptCommand, Fact, Method, PaymentState, Transferred, transfer_arrived};
use domain::work::TaskKind;
use domain::{
    AuditId, BankAccountId, BankLineId, BankStatementId, Day, Moment, Money, MoneyInId, PaymentId,
    SuspenseItemId,
};
use storage::bank::lines::BankLine;
use storage::claims::Claim;
use storage::claims::shares::ClaimShare;
use storage::money::MoneyIn;
use storage::payments::{Payment, TransferCandidate};
use storage::{Scope, StorageError, WriteTx};

use super::NewBankLine;
use super::instruction::{lapse_transfer, transfer_attempt};
use crate::App;
use crate::access::acting::Acting;
use crate::claims::eligibility::settled_otherwise;
use crate::events::event::Events;
use crate::events::mail::order_authority_receipt;
use crate::ledger::booking::booking;
use crate::ledger::canonical;
use crate::money::book_capture::{
    Arrival, add_surplus, book_arrival, late, move_payment, paid, part, tell_arrival,
};
use crate::payments::end::{BookError, unpaid, withdraw};
use crate::payments::start::apply;

/// What the money of a line was booked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BankLineTo {
    Payment(PaymentId, Fact),
    /// A claim, apart from every payment.
    Claim,
    /// Nothing that is known.
    Unexplained,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnteredBankLine {
    Entered(BankLineId, BankLineTo),
    /// It was entered before; nothing changed.
    Known,
}

#[derive(Debug, thiserror::Error)]
pub enum BankLineError {
    #[error("there is no such authority or bank account")]
    NotFound,
    #[error("nothing arrives with an amount of zero")]
    Nothing,
    #[error("the day lies in the future")]
    Future,
    #[error("a text has at most 500 letters and no control characters")]
    Text,
    #[error("the statement of this day came as a file; its lines are not entered by hand")]
    FromFile,
    #[error("the money could not be booked")]
    Ledger(#[from] LedgerError),
    #[error("storing the line failed")]
    Storage(#[from] StorageError),
}

impl From<BookError> for BankLineError {
    fn from(error: BookError) -> Self {
        match error {
            BookError::Ledger(error) => Self::Ledger(error),
            BookError::Storage(error) => Self::Storage(error),
        }
    }
}

/// What the money is for, held until the step ends.
enum Whose {
    Payment(Box<Payment>, Vec<ClaimShare>),
    Claim(Box<ClaimShare>),
    Unknown,
}

/// The line, as far as booking needs it.
struct Line<'a> {
    id: BankLineId,
    account: BankAccountId,
    external_ref: &'a str,
    credit: &'a NewBankLine,
    actor: &'a Actor,
    /// The act that enters it.
    caused_by: AuditId,
}

/// Where the money of a line goes.
struct Division {
    /// To the payment's receivable.
    to_payment: Money,
    /// What of it settles which claims.
    settles: Vec<Share>,
    /// To suspense: not owed, or not explained.
    left: Money,
    /// What a person has to look at: not owed, wherever it is booked.
    too_much: Money,
}

impl App {
    /// Enters a line of a manual statement and settles what it is for. The same line again changes
    /// nothing.
    pub(crate) async fn money_arrived_on_bank_account(
        &self,
        by: &Acting,
        (slug, code): (&str, &str),
        credit: &NewBankLine,
    ) -> Result<EnteredBankLine, BankLineError> {
        let mut moment = self.moment();
        let credit = &credit.checked(Day::in_berlin(moment.now))?;
        let tenant = self.tenant_id(slug).await?;
        let tenant = tenant.ok_or(BankLineError::NotFound)?;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let account = tx.bank().accounts().by_code(code).await?;
        let account = account.ok_or(BankLineError::NotFound)?.id;
        let new = (BankStatementId::new(&mut moment), moment.now);
        let day = (account, credit.day);
        let statement = tx.bank().lines().hold_manual(day, new).await?;
        let statement = statement.ok_or(BankLineError::FromFile)?;
        let external_ref = credit.external_ref();
        let mut lines = tx.bank().lines();
        if lines.known(account, &external_ref).await?.is_some() {
            return Ok(EnteredBankLine::Known);
        }
        let id = BankLineId::new(&mut moment);
        let mut audit = by.does(Act::BankLineEnter, id).leading_to(credit.amount);
        let entered_by = audit.id(&mut moment);
        let line = BankLine {
            id,
            statement: statement.id,
            account,
            number: statement.lines + 1,
            day: credit.day,
            direction: Direction::Credit,
            amount: credit.amount,
            reference: credit.reference.clone(),
            counterparty: credit.counterparty.clone(),
            external_ref: external_ref.clone(),
            entered_by,
        };
        let mut audit = audit.committing(Commitment::of(&canonical::bank_line(&line)));
        audit.write(&mut tx, &mut moment).await?;
        tx.bank().lines().insert(&line).await?;
        let line = Line {
            id,
            account,
            external_ref: &external_ref,
            credit,
            actor: by.actor(),
            caused_by: entered_by,
        };
        let to = book(&mut tx, &mut moment, &line).await?;
        tx.commit().await?;
        tracing::info!(bank.line = %id, "line {id} of a bank statement entered");
        Ok(EnteredBankLine::Entered(id, to))
    }
}

async fn book(
    tx: &mut WriteTx,
    moment: &mut Moment,
    line: &Line<'_>,
) -> Result<BankLineTo, BankLineError> {
    let amount = line.credit.amount;
    match whose(tx, line.credit).await? {
        Whose::Payment(payment, shares) => {
            book_payment(tx, moment, line, (*payment, &shares)).await
        }
        Whose::Claim(share) => {
            let (settles, left) = late(std::slice::from_ref(&share), amount);
            let paid_before = settles.is_empty() && !share.settled.is_zero();
            let kind = if paid_before {
                TaskKind::RefundDoublePayment
            } else {
                TaskKind::RefundOverpayment
            };
            let division = Division::apart(settles, left);
            let arrival = arrival(moment, line, None, &division)?;
            write(tx, moment, &arrival, kind).await?;
            let mut events = Events::of(line.caused_by, tx, moment);
            for settled in &arrival.settles {
                events.claim_settled(None, &share, settled.amount).await?;
            }
            Ok(BankLineTo::Claim)
        }
        Whose::Unknown => {
            let division = Division::apart(Vec::new(), amount);
            let arrival = arrival(moment, line, None, &division)?;
            write(tx, moment, &arrival, TaskKind::ExplainBankLine).await?;
            Ok(BankLineTo::Unexplained)
        }
    }
}

/// Settles the payment, as far as the money goes.
async fn book_payment(
    tx: &mut WriteTx,
    moment: &mut Moment,
    line: &Line<'_>,
    (mut payment, shares): (Payment, &[ClaimShare]),
) -> Result<BankLineTo, BankLineError> {
    let amount = line.credit.amount;
    let before = payment.state;
    let transferred = Transferred {
        amount,
        rest: payment.rest(),
        settled: settled_otherwise(shares),
    };
    let (state, meaning) = transfer_arrived(payment.state, transferred);
    let division = division(tx, (&payment, shares), meaning, amount).await?;
    let mut arrival = arrival(moment, line, Some((payment.id, meaning)), &division)?;
    let attempt = transfer_attempt(tx, &payment).await?;
    arrival.money.attempt = attempt.map(|attempt| attempt.id);
    write(tx, moment, &arrival, TaskKind::about_money(meaning)).await?;
    if meaning == Fact::Paid {
        order_authority_receipt(tx, &payment, moment).await?;
    }
    let received = payment.received.checked_add(division.to_payment);
    payment.received = received.unwrap_or(payment.amount);
    if payment.state != state {
        move_payment(&mut payment, state, (Method::BANK_TRANSFER, moment.now));
        if state == PaymentState::Cancelled {
            withdraw(tx, moment, &payment, line.actor.clone()).await?;
        }
        end_attempt(tx, &payment, meaning).await?;
    }
    let id = payment.id;
    tx.payments().save(&mut payment).await?;
    let mut events = Events::of(line.caused_by, tx, moment);
    let seen = |state| PublicStatus::of(state, None, None);
    let change = (payment.state != before).then(|| (seen(before), seen(payment.state)));
    let of = (&payment, &Method::BANK_TRANSFER, meaning);
    tell_arrival(&mut events, change, of, (&arrival, shares)).await?;
    tracing::info!(payment.id = %id.in_log(), ledger.fact = ?meaning,
        "a transfer for payment {} arrived", id.in_log());
    Ok(BankLineTo::Payment(id, meaning))
}

/// The transfer has what it waited for, or is not waited for any more.
async fn end_attempt(
    tx: &mut WriteTx,
    payment: &Payment,
    meaning: Fact,
) -> Result<(), StorageError> {
    if meaning != Fact::Paid {
        return lapse_transfer(tx, payment).await;
    }
    if let Some(mut attempt) = transfer_attempt(tx, payment).await? {
        apply(&mut attempt, AttemptCommand::Capture);
        tx.payments().attempts().save(&attempt).await?;
    }
    Ok(())
}

/// Fact, group, settled claims, and the task about what is not owed.
async fn write(
    tx: &mut WriteTx,
    moment: &mut Moment,
    arrival: &Arrival,
    kind: TaskKind,
) -> Result<(), BankLineError> {
    // The line is new, so its money is.
    if !tx.money().insert_in(&arrival.money).await? {
        return Err(StorageError::Conflict.into());
    }
    add_surplus(tx, moment, arrival, kind).await?;
    Ok(book_arrival(tx, arrival).await?)
}

/// What the reference names, locked: a payment before its claims.
async fn whose(tx: &mut WriteTx, credit: &NewBankLine) -> Result<Whose, StorageError> {
    let Ok(number) = Kassenzeichen::typed(&credit.reference) else {
        return Ok(Whose::Unknown);
    };
    let Some(claim) = tx.claims().by_number(number.as_str()).await? else {
        return Ok(Whose::Unknown);
    };
    let candidates = tx.payments().for_transfer(claim.id).await?;
    if let Some(chosen) = choose(&candidates, &claim, credit.amount) {
        let payment = tx.payments().hold(chosen.payment).await?;
        if let Some(payment) = payment {
            let shares = tx.claims().shares().hold(chosen.payment).await?;
            return Ok(Whose::Payment(Box::new(payment), shares));
        }
    }
    tx.claims().hold(&[claim.id]).await?;
    let claim = tx.claims().find(claim.id).await?;
    Ok(claim.map_or(Whose::Unknown, |claim| Whose::Claim(Box::new(whole(claim)))))
}

/// A payment that waits, before one that has ended; among several that wait the one whose rest this
/// is. A claim that stands on its own has payments whose payers were never told to transfer: they
/// pay otherwise, and the claim takes the money.
fn choose(
    candidates: &[TransferCandidate],
    claim: &Claim,
    amount: Money,
) -> Option<TransferCandidate> {
    let meant =
        |candidate: &&TransferCandidate| candidate.instructed || !claim.origin.stands_alone();
    let meant: Vec<_> = candidates.iter().filter(meant).copied().collect();
    let mut live = meant.iter().filter(|candidate| candidate.is_live);
    let exact = live.clone().find(|candidate| candidate.rest == amount);
    let chosen = exact.or_else(|| live.next()).or_else(|| meant.first());
    chosen.copied()
}

/// The whole claim.
fn whole(claim: Claim) -> ClaimShare {
    ClaimShare {
        share: Share {
            claim: claim.id,
            amount: claim.terms.amount,
        },
        kassenzeichen: claim.kassenzeichen,
        origin: claim.origin,
        text: claim.text,
        terms: claim.terms,
        settled: claim.settled,
    }
}

impl Division {
    /// Of money apart from every payment.
    const fn apart(settles: Vec<Share>, left: Money) -> Self {
        Self {
            to_payment: Money::ZERO,
            settles,
            left,
            too_much: left,
        }
    }
}

/// How money for a payment is divided, by what it means.
async fn division(
    tx: &mut WriteTx,
    (payment, shares): (&Payment, &[ClaimShare]),
    meaning: Fact,
    amount: Money,
) -> Result<Division, BankLineError> {
    let rest = payment.rest();
    match meaning {
        Fact::Paid => {
            let open = unpaid(tx, payment, shares).await?;
            let over = amount.checked_sub(rest).unwrap_or(Money::ZERO);
            let (settles, not_owed) = paid(&open);
            Ok(Division {
                to_payment: rest,
                settles,
                left: over,
                too_much: over.checked_add(not_owed).unwrap_or(Money::MAX),
            })
        }
        Fact::PaidPartly => {
            let open = unpaid(tx, payment, shares).await?;
            let payable = |share: &ClaimShare| Payable {
                claim: share.share.claim,
                due: share.terms.due,
                open: share.share.amount,
            };
            let among: Vec<_> = open.iter().map(payable).collect();
            let settles = divide(amount, &among).unwrap_or_default();
            Ok(Division {
                to_payment: amount,
                settles,
                left: Money::ZERO,
                too_much: Money::ZERO,
            })
        }
        Fact::PaidLate | Fact::PaidTwice => {
            let (settles, left) = late(shares, amount);
            Ok(Division::apart(settles, left))
        }
    }
}

/// *bank ← receivable, claims, suspense*
fn arrival(
    moment: &mut Moment,
    line: &Line<'_>,
    payment: Option<(PaymentId, Fact)>,
    division: &Division,
) -> Result<Arrival, BankLineError> {
    let id = MoneyInId::new(moment);
    let mut parts: Vec<Part> = Vec::new();
    match payment {
        Some((payment, _)) if !division.to_payment.is_zero() => {
            parts.push(part(Target::Payment(payment), division.to_payment));
        }
        Some(_) | None => {
            let claims = division.settles.iter();
            parts.extend(claims.map(|share| part(Target::Claim(share.claim), share.amount)));
        }
    }
    if !division.left.is_zero() {
        let item = SuspenseItemId::new(moment);
        parts.push(part(Target::Suspense(item), division.left));
    }
    let place = Place::Bank(line.account);
    let stated = MoneyFact {
        place,
        amount: Amount::euro(line.credit.amount),
        fee: None,
    };
    let happened_at = line.credit.day.begins();
    let days = booking(moment.now, happened_at, line.actor.clone());
    let group = money_in(id, &stated, &parts)?.book(moment, &days)?;
    let money = MoneyIn {
        id,
        place,
        reference: line.external_ref.to_owned(),
        kind: MoneyInKind::Credit,
        amount: line.credit.amount,
        fee: None,
        payment: payment.map(|(payment, _)| payment),
        attempt: None,
        fact: payment.map(|(_, meaning)| meaning),
        happened_at,
        booked_at: moment.now,
        group: group.head().id,
        bank_line: Some(line.id),
    };
    Ok(Arrival {
        money,
        group,
        settles: division.settles.clone(),
        too_much: division.too_much,
    })
}
