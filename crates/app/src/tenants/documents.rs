//! The shapes of a tenant's master data: as an operator writes them in a file, and as they are
//! stored.

mod accounts;
mod bank_accounts;
mod branding;
mod catalogue;
mod mail;
mod maintenance;
mod methods;
mod notices;
pub(in crate::tenants) mod texts;
mod translations;
mod trial;
mod web_address;

use std::collections::BTreeMap;
use std::time::Duration;

pub use branding::{BrandingDocument, ColoursDocument, LegalDocument, LegalPage, Logo, LogoKind};
pub use translations::{Localized, Translations};
pub use web_address::WebAddress;

use domain::Money;
use domain::claims::kassenzeichen::Pool;
use domain::tenants::Channel;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::DocumentError;
use crate::access::certificates::read_fingerprint;

pub use accounts::AccountDocument;
pub use bank_accounts::BankAccountDocument;
pub use catalogue::{
    Beginning, CatalogueDocument, FeeDocument, FeeOptionDocument, FieldDocument, KindDocument,
    OptionDocument,
};
pub use mail::MailDocument;
pub use maintenance::MaintenanceDocument;
pub use methods::MethodDocument;
pub use notices::{BadFactor, ClaimsDocument, Factor, NoticeRules};
pub use trial::TrialDocument;

/// A whole tenant as an operator describes it. Applying the same file again changes nothing.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TenantDocument {
    /// The tenant's part of citizens' addresses: small letters, digits, hyphens.
    pub slug: String,
    #[serde(flatten)]
    pub profile: TenantProfile,
    pub pools: Vec<PoolDocument>,
    pub accounts: Vec<AccountDocument>,
    /// Where payers transfer money to; without one there are no transfer codes.
    #[serde(default)]
    pub bank_accounts: Vec<BankAccountDocument>,
    pub services: Vec<ServiceDocument>,
    #[serde(default)]
    pub clients: Vec<ClientDocument>,
    /// The trial tenant, in which services are tried out before they take money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<TrialDocument>,
}

/// What citizens see of the authority.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
pub struct TenantProfile {
    #[serde(deserialize_with = "texts::line")]
    pub name: String,
    /// City or district, at most 22 letters: what stands on the payer's statement.
    #[serde(deserialize_with = "texts::line")]
    pub short_name: String,
    #[serde(default, deserialize_with = "texts::each_line")]
    pub address: Vec<String>,
    /// How a citizen reaches the authority, in words.
    #[serde(default, deserialize_with = "texts::paragraphs")]
    pub contact: String,
    pub imprint_url: Option<WebAddress>,
    pub privacy_url: Option<WebAddress>,
    pub accessibility_url: Option<WebAddress>,
    /// The body that enforces accessibility for this authority (section 12b and 16 of the BGG, or
    /// the law of its state): linked from the accessibility statement.
    pub enforcement_url: Option<WebAddress>,
    #[serde(default)]
    pub branding: BrandingDocument,
    /// The tenant's own legal pages; kept apart from the document, which is read with every page.
    #[serde(default, skip_serializing)]
    pub legal: LegalDocument,
    /// No real money moves: every page says so.
    #[serde(default)]
    pub test: bool,
    /// Times in which methods of payment are not to be had: told to calling systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub maintenance: Vec<MaintenanceDocument>,
    /// Banking days that a payer has for a transfer.
    #[serde(default = "transfer_days")]
    pub transfer_days: u16,
    /// What holds for letters by e-mail.
    #[serde(default)]
    pub mail: MailDocument,
    /// What holds for refunds.
    #[serde(default)]
    pub refunds: RefundsDocument,
    /// What holds for claims that people enter and change.
    #[serde(default)]
    pub claims: ClaimsDocument,
}

/// Two weeks: a transfer takes up to two banking days, its statement one more, and payers wait.
const fn transfer_days() -> u16 {
    10
}

/// What one person releases alone unless the tenant says otherwise.
const ONE_RELEASE_CENTS: i64 = 50_000;

/// What a tenant lays down about refunds.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct RefundsDocument {
    /// Up to this amount one person releases a refund, above it two; the one that requests it is
    /// none of them. 0 has every refund released by two.
    #[serde(default = "one_release_cents")]
    pub one_release_up_to_cents: i64,
}

const fn one_release_cents() -> i64 {
    ONE_RELEASE_CENTS
}

impl Default for RefundsDocument {
    fn default() -> Self {
        Self {
            one_release_up_to_cents: ONE_RELEASE_CENTS,
        }
    }
}

impl RefundsDocument {
    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        if Money::from_cents(self.one_release_up_to_cents).is_some() {
            return Ok(());
        }
        let at = "refunds.one_release_up_to_cents";
        Err(DocumentError::new(at, "this is no amount"))
    }

    /// Up to which amount one person releases.
    pub(crate) fn one_release(&self) -> Money {
        Money::from_cents(self.one_release_up_to_cents).unwrap_or(Money::ZERO)
    }
}

/// A circle of Kassenzeichen.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PoolDocument {
    pub code: String,
    /// For example `51254{year:2}{counter:6}`.
    pub definition: String,
    /// Name of the check-digit method.
    pub check: String,
    pub mask: Option<String>,
    #[serde(default = "first_counter")]
    pub first_counter: u64,
}

const fn first_counter() -> u64 {
    1
}

impl PoolDocument {
    pub(crate) fn pool(&self) -> Result<Pool, DocumentError> {
        let place = || format!("pools.{}", self.code);
        let pool = Pool::parse(&self.definition, &self.check, self.mask.as_deref())
            .map_err(|error| DocumentError::new(place(), error.to_string()))?;
        if self.first_counter > pool.last() {
            let problem = format!("the first counter is beyond the last, {}", pool.last());
            return Err(DocumentError::new(place(), problem));
        }
        Ok(pool)
    }
}

/// Something that can be paid.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceDocument {
    pub code: String,
    pub name: Translations,
    pub department: Translations,
    /// What the provider learns about the purpose; neutral, at most 127 characters.
    #[serde(deserialize_with = "texts::line")]
    pub neutral_text: String,
    /// Code of the pool its Kassenzeichen come from.
    pub pool: String,
    /// How it can be paid, in the order in which that is offered; at least one.
    pub methods: Vec<MethodDocument>,
    /// What a transfer for it says that no order came before: a number of the treasury's, for
    /// example. Its German name where there is none.
    #[serde(
        default,
        deserialize_with = "texts::maybe_line",
        skip_serializing_if = "Option::is_none"
    )]
    pub transfer_text: Option<String>,
    /// Minutes a payer has on the pay page.
    #[serde(default = "pay_minutes")]
    pub pay_minutes: u32,
    /// `false` holds a live service; this makes none live.
    #[serde(default = "live")]
    pub live: bool,
    /// What citizens need to pay it without an online service; absent when they cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<CatalogueDocument>,
    #[serde(default)]
    pub bookings: Vec<BookingDocument>,
    #[serde(default)]
    pub bindings: Vec<BindingDocument>,
    /// How notices of this service are paid; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<NoticeRules>,
}

/// Time to pay unless a service says otherwise; also one extension.
const fn pay_minutes() -> u32 {
    30
}

const fn live() -> bool {
    true
}

impl ServiceDocument {
    /// How long a payer has, from the making of the payment or from an extension.
    pub(crate) fn time_to_pay(&self) -> Duration {
        Duration::from_mins(u64::from(self.pay_minutes))
    }

    /// What a transfer for it says.
    pub(crate) fn transfer_text(&self) -> String {
        let given = self.transfer_text.clone();
        given.unwrap_or_else(|| formats::as_passed_on(self.name.say("de").text))
    }

    /// What a version of the service says: all but by which names channels mean it.
    pub(crate) fn described(&self) -> Self {
        Self {
            bindings: Vec::new(),
            ..self.clone()
        }
    }

    /// Where a line with this reference is booked, as far as the service says: by the booking of
    /// that reference, else by the one without a reference. A claim without lines of its own has no
    /// reference: it is booked by the one without, else by the only one there is.
    pub(crate) fn booking_data(&self, reference: Option<&str>) -> BTreeMap<String, String> {
        let at = |reference: Option<&str>| {
            let mut bookings = self.bookings.iter();
            bookings.find(|booking| booking.reference.as_deref() == reference)
        };
        let found = match (at(reference), self.bookings.as_slice()) {
            (Some(found), _) => Some(found),
            (None, [only]) if reference.is_none() => Some(only),
            (None, _) => at(None),
        };
        found.map_or_else(BTreeMap::new, |booking| booking.booking_data.clone())
    }

    /// What it costs where that is always the same.
    pub(crate) fn only_fee(&self) -> Option<Money> {
        match self.catalogue.as_ref()?.fee {
            FeeDocument::Fixed { cents } => Money::from_cents(cents),
            FeeDocument::Choice { .. }
            | FeeDocument::Quantity { .. }
            | FeeDocument::Free { .. } => None,
        }
    }
}

/// Where the amount of an item with this reference is booked.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BookingDocument {
    /// `items[].reference` of the calling system. Without one, this is where amounts are booked
    /// whose reference has no entry.
    #[serde(
        default,
        deserialize_with = "texts::maybe_line",
        skip_serializing_if = "Option::is_none"
    )]
    pub reference: Option<String>,
    /// Booking data such as product, general ledger account, cost centre. What a calling system
    /// sends in `bookingData` wins, key by key.
    #[serde(default, deserialize_with = "texts::pairs")]
    pub booking_data: BTreeMap<String, String>,
    /// Keys the calling system has to send in `bookingData`.
    #[serde(default, deserialize_with = "texts::each_line")]
    pub required: Vec<String>,
}

/// By which key of a channel calling systems mean the service.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct BindingDocument {
    /// `xbezahldienste`.
    pub channel: String,
    /// As the channel writes it: `originatorId/endPointId` for `xbezahldienste`.
    pub key: String,
    /// Refuse what the channel's standard forbids; otherwise repair what can be repaired.
    #[serde(default)]
    pub strict: bool,
}

impl BindingDocument {
    /// The channel, with a key that it can have.
    pub(crate) fn checked(&self, service: &str) -> Result<Channel, DocumentError> {
        let place = |field| format!("services.{service}.bindings.{field}");
        let channel: Channel = self.channel.parse().map_err(|_unknown| {
            DocumentError::new(
                place("channel"),
                "there is no such channel; use xbezahldienste",
            )
        })?;
        let checked = channel.check_key(&self.key);
        checked.map_err(|bad| DocumentError::new(place("key"), bad.to_string()))?;
        Ok(channel)
    }
}

/// A calling system.
#[derive(Clone, Debug, Deserialize, JsonSchema, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClientDocument {
    /// User name (Basic) and client id (OAuth2): unique in the installation.
    pub name: String,
    #[serde(default, skip_serializing)]
    pub secret_file: Option<String>,
    /// Filled by the command that reads the document; never written.
    #[serde(skip)]
    pub secret: Option<secrecy::SecretString>,
    /// SHA-256 fingerprints of the certificates that prove it, as `openssl x509 -noout
    /// -fingerprint -sha256` writes them; two while one is replaced by the next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// Codes of the services it may use; empty means all of the tenant.
    #[serde(default)]
    pub services: Vec<String>,
}

impl ClientDocument {
    /// Its certificates' fingerprints in 64 small hexadecimal digits, each once.
    pub(crate) fn fingerprints(&self) -> Result<Vec<String>, DocumentError> {
        let mut read = Vec::new();
        for text in &self.certificates {
            let place = || format!("clients.{}.certificates", self.name);
            let fingerprint = read_fingerprint(text).ok_or_else(|| {
                let problem = "a SHA-256 fingerprint has 64 hexadecimal digits";
                DocumentError::new(place(), problem)
            })?;
            if !read.contains(&fingerprint) {
                read.push(fingerprint);
            }
        }
        Ok(read)
    }
}
