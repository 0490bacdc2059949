//! Paying a notice: the form that finds it, what was found and how it is paid, and a page for each
//! reason why it cannot be paid.

mod fields;
mod samples;

use askama::Template;
use webkit::page::{FieldError, Frame, LocalizedText};

pub(crate) use fields::{FactorKind, NoticeFields, NumberError};

/// `GET {base}`: Kassenzeichen and second factor. Also the answer to a form that found nothing.
#[derive(Clone, Debug, Template)]
#[template(path = "claims/search.html")]
pub(crate) struct NoticeSearchPage {
    pub(crate) frame: Frame,
    /// `/{tenant_slug}/notice`; the form posts to it.
    pub(crate) base: String,
    pub(crate) fields: NoticeFields,
    /// How many notices are gathered already.
    pub(crate) gathered: usize,
    /// What was gathered before lay open too long and is gone.
    pub(crate) lapsed: bool,
}

/// The notices that were found: what is open of each, and how to pay.
#[derive(Clone, Debug, Template)]
#[template(path = "claims/basket.html")]
pub(crate) struct NoticeBasketPage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    /// At least one.
    pub(crate) notices: Vec<NoticeFacts>,
    /// What is open of all of them, formatted.
    pub(crate) total: String,
    /// Absent when only the whole can be paid.
    pub(crate) part: Option<PartField>,
    /// To add another one; absent when no more fit.
    pub(crate) more: Option<NoticeFields>,
    /// The gathered notices, sealed.
    pub(crate) sealed: String,
    pub(crate) alert: Option<BasketAlert>,
}

/// A notice that was found and cannot be paid now, and why.
#[derive(Clone, Debug, Template)]
#[template(path = "claims/not_payable.html")]
pub(crate) struct NoticeNotPayablePage {
    pub(crate) frame: Frame,
    pub(crate) base: String,
    pub(crate) notice: NoticeFacts,
    pub(crate) state: NoticeState,
    /// The notices gathered before are forgotten: their page lay open too long.
    pub(crate) lapsed: bool,
    /// The notices gathered before, sealed; empty when there are none.
    pub(crate) sealed: String,
    /// This notice, sealed.
    pub(crate) shown: String,
}

/// One notice as the page shows it.
#[derive(Clone, Debug)]
pub(crate) struct NoticeFacts {
    /// Names it in forms.
    pub(crate) claim: String,
    pub(crate) kassenzeichen: String,
    pub(crate) service: LocalizedText,
    pub(crate) department: LocalizedText,
    pub(crate) text: LocalizedText,
    /// Formatted.
    pub(crate) amount: String,
    /// What has been paid of it, formatted; absent when nothing was.
    pub(crate) paid: Option<String>,
    /// What is open, formatted.
    pub(crate) open: String,
    /// Formatted.
    pub(crate) due: Option<String>,
}

/// The field for a part.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartField {
    pub(crate) value: String,
    /// The smallest part, formatted.
    pub(crate) least: String,
    pub(crate) error: Option<PartError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PartError {
    NotAnAmount,
    TooSmall,
    /// More than is open.
    TooLarge,
}

/// Why paying did not go on. Amounts are formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BasketAlert {
    /// Something about the notices changed meanwhile; the page shows them as they are now.
    Changed,
    /// They go to different accounts of the authority.
    NotTogether,
    /// The sum is less than what can be paid online.
    TooLittle {
        least: String,
    },
    /// The sum is more than what can be paid online at once.
    TooMuch {
        most: String,
    },
    /// Payments of one of them were begun again and again today.
    TooOften,
    Full,
    /// What was gathered before lay open too long and is gone.
    Lapsed,
}

/// Why a notice cannot be paid. Days are formatted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NoticeState {
    Paid,
    Cancelled,
    Blocked,
    NotYet {
        from: String,
    },
    NoLonger {
        until: String,
    },
    UnderWay,
    /// The service takes no payments at present.
    Paused,
}

impl NoticeSearchPage {
    /// Says in the browser's title that something is wrong, before the page is read.
    pub(crate) fn title(&self) -> String {
        let title = self.frame.t("notice-title");
        if self.fields.errors(&self.frame).is_empty() {
            title
        } else {
            self.frame
                .t_with("notice-title-wrong", &[("title", title.as_str())])
        }
    }
}

impl NoticeBasketPage {
    /// What is wrong with the fields of the page, in their order.
    pub(crate) fn errors(&self) -> Vec<FieldError> {
        let part = self
            .part
            .as_ref()
            .and_then(|part| part.message(&self.frame));
        let mut errors: Vec<_> = part
            .map(|text| FieldError { id: "part", text })
            .into_iter()
            .collect();
        if let Some(more) = &self.more {
            errors.extend(more.errors(&self.frame));
        }
        errors
    }

    /// What to do about a sum that is too large: paying fewer notices helps only where there are
    /// several.
    pub(crate) fn too_much(&self, most: &str) -> String {
        let frame = &self.frame;
        match self.notices.as_slice() {
            [_] => frame.t_with("notice-too-much-text", &[("most", most)]),
            _ => frame.t_with("notice-too-much-several", &[("most", most)]),
        }
    }

    pub(crate) fn heading(&self) -> String {
        match self.notices.as_slice() {
            [_] => self.frame.t("notice-one-title"),
            _ => self.frame.t("notice-several-title"),
        }
    }

    pub(crate) fn title(&self) -> String {
        let title = self.heading();
        if self.errors().is_empty() {
            title
        } else {
            self.frame
                .t_with("notice-title-wrong", &[("title", title.as_str())])
        }
    }
}

impl PartField {
    fn message(&self, frame: &Frame) -> Option<String> {
        Some(match self.error.as_ref()? {
            PartError::NotAnAmount => frame.t("notice-part-not-an-amount"),
            PartError::TooSmall => {
                frame.t_with("notice-part-too-small", &[("least", self.least.as_str())])
            }
            PartError::TooLarge => frame.t("notice-part-too-large"),
        })
    }

    /// What is wrong, empty when nothing is.
    pub(crate) fn error(&self, frame: &Frame) -> String {
        self.message(frame).unwrap_or_default()
    }
}

impl NoticeNotPayablePage {
    /// What must not be lost when the language is changed.
    pub(crate) fn switched(&self) -> [(&'static str, &str); 2] {
        [
            ("basket", self.sealed.as_str()),
            ("shown", self.shown.as_str()),
        ]
    }

    pub(crate) fn title(&self) -> String {
        match &self.state {
            NoticeState::Paid => self.frame.t("notice-paid-title"),
            NoticeState::Cancelled => self.frame.t("notice-cancelled-title"),
            NoticeState::Blocked => self.frame.t("notice-blocked-title"),
            NoticeState::NotYet { .. } => self.frame.t("notice-not-yet-title"),
            NoticeState::NoLonger { .. } => self.frame.t("notice-no-longer-title"),
            NoticeState::UnderWay => self.frame.t("notice-under-way-title"),
            NoticeState::Paused => self.frame.t("notice-paused-title"),
        }
    }

    pub(crate) fn text(&self) -> String {
        let frame = &self.frame;
        match &self.state {
            NoticeState::Paid => frame.t("notice-paid-text"),
            NoticeState::Cancelled => frame.t("notice-cancelled-text"),
            NoticeState::Blocked => frame.t("notice-blocked-text"),
            NoticeState::NotYet { from } => {
                frame.t_with("notice-not-yet-text", &[("day", from.as_str())])
            }
            NoticeState::NoLonger { until } => {
                frame.t_with("notice-no-longer-text", &[("day", until.as_str())])
            }
            NoticeState::UnderWay => frame.t("notice-under-way-text"),
            NoticeState::Paused => frame.t("notice-paused-text"),
        }
    }

    /// What the reader can do now.
    pub(crate) fn next(&self) -> String {
        match &self.state {
            NoticeState::Paid => self.frame.t("notice-paid-next"),
            NoticeState::UnderWay => self.frame.t("notice-under-way-next"),
            NoticeState::NotYet { .. } => self.frame.t("notice-not-yet-next"),
            NoticeState::Cancelled
            | NoticeState::Blocked
            | NoticeState::Paused
            | NoticeState::NoLonger { .. } => self.frame.t("notice-ask"),
        }
    }
}

#[cfg(test)]
mod tests {
    use webkit::i18n::Locale;
    use webkit::page::Page;

    use super::*;

    /// Paying fewer notices helps only where there are several.
    #[test]
    fn what_to_do_about_a_sum_that_is_too_large_depends_on_how_many_notices_there_are() {
        let locale = Locale::default();
        let pages = NoticeBasketPage::samples(locale);
        let page = |wanted: &str| {
            let mut found = pages.iter().filter(|(name, _)| *name == wanted);
            found.next().map(|(_, page)| page.clone()).unwrap()
        };
        let one = page("notice-too-much").too_much("100,00 €");
        let several = page("notice-basket-too-much").too_much("100,00 €");
        assert!(one.contains("100,00 €") && several.contains("100,00 €"));
        assert!(!one.contains("weniger Bescheide"), "{one}");
        assert!(several.contains("weniger Bescheide"), "{several}");
    }
}
