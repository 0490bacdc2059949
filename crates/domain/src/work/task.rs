//! What the treasury has to look at.

use std::fmt;

use uuid::Uuid;

use crate::payments::Fact;
use crate::{ClaimId, MoneyInId, MoneyOutId, PaymentId, ProviderAccountId, RefundId};

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
    /// Money arrived for a payment that is not known here.
    ExplainPayment,
    /// A payment ended with a part of its money, and its claim does not stand on its own.
    RefundPartialPayment,
    /// A bank line names nothing that is known.
    ExplainBankLine,
    /// Money left a provider's account without an order of ours.
    ExplainRefund,
    /// More left than had arrived.
    ExplainExcessRefund,
    AnswerDispute,
    /// A refund waits to be released.
    ReleaseRefund,
    /// A refund is released and waits to be transferred.
    PayRefund,
    /// A refund failed: it is released anew, perhaps by another way, or withdrawn.
    MendRefund,
    /// The provider gives no usable answer about money that may have moved.
    AskProvider,
    /// The provider refuses the authority's account: credentials, permissions or the account.
    MendProviderAccount,
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

/// What a task is about. At most one task of a kind is open for a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    Claim(ClaimId),
    Payment(PaymentId),
    MoneyIn(MoneyInId),
    MoneyOut(MoneyOutId),
    Refund(RefundId),
    ProviderAccount(ProviderAccountId),
}

/// The stored kind of a [`Subject`].
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
pub enum SubjectKind {
    Claim,
    Payment,
    MoneyIn,
    MoneyOut,
    Refund,
    ProviderAccount,
}

impl Subject {
    /// Reads what [`Self::kind`] and [`Self::as_uuid`] gave to storage.
    pub const fn from_stored(kind: SubjectKind, uuid: Uuid) -> Self {
        match kind {
            SubjectKind::Claim => Self::Claim(ClaimId::from_uuid(uuid)),
            SubjectKind::Payment => Self::Payment(PaymentId::from_uuid(uuid)),
            SubjectKind::MoneyIn => Self::MoneyIn(MoneyInId::from_uuid(uuid)),
            SubjectKind::MoneyOut => Self::MoneyOut(MoneyOutId::from_uuid(uuid)),
            SubjectKind::Refund => Self::Refund(RefundId::from_uuid(uuid)),
            SubjectKind::ProviderAccount => {
                Self::ProviderAccount(ProviderAccountId::from_uuid(uuid))
            }
        }
    }

    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::Claim(_) => SubjectKind::Claim,
            Self::Payment(_) => SubjectKind::Payment,
            Self::MoneyIn(_) => SubjectKind::MoneyIn,
            Self::MoneyOut(_) => SubjectKind::MoneyOut,
            Self::Refund(_) => SubjectKind::Refund,
            Self::ProviderAccount(_) => SubjectKind::ProviderAccount,
        }
    }

    /// For storage, which alone looks inside.
    pub const fn as_uuid(self) -> Uuid {
        match self {
            Self::Claim(id) => id.as_uuid(),
            Self::Payment(id) => id.as_uuid(),
            Self::MoneyIn(id) => id.as_uuid(),
            Self::MoneyOut(id) => id.as_uuid(),
            Self::Refund(id) => id.as_uuid(),
            Self::ProviderAccount(id) => id.as_uuid(),
        }
    }
}

/// The id with its prefix.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claim(id) => id.fmt(f),
            Self::Payment(id) => id.fmt(f),
            Self::MoneyIn(id) => id.fmt(f),
            Self::MoneyOut(id) => id.fmt(f),
            Self::Refund(id) => id.fmt(f),
            Self::ProviderAccount(id) => id.fmt(f),
        }
    }
}
