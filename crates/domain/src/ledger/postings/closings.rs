//! What a day's closing books: what stays unexplained, and the first balance of an account.

use super::super::chart::AccountKind;
use super::super::group::Source;
use super::{Amount, Place, Posting, entry};
use crate::{Day, DayClosingId};

/// How the stated balance deviates from the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deviation {
    /// The provider or the bank has more than the books say.
    Surplus,
    /// It has less.
    Shortage,
}

/// *place ← differences* for a surplus, *differences ← place* for a shortage, each on its day.
pub fn difference(
    closing: DayClosingId,
    day: Day,
    place: Place,
    (deviation, amount): (Deviation, Amount),
) -> Posting {
    let other = AccountKind::Differences(day);
    Posting {
        source: Source::DayClosing(closing),
        entries: vec![against(place, other, deviation, amount)],
    }
}

/// The first balance of an account that is not zero, against `opening`: positive as a surplus,
/// negative as a shortage.
pub fn opening_balance(
    closing: DayClosingId,
    place: Place,
    deviation: Deviation,
    amount: Amount,
) -> Posting {
    let other = match place {
        Place::Provider(account) => AccountKind::OpeningAtProvider(account),
        Place::Bank(bank) => AccountKind::OpeningAtBank(bank),
    };
    Posting {
        source: Source::DayClosing(closing),
        entries: vec![against(place, other, deviation, amount)],
    }
}

const fn against(
    place: Place,
    other: AccountKind,
    deviation: Deviation,
    amount: Amount,
) -> super::Entry {
    match deviation {
        Deviation::Surplus => entry(place.account(), other, amount),
        Deviation::Shortage => entry(other, place.account(), amount),
    }
}
