//! The pages as types.

mod catalogue;
mod service;
mod unavailable;

pub(crate) use catalogue::{DepartmentGroup, ServiceLine, ServicesPage};
pub(crate) use service::{FieldView, Input, OptionView, ServiceAlert, ServicePage};
pub(crate) use unavailable::{ServiceUnavailable, ServiceUnavailablePage};
