//! Made-up data the samples of several pages share.

use webkit::format::money;
use webkit::i18n::Locale;
use webkit::page::LocalizedText;
pub(crate) use webkit::page::sample::{BASE, NOW, branding, frame, switch_form};

use crate::payments::facts::{Item, PaymentFacts};
use crate::payments::origin::Origin;

pub(crate) const RECEIPT: &str = "/musterstadt/receipt/pVtYb9sX4nqfU0CkWc2eLw";

pub(crate) fn origin() -> Origin {
    Origin::Application {
        back: Some(format!("{BASE}/back")),
    }
}

pub(crate) fn catalogue() -> Origin {
    Origin::Catalogue {
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
