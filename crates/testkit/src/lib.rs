//! A made-up authority for tests: the real platform on a real database, a payment provider that
//! speaks the real wire protocol without a wire, a clock that moves by hand, and a crash point that
//! ends the program's life between any two steps.

#![expect(clippy::expect_used, reason = "a test that cannot go on must stop")]

mod authority;
mod bank;
mod clock;
mod crash_point;
mod crashes;
mod mail_server;
mod notices;
mod orders;
mod payer;
mod provider;
mod reconcile;
mod staff;

pub use authority::{
    FEE_CENTS, SECRET, SLUG, TRIAL_SECRET, TRIAL_SLUG, TestAuthority, Told, authority_document,
    authority_with_trial,
};
pub use bank::BANK;
pub use clock::TestClock;
pub use crash_point::CrashPoint;
pub use crashes::{crashes_at_every_step, play};
pub use mail_server::{MailServerAnswer, TestMailServer};
pub use notices::{HEADER, HOME, file_of, notice_number, ticket_number};
pub use orders::{CERTIFICATE_CENTS, entered};
pub use payer::AtProvider;
pub use reconcile::seal_keys;
pub use staff::{
    FINED, Office, TestPerson, browser, claim_step, details, office, seen_refund, wanted,
    wanted_change, wanted_claim,
};
