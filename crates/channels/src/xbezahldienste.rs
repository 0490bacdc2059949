//! `XBezahldienste` 1.0, 1.1 and 1.2: the standard interface between online services and payment
//! services.
//!
//! Spelled as the standard spells it (`grosAmount` in 1.0, `PAYED`, `CANCELED`), answered with 200
//! where it says 200, and with nothing added: real clients refuse a field or a value they do not
//! know.
//! Sources: the FITKO documentation of version 1.0.0, the OpenAPI files of 1.1.0 and 1.2.0.

pub(crate) mod amounts;
pub(crate) mod answer;
pub(crate) mod encoding;
pub(crate) mod fallback;
mod lenient;
pub(crate) mod maintenance;
pub(crate) mod problem;
pub(crate) mod request;
pub(crate) mod status;
pub(crate) mod text;
pub(crate) mod transaction;
pub(crate) mod version;

/// Ninety-nine items with everything filled in are 100 kB.
pub(crate) const REQUEST_MAX: usize = 256 * 1024;
