//! The authority behind the program's edge, what is sent to it without a pause, and how long an
//! honest payer waits beside that.

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
/// Visits of one turn, and turns; of all the middle one counts.
pub(super) const VISITS: usize = 5;
pub(super) const TURNS: usize = 5;
/// Below this the ratio says more of the machine than of the program: with a load of 25 on two
/// processors, 150 ms were seen beside wrong logins.
pub(super) const FLOOR: Duration = Duration::from_millis(250);
/// By which the clock goes on at once.
const TICK: Duration = Duration::from_millis(10);
pub(super) const PROXY_SAYS: &str = "x-forwarded-for";
/// Where the honest payer comes from; no attacker does.
pub(super) const PAYERS_NETWORK: &str = "192.0.2.7";

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
    /// The page of an open payment.
    pub(super) page: String,
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
            page: format!("{base}/musterstadt/pay/{payment}"),
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

    pub(super) fn get(&self, address: &str) -> RequestBuilder {
        self.client.get(address).header(PROXY_SAYS, PAYERS_NETWORK)
    }

    pub(super) fn post(&self, address: &str) -> RequestBuilder {
        self.client.post(address).header(PROXY_SAYS, PAYERS_NETWORK)
    }

    /// The honest payer's page is there.
    pub(super) async fn visits(&self) {
        let page = self.get(&self.page).send().await.unwrap();
        assert_eq!(page.status(), 200);
        assert!(page.text().await.unwrap().contains("</html>"));
    }

    /// Visitors that only look at their own pages, as many as attack.
    pub(super) async fn visitors(&self) -> Load {
        let mut pages = Vec::new();
        for _ in 0..ATTACKERS {
            let payment = self.authority.asks_for_payment().await.unwrap();
            pages.push(format!("{}/musterstadt/pay/{payment}", self.base));
        }
        let visitor = client();
        Load::new(move |number| {
            let at = usize::try_from(number).unwrap() % pages.len();
            visitor.get(&pages[at]).header(PROXY_SAYS, network(number))
        })
    }

    /// The portal, with its secret, is told what became of the payment.
    pub(super) async fn portal_reads(&self) {
        let payment = self.page.rsplit('/').next().unwrap();
        assert_eq!(self.portal_is_told(payment).await, "INITIAL");
    }

    pub(super) async fn portal_is_told(&self, payment: &str) -> String {
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
    /// and comes back.
    pub(super) async fn pays(&self) {
        let asked = format!("{}{BASE}/paymenttransaction/parken/{END_POINT}", self.base);
        let asked = self.post(&asked).basic_auth(PORTAL, Some(SECRET));
        let asked = asked.json(&payment()).send().await.unwrap();
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

    /// Serves the honest payer beside `attack`, whose requests are numbered, until at least `least`
    /// were answered. Returns how many were answered with which status.
    pub(super) async fn withstands(
        &self,
        name: &str,
        least: u64,
        attack: impl Fn(u64) -> RequestBuilder + Clone + Send + 'static,
    ) -> BTreeMap<u16, u64> {
        let (visitors, load) = (self.visitors().await, Load::new(attack));
        let times = in_turns((&visitors, &load), || self.visits()).await;
        assert_eq!(visitors.ends().await.keys().collect::<Vec<_>>(), [&200]);
        load.goes_on();
        self.pays().await;
        load.has_answers(least).await;
        let answered = load.ends().await;
        judge(name, times, &answered);
        answered
    }
}

/// Requests that are sent without a pause, as many at the same time as there are attackers.
pub(super) struct Load {
    told: Arc<Told>,
    senders: Vec<JoinHandle<()>>,
}

/// What the senders are told, and what they tell.
#[derive(Default)]
struct Told {
    goes_on: AtomicBool,
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
            let answer = request.send().await;
            let status = answer.map_or(0, |answer| answer.status().into());
            *self.answered.lock().unwrap().entry(status).or_default() += 1;
        }
    }
}

/// The middle time of a visit beside each of the two loads. They take turns, so that what else runs
/// on the machine falls on both.
pub(super) async fn in_turns(
    (usual, attack): (&Load, &Load),
    visit: impl AsyncFn(),
) -> (Duration, Duration) {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..TURNS {
        for (load, times) in [usual, attack].into_iter().zip(&mut times) {
            let before = load.answers();
            load.goes_on();
            load.has_answers(before + ATTACKERS).await;
            for _ in 0..VISITS {
                let began = Instant::now();
                visit().await;
                times.push(began.elapsed());
            }
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

pub(super) async fn reached(is_reached: impl Fn() -> bool) {
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
