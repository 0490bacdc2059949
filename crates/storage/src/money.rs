//! Money that providers and banks stated: what arrived and what left, and what is given back. Facts
//! are written once and never changed.

pub mod approvals;
pub mod commitments;
pub mod disputes;
pub mod money_in;
pub mod money_out;
pub mod refunds;

pub use money_in::{MoneyIn, Sums};
pub use money_out::{Left, MoneyOut};

use domain::ledger::postings::Place;
use domain::{BankAccountId, ProviderAccountId};
use uuid::Uuid;

use crate::engine::statements::Statements;
use crate::engine::tx::views::views;

views! { MoneyFacts / MoneyFactsWriter in tx as money }

pub(crate) const MODULES: &[Statements] = &[
    approvals::STATEMENTS,
    commitments::STATEMENTS,
    disputes::STATEMENTS,
    money_in::STATEMENTS,
    money_out::STATEMENTS,
    refunds::STATEMENTS,
];

/// The columns `account_kind` and `account_id`.
pub(crate) const fn place_columns(place: Place) -> (&'static str, Uuid) {
    match place {
        Place::Provider(account) => ("provider", account.as_uuid()),
        Place::Bank(account) => ("bank", account.as_uuid()),
    }
}

pub(crate) fn place(kind: &str, account: Uuid) -> Option<Place> {
    match kind {
        "provider" => Some(Place::Provider(ProviderAccountId::from_uuid(account))),
        "bank" => Some(Place::Bank(BankAccountId::from_uuid(account))),
        _ => None,
    }
}
