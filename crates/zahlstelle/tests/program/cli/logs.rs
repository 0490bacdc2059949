//! What an operator can see of the program: health, metrics, and a log without personal data.

use std::path::Path;

use serde_json::{Value, json};

use storage::testing::TestServer;

use super::installation::{END_POINT, Installation, SECRET, wanted};
use crate::process::{LOOK_AGAIN, PATIENCE, Running, client, free_port, zahlstelle_on_a_full_disk};

/// In every place where something personal may be sent.
const CANARY: &str = "Kanarienvogel";

#[tokio::test]
async fn the_log_begins_with_one_plain_line_that_says_what_runs_and_where() {
    let here = Installation::new(None, "").await;
    let serving = here.serves(&[]).await;
    let log = serving.log();
    let ready: Vec<_> = log
        .lines()
        .filter(|line| line.contains(" ready "))
        .collect();
    let [line] = ready.as_slice() else {
        panic!("one line says it: {log}");
    };
    let version = format!("program.version=\"{}\"", env!("CARGO_PKG_VERSION"));
    let public = format!("http.public_url={}", here.base);
    for told in [
        &version,
        "program.commit=",
        "db.address=sqlite:",
        "db.schema=",
        &public,
    ] {
        assert!(line.contains(told), "{told}: {line}");
    }
    assert!(!log.contains('\u{1b}'), "colour in a file: {log}");
    assert!(!log.contains("_sqlx_migrations"), "{log}");
}

/// An installation with a listener for monitoring, and its address.
async fn watched() -> (Installation, String) {
    let here = Installation::new(None, "").await;
    let operators = format!("127.0.0.1:{}", free_port());
    let file = here.path("zahlstelle.toml");
    let config = std::fs::read_to_string(&file).unwrap();
    let more = format!("[http]\noperator_listen = \"{operators}\"");
    std::fs::write(&file, config.replacen("[http]", &more, 1)).unwrap();
    (here, operators)
}

#[tokio::test]
async fn health_and_metrics_answer_and_visitors_see_no_metrics() {
    let (here, operators) = watched().await;
    let _serving = here.serves(&[]).await;
    let client = client();
    here.asks(&client, "antrag-1").await;
    let status = format!("{}/status/parken/{END_POINT}", here.interface());
    let wrong = client.get(status).basic_auth("portal", Some("wrong"));
    assert_eq!(wrong.send().await.unwrap().status().as_u16(), 403);
    let operators = format!("http://{operators}");
    let get_at = async |base: &str, path: &str| {
        let answer = client.get(format!("{base}{path}")).send().await;
        let answer = answer.unwrap();
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap())
    };
    for base in [&here.base, &operators] {
        for path in ["/health/live", "/health/ready"] {
            assert_eq!(get_at(base, path).await, (200, "ok\n".to_owned()));
        }
    }
    assert_eq!(get_at(&here.base, "/metrics").await.0, 404);
    let (status, metrics) = get_at(&operators, "/metrics").await;
    assert_eq!(status, 200);
    assert!(
        metrics.contains("zahlstelle_build_info{version="),
        "{metrics}"
    );
    let counted = metrics.lines().any(|line| {
        line.starts_with("http_requests_total{")
            && line.contains("/paymenttransaction/{originator}/{end_point}")
            && line.contains("status=\"2xx\"")
            && line.ends_with(" 1")
    });
    assert!(counted, "{metrics}");
    assert!(metrics.contains("http_request_seconds"));
    assert!(
        metrics.contains("logins_failed_total{proof=\"secret\"} 1"),
        "{metrics}"
    );
    assert!(!metrics.contains("parken"), "routes, not addresses");
}

/// Every gauge that the operator's page of metrics lists.
#[tokio::test]
async fn each_gauge_is_told_with_its_value() {
    let (here, operators) = watched().await;
    let _serving = here.serves(&[]).await;
    let visitor = here.base.trim_start_matches("http://");
    let _visitor = tokio::net::TcpStream::connect(visitor).await.unwrap();
    let client = client();
    let metrics = async || {
        let url = format!("http://{operators}/metrics");
        client.get(url).send().await.unwrap().text().await.unwrap()
    };
    let until = std::time::Instant::now() + PATIENCE;
    let expected = [
        "payments_late 0",
        "ledger_unsealed_transfers 0",
        "number_pool_left_thousandths 1000",
        "jobs_given_up{kind=\"read_provider_event\"} 0",
        "http_connections 1",
    ];
    loop {
        let told = metrics().await;
        let missing = expected
            .iter()
            .find(|line| !told.lines().any(|found| found == **line));
        let Some(missing) = missing else { break };
        assert!(std::time::Instant::now() < until, "{missing}: {told}");
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_not_ready_but_alive() {
    let Some(url) = storage::testing::postgres_url().await else {
        return;
    };
    let address = crate::process::address(&url);
    let here = Installation::new(Some(address.clone()), "").await;
    let _serving = here.serves(&[]).await;
    // A plug pulled for the database's one user.
    let name = address.rsplit_once('/').unwrap().1;
    let server = std::env::var(storage::testing::POSTGRES_VARIABLE).unwrap();
    let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect(&server)
        .await
        .unwrap();
    let unplug = format!(
        "ALTER DATABASE {name} ALLOW_CONNECTIONS false; \
         SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(unplug))
        .execute(&mut admin)
        .await
        .unwrap();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let said = not_ready(&client, &here.base).await;
    assert_eq!(said, "the database does not answer\n");
    // Every channel says the same: come back in a moment.
    let status = format!("{}/status/parken/{END_POINT}", here.interface());
    let transaction = format!("{}/paymenttransaction/parken/{END_POINT}", here.interface());
    let own = format!("{}/api/v1/services/parken/codes/link.svg", here.base);
    for request in [
        client.get(format!("{}/musterstadt/services", here.base)),
        client.get(own).basic_auth("portal", Some(SECRET)),
        client.get(status).basic_auth("portal", Some(SECRET)),
        client
            .post(transaction)
            .basic_auth("portal", Some(SECRET))
            .json(&wanted("antrag-1")),
    ] {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 503, "{}", answer.url());
        assert!(
            answer.headers().contains_key("retry-after"),
            "{}",
            answer.url()
        );
    }
    let live = client.get(format!("{}/health/live", here.base));
    assert_eq!(live.send().await.unwrap().status(), 200);
}

/// What the node says once it is not ready; a success is remembered for a second.
async fn not_ready(client: &reqwest::Client, base: &str) -> String {
    let until = std::time::Instant::now() + PATIENCE;
    loop {
        let ready = client.get(format!("{base}/health/ready"));
        let ready = ready.send().await.unwrap();
        if ready.status() == 503 {
            return ready.text().await.unwrap();
        }
        assert!(std::time::Instant::now() < until, "it is still ready");
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

#[tokio::test]
async fn a_standby_is_not_ready_and_the_doctor_says_so() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let url = crate::process::address(&server.database().await);
    let here = Installation::new(Some(url), "").await;
    let mut serving = here.serves(&["--no-jobs"]).await;
    server.becomes_a_standby();
    let client = client();
    let told = loop {
        let told = not_ready(&client, &here.base).await;
        if told != "the database does not answer\n" {
            break told;
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    };
    assert_eq!(told, "the database is a standby, which takes no writes\n");
    let doctor = here.runs(&["doctor"]);
    assert_eq!(doctor.code, 2, "{doctor:?}");
    let told = "WRONG   database writes: no commit";
    assert!(doctor.out.contains(told), "{doctor:?}");
    assert!(doctor.out.contains("standby"), "{doctor:?}");
    server.promote();
    let ready = format!("{}/health/ready", here.base);
    serving.answers(&client, &ready).await;
    here.asks(&client, "antrag-1").await;
}

/// Reads go on then, and every commit waits: a node that answers reads alone is not ready.
#[tokio::test]
async fn a_node_whose_commits_wait_for_a_missing_standby_is_not_ready() {
    let Some(server) = TestServer::start().await else {
        return;
    };
    let url = crate::process::address(&server.database().await);
    let here = Installation::new(Some(url), "").await;
    let mut serving = here.serves(&["--no-jobs"]).await;
    let missing = "ALTER SYSTEM SET synchronous_standby_names = 'missing'";
    server.configure(missing).await;
    let client = client();
    let told = not_ready(&client, &here.base).await;
    assert_eq!(told, "the database does not answer\n");
    server
        .configure("ALTER SYSTEM RESET synchronous_standby_names")
        .await;
    let ready = format!("{}/health/ready", here.base);
    serving.answers(&client, &ready).await;
    here.asks(&client, "antrag-1").await;
}

#[tokio::test]
async fn a_full_disk_takes_no_payment_and_is_told() {
    let here = Installation::new(None, "").await;
    let (config, log) = (here.path("zahlstelle.toml"), here.path("platform.log"));
    let serve = ["--config", &config, "serve", "--no-jobs"];
    let mut serving = Running::start_on_a_small_disk(&serve, Path::new(&log));
    let client = client();
    let ready = format!("{}/health/ready", here.base);
    serving.answers(&client, &ready).await;
    here.asks(&client, "antrag-1").await;
    let used = std::fs::metadata(here.path("zahlstelle.db-wal")).unwrap();
    serving.fill_disk(Some(used.len()));
    let transaction = format!("{}/paymenttransaction/parken/{END_POINT}", here.interface());
    let refused = client.post(transaction).basic_auth("portal", Some(SECRET));
    let refused = refused.json(&wanted("antrag-2")).send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert_eq!(
        not_ready(&client, &here.base).await,
        "the database does not answer\n"
    );
    let doctor = zahlstelle_on_a_full_disk(&["--config", &config, "doctor"], used.len());
    assert_eq!(doctor.code, 2, "{doctor:?}");
    let told = "WRONG   database writes: no commit";
    assert!(doctor.out.contains(told), "{doctor:?}");
    // What is written can be read all the while, and with room everything goes on.
    let live = client.get(format!("{}/musterstadt/services", here.base));
    assert_eq!(live.send().await.unwrap().status(), 200);
    serving.fill_disk(None);
    serving.answers(&client, &ready).await;
    here.asks(&client, "antrag-2").await;
}

#[tokio::test]
async fn the_log_names_no_person_in_text() {
    names_no_person("[log]\nformat = \"text\"\nfilter = \"debug\"\n").await;
}

#[tokio::test]
async fn the_log_names_no_person_in_json() {
    let log = names_no_person("[log]\nformat = \"json\"\nfilter = \"debug\"\n").await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
        .collect();
    let told = |message: &str| {
        let at = lines.iter().find(|line| {
            let text = line["message"].as_str().unwrap_or_default();
            text.contains(message)
        });
        at.unwrap_or_else(|| panic!("{message} is missing")).clone()
    };
    assert_eq!(told("ready")["level"], "INFO");
    let created = told("created");
    let payment = created["payment.id"].as_str().unwrap();
    assert!(payment.starts_with("pay_"));
    let answered = told("request answered");
    assert!(answered["request.id"].is_string() && answered["http.route"].is_string());
    assert_eq!(told("stopping")["level"], "INFO");
}

/// A whole payment and several refusals, each full of canaries; the log.
async fn names_no_person(config: &str) -> String {
    let here = Installation::new(None, config).await;
    let mut serving = here.serves(&[]).await;
    let client = client();
    let url = format!("{}/paymenttransaction/parken/{END_POINT}", here.interface());
    let post = async |body: String, secret: &str| {
        let agent = ("user-agent", CANARY);
        let request = client.post(&url).header(agent.0, agent.1);
        let request = request.header("x-forwarded-for", CANARY).body(body);
        let request = request.basic_auth("portal", Some(secret));
        let answer = request.send().await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let mut sung = wanted("antrag-1");
    for field in ["purpose", "description"] {
        sung[field] = json!(CANARY);
    }
    sung["redirectUrl"] = json!(format!("https://portal.example/?name={CANARY}"));
    sung["items"][0]["description"] = json!(CANARY);
    sung["items"][0]["bookingData"] = json!({ "name": CANARY });
    sung["requestor"] = json!({ "name": CANARY, "address": { "city": CANARY } });
    let told = post(sung.to_string(), SECRET).await["paymentInformation"].clone();
    post(sung.to_string(), &format!("{CANARY}-secret")).await;
    post(format!("{{\"{CANARY}\": {CANARY}"), SECRET).await;
    sung["currency"] = json!(CANARY);
    post(sung.to_string(), SECRET).await;
    here.pays(&client, &told).await;
    for path in [
        format!("/{CANARY}/pay/{CANARY}?name={CANARY}"),
        format!("/musterstadt?q={CANARY}"),
        format!("/xbezahldienste/api/v1.0.0/status/{CANARY}/{CANARY}"),
    ] {
        let request = client.get(format!("{}{path}", here.base));
        let request = request.header("cookie", CANARY).header("referer", CANARY);
        request.bearer_auth(CANARY).send().await.unwrap();
    }
    let form = format!("grant_type=client_credentials&client_id=a&client_secret={CANARY}");
    let token = client.post(format!("{}/oauth/token", here.base)).body(form);
    token.send().await.unwrap();
    serving.terminate();
    assert!(serving.ends(PATIENCE).success());
    let log = serving.log();
    // It opens the payment's page and receipt.
    let payment = told["transactionId"].as_str().unwrap();
    let provider_secret = here.provider_secret();
    let words = [provider_secret.as_str(), "Basic ", "Bearer "];
    for secret in [CANARY, SECRET, payment].into_iter().chain(words) {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "{secret}");
    }
    for line in [
        "created",
        "sent a wrong secret",
        "a name that no client has",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    log
}
