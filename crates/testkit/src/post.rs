//! The town's post office: a mail server that keeps what it took, and a plain hand that writes.
//! The fuse burns before a letter leaves and before the server's answer is believed.

use std::sync::{Arc, Mutex};

use app::events::{LetterFacts, LetterKind, Wording, WriteError, Writer};
use async_trait::async_trait;
use mail::{Letter, PostError, Postman};

use crate::{City, Fuse};

/// How the mail server feels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    #[default]
    Takes,
    /// No such mailbox.
    Refuses,
    /// Come again.
    PutsOff,
}

/// All clones share one post office.
#[derive(Clone, Default)]
pub struct PostOffice {
    taken: Arc<Mutex<Vec<Letter>>>,
    mood: Arc<Mutex<Mood>>,
}

impl PostOffice {
    pub fn feels(&self, mood: Mood) {
        *self.mood.lock().expect("nobody panics with it") = mood;
    }

    /// Every letter the server took, in order.
    pub fn taken(&self) -> Vec<Letter> {
        self.taken.lock().expect("nobody panics with it").clone()
    }
}

pub(crate) struct TownPostman {
    pub(crate) office: PostOffice,
    pub(crate) fuse: Fuse,
}

#[async_trait]
impl Postman for TownPostman {
    async fn deliver(&self, letter: &Letter) -> Result<(), PostError> {
        let lost = || PostError::NotNow {
            why: "lost".to_owned(),
        };
        if self.fuse.burn() {
            return Err(lost());
        }
        let mood = *self.office.mood.lock().expect("nobody panics with it");
        match mood {
            Mood::Takes => {}
            Mood::Refuses => {
                let code = "550".to_owned();
                return Err(PostError::Refused { code });
            }
            Mood::PutsOff => return Err(lost()),
        }
        let mut taken = self.office.taken.lock().expect("nobody panics with it");
        taken.push(letter.clone());
        drop(taken);
        if self.fuse.burn() {
            return Err(lost());
        }
        Ok(())
    }

    async fn greet(&self) -> Result<(), PostError> {
        Ok(())
    }
}

/// Writes what it is told, without art.
pub(crate) struct PlainHand;

impl Writer for PlainHand {
    fn write(&self, facts: &LetterFacts) -> Result<Wording, WriteError> {
        let kind = match facts.kind {
            LetterKind::Receipt => "receipt",
            LetterKind::Refund => "refund",
            LetterKind::Authority => "authority",
        };
        Ok(Wording {
            subject: kind.to_owned(),
            text: format!("{} {}", facts.view.amount, facts.link),
            html: String::new(),
            attachments: Vec::new(),
        })
    }
}

impl City {
    /// What is left of letters when the city is at rest: each has ended, no address is kept that
    /// should not be, and whatever the server took was wanted, under one id for each letter.
    pub(crate) async fn judge_letters(&self) -> Result<(), String> {
        let waiting = self
            .count("SELECT count(*) FROM mails WHERE ended_at IS NULL")
            .await;
        if waiting > 0 {
            return Err(format!("{waiting} letters never ended"));
        }
        let sent = self
            .count("SELECT count(*) FROM mails WHERE outcome = 'sent'")
            .await;
        let mut ids: Vec<_> = self
            .post
            .taken()
            .into_iter()
            .map(|letter| letter.id)
            .collect();
        ids.sort();
        ids.dedup();
        if i64::try_from(ids.len()).ok() != Some(sent) {
            return Err(format!("{sent} letters sent, {} arrived", ids.len()));
        }
        Ok(())
    }
}
