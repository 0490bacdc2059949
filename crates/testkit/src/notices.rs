//! Notices that the authority's citizens hold in their hands.

use std::io::Cursor;

use app::access::Network;
use app::claims::import::{ImportError, ImportMode, ImportReport};
use app::claims::notices::{Basket, NoticePayment, PayNoticeError, Search, SearchOutcome};
use domain::claims::kassenzeichen::Pool;
use domain::{ClaimId, PaymentId};
use storage::Scope;
use storage::claims::Claim;

use crate::TestAuthority;
use crate::authority::SLUG;

/// The columns of [`TestAuthority::imports`]'s files.
pub const HEADER: &str = "service;kassenzeichen;amount;text;due;payable_from;payable_until;pin;\
                          birth_date;party;state\n";
/// Counter, cents and PIN of the fines that [`TestAuthority::sends_three_fines`].
const FINES: [(u64, i64, &str); 3] = [(1, 5_500, "1234"), (2, 2_000, "2345"), (3, 9_900, "3456")];
/// Where most citizens of the authority come from.
pub const HOME: [u8; 4] = [192, 0, 2, 7];

/// The Kassenzeichen of the `counter`th notice of the year, in storage form.
pub fn notice_number(counter: u64) -> String {
    number_of("7{year:2}{counter:6}", counter)
}

/// The same of a parking ticket.
pub fn ticket_number(counter: u64) -> String {
    number_of("8{counter:6}", counter)
}

fn number_of(definition: &str, counter: u64) -> String {
    let pool = Pool::parse(definition, "mod10", None).expect("the authority's pool");
    let number = pool.issue(counter, 2026).expect("a number of the pool");
    number.as_str().to_owned()
}

/// A file of open fines: counter, cents, PIN. The lower the counter, the sooner it is due.
pub fn file_of(notices: &[(u64, i64, &str)]) -> String {
    let mut file = HEADER.to_owned();
    for (counter, cents, pin) in notices {
        let (number, euros, rest) = (notice_number(*counter), cents / 100, cents % 100);
        let due = 1 + counter % 28;
        let row =
            format!("bussgeld;{number};{euros},{rest:02};Bescheid;{due}.12.2026;;;{pin};;;\n");
        file.push_str(&row);
    }
    file
}

impl TestAuthority {
    /// The authority sends a file.
    pub async fn imports(&self, file: &str) -> Result<ImportReport, ImportError> {
        let file = Box::new(Cursor::new(file.to_owned().into_bytes()));
        self.operator()
            .import_claims(SLUG, file, ImportMode::Apply, &|_| {})
            .await
    }

    /// Citizens get the fines 1 to 3, of 55, 20 and 99 euros, with the PINs 1234, 2345 and 3456.
    pub async fn sends_three_fines(&self) {
        self.imports(&file_of(&FINES)).await.expect("a good file");
    }

    /// A citizen at home types what is on the notice.
    pub async fn searches(&self, number: &str, factor: &str) -> Option<SearchOutcome> {
        self.searches_from(HOME, number, factor).await
    }

    pub async fn searches_from(
        &self,
        address: [u8; 4],
        number: &str,
        factor: &str,
    ) -> Option<SearchOutcome> {
        let search = Search {
            kassenzeichen: number,
            factor,
            network: Network::of(address.into()),
        };
        self.app
            .payer()
            .search_notice(self.tenant, &search)
            .await
            .ok()
    }

    /// A citizen finds these notices and goes on to pay them, or a part of them.
    pub async fn opens_payment(
        &self,
        notices: &[(u64, &str)],
        chosen: NoticePayment,
    ) -> Option<PaymentId> {
        let opened = self.opens_payment_from(HOME, notices, chosen).await?;
        opened.ok()
    }

    /// The same from elsewhere; `None` where one of the notices is not found.
    pub async fn opens_payment_from(
        &self,
        address: [u8; 4],
        notices: &[(u64, &str)],
        chosen: NoticePayment,
    ) -> Option<Result<PaymentId, PayNoticeError>> {
        let mut basket = Basket::default();
        for (counter, pin) in notices {
            let number = notice_number(*counter);
            let found = self.searches_from(address, &number, pin).await?;
            let SearchOutcome::Found(claim) = found else {
                return None;
            };
            basket.add(claim);
        }
        self.opens_payment_for(address, (&basket, chosen)).await
    }

    /// A citizen goes on to pay a claim that was found.
    pub async fn opens_payment_of(
        &self,
        claim: ClaimId,
        chosen: NoticePayment,
    ) -> Option<PaymentId> {
        let mut basket = Basket::default();
        basket.add(claim);
        let opened = self.opens_payment_for(HOME, (&basket, chosen)).await?;
        opened.ok()
    }

    async fn opens_payment_for(
        &self,
        address: [u8; 4],
        (basket, chosen): (&Basket, NoticePayment),
    ) -> Option<Result<PaymentId, PayNoticeError>> {
        let (payer, network) = (self.app.payer(), Network::of(address.into()));
        let sealed = payer.seal_basket(self.tenant, basket).ok()?;
        let wanted = (sealed.as_str(), chosen);
        let opened = payer.pay_notices(self.tenant, wanted, &network).await;
        self.notice_payments
            .borrow_mut()
            .extend(opened.as_ref().ok());
        Some(opened)
    }

    pub fn known_notice_payments(&self) -> Vec<PaymentId> {
        self.notice_payments.borrow().clone()
    }

    /// The claim as stored, without a second factor.
    pub async fn claim(&self, number: &str) -> Option<Claim> {
        let mut tx = self
            .db
            .read(Scope::Tenant(self.tenant))
            .await
            .expect("the database answers");
        tx.claims()
            .by_number(number)
            .await
            .expect("the database answers")
    }

    /// Where the `counter`th notice stands, and the cents that arrived for it.
    pub async fn standing(&self, counter: u64) -> (&'static str, i64) {
        let claim = self.claim(&notice_number(counter)).await;
        let claim = claim.expect("the claim is there");
        let state = claim.terms.state(claim.settled);
        (state.as_str(), claim.settled.cents())
    }
}
