//! Access: the originator of a command, what can be done by which, the staff with its roles and
//! grants, and what a repeated request means.

pub mod actor;
pub mod acts;
pub mod credentials;
pub mod grants;
pub mod idempotency;
pub mod persons;
pub mod roles;
pub mod scopes;
pub mod sessions;

pub use actor::{Actor, ActorKind, BadActor};
pub use acts::{Act, ActOutcome, Denial, Effect, May, ObjectKind, Place, Rule, StaffRule};
pub use acts::{Standing, Trust};
pub use grants::{Grant, GrantRefusal, GrantScope, GrantState};
pub use persons::{PersonDetails, PersonState, StaffEmail};
pub use roles::{Holder, Role, Side};
pub use scopes::ClientScope;
