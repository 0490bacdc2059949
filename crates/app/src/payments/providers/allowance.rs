//! Calls of a provider in any second, per account: how many, of which kind, and caused by which
//! network.
//!
//! A provider that is called too often refuses everything for a while, and an authority's payers
//! with it. So this node makes fewer in any second than it takes. Each kind of call has places that
//! no other kind uses up, and all kinds share some more. Which of both a visitor's first calls find
//! free depends on the visitor's network: the fewer it caused in the last quarter of an hour, the
//! more, and never more than a few in a second. So a network that begins its first payment goes
//! before all that have begun some, and those before the ones that never stop. Where such a first
//! one found no place, the others are left little for a while.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{ProviderAccountId, Timestamp};

use crate::App;
use crate::access::Network;

/// Calls of an account's provider in any second, of this node. Less than the thirty at which
/// providers begin to refuse; the rest is left to commands of the operator and to reports.
pub const PROVIDER_CALLS_PER_SECOND: u32 = 28;
/// Of fewer calls not every kind would have a place.
pub const PROVIDER_CALLS_MIN: u32 = 10;
/// Starts of a payment, or look-ups of an attempt without news, that count as its first: more than
/// a real payer causes.
pub(crate) const FIRST_CALLS: u32 = 3;
/// Of how many parts [`Kind::own`] says some.
const PARTS: u64 = 28;
const SECOND: Duration = Duration::from_secs(1);
/// So long a network's calls count against it. Orders of a network are counted as long.
const COUNTED: Duration = Duration::from_mins(15);
/// So long little is left to others after a network found no place for its first call.
const SHORT: Duration = Duration::from_mins(1);
/// Networks that are known before those are looked for whose time is over.
const KNOWN_AT_LEAST: usize = 1_000;
/// Turns of sweeps are spread over this time at most, and begin anew then.
const TURNS_WITHIN: Duration = Duration::from_mins(10);

/// A call of a provider, by what causes it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Call<'a> {
    /// A payer chose the method; `again` after the first times for the same payment.
    Start { by: &'a Network, again: bool },
    /// A visitor opened a page; `again` after the first times for the same attempt.
    LookUp { by: &'a Network, again: bool },
    /// Money is taken that a payer approved, whatever asked about it.
    Capture,
    /// The time of a payment has come.
    Sweep,
    /// A message of the provider, proven to be its own.
    Message,
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
}

const KINDS: [Kind; 7] = [
    Kind::Start,
    Kind::StartAgain,
    Kind::LookUp,
    Kind::LookUpAgain,
    Kind::Capture,
    Kind::Sweep,
    Kind::Message,
];

/// What comes first when places run low: 0 before all others, up to [`LAST`].
type Rank = u64;

const LAST: Rank = 4;

impl Call<'_> {
    const fn kind(self) -> Kind {
        match self {
            Self::Start { again: false, .. } => Kind::Start,
            Self::Start { again: true, .. } => Kind::StartAgain,
            Self::LookUp { again: false, .. } => Kind::LookUp,
            Self::LookUp { again: true, .. } => Kind::LookUpAgain,
            Self::Capture => Kind::Capture,
            Self::Sweep => Kind::Sweep,
            Self::Message => Kind::Message,
        }
    }
}

impl Kind {
    /// Places in a second that this kind alone uses.
    fn own(self, whole: u32) -> u32 {
        let parts = match self {
            Self::Start | Self::LookUp | Self::Capture => 5,
            Self::Sweep | Self::Message => 2,
            Self::StartAgain | Self::LookUpAgain => 1,
        };
        part(whole, parts, PARTS).max(1)
    }

    /// Of calls that no network's number decides about.
    const fn rank(self) -> Rank {
        match self {
            Self::Start | Self::LookUp | Self::Capture | Self::Message => 0,
            Self::Sweep => 2,
            Self::StartAgain | Self::LookUpAgain => LAST,
        }
    }
}

/// So many parts of the whole, less than one left out.
fn part(whole: u32, parts: u64, of: u64) -> u32 {
    u32::try_from(u64::from(whole) * parts / of).unwrap_or(u32::MAX)
}

/// What a rank may use of some places: each leaves a fifth to those before it, and where they run
/// `short` the first of all is left three fifths by the others.
fn left_to(places: u32, rank: Rank, short: bool) -> u32 {
    if short && rank > 0 {
        part(places, 3_u64.saturating_sub(rank), LAST + 1)
    } else {
        places - part(places, rank, LAST + 1)
    }
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

/// By the calls that the network caused within [`COUNTED`].
const fn rank_after(made: u32) -> Rank {
    match made {
        0 => 0,
        1..4 => 1,
        4..16 => 2,
        _ => 3,
    }
}

/// When calls were made, in the last second, oldest first.
#[derive(Debug, Default)]
struct LastSecond(VecDeque<Timestamp>);

impl LastSecond {
    /// How many. A clock that is put back forgets what it has not reached.
    fn many(&mut self, now: Timestamp) -> u32 {
        let recent = |at: Timestamp| at <= now && now.since(at) < SECOND;
        while self.0.front().is_some_and(|at| !recent(*at)) {
            self.0.pop_front();
        }
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    fn take(&mut self, most: u32, now: Timestamp) -> bool {
        let there_is_room = self.many(now) < most;
        if there_is_room {
            self.0.push_back(now);
        }
        there_is_room
    }
}

/// First calls of one kind that a network caused.
#[derive(Debug)]
struct Visits {
    since: Timestamp,
    made: u32,
    recent: LastSecond,
}

impl Visits {
    fn beginning(now: Timestamp) -> Self {
        Self {
            since: now,
            made: 0,
            recent: LastSecond::default(),
        }
    }

    fn counts(&self, now: Timestamp) -> bool {
        self.since <= now && now.since(self.since) < COUNTED
    }
}

/// Networks that caused first calls. Only calls that were made are noted, so there are never more
/// than twice as many as the account's first calls of a quarter of an hour: 36 000.
#[derive(Debug, Default)]
struct Networks {
    known: HashMap<(Network, Kind), Visits>,
    tidied_at: usize,
}

impl Networks {
    fn note(&mut self, by: (Network, Kind), now: Timestamp) {
        if self.known.len() >= self.tidied_at.max(KNOWN_AT_LEAST) {
            self.known.retain(|_, visits| visits.counts(now));
            self.tidied_at = 2 * self.known.len();
        }
        let visits = self.known.entry(by);
        let visits = visits.or_insert_with(|| Visits::beginning(now));
        if !visits.counts(now) {
            *visits = Visits::beginning(now);
        }
        visits.made = visits.made.saturating_add(1);
        visits.recent.0.push_back(now);
    }
}

/// Places of one account that are taken.
#[derive(Debug, Default)]
struct Account {
    own: HashMap<Kind, LastSecond>,
    shared: LastSecond,
    networks: Networks,
    /// When a network last found no place for its first call.
    short_at: Option<Timestamp>,
    /// Of the payment that was put off last.
    turn: Option<Timestamp>,
}

impl Account {
    /// Notes the call if it may be made.
    fn take(&mut self, call: Call<'_>, whole: u32, now: Timestamp) -> bool {
        let kind = call.kind();
        let own = kind.own(whole);
        let (Call::Start { by, again: false } | Call::LookUp { by, again: false }) = call else {
            return self.take_place(kind, (own, kind.rank()), whole, now);
        };
        let by = (by.clone(), kind);
        let visits = self.networks.known.get_mut(&by);
        let visits = visits.filter(|visits| visits.counts(now));
        let (made, recent) = visits.map_or((0, 0), |visits| (visits.made, visits.recent.many(now)));
        if recent >= of_one_network(whole) {
            return false;
        }
        let rank = rank_after(made);
        let own = left_to(own, rank, self.is_short(now)).max(1);
        let may = self.take_place(kind, (own, rank), whole, now);
        if may {
            self.networks.note(by, now);
        } else if rank == 0 {
            self.short_at = Some(now);
        }
        may
    }

    fn is_short(&self, now: Timestamp) -> bool {
        let short_at = self.short_at;
        short_at.is_some_and(|at| at <= now && now.since(at) < SHORT)
    }

    fn take_place(
        &mut self,
        kind: Kind,
        (own, rank): (u32, Rank),
        whole: u32,
        now: Timestamp,
    ) -> bool {
        let of_shared = left_to(shared(whole), rank, self.is_short(now));
        self.own.entry(kind).or_default().take(own, now) || self.shared.take(of_shared, now)
    }

    /// The next time at which a sweep has a place of its own that no other was given.
    fn next_turn(&mut self, whole: u32, now: Timestamp) -> Timestamp {
        let last = self
            .turn
            .filter(|turn| *turn > now && turn.since(now) < TURNS_WITHIN);
        let turn = last.unwrap_or(now).plus(SECOND / Kind::Sweep.own(whole));
        self.turn = Some(turn);
        turn
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

    /// The same for a payment whose time has come. If it may not: when it has its turn.
    pub(crate) fn may_sweep(&self, account: ProviderAccountId) -> Result<(), Timestamp> {
        let (now, whole) = (self.moment().now, self.settings.provider_calls_per_second);
        let mut all = self.provider_allowances.lock();
        let account_of = all.entry(account).or_default();
        if account_of.take(Call::Sweep, whole, now) {
            return Ok(());
        }
        let turn = account_of.next_turn(whole, now);
        drop(all);
        tell_refused(account);
        Err(turn)
    }
}

fn tell_refused(account: ProviderAccountId) {
    metrics::counter!("provider_calls_refused_total").increment(1);
    tracing::debug!(provider.account = %account, "this provider is called too often");
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: u32 = PROVIDER_CALLS_PER_SECOND;

    fn now() -> Timestamp {
        Timestamp::from_micros(1_700_000_000_000_000)
    }

    fn network(number: u32) -> Network {
        let [_, a, b, c] = number.to_be_bytes();
        Network::of([a, b, c, 1].into())
    }

    const fn start(by: &Network) -> Call<'_> {
        Call::Start { by, again: false }
    }

    const fn look_up(by: &Network) -> Call<'_> {
        Call::LookUp { by, again: false }
    }

    /// How many of 100 calls may be made at this time.
    fn made(account: &mut Account, call: Call<'_>, at: Timestamp) -> usize {
        (0..100).filter(|_| account.take(call, WHOLE, at)).count()
    }

    /// The same, each caused by another network: those from this number on.
    fn made_by_many(account: &mut Account, from: u32, at: Timestamp) -> usize {
        let by = (from..from + 100).map(network);
        by.filter(|by| account.take(start(by), WHOLE, at)).count()
    }

    #[test]
    fn no_second_has_more_calls_than_the_whole() {
        let mut account = Account::default();
        let mut made_at = Vec::new();
        for tenth in 0..100 {
            let at = now().plus(Duration::from_millis(100 * u64::from(tenth)));
            for number in 0..20 {
                let by = &network(20 * tenth + number);
                let kinds = [
                    Call::LookUp { by, again: true },
                    Call::Start { by, again: true },
                    look_up(by),
                    start(by),
                    Call::Sweep,
                    Call::Message,
                    Call::Capture,
                ];
                for call in kinds {
                    made_at.extend(account.take(call, WHOLE, at).then_some(tenth));
                }
            }
        }
        let most = WHOLE - providers::LOGINS_PER_SECOND;
        for from in 0..90 {
            let within = made_at.iter().filter(|at| (from..from + 10).contains(*at));
            assert_eq!(within.count(), most as usize, "from {from}");
        }
    }

    #[test]
    fn own_places_and_logins_are_never_more_than_the_whole() {
        for whole in (PROVIDER_CALLS_MIN..200).chain([u32::MAX]) {
            let own = KINDS.iter().map(|kind| u64::from(kind.own(whole)));
            let all = own.sum::<u64>() + u64::from(shared(whole));
            assert!(all + u64::from(providers::LOGINS_PER_SECOND) <= u64::from(whole));
            assert!(KINDS.iter().all(|kind| kind.own(whole) > 0));
        }
    }

    #[test]
    fn each_kind_has_places_that_the_others_do_not_use_up() {
        let by = (&network(1), &network(2));
        let (start_again, look_up_again) = (
            Call::Start {
                by: by.0,
                again: true,
            },
            Call::LookUp {
                by: by.0,
                again: true,
            },
        );
        let mut account = Account::default();
        assert_eq!(made_by_many(&mut account, 100, now()), 10);
        assert_eq!(made(&mut account, look_up_again, now()), 1);
        assert_eq!(made(&mut account, start_again, now()), 1);
        assert_eq!(made(&mut account, look_up(by.0), now()), 2);
        assert_eq!(made(&mut account, look_up(by.1), now()), 1);
        assert_eq!(made(&mut account, Call::Sweep, now()), 2);
        assert_eq!(made(&mut account, Call::Message, now()), 2);
        assert_eq!(made(&mut account, Call::Capture, now()), 5);

        let mut account = Account::default();
        assert_eq!(made(&mut account, look_up_again, now()), 2);
        assert_eq!(made(&mut account, Call::Sweep, now()), 4);
        assert_eq!(made(&mut account, Call::Capture, now()), 7);
        assert_eq!(made_by_many(&mut account, 100, now()), 5);
    }

    #[test]
    fn one_network_has_five_first_calls_of_a_kind_in_a_second() {
        let mut account = Account::default();
        let (one, other) = (network(1), network(2));
        assert_eq!(made(&mut account, start(&one), now()), 5);
        assert_eq!(made(&mut account, look_up(&one), now()), 5);
        assert_eq!(made(&mut account, start(&other), now()), 3);
        let later = now().plus(SECOND);
        assert_eq!(made(&mut account, start(&one), later), 5);
    }

    #[test]
    fn a_network_that_began_less_goes_before_those_that_began_more() {
        let mut account = Account::default();
        let mut at = now();
        // Twenty networks begin all the time, as much as they can.
        let crowd: Vec<_> = (0..20).map(network).collect();
        let begin = |account: &mut Account, at| {
            let by = crowd.iter().cycle().take(100);
            by.filter(|by| account.take(start(by), WHOLE, at)).count()
        };
        let mut in_seconds = Vec::new();
        for _ in 0..300 {
            in_seconds.push(begin(&mut account, at));
            at = at.plus(SECOND);
        }
        assert_eq!(in_seconds[0], 10);
        assert_eq!(in_seconds[299], 4, "what is left to those that never stop");
        // They come first in each second, and still there is room for others.
        assert_eq!(begin(&mut account, at), 4);
        assert_eq!(made_by_many(&mut account, 1_000, at), 6);
        // Of those there were more, so the crowd waits.
        at = at.plus(SECOND);
        assert_eq!(begin(&mut account, at), 1);
        assert_eq!(made_by_many(&mut account, 2_000, at), 9);
        at = at.plus(COUNTED);
        assert_eq!(begin(&mut account, at), 10, "it is forgotten in time");
    }

    #[test]
    fn networks_are_forgotten_when_their_time_is_over() {
        let mut account = Account::default();
        for second in 0..3_600_u32 {
            let at = now().plus(SECOND * second);
            assert_eq!(made_by_many(&mut account, 100 * second, at), 10);
        }
        assert!(account.networks.known.len() <= 18_000);
    }

    #[test]
    fn sweeps_that_are_put_off_have_a_turn_each() {
        let mut account = Account::default();
        let half = |halves: u64| now().plus(Duration::from_millis(500 * halves));
        let turns: Vec<_> = (0..3).map(|_| account.next_turn(WHOLE, now())).collect();
        assert_eq!(turns, [half(1), half(2), half(3)]);
        assert_eq!(account.next_turn(WHOLE, half(100)), half(101));
        let turns = (0..2_000).map(|_| account.next_turn(WHOLE, now()));
        assert!(turns.max() <= Some(now().plus(TURNS_WITHIN + SECOND)));
    }

    #[test]
    fn room_comes_back_a_second_after_each_call() {
        let mut account = Account::default();
        let half = now().plus(Duration::from_millis(500));
        assert!(account.take(Call::Capture, WHOLE, now()));
        assert_eq!(made(&mut account, Call::Capture, half), 9);
        let later = now().plus(SECOND);
        assert_eq!(made(&mut account, Call::Capture, later), 1);
        assert_eq!(made(&mut account, Call::Capture, half.plus(SECOND)), 9);
    }

    #[test]
    fn a_clock_that_is_put_back_holds_nothing_up() {
        let mut account = Account::default();
        let ahead = now().plus(Duration::from_hours(1));
        assert_eq!(made_by_many(&mut account, 0, ahead), 10);
        assert_eq!(made_by_many(&mut account, 0, now()), 10);
    }
}
