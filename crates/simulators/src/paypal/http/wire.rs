//! What goes over the wire, field by field and in the provider's order.

use serde::Serialize;
use serde_json::Value;

use crate::paypal::payments::amounts;

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Amount {
    pub(crate) currency_code: String,
    pub(crate) value: String,
}

impl Amount {
    pub(crate) fn new(currency: &str, cents: i64) -> Self {
        Self {
            currency_code: currency.to_owned(),
            value: amounts::format(cents),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) rel: &'static str,
    pub(crate) method: &'static str,
}

impl Link {
    pub(crate) fn get(href: impl Into<String>, rel: &'static str) -> Self {
        Self {
            href: href.into(),
            rel,
            method: "GET",
        }
    }

    pub(crate) fn post(href: impl Into<String>, rel: &'static str) -> Self {
        Self {
            href: href.into(),
            rel,
            method: "POST",
        }
    }

    pub(crate) fn patch(href: impl Into<String>, rel: &'static str) -> Self {
        Self {
            href: href.into(),
            rel,
            method: "PATCH",
        }
    }

    pub(crate) fn delete(href: impl Into<String>, rel: &'static str) -> Self {
        Self {
            href: href.into(),
            rel,
            method: "DELETE",
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Name {
    pub(crate) given_name: &'static str,
    pub(crate) surname: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Address {
    pub(crate) country_code: &'static str,
}

/// `payment_source.paypal`: empty before the buyer approved.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Wallet {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email_address: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account_status: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Address>,
    /// `IN_PROGRESS` while the buyer has the page open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) experience_status: Option<&'static str>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct PaymentSource {
    pub(crate) paypal: Wallet,
}

#[derive(Clone, Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "the provider's names")]
pub(crate) struct Payer {
    pub(crate) name: Name,
    pub(crate) email_address: &'static str,
    pub(crate) payer_id: String,
    pub(crate) address: Address,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Payee {
    pub(crate) email_address: String,
    pub(crate) merchant_id: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnitAmount {
    #[serde(flatten)]
    pub(crate) amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) breakdown: Option<Value>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Payments {
    pub(crate) captures: Vec<CaptureView>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct UnitView {
    pub(crate) reference_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) amount: Option<UnitAmount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payee: Option<Payee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) invoice_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) soft_descriptor: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) items: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payments: Option<Payments>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct OrderView {
    pub(crate) id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) intent: Option<&'static str>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payment_source: Option<PaymentSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) purchase_units: Option<Vec<UnitView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payer: Option<Payer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) create_time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) update_time: Option<String>,
    pub(crate) links: Vec<Link>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Status {
    pub(crate) status: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Reason {
    pub(crate) reason: &'static str,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Receivable {
    pub(crate) gross_amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) paypal_fee: Option<Amount>,
    pub(crate) net_amount: Amount,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct RelatedIds {
    pub(crate) order_id: String,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Supplementary {
    pub(crate) related_ids: RelatedIds,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct CaptureView {
    pub(crate) id: String,
    pub(crate) status: &'static str,
    pub(crate) amount: Amount,
    pub(crate) final_capture: bool,
    pub(crate) disbursement_mode: &'static str,
    pub(crate) seller_protection: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seller_receivable_breakdown: Option<Receivable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) invoice_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_id: Option<String>,
    pub(crate) links: Vec<Link>,
    pub(crate) create_time: String,
    pub(crate) update_time: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_details: Option<Reason>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payee: Option<Payee>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) supplementary_data: Option<Supplementary>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct Payable {
    pub(crate) gross_amount: Amount,
    pub(crate) paypal_fee: Amount,
    pub(crate) net_amount: Amount,
    pub(crate) total_refunded_amount: Amount,
}

/// A refund; `status` comes first only in the short form.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RefundView {
    pub(crate) id: String,
    pub(crate) amount: Amount,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) seller_payable_breakdown: Option<Payable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) invoice_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) custom_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) note_to_payer: Option<String>,
    pub(crate) status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status_details: Option<Reason>,
    pub(crate) create_time: String,
    pub(crate) update_time: String,
    pub(crate) links: Vec<Link>,
}

#[derive(Clone, Debug, Serialize)]
pub(crate) struct RefundShort {
    pub(crate) id: String,
    pub(crate) status: &'static str,
    pub(crate) links: Vec<Link>,
}
