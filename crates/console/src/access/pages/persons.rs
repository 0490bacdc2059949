//! The staff of a place, a person of it, invitations and proposed grants.

use askama::Template;
use webkit::i18n::Locale;
use webkit::page::{FieldError, Page};

use crate::access::grants::WantedFields;
use crate::fields::{WrongField, said_at, summary_of};
use crate::frame::ConsoleFrame;
use crate::pages::sample;

#[derive(Clone, Debug, Template)]
#[template(path = "access/people.html")]
pub(crate) struct PeoplePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) rows: Vec<PersonRow>,
    pub(crate) may_invite: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct PersonRow {
    pub(crate) link: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) state: String,
    pub(crate) roles: String,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/person.html")]
pub(crate) struct PersonPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) state: String,
    pub(crate) grants: Vec<GrantRow>,
    /// Where a further grant is proposed.
    pub(crate) propose: Option<String>,
    pub(crate) may_end: bool,
    /// What can be done to the person: where its form is sent, and its button.
    pub(crate) acts: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct GrantRow {
    /// Where the forms are sent.
    pub(crate) confirm: String,
    pub(crate) end: String,
    pub(crate) role: String,
    pub(crate) scope: String,
    pub(crate) until: Option<String>,
    pub(crate) proposed: bool,
    /// Empty for the command line.
    pub(crate) proposed_by: String,
    pub(crate) confirmable: bool,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/invite.html")]
pub(crate) struct InvitePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) wanted: WantedFields,
    /// The field that is wrong, and what to do.
    pub(crate) error: Option<WrongField>,
}

#[derive(Clone, Debug, Template)]
#[template(path = "access/propose.html")]
pub(crate) struct ProposePage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) back: String,
    pub(crate) wanted: WantedFields,
    pub(crate) error: Option<WrongField>,
}

/// What became of an invitation's link: mailed to the person, or in this answer and nowhere else.
#[derive(Clone, Debug, Template)]
#[template(path = "access/link.html")]
pub(crate) struct LinkPage {
    pub(crate) frame: ConsoleFrame,
    pub(crate) name: String,
    /// `None` where it was mailed.
    pub(crate) link: Option<String>,
    pub(crate) back: String,
}

impl InvitePage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

impl ProposePage {
    fn at(&self, field: &str) -> String {
        said_at(self.error.as_ref(), field)
    }

    fn errors(&self) -> Vec<FieldError> {
        summary_of(self.error.as_ref())
    }
}

fn wanted() -> WantedFields {
    WantedFields {
        roles: vec!["clerk", "service_owner", "bookkeeper", "lead"],
        role: "clerk".to_owned(),
        department: "Bürgeramt".to_owned(),
        until: "31.12.2026".to_owned(),
    }
}

const PERSON: &str = "/console/musterstadt/people/per_1";

impl Page for PeoplePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let row = |name: &str, state: String, roles: String| PersonRow {
            link: PERSON.to_owned(),
            name: name.to_owned(),
            email: "ada.klein@musterstadt.example".to_owned(),
            state,
            roles,
        };
        let rows = vec![
            row("Ada Klein", frame.t("state-active"), frame.t("role-admin")),
            row(
                "Grundstücksverkehrsgenehmigungszuständigkeitsübertragung <b>",
                frame.t("state-invited"),
                frame.t("role-clerk"),
            ),
        ];
        let page = |may_invite| Self {
            frame: frame.clone(),
            rows: rows.clone(),
            may_invite,
        };
        vec![
            ("console-people", page(true)),
            ("console-people-read", page(false)),
        ]
    }
}

impl Page for PersonPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let grant = |proposed: bool, confirmable| GrantRow {
            confirm: "/console/musterstadt/grants/grt_1/confirm".to_owned(),
            end: "/console/musterstadt/grants/grt_1/end".to_owned(),
            role: frame.t("role-clerk"),
            scope: frame.t("scope-all"),
            until: proposed.then(|| "1. Januar 2027, 00:00".to_owned()),
            proposed,
            proposed_by: "Ben Groß".to_owned(),
            confirmable,
        };
        let acts = ["suspend", "end-sessions"].map(|act| (format!("{PERSON}/{act}"), frame.t(act)));
        let acts = acts.to_vec();
        let page = |grants: Vec<GrantRow>, may: bool| Self {
            frame: frame.clone(),
            id: "per_1".to_owned(),
            name: "Ada Klein".to_owned(),
            email: "ada.klein@musterstadt.example".to_owned(),
            state: frame.t("state-active"),
            grants,
            propose: may.then(|| format!("{PERSON}/grants")),
            may_end: may,
            acts: if may { acts.clone() } else { Vec::new() },
        };
        let all = vec![grant(false, false), grant(true, true), grant(true, false)];
        vec![
            ("console-person", page(all, true)),
            (
                "console-person-read",
                page(vec![grant(false, false)], false),
            ),
            ("console-person-no-grant", page(Vec::new(), true)),
        ]
    }
}

impl Page for InvitePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let page = |error| Self {
            frame: frame.clone(),
            name: "Ada Klein".to_owned(),
            email: "ada".to_owned(),
            wanted: wanted(),
            error,
        };
        let wrong = Some(("email", frame.t("wrong-email")));
        vec![
            ("console-invite", page(None)),
            ("console-invite-wrong", page(wrong)),
        ]
    }
}

impl Page for ProposePage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let frame = sample::at_town(locale);
        let page = |error| Self {
            frame: frame.clone(),
            back: PERSON.to_owned(),
            wanted: wanted(),
            error,
        };
        let wrong = Some(("until", frame.t("wrong-until")));
        vec![
            ("console-propose", page(None)),
            ("console-propose-wrong", page(wrong)),
        ]
    }
}

impl Page for LinkPage {
    fn samples(locale: Locale) -> Vec<(&'static str, Self)> {
        let link = "https://service.example/console/invitation/pVtYb9sX4nqfU0CkWc2eLw";
        let page = |link: Option<&str>| Self {
            frame: sample::at_town(locale),
            name: "Ada Klein".to_owned(),
            link: link.map(str::to_owned),
            back: PERSON.to_owned(),
        };
        vec![
            ("console-link", page(Some(link))),
            ("console-link-mailed", page(None)),
        ]
    }
}
