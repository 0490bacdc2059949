//! The layout of a file of claims, as docs/operation/claims-import.md describes it.

use std::collections::HashMap;

use csv::ByteRecord;
use domain::claims::Terms;
use domain::claims::kassenzeichen::Pool;
use domain::values::hash::sha256;
use domain::values::text;
use domain::{Day, Money, ServiceId};
use storage::ReadTx;
use storage::claims::imports::KnownClaim;

use super::{BadRow, Fault, ImportError};
use crate::claims::canonical::{self, ClaimRow};
use crate::claims::second_factor::Factors;
use crate::payments::items::whole_booking;
use crate::platform::document::read_document;
use crate::tenants::documents::{Factor, NoticeRules, PoolDocument, ServiceDocument};

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
    rules: NoticeRules,
    /// Where its claims are booked.
    booking_data: Option<String>,
}

/// A row whose every column is good.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) service: ServiceId,
    pub(super) kassenzeichen: String,
    pub(super) text: Option<String>,
    pub(super) party: Option<String>,
    pub(super) terms: Terms,
    pub(super) booking_data: Option<String>,
    pub(super) factor_hash: Vec<u8>,
    /// Hash of the row's canonical text, in which the second factor is not.
    pub(super) hash: [u8; 32],
    factor: (Factor, String),
    /// What keeps a new claim from having this second factor. A claim that has it already keeps it.
    pub(super) weak_factor: Option<Fault>,
}

/// The tenant's services that have notices, by code.
pub(super) async fn services(tx: &mut ReadTx) -> Result<HashMap<String, Service>, ImportError> {
    let mut services = HashMap::new();
    for row in tx.services().all().await? {
        let document: ServiceDocument = read_document("services", &row.document)?;
        let booking_data = whole_booking(&document);
        let Some(rules) = document.notices else {
            continue;
        };
        let pool: PoolDocument = read_document("pools", &row.pool_document)?;
        let service = Service {
            id: row.id,
            pool: pool.pool()?,
            rules,
            booking_data,
        };
        services.insert(row.code, service);
    }
    Ok(services)
}

impl Header {
    /// Columns without a name at the end, which spreadsheets leave behind, are none.
    pub(super) fn read(names: &ByteRecord) -> Result<Self, ImportError> {
        let names: Vec<String> = names
            .iter()
            .map(|name| String::from_utf8_lossy(name).trim().to_ascii_lowercase())
            .collect();
        let width = names
            .iter()
            .rposition(|name| !name.is_empty())
            .map_or(0, |last| last + 1);
        let mut places = [None; COLUMNS.len()];
        for (name, at) in names.iter().take(width).zip(0_usize..) {
            let column = COLUMNS.iter().position(|column| column == name);
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
    fn text<'r>(&self, record: &'r ByteRecord, column: &'static str) -> Result<&'r str, Fault> {
        let place = COLUMNS.iter().position(|name| *name == column);
        let place = place.and_then(|place| self.0.get(place).copied().flatten());
        let bytes = place.and_then(|place| record.get(place)).unwrap_or(b"");
        std::str::from_utf8(bytes)
            .map(str::trim)
            .map_err(|_| Fault::new(column, "is not UTF-8; save the file as \"CSV UTF-8\""))
    }

    /// Whether a row has something in every column that needs it, and nothing beyond the last one.
    fn fits(&self, record: &ByteRecord) -> bool {
        let beyond = record.iter().skip(self.width());
        record.len() >= self.width() && beyond.into_iter().all(is_blank)
    }

    fn width(&self) -> usize {
        self.0.iter().flatten().count()
    }
}

/// Nothing but white space: what spreadsheets leave below the last row and behind the last column.
fn is_blank(field: &[u8]) -> bool {
    field.iter().all(u8::is_ascii_whitespace)
}

/// Whether the row says nothing.
pub(super) fn is_empty(record: &ByteRecord) -> bool {
    record.iter().all(is_blank)
}

/// Collects what is wrong with a row, so that all of it is told at once.
#[derive(Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn take<T>(&mut self, read: Result<T, Fault>) -> Option<T> {
        read.map_err(|fault| self.0.push(fault)).ok()
    }
}

impl Row {
    /// Whether the row says what is known of the claim. A second factor hashed under any key of
    /// the key file is the same second factor.
    pub(super) fn says_the_same(&self, known: &KnownClaim, factors: &Factors) -> bool {
        known.row_hash.as_deref() == Some(self.hash.as_slice())
            && self.has_factor_of(known, factors)
    }

    /// Whether the claim has this second factor already.
    pub(super) fn has_factor_of(&self, known: &KnownClaim, factors: &Factors) -> bool {
        let (kind, value) = &self.factor;
        let known = known.factor_hash.as_deref();
        factors.fits(known, (&self.kassenzeichen, *kind, value))
    }
}

impl Layout {
    pub(super) fn row(
        &self,
        header: &Header,
        record: &ByteRecord,
        line: u64,
    ) -> Result<Row, BadRow> {
        let mut faults = Faults::default();
        let row = self.parse(header, (record, line), &mut faults);
        row.ok_or(BadRow {
            line,
            faults: faults.0,
        })
    }

    /// `None` when there are faults.
    fn parse(
        &self,
        header: &Header,
        (record, line): (&ByteRecord, u64),
        faults: &mut Faults,
    ) -> Option<Row> {
        if !header.fits(record) {
            let (has, needs) = (record.len(), header.width());
            let problem = format!("the row has {has} columns, the header {needs}");
            return faults.take(Err(Fault::new("", problem)));
        }
        let text = |column| header.text(record, column);
        let service = faults.take(self.service(header, record));
        let kassenzeichen = service.and_then(|(_, service)| {
            let read = text("kassenzeichen").and_then(|typed| {
                let read = service.pool.read(typed);
                read.map_err(|error| Fault::new("kassenzeichen", error.to_string()))
            });
            faults.take(read)
        });
        let terms = terms(header, record, faults);
        let factor = service.and_then(|(_, service)| {
            let amount = terms.map(|terms| terms.amount);
            faults.take(factor(service.rules.factor, amount, header, record))
        });
        let note = faults.take(short(header, record, ("text", TEXT_LETTERS_MAX)));
        let party = faults.take(short(header, record, ("party", PARTY_LETTERS_MAX)));
        let ((code, service), kassenzeichen, terms) = (service?, kassenzeichen?, terms?);
        let (factor, note, party) = (factor?, note?, party?);
        let said = canonical::row(&ClaimRow {
            service: code,
            kassenzeichen: kassenzeichen.as_str(),
            terms: &terms,
            text: note.as_deref(),
            party: party.as_deref(),
        });
        let kind = service.rules.factor;
        Some(Row {
            line,
            service: service.id,
            hash: sha256(&[said.as_bytes()]),
            factor_hash: self.factors.hash(kassenzeichen.as_str(), kind, &factor),
            weak_factor: weak(&service.rules, &factor),
            factor: (kind, factor),
            kassenzeichen: kassenzeichen.as_str().to_owned(),
            text: note,
            party,
            terms,
            booking_data: service.booking_data.clone(),
        })
    }

    fn service<'r>(
        &self,
        header: &Header,
        record: &'r ByteRecord,
    ) -> Result<(&'r str, &Service), Fault> {
        let code = header.text(record, "service")?;
        let service = self.services.get(code).ok_or_else(|| {
            let problem = format!("there is no service {code:?} with notices");
            Fault::new("service", problem)
        })?;
        Ok((code, service))
    }
}

/// `None` when there are faults.
fn terms(header: &Header, record: &ByteRecord, faults: &mut Faults) -> Option<Terms> {
    let text = |column| header.text(record, column);
    let amount = text("amount").and_then(|typed| {
        let read = Money::typed(typed);
        let read = read.map_err(|error| Fault::new("amount", error.to_string()))?;
        if read.is_zero() {
            return Err(Fault::new("amount", "an amount of zero cannot be paid"));
        }
        Ok(read)
    });
    let day = |column| -> Result<Option<Day>, Fault> {
        match text(column)? {
            "" => Ok(None),
            day => Day::typed(day)
                .map(Some)
                .map_err(|error| Fault::new(column, error.to_string())),
        }
    };
    let state = text("state").and_then(|state| match state {
        "" | "open" => Ok((false, false)),
        "blocked" => Ok((true, false)),
        "cancelled" => Ok((false, true)),
        _ => Err(Fault::new("state", "use open, blocked or cancelled")),
    });
    let (amount, due, state) = (
        faults.take(amount),
        faults.take(day("due")),
        faults.take(state),
    );
    let from = faults.take(day("payable_from"));
    let until = faults.take(day("payable_until"));
    if let (Some(Some(from)), Some(Some(until))) = (from, until)
        && until < from
    {
        return faults.take(Err(Fault::new("payable_until", "is before payable_from")));
    }
    let (blocked, cancelled) = state?;
    Some(Terms {
        amount: amount?,
        due: due?,
        payable_from: from?,
        payable_until: until?,
        blocked,
        cancelled,
    })
}

/// What the payer has to know, in its one spelling. Without an amount, which has a fault of its
/// own, an amount as second factor is no fault.
fn factor(
    kind: Factor,
    amount: Option<Money>,
    header: &Header,
    record: &ByteRecord,
) -> Result<String, Fault> {
    let column = match kind {
        Factor::Pin => "pin",
        Factor::BirthDate => "birth_date",
        Factor::Amount => return Ok(amount.unwrap_or(Money::ZERO).cents().to_string()),
        Factor::None => return Ok(String::new()),
    };
    let text = header.text(record, column)?;
    kind.normal(text).map_err(|_| {
        let problem = match kind {
            Factor::Pin => "the service needs a PIN of letters and digits, at most 16",
            Factor::BirthDate => "the service needs a birth date such as 1980-12-31",
            Factor::Amount | Factor::None => "is not as expected",
        };
        Fault::new(column, problem)
    })
}

/// A PIN that is shorter than the service's PINs are, or longer.
fn weak(rules: &NoticeRules, factor: &str) -> Option<Fault> {
    let (has, needs) = (factor.len(), rules.new_pins());
    if rules.factor != Factor::Pin || needs.contains(&has) {
        return None;
    }
    let needs = if needs.start() == needs.end() {
        needs.start().to_string()
    } else {
        format!("{} to {}", needs.start(), needs.end())
    };
    let problem = format!(
        "the PIN has {has} letters and digits, a new one {needs}; a spreadsheet drops zeros at \
         the beginning"
    );
    Some(Fault::new("pin", problem))
}

fn short(
    header: &Header,
    record: &ByteRecord,
    (column, letters): (&'static str, usize),
) -> Result<Option<String>, Fault> {
    let line = text::line(header.text(record, column)?);
    let line = line.map_err(|error| Fault::new(column, error.to_string()))?;
    if line.chars().count() > letters {
        return Err(Fault::new(
            column,
            format!("has more than {letters} letters"),
        ));
    }
    Ok(Some(line).filter(|line| !line.is_empty()))
}
