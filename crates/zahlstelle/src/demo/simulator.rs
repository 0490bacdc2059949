//! The payment provider's simulator as the demo and the command line start it.

use std::path::Path;
use std::time::Duration;

use simulators::Served;
use simulators::online_service::OnlineService;
use simulators::paypal::{App, FeeModel, PayPalSim, SimConfig};
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

use crate::failure::Failure;
use crate::system_clock::SystemClock;

/// What a client needs to talk to the simulator; not secret.
pub(crate) const CLIENT_ID: &str = "musterstadt-demo";
pub(crate) const CLIENT_SECRET: &str = "simulator-secret";
pub(crate) const MERCHANT: &str = "Q7LZ4XW8N2KDA";

/// Browsers keep connections open that they may never use; the end of the program waits no longer.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// A simulator with Musterstadt's merchant and `more`, on real time, that forgets everything when
/// it ends.
pub(crate) fn new(base: &Url, more: Vec<App>) -> PayPalSim {
    let sim = PayPalSim::new(config(base));
    sim.add_app(merchant());
    for app in more {
        sim.add_app(app);
    }
    sim
}

/// The same, remembering in this file; begun again it is the one it was.
pub(crate) fn remembered(base: &Url, more: Vec<App>, file: &Path) -> Result<PayPalSim, Failure> {
    let apps = [vec![merchant()], more].concat();
    PayPalSim::remembered(config(base), apps, file).map_err(|error| {
        let what = format!(
            "the simulator's past in {} cannot be read; remove the file to begin anew",
            file.display()
        );
        Failure::because(&what, &error)
    })
}

fn config(base: &Url) -> SimConfig {
    let mut moment = app::platform::TimeSource::moment(&SystemClock);
    SimConfig::real_time(base.clone(), u64::from_be_bytes(moment.bytes()))
}

/// `CLIENT_ID:SECRET:MERCHANT` of the command line.
pub(crate) fn account(text: &str) -> Result<App, String> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [client_id, secret, merchant] if parts.iter().all(|part| !part.is_empty()) => {
            Ok(App::new(*client_id, *secret, *merchant, *merchant))
        }
        _ => Err("an account is CLIENT_ID:SECRET:MERCHANT".to_owned()),
    }
}

fn merchant() -> App {
    let mut merchant = App::new(CLIENT_ID, CLIENT_SECRET, MERCHANT, "Stadt Musterstadt");
    merchant.fee = FeeModel::GrossMonthly;
    merchant
}

/// Serves it, and the online service if there is one, until `stop` is done. The control API asks
/// for the token.
pub(crate) async fn serve(
    sim: PayPalSim,
    service: Option<OnlineService>,
    (listener, control_token): (TcpListener, String),
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let client = providers::http_client(providers::Networks::Simulator)
        .map_err(|error| Failure::because("the simulator cannot send notices", &error))?;
    let served = Served {
        listener,
        client,
        control_token,
    };
    let (stopping, mut stopped) = watch::channel(false);
    let stop = async move {
        stop.await;
        stopping.send_replace(true);
    };
    tokio::select! {
        served = simulators::serve(sim, service, served, stop) => {
            served.map_err(|error| Failure::because("the simulator ended", &error))
        }
        () = async {
            drop(stopped.wait_for(|told| *told).await);
            tokio::time::sleep(LAST_ANSWERS).await;
        } => Ok(()),
    }
}

/// What the control API asks for: 128 bits in hexadecimal, new with each start.
pub(crate) fn new_control_token() -> String {
    let mut moment = app::platform::TimeSource::moment(&SystemClock);
    format!("{:032x}", u128::from_be_bytes(moment.bytes()))
}

/// The address of a listener.
pub(crate) fn base(listener: &TcpListener) -> Result<Url, Failure> {
    let address = listener
        .local_addr()
        .map_err(|error| Failure::because("the listening address is unknown", &error))?;
    Url::parse(&format!("http://{address}/"))
        .map_err(|error| Failure::because("the listening address is no address", &error))
}
