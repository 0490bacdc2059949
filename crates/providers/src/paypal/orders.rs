//! Orders: made for the payer to approve, looked up, and turned into money.

use http::Method;
use url::Url;

use super::{captures, ids};
use crate::paypal::connection::api::{Api, Call};
use crate::paypal::connection::errors::{Failure, Meaning, Problem};
use crate::paypal::wire::captures::{Capture, CaptureStatus};
use crate::paypal::wire::money::Amount;
use crate::paypal::wire::orders::{
    AppSwitchContext, CaptureOrder, CreateOrder, ExperienceContext, MobileWeb, NewSource, NewUnit,
    NewWallet, Order, OrderStatus, Unit,
};
use crate::{
    CaptureOutcome, CaptureState, DESCRIPTOR_LETTERS_MAX, Expected, Intent, OrderState,
    ProviderRef, Refusal, Started,
};

/// Brand and description: longer ones are refused or cut by PayPal.
const TEXT_MAX: usize = 127;
/// Longer names of browsers may not be sent, and shortened ones neither.
const AGENT_MAX: usize = 512;

pub(super) async fn start(api: &Api, intent: &Intent) -> Started {
    match create(api, intent).await {
        Ok(order) => started(api, intent, &order),
        Err(Failure::NoAnswer) => Started::Unknown,
        Err(Failure::LoggedOut) => Started::Refused {
            reason: Refusal::Credentials,
        },
        Err(Failure::Refused(problem)) => match problem.meaning() {
            Meaning::InProgress => Started::Unknown,
            Meaning::AlreadyCaptured
            | Meaning::NotApproved
            | Meaning::BuyerMustAct
            | Meaning::Gone
            | Meaning::Credentials
            | Meaning::Permission
            | Meaning::Account
            | Meaning::Request
            | Meaning::Final => Started::Refused {
                reason: problem.refusal(),
            },
        },
    }
}

async fn create(api: &Api, intent: &Intent) -> Result<Order, Failure> {
    let order = CreateOrder {
        intent: "CAPTURE",
        purchase_units: [NewUnit {
            reference_id: "default",
            description: first_chars(&intent.text, TEXT_MAX),
            custom_id: intent.payment.to_string(),
            invoice_id: format!("{}-{}", intent.reference, intent.number),
            soft_descriptor: soft_descriptor(&intent.statement_descriptor),
            amount: Amount::of(intent.amount),
        }],
        payment_source: NewSource {
            paypal: NewWallet {
                experience_context: experience(api, intent),
            },
        },
    };
    let path = "/v2/checkout/orders".to_owned();
    let request_id = format!("o-{}", intent.attempt.as_uuid().simple());
    api.call(Call::send("create order", Method::POST, path, &order)?.once(request_id))
        .await
}

fn experience<'a>(api: &Api, intent: &'a Intent) -> ExperienceContext<'a> {
    let agent = intent
        .buyer_agent
        .as_deref()
        .filter(|agent| is_telephone(agent));
    let agent = agent.filter(|_| api.account.app_switch);
    ExperienceContext {
        brand_name: first_chars(&intent.payee, TEXT_MAX),
        locale: locale(&intent.language),
        landing_page: "NO_PREFERENCE",
        shipping_preference: "NO_SHIPPING",
        user_action: "PAY_NOW",
        // Leaves out means of payment that would keep the money pending for days.
        payment_method_preference: "IMMEDIATE_PAYMENT_REQUIRED",
        return_url: without_fragment(&intent.return_url),
        cancel_url: without_fragment(&intent.cancel_url),
        app_switch_context: agent.map(|agent| AppSwitchContext {
            mobile_web: MobileWeb {
                return_flow: "AUTO",
                buyer_user_agent: agent,
            },
        }),
    }
}

/// The language of `PayPal`'s pages. Codes from its list of locales, which has no Ukrainian; for
/// languages it does not speak its English is the one most people read.
fn locale(tag: &str) -> &'static str {
    match tag.split('-').next().unwrap_or_default() {
        "de" => "de-DE",
        "tr" => "tr-TR",
        "ar" => "ar-EG",
        _ => "en-GB",
    }
}

fn started(api: &Api, intent: &Intent, order: &Order) -> Started {
    let Some(reference) = ids::order(&order.id) else {
        return Started::Unknown;
    };
    let link = |rel| order.links.iter().find(|link| link.rel == rel);
    let Some(link) = link("payer-action").or_else(|| link("approve")) else {
        // Asked again, PayPal tells the order's present state: once approved it has no link.
        return match order.status {
            OrderStatus::Approved | OrderStatus::Completed => Started::Redirect {
                order: reference,
                to: intent.return_url.clone(),
            },
            OrderStatus::Created
            | OrderStatus::Saved
            | OrderStatus::PayerActionRequired
            | OrderStatus::Voided
            | OrderStatus::Unknown => Started::Unknown,
        };
    };
    match Url::parse(&link.href) {
        Ok(to) if api.hosts.is_buyer_page(&to) => Started::Redirect {
            order: reference,
            to,
        },
        Ok(_) | Err(_) => {
            tracing::error!(provider.order = %reference, "PayPal's buyer link leads elsewhere");
            Started::Refused {
                reason: Refusal::Other("FOREIGN_BUYER_LINK".to_owned()),
            }
        }
    }
}

pub(super) async fn look_up(api: &Api, order: &ProviderRef, expected: &Expected) -> OrderState {
    let call = Call::get("look up order", format!("/v2/checkout/orders/{order}"));
    match api.call::<Order>(call).await {
        Ok(answer) => state(api, order, &answer, expected),
        Err(Failure::Refused(problem)) if problem.meaning() == Meaning::Gone => OrderState::Gone,
        Err(Failure::Refused(_) | Failure::LoggedOut | Failure::NoAnswer) => OrderState::Unknown,
    }
}

/// A completed order says only that there is a capture; the capture says whether there is money.
fn state(api: &Api, order: &ProviderRef, answer: &Order, expected: &Expected) -> OrderState {
    if answer.id != order.as_str() {
        return OrderState::Unknown;
    }
    if let Some((unit, capture)) = weightiest_capture(answer) {
        return match captures::judge(api, capture, Some(unit), Some(expected)) {
            CaptureState::Completed(fact)
            | CaptureState::PartlyRefunded(fact)
            | CaptureState::Refunded(fact) => OrderState::Captured(fact),
            CaptureState::Pending(fact) => OrderState::Pending(fact),
            CaptureState::Declined { reason } => OrderState::Declined { reason },
            CaptureState::Gone | CaptureState::Unknown => OrderState::Unknown,
        };
    }
    match answer.status {
        OrderStatus::Created | OrderStatus::Saved | OrderStatus::PayerActionRequired => {
            OrderState::Waiting
        }
        OrderStatus::Approved => OrderState::Approved,
        OrderStatus::Voided => OrderState::Gone,
        OrderStatus::Completed | OrderStatus::Unknown => OrderState::Unknown,
    }
}

/// Money before money on hold, before what cannot be read, before refusals.
fn weightiest_capture(order: &Order) -> Option<(&Unit, &Capture)> {
    let captures = order.purchase_units.iter().flat_map(|unit| {
        unit.payments
            .captures
            .iter()
            .map(move |capture| (unit, capture))
    });
    captures.min_by_key(|(_, capture)| match capture.status {
        CaptureStatus::Completed | CaptureStatus::PartiallyRefunded | CaptureStatus::Refunded => 0,
        CaptureStatus::Pending => 1,
        CaptureStatus::Unknown => 2,
        CaptureStatus::Declined | CaptureStatus::Failed => 3,
    })
}

pub(super) async fn capture(
    api: &Api,
    order: &ProviderRef,
    number: u32,
    expected: &Expected,
) -> CaptureOutcome {
    match take(api, order, number).await {
        Ok(answer) => match state(api, order, &answer, expected) {
            OrderState::Captured(fact) => CaptureOutcome::Captured(fact),
            OrderState::Pending(fact) => CaptureOutcome::Pending(fact),
            OrderState::Declined { reason } => CaptureOutcome::Declined { reason },
            OrderState::Gone => CaptureOutcome::Gone,
            OrderState::Waiting | OrderState::Approved | OrderState::Unknown => {
                CaptureOutcome::Unknown
            }
        },
        Err(Failure::Refused(problem)) => after_refusal(api, order, expected, &problem).await,
        Err(Failure::LoggedOut | Failure::NoAnswer) => CaptureOutcome::Unknown,
    }
}

async fn take(api: &Api, order: &ProviderRef, number: u32) -> Result<Order, Failure> {
    let path = format!("/v2/checkout/orders/{order}/capture");
    let call = Call::send("capture order", Method::POST, path, &CaptureOrder {})?;
    api.call(call.once(format!("c-{order}-{number}")).in_full())
        .await
}

async fn after_refusal(
    api: &Api,
    order: &ProviderRef,
    expected: &Expected,
    problem: &Problem,
) -> CaptureOutcome {
    let otherwise = match problem.meaning() {
        Meaning::NotApproved => return CaptureOutcome::NotApproved,
        Meaning::BuyerMustAct => return CaptureOutcome::BuyerMustAct,
        Meaning::Gone => return CaptureOutcome::Gone,
        // The call never got as far as the order.
        Meaning::InProgress | Meaning::Credentials => return CaptureOutcome::Unknown,
        Meaning::AlreadyCaptured => CaptureOutcome::Unknown,
        Meaning::Permission | Meaning::Account | Meaning::Request | Meaning::Final => {
            CaptureOutcome::Declined {
                reason: problem.refusal(),
            }
        }
    };
    // Before we call it final: another call for the same money may have been faster. This is the
    // usual way to success after `ORDER_ALREADY_CAPTURED`.
    match look_up(api, order, expected).await {
        OrderState::Captured(fact) => CaptureOutcome::Captured(fact),
        OrderState::Pending(fact) => CaptureOutcome::Pending(fact),
        OrderState::Declined { reason } => CaptureOutcome::Declined { reason },
        OrderState::Gone => CaptureOutcome::Gone,
        OrderState::Unknown => CaptureOutcome::Unknown,
        OrderState::Waiting | OrderState::Approved => otherwise,
    }
}

fn first_chars(text: &str, most: usize) -> &str {
    let end = text
        .char_indices()
        .nth(most)
        .map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or(text)
}

/// Letters, digits, dash, dot and space: German letters are spelt out, the rest is left out.
fn soft_descriptor(name: &str) -> String {
    let mut spelt = String::new();
    for letter in name.chars() {
        match letter {
            'ä' => spelt.push_str("ae"),
            'ö' => spelt.push_str("oe"),
            'ü' => spelt.push_str("ue"),
            'Ä' => spelt.push_str("Ae"),
            'Ö' => spelt.push_str("Oe"),
            'Ü' => spelt.push_str("Ue"),
            'ß' => spelt.push_str("ss"),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | ' ' => spelt.push(letter),
            _ => {}
        }
    }
    first_chars(spelt.trim(), DESCRIPTOR_LETTERS_MAX)
        .trim_end()
        .to_owned()
}

/// Browsers of telephones all say so, those of tablets mostly do not.
fn is_telephone(agent: &str) -> bool {
    agent.len() <= AGENT_MAX && agent.contains("Mobi")
}

fn without_fragment(url: &Url) -> String {
    let mut url = url.clone();
    url.set_fragment(None);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citys_name_fits_on_an_account_statement() {
        assert_eq!(soft_descriptor("Köln"), "Koeln");
        assert_eq!(soft_descriptor("Groß-Gerau (Kreis)"), "Gross-Gerau Kreis");
        assert_eq!(
            soft_descriptor("Landeshauptstadt München"),
            "Landeshauptstadt Muenc"
        );
        assert_eq!(soft_descriptor("東京"), "");
        assert_eq!(
            soft_descriptor("Verbandsgemeinde Nordw").len(),
            DESCRIPTOR_LETTERS_MAX
        );
    }

    #[test]
    fn texts_are_cut_between_letters() {
        assert_eq!(first_chars("Gebühr", 4), "Gebü");
        assert_eq!(first_chars("Gebühr", 127), "Gebühr");
        assert_eq!(first_chars("", 127), "");
    }
}
