//! A payer beside an attack: how long a whole payment takes under it, and without it.
//!
//! The program makes as many calls of its provider as an installation's, so the payer pays a few
//! times in a second, each time from another network, and strangers come from networks of theirs.
//!
//! Attacks come at a fixed rate that leaves the processors room, since strangers have machines of
//! their own: what shows is whether an attack takes what a payer needs (connections, the database,
//! places in queues, calls to the provider), not that both share this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};

use crate::authority::{BenchAuthority, request_ids};
use crate::clients::load;
use crate::clients::messages::{self, Ask};
use crate::clients::wire::Wire;
use crate::error::Doing;
use crate::measure::{Pace, Pulse};
use crate::report::{Goal, Line, Spread};
use crate::scenarios::{Bench, Trial};
use crate::{BenchError, Engine};

/// Connections of the attackers.
const ATTACKERS: u64 = 8;
/// Payments that one of them reloads in turn.
const RELOADED: u32 = 10;
/// Between two payments: what a provider is called for them leaves room for the strangers' calls.
const PAYS_EVERY: Duration = Duration::from_millis(200);
/// Of the payers, each another one; reloads come from those before the first.
static NETWORKS: AtomicU64 = AtomicU64::new(1_000);
/// Connections that never send the rest of a request.
const HALF_SENT: usize = 150;
/// An attack that is not answered by then is none.
const PATIENCE: Duration = Duration::from_secs(30);
/// What the attacks leave of the speed of a payment.
const TWICE: Goal = Goal::RatioAtMost(2_000);

/// Receipts that a network may have set before it has to wait.
const RECEIPTS: u64 = 50;

/// What strangers know.
struct Targets {
    /// Payments whose payers went to the provider and did not approve.
    reloaded: Vec<String>,
    paid: String,
    /// At the provider.
    account: String,
}

/// Requests that strangers send.
#[derive(Clone, Copy)]
struct Attack {
    name: &'static str,
    each_second: u64,
    /// The request of this number.
    request: fn(&Targets, u64) -> Vec<u8>,
}

const ATTACKS: [Attack; 9] = [
    Attack {
        name: "paying beside addresses with a NUL",
        each_second: 200,
        request: |_, _| messages::address_with_a_nul(),
    },
    Attack {
        name: "paying beside reloaded payments",
        each_second: 200,
        request: |targets, number| {
            let turns = targets.reloaded.iter().cycle();
            let turn = usize::try_from(number % u64::from(RELOADED)).unwrap_or_default();
            let payment = turns
                .skip(turn)
                .map(|payment| messages::return_from_provider(payment));
            let reload: Vec<u8> = payment.take(1).flatten().collect();
            messages::from_network(number % u64::from(RELOADED), &reload)
        },
    },
    Attack {
        name: "paying beside wrong logins",
        each_second: 20,
        request: |_, number| messages::wrong_login(number),
    },
    Attack {
        name: "paying beside guesses",
        each_second: 200,
        request: |_, number| messages::guess(number),
    },
    Attack {
        name: "paying beside unpaid orders",
        each_second: 200,
        request: |_, number| messages::order(number),
    },
    Attack {
        name: "paying beside questions for readiness",
        each_second: 200,
        request: |_, _| messages::ready(),
    },
    Attack {
        name: "paying beside forged messages of the provider",
        each_second: 200,
        request: |targets, number| messages::forged_event(&targets.account, number),
    },
    Attack {
        name: "paying beside receipts that are set again",
        each_second: 20,
        request: |targets, number| {
            let receipt = messages::receipt(&targets.paid);
            messages::from_network(number / RECEIPTS, &receipt)
        },
    },
    Attack {
        name: "paying beside mails that are asked for",
        each_second: 200,
        request: |targets, number| {
            messages::from_network(number, &messages::mail(&targets.paid, number))
        },
    },
];

impl Bench {
    pub(crate) async fn attack(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        let calls = app::payments::PROVIDER_CALLS_PER_SECOND;
        let authority = BenchAuthority::open_calling(&self.program, &url, calls).await?;
        load::some_payments(authority.address, self.size.read).await?;
        authority.comes_to_rest().await?;
        self.ground.learn(&url).await?;
        authority.opens_forms().await?;
        authority.hears_events().await?;
        let targets = Arc::new(targets(&authority).await?);
        let (at, pace) = (authority.address, self.size.pace);
        let trial = |scenario| Trial {
            scenario,
            unit: "µs",
            engine,
            clients: 1,
            beside: "the same payer alone, µs",
            goal: Some(TWICE),
        };
        let alone = async || pays_in(at, pace).await;
        let mut lines = Vec::new();
        for attack in ATTACKS {
            let figure = async || beside(at, (attack, &targets), pace).await;
            lines.push(self.aba(trial(attack.name), &alone, figure).await?);
        }
        for (name, half) in [
            ("paying beside half-sent heads", messages::half_a_head()),
            ("paying beside half-sent bodies", messages::half_an_event()),
        ] {
            let figure = async || {
                let open = half_sent(at, &half).await?;
                let took = pays_in(at, pace).await;
                drop(open);
                took
            };
            lines.push(self.aba(trial(name), &alone, figure).await?);
        }
        authority.close().await?;
        self.ground.remove(&url).await?;
        Ok(lines)
    }
}

async fn targets(authority: &BenchAuthority) -> Result<Targets, BenchError> {
    let mut wire = Wire::connect(authority.address).await?;
    let mut ask = Ask::from(request_ids());
    Ok(Targets {
        paid: load::lifecycle(&mut wire, &mut ask).await?,
        reloaded: waiting_payments(authority).await?,
        account: authority.account.clone(),
    })
}

/// Payments whose payers went to the provider and did not approve.
async fn waiting_payments(authority: &BenchAuthority) -> Result<Vec<String>, BenchError> {
    let payments = load::some_payments(authority.address, RELOADED).await?;
    let mut wire = Wire::connect(authority.address).await?;
    authority.provider.buyers_stay_away(true);
    for (network, payment) in (0..).zip(&payments) {
        let choose = messages::from_network(network, &messages::choose(payment));
        wire.expect(&choose, 303).await?;
        sleep(PAYS_EVERY).await;
    }
    authority.provider.buyers_stay_away(false);
    Ok(payments)
}

/// The median time of a whole payment of one payer, in microseconds.
async fn pays_in(at: SocketAddr, pace: Pace) -> Result<u64, BenchError> {
    let mut wire = Wire::connect(at).await?;
    let mut ask = Ask::from(request_ids());
    let (began, mut took) = (Instant::now(), Vec::new());
    while took.is_empty() || began.elapsed() < pace.window {
        sleep(PAYS_EVERY).await;
        let network = NETWORKS.fetch_add(1, Ordering::Relaxed);
        let asked = Instant::now();
        load::lifecycle_from(network, &mut wire, &mut ask).await?;
        took.push(u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX));
    }
    Ok(Spread::of(took).median)
}

/// The same while the attack is under way.
async fn beside(
    at: SocketAddr,
    (attack, targets): (Attack, &Arc<Targets>),
    pace: Pace,
) -> Result<u64, BenchError> {
    let pulse = Pulse::default();
    let mut crowd = JoinSet::new();
    for _ in 0..ATTACKERS {
        let (targets, pulse) = (Arc::clone(targets), pulse.clone());
        crowd.spawn(attacks(at, attack, targets, pulse));
    }
    let begun = async {
        while pulse.count() < ATTACKERS {
            sleep(Duration::from_millis(1)).await;
        }
    };
    timeout(PATIENCE, begun)
        .await
        .doing("beginning an attack")?;
    let took = pays_in(at, pace).await;
    pulse.stop();
    crowd.shutdown().await;
    took
}

/// One attacker, until it has been enough; each answer is a beat.
async fn attacks(at: SocketAddr, attack: Attack, targets: Arc<Targets>, pulse: Pulse) {
    let micros = ATTACKERS * 1_000_000 / attack.each_second;
    let mut turns = interval(Duration::from_micros(micros));
    turns.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut wire = None;
    for number in request_ids().. {
        turns.tick().await;
        if !pulse.goes_on() {
            return;
        }
        let request = (attack.request)(&targets, number);
        if is_answered(&mut wire, at, &request).await {
            pulse.beat();
        }
    }
}

/// Asks on a connection that stays as long as the program lets it.
async fn is_answered(wire: &mut Option<Wire>, at: SocketAddr, request: &[u8]) -> bool {
    let open = match wire.take() {
        Some(open) => Ok(open),
        None => Wire::connect(at).await,
    };
    let Ok(mut open) = open else {
        return false;
    };
    let answered = open.call(request).await.is_ok();
    if answered {
        *wire = Some(open);
    }
    answered
}

/// Connections that sent half of a request and wait.
async fn half_sent(at: SocketAddr, half: &[u8]) -> Result<Vec<TcpStream>, BenchError> {
    let mut open = Vec::with_capacity(HALF_SENT);
    for _ in 0..HALF_SENT {
        let mut stream = TcpStream::connect(at).await.doing("connecting")?;
        // The program may answer and close before it is all sent.
        drop(stream.write_all(half).await);
        open.push(stream);
    }
    Ok(open)
}
