//! Values that every room uses: ids, money, calendar days, moments.

pub mod calendar;
pub mod id;
pub mod moment;
pub mod money;
