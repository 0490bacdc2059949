//! What clients do, again and again, while it is counted.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::sleep;

use crate::BenchError;
use crate::authority::request_ids;
use crate::clients::messages::{self, Ask, Coding};
use crate::clients::wire::Wire;
use crate::measure::{Pace, Pulse, drive};

const TRANSACTION: &str = "\"transactionId\":\"";
/// A provider that takes its time is waited for eight seconds each time.
const LOOKS_MAX: u32 = 20;
/// Before the page asks again by itself.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
const STATUS: &str = "\"status\":\"";

/// An online service that asks for payments.
pub(crate) async fn creates(at: SocketAddr, clients: u32, pace: Pace) -> Result<u64, BenchError> {
    drive(clients, pace, |_, pulse| asks(at, pulse)).await
}

/// Until it has been enough; each answer is a beat.
pub(crate) async fn asks(at: SocketAddr, pulse: Pulse) -> Result<(), BenchError> {
    let mut wire = Wire::connect(at).await?;
    let mut ask = Ask::from(request_ids());
    while pulse.goes_on() {
        wire.expect(&ask.next(), 200).await?;
        pulse.beat();
    }
    Ok(())
}

/// A whole payment each: asked for, looked at, paid, asked about.
pub(crate) async fn lifecycles(
    at: SocketAddr,
    clients: u32,
    pace: Pace,
) -> Result<u64, BenchError> {
    drive(clients, pace, |_, pulse| async move {
        let mut wire = Wire::connect(at).await?;
        let mut ask = Ask::from(request_ids());
        while pulse.goes_on() {
            lifecycle(&mut wire, &mut ask).await?;
            pulse.beat();
        }
        Ok(())
    })
    .await
}

/// One payment from the request to `PAYED`, with a provider that agrees to everything.
pub(crate) async fn lifecycle(wire: &mut Wire, ask: &mut Ask) -> Result<String, BenchError> {
    let payment = create(wire, ask).await?;
    pay(wire, &payment).await?;
    Ok(payment)
}

/// The same by a payer of this network.
pub(crate) async fn lifecycle_from(
    network: u64,
    wire: &mut Wire,
    ask: &mut Ask,
) -> Result<(), BenchError> {
    let payment = create(wire, ask).await?;
    let from = |request: &[u8]| messages::from_network(network, request);
    pay_with(wire, &payment, from).await
}

/// Pays a payment that was asked for, until the online service is told so.
pub(crate) async fn pay(wire: &mut Wire, payment: &str) -> Result<(), BenchError> {
    pay_with(wire, payment, <[u8]>::to_vec).await
}

/// The same with the payer's requests as `sent` makes them.
async fn pay_with(
    wire: &mut Wire,
    payment: &str,
    sent: impl Fn(&[u8]) -> Vec<u8>,
) -> Result<(), BenchError> {
    let page = sent(&messages::page(payment, Coding::Plain));
    wire.expect(&page, 200).await?;
    wire.expect(&sent(&messages::choose(payment)), 303).await?;
    // "Being checked" is an answer, too: the page then asks again by itself.
    let back = sent(&messages::return_from_provider(payment));
    for _ in 0..LOOKS_MAX {
        if wire.call(&back).await?.status != 200 {
            break;
        }
        sleep(LOOK_AGAIN).await;
    }
    let answer = wire.expect(&messages::status(payment), 200).await?;
    match answer.text_after(STATUS).as_deref() {
        Some("PAYED") => Ok(()),
        other => Err(BenchError::new(format!("{payment} ended as {other:?}"))),
    }
}

/// A new payment's id.
pub(crate) async fn create(wire: &mut Wire, ask: &mut Ask) -> Result<String, BenchError> {
    let answer = wire.expect(&ask.next(), 200).await?;
    answer
        .text_after(TRANSACTION)
        .ok_or_else(|| BenchError::new("an answer without a transactionId"))
}

/// `clients` that ask for one of the requests after the other, each beginning somewhere else.
pub(crate) async fn reads(
    at: SocketAddr,
    requests: &Arc<Vec<Vec<u8>>>,
    (clients, pace): (u32, Pace),
) -> Result<u64, BenchError> {
    drive(clients, pace, |client, pulse| {
        let requests = Arc::clone(requests);
        async move {
            let mut wire = Wire::connect(at).await?;
            let begin = requests.len() * usize::try_from(client).unwrap_or(0) / 64;
            for request in requests.iter().cycle().skip(begin) {
                if !pulse.goes_on() {
                    break;
                }
                wire.expect(request, 200).await?;
                pulse.beat();
            }
            Ok(())
        }
    })
    .await
}

/// `count` new payments that stay open.
pub(crate) async fn some_payments(at: SocketAddr, count: u32) -> Result<Vec<String>, BenchError> {
    let mut wire = Wire::connect(at).await?;
    let mut ask = Ask::from(request_ids());
    let mut payments = Vec::new();
    for _ in 0..count {
        payments.push(create(&mut wire, &mut ask).await?);
    }
    Ok(payments)
}
