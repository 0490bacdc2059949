//! The line before the one place where passwords are hashed.
//!
//! Strangers can send passwords, so the places that all share are full under an attack. Persons at
//! browsers that signed them in before, and networks from which a person signed in, have places of
//! their own, and no network takes more than its share. Counted in this process only; no address is
//! kept.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use domain::Timestamp;

use super::Asker;
use crate::access::Network;

/// Places of those that come first: the last in a full line of all kinds waits some seconds.
const SHARED: usize = 20;
/// Of persons that are known, beside the shared ones.
const OF_KNOWN: usize = 10;
/// Of known networks, beside the shared ones.
const OF_KNOWN_NETWORKS: usize = 10;
/// Of one network at a time, known or not: an office on its first morning, with a new browser
/// each. One that is told to come back finds a place a second later.
const OF_NETWORK: usize = 5;
/// As long as a browser is known.
const KNOWN_FOR: Duration = Duration::from_hours(180 * 24);
/// Networks remembered; the one whose last signing in is the oldest goes.
const NETWORKS_MAX: usize = 10_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Known,
    KnownNetwork,
    Other,
}

/// A place that was taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    kind: Kind,
    /// Whose share it is of.
    network: Option<u64>,
}

#[derive(Default)]
pub(super) struct Line {
    hasher: RandomState,
    known: usize,
    known_networks: usize,
    others: usize,
    /// How many places each network has.
    of_network: HashMap<u64, usize>,
    /// When a person signed in from a network.
    signed_in: HashMap<u64, Timestamp>,
}

impl Line {
    /// A place, if there is one.
    pub(super) fn enter(&mut self, asker: Asker<'_>, now: Timestamp) -> Option<Place> {
        let (kind, network) = match asker {
            Asker::Known => (Kind::Known, None),
            Asker::From(network) => {
                let network = self.hasher.hash_one(network);
                let known = self.signed_in.get(&network);
                let kind = match known {
                    Some(at) if now.since(*at) < KNOWN_FOR => Kind::KnownNetwork,
                    Some(_) | None => Kind::Other,
                };
                (kind, Some(network))
            }
        };
        let has = network.and_then(|network| self.of_network.get(&network));
        if has.is_some_and(|has| *has >= OF_NETWORK) {
            return None;
        }
        let own_is_free = match kind {
            Kind::Known => self.known < OF_KNOWN,
            Kind::KnownNetwork => self.known_networks < OF_KNOWN_NETWORKS,
            Kind::Other => false,
        };
        if !own_is_free && self.shared() >= SHARED {
            return None;
        }
        *self.of(kind) += 1;
        if let Some(network) = network {
            *self.of_network.entry(network).or_default() += 1;
        }
        Some(Place { kind, network })
    }

    pub(super) fn leave(&mut self, place: Place) {
        let of_kind = self.of(place.kind);
        *of_kind = of_kind.saturating_sub(1);
        let Some(network) = place.network else {
            return;
        };
        let left = self.of_network.get(&network).map_or(0, |has| has - 1);
        if left == 0 {
            self.of_network.remove(&network);
        } else {
            self.of_network.insert(network, left);
        }
    }

    /// A person signed in from there.
    pub(super) fn knows(&mut self, network: &Network, now: Timestamp) {
        let network = self.hasher.hash_one(network);
        let is_full = self.signed_in.len() >= NETWORKS_MAX;
        if is_full && !self.signed_in.contains_key(&network) {
            let networks = self.signed_in.iter();
            let oldest = networks
                .min_by_key(|(_, at)| **at)
                .map(|(oldest, _)| *oldest);
            oldest.map(|oldest| self.signed_in.remove(&oldest));
        }
        self.signed_in.insert(network, now);
    }

    /// The shared places that are taken.
    const fn shared(&self) -> usize {
        self.others
            + self.known.saturating_sub(OF_KNOWN)
            + self.known_networks.saturating_sub(OF_KNOWN_NETWORKS)
    }

    const fn of(&mut self, kind: Kind) -> &mut usize {
        match kind {
            Kind::Known => &mut self.known,
            Kind::KnownNetwork => &mut self.known_networks,
            Kind::Other => &mut self.others,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn network(number: u16) -> Network {
        let [one, two] = number.to_be_bytes();
        Network::of([10, one, two, 1].into())
    }

    /// As many from there as find a place.
    fn enter_all(line: &mut Line, network: &Network) -> Vec<Place> {
        std::iter::from_fn(|| line.enter(Asker::From(network), NOW)).collect()
    }

    /// Strangers from ever new networks, until none finds a place.
    fn besieged(line: &mut Line) -> usize {
        let attempts = 1_000..2_000;
        let found = attempts.filter(|number| {
            let network = network(*number);
            line.enter(Asker::From(&network), NOW).is_some()
        });
        found.count()
    }

    #[test]
    fn a_crowd_of_networks_leaves_places_to_known_persons_and_known_networks() {
        let mut line = Line::default();
        line.knows(&network(1), NOW);
        assert_eq!(besieged(&mut line), SHARED);
        assert!(line.enter(Asker::From(&network(2)), NOW).is_none());
        assert_eq!(enter_all(&mut line, &network(1)).len(), OF_NETWORK);
        for _ in 0..OF_KNOWN {
            assert!(line.enter(Asker::Known, NOW).is_some());
        }
        assert!(line.enter(Asker::Known, NOW).is_none());
    }

    #[test]
    fn one_network_has_a_share_of_the_line_and_has_it_again_when_it_left() {
        let mut line = Line::default();
        for _ in 0..2 {
            let places = enter_all(&mut line, &network(1));
            assert_eq!(places.len(), OF_NETWORK);
            assert!(line.enter(Asker::From(&network(2)), NOW).is_some());
            for place in places {
                line.leave(place);
            }
        }
        assert_eq!((line.others, line.of_network.len()), (2, 1));
    }

    #[test]
    fn known_ones_use_shared_places_too() {
        let mut line = Line::default();
        let known = std::iter::from_fn(|| line.enter(Asker::Known, NOW)).count();
        assert_eq!(known, OF_KNOWN + SHARED);
        assert_eq!(besieged(&mut line), 0);
        line.knows(&network(1), NOW);
        assert!(line.enter(Asker::From(&network(1)), NOW).is_some());
    }

    #[test]
    fn a_network_is_known_for_half_a_year_and_the_oldest_is_forgotten_first() {
        let mut line = Line::default();
        line.knows(&network(1), NOW);
        let later = NOW.plus(KNOWN_FOR);
        let place = line.enter(Asker::From(&network(1)), later).unwrap();
        assert_eq!(place.kind, Kind::Other);
        for number in 2..12_000 {
            line.knows(&network(number), later);
        }
        assert_eq!(line.signed_in.len(), NETWORKS_MAX);
        let oldest = line.enter(Asker::From(&network(1)), NOW).unwrap();
        assert_eq!(oldest.kind, Kind::Other);
        let newest = line.enter(Asker::From(&network(11_999)), later).unwrap();
        assert_eq!(newest.kind, Kind::KnownNetwork);
    }
}
