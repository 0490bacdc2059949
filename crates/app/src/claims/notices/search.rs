//! Finding a claim by what is printed on its notice.

use domain::ClaimId;
use domain::TenantId;
use domain::Timestamp;
use domain::claims::kassenzeichen::{BadKassenzeichen, Kassenzeichen};
use storage::Scope;
use strum::VariantArray;

use super::rate_limit::Verdict;
use super::{NoticeService, has_notice};
use crate::access::Network;
use crate::tenants::documents::Factor;
use crate::{App, ReadError};

/// What a visitor typed.
pub struct Search<'a> {
    pub kassenzeichen: &'a str,
    /// PIN, amount or birth date; empty when the notice asks for none.
    pub factor: &'a str,
    pub network: Network,
}

/// What came of it. That a Kassenzeichen is unknown and that the factor is wrong are one answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchOutcome {
    Found(ClaimId),
    NotFound,
    /// The Kassenzeichen cannot be right, whichever tenant it is of.
    BadNumber(NumberProblem),
    /// The factor cannot be right: it is missing, or looks like nothing that is asked for.
    BadFactor {
        missing: bool,
    },
    NotBefore(Timestamp),
}

/// What is wrong with a Kassenzeichen, as far as its form tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberProblem {
    Missing,
    TooShort {
        length: usize,
        expected: usize,
    },
    TooLong {
        length: usize,
        expected: usize,
    },
    BadCharacter {
        character: char,
    },
    WrongCheckDigit,
    /// As printed; never searched for without the payer's confirmation.
    LooksLike {
        suggestion: String,
    },
    NotOurs,
}

impl App {
    pub(crate) async fn search_notice(
        &self,
        tenant: TenantId,
        search: &Search<'_>,
    ) -> Result<SearchOutcome, ReadError> {
        let services = self.notice_services(tenant).await?;
        let number = match read_number(search.kassenzeichen, &services) {
            Ok(number) => number,
            Err(problem) => return Ok(SearchOutcome::BadNumber(problem)),
        };
        let typed = match read_factor(search.factor, &number, &services) {
            Ok(typed) => typed,
            Err(missing) => return Ok(SearchOutcome::BadFactor { missing }),
        };
        let counters = self
            .counters(tenant, number.as_str(), &search.network)
            .await?;
        let verdict = self.count_search(tenant, &counters).await?;
        if let Verdict::NotBefore(time) = verdict {
            self.count_guess(tenant, &counters, verdict).await?;
            return Ok(SearchOutcome::NotBefore(time));
        }
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let claim = tx.claims().by_number(number.as_str()).await?;
        drop(tx);
        let claim = claim.filter(|claim| has_notice(claim.origin));
        let asked = claim.as_ref().and_then(|claim| {
            let service = services
                .iter()
                .find(|service| service.config.id == claim.service);
            service.map(|service| service.rules.factor)
        });
        // Every kind is tried in every case, so that neither the number of hashes nor their cost
        // tells whether there is a claim and what it asks for.
        let factors = self.factors(tenant).await?;
        let stored = claim
            .as_ref()
            .and_then(|claim| claim.factor_hash.as_deref());
        let mut knows = false;
        for &kind in Factor::VARIANTS {
            let value = value_of(&typed, kind);
            let fits = factors.fits(stored, (number.as_str(), kind, value.unwrap_or_default()));
            knows |= fits && value.is_some() && asked == Some(kind);
        }
        match claim {
            Some(claim) if knows => {
                self.take_back_search(tenant, &counters).await?;
                Ok(SearchOutcome::Found(claim.id))
            }
            Some(_) | None => {
                self.count_guess(tenant, &counters, verdict).await?;
                Ok(match verdict {
                    Verdict::AnswerWithFactor(time) => SearchOutcome::NotBefore(time),
                    Verdict::Answer | Verdict::NotBefore(_) => SearchOutcome::NotFound,
                })
            }
        }
    }
}

/// What was typed, in the spelling of each kind it can be.
type Typed = Vec<(Factor, String)>;

fn value_of(typed: &Typed, kind: Factor) -> Option<&str> {
    let of_kind = typed.iter().find(|(typed, _)| *typed == kind);
    of_kind.map(|(_, value)| value.as_str())
}

/// The number, if the pool of any service reads it.
fn read_number(text: &str, services: &[NoticeService]) -> Result<Kassenzeichen, NumberProblem> {
    if text.trim().is_empty() {
        return Err(NumberProblem::Missing);
    }
    let mut problems = Vec::new();
    for service in services {
        match service.config.pool.read(text) {
            Ok(number) => return Ok(number),
            Err(problem) => problems.push(told(problem, service)),
        }
    }
    // The most telling problem: the nearer the number was to being right.
    let nearest = problems.into_iter().min_by_key(distance);
    Err(nearest.unwrap_or(NumberProblem::NotOurs))
}

fn told(problem: BadKassenzeichen, service: &NoticeService) -> NumberProblem {
    match problem {
        BadKassenzeichen::TooShort { length, expected } => {
            NumberProblem::TooShort { length, expected }
        }
        BadKassenzeichen::TooLong { length, expected } => {
            NumberProblem::TooLong { length, expected }
        }
        BadKassenzeichen::BadCharacter { character, .. } => {
            NumberProblem::BadCharacter { character }
        }
        BadKassenzeichen::NotOurs => NumberProblem::NotOurs,
        BadKassenzeichen::WrongCheckDigit => NumberProblem::WrongCheckDigit,
        BadKassenzeichen::LooksLike { suggestion } => NumberProblem::LooksLike {
            suggestion: service.config.pool.print(&suggestion),
        },
    }
}

fn distance(problem: &NumberProblem) -> usize {
    match problem {
        NumberProblem::LooksLike { .. } => 0,
        NumberProblem::WrongCheckDigit => 1,
        NumberProblem::BadCharacter { .. } => 2,
        NumberProblem::TooShort { length, expected } => 10 + expected.saturating_sub(*length),
        NumberProblem::TooLong { length, expected } => 10 + length.saturating_sub(*expected),
        NumberProblem::NotOurs => 100,
        NumberProblem::Missing => 101,
    }
}

/// What was typed as second factor, read as every kind that a service of this number's form asks
/// for. Says whether it is missing when it can be none of them. Depends on the number's form only,
/// never on whether there is a claim.
fn read_factor(
    text: &str,
    number: &Kassenzeichen,
    services: &[NoticeService],
) -> Result<Typed, bool> {
    let of_form = services.iter().filter(|service| {
        let read = service.config.pool.read(number.as_str());
        read.is_ok_and(|read| read == *number)
    });
    let mut typed = Typed::new();
    for kind in of_form.map(|service| service.rules.factor) {
        let readable = kind.normal(text);
        if let (Ok(value), None) = (readable, value_of(&typed, kind)) {
            typed.push((kind, value));
        }
    }
    if typed.is_empty() {
        return Err(text.trim().is_empty());
    }
    Ok(typed)
}
