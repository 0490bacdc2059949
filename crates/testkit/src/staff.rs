//! People of the staff: invited, with a telephone for one-time codes, signing in.

mod claims;
mod refunds;

use std::time::Duration;

use app::access::doors::{StaffApp, StaffSession};
use app::access::{
    InvitationLink, Invited, Network, NewCredentials, SessionToken, SignIn, SignedIn, Visit,
    WantedGrant,
};
use domain::PersonId;
use domain::access::{GrantScope, PersonDetails, Role};
use providers::Clock;
use secrecy::{ExposeSecret, SecretString};
use simulators::telephones;
use url::Url;

use crate::TestAuthority;
use crate::authority::SLUG;

pub use claims::{FINED, claim_step, wanted_change, wanted_claim};
pub use refunds::{Office, seen_refund};

/// A person of the staff with what it signs in with.
#[derive(Debug)]
pub struct TestPerson {
    pub id: PersonId,
    pub email: String,
    pub password: String,
    /// In its telephone, in base32.
    secret: SecretString,
    /// Of its browser.
    pub token: SessionToken,
    pub device: String,
    pub recovery_codes: Vec<String>,
}

/// The network that the staff works in.
pub fn office() -> Network {
    Network::of([192, 0, 2, 7].into())
}

/// A browser of that network.
pub const fn browser<'a>(network: &'a Network, device: Option<&'a str>) -> Visit<'a> {
    Visit {
        network,
        browser: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        device,
    }
}

/// A grant of the whole authority.
pub const fn wanted(role: Role) -> WantedGrant {
    WantedGrant {
        role,
        lead: false,
        scope: GrantScope::All,
        until: None,
    }
}

/// Name and address of a made-up person.
pub fn details(name: &str) -> PersonDetails {
    let email = format!("{name}@musterstadt.example");
    PersonDetails::read(name, &email).expect("a name and an address")
}

impl TestAuthority {
    /// The first administrator, the first lead of the treasury or a person of the operator, invited
    /// by the command line.
    pub async fn first(&self, name: &str, role: (Role, bool)) -> TestPerson {
        let slug = match role.0 {
            Role::Operator => app::access::OPERATOR_SLUG,
            Role::Clerk
            | Role::ServiceOwner
            | Role::Bookkeeper
            | Role::Treasurer
            | Role::Auditor
            | Role::Admin => SLUG,
        };
        let operator = self.operator();
        let invited = operator.invite_first(slug, &details(name), role).await;
        self.comes_in(name, invited.expect("an invitation")).await
    }

    /// A person with this role, invited by the administrator and confirmed by the lead.
    pub async fn colleague(
        &self,
        name: &str,
        role: Role,
        (admin, lead): (&TestPerson, &TestPerson),
    ) -> TestPerson {
        self.colleague_for(name, &wanted(role), (admin, lead)).await
    }

    /// The same with a grant of any scope.
    pub async fn colleague_for(
        &self,
        name: &str,
        wanted: &WantedGrant,
        (admin, lead): (&TestPerson, &TestPerson),
    ) -> TestPerson {
        let admin = self.at_console(admin).await.at(SLUG).await;
        let admin = admin.expect("the database answers").expect("works here");
        let invited = admin.invite_person(&details(name), wanted).await;
        let invited = invited.expect("an invitation");
        self.confirms_all(invited.person, lead).await;
        self.comes_in(name, invited).await
    }

    /// The lead of the treasury confirms what is proposed of the person.
    pub async fn confirms_all(&self, person: PersonId, lead: &TestPerson) {
        let lead = self.fresh_at_console(lead).await;
        let lead = lead.at(SLUG).await.expect("the database answers");
        let lead = lead.expect("works here");
        let staff = lead.view_staff().await.expect("the staff");
        let proposed = staff.iter().filter(|member| member.id == person);
        for grant in proposed.flat_map(|member| &member.grants) {
            let confirmed = lead.confirm_grant(grant.grant.id).await;
            confirmed.expect("another person's proposal");
        }
    }

    /// Accepts the invitation with a password and a telephone.
    pub async fn comes_in(&self, name: &str, invited: Invited) -> TestPerson {
        let link = invited.link.expect("a new person");
        let link = self.link(name, link).await;
        self.accepts(invited.person, name, &link).await
    }

    /// The link to a person's invitation, from its mail where it was mailed.
    pub async fn link(&self, name: &str, link: InvitationLink) -> Url {
        if let InvitationLink::Shown(link) = link {
            return link;
        }
        self.does_what_is_due().await;
        let to = details(name).email.as_str().to_owned();
        let mails = self.mail_server.taken().into_iter().rev();
        let mut links = mails
            .filter(|mail| mail.to.expose() == to && mail.text.contains("/console/invitation/"));
        let newest = links.next().expect("a mail with a link to the person");
        newest.text.parse().expect("a link")
    }

    pub async fn accepts(&self, id: PersonId, name: &str, link: &Url) -> TestPerson {
        let token = link.path().rsplit('/').next().unwrap_or_default();
        let staff = self.app.staff();
        let seen = staff
            .view_invitation(token)
            .await
            .expect("the database answers");
        let seen = seen.expect("an open invitation");
        let password = format!("fünf rote Äpfel von {name}");
        let code = self.code_of(&seen.setup.secret);
        let new = NewCredentials {
            password: password.as_str().into(),
            setup: &seen.setup.sealed,
            code: &code,
        };
        let network = office();
        let visit = browser(&network, None);
        let accepted = staff.accept_invitation(&visit, (token, None), new).await;
        let accepted = accepted.expect("good credentials");
        let codes = accepted.recovery_codes.iter().map(ToString::to_string);
        let SignedIn { token, device } = accepted.signed_in;
        TestPerson {
            id,
            email: seen.email,
            password,
            secret: seen.setup.secret,
            token,
            device,
            recovery_codes: codes.collect(),
        }
    }

    /// The code that the person's telephone shows now.
    pub fn code(&self, person: &TestPerson) -> String {
        self.code_of(&person.secret)
    }

    /// The code that a device shows now.
    pub fn code_of(&self, secret: &SecretString) -> String {
        let now = Clock::now(&self.clock);
        let code = telephones::code(secret.expose_secret(), now.millis() / 1_000);
        code.expect("160 bits in base32")
    }

    /// The person with the session of its browser.
    pub async fn at_console(&self, person: &TestPerson) -> StaffApp {
        let session = self.session(person).await.expect("a session that stands");
        match session {
            StaffSession::SignedIn(staff) => staff,
            StaffSession::Waiting(_) => panic!("the second factor is missing"),
        }
    }

    /// The session of the person's browser, if it stands.
    pub async fn session(&self, person: &TestPerson) -> Option<StaffSession> {
        let staff = self.app.staff();
        let found = staff.session(&person.token).await;
        found.expect("the database answers")
    }

    /// The same after the person proved itself again, in another browser.
    pub async fn fresh_at_console(&self, person: &TestPerson) -> StaffApp {
        let token = self.signs_in(person).await;
        let session = self.app.staff().session(&token).await;
        match session.expect("the database answers") {
            Some(StaffSession::SignedIn(staff)) => staff,
            Some(StaffSession::Waiting(_)) | None => panic!("the person signed in"),
        }
    }

    /// Password and code in another browser, half a minute later: no code is taken twice.
    pub async fn signs_in(&self, person: &TestPerson) -> SessionToken {
        self.time_passes(Duration::from_secs(30));
        let network = office();
        let visit = browser(&network, Some(&person.device));
        let staff = self.app.staff();
        let password = person.password.as_str().into();
        let first = staff.sign_in(&visit, &person.email, password).await;
        let SignIn::Done(token) = first.expect("the database answers") else {
            panic!("the password is right");
        };
        let session = staff.session(&token).await.expect("the database answers");
        let Some(StaffSession::Waiting(waiting)) = session else {
            panic!("the second factor is waited for");
        };
        let second = waiting.second_factor(&visit, &self.code(person)).await;
        match second.expect("the database answers") {
            SignIn::Done(signed_in) => signed_in.token,
            SignIn::Refused | SignIn::NotBefore(_) => panic!("the code is right"),
        }
    }
}
