//! Addresses on paper: `/{tenant}/q/{token}` and `/{tenant}/receipt/{token}`.
//!
//! A token is 128 bits of chance and says nothing about what it leads to. It is drawn when the link
//! is first asked for and stays for ever, since paper does. Two concurrent requests get the same
//! token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ClaimId, PaymentId, TenantId};
use storage::claims::link_tokens::LinkSubject;
use storage::{Scope, StorageError};
use url::Url;

use crate::{App, ReadError};

/// 128 bits: guessing one of a billion links takes longer than the sun burns.
const TOKEN_BYTES: usize = 16;
/// Its letters in base64 without padding.
const TOKEN_LETTERS: usize = 22;

/// Where the holder of a link is led.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkTarget {
    Claim(ClaimId),
    /// By its code.
    Service(String),
}

impl App {
    /// What the token in a code leads to; `None` for one that was never given out.
    pub(crate) async fn follow_link(
        &self,
        slug: &str,
        token: &str,
    ) -> Result<Option<LinkTarget>, ReadError> {
        let Some((tenant, subject)) = self.link(slug, token).await? else {
            return Ok(None);
        };
        Ok(match subject {
            LinkSubject::Claim(claim) => Some(LinkTarget::Claim(claim)),
            LinkSubject::Service(service) => {
                let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
                let code = tx.services().code(service).await?;
                code.map(LinkTarget::Service)
            }
            LinkSubject::Receipt(_) => None,
        })
    }

    /// The payment whose receipt the token leads to.
    pub(crate) async fn follow_receipt(
        &self,
        slug: &str,
        token: &str,
    ) -> Result<Option<PaymentId>, ReadError> {
        let found = self.link(slug, token).await?;
        Ok(found.and_then(|(_, subject)| match subject {
            LinkSubject::Receipt(payment) => Some(payment),
            LinkSubject::Claim(_) | LinkSubject::Service(_) => None,
        }))
    }

    async fn link(
        &self,
        slug: &str,
        token: &str,
    ) -> Result<Option<(TenantId, LinkSubject)>, ReadError> {
        if token.len() != TOKEN_LETTERS {
            return Ok(None);
        }
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let subject = tx.claims().link_tokens().subject(token).await?;
        Ok(subject.map(|subject| (tenant, subject)))
    }

    /// The address under which a receipt is found again.
    pub(crate) async fn receipt_link(
        &self,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<Url, StorageError> {
        let token = self.token(tenant, LinkSubject::Receipt(payment)).await?;
        self.address(tenant, &["receipt", &token]).await
    }

    /// The address a code carries.
    pub(crate) async fn link_to(
        &self,
        tenant: TenantId,
        subject: LinkSubject,
    ) -> Result<Url, StorageError> {
        let token = self.token(tenant, subject).await?;
        self.address(tenant, &["q", &token]).await
    }

    /// The subject's token, drawn now if it has none.
    async fn token(&self, tenant: TenantId, subject: LinkSubject) -> Result<String, StorageError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        if let Some(token) = tx.claims().link_tokens().of(subject).await? {
            return Ok(token);
        }
        drop(tx);
        let mut moment = self.moment();
        let new = URL_SAFE_NO_PAD.encode(moment.bytes::<TOKEN_BYTES>());
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.claims()
            .link_tokens()
            .insert(&new, subject, moment.now)
            .await?;
        // A concurrent request may have stored one first: then that one holds.
        let token = tx.claims().link_tokens().of(subject).await?.unwrap_or(new);
        tx.commit().await?;
        Ok(token)
    }

    pub(crate) async fn address(
        &self,
        tenant: TenantId,
        path: &[&str],
    ) -> Result<Url, StorageError> {
        let slug = self.tenant_slug(tenant).await?;
        let path = format!("/{slug}/{}", path.join("/"));
        Ok(self.settings.public_url.at(&path))
    }
}
