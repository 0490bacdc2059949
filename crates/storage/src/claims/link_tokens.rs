//! What the token in a printed address leads to. One per subject, made once and never changed: it
//! stands on paper.

use domain::{ClaimId, PaymentId, ServiceId, Timestamp};
use uuid::Uuid;

use crate::engine::columns::DbTime;
use crate::engine::on_engine;
use crate::engine::statements::statements;
use crate::{StorageError, Tx};

statements! {
    INSERT_LINK = "
        INSERT INTO links (tenant_id, token, kind, subject, created_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (tenant_id, kind, subject) DO NOTHING";
    TOKEN_OF = "
        SELECT token FROM links WHERE tenant_id = $1 AND kind = $2 AND subject = $3";
    LINK = "SELECT kind, subject FROM links WHERE tenant_id = $1 AND token = $2";
    SERVICE_OF_CODE = "
        SELECT service_id FROM services WHERE tenant_id = $1 AND code = $2";
    CODE_OF_SERVICE = "
        SELECT code FROM services WHERE tenant_id = $1 AND service_id = $2";
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

impl Tx {
    /// Gives the subject this token unless it has one already.
    pub async fn insert_link(
        &mut self,
        token: &str,
        subject: LinkSubject,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let tenant = self.tenant()?;
        let (kind, subject) = subject.columns();
        on_engine!(self, |connection| sqlx::query(INSERT_LINK)
            .bind(tenant.as_uuid())
            .bind(token)
            .bind(kind)
            .bind(subject)
            .bind(DbTime(now))
            .execute(connection)
            .await
            .map(drop))?;
        Ok(())
    }

    pub async fn token_of(&mut self, subject: LinkSubject) -> Result<Option<String>, StorageError> {
        let tenant = self.tenant()?;
        let (kind, subject) = subject.columns();
        let row: Option<(String,)> = on_engine!(self, |connection| sqlx::query_as(TOKEN_OF)
            .bind(tenant.as_uuid())
            .bind(kind)
            .bind(subject)
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(token,)| token))
    }

    pub async fn link(&mut self, token: &str) -> Result<Option<LinkSubject>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String, Uuid)> = on_engine!(self, |connection| sqlx::query_as(LINK)
            .bind(tenant.as_uuid())
            .bind(token)
            .fetch_optional(connection)
            .await)?;
        row.map(|(kind, subject)| LinkSubject::from_columns(&kind, subject))
            .transpose()
    }

    pub async fn service_of_code(&mut self, code: &str) -> Result<Option<ServiceId>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(Uuid,)> = on_engine!(self, |connection| sqlx::query_as(SERVICE_OF_CODE)
            .bind(tenant.as_uuid())
            .bind(code)
            .fetch_optional(connection)
            .await)?;
        Ok(row.map(|(service,)| ServiceId::from_uuid(service)))
    }

    pub async fn code_of_service(
        &mut self,
        service: ServiceId,
    ) -> Result<Option<String>, StorageError> {
        let tenant = self.tenant()?;
        let row: Option<(String,)> =
            on_engine!(self, |connection| sqlx::query_as(CODE_OF_SERVICE)
                .bind(tenant.as_uuid())
                .bind(service.as_uuid())
                .fetch_optional(connection)
                .await)?;
        Ok(row.map(|(code,)| code))
    }
}
