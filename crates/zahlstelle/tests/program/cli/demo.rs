//! The demo: ready at once, described in `demo.json`, and gone when told.

mod month;

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::installation::{Installation, SECRET, told_secret, wanted};
use crate::process::{LOOK_AGAIN, PATIENCE, Running, client, free_port, zahlstelle};

/// What the README promises.
const READY_WITHIN: Duration = Duration::from_secs(2);

struct Demo {
    running: Running,
    facts: Value,
    /// From its start until it was ready.
    took: Duration,
}

/// A town without a past.
async fn demo(directory: &Path) -> Demo {
    demo_of_days(directory, "0").await
}

async fn demo_of_days(directory: &Path, days: &str) -> Demo {
    demo_at(directory, &["--listen", "127.0.0.1:0", "--days", days]).await
}

async fn demo_at(directory: &Path, place: &[&str]) -> Demo {
    let facts = directory.join("demo.json");
    let _of_an_earlier_start = std::fs::remove_file(&facts);
    let at = directory.display().to_string();
    let began = Instant::now();
    let mut arguments = vec!["demo", "--data-dir", &at];
    arguments.extend(["--simulator-listen", "127.0.0.1:0"]);
    arguments.extend(place);
    let mut running = Running::start(&arguments, &directory.join("log"));
    while !facts.exists() {
        assert!(running.is_running(), "{}", running.log());
        assert!(began.elapsed() < PATIENCE, "{}", running.log());
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    let facts: Value = serde_json::from_slice(&std::fs::read(&facts).unwrap()).unwrap();
    let ready = format!("{}health/ready", facts["base_url"].as_str().unwrap());
    running.answers(&client(), &ready).await;
    let took = began.elapsed();
    Demo {
        running,
        facts,
        took,
    }
}

#[tokio::test]
async fn the_demo_is_ready_within_two_seconds_and_says_where_everything_is() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo_town = demo_of_days(directory.path(), "30").await;
    // A busy machine may be slow once, not three times.
    let others = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    for other in &others {
        if demo_town.took < READY_WITHIN {
            break;
        }
        drop(demo_town);
        demo_town = demo_of_days(other.path(), "30").await;
    }
    let took = demo_town.took;
    assert!(took < READY_WITHIN, "ready after {took:?}");
    let facts = &demo_town.facts;
    for pointer in [
        "/base_url",
        "/online_service_url",
        "/xbezahldienste/base_url",
        "/xbezahldienste/originator_id",
        "/xbezahldienste/end_point_id",
        "/xbezahldienste/user",
        "/xbezahldienste/password",
        "/citizen/catalogue_url",
        "/citizen/test_service_url",
        "/console/url",
        "/console/telephones_url",
        "/paypal_simulator/base_url",
        "/database",
        "/data_dir",
    ] {
        let fact = facts.pointer(pointer).and_then(Value::as_str);
        assert!(fact.is_some_and(|fact| !fact.is_empty()), "{pointer}");
    }
    let paper = facts["citizen"]["sample_notice_pdf"].as_str().unwrap();
    assert!(
        std::fs::read(paper).unwrap().starts_with(b"%PDF-"),
        "{paper}"
    );
    let services = facts["xbezahldienste"]["services"].as_array().unwrap();
    assert_eq!(services.len(), 3);
    let client = client();
    for page in ["base_url", "online_service_url"] {
        let url = facts[page].as_str().unwrap();
        let status = client.get(url).send().await.unwrap().status();
        assert!(status == 200 || page == "base_url", "{url}: {status}");
    }
    let welcome = demo_town.running.log();
    for told in ["Musterstadt is open", "No real money moves", "Ctrl-C"] {
        assert!(welcome.contains(told), "{welcome}");
    }
}

/// Paths of ours that a page leads to.
fn paths_in(page: &str) -> Vec<String> {
    let marks = [" href=\"/", " src=\"/", " action=\"/"];
    let found = marks.into_iter().flat_map(|mark| {
        let after = page.split(mark).skip(1);
        after.map(|rest| format!("/{}", rest.split('"').next().unwrap()))
    });
    found.map(|path| path.replace("&#38;", "&")).collect()
}

#[tokio::test]
async fn below_a_path_of_a_shared_proxy_every_link_leads_below_it() {
    let directory = tempfile::tempdir().unwrap();
    let place = format!("127.0.0.1:{}", free_port());
    let public = format!("http://{place}/epay/");
    let served = demo_at(
        directory.path(),
        &["--listen", &place, "--public-url", &public, "--days", "0"],
    )
    .await;
    let client = client();
    let mut asked = vec!["/epay/musterstadt/services".to_owned()];
    let mut next = 0;
    while let Some(path) = asked.get(next).filter(|_| next < 60).cloned() {
        next += 1;
        let answer = client
            .get(format!("http://{place}{path}"))
            .send()
            .await
            .unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        if !kind.starts_with("text/html") {
            continue;
        }
        for found in paths_in(&answer.text().await.unwrap()) {
            assert!(found.starts_with("/epay/"), "{path} leads to {found}");
            if !asked.contains(&found) {
                asked.push(found);
            }
        }
    }
    assert!(next > 20, "only {next} addresses were found");
    let notice = served.facts["citizen"]["notice_url"].as_str().unwrap();
    assert_eq!(notice, format!("{public}musterstadt/notice"));
}

#[tokio::test]
async fn a_form_works_under_every_address_the_demo_is_opened_with() {
    let directory = tempfile::tempdir().unwrap();
    let served = demo(directory.path()).await;
    let notice = served.facts["citizen"]["notice_url"].as_str().unwrap();
    let port = notice.split(':').nth(2).unwrap().split('/').next().unwrap();
    let send = |origin: String| {
        let form = client()
            .post(notice)
            .header("host", format!("town.test:{port}"));
        let form = form.header("content-type", "application/x-www-form-urlencoded");
        form.header("origin", origin).body("").send()
    };
    let own = send(format!("http://town.test:{port}")).await.unwrap();
    assert_eq!(own.status(), 422, "an empty search is answered");
    let policy = &own.headers()["referrer-policy"];
    assert_eq!(policy, "same-origin", "or browsers send no origin");
    let foreign = send("http://evil.example".to_owned()).await.unwrap();
    assert_eq!(foreign.status(), 403);
}

#[tokio::test]
async fn the_same_directory_goes_on_where_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let first = demo(directory.path()).await;
    let before = first.facts.clone();
    first.running.terminate();
    let mut running = first.running;
    assert!(running.ends(PATIENCE).success());
    std::fs::write(directory.path().join("demo.json"), before.to_string()).unwrap();
    let config = directory.path().join("zahlstelle.toml");
    assert!(config.exists());
    let log = directory.path().join("log");
    let at = directory.path().display().to_string();
    let arguments = [
        "demo",
        "--data-dir",
        &at,
        "--listen",
        "127.0.0.1:0",
        "--simulator-listen",
        "127.0.0.1:0",
        "--days",
        "0",
    ];
    let _running = Running::start(&arguments, &log);
    let until = Instant::now() + PATIENCE;
    loop {
        let text = std::fs::read(directory.path().join("demo.json")).unwrap();
        let facts: Value = serde_json::from_slice(&text).unwrap();
        if facts["base_url"] != before["base_url"] {
            let password = |facts: &Value| facts["xbezahldienste"]["password"].clone();
            assert_eq!(password(&facts), password(&before));
            return;
        }
        assert!(Instant::now() < until);
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// The simulator shares the process, and must not forget what it took.
#[tokio::test]
async fn after_a_kill_the_books_agree_with_the_provider_again() {
    let directory = tempfile::tempdir().unwrap();
    let first = demo(directory.path()).await;
    agree(directory.path()).await;
    first.running.kill();
    let _second = demo(directory.path()).await;
    agree(directory.path()).await;
}

/// Polls until the paid notices are in both books.
async fn agree(directory: &Path) {
    let config = directory.join("zahlstelle.toml").display().to_string();
    let until = Instant::now() + PATIENCE;
    loop {
        let ran = zahlstelle(&["--config", &config, "verify", "--with-provider"]);
        if ran.code == 0 && ran.out.contains("provider: 3 entries") {
            return;
        }
        assert!(Instant::now() < until, "{ran:?}");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_program_stops() {
    let here = Installation::new(None, "").await;
    let mut serving = here.serves(&[]).await;
    let address = here.base.trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let body = wanted("unterwegs").to_string();
    let proof = reqwest::Client::builder().no_proxy().build().unwrap();
    let proof = proof.get("http://a/").basic_auth("portal", Some(SECRET));
    let proof = proof.build().unwrap().headers()["authorization"].clone();
    let head = format!(
        "POST /xbezahldienste/api/v1.0.0/paymenttransaction/parken/05158999 HTTP/1.1\r\n\
         Host: {address}\r\nAuthorization: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        proof.to_str().unwrap(),
        body.len()
    );
    let (first, second) = body.split_at(body.len() / 2);
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(first.as_bytes()).await.unwrap();
    // Another request has gone through since: the first half was taken.
    here.asks(&client(), "vorher").await;
    serving.terminate();
    let until = Instant::now() + PATIENCE;
    while TcpStream::connect(&address).await.is_ok() {
        assert!(Instant::now() < until, "it goes on listening");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
    assert!(serving.is_running());
    stream.write_all(second.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    assert!(answer.contains("\"status\":\"INITIAL\""));
    assert!(serving.ends(PATIENCE).success(), "{}", serving.log());
}

/// Browsers open connections they may never use.
#[tokio::test]
async fn an_idle_connection_holds_no_other_up_for_long() {
    let directory = tempfile::tempdir().unwrap();
    let mut demo = demo(directory.path()).await;
    let mut held = Vec::new();
    for fact in ["/base_url", "/paypal_simulator/base_url"] {
        let url = demo.facts.pointer(fact).unwrap().as_str().unwrap();
        let address = url.trim_start_matches("http://").trim_end_matches('/');
        held.push(TcpStream::connect(address).await.unwrap());
        let mut half = TcpStream::connect(address).await.unwrap();
        half.write_all(b"GET / HT").await.unwrap();
        held.push(half);
    }
    demo.running.terminate();
    let ended = demo.running.ends(Duration::from_secs(15));
    assert!(ended.success(), "{}", demo.running.log());
}

/// A simulator in a directory, with more arguments; where it is.
async fn simulates(directory: &Path, more: &[&str]) -> (Running, String) {
    let listen = format!("127.0.0.1:{}", free_port());
    let arguments = [&["simulator", "--listen", &listen], more].concat();
    let mut simulating = Running::start(&arguments, &directory.join("log"));
    let url = format!("http://{listen}/");
    simulating.answers(&client(), &url).await;
    (simulating, url)
}

#[tokio::test]
async fn the_simulator_alone_says_how_to_use_it() {
    let directory = tempfile::tempdir().unwrap();
    let ca_file = directory.path().join("ca.pem").display().to_string();
    let (mut simulating, url) = simulates(directory.path(), &["--ca-file", &ca_file]).await;
    let said = simulating.log();
    for told in [url.as_str(), "client id", "merchant", "forgets"] {
        assert!(said.contains(told), "{said}");
    }
    let pem = std::fs::read_to_string(&ca_file).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----") && !pem.contains("PRIVATE"));
    simulating.terminate();
    assert!(simulating.ends(PATIENCE).success());
}

/// What the simulator answers to a login.
async fn logs_in(url: &str, client_id: &str, secret: &str) -> u16 {
    let request = client().post(format!("{url}v1/oauth2/token"));
    let request = request.basic_auth(client_id, Some(secret));
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let answer = request.body("grant_type=client_credentials").send().await;
    answer.unwrap().status().as_u16()
}

#[tokio::test]
async fn the_simulator_has_an_account_for_each_authority_that_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let accounts = [
        "--account",
        "neustadt-demo:its-secret:H5NM3XW8Q2K7A",
        "--account",
        "altstadt-demo:another-secret:J6PN4YX9R3L8B",
    ];
    let (simulating, url) = simulates(directory.path(), &accounts).await;
    let secret = told_secret(&simulating.log());
    for (client_id, secret, status) in [
        ("musterstadt-demo", secret.as_str(), 200),
        ("neustadt-demo", "its-secret", 200),
        ("altstadt-demo", "another-secret", 200),
        ("altstadt-demo", "its-secret", 401),
        ("musterstadt-demo", "its-secret", 401),
    ] {
        assert_eq!(
            logs_in(&url, client_id, secret).await,
            status,
            "{client_id}"
        );
    }
    for account in ["neustadt-demo", "neustadt-demo:secret", "a::b", "a:b:c:d"] {
        let refused = zahlstelle(&["simulator", "--account", account]);
        assert_eq!(refused.code, 2, "{account}");
        assert!(
            refused.err.contains("CLIENT_ID:SECRET:MERCHANT"),
            "{account}"
        );
    }
}

#[tokio::test]
async fn a_simulators_secret_is_drawn_anew_unless_its_past_is_kept() {
    let directory = tempfile::tempdir().unwrap();
    let past = directory.path().join("past").display().to_string();
    let mut secrets = Vec::new();
    for more in [&[][..], &[], &["--past", &past], &["--past", &past]] {
        let (simulating, url) = simulates(directory.path(), more).await;
        let secret = told_secret(&simulating.log());
        assert_eq!(logs_in(&url, "musterstadt-demo", &secret).await, 200);
        secrets.push(secret);
    }
    assert_eq!(secrets[2], secrets[3]);
    secrets.dedup();
    assert_eq!(secrets.len(), 3);
    assert!(secrets.iter().all(|secret| secret.len() == 32));
}

/// What a page proposes for a search, out of its markup.
fn proposed(page: &str) -> String {
    let (_, hint) = page.split_once("id=\"q-hint\">").unwrap();
    let (hint, _) = hint.split_once("</p>").unwrap();
    let (_, example) = hint.split_once(':').unwrap();
    let plain = example
        .split('<')
        .map(|part| part.rsplit('>').next().unwrap());
    plain.collect::<String>().trim().to_owned()
}

#[tokio::test]
async fn what_the_search_proposes_finds_a_service_and_so_does_a_code() {
    let directory = tempfile::tempdir().unwrap();
    let demo = demo(directory.path()).await;
    let base = demo.facts["base_url"].as_str().unwrap();
    let shown = async |tag: &str, word: &str| {
        let mut url: url::Url = format!("{base}musterstadt/services").parse().unwrap();
        let query = [("q", word), ("lang", tag)];
        url.query_pairs_mut().extend_pairs(query);
        let page = client().get(url).send().await.unwrap();
        page.text().await.unwrap()
    };
    let finds = |page: &str| page.matches("/musterstadt/services/").count();
    for tag in ["de", "de-simple", "en", "tr", "uk", "ar"] {
        let word = proposed(&shown(tag, "").await);
        assert!(!word.is_empty(), "{tag}");
        assert!(finds(&shown(tag, &word).await) > 0, "{word} in {tag}");
    }
    assert_eq!(finds(&shown("de", "bewohnerparken").await), 1);
    let nothing = shown("de", "garnichts").await;
    assert_eq!(finds(&nothing), 0);
    assert!(!nothing.contains("q-hint"), "no example that finds nothing");
}
