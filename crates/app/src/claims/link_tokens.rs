//! Addresses on paper: `/{tenant}/q/{token}` and `/{tenant}/receipt/{token}`.
//!
//! A token is the first 128 bits of a hash under the authority's own key, over what stands on the
//! paper: the Kassenzeichen, the code of the service. Without the key it is as good as drawn by
//! chance and says nothing about what it leads to. It stays for ever, since paper does: asked for
//! again after a backup was restored, or after a file was taken back and imported anew, a link has
//! the same token. Tokens that were asked for are stored, and only those lead anywhere; one whose
//! row was changed without the key leads nowhere, since it is not its subject's token.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{ClaimId, PaymentId, TenantId};
use storage::claims::link_tokens::{LinkSubject, PrintedLink};
use storage::{Scope, StorageError};
use url::Url;

use crate::platform::vault::{KeyedHash, SecretError};
use crate::{App, ReadError};

/// What the keyed hashes are for.
const PURPOSE: &str = "links";
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
                let config = self.config(tenant).await?;
                let service = config.as_deref().and_then(|config| config.service(service));
                service.map(|service| LinkTarget::Service(service.document.code.clone()))
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
        let Some(subject) = tx.claims().link_tokens().subject(token).await? else {
            return Ok(None);
        };
        drop(tx);
        let printed = Box::pin(self.token_of(tenant, subject)).await?;
        Ok((printed == token).then_some((tenant, subject)))
    }

    /// The address under which a receipt is found again.
    pub(crate) async fn receipt_link(
        &self,
        tenant: TenantId,
        payment: PaymentId,
    ) -> Result<Url, ReadError> {
        let token = Box::pin(self.token(tenant, LinkSubject::Receipt(payment))).await?;
        Ok(self.address(tenant, &["receipt", &token]).await?)
    }

    /// The address a code carries.
    pub(crate) async fn link_to(
        &self,
        tenant: TenantId,
        subject: LinkSubject,
    ) -> Result<Url, ReadError> {
        let token = Box::pin(self.token(tenant, subject)).await?;
        Ok(self.address(tenant, &["q", &token]).await?)
    }

    /// The subject's token, stored now if it was never asked for.
    async fn token(&self, tenant: TenantId, subject: LinkSubject) -> Result<String, ReadError> {
        let token = self.token_of(tenant, subject).await?;
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        if tx.claims().link_tokens().subject(&token).await? == Some(subject) {
            return Ok(token);
        }
        drop(tx);
        let now = self.moment().now;
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        let mut tokens = tx.claims().link_tokens();
        tokens.put(&token, subject, now).await?;
        tx.commit().await?;
        Ok(token)
    }

    async fn token_of(&self, tenant: TenantId, subject: LinkSubject) -> Result<String, ReadError> {
        let (kind, on_paper) = self.on_paper(tenant, subject).await?;
        let keyed = self.keyed(tenant, PURPOSE).await?;
        Ok(token_on(&keyed, kind, &on_paper))
    }

    /// Those of the stored links that do not lead to what their paper says.
    pub(crate) async fn misleading(
        &self,
        tenant: TenantId,
        links: Vec<PrintedLink>,
    ) -> Result<Vec<PrintedLink>, SecretError> {
        let keyed = self.keyed(tenant, PURPOSE).await?;
        let misleads = |link: &PrintedLink| {
            let on_paper = link.on_paper.as_deref();
            on_paper.is_none_or(|on_paper| token_on(&keyed, &link.kind, on_paper) != link.token)
        };
        Ok(links.into_iter().filter(misleads).collect())
    }

    /// What the subject is called outside the database.
    async fn on_paper(
        &self,
        tenant: TenantId,
        subject: LinkSubject,
    ) -> Result<(&'static str, String), StorageError> {
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        Ok(match subject {
            LinkSubject::Claim(claim) => {
                let found = tx.claims().find(claim).await?;
                let number = found.map(|found| found.kassenzeichen);
                ("claim", number.unwrap_or_else(|| claim.to_string()))
            }
            LinkSubject::Service(service) => {
                let code = tx.services().code(service).await?;
                ("service", code.unwrap_or_else(|| service.to_string()))
            }
            LinkSubject::Receipt(payment) => ("receipt", payment.to_string()),
        })
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

/// The token on the paper of this kind that says this.
fn token_on(keyed: &KeyedHash, kind: &str, on_paper: &str) -> String {
    let hash = keyed.of(&[kind.as_bytes(), on_paper.as_bytes()]);
    let first: Vec<u8> = hash.into_iter().take(TOKEN_BYTES).collect();
    URL_SAFE_NO_PAD.encode(first)
}
