//! Maintenance windows (Wartungsfenster): times in which some or all methods of payment are not to
//! be had.

use crate::Timestamp;
use crate::payments::Method;

/// The standards' longest description.
const DESCRIPTION_LENGTH_MAX: usize = 250;

/// From its start, or from now on, to its end, which is not part of it, or until further notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceWindow {
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    /// One line for calling systems; may be empty.
    pub description: String,
    /// The methods that are not to be had; empty: none is.
    pub methods: Vec<Method>,
}

/// A window that cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadWindow {
    #[error("it ends before it starts")]
    Backwards,
    #[error("its description has more than 250 letters")]
    Description,
}

impl MaintenanceWindow {
    pub fn checked(self) -> Result<Self, BadWindow> {
        if self
            .starts_at
            .zip(self.ends_at)
            .is_some_and(|(start, end)| end <= start)
        {
            return Err(BadWindow::Backwards);
        }
        if self.description.chars().count() > DESCRIPTION_LENGTH_MAX {
            return Err(BadWindow::Description);
        }
        Ok(self)
    }

    pub fn is_over(&self, now: Timestamp) -> bool {
        self.ends_at.is_some_and(|end| end <= now)
    }

    /// Whether the method is not to be had now.
    pub fn stops(&self, method: &Method, now: Timestamp) -> bool {
        let begun = self.starts_at.is_none_or(|start| start <= now);
        let of_method = self.methods.is_empty() || self.methods.contains(method);
        begun && !self.is_over(now) && of_method
    }
}
