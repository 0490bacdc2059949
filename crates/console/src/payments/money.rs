//! Refunds: the list, one refund with what can be done, and a new one.

pub(crate) mod pages;
pub(crate) mod refunds;
pub(crate) mod request;

use domain::Timestamp;
use domain::money::refunds::{RefundRefusal, RefundRoute, RefundState};
use webkit::i18n::Locale;

use crate::frame::ConsoleFrame;

fn date_time(at: Timestamp, locale: Locale) -> String {
    webkit::format::date_time(at.micros(), locale)
}

fn euros(amount: domain::Money, locale: Locale) -> String {
    webkit::format::money(amount.cents(), locale)
}

/// A state as people say it.
fn state_name(frame: &ConsoleFrame, state: RefundState) -> String {
    match state {
        RefundState::Requested => frame.t("refund-requested"),
        RefundState::Released => frame.t("refund-released"),
        RefundState::Sent => frame.t("refund-sent"),
        RefundState::Pending => frame.t("refund-pending"),
        RefundState::Done => frame.t("refund-done"),
        RefundState::Failed => frame.t("refund-failed"),
        RefundState::Rejected => frame.t("refund-rejected"),
        RefundState::Withdrawn => frame.t("refund-withdrawn"),
    }
}

fn route_name(frame: &ConsoleFrame, route: RefundRoute) -> String {
    match route {
        RefundRoute::Provider => frame.t("route-provider"),
        RefundRoute::ByHand => frame.t("route-by-hand"),
    }
}

/// Why a refund is not possible as it was asked for.
pub(crate) fn refusal(frame: &ConsoleFrame, refusal: RefundRefusal) -> String {
    match refusal {
        RefundRefusal::State => frame.t("refund-no-state"),
        RefundRefusal::OwnRequest => frame.t("refund-own-request"),
        RefundRefusal::ReleasedBefore => frame.t("refund-released-before"),
        RefundRefusal::NotOwn => frame.t("refund-not-own"),
        RefundRefusal::NotAvailable => frame.t("refund-not-available"),
        RefundRefusal::Changed { seen, now } => {
            let seen = euros(seen, frame.locale);
            let now = euros(now, frame.locale);
            frame.t_with(
                "refund-changed",
                &[("seen", seen.as_str()), ("now", now.as_str())],
            )
        }
        RefundRefusal::TooOld { days } => {
            let days = days.to_string();
            frame.t_with("refund-too-old", &[("days", days.as_str())])
        }
        RefundRefusal::OnlyWhole => frame.t("refund-only-whole"),
        RefundRefusal::NotByProvider => frame.t("refund-not-by-provider"),
        RefundRefusal::ByProvider => frame.t("refund-by-provider"),
        RefundRefusal::Disputed => frame.t("refund-disputed"),
        RefundRefusal::Unproven => frame.t("refund-unproven"),
        RefundRefusal::OnlyNotOwed => frame.t("refund-only-not-owed"),
        RefundRefusal::Reason => frame.t("wrong-refund-reason"),
        RefundRefusal::Day => frame.t("wrong-booking-day"),
    }
}
