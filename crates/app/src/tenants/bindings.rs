//! Bindings: which service of the tenant a calling system means by a key of its channel.

use std::sync::Arc;

use domain::BindingId;
use domain::tenants::Channel;
use storage::StorageError;
use storage::tenants::names::NameKind;

use crate::App;
use crate::access::Caller;
use crate::access::doors::NotBound;
use crate::tenants::config::ServiceConfig;

/// A key of a channel, resolved by one version of the tenant's master data.
#[derive(Clone, Debug)]
pub struct Binding {
    /// Refuse what the channel's standard forbids instead of repairing it.
    pub strict: bool,
    pub(crate) id: BindingId,
    pub(crate) service: Arc<ServiceConfig>,
    channel: Channel,
    key: String,
}

#[derive(Debug, thiserror::Error)]
pub enum BindingError {
    #[error("no service is bound to this key")]
    Unknown,
    #[error("the credentials hold no longer")]
    Unproven,
    #[error("these credentials may not use this service")]
    Forbidden,
    #[error("looking up the service failed")]
    Storage(#[from] StorageError),
}

impl From<NotBound> for BindingError {
    fn from(why: NotBound) -> Self {
        match why {
            NotBound::Unknown => Self::Unknown,
            NotBound::Forbidden => Self::Forbidden,
        }
    }
}

impl Binding {
    /// Whether the service takes payments.
    pub fn is_live(&self) -> bool {
        self.service.is_live()
    }

    /// The booking data keys that an item with this reference must bring; `None` for a reference
    /// the service does not know. A service without any booking takes every reference, and so does
    /// one with a booking that names none.
    pub fn required_booking_data(&self, reference: &str) -> Option<&[String]> {
        let bookings = &self.service.document.bookings;
        if bookings.is_empty() {
            return Some(&[]);
        }
        let of = |wanted: Option<&str>| {
            let mut bookings = bookings.iter();
            bookings.find(|booking| booking.reference.as_deref() == wanted)
        };
        let booking = of(Some(reference)).or_else(|| of(None))?;
        Some(&booking.required)
    }
}

impl App {
    /// What the key leads to, if it is there and the caller may use it.
    pub(crate) async fn binding(
        &self,
        caller: &Caller,
        channel: Channel,
        key: &str,
    ) -> Result<Binding, BindingError> {
        if let Ok(binding) = bound(caller, channel, key) {
            return Ok(binding);
        }
        let proven = self.prove_again(caller).await?;
        let proven = proven.ok_or(BindingError::Unproven)?;
        match bound(&proven, channel, key) {
            Err(BindingError::Unknown) => {
                // Another tenant's key is forbidden, one that no tenant has is unknown.
                let name = binding_name(channel, key);
                let owner = self.tenant_named(NameKind::Binding, &name).await?;
                Err(owner.map_or(BindingError::Unknown, |_| BindingError::Forbidden))
            }
            found => found,
        }
    }

    /// The same by the newest master data.
    pub(crate) async fn binding_now(
        &self,
        caller: &Caller,
        channel: Channel,
        key: &str,
    ) -> Result<Binding, BindingError> {
        let proven = self.prove_again(caller).await?;
        let proven = proven.ok_or(BindingError::Unproven)?;
        self.binding(&proven, channel, key).await
    }

    /// Caller and binding by the newest master data.
    pub(crate) async fn bind_again(
        &self,
        caller: &Caller,
        binding: &Binding,
    ) -> Result<(Caller, Binding), BindingError> {
        let proven = self.prove_again(caller).await?;
        let proven = proven.ok_or(BindingError::Unproven)?;
        let binding = bound(&proven, binding.channel, &binding.key);
        let binding = binding.map_err(|_gone| BindingError::Forbidden)?;
        Ok((proven, binding))
    }
}

/// By the caller's own version of master data.
fn bound(caller: &Caller, channel: Channel, key: &str) -> Result<Binding, BindingError> {
    let found = caller.binding(channel, key)?;
    Ok(Binding {
        strict: found.strict,
        id: found.id,
        service: Arc::clone(&found.service),
        channel,
        key: key.to_owned(),
    })
}

/// Channel and key as the installation's names list them. No channel has a colon in its name.
pub(crate) fn binding_name(channel: Channel, key: &str) -> String {
    format!("{channel}:{key}")
}
