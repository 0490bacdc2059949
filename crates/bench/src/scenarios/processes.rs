//! What only a process of its own shows: how fast it starts, what it holds, how it comes back.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use simulators::paypal::{App, Choice, PayPalSim, SimConfig};
use storage::DatabaseUrl;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};
use url::Url;

use crate::authority::{MERCHANT, prepare, request_ids};
use crate::clients::load;
use crate::clients::messages::{self, Ask, Coding};
use crate::clients::wire::Wire;
use crate::error::Doing;
use crate::measure::{self, Pulse};
use crate::process::Installation;
use crate::report::{Goal, Line, Round};
use crate::scenarios::{Bench, Trial};
use crate::{BenchError, Engine};

const CLIENTS: u32 = 16;
/// Of so many payments one is paid, too; the others are asked for and looked at.
const PAID_IN: u32 = 10;
/// Answered payments that are looked for after a kill.
const LOOKED_FOR: usize = 2_000;
const MILLIS_AT_MOST: u64 = 200;
const MEGABYTES_AT_MOST: u64 = 60;

/// A simulator of the provider, in this process: its memory is not the platform's.
struct Simulator {
    sim: PayPalSim,
    base: Url,
    /// Its events are signed under it.
    root: String,
    serving: JoinHandle<()>,
}

impl Bench {
    pub(crate) async fn start(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        prepare(&self.program, &url).await?;
        let here = self.installed(&url, (&nowhere()?, "")).await?;
        let trial = Trial {
            scenario: "start until ready",
            unit: "ms",
            engine,
            clients: 1,
            beside: "a process that says its version, ms",
            goal: Some(Goal::FigureAtMost(MILLIS_AT_MOST)),
        };
        let denominator = async || Ok(millis(here.says_its_version().await?));
        let figure = async || {
            let running = here.serves().await?;
            let ready_after = running.ready_after;
            running.kill().await?;
            Ok(millis(ready_after))
        };
        let line = self.aba(trial, denominator, figure).await?;
        self.ground.remove(&url).await?;
        Ok(vec![line])
    }

    /// One round: it is a look at a process, not a race.
    pub(crate) async fn memory(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        prepare(&self.program, &url).await?;
        let simulator = Simulator::start(self.program.moment().uuid().as_u64_pair().1).await?;
        let here = self
            .installed(&url, (&simulator.base, &simulator.root))
            .await?;
        let running = here.serves().await?;
        let idle_percent = measure::idle().await;
        let (idle, _) = running.memory()?;
        let mut crowd = JoinSet::new();
        for _ in 0..CLIENTS {
            let (sim, count) = (simulator.sim.clone(), self.size.held.div_ceil(CLIENTS));
            crowd.spawn(pays(here.address, sim, count));
        }
        while let Some(ended) = crowd.join_next().await {
            ended.doing("a client")??;
        }
        let (now, most) = running.memory()?;
        running.kill().await?;
        self.ground.remove(&url).await?;
        let line = |scenario, goal, kilobytes: u64| {
            let trial = Trial {
                scenario,
                unit: "MB",
                engine,
                clients: CLIENTS,
                beside: "right after the start, MB",
                goal,
            };
            trial.line(vec![Round {
                idle_percent,
                before: idle / 1_024,
                figure: kilobytes / 1_024,
                after: idle / 1_024,
            }])
        };
        let goal = Some(Goal::FigureAtMost(MEGABYTES_AT_MOST));
        Ok(vec![
            line("resident after 100 000 payments", goal, now),
            line("resident at most meanwhile", None, most),
        ])
    }

    /// The processes are killed while all clients ask for payments; nothing that was answered may
    /// be gone.
    pub(crate) async fn recovery(&self, engine: Engine) -> Result<Vec<Line>, BenchError> {
        let url = self.ground.database(engine).await?;
        prepare(&self.program, &url).await?;
        let here = self.installed(&url, (&nowhere()?, "")).await?;
        let mut rounds = Vec::new();
        for _ in 0..self.options.rounds {
            let idle_percent = measure::idle().await;
            let running = here.serves().await?;
            let before = millis(running.ready_after);
            let answered = self.killed_under_load(here.address, running.kill()).await?;
            let running = here.serves().await?;
            let figure = millis(running.ready_after);
            all_there(here.address, &answered).await?;
            running.kill().await?;
            let running = here.serves().await?;
            let after = millis(running.ready_after);
            running.kill().await?;
            rounds.push(Round {
                idle_percent,
                before,
                figure,
                after,
            });
        }
        let trial = Trial {
            scenario: "ready again after kill -9 under load",
            unit: "ms",
            engine,
            clients: CLIENTS,
            beside: "start without load before, ms",
            goal: None,
        };
        self.ground.remove(&url).await?;
        Ok(vec![trial.line(rounds)])
    }

    /// The payments that were answered before the end.
    async fn killed_under_load(
        &self,
        at: SocketAddr,
        kill: impl Future<Output = Result<(), BenchError>>,
    ) -> Result<Vec<String>, BenchError> {
        let (pulse, answered) = (Pulse::default(), Arc::<Mutex<Vec<String>>>::default());
        let mut crowd = JoinSet::new();
        for _ in 0..CLIENTS {
            let (pulse, answered) = (pulse.clone(), Arc::clone(&answered));
            crowd.spawn(remembers(at, pulse, answered));
        }
        tokio::time::sleep(self.size.pace.warm_up + self.size.pace.window).await;
        kill.await?;
        pulse.stop();
        // Their connections broke: that is what was wanted.
        while crowd.join_next().await.is_some() {}
        if pulse.count() == 0 {
            return Err(BenchError::new("it was killed before it answered anything"));
        }
        let answered = answered.lock().map(|answered| answered.clone());
        Ok(answered.unwrap_or_default())
    }

    async fn installed(
        &self,
        url: &DatabaseUrl,
        provider: (&Url, &str),
    ) -> Result<Installation, BenchError> {
        let directory = self.ground.path("installation");
        Installation::new(&self.program, &directory, url, provider).await
    }
}

impl Simulator {
    async fn start(seed: u64) -> Result<Self, BenchError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.doing("listening")?;
        let address = listener.local_addr().doing("listening")?;
        let base = Url::parse(&format!("http://{address}/")).doing("making an address")?;
        let sim = PayPalSim::new(SimConfig::real_time(base.clone(), seed));
        let [client_id, secret, merchant] = MERCHANT;
        sim.add_app(App::new(client_id, secret, merchant, "Stadt Musterstadt"));
        let root = sim.ca_root_pem();
        let router = sim.router();
        let serving = tokio::spawn(async move {
            drop(axum::serve(listener, router).await);
        });
        Ok(Self {
            sim,
            base,
            root,
            serving,
        })
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Asks for `count` payments, looks at each, and pays some.
async fn pays(at: SocketAddr, sim: PayPalSim, count: u32) -> Result<(), BenchError> {
    let mut wire = Wire::connect(at).await?;
    let mut ask = Ask::from(request_ids());
    for number in 0..count {
        let payment = load::create(&mut wire, &mut ask).await?;
        let page = messages::page(&payment, Coding::Gzip);
        wire.expect(&page, 200).await?;
        if number % PAID_IN != 0 {
            continue;
        }
        let chosen = wire.expect(&messages::choose(&payment), 303).await?;
        let to = chosen.header("location:").unwrap_or_default();
        let order = to.rsplit_once("token=").map_or("", |(_, order)| order);
        sim.buyer(order, Choice::Pay);
        wire.expect(&messages::return_from_provider(&payment), 303)
            .await?;
        let told = wire.expect(&messages::status(&payment), 200).await?;
        let state = told.text_after("\"status\":\"");
        if state.as_deref() != Some("PAYED") {
            return Err(BenchError::new(format!(
                "{payment}, sent to {to}, ended as {state:?}"
            )));
        }
    }
    Ok(())
}

/// Asks for payments until the end and remembers those that were answered.
async fn remembers(
    at: SocketAddr,
    pulse: Pulse,
    answered: Arc<Mutex<Vec<String>>>,
) -> Result<(), BenchError> {
    let mut wire = Wire::connect(at).await?;
    let mut ask = Ask::from(request_ids());
    while pulse.goes_on() {
        let payment = load::create(&mut wire, &mut ask).await?;
        if let Ok(mut answered) = answered.lock() {
            answered.push(payment);
        }
        pulse.beat();
    }
    Ok(())
}

/// Whether each of the last answered payments is still known.
async fn all_there(at: SocketAddr, answered: &[String]) -> Result<(), BenchError> {
    let mut wire = Wire::connect(at).await?;
    for payment in answered.iter().rev().take(LOOKED_FOR) {
        wire.expect(&messages::status(payment), 200).await?;
    }
    Ok(())
}

/// An address where no provider is; no payment is paid in these scenarios.
fn nowhere() -> Result<Url, BenchError> {
    Url::parse("http://127.0.0.1:1/").doing("making an address")
}

fn millis(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
