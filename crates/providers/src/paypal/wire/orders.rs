//! Orders v2.

use serde::{Deserialize, Serialize};

use super::captures::{Capture, Payee};
use super::money::Amount;
use super::{Link, nullable, readable};

#[derive(Serialize)]
pub(crate) struct CreateOrder<'a> {
    pub(crate) intent: &'static str,
    pub(crate) purchase_units: [NewUnit<'a>; 1],
    pub(crate) payment_source: NewSource<'a>,
}

/// One unit without items: a single amount cannot disagree with a sum.
#[derive(Serialize)]
pub(crate) struct NewUnit<'a> {
    pub(crate) reference_id: &'static str,
    pub(crate) description: &'a str,
    pub(crate) custom_id: String,
    pub(crate) invoice_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) soft_descriptor: String,
    pub(crate) amount: Amount,
}

#[derive(Serialize)]
pub(crate) struct NewSource<'a> {
    pub(crate) paypal: NewWallet<'a>,
}

#[derive(Serialize)]
pub(crate) struct NewWallet<'a> {
    pub(crate) experience_context: ExperienceContext<'a>,
}

#[derive(Serialize)]
pub(crate) struct ExperienceContext<'a> {
    pub(crate) brand_name: &'a str,
    pub(crate) locale: &'static str,
    pub(crate) landing_page: &'static str,
    pub(crate) shipping_preference: &'static str,
    pub(crate) user_action: &'static str,
    pub(crate) payment_method_preference: &'static str,
    pub(crate) return_url: String,
    pub(crate) cancel_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) app_switch_context: Option<AppSwitchContext<'a>>,
}

#[derive(Serialize)]
pub(crate) struct AppSwitchContext<'a> {
    pub(crate) mobile_web: MobileWeb<'a>,
}

#[derive(Serialize)]
pub(crate) struct MobileWeb<'a> {
    pub(crate) return_flow: &'static str,
    pub(crate) buyer_user_agent: &'a str,
}

/// `{}`: taking the money needs no more than the order's name in the address.
#[derive(Serialize)]
pub(crate) struct CaptureOrder {}

#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    pub(crate) id: String,
    /// Left out when the order's only capture was declined.
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) status: OrderStatus,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) purchase_units: Vec<Unit>,
    #[serde(default, deserialize_with = "readable")]
    pub(crate) links: Vec<Link>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum OrderStatus {
    Created,
    Saved,
    PayerActionRequired,
    Approved,
    Voided,
    Completed,
    #[default]
    #[serde(other)]
    Unknown,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Unit {
    pub(crate) custom_id: Option<String>,
    pub(crate) payee: Option<Payee>,
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) payments: Payments,
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Payments {
    #[serde(default, deserialize_with = "nullable")]
    pub(crate) captures: Vec<Capture>,
}
