//! The program as a process of its own that may open 1,024 files, as many systems allow, and what
//! strangers can make it hold.

use std::collections::{BTreeMap, VecDeque};
use std::path::Path;
use std::time::{Duration, Instant};

use super::load::{TURNS, half_a_body, half_sent, judge, middle};
use crate::cli::installation::Installation;
use crate::process::{Running, client};

/// Files that the program may open; a quarter of them is not for visitors.
const FILES: u64 = 1_024;
/// Unfinished heads, and of each kind of large body: more than there is room.
const HEADS: usize = 1_000;
const BODIES: usize = 300;
/// What all of it may make the program hold. Of the bodies together 32 MB are held, of heads 16 kB
/// each, and an answered login leaves two numbers; without these bounds it were 380 MB.
const HELD_KB: u64 = 120_000;

/// A payer, from the request to the way back.
async fn pays(here: &Installation, number: &mut u32) -> Duration {
    *number += 1;
    let payer = client();
    let began = Instant::now();
    let asked = here.asks(&payer, &format!("antrag-{number}")).await;
    here.pays(&payer, &asked).await;
    began.elapsed()
}

async fn pays_some(here: &Installation, number: &mut u32) -> Duration {
    let mut times = Vec::new();
    for _ in 0..TURNS {
        times.push(pays(here, number).await);
    }
    middle(times)
}

/// A name of 250 kB that no client has.
fn wrong_login(place: &str, number: usize) -> Vec<u8> {
    let name = "x".repeat(250_000);
    let form = format!("grant_type=client_credentials&client_secret=x&client_id={number}{name}");
    let length = form.len();
    format!(
        "POST /oauth/token HTTP/1.1\r\nhost: {place}\r\ncontent-length: {length}\r\n\
         content-type: application/x-www-form-urlencoded\r\n\r\n{form}"
    )
    .into_bytes()
}

#[tokio::test]
async fn a_payer_pays_beside_more_unfinished_requests_than_1024_files_have_room_for() {
    crate::process::opens_many_files();
    let here = Installation::new(None, "").await;
    let (config, log) = (here.path("zahlstelle.toml"), here.path("platform.log"));
    let serve = ["--config", &config, "serve", "--no-jobs"];
    let mut serving = Running::start_with_files(&serve, Path::new(&log), FILES);
    let ready = format!("{}/health/ready", here.base);
    serving.answers(&client(), &ready).await;
    let (mut number, place) = (0, here.base.trim_start_matches("http://"));
    let usual = pays_some(&here, &mut number).await;
    let before = serving.holds_kb();
    // What is held on to here is less than what was opened: the program cut the oldest.
    let mut open = VecDeque::new();
    let unfinished = format!("GET /musterstadt HTTP/1.1\r\nhost: {place}\r\ncookie: ");
    let unfinished = (unfinished + &"x".repeat(15_000)).into_bytes();
    let body = half_a_body(place);
    for at in 0..HEADS {
        open.push_back(half_sent(place, &unfinished).await);
        if at < BODIES {
            open.push_back(half_sent(place, &body).await);
            open.push_back(half_sent(place, &wrong_login(place, at)).await);
        }
        while open.len() > HEADS {
            open.pop_front();
        }
    }
    let beside = pays_some(&here, &mut number).await;
    let held = serving.holds_kb().saturating_sub(before);
    assert_eq!(open.len(), HEADS);
    drop(open);
    let usual = usual.max(pays_some(&here, &mut number).await);
    judge("unfinished requests", (usual, beside), &BTreeMap::new());
    println!("the program holds {held} kB more");
    assert!(held <= HELD_KB, "{held} kB are held");
}
