//! `PayPal-Request-Id`: the same id means the same thing, whatever the body says.
//!
//! What is kept is the resource a call made, not its answer: a repetition shows the resource as it
//! is now, with 200 instead of 201. Refused calls are not kept.

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use crate::common::clock::later;
use crate::paypal::http::call::Request;

/// Orders keep a request id for six hours, payments for 45 days.
pub(crate) const ORDERS_KEPT: Duration = Duration::from_hours(6);
pub(crate) const PAYMENTS_KEPT: Duration = Duration::from_hours(45 * 24);

/// The resource an earlier call with the same id made or changed.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    Created(String),
    Captured(String),
    Refunded(String),
}

#[derive(Debug)]
struct Kept {
    outcome: Outcome,
    until: Timestamp,
    body: u32,
}

#[derive(Debug, Default)]
pub(crate) struct Replays {
    kept: HashMap<String, Kept>,
    /// In the order of storing, for forgetting.
    order: VecDeque<(Timestamp, String)>,
    running: HashSet<String>,
}

/// What the store says about a call.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) outcome: Outcome,
    /// The repetition came with another body.
    pub(crate) other_body: bool,
}

impl Replays {
    pub(crate) fn find(&self, request: &Request<'_>) -> Option<Known> {
        let kept = self.kept.get(&key(request)?)?;
        let other_body = kept.body != crc32fast::hash(&request.call.body);
        let known = Known {
            outcome: kept.outcome.clone(),
            other_body,
        };
        (kept.until > request.call.now).then_some(known)
    }

    pub(crate) fn keep(&mut self, request: &Request<'_>, outcome: Outcome, life: Duration) {
        let now = request.call.now;
        while let Some((until, _)) = self.order.front()
            && *until <= now
        {
            self.forget_oldest(now);
        }
        let Some(key) = key(request) else { return };
        let until = later(now, life);
        self.order.push_back((until, key.clone()));
        let body = crc32fast::hash(&request.call.body);
        self.kept.insert(
            key,
            Kept {
                outcome,
                until,
                body,
            },
        );
    }

    fn forget_oldest(&mut self, now: Timestamp) {
        if let Some((_, key)) = self.order.pop_front()
            && self.kept.get(&key).is_some_and(|kept| kept.until <= now)
        {
            self.kept.remove(&key);
        }
    }

    /// Marks a call as running; false when its twin already is.
    pub(crate) fn begin(&mut self, what: &str) -> bool {
        self.running.insert(what.to_owned())
    }

    pub(crate) fn end(&mut self, what: &str) {
        self.running.remove(what);
    }
}

fn key(request: &Request<'_>) -> Option<String> {
    let id = request.call.request_id()?;
    let caller = &request.caller;
    let Request { call, .. } = request;
    let who = (&caller.client_id, &caller.app.merchant_id);
    Some(format!(
        "{} {} {} {} {id}",
        who.0, who.1, call.method, call.path
    ))
}
