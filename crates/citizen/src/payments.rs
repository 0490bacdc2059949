//! Paying: the page of a payment in each of its states, and what its forms and links do.

pub(crate) mod cancel;
pub(crate) mod extend;
pub(crate) mod facts;
pub(crate) mod link;
pub(crate) mod pages;
pub(crate) mod pay;
pub(crate) mod return_from_provider;
pub(crate) mod return_to_service;
pub(crate) mod start;
pub(crate) mod transfer;
pub(crate) mod view;
pub(crate) mod way_back;
