//! What we know after asking a provider.
//!
//! `Unknown` is an answer, not an error: the call timed out, the provider was down or spoke
//! nonsense. It says nothing about the money, so whatever was open stays open and is asked about
//! again.

use domain::{Money, Timestamp};
use url::Url;

use crate::{CaptureId, ProviderRef, RefundRef};

/// After asking for an order. No money moves by this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// Send the payer there. The address is on a host of the provider's, or (if the payer has
    /// approved already) our own return address.
    Redirect { order: ProviderRef, to: Url },
    /// There will be no order for this intent.
    Refused { reason: Refusal },
    /// There may or may not be an order. Ask again with the same intent.
    Unknown,
}

/// What has become of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderState {
    /// The payer has not approved.
    Waiting,
    /// The payer approved; no money has moved.
    Approved,
    Captured(CaptureFact),
    /// The provider holds the money back for a check of its own.
    Pending(CaptureFact),
    /// The money was refused, finally.
    Declined {
        reason: Refusal,
    },
    /// The provider has forgotten the order: its time ran out, no money moved.
    Gone,
    Unknown,
}

/// After asking for the money of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureOutcome {
    Captured(CaptureFact),
    Pending(CaptureFact),
    /// The payer's means of payment failed. The same buyer address lets them choose another; the
    /// next call for the money needs the next number.
    BuyerMustAct,
    /// No money moved, and none will for this order.
    Declined {
        reason: Refusal,
    },
    /// No money moved: the payer has not approved (any more).
    NotApproved,
    Gone,
    Unknown,
}

/// What has become of captured money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureState {
    Completed(CaptureFact),
    Pending(CaptureFact),
    Declined {
        reason: Refusal,
    },
    PartlyRefunded(CaptureFact),
    Refunded(CaptureFact),
    /// The provider knows no such money.
    Gone,
    Unknown,
}

/// Money the provider took for us, as it was taken: later refunds do not change it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaptureFact {
    pub capture: CaptureId,
    /// Before fees. In euros, except with [`Mismatch::Currency`].
    pub amount: Money,
    /// What the provider kept of it. `None` if it said nothing, as under terms where fees are
    /// billed monthly.
    pub fee: Option<Money>,
    /// When the provider took it.
    pub at: Timestamp,
    /// The money is not what was asked for. It is a fact all the same.
    pub mismatch: Option<Mismatch>,
}

/// How money differs from what was asked for. The gravest difference is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// Not euros; the amount counts hundredths of another currency.
    Currency,
    /// Not credited to our account with the provider.
    Payee,
    /// It names another payment than the one it was ordered for.
    Payment,
    Amount,
}

/// After asking for a refund, or about one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefundOutcome {
    Refunded(RefundFact),
    /// The provider will give it back later.
    Pending(RefundFact),
    /// Nothing is given back.
    Declined {
        reason: Refusal,
    },
    Unknown,
}

/// Money the provider gave back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundFact {
    pub refund: RefundRef,
    pub capture: CaptureId,
    pub amount: Money,
    /// The name under which it was ordered; of a reversal that of the order.
    pub invoice: Option<String>,
    /// What the provider returned of its fee. `None` if it said nothing.
    pub fee_back: Option<Money>,
    pub at: Timestamp,
}

/// Why a provider said no. For operators and logs; a payer is never shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Client id and secret were not accepted.
    Credentials,
    /// The account's application lacks a permission.
    Permission,
    /// The authority's account with the provider cannot take money.
    Account,
    /// The provider did not understand us: a fault of this program.
    Request,
    /// The provider's own code, capitals and underscores.
    Other(String),
}

impl Refusal {
    /// Whether the authority's account is refused, whatever the payer does.
    pub const fn is_about_account(&self) -> bool {
        match self {
            Self::Credentials | Self::Permission | Self::Account => true,
            Self::Request | Self::Other(_) => false,
        }
    }

    /// One of few words, for metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Credentials => "credentials",
            Self::Permission => "permission",
            Self::Account => "account",
            Self::Request => "request",
            Self::Other(_) => "other",
        }
    }
}
