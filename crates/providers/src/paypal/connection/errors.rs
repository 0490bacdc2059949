//! What PayPal's refusals mean to us, as a table.
//!
//! Decisions rest on the issue code alone: PayPal may change its sentences at any time. Codes that
//! are not in the table say a final no to this call, which is right for most of the several
//! hundred.

use crate::{ProviderDown, Refusal};

/// What to do after a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::paypal) enum Meaning {
    /// The money was taken before; the order tells more.
    AlreadyCaptured,
    /// The payer has to approve first.
    NotApproved,
    /// The payer has to choose another means of payment, on the same order.
    BuyerMustAct,
    /// PayPal knows no such thing (any more).
    Gone,
    /// The same call is being worked on.
    InProgress,
    /// Client id and secret are wrong.
    Credentials,
    /// The application lacks a permission.
    Permission,
    /// The authority's PayPal account cannot take or give money.
    Account,
    /// We sent something PayPal does not understand.
    Request,
    /// A final no to this call.
    Final,
}

/// From the error pages of Orders v2 and Payments v2 and from what shops ran into.
const MEANINGS: &[(&str, Meaning)] = &[
    ("ORDER_ALREADY_CAPTURED", Meaning::AlreadyCaptured),
    ("ORDER_NOT_APPROVED", Meaning::NotApproved),
    ("INSTRUMENT_DECLINED", Meaning::BuyerMustAct),
    ("PAYER_ACTION_REQUIRED", Meaning::BuyerMustAct),
    (
        "REDIRECT_PAYER_FOR_ALTERNATE_FUNDING",
        Meaning::BuyerMustAct,
    ),
    ("INVALID_RESOURCE_ID", Meaning::Gone),
    ("RESOURCE_NOT_FOUND", Meaning::Gone),
    ("ORDER_COMPLETION_IN_PROGRESS", Meaning::InProgress),
    ("PREVIOUS_REQUEST_IN_PROGRESS", Meaning::InProgress),
    ("PERMISSION_DENIED", Meaning::Permission),
    ("CONSENT_NEEDED", Meaning::Permission),
    ("REFUND_IS_RESTRICTED", Meaning::Permission),
    ("INVALID_ACCOUNT_STATUS", Meaning::Account),
    ("PAYEE_ACCOUNT_INVALID", Meaning::Account),
    ("PAYEE_ACCOUNT_LOCKED_OR_CLOSED", Meaning::Account),
    ("PAYEE_ACCOUNT_RESTRICTED", Meaning::Account),
    ("TRANSACTION_RECEIVING_LIMIT_EXCEEDED", Meaning::Account),
    ("AMOUNT_MISMATCH", Meaning::Request),
    ("CANNOT_BE_ZERO_OR_NEGATIVE", Meaning::Request),
    ("DECIMAL_PRECISION", Meaning::Request),
    ("INCOMPATIBLE_PARAMETER_VALUE", Meaning::Request),
    ("INVALID_CURRENCY_CODE", Meaning::Request),
    ("ITEM_TOTAL_MISMATCH", Meaning::Request),
    ("MAX_VALUE_EXCEEDED", Meaning::Request),
    ("UNSUPPORTED_INTENT", Meaning::Request),
];

/// PayPal understood us and said no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paypal) struct Problem {
    pub(in crate::paypal) status: u16,
    /// Issue codes, gravest first as PayPal orders them; at least the error's name.
    pub(in crate::paypal) codes: Vec<String>,
}

impl Problem {
    pub(in crate::paypal) fn code(&self) -> &str {
        self.codes.first().map_or("", String::as_str)
    }

    pub(in crate::paypal) fn meaning(&self) -> Meaning {
        let known = self.codes.iter().find_map(|code| {
            MEANINGS
                .iter()
                .find(|(known, _)| known == code)
                .map(|(_, meaning)| *meaning)
        });
        known.unwrap_or(match self.status {
            401 => Meaning::Credentials,
            403 => Meaning::Permission,
            400 | 415 => Meaning::Request,
            _ => Meaning::Final,
        })
    }

    pub(in crate::paypal) fn refusal(&self) -> Refusal {
        match self.meaning() {
            Meaning::Credentials => Refusal::Credentials,
            Meaning::Permission => Refusal::Permission,
            Meaning::Account => Refusal::Account,
            Meaning::Request => Refusal::Request,
            Meaning::AlreadyCaptured
            | Meaning::NotApproved
            | Meaning::BuyerMustAct
            | Meaning::Gone
            | Meaning::InProgress
            | Meaning::Final => Refusal::Other(self.code().to_owned()),
        }
    }
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::paypal) enum Failure {
    /// PayPal understood us and said no.
    Refused(Problem),
    /// We did not even ask: PayPal does not accept the account's credentials.
    LoggedOut,
    /// Nothing was learnt, and PayPal may have done what we asked.
    NoAnswer,
}

impl From<Failure> for ProviderDown {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NoAnswer => Self::NoAnswer,
            Failure::LoggedOut => Self::Credentials,
            Failure::Refused(problem) => match problem.meaning() {
                Meaning::Credentials => Self::Credentials,
                Meaning::Permission => Self::Permission,
                Meaning::InProgress => Self::NoAnswer,
                Meaning::AlreadyCaptured
                | Meaning::NotApproved
                | Meaning::BuyerMustAct
                | Meaning::Gone
                | Meaning::Account
                | Meaning::Request
                | Meaning::Final => Self::Refused,
            },
        }
    }
}

/// PayPal's codes are capitals and underscores. Anything else is not repeated, neither to
/// operators nor to logs.
pub(in crate::paypal) fn code(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let is_code = (1..=64).contains(&text.len()) && text.bytes().all(plain);
    is_code.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(status: u16, codes: &[&str]) -> Problem {
        Problem {
            status,
            codes: codes.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    #[test]
    fn a_known_issue_decides_whatever_the_status_is() {
        let twice = problem(422, &["SOMETHING_NEW", "ORDER_ALREADY_CAPTURED"]);
        assert_eq!(twice.meaning(), Meaning::AlreadyCaptured);
        let closed = problem(401, &["INVALID_ACCOUNT_STATUS"]);
        assert_eq!(closed.refusal(), Refusal::Account);
    }

    #[test]
    fn an_unknown_issue_is_a_final_no_with_its_code() {
        let unknown = problem(422, &["SOMETHING_NEW"]);
        assert_eq!(unknown.meaning(), Meaning::Final);
        assert_eq!(
            unknown.refusal(),
            Refusal::Other("SOMETHING_NEW".to_owned())
        );
        assert_eq!(
            problem(403, &["NOT_AUTHORIZED"]).meaning(),
            Meaning::Permission
        );
        assert_eq!(
            problem(404, &["RESOURCE_NOT_FOUND"]).meaning(),
            Meaning::Gone
        );
        // A 404 about another resource: an order is not given up for it.
        assert_eq!(problem(404, &["NOT_FOUND"]).meaning(), Meaning::Final);
        assert_eq!(
            problem(400, &["INVALID_REQUEST"]).meaning(),
            Meaning::Request
        );
    }

    #[test]
    fn no_code_is_in_the_table_twice() {
        let mut codes: Vec<_> = MEANINGS.iter().map(|(code, _)| code).collect();
        codes.sort();
        codes.dedup();
        assert_eq!(codes.len(), MEANINGS.len());
    }

    #[test]
    fn sentences_in_place_of_codes_are_not_repeated() {
        assert_eq!(
            code("DUPLICATE_INVOICE_ID").as_deref(),
            Some("DUPLICATE_INVOICE_ID")
        );
        assert_eq!(code("Erika <erika@mail.example>"), None);
        assert_eq!(code(""), None);
    }
}
