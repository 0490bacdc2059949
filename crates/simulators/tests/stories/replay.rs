//! A simulator that ends and begins again.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use serde_json::json;
use simulators::paypal::{App, Choice, PayPalSim, SimConfig};

use super::shop::{BASE, Shop, keys};

const APP: [&str; 2] = ["client-a", "secret-a"];

/// On real time, as in the demo; the seed is another one each time.
fn simulator(file: &Path, seed: u64) -> PayPalSim {
    let config = SimConfig::real_time(BASE.parse().unwrap(), seed);
    let config = SimConfig {
        signing: Some(keys()),
        ..config
    };
    let app = App::new(APP[0], APP[1], "Q7LZ4XW8N2KDA", "Stadt Musterhausen");
    PayPalSim::remembered(config, vec![app], file).unwrap()
}

fn books(sim: &PayPalSim) -> serde_json::Value {
    serde_json::to_value(sim.books()).unwrap()
}

#[tokio::test]
async fn a_player_that_begins_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.jsonl");
    let sim = simulator(&file, 1);
    let mut shop = Shop::at(sim, APP[0], APP[1]).await;
    let webhook = shop.listen().await;
    let (_, capture) = shop.paid("12.50").await;
    let part = json!({"amount": {"currency_code": "EUR", "value": "2.50"}});
    assert_eq!(shop.refund(&capture, Some(&part), "back").await.status, 201);
    // One event is refused, the others arrive; time passes; a review is still going on.
    let mut deliveries = shop.sim.take_deliveries();
    assert!(shop.sim.delivery_failed(deliveries.remove(0)));
    shop.control("clock", json!({"advance": "PT2H"})).await;
    let approved = shop.order("30.70").await;
    shop.press(&approved, "approve").await;
    let reviewed = shop.order("8.00").await;
    shop.sim.buyer(&reviewed, Choice::Review);
    assert_eq!(shop.capture(&reviewed, "c-8").await.status, 201);
    let (before, journal) = (books(&shop.sim), shop.sim.journal().len());

    let (sim, token) = (simulator(&file, 2), shop.token.clone());
    assert_eq!(books(&sim), before);
    assert_eq!(sim.journal().len(), journal);
    let then = shop.sim.now();
    assert!(sim.now() >= then, "two hours ahead, as before");
    // What was open goes on, also for a client that holds a token from before.
    let mut shop = Shop::at(sim, APP[0], APP[1]).await;
    shop.token = token;
    assert_eq!(shop.capture(&approved, "c-30").await.status, 201);
    assert_eq!(shop.capture(&approved, "c-30").await.status, 200, "once");
    let again = shop.refund(&capture, Some(&part), "back").await;
    assert_eq!(again.status, 200, "the same refund is not a second one");
    let deliveries = shop.sim.take_deliveries();
    assert!(deliveries.iter().any(|delivery| delivery.attempt == 2));
    assert!(deliveries.iter().all(|one| one.webhook_id == webhook));
    assert_eq!(books(&simulator(&file, 3)), books(&shop.sim));
}

#[tokio::test]
async fn what_was_half_written_did_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.jsonl");
    let mut shop = Shop::at(simulator(&file, 1), APP[0], APP[1]).await;
    shop.paid("12.50").await;
    let before = books(&shop.sim);
    let mut chronicle = OpenOptions::new().append(true).open(&file).unwrap();
    chronicle.write_all(br#"{"at":17640000000000"#).unwrap();
    drop(shop);
    let mut shop = Shop::at(simulator(&file, 2), APP[0], APP[1]).await;
    assert_eq!(books(&shop.sim), before);
    shop.new_id(); // It was used before the end.
    shop.paid("8.00").await;
    assert_eq!(books(&simulator(&file, 3)), books(&shop.sim));
}

#[test]
fn another_file_is_no_past() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("simulator.jsonl");
    let config = || SimConfig::real_time(BASE.parse().unwrap(), 1);
    for text in [
        "hello",
        "hello\n",
        "{\"at\":1,\"event\":{\"taken\":{\"everything\":true}}}\n",
    ] {
        std::fs::write(&file, text).unwrap();
        assert!(PayPalSim::remembered(config(), Vec::new(), &file).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "left alone");
    }
}
