//! What all web crates share: the state handlers reach, extractors, middleware, texts and formats,
//! the frame of pages, error pages, PDF documents, and the server. Knows no address of a page or an
//! interface and holds no rule about money.

pub mod assets;
pub mod documents;
pub mod error_page;
pub mod format;
pub mod i18n;
pub mod log;
mod middleware;
pub mod page;
pub mod request;
pub mod server;
pub mod state;
