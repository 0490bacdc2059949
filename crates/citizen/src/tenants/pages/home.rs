//! A tenant's front page: what can be paid, and how a payer finds a payment.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::sample;

/// `GET /{tenant_slug}`
#[derive(Clone, Debug, Template)]
#[template(path = "tenants/home.html")]
pub(crate) struct TenantHomePage {
    pub(crate) frame: Frame,
    /// There are services to be paid at once.
    pub(crate) has_services: bool,
    /// Whether notices can be paid here.
    pub(crate) notices: bool,
}

impl TenantHomePage {
    fn services(&self) -> String {
        format!("/{}/services", self.frame.tenant_slug)
    }
}

impl Page for TenantHomePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt".into();
        let mut test = frame.clone();
        test.test = true;
        let mut with_logo = frame.clone();
        with_logo.branding = sample::branding();
        with_logo.tenant_name = "Verwaltungsgemeinschaft Niedermusterhausen-Obermustertal".into();
        let page = |frame, (has_services, notices)| Self {
            frame,
            has_services,
            notices,
        };
        vec![
            ("home-logo", page(with_logo, (true, true))),
            ("home", page(frame.clone(), (true, false))),
            ("home-links-only", page(frame, (false, false))),
            ("home-test", page(test, (true, true))),
        ]
    }
}
