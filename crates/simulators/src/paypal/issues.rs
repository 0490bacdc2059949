//! The issues the simulator can raise: code, status and the text PayPal's published interface
//! description (Apache-2.0) fixes for each. Clients decide on the code; the text is for people.

pub(crate) mod listed;

/// One cause of refusal, as `details[].issue` names it.
#[derive(Debug)]
pub(crate) struct Issue {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) description: &'static str,
}

impl Issue {
    const fn new(status: u16, code: &'static str, description: &'static str) -> Self {
        Self {
            status,
            code,
            description,
        }
    }
}

/// `name` and `message` of an error body follow from the status.
pub(crate) const fn name_and_message(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => (
            "INVALID_REQUEST",
            "Request is not well-formed, syntactically incorrect, or violates schema.",
        ),
        401 => (
            "AUTHENTICATION_FAILURE",
            "Authentication failed due to missing authorization header, or invalid \
             authentication credentials.",
        ),
        403 => (
            "NOT_AUTHORIZED",
            "Authorization failed due to insufficient permissions.",
        ),
        404 => (
            "RESOURCE_NOT_FOUND",
            "The specified resource does not exist.",
        ),
        409 => (
            "RESOURCE_CONFLICT",
            "The server has detected a conflict while processing this request.",
        ),
        415 => (
            "UNSUPPORTED_MEDIA_TYPE",
            "The server does not support the request payload's media type.",
        ),
        422 => (
            "UNPROCESSABLE_ENTITY",
            "The requested action could not be performed, semantically incorrect, or failed \
             business validation.",
        ),
        429 => (
            "RATE_LIMIT_REACHED",
            "Too many requests. Blocked due to rate limiting.",
        ),
        503 => ("SERVICE_UNAVAILABLE", "Service Unavailable."),
        _ => (
            "INTERNAL_SERVER_ERROR",
            "An internal server error occurred.",
        ),
    }
}

// Orders, creation and change.
pub(crate) static MISSING_REQUIRED_PARAMETER: Issue = Issue::new(
    400,
    "MISSING_REQUIRED_PARAMETER",
    "A required parameter is missing.",
);
pub(crate) static INVALID_PARAMETER_SYNTAX: Issue = Issue::new(
    400,
    "INVALID_PARAMETER_SYNTAX",
    "The value of a field does not conform to the expected format.",
);
pub(crate) static INVALID_PARAMETER_VALUE: Issue = Issue::new(
    400,
    "INVALID_PARAMETER_VALUE",
    "A parameter value is not valid.",
);
pub(crate) static INVALID_STRING_LENGTH: Issue = Issue::new(
    400,
    "INVALID_STRING_LENGTH",
    "The value of a field is either too short or too long",
);
pub(crate) static INVALID_ARRAY_MAX_ITEMS: Issue = Issue::new(
    400,
    "INVALID_ARRAY_MAX_ITEMS",
    "The number of items in an array parameter is too large.",
);
pub(crate) static INVALID_ARRAY_MIN_ITEMS: Issue = Issue::new(
    400,
    "INVALID_ARRAY_MIN_ITEMS",
    "The number of items in an array parameter is too small.",
);
pub(crate) static MALFORMED_REQUEST_JSON: Issue = Issue::new(
    400,
    "MALFORMED_REQUEST_JSON",
    "The request JSON is not well formed.",
);
pub(crate) static PAYPAL_REQUEST_ID_REQUIRED: Issue = Issue::new(
    400,
    "PAYPAL_REQUEST_ID_REQUIRED",
    "A PayPal-Request-Id is required if you are trying to process payment for an Order. \
     Please specify a PayPal-Request-Id or Create the Order without a 'payment_source' \
     specified.",
);
pub(crate) static AMOUNT_MISMATCH: Issue = Issue::new(
    422,
    "AMOUNT_MISMATCH",
    "Should equal item_total + tax_total + shipping + handling + insurance - \
     shipping_discount - discount.",
);
pub(crate) static ITEM_TOTAL_MISMATCH: Issue = Issue::new(
    422,
    "ITEM_TOTAL_MISMATCH",
    "Should equal sum of (unit_amount * quantity) across all items for a given \
     purchase_unit.",
);
pub(crate) static ITEM_TOTAL_REQUIRED: Issue = Issue::new(
    422,
    "ITEM_TOTAL_REQUIRED",
    "If item details are specified (items.unit_amount and items.quantity) corresponding \
     amount.breakdown.item_total is required.",
);
pub(crate) static MULTI_CURRENCY_ORDER: Issue = Issue::new(
    422,
    "MULTI_CURRENCY_ORDER",
    "Multiple differing values of currency_code are not supported. Entire Order request \
     must have the same currency_code.",
);
pub(crate) static NOT_SUPPORTED: Issue = Issue::new(
    400,
    "NOT_SUPPORTED",
    "This field is not currently supported.",
);
pub(crate) static INVALID_CURRENCY_CODE: Issue = Issue::new(
    422,
    "INVALID_CURRENCY_CODE",
    "Currency code is invalid or is not currently supported. Please refer \
     https://developer.paypal.com/api/rest/reference/currency-codes/ for list of \
     supported currency codes.",
);
pub(crate) static MAX_VALUE_EXCEEDED: Issue = Issue::new(
    422,
    "MAX_VALUE_EXCEEDED",
    "Should be less than or equal to 999999999999999.99.",
);
pub(crate) static CANNOT_BE_ZERO_OR_NEGATIVE: Issue = Issue::new(
    422,
    "CANNOT_BE_ZERO_OR_NEGATIVE",
    "Must be greater than zero. If the currency supports decimals, only two decimal place \
     precision is supported.",
);
pub(crate) static DECIMAL_PRECISION: Issue = Issue::new(
    422,
    "DECIMAL_PRECISION",
    "If the currency supports decimals, only two decimal place precision is supported.",
);
pub(crate) static DUPLICATE_REFERENCE_ID: Issue = Issue::new(
    422,
    "DUPLICATE_REFERENCE_ID",
    "`reference_id` must be unique if multiple `purchase_unit` are provided.",
);
pub(crate) static REFERENCE_ID_REQUIRED: Issue = Issue::new(
    422,
    "REFERENCE_ID_REQUIRED",
    "'reference_id' is required for each 'purchase_unit' if multiple 'purchase_unit' are \
     provided.",
);
pub(crate) static PAYEE_ACCOUNT_INVALID: Issue = Issue::new(
    422,
    "PAYEE_ACCOUNT_INVALID",
    "Payee account specified is invalid. Please check the `payee.email_address` or \
     `payee.merchant_id` specified and try again. Ensure that either  `payee.merchant_id` \
     or `payee.email_address` is specified.",
);
pub(crate) static PAYEE_ACCOUNT_RESTRICTED: Issue = Issue::new(
    422,
    "PAYEE_ACCOUNT_RESTRICTED",
    "The merchant account is restricted.",
);
pub(crate) static PAYEE_ACCOUNT_LOCKED_OR_CLOSED: Issue = Issue::new(
    422,
    "PAYEE_ACCOUNT_LOCKED_OR_CLOSED",
    "The merchant account is locked or closed.",
);
pub(crate) static NOT_PATCHABLE: Issue = Issue::new(422, "NOT_PATCHABLE", "Cannot be patched.");
pub(crate) static INVALID_JSON_POINTER_FORMAT: Issue = Issue::new(
    422,
    "INVALID_JSON_POINTER_FORMAT",
    "Path should be a valid JSON Pointer https://tools.ietf.org/html/rfc6901 that \
     references a location within the request where the operation is performed.",
);
// Orders, capture.
pub(crate) static ORDER_NOT_APPROVED: Issue = Issue::new(
    422,
    "ORDER_NOT_APPROVED",
    "Payer has not yet approved the Order for payment. Please redirect the payer to the \
     'rel':'approve' url returned as part of the HATEOAS links within the Create Order \
     call or provide a valid `payment_source` in the request.",
);
pub(crate) static INSTRUMENT_DECLINED: Issue = Issue::new(
    422,
    "INSTRUMENT_DECLINED",
    "The instrument presented  was either declined by the processor or bank, or it can't \
     be used for this payment.",
);
pub(crate) static REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: Issue = Issue::new(
    422,
    "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
    "Transaction failed. Redirect the payer to select another funding source.",
);
pub(crate) static PAYER_ACTION_REQUIRED: Issue = Issue::new(
    422,
    "PAYER_ACTION_REQUIRED",
    "Transaction cannot complete successfully, instruct the buyer to return to PayPal.",
);
pub(crate) static ORDER_ALREADY_CAPTURED: Issue = Issue::new(
    422,
    "ORDER_ALREADY_CAPTURED",
    "Order already captured.If 'intent=CAPTURE' only one capture per order is allowed.",
);
pub(crate) static DUPLICATE_INVOICE_ID: Issue = Issue::new(
    422,
    "DUPLICATE_INVOICE_ID",
    "Duplicate Invoice ID detected. To avoid a potential duplicate transaction your \
     account setting requires that Invoice Id be unique for each transaction.",
);
pub(crate) static MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: Issue = Issue::new(
    422,
    "MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED",
    "You have exceeded the maximum number of payment attempts.",
);
pub(crate) static COMPLIANCE_VIOLATION: Issue = Issue::new(
    422,
    "COMPLIANCE_VIOLATION",
    "Transaction is declined due to compliance violation.",
);
pub(crate) static PAYER_CANNOT_PAY: Issue = Issue::new(
    422,
    "PAYER_CANNOT_PAY",
    "Payer cannot pay for this transaction. Please contact the payer to find other ways \
     to pay for this transaction.",
);
pub(crate) static PAYER_ACCOUNT_RESTRICTED: Issue =
    Issue::new(422, "PAYER_ACCOUNT_RESTRICTED", "PAYER_ACCOUNT_RESTRICTED");
pub(crate) static PAYER_ACCOUNT_LOCKED_OR_CLOSED: Issue = Issue::new(
    422,
    "PAYER_ACCOUNT_LOCKED_OR_CLOSED",
    "The payer account cannot be used for this transaction.",
);
pub(crate) static TRANSACTION_REFUSED: Issue =
    Issue::new(422, "TRANSACTION_REFUSED", "The request was refused.");
pub(crate) static TRANSACTION_LIMIT_EXCEEDED: Issue = Issue::new(
    422,
    "TRANSACTION_LIMIT_EXCEEDED",
    "Total payment amount exceeded transaction limit.",
);
pub(crate) static PAYEE_BLOCKED_TRANSACTION: Issue = Issue::new(
    422,
    "PAYEE_BLOCKED_TRANSACTION",
    "The Fraud settings for this seller are such that this payment cannot be executed.",
);
pub(crate) static TRANSACTION_BLOCKED_BY_PAYEE: Issue = Issue::new(
    422,
    "TRANSACTION_BLOCKED_BY_PAYEE",
    "Transaction blocked by Payee’s Fraud Protection settings.",
);
pub(crate) static ORDER_COMPLETION_IN_PROGRESS: Issue = Issue::new(
    422,
    "ORDER_COMPLETION_IN_PROGRESS",
    "The order was created with processing_instruction of \
     ORDER_COMPLETE_ON_PAYMENT_APPROVAL. The customer has approved the payment and PayPal \
     is still in the process of capturing the order on your behalf as instructed. Please \
     try your request again.",
);
pub(crate) static PERMISSION_DENIED: Issue = Issue::new(
    403,
    "PERMISSION_DENIED",
    "You do not have permission to access or perform operations on this resource.",
);
pub(crate) static CONSENT_NEEDED: Issue = Issue::new(403, "CONSENT_NEEDED", "CONSENT_NEEDED");
pub(crate) static INVALID_RESOURCE_ID: Issue = Issue::new(
    404,
    "INVALID_RESOURCE_ID",
    "Specified resource ID does not exist. Please check the resource ID and try again.",
);
// Payments.
pub(crate) static CAPTURE_FULLY_REFUNDED: Issue = Issue::new(
    422,
    "CAPTURE_FULLY_REFUNDED",
    "The capture has already been fully refunded",
);
pub(crate) static REFUND_AMOUNT_EXCEEDED: Issue = Issue::new(
    422,
    "REFUND_AMOUNT_EXCEEDED",
    "The refund amount must be less than or equal to the capture amount that has not yet \
     been refunded.",
);
pub(crate) static REFUND_TIME_LIMIT_EXCEEDED: Issue = Issue::new(
    422,
    "REFUND_TIME_LIMIT_EXCEEDED",
    "You are over the time limit to perform a refund on this capture",
);
pub(crate) static REFUND_FAILED_INSUFFICIENT_FUNDS: Issue = Issue::new(
    422,
    "REFUND_FAILED_INSUFFICIENT_FUNDS",
    "Capture could not be refunded due to insufficient funds. Please check to see if you \
     have sufficient funds in your PayPal account or if the bank account linked to your \
     PayPal account is verified and has sufficient funds.",
);
pub(crate) static PARTIAL_REFUND_NOT_ALLOWED: Issue = Issue::new(
    422,
    "PARTIAL_REFUND_NOT_ALLOWED",
    "You cannot do a refund less than the original capture amount.",
);
pub(crate) static MAX_NUMBER_OF_REFUNDS_EXCEEDED: Issue = Issue::new(
    422,
    "MAX_NUMBER_OF_REFUNDS_EXCEEDED",
    "You have exceeded the maximum number of refund attempts for this capture.",
);
pub(crate) static PENDING_CAPTURE: Issue = Issue::new(
    422,
    "PENDING_CAPTURE",
    "Cannot initiate a refund as the capture is pending. Capture is typically pending \
     when the payer has funded the transaction using e-check/bank funded.",
);
pub(crate) static REFUND_NOT_ALLOWED: Issue =
    Issue::new(422, "REFUND_NOT_ALLOWED", "Capture cannot be refunded.");
pub(crate) static REFUND_IS_RESTRICTED: Issue = Issue::new(
    422,
    "REFUND_IS_RESTRICTED",
    "This refund can only be processed by the API caller that had 'captured' the \
     transaction. If you facilitate your transactions via a platform/partner, please \
     initiate a refund through them.",
);
pub(crate) static REFUND_CAPTURE_CURRENCY_MISMATCH: Issue = Issue::new(
    422,
    "REFUND_CAPTURE_CURRENCY_MISMATCH",
    "Refund must be in the same currency as the capture",
);
pub(crate) static REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK: Issue = Issue::new(
    422,
    "REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK",
    "Refunds are not allowed on this capture due to a chargeback on the card or bank. \
     Please contact the payee to resolve the chargeback.",
);
pub(crate) static TRANSACTION_DISPUTED: Issue = Issue::new(
    422,
    "TRANSACTION_DISPUTED",
    "Partial refunds cannot be offered at this time because there is an open case on this \
     transaction. Visit the PayPal Resolution Center to review this case.",
);
pub(crate) static PREVIOUS_REQUEST_IN_PROGRESS: Issue = Issue::new(
    409,
    "PREVIOUS_REQUEST_IN_PROGRESS",
    "A previous request on this resource is currently in progress. Please wait for \
     sometime and try again. It is best to space out the initial and the subsequent \
     request(s) to avoid receiving this error.",
);
/// Orders answer 422 where payments answer 409.
pub(crate) static PREVIOUS_ORDER_REQUEST_IN_PROGRESS: Issue = Issue::new(
    422,
    "PREVIOUS_REQUEST_IN_PROGRESS",
    "A previous request on this resource is currently in progress. Please wait for \
     sometime and try again. It is best to space out the initial and the subsequent \
     request(s) to avoid receiving this error.",
);
// Said by newer versions of the interface than the published description.
pub(crate) static NO_PAYMENT_SOURCE_PROVIDED: Issue = Issue::new(
    422,
    "NO_PAYMENT_SOURCE_PROVIDED",
    "The request must contain exactly one payment source.",
);
pub(crate) static ACTION_DOES_NOT_MATCH_INTENT: Issue = Issue::new(
    422,
    "ACTION_DOES_NOT_MATCH_INTENT",
    "The order's intent does not allow this action.",
);
/// The same code means another thing on refunds.
pub(crate) static DUPLICATE_REFUND_INVOICE_ID: Issue = Issue::new(
    422,
    "DUPLICATE_INVOICE_ID",
    "Invoice ID was previously used to refund a capture.",
);
