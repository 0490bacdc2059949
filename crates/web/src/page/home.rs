//! A tenant's front page: who takes payments here, and how to get to one's own.

use askama::Template;

use super::{Frame, Page, sample};
use crate::i18n::Locale;

/// `GET /{tenant_slug}`
#[derive(Clone, Debug, Template)]
#[template(path = "citizen/tenant_home.html")]
pub struct TenantHomePage {
    pub frame: Frame,
    /// Whether notices can be paid here.
    pub notices: bool,
}

impl Page for TenantHomePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let mut frame = sample::frame(locale);
        frame.path = "/musterstadt".into();
        let mut test = frame.clone();
        test.test = true;
        vec![
            (
                "home",
                Self {
                    frame,
                    notices: false,
                },
            ),
            (
                "home-test",
                Self {
                    frame: test,
                    notices: true,
                },
            ),
        ]
    }
}
