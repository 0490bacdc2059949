//! The door of the program itself: its clock and its upkeep.

use std::sync::Arc;

use domain::Moment;
use domain::ledger::SealHead;
use storage::work::installation::Figures;
use tokio::sync::watch;

use super::{Door, door};
use crate::ledger::{LostBooks, SealError};
use crate::platform::VaultError;
use crate::work::{JobReport, Pace};
use crate::{App, StorageError};

/// What the program does by itself.
#[derive(Clone)]
pub struct SystemApp {
    app: Arc<App>,
}

impl App {
    /// The door for work without a request: what is due, sealing.
    pub fn system(&self) -> SystemApp {
        SystemApp {
            app: Arc::new(self.clone()),
        }
    }
}

door! {
    SystemApp for System;
    commands {}
    works {
        /// One round: up to `limit` of what is due in each lane, of all authorities.
        [
            PaymentSettle, PaymentExpire, PaymentGiveUp, RefundRecord, RefundSend, RefundSettle,
            DisputeRecord, DisputeEnd, MailEnd, MailErase
        ] fn run_due(limit: u32) -> Result<JobReport, StorageError>;
        /// All periodic work that is due now.
        [ProviderAccountSubscribe] fn run_schedules() -> Result<(), StorageError>;
        /// Does what is due, and periodic work, until `stop` is true; what is under way then is
        /// finished.
        [
            PaymentSettle, PaymentExpire, PaymentGiveUp, RefundRecord, RefundSend, RefundSettle,
            DisputeRecord, DisputeEnd, MailEnd, MailErase, ProviderAccountSubscribe
        ] fn work(pace: Pace, stop: watch::Receiver<bool>) -> ();
    }
    housekeeping {
        /// Numbers the events that were committed so far, of all authorities. Returns how many.
        fn number_events() -> Result<u64, StorageError>;
        /// Seals everything written so far, of all authorities. Returns the signed heads of the
        /// new batches, to be kept outside the database.
        fn seal() -> Result<Vec<SealHead>, SealError>;
    }
    reads {
        /// Authorities whose chain ends before a kept head of theirs: the database was restored.
        fn lost_books(kept: &'a [SealHead]) -> Result<Vec<LostBooks>, StorageError>;
        /// Whether the chain of any authority was sealed.
        fn has_sealed() -> Result<bool, StorageError>;
        /// What monitoring watches.
        fn figures() -> Result<Figures, StorageError>;
        /// What is left of the pool of Kassenzeichen that is used up most, in thousandths of it.
        fn scarcest_pool() -> Result<Option<u32>, StorageError>;
    }
}

impl Door for SystemApp {
    fn in_request(&self, _request: Arc<str>) -> Self {
        self.clone()
    }
}

impl SystemApp {
    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// Reads the key file again. What cannot be read changes nothing.
    pub fn read_keys_again(&self) -> Result<(), VaultError> {
        self.app.vault.reload()
    }
}
