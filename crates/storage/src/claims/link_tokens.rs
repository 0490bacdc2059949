//! What the token in a printed address leads to. A token stands on paper; when its claim was taken
//! back and came again, it leads to the new row.

use domain::{ClaimId, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use super::{Claims, ClaimsWriter};
use crate::StorageError;
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { LinkTokens / LinkTokensWriter in Claims / ClaimsWriter as link_tokens }

statements! {
    PUT_LINK = "
        INSERT INTO link_tokens (tenant_id, token, kind, subject, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, token)
        DO UPDATE SET kind = excluded.kind, subject = excluded.subject";
    LINK = "SELECT kind, subject FROM link_tokens WHERE tenant_id = $1 AND token = $2";
    LINKS_AFTER = "
        SELECT l.token, l.kind, l.subject, c.kassenzeichen, s.code
        FROM link_tokens l
        LEFT JOIN claims c
            ON c.tenant_id = l.tenant_id AND c.claim_id = l.subject AND l.kind = 'claim'
        LEFT JOIN services s
            ON s.tenant_id = l.tenant_id AND s.service_id = l.subject AND l.kind = 'service'
        WHERE l.tenant_id = $1 AND l.token > $2
        ORDER BY l.token LIMIT $3";
}

/// What a link leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkSubject {
    Claim(ClaimId),
    Service(ServiceId),
    /// The receipt of a payment.
    Receipt(PaymentId),
}

/// A stored token with what its paper says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintedLink {
    pub token: String,
    /// `claim`, `service` or `receipt`.
    pub kind: String,
    /// The id of what the link leads to.
    pub subject: String,
    /// The Kassenzeichen, the code of the service, the payment. `None` where the link leads to no
    /// row.
    pub on_paper: Option<String>,
}

#[derive(sqlx_macros::FromRow)]
struct LinkRow {
    token: String,
    kind: String,
    subject: Uuid,
    kassenzeichen: Option<String>,
    code: Option<String>,
}

impl LinkSubject {
    fn columns(self) -> (&'static str, Uuid) {
        match self {
            Self::Claim(claim) => ("claim", claim.as_uuid()),
            Self::Service(service) => ("service", service.as_uuid()),
            Self::Receipt(payment) => ("receipt", payment.as_uuid()),
        }
    }

    fn id(self) -> String {
        match self {
            Self::Claim(claim) => claim.to_string(),
            Self::Service(service) => service.to_string(),
            Self::Receipt(payment) => payment.to_string(),
        }
    }

    fn from_columns(kind: &str, subject: Uuid) -> Result<Self, StorageError> {
        match kind {
            "claim" => Ok(Self::Claim(ClaimId::from_uuid(subject))),
            "service" => Ok(Self::Service(ServiceId::from_uuid(subject))),
            "receipt" => Ok(Self::Receipt(PaymentId::from_uuid(subject))),
            _ => Err(StorageError::inconsistent("link_tokens", "kind", subject)),
        }
    }
}

impl LinkTokens<'_> {
    /// What the token leads to.
    pub async fn subject(&mut self, token: &str) -> Result<Option<LinkSubject>, StorageError> {
        let row: Option<(String, Uuid)> = self.tx.maybe(LINK, values![token]).await?;
        row.map(|(kind, subject)| LinkSubject::from_columns(&kind, subject))
            .transpose()
    }

    /// Tokens after this one, in their order.
    pub async fn after(
        &mut self,
        token: &str,
        limit: u32,
    ) -> Result<Vec<PrintedLink>, StorageError> {
        let rows: Vec<LinkRow> = self.tx.many(LINKS_AFTER, values![token, limit]).await?;
        let links = rows.into_iter().map(|row| {
            let subject = LinkSubject::from_columns(&row.kind, row.subject);
            let subject = subject.map_or_else(|_| row.subject.to_string(), LinkSubject::id);
            let receipt = (row.kind == "receipt").then(|| subject.clone());
            PrintedLink {
                token: row.token,
                kind: row.kind,
                subject,
                on_paper: row.kassenzeichen.or(row.code).or(receipt),
            }
        });
        Ok(links.collect())
    }
}

impl LinkTokensWriter<'_> {
    /// From now on the token leads to this subject.
    pub async fn put(
        &mut self,
        token: &str,
        subject: LinkSubject,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let (kind, subject) = subject.columns();
        let values = values![token, kind, subject, now];
        self.tx.run(PUT_LINK, values).await.map(drop)
    }
}
