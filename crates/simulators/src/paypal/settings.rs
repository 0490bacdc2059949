//! Switches that change how the simulator behaves, all of them at once and at any time.

use serde::{Deserialize, Serialize};

/// Everything that can be switched. The default is the provider's usual behaviour.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub struct Knobs {
    /// Life of an access token.
    pub token_expires_in_s: u64,
    /// An approval that lapses is told to be reversed, as for payment methods beside the wallet.
    pub approval_reversal_told: bool,
    /// Hours until an unapproved or uncaptured order is gone, in seconds.
    pub order_lifetime_s: u64,
    /// Refuse long descriptions as in 2024 instead of cutting them.
    pub strict_2024: bool,
    /// Cents of the amount choose what happens (`.01` declined, `.02` pending, …).
    pub amount_magic: bool,
    /// Send phones that offer app switch to the app-like page.
    pub app_switch_eligible: bool,
    /// How long a payment stays under review.
    pub review_minutes: u64,
    /// The account setting that every invoice id is paid once only.
    pub unique_invoice_ids: bool,
    /// Render a fee of zero as `0.00`; otherwise leave it out.
    pub zero_fee_shown: bool,
    /// New refunds stay pending until told otherwise.
    pub refunds_pending: bool,
    /// Refunds need enough balance (no bank account linked).
    pub refunds_need_balance: bool,
    /// Transactions show in reports only after so long.
    pub report_lag_s: u64,
    /// Results above this are refused as too large.
    pub report_limit: usize,
    /// The balance is paid out to the bank each night.
    pub daily_sweep: bool,
    /// The month's fees are charged on the first, where fees are not charged per payment.
    pub monthly_fee_charged: bool,
    /// Serve the certificate with its issuer.
    pub certificate_chain: bool,
    /// Calls in any second; one more is refused with a 429, as are those after it until there is
    /// room again.
    pub calls_per_second: Option<u32>,
    pub webhooks: WebhookKnobs,
}

/// How webhooks arrive.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches")]
pub struct WebhookKnobs {
    /// Waits this long before everything; captures wait 1 to 4 s by themselves.
    pub delay_s: u64,
    /// Copies of each delivery.
    pub copies: u32,
    /// What is due is handed over last first.
    pub reversed: bool,
    /// Nothing is delivered at all.
    pub dropped: bool,
    pub bad_signature: bool,
    /// The certificate address names a host that is not the provider's.
    pub foreign_certificate_host: bool,
    /// Signed for another webhook.
    pub wrong_webhook_id: bool,
    /// Odd spacing, escapes and a number that a re-serialiser destroys.
    pub ugly_json: bool,
    /// Retries keep transmission id and time.
    pub same_transmission: bool,
    /// How long the receiver may take.
    pub timeout_s: u64,
}

impl Default for Knobs {
    fn default() -> Self {
        Self {
            token_expires_in_s: 32_400,
            approval_reversal_told: false,
            order_lifetime_s: 3 * 3_600,
            strict_2024: false,
            amount_magic: false,
            app_switch_eligible: false,
            review_minutes: 5,
            unique_invoice_ids: true,
            zero_fee_shown: true,
            refunds_pending: false,
            refunds_need_balance: false,
            report_lag_s: 0,
            report_limit: 10_000,
            daily_sweep: false,
            monthly_fee_charged: false,
            certificate_chain: false,
            calls_per_second: None,
            webhooks: WebhookKnobs::default(),
        }
    }
}

impl Default for WebhookKnobs {
    fn default() -> Self {
        Self {
            delay_s: 0,
            copies: 1,
            reversed: false,
            dropped: false,
            bad_signature: false,
            foreign_certificate_host: false,
            wrong_webhook_id: false,
            ugly_json: false,
            same_transmission: false,
            timeout_s: 20,
        }
    }
}
