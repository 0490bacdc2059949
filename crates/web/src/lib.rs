//! The web face of Zahlstelle: pages for citizens.

pub mod assets;
pub mod format;
pub mod i18n;
pub mod page;
