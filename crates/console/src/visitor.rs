//! A request before its person is known: its language, its browser, its cookies, and where it is to
//! lead.

mod cookie;

use std::convert::Infallible;

use app::access::{Network, SessionToken, SignedIn, Visit};
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::Method;
use http::header::{HeaderName, HeaderValue, USER_AGENT};
use http::request::Parts;
use secrecy::ExposeSecret;
use url::form_urlencoded;
use webkit::i18n::Locale;
use webkit::page::{LocalPath, redirect};
use webkit::request::{ClientNetwork, ReaderLanguage, RequestId};

use self::cookie::Cookie;
use crate::StaffState;
use crate::access::kept::ProofNeeded;
use crate::frame::ConsoleFrame;
use crate::i18n;

const HOME: &str = "/console";
const SIGN_IN: &str = "/console/sign-in";
const CONFIRM: &str = "/console/account/confirm";
const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// What a request says of its sender.
pub(crate) struct Visitor {
    pub(crate) locale: Locale,
    pub(crate) request: RequestId,
    /// Of the page; with `GET` it can be asked for again.
    pub(crate) path: String,
    pub(crate) token: Option<SessionToken>,
    is_get: bool,
    /// Where the page leads afterwards, as the address says.
    to: String,
    network: Network,
    browser: String,
    device: Option<String>,
    secure: bool,
}

impl FromRequestParts<StaffState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &StaffState) -> Result<Self, Infallible> {
        let ClientNetwork(network) = ClientNetwork::from_request_parts(parts, state).await?;
        let asked = ReaderLanguage::of(&parts.headers, &parts.uri).0;
        let query = parts.uri.query().unwrap_or_default();
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        let to = pairs.find(|(name, _)| name == "to");
        let browser = parts.headers.get(USER_AGENT);
        let browser = browser.and_then(|name| name.to_str().ok());
        let secure = state.app.is_secure();
        Ok(Self {
            locale: i18n::spoken(asked),
            request: RequestId::of(&parts.extensions),
            path: parts.uri.path().to_owned(),
            token: Cookie::Session.read(&parts.headers, secure).map(Into::into),
            is_get: parts.method == Method::GET,
            to: to.map(|(_, to)| to.into_owned()).unwrap_or_default(),
            network,
            browser: browser.unwrap_or_default().to_owned(),
            device: Cookie::Device.read(&parts.headers, secure),
            secure,
        })
    }
}

impl Visitor {
    /// Where the request comes from.
    pub(crate) fn visit(&self) -> Visit<'_> {
        Visit {
            network: &self.network,
            browser: &self.browser,
            device: self.device.as_deref(),
        }
    }

    /// The frame of a page that is shown before signing in.
    pub(crate) fn frame(&self) -> ConsoleFrame {
        self.frame_at(&self.path)
    }

    /// The frame of a page that takes the place of the one at this path, which answers `GET`.
    pub(crate) fn frame_at(&self, path: &str) -> ConsoleFrame {
        ConsoleFrame {
            locale: self.locale,
            path: LocalPath::from(path),
            person: String::new(),
            form: String::new(),
            place: None,
        }
    }

    /// Where the address says that the page leads afterwards.
    pub(crate) fn to(&self) -> &str {
        &self.to
    }

    /// A page of the console, in the reader's language.
    pub(crate) fn see(&self, path: &str) -> Response {
        let mark = if path.contains('?') { '&' } else { '?' };
        redirect::see(format!("{path}{mark}lang={}", self.locale.tag()))
    }

    /// The page that was asked for before, else the person's places. Only pages of the console are
    /// led to, and none of signing in.
    pub(crate) fn see_wanted(&self, to: &str) -> Response {
        let below = |root: &str| {
            let rest = to.strip_prefix(root);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']))
        };
        let is_page = below(HOME) && !below(SIGN_IN) && !below(CONFIRM);
        self.see(if is_page { to } else { HOME })
    }

    /// To the page for signing in, and from there to this one.
    pub(crate) fn see_sign_in(&self) -> Response {
        let mut answer = self.see_before(SIGN_IN, self.wanted());
        answer.extensions_mut().insert(ProofNeeded::SignIn);
        answer
    }

    /// To the page for the second factor, and from there to this one.
    pub(crate) fn see_code(&self, to: &str) -> Response {
        self.see_before("/console/sign-in/code", to)
    }

    /// To the page for proving oneself again, and from there to `to`.
    pub(crate) fn see_confirm(&self, to: &str) -> Response {
        let mut answer = self.see_before(CONFIRM, to);
        let to = to.to_owned();
        answer.extensions_mut().insert(ProofNeeded::Confirm { to });
        answer
    }

    /// This page, if it can be asked for again.
    pub(crate) fn wanted(&self) -> &str {
        if self.is_get { &self.path } else { HOME }
    }

    fn see_before(&self, page: &str, to: &str) -> Response {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if !to.is_empty() && to != HOME {
            query.append_pair("to", to);
        }
        let query = query.finish();
        if query.is_empty() {
            return self.see(page);
        }
        self.see(&format!("{page}?{query}"))
    }

    /// The answer, with the session's new token.
    pub(crate) fn with_token(&self, mut answer: Response, token: &SessionToken) -> Response {
        let headers = answer.headers_mut();
        Cookie::Session.set(headers, token.expose_secret(), self.secure);
        answer
    }

    /// The answer, for a browser that is known from now on.
    pub(crate) fn signed_in(&self, answer: Response, signed_in: &SignedIn) -> Response {
        let mut answer = self.with_token(answer, &signed_in.token);
        let headers = answer.headers_mut();
        Cookie::Device.set(headers, &signed_in.device, self.secure);
        answer
    }

    /// The answer, for a browser that forgets the session and what it has seen in it.
    pub(crate) fn signed_out(&self, mut answer: Response) -> Response {
        let headers = answer.headers_mut();
        Cookie::Session.set(headers, "", self.secure);
        let cache = HeaderValue::from_static("\"cache\"");
        headers.insert(CLEAR_SITE_DATA, cache);
        answer
    }
}
