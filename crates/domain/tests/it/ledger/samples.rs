//! One posting of each rule, for the tests of groups and of postings.

use std::collections::BTreeMap;

use domain::access::Actor;
use domain::claims::Share;
use domain::ledger::chart::Account;
use domain::ledger::group::{Booking, EntryGroup};
use domain::ledger::postings::{
    Amount, BankLineMeaning, Deviation, MoneyFact, Part, PayoutDirection, Place, Posting,
    RowMeaning, Target, advance_explained, bank_line, difference, money_in, money_out,
    opening_balance, payment_ended_unpaid, payment_opened, payout_reported, refund_released,
    refunds_ordered, report_row, suspense_explained, suspense_lapsed,
};
use domain::{
    AdvanceItemId, BankAccountId, BankLineId, BankOrderId, ClaimId, Day, DayClosingId, DisputeId,
    MatchId, Moment, Money, MoneyInId, MoneyOutId, PaymentId, PayoutId, ProviderAccountId,
    RefundId, ReportRowId, SuspenseItemId, Timestamp,
};

/// One of each id, so that accounts can be told apart by their names alone.
pub(crate) struct Names {
    pub(crate) payment: PaymentId,
    pub(crate) claims: [ClaimId; 2],
    pub(crate) provider: ProviderAccountId,
    pub(crate) bank: BankAccountId,
    pub(crate) refund: RefundId,
    pub(crate) order: BankOrderId,
    pub(crate) suspense: SuspenseItemId,
    pub(crate) advance: AdvanceItemId,
}

impl Names {
    pub(crate) fn new() -> Self {
        let moment = &mut moment();
        Self {
            payment: PaymentId::new(moment),
            claims: [ClaimId::new(moment), ClaimId::new(moment)],
            provider: ProviderAccountId::new(moment),
            bank: BankAccountId::new(moment),
            refund: RefundId::new(moment),
            order: BankOrderId::new(moment),
            suspense: SuspenseItemId::new(moment),
            advance: AdvanceItemId::new(moment),
        }
    }

    pub(crate) fn captured(&self, amount: i64) -> MoneyFact {
        MoneyFact {
            place: Place::Provider(self.provider),
            amount: euro(amount),
            fee: Some(cents(69)),
        }
    }

    pub(crate) fn credited(&self, amount: i64) -> MoneyFact {
        MoneyFact {
            place: Place::Bank(self.bank),
            amount: euro(amount),
            fee: None,
        }
    }

    pub(crate) fn shares(&self) -> [Share; 2] {
        self.claims.map(|claim| Share {
            claim,
            amount: cents(1_535),
        })
    }
}

pub(crate) fn moment() -> Moment {
    Moment::fixed(Timestamp::from_micros(1_795_489_200_000_000), 7)
}

pub(crate) fn booking() -> Booking {
    Booking {
        posting_day: day("2026-11-30"),
        value_day: day("2026-11-27"),
        actor: Actor::Payer,
    }
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn cents(cents: i64) -> Money {
    Money::from_cents(cents).unwrap()
}

pub(crate) fn euro(amount: i64) -> Amount {
    Amount::euro(cents(amount))
}

pub(crate) fn dollars(amount: i64) -> Amount {
    Amount {
        money: cents(amount),
        currency: "USD".parse().unwrap(),
    }
}

pub(crate) fn part(target: Target, amount: i64) -> Part {
    Part {
        target,
        amount: cents(amount),
    }
}

/// Every rule, by the name of what happens.
pub(crate) fn happenings() -> Vec<(&'static str, Posting)> {
    let mut all = payments_and_money();
    all.extend(refunds());
    all.extend(rows());
    all.extend(lines());
    all.extend(decisions_and_closings());
    all
}

fn payments_and_money() -> Vec<(&'static str, Posting)> {
    let names = Names::new();
    let (id, out) = (
        MoneyInId::new(&mut moment()),
        MoneyOutId::new(&mut moment()),
    );
    let [claim, _] = names.claims.map(Target::Claim);
    let payment = Target::Payment(names.payment);
    let suspense = Target::Suspense(names.suspense);
    vec![
        (
            "payment opened",
            payment_opened(names.payment, &names.shares()),
        ),
        (
            "payment ended unpaid",
            payment_ended_unpaid(names.payment, &names.shares()),
        ),
        (
            "captured",
            money_in(id, &names.captured(3_070), &[part(payment, 3_070)]).unwrap(),
        ),
        (
            "captured late, not explained",
            money_in(id, &names.captured(3_070), &[part(suspense, 3_070)]).unwrap(),
        ),
        (
            "transfer in part",
            money_in(id, &names.credited(1_000), &[part(payment, 1_000)]).unwrap(),
        ),
        (
            "transfer of too much",
            money_in(
                id,
                &names.credited(3_100),
                &[part(payment, 3_070), part(suspense, 30)],
            )
            .unwrap(),
        ),
        (
            "transfer late for a claim",
            money_in(id, &names.credited(1_535), &[part(claim, 1_535)]).unwrap(),
        ),
        (
            "charged back",
            money_out(out, &names.captured(3_070), &[part(claim, 3_070)]).unwrap(),
        ),
        (
            "unknown debit at the bank",
            money_out(
                out,
                &names.credited(500),
                &[part(Target::Advance(names.advance), 500)],
            )
            .unwrap(),
        ),
    ]
}

pub(crate) fn refunds() -> Vec<(&'static str, Posting)> {
    let names = Names::new();
    let out = MoneyOutId::new(&mut moment());
    let [claim, _] = names.claims.map(Target::Claim);
    let refund = Target::Refund(names.refund);
    let at_provider = MoneyFact {
        fee: None,
        ..names.captured(3_070)
    };
    vec![
        (
            "refund released",
            refund_released(names.refund, euro(3_070), &[part(claim, 3_070)]).unwrap(),
        ),
        (
            "refund done at the provider, or seen there",
            money_out(out, &at_provider, &[part(refund, 3_070)]).unwrap(),
        ),
        (
            "refund ordered",
            refunds_ordered(names.order, &[(names.refund, cents(3_070))]),
        ),
        (
            "order executed",
            money_out(
                out,
                &names.credited(3_070),
                &[part(Target::BankOrder(names.order), 3_070)],
            )
            .unwrap(),
        ),
        (
            "refund came back",
            money_in(
                MoneyInId::new(&mut moment()),
                &names.credited(3_070),
                &[part(refund, 3_070)],
            )
            .unwrap(),
        ),
    ]
}

fn rows() -> Vec<(&'static str, Posting)> {
    let names = Names::new();
    let moment = &mut moment();
    let dispute = DisputeId::new(moment);
    let row = ReportRowId::new(moment);
    let of_row = |meaning, amount| report_row(row, names.provider, meaning, amount);
    vec![
        ("row: fee", of_row(RowMeaning::Fee, euro(35))),
        (
            "row: fee returned",
            of_row(RowMeaning::FeeReturned, euro(35)),
        ),
        (
            "row: fee invoiced",
            of_row(RowMeaning::FeeInvoiced, euro(35)),
        ),
        ("row: hold", of_row(RowMeaning::Hold, euro(35))),
        (
            "row: hold released",
            of_row(RowMeaning::HoldReleased, euro(35)),
        ),
        (
            "row: disputed",
            of_row(RowMeaning::Disputed(dispute), euro(35)),
        ),
        (
            "row: dispute released",
            of_row(RowMeaning::DisputeReleased(dispute), euro(35)),
        ),
        (
            "row: converted from",
            of_row(RowMeaning::ConvertedFrom, dollars(40)),
        ),
        (
            "row: converted to",
            of_row(RowMeaning::ConvertedTo, euro(35)),
        ),
        (
            "row: unknown credit",
            of_row(RowMeaning::Credit(names.suspense), dollars(40)),
        ),
        (
            "row: unknown debit",
            of_row(RowMeaning::Debit(names.advance), euro(35)),
        ),
    ]
}

fn lines() -> Vec<(&'static str, Posting)> {
    let names = Names::new();
    let moment = &mut moment();
    let line = BankLineId::new(moment);
    let payout = PayoutId::new(moment);
    let of_line = |meaning| bank_line(line, names.bank, meaning, euro(100));
    let paid_out = |direction| payout_reported(payout, names.provider, direction, euro(100));
    vec![
        ("payout reported", paid_out(PayoutDirection::ToBank)),
        ("cover reported", paid_out(PayoutDirection::FromBank)),
        (
            "line: payout",
            of_line(BankLineMeaning::PayoutArrived(names.provider)),
        ),
        (
            "line: cover",
            of_line(BankLineMeaning::CoverLeft(names.provider)),
        ),
        (
            "line: fees collected",
            of_line(BankLineMeaning::FeesCollected(names.provider)),
        ),
        ("line: charges", of_line(BankLineMeaning::Charges)),
        (
            "line: charges returned",
            of_line(BankLineMeaning::ChargesReturned),
        ),
    ]
}

fn decisions_and_closings() -> Vec<(&'static str, Posting)> {
    let names = Names::new();
    let moment = &mut moment();
    let decision = MatchId::new(moment);
    let closing = DayClosingId::new(moment);
    let [claim, _] = names.claims.map(Target::Claim);
    let at_provider = Place::Provider(names.provider);
    let at_bank = Place::Bank(names.bank);
    let surplus = (Deviation::Surplus, euro(2));
    let shortage = (Deviation::Shortage, euro(2));
    vec![
        (
            "suspense explained",
            suspense_explained(decision, names.suspense, euro(30), &[part(claim, 30)]).unwrap(),
        ),
        (
            "advance explained",
            advance_explained(decision, names.advance, euro(30), &[part(claim, 30)]).unwrap(),
        ),
        (
            "suspense lapsed",
            suspense_lapsed(decision, names.suspense, euro(30)),
        ),
        (
            "surplus at closing",
            difference(closing, day("2026-11-30"), at_bank, surplus),
        ),
        (
            "shortage at closing",
            difference(closing, day("2026-11-30"), at_provider, shortage),
        ),
        (
            "opening at a bank",
            opening_balance(closing, at_bank, Deviation::Surplus, euro(9)),
        ),
        (
            "opening at a provider",
            opening_balance(closing, at_provider, Deviation::Shortage, euro(9)),
        ),
    ]
}

pub(crate) fn balances(groups: &[EntryGroup]) -> BTreeMap<Account, i64> {
    let mut balances = BTreeMap::new();
    for transfer in groups.iter().flat_map(EntryGroup::transfers) {
        *balances.entry(transfer.debit).or_insert(0) += transfer.amount.cents();
        *balances.entry(transfer.credit).or_insert(0) -= transfer.amount.cents();
    }
    balances
}
