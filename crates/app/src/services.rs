//! What can be paid: the catalogue, orders, prefilled links, and the lifecycles of services and
//! their versions.

pub(crate) mod catalogue;
pub(crate) mod lifecycle;
pub(crate) mod order;
pub(crate) mod order_view;
pub(crate) mod prefill_links;
pub(crate) mod refusals;
pub(crate) mod staff;
pub(crate) mod versions;

pub use catalogue::{Catalogue, CatalogueService, Listed};
pub use lifecycle::{ServiceLifecycle, WantedTransition};
pub use order::{Entered, FormError, OrderError, Ordered};
pub use order_view::{Answer, Answers, OrderView};
pub use prefill_links::{LinkError, LinkRefusal, fills_in};
pub use refusals::TransitionError;
pub use staff::views::{
    FieldChange, FieldValue, ServiceLine, StaffService, StaffVersion, TransitionLine, VersionLine,
};
pub use staff::{SeenVersion, StaffStep};
pub use storage::services::MadeTransition;
