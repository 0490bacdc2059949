//! Calling systems: the list, one of them, the form for a new one, and a secret that is shown once.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, LocalizedText, Page};

use crate::fields::{WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "clients/list.html")]
pub(crate) struct ClientsPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) rows: Vec<ClientRow>,
    pub(crate) may_create: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct ClientRow {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) purpose: String,
    pub(crate) scopes: Vec<String>,
    /// Empty for all of the authority.
    pub(crate) services: Vec<LocalizedText>,
    pub(crate) made: String,
    pub(crate) last_used: String,
    /// It never came, though it is there for long.
    pub(crate) is_forgotten: bool,
    /// Its age, or that there is none.
    pub(crate) secret: String,
    pub(crate) is_revoked: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "clients/client.html")]
pub(crate) struct ClientPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) row: ClientRow,
    pub(crate) has_secret: bool,
    pub(crate) secret_since: Option<String>,
    pub(crate) older: Vec<OlderSecret>,
    pub(crate) certificates: usize,
    /// When it was revoked.
    pub(crate) revoked: Option<String>,
    pub(crate) of_document: bool,
    /// Where forms are sent, as far as the person may and it is possible.
    pub(crate) rotate: Option<String>,
    pub(crate) end_old: Option<String>,
    pub(crate) revoke: Option<String>,
    pub(crate) overlaps: Vec<OverlapChoice>,
}

/// A secret that is good for a while beside the newest one.
#[derive(Clone, Debug)]
pub(crate) struct OlderSecret {
    pub(crate) since: Option<String>,
    pub(crate) ends: String,
}

#[derive(Clone, Debug)]
pub(crate) struct OverlapChoice {
    pub(crate) code: &'static str,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "clients/new.html")]
pub(crate) struct NewClientPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) purpose: String,
    pub(crate) all_services: bool,
    pub(crate) some_services: bool,
    pub(crate) services: Vec<Check>,
    pub(crate) scopes: Vec<Check>,
    /// The field that is wrong, and what to do.
    pub(crate) error: Option<WrongField>,
}

/// Something to be ticked.
#[derive(Clone, Debug)]
pub(crate) struct Check {
    pub(crate) value: String,
    pub(crate) label: LocalizedText,
    pub(crate) is_checked: bool,
}

/// A secret, in this answer and nowhere else.
#[derive(Clone, Debug, Template)]
#[template(path = "clients/secret.html")]
pub(crate) struct SecretPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) secret: String,
    /// Proves the secret against this installation.
    pub(crate) curl: String,
    /// Until when the one before it is good; `None` for a first one, or where it ended.
    pub(crate) old_until: Option<String>,
    pub(crate) back: String,
}

impl NewClientPage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

const CLIENT: &str = "/console/musterstadt/clients/cli_1";

fn plain(text: &str, locale: Locale) -> LocalizedText {
    LocalizedText::new(text, locale.tag(), locale)
}

fn row(locale: Locale) -> ClientRow {
    let frame = sample::at_town(locale);
    let words = ["client-scope-payments-write", "client-scope-payments-read"];
    ClientRow {
        link: CLIENT.to_owned(),
        name: "antragsportal".to_owned(),
        purpose: "Online-Antrag Bewohnerparken <b>".to_owned(),
        scopes: words.iter().map(|word| frame.t(word)).collect(),
        services: vec![plain("Bewohnerparkausweis", locale)],
        made: frame.t_with(
            "client-made-by",
            &[("name", "Ada Klein"), ("time", "1. Oktober 2026, 09:12")],
        ),
        last_used: frame.t_with(
            "client-used",
            &[("time", "29. November 2026, 10:04"), ("network", "192.0.2")],
        ),
        is_forgotten: false,
        secret: frame.t_with("secret-age", &[("days", "59")]),
        is_revoked: false,
    }
}

impl Page for ClientsPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let forgotten = ClientRow {
            name: "vergessen".to_owned(),
            services: Vec::new(),
            last_used: frame.t("client-never-used"),
            is_forgotten: true,
            ..row(locale)
        };
        let revoked = ClientRow {
            name: "grundstuecksverkehrsgenehmigungszustaendigkeit".to_owned(),
            purpose: frame.t("client-of-document"),
            secret: frame.t("secret-none"),
            is_revoked: true,
            ..row(locale)
        };
        let page = |rows: Vec<ClientRow>, may_create| Self {
            frame: frame.clone(),
            rows,
            may_create,
        };
        vec![
            (
                "console-clients",
                page(vec![row(locale), forgotten, revoked], true),
            ),
            ("console-clients-none", page(Vec::new(), false)),
        ]
    }
}

impl Page for ClientPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let to = |name: &str| Some(format!("{CLIENT}/{name}"));
        let choice = |code, label: &str| OverlapChoice {
            code,
            label: frame.t(label),
            is_chosen: code == "24",
        };
        let rotating = Self {
            frame: frame.clone(),
            row: row(locale),
            has_secret: true,
            secret_since: Some("29. November 2026, 10:04".to_owned()),
            older: vec![OlderSecret {
                since: Some("1. Oktober 2026, 09:12".to_owned()),
                ends: "30. November 2026, 10:04".to_owned(),
            }],
            certificates: 1,
            revoked: None,
            of_document: false,
            rotate: to("rotate"),
            end_old: to("end-old-secrets"),
            revoke: to("revoke"),
            overlaps: vec![choice("0", "overlap-none"), choice("24", "overlap-day")],
        };
        let of_document = Self {
            older: Vec::new(),
            certificates: 0,
            of_document: true,
            rotate: None,
            end_old: None,
            ..rotating.clone()
        };
        let revoked = Self {
            has_secret: false,
            secret_since: None,
            revoked: Some("29. November 2026, 10:04".to_owned()),
            revoke: None,
            of_document: false,
            ..of_document.clone()
        };
        vec![
            ("console-client", rotating),
            ("console-client-document", of_document),
            ("console-client-revoked", revoked),
        ]
    }
}

impl Page for NewClientPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let check = |value: &str, label: &str, is_checked| Check {
            value: value.to_owned(),
            label: plain(label, locale),
            is_checked,
        };
        let word = |scope: &str| frame.t(scope);
        let page = |error: Option<WrongField>, name: &str| Self {
            frame: frame.clone(),
            name: name.to_owned(),
            purpose: "Online-Antrag Bewohnerparken".to_owned(),
            all_services: error.is_none(),
            some_services: error.is_some(),
            services: vec![
                check("parken", "Bewohnerparkausweis", true),
                check("meldung", "Meldebescheinigung", false),
            ],
            scopes: vec![
                check("payments:write", &word("client-scope-payments-write"), true),
                check("claims:read", &word("client-scope-claims-read"), false),
            ],
            error,
        };
        let wrong = |field, text: &str| Some((field, frame.t(text)));
        vec![
            ("console-client-new", page(None, "antragsportal")),
            (
                "console-client-new-wrong",
                page(wrong("name", "wrong-client-name"), "Antrags Portal"),
            ),
            (
                "console-client-new-wrong-scopes",
                page(wrong("scopes", "wrong-client-scopes"), "antragsportal"),
            ),
        ]
    }
}

impl Page for SecretPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let secret = "zk_live_000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        let page = |old_until: Option<&str>| Self {
            frame: sample::at_town(locale),
            name: "antragsportal".to_owned(),
            secret: secret.to_owned(),
            curl: format!(
                "curl --user 'antragsportal:{secret}' --data grant_type=client_credentials \
                 https://zahlen.musterstadt.example/oauth/token"
            ),
            old_until: old_until.map(str::to_owned),
            back: CLIENT.to_owned(),
        };
        vec![
            ("console-client-secret", page(None)),
            (
                "console-client-secret-overlap",
                page(Some("30. November 2026, 10:04")),
            ),
        ]
    }
}
