//! What strangers can send, against the program's router behind its real edge, with an honest payer
//! beside it: the page is there within twice the usual time, and a payment is made.
//!
//! Both times are of one run on one machine, where attackers and program share the processors. The
//! figures are printed, and stand in `docs/security.md`.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http::HeaderName;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use reqwest::{Client, RequestBuilder};
use storage::Db;
use storage::testing::{postgres, sqlite};
use testkit::{AtProvider, SECRET, TestAuthority, Told, file_of, notice_number};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use webkit::state::WebSettings;

use crate::process::{LOOK_AGAIN, PATIENCE};
use crate::served_authority::{BASE, END_POINT, PORTAL, router};

/// Attackers that send at the same time, each the next request when it has its answer.
const ATTACKERS: u64 = 8;
/// Visits of which the middle one counts.
const VISITS: usize = 20;
/// Below this the ratio says more of the machine than of the program.
const FLOOR: Duration = Duration::from_millis(500);
const PROXY_SAYS: &str = "x-forwarded-for";

/// Runs each story on both engines, attackers and program on threads of their own.
macro_rules! withstood_on_both_engines {
    ($($attack:ident)*) => { $(
        mod $attack {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$attack(super::sqlite().await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = super::postgres().await {
                    super::$attack(db).await;
                }
            }
        }
    )* };
}

withstood_on_both_engines! {
    a_payer_is_served_beside_addresses_with_a_nul
    a_payer_is_served_beside_payments_that_are_reloaded
    a_payer_is_served_beside_wrong_logins_with_long_names
    a_payer_is_served_beside_half_sent_bodies
    a_payer_is_served_beside_guesses_from_many_networks_and_they_are_an_alarm
    a_payer_is_served_beside_orders_that_are_never_paid
    a_payer_is_served_beside_questions_whether_the_program_is_ready
}

/// The authority behind the program's edge.
struct Attacked {
    authority: TestAuthority,
    base: String,
    client: Client,
    /// The page of an open payment.
    page: String,
    _stop: oneshot::Sender<()>,
}

impl Attacked {
    async fn new(db: Db) -> Self {
        let authority = TestAuthority::new(db, 1).await;
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

    /// The median time in which the honest payer's page is there.
    async fn waits(&self) -> Duration {
        let page = || self.client.get(&self.page).header(PROXY_SAYS, "192.0.2.7");
        median(async || {
            let page = page().send().await.unwrap();
            assert_eq!(page.status(), 200);
            assert!(page.text().await.unwrap().contains("</html>"));
        })
        .await
    }

    /// The median time in which the portal, with its secret, is told what became of the payment.
    async fn portal_waits(&self) -> Duration {
        let payment = self.page.rsplit('/').next().unwrap();
        let address = format!(
            "{}{BASE}/paymenttransaction/parken/{END_POINT}/{payment}",
            self.base
        );
        median(async || {
            let read = self.client.get(&address).header(PROXY_SAYS, "192.0.2.7");
            let read = read.basic_auth(PORTAL, Some(SECRET)).send().await.unwrap();
            assert_eq!(read.status(), 200);
            assert!(read.text().await.unwrap().contains("INITIAL"));
        })
        .await
    }

    async fn pays(&self) {
        let payment = self.authority.asks_for_payment().await.unwrap();
        self.authority.pays(payment, AtProvider::Approves).await;
        assert_eq!(self.authority.status(payment).await, Told::Paid);
    }

    /// Serves the honest payer beside `attack`, whose requests are numbered, until at least `least`
    /// were answered. Returns how many were answered with which status.
    async fn withstands(
        &self,
        name: &str,
        least: u64,
        attack: impl Fn(u64) -> RequestBuilder + Clone + Send + 'static,
    ) -> BTreeMap<u16, u64> {
        let usual = self.waits().await;
        let load = Load::begins(attack);
        load.has_answers(ATTACKERS).await;
        let beside = self.waits().await;
        self.pays().await;
        load.has_answers(least).await;
        let answered = load.ends().await;
        judge(name, FLOOR.max(2 * usual), beside, &answered);
        answered
    }
}

/// Requests that are sent without a pause, as many at the same time as there are attackers.
struct Load {
    ended: Arc<AtomicBool>,
    answered: Arc<Mutex<BTreeMap<u16, u64>>>,
    senders: Vec<JoinHandle<()>>,
}

impl Load {
    /// The requests are numbered.
    fn begins(request: impl Fn(u64) -> RequestBuilder + Clone + Send + 'static) -> Self {
        let (ended, begun) = (
            Arc::new(AtomicBool::new(false)),
            Arc::new(AtomicU64::new(0)),
        );
        let answered: Arc<Mutex<BTreeMap<u16, u64>>> = Arc::default();
        let senders = (0..ATTACKERS).map(|_| {
            let (request, ended) = (request.clone(), Arc::clone(&ended));
            let (begun, answered) = (Arc::clone(&begun), Arc::clone(&answered));
            tokio::spawn(async move {
                while !ended.load(Ordering::Relaxed) {
                    let request = request(begun.fetch_add(1, Ordering::Relaxed));
                    let status = request
                        .send()
                        .await
                        .map_or(0, |answer| answer.status().into());
                    *answered.lock().unwrap().entry(status).or_default() += 1;
                }
            })
        });
        Self {
            senders: senders.collect(),
            ended,
            answered,
        }
    }

    /// Waits until at least so many were answered.
    async fn has_answers(&self, least: u64) {
        let many = || self.answered.lock().unwrap().values().sum::<u64>();
        reached(|| many() >= least).await;
    }

    /// How many were answered with which status.
    async fn ends(self) -> BTreeMap<u16, u64> {
        self.ended.store(true, Ordering::Relaxed);
        for sender in self.senders {
            sender.await.unwrap();
        }
        self.answered.lock().unwrap().clone()
    }
}

/// The middle one of the times that so many visits take, one after the other.
async fn median(visit: impl AsyncFn()) -> Duration {
    let mut visits = Vec::new();
    for _ in 0..VISITS {
        let began = Instant::now();
        visit().await;
        visits.push(began.elapsed());
    }
    visits.sort_unstable();
    visits[VISITS / 2]
}

fn judge(name: &str, most: Duration, beside: Duration, answered: &BTreeMap<u16, u64>) {
    println!("{name}: {beside:?} beside, {most:?} at most; {answered:?}");
    assert!(
        beside <= most,
        "{name}: {beside:?}, not {most:?}; {answered:?}"
    );
}

async fn reached(is_reached: impl Fn() -> bool) {
    let until = Instant::now() + 4 * PATIENCE;
    while !is_reached() {
        assert!(Instant::now() < until, "the attack comes to nothing");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// Opens a connection for each request, as visitors do.
fn client() -> Client {
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
fn network(number: u64) -> String {
    format!("10.{}.{}.1", number / 256 % 256, number % 256)
}

async fn a_payer_is_served_beside_addresses_with_a_nul(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let attack = move |_| attacker.get(format!("{base}/%00"));
    let answered = here.withstands("addresses with a NUL", 200, attack).await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&404]);
}

async fn a_payer_is_served_beside_payments_that_are_reloaded(db: Db) {
    let here = Attacked::new(db).await;
    let mut reloaded = Vec::new();
    for _ in 0..10 {
        let payment = here.authority.asks_for_payment().await.unwrap();
        here.authority.chooses_paypal(payment).await.unwrap();
        reloaded.push(format!("{}/musterstadt/pay/{payment}/return", here.base));
    }
    let attacker = client();
    let attack = move |number: u64| {
        let at = usize::try_from(number).unwrap() % reloaded.len();
        attacker.get(&reloaded[at])
    };
    let answered = here.withstands("payments reloaded", 600, attack).await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&303]);
}

/// Usual is what it takes beside as many logins of the same length that are right: a login costs
/// processor time, right or wrong.
async fn a_payer_is_served_beside_wrong_logins_with_long_names(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let login = move |number: u64, name: &str, secret: &str, note: &str| {
        let form = format!(
            "grant_type=client_credentials&client_id={name}&client_secret={secret}&note={note}"
        );
        let request = attacker.post(format!("{base}/oauth/token")).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.header(PROXY_SAYS, network(number))
    };
    let long = "x".repeat(250_000);
    let (right, note) = (login.clone(), long.clone());
    let right = Load::begins(move |number| right(number, PORTAL, SECRET, &note));
    right.has_answers(ATTACKERS).await;
    let usual = (here.waits().await, here.portal_waits().await);
    right.ends().await;
    let wrong = Load::begins(move |number| login(number, &format!("{number}{long}"), "x", ""));
    wrong.has_answers(ATTACKERS).await;
    let beside = (here.waits().await, here.portal_waits().await);
    here.pays().await;
    wrong.has_answers(100).await;
    let answered = wrong.ends().await;
    judge(
        "a page beside wrong logins",
        FLOOR.max(2 * usual.0),
        beside.0,
        &answered,
    );
    judge(
        "a login beside wrong logins",
        FLOOR.max(2 * usual.1),
        beside.1,
        &answered,
    );
    let refused = |status: &u16| (400..500).contains(status);
    assert!(answered.keys().all(refused), "{answered:?}");
}

async fn a_payer_is_served_beside_half_sent_bodies(db: Db) {
    use tokio::io::AsyncWriteExt;
    let here = Attacked::new(db).await;
    let usual = here.waits().await;
    let place = here.base.trim_start_matches("http://");
    let head = format!(
        "POST /provider-events/paypal/acc_00000000000000000000000000 HTTP/1.1\r\nhost: {place}\r\n\
         content-type: application/json\r\ncontent-length: 500000\r\n\r\n"
    );
    let half = head + &" ".repeat(250_000);
    let mut open = Vec::new();
    for _ in 0..300 {
        let mut stream = tokio::net::TcpStream::connect(place).await.unwrap();
        // The program may have answered and closed before it is all sent.
        let _closed = stream.write_all(half.as_bytes()).await;
        open.push(stream);
    }
    let beside = here.waits().await;
    here.pays().await;
    let most = FLOOR.max(2 * usual);
    judge("half-sent bodies", most, beside, &BTreeMap::new());
    assert_eq!(open.len(), 300);
}

/// The counters of this test program; one recorder for all its tests.
fn counters() -> PrometheusHandle {
    use std::sync::LazyLock;
    static COUNTERS: LazyLock<PrometheusHandle> =
        LazyLock::new(|| PrometheusBuilder::new().install_recorder().unwrap());
    COUNTERS.clone()
}

fn over_budget(counters: &PrometheusHandle) -> u64 {
    let told = counters.render();
    let mut lines = told.lines();
    let value = lines.find_map(|line| line.strip_prefix("notice_searches_over_budget_total "));
    value.map_or(0, |value| value.parse().unwrap())
}

async fn a_payer_is_served_beside_guesses_from_many_networks_and_they_are_an_alarm(db: Db) {
    let counters = counters();
    let before = over_budget(&counters);
    let here = Attacked::new(db).await;
    let file = file_of(&[(1, 5_500, "1234")]);
    here.authority.imports(&file).await.unwrap();
    let (attacker, base) = (client(), here.base.clone());
    let attack = move |number: u64| {
        let kassenzeichen = notice_number(2 + number % 5_000);
        let form = format!("kassenzeichen={kassenzeichen}&factor=1234&basket=");
        let request = attacker
            .post(format!("{base}/musterstadt/notice"))
            .body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.header(PROXY_SAYS, network(number))
    };
    // More than an authority's budget for an hour.
    let answered = here
        .withstands("guesses from many networks", 2_100, attack)
        .await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&422]);
    assert!(over_budget(&counters) >= before + 100);
    // It refuses nobody who knows.
    let found = here.authority.searches(&notice_number(1), "1234").await;
    assert!(matches!(
        found,
        Some(app::claims::notices::SearchOutcome::Found(_))
    ));
}

async fn a_payer_is_served_beside_orders_that_are_never_paid(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let payer = here.authority.app.payer();
    let attack = move |number: u64| {
        let token = payer.form_token();
        let form = format!("token={token}&filled_in=yes&quantity=1&field.name=Erika");
        let request = attacker
            .post(format!("{base}/musterstadt/services/meldung"))
            .body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.header(PROXY_SAYS, network(number / 50))
    };
    let answered = here.withstands("orders", 200, attack).await;
    assert!(answered.contains_key(&303), "{answered:?}");
    assert!(
        answered.keys().all(|status| (200..500).contains(status)),
        "{answered:?}"
    );
}

async fn a_payer_is_served_beside_questions_whether_the_program_is_ready(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let attack = move |_| attacker.get(format!("{base}/health/ready"));
    let answered = here
        .withstands("questions whether it is ready", 500, attack)
        .await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&200]);
}
