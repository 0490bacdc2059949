//! What is printed on a notice: the link to pay online, the transfer code for a banking app, and
//! all that a slip says. For the authority's own systems; a claim that the caller may not see is
//! one that is not there.

use std::sync::Arc;

use domain::access::ClientScope;
use domain::claims::kassenzeichen::Kassenzeichen;
use domain::services::ServiceState;
use domain::{ClaimId, Day, Money, TenantId};
use formats::{Remittance, TransferCodeError};
use storage::claims::link_tokens::LinkSubject;
use storage::{Scope, StorageError};
use url::Url;

use crate::access::Caller;
use crate::access::doors::UsableService;
use crate::bank::BankAccount;
use crate::claims::notices::has_notice;
use crate::claims::view::storage_form;
use crate::tenants::config::{ServiceConfig, TenantConfig};
use crate::tenants::documents::{TenantProfile, Translations};
use crate::{App, DocumentError, ReadError};

#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    #[error("the calling system has no right to read this")]
    ScopeMissing,
    /// Also when the caller may not see it.
    #[error("there is no such claim")]
    UnknownClaim,
    /// Also when the caller may not see it.
    #[error("there is no such service")]
    UnknownService,
    #[error("the authority has no bank account on record")]
    NoBankAccount,
    #[error("the service is no longer offered")]
    Retired,
    #[error("nothing is owed any more")]
    NothingOpen,
    #[error("the claim is in enforcement")]
    Blocked,
    /// It came with a payment of a calling system's, which has its own address.
    #[error("the claim has no notice that can be paid online")]
    NoNotice,
    #[error("the transfer code cannot be written")]
    Code(#[from] TransferCodeError),
    #[error("stored master data cannot be used")]
    Document(#[from] DocumentError),
    #[error("the link cannot be made")]
    Link(#[from] ReadError),
    #[error("storage failed")]
    Storage(#[from] StorageError),
}

/// Everything a slip says, not yet worded.
#[derive(Clone, Debug)]
pub struct Slip {
    pub profile: TenantProfile,
    pub service: Translations,
    pub department: Translations,
    /// What the notice is about; neutral.
    pub text: String,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub amount: Money,
    pub due: Option<Day>,
    /// None where the authority takes no transfers.
    pub bank: Option<BankAccount>,
    pub transfer_code: Option<String>,
    /// What the transfer shall say.
    pub remittance: String,
    /// What the link code carries.
    pub link: Url,
    /// Where the payer types the Kassenzeichen, in words.
    pub online: Url,
    /// When it was made, in microseconds since 1970 (UTC).
    pub made_at_micros: i64,
}

/// A claim as a code needs it.
struct Coded {
    claim: ClaimId,
    /// Whether its link leads to a page.
    has_notice: bool,
    blocked: bool,
    kassenzeichen: Kassenzeichen,
    open: Money,
    due: Option<Day>,
    text: Option<String>,
    service: Arc<ServiceConfig>,
    config: Arc<TenantConfig>,
}

impl App {
    /// What the link code of a claim carries.
    pub(crate) async fn claim_link(&self, caller: &Caller, number: &str) -> Result<Url, CodeError> {
        let coded = self.coded(caller, number).await?;
        let subject = coded.link()?;
        Ok(self.link_to(caller.tenant, subject).await?)
    }

    /// What the transfer code of a claim carries: the amount that is still open.
    pub(crate) async fn claim_transfer(
        &self,
        caller: &Caller,
        number: &str,
    ) -> Result<String, CodeError> {
        let coded = self.coded(caller, number).await?;
        transfer(&coded)?.ok_or(CodeError::NoBankAccount)
    }

    /// What the link code of a service carries.
    pub(crate) async fn service_link(&self, caller: &Caller, code: &str) -> Result<Url, CodeError> {
        let caller = self.prove_again(caller).await?;
        let caller = caller.ok_or(CodeError::UnknownService)?;
        permits(&caller, ClientScope::ServicesRead)?;
        let usable = caller.service_by_code(code);
        let usable = usable.ok_or(CodeError::UnknownService)?;
        let subject = LinkSubject::Service(usable.service.id);
        Ok(self.link_to(caller.tenant, subject).await?)
    }

    /// What the transfer code of a service carries: its fee where there is only one, else an amount
    /// the payer fills in. There is no order yet, so there is no Kassenzeichen: the treasury knows
    /// the money by the service's transfer text.
    pub(crate) async fn service_transfer(
        &self,
        caller: &Caller,
        code: &str,
    ) -> Result<String, CodeError> {
        let caller = self.prove_again(caller).await?;
        let caller = caller.ok_or(CodeError::UnknownService)?;
        permits(&caller, ClientScope::ServicesRead)?;
        let usable = caller.service_by_code(code);
        let UsableService { service, config } = usable.ok_or(CodeError::UnknownService)?;
        if service.state == ServiceState::Retired {
            return Err(CodeError::Retired);
        }
        let bank = config.transfers_to(&service.document);
        let bank = bank.ok_or(CodeError::NoBankAccount)?;
        let text = service.document.transfer_text();
        let transfer = bank.transfer(service.document.only_fee(), Remittance::Text(&text));
        Ok(transfer.encode()?)
    }

    pub(crate) async fn slip(&self, caller: &Caller, number: &str) -> Result<Slip, CodeError> {
        let coded = self.coded(caller, number).await?;
        self.slip_of(caller.tenant, coded).await
    }

    async fn slip_of(&self, tenant: TenantId, coded: Coded) -> Result<Slip, CodeError> {
        let (subject, transfer_code) = (coded.link()?, transfer(&coded)?);
        let link = self.link_to(tenant, subject).await?;
        let online = self.address(tenant, &["notice"]).await?;
        let service = &coded.service.document;
        Ok(Slip {
            bank: coded.bank().cloned(),
            transfer_code,
            kassenzeichen: coded.service.pool.print(&coded.kassenzeichen),
            remittance: coded.kassenzeichen.to_string(),
            text: coded.text.unwrap_or_else(|| service.neutral_text.clone()),
            service: service.name.clone(),
            department: service.department.clone(),
            amount: coded.open,
            due: coded.due,
            profile: coded.config.profile.clone(),
            link,
            online,
            made_at_micros: self.moment().now.micros(),
        })
    }

    async fn coded(&self, caller: &Caller, number: &str) -> Result<Coded, CodeError> {
        let caller = self.prove_again(caller).await?;
        let caller = caller.ok_or(CodeError::UnknownClaim)?;
        permits(&caller, ClientScope::ClaimsRead)?;
        let kassenzeichen = storage_form(number).ok_or(CodeError::UnknownClaim)?;
        let mut tx = self.db.read(Scope::Tenant(caller.tenant)).await?;
        let claim = tx.claims().by_number(kassenzeichen.as_str()).await?;
        drop(tx);
        let claim = claim.ok_or(CodeError::UnknownClaim)?;
        let usable = caller.service(claim.service);
        let UsableService { service, config } = usable.ok_or(CodeError::UnknownClaim)?;
        Ok(Coded {
            claim: claim.id,
            has_notice: has_notice(claim.origin) && service.document.notices.is_some(),
            blocked: claim.terms.blocked,
            kassenzeichen,
            open: claim.terms.open(claim.settled),
            due: claim.terms.due,
            text: claim.text,
            service,
            config,
        })
    }
}

impl Coded {
    /// `None` where the authority takes no transfers.
    fn bank(&self) -> Option<&BankAccount> {
        self.config.transfers_to(&self.service.document)
    }

    fn link(&self) -> Result<LinkSubject, CodeError> {
        if self.has_notice {
            Ok(LinkSubject::Claim(self.claim))
        } else {
            Err(CodeError::NoNotice)
        }
    }
}

fn permits(caller: &Caller, scope: ClientScope) -> Result<(), CodeError> {
    if caller.may(scope) {
        return Ok(());
    }
    Err(CodeError::ScopeMissing)
}

/// `None` where the authority takes no transfers.
fn transfer(coded: &Coded) -> Result<Option<String>, CodeError> {
    if coded.blocked {
        return Err(CodeError::Blocked);
    }
    if coded.open.is_zero() {
        return Err(CodeError::NothingOpen);
    }
    let Some(bank) = coded.bank() else {
        return Ok(None);
    };
    let remittance = Remittance::Text(coded.kassenzeichen.as_str());
    Ok(Some(bank.transfer(Some(coded.open), remittance).encode()?))
}
