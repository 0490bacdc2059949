//! The names of the installation, held against what they stand for.

use domain::TenantId;
use storage::tenants::names::NameKind;
use storage::{ReadTx, StorageError};

use super::{Difference, difference};
use crate::access::clients::StoredClientDocument;
use crate::platform::document::read_document;
use crate::tenants::bindings::binding_name;
use crate::tenants::documents::AccountDocument;

/// Each name by which something of the tenant is found leads to the tenant. The installation's row
/// has none.
pub(super) async fn compare_names(
    tx: &mut ReadTx,
    differences: &mut Vec<Difference>,
) -> Result<(), StorageError> {
    if tx.tenant()? == TenantId::INSTALLATION {
        return Ok(());
    }
    let expected = names(tx).await?;
    let lost = tx.tenants().names().not_leading_here(expected).await?;
    differences.extend(lost.into_iter().map(|(kind, name)| {
        let what = format!("{} {name}", kind.as_str());
        difference("name", &what, "does not lead to its tenant")
    }));
    Ok(())
}

/// What cannot be read has no names; that it was changed is told of the row itself.
async fn names(tx: &mut ReadTx) -> Result<Vec<(NameKind, String)>, StorageError> {
    let mut names = Vec::new();
    let stored = tx.tenants().find().await?;
    let is_trial = stored
        .as_ref()
        .is_some_and(|tenant| tenant.trial_of.is_some());
    names.extend(stored.map(|tenant| (NameKind::Slug, tenant.slug)));
    for account in tx.tenants().provider_accounts().all().await? {
        names.push((NameKind::Account, account.id.to_string()));
        let document = read_document::<AccountDocument>("accounts", &account.document);
        let merchants = document.and_then(|document| document.reserved_merchants(is_trial));
        let merchants = merchants.unwrap_or_default().into_iter();
        names.extend(merchants.map(|merchant| (NameKind::Merchant, merchant)));
    }
    // Those of a trial tenant are the authority's: its clients find them in their own tenant.
    let bindings = if is_trial {
        Vec::new()
    } else {
        tx.tenants().bindings().all().await?
    };
    for binding in bindings {
        let name = binding_name(binding.channel, &binding.key);
        names.push((NameKind::Binding, name));
    }
    for client in tx.access().clients().all().await? {
        names.push((NameKind::Client, client.name));
        let document = read_document::<StoredClientDocument>("clients", &client.document);
        let certificates = document.map(|document| document.certificates);
        let certificates = certificates.unwrap_or_default().into_iter();
        names.extend(certificates.map(|certificate| (NameKind::Certificate, certificate)));
    }
    Ok(names)
}
