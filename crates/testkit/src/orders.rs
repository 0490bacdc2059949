//! What the authority's citizens order from its catalogue.

use std::net::IpAddr;

use app::access::Network;
use app::services::{
    CatalogueService, Entered, OrderError, Ordered, TransitionError, WantedTransition,
};
use domain::PaymentId;
use domain::access::Role;
use domain::services::{Lifecycle, ServiceTransition};

use crate::TestAuthority;
use crate::authority::SLUG;
use crate::notices::HOME;

/// What one certificate costs.
pub const CERTIFICATE_CENTS: i64 = 1_200;

/// A form as a citizen filled it in: its parts are those of a link.
pub fn entered(pairs: &[(&str, &str)]) -> Entered {
    let mut entered = Entered::default();
    for (name, value) in pairs {
        let value = (*value).to_owned();
        match *name {
            "option" => entered.option = value,
            "quantity" => entered.quantity = value,
            "amount" => entered.amount = value,
            name => {
                let code = name.strip_prefix("field.").expect("a field's name");
                entered.fields.insert(code.to_owned(), value);
            }
        }
    }
    entered
}

impl TestAuthority {
    /// A citizen sends a form with a fresh token.
    pub async fn orders(&self, code: &str, pairs: &[(&str, &str)]) -> Result<Ordered, OrderError> {
        let token = self.app.payer().form_token();
        self.orders_with(code, &token, pairs).await
    }

    pub async fn orders_with(
        &self,
        code: &str,
        token: &str,
        pairs: &[(&str, &str)],
    ) -> Result<Ordered, OrderError> {
        self.orders_from(HOME.into(), (code, token), pairs).await
    }

    /// The same from the network of this address.
    pub async fn orders_from(
        &self,
        address: IpAddr,
        (code, token): (&str, &str),
        pairs: &[(&str, &str)],
    ) -> Result<Ordered, OrderError> {
        let network = Network::of(address);
        let ordered = self
            .app
            .payer()
            .order_service(
                (self.visited.get(), code),
                (token, &entered(pairs)),
                &network,
            )
            .await?;
        if let Ordered::Payment(payment) = &ordered
            && self.visited.get() == SLUG
        {
            self.notice_payments.borrow_mut().push(*payment);
        }
        Ok(ordered)
    }

    /// A citizen orders certificates. `None` when the program dies over it.
    pub async fn orders_certificates(&self, many: u32) -> Option<PaymentId> {
        let many = many.to_string();
        let pairs = [("quantity", many.as_str()), ("field.name", "Erika Muster")];
        match self.orders("meldung", &pairs).await {
            Ok(Ordered::Payment(payment)) => Some(payment),
            Ok(Ordered::Wrong(_)) | Err(_) => None,
        }
    }

    /// The service as its page sees it.
    pub async fn service(&self, code: &str) -> CatalogueService {
        let slug = self.visited.get();
        let service = self.app.payer().catalogue_service(slug, code).await;
        service
            .expect("the database answers")
            .expect("the service is there")
    }

    /// A member of the staff changes the state of the service.
    pub async fn leads(
        &self,
        code: &str,
        transition: ServiceTransition,
        (role, by): (Role, &str),
    ) -> Result<Lifecycle, TransitionError> {
        let wanted = WantedTransition {
            transition,
            role,
            reason: format!("{transition} by {by}").parse().ok(),
            seen: None,
        };
        let operator = self.app.operator(by, "tests").expect("a name");
        operator.change_service_state(SLUG, code, &wanted).await
    }

    /// The next version of the service is tried out, handed in, approved and published; the
    /// authority has a trial tenant.
    pub async fn publishes(&self, code: &str) {
        let (office, treasury) = ((Role::ServiceOwner, "Ada"), (Role::Treasurer, "Kurt"));
        for (transition, by) in [
            (ServiceTransition::Test, office),
            (ServiceTransition::Submit, office),
            (ServiceTransition::Approve, treasury),
            (ServiceTransition::Publish, office),
        ] {
            let made = self.leads(code, transition, by).await;
            made.unwrap_or_else(|error| panic!("{transition}: {error}"));
        }
    }
}
