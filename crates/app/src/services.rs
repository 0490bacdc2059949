//! What can be paid: the catalogue, orders, prefilled links, and the lifecycle of a service.

pub(crate) mod catalogue;
pub(crate) mod lifecycle;
pub(crate) mod order;
pub(crate) mod order_view;
pub(crate) mod prefill_links;

pub use catalogue::{Catalogue, CatalogueService, Listed};
pub use lifecycle::{ServiceLifecycle, TransitionError, WantedTransition};
pub use order::{Entered, FormError, OrderError, Ordered};
pub use order_view::{Answer, Answers, OrderView};
pub use prefill_links::{LinkError, LinkRefusal, fills_in};
pub use storage::services::MadeTransition;
