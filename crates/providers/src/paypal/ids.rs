//! PayPal's ids: at most 36 capitals and digits. They stand in the paths of calls, so what has
//! another form is not taken for PayPal's.

use crate::{CaptureId, ProviderRef, RefundRef, WebhookId};

const LENGTH_MAX: usize = 36;

pub(super) fn order(text: &str) -> Option<ProviderRef> {
    narrowed(text).and_then(|text| ProviderRef::parse(text).ok())
}

pub(super) fn capture(text: &str) -> Option<CaptureId> {
    narrowed(text).and_then(|text| CaptureId::parse(text).ok())
}

pub(super) fn refund(text: &str) -> Option<RefundRef> {
    narrowed(text).and_then(|text| RefundRef::parse(text).ok())
}

/// A subscription's id: at most 50 letters, digits and dashes, so that a placeholder is none.
pub(super) fn webhook(text: &str) -> Option<WebhookId> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let plain = text.len() <= 50 && text.bytes().all(fits);
    plain.then(|| WebhookId::parse(text).ok()).flatten()
}

fn narrowed(text: &str) -> Option<&str> {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    let is_paypals = (1..=LENGTH_MAX).contains(&text.len()) && text.bytes().all(fits);
    is_paypals.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_another_provider_would_give_is_not_paypals() {
        assert!(order("7XR54208KL913364M").is_some());
        for bad in [
            "",
            "7xr",
            "a-b",
            "7XR.1",
            "7XR54208KL913364M7XR54208KL913364M77777",
        ] {
            assert_eq!(order(bad), None, "{bad}");
        }
    }
}
