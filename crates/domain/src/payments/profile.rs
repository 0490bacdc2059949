//! What a method is, as data: published by the module of its provider. Configuration may narrow a
//! profile, never widen it.

use std::time::Duration;

use super::Taking;
use crate::Money;

/// One per method and provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MethodProfile {
    /// By which payers know it in every language; `None` where each language has a word for it.
    pub name: Option<&'static str>,
    /// Its word in the closed list of XBezahldienste.
    pub xbezahldienste: &'static str,
    pub taking: Taking,
    pub offer_lasts: OfferLasts,
    pub asking: Asking,
    pub refunds: Refunds,
    pub limits: AmountLimits,
    pub carries: CarriedText,
    pub books: Books,
    pub needs: Needs,
}

/// How long the payer may act on an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OfferLasts {
    For(Duration),
    /// As long as the payment.
    UntilPaymentExpires,
}

/// When the provider is first asked about an attempt that nothing was heard of. How often it is
/// asked again is the same for all ([`crate::work::retry::ASK_AGAIN`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    Repeatedly {
        first_after: Duration,
        /// Counted from the offer.
        until: Duration,
    },
    /// Only when a message of the provider points at the attempt.
    OnProviderEvent,
    /// There is nothing to ask: the money is seen on a bank statement.
    Never,
}

/// How the provider gives money back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refunds {
    AtProvider {
        partial: bool,
        several: bool,
        /// Counted from the capture; afterwards by bank order.
        days: Option<u16>,
    },
    ByBankOrder,
}

/// Between which amounts a method or a service takes money, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountLimits {
    least: Money,
    most: Money,
}

/// The text that travels with the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CarriedText {
    pub length: u16,
}

/// Where the provider's books can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Books {
    Api,
    File,
    BankStatement,
}

/// What paying needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The payer's browser, which is sent to a page of the provider.
    Browser,
    /// The payer's own bank, at the payer's own time.
    PayerBank,
    /// A mandate of the payer.
    Mandate,
    /// A member of the staff at the counter.
    Staff,
}

/// Limits that no amount fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the least amount is above the largest")]
pub struct BadLimits;

impl AmountLimits {
    /// Every amount but zero.
    pub const NONE: Self = match Money::from_cents(1) {
        Some(least) => Self {
            least,
            most: Money::MAX,
        },
        None => Self {
            least: Money::MAX,
            most: Money::MAX,
        },
    };

    pub const fn new(least: Money, most: Money) -> Result<Self, BadLimits> {
        if least.cents() > most.cents() {
            return Err(BadLimits);
        }
        Ok(Self { least, most })
    }

    pub const fn least(&self) -> Money {
        self.least
    }

    pub const fn most(&self) -> Money {
        self.most
    }

    pub fn contain(&self, amount: Money) -> bool {
        (self.least..=self.most).contains(&amount)
    }

    /// What both allow; refused when no amount fits both.
    pub fn narrowed(self, other: Self) -> Result<Self, BadLimits> {
        Self::new(self.least.max(other.least), self.most.min(other.most))
    }
}
