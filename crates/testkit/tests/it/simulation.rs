//! A made-up authority with bad luck: citizens pay, hesitate and give up, answers get lost after
//! they took effect, provider events come twice, late, reordered or forged, clocks jump, the
//! program dies.
//! On SQLite the same seed always tells the same story: `SIM_SEED=4711 SIM_SEEDS=1 cargo test
//! simulation`; on PostgreSQL it is the same but for the order in which the server answers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use app::bank::NewBankLine;
use domain::PaymentId;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use simulators::common::{Delivery, Fault};
use storage::Db;
use testkit::{AtProvider, CrashPoint, TestAuthority, Told, play};

const STEPS: u32 = 40;
const SEEDS: u64 = 1_000;
/// PostgreSQL plays one seed in so many: a commit waits for the disk.
const SEEDS_TO_ONE_ON_POSTGRES: u64 = 25;

/// One authority and what its people are up to.
struct Story {
    authority: TestAuthority,
    chance: ChaCha8Rng,
    payments: Vec<PaymentId>,
    orders: Vec<(PaymentId, String)>,
    /// Lines of statements, entered or not.
    credits: Vec<NewBankLine>,
    /// Provider events that are on their way.
    mail: Vec<Delivery>,
}

impl Story {
    async fn new(db: Db, seed: u64) -> Self {
        Self {
            authority: TestAuthority::new(db, seed).await,
            chance: ChaCha8Rng::seed_from_u64(seed),
            payments: Vec::new(),
            orders: Vec::new(),
            credits: Vec::new(),
            mail: Vec::new(),
        }
    }

    async fn random_step(&mut self) {
        match self.chance.random_range(0..100) {
            0..18 => self.a_service_asks().await,
            18..32 => self.a_payer_chooses_paypal().await,
            32..36 => self.a_payer_chooses_transfer().await,
            36..40 => self.money_is_transferred().await,
            40..54 => self.a_payer_is_at_the_provider(),
            54..64 => self.a_payer_comes_back().await,
            64..67 => self.a_payer_gives_up().await,
            67..69 => self.a_payer_calls_it_off().await,
            69..79 => self.mail_arrives().await,
            79..87 => self.something_breaks(),
            87..90 => self.program_will_die(),
            90..97 => self.time_passes(0..120).await,
            _ => self.time_passes(120..7_200).await,
        }
        if self.authority.is_dead() {
            self.authority.restart();
        }
    }

    async fn a_service_asks(&mut self) {
        let cents = self.chance.random_range(1..=100_000);
        self.payments.extend(self.authority.asks_for(cents).await);
    }

    async fn a_payer_chooses_paypal(&mut self) {
        let Some(&payment) = self.payments.choose(&mut self.chance) else {
            return;
        };
        if let Some(order) = self.authority.chooses_paypal(payment).await {
            self.orders.push((payment, order));
        }
    }

    async fn a_payer_chooses_transfer(&mut self) {
        let Some(&payment) = self.payments.choose(&mut self.chance) else {
            return;
        };
        self.authority.chooses_transfer(payment).await;
    }

    /// All of it, a part, too much; now and then a line that was entered before, or one that names
    /// nothing.
    async fn money_is_transferred(&mut self) {
        let Some(&payment) = self.payments.choose(&mut self.chance) else {
            return;
        };
        let Some((whole, number)) = self.authority.printed(payment).await else {
            return;
        };
        let cents = match self.chance.random_range(0..4) {
            0 => self.chance.random_range(1..=whole),
            1 => whole + 1,
            _ => whole,
        };
        let number = if self.chance.random_bool(0.9) {
            number
        } else {
            "Miete".to_owned()
        };
        let credit = self.authority.credit(cents, &number);
        // The bank numbers what is equal in everything.
        if !self.credits.contains(&credit) {
            self.credits.push(credit);
        }
        if let Some(credit) = self.credits.choose(&mut self.chance) {
            let _crashed_or_entered = self.authority.enters(credit).await;
        }
    }

    fn a_payer_is_at_the_provider(&mut self) {
        let Some((_, order)) = self.orders.choose(&mut self.chance) else {
            return;
        };
        let does = [
            AtProvider::Approves,
            AtProvider::Approves,
            AtProvider::Approves,
            AtProvider::Approves,
            AtProvider::ApprovesWithBadCard,
            AtProvider::ApprovesAndIsRefused,
            AtProvider::ApprovesAndIsChecked,
            AtProvider::Leaves,
        ];
        let does = *does.choose(&mut self.chance).unwrap();
        self.authority.at_provider(&order.clone(), does);
    }

    async fn a_payer_comes_back(&mut self) {
        let Some(&(payment, _)) = self.orders.choose(&mut self.chance) else {
            return;
        };
        self.authority.comes_back(payment).await;
    }

    async fn a_payer_gives_up(&mut self) {
        let Some(&(payment, _)) = self.orders.choose(&mut self.chance) else {
            return;
        };
        self.authority.gives_up(payment).await;
    }

    async fn a_payer_calls_it_off(&mut self) {
        let Some(&payment) = self.payments.choose(&mut self.chance) else {
            return;
        };
        self.authority.calls_off(payment).await;
    }

    /// In any order, some twice, some never, some with a changed letter.
    async fn mail_arrives(&mut self) {
        self.mail.extend(self.authority.sim.take_deliveries());
        while !self.mail.is_empty() && self.chance.random_bool(0.8) {
            let at = self.chance.random_range(0..self.mail.len());
            let mut letter = match self.chance.random_range(0..10) {
                0..2 => self.mail[at].clone(),
                _ => self.mail.swap_remove(at),
            };
            if self.chance.random_bool(0.1) {
                let mut body = letter.body.to_vec();
                let at = self.chance.random_range(0..body.len());
                body[at] ^= 1 << self.chance.random_range(0..7);
                letter.body = body.into();
            }
            self.authority.provider_event_arrives(&letter).await;
        }
    }

    fn something_breaks(&mut self) {
        let calls = [
            "POST /v2/checkout/orders",
            "GET /v2/checkout/orders/*",
            "POST /v2/checkout/orders/*/capture",
            "POST /v2/checkout/orders/*/capture",
            "POST /v1/oauth2/token",
        ];
        let call = *calls.choose(&mut self.chance).unwrap();
        let status = *[500, 503, 429].choose(&mut self.chance).unwrap();
        let lost = self.chance.random_bool(0.5);
        self.authority.sim.fault(Fault {
            times: self.chance.random_range(1..4),
            after_effect: self.chance.random_bool(0.6),
            lost,
            status: (!lost).then_some(status),
            ..Fault::on(call)
        });
    }

    fn program_will_die(&mut self) {
        self.authority
            .crashes_at(&CrashPoint::at(self.chance.random_range(1..9)));
    }

    async fn time_passes(&mut self, seconds: std::ops::Range<u64>) {
        let seconds = self.chance.random_range(seconds);
        self.authority.time_passes(Duration::from_secs(seconds));
        self.authority.does_what_is_due().await;
    }
}

/// Plays one seed and says what did not agree.
async fn lives_through(db: Db, seed: u64) -> Result<(), String> {
    let mut story = Story::new(db, seed).await;
    for _ in 0..STEPS {
        story.random_step().await;
    }
    story.authority.restart();
    // In the end every line of the statement was entered, some late and some twice.
    for credit in &story.credits {
        let entered = story.authority.enters(credit).await;
        entered.map_err(|error| error.to_string())?;
    }
    story.authority.comes_to_rest().await;
    // Longer than a payment waits for a transfer.
    story.authority.after(Duration::from_hours(25 * 24)).await;
    story.authority.reconcile().await?;
    for payment in story.payments {
        if story.authority.status(payment).await == Told::Open {
            return Err(format!("{payment} never came to rest"));
        }
    }
    Ok(())
}

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// Plays seeds until `end`; each seed is played by one thread only.
async fn play_until(db: Db, next: &AtomicU64, end: u64) {
    let taken = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
    for seed in taken.take_while(|seed| *seed < end) {
        let db = storage::testing::emptied(&db).await;
        if let Err(problem) = lives_through(db, seed).await {
            panic!("SIM_SEED={seed} SIM_SEEDS=1: {problem}");
        }
    }
}

/// Plays on one database until the seeds end; not at all where its engine is left out.
async fn play_on<D>(db: &D, next: &AtomicU64, end: u64)
where
    D: AsyncFn() -> Option<Db> + Sync,
{
    if let Some(db) = db().await {
        play_until(db, next, end).await;
    }
}

/// One seed in so many is played.
fn plays_seeds<D>(one_in: u64, db: D)
where
    D: AsyncFn() -> Option<Db> + Sync,
{
    let first = from_environment("SIM_SEED", 0);
    let next = AtomicU64::new(first);
    let end = first + from_environment("SIM_SEEDS", SEEDS).div_ceil(one_in);
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| play(play_on(&db, &next, end)));
        }
    });
}

#[test]
fn simulation_never_loses_or_doubles_a_cent_on_sqlite() {
    plays_seeds(1, async || Some(storage::testing::sqlite().await));
}

#[test]
fn simulation_never_loses_or_doubles_a_cent_on_postgresql() {
    plays_seeds(SEEDS_TO_ONE_ON_POSTGRES, storage::testing::postgres);
}
