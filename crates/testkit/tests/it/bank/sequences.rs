//! Any sequence of transfers, with PayPal beside them: the books agree, no cent is lost or doubled,
//! and no payment leaves a final state. More of them: `PROPTEST_CASES=1000 cargo test sequences`.

use std::time::Duration;

use app::bank::NewBankLine;
use app::claims::notices::NoticePayment;
use app::payments::CitizenState;
use domain::PaymentId;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use storage::Db;
use testkit::{AtProvider, TestAuthority};

const CASES: u32 = 96;
/// A commit of PostgreSQL waits for the disk.
const CASES_ON_POSTGRES: u32 = 16;
const STEPS: std::ops::Range<usize> = 1..14;
/// Of a calling system, for two notices, and for one of these once more.
const PAYMENTS: usize = 3;
/// Longer than a payment waits for a transfer.
const TOO_LONG: Duration = Duration::from_hours(25 * 24);

#[derive(Clone, Copy, Debug)]
enum Money {
    Part(u8),
    Whole,
    TooMuch,
}

/// What happens next, to one of the payments.
#[derive(Clone, Copy, Debug)]
enum Step {
    ChoosesTransfer,
    ChoosesPayPal,
    AtProvider(AtProvider),
    ComesBack,
    GivesUp,
    CallsOff,
    Arrives(Money),
    /// Under a reference that names nothing.
    ArrivesUnknown,
    /// A line that was entered before.
    EnteredAgain(u8),
    /// A second transfer on the same day that is equal in everything.
    ArrivesTwice(u8),
    MinutesPass(u8),
    TimeIsOver,
}

fn money() -> impl Strategy<Value = Money> {
    prop_oneof![
        3 => (1..=99_u8).prop_map(Money::Part),
        3 => Just(Money::Whole),
        1 => Just(Money::TooMuch),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let at_provider = prop_oneof![
        4 => Just(AtProvider::Approves),
        1 => Just(AtProvider::ApprovesWithBadCard),
        1 => Just(AtProvider::ApprovesAndIsRefused),
        1 => Just(AtProvider::ApprovesAndIsChecked),
    ];
    prop_oneof![
        4 => Just(Step::ChoosesTransfer),
        3 => Just(Step::ChoosesPayPal),
        3 => at_provider.prop_map(Step::AtProvider),
        2 => Just(Step::ComesBack),
        1 => Just(Step::GivesUp),
        1 => Just(Step::CallsOff),
        6 => money().prop_map(Step::Arrives),
        1 => Just(Step::ArrivesUnknown),
        1 => any::<u8>().prop_map(Step::EnteredAgain),
        1 => any::<u8>().prop_map(Step::ArrivesTwice),
        2 => any::<u8>().prop_map(Step::MinutesPass),
        1 => Just(Step::TimeIsOver),
    ]
}

#[test]
fn no_sequence_of_transfers_loses_or_doubles_a_cent_on_sqlite() {
    played(CASES, async || Some(storage::testing::sqlite().await));
}

#[test]
fn no_sequence_of_transfers_loses_or_doubles_a_cent_on_postgresql() {
    played(CASES_ON_POSTGRES, storage::testing::postgres);
}

fn played<D: AsyncFn() -> Option<Db>>(cases: u32, db: D) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let Some(db) = runtime.block_on(db()) else {
        return;
    };
    // What the environment says of cases wins.
    let asked = Config::default();
    let is_said = std::env::var_os("PROPTEST_CASES").is_some();
    let config = Config {
        cases: if is_said { asked.cases } else { cases },
        failure_persistence: None,
        ..asked
    };
    let steps = vec((0..PAYMENTS, step()), STEPS);
    let played = TestRunner::new(config).run(&steps, |steps| {
        let story = runtime.block_on(async {
            let db = storage::testing::emptied(&db).await;
            Story::new(db).await.plays(&steps).await
        });
        story.map_err(TestCaseError::fail)
    });
    played.unwrap();
}

struct Story {
    authority: TestAuthority,
    payments: Vec<PaymentId>,
    orders: Vec<Option<String>>,
    credits: Vec<NewBankLine>,
    /// The states seen last.
    seen: Vec<CitizenState>,
}

impl Story {
    async fn new(db: Db) -> Self {
        let authority = TestAuthority::new(db, 1).await;
        authority.sends_three_fines().await;
        let asked = authority.asks_for_payment().await.unwrap();
        let both = [(1, "1234"), (2, "2345")];
        let both = authority.opens_payment(&both, NoticePayment::Whole).await;
        let one = authority.opens_payment(&[(1, "1234")], NoticePayment::Whole);
        let payments = vec![asked, both.unwrap(), one.await.unwrap()];
        assert_eq!(payments.len(), PAYMENTS);
        let mut story = Self {
            authority,
            payments,
            orders: vec![None; PAYMENTS],
            credits: Vec::new(),
            seen: Vec::new(),
        };
        story.seen = story.states().await;
        story
    }

    async fn plays(mut self, steps: &[(usize, Step)]) -> Result<(), String> {
        for (which, step) in steps {
            self.takes(*which, *step).await;
            self.judges_states().await?;
        }
        self.authority.comes_to_rest().await;
        self.authority.after(TOO_LONG).await;
        self.judges_states().await?;
        self.authority.reconcile().await?;
        self.judges_money().await
    }

    async fn takes(&mut self, which: usize, step: Step) {
        let (authority, payment) = (&self.authority, self.payments[which]);
        match step {
            Step::ChoosesTransfer => drop(authority.chooses_transfer(payment).await),
            Step::ChoosesPayPal => {
                let order = authority.chooses_paypal(payment).await;
                self.orders[which] = order.or(self.orders[which].take());
            }
            Step::AtProvider(does) => {
                if let Some(order) = &self.orders[which] {
                    authority.at_provider(order, does);
                }
            }
            Step::ComesBack => drop(authority.comes_back(payment).await),
            Step::GivesUp => authority.gives_up(payment).await,
            Step::CallsOff => drop(authority.calls_off(payment).await),
            Step::Arrives(money) => {
                let (whole, number) = authority.printed(payment).await.unwrap();
                let cents = match money {
                    Money::Part(percent) => (whole * i64::from(percent) / 100).max(1),
                    Money::Whole => whole,
                    Money::TooMuch => whole + 1,
                };
                self.arrives(cents, &number).await;
            }
            Step::ArrivesUnknown => self.arrives(777, "Miete").await,
            Step::EnteredAgain(any) => {
                if let Some(credit) = self.picked(any) {
                    authority.enters(&credit).await.unwrap();
                }
            }
            Step::ArrivesTwice(any) => {
                if let Some(mut credit) = self.picked(any) {
                    credit.nth += 1;
                    authority.enters(&credit).await.unwrap();
                }
            }
            Step::MinutesPass(minutes) => {
                let minutes = Duration::from_mins(minutes.into());
                authority.after(minutes).await;
            }
            Step::TimeIsOver => authority.after(TOO_LONG).await,
        }
    }

    async fn arrives(&mut self, cents: i64, reference: &str) {
        let credit = self.authority.credit(cents, reference);
        self.authority.enters(&credit).await.unwrap();
        self.credits.push(credit);
    }

    fn picked(&self, any: u8) -> Option<NewBankLine> {
        let many = self.credits.len().max(1);
        self.credits.get(usize::from(any) % many).cloned()
    }

    async fn states(&self) -> Vec<CitizenState> {
        let mut states = Vec::new();
        for payment in &self.payments {
            states.push(self.authority.page(*payment).await.state);
        }
        states
    }

    /// What has ended stays as it was told.
    async fn judges_states(&mut self) -> Result<(), String> {
        let now = self.states().await;
        for (before, after) in self.seen.iter().zip(&now) {
            let may_change = match before {
                CitizenState::Open { .. }
                | CitizenState::AtProvider { .. }
                | CitizenState::Processing => true,
                // Told as soon as its time is over; money may settle it until it is written.
                CitizenState::Expired => {
                    matches!(after, CitizenState::Expired | CitizenState::Paid { .. })
                }
                CitizenState::Paid { .. } | CitizenState::Cancelled => before == after,
            };
            if !may_change {
                return Err(format!("{before:?} became {after:?}"));
            }
        }
        self.seen = now;
        Ok(())
    }

    /// Every cent that arrived settles a claim or waits as suspense, and nothing waits on.
    async fn judges_money(&self) -> Result<(), String> {
        let waits = "SELECT count(*) FROM attempts a JOIN payments p
                       ON p.tenant_id = a.tenant_id AND p.payment_id = a.payment_id
                     WHERE a.method = 'bank_transfer'
                       AND a.state <> CASE WHEN p.state = 'paid' AND p.method = 'bank_transfer'
                                           THEN 'captured' ELSE 'lapsed' END";
        let open = "SELECT count(*) FROM payments WHERE state IN ('open', 'paying')";
        for (what, sql) in [("transfers wait", waits), ("payments are open", open)] {
            let many = self.authority.count(sql).await;
            if many != 0 {
                return Err(format!("{many} {what} though time is over"));
            }
        }
        let sum = async |what: &str, of: &str| {
            let sql = format!("SELECT CAST(coalesce(sum({what}), 0) AS BIGINT) FROM {of}");
            self.authority.count(&sql).await
        };
        let arrived = sum("amount_cents", "money_in").await;
        let settled = sum("settled_cents", "claims").await;
        let kept = "balances WHERE account LIKE 'suspense:%'";
        let kept = sum("credit_cents - debit_cents", kept).await;
        if arrived != settled + kept {
            let told = format!("{arrived} arrived, {settled} settled, {kept} kept");
            return Err(told);
        }
        Ok(())
    }
}
