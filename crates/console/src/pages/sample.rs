//! Made-up data the samples share.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use webkit::i18n::Locale;

use crate::access::pages::Device;
use crate::frame::{ConsoleFrame, PlaceFrame, VIEWS};

/// Before signing in.
pub(crate) fn before(locale: Locale) -> ConsoleFrame {
    ConsoleFrame {
        locale,
        path: "/console/sign-in".into(),
        person: String::new(),
        form: "Zm9ybQ".to_owned(),
        place: None,
    }
}

/// In the person's own account.
pub(crate) fn signed_in(locale: Locale) -> ConsoleFrame {
    ConsoleFrame {
        path: "/console/account".into(),
        person: "Ada Klein".to_owned(),
        ..before(locale)
    }
}

/// In an authority.
pub(crate) fn at_town(locale: Locale) -> ConsoleFrame {
    ConsoleFrame {
        path: "/console/musterstadt/people".into(),
        place: Some(PlaceFrame {
            slug: "musterstadt".to_owned(),
            name: "Stadt Musterstadt".to_owned(),
            views: VIEWS.to_vec(),
        }),
        ..signed_in(locale)
    }
}

pub(crate) fn device() -> Device {
    let code = formats::QrCode::of("otpauth://totp/Zahlstelle:ada@town.example?secret=ABC");
    Device {
        code: code
            .map(|code| STANDARD.encode(code.svg()))
            .unwrap_or_default(),
        secret: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned(),
        sealed: "c2VhbGVk".to_owned(),
    }
}
