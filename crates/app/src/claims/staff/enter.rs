//! A person enters a claim: its Kassenzeichen comes out of the service's pool.

use std::sync::Arc;

use domain::access::idempotency::{Replay, fingerprint, replay};
use domain::access::{Act, ActorKind};
use domain::claims::terms::person;
use domain::claims::{ClaimOrigin, ClaimRefusal, ClaimTerms, Kassenzeichen, Terms};
use domain::ledger::chain::{Commitment, Salt};
use domain::values::text::line;
use domain::{ClaimId, Day, Moment, Money};
use storage::StorageError;
use storage::access::idempotency::{KeyOf, NewKey};
use storage::claims::entered::EnteredPayer;

use super::text;
use crate::App;
use crate::access::StaffError;
use crate::access::acting::Acting;
use crate::access::staff::StaffPlace;
use crate::events::event::Events;
use crate::payments::items::{whole_booking, whole_line};
use crate::tenants::commitments::Fields;
use crate::tenants::config::ServiceConfig;
use crate::tenants::documents::{Factor, NoticeRules, Translations};

/// Kassenzeichen of the pool that are tried for one claim. The next one goes on behind them.
const NUMBERS_TRIED: u32 = 200;
/// Letters of the payer's number in the authority's own system.
const PARTY_MAX: usize = 64;

/// A claim as a person enters it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WantedClaim {
    pub amount: Money,
    pub due: Option<Day>,
    /// Empty for the service's neutral text.
    pub text: String,
    /// The payer's number in the authority's own system; may be empty.
    pub party: String,
    /// What the payer has to know, as the service asks for it.
    pub factor: String,
    /// Of the form: sent twice it is one claim.
    pub key: String,
}

/// A service whose claims a person may enter.
#[derive(Clone, Debug)]
pub struct EnteredService {
    pub code: String,
    pub name: Translations,
    pub factor: Factor,
    /// How many letters and digits a PIN has.
    pub pin: (usize, usize),
}

/// A claim that is ready to be written.
struct Ready<'a> {
    service: &'a ServiceConfig,
    wanted: &'a WantedClaim,
    text: Option<String>,
    party: Option<String>,
    /// What the payer has to know, in its one spelling.
    factor: (Factor, String),
}

impl App {
    /// The services whose claims the person may enter, by name.
    pub(crate) async fn claim_services(
        &self,
        place: &StaffPlace,
    ) -> Result<Vec<EnteredService>, StaffError> {
        let config = self.place_config(place).await?;
        let services = place.services(Act::ClaimCreate, &config);
        let with_notices = services.into_iter().filter_map(|service| {
            let rules = service.document.notices?;
            let pins = rules.new_pins();
            Some(EnteredService {
                code: service.document.code.clone(),
                name: service.document.name.clone(),
                factor: rules.factor,
                pin: (*pins.start(), *pins.end()),
            })
        });
        Ok(with_notices.collect())
    }

    /// Enters a claim of the service. The same form sent again leads to the same claim, unless
    /// something else stands in it.
    pub(crate) async fn enter_claim(
        &self,
        by: &Acting,
        place: &StaffPlace,
        code: &str,
        wanted: &WantedClaim,
    ) -> Result<ClaimId, StaffError> {
        let config = self.place_config(place).await?;
        let services = place.services(Act::ClaimCreate, &config);
        let mut services = services.into_iter();
        let service = services.find(|service| service.document.code == code);
        let service: &Arc<ServiceConfig> = service.ok_or(StaffError::NotFound)?;
        let ready = Ready::of(service, wanted)?;
        let said = fingerprint(format!("{code}|{wanted:?}").as_bytes());
        match self.entered_before(place, (&wanted.key, said)).await? {
            Replay::First => {}
            Replay::Same(claim) => return Ok(claim),
            Replay::DifferentRequest => return Err(ClaimRefusal::UsedForm.into()),
        }
        let alone = config.profile.claims.alone();
        match self.write_entered(by, place, (&ready, said, alone)).await {
            Err(StaffError::Meanwhile) => {
                match self.entered_before(place, (&wanted.key, said)).await? {
                    Replay::Same(claim) => Ok(claim),
                    Replay::First | Replay::DifferentRequest => Err(StaffError::Meanwhile),
                }
            }
            other => other,
        }
    }

    /// What the form made when it was sent before.
    async fn entered_before(
        &self,
        place: &StaffPlace,
        (key, said): (&str, [u8; 32]),
    ) -> Result<Replay<ClaimId>, StorageError> {
        let person = place.person.to_string();
        // A write waits for the one that won and is not on disk yet.
        let mut tx = self.db.write(place.scope()).await?;
        let mut keys = tx.access().idempotency_keys();
        let stored = keys.find(key_of(&person, key)).await?;
        tx.commit().await?;
        Ok(match replay(stored, said) {
            Replay::First => Replay::First,
            Replay::Same(claim) => Replay::Same(ClaimId::from_uuid(claim)),
            Replay::DifferentRequest => Replay::DifferentRequest,
        })
    }

    /// The next Kassenzeichen of the service's pool that no claim has: files bring numbers of the
    /// same pool that were issued elsewhere.
    async fn unused_number(
        &self,
        place: &StaffPlace,
        service: &ServiceConfig,
    ) -> Result<Kassenzeichen, StaffError> {
        let pool = (service.pool_id, service.pool_text.as_str());
        for _ in 0..NUMBERS_TRIED {
            let now = self.moment().now;
            let number = self.issuer.next(&self.db, place.tenant, pool, now).await?;
            let mut tx = self.db.read(place.scope()).await?;
            if !tx.claims().has_number(number.as_str()).await? {
                return Ok(number);
            }
        }
        Err(ClaimRefusal::NumbersUsed.into())
    }

    async fn write_entered(
        &self,
        by: &Acting,
        place: &StaffPlace,
        (ready, said, alone): (&Ready<'_>, [u8; 32], Money),
    ) -> Result<ClaimId, StaffError> {
        let mut moment = self.moment();
        let number = self.unused_number(place, ready.service).await?;
        let factors = self.factors(place.tenant).await?;
        let (kind, value) = &ready.factor;
        let factor_hash = factors.hash(number.as_str(), *kind, value);
        let salt: Salt = moment.bytes();
        let named = person(&salt, ready.party.as_deref(), Some(&factor_hash));
        let terms = ready.terms(&mut moment, number.as_str(), (alone, salt, named));
        let payer = EnteredPayer {
            salt,
            party: ready.party.as_deref(),
            factor_hash: &factor_hash,
        };
        let after = fields(&terms);
        let mut audit = by
            .does(Act::ClaimCreate, terms.claim)
            .changing_fields(Fields::changed(None, &after))
            .committing(Commitment::of(&terms.canonical()));
        let mut tx = self.db.write(place.scope()).await?;
        let act = audit.write(&mut tx, &mut moment).await?;
        tx.claims().enter(&terms, payer, (act, moment.now)).await?;
        let person = place.person.to_string();
        let new = NewKey {
            of: key_of(&person, &ready.wanted.key),
            fingerprint: said,
            subject_kind: "claim",
            subject: terms.claim.as_uuid(),
            created_at: moment.now,
        };
        tx.access().idempotency_keys().insert(&new).await?;
        let mut events = Events::of(act, &mut tx, &mut moment);
        let facts = Terms {
            due: terms.due,
            ..Terms::of(terms.amount)
        };
        events
            .claim_entered(terms.claim, &terms.kassenzeichen, &facts)
            .await?;
        tx.commit().await?;
        Ok(terms.claim)
    }
}

impl<'a> Ready<'a> {
    /// The first terms. Above what one person decides the claim is blocked.
    fn terms(
        &self,
        moment: &mut Moment,
        number: &str,
        (alone, salt, person): (Money, Salt, [u8; 32]),
    ) -> ClaimTerms {
        let amount = self.wanted.amount;
        let booking = whole_booking(&self.service.document);
        let waits = ClaimTerms::waits_for_a_second(amount, alone);
        ClaimTerms {
            claim: ClaimId::new(moment),
            number: 1,
            service: self.service.id,
            kassenzeichen: number.to_owned(),
            origin: ClaimOrigin::Staff,
            amount,
            due: self.wanted.due,
            payable_from: None,
            payable_until: None,
            blocked_at: waits.then_some(moment.now),
            cancelled_at: None,
            text: self.text.clone(),
            person,
            lines: vec![whole_line(&salt, amount, booking)],
        }
    }

    fn of(service: &'a ServiceConfig, wanted: &'a WantedClaim) -> Result<Self, ClaimRefusal> {
        let rules = service.document.notices.ok_or(ClaimRefusal::NoNotices)?;
        if wanted.amount.is_zero() {
            return Err(ClaimRefusal::Nothing);
        }
        let party = line(&wanted.party).map_err(|_| ClaimRefusal::Text)?;
        if party.chars().count() > PARTY_MAX {
            return Err(ClaimRefusal::Text);
        }
        Ok(Self {
            service,
            wanted,
            text: text(&wanted.text)?,
            party: Some(party).filter(|party| !party.is_empty()),
            factor: (rules.factor, factor(&rules, wanted)?),
        })
    }
}

/// What the payer has to know, in its one spelling.
fn factor(rules: &NoticeRules, wanted: &WantedClaim) -> Result<String, ClaimRefusal> {
    match rules.factor {
        Factor::Amount => Ok(wanted.amount.cents().to_string()),
        Factor::None => Ok(String::new()),
        kind @ (Factor::Pin | Factor::BirthDate) => {
            let value = kind.normal(&wanted.factor);
            let value = value.map_err(|_| ClaimRefusal::Factor)?;
            if kind == Factor::Pin && !rules.new_pins().contains(&value.len()) {
                return Err(ClaimRefusal::Factor);
            }
            Ok(value)
        }
    }
}

const fn key_of<'a>(person: &'a str, key: &'a str) -> KeyOf<'a> {
    KeyOf {
        actor_kind: ActorKind::Person,
        actor: person,
        operation: Act::ClaimCreate.name(),
        key,
    }
}

/// What the audit trail tells of a claim; nothing that names its payer.
pub(super) fn fields(terms: &ClaimTerms) -> Fields {
    let fields = Fields::default()
        .and("amount_cents", terms.amount.cents())
        .and("blocked", terms.blocked_at.is_some())
        .and("cancelled", terms.cancelled_at.is_some());
    let due = terms.due.map(|day| day.to_string());
    let fields = due
        .into_iter()
        .fold(fields, |all, day| all.and("due_on", day));
    let text = terms.text.as_deref();
    text.into_iter()
        .fold(fields, |all, text| all.and("text", text))
}
