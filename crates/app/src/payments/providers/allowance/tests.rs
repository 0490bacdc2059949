//! Places of calls: to which kind and which rank they go, second by second.

use std::time::Duration;

use super::networks::COUNTED;
use super::places::{TURNS_WITHIN, WAITED_FOR};
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
                Call::Sweep { rank: number % 4 },
                Call::Message,
                Call::Capture,
                Call::Refund,
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
    assert_eq!(made_by_many(&mut account, 100, now()), 9);
    assert_eq!(made(&mut account, look_up_again, now()), 1);
    assert_eq!(made(&mut account, start_again, now()), 1);
    assert_eq!(made(&mut account, look_up(by.0), now()), 5);
    assert_eq!(made(&mut account, look_up(by.1), now()), 0);
    assert_eq!(made(&mut account, Call::Sweep { rank: 0 }, now()), 2);
    assert_eq!(made(&mut account, Call::Message, now()), 2);
    assert_eq!(made(&mut account, Call::Refund, now()), 1);
    assert_eq!(made(&mut account, Call::Capture, now()), 5);

    let mut account = Account::default();
    assert_eq!(made(&mut account, look_up_again, now()), 2);
    assert_eq!(made(&mut account, Call::Refund, now()), 1);
    assert_eq!(made(&mut account, Call::Sweep { rank: 0 }, now()), 4);
    assert_eq!(made(&mut account, Call::Capture, now()), 6);
    assert_eq!(made_by_many(&mut account, 100, now()), 5);
}

#[test]
fn one_network_has_five_first_calls_of_a_kind_in_a_second() {
    let mut account = Account::default();
    let (one, other) = (network(1), network(2));
    assert_eq!(made(&mut account, start(&one), now()), 5);
    assert_eq!(made(&mut account, look_up(&one), now()), 5);
    assert_eq!(made(&mut account, start(&other), now()), 4);
    let later = now().plus(SECOND);
    assert_eq!(made(&mut account, start(&one), later), 5);
}

/// Seconds in which a crowd begins first as often as it can, and then others.
fn seconds_of(
    account: &mut Account,
    seconds: u32,
    mut crowd: impl FnMut(&mut Account, Timestamp) -> usize,
    mut others: impl FnMut(&mut Account, Timestamp) -> usize,
) -> Vec<(usize, usize)> {
    let at = |second| now().plus(SECOND * second);
    let both = |second| (crowd(account, at(second)), others(account, at(second)));
    (0..seconds).map(both).collect()
}

/// Begins from these networks, as often as it may.
fn begins_from(networks: &[Network]) -> impl Fn(&mut Account, Timestamp) -> usize {
    |account, at| {
        let by = networks.iter().cycle().take(100);
        by.filter(|by| account.take(start(by), WHOLE, at)).count()
    }
}

/// Begins from networks that were never seen.
fn begins_from_new_ones(mut from: u32) -> impl FnMut(&mut Account, Timestamp) -> usize {
    move |account, at| {
        from += 100;
        made_by_many(account, from, at)
    }
}

#[test]
fn new_networks_do_not_wait_for_those_that_never_stop() {
    let mut account = Account::default();
    let crowd: Vec<_> = (0..20).map(network).collect();
    let alone = seconds_of(&mut account, 300, begins_from(&crowd), |_, _| 0);
    assert_eq!(alone[0], (9, 0));
    assert_eq!(alone[299], (7, 0), "two of the shared places are left");
    let at = now().plus(SECOND * 300);
    assert_eq!(begins_from(&crowd)(&mut account, at), 7);
    assert_eq!(begins_from_new_ones(1_000)(&mut account, at), 2);
    // They needed more, and it is kept for them though the crowd presses first.
    let at = at.plus(SECOND);
    assert_eq!(begins_from(&crowd)(&mut account, at), 1);
    assert_eq!(begins_from_new_ones(2_000)(&mut account, at), 8);
    // Nothing is kept for long for networks that do not come.
    let at = at.plus(WAITED_FOR);
    assert_eq!(begins_from(&crowd)(&mut account, at), 7);
    let at = at.plus(COUNTED);
    assert_eq!(begins_from(&crowd)(&mut account, at), 9, "it is forgotten");
}

#[test]
fn a_busy_network_does_not_wait_for_ever_new_ones() {
    let mut account = Account::default();
    let office = [network(0)];
    let mut minutes = seconds_of(&mut account, 30, |_, _| 0, begins_from(&office));
    assert_eq!(minutes.pop(), Some((0, 5)), "as much as one network may");
    let busy = (WHOLE, now().plus(SECOND * 30));
    let (rank, _) = account
        .networks
        .seen(&(office[0].clone(), Kind::Start), busy.1);
    assert_eq!(rank, 3);
    let mut crowd = begins_from_new_ones(1_000);
    let at = |second| busy.1.plus(SECOND * second);
    assert_eq!(crowd(&mut account, at(0)), 9);
    assert_eq!(begins_from(&office)(&mut account, at(0)), 0);
    for second in 1..100 {
        assert_eq!(crowd(&mut account, at(second)), 8, "second {second}");
        assert_eq!(begins_from(&office)(&mut account, at(second)), 1);
    }
}

#[test]
fn each_rank_has_its_part_however_few_places_there_are() {
    for most in [1, 2, 3, 5, 11] {
        let mut places = Places::default();
        let mut made = [0_u32; 4];
        for tenth in 0..1_000_u32 {
            let at = now().plus(Duration::from_millis(100) * tenth);
            // The most eager come first.
            for rank in [0, 3, 1, 2] {
                while places.take(rank, most, at) {
                    made[rank as usize] += 1;
                }
                places.wait(rank, at);
            }
        }
        let all: u32 = made.iter().sum();
        assert_eq!(all, most * 100, "of {most}");
        assert!(made.iter().all(|made| *made >= most * 100 / 7), "{made:?}");
    }
}

#[test]
fn payments_of_quiet_networks_are_asked_about_beside_a_crowds() {
    let mut account = Account::default();
    let crowd = Call::Sweep { rank: 3 };
    let quiet = Call::Sweep { rank: 0 };
    for second in 0..20_u32 {
        let at = now().plus(SECOND * second);
        let of_crowd = made(&mut account, crowd, at);
        let of_quiet = made(&mut account, quiet, at);
        assert!(of_quiet > 0 || second == 0, "{of_crowd} in second {second}");
    }
}

#[test]
fn networks_are_forgotten_when_their_time_is_over() {
    let mut account = Account::default();
    for second in 0..3_600_u32 {
        let at = now().plus(SECOND * second);
        assert_eq!(made_by_many(&mut account, 100 * second, at), 9);
    }
    assert!(account.networks.len() <= 18_000);
}

#[test]
fn sweeps_that_are_put_off_have_a_turn_each() {
    const SWEEP: Call<'_> = Call::Sweep { rank: 0 };
    let mut account = Account::default();
    let half = |halves: u64| now().plus(Duration::from_millis(500 * halves));
    let turns: Vec<_> = (0..3)
        .map(|_| account.next_turn(SWEEP, WHOLE, now()))
        .collect();
    assert_eq!(turns, [half(1), half(2), half(3)]);
    assert_eq!(account.next_turn(SWEEP, WHOLE, half(100)), half(101));
    let turns = (0..2_000).map(|_| account.next_turn(SWEEP, WHOLE, now()));
    assert!(turns.max() <= Some(now().plus(TURNS_WITHIN + SECOND)));
    // Those of a rank wait for each other, and for no other rank's.
    let turn = account.next_turn(Call::Sweep { rank: 1 }, WHOLE, now());
    assert_eq!(turn, half(1));
}

#[test]
fn room_comes_back_a_second_after_each_call() {
    let mut account = Account::default();
    let half = now().plus(Duration::from_millis(500));
    assert!(account.take(Call::Capture, WHOLE, now()));
    assert_eq!(made(&mut account, Call::Capture, half), 8);
    let later = now().plus(SECOND);
    assert_eq!(made(&mut account, Call::Capture, later), 1);
    assert_eq!(made(&mut account, Call::Capture, half.plus(SECOND)), 8);
}

#[test]
fn a_clock_that_is_put_back_holds_nothing_up() {
    let mut account = Account::default();
    let ahead = now().plus(Duration::from_hours(1));
    assert_eq!(made_by_many(&mut account, 0, ahead), 9);
    assert_eq!(made_by_many(&mut account, 0, now()), 9);
    let turn = |account: &mut Account, at| account.next_turn(Call::Refund, WHOLE, at);
    assert_eq!(turn(&mut account, ahead), ahead.plus(SECOND));
    assert_eq!(turn(&mut account, now()), now().plus(SECOND));
}
