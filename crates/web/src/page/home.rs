//! A tenant's front page: who takes payments here, and how to get to one's own.

use askama::Template;

use super::{Frame, Page, sample};
use crate::i18n::Locale;

/// `GET /{tenant_slug}`
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/tenant_home.html")]
pub struct TenantHomePage {
    pub frame: Frame,
}

impl Page for TenantHomePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt".into();
        let mut test = frame.clone();
        test.test = true;
        let mut with_logo = frame.clone();
        with_logo.look = sample::look();
        with_logo.tenant_name = "Verwaltungsgemeinschaft Niedermusterhausen-Obermustertal".into();
        vec![
            ("home-logo", Self { frame: with_logo }),
            ("home", Self { frame }),
            ("home-test", Self { frame: test }),
        ]
    }
}
