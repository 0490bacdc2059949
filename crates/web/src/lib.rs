//! The web face of Zahlstelle: pages for citizens, the interface of online services, messages of
//! providers. It translates between HTTP and the use cases and decides nothing about money.

mod api;
mod assets;
mod citizen;
mod client_address;
pub mod format;
mod guard;
mod health;
pub mod i18n;
mod letters;
mod log;
mod markdown;
mod notices;
mod observe;
pub mod page;
mod request_id;
mod router;
mod serve;
mod state;
mod throttle;
mod xbezahldienste;

pub use letters::{Stationery, slip_pdf};
pub use router::router;
pub use serve::serve;
pub use state::{WebSettings, WebState};
