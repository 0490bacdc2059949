//! The door of the program itself: its clock and its upkeep.

use std::sync::Arc;

use domain::{Moment, ProviderAccountId};

use super::{Door, door};
use crate::access::acting::Acting;
use crate::payments::AccountError;
use crate::platform::PublicUrl;
use crate::work::JobReport;
use crate::{App, StorageError};

/// What the program does by itself.
#[derive(Clone)]
pub struct SystemApp {
    app: Arc<App>,
    acting: Acting,
}

impl App {
    /// The door for work without a request: what is due, sealing, health.
    pub fn system(&self) -> SystemApp {
        SystemApp {
            app: Arc::new(self.clone()),
            acting: Acting::system("program"),
        }
    }
}

door! {
    SystemApp for System;
    commands {
        /// Has providers send their events for every account here. Returns what went wrong, by
        /// account.
        [ProviderAccountSubscribe] fn subscribe_all_provider_events(
        ) -> Result<Vec<(ProviderAccountId, String)>, AccountError>;
    }
    works {
        /// One round: up to `limit` due payments and as many due jobs, of all authorities.
        [
            PaymentSettle, PaymentExpire, PaymentGiveUp, RefundRecord, DisputeRecord
        ] fn run_due_jobs(limit: u32) -> Result<JobReport, StorageError>;
        /// One round of mails, apart from the other work: a mail server that hangs keeps no
        /// payment waiting.
        [MailEnd, MailErase] fn run_due_mails(limit: u32) -> Result<JobReport, StorageError>;
    }
    reads {
        /// Seals everything booked so far, of all authorities. Returns how many transfers.
        fn seal() -> Result<u64, StorageError>;
        /// Whether the database answers.
        fn ready() -> Result<(), StorageError>;
        /// Keeps the database's planner up with tables that grow. Returns how many have grown.
        fn analyze_grown_tables() -> Result<usize, StorageError>;
    }
}

impl Door for SystemApp {
    fn in_request(&self, _request: Arc<str>) -> Self {
        self.clone()
    }
}

impl SystemApp {
    /// The address payers and calling systems see.
    pub fn public_url(&self) -> &PublicUrl {
        &self.app.settings.public_url
    }

    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// Whether mails can be sent.
    pub fn sends_mail(&self) -> bool {
        self.app.sends_mail()
    }
}
