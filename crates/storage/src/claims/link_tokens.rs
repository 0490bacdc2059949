//! What the token in a printed address leads to. One per subject, made once and never changed: it
//! stands on paper.

use domain::{ClaimId, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Claims, ClaimsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { LinkTokens / LinkTokensWriter in Claims / ClaimsWriter as link_tokens }

statements! {
    INSERT_LINK = "
        INSERT INTO links (tenant_id, token, kind, subject, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, kind, subject) DO NOTHING";
    TOKEN_OF = "
        SELECT token FROM links WHERE tenant_id = $1 AND kind = $2 AND subject = $3";
    LINK = "SELECT kind, subject FROM links WHERE tenant_id = $1 AND token = $2";
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkSubject {
    Claim(ClaimId),
    Service(ServiceId),
    /// The receipt of a payment.
    Receipt(PaymentId),
}

impl LinkSubject {
    fn columns(self) -> (&'static str, Uuid) {
        match self {
            Self::Claim(claim) => ("claim", claim.as_uuid()),
            Self::Service(service) => ("service", service.as_uuid()),
            Self::Receipt(payment) => ("receipt", payment.as_uuid()),
        }
    }

    fn from_columns(kind: &str, subject: Uuid) -> Result<Self, StorageError> {
        match kind {
            "claim" => Ok(Self::Claim(ClaimId::from_uuid(subject))),
            "service" => Ok(Self::Service(ServiceId::from_uuid(subject))),
            "receipt" => Ok(Self::Receipt(PaymentId::from_uuid(subject))),
            _ => Err(StorageError::inconsistent("links", "kind", subject)),
        }
    }
}

impl LinkTokens<'_> {
    /// The subject's token, if it has one.
    pub async fn of(&mut self, subject: LinkSubject) -> Result<Option<String>, StorageError> {
        let (kind, subject) = subject.columns();
        let row: Option<(String,)> = self.tx.maybe(TOKEN_OF, values![kind, subject]).await?;
        Ok(row.map(|(token,)| token))
    }

    /// What the token leads to.
    pub async fn subject(&mut self, token: &str) -> Result<Option<LinkSubject>, StorageError> {
        let row: Option<(String, Uuid)> = self.tx.maybe(LINK, values![token]).await?;
        row.map(|(kind, subject)| LinkSubject::from_columns(&kind, subject))
            .transpose()
    }
}

impl LinkTokensWriter<'_> {
    /// Gives the subject this token unless it has one already.
    pub async fn insert(
        &mut self,
        token: &str,
        subject: LinkSubject,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let (kind, subject) = subject.columns();
        let values = values![token, kind, subject, now];
        self.tx.run(INSERT_LINK, values).await.map(drop)
    }
}
