//! The layout of a file of claims, as docs/operation/claims-import.md describes it.

use std::collections::HashMap;

use csv::ByteRecord;
use domain::claims::Terms;
use domain::claims::kassenzeichen::Pool;
use domain::{Day, Money, ServiceId};
use storage::ReadTx;
use storage::claims::imports::KnownClaim;

use super::{BadRow, ImportError};
use crate::access::client_auth::sha256;
use crate::claims::canonical::{self, ClaimRow};
use crate::claims::second_factor::Factors;
use crate::platform::document::read_document;
use crate::tenants::documents::{Factor, PoolDocument, ServiceDocument};

/// Every column there is; the first three must be there.
pub const COLUMNS: [&str; 11] = [
    "service",
    "kassenzeichen",
    "amount",
    "text",
    "due",
    "payable_from",
    "payable_until",
    "pin",
    "birth_date",
    "party",
    "state",
];
const NEEDED: usize = 3;
/// As a service's neutral text: the provider's limit for a description.
const TEXT_LETTERS_MAX: usize = 127;
const PARTY_LETTERS_MAX: usize = 64;

/// Where in a row each column stands.
pub(super) struct Header([Option<usize>; COLUMNS.len()]);

/// What a row is held against.
pub(super) struct Layout {
    pub(super) services: HashMap<String, Service>,
    pub(super) factors: Factors,
}

/// A service that has notices.
pub(super) struct Service {
    id: ServiceId,
    pool: Pool,
    factor: Factor,
}

/// A row whose every column is good.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) service: ServiceId,
    pub(super) kassenzeichen: String,
    pub(super) text: Option<String>,
    pub(super) party: Option<String>,
    pub(super) terms: Terms,
    pub(super) factor_hash: Vec<u8>,
    /// Hash of the row's canonical text, in which the second factor is not.
    pub(super) hash: [u8; 32],
    factor: (Factor, String),
}

/// The tenant's services that have notices, by code.
pub(super) async fn services(tx: &mut ReadTx) -> Result<HashMap<String, Service>, ImportError> {
    let mut services = HashMap::new();
    for row in tx.services().all().await? {
        let document: ServiceDocument = read_document("services", &row.document)?;
        let Some(rules) = document.notices else {
            continue;
        };
        let pool: PoolDocument = read_document("number_pools", &row.pool_document)?;
        let service = Service {
            id: row.id,
            pool: pool.pool()?,
            factor: rules.factor,
        };
        services.insert(row.code, service);
    }
    Ok(services)
}

impl Header {
    pub(super) fn read(names: &ByteRecord) -> Result<Self, ImportError> {
        let mut places = [None; COLUMNS.len()];
        for (name, at) in names.iter().zip(0_usize..) {
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            let column = COLUMNS.iter().position(|column| *column == name);
            let place = column.and_then(|column| places.get_mut(column));
            match place {
                Some(place @ None) => *place = Some(at),
                Some(Some(_)) => {
                    return Err(ImportError::Columns(format!("{name:?} is there twice")));
                }
                None => {
                    let known = COLUMNS.join(", ");
                    let problem = format!("{name:?} is unknown; known are {known}");
                    return Err(ImportError::Columns(problem));
                }
            }
        }
        let missing = COLUMNS.iter().zip(places).take(NEEDED);
        match missing.into_iter().find(|(_, place)| place.is_none()) {
            Some((name, _)) => Err(ImportError::Columns(format!("{name:?} is missing"))),
            None => Ok(Self(places)),
        }
    }

    /// The column's text without the blanks around it; empty when the row has none.
    fn text<'r>(&self, record: &'r ByteRecord, column: &'static str) -> Result<&'r str, Bad> {
        let place = COLUMNS.iter().position(|name| *name == column);
        let place = place.and_then(|place| self.0.get(place).copied().flatten());
        let bytes = place.and_then(|place| record.get(place)).unwrap_or(b"");
        std::str::from_utf8(bytes)
            .map(str::trim)
            .map_err(|_| Bad::new(column, "is not UTF-8"))
    }

    fn width(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

/// A column and what is wrong with it.
struct Bad {
    column: &'static str,
    problem: String,
}

impl Bad {
    fn new(column: &'static str, problem: impl Into<String>) -> Self {
        Self {
            column,
            problem: problem.into(),
        }
    }
}

impl Row {
    /// Whether the row says what is known of the claim. A second factor hashed under any key of
    /// the key file is the same second factor.
    pub(super) fn says_the_same(&self, known: &KnownClaim, factors: &Factors) -> bool {
        let (kind, value) = &self.factor;
        known.row_hash.as_deref() == Some(self.hash.as_slice())
            && factors.fits(
                known.factor_hash.as_deref(),
                (&self.kassenzeichen, *kind, value),
            )
    }
}

impl Layout {
    pub(super) fn row(
        &self,
        header: &Header,
        record: &ByteRecord,
        line: u64,
    ) -> Result<Row, BadRow> {
        self.parse(header, record, line).map_err(|bad| BadRow {
            line,
            column: bad.column,
            problem: bad.problem,
        })
    }

    fn parse(&self, header: &Header, record: &ByteRecord, line: u64) -> Result<Row, Bad> {
        if record.len() != header.width() {
            let (has, needs) = (record.len(), header.width());
            let problem = format!("the row has {has} columns, the header {needs}");
            return Err(Bad::new("", problem));
        }
        let text = |column| header.text(record, column);
        let code = text("service")?;
        let service = self.services.get(code).ok_or_else(|| {
            Bad::new(
                "service",
                format!("there is no service {code:?} with notices"),
            )
        })?;
        let kassenzeichen = service
            .pool
            .read(text("kassenzeichen")?)
            .map_err(|error| Bad::new("kassenzeichen", error.to_string()))?;
        let terms = terms(header, record)?;
        let factor = factor(service.factor, terms.amount, header, record)?;
        let factor_hash = self
            .factors
            .hash(kassenzeichen.as_str(), service.factor, &factor);
        let note = short(text("text")?, "text", TEXT_LETTERS_MAX)?;
        let party = short(text("party")?, "party", PARTY_LETTERS_MAX)?;
        let said = canonical::row(&ClaimRow {
            service: code,
            kassenzeichen: kassenzeichen.as_str(),
            terms: &terms,
            text: note.as_deref(),
            party: party.as_deref(),
        });
        Ok(Row {
            line,
            service: service.id,
            hash: sha256(&[said.as_bytes()]),
            factor: (service.factor, factor),
            kassenzeichen: kassenzeichen.as_str().to_owned(),
            text: note,
            party,
            terms,
            factor_hash,
        })
    }
}

fn terms(header: &Header, record: &ByteRecord) -> Result<Terms, Bad> {
    let text = |column| header.text(record, column);
    let amount =
        Money::typed(text("amount")?).map_err(|error| Bad::new("amount", error.to_string()))?;
    if amount.is_zero() {
        return Err(Bad::new("amount", "an amount of zero cannot be paid"));
    }
    let day = |column| -> Result<Option<Day>, Bad> {
        match text(column)? {
            "" => Ok(None),
            day => day
                .parse()
                .map(Some)
                .map_err(|error: domain::BadDay| Bad::new(column, error.to_string())),
        }
    };
    let (payable_from, payable_until) = (day("payable_from")?, day("payable_until")?);
    if let (Some(from), Some(until)) = (payable_from, payable_until)
        && until < from
    {
        return Err(Bad::new("payable_until", "is before payable_from"));
    }
    let (blocked, cancelled) = match text("state")? {
        "" | "open" => (false, false),
        "blocked" => (true, false),
        "cancelled" => (false, true),
        _ => return Err(Bad::new("state", "use open, blocked or cancelled")),
    };
    Ok(Terms {
        amount,
        due: day("due")?,
        payable_from,
        payable_until,
        blocked,
        cancelled,
    })
}

/// What the payer has to know, in its one spelling.
fn factor(
    kind: Factor,
    amount: Money,
    header: &Header,
    record: &ByteRecord,
) -> Result<String, Bad> {
    let column = match kind {
        Factor::Pin => "pin",
        Factor::BirthDate => "birth_date",
        Factor::Amount => return Ok(amount.cents().to_string()),
        Factor::None => return Ok(String::new()),
    };
    let text = header.text(record, column)?;
    kind.normal(text).map_err(|_| {
        let problem = match kind {
            Factor::Pin => "the service needs a PIN of 4 to 16 letters and digits",
            Factor::BirthDate => "the service needs a birth date such as 1980-12-31",
            Factor::Amount | Factor::None => "is not as expected",
        };
        Bad::new(column, problem)
    })
}

fn short(text: &str, column: &'static str, letters: usize) -> Result<Option<String>, Bad> {
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > letters {
        return Err(Bad::new(column, format!("has more than {letters} letters")));
    }
    if text.chars().any(char::is_control) {
        return Err(Bad::new(column, "has a control character in it"));
    }
    Ok(Some(text.to_owned()))
}
