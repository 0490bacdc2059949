//! `zahlstelle bench`: each figure beside its limit, measured in the same run.
//!
//! A scenario is measured between two measurements of its denominator (A B A), at least three
//! times; what is told is the median with minimum and maximum, and how idle the machine was before.
//! Denominators live here: raw SQL on the same disk or server with the same durability, a bare
//! handler that returns the same bytes. Client and server share the machine's cores and talk over
//! the loopback interface. Everything is made in a directory and a database of its own and bounded
//! in count and time. Figures are whole numbers, ratios are counted in thousandths.

mod authority;
mod clients;
mod engine;
mod error;
mod fill;
mod limits;
mod measure;
mod process;
mod provider;
mod report;
mod scenarios;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use app::App;
use app::payments::ProviderFactory;
use app::platform::{PublicUrl, Vault};
use domain::Moment;
use storage::Db;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The header in which the measured program is told where visitors come from.
pub const CLIENT_HEADER: &str = "x-forwarded-for";

pub use authority::SEAL_KEY_FILE;
pub use engine::Engine;
pub use error::BenchError;
pub use report::Report;
pub use scenarios::Scenario;

/// What is measured, as the program that starts the measurement puts it together.
pub trait Program: Send + Sync {
    /// The platform on this database, seen from outside under this address, with so many calls of a
    /// provider in a second.
    fn app(
        &self,
        db: Db,
        vault: Vault,
        providers: Arc<dyn ProviderFactory>,
        place: (PublicUrl, u32),
    ) -> App;

    /// Serves it as an installation does, due work included, until `stop` says so.
    fn serve(
        &self,
        app: App,
        listener: TcpListener,
        stop: watch::Receiver<bool>,
    ) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// The program itself, to be started as a process of its own.
    fn executable(&self) -> &Path;

    fn moment(&self) -> Moment;

    /// Called with each figure as soon as it is measured.
    fn tell(&self, text: &str);
}

/// What to measure, where and for how long.
#[derive(Clone, Debug)]
pub struct Options {
    pub scenarios: Vec<Scenario>,
    /// Clients at once where a scenario does not fix them.
    pub clients: Vec<u32>,
    pub rounds: u32,
    /// Everything tiny: shows that it works, measures nothing.
    pub quick: bool,
    /// Empty and on the disk that is to be measured.
    pub directory: PathBuf,
    /// Address of a superuser of a PostgreSQL server. Without it only SQLite is measured.
    pub postgres: Option<String>,
}

/// Measures what the options name, one scenario after the other.
pub async fn run(options: Options, program: Arc<dyn Program>) -> Result<Report, BenchError> {
    let bench = scenarios::Bench::new(options, program)?;
    bench.run().await
}
