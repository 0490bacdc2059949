//! Orders as answers and events show them.

use super::{Approval, Intent, Order, OrderStatus, Unit, Visit};
use crate::common::clock;
use crate::paypal::http::wire::{
    Address, Amount, Link, Name, OrderView, Payee, Payer, PaymentSource, Payments, UnitAmount,
    UnitView, Wallet,
};
use crate::paypal::payments::captures;
use crate::paypal::state::State;

/// How much of an order is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A new order's short form: id, status, links.
    Created,
    /// A captured order's short form: with its captures and the buyer.
    Captured,
    Full,
}

const NAME: Name = Name {
    given_name: "Erika",
    surname: "Beispiel",
};
const MAIL: &str = "erika.beispiel@mail.example";

pub(crate) const fn status_text(status: OrderStatus) -> &'static str {
    match status {
        OrderStatus::Created => "CREATED",
        OrderStatus::PayerActionRequired => "PAYER_ACTION_REQUIRED",
        OrderStatus::Approved => "APPROVED",
        OrderStatus::Completed => "COMPLETED",
    }
}

pub(crate) fn order(state: &State, order: &Order, shape: Shape) -> OrderView {
    let full = shape == Shape::Full;
    let units = || {
        order
            .units
            .iter()
            .map(|unit| unit_view(state, order, unit, shape))
            .collect()
    };
    OrderView {
        id: order.id.clone(),
        intent: full.then_some(match order.intent {
            Intent::Capture => "CAPTURE",
            Intent::Authorize => "AUTHORIZE",
        }),
        status: status_text(order.status),
        payment_source: source(state, order),
        purchase_units: (shape != Shape::Created).then(units),
        payer: order.approval.map(|_| Payer {
            name: NAME,
            email_address: MAIL,
            payer_id: state.buyer.clone(),
            address: Address { country_code: "DE" },
        }),
        create_time: full.then(|| clock::seconds(order.created)),
        update_time: order.updated.filter(|_| full).map(clock::seconds),
        links: links(state, order),
    }
}

fn source(state: &State, order: &Order) -> Option<PaymentSource> {
    let paypal = match order.approval {
        None if !order.wallet => return None,
        None => Wallet {
            experience_status: (order.visit != Visit::None).then_some("IN_PROGRESS"),
            ..Wallet::default()
        },
        Some(approval) => Wallet {
            email_address: Some(MAIL),
            account_id: Some(state.buyer.clone()),
            account_status: (approval == Approval::Wallet).then_some("VERIFIED"),
            name: Some(NAME),
            address: Some(Address { country_code: "DE" }),
            experience_status: None,
        },
    };
    Some(PaymentSource { paypal })
}

pub(crate) fn payee(order: &Order) -> Payee {
    Payee {
        email_address: order.app.email.clone(),
        merchant_id: order.app.merchant_id.clone(),
    }
}

fn unit_view(state: &State, order: &Order, unit: &Unit, shape: Shape) -> UnitView {
    let full = shape == Shape::Full;
    let amount = || UnitAmount {
        amount: Amount::new(&unit.currency, unit.cents),
        breakdown: unit.breakdown.clone(),
    };
    let capture = unit.capture.as_ref().and_then(|id| state.captures.get(id));
    let captures = capture.map(|capture| vec![captures::view(state, capture)]);
    let when_full = |text: &Option<String>| text.clone().filter(|_| full);
    UnitView {
        reference_id: unit.reference_id.clone(),
        amount: full.then(amount),
        payee: full.then(|| payee(order)),
        description: when_full(&unit.description),
        custom_id: when_full(&unit.custom_id),
        invoice_id: when_full(&unit.invoice_id),
        soft_descriptor: when_full(&unit.soft_descriptor),
        items: unit.items.clone().filter(|_| full),
        payments: captures.map(|captures| Payments { captures }),
    }
}

/// Where the buyer is sent.
pub(crate) fn buyer_link(state: &State, order: &Order) -> String {
    let switch = state.knobs.app_switch_eligible && order.experience.app_switch.is_some();
    let page = if switch {
        "app-switch-checkout"
    } else {
        "checkoutnow"
    };
    state.link(&format!("/{page}?token={}", order.id))
}

fn links(state: &State, order: &Order) -> Vec<Link> {
    let own = state.link(&format!("/v2/checkout/orders/{}", order.id));
    let capture = || Link::post(format!("{own}/capture"), "capture");
    let own_link = Link::get(own.clone(), "self");
    match order.status {
        OrderStatus::Created => vec![
            own_link,
            Link::get(buyer_link(state, order), "approve"),
            Link::patch(own.clone(), "update"),
            capture(),
        ],
        OrderStatus::PayerActionRequired => {
            vec![
                own_link,
                Link::get(buyer_link(state, order), "payer-action"),
            ]
        }
        OrderStatus::Approved => vec![own_link, Link::patch(own.clone(), "update"), capture()],
        OrderStatus::Completed => vec![own_link],
    }
}
