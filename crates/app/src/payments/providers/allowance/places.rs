//! Places of one kind of call, and to which ranks they go.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use domain::Timestamp;

/// What comes first when places run low: 0 before all others.
pub(super) type Rank = u32;

/// Of networks.
pub(super) const RANKS: Rank = 4;
pub(super) const SECOND: Duration = Duration::from_secs(1);
/// So long its part is kept free for a rank that found no place: long enough to press again.
pub(super) const WAITED_FOR: Duration = Duration::from_secs(5);
/// Turns are spread over this time at most, and begin anew then.
pub(super) const TURNS_WITHIN: Duration = Duration::from_mins(10);
/// Of how many parts the first rank has two, and each other one.
const PARTS: u32 = RANKS + 1;

/// When calls were made lately, oldest first.
#[derive(Debug, Default)]
pub(super) struct Recent(VecDeque<Timestamp>);

impl Recent {
    /// How many within this time, of what was kept.
    pub(super) fn many(&self, within: Duration, now: Timestamp) -> u32 {
        let recent = |at: &&Timestamp| **at <= now && now.since(**at) < within;
        let many = self.0.iter().rev().take_while(recent).count();
        u32::try_from(many).unwrap_or(u32::MAX)
    }

    /// A clock that is put back forgets what it has not reached.
    pub(super) fn note(&mut self, kept: Duration, now: Timestamp) {
        if self.0.back().is_some_and(|at| *at > now) {
            self.0.retain(|at| *at <= now);
        }
        while self.0.front().is_some_and(|at| now.since(*at) >= kept) {
            self.0.pop_front();
        }
        self.0.push_back(now);
    }
}

/// Ranks that found no place: when, and until when places are kept free for them.
#[derive(Debug, Default)]
pub(super) struct Waiting(BTreeMap<Rank, (Timestamp, Timestamp)>);

impl Waiting {
    pub(super) fn begin(&mut self, rank: Rank, now: Timestamp) {
        // Its turns may be further off.
        let until = self.0.get(&rank).filter(|_| self.is_for(rank, now));
        let until = until.map_or(now, |(_, until)| *until);
        self.keep(rank, (now, until.max(now.plus(WAITED_FOR))));
    }

    fn keep(&mut self, rank: Rank, from_until: (Timestamp, Timestamp)) {
        self.0.insert(rank, from_until);
    }

    fn is_for(&self, rank: Rank, now: Timestamp) -> bool {
        let waits = self.0.get(&rank);
        waits.is_some_and(|(from, until)| *from <= now && now < *until)
    }

    /// Whether a rank that comes before this one waits.
    pub(super) fn is_for_one_before(&self, rank: Rank, now: Timestamp) -> bool {
        let mut before = self.0.range(..rank);
        before.any(|(before, _)| self.is_for(*before, now))
    }
}

/// What a rank did.
#[derive(Debug, Default)]
struct OfRank {
    used: Recent,
    /// When the one of it that was put off last comes again.
    turn: Option<Timestamp>,
}

/// Places that only one kind of call uses. Each rank has a part of them, which is kept free for it
/// from the moment at which it found no place. What is beyond the parts goes to those first that
/// come first.
#[derive(Debug, Default)]
pub(super) struct Places {
    all: Recent,
    ranks: BTreeMap<Rank, OfRank>,
    waiting: Waiting,
}

/// The time over which parts are whole numbers.
fn period(most: u32) -> Duration {
    SECOND * PARTS.div_ceil(most.max(1))
}

/// Of so many places within a period.
const fn part(places: u32, rank: Rank) -> u32 {
    let of_others = places / PARTS;
    if rank == 0 {
        places - (RANKS - 1) * of_others
    } else {
        of_others
    }
}

impl Places {
    /// Notes the call if there is a place for it, of `most` in any second.
    pub(super) fn take(&mut self, rank: Rank, most: u32, now: Timestamp) -> bool {
        let there_is_one = self.all.many(SECOND, now) < most && self.is_free_for(rank, most, now);
        if there_is_one {
            self.all.note(period(most), now);
            let of_rank = self.ranks.entry(rank).or_default();
            of_rank.used.note(period(most), now);
        }
        there_is_one
    }

    /// Whether what is left is not kept for others.
    fn is_free_for(&self, rank: Rank, most: u32, now: Timestamp) -> bool {
        let period = period(most);
        let seconds = u32::try_from(period.as_secs()).unwrap_or(u32::MAX);
        let places = most.saturating_mul(seconds);
        let unused = |rank, of_rank: Option<&OfRank>| {
            let used = of_rank.map_or(0, |of_rank| of_rank.used.many(period, now));
            part(places, rank).saturating_sub(used)
        };
        if unused(rank, self.ranks.get(&rank)) > 0 {
            return true;
        }
        let waiting = self.ranks.range(rank + 1..);
        let kept: u32 = waiting
            .filter(|(other, _)| self.waiting.is_for(**other, now))
            .map(|(other, of_rank)| unused(*other, Some(of_rank)))
            .sum();
        let left = places.saturating_sub(self.all.many(period, now));
        left > kept && !self.waiting.is_for_one_before(rank, now)
    }

    /// The rank found no place.
    pub(super) fn wait(&mut self, rank: Rank, now: Timestamp) {
        self.ranks.entry(rank).or_default();
        self.waiting.begin(rank, now);
    }

    /// The next time at which the rank has a place that no other call of it was given.
    pub(super) fn next_turn(&mut self, rank: Rank, most: u32, now: Timestamp) -> Timestamp {
        let of_rank = self.ranks.entry(rank).or_default();
        let last = of_rank.turn;
        let last = last.filter(|turn| *turn > now && turn.since(now) < TURNS_WITHIN);
        let turn = last.unwrap_or(now).plus(SECOND / most.max(1));
        of_rank.turn = Some(turn);
        self.waiting.keep(rank, (now, turn.plus(WAITED_FOR)));
        turn
    }
}
