//! What payers see of a payment.

use domain::claims::ClaimOrigin;
use domain::payments::{AttemptOutcome, AttemptState, Method, PaymentState};
use domain::{Money, PaymentId, Timestamp};
use storage::claims::shares::ClaimShare;
use storage::money::Left;
use storage::payments::Payment;
use storage::payments::requests::PageRow;
use storage::{Scope, StorageError};

use super::items::{Item, StoredItems};
use crate::bank::Instruction;
use crate::bank::instruction::{instructed_account, instruction};
use crate::claims::view::printed;
use crate::payments::methods::profile_at_bank;
use crate::platform::document::read_document;
use crate::tenants::TenantView;
use crate::tenants::config::{BankAccountConfig, ServiceConfig, TenantConfig};
use crate::tenants::documents::Translations;
use crate::{App, ReadError};

/// What a payer's page is about.
#[derive(Clone, Debug)]
pub struct PayView {
    pub tenant: TenantView,
    pub payment: PaymentId,
    pub service: Translations,
    pub service_code: String,
    pub department: Translations,
    pub description: String,
    pub items: Vec<Item>,
    pub amount: Money,
    /// What arrived for it so far.
    pub received: Money,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub state: CitizenState,
    /// What it can be paid with, in the order in which that is offered.
    pub methods: Vec<Method>,
    /// The method chosen last; of a paid payment the one it was paid with.
    pub method: Option<Method>,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
    /// Where its first claim came from: where the payer goes back to, and a new payment begins.
    pub origin: ClaimOrigin,
    /// Where the calling system wants the payer back, if it asked for the payment and said so.
    pub return_url: Option<String>,
    /// A provider confirmed money for it, though it is not paid: the money came too late or twice.
    /// Told of payments that have ended.
    pub money_came: bool,
    /// What the payer got back, oldest first.
    pub refunds: Vec<RefundView>,
    /// How to transfer, where the payer of an open payment chose that.
    pub transfer: Option<Instruction>,
}

/// Money that went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RefundView {
    pub amount: Money,
    /// When we learnt of it.
    pub at: Timestamp,
    /// The authority transferred it; else it goes back the way it came.
    pub by_transfer: bool,
}

/// What a payer can be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CitizenState {
    /// Waits for the payer. `alert` is why the last attempt ended.
    Open {
        alert: Option<AttemptOutcome>,
    },
    /// The payer was sent to the provider and may go there again. `alert` is set when
    /// the provider wants another means of payment.
    AtProvider {
        alert: Option<AttemptOutcome>,
    },
    /// We asked for the money and wait for the answer.
    Processing,
    Paid {
        at: Timestamp,
        method: Method,
        receipt_number: String,
    },
    Expired,
    Cancelled,
}

impl App {
    /// Everything a payer's page needs; `None` for an unknown link.
    pub(crate) async fn pay_view(
        &self,
        slug: &str,
        payment: PaymentId,
    ) -> Result<Option<PayView>, ReadError> {
        let Some(tenant) = self.tenant_id(slug).await? else {
            return Ok(None);
        };
        let mut tx = self.db.read(Scope::Tenant(tenant)).await?;
        let Some((stored, page)) = tx.payments().requests().payment_with_page(payment).await?
        else {
            return Ok(None);
        };
        let receipt = match stored.state {
            PaymentState::Paid => tx.money().settling(payment).await?,
            PaymentState::Open
            | PaymentState::Paying(_)
            | PaymentState::Expired
            | PaymentState::Cancelled => None,
        };
        let money_came = match stored.state {
            PaymentState::Expired | PaymentState::Cancelled => {
                tx.money().arrived_for(payment).await?
            }
            PaymentState::Open | PaymentState::Paying(_) | PaymentState::Paid => false,
        };
        let refunds = if stored.state == PaymentState::Paid || money_came {
            tx.money().left_of(payment).await?
        } else {
            Vec::new()
        };
        let instructed = match stored.state {
            PaymentState::Open => instructed_account(&mut tx, &stored).await?,
            PaymentState::Paying(_)
            | PaymentState::Paid
            | PaymentState::Expired
            | PaymentState::Cancelled => None,
        };
        // A calling system says in words what is paid; otherwise the claims do.
        let shares = match page.items {
            Some(_) => Vec::new(),
            None => tx.claims().shares().of(payment).await?,
        };
        drop(tx);
        let state = citizen_state(&stored, &page, receipt, self.moment().now)?;
        let config = self.config_at(tenant, page.version).await?;
        let Some(config) = config else {
            return Ok(None);
        };
        let mut view = view(&config, &stored, (&page, &shares), state)?;
        let refund = |left: Left| RefundView {
            amount: left.amount,
            at: left.booked_at,
            by_transfer: left.from_bank,
        };
        view.money_came = money_came;
        let account = instructed.and_then(|id| config.bank_account_by_id(id));
        let told = |to: &BankAccountConfig| instruction(&to.account, &stored, &page.kassenzeichen);
        view.transfer = account.map(told).transpose()?;
        view.refunds = refunds.into_iter().map(refund).collect();
        Ok(Some(view))
    }
}

fn view(
    config: &TenantConfig,
    payment: &Payment,
    (page, shares): (&PageRow, &[ClaimShare]),
    state: CitizenState,
) -> Result<PayView, ReadError> {
    let service = config
        .service(payment.service)
        .ok_or_else(|| StorageError::Inconsistent {
            table: "payments",
            column: "service_id",
            row: payment.id.to_string(),
        })?;
    let StoredItems { description, items } = match &page.items {
        Some(items) => read_document("payment_requests", items)?,
        None => items_of(service, shares)?,
    };
    // The claims of a calling system's payment are not read.
    let first = shares.first();
    let origin = first.map_or(ClaimOrigin::Channel, |share| share.origin);
    let offered = service.document.methods_for(payment.amount);
    // When a part of a transfer is here, the rest is transferred, too.
    let waits_for_rest = !payment.received.is_zero();
    let offered = offered.filter(|listed| {
        let fits = !waits_for_rest || profile_at_bank(&listed.method).is_some();
        fits && config.has_account(&listed.account)
    });
    Ok(PayView {
        tenant: config.view(),
        payment: payment.id,
        methods: offered.map(|listed| listed.method.clone()).collect(),
        method: payment.method.clone(),
        service: service.document.name.clone(),
        department: service.document.department.clone(),
        description,
        items,
        amount: payment.amount,
        received: payment.received,
        kassenzeichen: printed(&service.pool, &page.kassenzeichen)?,
        state,
        expires_at: payment.expires_at,
        origin,
        return_url: page.return_url.clone(),
        service_code: service.document.code.clone(),
        money_came: false,
        refunds: Vec::new(),
        transfer: None,
    })
}

/// One line for each claim; a single one needs no list.
fn items_of(service: &ServiceConfig, shares: &[ClaimShare]) -> Result<StoredItems, ReadError> {
    let text = |share: &ClaimShare| {
        let neutral = || service.document.neutral_text.clone();
        share.text.clone().unwrap_or_else(neutral)
    };
    if let [only] = shares {
        return Ok(StoredItems {
            description: text(only),
            items: Vec::new(),
        });
    }
    let mut by_age: Vec<_> = shares.iter().collect();
    by_age.sort_by_key(|share| (share.terms.due, share.kassenzeichen.as_str()));
    let item = |share: &ClaimShare| {
        let reference = printed(&service.pool, &share.kassenzeichen)?;
        Ok(Item {
            description: format!("{} ({reference})", text(share)),
            reference,
            cents: share.share.amount.cents(),
            booking_data: std::collections::BTreeMap::new(),
        })
    };
    Ok(StoredItems {
        description: String::new(),
        items: by_age
            .into_iter()
            .map(item)
            .collect::<Result<_, ReadError>>()?,
    })
}

fn citizen_state(
    payment: &Payment,
    page: &PageRow,
    receipt: Option<(String, Timestamp)>,
    now: Timestamp,
) -> Result<CitizenState, StorageError> {
    let alert = payment.alert;
    Ok(match payment.state {
        // Its time is over; that the sweeper has not been here yet is no matter of the payer's.
        PaymentState::Open if payment.expires_at <= now => CitizenState::Expired,
        PaymentState::Open => CitizenState::Open { alert },
        PaymentState::Paying(_) => {
            let attempt = page
                .attempt_state
                .as_deref()
                .and_then(|state| state.parse().ok());
            match attempt {
                Some(AttemptState::Intended | AttemptState::Offered) => {
                    CitizenState::AtProvider { alert }
                }
                Some(
                    AttemptState::Approved
                    | AttemptState::Pending
                    | AttemptState::Unknown
                    | AttemptState::Captured
                    | AttemptState::Declined
                    | AttemptState::Lapsed,
                )
                | None => CitizenState::Processing,
            }
        }
        PaymentState::Paid => {
            let (receipt_number, at) =
                receipt.unwrap_or((String::new(), payment.ended_at.unwrap_or(now)));
            let method = payment.method.clone();
            let method = method.ok_or_else(|| StorageError::Inconsistent {
                table: "payments",
                column: "method",
                row: payment.id.to_string(),
            })?;
            CitizenState::Paid {
                at,
                method,
                receipt_number,
            }
        }
        PaymentState::Expired => CitizenState::Expired,
        PaymentState::Cancelled => CitizenState::Cancelled,
    })
}
