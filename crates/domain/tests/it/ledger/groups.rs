//! Groups of transfers: whole, balanced, and taken back only by a group that says so.

use domain::ledger::LedgerError;
use domain::ledger::chart::{Account, AccountKind};
use domain::ledger::group::{Entry, EntryGroup, Source, SourceKind};
use domain::ledger::postings::payment_opened;
use domain::{Currency, EntryGroupId, Money};
use uuid::Uuid;

use super::samples::{Names, balances, booking, cents, day, happenings, moment};

#[test]
fn a_group_says_once_what_holds_for_all_its_transfers() {
    let names = Names::new();
    let mut moment = moment();
    let group = payment_opened(names.payment, &names.shares())
        .book(&mut moment, &booking())
        .unwrap();
    assert_eq!(group.head().source, Source::Payment(names.payment));
    assert_eq!(group.head().posting_day, day("2026-11-30"));
    assert_eq!(group.head().value_day, day("2026-11-27"));
    assert_eq!(group.head().booked_at, moment.now);
    assert_eq!(group.head().reverses, None);
    let lines: Vec<u16> = group
        .transfers()
        .iter()
        .map(|transfer| transfer.line)
        .collect();
    assert_eq!(lines, [1, 2]);
    assert!(
        group
            .transfers()
            .iter()
            .all(|transfer| transfer.group == group.head().id)
    );
}

#[test]
fn a_reversal_names_its_group_and_leaves_no_trace_in_the_balances() {
    for (name, posting) in happenings() {
        let mut moment = moment();
        let group = posting.book(&mut moment, &booking()).unwrap();
        let source = Source::Correction(group.head().id);
        let back = group.reversed(&mut moment, &booking(), source);
        assert_eq!(back.head().reverses, Some(group.head().id), "{name}");
        assert_eq!(back.head().source, source, "{name}");
        assert_ne!(back.head().id, group.head().id, "{name}");
        let balances = balances(&[group, back]);
        assert!(balances.values().all(|balance| *balance == 0), "{name}");
    }
}

#[test]
fn an_entry_that_moves_nothing_or_crosses_currencies_is_not_booked() {
    let names = Names::new();
    let bank = AccountKind::Bank(names.bank);
    let claim = AccountKind::Claim(names.claims[0]);
    let dollars = Account {
        kind: bank,
        currency: "USD".parse::<Currency>().unwrap(),
    };
    let source = Source::Payment(names.payment);
    for (entries, error) in [
        (vec![], LedgerError::NothingMoved),
        (
            vec![Entry::new(bank, claim, Money::ZERO)],
            LedgerError::NothingMoved,
        ),
        (
            vec![Entry::new(bank, bank, cents(1))],
            LedgerError::SameAccount,
        ),
        (
            vec![Entry::new(dollars, claim, cents(1))],
            LedgerError::TwoCurrencies,
        ),
    ] {
        let group = EntryGroup::new(&mut moment(), &booking(), source, &entries);
        assert_eq!(group, Err(error));
    }
    let many = vec![Entry::new(bank, claim, cents(1)); 65_536];
    let group = EntryGroup::new(&mut moment(), &booking(), source, &many);
    assert_eq!(group, Err(LedgerError::TooManyLines));
}

#[test]
fn every_source_is_read_back_from_what_is_stored() {
    let uuid = Uuid::from_u128(7);
    let mut texts = Vec::new();
    for kind in <SourceKind as strum::VariantArray>::VARIANTS {
        let source = Source::from_stored(*kind, uuid);
        assert_eq!((source.kind(), source.as_uuid()), (*kind, uuid));
        assert_eq!(kind.to_string().parse(), Ok(*kind));
        texts.push(kind.to_string());
    }
    assert_eq!(
        texts.join(" "),
        "claim payment money_in money_out refund payout report_row bank_line match bank_order \
         dispute day_closing correction"
    );
    assert_eq!(
        Source::Correction(EntryGroupId::from_uuid(uuid)).to_string(),
        "grp_00000000000000000000000000000007"
    );
}
