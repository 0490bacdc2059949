//! A made-up town for tests: the real platform on a real database, a payment provider that speaks
//! the real wire protocol without a wire, a clock that moves by hand, and a fuse that ends the
//! program's life between any two steps.

#![expect(clippy::expect_used, reason = "a test that cannot go on must stop")]

mod city;
mod clock;
mod fuse;
mod judge;
mod notices;
mod orders;
mod payer;
mod post;
mod provider;
mod survive;

pub use city::{City, FEE_CENTS, town};
pub use clock::TownClock;
pub use fuse::Fuse;
pub use notices::{HEADER, HOME, file_of, notice_number, ticket_number};
pub use orders::{CERTIFICATE_CENTS, entered};
pub use payer::AtProvider;
pub use post::{Mood, PostOffice};
pub use survive::{dies_at_every_step, play};
