//! What the treasury has to look at.

use crate::payments::Fact;

/// What is to be done. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum TaskKind {
    /// More arrived than is owed: a claim was lowered or cancelled while it was being paid.
    RefundOverpayment,
    RefundLatePayment,
    RefundDoublePayment,
    ExplainPartialPayment,
    /// Money left a provider's account without an order of ours.
    ExplainRefund,
    AnswerDispute,
}

impl TaskKind {
    /// What is to be done with money that is not owed, or not any more.
    pub const fn about_money(fact: Fact) -> Self {
        match fact {
            Fact::Paid => Self::RefundOverpayment,
            Fact::PaidLate => Self::RefundLatePayment,
            Fact::PaidTwice => Self::RefundDoublePayment,
            Fact::PaidPartly => Self::ExplainPartialPayment,
        }
    }
}
