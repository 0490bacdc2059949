//! The simulator's own books: what really happened to the money. The judge of every test.

use jiff::Timestamp;
use serde::Serialize;

use super::clock::seconds;
use super::state::State;

/// Every app's money.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Books {
    pub apps: Vec<AppBooks>,
}

#[derive(Clone, Debug, Serialize)]
pub struct AppBooks {
    pub client_id: String,
    pub merchant_id: String,
    pub name: String,
    /// Euro cents the provider holds for the merchant.
    pub balance_cents: i64,
    pub captures: Vec<BookedCapture>,
    pub refunds: Vec<BookedRefund>,
}

#[derive(Clone, Debug, Serialize)]
pub struct BookedCapture {
    pub id: String,
    pub order_id: String,
    pub gross_cents: i64,
    pub fee_cents: i64,
    pub refunded_cents: i64,
    pub currency: String,
    /// As on the wire: `COMPLETED`, `PENDING`, `DECLINED`, …
    pub status: &'static str,
    pub custom_id: Option<String>,
    pub invoice_id: Option<String>,
    #[serde(serialize_with = "as_text")]
    pub created: Timestamp,
}

#[derive(Clone, Debug, Serialize)]
pub struct BookedRefund {
    pub id: String,
    pub capture_id: String,
    pub amount_cents: i64,
    pub currency: String,
    pub status: &'static str,
    /// Taken back by the provider.
    pub reversal: bool,
    pub custom_id: Option<String>,
    pub invoice_id: Option<String>,
    #[serde(serialize_with = "as_text")]
    pub created: Timestamp,
}

fn as_text<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&seconds(*at))
}

impl Books {
    /// The books of one app.
    pub fn of(&self, client_id: &str) -> Option<&AppBooks> {
        self.apps.iter().find(|app| app.client_id == client_id)
    }
}

impl AppBooks {
    /// Captures whose money arrived, refunded or not.
    pub fn paid(&self) -> impl Iterator<Item = &BookedCapture> {
        let paid = ["COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"];
        self.captures
            .iter()
            .filter(move |capture| paid.contains(&capture.status))
    }
}

/// Copies the books out; apps of one merchant show the same money.
pub(crate) fn copy(state: &State) -> Books {
    let apps = state.accounts.apps().map(|app| {
        let ledger = state.accounts.ledger(&app.merchant_id);
        let captures = ledger
            .map(|ledger| ledger.captures.as_slice())
            .unwrap_or_default();
        let refunds = ledger
            .map(|ledger| ledger.refunds.as_slice())
            .unwrap_or_default();
        let captures = captures.iter().filter_map(|id| state.captures.get(id));
        let refunds = refunds.iter().filter_map(|id| state.refunds.get(id));
        AppBooks {
            client_id: app.client_id.clone(),
            merchant_id: app.merchant_id.clone(),
            name: app.name.clone(),
            balance_cents: ledger.map_or(0, |ledger| ledger.balance("EUR")),
            captures: captures
                .map(|capture| BookedCapture {
                    id: capture.id.clone(),
                    order_id: capture.order.clone(),
                    gross_cents: capture.cents,
                    fee_cents: capture.fee_cents,
                    refunded_cents: capture.refunded_cents,
                    currency: capture.currency.clone(),
                    status: capture.status.text(),
                    custom_id: capture.custom_id.clone(),
                    invoice_id: capture.invoice_id.clone(),
                    created: capture.created,
                })
                .collect(),
            refunds: refunds
                .map(|refund| BookedRefund {
                    id: refund.id.clone(),
                    capture_id: refund.capture.clone(),
                    amount_cents: refund.cents,
                    currency: refund.currency.clone(),
                    status: refund.status.text(),
                    reversal: refund.reversal,
                    custom_id: refund.custom_id.clone(),
                    invoice_id: refund.invoice_id.clone(),
                    created: refund.created,
                })
                .collect(),
        }
    });
    Books {
        apps: apps.collect(),
    }
}
