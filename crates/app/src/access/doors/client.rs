//! The door of calling systems: proof first, then what they may do.

use std::sync::Arc;

use domain::access::{Act, Actor};
use domain::tenants::{Channel, MaintenanceWindow};
use domain::{ClientId, Moment, PaymentId, TenantId};
use futures_util::future::BoxFuture;
use url::Url;

use super::Door;
use crate::access::acting::Acting;
use crate::access::{Caller, ClientCertificate, IssuedToken, Login, TokenScope};
use crate::claims::{CodeError, Slip};
use crate::payments::{PaymentRequest, PaymentStatus, RegisterError, Registered, StatusError};
use crate::platform::NotReady;
use crate::tenants::{Binding, BindingError, MethodHealth};
use crate::{App, ReadError, StorageError};

/// Where calling systems prove themselves.
#[derive(Clone)]
pub struct ClientDoor {
    app: Arc<App>,
    request: Option<Arc<str>>,
}

/// What a calling system may do and see. Made of its proof only.
#[derive(Clone)]
pub struct ClientApp {
    app: Arc<App>,
    caller: Caller,
    acting: Acting,
}

/// What came of a name and a secret.
pub enum ClientLogin {
    Proven(ClientApp),
    /// The secret of this client is another one; `None` when no client has the name.
    Wrong(Option<ClientId>),
}

impl ClientLogin {
    pub fn proven(self) -> Option<ClientApp> {
        match self {
            Self::Proven(client) => Some(client),
            Self::Wrong(_) => None,
        }
    }
}

impl App {
    /// The door for calling systems.
    pub fn clients(&self) -> ClientDoor {
        ClientDoor {
            app: Arc::new(self.clone()),
            request: None,
        }
    }
}

impl Door for ClientDoor {
    fn in_request(&self, request: Arc<str>) -> Self {
        Self {
            app: Arc::clone(&self.app),
            request: Some(request),
        }
    }
}

impl ClientDoor {
    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// Whether this node can take payments.
    pub fn ready(&self) -> BoxFuture<'_, Result<(), NotReady>> {
        Box::pin(self.app.ready())
    }

    /// Which of name and secret is wrong is for the log, not for the caller.
    pub fn authenticate_basic<'a>(
        &'a self,
        name: &'a str,
        secret: &'a str,
    ) -> BoxFuture<'a, Result<ClientLogin, StorageError>> {
        Box::pin(async move {
            Ok(match self.app.authenticate_basic(name, secret).await? {
                Login::Proven(caller) => ClientLogin::Proven(self.opened(caller)),
                Login::Wrong(client) => ClientLogin::Wrong(client),
            })
        })
    }

    /// `None` when the token is unknown or too old.
    pub fn authenticate_bearer<'a>(
        &'a self,
        token: &'a str,
    ) -> BoxFuture<'a, Result<Option<ClientApp>, StorageError>> {
        Box::pin(async move {
            let caller = self.app.authenticate_bearer(token).await?;
            Ok(caller.map(|caller| self.opened(caller)))
        })
    }

    /// `None` when the certificate is no client's, or its time has not come or is over.
    pub fn authenticate_certificate<'a>(
        &'a self,
        certificate: ClientCertificate<'a>,
    ) -> BoxFuture<'a, Result<Option<ClientApp>, StorageError>> {
        Box::pin(async move {
            let caller = self.app.authenticate_certificate(certificate).await?;
            Ok(caller.map(|caller| self.opened(caller)))
        })
    }

    fn opened(&self, caller: Caller) -> ClientApp {
        ClientApp {
            app: Arc::clone(&self.app),
            acting: Acting::new(Actor::Client(caller.client), self.request.clone()),
            caller,
        }
    }
}

impl ClientApp {
    /// Every act this door offers.
    pub const ACTS: &'static [Act] = &[Act::TokenIssue, Act::PaymentCreate];

    /// The authority it belongs to.
    pub const fn tenant(&self) -> TenantId {
        self.caller.tenant
    }

    /// Whether it proved itself by an access token.
    pub const fn came_with_token(&self) -> bool {
        self.caller.came_with_token()
    }

    /// What its proof is good for.
    pub const fn scope(&self) -> TokenScope {
        self.caller.scope
    }

    /// An access token for the system; `None` when its proof holds no longer.
    pub fn issue_token(
        &self,
        scope: TokenScope,
    ) -> BoxFuture<'_, Result<Option<IssuedToken>, StorageError>> {
        Box::pin(self.app.issue_token(&self.acting, &self.caller, scope))
    }

    /// Creates a claim and its payment; the same request again answers with the same payment.
    pub fn register_payment<'a>(
        &'a self,
        binding: &'a Binding,
        request: &'a PaymentRequest,
    ) -> BoxFuture<'a, Result<Registered, RegisterError>> {
        let bound = (&self.caller, binding);
        Box::pin(self.app.register_payment(&self.acting, bound, request))
    }

    /// What the channel's key leads to, if it is there and the system may use it.
    pub fn binding<'a>(
        &'a self,
        channel: Channel,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Binding, BindingError>> {
        Box::pin(self.app.binding(&self.caller, channel, key))
    }

    /// The same by the newest master data: whether the service takes payments at this moment.
    pub fn binding_now<'a>(
        &'a self,
        channel: Channel,
        key: &'a str,
    ) -> BoxFuture<'a, Result<Binding, BindingError>> {
        Box::pin(self.app.binding_now(&self.caller, channel, key))
    }

    /// `None` when the payment is not there, was asked for at another binding, or the system may
    /// not see it.
    pub fn payment_status<'a>(
        &'a self,
        binding: &'a Binding,
        payment: PaymentId,
    ) -> BoxFuture<'a, Result<Option<PaymentStatus>, StatusError>> {
        Box::pin(self.app.payment_status(&self.caller, binding, payment))
    }

    /// The methods of a binding's service, and which of them are to be had now.
    pub fn method_health<'a>(
        &'a self,
        binding: &'a Binding,
    ) -> BoxFuture<'a, Result<Vec<MethodHealth>, ReadError>> {
        Box::pin(self.app.method_health(self.caller.tenant, binding))
    }

    /// When methods are not to be had, now or later.
    pub fn maintenance(&self) -> BoxFuture<'_, Result<Vec<MaintenanceWindow>, ReadError>> {
        Box::pin(self.app.maintenance(self.caller.tenant))
    }

    /// The authority's part of payers' addresses.
    pub fn tenant_slug(&self) -> &str {
        &self.caller.config.slug
    }

    /// The address that the code of a claim carries.
    pub fn claim_link<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Url, CodeError>> {
        Box::pin(self.app.claim_link(&self.caller, number))
    }

    /// The transfer code of a claim.
    pub fn claim_transfer<'a>(
        &'a self,
        number: &'a str,
    ) -> BoxFuture<'a, Result<String, CodeError>> {
        Box::pin(self.app.claim_transfer(&self.caller, number))
    }

    /// The address that the code of a service carries.
    pub fn service_link<'a>(&'a self, code: &'a str) -> BoxFuture<'a, Result<Url, CodeError>> {
        Box::pin(self.app.service_link(&self.caller, code))
    }

    /// The transfer code of a service.
    pub fn service_transfer<'a>(
        &'a self,
        code: &'a str,
    ) -> BoxFuture<'a, Result<String, CodeError>> {
        Box::pin(self.app.service_transfer(&self.caller, code))
    }

    /// What a slip for the claim says.
    pub fn slip<'a>(&'a self, number: &'a str) -> BoxFuture<'a, Result<Slip, CodeError>> {
        Box::pin(self.app.slip(&self.caller, number))
    }
}
