//! Values that every room uses: ids, money, currencies, calendar days, moments, hashes,
//! addresses of mails, and the door that texts from outside come through.

pub mod calendar;
pub mod currency;
pub mod email;
pub mod hash;
pub mod id;
pub mod mod97;
pub mod moment;
pub mod money;
pub mod text;
