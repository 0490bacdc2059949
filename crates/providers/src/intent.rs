//! What we ask a provider for. Contains nothing about the payer: an amount, a neutral text and
//! ids of our own.

use std::fmt;

use domain::{AttemptId, Money, PaymentId, RefundId};
use url::Url;

use crate::CaptureId;

/// The most letters of [`Intent::statement_descriptor`]: what fits on a payer's account statement
/// beside a provider's own name.
pub const DESCRIPTOR_LETTERS_MAX: usize = 22;

/// One try to have a payment paid.
#[derive(Clone)]
pub struct Intent {
    /// Goes out as the idempotency key: asking twice makes one order.
    pub attempt: AttemptId,
    /// Comes back with the money and in the provider's reports.
    pub payment: PaymentId,
    /// Which attempt of the payment this is, from 1.
    pub number: u32,
    pub amount: Money,
    /// The Kassenzeichen. The payer sees it, with the attempt's number.
    pub reference: String,
    /// Says nothing about what is paid for: "Verwaltungsgebühr".
    pub text: String,
    /// The authority's name, shown on the provider's page.
    pub payee: String,
    /// A short name for the payer's account statement, at most [`DESCRIPTOR_LETTERS_MAX`] letters.
    pub statement_descriptor: String,
    /// The payer's language as a tag: `de`, `de-simple`, `uk`. The provider's page speaks it, or
    /// the nearest it knows.
    pub language: String,
    /// Where the payer comes back to, with and without having approved. Without a fragment.
    pub return_url: Url,
    pub cancel_url: Url,
    /// The payer's browser as it names itself. Sent on only if the account asks for the jump
    /// into the provider's app, and only for telephones.
    pub buyer_agent: Option<String>,
}

impl fmt::Debug for Intent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Intent({}, …)", self.attempt)
    }
}

/// What an order must be about. Compared with what the provider says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    pub amount: Money,
    pub payment: PaymentId,
}

/// Give some of the captured money back.
#[derive(Clone, Debug)]
pub struct RefundOrder {
    /// Goes out as the idempotency key, with the number: ordering twice gives back once.
    pub refund: RefundId,
    /// Counts the orders that were answered with a final no, from 1.
    pub number: u32,
    pub payment: PaymentId,
    pub capture: CaptureId,
    pub amount: Money,
    /// Unique among all orders and refunds of the account. The payer sees it.
    pub invoice: String,
}
