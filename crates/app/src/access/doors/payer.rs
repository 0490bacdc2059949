//! The door of payers: what public pages may do.

use std::sync::Arc;

use domain::access::Actor;
use domain::payments::Method;
use domain::{Moment, PaymentId, TenantId};
use url::Url;

use super::{Door, door};
use crate::access::Network;
use crate::access::acting::Acting;
use crate::claims::LinkTarget;
use crate::claims::notices::{
    Basket, NoticeClaim, NoticeForm, NoticePayment, PayNoticeError, Search, SearchOutcome,
};
use crate::events::AskReceiptError;
use crate::payments::{
    EndPaymentError, PayView, ReturnOutcome, SettleError, StartError, StartOutcome, Visitor,
};
use crate::platform::VaultError;
use crate::services::{
    Catalogue, CatalogueService, Entered, LinkError, LinkRefusal, OrderError, Ordered,
};
use crate::tenants::TenantView;
use crate::tenants::documents::{LegalPage, Logo, Translations};
use crate::{App, ReadError};

/// What a payer may do and see.
#[derive(Clone)]
pub struct PayerApp {
    app: Arc<App>,
    acting: Acting,
}

impl App {
    /// The door for public pages.
    pub fn payer(&self) -> PayerApp {
        PayerApp {
            app: Arc::new(self.clone()),
            acting: Acting::new(Actor::Payer, None),
        }
    }
}

impl Door for PayerApp {
    fn in_request(&self, request: Arc<str>) -> Self {
        Self {
            app: Arc::clone(&self.app),
            acting: Acting::new(Actor::Payer, Some(request)),
        }
    }
}

door! {
    PayerApp for Payer;
    commands {
        /// Opens a payment for all claims of the basket, or for a part of what is owed.
        [PaymentOpen] fn pay_notices(
            tenant: TenantId,
            sealed: (&'a str, NoticePayment),
            network: &'a Network,
        ) -> Result<PaymentId, PayNoticeError>;
        /// Orders a service of the catalogue by authority and code, with the form's token and what
        /// was filled in.
        [PaymentOrder] fn order_service(
            service: (&'a str, &'a str),
            form: (&'a str, &'a Entered),
            network: &'a Network,
        ) -> Result<Ordered, OrderError>;
        /// Begins an attempt with the chosen method and says where the payer is sent.
        [PaymentStart, PaymentSettle, PaymentGiveUp, PaymentCancel] fn start_payment(
            slug: &'a str,
            chosen: (PaymentId, &'a Method),
            visitor: &'a Visitor,
        ) -> Result<StartOutcome, StartError>;
        /// The payer is back from the provider: settles, within the time a page may take.
        [PaymentSettle] fn return_from_provider(
            slug: &'a str,
            payment: PaymentId,
            network: &'a Network,
        ) -> Result<ReturnOutcome, SettleError>;
        /// The payer gave up at the provider: the payment is open again.
        [PaymentGiveUp, PaymentSettle] fn give_up_attempt(
            slug: &'a str,
            payment: PaymentId,
            network: &'a Network,
        ) -> Result<ReturnOutcome, EndPaymentError>;
        /// Cancels the whole payment, unless its money may be moving.
        [PaymentCancel] fn cancel_payment(
            slug: &'a str,
            payment: PaymentId,
        ) -> Result<(), EndPaymentError>;
        /// More time on the pay page: as much again as the service gives, from now.
        [PaymentExtend] fn extend_time(
            slug: &'a str,
            payment: PaymentId,
        ) -> Result<(), EndPaymentError>;
        /// A receipt by e-mail, to this address and in this language.
        [ReceiptRequest] fn ask_receipt(
            slug: &'a str,
            payment: PaymentId,
            to: (&'a str, &'a str),
        ) -> Result<(), AskReceiptError>;
    }
    housekeeping {
        /// Finds a claim by what is printed on its notice. Failed searches are counted.
        fn search_notice(
            tenant: TenantId,
            search: &'a Search<'a>,
        ) -> Result<SearchOutcome, ReadError>;
        /// The address under which a receipt is found again. Makes its token at the first time.
        fn receipt_link(tenant: TenantId, payment: PaymentId) -> Result<Url, ReadError>;
    }
    reads {
        /// Every authority of the installation, in the order of names.
        fn authorities() -> Result<Vec<TenantView>, ReadError>;
        fn tenant_by_slug(slug: &'a str) -> Result<Option<TenantView>, ReadError>;
        /// The authority's logo, and what was found when it was checked.
        fn logo(slug: &'a str) -> Result<Option<(Logo, Vec<u8>)>, ReadError>;
        /// The authority, and its own text for the page if it has one.
        fn legal_page(
            slug: &'a str,
            page: LegalPage,
        ) -> Result<Option<(TenantView, Option<Translations>)>, ReadError>;
        /// Live services that hold every word of `search`; all for an empty one.
        fn catalogue(slug: &'a str, search: &'a str) -> Result<Option<Catalogue>, ReadError>;
        /// The service under this code, whatever its state.
        fn catalogue_service(
            slug: &'a str,
            code: &'a str,
        ) -> Result<Option<CatalogueService>, ReadError>;
        /// Whether the form may be filled in as the link says. `pairs` is the decoded query.
        fn check_link(
            service: &'a CatalogueService,
            pairs: &'a [(String, String)],
        ) -> Result<Result<(), LinkRefusal>, LinkError>;
        /// What the notice page asks for; `None` for an authority without notices.
        fn notice_form(slug: &'a str) -> Result<Option<NoticeForm>, ReadError>;
        /// The claims in a basket, as they are now.
        fn notice_claims(
            tenant: TenantId,
            basket: &'a Basket,
        ) -> Result<Vec<NoticeClaim>, ReadError>;
        /// Everything a payer's page needs; `None` for an unknown link.
        fn pay_view(slug: &'a str, payment: PaymentId) -> Result<Option<PayView>, ReadError>;
        /// What the token in a code leads to.
        fn follow_link(slug: &'a str, token: &'a str) -> Result<Option<LinkTarget>, ReadError>;
        /// The payment whose receipt the token leads to.
        fn follow_receipt(slug: &'a str, token: &'a str) -> Result<Option<PaymentId>, ReadError>;
    }
}

impl PayerApp {
    /// The present. Taken anew after every wait.
    pub fn moment(&self) -> Moment {
        self.app.moment()
    }

    /// A token for a form about to be shown: what makes two orders with equal content two.
    pub fn form_token(&self) -> String {
        self.app.form_token()
    }

    pub fn seal_basket(&self, tenant: TenantId, basket: &Basket) -> Result<String, VaultError> {
        self.app.seal_basket(tenant, basket)
    }

    pub fn open_basket(&self, tenant: TenantId, text: &str) -> Basket {
        self.app.open_basket(tenant, text)
    }

    /// Whether receipts can be sent by e-mail.
    pub fn sends_mail(&self) -> bool {
        self.app.sends_mail()
    }
}
