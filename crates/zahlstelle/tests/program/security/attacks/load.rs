//! The authority behind the program's edge, what is sent to it, and how long an honest payer needs
//! beside that.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::HeaderName;
use reqwest::{Client, RequestBuilder};
use serde_json::Value;
use simulators::paypal::PayPalSim;
use storage::Db;
use testkit::{AtProvider, SECRET, TestAuthority, TestClock};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use webkit::state::WebSettings;

use crate::process::{LOOK_AGAIN, PATIENCE};
use crate::served_authority::{BASE, END_POINT, PORTAL, payment, router};

/// Attackers that send at the same time, each the next request when it has its answer.
pub(super) const ATTACKERS: u64 = 8;
/// What they send together in a second while a payer is timed: attackers have processors of their
/// own, and what they take besides is what shows.
const EACH_SECOND: u64 = 40;
/// Between two requests of one attacker.
const TURN: Duration = Duration::from_millis(1_000 * ATTACKERS / EACH_SECOND);
/// Turns of which the middle one counts.
pub(super) const TURNS: usize = 5;
/// Below this the ratio says more of the machine than of the program: with a load of twenty on two
/// processors, 1.3 s were seen. What takes places or connections makes payers wait for longer.
pub(super) const FLOOR: Duration = Duration::from_secs(3);
/// By which the clock goes on at once.
const TICK: Duration = Duration::from_millis(10);
pub(super) const PROXY_SAYS: &str = "x-forwarded-for";

/// The clock of authority and provider, as long as the test runs.
async fn time_goes_on(clock: TestClock, sim: PayPalSim) {
    let mut ticks = tokio::time::interval(TICK);
    loop {
        ticks.tick().await;
        clock.advance(TICK);
        sim.advance(TICK);
    }
}

/// The authority behind the program's edge.
pub(super) struct Attacked {
    pub(super) authority: TestAuthority,
    pub(super) base: String,
    client: Client,
    /// An open payment.
    open: String,
    /// How many have paid: each comes from another network, and no attacker does.
    paid: AtomicU64,
    _stop: oneshot::Sender<()>,
}

impl Attacked {
    pub(super) async fn new(db: Db) -> Self {
        let mut authority = TestAuthority::new(db, 1).await;
        authority.spares_its_provider();
        let settings = WebSettings {
            client_header: Some(HeaderName::from_static(PROXY_SAYS)),
            ..WebSettings::default()
        };
        let router = router(&authority, &settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move { drop(stopped.await) };
        tokio::spawn(webkit::server::serve(listener, router, stopped));
        let payment = authority.asks_for_payment().await.unwrap();
        Self {
            open: payment.to_string(),
            paid: AtomicU64::new(0),
            authority,
            base,
            client: client(),
            _stop: stop,
        }
    }

    /// From now on the clock goes on: calls of a provider are counted by the second.
    pub(super) fn clock_goes_on(&self) {
        let (clock, sim) = (self.authority.clock.clone(), self.authority.sim.clone());
        tokio::spawn(time_goes_on(clock, sim));
    }

    fn payers_network(&self) -> String {
        format!("192.168.{}.7", self.paid.load(Ordering::Relaxed) % 256)
    }

    fn get(&self, address: &str) -> RequestBuilder {
        let from = self.payers_network();
        self.client.get(address).header(PROXY_SAYS, from)
    }

    fn post(&self, address: &str) -> RequestBuilder {
        let from = self.payers_network();
        self.client.post(address).header(PROXY_SAYS, from)
    }

    /// The portal, with its secret, is told what became of the payment.
    pub(super) async fn portal_reads(&self) {
        assert_eq!(self.portal_is_told(&self.open).await, "INITIAL");
    }

    async fn portal_is_told(&self, payment: &str) -> String {
        let address = format!(
            "{}{BASE}/paymenttransaction/parken/{END_POINT}/{payment}",
            self.base
        );
        let read = self.get(&address).basic_auth(PORTAL, Some(SECRET));
        let read = read.send().await.unwrap();
        assert_eq!(read.status(), 200);
        let told: Value = read.json().await.unwrap();
        let status = &told["paymentInformation"]["status"];
        status.as_str().unwrap().to_owned()
    }

    /// The portal asks for a payment, and the payer sees its page, chooses PayPal, approves there
    /// and comes back. Returns how long that took.
    pub(super) async fn pays(&self) -> Duration {
        self.paid.fetch_add(1, Ordering::Relaxed);
        // The provider's calls of the last second are over.
        self.authority.time_passes(Duration::from_secs(1));
        let began = Instant::now();
        self.pays_once().await;
        began.elapsed()
    }

    async fn pays_once(&self) {
        let asked = format!("{}{BASE}/paymenttransaction/parken/{END_POINT}", self.base);
        let asked = self.post(&asked).basic_auth(PORTAL, Some(SECRET));
        let mut wanted = payment();
        // Asked again, the same request would be answered with the payment before.
        wanted["requestId"] = format!("antrag-{}", self.paid.load(Ordering::Relaxed)).into();
        let asked = asked.json(&wanted).send().await.unwrap();
        assert_eq!(asked.status(), 200);
        let asked: Value = asked.json().await.unwrap();
        let payment = asked["paymentInformation"]["transactionId"]
            .as_str()
            .unwrap();
        let page = format!("{}/musterstadt/pay/{payment}", self.base);
        assert_eq!(self.get(&page).send().await.unwrap().status(), 200);
        let chosen = self.post(&format!("{page}/start/paypal")).send().await;
        let chosen = chosen.unwrap();
        assert_eq!(chosen.status(), 303);
        let to = chosen.headers()["location"].to_str().unwrap();
        let (_, order) = to.split_once("token=").unwrap();
        self.authority.at_provider(order, AtProvider::Approves);
        let back = format!("{page}/return");
        let until = Instant::now() + PATIENCE;
        // A page that says that the payment is being checked asks again by itself.
        while self.get(&back).send().await.unwrap().status() != 303 {
            assert!(Instant::now() < until, "the payment is checked without end");
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        assert_eq!(self.portal_is_told(payment).await, "PAYED");
    }

    /// The middle time of some payments.
    pub(super) async fn pays_some(&self) -> Duration {
        let mut times = Vec::new();
        for _ in 0..TURNS {
            times.push(self.pays().await);
        }
        middle(times)
    }

    /// The middle time of a payment alone, and beside the load. They take turns, so that what else
    /// runs on the machine falls on both.
    pub(super) async fn pays_beside(&self, load: &Load) -> (Duration, Duration) {
        let (mut alone, mut beside) = (Vec::new(), Vec::new());
        for _ in 0..TURNS {
            alone.push(self.pays().await);
            let before = load.answers();
            load.goes_on();
            load.has_answers(before + 2).await;
            beside.push(self.pays().await);
            load.rests();
        }
        (middle(alone), middle(beside))
    }

    /// Payers pay beside `attack`, whose requests are numbered, and then once more while at least
    /// `least` are answered as fast as they can be. Returns how many were answered with which
    /// status.
    pub(super) async fn withstands(
        &self,
        name: &str,
        least: u64,
        attack: impl Fn(u64) -> RequestBuilder + Clone + Send + 'static,
    ) -> BTreeMap<u16, u64> {
        let load = Load::new(attack);
        let times = self.pays_beside(&load).await;
        load.hurries();
        load.goes_on();
        self.pays().await;
        load.has_answers(least).await;
        let answered = load.ends().await;
        judge(name, times, &answered);
        answered
    }
}

/// Requests that are sent at a steady rate, by as many as attack.
pub(super) struct Load {
    told: Arc<Told>,
    senders: Vec<JoinHandle<()>>,
}

/// What the senders are told, and what they tell.
#[derive(Default)]
struct Told {
    goes_on: AtomicBool,
    /// Without a pause.
    hurries: AtomicBool,
    ended: AtomicBool,
    begun: AtomicU64,
    answered: Mutex<BTreeMap<u16, u64>>,
}

impl Load {
    /// At rest. The requests are numbered.
    pub(super) fn new(request: impl Fn(u64) -> RequestBuilder + Clone + Send + 'static) -> Self {
        let told = Arc::new(Told::default());
        let sender = |_| tokio::spawn(Arc::clone(&told).send(request.clone()));
        let senders = (0..ATTACKERS).map(sender).collect();
        Self { told, senders }
    }

    pub(super) fn goes_on(&self) {
        self.told.goes_on.store(true, Ordering::Relaxed);
    }

    /// From now on without a pause.
    pub(super) fn hurries(&self) {
        self.told.hurries.store(true, Ordering::Relaxed);
    }

    fn rests(&self) {
        self.told.goes_on.store(false, Ordering::Relaxed);
    }

    fn answers(&self) -> u64 {
        self.told.answered.lock().unwrap().values().sum()
    }

    /// Waits until at least so many were answered.
    pub(super) async fn has_answers(&self, least: u64) {
        reached(|| self.answers() >= least).await;
    }

    /// How many were answered with which status.
    pub(super) async fn ends(self) -> BTreeMap<u16, u64> {
        self.told.ended.store(true, Ordering::Relaxed);
        for sender in self.senders {
            sender.await.unwrap();
        }
        self.told.answered.lock().unwrap().clone()
    }
}

impl Told {
    /// Sends one request after the other until the load has ended.
    async fn send(self: Arc<Self>, request: impl Fn(u64) -> RequestBuilder) {
        while !self.ended.load(Ordering::Relaxed) {
            if !self.goes_on.load(Ordering::Relaxed) {
                tokio::time::sleep(LOOK_AGAIN).await;
                continue;
            }
            let request = request(self.begun.fetch_add(1, Ordering::Relaxed));
            let next = tokio::time::Instant::now() + TURN;
            let answer = request.send().await;
            let status = answer.map_or(0, |answer| answer.status().into());
            *self.answered.lock().unwrap().entry(status).or_default() += 1;
            if !self.hurries.load(Ordering::Relaxed) {
                tokio::time::sleep_until(next).await;
            }
        }
    }
}

/// The middle time of what is done beside each of the two loads.
pub(super) async fn in_turns(
    (usual, attack): (&Load, &Load),
    done: impl AsyncFn(),
) -> (Duration, Duration) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (load, times) in [usual, attack].into_iter().zip(&mut times) {
            let before = load.answers();
            load.goes_on();
            load.has_answers(before + 2).await;
            let began = Instant::now();
            done().await;
            times.push(began.elapsed());
            load.rests();
        }
    }
    let [usual, attack] = times.map(middle);
    (usual, attack)
}

pub(super) fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

pub(super) fn judge(
    name: &str,
    (usual, beside): (Duration, Duration),
    answered: &BTreeMap<u16, u64>,
) {
    println!("{name}: {usual:?} usually, {beside:?} beside; {answered:?}");
    assert!(
        beside <= FLOOR.max(2 * usual),
        "{name}: {beside:?}, usually {usual:?}; {answered:?}"
    );
}

/// Opens a connection and sends something that is no complete request.
pub(super) async fn half_sent(place: &str, half: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(place).await.unwrap();
    // The program may have answered and closed before it is all sent.
    let _closed = stream.write_all(half).await;
    stream
}

/// The head of a provider's event and half of its body.
pub(super) fn half_a_body(place: &str) -> Vec<u8> {
    let head = format!(
        "POST /provider-events/paypal/acc_00000000000000000000000000 HTTP/1.1\r\nhost: {place}\r\n\
         content-type: application/json\r\ncontent-length: 500000\r\n\r\n"
    );
    (head + &" ".repeat(250_000)).into_bytes()
}

async fn reached(is_reached: impl Fn() -> bool) {
    let until = Instant::now() + 4 * PATIENCE;
    while !is_reached() {
        assert!(Instant::now() < until, "the attack comes to nothing");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Opens a connection for each request, as visitors do.
pub(super) fn client() -> Client {
    let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(0)
        .timeout(PATIENCE)
        .build()
        .unwrap()
}

/// An address in a network of its own.
pub(super) fn network(number: u64) -> String {
    format!("10.{}.{}.1", number / 256 % 256, number % 256)
}
