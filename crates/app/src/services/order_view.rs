//! What was ordered, for the office: its orders with what citizens filled in, and the erasing of
//! the latter.

use std::time::Duration;

use domain::PaymentId;
use domain::access::Act;
use domain::services::{Charge, Filled};
use domain::{Money, Timestamp};
use serde::{Deserialize, Serialize};
use storage::Scope;

use super::CatalogueService;
use crate::access::acting::Acting;
use crate::claims::view::printed;
use crate::platform::document::read_document;
use crate::{App, ReadError};

/// What was filled in, in words that stay readable when the service's form changes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Answers {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<u32>,
    pub fields: Vec<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Answer {
    pub code: String,
    /// In German, as the form said then.
    pub label: String,
    pub value: String,
}

/// An order as the office sees it.
#[derive(Clone, Debug)]
pub struct OrderView {
    pub payment: PaymentId,
    pub at: Timestamp,
    /// As printed, in groups.
    pub kassenzeichen: String,
    pub amount: Money,
    /// State of its payment.
    pub state: String,
    /// `None` once erased.
    pub answers: Option<Answers>,
}

impl Answers {
    pub(super) fn of(service: &CatalogueService, charge: &Charge, filled: &[Filled]) -> Self {
        let label = |code: &str| {
            let fields = service.described.fields.iter();
            let field = fields.into_iter().find(|field| field.code == code);
            field.map_or_else(String::new, |field| field.label.say("de").text.to_owned())
        };
        let fields = filled.iter().map(|filled| Answer {
            code: filled.code.clone(),
            label: label(&filled.code),
            value: filled.value.clone(),
        });
        Self {
            option: charge.option.clone(),
            quantity: charge.quantity,
            fields: fields.collect(),
        }
    }
}

impl App {
    /// The newest orders of a service; `None` when there is no such tenant or service.
    pub(crate) async fn newest_orders(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
        many: u32,
    ) -> Result<Option<Vec<OrderView>>, ReadError> {
        let Some(service) = self.catalogue_service(slug, code).await? else {
            return Ok(None);
        };
        // Reading what payers filled in leaves a row, so it is a write.
        let mut tx = self.db.write(Scope::Tenant(service.tenant.id)).await?;
        let orders = tx
            .services()
            .orders()
            .newest(service.config.id, many)
            .await?;
        let mut audit = by.does(Act::ServiceReadAnswers, service.config.id);
        audit.write(&mut tx, &mut self.moment()).await?;
        tx.commit().await?;
        let pool = &service.config.pool;
        let orders = orders.into_iter().map(|order| {
            let answers = order.fields.as_deref();
            Ok(OrderView {
                payment: order.payment,
                at: order.at,
                kassenzeichen: printed(pool, &order.kassenzeichen)?,
                amount: order.amount,
                state: order.state,
                answers: answers
                    .map(|answers| read_document("order_fields", answers))
                    .transpose()?,
            })
        });
        orders.collect::<Result<_, ReadError>>().map(Some)
    }

    /// Erases what citizens filled in with orders of this service older than `age`. Amounts,
    /// Kassenzeichen and the ledger stay. Returns how many orders were erased.
    pub(crate) async fn erase_answers(
        &self,
        by: &Acting,
        slug: &str,
        code: &str,
        age: Duration,
    ) -> Result<Option<u64>, ReadError> {
        let Some(service) = self.catalogue_service(slug, code).await? else {
            return Ok(None);
        };
        let mut moment = self.moment();
        let before = moment.now.minus(age);
        let mut tx = self.db.write(Scope::Tenant(service.tenant.id)).await?;
        let erased = tx
            .services()
            .orders()
            .erase_fields(service.config.id, before)
            .await?;
        let mut audit = by
            .does(Act::ServiceEraseAnswers, service.config.id)
            .leading_to(erased);
        audit.write(&mut tx, &mut moment).await?;
        tx.commit().await?;
        tracing::info!(
            service.code = code,
            count = erased,
            "answers of {erased} orders erased"
        );
        Ok(Some(erased))
    }
}
