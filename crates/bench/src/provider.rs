//! A provider without a wire: after a given time it agrees to everything, unless buyers stay away.
//! What is measured is the platform, not a provider's simulator.

pub(crate) mod events;

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use app::payments::ProviderFactory;
use async_trait::async_trait;
use domain::payments::{Method, MethodProfile};
use providers::{
    BadSettings, CaptureFact, CaptureId, CaptureOutcome, Events, Expected, Intent, OrderState,
    PaymentProvider, ProviderAccount, ProviderKind, ProviderRef, Started,
};
use url::Url;

use crate::Program;

/// The time every answer takes can be changed while it runs.
#[derive(Clone)]
pub(crate) struct Stub {
    latency_ms: Arc<AtomicU64>,
    /// Whether buyers of orders that begin now stay away.
    stay_away: Arc<AtomicBool>,
    /// Orders whose buyers never approve them.
    waiting: Arc<Mutex<HashSet<String>>>,
    program: Arc<dyn Program>,
    /// What judges messages to this account.
    judge: Option<Arc<dyn PaymentProvider>>,
}

impl Stub {
    pub(crate) fn new(program: Arc<dyn Program>) -> Self {
        Self {
            latency_ms: Arc::default(),
            stay_away: Arc::default(),
            waiting: Arc::default(),
            program,
            judge: None,
        }
    }

    pub(crate) fn takes(&self, latency: Duration) {
        let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.latency_ms.store(millis, Ordering::Relaxed);
    }

    /// From now on buyers of new orders stay away, or approve them again.
    pub(crate) fn buyers_stay_away(&self, stay_away: bool) {
        self.stay_away.store(stay_away, Ordering::Relaxed);
    }

    fn waiting(&self) -> MutexGuard<'_, HashSet<String>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn thinks(&self) {
        let millis = self.latency_ms.load(Ordering::Relaxed);
        if millis > 0 {
            tokio::time::sleep(Duration::from_millis(millis)).await;
        }
    }
}

impl ProviderFactory for Stub {
    fn provider(
        &self,
        kind: &'static ProviderKind,
        account: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        let judge = events::judge(kind, account, &self.program)?;
        let stub = self.clone();
        Ok(Arc::new(Self { judge, ..stub }))
    }
}

#[async_trait]
impl PaymentProvider for Stub {
    fn profile(&self, method: &Method) -> Option<&'static MethodProfile> {
        ProviderKind::named("paypal")?.profile(method)
    }

    fn events(&self) -> Option<&dyn Events> {
        Some(self)
    }

    async fn start(&self, intent: &Intent) -> Started {
        self.thinks().await;
        // As long as an order of PayPal's may be, and as unique as the attempt.
        let order = intent.attempt.as_uuid().simple().to_string();
        let order = order.to_uppercase();
        if self.stay_away.load(Ordering::Relaxed) {
            self.waiting().insert(order.clone());
        }
        let order = ProviderRef::parse(&order);
        let to = Url::parse("https://provider.example/approve?token=1");
        match (order, to) {
            (Ok(order), Ok(to)) => Started::Redirect { order, to },
            (Err(_), _) | (_, Err(_)) => Started::Unknown,
        }
    }

    async fn look_up(&self, order: &ProviderRef, _: &Expected) -> OrderState {
        self.thinks().await;
        if self.waiting().contains(order.as_str()) {
            return OrderState::Waiting;
        }
        OrderState::Approved
    }

    async fn capture(&self, order: &ProviderRef, _: u32, expected: &Expected) -> CaptureOutcome {
        self.thinks().await;
        let Ok(capture) = CaptureId::parse(order.as_str()) else {
            return CaptureOutcome::Unknown;
        };
        CaptureOutcome::Captured(CaptureFact {
            capture,
            amount: expected.amount,
            fee: None,
            at: self.program.moment().now,
            mismatch: None,
        })
    }
}
