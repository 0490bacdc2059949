//! What an item was, decided later. A decision never edits: it books.

use super::super::chart::AccountKind;
use super::super::error::LedgerError;
use super::super::group::Source;
use super::{Amount, Part, Posting, Side, divided, entry};
use crate::{AdvanceItemId, MatchId, SuspenseItemId};

/// *suspense ← receivable, claim, refunds due*, by parts that add up to the amount.
pub fn suspense_explained(
    decision: MatchId,
    item: SuspenseItemId,
    amount: Amount,
    parts: &[Part],
) -> Result<Posting, LedgerError> {
    let suspense = AccountKind::Suspense(item);
    Ok(Posting {
        source: Source::Match(decision),
        entries: divided(suspense, amount, Side::Credit, parts)?,
    })
}

/// *claim, refunds due, suspense ← advance*, by parts that add up to the amount.
pub fn advance_explained(
    decision: MatchId,
    item: AdvanceItemId,
    amount: Amount,
    parts: &[Part],
) -> Result<Posting, LedgerError> {
    let advance = AccountKind::Advance(item);
    Ok(Posting {
        source: Source::Match(decision),
        entries: divided(advance, amount, Side::Debit, parts)?,
    })
}

/// *suspense ← surplus income*: the money was not claimed in time.
pub fn suspense_lapsed(decision: MatchId, item: SuspenseItemId, amount: Amount) -> Posting {
    let entries = vec![entry(
        AccountKind::Suspense(item),
        AccountKind::SurplusIncome,
        amount,
    )];
    Posting {
        source: Source::Match(decision),
        entries,
    }
}
