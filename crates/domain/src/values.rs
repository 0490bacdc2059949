//! Values that every room uses: ids, money, currencies, calendar days, moments, hashes.

pub mod calendar;
pub mod currency;
pub mod hash;
pub mod id;
pub mod mod97;
pub mod moment;
pub mod money;
