//! `XBezahldienste` 1.0: the standard interface between online services and payment services.
//!
//! Spelled as the standard spells it (`grosAmount`, `PAYED`, `CANCELED`), answered with 200 where
//! it says 200, and with nothing added: real clients refuse a field or a value they do not know.
//! Source: the FITKO documentation of version 1.0.0.

pub(crate) mod amounts;
pub(crate) mod answer;
pub(crate) mod fallback;
pub(crate) mod problem;
pub(crate) mod request;
pub(crate) mod status;
pub(crate) mod text;
pub(crate) mod transaction;

/// Where the interface lives below the public address.
pub(crate) const BASE: &str = "/xbezahldienste/api/v1.0.0";
/// Ninety-nine items with everything filled in are 100 kB.
pub(crate) const REQUEST_MAX: usize = 256 * 1024;
