//! The accounts of a tenant's books.

use std::fmt;
use std::str::FromStr;

use crate::{ClaimId, PaymentId, ProviderAccountId};

/// Its text ([`fmt::Display`]) is stored, sealed and shown; it must not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// Sollstellung: what the authority has booked as due, of all claims together. Only in books
    /// from before each claim had its own.
    Claims,
    /// What the authority has booked as due, of one claim.
    Claim(ClaimId),
    /// What one payer still owes for one payment.
    Receivable(PaymentId),
    /// Geldtransit: what a provider holds for us.
    Clearing(ProviderAccountId),
    /// What is on the treasury's account with its bank.
    Bank,
    /// What providers kept for their service.
    Fees,
    /// Verwahrkonto: arrived, not yet explained.
    Suspense,
    /// What we owe payers, or what left a provider's account again without our order.
    RefundsDue,
}

/// A stored text that names no account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an account of the ledger")]
pub struct BadAccount;

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claims => f.write_str("claims"),
            Self::Claim(claim) => write!(f, "claim:{claim}"),
            Self::Receivable(payment) => write!(f, "receivable:{payment}"),
            Self::Clearing(account) => write!(f, "clearing:{account}"),
            Self::Bank => f.write_str("bank"),
            Self::Fees => f.write_str("fees"),
            Self::Suspense => f.write_str("suspense"),
            Self::RefundsDue => f.write_str("refunds_due"),
        }
    }
}

impl FromStr for Account {
    type Err = BadAccount;

    fn from_str(text: &str) -> Result<Self, BadAccount> {
        if let Some(payment) = text.strip_prefix("receivable:") {
            return payment
                .parse()
                .map(Self::Receivable)
                .map_err(|_| BadAccount);
        }
        if let Some(claim) = text.strip_prefix("claim:") {
            return claim.parse().map(Self::Claim).map_err(|_| BadAccount);
        }
        if let Some(account) = text.strip_prefix("clearing:") {
            return account.parse().map(Self::Clearing).map_err(|_| BadAccount);
        }
        match text {
            "claims" => Ok(Self::Claims),
            "bank" => Ok(Self::Bank),
            "fees" => Ok(Self::Fees),
            "suspense" => Ok(Self::Suspense),
            "refunds_due" => Ok(Self::RefundsDue),
            _ => Err(BadAccount),
        }
    }
}
