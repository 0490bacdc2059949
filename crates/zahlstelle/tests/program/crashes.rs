//! `kill -9` under load, again and again: the platform is started anew on the same database, comes
//! to rest without help, and every answer it gave stays true.
//!
//! The simulator is a process of its own and survives; ours are reconciled with its books. Moments
//! are chosen by a seed: `KILL_SEED=7 cargo test kill_nine` kills at the same counts of requests
//! again.

mod load;
mod reconcile;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;
use storage::testing::postgres_url;
use storage::{DatabaseUrl, Db, Scope};

use crate::cli::installation::{Installation, SECRET};
use crate::process::{LOOK_AGAIN, PATIENCE, address, client};
use load::{Crowd, Told};

/// Times the platform is killed while people pay.
const KILLS: u32 = 6;
/// Requests that are answered between two kills: some are in each stage of their way by then.
const REQUESTS: std::ops::Range<u64> = 120..280;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_lie_is_told_and_no_cent_is_lost_on_sqlite() {
    let directory = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::SqliteFile(directory.path().join("killed.db"));
    killed_under_load(&url).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_lie_is_told_and_no_cent_is_lost_on_postgresql() {
    if let Some(url) = postgres_url().await {
        killed_under_load(&url).await;
    }
}

async fn killed_under_load(url: &DatabaseUrl) {
    let seed = std::env::var("KILL_SEED").ok();
    let seed = seed.and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let mut moments = ChaCha8Rng::seed_from_u64(seed);
    let quiet = "[log]\nfilter = \"warn\"\n";
    let here = Arc::new(Installation::new(Some(address(url)), quiet).await);
    let mut platform = here.serves(&[]).await;
    let crowd = Crowd::gather(&here);
    for kill in 0..KILLS {
        let enough = crowd.answered.load(Ordering::Relaxed) + moments.random_range(REQUESTS);
        let until = Instant::now() + PATIENCE;
        while crowd.answered.load(Ordering::Relaxed) < enough {
            assert!(Instant::now() < until, "kill {kill}: {}", platform.log());
            assert!(
                platform.is_running(),
                "it died by itself: {}",
                platform.log()
            );
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        platform.kill();
        platform = here.serves(&[]).await;
    }
    let told = crowd.goes_home().await;
    platform.kill();
    an_hour_passes(url).await;
    let mut platform = here.serves(&[]).await;
    let ended = comes_to_rest(&here, &told).await;
    reconcile::reconcile(&here, &told, &ended).await;
    platform.terminate();
    assert!(platform.ends(PATIENCE).success());
    reconcile::verify_agrees(&here).await;
}

/// Everything that waits for a time has waited for it. Nothing else is touched.
async fn an_hour_passes(url: &DatabaseUrl) {
    let db = Db::open(url).await.unwrap();
    let mut tx = db.write(Scope::Operator).await.unwrap();
    let earlier = |column: &str| match url {
        DatabaseUrl::Postgres(_) => format!("{column} = {column} - interval '1 hour'"),
        DatabaseUrl::SqliteFile(_) | DatabaseUrl::SqliteMemory => {
            format!("{column} = {column} - 3600000000")
        }
    };
    let (due, expires, lease) = (
        earlier("due_at"),
        earlier("expires_at"),
        earlier("lease_until"),
    );
    tx.raw(&format!(
        "UPDATE payments SET {due}, {expires} WHERE due_at IS NOT NULL"
    ))
    .await
    .unwrap();
    tx.raw(&format!("UPDATE jobs SET {due}, {lease}"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    db.close().await.unwrap();
}

/// Polls as an online service does until no payment is `INITIAL`; what each is told at last.
async fn comes_to_rest(here: &Installation, told: &[Told]) -> Vec<Value> {
    let client = client();
    let until = Instant::now() + PATIENCE;
    let mut ended = Vec::new();
    for told in told {
        loop {
            let request = client
                .get(&told.transaction_url)
                .basic_auth("portal", Some(SECRET));
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            let information = answer["paymentInformation"].clone();
            if information["status"] != "INITIAL" {
                ended.push(information);
                break;
            }
            assert!(
                Instant::now() < until,
                "still INITIAL: {information} {told:?} in {}",
                here.path("platform.log")
            );
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
    ended
}
