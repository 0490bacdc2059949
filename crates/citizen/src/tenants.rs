//! What belongs to an authority and not to a payment: front page, legal pages, branding.

pub(crate) mod authorities;
pub(crate) mod branding;
pub(crate) mod home;
pub(crate) mod legal;
pub(crate) mod markdown;
pub(crate) mod pages;
