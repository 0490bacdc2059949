//! What each event writes into the books, all rules on one page, and what holds for each.

use domain::ledger::LedgerError;
use domain::ledger::chart::{Account, AccountKind};
use domain::ledger::group::EntryGroup;
use domain::ledger::postings::{MoneyFact, Part, Target, money_in};
use domain::{ClaimId, MoneyInId};
use proptest::prelude::*;

use super::samples::{Names, balances, booking, cents, dollars, happenings, moment, part, refunds};

/// The account without its ids.
fn plain(account: Account) -> String {
    let text = account.to_string();
    let (name, rest) = text.split_once(':').unwrap_or((&text, ""));
    let currency = if rest.ends_with("USD") { ":USD" } else { "" };
    format!("{name}{currency}")
}

#[test]
fn every_event_touches_its_accounts() {
    let mut table = Vec::new();
    for (name, posting) in happenings() {
        let group = posting.book(&mut moment(), &booking()).unwrap();
        for transfer in group.transfers() {
            table.push(format!(
                "{name:<43} {:<11} {:<15} <- {:<15} {:>5}",
                group.head().source.kind().to_string(),
                plain(transfer.debit),
                plain(transfer.credit),
                transfer.amount,
            ));
        }
    }
    insta::assert_snapshot!("postings", table.join("\n"));
}

#[test]
fn a_refund_by_the_bank_leaves_nothing_between_the_claim_and_the_bank() {
    let names = Names::new();
    let happened = refunds();
    let of = |name: &str| {
        happened
            .iter()
            .find(|(is, _)| *is == name)
            .unwrap()
            .1
            .clone()
    };
    let groups: Vec<EntryGroup> = ["refund released", "refund ordered", "order executed"]
        .map(|name| of(name).book(&mut moment(), &booking()).unwrap())
        .into();
    let left: Vec<_> = balances(&groups)
        .into_iter()
        .filter(|(_, left)| *left != 0)
        .collect();
    assert_eq!(
        left,
        [
            (Account::euro(AccountKind::Claim(names.claims[0])), 3_070),
            (Account::euro(AccountKind::Bank(names.bank)), -3_070),
        ]
    );
}

#[test]
fn a_refund_seen_first_and_explained_later_ends_as_one_released_first() {
    let happened = refunds();
    let of = |name: &str| {
        let posting = &happened.iter().find(|(is, _)| *is == name).unwrap().1;
        posting.book(&mut moment(), &booking()).unwrap()
    };
    let (released, done) = (
        "refund released",
        "refund done at the provider, or seen there",
    );
    assert_eq!(
        balances(&[of(done), of(released)]),
        balances(&[of(released), of(done)])
    );
}

#[test]
fn parts_that_do_not_add_up_are_not_booked() {
    let names = Names::new();
    let id = MoneyInId::new(&mut moment());
    let claim = Target::Claim(names.claims[0]);
    for amount in [3_069, 3_071] {
        let parts = [part(claim, amount)];
        let booked = money_in(id, &names.captured(3_070), &parts);
        assert_eq!(booked, Err(LedgerError::DoesNotAddUp));
    }
    let booked = money_in(id, &names.captured(3_070), &[]);
    assert_eq!(booked, Err(LedgerError::DoesNotAddUp));
}

#[test]
fn a_claim_is_not_paid_in_another_currency() {
    let names = Names::new();
    let fact = MoneyFact {
        amount: dollars(3_070),
        ..names.captured(3_070)
    };
    let id = MoneyInId::new(&mut moment());
    let claim = [part(Target::Claim(names.claims[0]), 3_070)];
    assert_eq!(money_in(id, &fact, &claim), Err(LedgerError::TwoCurrencies));
    let suspense = [part(Target::Suspense(names.suspense), 3_070)];
    assert!(money_in(id, &fact, &suspense).is_ok());
}

proptest! {
    #[test]
    fn money_goes_where_its_parts_say_to_the_cent(
        amounts in proptest::collection::vec(1_i64..1_000_000, 1..20),
        fee in 0_i64..1_000,
    ) {
        let mut moment = moment();
        let names = Names::new();
        let parts: Vec<Part> = amounts
            .iter()
            .map(|amount| part(Target::Claim(ClaimId::new(&mut moment)), *amount))
            .collect();
        let whole: i64 = amounts.iter().sum();
        let fact = MoneyFact { fee: Some(cents(fee)), ..names.captured(whole) };
        let posting = money_in(MoneyInId::new(&mut moment), &fact, &parts).unwrap();
        let balances = balances(&[posting.book(&mut moment, &booking()).unwrap()]);
        let clearing = Account::euro(AccountKind::Clearing(names.provider));
        prop_assert_eq!(balances[&clearing], whole - fee);
        for part in parts {
            let Target::Claim(claim) = part.target else { unreachable!() };
            let account = Account::euro(AccountKind::Claim(claim));
            prop_assert_eq!(balances[&account], -part.amount.cents());
        }
        prop_assert_eq!(balances.values().sum::<i64>(), 0);
    }
}
