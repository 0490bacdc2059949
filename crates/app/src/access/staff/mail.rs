//! Mails to the staff: the link of an invitation, and what changed of a person's way in and rights.
//!
//! A mail is a job in the write of what it tells, and worded when it is sent, from the person as it
//! is then. The token of an invitation is made by the job, so that its link stands nowhere and no
//! other person sees it. A job that runs twice sends twice; the last link opens the invitation.

use std::sync::Arc;

use domain::access::Grant;
use domain::work::Queue;
use domain::work::retry::RetryPlan;
use domain::{InvitationId, MailId, Moment, PersonId, TenantId};
use mail::{EmailAddress, MailServerError, Message};
use serde::{Deserialize, Serialize};
use storage::events::mail::MailOutcome;
use storage::{Scope, StorageError, WriteTx};
use url::Url;

use crate::App;
use crate::events::mail::{MailContent, MailError, count_ended};
use crate::events::{MailDelivery, WriteError};
use crate::platform::as_text;
use crate::work::job::{Job, JobError, put_job};

/// Mails are written in both languages of the console: which one a person reads is not known.
const LANGUAGE: &str = "de";

/// What a mail tells a person.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StaffNews {
    Invited,
    /// Its credentials were taken away, and it is invited anew.
    Reset,
    PasswordChanged,
    OneTimeCodesChanged,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    /// A code was wrong after a right password.
    CodeRefused,
    /// Another authority entered the person; what it may do there needs a second person.
    Joined,
    /// The code of the role; `lead` of the treasury's lead.
    GrantGiven(String),
    GrantEnded(String),
}

/// What the texts of a mail to a person are made from.
#[derive(Clone, Debug)]
pub struct StaffMailFacts {
    pub news: StaffNews,
    /// The person's.
    pub name: String,
    /// The authority's name; empty for the installation.
    pub authority: String,
    /// Opens the invitation, or leads to the console.
    pub link: Url,
}

/// Makes the texts of mails to the staff.
pub trait StaffMailWriter: Send + Sync {
    fn write(&self, facts: &StaffMailFacts) -> Result<MailContent, WriteError>;
}

/// Sends a mail to a person.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct TellPerson {
    #[serde(with = "as_text")]
    mail: MailId,
    #[serde(with = "as_text")]
    person: PersonId,
    /// The one whose link the mail has.
    invitation: Option<String>,
    news: StaffNews,
}

impl Job for TellPerson {
    const KIND: &'static str = "tell_person";
    const QUEUE: Queue = Queue::Mail;
    const RETRY: RetryPlan = RetryPlan::DAY;

    async fn run(&self, app: &App, tenant: TenantId) -> Result<(), JobError> {
        Ok(app.tell_person(tenant, self).await?)
    }
}

impl StaffNews {
    pub(super) fn given(grant: &Grant) -> Self {
        Self::GrantGiven(role_code(grant))
    }

    pub(super) fn ended(grant: &Grant) -> Self {
        Self::GrantEnded(role_code(grant))
    }
}

fn role_code(grant: &Grant) -> String {
    if grant.lead {
        "lead".to_owned()
    } else {
        grant.role.to_string()
    }
}

impl App {
    /// Has the person told in the write of what it is told. Nothing without a mail server.
    pub(super) async fn tell(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        person: PersonId,
        news: StaffNews,
    ) -> Result<(), StorageError> {
        self.tell_of_invitation(tx, moment, (person, None), news)
            .await
    }

    /// The same with the link of an invitation.
    pub(super) async fn tell_of_invitation(
        &self,
        tx: &mut WriteTx,
        moment: &mut Moment,
        (person, invitation): (PersonId, Option<InvitationId>),
        news: StaffNews,
    ) -> Result<(), StorageError> {
        if !self.sends_mail() {
            return Ok(());
        }
        let job = TellPerson {
            mail: MailId::new(moment),
            person,
            invitation: invitation.map(|invitation| invitation.to_string()),
            news,
        };
        let now = moment.now;
        put_job(tx, &job, now, moment).await
    }

    /// Words the mail and hands it to the server. One that is refused for good is not tried again.
    async fn tell_person(&self, tenant: TenantId, told: &TellPerson) -> Result<(), MailError> {
        let delivery = self.mail.clone().ok_or(MailError::NoMailServer)?;
        let mut tx = self.db.read(Scope::Operator).await?;
        let contact = tx.access().persons().contact(told.person).await?;
        drop(tx);
        let Some((name, email)) = contact else {
            return Ok(());
        };
        let link = match &told.invitation {
            Some(invitation) => match invitation.parse() {
                Ok(invitation) => self.new_link(tenant, invitation).await?,
                Err(_) => None,
            },
            None => Some(self.settings.public_url.at("/console/account")),
        };
        let (Some(link), Ok(to)) = (link, email.parse()) else {
            return Ok(());
        };
        let facts = StaffMailFacts {
            news: told.news.clone(),
            name,
            authority: self.place_name(tenant).await?,
            link,
        };
        let message = self
            .staff_message(&delivery, (told.mail, to), facts)
            .await?;
        match delivery.server.deliver(&message).await {
            Ok(()) => count_ended(MailOutcome::Sent),
            Err(error @ MailServerError::Refused { .. }) => {
                tracing::warn!(mail.id = %told.mail, error = %error, "a mail was refused for good");
                count_ended(MailOutcome::Refused);
            }
            Err(error @ MailServerError::NotNow { .. }) => return Err(error.into()),
        }
        Ok(())
    }

    async fn staff_message(
        &self,
        delivery: &MailDelivery,
        (id, to): (MailId, EmailAddress),
        facts: StaffMailFacts,
    ) -> Result<Message, MailError> {
        let writer = Arc::clone(&delivery.staff_writer);
        let worded = tokio::task::spawn_blocking(move || writer.write(&facts)).await;
        let wording = worded.map_err(|_| MailError::Stopped)??;
        Ok(Message {
            id: id.to_string(),
            to,
            subject: wording.subject,
            language: LANGUAGE.to_owned(),
            text: wording.text,
            html: wording.html,
            attachments: wording.attachments,
            written_at_micros: self.moment().now.micros(),
        })
    }
}
