//! What `PayPal-Mock-Response` and faults may ask of each endpoint: the issues the simulator raises
//! by itself, and the codes that PayPal lists for the endpoint besides (`listed.txt`: call, status,
//! codes).

use std::sync::LazyLock;

use super::{
    AMOUNT_MISMATCH, CANNOT_BE_ZERO_OR_NEGATIVE, CAPTURE_FULLY_REFUNDED, COMPLIANCE_VIOLATION,
    CONSENT_NEEDED, DECIMAL_PRECISION, DUPLICATE_INVOICE_ID, DUPLICATE_REFUND_INVOICE_ID,
    INSTRUMENT_DECLINED, INVALID_CURRENCY_CODE, INVALID_JSON_POINTER_FORMAT,
    INVALID_PARAMETER_SYNTAX, INVALID_PARAMETER_VALUE, INVALID_RESOURCE_ID, INVALID_STRING_LENGTH,
    ITEM_TOTAL_MISMATCH, ITEM_TOTAL_REQUIRED, Issue, MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED,
    MAX_NUMBER_OF_REFUNDS_EXCEEDED, MAX_VALUE_EXCEEDED, MISSING_REQUIRED_PARAMETER,
    MULTI_CURRENCY_ORDER, NOT_PATCHABLE, ORDER_ALREADY_CAPTURED, ORDER_COMPLETION_IN_PROGRESS,
    ORDER_NOT_APPROVED, PARTIAL_REFUND_NOT_ALLOWED, PAYEE_ACCOUNT_INVALID,
    PAYEE_ACCOUNT_LOCKED_OR_CLOSED, PAYEE_ACCOUNT_RESTRICTED, PAYEE_BLOCKED_TRANSACTION,
    PAYER_ACCOUNT_LOCKED_OR_CLOSED, PAYER_ACCOUNT_RESTRICTED, PAYER_ACTION_REQUIRED,
    PAYER_CANNOT_PAY, PENDING_CAPTURE, PERMISSION_DENIED, PREVIOUS_REQUEST_IN_PROGRESS,
    REDIRECT_PAYER_FOR_ALTERNATE_FUNDING, REFUND_AMOUNT_EXCEEDED, REFUND_CAPTURE_CURRENCY_MISMATCH,
    REFUND_FAILED_INSUFFICIENT_FUNDS, REFUND_IS_RESTRICTED, REFUND_NOT_ALLOWED,
    REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK, REFUND_TIME_LIMIT_EXCEEDED,
    TRANSACTION_BLOCKED_BY_PAYEE, TRANSACTION_DISPUTED, TRANSACTION_LIMIT_EXCEEDED,
    TRANSACTION_REFUSED,
};

/// The issues of one endpoint.
#[derive(Debug)]
pub(crate) struct Listed {
    call: &'static str,
    raised: &'static [&'static Issue],
}

/// Those that appear only when asked for, each with its call.
static OTHERS: LazyLock<Vec<(&str, Issue)>> = LazyLock::new(|| {
    let lines = include_str!("listed.txt").lines();
    lines.filter_map(codes).flatten().collect()
});

fn codes(line: &'static str) -> Option<impl Iterator<Item = (&'static str, Issue)>> {
    let mut words = line.split(' ');
    let (call, status) = (words.next()?, words.next()?.parse().ok()?);
    let text = "Listed for this call; raised on demand only.";
    Some(words.map(move |code| (call, Issue::new(status, code, text))))
}

impl Listed {
    /// The issue `code`, if the endpoint knows it.
    pub(crate) fn find(&self, code: &str) -> Option<&'static Issue> {
        let raised = self.raised.iter().copied();
        let others = OTHERS.iter().filter(|(call, _)| *call == self.call);
        raised
            .chain(others.map(|(_, issue)| issue))
            .find(|issue| issue.code == code)
    }
}

/// `POST /v2/checkout/orders`
pub(crate) static ON_CREATE: Listed = Listed {
    call: "create",
    raised: &[
        &MISSING_REQUIRED_PARAMETER,
        &INVALID_PARAMETER_SYNTAX,
        &INVALID_PARAMETER_VALUE,
        &INVALID_STRING_LENGTH,
        &AMOUNT_MISMATCH,
        &ITEM_TOTAL_MISMATCH,
        &ITEM_TOTAL_REQUIRED,
        &MULTI_CURRENCY_ORDER,
        &INVALID_CURRENCY_CODE,
        &MAX_VALUE_EXCEEDED,
        &CANNOT_BE_ZERO_OR_NEGATIVE,
        &DECIMAL_PRECISION,
        &PAYEE_ACCOUNT_INVALID,
        &PAYEE_ACCOUNT_RESTRICTED,
        &PAYEE_ACCOUNT_LOCKED_OR_CLOSED,
        &DUPLICATE_INVOICE_ID,
        &INSTRUMENT_DECLINED,
        &COMPLIANCE_VIOLATION,
        &PAYER_ACCOUNT_RESTRICTED,
        &TRANSACTION_REFUSED,
    ],
};

/// `GET /v2/checkout/orders/{id}`
pub(crate) static ON_READ_ORDER: Listed = Listed {
    call: "read-order",
    raised: &[&INVALID_RESOURCE_ID],
};

/// `PATCH /v2/checkout/orders/{id}`
pub(crate) static ON_PATCH: Listed = Listed {
    call: "patch",
    raised: &[
        &NOT_PATCHABLE,
        &INVALID_JSON_POINTER_FORMAT,
        &AMOUNT_MISMATCH,
        &DECIMAL_PRECISION,
        &INVALID_RESOURCE_ID,
    ],
};

/// `POST /v2/checkout/orders/{id}/capture`
pub(crate) static ON_CAPTURE: Listed = Listed {
    call: "capture",
    raised: &[
        &ORDER_NOT_APPROVED,
        &INSTRUMENT_DECLINED,
        &REDIRECT_PAYER_FOR_ALTERNATE_FUNDING,
        &PAYER_ACTION_REQUIRED,
        &ORDER_ALREADY_CAPTURED,
        &DUPLICATE_INVOICE_ID,
        &MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED,
        &COMPLIANCE_VIOLATION,
        &PAYER_CANNOT_PAY,
        &PAYER_ACCOUNT_RESTRICTED,
        &PAYER_ACCOUNT_LOCKED_OR_CLOSED,
        &TRANSACTION_REFUSED,
        &TRANSACTION_LIMIT_EXCEEDED,
        &PAYEE_BLOCKED_TRANSACTION,
        &TRANSACTION_BLOCKED_BY_PAYEE,
        &ORDER_COMPLETION_IN_PROGRESS,
        &PERMISSION_DENIED,
        &CONSENT_NEEDED,
        &INVALID_RESOURCE_ID,
    ],
};

/// `GET /v2/payments/captures/{capture_id}`
pub(crate) static ON_READ: Listed = Listed {
    call: "read",
    raised: &[&PERMISSION_DENIED, &INVALID_RESOURCE_ID],
};

/// `GET /v2/payments/refunds/{refund_id}`
pub(crate) static ON_READ_REFUND: Listed = Listed {
    call: "read-refund",
    raised: &[&PERMISSION_DENIED, &INVALID_RESOURCE_ID],
};

/// `POST /v2/payments/captures/{capture_id}/refund`
pub(crate) static ON_REFUND: Listed = Listed {
    call: "refund",
    raised: &[
        &CAPTURE_FULLY_REFUNDED,
        &REFUND_AMOUNT_EXCEEDED,
        &REFUND_TIME_LIMIT_EXCEEDED,
        &REFUND_FAILED_INSUFFICIENT_FUNDS,
        &PARTIAL_REFUND_NOT_ALLOWED,
        &MAX_NUMBER_OF_REFUNDS_EXCEEDED,
        &PENDING_CAPTURE,
        &REFUND_NOT_ALLOWED,
        &REFUND_IS_RESTRICTED,
        &REFUND_CAPTURE_CURRENCY_MISMATCH,
        &REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK,
        &TRANSACTION_DISPUTED,
        &PREVIOUS_REQUEST_IN_PROGRESS,
        &DUPLICATE_REFUND_INVOICE_ID,
        &PERMISSION_DENIED,
        &INVALID_RESOURCE_ID,
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_names_a_call_its_status_and_codes() {
        let calls = [
            &ON_CREATE,
            &ON_READ_ORDER,
            &ON_PATCH,
            &ON_CAPTURE,
            &ON_READ,
            &ON_READ_REFUND,
            &ON_REFUND,
        ];
        for line in include_str!("listed.txt").lines() {
            let found: Vec<_> = codes(line).unwrap().collect();
            assert!(!found.is_empty(), "{line}");
            for (name, issue) in found {
                let call = calls.iter().find(|call| call.call == name).unwrap();
                assert_eq!(
                    call.find(issue.code).unwrap().status,
                    issue.status,
                    "{line}"
                );
            }
        }
    }
}
