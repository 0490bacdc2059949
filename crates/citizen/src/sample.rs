//! Made-up data the samples of several pages share.

use domain::claims::ClaimOrigin;
use webkit::format::money;
use webkit::i18n::Locale;
use webkit::page::LocalizedText;
pub(crate) use webkit::page::sample::{BASE, NOW, branding, frame, switch_form};

use crate::payments::facts::{Item, Method, PaymentFacts};
use crate::payments::way_back::WayBack;

pub(crate) const RECEIPT: &str = "/musterstadt/receipt/pVtYb9sX4nqfU0CkWc2eLw";

/// A method with a page of a provider.
pub(crate) fn at_provider() -> Method {
    Method(domain::payments::Method::PAYPAL)
}

/// To the calling system, which said where.
pub(crate) fn way_back() -> WayBack {
    WayBack {
        application: Some(format!("{BASE}/back")),
        ..way_back_to(ClaimOrigin::Channel)
    }
}

pub(crate) fn way_back_to(origin: ClaimOrigin) -> WayBack {
    WayBack {
        origin,
        application: None,
        service: "bewohnerparken".into(),
    }
}

pub(crate) fn one_item(locale: Locale) -> PaymentFacts {
    PaymentFacts {
        service: LocalizedText::german("Bewohnerparkausweis", locale),
        department: Some(LocalizedText::german("Bürgeramt Mitte", locale)),
        amount: money(3070, locale),
        kassenzeichen: "5012 0000 0047 11".into(),
        items: vec![Item {
            description: LocalizedText::german(
                "Bewohnerparkausweis Zone 4, Kennzeichen MS-AB 123, ein Jahr",
                locale,
            ),
            amount: money(3070, locale),
        }],
    }
}

/// Long words, markup, many lines: what a page must bear.
pub(crate) fn unruly(locale: Locale) -> PaymentFacts {
    let item = |description: &str, cents| Item {
        description: LocalizedText::german(description, locale),
        amount: money(cents, locale),
    };
    PaymentFacts {
        service: LocalizedText::german(
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
