//! Values that every room uses: ids, money, currencies, calendar days, moments, hashes, and the
//! door that texts from outside come through.

pub mod calendar;
pub mod currency;
pub mod hash;
pub mod id;
pub mod mod97;
pub mod moment;
pub mod money;
pub mod text;
