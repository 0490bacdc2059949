//! A payment's address, and the language of its page.

use axum::extract::{FromRequestParts, Path, Query};
use axum::response::Response;
use domain::PaymentId;
use http::request::Parts;
use serde::Deserialize;
use webkit::error_page;
use webkit::i18n::Locale;
use webkit::page::redirect;
use webkit::request::{ReaderLanguage, RequestId};

/// What stands behind the question mark of our own links. Unknown parameters are ignored: a
/// provider adds its own.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct PageOptions {
    /// `off`: the page shall not refresh itself.
    pub(crate) refresh: Option<String>,
    /// The payer has just got more time.
    pub(crate) extended: Option<String>,
    /// The receipt is on its way to the payer's address.
    pub(crate) mailed: Option<String>,
}

/// The parts of the address that all addresses of a payment have.
#[derive(Deserialize)]
struct Address {
    tenant: String,
    payment: String,
}

/// `/{tenant}/pay/{payment}` and everything that came with it.
pub(crate) struct Link {
    pub(crate) slug: String,
    pub(crate) payment: PaymentId,
    pub(crate) locale: Locale,
    pub(crate) options: PageOptions,
    pub(crate) request: RequestId,
}

impl Link {
    /// `/{tenant}/pay/{payment}`
    pub(crate) fn base(&self) -> String {
        format!("/{}/pay/{}", self.slug, self.payment)
    }

    /// To the payment's page, so that reloading it repeats nothing.
    pub(crate) fn see_payment(&self) -> Response {
        redirect::see(format!("{}?lang={}", self.base(), self.locale.tag()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Link {
    /// The page for addresses that lead nowhere.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let options = options(parts, state).await;
        let unknown = |parts: &Parts| error_page::unknown(&parts.headers, &parts.uri);
        let path = Path::<Address>::from_request_parts(parts, state).await;
        let Ok(Path(Address {
            tenant: slug,
            payment,
        })) = path
        else {
            return Err(unknown(parts));
        };
        let Ok(payment) = payment.parse() else {
            return Err(unknown(parts));
        };
        let ReaderLanguage(locale) = ReaderLanguage::of(&parts.headers, &parts.uri);
        let request = RequestId::of(&parts.extensions);
        Ok(Self {
            slug,
            payment,
            locale,
            options,
            request,
        })
    }
}

async fn options<S: Send + Sync>(parts: &mut Parts, state: &S) -> PageOptions {
    let query = Query::<PageOptions>::from_request_parts(parts, state).await;
    query.map(|Query(options)| options).unwrap_or_default()
}
