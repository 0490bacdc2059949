//! Made-up data all samples share.

use super::{Branding, Frame, LocalizedText, Logo, SwitchForm};
use crate::assets;
use crate::i18n::Locale;

pub const BASE: &str = "/musterstadt/pay/pay_018f3c2e5a7b7cc0a1b2c3d4e5f60718";
/// 24 November 2026, 14:35 in Berlin.
pub const NOW: i64 = 1_795_527_300_000_000;

pub fn frame(locale: Locale) -> Frame {
    Frame {
        locale,
        tenant_name: "Stadt Musterstadt".into(),
        tenant_slug: "musterstadt".into(),
        branding: Branding::default(),
        imprint_url: Some("https://www.musterstadt.example/impressum".into()),
        privacy_url: None,
        accessibility_url: None,
        contact: LocalizedText::german("Stadtkasse Musterstadt, Telefon 02000 123456", locale),
        test: false,
        path: BASE.into(),
        switch_form: None,
        request_id: None,
    }
}

/// The language switch of a page with something to fill in.
pub fn switch_form(id: &'static str, action: &str) -> SwitchForm {
    let action = action.to_owned();
    SwitchForm { id, action }
}

/// A logo and colours as a tenant may have them, in files the samples bring along.
pub fn branding() -> Branding {
    Branding {
        colours: None,
        logo: Some(Logo {
            url: assets::asset_url("favicon.svg"),
            width: 48,
            height: 48,
        }),
    }
}
