//! The door of a node's own edge: what every request to it may learn, whatever it is for.

use std::sync::Arc;

use domain::Moment;
use futures_util::future::BoxFuture;

use super::Door;
use crate::App;
use crate::platform::{NotReady, PublicUrl};

/// What middleware and health checks need of the application. It offers no act and no data of an
/// authority.
#[derive(Clone)]
pub struct NodeApp {
    app: Arc<App>,
}

impl App {
    /// The door for what stands around all routes: request numbers, health.
    pub fn node(&self) -> NodeApp {
        NodeApp {
            app: Arc::new(self.clone()),
        }
    }
}

impl Door for NodeApp {
    fn in_request(&self, _request: Arc<str>) -> Self {
        self.clone()
    }
}

impl NodeApp {
    /// Whether this node can take payments.
    pub fn ready(&self) -> BoxFuture<'_, Result<(), NotReady>> {
        Box::pin(self.app.ready())
    }

    /// Compares this machine's clock with the database's. Until the next look, [`Self::moment`]
    /// goes by the database's where the two differ too much. `false` while they do.
    pub fn look_at_clock(&self) -> BoxFuture<'_, bool> {
        Box::pin(self.app.clock_allows())
    }

    /// The address payers and calling systems see.
    pub fn public_url(&self) -> &PublicUrl {
        &self.app.settings.public_url
    }

    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }
}
