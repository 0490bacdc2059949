//! A simulator's own books: what really happened to the money. Every test compares with them.

use jiff::Timestamp;
use serde::Serialize;

use crate::common::clock::seconds;

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
    /// In the provider's word, as on the wire.
    pub status: &'static str,
    /// The money arrived, refunded since or not.
    #[serde(skip)]
    pub arrived: bool,
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
        self.captures.iter().filter(|capture| capture.arrived)
    }
}
