//! Our books against those of the providers.

use std::collections::HashMap;
use std::time::Duration;

use domain::{Money, ProviderAccountId, TenantId};
use providers::{ProviderTransaction, TransactionKind};
use storage::money::MoneyIn;
use storage::{ReadTx, Scope, StorageError};

use super::{Difference, difference};
use crate::App;
use crate::payments::AccountError;
use crate::platform::failure::chain;

/// How far back providers are asked: their search goes back three years, one quarter is what a
/// treasury can still act upon.
const LOOK_BACK: Duration = Duration::from_hours(92 * 24);

/// Why a provider's books are not known.
#[derive(Debug, thiserror::Error)]
enum NoBooks {
    #[error("the provider's books could not be read: {0}")]
    Provider(String),
    #[error("the account cannot be used")]
    Account(#[from] AccountError),
    #[error("reading our books failed")]
    Storage(#[from] StorageError),
}

impl App {
    /// Compares each account; one that cannot be compared is a difference, and keeps no other from
    /// being compared. Returns how many entries of providers agreed or not.
    pub(super) async fn compare_providers(
        &self,
        tenant: TenantId,
        accounts: &[(ProviderAccountId, String)],
        differences: &mut Vec<Difference>,
    ) -> u64 {
        let mut compared = 0;
        for (account, code) in accounts {
            match self.compare_provider(tenant, *account, differences).await {
                Ok(entries) => compared += entries,
                Err(error) => {
                    let problem = chain(&error);
                    differences.push(difference("provider", &format!("account {code}"), &problem));
                }
            }
        }
        compared
    }

    /// Every cent the provider reports against every cent we booked. Returns how many entries of
    /// the provider's agreed or not.
    async fn compare_provider(
        &self,
        tenant: TenantId,
        account: ProviderAccountId,
        differences: &mut Vec<Difference>,
    ) -> Result<u64, NoBooks> {
        let now = self.moment().now;
        let span = (now.minus(LOOK_BACK), now);
        let provider = self.provider(tenant, account).await?;
        let Some(reports) = provider.reports() else {
            return Ok(0);
        };
        let books = reports.transactions(span.0, span.1).await;
        let books = books.map_err(|error| NoBooks::Provider(error.to_string()))?;
        let mut tx = self.db.snapshot(Scope::Tenant(tenant)).await?;
        // The provider's view ends where its report was last refreshed.
        let until = books.complete_until.min(now);
        let ours = tx.money().arrived_between(account, (span.0, until)).await?;
        let mut missing: HashMap<&str, &MoneyIn> = ours
            .iter()
            .map(|capture| (capture.reference.as_str(), capture))
            .collect();
        for theirs in &books.transactions {
            let problem = match theirs.kind {
                TransactionKind::Payment => match missing.remove(theirs.id.as_str()) {
                    Some(capture) => differs(capture, theirs),
                    None => later(&mut tx, account, theirs).await?,
                },
                TransactionKind::Refund => match tx.money().refund_seen(account, &theirs.id).await?
                {
                    Some(amount) if amount.cents() == -theirs.gross_cents => None,
                    Some(_) => Some("booked here with another amount".to_owned()),
                    None => Some("a refund not booked here".to_owned()),
                },
                TransactionKind::Other => None,
            };
            if let Some(problem) = problem {
                let problem = format!("{problem}: {}", told(theirs));
                differences.push(difference("provider", &theirs.id, &problem));
            }
        }
        for capture in missing.values() {
            let payment = capture.payment.map(|payment| payment.to_string());
            let problem = format!(
                "booked here, unknown to the provider: {} EUR of {}, payment {}",
                capture.amount,
                capture.happened_at.to_rfc3339(),
                payment.as_deref().unwrap_or("unknown"),
            );
            differences.push(difference("provider", &capture.reference, &problem));
        }
        Ok(u64::try_from(books.transactions.len()).unwrap_or(u64::MAX))
    }
}

/// Amount, time and payment, by which a treasury finds an entry in its own papers.
fn told(theirs: &ProviderTransaction) -> String {
    let cents = theirs.gross_cents.unsigned_abs();
    let sign = if theirs.gross_cents < 0 { "-" } else { "" };
    let named = theirs.custom.as_deref().or(theirs.invoice.as_deref());
    format!(
        "{sign}{}.{:02} EUR of {}, payment {}",
        cents / 100,
        cents % 100,
        theirs.at.to_rfc3339(),
        named.unwrap_or("unknown"),
    )
}

/// A payment of the provider's outside the span we listed: at its edge, or never booked.
async fn later(
    tx: &mut ReadTx,
    account: ProviderAccountId,
    theirs: &ProviderTransaction,
) -> Result<Option<String>, StorageError> {
    Ok(match tx.money().capture(account, &theirs.id).await? {
        Some(capture) => differs(&capture, theirs),
        None => Some("money not booked here".to_owned()),
    })
}

fn differs(ours: &MoneyIn, theirs: &ProviderTransaction) -> Option<String> {
    if ours.amount.cents() != theirs.gross_cents {
        return Some(format!(
            "{} cents here, {} cents there",
            ours.amount.cents(),
            theirs.gross_cents
        ));
    }
    let fee = ours.fee.map_or(0, Money::cents);
    (fee != -theirs.fee_cents).then(|| {
        format!(
            "a fee of {fee} cents here, {} cents there",
            -theirs.fee_cents
        )
    })
}
