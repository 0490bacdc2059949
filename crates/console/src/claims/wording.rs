//! What acts, origins and refusals of claims are called for the staff.

use app::claims::SaidBy;
use domain::access::Act;
use domain::claims::{ClaimOrigin, ClaimRefusal};
use http::StatusCode;

use crate::frame::ConsoleFrame;

pub(super) fn origin_name(frame: &ConsoleFrame, origin: ClaimOrigin) -> String {
    match origin {
        ClaimOrigin::Channel => frame.t("origin-channel"),
        ClaimOrigin::Api => frame.t("origin-api"),
        ClaimOrigin::Import => frame.t("origin-import"),
        ClaimOrigin::Catalogue => frame.t("origin-catalogue"),
        ClaimOrigin::Staff => frame.t("origin-staff"),
    }
}

/// What a version says, by the act that made it; of an act of a later version, its name.
pub(super) fn said_name(frame: &ConsoleFrame, act: &str) -> String {
    let known = [
        (Act::ClaimsImport, "said-import"),
        (Act::PaymentCreate, "said-payment"),
        (Act::PaymentOrder, "said-order"),
        (Act::ClaimCreate, "said-create"),
        (Act::ClaimChange, "said-change"),
        (Act::ClaimCancel, "said-cancel"),
        (Act::ClaimBlock, "said-block"),
        (Act::ClaimUnblock, "said-unblock"),
        (Act::ClaimAdjust, "said-adjust"),
    ];
    let found = known.iter().find(|(known, _)| known.name() == act);
    found.map_or_else(|| act.to_owned(), |(_, key)| frame.t(key))
}

pub(super) fn by_name(frame: &ConsoleFrame, by: &SaidBy) -> String {
    match by {
        SaidBy::Person(name) => name.clone(),
        SaidBy::Operator(name) => frame.t_with("by-operator", &[("name", name.as_str())]),
        SaidBy::Payer => frame.t("by-payer"),
        SaidBy::Client => frame.t("by-client"),
        SaidBy::Program => frame.t("by-program"),
    }
}

/// Why something is not possible with a claim as it was asked for.
pub(crate) fn refusal(frame: &ConsoleFrame, refusal: ClaimRefusal) -> String {
    match refusal {
        ClaimRefusal::WithItsPayment => frame.t("claim-with-its-payment"),
        ClaimRefusal::Cancelled => frame.t("claim-is-cancelled"),
        ClaimRefusal::Blocked => frame.t("claim-is-blocked"),
        ClaimRefusal::NotBlocked => frame.t("claim-not-blocked"),
        ClaimRefusal::Same => frame.t("claim-same"),
        ClaimRefusal::Nothing => frame.t("claim-nothing"),
        ClaimRefusal::OwnWord => frame.t("claim-own-word"),
        ClaimRefusal::BlockFirst => frame.t("claim-block-first"),
        ClaimRefusal::Reason => frame.t("wrong-claim-reason"),
        ClaimRefusal::Text => frame.t("wrong-claim-text"),
        ClaimRefusal::Changed => frame.t("claim-changed"),
        ClaimRefusal::NoNotices => frame.t("claim-no-notices"),
        ClaimRefusal::Factor => frame.t("wrong-factor"),
        ClaimRefusal::NumbersUsed => frame.t("claim-numbers-used"),
        ClaimRefusal::UsedForm => frame.t("claim-used-form"),
    }
}

/// How a form that was refused is answered, and at which of its fields it says why.
pub(super) const fn answer(refusal: ClaimRefusal) -> (StatusCode, &'static str) {
    let field = match refusal {
        ClaimRefusal::Reason => "reason",
        ClaimRefusal::Text => "text",
        ClaimRefusal::Factor => "factor",
        ClaimRefusal::Nothing => "amount",
        ClaimRefusal::WithItsPayment
        | ClaimRefusal::Cancelled
        | ClaimRefusal::Blocked
        | ClaimRefusal::NotBlocked
        | ClaimRefusal::Same
        | ClaimRefusal::OwnWord
        | ClaimRefusal::BlockFirst
        | ClaimRefusal::Changed
        | ClaimRefusal::NoNotices
        | ClaimRefusal::NumbersUsed
        | ClaimRefusal::UsedForm => return (StatusCode::CONFLICT, "amount"),
    };
    (StatusCode::UNPROCESSABLE_ENTITY, field)
}
