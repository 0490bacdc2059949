//! The days before the first visitor, played in the order of time.
//!
//! What happened in the made-up town is done by the use cases that would have done it, by a second
//! node of the platform whose clock is set to each step's time. So the books, their seals and the
//! simulated provider agree, and nothing is dated by hand. While it is played the first node leaves
//! due work alone: it would end what the past still waits for.
//!
//! The steps follow from a seed, and each is written to a file when it is done. A program that died
//! goes on with the step after the last one; a step that was done and not written down is done
//! again, which changes nothing.

mod acts;
mod plan;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use app::App;
use app::ledger::HeadPublisher;
use app::payments::ProviderFactory;
use app::platform::TimeSource;
use async_trait::async_trait;
use bytes::Bytes;
use domain::{Day, Moment, PaymentId, RefundId, Timestamp};
use http::{HeaderValue, Request, Response};
use providers::{
    BadSettings, Clock, PaymentProvider, ProviderAccount, ProviderKind, SimulatorPlace,
    Surroundings, Transport, TransportError,
};
use serde::{Deserialize, Serialize};
use simulators::common::{PlayedTime, call};
use simulators::paypal::PayPalSim;
use url::Url;

use super::staff::{POSTS, Staff};
use crate::failure::Failure;
use crate::system_clock::SystemClock;
pub(super) use plan::NOTICES;
use plan::{Planned, Step};

const FILE: &str = "month.jsonl";
/// The town is set up so long before the first visitor where no days are played.
const WITHOUT_DAYS: Duration = Duration::from_hours(2);
/// Offices open.
const OPENS: Duration = Duration::from_hours(7);
/// More steps than these fail only when all would: the database is away, or the program is wrong.
const FAILED_MAX: usize = 20;
/// Two looks at the clock are never at the same millisecond, so that ids sort as things happened.
const BETWEEN: i64 = 1_000;
/// Asks the provider to refuse, as `PayPal` lets programs try out what they do then.
const MOCK: &str = "paypal-mock-response";
const NO_FUNDS: &str = r#"{"mock_application_codes":"REFUND_FAILED_INSUFFICIENT_FUNDS"}"#;

/// The clock of the node that plays: it stands at the step's time, and moves on with each look.
#[derive(Clone, Default)]
pub(super) struct PlayedClock(PlayedTime);

impl PlayedClock {
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.micros())
    }

    pub(super) fn passes(&self, by: Duration) {
        self.0.set(self.now().plus(by).micros());
    }

    /// Time never goes back.
    fn at(&self, time: Timestamp) {
        self.0.set(self.0.micros().max(time.micros()));
    }
}

impl TimeSource for PlayedClock {
    fn moment(&self) -> Moment {
        let seed = SystemClock.moment().bytes();
        self.0.set(self.0.micros().saturating_add(BETWEEN));
        Moment::new(self.now(), seed)
    }
}

impl Clock for PlayedClock {
    fn now(&self) -> Timestamp {
        Self::now(self)
    }
}

/// The provider in the past that is played, without a wire.
#[derive(Clone)]
pub(super) struct PlayedProvider {
    sim: PayPalSim,
    base: Url,
    clock: PlayedClock,
    /// The next refund is refused.
    refuses: Arc<std::sync::atomic::AtomicBool>,
}

impl PlayedProvider {
    pub(super) fn new(sim: &PayPalSim, base: Url, clock: &PlayedClock) -> Self {
        Self {
            sim: sim.playing(&clock.0),
            base,
            clock: clock.clone(),
            refuses: Arc::default(),
        }
    }
}

#[async_trait]
impl Transport for PlayedProvider {
    async fn send(&self, mut request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let refuses = std::sync::atomic::Ordering::Relaxed;
        if request.uri().path().ends_with("/refund") && self.refuses.swap(false, refuses) {
            let headers = request.headers_mut();
            headers.insert(MOCK, HeaderValue::from_static(NO_FUNDS));
        }
        let answer = call(self.sim.router(), request).await;
        answer.ok_or(TransportError::TimedOut)
    }
}

impl ProviderFactory for PlayedProvider {
    fn provider(
        &self,
        kind: &'static ProviderKind,
        account: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        let around = Surroundings {
            transport: Arc::new(self.clone()),
            clock: Arc::new(self.clock.clone()),
            simulator: Some(SimulatorPlace {
                base: self.base.clone(),
                root_pem: self.sim.ca_root_pem(),
            }),
        };
        kind.build(account, &around)
    }
}

/// The first line of the file: what is played.
#[derive(Clone, Copy, Deserialize, Serialize)]
struct Span {
    begins: i64,
    /// The first visitor came.
    ends: i64,
    days: u16,
    seed: u64,
}

/// Every other line: a step that is done, and what came of it.
#[derive(Default, Deserialize, Serialize)]
struct Done {
    step: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    payment: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refund: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// The file, and what stands in it.
struct Journal {
    file: File,
    span: Span,
    next: usize,
    failed: usize,
    /// By story.
    payments: BTreeMap<u32, PaymentId>,
    refunds: BTreeMap<u32, RefundId>,
}

/// A past that is being played.
pub(super) struct Month {
    pub(super) app: App,
    clock: PlayedClock,
    provider: PlayedProvider,
    staff: Staff,
    journal: Journal,
    steps: Vec<Planned>,
    heads: Arc<dyn HeadPublisher>,
    /// Of the town's calling systems.
    secret: String,
}

/// What a month is played with.
pub(super) struct Stage {
    pub(super) app: App,
    pub(super) clock: PlayedClock,
    pub(super) provider: PlayedProvider,
    pub(super) heads: Arc<dyn HeadPublisher>,
    pub(super) secret: String,
}

impl Span {
    /// Of so many days up to now.
    fn new(days: u16) -> Self {
        let mut moment = SystemClock.moment();
        let ends = moment.now;
        let first = Day::in_berlin(ends).plus_days(-i64::from(days));
        let begins = match first {
            Some(first) if days > 0 => first.begins().plus(OPENS),
            Some(_) | None => ends.minus(WITHOUT_DAYS),
        };
        Self {
            begins: begins.micros(),
            ends: ends.micros(),
            days,
            seed: u64::from_be_bytes(moment.bytes()),
        }
    }
}

impl Journal {
    /// Goes on with the file, or begins one of so many days.
    fn open(directory: &Path, days: u16) -> Result<Self, Failure> {
        let path = directory.join(FILE);
        let failed = |error: &dyn std::error::Error| Failure::because(FILE, error);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        // A last line that was cut off is as if it had not been written.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text.get(..whole).unwrap_or_default().lines();
        let span = match lines.next() {
            None => Span::new(days),
            Some(line) => serde_json::from_str(line).map_err(|error| failed(&error))?,
        };
        let options = OpenOptions::new().create(true).append(true).open(&path);
        let file = options.map_err(|error| failed(&error))?;
        let length = u64::try_from(whole).unwrap_or(u64::MAX);
        file.set_len(length).map_err(|error| failed(&error))?;
        let mut journal = Self {
            file,
            span,
            next: 0,
            failed: 0,
            payments: BTreeMap::new(),
            refunds: BTreeMap::new(),
        };
        if whole == 0 {
            journal.append(&span)?;
        }
        Ok(journal)
    }

    /// Learns what was done, with the steps that follow from its span.
    fn learn(&mut self, directory: &Path, steps: &[Planned]) -> Result<(), Failure> {
        let text = std::fs::read_to_string(directory.join(FILE));
        let text = text.map_err(|error| Failure::because(FILE, &error))?;
        for line in text.lines().skip(1) {
            let done: Done =
                serde_json::from_str(line).map_err(|error| Failure::because(FILE, &error))?;
            let story = steps.get(done.step).and_then(Planned::story);
            self.keep(story, &done);
        }
        Ok(())
    }

    fn keep(&mut self, story: Option<u32>, done: &Done) {
        self.next = done.step + 1;
        self.failed += usize::from(done.failed.is_some());
        let Some(story) = story else { return };
        let payment = done.payment.as_ref().and_then(|id| id.parse().ok());
        self.payments.extend(payment.map(|id| (story, id)));
        let refund = done.refund.as_ref().and_then(|id| id.parse().ok());
        self.refunds.extend(refund.map(|id| (story, id)));
    }

    fn append(&mut self, line: &impl Serialize) -> Result<(), Failure> {
        let failed = |error: &dyn std::error::Error| Failure::because(FILE, error);
        let mut line = serde_json::to_vec(line).map_err(|error| failed(&error))?;
        line.push(b'\n');
        self.file.write_all(&line).map_err(|error| failed(&error))
    }
}

impl Month {
    pub(super) fn new(stage: Stage, directory: &Path, days: u16) -> Result<Self, Failure> {
        let mut journal = Journal::open(directory, days)?;
        let span = journal.span;
        let (begins, ends) = (
            Timestamp::from_micros(span.begins),
            Timestamp::from_micros(span.ends),
        );
        let steps = plan::steps((begins, ends), span.days, span.seed);
        journal.learn(directory, &steps)?;
        stage.clock.at(begins);
        let staff = Staff::new(stage.app.clone(), stage.clock.clone(), directory)?;
        Ok(Self {
            app: stage.app,
            clock: stage.clock,
            provider: stage.provider,
            staff,
            journal,
            steps,
            heads: stage.heads,
            secret: stage.secret,
        })
    }

    /// The town is set up, if it is not yet.
    pub(super) async fn sets_up(
        &mut self,
        town: &app::tenants::documents::TenantDocument,
    ) -> Result<(), Failure> {
        if self.journal.next > 0 {
            return Ok(());
        }
        let operator = super::operator(&self.app)?;
        let applied = operator.apply_tenant(town).await;
        applied.map_err(|error| Failure::because("the town could not be set up", &error))?;
        super::try_out(&self.app).await
    }

    /// The people of the town come to work, as far as visitors meet them.
    pub(super) async fn people_come(&mut self) -> Result<(), Failure> {
        self.play_up_to(1 + POSTS.len()).await
    }

    /// Everything else, up to the first visitor.
    pub(super) async fn play(&mut self) -> Result<(), Failure> {
        let played = self.play_up_to(self.steps.len()).await;
        self.provider.sim.past_is_played();
        played?;
        if self.journal.failed > 0 {
            tracing::warn!(
                count = self.journal.failed,
                "some of the town's past did not happen"
            );
        }
        Ok(())
    }

    async fn play_up_to(&mut self, end: usize) -> Result<(), Failure> {
        while self.journal.next < end {
            let step = self.journal.next;
            let Some(planned) = self.steps.get(step).cloned() else {
                break;
            };
            self.clock.at(planned.at);
            let mut done = Done {
                step,
                ..Done::default()
            };
            let taken = self.takes(&planned.step, &mut done).await;
            if let Err(failure) = taken {
                // The town cannot be without its people.
                if matches!(planned.step, Step::ComesIn(_)) || self.journal.failed >= FAILED_MAX {
                    return Err(failure);
                }
                tracing::warn!(error = %failure, "step {step} of the town's past was not played");
                done.failed = Some(failure.to_string());
            }
            self.journal.keep(planned.story(), &done);
            self.journal.append(&done)?;
            // Visitors go before the past.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    async fn seals(&self) -> Result<(), Failure> {
        let sealed = self.app.system().seal().await;
        let heads = sealed.map_err(|error| Failure::because("the demo's books", &error))?;
        self.heads.publish(&heads);
        Ok(())
    }

    async fn does_what_is_due(&self) -> Result<(), Failure> {
        const AT_ONCE: u32 = 50;
        loop {
            let report = self.app.system().run_due(AT_ONCE).await;
            let report = report.map_err(|error| Failure::because("the demo's jobs", &error))?;
            if !report.more {
                return Ok(());
            }
        }
    }
}
