//! The use cases: the only place where domain, storage and providers meet, and the only one that
//! opens a transaction.
//!
//! A use case that asks a provider writes its intent, commits, asks with nothing open, and writes
//! the outcome in a second step. Dying between any two lines leaves a row that a sweep finds. All
//! state is in the database; what is kept in memory ([`numbers`], [`accounts`], [`callers`],
//! [`endpoints`]) may be lost at any time.

mod accounts;
mod apply_tenant;
mod book;
mod callers;
mod catalogue;
mod claim_views;
mod codes;
mod come_back;
mod documents;
mod end_payment;
mod endpoints;
mod factor;
mod import_claims;
mod jobs;
mod links;
mod look;
mod mails;
mod names;
mod notices;
mod numbers;
mod open_payment;
mod owed;
mod pay_notice;
mod reads;
mod register_payment;
mod seal;
mod settle;
mod start_payment;
mod vault;
mod verify;

use std::sync::Arc;
use std::time::Duration;

use domain::Moment;
use storage::Db;
use url::Url;

pub use accounts::{AccountError, ProviderAccount, ProviderFactory};
pub use apply_tenant::{AppliedTenant, ApplyError};
pub use callers::{Caller, IssuedToken};
pub use catalogue::life::{ServiceLife, StepError, WantedStep};
pub use catalogue::links::{LinkError, LinkRefusal, fills_in};
pub use catalogue::order::{Entered, FormError, OrderError, Ordered};
pub use catalogue::orders::{Answer, Answers, OrderView};
pub use catalogue::{Catalogue, CatalogueService, Listed};
pub use claim_views::ClaimView;
pub use codes::{CodeError, Slip};
pub use come_back::ComeBack;
pub use documents::{
    AccountDocument, BadFactor, BankAccount, BankDocument, Beginning, BookingDocument,
    CatalogueDocument, ClientDocument, ColoursDocument, EndpointDocument, Factor, FeeDocument,
    FeeOptionDocument, FieldDocument, KindDocument, LegalDocument, LegalPage, Limits, Logo,
    LogoKind, LookDocument, MailDocument, NoticeRules, OptionDocument, PoolDocument, Said,
    ServiceDocument, TenantDocument, TenantProfile, Words,
};
pub use end_payment::EndPaymentError;
pub use endpoints::{Endpoint, EndpointError};
pub use import_claims::{
    BadRow, COLUMNS as CLAIM_COLUMNS, ClaimsFile, ImportError, ImportMode, ImportOutcome,
    ImportReport,
};
pub use jobs::JobReport;
pub use links::LinkTarget;
pub use look::{Colours, GROUNDS, Painted};
pub use mail::Attachment;
pub use mails::{AskReceiptError, LetterFacts, LetterKind, Post, Wording, WriteError, Writer};
pub use notices::{Kept, NoticeError, ReadNoticeError};
pub use numbers::NumberError;
pub use open_payment::OpenError;
pub use pay_notice::{
    BASKET_MAX, Basket, Network, NoticeClaim, NoticeForm, NoticePayment, NumberProblem,
    PayNoticeError, Search, SearchOutcome, Standing,
};
pub use providers::NoticeHeaders;
pub use reads::{
    Begun, CitizenState, Item, OutsideState, PayView, ReadError, RefundView, TenantView,
    Transaction,
};
pub use register_payment::{NewPayment, RegisterError, Registered};
pub use settle::{SettleError, Settled};
pub use start_payment::{StartError, StartOutcome, Visitor};
pub use storage::StorageError;
pub use storage::services::TakenStep;
pub use vault::{RecordName, Vault, VaultError};
pub use verify::{Difference, VerifyError, VerifyReport};

/// Where time and chance come from: the wall clock and the operating system, or a test's.
pub trait TimeSource: Send + Sync {
    fn moment(&self) -> Moment;
}

/// What an installation decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The address citizens and calling systems see, without a path.
    pub public_url: Url,
    /// How long the return page waits for the provider before it shows "being checked".
    pub return_wait: Duration,
}

/// A part of a document that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {problem}")]
pub struct DocumentError {
    /// Where, for example `services.parken.pool`.
    pub place: String,
    pub problem: String,
}

impl DocumentError {
    pub(crate) fn new(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            problem: problem.into(),
        }
    }
}

/// The platform without its edges. Cloning it is cheap.
#[derive(Clone)]
pub struct App {
    pub(crate) db: Db,
    pub(crate) vault: Arc<Vault>,
    pub(crate) time: Arc<dyn TimeSource>,
    pub(crate) settings: Arc<Settings>,
    pub(crate) accounts: accounts::Accounts,
    pub(crate) callers: callers::Callers,
    pub(crate) endpoints: endpoints::Endpoints,
    pub(crate) numbers: numbers::Numbers,
    pub(crate) names: names::Names,
    pub(crate) post: Option<Post>,
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
            db,
            vault: Arc::new(vault),
            time,
            settings: Arc::new(settings),
            accounts: accounts::Accounts::new(providers),
            callers: callers::Callers::default(),
            endpoints: endpoints::Endpoints::default(),
            numbers: numbers::Numbers::default(),
            names: names::Names::default(),
            post: None,
        }
    }

    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.time.moment()
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether the database answers.
    pub async fn ready(&self) -> Result<(), StorageError> {
        self.db.ping().await
    }

    /// See [`Db::look_at_grown_tables`].
    pub async fn look_at_grown_tables(&self) -> Result<usize, StorageError> {
        self.db.look_at_grown_tables().await
    }

    /// Commits what is open and lets go of the database.
    pub async fn close(&self) -> Result<(), StorageError> {
        self.db.close().await
    }
}
