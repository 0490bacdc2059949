//! Pages for citizens, as types.
//!
//! A page is a struct with everything it shows: texts, amounts and times arrive decided and
//! formatted (see [`crate::format`]), so a template chooses nothing but words. Rendering cannot
//! fail for any value of the fields, needs no IO and escapes everything. Each page brings samples
//! of every look it can have; tests, accessibility checks and screenshots use them.
//!
//! Pages need no script and no cookie. All that changes something is a form with `POST`; links
//! and forms carry the reader's language along as `?lang=`.

mod ended;
mod frame;
mod home;
mod legal;
mod notice;
mod origin;
mod paid;
mod pay;
mod service;
mod service_trouble;
mod services;
mod spoken;
mod trouble;
mod waiting;

pub use ended::{AlreadyPaidPage, End, EndedPage, FailedPage};
pub use frame::{Frame, Language, LegalLink, Logo, Look, SwitchForm};
pub use home::TenantHomePage;
pub use legal::{LegalKind, LegalTextPage, OwnText};
pub use notice::{
    BasketAlert, FactorAsked, FieldError, NoticeBasketPage, NoticeFacts, NoticeFields,
    NoticeSearchPage, NoticeStanding, NoticeStandingPage, NumberError, PartError, PartField,
};
pub use origin::{Origin, Way};
pub use paid::{AskedMail, MailOffer, PaidPage, RefundLine};
pub use pay::{PayAlert, PayPage};
pub use service::{FieldView, Input, OptionView, ServiceNotice, ServicePage};
pub use service_trouble::{ServiceTrouble, ServiceTroublePage};
pub use services::{DepartmentGroup, ServiceLine, ServicesPage};
pub use spoken::Spoken;
pub use trouble::{ErrorKind, ErrorPage, UnknownLinkPage};
pub use waiting::{ContinuePage, ProcessingPage};

use std::path::Path;
use std::{fs, io};

use crate::i18n::Locale;

/// A page: its template, its data, and examples of every look it can have.
pub trait Page: askama::Template + Sized {
    /// Examples for tests, accessibility checks and screenshots, with a name each. Made up.
    fn samples(locale: Locale) -> Vec<(&'static str, Self)>;
}

/// One look of one page, as a browser gets it.
#[derive(Debug)]
pub struct Sample {
    pub name: &'static str,
    pub locale: Locale,
    pub html: Result<String, askama::Error>,
}

/// Every page there is. One that is added here is thereby held against all that pages promise:
/// by tests, by axe in a browser, on the scales; and it is in the screenshots.
macro_rules! pages {
    ($($page:ident),* $(,)?) => {
        /// Every look of every page in this language.
        pub fn samples(locale: Locale) -> Vec<Sample> {
            let mut all = Vec::new();
            $(all.extend(rendered::<$page>(locale));)*
            all
        }
    };
}

pages! {
    PayPage,
    ContinuePage,
    ProcessingPage,
    PaidPage,
    FailedPage,
    EndedPage,
    AlreadyPaidPage,
    UnknownLinkPage,
    ErrorPage,
    TenantHomePage,
    LegalTextPage,
    ServicesPage,
    ServicePage,
    ServiceTroublePage,
    NoticeSearchPage,
    NoticeBasketPage,
    NoticeStandingPage,
}

fn rendered<P: Page>(locale: Locale) -> impl Iterator<Item = Sample> {
    P::samples(locale)
        .into_iter()
        .map(move |(name, page)| Sample {
            name,
            locale,
            html: page.render(),
        })
}

/// Writes every look of every page, with what they load, for a browser to read.
pub fn write_samples(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    for sample in Locale::all().flat_map(samples) {
        let html = sample.html.map_err(io::Error::other)?;
        let name = format!("{}.{}.html", sample.name, sample.locale.tag());
        fs::write(folder.join(name), html)?;
    }
    crate::assets::write_all(folder)
}

/// What is paid, to whom, under which number. The same on every page of one payment.
#[derive(Clone, Debug)]
pub struct PaymentFacts {
    /// What the authority calls it: "Bewohnerparkausweis".
    pub service: Spoken,
    /// The office inside the authority, where one is named.
    pub department: Option<Spoken>,
    /// The sum, formatted.
    pub amount: String,
    /// In its printed form, grouped as on paper.
    pub kassenzeichen: String,
    /// What the sum is made of. One item is a description, several become a table.
    pub items: Vec<Item>,
}

/// One line of what is paid.
#[derive(Clone, Debug)]
pub struct Item {
    pub description: Spoken,
    /// Formatted.
    pub amount: String,
}

/// A way to pay, as the payer picks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    PayPal,
}

impl Method {
    /// As people know it; the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::PayPal => "PayPal",
        }
    }

    /// The last part of the address a form posts to when the payer picks it.
    pub fn path(self) -> &'static str {
        match self {
            Self::PayPal => "paypal",
        }
    }
}

#[cfg(test)]
mod tests;

/// Made-up data all samples share.
mod sample {
    use super::{Frame, Item, Logo, Look, Origin, PaymentFacts, Spoken, SwitchForm};
    use crate::format::money;
    use crate::i18n::Locale;

    pub(super) const BASE: &str = "/musterstadt/pay/pay_018f3c2e5a7b7cc0a1b2c3d4e5f60718";
    pub(super) const RECEIPT: &str = "/musterstadt/receipt/pVtYb9sX4nqfU0CkWc2eLw";
    /// 24 November 2026, 14:35 in Berlin.
    pub(super) const NOW: i64 = 1_795_527_300_000_000;

    pub(super) fn frame(locale: Locale) -> Frame {
        Frame {
            locale,
            tenant_name: "Stadt Musterstadt".into(),
            tenant_slug: "musterstadt".into(),
            look: Look::default(),
            imprint_url: Some("https://www.musterstadt.example/impressum".into()),
            privacy_url: None,
            accessibility_url: None,
            contact: Spoken::german("Stadtkasse Musterstadt, Telefon 02000 123456", locale),
            test: false,
            path: BASE.into(),
            switch_form: None,
            request_id: None,
        }
    }

    pub(super) fn origin() -> Origin {
        Origin::Application {
            back: Some(format!("{BASE}/back")),
        }
    }

    pub(super) fn catalogue() -> Origin {
        Origin::Catalogue {
            service: "bewohnerparken".into(),
        }
    }

    /// The language switch of a page with something to fill in.
    pub(super) fn switch_form(id: &'static str, action: &str) -> SwitchForm {
        let action = action.to_owned();
        SwitchForm { id, action }
    }

    /// A logo and colours as a tenant may have them, in files the samples bring along.
    pub(super) fn look() -> Look {
        Look {
            colours: None,
            logo: Some(Logo {
                url: crate::assets::asset_url("favicon.svg"),
                width: 48,
                height: 48,
            }),
        }
    }

    pub(super) fn one_item(locale: Locale) -> PaymentFacts {
        PaymentFacts {
            service: Spoken::german("Bewohnerparkausweis", locale),
            department: Some(Spoken::german("Bürgeramt Mitte", locale)),
            amount: money(3070, locale),
            kassenzeichen: "5012 0000 0047 11".into(),
            items: vec![Item {
                description: Spoken::german(
                    "Bewohnerparkausweis Zone 4, Kennzeichen MS-AB 123, ein Jahr",
                    locale,
                ),
                amount: money(3070, locale),
            }],
        }
    }

    /// Long words, markup, many lines: what a page must bear.
    pub(super) fn unruly(locale: Locale) -> PaymentFacts {
        let item = |description: &str, cents| Item {
            description: Spoken::german(description, locale),
            amount: money(cents, locale),
        };
        PaymentFacts {
            service: Spoken::german(
                "Grundstücksverkehrsgenehmigungszuständigkeitsbescheinigung <b>",
                locale,
            ),
            department: None,
            amount: money(12_345_678, locale),
            kassenzeichen: "5012 0000 0047 11".into(),
            items: vec![
                item(
                    "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung",
                    12_340_000,
                ),
                item("Auslagen & Porto <script>alert(1)</script>", 5_000),
                item("Beglaubigung", 678),
            ],
        }
    }
}
