//! The state's orders, captures and refunds as books.

use crate::common::{AppBooks, BookedCapture, BookedRefund, Books};
use crate::paypal::state::State;

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
                    arrived: capture.status.arrived(),
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
