//! `/provider-events/{provider}/{account}[/{key}]`: messages of a provider about one of an
//! authority's accounts.
//!
//! Every method is taken and handed on with query, headers and body as they came, since only the
//! provider's module knows what its provider sends. The answer says that the event was kept; what
//! it hints at is read later by a job.

use crate::ChannelState;
use app::payments::{EventHeaders, ProviderEventError, RawProviderEvent};
use axum::extract::{FromRequestParts, Path, RawQuery};
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use serde::Deserialize;
use webkit::request::RequestId;

/// Larger than any message of a provider.
pub(crate) const BODY_MAX: usize = 512 * 1024;

#[derive(Deserialize)]
pub(crate) struct Address {
    provider: String,
    account: String,
    key: Option<String>,
}

/// An address of an account that exists. Extracted before the body is read, so that a request to an
/// unknown address is refused without reading it.
pub(crate) struct Known(Address);

impl FromRequestParts<ChannelState> for Known {
    type Rejection = StatusCode;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &ChannelState,
    ) -> Result<Self, StatusCode> {
        let address = Path::<Address>::from_request_parts(parts, state).await;
        let Path(address) = address.map_err(|_| StatusCode::NOT_FOUND)?;
        match state
            .app
            .provider_events
            .knows_account(&address.account)
            .await
        {
            Ok(true) => Ok(Self(address)),
            Ok(false) => Err(StatusCode::NOT_FOUND),
            Err(error) => {
                let request = RequestId::of(&parts.extensions);
                webkit::log::failed("a provider event could not be kept", request, &error);
                Err(StatusCode::SERVICE_UNAVAILABLE)
            }
        }
    }
}

pub(crate) async fn receive(
    state: ChannelState,
    Known(address): Known,
    request: RequestId,
    (method, RawQuery(query), headers): (Method, RawQuery, HeaderMap),
    body: Bytes,
) -> StatusCode {
    let event = RawProviderEvent {
        method: &method,
        query: query.as_deref().unwrap_or_default().as_bytes(),
        key: address.key.as_deref(),
        headers: &EventHeaders::new(headers),
        body: &body,
    };
    let account = (address.provider.as_str(), address.account.as_str());
    match state
        .app
        .provider_events
        .keep_provider_event(account, &event)
        .await
    {
        Ok(_stored_or_known) => StatusCode::NO_CONTENT,
        Err(ProviderEventError::UnknownAccount) => StatusCode::NOT_FOUND,
        // A stranger who knows the address can cause it: it is counted, and is no alarm.
        Err(error @ ProviderEventError::NotNow(_)) => {
            metrics::counter!("provider_events_put_off_total").increment(1);
            if let Some(untold) = webkit::log::may_tell("a provider event was put off") {
                tracing::warn!(
                    count = untold + 1,
                    error = webkit::log::chain(&error),
                    "a provider event was put off"
                );
            }
            StatusCode::SERVICE_UNAVAILABLE
        }
        Err(error @ ProviderEventError::Forged(_)) => {
            tracing::warn!(request.id = %request, error = webkit::log::chain(&error),
                "a provider event was refused");
            StatusCode::BAD_REQUEST
        }
        Err(error @ (ProviderEventError::Account(_) | ProviderEventError::Storage(_))) => {
            webkit::log::failed("a provider event could not be kept", request, &error);
            // The provider sends it again.
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}
