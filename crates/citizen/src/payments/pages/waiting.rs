//! While a provider has the word: the payer can go on there, or we wait for its answer.

use askama::Template;
use webkit::format;
use webkit::i18n::Locale;
use webkit::page::{Frame, Page};

use crate::payments::facts::{Method, PaymentFacts};
use crate::sample;

/// `GET {base}` while an attempt is open at the provider: continue there, or cancel.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/continue.html")]
pub(crate) struct ContinuePage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    pub(crate) method: Method,
    /// How long there is time, formatted.
    pub(crate) pay_until: String,
}

/// `GET {base}` while the outcome is not known. Paying again now could pay twice, so the page has
/// no button for it.
///
/// The page refreshes by the response header [`Self::refresh`]; the reader can switch that off
/// (`?refresh=off`), as WCAG 2.2.1 and 2.2.2 ask.
#[derive(Clone, Debug, Template)]
#[template(path = "payments/processing.html")]
pub(crate) struct ProcessingPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) facts: PaymentFacts,
    pub(crate) method: Option<Method>,
    /// Seconds between refreshes; `None` where the reader switched them off.
    pub(crate) refresh_seconds: Option<u32>,
}

impl ProcessingPage {
    /// Whether the page refreshes itself, in words.
    fn refreshes(&self) -> String {
        let frame = &self.frame;
        match self.refresh_seconds {
            Some(seconds) => frame.t_count("processing-refreshes", &[("seconds", seconds.into())]),
            None => frame.t("processing-stands-still"),
        }
    }

    /// The value of the `Refresh` response header (HTML standard, "shared declarative refresh
    /// steps"), which browsers obey without any script.
    pub(crate) fn refresh(&self) -> Option<String> {
        self.refresh_seconds
            .map(|seconds| format!("{seconds};url={}", self.frame.link(&self.base)))
    }
}

impl Page for ContinuePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: sample::at_provider(),
            pay_until: format::until(sample::NOW + 600_000_000, sample::NOW, locale),
        };
        vec![("continue", page)]
    }
}

impl Page for ProcessingPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::frame(locale),
            base: sample::BASE.into(),
            facts: sample::one_item(locale),
            method: Some(sample::at_provider()),
            refresh_seconds: Some(10),
        };
        let still = Self {
            refresh_seconds: None,
            ..page.clone()
        };
        vec![("processing", page), ("processing-no-refresh", still)]
    }
}
