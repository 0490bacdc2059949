//! The chart of accounts of a tenant's books.

use std::fmt;
use std::str::FromStr;

use crate::{
    AdvanceItemId, BankAccountId, BankOrderId, ClaimId, Currency, Day, PaymentId,
    ProviderAccountId, RefundId, SuspenseItemId,
};

/// An account in one currency. Its text ([`fmt::Display`]) is stored, sealed and shown; it must
/// not change. Every currency but the euro stands at its end, as in `clearing:acc_…:USD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Account {
    pub kind: AccountKind,
    pub currency: Currency,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AccountKind {
    /// Sollstellung: what the authority has booked as due, of one claim.
    Claim(ClaimId),
    /// What one payer still owes for one payment.
    Receivable(PaymentId),
    /// Geldtransit: what a provider holds for the authority and may pay out.
    Clearing(ProviderAccountId),
    /// What a provider holds back: reserves, disputes.
    Held(ProviderAccountId),
    /// What left the provider and has not reached the bank.
    Transit(ProviderAccountId),
    /// What a provider kept for its service.
    Fees(ProviderAccountId),
    /// What a provider has charged and not yet collected.
    FeesDue(ProviderAccountId),
    /// What is on an account of the authority at its bank.
    Bank(BankAccountId),
    /// What the bank kept for its service.
    BankCharges(BankAccountId),
    /// Verwahrposten: arrived, not yet explained.
    Suspense(SuspenseItemId),
    /// Vorschussposten: left, not yet explained.
    Advance(AdvanceItemId),
    /// What is owed to a payer, or left a provider's account without an order of ours.
    RefundsDue(RefundId),
    /// What the bank has been ordered to pay out.
    RefundsOrdered(BankOrderId),
    /// What a day's closing could not explain.
    Differences(Day),
    /// Unexplained money that was not claimed in time, now the authority's own.
    SurplusIncome,
    /// The other side of a conversion, one account for each currency.
    Exchange,
    /// The other side of the first balance at a provider.
    OpeningAtProvider(ProviderAccountId),
    /// The other side of the first balance at a bank.
    OpeningAtBank(BankAccountId),
}

/// A stored text that names no account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not an account of the ledger")]
pub struct BadAccount;

impl Account {
    pub const fn euro(kind: AccountKind) -> Self {
        Self {
            kind,
            currency: Currency::EUR,
        }
    }
}

/// An account in euros.
impl From<AccountKind> for Account {
    fn from(kind: AccountKind) -> Self {
        Self::euro(kind)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use AccountKind as Is;
        match self.kind {
            Is::Claim(claim) => write!(f, "claim:{claim}")?,
            Is::Receivable(payment) => write!(f, "receivable:{payment}")?,
            Is::Clearing(account) => write!(f, "clearing:{account}")?,
            Is::Held(account) => write!(f, "held:{account}")?,
            Is::Transit(account) => write!(f, "transit:{account}")?,
            Is::Fees(account) => write!(f, "fees:{account}")?,
            Is::FeesDue(account) => write!(f, "fees_due:{account}")?,
            Is::Bank(bank) => write!(f, "bank:{bank}")?,
            Is::BankCharges(bank) => write!(f, "bank_charges:{bank}")?,
            Is::Suspense(item) => write!(f, "suspense:{item}")?,
            Is::Advance(item) => write!(f, "advance:{item}")?,
            Is::RefundsDue(refund) => write!(f, "refunds_due:{refund}")?,
            Is::RefundsOrdered(order) => write!(f, "refunds_ordered:{order}")?,
            Is::Differences(day) => write!(f, "differences:{day}")?,
            Is::SurplusIncome => f.write_str("surplus_income")?,
            // The currency is the account's own name, the euro too.
            Is::Exchange => return write!(f, "exchange:{}", self.currency),
            Is::OpeningAtProvider(account) => write!(f, "opening:{account}")?,
            Is::OpeningAtBank(bank) => write!(f, "opening:{bank}")?,
        }
        if self.currency == Currency::EUR {
            Ok(())
        } else {
            write!(f, ":{}", self.currency)
        }
    }
}

impl FromStr for Account {
    type Err = BadAccount;

    /// Only the exact text that `Display` writes: one account has one spelling.
    fn from_str(text: &str) -> Result<Self, BadAccount> {
        if let Some(currency) = text.strip_prefix("exchange:") {
            let currency = currency.parse().map_err(|_| BadAccount)?;
            let kind = AccountKind::Exchange;
            return Ok(Self { kind, currency });
        }
        let (name, currency) = match text.rsplit_once(':') {
            Some((name, end)) => match end.parse::<Currency>() {
                Ok(Currency::EUR) => return Err(BadAccount),
                Ok(currency) => (name, currency),
                Err(_) => (text, Currency::EUR),
            },
            None => (text, Currency::EUR),
        };
        let kind = kind(name)?;
        Ok(Self { kind, currency })
    }
}

fn kind(name: &str) -> Result<AccountKind, BadAccount> {
    use AccountKind as Is;
    fn id<T: FromStr>(text: &str, kind: fn(T) -> AccountKind) -> Result<AccountKind, BadAccount> {
        text.parse().map(kind).map_err(|_| BadAccount)
    }
    if name == "surplus_income" {
        return Ok(Is::SurplusIncome);
    }
    let (group, of) = name.split_once(':').ok_or(BadAccount)?;
    match group {
        "claim" => id(of, Is::Claim),
        "receivable" => id(of, Is::Receivable),
        "clearing" => id(of, Is::Clearing),
        "held" => id(of, Is::Held),
        "transit" => id(of, Is::Transit),
        "fees" => id(of, Is::Fees),
        "fees_due" => id(of, Is::FeesDue),
        "bank" => id(of, Is::Bank),
        "bank_charges" => id(of, Is::BankCharges),
        "suspense" => id(of, Is::Suspense),
        "advance" => id(of, Is::Advance),
        "refunds_due" => id(of, Is::RefundsDue),
        "refunds_ordered" => id(of, Is::RefundsOrdered),
        "differences" => {
            let day: Day = of.parse().map_err(|_| BadAccount)?;
            let spelt_as_stored = day.to_string() == of;
            spelt_as_stored
                .then_some(Is::Differences(day))
                .ok_or(BadAccount)
        }
        "opening" => id(of, Is::OpeningAtProvider).or_else(|_| id(of, Is::OpeningAtBank)),
        _ => Err(BadAccount),
    }
}
