//! The people that work in the made-up town, and what a visitor signs in with as one of them.
//!
//! They come in as people do: invited, confirmed by a second person, with a password and a
//! telephone for one-time codes. What the telephones hold is kept in a file of the demo, because a
//! visitor needs the codes; a person is written there before its invitation is used up, so that
//! nothing is lost when the program dies in between.

mod people;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use app::App;
use app::access::doors::{StaffApp, StaffSession, StaffTenantApp};
use app::access::{
    InvitationLink, Invited, Network, NewCredentials, SessionToken, SignIn, StaffError, Visit,
    WantedGrant,
};
use domain::access::{GrantScope, PersonDetails, Role};
use domain::{Moment, PersonId, Timestamp};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use simulators::telephones::{self, Telephone};
use url::Url;

pub(super) use people::{ADMIN, CLERK, LEAD, MORE, OWNER, POSTS, Post, TREASURER};

use super::month::PlayedClock;
use crate::failure::Failure;
use crate::files;

const FILE: &str = "staff.json";
/// Where the town's offices are.
const OFFICE: [u8; 4] = [192, 0, 2, 7];
const BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
/// Letters and digits that are not mistaken for each other.
const LETTERS: &str = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS: usize = 4;
const GROUP_LETTERS: usize = 4;
/// A new code is shown this often, and each is taken once.
const STEP_SECONDS: u64 = 30;

/// What stands in the file.
#[derive(Clone, Default, Deserialize, Serialize)]
struct Kept {
    password: String,
    /// Of the town's calling systems.
    interface: String,
    /// By mailbox.
    people: BTreeMap<String, KeptPerson>,
}

#[derive(Clone, Default, Deserialize, Serialize)]
struct KeptPerson {
    /// Of its invitation.
    link: Option<Url>,
    /// Of its telephone, in base32.
    secret: Option<String>,
    came_in: bool,
}

/// The town's people in the past that is played.
pub(super) struct Staff {
    app: App,
    clock: PlayedClock,
    file: PathBuf,
    kept: Kept,
    /// Of people that are at work, and since when.
    sessions: BTreeMap<&'static str, (SessionToken, Timestamp)>,
}

/// A login as `demo.json` names it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Login {
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: String,
    /// Of the app for one-time codes, in base32; `null` until the person came in.
    one_time_code_secret: Option<String>,
    /// The same as an app takes it from a link or a QR code.
    otpauth_url: Option<String>,
}

impl Kept {
    /// The password of an earlier start in this directory stays.
    fn read(file: &Path) -> Result<Self, Failure> {
        if !file.exists() {
            return Ok(Self::default());
        }
        let text = files::read_private_line("the demo's staff", file)?;
        serde_json::from_str(&text).map_err(|error| Failure::because(FILE, &error))
    }

    fn write(&self, file: &Path) -> Result<(), Failure> {
        let failed = |error: &dyn std::error::Error| Failure::because(FILE, error);
        let text = serde_json::to_string(self).map_err(|error| failed(&error))?;
        let new = file.with_extension("new");
        let _of_a_death = std::fs::remove_file(&new);
        files::write_private(&new, &text).map_err(|error| failed(&error))?;
        std::fs::rename(&new, file).map_err(|error| failed(&error))
    }
}

/// Draws what a new town is entered with, and keeps it: the one password of all logins, which is
/// typed from a screen, and the secret of the calling systems, which is returned.
pub(super) fn draw(directory: &Path, moment: &mut Moment) -> Result<String, Failure> {
    let file = directory.join(FILE);
    let mut kept = Kept::read(&file)?;
    if kept.password.is_empty() {
        let drawn = moment.bytes::<{ GROUPS * GROUP_LETTERS }>();
        let of = |byte: u8| LETTERS.chars().nth(usize::from(byte) % LETTERS.len());
        let letters: Vec<char> = drawn.into_iter().filter_map(of).collect();
        let groups = letters.chunks(GROUP_LETTERS);
        let groups = groups.map(String::from_iter);
        kept.password = groups.collect::<Vec<_>>().join("-");
        kept.interface = new_secret(moment);
        kept.write(&file)?;
    }
    Ok(kept.interface)
}

/// 256 bits in hexadecimal: letters and digits only, because clients differ in how they encode
/// other signs.
fn new_secret(moment: &mut Moment) -> String {
    let mut half = || u128::from_be_bytes(moment.bytes());
    format!("{:032x}{:032x}", half(), half())
}

/// The logins as far as their people came in.
pub(super) fn logins(directory: &Path) -> Result<Vec<(&'static Post, Login)>, Failure> {
    let kept = Kept::read(&directory.join(FILE))?;
    let login = |post: &'static Post| {
        let person = kept.people.get(post.mailbox);
        let secret = person.filter(|person| person.came_in);
        let secret = secret.and_then(|person| person.secret.clone());
        let email = post.email();
        let otpauth = secret.as_ref().map(|secret| {
            format!("otpauth://totp/Zahlstelle:{email}?secret={secret}&issuer=Zahlstelle")
        });
        let login = Login {
            role: post.role.to_string(),
            name: post.name.to_owned(),
            email,
            password: kept.password.clone(),
            one_time_code_secret: secret,
            otpauth_url: otpauth,
        };
        (post, login)
    };
    let mut posts: Vec<_> = POSTS.iter().collect();
    let place = |post: &&Post| Role::ALL.iter().position(|role| *role == post.role);
    posts.sort_by_key(|post| (place(post), post.lead));
    Ok(posts.into_iter().map(login).collect())
}

/// The same as telephones.
pub(super) fn telephones(directory: &Path) -> Result<Vec<Telephone>, Failure> {
    let logins = logins(directory)?.into_iter();
    let telephones = logins.map(|(post, login)| Telephone {
        role: post.title.to_owned(),
        name: login.name,
        email: login.email,
        password: login.password,
        secret: login.one_time_code_secret,
        tries: post.tries.iter().map(|&text| text.to_owned()).collect(),
    });
    Ok(telephones.collect())
}

impl Staff {
    pub(super) fn new(app: App, clock: PlayedClock, directory: &Path) -> Result<Self, Failure> {
        let file = directory.join(FILE);
        Ok(Self {
            app,
            clock,
            kept: Kept::read(&file)?,
            file,
            sessions: BTreeMap::new(),
        })
    }

    /// The person is let in, unless it was.
    pub(super) async fn comes_in(
        &mut self,
        post: &'static Post,
        first_visitor: Timestamp,
    ) -> Result<(), Failure> {
        let mut person = self.kept.people.remove(post.mailbox).unwrap_or_default();
        if !person.came_in {
            let link = match person.link.take() {
                Some(link) => link,
                None => self.invited(post, first_visitor).await?,
            };
            person.link = Some(link.clone());
            self.keep(post, &person)?;
            self.accepts(post, &link, &mut person).await?;
            person.came_in = true;
            person.link = None;
        }
        self.keep(post, &person)
    }

    fn keep(&mut self, post: &Post, person: &KeptPerson) -> Result<(), Failure> {
        let key = post.mailbox.to_owned();
        self.kept.people.insert(key, person.clone());
        self.kept.write(&self.file)
    }

    /// The link of the person's invitation.
    async fn invited(&mut self, post: &'static Post, until: Timestamp) -> Result<Url, Failure> {
        let details = PersonDetails::read(post.name, &post.email());
        let details = details.map_err(|error| failed(post, &error))?;
        if post.is_first() {
            let operator = super::operator(&self.app)?;
            let role = (post.role, post.lead);
            let invited = operator.invite_first(post.place(), &details, role).await;
            return match invited {
                Ok(invited) => shown(post, invited.link),
                // The program died before the link was written down.
                Err(StaffError::Staffed | StaffError::AlreadyHere) => {
                    let reset = operator.reset_last(post.place(), &post.email()).await;
                    reset.map_err(|error| failed(post, &error))
                }
                Err(error) => Err(failed(post, &error)),
            };
        }
        let days = post.deputy_days.unwrap_or_default();
        let days = std::time::Duration::from_hours(24 * days.unsigned_abs());
        let wanted = WantedGrant {
            role: post.role,
            lead: post.lead,
            scope: GrantScope::All,
            until: post.deputy_days.map(|_| until.plus(days)),
        };
        let admin = self.at_work(ADMIN).await?;
        match admin.invite_person(&details, &wanted).await {
            Ok(Invited { person, link }) => {
                self.confirmed(post, person).await?;
                shown(post, link)
            }
            Err(StaffError::AlreadyHere) => {
                let person = self.person(post).await?;
                self.confirmed(post, person).await?;
                // Without mails only the command line does this.
                let operator = super::operator(&self.app)?;
                let reset = operator.reset_last(post.place(), &post.email()).await;
                reset.map_err(|error| failed(post, &error))
            }
            Err(error) => Err(failed(post, &error)),
        }
    }

    /// The lead of the treasury confirms what is proposed of the person.
    async fn confirmed(&mut self, post: &Post, person: PersonId) -> Result<(), Failure> {
        let lead = self.at_work(LEAD).await?;
        let staff = lead.view_staff().await;
        let staff = staff.map_err(|error| failed(post, &error))?;
        let of_person = staff.iter().filter(|member| member.id == person);
        for view in of_person.flat_map(|member| &member.grants) {
            if view.grant.state == domain::access::GrantState::Proposed {
                let confirmed = lead.confirm_grant(view.grant.id).await;
                confirmed.map_err(|error| failed(post, &error))?;
            }
        }
        Ok(())
    }

    /// The person with this post, as the administrator sees it.
    pub(super) async fn person(&mut self, post: &Post) -> Result<PersonId, Failure> {
        let admin = self.at_work(ADMIN).await?;
        let staff = admin.view_staff().await;
        let staff = staff.map_err(|error| failed(post, &error))?;
        let email = post.email();
        let mut found = staff.iter().filter(|member| member.email == email);
        let found = found.next().map(|member| member.id);
        found.ok_or_else(|| Failure::new(format!("{} works nowhere", post.name)))
    }

    async fn accepts(
        &mut self,
        post: &'static Post,
        link: &Url,
        person: &mut KeptPerson,
    ) -> Result<(), Failure> {
        let staff = self.app.staff();
        let token = link.path().rsplit('/').next().unwrap_or_default();
        let seen = staff.view_invitation(token).await;
        let Some(seen) = seen.map_err(|error| failed(post, &error))? else {
            // Used up, and the program died before it was written down.
            return Ok(());
        };
        let secret = seen.setup.secret.expose_secret().to_owned();
        let code = self.code(&secret)?;
        person.secret = Some(secret);
        self.keep(post, person)?;
        let new = NewCredentials {
            password: self.kept.password.as_str().into(),
            setup: &seen.setup.sealed,
            code: &code,
        };
        let network = Network::of(OFFICE.into());
        let accepted = staff
            .accept_invitation(&visit(&network), (token, None), new)
            .await;
        let accepted = accepted.map_err(|error| failed(post, &error))?;
        let now = self.clock.now();
        self.sessions
            .insert(post.mailbox, (accepted.signed_in.token, now));
        Ok(())
    }

    /// The person at its place, signed in a short while ago.
    pub(super) async fn at_work(&mut self, post: &'static Post) -> Result<StaffTenantApp, Failure> {
        let console = self.at_console(post).await?;
        let place = console.at(post.place()).await;
        let place = place.map_err(|error| failed(post, &error))?;
        place.ok_or_else(|| Failure::new(format!("{} has no rights", post.name)))
    }

    async fn at_console(&mut self, post: &'static Post) -> Result<StaffApp, Failure> {
        let fresh = domain::access::sessions::FRESH / 2;
        let now = self.clock.now();
        if let Some((token, since)) = self.sessions.get(post.mailbox)
            && now.since(*since) < fresh
            && let Some(console) = self.opened(post, token).await?
        {
            return Ok(console);
        }
        let token = self.signs_in(post).await?;
        let console = self.opened(post, &token).await?;
        let now = self.clock.now();
        self.sessions.insert(post.mailbox, (token, now));
        console.ok_or_else(|| Failure::new(format!("{} is not signed in", post.name)))
    }

    async fn opened(&self, post: &Post, token: &SessionToken) -> Result<Option<StaffApp>, Failure> {
        let found = self.app.staff().session(token).await;
        match found.map_err(|error| failed(post, &error))? {
            Some(StaffSession::SignedIn(console)) => Ok(Some(console)),
            Some(StaffSession::Waiting(_)) | None => Ok(None),
        }
    }

    /// Password and code, with a code that was not used yet.
    async fn signs_in(&self, post: &Post) -> Result<SessionToken, Failure> {
        self.clock
            .passes(std::time::Duration::from_secs(STEP_SECONDS));
        let refused = || Failure::new(format!("{} may not sign in", post.name));
        let person = self.kept.people.get(post.mailbox);
        let secret = person.and_then(|person| person.secret.as_deref());
        let secret = secret.ok_or_else(refused)?;
        let network = Network::of(OFFICE.into());
        let visit = visit(&network);
        let staff = self.app.staff();
        let password = self.kept.password.as_str().into();
        let first = staff.sign_in(&visit, &post.email(), password).await;
        let SignIn::Done(token) = first.map_err(|error| failed(post, &error))? else {
            return Err(refused());
        };
        let session = staff.session(&token).await;
        let Some(StaffSession::Waiting(waiting)) = session.map_err(|error| failed(post, &error))?
        else {
            return Err(refused());
        };
        let second = waiting.second_factor(&visit, &self.code(secret)?).await;
        match second.map_err(|error| failed(post, &error))? {
            SignIn::Done(signed_in) => Ok(signed_in.token),
            SignIn::Refused | SignIn::NotBefore(_) => Err(refused()),
        }
    }

    fn code(&self, secret: &str) -> Result<String, Failure> {
        let second = self.clock.now().millis() / 1_000;
        let code = telephones::code(secret, second);
        code.ok_or_else(|| Failure::new("a telephone of the staff holds no secret"))
    }
}

const fn visit(network: &Network) -> Visit<'_> {
    Visit {
        network,
        browser: BROWSER,
        device: None,
    }
}

/// The demo has no mail server, so links are shown.
fn shown(post: &Post, link: Option<InvitationLink>) -> Result<Url, Failure> {
    match link {
        Some(InvitationLink::Shown(link)) => Ok(link),
        Some(InvitationLink::Mailed) | None => Err(Failure::new(format!(
            "the invitation of {} is not shown",
            post.name
        ))),
    }
}

fn failed(post: &Post, error: &dyn std::error::Error) -> Failure {
    Failure::because(&format!("{} of the demo's staff", post.name), error)
}
