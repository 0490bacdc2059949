//! Paying a notice. What was found travels in sealed form fields; the address of each page says
//! nothing about the payer.

pub(crate) mod basket;
pub(crate) mod link;
mod notice;
pub(crate) mod pages;
pub(crate) mod pay;
pub(crate) mod remove;
pub(crate) mod search;
mod view;

use crate::PayerState;
use app::ReadError;
use app::claims::notices::{Basket, NoticeForm};
use app::platform::VaultError;
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequestParts, Path};
use axum::response::Response;
use domain::TenantId;
use domain::values::text::composed;
use http::request::Parts;
use serde::Deserialize;
use webkit::error_page;
use webkit::i18n::Locale;
use webkit::page::{ErrorKind, Frame, SwitchForm};
use webkit::request::{ReaderLanguage, RequestId};

use crate::frame::tenant_frame;

/// Everything a form of these pages may send. What is missing is empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct SubmittedForm {
    kassenzeichen: String,
    factor: String,
    /// The notices gathered so far, sealed.
    basket: String,
    /// The amount of a part; absent where only the whole can be paid.
    part: Option<String>,
    /// Set by the button that pays the whole, whatever stands in the field for a part.
    whole: Option<String>,
    /// Set by the buttons that choose a language.
    switch: Option<String>,
    /// The notice to leave out.
    claim: String,
    /// The notice whose page is shown, sealed; empty on other pages.
    shown: String,
}

/// What was typed, its letters composed. A form that cannot be read is one in which nothing stands.
pub(crate) fn submitted(form: Result<Form<SubmittedForm>, FormRejection>) -> SubmittedForm {
    let form = form.map(|Form(sent)| sent).unwrap_or_default();
    SubmittedForm {
        kassenzeichen: composed(&form.kassenzeichen),
        factor: composed(&form.factor),
        part: form.part.as_deref().map(composed),
        ..form
    }
}

/// `/{tenant}/notice`, its reader, and what its tenant asks for.
pub(crate) struct NoticeContext {
    form: NoticeForm,
    locale: Locale,
    request: RequestId,
    /// The page's own address.
    path: String,
}

impl FromRequestParts<PayerState> for NoticeContext {
    /// The page for addresses that lead nowhere: unknown tenants, and those without notices.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &PayerState) -> Result<Self, Response> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        let Ok(Path(slug)) = path else {
            return Err(error_page::unknown(&parts.headers, &parts.uri));
        };
        let Ok(ReaderLanguage(locale)) = ReaderLanguage::from_request_parts(parts, state).await;
        let request = RequestId::of(&parts.extensions);
        let path = format!("/{slug}/notice");
        match Self::at(state, &slug, (locale, request, path)).await {
            Ok(Some(context)) => Ok(context),
            Ok(None) => Err(error_page::unknown(&parts.headers, &parts.uri)),
            Err(error) => {
                webkit::log::failed("a notice page failed", request, &error);
                let path = format!("/{slug}/notice");
                let kind = ErrorKind::Unavailable;
                Err(error_page::in_language(locale, &path, kind, Some(request)))
            }
        }
    }
}

impl NoticeContext {
    /// The context of a tenant, for a page at `path`; `None` for one without notices.
    pub(crate) async fn at(
        state: &PayerState,
        slug: &str,
        (locale, request, path): (Locale, RequestId, String),
    ) -> Result<Option<Self>, ReadError> {
        let form = state.app.notice_form(slug).await?;
        Ok(form.map(|form| Self {
            form,
            locale,
            request,
            path,
        }))
    }

    const fn tenant(&self) -> TenantId {
        self.form.tenant.id
    }

    /// `/{tenant}/notice`
    fn base(&self) -> String {
        format!("/{}/notice", self.form.tenant.slug)
    }

    fn frame(&self) -> Frame {
        tenant_frame(&self.form.tenant, self.locale, self.path.clone())
    }

    /// As [`Self::frame`], for a page whose form with this id holds what is typed and gathered.
    fn frame_with(&self, form: &'static str) -> Frame {
        let action = format!("{}/basket", self.base());
        let switch_form = Some(SwitchForm { id: form, action });
        Frame {
            switch_form,
            ..self.frame()
        }
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) -> Response {
        webkit::log::failed("a notice page failed", self.request, error);
        let kind = ErrorKind::Unavailable;
        error_page::in_language(self.locale, &self.base(), kind, Some(self.request))
    }

    /// The basket as a form field; empty for an empty one.
    fn sealed(&self, state: &PayerState, basket: &Basket) -> Result<String, VaultError> {
        if basket.claims().is_empty() {
            return Ok(String::new());
        }
        state.app.seal_basket(self.tenant(), basket)
    }
}
