//! The days of a booking.

use domain::access::Actor;
use domain::ledger::Booking;
use domain::{Day, Timestamp};

/// Booked now, for what happened at `happened_at`. Both days are the authority's.
pub(crate) fn booking(now: Timestamp, happened_at: Timestamp, actor: Actor) -> Booking {
    Booking {
        posting_day: Day::in_berlin(now),
        value_day: Day::in_berlin(happened_at),
        actor,
    }
}
