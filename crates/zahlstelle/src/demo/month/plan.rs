//! What happens in the town on which day, from a seed.

use std::time::Duration;

use domain::{Day, Moment, Timestamp};

use crate::demo::staff::{MORE, POSTS};

/// Payments of a usual day of the week, Monday first. On Sundays people pay from home.
const OF_WEEKDAY: [u32; 7] = [30, 34, 24, 33, 26, 15, 12];
/// How many of a day's payments begin in each hour: offices in the morning, homes in the evening.
const OF_HOUR: [u32; 24] = [
    0, 0, 0, 0, 0, 1, 2, 4, 9, 12, 13, 9, 6, 6, 8, 9, 7, 6, 7, 9, 8, 5, 2, 1,
];
/// Notices of the month's file; about two thirds are paid in it.
pub(in crate::demo) const NOTICES: u32 = 60;
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
/// Nothing begins so shortly before the first visitor comes.
const QUIET: Duration = Duration::from_mins(15);
/// What the services give to pay, and some seconds.
const TIME_IS_OVER: Duration = Duration::from_secs(30 * 60 + 5);
/// The provider forgets an order that was not approved.
const ORDER_IS_OVER: Duration = Duration::from_mins(190);

/// What is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The n-th service that an online service asks for.
    Asked(usize),
    /// An order from the catalogue.
    Ordered,
    /// The n-th notice of the month's file.
    Notice(u32),
}

/// What a payer does on the provider's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AtProvider {
    Pays,
    /// The card is refused at the first try.
    PaysAfterRefusal,
    /// Refused for good.
    IsRefused,
    /// Closes the window.
    Leaves,
    /// Comes back without paying.
    GivesUp,
}

/// What part of the amount a transfer brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transferred {
    Whole,
    Half,
    /// Ten euros more than is owed.
    TooMuch,
}

/// One thing that happens. The number is the story's it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The town is set up before anything is played; only its place is here.
    Town,
    ComesIn(usize),
    /// One of those that visitors do not sign in as.
    Joins(usize),
    Leaves(usize),
    Notices,
    Asks(u32, What),
    Pays(u32, AtProvider),
    Instructed(u32),
    Transfers(u32, Transferred),
    CallsOff(u32),
    /// The clerk looks at what names the payer.
    ReadsPayer(u32),
    RequestsRefund(u32, Option<i64>, &'static str),
    Releases(u32),
    /// The same, and the provider refuses.
    ReleasesInVain(u32),
    Rejects(u32, &'static str),
    Drafts(&'static str, &'static str),
    Submits(&'static str),
    Approves(&'static str),
    Publishes(&'static str),
    Due,
    Seal,
}

/// A step at its time.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) at: Timestamp,
    pub(super) step: Step,
}

impl Planned {
    pub(super) const fn story(&self) -> Option<u32> {
        match self.step {
            Step::Asks(story, _)
            | Step::Pays(story, _)
            | Step::Instructed(story)
            | Step::Transfers(story, _)
            | Step::CallsOff(story)
            | Step::ReadsPayer(story)
            | Step::RequestsRefund(story, ..)
            | Step::Releases(story)
            | Step::ReleasesInVain(story)
            | Step::Rejects(story, _) => Some(story),
            Step::Town
            | Step::ComesIn(_)
            | Step::Joins(_)
            | Step::Leaves(_)
            | Step::Notices
            | Step::Drafts(..)
            | Step::Submits(_)
            | Step::Approves(_)
            | Step::Publishes(_)
            | Step::Due
            | Step::Seal => None,
        }
    }
}

/// Chance from a seed.
struct Dice(Moment);

impl Dice {
    /// Less than `sides`.
    fn below(&mut self, sides: u32) -> u32 {
        u32::from_be_bytes(self.0.bytes()) % sides.max(1)
    }

    /// An index, by weight.
    fn by_weight(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().sum());
        let index = weights.iter().position(|weight| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        index.unwrap_or_default()
    }

    fn seconds(&mut self, from: u32, to: u32) -> Duration {
        let more = self.below(to.saturating_sub(from));
        Duration::from_secs(u64::from(from + more))
    }
}

/// A payment that was paid at the provider, for what the offices do about it.
struct Paid {
    story: u32,
    what: What,
    at: Timestamp,
}

struct Plan {
    steps: Vec<Planned>,
    dice: Dice,
    ends: Timestamp,
    stories: u32,
    notices: u32,
    paid: Vec<Paid>,
}

/// Everything between the two times, in their order. Same seed, same steps.
pub(super) fn steps((begins, ends): (Timestamp, Timestamp), days: u16, seed: u64) -> Vec<Planned> {
    let mut plan = Plan {
        steps: Vec::new(),
        dice: Dice(Moment::fixed(begins, seed)),
        ends,
        stories: 0,
        notices: 0,
        paid: Vec::new(),
    };
    plan.opening(begins);
    let fixed = plan.steps.len();
    if days > 0 {
        plan.put(begins.plus(HOUR), Step::Notices);
        let first = Day::in_berlin(begins);
        for number in 0..=i64::from(days) {
            if let Some(day) = first.plus_days(number) {
                plan.day(day, begins.plus(2 * HOUR));
            }
        }
        plan.offices(begins);
    }
    let mut later = plan.steps.split_off(fixed);
    // Before that there is no town for what is due early on the first day.
    later.retain(|planned| planned.at >= begins.plus(HOUR) && planned.at < ends);
    later.sort_by_key(|planned| planned.at);
    plan.steps.append(&mut later);
    plan.put(ends, Step::Due);
    plan.put(ends, Step::Seal);
    plan.steps
}

impl Plan {
    fn put(&mut self, at: Timestamp, step: Step) {
        self.steps.push(Planned { at, step });
    }

    fn opening(&mut self, begins: Timestamp) {
        self.put(begins, Step::Town);
        for number in 0..POSTS.len() {
            self.put(begins.plus(10 * MINUTE), Step::ComesIn(number));
        }
        self.put(begins.plus(40 * MINUTE), Step::Seal);
    }

    /// Payments of a day, what is due in it, and its seals.
    fn day(&mut self, day: Day, open: Timestamp) {
        let begins = day.begins();
        self.put(begins.plus(6 * HOUR), Step::Due);
        for hour in [12, 18, 23] {
            self.put(begins.plus(HOUR * hour), Step::Seal);
        }
        // 1970 began on a Thursday.
        let weekday = usize::try_from((day.days() + 3).rem_euclid(7)).unwrap_or_default();
        let usual = OF_WEEKDAY.get(weekday).copied().unwrap_or_default();
        let many = usual * (80 + self.dice.below(41)) / 100;
        for _ in 0..many {
            let hour = u32::try_from(self.dice.by_weight(&OF_HOUR)).unwrap_or_default();
            let at = begins.plus(HOUR * hour + self.dice.seconds(0, 3_600));
            if at >= open && at.plus(QUIET) < self.ends {
                self.payment(day, at);
            }
        }
    }

    /// What is paid for, and how it ends.
    fn payment(&mut self, day: Day, at: Timestamp) {
        let story = self.stories;
        self.stories += 1;
        let what = match self.dice.by_weight(&[38, 18, 24, 20]) {
            0 => What::Asked(0),
            1 => What::Asked(2),
            2 => What::Ordered,
            _ if self.notices * 3 < NOTICES * 2 => {
                self.notices += 1;
                What::Notice(self.notices - 1)
            }
            _ => What::Asked(0),
        };
        self.put(at, Step::Asks(story, what));
        let soon = at.plus(self.dice.seconds(20, 200));
        let ending = self.dice.by_weight(&[64, 14, 7, 5, 3, 3, 2, 1, 1]);
        // The first node would look by itself; this one is told when there is something to see.
        let looks: &[Duration] = match ending {
            2 => &[TIME_IS_OVER, ORDER_IS_OVER],
            3 | 6 => &[TIME_IS_OVER],
            _ => &[],
        };
        for after in looks {
            self.put(at.plus(*after), Step::Due);
        }
        match ending {
            0 => self.pays(story, soon, (what, AtProvider::Pays)),
            1 => self.transfers(story, soon, (day, 1, Transferred::Whole)),
            2 => self.put(soon, Step::Pays(story, AtProvider::Leaves)),
            // Closes the page: time ends the payment.
            3 => {}
            4 => self.put(soon, Step::CallsOff(story)),
            5 => self.pays(story, soon, (what, AtProvider::PaysAfterRefusal)),
            6 => self.put(soon, Step::Pays(story, AtProvider::IsRefused)),
            7 => self.transfers(story, soon, (day, 14, Transferred::Whole)),
            _ => {
                let odd = match self.dice.below(2) {
                    0 => Transferred::Half,
                    _ => Transferred::TooMuch,
                };
                self.transfers(story, soon, (day, 2, odd));
            }
        }
        let comes_back = matches!(ending, 2 | 3) && self.dice.below(3) == 0;
        // Pays a second time what is transferred already.
        let forgets = ending == 1 && self.dice.below(20) == 0;
        if comes_back || forgets {
            let again = soon.plus(self.dice.seconds(60, 300));
            self.put(soon, Step::Pays(story, AtProvider::GivesUp));
            self.pays(story, again, (what, AtProvider::Pays));
        }
    }

    fn pays(&mut self, story: u32, at: Timestamp, (what, how): (What, AtProvider)) {
        self.put(at, Step::Pays(story, how));
        if how == AtProvider::Pays {
            self.paid.push(Paid { story, what, at });
        }
    }

    /// The money is on the account some banking days later, in the morning.
    fn transfers(&mut self, story: u32, at: Timestamp, (day, days, part): (Day, u16, Transferred)) {
        self.put(at, Step::Instructed(story));
        let more = u16::from(self.dice.below(3) == 0);
        if let Some(arrives) = day.plus_banking_days(days + more) {
            let morning = arrives
                .begins()
                .plus(7 * HOUR + self.dice.seconds(0, 1_800));
            self.put(morning, Step::Transfers(story, part));
        }
    }

    /// The newest story of this kind that was paid at least a day before, taken out.
    fn paid_before(&mut self, at: Timestamp, what: What) -> Option<u32> {
        let before = at.minus(24 * HOUR);
        let fits = |paid: &Paid| paid.what == what && paid.at < before;
        let place = self.paid.iter().rposition(fits)?;
        Some(self.paid.remove(place).story)
    }

    /// What the offices do beside payments.
    fn offices(&mut self, begins: Timestamp) {
        let last = Day::in_berlin(self.ends);
        let on = |before: i64, hour: u32, minute: u32| {
            let day = last.plus_days(-before).unwrap_or(last);
            let at = day.begins().plus(HOUR * hour + MINUTE * minute);
            (at > begins.plus(3 * HOUR)).then_some(at)
        };
        self.refunds(&on);
        self.versions(&on);
        for (number, before) in [(0, 9), (1, 22)] {
            if let Some(at) = on(before, 8, 30).filter(|_| number < MORE.len()) {
                self.put(at, Step::Joins(number));
            }
        }
        if let Some(at) = on(6, 16, 10).filter(|_| on(22, 8, 30).is_some()) {
            self.put(at, Step::Leaves(1));
        }
        for before in [2, 5, 11, 19] {
            let Some(at) = on(before, 11, 20) else {
                continue;
            };
            if let Some(story) = self.paid_before(at, What::Ordered) {
                self.put(at, Step::ReadsPayer(story));
            }
        }
    }

    fn refunds(&mut self, on: &impl Fn(i64, u32, u32) -> Option<Timestamp>) {
        let (parking, course) = (What::Asked(0), What::Asked(2));
        let wishes = [
            (20, parking, None, "Doppelt beantragt", 0),
            (16, course, Some(2_000), "Eine Stunde fiel aus", 0),
            (13, parking, None, "Fahrzeug verkauft", 0),
            (10, What::Ordered, None, "Falsche Bescheinigung bestellt", 0),
            (8, course, None, "Möchte den Kurs doch nicht", 2),
            (5, parking, None, "Wegzug vor Beginn", 0),
            (4, course, Some(4_250), "Ermäßigung nachgewiesen", 3),
            (1, parking, None, "Fahrzeug abgemeldet", 1),
            (1, course, None, "Kurs fällt aus", 1),
        ];
        for (before, what, cents, reason, then) in wishes {
            let Some(at) = on(before, 10, 15) else {
                continue;
            };
            let Some(story) = self.paid_before(at, what) else {
                continue;
            };
            self.put(at, Step::RequestsRefund(story, cents, reason));
            let answer = at.plus(26 * HOUR);
            match then {
                0 => self.put(answer, Step::Releases(story)),
                2 => {
                    let why = "Der Kurs hatte schon begonnen";
                    self.put(answer, Step::Rejects(story, why));
                }
                3 => self.put(answer, Step::ReleasesInVain(story)),
                // Waits for the visitor.
                _ => {}
            }
        }
    }

    fn versions(&mut self, on: &impl Fn(i64, u32, u32) -> Option<Timestamp>) {
        const COURSE: &str = "vhs-kurs";
        const CERTIFICATE: &str = "meldebescheinigung";
        let texts = [
            (24, "Die Nummer des Kurses steht auf Ihrer Anmeldung."),
            (15, "Bis zwei Tage vor Beginn bekommen Sie Ihr Geld zurück."),
        ];
        for (before, sentence) in texts {
            let times = [
                on(before, 10, 0),
                on(before, 11, 30),
                on(before - 1, 9, 5),
                on(before - 1, 14, 0),
            ];
            let [
                Some(drafted),
                Some(submitted),
                Some(approved),
                Some(published),
            ] = times
            else {
                continue;
            };
            self.put(drafted, Step::Drafts(COURSE, sentence));
            self.put(submitted, Step::Submits(COURSE));
            self.put(approved, Step::Approves(COURSE));
            self.put(published, Step::Publishes(COURSE));
        }
        if let (Some(drafted), Some(submitted)) = (on(2, 14, 0), on(1, 9, 30)) {
            let sentence = "Sie bekommen die Bescheinigung innerhalb von drei Tagen.";
            self.put(drafted, Step::Drafts(CERTIFICATE, sentence));
            self.put(submitted, Step::Submits(CERTIFICATE));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-30T12:00:00Z, a Monday.
    const NOON: Timestamp = Timestamp::from_micros(1_796_040_000_000_000);

    fn month(seed: u64) -> Vec<Planned> {
        let first = Day::in_berlin(NOON).plus_days(-30).unwrap();
        steps((first.begins().plus(7 * HOUR), NOON), 30, seed)
    }

    #[test]
    fn a_month_follows_from_its_seed_and_stays_in_order() {
        let (one, same, other) = (month(1), month(1), month(2));
        let told = |steps: &[Planned]| format!("{steps:?}");
        assert_eq!(told(&one), told(&same));
        assert_ne!(told(&one), told(&other));
        assert!(one.is_sorted_by_key(|planned| planned.at));
        assert!(one.iter().all(|planned| planned.at <= NOON));
    }

    #[test]
    fn a_month_has_hundreds_of_payments_and_every_end() {
        for seed in 0..20 {
            let steps = month(seed);
            let many = |fits: &dyn Fn(&Step) -> bool| {
                steps.iter().filter(|planned| fits(&planned.step)).count()
            };
            let asked = many(&|step| matches!(step, Step::Asks(..)));
            assert!((500..1_000).contains(&asked), "{asked}");
            let paid = many(&|step| matches!(step, Step::Pays(_, AtProvider::Pays)));
            assert!(paid * 2 > asked, "{paid} of {asked}");
            for (what, at_least) in [
                (many(&|step| matches!(step, Step::Transfers(..))), 30),
                (many(&|step| matches!(step, Step::CallsOff(_))), 3),
                (many(&|step| matches!(step, Step::RequestsRefund(..))), 9),
                (many(&|step| matches!(step, Step::Releases(_))), 5),
                (many(&|step| matches!(step, Step::Publishes(_))), 2),
                (many(&|step| matches!(step, Step::Submits(_))), 3),
            ] {
                assert!(what >= at_least, "seed {seed}: {what} of {at_least}");
            }
        }
    }

    #[test]
    fn without_days_only_the_people_come() {
        let begins = NOON.minus(2 * HOUR);
        let steps = steps((begins, NOON), 0, 1);
        let came = steps
            .iter()
            .filter(|planned| matches!(planned.step, Step::ComesIn(_)));
        assert_eq!(came.count(), POSTS.len());
        assert!(steps.iter().all(|planned| planned.story().is_none()));
    }
}
