//! Tokens on paper, held against what they lead to.

use domain::TenantId;
use storage::{Scope, StorageError};

use super::{Difference, PAGE, difference};
use crate::App;
use crate::platform::SecretError;

impl App {
    /// Each stored token is that of what it leads to, made with the tenant's key.
    pub(super) async fn compare_link_tokens(
        &self,
        tenant: TenantId,
        differences: &mut Vec<Difference>,
    ) -> Result<(), StorageError> {
        let mut after = String::new();
        loop {
            let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
            let page = tx.claims().link_tokens().after(&after, PAGE).await?;
            drop(tx);
            let Some(last) = page.last() else { break };
            after.clone_from(&last.token);
            match Box::pin(self.misleading(tenant, page)).await {
                // The token itself opens a receipt, and is not told.
                Ok(misleading) => differences.extend(misleading.into_iter().map(|link| {
                    let on_paper = link.on_paper.as_deref().unwrap_or("that is gone");
                    let what = format!("{} {on_paper} ({})", link.kind, link.subject);
                    difference("link", &what, "a token leads there that is not its own")
                })),
                Err(SecretError::Vault(error)) => {
                    let problem = format!("the key of its tokens cannot be used: {error}");
                    differences.push(difference("link", &tenant.to_string(), &problem));
                    break;
                }
                Err(SecretError::Storage(error)) => return Err(error),
            }
        }
        Ok(())
    }
}
