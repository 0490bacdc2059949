//! Disputes of payers at a provider: what the provider changed last counts, in whatever order its
//! messages come.

use domain::access::Act;
use domain::ledger::postings::Place;
use domain::money::DisputeState;
use domain::work::{Subject, TaskKind};
use domain::{DisputeId, Money, TenantId, Timestamp};
use storage::money::MoneyIn;
use storage::money::disputes::ToldDispute;
use storage::{Scope, StorageError};

use super::book_capture::task;
use crate::App;
use crate::access::acting::{Acting, AuditRow};

/// What a message says of a dispute.
pub(crate) struct DisputeNews<'a> {
    /// The provider's id of it.
    pub(crate) reference: &'a str,
    pub(crate) state: DisputeState,
    /// What a payer that won has back.
    pub(crate) given_back: Option<Money>,
    /// When the provider last changed it.
    pub(crate) changed_at: Timestamp,
}

impl App {
    /// Writes what became of a dispute about money of a payment, unless something later is known:
    /// a task to answer it while it is open. While one is open nothing of the money is given back;
    /// so it is written under the lock of the money's sums.
    pub(crate) async fn note_dispute(
        &self,
        by: &Acting,
        tenant: TenantId,
        money: &MoneyIn,
        news: &DisputeNews<'_>,
    ) -> Result<(), StorageError> {
        let Place::Provider(account) = money.place else {
            return Ok(());
        };
        let mut moment = self.moment();
        let told = ToldDispute {
            id: DisputeId::new(&mut moment),
            account,
            reference: news.reference,
            money: money.id,
            state: news.state,
            given_back: news.given_back,
            changed_at: news.changed_at,
        };
        let mut tx = self.db.write(Scope::Tenant(tenant)).await?;
        tx.money().hold_sums(money.place, &money.reference).await?;
        let facts = tx.money();
        let mut disputes = facts.disputes();
        let before = disputes.state(account, news.reference).await?;
        if !disputes.tell(&told).await? {
            return Ok(());
        }
        let is_open = disputes.is_open(money.id).await?;
        let subject = Subject::MoneyIn(money.id);
        if is_open {
            let about = (subject, Some(news.reference));
            let answer = task(&mut moment, TaskKind::AnswerDispute, about, money.amount);
            tx.work().tasks().insert(&answer).await?;
        } else {
            let (kind, now) = (TaskKind::AnswerDispute, moment.now);
            tx.work().tasks().close(kind, subject, now).await?;
        }
        if before != Some(news.state) {
            let mut audit = act_of(by, money, news);
            audit.write(&mut tx, &mut moment).await?;
        }
        tx.commit().await
    }
}

/// The row of the trail about what the dispute became.
fn act_of<'a>(by: &'a Acting, money: &MoneyIn, news: &DisputeNews<'_>) -> AuditRow<'a> {
    let about = match money.payment {
        Some(payment) => payment.to_string(),
        None => money.id.to_string(),
    };
    if news.state == DisputeState::Open {
        let audit = by.does(Act::DisputeRecord, about);
        return audit.leading_to(news.reference);
    }
    let end = format!("{}: {}", news.reference, news.state);
    by.does(Act::DisputeEnd, about).leading_to(end)
}
