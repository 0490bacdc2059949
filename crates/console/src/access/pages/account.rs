//! The person's own account.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, Page};

use super::{Attempt, Device, Wrong};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "access/places.html")]
pub(crate) struct PlacesPage {
    pub(crate) frame: ConsoleFrame,
    /// Address and name.
    pub(crate) places: Vec<(String, String)>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/account.html")]
pub(crate) struct AccountPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) sessions: Vec<SessionRow>,
    pub(crate) password_since: Option<String>,
    pub(crate) codes_since: Option<String>,
    pub(crate) recovery_codes_left: u32,
}

#[derive(Clone, Debug)]
pub(crate) struct SessionRow {
    /// Where the form that ends it is sent.
    pub(crate) end: String,
    pub(crate) began: String,
    pub(crate) seen: String,
    pub(crate) network: String,
    pub(crate) browser: String,
    pub(crate) current: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/confirm.html")]
pub(crate) struct ConfirmPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) to: String,
    pub(crate) attempt: Attempt,
    /// A form that is shown again afterwards, sealed; empty without one.
    pub(crate) kept: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/password.html")]
pub(crate) struct PasswordPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) wrong: Option<Wrong>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/device.html")]
pub(crate) struct DevicePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) device: Device,
    pub(crate) wrong: Option<Wrong>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/make_codes.html")]
pub(crate) struct MakeCodesPage {
    pub(crate) frame: ConsoleFrame,
}

/// New recovery codes, in the answer and nowhere else.
#[derive(Clone, Debug, Template)]
#[template(path = "access/recovery_codes.html")]
pub(crate) struct RecoveryCodesPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) codes: Vec<String>,
}

impl AccountPage {
    fn left(&self) -> String {
        self.recovery_codes_left.to_string()
    }
}

impl ConfirmPage {
    fn problem(&self) -> String {
        self.attempt
            .text(&self.frame, &self.frame.t("confirm-wrong"))
    }
}

impl PasswordPage {
    fn at(&self, field: &str) -> String {
        Wrong::at(self.wrong, field, &self.frame)
    }

    fn errors(&self) -> Vec<FieldError> {
        Wrong::errors(self.wrong, &self.frame)
    }
}

impl DevicePage {
    fn at(&self, field: &str) -> String {
        Wrong::at(self.wrong, field, &self.frame)
    }

    fn errors(&self) -> Vec<FieldError> {
        Wrong::errors(self.wrong, &self.frame)
    }
}

impl Page for PlacesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let place = |slug: &str, name: &str| {
            let path = format!("/console/{slug}/people");
            (path, name.to_owned())
        };
        let page = |places| Self {
            frame: sample::signed_in(locale),
            places,
        };
        let two = vec![
            place("musterstadt", "Stadt Musterstadt"),
            place("nachbarstadt", "Nachbarstadt"),
        ];
        vec![
            ("console-places", page(two)),
            ("console-no-place", page(Vec::new())),
        ]
    }
}

impl Page for AccountPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let session = |browser: &str, current| SessionRow {
            end: "/console/account/sessions/ses_1/end".to_owned(),
            began: "24. November 2026, 09:02".to_owned(),
            seen: "24. November 2026, 14:35".to_owned(),
            network: "192.0.2".to_owned(),
            browser: browser.to_owned(),
            current,
        };
        let page = Self {
            frame: sample::signed_in(locale),
            name: "Ada Klein".to_owned(),
            email: "ada.klein@musterstadt.example".to_owned(),
            sessions: vec![session("Firefox", true), session("", false)],
            password_since: Some("2. November 2026, 10:00".to_owned()),
            codes_since: Some("2. November 2026, 10:00".to_owned()),
            recovery_codes_left: 9,
        };
        vec![("console-account", page)]
    }
}

impl Page for ConfirmPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |attempt| Self {
            frame: sample::signed_in(locale),
            to: "/console/account/password".to_owned(),
            attempt,
            kept: String::new(),
        };
        vec![
            ("console-confirm", page(Attempt::First)),
            ("console-confirm-wrong", page(Attempt::Wrong)),
        ]
    }
}

impl Page for PasswordPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |wrong| Self {
            frame: sample::signed_in(locale),
            wrong,
        };
        vec![
            ("console-password", page(None)),
            ("console-password-wrong", page(Some(Wrong::Length))),
        ]
    }
}

impl Page for DevicePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |wrong| Self {
            frame: sample::signed_in(locale),
            device: sample::device(),
            wrong,
        };
        vec![
            ("console-device", page(None)),
            ("console-device-wrong", page(Some(Wrong::Code))),
        ]
    }
}

impl Page for MakeCodesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::signed_in(locale);
        vec![("console-make-codes", Self { frame })]
    }
}

impl Page for RecoveryCodesPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let codes = ["mzxw-6ytb-oi2d-k3dp", "nbsw-y3dp-eb3w-64tm"];
        let page = Self {
            frame: sample::signed_in(locale),
            codes: codes.map(ToOwned::to_owned).to_vec(),
        };
        vec![("console-recovery-codes", page)]
    }
}
