//! The books: what is written is said in full, and can be taken back but not changed.

mod chain;
mod chart;
mod groups;
mod happenings;
mod postings;

use std::collections::BTreeMap;

use domain::claims::Share;
use domain::ledger::{Account, LedgerError, Reason, Seal, Transfer, posting_rules, seal};
use domain::payments::Fact;
use domain::{ClaimId, Moment, Money, PaymentId, ProviderAccountId, Timestamp, TransferId};
use proptest::prelude::*;

struct World {
    moment: Moment,
    payment: PaymentId,
    account: ProviderAccountId,
    amount: Money,
    /// Which add up to the amount.
    shares: [Share; 2],
    fee: Money,
}

fn world() -> World {
    let mut moment = Moment::fixed(Timestamp::from_micros(1_795_489_200_000_000), 7);
    let mut other = Moment::fixed(moment.now, 8);
    let mut share = |cents| Share {
        claim: ClaimId::new(&mut other),
        amount: Money::from_cents(cents).unwrap_or(Money::ZERO),
    };
    World {
        shares: [share(3_000), share(70)],
        payment: PaymentId::new(&mut moment),
        account: ProviderAccountId::new(&mut moment),
        amount: Money::from_cents(3_070).unwrap_or(Money::ZERO),
        fee: Money::from_cents(111).unwrap_or(Money::ZERO),
        moment,
    }
}

impl World {
    fn arrived(&mut self, fact: Fact, fee: Option<Money>) -> Result<Vec<Transfer>, LedgerError> {
        let moment = &mut self.moment;
        posting_rules::arrived(moment, self.payment, self.account, (self.amount, fee), fact)
    }

    fn paid(&mut self) -> Transfer {
        let accounts = (
            Account::Clearing(self.account),
            Account::Receivable(self.payment),
        );
        Transfer {
            id: TransferId::new(&mut self.moment),
            payment: self.payment,
            debit: accounts.0,
            credit: accounts.1,
            amount: self.amount,
            reason: Reason::Paid,
            booked_at: self.moment.now,
        }
    }
}

/// Debits less credits of each account that does not stand at zero.
fn balances(transfers: &[Transfer]) -> BTreeMap<Account, i64> {
    let mut balances = BTreeMap::new();
    for transfer in transfers {
        *balances.entry(transfer.debit).or_default() += transfer.amount.cents();
        *balances.entry(transfer.credit).or_default() -= transfer.amount.cents();
    }
    balances.retain(|_, balance| *balance != 0);
    balances
}

#[test]
fn a_paid_payment_leaves_nothing_receivable() {
    let mut world = world();
    let mut books =
        posting_rules::registered(&mut world.moment, world.payment, &world.shares).unwrap();
    books.extend(world.arrived(Fact::Paid, Some(world.fee)).unwrap());
    let expected = BTreeMap::from([
        (Account::Claim(world.shares[0].claim), -3_000),
        (Account::Claim(world.shares[1].claim), -70),
        (Account::Clearing(world.account), 2_959),
        (Account::Fees, 111),
    ]);
    assert_eq!(balances(&books), expected);
}

#[test]
fn a_withdrawn_claim_leaves_nothing_at_all() {
    let mut world = world();
    let (moment, payment, shares) = (&mut world.moment, world.payment, &world.shares);
    let mut books = posting_rules::registered(moment, payment, shares).unwrap();
    books.extend(posting_rules::withdrawn(moment, payment, shares).unwrap());
    assert_eq!(books.len(), 4);
    assert_eq!(balances(&books), BTreeMap::new());
}

#[test]
fn unexplained_money_waits_in_suspense() {
    for fact in [Fact::PaidLate, Fact::PaidTwice, Fact::PaidPartly] {
        let mut world = world();
        let books = world.arrived(fact, None).unwrap();
        let expected = BTreeMap::from([
            (Account::Clearing(world.account), 3_070),
            (Account::Suspense, -3_070),
        ]);
        assert_eq!(balances(&books), expected);
        assert_eq!(books[0].reason, fact.into());
    }
}

#[test]
fn a_fee_of_zero_is_not_booked() {
    let mut world = world();
    assert_eq!(
        world.arrived(Fact::Paid, Some(Money::ZERO)).unwrap().len(),
        1
    );
}

#[test]
fn money_seen_leaving_is_owed_an_explanation() {
    let mut world = world();
    let seen = posting_rules::refund_seen(
        &mut world.moment,
        world.payment,
        world.account,
        world.amount,
    );
    let expected = BTreeMap::from([
        (Account::Clearing(world.account), -3_070),
        (Account::RefundsDue, 3_070),
    ]);
    assert_eq!(balances(&[seen.unwrap()]), expected);
}

#[test]
fn a_transfer_moves_something_from_one_account_to_another() {
    let mut world = world();
    let (moment, payment, amount) = (&mut world.moment, world.payment, world.amount);
    let same = (Account::Bank, Account::Bank);
    let other = (Account::Bank, Account::Fees);
    assert_eq!(
        Transfer::new(moment, payment, same, amount, Reason::Fee),
        Err(LedgerError::SameAccount)
    );
    assert_eq!(
        Transfer::new(moment, payment, other, Money::ZERO, Reason::Fee),
        Err(LedgerError::NothingMoved)
    );
}

#[test]
fn a_reversal_undoes_a_transfer_and_can_be_undone() {
    let mut world = world();
    let paid = world.paid();
    let reversed = paid.reversed(&mut world.moment);
    assert_eq!(reversed.reason, Reason::Reversal(paid.id));
    assert_eq!(balances(&[paid.clone(), reversed.clone()]), BTreeMap::new());

    let restored = reversed.reversed(&mut world.moment);
    assert_eq!(restored.reason, Reason::Reversal(reversed.id));
    assert_eq!(
        balances(&[paid.clone(), reversed, restored.clone()]),
        balances(std::slice::from_ref(&paid))
    );
    let alike = Transfer {
        id: paid.id,
        reason: paid.reason,
        ..restored
    };
    assert_eq!(alike, paid);
}

#[test]
fn the_seal_covers_every_field() {
    let mut world = world();
    let paid = world.paid();
    let other = PaymentId::new(&mut world.moment);
    let mut changed = [(); 7].map(|()| paid.clone());
    changed[0].id = TransferId::new(&mut world.moment);
    changed[1].payment = other;
    changed[2].debit = Account::Bank;
    changed[3].credit = Account::Receivable(other);
    changed[4].amount = Money::from_cents(3_071).unwrap();
    changed[5].reason = Reason::PaidLate;
    changed[6].booked_at = Timestamp::from_micros(paid.booked_at.micros() + 1);

    let mut seals = vec![
        seal(Seal::START, 1, &paid),
        seal(Seal::START, 2, &paid),
        seal(Seal([1; 32]), 1, &paid),
    ];
    seals.extend(
        changed
            .iter()
            .map(|transfer| seal(Seal::START, 1, transfer)),
    );
    for (at, one) in seals.iter().enumerate() {
        for (against, other) in seals.iter().enumerate() {
            assert_eq!(one == other, at == against, "seals {at} and {against}");
        }
    }
}

#[test]
fn the_sealed_form_stays_as_it_is() {
    // A change here breaks the chain of every tenant's books.
    let sealed = seal(Seal::START, 1, &world().paid()).to_string();
    insta::assert_snapshot!(
        sealed,
        @"6417d8a516d4654ab062cf41ec63b88cae7a563c8cc7211e0bc0e925568d0b34"
    );
}

#[test]
fn accounts_and_reasons_keep_their_names() {
    let mut world = world();
    let accounts = [
        Account::Claims,
        Account::Claim(world.shares[0].claim),
        Account::Receivable(world.payment),
        Account::Clearing(world.account),
        Account::Bank,
        Account::Fees,
        Account::Suspense,
        Account::RefundsDue,
    ];
    for account in accounts {
        assert_eq!(account.to_string().parse(), Ok(account));
    }
    let reasons = [
        Reason::Registered,
        Reason::Paid,
        Reason::PaidLate,
        Reason::PaidTwice,
        Reason::PaidPartly,
        Reason::Fee,
        Reason::Withdrawn,
        Reason::RefundSeen,
        Reason::Reversal(TransferId::new(&mut world.moment)),
    ];
    for reason in reasons {
        assert_eq!(reason.to_string().parse(), Ok(reason));
    }
    for wrong in [
        "",
        "Claims",
        "receivable",
        "receivable:",
        "receivable:clm_1",
        "claim:pay_1",
        "bank ",
    ] {
        assert!(wrong.parse::<Account>().is_err(), "{wrong:?}");
        assert!(wrong.parse::<Reason>().is_err(), "{wrong:?}");
    }
}

proptest! {
    #[test]
    fn no_change_of_a_sealed_book_stays_hidden(
        amounts in proptest::collection::vec(1_i64..1_000_000, 1..20),
        changed in any::<proptest::sample::Index>(),
    ) {
        let head = |amounts: &[i64]| {
            let mut world = world();
            amounts.iter().zip(1..).fold(Seal::START, |previous, (cents, sequence)| {
                let amount = Money::from_cents(*cents).unwrap_or(Money::ZERO);
                let transfer = Transfer { amount, ..world.paid() };
                seal(previous, sequence, &transfer)
            })
        };
        let before = head(&amounts);
        prop_assert_eq!(before, head(&amounts));
        let mut amounts = amounts;
        let at = changed.index(amounts.len());
        amounts[at] += 1;
        prop_assert_ne!(before, head(&amounts));
    }
}
