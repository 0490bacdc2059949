//! `/{tenant}/services/{code}`: a service's page, and the order that its form makes.
//!
//! `GET` fills the form in as the link says, if the link may; `POST` makes the order and leads to
//! the pay page, or shows the form again with everything that was input.

use crate::PayerState;
use app::services::{CatalogueService, LinkRefusal, OrderError, Ordered};
use axum::extract::{FromRequestParts, Path, RawForm, RawQuery};
use axum::response::{IntoResponse, Response};
use domain::services::ServiceState;
use http::StatusCode;
use http::request::Parts;
use url::form_urlencoded;
use webkit::error_page;
use webkit::i18n::Locale;
use webkit::page::{ErrorKind, html, redirect};
use webkit::request::{ClientNetwork, ReaderLanguage, RequestId};

use crate::frame::tenant_frame;
use crate::services::form::{FormInput, page};
use crate::services::pages::{ServiceAlert, ServiceUnavailable, ServiceUnavailablePage};

/// Ten fields of 200 letters and what surrounds them: a letter takes at most twelve signs.
pub(crate) const FORM_MAX: usize = 32 * 1024;
/// More than any form of ours has.
const PAIRS_MAX: usize = 40;

/// `/{tenant}/services/{code}`, the language of the answer and the number of the request.
pub(crate) struct ServiceAddress {
    slug: String,
    code: String,
    locale: Locale,
    request: RequestId,
}

impl ServiceAddress {
    fn path(&self) -> String {
        format!("/{}/services/{}", self.slug, self.code)
    }

    fn unknown(&self) -> Response {
        error_page::unknown_in(self.locale, &self.path())
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Response {
        webkit::log::failed("a service's page failed", self.request, error);
        let kind = ErrorKind::Unavailable;
        error_page::in_language(self.locale, &self.path(), kind, Some(self.request))
    }

    /// The service if citizens may see it, or the page that says why not.
    async fn service(&self, state: &PayerState) -> Result<CatalogueService, Box<Response>> {
        let service = match state.app.catalogue_service(&self.slug, &self.code).await {
            Ok(Some(service)) => service,
            Ok(None) => return Err(Box::new(self.unknown())),
            Err(error) => return Err(Box::new(self.failed(&error))),
        };
        let unavailable = match service.state {
            ServiceState::Live => return Ok(service),
            // What is tried out has its page at the trial tenant.
            ServiceState::New => return Err(Box::new(self.unknown())),
            ServiceState::Paused => (StatusCode::OK, ServiceUnavailable::Paused),
            ServiceState::Retired => (StatusCode::GONE, ServiceUnavailable::Retired),
        };
        Err(Box::new(self.unavailable(&service, unavailable)))
    }

    fn unavailable(
        &self,
        service: &CatalogueService,
        (status, kind): (StatusCode, ServiceUnavailable),
    ) -> Response {
        let page = ServiceUnavailablePage {
            frame: tenant_frame(&service.tenant, self.locale, self.path()),
            kind,
            base: self.path(),
        };
        (status, html(&page)).into_response()
    }
}

impl FromRequestParts<PayerState> for ServiceAddress {
    /// The page for addresses that lead nowhere.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &PayerState) -> Result<Self, Response> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Ok(Path((slug, code))) = path else {
            return Err(error_page::unknown(&parts.headers, &parts.uri));
        };
        let Ok(ReaderLanguage(locale)) = ReaderLanguage::from_request_parts(parts, state).await;
        Ok(Self {
            slug,
            code,
            locale,
            request: RequestId::of(&parts.extensions),
        })
    }
}

pub(crate) async fn get(
    state: PayerState,
    address: ServiceAddress,
    RawQuery(query): RawQuery,
) -> Response {
    let service = match address.service(&state).await {
        Ok(service) => service,
        Err(unavailable) => return *unavailable,
    };
    let pairs = pairs(query.unwrap_or_default().as_bytes());
    match state.app.check_link(&service, &pairs).await {
        Ok(Ok(())) => {}
        Ok(Err(refusal)) => return address.unavailable(&service, refused(refusal)),
        Err(error) => return address.failed(&error),
    }
    let input = FormInput::of(&pairs);
    let alert = input.fills_in.then_some(ServiceAlert::FilledIn);
    let token = state.app.form_token();
    let mut page = page(&service, &input, &[], (address.locale, token));
    page.alert = alert;
    html(&page)
}

pub(crate) async fn post(
    state: PayerState,
    address: ServiceAddress,
    ClientNetwork(network): ClientNetwork,
    RawForm(body): RawForm,
) -> Response {
    let locale = address.locale;
    let pairs = pairs(&body);
    let input = FormInput::of(&pairs);
    if switches_language(&pairs) {
        return switched(&state, &address, input).await;
    }
    let service = (address.slug.as_str(), address.code.as_str());
    let ordered = state
        .app
        .order_service(service, (&input.token, &input.entered), &network)
        .await;
    let (errors, alert) = match ordered {
        Ok(Ordered::Payment(payment)) => {
            let lang = locale.tag();
            let pay = format!("/{}/pay/{payment}?lang={lang}", address.slug);
            return redirect::see(pay);
        }
        Ok(Ordered::Wrong(errors)) => (errors, None),
        Err(OrderError::NoToken) => (Vec::new(), Some(ServiceAlert::SendAgain)),
        Err(OrderError::NotFound) => return address.unknown(),
        Err(OrderError::NotOffered(_)) => {
            return match address.service(&state).await {
                Ok(_) => redirect::see(address.path()),
                Err(unavailable) => *unavailable,
            };
        }
        Err(OrderError::TooMany) => {
            let kind = ErrorKind::TooManyRequests;
            return error_page::in_language(locale, &address.path(), kind, None);
        }
        Err(error) => return address.failed(&error),
    };
    let service = match address.service(&state).await {
        Ok(service) => service,
        Err(unavailable) => return *unavailable,
    };
    // A form that was wrong made nothing: its token may go on.
    let token = match alert {
        Some(_) => state.app.form_token(),
        None => input.token.clone(),
    };
    let mut page = page(&service, &input, &errors, (address.locale, token));
    page.alert = alert;
    (StatusCode::UNPROCESSABLE_ENTITY, html(&page)).into_response()
}

/// Whether the form was sent by the language switch.
fn switches_language(pairs: &[(String, String)]) -> bool {
    pairs.iter().any(|(name, _)| name == "switch")
}

/// The form in another language, as it was input so far.
async fn switched(state: &PayerState, address: &ServiceAddress, input: FormInput) -> Response {
    let service = match address.service(state).await {
        Ok(service) => service,
        Err(unavailable) => return *unavailable,
    };
    let token = input.token.clone();
    let mut page = page(&service, &input, &[], (address.locale, token));
    page.alert = input.filled_in.then_some(ServiceAlert::FilledIn);
    html(&page)
}

const fn refused(refusal: LinkRefusal) -> (StatusCode, ServiceUnavailable) {
    match refusal {
        LinkRefusal::Unsigned | LinkRefusal::BadSignature => {
            (StatusCode::FORBIDDEN, ServiceUnavailable::BadLink)
        }
        LinkRefusal::Expired => (StatusCode::GONE, ServiceUnavailable::ExpiredLink),
    }
}

/// Decoded once, bounded.
fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded)
        .take(PAIRS_MAX)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_forty_parameters_are_read() {
        let campaign = "utm=x&".repeat(PAIRS_MAX - 1);
        let ours = ("quantity".to_owned(), "3".to_owned());
        let fits = format!("{campaign}quantity=3&field.a=b");
        assert_eq!(pairs(fits.as_bytes()).last(), Some(&ours));
        let late = format!("{campaign}utm_40=x&quantity=3");
        assert_eq!(pairs(late.as_bytes()).len(), PAIRS_MAX);
        assert!(!pairs(late.as_bytes()).contains(&ours));
    }
}
