//! The payment provider's simulator as the demo and the command line start it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use simulators::Served;
use simulators::online_service::OnlineService;
use simulators::paypal::{App, FeeModel, PayPalSim, SimConfig};
use simulators::telephones::Telephones;
use tokio::net::TcpListener;
use tokio::sync::watch;
use url::Url;

use crate::failure::Failure;
use crate::files;
use crate::system_clock::SystemClock;

/// What a client needs to talk to the simulator, beside the secret that each simulator draws.
pub(crate) const CLIENT_ID: &str = "musterstadt-demo";
pub(crate) const MERCHANT: &str = "Q7LZ4XW8N2KDA";
/// The same of the account on which services are tried out.
pub(crate) const TRIAL_CLIENT_ID: &str = "musterstadt-probe-demo";
pub(crate) const TRIAL_MERCHANT: &str = "Z7LZ4XW8N2KDB";

/// Browsers keep connections open that they may never use; the end of the program waits no longer.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// A simulator with Musterstadt's two merchants and `more`, on real time, that forgets everything
/// when it ends. Returns the merchants' secret beside it, which is drawn anew.
pub(crate) fn new(base: &Url, more: Vec<App>) -> (PayPalSim, String) {
    let sim = PayPalSim::new(config(base));
    let secret = new_secret();
    for app in merchants(&secret).into_iter().chain(more) {
        sim.add_app(app);
    }
    (sim, secret)
}

/// The same, remembering in this file; begun again it is the one it was. The secret is kept in a
/// file beside it.
pub(crate) fn remembered(
    base: &Url,
    more: Vec<App>,
    file: &Path,
) -> Result<(PayPalSim, String), Failure> {
    let unreadable = |error: &dyn std::error::Error| {
        let what = format!(
            "the simulator's past in {} cannot be read; remove the file to begin anew",
            file.display()
        );
        Failure::because(&what, error)
    };
    let mut beside = file.as_os_str().to_owned();
    beside.push(".secret");
    let beside = PathBuf::from(beside);
    if !file.exists() && !beside.exists() {
        let drawn = files::write_private(&beside, &new_secret());
        drawn.map_err(|error| unreadable(&error))?;
    }
    let secret = files::read_private_line("the simulator's secret", &beside)?;
    let apps = [merchants(&secret), more].concat();
    let sim = PayPalSim::remembered(config(base), apps, file);
    let sim = sim.map_err(|error| unreadable(&error))?;
    Ok((sim, secret))
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

fn merchants(secret: &str) -> Vec<App> {
    let merchants = [
        (CLIENT_ID, MERCHANT, "Stadt Musterstadt"),
        (TRIAL_CLIENT_ID, TRIAL_MERCHANT, "Stadt Musterstadt, Probe"),
    ];
    let merchants = merchants.into_iter().map(|(client_id, merchant, name)| {
        let mut app = App::new(client_id, secret, merchant, name);
        app.fee = FeeModel::GrossMonthly;
        app
    });
    merchants.collect()
}

/// Serves it, and what there is beside it, until `stop` is done. The control API asks
/// for the token.
pub(crate) async fn serve(
    sim: PayPalSim,
    beside: Option<(OnlineService, Telephones)>,
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
        served = simulators::serve(sim, beside, served, stop) => {
            served.map_err(|error| Failure::because("the simulator ended", &error))
        }
        () = async {
            drop(stopped.wait_for(|told| *told).await);
            tokio::time::sleep(LAST_ANSWERS).await;
        } => Ok(()),
    }
}

/// What the control API asks for, or a client brings: 128 bits in hexadecimal.
pub(crate) fn new_secret() -> String {
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
