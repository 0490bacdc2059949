//! Mails to the staff in words, in both languages of the console: which one a person reads is not
//! known before it has signed in.

use app::access::{StaffMailFacts, StaffMailWriter, StaffNews};
use app::events::{MailContent, WriteError};
use askama::Template;
use webkit::i18n::Locale;

use crate::i18n::{self, t};

/// Our texts, for the use cases that tell a person something.
#[derive(Clone, Copy, Debug, Default)]
pub struct StaffMailTemplates;

/// The whole mail; text and HTML are made from the same.
#[derive(Template)]
#[template(path = "access/mail.html")]
struct Mail {
    subject: String,
    parts: Vec<Part>,
}

/// The mail in one language.
struct Part {
    language: &'static str,
    hello: String,
    text: String,
    act: String,
    link: String,
    farewell: String,
}

impl StaffMailWriter for StaffMailTemplates {
    fn write(&self, facts: &StaffMailFacts) -> Result<MailContent, WriteError> {
        let subjects = i18n::all().map(|locale| t(locale, "mail-subject", &[]));
        let mail = Mail {
            subject: subjects.collect::<Vec<_>>().join(" / "),
            parts: i18n::all().map(|locale| part(facts, locale)).collect(),
        };
        let html = mail.render();
        Ok(MailContent {
            html: html.map_err(|error| WriteError(error.to_string()))?,
            text: mail.text(),
            subject: mail.subject,
            attachments: Vec::new(),
        })
    }
}

impl Mail {
    fn text(&self) -> String {
        let parts = self.parts.iter().map(|part| {
            let Part {
                hello,
                text,
                act,
                link,
                farewell,
                ..
            } = part;
            format!("{hello}\n\n{text}\n\n{act}\n{link}\n\n{farewell}\n")
        });
        parts.collect::<Vec<_>>().join("\n---\n\n")
    }
}

fn part(facts: &StaffMailFacts, locale: Locale) -> Part {
    let say = |key| t(locale, key, &[]);
    let place = match facts.authority.as_str() {
        "" => say("place-operator"),
        name => name.to_owned(),
    };
    let at_place = |key| t(locale, key, &[("place", place.as_str())]);
    let about_role = |key, code: &str| {
        let role = say(role_key(code));
        t(
            locale,
            key,
            &[("place", place.as_str()), ("role", role.as_str())],
        )
    };
    let text = match &facts.news {
        StaffNews::Invited => at_place("mail-invited"),
        StaffNews::Reset => at_place("mail-reset"),
        StaffNews::PasswordChanged => say("mail-password"),
        StaffNews::OneTimeCodesChanged => say("mail-one-time-codes"),
        StaffNews::RecoveryCodesMade => say("mail-recovery-codes"),
        StaffNews::RecoveryCodeUsed => say("mail-recovery-code-used"),
        StaffNews::CodeRefused => say("mail-code-refused"),
        StaffNews::Joined => at_place("mail-joined"),
        StaffNews::GrantGiven(role) => about_role("mail-grant-given", role),
        StaffNews::GrantEnded(role) => about_role("mail-grant-ended", role),
    };
    let act = match &facts.news {
        StaffNews::Invited | StaffNews::Reset => say("mail-open-invitation"),
        StaffNews::PasswordChanged
        | StaffNews::OneTimeCodesChanged
        | StaffNews::RecoveryCodesMade
        | StaffNews::RecoveryCodeUsed
        | StaffNews::CodeRefused => say("mail-not-you"),
        StaffNews::Joined | StaffNews::GrantGiven(_) | StaffNews::GrantEnded(_) => {
            say("mail-see-account")
        }
    };
    let mut link = facts.link.clone();
    link.set_query(Some(&format!("lang={}", locale.tag())));
    Part {
        language: locale.html(),
        hello: t(locale, "mail-hello", &[("name", facts.name.as_str())]),
        text,
        act,
        link: link.into(),
        farewell: say("mail-farewell"),
    }
}

fn role_key(code: &str) -> &'static str {
    match code {
        "clerk" => "role-clerk",
        "service_owner" => "role-service-owner",
        "bookkeeper" => "role-bookkeeper",
        "treasurer" => "role-treasurer",
        "lead" => "role-lead",
        "auditor" => "role-auditor",
        "admin" => "role-admin",
        _ => "role-operator",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(news: StaffNews) -> MailContent {
        let facts = StaffMailFacts {
            news,
            name: "Ada <Klein>".to_owned(),
            authority: "Stadt Musterstadt".to_owned(),
            link: "https://service.example/console/invitation/abc"
                .parse()
                .unwrap(),
        };
        StaffMailTemplates.write(&facts).unwrap()
    }

    #[test]
    fn a_mail_says_the_same_in_both_languages_and_nothing_personal_in_its_subject() {
        let mail = written(StaffNews::GrantGiven("lead".to_owned()));
        assert_eq!(
            mail.subject,
            "Ihr Zugang zur Zahlstelle / Your access to Zahlstelle"
        );
        assert!(mail.text.contains("Kassenleitung") && mail.text.contains("Lead of the treasury"));
        assert!(mail.html.contains("Ada &#60;Klein&#62;"), "{}", mail.html);
    }

    #[test]
    fn an_invitation_has_its_link() {
        let mail = written(StaffNews::Invited);
        let link = "https://service.example/console/invitation/abc?lang=de";
        assert!(mail.text.contains(link) && mail.html.contains(link));
        assert!(mail.text.contains("Stadt Musterstadt"));
    }
}
