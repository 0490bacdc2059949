//! The door of providers: their messages.

use std::sync::Arc;

use domain::ProviderAccountId;
use domain::access::Actor;
use futures_util::future::BoxFuture;
use storage::StorageError;

use super::{Door, door};
use crate::App;
use crate::access::acting::Acting;
use crate::payments::{Kept, ProviderEventError, RawProviderEvent};

/// What a provider may do: leave a message. The actor is the account whose signature was checked.
#[derive(Clone)]
pub struct ProviderApp {
    app: Arc<App>,
    sender: EventSender,
}

/// A provider before its message was judged: its account is known only then.
#[derive(Clone)]
pub(crate) struct EventSender {
    request: Option<Arc<str>>,
}

impl App {
    /// The door for providers.
    pub fn provider_events(&self) -> ProviderApp {
        ProviderApp {
            app: Arc::new(self.clone()),
            sender: EventSender { request: None },
        }
    }
}

impl Door for ProviderApp {
    fn in_request(&self, request: Arc<str>) -> Self {
        let request = Some(request);
        Self {
            app: Arc::clone(&self.app),
            sender: EventSender { request },
        }
    }
}

impl EventSender {
    /// The account whose signature the message has.
    pub(crate) fn proven(&self, account: ProviderAccountId) -> Acting {
        Acting::new(Actor::Provider(account), self.request.clone())
    }
}

door! {
    ProviderApp for Provider as sender;
    commands {}
    works {
        /// Checks that the message is genuine and keeps it. Nothing of its content is acted upon
        /// here.
        [ProviderEventReceive] fn keep_provider_event(
            account: (&'a str, &'a str),
            event: &'a RawProviderEvent<'a>,
        ) -> Result<Kept, ProviderEventError>;
    }
}

impl ProviderApp {
    /// Whether messages for this account are read at all.
    pub fn knows_account<'a>(
        &'a self,
        account: &'a str,
    ) -> BoxFuture<'a, Result<bool, StorageError>> {
        Box::pin(self.app.knows_account(account))
    }
}
