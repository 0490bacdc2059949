//! What strangers can send, against the program's router behind its real edge, with an honest payer
//! of another network beside it: a whole payment, every step of it over HTTP, takes at most twice
//! as long as the same payment without the attack.
//!
//! Both are timed in turns of one run. Attackers, payer and program share the processors of one
//! machine with whatever else runs there, so attackers keep to a rate that leaves them room while a
//! payment is timed, and hurry afterwards, when one more is made.

mod load;
mod process;

use std::collections::BTreeMap;
use std::time::Duration;

use http::HeaderValue;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use storage::Db;
use storage::testing::{postgres, sqlite};
use testkit::{file_of, notice_number};

use load::{Attacked, Load, PROXY_SAYS, client, half_a_body, half_sent, in_turns, judge, network};

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
    a_payer_pays_beside_addresses_with_a_nul
    a_payer_pays_beside_payments_that_are_reloaded
    a_payer_pays_beside_wrong_logins_with_long_names
    a_payer_pays_beside_half_sent_bodies
    a_payer_pays_beside_guesses_from_many_networks_and_they_are_an_alarm
    a_payer_pays_beside_orders_that_are_never_paid
    a_payer_pays_beside_questions_whether_the_program_is_ready
    a_payer_pays_beside_forged_provider_events
    a_payer_pays_beside_receipts_that_are_set_again_and_again
    a_payer_pays_beside_mails_that_are_asked_for_without_end
}

async fn a_payer_pays_beside_addresses_with_a_nul(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let attack = move |_| attacker.get(format!("{base}/%00"));
    let answered = here.withstands("addresses with a NUL", 200, attack).await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&404]);
}

async fn a_payer_pays_beside_payments_that_are_reloaded(db: Db) {
    let here = Attacked::new(db).await;
    let mut reloaded = Vec::new();
    for number in 0..10 {
        here.authority.payers_come_from(number);
        let payment = here.authority.asks_for_payment().await.unwrap();
        here.authority.chooses_paypal(payment).await.unwrap();
        reloaded.push(format!("{}/musterstadt/pay/{payment}/return", here.base));
        // Begun in one second, they would take more than its places.
        here.authority.time_passes(Duration::from_secs(1));
    }
    here.clock_goes_on();
    let attacker = client();
    let attack = move |number: u64| {
        let at = usize::try_from(number).unwrap() % reloaded.len();
        let from = network(number % 10);
        attacker.get(&reloaded[at]).header(PROXY_SAYS, from)
    };
    let answered = here.withstands("payments reloaded", 600, attack).await;
    // The page, or that the payment is being checked.
    let seen = |status: &u16| [200, 303].contains(status);
    assert!(answered.keys().all(seen), "{answered:?}");
}

/// A portal logs in beside them, too; usual is then what it takes beside as many forms of the same
/// length that are no logins: reading one costs processor time, whatever it says.
async fn a_payer_pays_beside_wrong_logins_with_long_names(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let long = "x".repeat(250_000);
    let form = move |number: u64, grant: &str| {
        let form = format!("grant_type={grant}&client_id={number}{long}&client_secret=x");
        let request = attacker.post(format!("{base}/oauth/token")).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.header(PROXY_SAYS, network(number))
    };
    let other = form.clone();
    let other = Load::new(move |number| other(number, "no_credentials"));
    let wrong = Load::new(move |number| form(number, "client_credentials"));
    let portal = in_turns((&other, &wrong), || here.portal_reads()).await;
    assert_eq!(other.ends().await.keys().collect::<Vec<_>>(), [&400]);
    let paid = here.pays_beside(&wrong).await;
    wrong.hurries();
    wrong.goes_on();
    here.pays().await;
    wrong.has_answers(100).await;
    let answered = wrong.ends().await;
    judge("a payment beside wrong logins", paid, &answered);
    judge("a login beside wrong logins", portal, &answered);
    let refused = |status: &u16| (400..500).contains(status);
    assert!(answered.keys().all(refused), "{answered:?}");
}

async fn a_payer_pays_beside_half_sent_bodies(db: Db) {
    let here = Attacked::new(db).await;
    let usual = here.pays_some().await;
    let place = here.base.trim_start_matches("http://");
    let mut open = Vec::new();
    for _ in 0..300 {
        open.push(half_sent(place, &half_a_body(place)).await);
    }
    let beside = here.pays_some().await;
    assert_eq!(open.len(), 300);
    drop(open);
    let usual = usual.max(here.pays_some().await);
    judge("half-sent bodies", (usual, beside), &BTreeMap::new());
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

async fn a_payer_pays_beside_guesses_from_many_networks_and_they_are_an_alarm(db: Db) {
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

async fn a_payer_pays_beside_orders_that_are_never_paid(db: Db) {
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

async fn a_payer_pays_beside_questions_whether_the_program_is_ready(db: Db) {
    let here = Attacked::new(db).await;
    let (attacker, base) = (client(), here.base.clone());
    let attack = move |_| attacker.get(format!("{base}/health/ready"));
    let answered = here
        .withstands("questions whether it is ready", 500, attack)
        .await;
    assert_eq!(answered.keys().collect::<Vec<_>>(), [&200]);
}

/// Each with another's signature, and the address of a certificate that is not there.
async fn a_payer_pays_beside_forged_provider_events(db: Db) {
    let here = Attacked::new(db).await;
    here.authority.paid_payment().await;
    let genuine = here.authority.sim.take_deliveries().remove(0);
    let address = genuine.headers["paypal-cert-url"].to_str().unwrap();
    let address = address.to_owned();
    let (_, path) = genuine.url.split_once("/provider-events/").unwrap();
    let to = format!("{}/provider-events/{path}", here.base);
    let attacker = client();
    let attack = move |number: u64| {
        let mut headers = genuine.headers.clone();
        let certificate = HeaderValue::try_from(format!("{address}-{number}"));
        headers.insert("paypal-cert-url", certificate.unwrap());
        let signature = HeaderValue::from_static("AAAA");
        headers.insert("paypal-transmission-sig", signature);
        let request = attacker.post(&to).headers(headers);
        request.body(genuine.body.clone())
    };
    let answered = here.withstands("forged provider events", 200, attack).await;
    assert!(!answered.contains_key(&200), "{answered:?}");
}

async fn a_payer_pays_beside_receipts_that_are_set_again_and_again(db: Db) {
    let here = Attacked::new(db).await;
    let paid = here.authority.paid_payment().await;
    let receipt = format!("{}/musterstadt/pay/{paid}/receipt.pdf", here.base);
    let attacker = client();
    let attack = move |number: u64| {
        let from = network(number / 50);
        attacker.get(&receipt).header(PROXY_SAYS, from)
    };
    let answered = here.withstands("receipts", 100, attack).await;
    assert!(answered.contains_key(&200), "{answered:?}");
}

async fn a_payer_pays_beside_mails_that_are_asked_for_without_end(db: Db) {
    let here = Attacked::new(db).await;
    let paid = here.authority.paid_payment().await;
    let mail = format!("{}/musterstadt/pay/{paid}/mail", here.base);
    let attacker = client();
    let attack = move |number: u64| {
        let form = [("email", format!("payer-{number}@musterstadt.example"))];
        let request = attacker.post(&mail).form(&form);
        request.header(PROXY_SAYS, network(number))
    };
    let answered = here.withstands("mails asked for", 200, attack).await;
    assert!(answered[&303] < 10, "{answered:?}");
}
