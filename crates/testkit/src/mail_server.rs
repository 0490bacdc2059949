//! A mail server that keeps what it took, and a writer of plain texts. The crash point may be
//! reached before a mail leaves and before the server's answer is believed.

use std::sync::{Arc, Mutex};

use app::access::{StaffMailFacts, StaffMailWriter};
use app::events::{MailContent, MailFacts, MailKind, MailWriter, WriteError};
use async_trait::async_trait;
use mail::{MailServer, MailServerError, Message};
use storage::{CrashMoment, Scope};
use tokio::sync::Notify;

use crate::{CrashPoint, TestAuthority};

/// How the mail server answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailServerAnswer {
    #[default]
    Takes,
    /// No such mailbox.
    Refuses,
    /// Come again.
    PutsOff,
    /// Nothing, until another answer is set.
    Hangs,
}

/// Clones share what was taken.
#[derive(Clone, Default)]
pub struct TestMailServer {
    taken: Arc<Mutex<Vec<Message>>>,
    answer: Arc<Mutex<MailServerAnswer>>,
    changed: Arc<Notify>,
}

impl TestMailServer {
    pub fn answers(&self, answer: MailServerAnswer) {
        *self.answer.lock().expect("no holder panics") = answer;
        self.changed.notify_waiters();
    }

    async fn answer_at_last(&self) -> MailServerAnswer {
        loop {
            let changed = self.changed.notified();
            let answer = *self.answer.lock().expect("no holder panics");
            if answer != MailServerAnswer::Hangs {
                return answer;
            }
            changed.await;
        }
    }

    /// Every mail the server took, in order.
    pub fn taken(&self) -> Vec<Message> {
        self.taken.lock().expect("no holder panics").clone()
    }
}

pub(crate) struct CrashingMailServer {
    pub(crate) server: TestMailServer,
    pub(crate) crash_point: CrashPoint,
}

#[async_trait]
impl MailServer for CrashingMailServer {
    async fn deliver(&self, mail: &Message) -> Result<(), MailServerError> {
        let lost = || MailServerError::NotNow {
            why: "lost".to_owned(),
        };
        if self.crash_point.dies(CrashMoment::Before) {
            return Err(lost());
        }
        match self.server.answer_at_last().await {
            MailServerAnswer::Takes => {}
            MailServerAnswer::Refuses => {
                let code = "550".to_owned();
                return Err(MailServerError::Refused { code });
            }
            MailServerAnswer::PutsOff | MailServerAnswer::Hangs => return Err(lost()),
        }
        let mut taken = self.server.taken.lock().expect("no holder panics");
        taken.push(mail.clone());
        drop(taken);
        if self.crash_point.dies(CrashMoment::Durable) {
            return Err(lost());
        }
        Ok(())
    }

    async fn greet(&self) -> Result<(), MailServerError> {
        Ok(())
    }
}

/// Subjects of mails that have a row; those to the staff have none.
const ROWS: [&str; 3] = ["receipt", "refund", "authority"];

/// Writes kind, amount and link, nothing else.
pub(crate) struct PlainMailWriter;

impl MailWriter for PlainMailWriter {
    fn write(&self, facts: &MailFacts) -> Result<MailContent, WriteError> {
        let kind = match facts.kind {
            MailKind::Receipt => "receipt",
            MailKind::Refund => "refund",
            MailKind::Authority => "authority",
        };
        Ok(MailContent {
            subject: kind.to_owned(),
            text: format!("{} {}", facts.view.amount, facts.link),
            html: String::new(),
            attachments: Vec::new(),
        })
    }
}

impl TestAuthority {
    /// What is left of mails when nothing is under way any more: each has ended, no address is kept
    /// that should not be, and whatever the server took was wanted, under one id for each mail.
    pub(crate) async fn reconcile_mails(&self) -> Result<(), String> {
        // The server takes the mails of the trial tenant, too.
        let mails = async |what: &str| {
            let sql = format!("SELECT count(*) FROM mails WHERE {what}");
            let mut tx = self.db.read(Scope::Operator).await?;
            tx.raw_number(&sql).await
        };
        let waiting = mails("ended_at IS NULL").await;
        let waiting = waiting.map_err(|error| error.to_string())?;
        if waiting > 0 {
            return Err(format!("{waiting} mails never ended"));
        }
        let sent = mails("outcome = 'sent'").await;
        let sent = sent.map_err(|error| error.to_string())?;
        let mut ids: Vec<_> = self
            .mail_server
            .taken()
            .into_iter()
            .filter(|mail| ROWS.contains(&mail.subject.as_str()))
            .map(|mail| mail.id)
            .collect();
        ids.sort();
        ids.dedup();
        if i64::try_from(ids.len()).ok() != Some(sent) {
            return Err(format!("{sent} mails sent, {} arrived", ids.len()));
        }
        Ok(())
    }
}

impl StaffMailWriter for PlainMailWriter {
    fn write(&self, facts: &StaffMailFacts) -> Result<MailContent, WriteError> {
        Ok(MailContent {
            subject: format!("{:?}", facts.news),
            text: facts.link.to_string(),
            html: String::new(),
            attachments: Vec::new(),
        })
    }
}
