//! The pages about signing in, the own account and the staff.

mod account;
pub(crate) mod audit;
pub(crate) mod clients;
mod message;
mod persons;
mod sign_in;

pub(crate) use account::{
    AccountPage, ConfirmPage, DevicePage, MakeCodesPage, PasswordPage, PlacesPage,
    RecoveryCodesPage, SessionRow,
};
pub(crate) use message::MessagePage;
pub(crate) use persons::{
    GrantRow, InvitePage, LinkPage, PeoplePage, PersonPage, PersonRow, ProposePage,
};
pub(crate) use sign_in::{CodePage, InvitationPage, KeptPage, SignInPage};

use webkit::page::FieldError;

use crate::frame::ConsoleFrame;

/// How far a form that proves something came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    First,
    Wrong,
    /// Nothing is compared before this time.
    NotBefore(String),
}

/// What of new credentials is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    Length,
    Guessable,
    /// The password was not typed twice alike.
    Again,
    Code,
}

/// A device for one-time codes, to be set up.
#[derive(Clone, Debug)]
pub(crate) struct Device {
    /// A picture to scan, in base64; empty where there is none.
    pub(crate) code: String,
    /// To be typed, in groups.
    pub(crate) secret: String,
    /// What the form carries along.
    pub(crate) sealed: String,
}

impl Attempt {
    /// What a page says of it; nothing of the first.
    fn text(&self, frame: &ConsoleFrame, wrong: &str) -> String {
        match self {
            Self::First => String::new(),
            Self::Wrong => wrong.to_owned(),
            Self::NotBefore(time) => frame.t_with("attempt-not-before", &[("time", time.as_str())]),
        }
    }
}

impl Wrong {
    /// What the field with this name says of it.
    fn at(wrong: Option<Self>, field: &str, frame: &ConsoleFrame) -> String {
        match (wrong, field) {
            (Some(Self::Length), "password") => frame.t("wrong-password-length"),
            (Some(Self::Guessable), "password") => frame.t("wrong-password-guessable"),
            (Some(Self::Again), "again") => frame.t("wrong-again"),
            (Some(Self::Code), "code") => frame.t("wrong-code"),
            (_, _) => String::new(),
        }
    }

    /// All of it, for the summary on top.
    fn errors(wrong: Option<Self>, frame: &ConsoleFrame) -> Vec<FieldError> {
        let errors = ["password", "again", "code"].map(|id| FieldError {
            id,
            text: Self::at(wrong, id, frame),
        });
        let errors = errors.into_iter();
        errors.filter(|error| !error.text.is_empty()).collect()
    }
}
