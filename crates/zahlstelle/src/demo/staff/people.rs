//! The people of the made-up town.

use app::access::OPERATOR_SLUG;
use domain::access::Role;

use crate::demo::notices::SLUG;

impl Post {
    pub(in crate::demo) fn email(&self) -> String {
        format!("{}@{SLUG}.example", self.mailbox)
    }

    pub(in crate::demo) const fn place(&self) -> &'static str {
        match self.role {
            Role::Operator => OPERATOR_SLUG,
            Role::Clerk
            | Role::ServiceOwner
            | Role::Bookkeeper
            | Role::Treasurer
            | Role::Auditor
            | Role::Admin => SLUG,
        }
    }

    /// Whether the command line lets the person in.
    pub(in crate::demo) fn is_first(&self) -> bool {
        self.lead || matches!(self.role, Role::Operator) || self.mailbox == ADMIN.mailbox
    }
}

/// A person of the town, before it came in.
pub(in crate::demo) struct Post {
    pub(in crate::demo) name: &'static str,
    /// Before the `@`.
    pub(in crate::demo) mailbox: &'static str,
    pub(in crate::demo) role: Role,
    pub(in crate::demo) lead: bool,
    /// As people say it.
    pub(in crate::demo) title: &'static str,
    /// What a visitor may try.
    pub(in crate::demo) tries: &'static [&'static str],
    /// Days after the first visitor until which it stands in for another.
    pub(in crate::demo) deputy_days: Option<i64>,
}

const fn post(
    (name, mailbox): (&'static str, &'static str),
    (role, title): (Role, &'static str),
    tries: &'static [&'static str],
) -> Post {
    Post {
        name,
        mailbox,
        role,
        lead: false,
        title,
        tries,
        deputy_days: None,
    }
}

/// One person for each role, as a visitor meets them. The first invites, the second confirms.
pub(in crate::demo) const POSTS: [Post; 8] = [
    post(
        ("Ada Klein", "ada.klein"),
        (Role::Admin, "Mandantenverwaltung"),
        &[
            "Sehen Sie unter „Personen“, wer was darf und wer gesperrt ist.",
            "Laden Sie jemanden ein: das Recht gilt erst, wenn eine zweite Person es bestätigt.",
            "Öffnen Sie Zahlungen: diese Rolle darf sie nicht sehen.",
        ],
    ),
    Post {
        lead: true,
        ..post(
            ("Kurt Groß", "kurt.gross"),
            (Role::Treasurer, "Kassenleitung"),
            &[
                "Bestätigen Sie unter „Personen“ ein Recht, das Ada Klein vorschlug.",
                "Geben Sie große Erstattungen als zweite Person frei.",
            ],
        )
    },
    post(
        ("Clara Sommer", "clara.sommer"),
        (Role::Clerk, "Sachbearbeitung"),
        &[
            "Suchen Sie unter „Zahlungen“ ein Kassenzeichen, einen Betrag oder einen Tag.",
            "Öffnen Sie eine bezahlte Zahlung und beantragen Sie eine Erstattung.",
        ],
    ),
    post(
        ("Lea Winter", "lea.winter"),
        (Role::ServiceOwner, "Leistungsverantwortung"),
        &[
            "Öffnen Sie unter „Leistungen“ den Volkshochschulkurs mit seinen Fassungen.",
            "Beginnen Sie eine neue Fassung; die bisherige gilt so lange weiter.",
        ],
    ),
    post(
        ("Bernd Buchholz", "bernd.buchholz"),
        (Role::Bookkeeper, "Buchhaltung"),
        &[
            "Sehen Sie an einer Zahlung, wo ihre Cent gebucht sind.",
            "Tragen Sie an einer eingereichten Fassung die Kontierung ein.",
        ],
    ),
    post(
        ("Tom Berger", "tom.berger"),
        (Role::Treasurer, "Zahlungsabwicklung"),
        &[
            "Geben Sie unter „Erstattungen“ frei, was Clara Sommer beantragte.",
            "Geben Sie die Fassung der Meldebescheinigung frei, die eingereicht ist.",
        ],
    ),
    post(
        ("Renate Prüfer", "renate.pruefer"),
        (Role::Auditor, "Rechnungsprüfung"),
        &[
            "Lesen Sie Zahlungen, Erstattungen, Leistungen und Rechte; ändern lässt sich nichts.",
            "Lassen Sie sich den Namen zu einer Zahlung zeigen: das wird protokolliert.",
        ],
    ),
    post(
        ("Otto Weiß", "otto.weiss"),
        (Role::Operator, "Betrieb"),
        &["Sehen Sie, was der Betrieb nicht sieht: keine Zahlung, keinen Betrag."],
    ),
];

/// People that make the town more lifelike; visitors do not sign in as them.
pub(in crate::demo) const MORE: [Post; 2] = [
    Post {
        deputy_days: Some(14),
        ..post(
            ("Vera Lindner", "vera.lindner"),
            (Role::Treasurer, "Zahlungsabwicklung, Vertretung"),
            &[],
        )
    },
    post(
        ("Sven Falk", "sven.falk"),
        (Role::Clerk, "Sachbearbeitung"),
        &[],
    ),
];

/// Ada invites, Kurt confirms.
pub(in crate::demo) const ADMIN: &Post = &POSTS[0];
pub(in crate::demo) const LEAD: &Post = &POSTS[1];
pub(in crate::demo) const CLERK: &Post = &POSTS[2];
pub(in crate::demo) const OWNER: &Post = &POSTS[3];
pub(in crate::demo) const TREASURER: &Post = &POSTS[5];
