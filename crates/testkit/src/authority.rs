//! The authority Musterstadt: one service, one account with the provider.

mod documents;
mod operation;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use app::access::doors::{ClientApp, OperatorApp};
use app::bank::NewBankLine;
use app::events::MailDelivery;
use app::payments::{CreatePaymentError, Item, PayView, PaymentRequest};
use app::platform::{PublicUrl, TimeSource, Vault};
use app::tenants::Binding;
use app::work::Lease;
use app::{App, Settings};
use domain::payments::PaymentState;
use domain::tenants::Channel;
use domain::{Money, PaymentId, ProviderAccountId, TenantId};
use providers::Clock;
use simulators::paypal::{App as SimApp, FeeModel, PayPalSim, SigningKeys, SimConfig};
use storage::{Db, Scope, StorageError};
use url::Url;

use crate::mail_server::{CrashingMailServer, PlainMailWriter, TestMailServer};
use crate::provider::{SIMULATOR, TestProviders, surroundings};
use crate::reconcile::seal_keys;
use crate::{CrashPoint, TestClock};

pub use documents::{authority_document, authority_with_trial};
use operation::{ANY_CALLS, Habits};

/// What the authority's one service costs.
pub const FEE_CENTS: i64 = 4_250;
pub const SLUG: &str = "musterstadt";
/// Of its trial tenant, once it has one.
pub const TRIAL_SLUG: &str = "musterstadt-probe";
/// Of the authority's online service `portal`.
pub const SECRET: &str = "a-secret-of-the-made-up-authority";
/// Of the online service `zk_test_portal`, which tries out.
pub const TRIAL_SECRET: &str = "a-secret-of-the-made-up-trials";
const KEY_FILE: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const NEW_KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

/// Made once: making an RSA key takes longer than setting an authority up.
static KEYS: LazyLock<SigningKeys> = LazyLock::new(|| SigningKeys::generate().expect("keys"));

/// The platform, its provider and the one clock they share. Dropping the platform and starting it
/// anew on the same database is [`TestAuthority::restart`].
pub struct TestAuthority {
    pub app: App,
    pub sim: PayPalSim,
    pub clock: TestClock,
    pub tenant: TenantId,
    pub account: ProviderAccountId,
    pub mail_server: TestMailServer,
    key_file: String,
    lease: Lease,
    watch_clock: bool,
    calls_per_second: u32,
    sends_mail: bool,
    pub db: Db,
    pub(crate) crash_point: CrashPoint,
    binding: Binding,
    asked: RefCell<u64>,
    payments: RefCell<Vec<PaymentId>>,
    /// Whose pages payers open: the authority's, or its trial tenant's.
    pub(crate) visited: Cell<&'static str>,
    /// Where payers come from.
    pub(crate) payers_network: Cell<u16>,
    /// Payments for notices and orders, of which no online service knows.
    pub(crate) notice_payments: RefCell<Vec<PaymentId>>,
    /// Credits that the bank states, each once.
    pub(crate) stated: RefCell<Vec<NewBankLine>>,
}

/// What a calling system is told of a payment, whatever its channel calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    Open,
    Paid,
    Expired,
    Cancelled,
}

impl Told {
    const fn of(state: PaymentState) -> Self {
        match state {
            PaymentState::Open | PaymentState::Paying(_) => Self::Open,
            PaymentState::Paid => Self::Paid,
            PaymentState::Expired => Self::Expired,
            PaymentState::Cancelled => Self::Cancelled,
        }
    }
}

impl TestAuthority {
    /// A new authority on a migrated database.
    pub async fn new(db: Db, seed: u64) -> Self {
        let clock = TestClock::new(seed);
        let sim = provider(&clock, seed);
        let mail_server = TestMailServer::default();
        let app = start_app(
            &db,
            &sim,
            &clock,
            (
                &CrashPoint::default(),
                &mail_server,
                KEY_FILE,
                (Lease::default(), false, ANY_CALLS, true),
            ),
        );
        let operator = operator(&app);
        let applied = operator
            .apply_tenant(&authority_document())
            .await
            .expect("the authority can be applied");
        let account = *applied
            .accounts
            .get("paypal")
            .expect("the authority has an account");
        let problems = operator
            .subscribe_provider_events(applied.tenant)
            .await
            .expect("provider events can be subscribed to");
        assert!(problems.is_empty(), "{problems:?}");
        let client = app
            .clients()
            .authenticate_basic("portal", SECRET)
            .await
            .expect("the database answers");
        let client = client.proven().expect("the portal is known");
        let binding = bound(&client).await;
        Self {
            app,
            sim,
            clock,
            tenant: applied.tenant,
            account,
            mail_server,
            key_file: KEY_FILE.to_owned(),
            lease: Lease::default(),
            watch_clock: false,
            calls_per_second: ANY_CALLS,
            sends_mail: true,
            db,
            crash_point: CrashPoint::default(),
            binding,
            asked: RefCell::new(0),
            payments: RefCell::default(),
            visited: Cell::new(SLUG),
            payers_network: Cell::default(),
            notice_payments: RefCell::default(),
            stated: RefCell::default(),
        }
    }

    /// From now on the program dies when the crash point is reached.
    pub fn crashes_at(&mut self, crash_point: &CrashPoint) {
        self.crash_point = crash_point.clone();
        let burning = crash_point.clone();
        let db = self
            .db
            .with_crash_point(Arc::new(move |moment| burning.dies(moment)));
        self.app = start_app(
            &db,
            &self.sim,
            &self.clock,
            (
                crash_point,
                &self.mail_server,
                &self.key_file,
                self.habits(),
            ),
        );
    }

    /// The program starts anew: nothing it had in memory is left.
    pub fn restart(&mut self) {
        self.crash_point = CrashPoint::default();
        self.app = start_app(
            &self.db,
            &self.sim,
            &self.clock,
            (
                &self.crash_point,
                &self.mail_server,
                &self.key_file,
                self.habits(),
            ),
        );
    }

    /// The authority gets its trial tenant.
    pub async fn opens_trials(&self) -> TenantId {
        let operator = self.operator();
        let applied = operator.apply_tenant(&authority_with_trial()).await;
        let applied = applied.expect("the authority can be applied");
        let trial = applied.trial.expect("it has a trial tenant").tenant;
        let problems = operator.subscribe_provider_events(trial).await;
        let problems = problems.expect("notices can be set up");
        assert!(problems.is_empty(), "{problems:?}");
        trial
    }

    /// From now on payers open the pages of this tenant.
    pub fn visits(&self, slug: &'static str) {
        self.visited.set(slug);
    }

    /// Whether the program died and waits to be restarted.
    pub fn is_dead(&self) -> bool {
        self.crash_point.is_reached()
    }

    /// The command line, in the name of the authority's operator.
    pub fn operator(&self) -> OperatorApp {
        operator(&self.app)
    }

    /// The authority's online service, after it proved itself. Fails when the program dies over it.
    pub async fn client(&self) -> Result<ClientApp, StorageError> {
        let client = self
            .app
            .clients()
            .authenticate_basic("portal", SECRET)
            .await?;
        Ok(client.proven().expect("the portal is known"))
    }

    /// An online service asks for the authority's fee. `None` when the program dies over it.
    pub async fn asks_for_payment(&self) -> Option<PaymentId> {
        self.asks_for(FEE_CENTS).await
    }

    pub async fn asks_for(&self, cents: i64) -> Option<PaymentId> {
        self.registers(&self.binding, cents).await.ok()
    }

    /// The same by an online service that looks up first what it asks.
    pub async fn asks_anew(&self) -> Result<PaymentId, CreatePaymentError> {
        let client = self.client().await.expect("the portal is known");
        let binding = bound(&client).await;
        self.registers(&binding, FEE_CENTS).await
    }

    async fn registers(
        &self,
        binding: &Binding,
        cents: i64,
    ) -> Result<PaymentId, CreatePaymentError> {
        let new = self.request(cents);
        let client = self.client().await?;
        let created = client.create_payment(binding, &new).await?;
        let payment = created.status.payment;
        self.payments.borrow_mut().push(payment);
        Ok(payment)
    }

    /// An online service sends one request so often at the same time.
    pub async fn asks_at_once(
        &self,
        times: usize,
    ) -> Vec<Result<app::payments::CreatedPayment, CreatePaymentError>> {
        let client = self.client().await.expect("the portal is known");
        let new = self.request(FEE_CENTS);
        let calls = (0..times).map(|_| client.create_payment(&self.binding, &new));
        futures_util::future::join_all(calls).await
    }

    /// What the authority's online service asks for; each time another.
    pub fn request(&self, cents: i64) -> PaymentRequest {
        let request = self.asked.replace_with(|asked| *asked + 1);
        PaymentRequest {
            reference: format!("request-{request}"),
            fingerprint: domain::access::idempotency::fingerprint(&request.to_be_bytes()),
            description: "Bewohnerparkausweis".to_owned(),
            lines: vec![Item {
                reference: "PARK-01".to_owned(),
                description: "Bewohnerparkausweis".to_owned(),
                cents,
                booking_data: BTreeMap::new(),
            }],
            return_url: Some("https://portal.example/zurueck?antrag=1".to_owned()),
            echo: "{}".to_owned(),
        }
    }

    /// Every payment an online service knows of.
    pub fn known_payments(&self) -> Vec<PaymentId> {
        self.payments.borrow().clone()
    }

    /// What the calling system is told.
    pub async fn status(&self, payment: PaymentId) -> Told {
        let client = self.client().await.expect("the portal is known");
        let seen = client.payment_status(&self.binding, payment).await;
        let seen = seen.expect("the database answers");
        Told::of(seen.expect("the payment is there").state)
    }

    /// What the payer sees.
    pub async fn page(&self, payment: PaymentId) -> PayView {
        let slug = self.visited.get();
        let view = self.app.payer().pay_view(slug, payment).await;
        view.expect("the database answers")
            .expect("the payment is there")
    }

    /// Time passes for the platform and the provider; nothing is done about it yet.
    pub fn time_passes(&self, by: Duration) {
        self.clock.advance(by);
        self.sim.advance(by);
        self.crash_point.world_changes();
    }

    /// Time passes, provider events arrive, what is due is done, the journal is sealed.
    pub async fn after(&self, by: Duration) {
        self.time_passes(by);
        self.provider_events_arrive().await;
        self.does_what_is_due().await;
    }

    pub async fn does_what_is_due(&self) {
        while self
            .app
            .system()
            .run_due(50)
            .await
            .is_ok_and(|report| report.more)
        {}
        // Dead programs seal nothing; the seal of a living one is verified when it reconciles.
        let _sealed = self.app.system().seal().await;
    }

    /// Everything under way ends: the faults stop, time goes on for a day, step by step.
    pub async fn comes_to_rest(&self) {
        self.sim.clear_faults();
        for minutes in [1, 2, 3, 5, 10, 15, 30, 60, 120, 240, 480, 480] {
            self.after(Duration::from_mins(minutes)).await;
        }
    }

    /// The account's balances, one line each, in euros: debit less credit.
    pub async fn ledger(&self) -> String {
        self.app
            .system()
            .seal()
            .await
            .expect("the journal can be sealed");
        let mut tx = self
            .db
            .read(Scope::Tenant(self.tenant))
            .await
            .expect("the database answers");
        let paypal = self.account.to_string();
        let balances = tx.ledger().balances().await.expect("the database answers");
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for balance in balances {
            let name = match balance.account.split_once(':') {
                Some((kind, of)) if of == paypal => format!("{kind}:paypal"),
                Some((kind, _)) => kind.to_owned(),
                None => balance.account,
            };
            *sums.entry(name).or_default() += balance.debit_cents - balance.credit_cents;
        }
        let mut lines: Vec<_> = sums
            .into_iter()
            .map(|(name, cents)| {
                let sign = if cents < 0 { "-" } else { "" };
                let euros = Money::from_cents(cents.abs())
                    .expect("an amount")
                    .to_decimal();
                format!("{name:<16}{sign}{euros}")
            })
            .collect();
        lines.sort();
        lines.join("\n")
    }

    /// Applies the authority with these rules about mail: the document's `mail`.
    pub async fn rules_about_mail(&self, rules: serde_json::Value) {
        let mut authority = authority_document();
        authority.profile.mail = serde_json::from_value(rules).expect("rules about mail");
        let _dead_or_applied = self.operator().apply_tenant(&authority).await;
    }

    /// The answer of a query that is one number.
    pub async fn count(&self, sql: &str) -> i64 {
        let scope = Scope::Tenant(self.tenant);
        let mut tx = self.db.read(scope).await.expect("the database answers");
        tx.raw_number(sql).await.expect("the query is right")
    }

    /// The payer wants the receipt sent.
    pub async fn asks_for_receipt(
        &self,
        payment: PaymentId,
        address: &str,
    ) -> Result<(), app::events::AskReceiptError> {
        self.app
            .payer()
            .ask_receipt(self.visited.get(), payment, (address, "de"))
            .await
    }

    /// What the treasury is asked to look at, by kind.
    pub async fn tasks(&self) -> Vec<String> {
        let mut tx = self
            .db
            .read(Scope::Tenant(self.tenant))
            .await
            .expect("the database answers");
        let tasks = tx
            .work()
            .tasks()
            .open()
            .await
            .expect("the database answers");
        tasks
            .into_iter()
            .map(|task| task.kind.to_string())
            .collect()
    }
}

/// The authority's provider, with the merchant accounts of its payments and of its trials, and one
/// that is not used yet.
fn provider(clock: &TestClock, seed: u64) -> PayPalSim {
    let start = jiff::Timestamp::from_microsecond(Clock::now(clock).micros());
    let base = Url::parse(SIMULATOR).expect("an address");
    let start = start.expect("a date of our time");
    let sim = PayPalSim::new(SimConfig {
        signing: Some(KEYS.clone()),
        ..SimConfig::manual(base, start, seed)
    });
    let mut merchant = SimApp::new("authority", "town-secret", "Q7LZ4XW8N2KDA", "Musterstadt");
    merchant.fee = FeeModel::Percent {
        basis_points: 299,
        fixed_cents: 39,
    };
    sim.add_app(merchant);
    for (client_id, merchant, name) in [
        ("probe", "Z7LZ4XW8N2KDB", "Musterstadt, Probe"),
        ("kurse", "Y7LZ4XW8N2KDC", "Musterstadt, Kurse"),
    ] {
        sim.add_app(SimApp::new(client_id, "town-secret", merchant, name));
    }
    sim
}

fn start_app(
    db: &Db,
    sim: &PayPalSim,
    clock: &TestClock,
    (crash_point, server, key_file, habits): (&CrashPoint, &TestMailServer, &str, Habits),
) -> App {
    let factory = TestProviders(surroundings(sim, clock, crash_point));
    let (lease, watch_clock, provider_calls_per_second, sends_mail) = habits;
    let public = Url::parse("http://127.0.0.1:8/").expect("an address");
    let settings = Settings {
        public_url: PublicUrl::new(public).expect("a public address"),
        return_wait: Duration::from_secs(5),
        provider_calls_per_second,
        watch_clock,
        lease,
        maintenance: Arc::new(Vec::new()),
        seal_keys: seal_keys(),
        seal_every: Duration::from_secs(5),
        seal_heads: Arc::new(()),
    };
    let vault = Vault::from_key_file(key_file).expect("a key");
    let time: Arc<dyn TimeSource> = Arc::new(clock.clone());
    let server = CrashingMailServer {
        server: server.clone(),
        crash_point: crash_point.clone(),
    };
    let mail = MailDelivery {
        server: Arc::new(server),
        writer: Arc::new(PlainMailWriter),
        staff_writer: Arc::new(PlainMailWriter),
    };
    let app = App::new(db.clone(), vault, time, Arc::new(factory), settings);
    if sends_mail { app.with_mail(mail) } else { app }
}

/// The service that the authority's online service asks at.
async fn bound(client: &ClientApp) -> Binding {
    let found = client.binding(Channel::Xbezahldienste, "parken/05158999");
    found.await.expect("the portal may use the service")
}

fn operator(app: &App) -> OperatorApp {
    let operator = app.operator("Ada", "tests");
    operator.expect("a name of an operator")
}
