//! The door of the operator: the command line.

use std::sync::Arc;
use std::time::Duration;

use domain::access::{Actor, BadActor, PersonDetails, Role};
use domain::claims::ClaimState;
use domain::ledger::SealHead;
use domain::services::Lifecycle;
use domain::values::text::Reason;
use domain::{EntryGroupId, JobId, PaymentId, TenantId};
use secrecy::SecretString;
use url::Url;

use super::door;
use crate::access::acting::Acting;
use crate::access::staff::StaffError;
use crate::access::staff::persons::Invited;
use crate::bank::{BankLineError, EnteredBankLine, NewBankLine};
use crate::claims::ClaimView;
use crate::claims::import::{ClaimsFile, ImportError, ImportMode, ImportReport};
use crate::events::FeedPage;
use crate::ledger::{CorrectError, LostBooks, Restore, RestoreError, RestoredBooks};
use crate::ledger::{ShownGroup, VerifyError, VerifyOptions, VerifyReport};
use crate::payments::{AccountError, AccountProblem};
use crate::platform::{KeyUse, PublicUrl, Resealed, SecretError};
use crate::services::{LinkError, OrderView, ServiceLifecycle, TransitionError, WantedTransition};
use crate::tenants::documents::TenantDocument;
use crate::tenants::{AppliedTenant, ApplyError, Change, TenantView};
use crate::work::{GivenUpJob, Schedule};
use crate::{App, ReadError, StorageError};

/// What the command line may do and see, in the name of an operator.
#[derive(Clone)]
pub struct OperatorApp {
    app: Arc<App>,
    acting: Acting,
}

impl App {
    /// The door for the command line: the name given with the command, and the user of the
    /// operating system.
    pub fn operator(&self, name: &str, system_user: &str) -> Result<OperatorApp, BadActor> {
        Ok(OperatorApp {
            app: Arc::new(self.clone()),
            acting: Acting::new(Actor::operator(name.trim(), system_user)?, None),
        })
    }
}

door! {
    OperatorApp for Operator;
    commands {
        /// Sets an authority up from its document. The same document again changes nothing.
        [TenantApply, ServiceDescribe, ProviderAccountSet, ClientSet] fn apply_tenant(
            document: &'a TenantDocument,
        ) -> Result<AppliedTenant, ApplyError>;
        /// Makes a database usable that was restored from a backup: steps over Kassenzeichen that
        /// may have been told, books money of the lost window to suspense.
        [TenantRestore] fn record_restore(
            restore: &'a Restore<'a>,
        ) -> Result<Vec<RestoredBooks>, RestoreError>;
        /// Takes a calling system's secret and tokens away; `false` when no client of the authority
        /// has the name.
        [ClientRevoke] fn revoke_client(
            slug: &'a str,
            name: &'a str,
        ) -> Result<bool, StorageError>;
        /// Has providers send their events for the authority's accounts here. Returns what went
        /// wrong, by account.
        [ProviderAccountSubscribe] fn subscribe_provider_events(
            tenant: TenantId,
        ) -> Result<Vec<AccountProblem>, AccountError>;
        /// The same for every authority.
        [ProviderAccountSubscribe] fn subscribe_all_provider_events(
        ) -> Result<Vec<AccountProblem>, AccountError>;
        /// Seals stored secrets, addresses and keys with the newest key. Returns how many were
        /// sealed with an older one.
        [SecretsReseal] fn reseal_secrets() -> Result<Resealed, AccountError>;
        /// Makes a transition of the service or of its next version.
        [
            ServiceTest, ServiceSubmit, ServiceTakeBack, ServiceSendBack, ServiceApprove,
            ServicePublish, ServiceDiscard, ServicePause, ServiceResume, ServiceRetire
        ] fn change_service_state(
            slug: &'a str,
            code: &'a str,
            wanted: &'a WantedTransition,
        ) -> Result<Lifecycle, TransitionError>;
        /// Begins the next version of a service as one of its versions is, or as the one that
        /// holds. Returns its number.
        [ServiceDescribe] fn begin_service_version(
            service: (&'a str, &'a str),
            from: Option<i64>,
        ) -> Result<i64, TransitionError>;
        /// A new key for the service's links. Links signed with the one before are refused.
        [ServiceLinkKey] fn new_link_key(
            slug: &'a str,
            code: &'a str,
        ) -> Result<SecretString, LinkError>;
        /// A signed link to the service that ends after `valid`. Makes a key if there is none.
        [ServiceLinkKey] fn sign_link(
            service: (&'a str, &'a str),
            values: &'a [(String, String)],
            valid: Duration,
        ) -> Result<Url, LinkError>;
        /// The newest orders of a service with what was filled in.
        [ServiceReadAnswers] fn newest_orders(
            slug: &'a str,
            code: &'a str,
            many: u32,
        ) -> Result<Option<Vec<OrderView>>, ReadError>;
        /// Erases what was filled in with orders older than `age`. Returns how many.
        [ServiceEraseAnswers] fn erase_answers(
            slug: &'a str,
            code: &'a str,
            age: Duration,
        ) -> Result<Option<u64>, ReadError>;
        /// Checks a file of claims, and applies it if that is asked for and every row is good.
        /// `progress` is told how many rows were read.
        [ClaimsImport] fn import_claims(
            slug: &'a str,
            file: Box<dyn ClaimsFile>,
            mode: ImportMode,
            progress: &'a (dyn Fn(u64) + Send + Sync),
        ) -> Result<ImportReport, ImportError>;
        /// Has a job that was given up tried anew; `false` when there is no such job.
        [JobRetry] fn retry_job(id: JobId) -> Result<bool, StorageError>;
        /// Takes a group of the books back, for a reason. Returns the group that does.
        [LedgerCorrect] fn correct_group(
            slug: &'a str,
            group: EntryGroupId,
            reason: &'a Reason,
        ) -> Result<EntryGroupId, CorrectError>;
        /// Enters a line of a manual statement of an authority's bank account, and settles what its
        /// money is for. The same line again changes nothing.
        [BankLineEnter] fn money_arrived_on_bank_account(
            account: (&'a str, &'a str),
            credit: &'a NewBankLine,
        ) -> Result<EnteredBankLine, BankLineError>;
        /// Invites the first administrator of an authority, the first lead of its treasury, or a
        /// person of the operator, with an active grant. Refused once the authority has one.
        [PersonInvite, GrantGive] fn invite_first(
            slug: &'a str,
            details: &'a PersonDetails,
            role: (Role, bool),
        ) -> Result<Invited, StaffError>;
        /// Takes the credentials of a person away that no other person can help, and invites it
        /// anew. Returns the address of the invitation.
        [PersonReset] fn reset_last(
            slug: &'a str,
            email: &'a str,
        ) -> Result<Url, StaffError>;
    }
    reads {
        /// The authority's events after this number, the oldest first.
        fn events_after(
            slug: &'a str,
            after: u64,
            limit: u32,
        ) -> Result<Option<FeedPage>, StorageError>;
        /// What was booked of a payment and its money.
        fn groups_of_payment(
            slug: &'a str,
            payment: PaymentId,
        ) -> Result<Option<Vec<ShownGroup>>, ReadError>;
        /// The oldest jobs that were given up, of all authorities.
        fn given_up_jobs(limit: u32) -> Result<Vec<GivenUpJob>, StorageError>;
        /// How many jobs of which kind were given up.
        fn count_given_up() -> Result<Vec<(String, u64)>, StorageError>;
        /// Every schedule of periodic work, and how it goes.
        fn schedules() -> Result<Vec<Schedule>, StorageError>;
        /// How many schedules of which kind failed the last time.
        fn count_failing_schedules() -> Result<Vec<(String, u64)>, StorageError>;
        /// Everything that can be said of the document without providers and the database.
        fn check_tenant(document: &'a TenantDocument) -> Result<(), ApplyError>;
        /// What applying the document would make or change.
        fn changes_of_tenant(document: &'a TenantDocument) -> Result<Vec<Change>, ApplyError>;
        /// Tries the document's accounts at their providers. Returns what is wrong, by code.
        fn try_accounts(
            document: &'a TenantDocument,
        ) -> Result<Vec<(String, String)>, AccountError>;
        /// Live services of the authority that no payer can pay for, since these accounts cannot
        /// be used.
        fn unpayable_services(
            slug: &'a str,
            unusable: &'a [AccountProblem],
        ) -> Result<Vec<String>, ReadError>;
        /// Authorities whose chain ends before a kept head of theirs.
        fn lost_books(kept: &'a [SealHead]) -> Result<Vec<LostBooks>, StorageError>;
        /// Every authority in the order of names, each followed by its trial tenant.
        fn tenants() -> Result<Vec<TenantView>, ReadError>;
        /// The authority's document as it is stored, without secrets.
        fn export_tenant(slug: &'a str) -> Result<Option<TenantDocument>, ReadError>;
        /// The operator's keys, and which records need which.
        fn key_uses() -> Result<Vec<KeyUse>, SecretError>;
        fn tenant_by_slug(slug: &'a str) -> Result<Option<TenantView>, ReadError>;
        /// Every service of the authority with its state and transitions.
        fn service_lifecycles(slug: &'a str) -> Result<Option<Vec<ServiceLifecycle>>, ReadError>;
        /// The claim under a Kassenzeichen, as printed or stored.
        fn claim_view(
            slug: &'a str,
            kassenzeichen: &'a str,
        ) -> Result<Option<ClaimView>, StorageError>;
        /// How many claims are in which state.
        fn claim_counts(slug: &'a str) -> Result<Option<Vec<(ClaimState, u64)>>, StorageError>;
        /// Recomputes the books of one authority or all, and compares them.
        fn verify(options: &'a VerifyOptions<'a>) -> Result<Vec<VerifyReport>, VerifyError>;
    }
}

impl OperatorApp {
    /// The address payers and calling systems see.
    pub fn public_url(&self) -> &PublicUrl {
        &self.app.settings.public_url
    }
}
