//! Before a person is signed in: address and password, the second factor, an invitation.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, Page};

use super::{Attempt, Device, Wrong};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "access/sign_in.html")]
pub(crate) struct SignInPage {
    pub(crate) frame: ConsoleFrame,
    /// Where it leads afterwards.
    pub(crate) to: String,
    pub(crate) email: String,
    pub(crate) attempt: Attempt,
    /// A form that is shown again afterwards, sealed; empty without one.
    pub(crate) kept: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/code.html")]
pub(crate) struct CodePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) to: String,
    pub(crate) attempt: Attempt,
    /// A form that is shown again afterwards, sealed; empty without one.
    pub(crate) kept: String,
}

/// What was typed before the proof, to be shown again.
#[derive(Clone, Debug, Template)]
#[template(path = "access/kept.html")]
pub(crate) struct KeptPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) path: String,
    pub(crate) fields: Vec<(String, String)>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/invitation.html")]
pub(crate) struct InvitationPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) email: String,
    /// Empty for the installation.
    pub(crate) authority: String,
    pub(crate) device: Device,
    pub(crate) wrong: Option<Wrong>,
}

impl SignInPage {
    fn problem(&self) -> String {
        self.attempt
            .text(&self.frame, &self.frame.t("sign-in-wrong"))
    }
}

impl CodePage {
    fn problem(&self) -> String {
        self.attempt.text(&self.frame, &self.frame.t("wrong-code"))
    }
}

impl InvitationPage {
    fn at(&self, field: &str) -> String {
        Wrong::at(self.wrong, field, &self.frame)
    }

    fn errors(&self) -> Vec<FieldError> {
        Wrong::errors(self.wrong, &self.frame)
    }

    fn place(&self) -> String {
        if self.authority.is_empty() {
            self.frame.t("place-operator")
        } else {
            self.authority.clone()
        }
    }
}

impl Page for SignInPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |attempt, kept: &str| Self {
            frame: sample::before(locale),
            to: "/console/musterstadt/people".to_owned(),
            email: "ada.klein@musterstadt.example".to_owned(),
            attempt,
            kept: kept.to_owned(),
        };
        vec![
            ("console-sign-in", page(Attempt::First, "")),
            ("console-sign-in-wrong", page(Attempt::Wrong, "")),
            (
                "console-sign-in-later",
                page(Attempt::NotBefore("14:45".to_owned()), ""),
            ),
            ("console-sign-in-kept", page(Attempt::First, "c2VhbGVk")),
        ]
    }
}

impl Page for CodePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |attempt| Self {
            frame: sample::before(locale),
            to: String::new(),
            attempt,
            kept: String::new(),
        };
        vec![
            ("console-code", page(Attempt::First)),
            ("console-code-wrong", page(Attempt::Wrong)),
        ]
    }
}

impl Page for KeptPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: sample::at_town(locale),
            path: "/console/musterstadt/people/invite".to_owned(),
            fields: vec![("name".to_owned(), "Ada Klein".to_owned())],
        };
        vec![("console-kept", page)]
    }
}

impl Page for InvitationPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let page = |authority: &str, wrong| Self {
            frame: sample::before(locale),
            name: "Ada Klein".to_owned(),
            email: "ada.klein@musterstadt.example".to_owned(),
            authority: authority.to_owned(),
            device: sample::device(),
            wrong,
        };
        vec![
            ("console-invitation", page("Stadt Musterstadt", None)),
            (
                "console-invitation-length",
                page("Stadt Musterstadt", Some(Wrong::Length)),
            ),
            (
                "console-invitation-guessable",
                page("Stadt Musterstadt", Some(Wrong::Guessable)),
            ),
            ("console-invitation-again", page("", Some(Wrong::Again))),
            ("console-invitation-code", page("", Some(Wrong::Code))),
        ]
    }
}
