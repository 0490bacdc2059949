//! Calls of a provider in any second, per account: how many, of which kind, and caused by which
//! network.
//!
//! A provider that is called too often refuses everything for a while, and an authority's payers
//! with it. So this node makes fewer in any second than it takes. Each kind of call has places that
//! no other kind uses up, and all kinds share some more. Whose the places of a visitor's first
//! calls are depends on the visitor's network, by how many it caused in the last quarter of an
//! hour: there are four ranks, and each has a part of the places that the others do not use up once
//! it needs it. So a network that begins its first payment does not wait for those that never stop,
//! and an office behind one address, which begins many, does not wait for ever new ones. The
//! program's own questions go by the rank that the network had when the payment was begun.

mod networks;
mod places;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::ledger::postings::Place;
use domain::{ProviderAccountId, Timestamp};

use crate::App;
use crate::access::Network;
use networks::Networks;
use places::{Places, RANKS, Rank, Recent, SECOND, Waiting};

/// Calls of an account's provider in any second, of this node. Less than the thirty at which
/// providers begin to refuse; the rest is left to commands of the operator and to reports.
pub const PROVIDER_CALLS_PER_SECOND: u32 = 28;
/// Of fewer calls not every kind would have a place of its own.
pub const PROVIDER_CALLS_MIN: u32 = 13;
/// Starts of a payment, or look-ups of an attempt without news, that count as its first: more than
/// a real payer causes.
pub(crate) const FIRST_CALLS: u32 = 3;
/// Of how many parts [`Kind::own`] says some.
const PARTS: u64 = 28;
/// What comes after all networks.
const LAST: Rank = RANKS;

/// A call of a provider, by what causes it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'a> {
    /// A payer chose the method; `again` after the first times for the same payment.
    Start { by: &'a Network, again: bool },
    /// A visitor opened a page; `again` after the first times for the same attempt.
    LookUp { by: &'a Network, again: bool },
    /// Money is taken that a payer approved, whatever asked about it.
    Capture,
    /// The time of a payment has come that a network of this rank began.
    Sweep { rank: Rank },
    /// A message of the provider, proven to be its own.
    Message,
    /// Money is given back that the staff released.
    Refund,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Start,
    StartAgain,
    LookUp,
    LookUpAgain,
    Capture,
    Sweep,
    Message,
    Refund,
}

const KINDS: [Kind; 8] = [
    Kind::Start,
    Kind::StartAgain,
    Kind::LookUp,
    Kind::LookUpAgain,
    Kind::Capture,
    Kind::Sweep,
    Kind::Message,
    Kind::Refund,
];

impl Call<'_> {
    const fn kind(self) -> Kind {
        match self {
            Self::Start { again: false, .. } => Kind::Start,
            Self::Start { again: true, .. } => Kind::StartAgain,
            Self::LookUp { again: false, .. } => Kind::LookUp,
            Self::LookUp { again: true, .. } => Kind::LookUpAgain,
            Self::Capture => Kind::Capture,
            Self::Sweep { .. } => Kind::Sweep,
            Self::Message => Kind::Message,
            Self::Refund => Kind::Refund,
        }
    }

    /// Of a call that has its rank from elsewhere than its network's calls.
    const fn rank(self) -> Rank {
        match self {
            Self::Sweep { rank } => rank,
            Self::Start { .. }
            | Self::LookUp { .. }
            | Self::Capture
            | Self::Message
            | Self::Refund => 0,
        }
    }
}

impl Kind {
    /// Places in a second that this kind alone uses.
    fn own(self, whole: u32) -> u32 {
        let parts = match self {
            Self::Start | Self::LookUp | Self::Capture => 5,
            Self::Sweep | Self::Message => 2,
            Self::StartAgain | Self::LookUpAgain | Self::Refund => 1,
        };
        part(whole, parts, PARTS).max(1)
    }

    /// The first of the ranks by which it may use shared places: what a person waits for goes
    /// before what has time.
    const fn rank_at_best(self) -> Rank {
        match self {
            Self::Start | Self::LookUp | Self::Capture | Self::Message => 0,
            Self::Sweep => 2,
            Self::StartAgain | Self::LookUpAgain | Self::Refund => LAST,
        }
    }
}

/// So many parts of the whole, less than one left out.
fn part(whole: u32, parts: u64, of: u64) -> u32 {
    u32::try_from(u64::from(whole) * parts / of).unwrap_or(u32::MAX)
}

/// What a rank may use of the shared places: each leaves a fifth to those before it, and all while
/// one of them found no place.
fn left_to(places: u32, rank: Rank) -> u32 {
    places - part(places, u64::from(rank.min(LAST)), u64::from(LAST) + 1)
}

/// Places in a second that all kinds share: what their own places and logins leave.
fn shared(whole: u32) -> u32 {
    let own: u32 = KINDS.iter().map(|kind| kind.own(whole)).sum();
    whole.saturating_sub(own + providers::LOGINS_PER_SECOND)
}

/// First calls of a kind that one network causes in a second at most: the pupils of a class that
/// pay their trip together. How many it goes on to cause, its rank decides.
fn of_one_network(whole: u32) -> u32 {
    part(whole, 5, PARTS).max(1)
}

/// Places of one account that are taken.
#[derive(Debug, Default)]
struct Account {
    own: HashMap<Kind, Places>,
    shared: Recent,
    waiting: Waiting,
    networks: Networks,
}

impl Account {
    /// Notes the call if it may be made.
    fn take(&mut self, call: Call<'_>, whole: u32, now: Timestamp) -> bool {
        let kind = call.kind();
        let (Call::Start { by, again: false } | Call::LookUp { by, again: false }) = call else {
            return self.take_place((kind, call.rank()), whole, now);
        };
        let by = (by.clone(), kind);
        let (rank, recent) = self.networks.seen(&by, now);
        let may = recent < of_one_network(whole) && self.take_place((kind, rank), whole, now);
        if may {
            self.networks.note(by, now);
        }
        may
    }

    fn take_place(&mut self, (kind, rank): (Kind, Rank), whole: u32, now: Timestamp) -> bool {
        let own = self.own.entry(kind).or_default();
        if own.take(rank, kind.own(whole), now) {
            return true;
        }
        let rank_of_all = kind.rank_at_best().max(rank);
        let of_shared = left_to(shared(whole), rank_of_all);
        let may = !self.waiting.is_for_one_before(rank_of_all, now)
            && self.shared.many(SECOND, now) < of_shared;
        if may {
            self.shared.note(SECOND, now);
        } else {
            own.wait(rank, now);
            self.waiting.begin(rank_of_all, now);
        }
        may
    }

    /// When to come again with a call that found no place.
    fn next_turn(&mut self, call: Call<'_>, whole: u32, now: Timestamp) -> Timestamp {
        let (kind, rank) = (call.kind(), call.rank());
        let own = self.own.entry(kind).or_default();
        own.next_turn(rank, kind.own(whole), now)
    }
}

/// In this process only: each node has an allowance of its own.
#[derive(Clone, Default)]
pub(crate) struct Allowances(Arc<Mutex<HashMap<ProviderAccountId, Account>>>);

impl Allowances {
    fn lock(&self) -> MutexGuard<'_, HashMap<ProviderAccountId, Account>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Whether the account's provider may be called now; the call counts as made then.
    pub(crate) fn may_call(&self, account: ProviderAccountId, call: Call<'_>) -> bool {
        let (now, whole) = (self.moment().now, self.settings.provider_calls_per_second);
        let mut all = self.provider_allowances.lock();
        let may = all.entry(account).or_default().take(call, whole, now);
        drop(all);
        if !may {
            tell_refused(account);
        }
        may
    }

    /// The same for what has time. If it may not: when it has its turn.
    pub(crate) fn may_call_or_wait(
        &self,
        account: ProviderAccountId,
        call: Call<'_>,
    ) -> Result<(), Timestamp> {
        if self.may_call(account, call) {
            return Ok(());
        }
        Err(self.next_turn(account, call))
    }

    /// When to come again with a call that found no place.
    pub(crate) fn next_turn(&self, account: ProviderAccountId, call: Call<'_>) -> Timestamp {
        let (now, whole) = (self.moment().now, self.settings.provider_calls_per_second);
        let mut all = self.provider_allowances.lock();
        let account = all.entry(account).or_default();
        account.next_turn(call, whole, now)
    }

    /// The rank that a network has when it begins a payment there.
    pub(crate) fn rank_of(&self, place: Place, network: &Network, now: Timestamp) -> Rank {
        let Place::Provider(account) = place else {
            return 0;
        };
        let all = self.provider_allowances.lock();
        let seen = |account: &Account| account.networks.seen(&(network.clone(), Kind::Start), now);
        all.get(&account).map_or(0, |account| seen(account).0)
    }
}

fn tell_refused(account: ProviderAccountId) {
    metrics::counter!("provider_calls_refused_total").increment(1);
    tracing::debug!(provider.account = %account, "this provider is called too often");
}

#[cfg(test)]
mod tests;
