//! Access: the doors, what gives a command and its audit row, calling systems proving themselves,
//! the staff, keys of requests, limits on attempts.

pub(crate) mod acting;
pub(crate) mod audit;
pub(crate) mod certificates;
pub(crate) mod client_auth;
pub(crate) mod clients;
pub mod doors;
pub(crate) mod idempotency;
pub(crate) mod rate_limits;
pub(crate) mod refusals;
pub(crate) mod staff;

pub use audit::export::{
    AuditFile, BadAuditFile, CheckedAuditFile, ExportFacts, ExportRefusal, check_file,
};
pub use audit::{ActedBy, AuditSearch, ChainState, ChangedText, FoundActs, RightOnDay, SeenAct};
pub use certificates::ClientCertificate;
pub(crate) use client_auth::Login;
pub use client_auth::{IssueTokenError, IssuedToken, TokenScope};
pub use clients::{
    ClientRefusal, ClientView, ClientsView, NewClientSecret, OlderSecretView, WantedClient,
};
pub(crate) use doors::Caller;
pub use rate_limits::Network;
pub use staff::account::{AccountView, SessionView};
pub use staff::grants::{GrantView, WantedGrant};
pub use staff::invitations::{Accepted, InvitationLink, InvitationView, NewCredentials};
pub use staff::kept_forms::KeptForm;
pub use staff::mail::{StaffMailFacts, StaffMailWriter, StaffNews};
pub use staff::one_time_codes::CodeSetup;
pub use staff::passwords::Busy;
pub use staff::persons::{Invited, StaffMember};
pub use staff::rate_limits::Visit;
pub use staff::sessions::SessionToken;
pub use staff::sign_in::{SignIn, SignedIn};
pub use staff::{OPERATOR_SLUG, StaffError};
