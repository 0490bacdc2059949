//! Every kind of periodic work, by its stored name.

use std::time::Duration;

use domain::TenantId;
use domain::work::ScheduleRule;
use futures_util::future::BoxFuture;

use super::Progress;
use crate::work::job::JobError;
use crate::{App, Settings};

type Run = for<'a> fn(&'a App, Option<TenantId>) -> BoxFuture<'a, Result<Progress, JobError>>;

/// Whose work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Installation,
    EachTenant,
}

/// Periodic work. It may run twice: a node that dies leaves its run to the next.
pub(crate) struct ScheduleKind {
    /// Stored, and the name of the actor its commands are given by.
    pub(crate) name: &'static str,
    pub(crate) extent: Extent,
    pub(crate) rule: fn(&Settings) -> ScheduleRule,
    /// Whether it is due when a node starts, whatever its rule says.
    pub(crate) at_start: bool,
    pub(super) run: Run,
}

/// The work of an authority gets no other argument than the authority.
macro_rules! of_each_tenant {
    ($method:ident) => {
        |app, tenant| {
            Box::pin(async move {
                match tenant {
                    Some(tenant) => app.$method(tenant).await,
                    None => Ok(Progress::Done),
                }
            })
        }
    };
}

fn each_minute(_settings: &Settings) -> ScheduleRule {
    ScheduleRule::every(Duration::from_mins(1))
}

/// Servers count what was written about once a second.
const TABLES_GROW: Duration = Duration::from_secs(2);
/// A token lives for an hour; the table is small.
const TOKENS_EXPIRE: Duration = Duration::from_mins(10);

/// Providers forget where to send their events, or switch off an address that failed.
pub(crate) const SUBSCRIBE: &str = "subscribe_provider_events";
/// PostgreSQL's planner alone wants statistics.
pub(super) const ANALYZE: &str = "analyze_tables";

const KINDS: &[ScheduleKind] = &[
    ScheduleKind {
        // Of authorities that are new.
        name: "plan_schedules",
        extent: Extent::Installation,
        rule: each_minute,
        at_start: false,
        run: |app, _| Box::pin(async move { Ok(app.plan_of_tenants().await?) }),
    },
    ScheduleKind {
        name: "seal_journal",
        extent: Extent::Installation,
        rule: |settings| ScheduleRule::every(settings.seal_every),
        at_start: false,
        run: |app, _| Box::pin(app.seal_and_publish()),
    },
    ScheduleKind {
        name: ANALYZE,
        extent: Extent::Installation,
        rule: |_| ScheduleRule::every(TABLES_GROW),
        at_start: false,
        run: |app, _| Box::pin(app.keep_planner_up()),
    },
    ScheduleKind {
        name: "erase_rate_limits",
        extent: Extent::Installation,
        rule: each_minute,
        at_start: false,
        run: |app, _| Box::pin(app.erase_rate_limits()),
    },
    ScheduleKind {
        name: "erase_tokens",
        extent: Extent::Installation,
        rule: |_| ScheduleRule::every(TOKENS_EXPIRE),
        at_start: false,
        run: |app, _| Box::pin(app.erase_tokens()),
    },
    ScheduleKind {
        name: "erase_sessions",
        extent: Extent::Installation,
        rule: |_| const { ScheduleRule::daily(3, 20) },
        at_start: false,
        run: |app, _| Box::pin(app.erase_sessions()),
    },
    ScheduleKind {
        name: "erase_idempotency_keys",
        extent: Extent::Installation,
        rule: |_| const { ScheduleRule::daily(3, 10) },
        at_start: false,
        run: |app, _| Box::pin(app.erase_idempotency_keys()),
    },
    ScheduleKind {
        name: "drop_event_bodies",
        extent: Extent::EachTenant,
        rule: |_| const { ScheduleRule::daily(3, 30) },
        at_start: false,
        run: of_each_tenant!(drop_event_bodies),
    },
    ScheduleKind {
        name: SUBSCRIBE,
        extent: Extent::EachTenant,
        rule: |_| const { ScheduleRule::daily(4, 0) },
        // The public address may be another one than before.
        at_start: true,
        run: of_each_tenant!(keep_provider_events_subscribed),
    },
];

/// A function, because the work of some kinds walks all kinds.
pub(crate) const fn kinds() -> &'static [ScheduleKind] {
    KINDS
}

impl ScheduleKind {
    /// `None` for a kind of another version of this program.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_kind_is_there_once() {
        let names: BTreeSet<_> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
    }
}
