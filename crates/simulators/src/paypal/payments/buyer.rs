//! What a buyer can do on the provider's page, in a browser or from a program.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::paypal::payments::orders::{self, Approval, Order, OrderStatus, Plan, Shape, view};
use crate::paypal::state::{Due, State};
use crate::paypal::webhooks::{self, News};

/// A button on the buyer's page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Pays and comes back.
    Pay,
    /// Pays and closes the window.
    PayAndStay,
    /// Pays and comes back in another browser: the page only shows the address.
    PayElsewhere,
    /// Approves with an instrument that the first capture declines.
    DeclinedInstrument,
    /// The payment is reviewed, then completed.
    Review,
    /// The payment is reviewed, then denied.
    ReviewDenied,
    /// The capture is declined.
    Declined,
    /// Pays by card without an account.
    Guest,
    Cancel,
    /// The buyer's account is locked: an error page, no way back.
    Locked,
}

impl Choice {
    /// Every choice with the word its address ends in.
    pub(crate) const ALL: &[(Self, &str)] = &[
        (Self::Pay, "approve"),
        (Self::PayAndStay, "approve-and-stay"),
        (Self::PayElsewhere, "approve-elsewhere"),
        (Self::DeclinedInstrument, "declined-instrument"),
        (Self::Review, "review"),
        (Self::ReviewDenied, "review-denied"),
        (Self::Declined, "declined"),
        (Self::Guest, "guest"),
        (Self::Cancel, "cancel"),
        (Self::Locked, "locked"),
    ];

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == word)
            .map(|(choice, _)| *choice)
    }

    pub(crate) fn word(self) -> &'static str {
        let mut all = Self::ALL.iter();
        all.find(|(choice, _)| *choice == self)
            .map_or("", |(_, word)| *word)
    }

    const fn plan(self) -> Option<Plan> {
        match self {
            Self::Pay | Self::PayAndStay | Self::PayElsewhere | Self::Guest => Some(Plan::Pay),
            Self::DeclinedInstrument => Some(Plan::DeclineInstrumentOnce),
            Self::Review => Some(Plan::ReviewThenComplete),
            Self::ReviewDenied => Some(Plan::ReviewThenDeny),
            Self::Declined => Some(Plan::Decline),
            Self::Cancel | Self::Locked => None,
        }
    }
}

/// What the buyer's browser does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Goes to this address of the shop.
    Go(String),
    /// Stays; the address the shop would have been called back at, if any.
    Stay(Option<String>),
    /// The order is not known (any more).
    Gone(Option<String>),
}

/// Does what the buyer chose.
pub(crate) fn choose(state: &mut State, id: &str, choice: Choice) -> Next {
    let Some(order) = orders::alive(state, id) else {
        return Next::Gone(state.orders.get(id).and_then(cancel_address));
    };
    let settled = match order.status {
        OrderStatus::Approved | OrderStatus::Completed => true,
        OrderStatus::Created | OrderStatus::PayerActionRequired => false,
    };
    let way_back = return_address(state, order);
    if settled {
        return way_back.map_or(Next::Stay(None), Next::Go);
    }
    let magic = state.knobs.amount_magic && choice == Choice::Pay;
    let cents = order.units.first().map_or(0, |unit| unit.cents);
    let (choice, plan) = if magic {
        magic_choice(cents)
    } else {
        (choice, choice.plan())
    };
    let Some(plan) = plan else {
        return match choice {
            Choice::Cancel => cancel_address(order).map_or(Next::Stay(None), Next::Go),
            Choice::Pay
            | Choice::PayAndStay
            | Choice::PayElsewhere
            | Choice::DeclinedInstrument
            | Choice::Review
            | Choice::ReviewDenied
            | Choice::Declined
            | Choice::Guest
            | Choice::Locked => Next::Stay(None),
        };
    };
    approve(state, id, plan, choice == Choice::Guest);
    match choice {
        Choice::PayAndStay => Next::Stay(None),
        Choice::PayElsewhere => Next::Stay(way_back),
        Choice::Pay
        | Choice::DeclinedInstrument
        | Choice::Review
        | Choice::ReviewDenied
        | Choice::Declined
        | Choice::Guest
        | Choice::Cancel
        | Choice::Locked => way_back.map_or(Next::Stay(None), Next::Go),
    }
}

/// Cents that choose by themselves what a plain payment does.
const fn magic_choice(cents: i64) -> (Choice, Option<Plan>) {
    match cents % 100 {
        1 => (Choice::Declined, Some(Plan::Decline)),
        2 => (Choice::Review, Some(Plan::ReviewThenComplete)),
        3 => (Choice::ReviewDenied, Some(Plan::ReviewThenDeny)),
        4 => (
            Choice::DeclinedInstrument,
            Some(Plan::DeclineInstrumentOnce),
        ),
        5 => (Choice::PayAndStay, Some(Plan::Pay)),
        6 => (Choice::Pay, Some(Plan::PayThenDispute)),
        7 => (Choice::Pay, Some(Plan::PayThenReverseHalf)),
        _ => (Choice::Pay, Some(Plan::Pay)),
    }
}

fn approve(state: &mut State, id: &str, plan: Plan, guest: bool) {
    let now = state.now();
    let Some(order) = state.orders.get_mut(id) else {
        return;
    };
    order.status = OrderStatus::Approved;
    order.plan = plan;
    order.approval = Some(if guest {
        Approval::Guest
    } else {
        Approval::Wallet
    });
    order.approved = Some(now);
    if state.knobs.approval_reversal_told {
        let lifetime = Duration::from_secs(state.knobs.order_lifetime_s);
        state.schedule(lifetime, Due::LapseApproval(id.to_owned()));
    }
    let Some(order) = state.orders.get(id) else {
        return;
    };
    let app = Arc::clone(&order.app);
    if !state.webhooks.has_listener(&app.client_id) {
        return;
    }
    let Some(order) = state.orders.get(id) else {
        return;
    };
    let resource = view::order(state, order, Shape::Full);
    let news = News {
        event_type: "CHECKOUT.ORDER.APPROVED",
        kind: ("checkout-order", "2.0"),
        summary: "An order has been approved by buyer".to_owned(),
        after: Duration::ZERO,
    };
    webhooks::publish(state, &app, &news, &resource);
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "the provider's names")]
struct ReversedUnit {
    reference_id: String,
    custom_id: Option<String>,
    invoice_id: Option<String>,
}

#[derive(Serialize)]
struct ReversedApproval<'a> {
    order_id: &'a str,
    purchase_units: Vec<ReversedUnit>,
    payment_source: serde_json::Value,
}

/// An approved order's time is over: its approval is told to be reversed. False when it was
/// captured, or approved again since.
pub(crate) fn lapse(state: &mut State, id: &str) -> bool {
    let over = orders::alive(state, id).is_none();
    let told = over && reverse_approval(state, id);
    if let Some(order) = state.orders.get_mut(id).filter(|_| told) {
        order.forced_out = true;
    }
    told
}

/// Ends an order before its time; an approval is told to be reversed. False when it is not open.
pub(crate) fn expire(state: &mut State, id: &str) -> bool {
    let open = orders::alive(state, id).is_some_and(|order| order.status != OrderStatus::Completed);
    if !open {
        return false;
    }
    reverse_approval(state, id);
    if let Some(order) = state.orders.get_mut(id) {
        order.forced_out = true;
    }
    true
}

/// Tells that an approval was reversed. False when there is none.
fn reverse_approval(state: &mut State, id: &str) -> bool {
    let approved = |order: &&Order| order.status == OrderStatus::Approved && !order.forced_out;
    let order = state.orders.get(id).filter(approved).cloned();
    if let Some(order) = &order {
        let reversed = |unit: &orders::Unit| ReversedUnit {
            reference_id: unit.reference_id.clone(),
            custom_id: unit.custom_id.clone(),
            invoice_id: unit.invoice_id.clone(),
        };
        let resource = ReversedApproval {
            order_id: &order.id,
            purchase_units: order.units.iter().map(reversed).collect(),
            payment_source: serde_json::json!({ "paypal": {} }),
        };
        let news = News {
            event_type: "CHECKOUT.PAYMENT-APPROVAL.REVERSED",
            kind: ("checkout-order", "2.0"),
            summary: "A payment has been reversed after approval.".to_owned(),
            after: Duration::ZERO,
        };
        webhooks::publish(state, &order.app, &news, &resource);
    }
    order.is_some()
}

/// The shop's address with what the provider appends; an own query is kept.
fn return_address(state: &State, order: &Order) -> Option<String> {
    let address = order.experience.return_url.as_ref()?;
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!(
        "{address}{joint}token={}&PayerID={}",
        order.id, state.buyer
    ))
}

pub(crate) fn cancel_address(order: &Order) -> Option<String> {
    let address = order.experience.cancel_url.as_ref()?;
    let joint = if address.contains('?') { '&' } else { '?' };
    Some(format!("{address}{joint}token={}", order.id))
}
