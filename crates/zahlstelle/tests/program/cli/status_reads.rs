//! Clients poll in bursts: a status costs one read over keys, whatever the engine. And a client we
//! did not write is understood.

use std::process::{Command, Stdio};

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use storage::DatabaseUrl;
use storage::testing::postgres_url;

use super::installation::{END_POINT, Installation, SECRET};
use crate::process::{address, client};

/// The log of each statement and nothing else.
const STATEMENTS: &str = "[log]\nformat = \"json\"\nfilter = \"sqlx::query=debug\"\n";
const READS: usize = 20;

#[tokio::test]
async fn a_status_is_one_read_over_keys_on_sqlite() {
    let here = Installation::new(None, STATEMENTS).await;
    let statements = statements_of_polling(&here).await;
    assert_eq!(statements.len(), READS, "{statements:?}");
    let path = here.path("zahlstelle.db");
    let mut db = SqliteConnection::connect(&format!("sqlite:{path}"))
        .await
        .unwrap();
    let plan = sqlx::query(AssertSqlSafe(format!(
        "EXPLAIN QUERY PLAN {}",
        status_statement()
    )))
    .fetch_all(&mut db)
    .await
    .unwrap();
    let steps: Vec<String> = plan.iter().map(|row| row.get("detail")).collect();
    assert_eq!(steps.len(), 4, "{steps:?}");
    for step in steps {
        let the_tenant = step.contains("autoindex_tenants_1 (tenant_id=?)");
        let in_tenant = step.contains("tenant_id=? AND ");
        let by_key = step.starts_with("SEARCH ") && (the_tenant || in_tenant);
        assert!(by_key, "{step}");
    }
}

#[tokio::test]
async fn a_status_is_one_read_over_keys_on_postgresql() {
    let Some(url) = postgres_url().await else {
        return;
    };
    let here = Installation::new(Some(address(&url)), STATEMENTS).await;
    let statements = statements_of_polling(&here).await;
    let selects = statements
        .iter()
        // A node also looks at the server's clock from time to time.
        .filter(|text| text.starts_with("SELECT") && !text.contains("clock_timestamp"))
        .count();
    assert_eq!(selects, READS, "{statements:?}");
    let DatabaseUrl::Postgres(url) = url else {
        panic!("not PostgreSQL");
    };
    let mut db = PgConnection::connect(&url).await.unwrap();
    let some = "SET zahlstelle.scope = 'operator'; ANALYZE;
        SELECT tenant_id::text, payment_id::text FROM payments LIMIT 1";
    let some = sqlx::raw_sql(some).fetch_one(&mut db).await.unwrap();
    let (tenant, payment): (String, String) = (some.get(0), some.get(1));
    // The last place first: `$1` begins `$10`, too.
    let text = (1..=17).rev().fold(status_statement(), |text, place| {
        let id = if place == 1 { &tenant } else { &payment };
        text.replace(&format!("${place}"), &format!("'{id}'::uuid"))
    });
    // Tables of a test are small enough to be read whole; the question is what is possible.
    let script = format!("SET enable_seqscan = off; SET enable_bitmapscan = off; EXPLAIN {text}");
    let plan = sqlx::raw_sql(AssertSqlSafe(script))
        .fetch_all(&mut db)
        .await
        .unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.get(0)).collect();
    let plan = plan.join("\n");
    for table in ["payment_requests", "payments", "claims", "tenants"] {
        let by_key = format!("Index Scan using {table}_pkey on {table}");
        assert!(plan.contains(&by_key), "{by_key}: {plan}");
    }
    assert!(!plan.contains("Seq Scan"), "{plan}");
}

fn status_statement() -> String {
    let statements = storage::testing::statements();
    let found = statements.iter().find(|(name, _)| *name == "STATUSES");
    found.unwrap().1.to_owned()
}

/// What the database is asked while a client polls a payment.
async fn statements_of_polling(here: &Installation) -> Vec<String> {
    let serving = here.serves(&["--no-jobs"]).await;
    let client = client();
    // Enough rows for a planner to care.
    let many = (0..16).map(async |hand| {
        for number in 0..12 {
            here.asks(&client, &format!("antrag-{hand}-{number}")).await;
        }
    });
    futures_util::future::join_all(many).await;
    let told = here.asks(&client, "antrag-1").await;
    let url = told["transactionUrl"].as_str().unwrap();
    let read = async || {
        let request = client.get(url).basic_auth("portal", Some(SECRET));
        assert_eq!(request.send().await.unwrap().status(), 200);
    };
    read().await;
    let before = serving.log().lines().count();
    for _ in 0..READS {
        read().await;
    }
    let log = serving.log();
    let lines = log.lines().skip(before);
    let texts = lines.filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(line["summary"].as_str()?.trim().to_owned())
    });
    texts.collect()
}

/// Nothing of ours: the HTTP client and the JSON of another language's standard library.
const PYTHON: &str = r#"
import base64, json, sys, urllib.error, urllib.request
base, user, password, request = sys.argv[1:5]
proof = base64.b64encode(f"{user}:{password}".encode()).decode()
def call(method, url, body=None):
    asked = urllib.request.Request(url, data=body, method=method, headers={
        "Authorization": f"Basic {proof}", "Content-Type": "application/json",
        "Accept": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(asked) as answer:
        assert answer.status == 200, answer.status
        return json.load(answer)
made = call("POST", base, request.encode())
assert made["paymentRequest"] == json.loads(request), made
told = made["paymentInformation"]
assert told["status"] == "INITIAL" and told["transactionRedirectUrl"].startswith("http"), told
assert call("GET", told["transactionUrl"]) == made
try:
    call("POST", base, b"{}")
    sys.exit("an empty request was taken")
except urllib.error.HTTPError as error:
    assert error.code == 400 and error.headers["content-type"] == "application/problem+json"
    assert json.load(error)["functionalCode"] == "VALIDATION_ERROR"
print("understood")
"#;

#[tokio::test]
async fn a_client_we_did_not_write_is_understood() {
    let python = Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !python.is_ok_and(|status| status.success()) {
        println!("skipped: python3 is not installed");
        return;
    }
    let here = Installation::new(None, "").await;
    let _serving = here.serves(&[]).await;
    let base = format!("{}/paymenttransaction/parken/{END_POINT}", here.interface());
    let request = super::installation::wanted("schlange-1").to_string();
    let ran = Command::new("python3")
        .args(["-c", PYTHON, &base, "portal", SECRET, &request])
        .output()
        .unwrap();
    assert!(
        ran.status.success(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    assert_eq!(ran.stdout, b"understood\n");
}
