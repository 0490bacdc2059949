//! Every kind of job, by its stored name.

use domain::work::retry::RetryPlan;
use domain::{Moment, TenantId};
use futures_util::future::BoxFuture;
use storage::{StorageError, WriteTx};

use super::job::{Job, JobError, Matter};
use crate::App;
use crate::access::staff::mail::TellPerson;
use crate::claims::import::copy::CopyImport;
use crate::events::mail::{EraseAddress, OrderReceipt, SendMail};
use crate::money::refunds::pay::StopTransfers;
use crate::money::refunds::send::SendRefund;
use crate::payments::providers::events::ReadProviderEvent;
use crate::platform::document::read_document;

type Run = for<'a> fn(&'a App, TenantId, &'a str) -> BoxFuture<'a, Result<(), JobError>>;
type GaveUp = for<'a> fn(
    &'a mut WriteTx,
    &'a str,
    &'a mut Moment,
) -> BoxFuture<'a, Result<Matter, StorageError>>;

/// A [`Job`] without its type: payloads are JSON.
pub(crate) struct JobKind {
    pub(crate) name: &'static str,
    pub(crate) retry: RetryPlan,
    pub(crate) run: Run,
    pub(crate) gave_up: GaveUp,
}

pub(crate) const KINDS: &[JobKind] = &[
    JobKind::of::<ReadProviderEvent>(),
    JobKind::of::<SendRefund>(),
    JobKind::of::<StopTransfers>(),
    JobKind::of::<SendMail>(),
    JobKind::of::<OrderReceipt>(),
    JobKind::of::<EraseAddress>(),
    JobKind::of::<CopyImport>(),
    JobKind::of::<TellPerson>(),
];

impl JobKind {
    const fn of<J: Job>() -> Self {
        Self {
            name: J::KIND,
            retry: J::RETRY,
            run: |app, tenant, payload| {
                Box::pin(async move {
                    let job: J = read_document("jobs", payload)?;
                    job.run(app, tenant).await
                })
            },
            gave_up: |tx, payload, moment| {
                Box::pin(async move {
                    match read_document::<J>("jobs", payload) {
                        Ok(job) => job.gave_up(tx, moment).await,
                        // It failed for this reason, and there is nothing to write about it.
                        Err(_) => Ok(Matter::Open),
                    }
                })
            },
        }
    }

    /// `None` for a kind of another version of this program.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_kind_is_there_once_and_its_jobs_are_tried_again() {
        let names: BTreeSet<_> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        assert!(KINDS.iter().all(|kind| !kind.retry.waits().is_empty()));
    }
}
