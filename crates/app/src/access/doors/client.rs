//! The door of calling systems: proof first, then what they may do.

pub(crate) mod caller;

use std::sync::Arc;

use domain::access::Actor;
use domain::tenants::{Channel, MaintenanceWindow};
use domain::{ClientId, Moment, PaymentId, TenantId};
use futures_util::future::BoxFuture;
use url::Url;

use self::caller::Caller;
use super::{Door, door};
use crate::access::acting::Acting;
use crate::access::{ClientCertificate, IssueTokenError, IssuedToken, Login, Network, TokenScope};
use crate::claims::{CodeError, Slip};
use crate::payments::{
    CreatePaymentError, CreatedPayment, PaymentRequest, PaymentStatus, StatusError,
};
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

door! {
    ClientApp for Client as caller;
    commands {
        /// An access token for the system; `None` when its proof holds no longer.
        [TokenIssue] fn issue_token(
            scope: TokenScope,
        ) -> Result<Option<IssuedToken>, IssueTokenError>;
        /// Creates a claim and its payment; the same request again answers with the same payment.
        [PaymentCreate] fn create_payment(
            binding: &'a Binding,
            request: &'a PaymentRequest,
        ) -> Result<CreatedPayment, CreatePaymentError>;
    }
    housekeeping {
        /// It was here, from this network; written down some minutes apart.
        fn note_use(network: &'a Network) -> ();
        /// The address that the code of a claim carries. Makes its token at the first time.
        fn claim_link(number: &'a str) -> Result<Url, CodeError>;
        /// The address that the code of a service carries. Makes its token at the first time.
        fn service_link(code: &'a str) -> Result<Url, CodeError>;
        /// What a slip for the claim says, the address in its code too.
        fn slip(number: &'a str) -> Result<Slip, CodeError>;
    }
    reads {
        /// What the channel's key leads to, if it is there and the system may use it.
        fn binding(channel: Channel, key: &'a str) -> Result<Binding, BindingError>;
        /// The same by the newest master data: whether the service takes payments at this moment.
        fn binding_now(channel: Channel, key: &'a str) -> Result<Binding, BindingError>;
        /// `None` when the payment is not there, was asked for at another binding, or the system
        /// may not see it.
        fn payment_status(
            binding: &'a Binding,
            payment: PaymentId,
        ) -> Result<Option<PaymentStatus>, StatusError>;
        /// The methods of a binding's service, and which of them are to be had now.
        fn method_health(binding: &'a Binding) -> Result<Vec<MethodHealth>, ReadError>;
        /// When methods are not to be had, now or later.
        fn maintenance() -> Result<Vec<MaintenanceWindow>, ReadError>;
        /// The transfer code of a claim.
        fn claim_transfer(number: &'a str) -> Result<String, CodeError>;
        /// The transfer code of a service.
        fn service_transfer(code: &'a str) -> Result<String, CodeError>;
    }
}

impl ClientApp {
    /// The authority it belongs to.
    pub const fn tenant(&self) -> TenantId {
        self.caller.tenant
    }

    /// Whether it proved itself by an access token.
    pub const fn came_with_token(&self) -> bool {
        self.caller.came_with_token()
    }

    /// The authority's part of payers' addresses.
    pub fn tenant_slug(&self) -> &str {
        self.caller.tenant_slug()
    }
}
