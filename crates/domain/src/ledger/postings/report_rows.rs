//! Rows of a provider's settlement report that are no payment, refund or reversal.

use super::super::chart::AccountKind;
use super::super::group::Source;
use super::{Amount, Posting, entry};
use crate::{AdvanceItemId, DisputeId, PayoutId, ProviderAccountId, ReportRowId, SuspenseItemId};

/// What a row says about the provider's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowMeaning {
    /// A fee taken from the account.
    Fee,
    FeeReturned,
    /// A fee that will be collected later.
    FeeInvoiced,
    /// Held back as a reserve: neither a loss nor a claim reopened.
    Hold,
    HoldReleased,
    /// Held back because of a dispute.
    Disputed(DisputeId),
    DisputeReleased(DisputeId),
    /// The side of a conversion that left, in its own currency.
    ConvertedFrom,
    /// The side of a conversion that arrived, in its own currency.
    ConvertedTo,
    /// A credit of an unknown kind.
    Credit(SuspenseItemId),
    /// A debit of an unknown kind.
    Debit(AdvanceItemId),
}

/// Which way a payout goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PayoutDirection {
    ToBank,
    /// Cover of a negative balance.
    FromBank,
}

/// Books one row of `account`; a hold for a dispute has the dispute as its source.
pub fn report_row(
    row: ReportRowId,
    account: ProviderAccountId,
    meaning: RowMeaning,
    amount: Amount,
) -> Posting {
    use AccountKind::{Advance, Clearing, Exchange, Fees, FeesDue, Held, Suspense};
    use RowMeaning as Row;
    let clearing = Clearing(account);
    let of_row = Source::ReportRow(row);
    let (source, debit, credit) = match meaning {
        Row::Fee => (of_row, Fees(account), clearing),
        Row::FeeReturned => (of_row, clearing, Fees(account)),
        Row::FeeInvoiced => (of_row, Fees(account), FeesDue(account)),
        Row::Hold => (of_row, Held(account), clearing),
        Row::HoldReleased => (of_row, clearing, Held(account)),
        Row::Disputed(dispute) => (Source::Dispute(dispute), Held(account), clearing),
        Row::DisputeReleased(dispute) => (Source::Dispute(dispute), clearing, Held(account)),
        Row::ConvertedFrom => (of_row, Exchange, clearing),
        Row::ConvertedTo => (of_row, clearing, Exchange),
        Row::Credit(item) => (of_row, clearing, Suspense(item)),
        Row::Debit(item) => (of_row, Advance(item), clearing),
    };
    Posting {
        source,
        entries: vec![entry(debit, credit, amount)],
    }
}

/// *transit ← clearing*, or back for a cover: what is on its way between provider and bank.
pub fn payout_reported(
    payout: PayoutId,
    account: ProviderAccountId,
    direction: PayoutDirection,
    amount: Amount,
) -> Posting {
    let (transit, clearing) = (
        AccountKind::Transit(account),
        AccountKind::Clearing(account),
    );
    let (debit, credit) = match direction {
        PayoutDirection::ToBank => (transit, clearing),
        PayoutDirection::FromBank => (clearing, transit),
    };
    Posting {
        source: Source::Payout(payout),
        entries: vec![entry(debit, credit, amount)],
    }
}
