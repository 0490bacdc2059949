//! Merchants and their REST apps, and the money the provider holds for each.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;

/// How the provider charges for a payment. Integer arithmetic only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeeModel {
    /// Terms for public administration: the gross amount is credited, fees are invoiced once a
    /// month. A capture shows a fee of 0.00.
    GrossMonthly,
    /// A share of the amount in hundredths of a percent (299 = 2.99 %), rounded half up, plus
    /// cents.
    Percent { basis_points: u32, fixed_cents: u32 },
}

impl Default for FeeModel {
    fn default() -> Self {
        Self::Percent {
            basis_points: 299,
            fixed_cents: 39,
        }
    }
}

impl FeeModel {
    /// The fee a single payment of `gross_cents` is credited with.
    pub fn fee_cents(self, gross_cents: i64) -> i64 {
        match self {
            Self::GrossMonthly => 0,
            Self::Percent {
                basis_points,
                fixed_cents,
            } => {
                let share = i128::from(gross_cents) * i128::from(basis_points);
                let share = (share + 5_000) / 10_000;
                i64::try_from(share)
                    .unwrap_or(i64::MAX)
                    .saturating_add(i64::from(fixed_cents))
            }
        }
    }
}

/// A REST app of a merchant: what a client needs to know to call the API.
#[derive(Clone, Debug)]
pub struct App {
    pub client_id: String,
    pub client_secret: String,
    /// 13 × `[2-9A-HJ-NP-Z]`
    pub merchant_id: String,
    pub name: String,
    pub email: String,
    pub fee: FeeModel,
    /// May use transaction search; without it reporting answers 403.
    pub transaction_search: bool,
    /// Client ids of partners that may act for this merchant with an auth assertion.
    pub partners: Vec<String>,
}

impl App {
    /// An app with the terms for public administration and every permission.
    pub fn new(
        client_id: impl Into<String>,
        client_secret: impl Into<String>,
        merchant_id: impl Into<String>,
        name: impl Into<String>,
    ) -> Self {
        let merchant_id = merchant_id.into();
        Self {
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            email: format!("kasse.{}@gemeinde.example", merchant_id.to_lowercase()),
            merchant_id,
            name: name.into(),
            fee: FeeModel::GrossMonthly,
            transaction_search: true,
            partners: Vec::new(),
        }
    }
}

/// One line of a merchant's account, as reports show it.
#[derive(Clone, Debug)]
pub(crate) struct Transaction {
    pub(crate) id: String,
    pub(crate) event_code: &'static str,
    pub(crate) at: Timestamp,
    pub(crate) cents: i64,
    pub(crate) fee_cents: i64,
    pub(crate) currency: String,
    pub(crate) invoice_id: Option<String>,
    pub(crate) custom_id: Option<String>,
    /// The order or capture it belongs to, and the kind of reference.
    pub(crate) reference: Option<(String, &'static str)>,
    pub(crate) payer: Option<String>,
    pub(crate) bank_reference: Option<String>,
    pub(crate) ending_balance: i64,
}

impl Transaction {
    /// A line that belongs to no payment.
    pub(crate) fn own(
        id: String,
        event_code: &'static str,
        at: Timestamp,
        (currency, cents): (&str, i64),
    ) -> Self {
        Self {
            id,
            event_code,
            at,
            cents,
            fee_cents: 0,
            currency: currency.to_owned(),
            invoice_id: None,
            custom_id: None,
            reference: None,
            payer: None,
            bank_reference: None,
            ending_balance: 0,
        }
    }
}

/// A merchant's money and history.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) balances: BTreeMap<String, i64>,
    /// In the order of time.
    pub(crate) transactions: Vec<Transaction>,
    pub(crate) captures: Vec<String>,
    pub(crate) refunds: Vec<String>,
    pub(crate) disputes: Vec<String>,
    /// Invoice ids of captured or pending payments.
    pub(crate) invoices: HashMap<String, String>,
    pub(crate) refund_invoices: HashMap<String, String>,
    /// Fees of this month that are invoiced later.
    pub(crate) fees_due: i64,
}

impl Ledger {
    pub(crate) fn balance(&self, currency: &str) -> i64 {
        self.balances.get(currency).copied().unwrap_or(0)
    }

    /// Moves the balance and writes the line that explains it.
    pub(crate) fn book(&mut self, mut line: Transaction) {
        let balance = self.balances.entry(line.currency.clone()).or_default();
        *balance = balance
            .saturating_add(line.cents)
            .saturating_add(line.fee_cents);
        line.ending_balance = *balance;
        self.transactions.push(line);
    }
}

#[derive(Debug)]
struct Token {
    app: Arc<App>,
    until: Timestamp,
}

/// All apps, their tokens, and the merchants' ledgers.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    apps: BTreeMap<String, Arc<App>>,
    tokens: HashMap<String, Token>,
    ledgers: HashMap<String, Ledger>,
}

/// Tokens are forgotten when they have expired, but only looked through when there are many.
const TOKENS_BEFORE_CLEANING: usize = 10_000;

impl Accounts {
    pub(crate) fn add(&mut self, app: App) {
        self.ledgers.entry(app.merchant_id.clone()).or_default();
        self.apps.insert(app.client_id.clone(), Arc::new(app));
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&Arc<App>> {
        self.apps.get(client_id)
    }

    pub(crate) fn apps(&self) -> impl Iterator<Item = &Arc<App>> {
        self.apps.values()
    }

    pub(crate) fn by_merchant(&self, id_or_email: &str) -> Option<&Arc<App>> {
        self.apps
            .values()
            .find(|app| app.merchant_id == id_or_email || app.email == id_or_email)
    }

    pub(crate) fn ledger(&self, merchant: &str) -> Option<&Ledger> {
        self.ledgers.get(merchant)
    }

    pub(crate) fn ledger_mut(&mut self, merchant: &str) -> &mut Ledger {
        self.ledgers.entry(merchant.to_owned()).or_default()
    }

    pub(crate) fn give_token(
        &mut self,
        token: String,
        app: Arc<App>,
        now: Timestamp,
        until: Timestamp,
    ) {
        if self.tokens.len() >= TOKENS_BEFORE_CLEANING {
            self.tokens.retain(|_, token| token.until > now);
        }
        self.tokens.insert(token, Token { app, until });
    }

    /// The app a token was given to, while it is valid.
    pub(crate) fn of_token(&self, token: &str, now: Timestamp) -> Option<Arc<App>> {
        let found = self.tokens.get(token)?;
        (found.until > now).then(|| Arc::clone(&found.app))
    }

    pub(crate) fn revoke_tokens(&mut self) {
        self.tokens.clear();
    }

    /// Forgets money and tokens, keeps the apps.
    pub(crate) fn reset(&mut self) {
        self.tokens.clear();
        self.ledgers.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fees_are_counted_in_cents_and_rounded_half_up() {
        let usual = FeeModel::default();
        assert_eq!(usual.fee_cents(1250), 76);
        assert_eq!(
            FeeModel::Percent {
                basis_points: 50,
                fixed_cents: 0
            }
            .fee_cents(100),
            1
        );
        assert_eq!(FeeModel::GrossMonthly.fee_cents(1250), 0);
    }
}
