//! The use cases: the only place where domain, storage and providers meet, and the only one that
//! opens a transaction.
//!
//! A use case that asks a provider writes its intent, commits, asks with nothing open, and writes
//! the outcome in a second step. Dying between any two lines leaves a row that a sweep finds. All
//! state is in the database; what is kept in memory (caches, blocks of Kassenzeichen) may
//! be lost at any time.
//!
//! Each room is a noun, the same in `domain` and `storage`; a name says where it lives.

pub mod access;
pub mod bank;
pub mod claims;
pub mod events;
pub mod ledger;
pub mod money;
pub mod payments;
pub mod platform;
pub mod services;
pub mod tenants;
pub mod work;

use std::sync::Arc;
use std::time::Duration;

use domain::Moment;
use storage::payments::status_loader::StatusLoader;
use storage::work::installation::Figures;
use storage::{Db, Scope};

pub use platform::document::DocumentError;
pub use storage::StorageError;

use access::client_auth::Tokens;
use access::clients::WrittenUses;
use access::staff::passwords::Passwords;
use claims::kassenzeichen_issuer::KassenzeichenIssuer;
use events::MailDelivery;
use ledger::HeadPublisher;
use payments::ProviderFactory;
use payments::providers::Accounts;
use payments::providers::allowance::Allowances;
use payments::providers::visitor_calls::VisitorCalls;
use platform::vault::{HashKeys, SecretError};
use platform::{PublicUrl, Readiness, SealKeys, TimeSource, Vault, VaultError};
use tenants::MaintenanceSource;
use tenants::config::Configs;
use work::Lease;
use work::job::JobError;
use work::runner::Turns;
use work::schedules::Progress;

/// A payment is swept some seconds after its time; later than this, something keeps it waiting.
const LATE: Duration = Duration::from_mins(2);

/// What an installation decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address citizens and calling systems see.
    pub public_url: PublicUrl,
    /// How long the return page waits for the provider before it shows "being checked".
    pub return_wait: Duration,
    /// Calls of one account's provider in any second, of this node. Starts of payments, look-ups,
    /// taking money, sweeps, messages of the provider and logins have a part each.
    pub provider_calls_per_second: u32,
    /// While the clock differs from the database's, do nothing that time decides and date by the
    /// database's.
    pub watch_clock: bool,
    /// How long due work belongs to the node that took it.
    pub lease: Lease,
    /// Where the operator's maintenance windows come from.
    pub maintenance: Arc<dyn MaintenanceSource>,
    /// What signs the heads of the chain of seals, and what they are verified with.
    pub seal_keys: SealKeys,
    /// How often the chains are sealed.
    pub seal_every: Duration,
    /// Where signed heads are kept outside the database.
    pub seal_heads: Arc<dyn HeadPublisher>,
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error("reading failed")]
    Storage(#[from] StorageError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("a stored secret cannot be opened")]
    Vault(#[from] VaultError),
}

impl From<SecretError> for ReadError {
    fn from(error: SecretError) -> Self {
        match error {
            SecretError::Vault(error) => Self::Vault(error),
            SecretError::Storage(error) => Self::Storage(error),
        }
    }
}

/// The platform without its edges. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) statuses: StatusLoader,
    pub(crate) vault: Arc<Vault>,
    pub(crate) hash_keys: HashKeys,
    pub(crate) readiness: Readiness,
    pub(crate) time: Arc<dyn TimeSource>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) accounts: Accounts,
    pub(crate) provider_allowances: Allowances,
    pub(crate) visitor_calls: VisitorCalls,
    pub(crate) tokens: Tokens,
    pub(crate) client_uses: WrittenUses,
    pub(crate) passwords: Passwords,
    pub(crate) configs: Configs,
    pub(crate) issuer: KassenzeichenIssuer,
    pub(crate) mail: Option<MailDelivery>,
    pub(crate) turns: Arc<Turns>,
}

impl App {
    pub fn new(
        db: Db,
        vault: Vault,
        time: Arc<dyn TimeSource>,
        providers: Arc<dyn ProviderFactory>,
        settings: Settings,
    ) -> Self {
        Self {
            statuses: StatusLoader::new(db.clone()),
            db,
            vault: Arc::new(vault),
            hash_keys: HashKeys::default(),
            readiness: Readiness::default(),
            time,
            settings: Arc::new(settings),
            accounts: Accounts::new(providers),
            provider_allowances: Allowances::default(),
            visitor_calls: VisitorCalls::default(),
            tokens: Tokens::default(),
            client_uses: WrittenUses::default(),
            passwords: Passwords::default(),
            configs: Configs::default(),
            issuer: KassenzeichenIssuer::default(),
            mail: None,
            turns: Arc::default(),
        }
    }

    /// The present. Taken anew after every wait. By the database's clock where this machine's is
    /// known to be wrong.
    pub(crate) fn moment(&self) -> Moment {
        let mut moment = self.time.moment();
        moment.now = self.readiness.corrected(moment.now);
        moment
    }

    pub(crate) async fn figures(&self) -> Result<Figures, StorageError> {
        let late = self.moment().now.minus(LATE);
        let mut tx = self.db.read(Scope::Operator).await?;
        tx.installation().figures(late).await
    }

    /// Keeps the database's planner up with tables that grow.
    pub(crate) async fn keep_planner_up(&self) -> Result<Progress, JobError> {
        let grown = self.db.analyze_grown_tables().await?;
        if grown > 0 {
            tracing::debug!(count = grown, "the planner looked at grown tables");
        }
        Ok(Progress::Done)
    }

    /// Commits what is open and lets go of the database.
    pub async fn close(&self) -> Result<(), StorageError> {
        self.db.close().await
    }
}
