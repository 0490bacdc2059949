//! How each step is taken: through the doors of payers, calling systems, staff and operator.

use std::collections::BTreeMap;

use app::access::Network;
use app::access::doors::StaffTenantApp;
use app::bank::NewBankLine;
use app::claims::notices::NoticePayment;
use app::money::WantedRefund;
use app::payments::{Item, PaymentRequest, StartOutcome, Visitor};
use app::services::{Entered, Ordered, StaffStep};
use app::tenants::documents::Translations;
use domain::access::idempotency::fingerprint;
use domain::payments::Method;
use domain::tenants::Channel;
use domain::{Day, Money, PaymentId, RefundId};
use simulators::paypal::Choice;

use super::plan::{AtProvider, Step, Transferred, What};
use super::{Done, Month};
use crate::demo::authority::{BANK, CLIENTS, DemoService, END_POINT, SERVICES};
use crate::demo::notices::{self, SLUG};
use crate::demo::staff::{ADMIN, CLERK, LEAD, MORE, OWNER, POSTS, TREASURER};
use crate::failure::Failure;

/// The service of the catalogue that citizens order.
const ORDERED: &str = "meldebescheinigung";
const NAMES: [&str; 8] = [
    "Erika Muster",
    "Mehmet Yılmaz",
    "Olena Kowal",
    "Hans Vogel",
    "Ines Roth",
    "Paul Stern",
    "Samira Haddad",
    "Greta Holm",
];

fn failed(what: &str, error: &dyn std::error::Error) -> Failure {
    Failure::because(what, error)
}

/// Payers sit at home, each in a network of its own.
fn home(story: u32) -> Network {
    let [_, _, one, two] = story.to_be_bytes();
    Network::of([10, one, two, 1].into())
}

impl Month {
    /// Takes the step, and notes what came of it.
    pub(super) async fn takes(&mut self, step: &Step, done: &mut Done) -> Result<(), Failure> {
        match *step {
            Step::Town => Ok(()),
            Step::ComesIn(number) => match POSTS.get(number) {
                Some(post) => self.comes_in(post).await,
                None => Ok(()),
            },
            Step::Joins(number) => match MORE.get(number) {
                Some(post) => self.comes_in(post).await,
                None => Ok(()),
            },
            Step::Leaves(number) => self.leaves(number).await,
            Step::Notices => notices::import_month(&self.app, self.now()).await,
            Step::Asks(story, what) => {
                let payment = self.asks(story, what).await?;
                done.payment = Some(payment.to_string());
                Ok(())
            }
            Step::Pays(story, how) => self.pays(story, how).await,
            Step::Instructed(story) => self.starts(story, &Method::BANK_TRANSFER).await.map(drop),
            Step::Transfers(story, part) => self.transfers(story, part).await,
            Step::CallsOff(story) => self.calls_off(story).await,
            Step::Due => self.does_what_is_due().await,
            Step::Seal => self.seals().await,
            Step::ReadsPayer(_)
            | Step::RequestsRefund(..)
            | Step::Releases(_)
            | Step::ReleasesInVain(_)
            | Step::Rejects(..) => self.offices_act(step, done).await,
            Step::Drafts(code, sentence) => self.drafts(code, sentence).await,
            Step::Submits(code) => self.submits(code).await,
            Step::Approves(code) => {
                let at = self.staff.at_work(TREASURER).await?;
                let approved = at.approve_version(code, StaffStep::default()).await;
                approved.map_err(|error| failed("approving a version", &error))
            }
            Step::Publishes(code) => {
                let at = self.staff.at_work(OWNER).await?;
                let published = at.publish_version(code, StaffStep::default()).await;
                published.map_err(|error| failed("publishing a version", &error))
            }
        }
    }

    fn now(&self) -> domain::Timestamp {
        self.clock.now()
    }

    async fn comes_in(&mut self, post: &'static crate::demo::staff::Post) -> Result<(), Failure> {
        let ends = domain::Timestamp::from_micros(self.journal.span.ends);
        self.staff.comes_in(post, ends).await
    }

    async fn leaves(&mut self, number: usize) -> Result<(), Failure> {
        let Some(post) = MORE.get(number) else {
            return Ok(());
        };
        let person = self.staff.person(post).await?;
        let admin = self.staff.at_work(ADMIN).await?;
        let suspended = admin.suspend_person(person).await;
        suspended.map_err(|error| failed("suspending a person", &error))
    }
}

/// Payers and calling systems.
impl Month {
    /// The payment of the story; asking again gives the same.
    async fn asks(&self, story: u32, what: What) -> Result<PaymentId, Failure> {
        match what {
            What::Asked(number) => {
                let service = SERVICES.get(number);
                let service = service.ok_or_else(|| Failure::new("no such service"))?;
                self.asks_by_client(story, service).await
            }
            What::Ordered => self.orders(story).await,
            What::Notice(number) => {
                let notice = notices::of_month(number)?;
                let found = (notice.0.as_str(), notice.1.as_str());
                let network = home(story);
                let payer = (&network, NoticePayment::Whole);
                let payment = notices::open(&self.app, found, payer).await?;
                payment.ok_or_else(|| Failure::new("a notice was not found"))
            }
        }
    }

    async fn asks_by_client(
        &self,
        story: u32,
        service: &DemoService,
    ) -> Result<PaymentId, Failure> {
        let what = "an online service's request";
        let courses = service.code == "vhs-kurs";
        let [portal, school, _] = CLIENTS;
        let name = if courses { school } else { portal };
        let clients = self.app.clients();
        let client = clients.authenticate_basic(name, &self.secret).await;
        let client = client.map_err(|error| failed(what, &error))?.proven();
        let client = client.ok_or_else(|| Failure::new("the demo's client is not known"))?;
        let key = format!("{}/{END_POINT}", service.code);
        let binding = client.binding(Channel::Xbezahldienste, &key).await;
        let binding = binding.map_err(|error| failed(what, &error))?;
        let reference = format!("{}-{story}", self.journal.span.seed);
        let request = PaymentRequest {
            fingerprint: fingerprint(reference.as_bytes()),
            reference,
            description: service.name.to_owned(),
            lines: vec![Item {
                reference: service.reference.to_owned(),
                description: service.name.to_owned(),
                cents: service.cents,
                booking_data: BTreeMap::new(),
            }],
            return_url: None,
            echo: "{}".to_owned(),
        };
        let created = client.create_payment(&binding, &request).await;
        let created = created.map_err(|error| failed(what, &error))?;
        Ok(created.status.payment)
    }

    async fn orders(&self, story: u32) -> Result<PaymentId, Failure> {
        // Of the story, so that the same order again is the same.
        let token = format!("{:016x}{story:016x}", self.journal.span.seed);
        let number = usize::try_from(story).unwrap_or_default() % NAMES.len();
        let name = NAMES.get(number).copied().unwrap_or_default();
        let (month, day) = (1 + story % 12, 1 + story % 28);
        let mut entered = Entered {
            quantity: (1 + story % 2).to_string(),
            ..Entered::default()
        };
        entered.fields.extend([
            ("name".to_owned(), name.to_owned()),
            (
                "geburtstag".to_owned(),
                format!("{}-{month:02}-{day:02}", 1950 + story % 50),
            ),
        ]);
        let payer = self.app.payer();
        let ordered = payer
            .order_service((SLUG, ORDERED), (&token, &entered), &home(story))
            .await;
        match ordered.map_err(|error| failed("an order", &error))? {
            Ordered::Payment(payment) => Ok(payment),
            Ordered::Wrong(_) => Err(Failure::new("an order was not filled in well")),
        }
    }

    fn payment(&self, story: u32) -> Result<PaymentId, Failure> {
        let payment = self.journal.payments.get(&story).copied();
        payment.ok_or_else(|| Failure::new(format!("story {story} has no payment")))
    }

    async fn starts(&self, story: u32, method: &Method) -> Result<StartOutcome, Failure> {
        let visitor = Visitor {
            language: "de",
            user_agent: None,
            network: home(story),
        };
        let chosen = (self.payment(story)?, method);
        let started = self.app.payer().start_payment(SLUG, chosen, &visitor).await;
        started.map_err(|error| failed("starting a payment", &error))
    }

    async fn pays(&self, story: u32, how: AtProvider) -> Result<(), Failure> {
        let StartOutcome::Redirect(to) = self.starts(story, &Method::PAYPAL).await? else {
            return Ok(());
        };
        let order = to.query_pairs().find(|(key, _)| key == "token");
        let order = order.map(|(_, order)| order.into_owned());
        let order = order.ok_or_else(|| Failure::new("the provider named no order"))?;
        self.clock
            .passes(std::time::Duration::from_secs(u64::from(25 + story % 90)));
        let (payment, network) = (self.payment(story)?, home(story));
        let choices: &[Choice] = match how {
            AtProvider::Pays => &[Choice::Pay],
            AtProvider::PaysAfterRefusal => &[Choice::DeclinedInstrument, Choice::Pay],
            AtProvider::IsRefused => &[Choice::Declined],
            AtProvider::Leaves => &[],
            AtProvider::GivesUp => {
                let given_up = self
                    .app
                    .payer()
                    .give_up_attempt(SLUG, payment, &network)
                    .await;
                return given_up
                    .map(drop)
                    .map_err(|error| failed("giving a payment up", &error));
            }
        };
        for choice in choices {
            self.provider.sim.buyer(&order, *choice);
            let payer = self.app.payer();
            let back = payer.return_from_provider(SLUG, payment, &network).await;
            back.map_err(|error| failed("coming back from the provider", &error))?;
            self.clock.passes(std::time::Duration::from_secs(20));
        }
        Ok(())
    }

    /// The bank states the payer's transfer.
    async fn transfers(&self, story: u32, part: Transferred) -> Result<(), Failure> {
        let seen = self.app.payer().pay_view(SLUG, self.payment(story)?).await;
        let seen = seen.map_err(|error| failed("a transfer", &error))?;
        let seen = seen.ok_or_else(|| Failure::new("the payment is not there"))?;
        let cents = seen.amount.cents();
        let cents = match part {
            Transferred::Whole => cents,
            Transferred::Half => cents / 2,
            Transferred::TooMuch => cents + 1_000,
        };
        let number = usize::try_from(story).unwrap_or_default() % NAMES.len();
        let credit = NewBankLine {
            day: Day::in_berlin(self.now()),
            amount: Money::from_cents(cents).unwrap_or(Money::ZERO),
            reference: seen.kassenzeichen,
            counterparty: NAMES.get(number).map(|&name| name.to_owned()),
            nth: 1,
        };
        let operator = crate::demo::operator(&self.app)?;
        let entered = operator.money_arrived_on_bank_account((SLUG, BANK), &credit);
        let entered = entered.await;
        entered
            .map(drop)
            .map_err(|error| failed("a line of the bank", &error))
    }

    /// What cannot be called off any more is left alone.
    async fn calls_off(&self, story: u32) -> Result<(), Failure> {
        let payment = self.payment(story)?;
        let cancelled = self.app.payer().cancel_payment(SLUG, payment).await;
        cancelled.map_err(|error| failed("calling a payment off", &error))
    }
}

/// Offices and treasury.
impl Month {
    async fn offices_act(&mut self, step: &Step, done: &mut Done) -> Result<(), Failure> {
        match *step {
            Step::ReadsPayer(story) => {
                let at = self.staff.at_work(CLERK).await?;
                let read = at.read_payer(self.payment(story)?).await;
                read.map(drop)
                    .map_err(|error| failed("reading who paid", &error))
            }
            Step::RequestsRefund(story, cents, reason) => {
                let refund = self.requests_refund(story, (cents, reason)).await?;
                done.refund = Some(refund.to_string());
                Ok(())
            }
            Step::Releases(story) => self.releases(story).await,
            Step::ReleasesInVain(story) => {
                let refuses = std::sync::atomic::Ordering::Relaxed;
                self.provider.refuses.store(true, refuses);
                self.releases(story).await
            }
            Step::Rejects(story, why) => {
                let refund = self.refund(story)?;
                let at = self.staff.at_work(TREASURER).await?;
                let rejected = at.reject_refund(refund, why).await;
                rejected.map_err(|error| failed("rejecting a refund", &error))
            }
            Step::Town
            | Step::ComesIn(_)
            | Step::Joins(_)
            | Step::Leaves(_)
            | Step::Notices
            | Step::Asks(..)
            | Step::Pays(..)
            | Step::Instructed(_)
            | Step::Transfers(..)
            | Step::CallsOff(_)
            | Step::Drafts(..)
            | Step::Submits(_)
            | Step::Approves(_)
            | Step::Publishes(_)
            | Step::Due
            | Step::Seal => Ok(()),
        }
    }

    fn refund(&self, story: u32) -> Result<RefundId, Failure> {
        let refund = self.journal.refunds.get(&story).copied();
        refund.ok_or_else(|| Failure::new(format!("story {story} has no refund")))
    }

    async fn requests_refund(
        &mut self,
        story: u32,
        (cents, reason): (Option<i64>, &str),
    ) -> Result<RefundId, Failure> {
        let what = "requesting a refund";
        let payment = self.payment(story)?;
        let at = self.staff.at_work(CLERK).await?;
        let money = at.view_refundable(&payment.to_string()).await;
        let money = money.map_err(|error| failed(what, &error))?;
        let money = money
            .first()
            .ok_or_else(|| Failure::new("no money to give back"))?;
        let some = cents.and_then(Money::from_cents);
        let wanted = WantedRefund {
            amount: some.unwrap_or(money.available),
            available: money.available,
            reason: reason.to_owned(),
            key: format!("{}-{story}", self.journal.span.seed),
        };
        let requested = at.request_refund(money.money, &wanted).await;
        requested.map_err(|error| failed(what, &error))
    }

    /// By as many treasurers as it takes; then it is sent.
    async fn releases(&mut self, story: u32) -> Result<(), Failure> {
        let refund = self.refund(story)?;
        let at = self.staff.at_work(TREASURER).await?;
        release(&at, refund).await?;
        let lead = self.staff.at_work(LEAD).await?;
        let seen = lead.view_refund(refund).await;
        let seen = seen.map_err(|error| failed("a refund", &error))?;
        if seen.refund.state == domain::money::refunds::RefundState::Requested {
            release(&lead, refund).await?;
        }
        self.does_what_is_due().await
    }

    /// The service owner writes another sentence into what citizens read.
    async fn drafts(&mut self, code: &str, sentence: &str) -> Result<(), Failure> {
        let what = "drafting a version";
        let at = self.staff.at_work(OWNER).await?;
        let number = at.begin_version(code, None).await;
        let number = number.map_err(|error| failed(what, &error))?;
        let seen = at.view_version(code, number).await;
        let seen = seen.map_err(|error| failed(what, &error))?;
        let mut wanted = seen.document;
        let says = wanted.catalogue.as_mut();
        if let Some(explanation) = says.and_then(|catalogue| catalogue.explanation.as_mut()) {
            *explanation = with_sentence(explanation, sentence);
        }
        let described = at
            .describe_version(code, ((number, seen.revision), &wanted))
            .await;
        described.map_err(|error| failed(what, &error))
    }

    async fn submits(&mut self, code: &str) -> Result<(), Failure> {
        let what = "handing a version in";
        let at = self.staff.at_work(OWNER).await?;
        let tried = at.try_service(code, StaffStep::default()).await;
        tried.map_err(|error| failed(what, &error))?;
        let submitted = at.submit_version(code, StaffStep::default()).await;
        submitted.map_err(|error| failed(what, &error))
    }
}

/// The text with another German sentence at its end.
fn with_sentence(text: &Translations, sentence: &str) -> Translations {
    let german = format!("{} {sentence}", text.say("de").text);
    let mut longer = Translations::german(german);
    for (tag, other) in text.all().skip(1) {
        longer = longer.and(tag, other);
    }
    longer
}

/// The person releases the refund as it is shown.
async fn release(at: &StaffTenantApp, refund: RefundId) -> Result<(), Failure> {
    let what = "releasing a refund";
    let seen = at.view_refund(refund).await;
    let seen = seen.map_err(|error| failed(what, &error))?;
    let route = seen.refund.route;
    let mut shown = seen.shown.iter().filter(|(of, _)| *of == route);
    let Some((_, shown)) = shown.next() else {
        return Err(Failure::new("a refund is shown without its route"));
    };
    let released = at.release_refund(refund, (route, shown)).await;
    released.map_err(|error| failed(what, &error))
}
