//! The door of providers: their messages.

use std::sync::Arc;

use domain::access::Act;
use futures_util::future::BoxFuture;
use storage::StorageError;

use super::Door;
use crate::App;
use crate::payments::{Kept, ProviderEventError, RawProviderEvent};

/// What a provider may do: leave a message. The actor is the account whose signature was checked.
#[derive(Clone)]
pub struct ProviderApp {
    app: Arc<App>,
    request: Option<Arc<str>>,
}

impl App {
    /// The door for providers.
    pub fn provider_events(&self) -> ProviderApp {
        ProviderApp {
            app: Arc::new(self.clone()),
            request: None,
        }
    }
}

impl Door for ProviderApp {
    fn in_request(&self, request: Arc<str>) -> Self {
        Self {
            app: Arc::clone(&self.app),
            request: Some(request),
        }
    }
}

impl ProviderApp {
    /// Every act this door offers.
    pub const ACTS: &'static [Act] = &[Act::ProviderEventReceive];

    /// Whether messages for this account are read at all.
    pub fn knows_account<'a>(
        &'a self,
        account: &'a str,
    ) -> BoxFuture<'a, Result<bool, StorageError>> {
        Box::pin(self.app.knows_account(account))
    }

    /// Checks that the message is genuine and keeps it. Nothing of its content is acted upon here.
    pub fn keep_provider_event<'a>(
        &'a self,
        account: (&'a str, &'a str),
        event: &'a RawProviderEvent<'a>,
    ) -> BoxFuture<'a, Result<Kept, ProviderEventError>> {
        let request = self.request.clone();
        Box::pin(self.app.keep_provider_event(request, account, event))
    }
}
