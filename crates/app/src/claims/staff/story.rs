//! The story of one claim, as the staff sees it: what was said about it and by which act, what
//! payments are to settle it, what settled it, and where that money is.

use domain::access::{Act, Actor};
use domain::claims::{ClaimCommand, ClaimOrigin, ClaimRefusal, ClaimState, ClaimTerms, Terms};
use domain::payments::{Method, PaymentState};
use domain::{ClaimId, Day, Money, PaymentId, Timestamp};
use storage::access::persons::Member;
use storage::claims::listed::{MoneyOfClaim, SaidTerms};
use storage::payments::search::{ListedBy, ListedPayment};
use storage::{ReadTx, StorageError};

use super::in_scope;
use super::say::deciding;
use crate::App;
use crate::access::StaffError;
use crate::access::staff::StaffPlace;
use crate::claims::notices::has_notice;
use crate::claims::view::printed;
use crate::payments::MoneyPlace;
use crate::payments::staff::story::places_of;
use crate::tenants::config::TenantConfig;
use crate::tenants::documents::Translations;

/// Versions and payments of a claim that are shown.
const SHOWN: usize = 50;

/// A claim with all that happened.
#[derive(Clone, Debug)]
pub struct ClaimStory {
    pub id: ClaimId,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub service: Translations,
    pub department: Translations,
    pub origin: ClaimOrigin,
    pub state: ClaimState,
    pub terms: Terms,
    pub settled: Money,
    /// `None` where the service's neutral text stands for it.
    pub text: Option<String>,
    /// Number of its newest version.
    pub version: u64,
    pub created_at: Timestamp,
    /// Its payer finds it on the notice page.
    pub has_notice: bool,
    /// The newest first.
    pub said: Vec<StorySaid>,
    /// The newest first.
    pub payments: Vec<ClaimPayment>,
    pub settled_by: Vec<StorySettled>,
    /// Up to which amount one person decides alone.
    pub alone: Money,
    /// Why the person cannot do what its role may do otherwise.
    pub refused: Vec<(Act, ClaimRefusal)>,
}

/// Whose word a version is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaidBy {
    /// By its name.
    Person(String),
    /// By the name it gave.
    Operator(String),
    Payer,
    Client,
    Program,
}

/// A version of the claim.
#[derive(Clone, Debug)]
pub struct StorySaid {
    pub number: u64,
    pub at: Timestamp,
    pub by: SaidBy,
    /// The name of the act.
    pub act: String,
    /// The file it came with.
    pub import: Option<String>,
    pub reason: Option<String>,
    pub amount: Money,
    pub due: Option<Day>,
    pub text: Option<String>,
    pub blocked: bool,
    pub cancelled: bool,
}

/// A payment that is to settle the claim, or a part of it.
#[derive(Clone, Debug)]
pub struct ClaimPayment {
    pub id: PaymentId,
    pub amount: Money,
    pub state: PaymentState,
    pub method: Option<Method>,
    pub created_at: Timestamp,
    /// Where its money is now; for all its claims together.
    pub places: Vec<(MoneyPlace, Money)>,
}

/// Money that settled something of the claim.
#[derive(Clone, Debug)]
pub struct StorySettled {
    /// Code of the account at the provider or the bank.
    pub account: String,
    pub reference: String,
    pub amount: Money,
    pub at: Timestamp,
}

impl App {
    /// The story of a claim of a service in the person's scope.
    pub(crate) async fn claim_story(
        &self,
        place: &StaffPlace,
        id: ClaimId,
    ) -> Result<ClaimStory, StaffError> {
        let config = self.place_config(place).await?;
        let now = self.moment().now;
        let mut tx = self.db.read(place.scope()).await?;
        let claim = tx.claims().find(id).await?;
        let claim = claim.ok_or(StaffError::NotFound)?;
        let service = in_scope(place, (&config, Act::ClaimView), claim.service)?;
        let terms = tx.claims().terms().of(id, claim.terms_number).await?;
        let said = tx.claims().said(id).await?;
        let members = tx.access().persons().members().await?;
        let payments = payments(&mut tx, id).await?;
        let settled_by = tx.claims().money_of(id).await?;
        drop(tx);
        let alone = config.profile.claims.alone();
        let decides = deciding(place, alone, &said);
        let refused = terms.map_or_else(Vec::new, |terms| {
            let refused = commands(&terms).into_iter().filter_map(|(act, command)| {
                let why = terms.said(&command, &decides, now).err()?;
                Some((act, why))
            });
            refused.collect()
        });
        let document = &service.document;
        Ok(ClaimStory {
            id,
            kassenzeichen: printed(&service.pool, &claim.kassenzeichen)?,
            service: document.name.clone(),
            department: document.department.clone(),
            origin: claim.origin,
            state: claim.terms.state(claim.settled),
            terms: claim.terms,
            settled: claim.settled,
            text: claim.text,
            version: claim.terms_number,
            created_at: claim.created_at,
            has_notice: has_notice(claim.origin) && document.notices.is_some(),
            said: said
                .into_iter()
                .take(SHOWN)
                .map(|said| StorySaid::of(said, &members))
                .collect(),
            payments,
            settled_by: settled_by
                .into_iter()
                .map(|money| StorySettled::of(money, &config))
                .collect(),
            alone,
            refused,
        })
    }
}

/// What could be said next; a change is of the amount.
fn commands(terms: &ClaimTerms) -> [(Act, ClaimCommand); 4] {
    let more = Money::from_cents(1).and_then(|cent| terms.amount.checked_add(cent));
    let change = ClaimCommand::Change {
        amount: more.unwrap_or(Money::MAX),
        due: terms.due,
        text: terms.text.clone(),
    };
    [
        (Act::ClaimChange, change),
        (Act::ClaimCancel, ClaimCommand::Cancel),
        (Act::ClaimBlock, ClaimCommand::Block),
        (Act::ClaimUnblock, ClaimCommand::Unblock),
    ]
}

async fn payments(tx: &mut ReadTx, claim: ClaimId) -> Result<Vec<ClaimPayment>, StorageError> {
    let all = (PaymentId::FIRST, PaymentId::LAST);
    let many = u32::try_from(SHOWN).unwrap_or(u32::MAX);
    let by = ListedBy::Claim(claim);
    let mut payments = Vec::new();
    for listed in tx.payments().listed(by, all, many).await? {
        let ListedPayment {
            id,
            amount,
            state,
            method,
            created_at,
            ..
        } = listed;
        payments.push(ClaimPayment {
            id,
            amount,
            state,
            method,
            created_at,
            places: places_of(tx, id).await?,
        });
    }
    Ok(payments)
}

impl StorySaid {
    fn of(said: SaidTerms, members: &[Member]) -> Self {
        let is_import = said.act == Act::ClaimsImport.name();
        Self {
            number: said.number,
            at: said.at,
            by: SaidBy::of(said.actor, members),
            import: is_import.then_some(said.object),
            act: said.act,
            reason: said.reason,
            amount: said.amount,
            due: said.due,
            text: said.text,
            blocked: said.blocked,
            cancelled: said.cancelled,
        }
    }
}

impl SaidBy {
    fn of(actor: Actor, members: &[Member]) -> Self {
        match actor {
            Actor::Person(person) => {
                let found = members.iter().find(|member| member.id == person);
                let name = found.map(|member| member.name.clone());
                Self::Person(name.unwrap_or_else(|| person.to_string()))
            }
            Actor::Operator { name, .. } => Self::Operator(name),
            Actor::Payer => Self::Payer,
            Actor::Client(_) => Self::Client,
            Actor::Provider(_) | Actor::System(_) => Self::Program,
        }
    }
}

impl StorySettled {
    fn of(money: MoneyOfClaim, config: &TenantConfig) -> Self {
        let account = config.account_code(money.place);
        Self {
            account: account.unwrap_or_default().to_owned(),
            reference: money.reference,
            amount: money.amount,
            at: money.at,
        }
    }
}
