//! What the operator of the authority does to its program.

use std::time::Duration;

use app::App;
use app::work::Lease;

use super::{KEY_FILE, NEW_KEY, TestAuthority, start_app};
use crate::CrashPoint;

/// Leases, whether the clock is watched, calls of a provider in a second, whether mails are sent.
pub(super) type Habits = (Lease, bool, u32, bool);

/// The clock stands still in most stories, so that all their calls are in one second and come from
/// one network. Stories about calls of a provider have the program's own number.
pub(super) const ANY_CALLS: u32 = 1_000_000;

impl TestAuthority {
    pub(super) const fn habits(&self) -> Habits {
        (
            self.lease,
            self.watch_clock,
            self.calls_per_second,
            self.sends_mail,
        )
    }

    /// Another node on the same database, with nothing in its memory.
    pub fn another_node(&self) -> App {
        start_app(
            &self.db,
            &self.sim,
            &self.clock,
            (
                &CrashPoint::default(),
                &self.mail_server,
                &self.key_file,
                self.habits(),
            ),
        )
    }

    /// The program starts anew and renews its leases so often.
    pub fn renews_leases_every(&mut self, renewed_every: Duration) {
        self.lease.renewed_every = renewed_every;
        self.restart();
    }

    /// The operator puts a new key on top of the key file and starts the program anew.
    pub fn gets_a_new_key(&mut self) {
        self.key_file = format!("{NEW_KEY}\n{KEY_FILE}\n");
        self.restart();
    }

    /// The operator takes every line but the newest out of the key file, and starts the program
    /// anew.
    pub fn drops_the_old_key(&mut self) {
        NEW_KEY.clone_into(&mut self.key_file);
        self.restart();
    }

    /// The program starts anew and does nothing that time decides while its clock is wrong.
    pub fn watches_its_clock(&mut self) {
        self.watch_clock = true;
        self.restart();
    }

    /// The program starts anew and calls a provider as often as an installation's does.
    pub fn spares_its_provider(&mut self) {
        self.calls_per_second = app::payments::PROVIDER_CALLS_PER_SECOND;
        self.restart();
    }

    /// The program starts anew without a mail server.
    pub fn loses_its_mail_server(&mut self) {
        self.sends_mail = false;
        self.restart();
    }

    /// The program starts anew and believes its clock.
    pub fn trusts_its_clock(&mut self) {
        self.watch_clock = false;
        self.restart();
    }
}
