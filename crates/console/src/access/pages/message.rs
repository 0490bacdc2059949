//! What was refused, leads nowhere or failed.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::Page;

use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "access/message.html")]
pub(crate) struct MessagePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) title: String,
    pub(crate) text: String,
}

impl Page for MessagePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let denied = Self {
            title: frame.t("denied-title"),
            text: frame.t_with("denied-text", &[("roles", "Kassenleitung")]),
            frame,
        };
        let frame = sample::before(locale);
        let unknown = Self {
            title: frame.t("unknown-title"),
            text: frame.t("unknown-text"),
            frame,
        };
        vec![("console-denied", denied), ("console-unknown", unknown)]
    }
}
