//! Sixteen payers apply for something and pay for it, whatever happens to the platform.
//!
//! An online service repeats a request it got no answer to. A payer reloads a page a few times and
//! then gives up; two in eight do not come back from the provider, and one does not even pay there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;
use tokio::task::JoinSet;

use crate::cli::installation::{END_POINT, Installation, SECRET, location, wanted};
use crate::process::{LOOK_AGAIN, client};

const PEOPLE: u32 = 16;
/// How often a payer reloads a page that does not come.
const RELOADS: u32 = 30;

/// What a payer or an online service was told about one payment.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) request_id: String,
    pub(crate) transaction: String,
    pub(crate) transaction_url: String,
    /// The provider took the payer's approval.
    pub(crate) approved: bool,
    /// We said `PAYED`, with this answer.
    pub(crate) payed: Option<Value>,
}

pub(crate) struct Crowd {
    /// Requests the platform answered.
    pub(crate) answered: Arc<AtomicU64>,
    enough: Arc<AtomicBool>,
    people: JoinSet<Vec<Told>>,
}

/// One of the crowd.
struct Person {
    here: Arc<Installation>,
    client: Client,
    answered: Arc<AtomicU64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Returns,
    /// Approves and closes the window.
    Stays,
    /// Does not approve.
    Leaves,
}

impl Habit {
    fn of(number: u32, round: usize) -> Self {
        match (usize::try_from(number).unwrap() + round) % 8 {
            0 => Self::Leaves,
            1 | 2 => Self::Stays,
            _ => Self::Returns,
        }
    }
}

impl Crowd {
    pub(crate) fn gather(here: &Arc<Installation>) -> Self {
        let (answered, enough) = (Arc::<AtomicU64>::default(), Arc::<AtomicBool>::default());
        let mut people = JoinSet::new();
        for number in 0..PEOPLE {
            let person = Person {
                here: Arc::clone(here),
                client: client(),
                answered: Arc::clone(&answered),
            };
            let enough = Arc::clone(&enough);
            people.spawn(async move { person.pays_and_pays(number, &enough).await });
        }
        Self {
            answered,
            enough,
            people,
        }
    }

    /// Ends the load after the steps under way; returns what was told.
    pub(crate) async fn goes_home(self) -> Vec<Told> {
        self.enough.store(true, Ordering::Relaxed);
        self.people.join_all().await.concat()
    }
}

impl Person {
    async fn pays_and_pays(&self, number: u32, enough: &AtomicBool) -> Vec<Told> {
        let mut all = Vec::new();
        while !enough.load(Ordering::Relaxed) {
            let round = all.len();
            let request_id = format!("person-{number}-{round}");
            let mut told = self.asks(&request_id).await;
            let habit = Habit::of(number, round);
            if let Some(back) = self.goes_to_the_provider(&mut told, habit).await
                && habit == Habit::Returns
            {
                self.patiently(|| self.client.get(&back)).await;
            }
            self.asks_what_became_of_it(&mut told).await;
            all.push(told);
        }
        all
    }

    /// The online service asks until it is answered; every answer names the same payment.
    async fn asks(&self, request_id: &str) -> Told {
        let url = format!(
            "{}/paymenttransaction/parken/{END_POINT}",
            self.here.interface()
        );
        let request = || {
            let request = self.client.post(&url).json(&wanted(request_id));
            request.basic_auth("portal", Some(SECRET))
        };
        loop {
            let Some(answer) = self.patiently(request).await else {
                continue;
            };
            assert_eq!(answer.status(), 200, "{request_id}");
            // The platform may die in the middle of an answer.
            let Ok(body) = answer.json::<Value>().await else {
                continue;
            };
            let information = &body["paymentInformation"];
            let text = |key: &str| information[key].as_str().unwrap().to_owned();
            return Told {
                request_id: request_id.to_owned(),
                transaction: text("transactionId"),
                transaction_url: text("transactionUrl"),
                approved: false,
                payed: None,
            };
        }
    }

    /// Page, PayPal, approval; the way back.
    async fn goes_to_the_provider(&self, told: &mut Told, habit: Habit) -> Option<String> {
        let page = format!("{}/musterstadt/pay/{}", self.here.base, told.transaction);
        let shown = self.patiently(|| self.client.get(&page)).await?;
        assert_eq!(shown.status(), 200);
        let choose = || self.client.post(format!("{page}/start/paypal"));
        let chosen = self.patiently(choose).await?;
        let to = location(&chosen);
        // Otherwise back to the page: the provider's answer is still open.
        let order = to.strip_prefix(&format!("{}/checkoutnow?token=", self.here.simulator))?;
        if habit == Habit::Leaves {
            return None;
        }
        let approve = format!("{}/checkoutnow/{order}/approve", self.here.simulator);
        let approved = self.client.post(approve).send().await.unwrap();
        told.approved = true;
        Some(location(&approved))
    }

    async fn asks_what_became_of_it(&self, told: &mut Told) {
        let request = || {
            let request = self.client.get(&told.transaction_url);
            request.basic_auth("portal", Some(SECRET))
        };
        let Some(answer) = self.patiently(request).await else {
            return;
        };
        assert_eq!(answer.status(), 200);
        let Ok(body) = answer.json::<Value>().await else {
            return;
        };
        let information = &body["paymentInformation"];
        assert_eq!(information["transactionId"], told.transaction.as_str());
        if information["status"] == "PAYED" {
            told.payed = Some(information.clone());
        }
    }

    /// Tries until an answer comes; `None` when the patience is at an end.
    async fn patiently(&self, request: impl Fn() -> RequestBuilder) -> Option<Response> {
        for _ in 0..RELOADS {
            if let Ok(answer) = request().send().await
                && !answer.status().is_server_error()
            {
                self.answered.fetch_add(1, Ordering::Relaxed);
                return Some(answer);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
        None
    }
}
