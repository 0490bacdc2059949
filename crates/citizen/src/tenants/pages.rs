//! The pages as types.

mod home;
mod legal;

pub(crate) use home::TenantHomePage;
pub(crate) use legal::{LegalKind, LegalTextPage, OwnText};
