//! Refunds as the staff sees them, and what of a payment can be given back.

use domain::access::Act;
use domain::claims::kassenzeichen::Kassenzeichen;
use domain::money::refunds::{Refund, RefundRefusal, RefundRoute, RefundState};
use domain::{Money, MoneyInId, PaymentId, PersonId, RefundId, Timestamp};
use storage::access::persons::Member;
use storage::{ReadTx, StorageError};

use super::is_disputed;
use super::release::shown;
use super::request::service_of;
use crate::App;
use crate::access::StaffError;
use crate::access::staff::StaffPlace;

/// Rows of one page.
const PAGE: u32 = 50;
/// Pages that are looked through for rows of the person's scope before an answer.
const LOOKED_THROUGH: u32 = 20;

/// Refunds, the newest first.
#[derive(Clone, Debug)]
pub struct RefundList {
    pub refunds: Vec<ListedRefund>,
    /// Where the next page begins.
    pub next: Option<RefundId>,
}

#[derive(Clone, Debug)]
pub struct ListedRefund {
    pub refund: Refund,
    pub kassenzeichen: Option<String>,
}

/// A refund with what a page shows of it.
#[derive(Clone, Debug)]
pub struct RefundDetails {
    pub refund: Refund,
    pub kassenzeichen: Option<String>,
    /// Empty for one that was made at the provider.
    pub requested_by: String,
    pub released_by: Vec<String>,
    /// The person that looks requested it.
    pub own: bool,
    /// The person that looks released this try.
    pub released: bool,
    /// The person that looks may withdraw it, if its roles allow that at all.
    pub withdraws: bool,
    /// Why the provider does not give it back, while it waits to be released.
    pub by_hand: Option<RefundRefusal>,
    /// What holds it up, though its state would let it go on.
    pub held_up: Option<RefundRefusal>,
    /// What a release by each route is of.
    pub shown: [(RefundRoute, String); 2],
    /// Codes of the authority's bank accounts.
    pub bank_accounts: Vec<String>,
}

/// Money of which something can be given back, or why nothing can.
#[derive(Clone, Debug)]
pub struct Refundable {
    pub money: MoneyInId,
    pub payment: PaymentId,
    pub kassenzeichen: String,
    pub received: Money,
    pub arrived_at: Timestamp,
    pub available: Money,
    /// Why the whole of it does not go back by the provider; then it is transferred by hand.
    pub by_hand: Option<RefundRefusal>,
    /// The payer disputes the payment: nothing goes back before that ends.
    pub disputed: bool,
    /// Up to which amount one person releases.
    pub one_release_up_to: Money,
    pub refunds: Vec<Refund>,
}

fn name(members: &[Member], person: PersonId) -> String {
    let found = members.iter().find(|member| member.id == person);
    found.map_or_else(|| person.to_string(), |member| member.name.clone())
}

/// The payments that are meant: one by its id, or those that pay the claim of a Kassenzeichen.
async fn meant(tx: &mut ReadTx, typed: &str) -> Result<Vec<PaymentId>, StorageError> {
    if let Ok(payment) = typed.trim().parse() {
        return Ok(vec![payment]);
    }
    let Ok(number) = Kassenzeichen::typed(typed) else {
        return Ok(Vec::new());
    };
    match tx.claims().by_number(number.as_str()).await? {
        Some(claim) => tx.claims().shares().payments_of(claim.id).await,
        None => Ok(Vec::new()),
    }
}

impl App {
    /// Refunds of the services in the person's scope, from the one before `before`.
    pub(crate) async fn view_refunds(
        &self,
        place: &StaffPlace,
        before: Option<RefundId>,
    ) -> Result<RefundList, StaffError> {
        let config = self.config(place.tenant).await?;
        let config = config.ok_or(StaffError::NotFound)?;
        let (mut refunds, mut next) = (Vec::new(), before);
        for _ in 0..LOOKED_THROUGH {
            let mut tx = self.db.read(place.scope()).await?;
            let page = tx.money().refunds().before(next, PAGE).await?;
            let mut numbers = tx.money().refunds().kassenzeichen_of(&page).await?;
            drop(tx);
            let full = u32::try_from(page.len()).unwrap_or(PAGE) == PAGE;
            next = page.last().map(|last| last.id).filter(|_| full);
            let seen = page.into_iter();
            let seen = seen.filter(|refund| place.sees(Act::RefundView, &config, refund.service));
            refunds.extend(seen.map(|refund| ListedRefund {
                kassenzeichen: numbers.remove(&refund.id),
                refund,
            }));
            if next.is_none() || !refunds.is_empty() {
                break;
            }
        }
        Ok(RefundList { refunds, next })
    }

    pub(crate) async fn view_refund(
        &self,
        place: &StaffPlace,
        id: RefundId,
    ) -> Result<RefundDetails, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let refund = tx.money().refunds().find(id).await?;
        let refund = refund.ok_or(StaffError::NotFound)?;
        let members = tx.access().persons().members().await?;
        let paid_for = match refund.payment {
            Some(payment) => tx.payments().requests().paid_for(payment).await?,
            None => None,
        };
        let accounts = tx.bank().accounts().all().await?;
        let disputed = !refund.state.is_over() && is_disputed(&mut tx, refund.money).await?;
        let money = match refund.money {
            Some(money) => tx.money().find_in(money).await?,
            None => None,
        };
        drop(tx);
        self.in_scope(Act::RefundView, place, &refund).await?;
        let waits = matches!(refund.state, RefundState::Requested | RefundState::Failed);
        let by_hand = match money.filter(|_| waits) {
            Some(money) => {
                let asked = self.check_at_provider(place, &money, refund.amount);
                asked.await?.err()
            }
            None => None,
        };
        let by = refund.requested_by.map(|person| name(&members, person));
        let released_by = refund.released_by.iter();
        let routes = [RefundRoute::Provider, RefundRoute::ByHand];
        Ok(RefundDetails {
            kassenzeichen: paid_for.map(|paid_for| paid_for.kassenzeichen),
            requested_by: by.unwrap_or_default(),
            released_by: released_by.map(|person| name(&members, *person)).collect(),
            own: refund.requested_by == Some(place.person),
            released: refund.released_by.contains(&place.person),
            withdraws: refund.is_withdrawn_by(place.person, place.is_treasurer()),
            by_hand,
            held_up: disputed.then_some(RefundRefusal::Disputed),
            shown: routes.map(|route| (route, shown(&refund, route))),
            bank_accounts: accounts.into_iter().map(|account| account.code).collect(),
            refund,
        })
    }

    /// The money of a payment, or of those of a Kassenzeichen, with what can be given back.
    pub(crate) async fn view_refundable(
        &self,
        place: &StaffPlace,
        typed: &str,
    ) -> Result<Vec<Refundable>, StaffError> {
        let config = self.config(place.tenant).await?;
        let config = config.ok_or(StaffError::NotFound)?;
        let mut tx = self.db.read(place.scope()).await?;
        let mut found = Vec::new();
        for payment in meant(&mut tx, typed).await? {
            let paid_for = tx.payments().requests().paid_for(payment).await?;
            let kassenzeichen = paid_for.map(|paid_for| paid_for.kassenzeichen);
            for money in tx.money().arrived(payment).await? {
                if !place.sees(Act::RefundView, &config, service_of(&mut tx, &money).await?) {
                    continue;
                }
                let sums = tx.money().sums(money.place, &money.reference).await?;
                let refunds = tx.money().refunds().of_money(money.id).await?;
                let disputed = is_disputed(&mut tx, Some(money.id)).await?;
                let kassenzeichen = kassenzeichen.clone().unwrap_or_default();
                let (available, shown) = (sums.available(), (refunds, disputed));
                found.push((money, payment, kassenzeichen, available, shown));
            }
        }
        drop(tx);
        let mut seen = Vec::new();
        for (money, payment, kassenzeichen, available, (refunds, disputed)) in found {
            let at_provider = self.check_at_provider(place, &money, available).await?;
            seen.push(Refundable {
                money: money.id,
                payment,
                kassenzeichen,
                received: money.amount,
                arrived_at: money.happened_at,
                available,
                by_hand: at_provider.err(),
                disputed,
                one_release_up_to: config.profile.refunds.one_release(),
                refunds,
            });
        }
        Ok(seen)
    }
}
