//! The pages as types.

mod authorities;
mod home;
mod legal;

pub(crate) use authorities::{AuthoritiesPage, AuthorityLine};
pub(crate) use home::TenantHomePage;
pub(crate) use legal::{LegalKind, LegalTextPage, OwnText};
