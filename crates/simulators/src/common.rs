//! What every simulated provider needs: a clock, things that wait for their time, faults on order,
//! books to compare with, a journal of calls, and the delivery of webhooks. It knows no provider.

pub(crate) mod books;
pub(crate) mod clock;
pub(crate) mod delivery;
pub(crate) mod faults;
pub(crate) mod in_process;
pub(crate) mod journal;
pub(crate) mod timers;

pub use books::{AppBooks, BookedCapture, BookedRefund, Books};
pub use clock::{PlayedTime, SimClock};
pub use delivery::Delivery;
pub use faults::{Fault, LOST_HEADER, LOST_STATUS};
pub use in_process::call;
pub use journal::JournalEntry;
