//! Refunds, with the persons that released them and what is booked of them.
//!
//! A refund is locked before the sums of its money and before its claims. How much of money can be
//! given back is decided by a row of sums, under its lock and its constraint ([`super::money_in`]).

use std::collections::HashMap;

use domain::claims::Share;
use domain::ledger::postings::Place;
use domain::money::refunds::{Refund, RefundBooking, RefundPart, RefundRoute};
use domain::values::hash::sha256;
use domain::{
    AuditId, ClaimId, EntryGroupId, Money, MoneyInId, PaymentId, PersonId, RefundId, ServiceId,
    SuspenseItemId,
};
use uuid::Uuid;

use super::{MoneyFacts, MoneyFactsWriter, place, place_columns};
use crate::StorageError;
use crate::engine::columns::{DbTime, count, hash, money};
use crate::engine::statements::statements;
use crate::engine::tx::values::values;
use crate::engine::tx::views::views;

views! { Refunds / RefundsWriter in MoneyFacts / MoneyFactsWriter as refunds }

/// The tenant's refunds, up to a further condition.
macro_rules! refunds {
    () => {
        "
        SELECT refund_id, origin, route, state, account_kind, account_id, money_ref, money_in_id,
               payment_id, service_id, amount_cents, reason, requested_by, not_owed,
               releases_needed, round, group_id, suspense_item_id, suspense_cents, invoice,
               external_ref, failure, created_at, ended_at
        FROM refunds WHERE tenant_id = $1 "
    };
}

statements! {
    INSERT_REFUND = "
        INSERT INTO refunds
            (tenant_id, refund_id, origin, route, state, account_kind, account_id, money_ref,
             money_in_id, payment_id, service_id, amount_cents, reason, requested_by, request_key,
             releases_needed, releases_given, round, invoice, external_ref, created_at, ended_at,
             audit_id, not_owed)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, $17,
                $18, $19, $20, $21, $22, $23)";
    SAVE_REFUND = "
        UPDATE refunds
        SET route = $3, state = $4, releases_given = $5, round = $6, group_id = $7,
            suspense_item_id = $8, suspense_cents = $9, external_ref = $10, failure = $11,
            ended_at = $12, audit_id = $13, releases_needed = $14
        WHERE tenant_id = $1 AND refund_id = $2";
    REFUND = concat!(refunds!(), "AND refund_id = $2");
    REFUND_BY_KEY = concat!(refunds!(), "AND requested_by = $2 AND request_key = $3");
    REFUND_BY_INVOICE = concat!(refunds!(), "AND invoice = $2");
    REFUND_BY_REF = concat!(
        refunds!(),
        "AND account_kind = $2 AND account_id = $3 AND external_ref = $4"
    );
    REFUNDS_BEFORE = concat!(refunds!(), "AND refund_id < $2 ORDER BY refund_id DESC LIMIT $3");
    REFUNDS_AFTER = concat!(refunds!(), "AND refund_id > $2 ORDER BY refund_id LIMIT $3");
    REFUNDS_OF_MONEY = concat!(refunds!(), "AND money_in_id = $2 ORDER BY refund_id");
    INSERT_APPROVAL = "
        INSERT INTO approvals
            (tenant_id, subject_kind, subject, subject_hash, person_id, made_by, audit_id)
        VALUES ($1, 'refund', $2, $3, $4, $5, $6)";
    APPROVALS_BETWEEN = "
        SELECT subject, subject_hash, person_id FROM approvals
        WHERE tenant_id = $1 AND subject_kind = 'refund' AND subject >= $2 AND subject <= $3
        ORDER BY subject, audit_id";
    INSERT_PART = "
        INSERT INTO refund_claims (tenant_id, refund_id, claim_id, amount_cents, terms_number)
        VALUES ($1, $2, $3, $4, $5)";
    PARTS_BETWEEN = "
        SELECT refund_id, claim_id, amount_cents, terms_number FROM refund_claims
        WHERE tenant_id = $1 AND refund_id >= $2 AND refund_id <= $3
        ORDER BY refund_id, claim_id";
    CLAIMS_OF_MONEY = "
        SELECT c.claim_id, c.amount_cents, (
            SELECT CAST(coalesce(sum(p.amount_cents), 0) AS BIGINT)
            FROM refund_claims p
            JOIN refunds r ON r.tenant_id = p.tenant_id AND r.refund_id = p.refund_id
            WHERE p.tenant_id = c.tenant_id AND p.claim_id = c.claim_id
              AND r.money_in_id = c.money_in_id AND r.state <> 'withdrawn')
        FROM money_in_claims c
        WHERE c.tenant_id = $1 AND c.money_in_id = $2 ORDER BY c.claim_id";
    KASSENZEICHEN_BETWEEN = "
        SELECT r.refund_id, c.kassenzeichen
        FROM refunds r
        JOIN payments p ON p.tenant_id = r.tenant_id AND p.payment_id = r.payment_id
        JOIN claims c ON c.tenant_id = p.tenant_id AND c.claim_id = p.claim_id
        WHERE r.tenant_id = $1 AND r.refund_id >= $2 AND r.refund_id <= $3";
    REQUESTED_OF_MONEY = "
        SELECT CAST(coalesce(sum(amount_cents), 0) AS BIGINT) FROM refunds
        WHERE tenant_id = $1 AND money_in_id = $2 AND state = 'requested'";
    LAST_COMMITMENT = "
        SELECT a.commitment FROM refunds r
        JOIN audit a ON a.tenant_id = r.tenant_id AND a.audit_id = r.audit_id
        WHERE r.tenant_id = $1 AND r.refund_id = $2";
    SUSPENSE_GIVEN_BACK = "
        SELECT CAST(coalesce(sum(suspense_cents), 0) AS BIGINT) FROM refunds
        WHERE tenant_id = $1 AND money_in_id = $2 AND state <> 'withdrawn'";
    GIVEN_BACK = "
        SELECT CAST(coalesce(sum(amount_cents), 0) AS BIGINT) FROM refund_claims
        WHERE tenant_id = $1";
    BOOKED_WITHOUT_REFUND = "
        SELECT g.group_id FROM entry_groups g
        LEFT JOIN refunds r ON r.tenant_id = g.tenant_id AND r.refund_id = g.source
        WHERE g.tenant_id = $1 AND g.source_kind = 'refund' AND r.refund_id IS NULL
        ORDER BY g.group_id LIMIT 100";
}

/// How a request is told from another.
#[derive(Clone, Copy, Debug)]
pub struct RequestKey<'a>(pub &'a str);

#[derive(sqlx_macros::FromRow)]
struct RefundRow {
    refund_id: Uuid,
    origin: String,
    route: String,
    state: String,
    account_kind: String,
    account_id: Uuid,
    money_ref: String,
    money_in_id: Option<Uuid>,
    payment_id: Option<Uuid>,
    service_id: Option<Uuid>,
    amount_cents: i64,
    reason: Option<String>,
    requested_by: Option<Uuid>,
    not_owed: i64,
    releases_needed: i64,
    round: i64,
    group_id: Option<Uuid>,
    suspense_item_id: Option<Uuid>,
    suspense_cents: Option<i64>,
    invoice: Option<String>,
    external_ref: Option<String>,
    failure: Option<String>,
    created_at: DbTime,
    ended_at: Option<DbTime>,
}

/// What a release is given to, as it is stored.
fn subject_hash(refund: &Refund, route: RefundRoute) -> [u8; 32] {
    sha256(&[refund.to_be_released(route).as_bytes()])
}

impl Refunds<'_> {
    pub async fn find(&mut self, id: RefundId) -> Result<Option<Refund>, StorageError> {
        let row = self.tx.maybe(REFUND, values![id.as_uuid()]).await?;
        self.one(row).await
    }

    /// What this person requested with the form that has this key.
    pub async fn by_key(
        &mut self,
        person: PersonId,
        key: RequestKey<'_>,
    ) -> Result<Option<Refund>, StorageError> {
        let row = self.tx.maybe(REFUND_BY_KEY, values![person, key.0]).await?;
        self.one(row).await
    }

    /// The refund that the provider knows under our name for it.
    pub async fn by_invoice(&mut self, invoice: &str) -> Result<Option<Refund>, StorageError> {
        let row = self.tx.maybe(REFUND_BY_INVOICE, values![invoice]).await?;
        self.one(row).await
    }

    /// The refund that the account knows under this id.
    pub async fn by_reference(
        &mut self,
        at: Place,
        reference: &str,
    ) -> Result<Option<Refund>, StorageError> {
        let (kind, account) = place_columns(at);
        let values = values![kind, account, reference];
        let row = self.tx.maybe(REFUND_BY_REF, values).await?;
        self.one(row).await
    }

    /// Refunds from the newest, or from the one before `before`.
    pub async fn before(
        &mut self,
        before: Option<RefundId>,
        limit: u32,
    ) -> Result<Vec<Refund>, StorageError> {
        let before = before.map_or(Uuid::max(), RefundId::as_uuid);
        let rows = self.tx.many(REFUNDS_BEFORE, values![before, limit]).await?;
        self.whole(rows).await
    }

    /// Refunds in the order of their ids.
    pub async fn after(
        &mut self,
        after: RefundId,
        limit: u32,
    ) -> Result<Vec<Refund>, StorageError> {
        let values = values![after.as_uuid(), limit];
        let rows = self.tx.many(REFUNDS_AFTER, values).await?;
        self.whole(rows).await
    }

    /// Under which Kassenzeichen the payments of these refunds are known: of all between the first
    /// and the last of the list.
    pub async fn kassenzeichen_of(
        &mut self,
        refunds: &[Refund],
    ) -> Result<HashMap<RefundId, String>, StorageError> {
        let ids = refunds.iter().map(|refund| refund.id.as_uuid());
        let (Some(first), Some(last)) = (ids.clone().min(), ids.max()) else {
            return Ok(HashMap::new());
        };
        let values = values![first, last];
        let rows: Vec<(Uuid, String)> = self.tx.many(KASSENZEICHEN_BETWEEN, values).await?;
        let rows = rows.into_iter();
        Ok(rows
            .map(|(refund, number)| (RefundId::from_uuid(refund), number))
            .collect())
    }

    /// Every refund of this money, oldest first. They are few, and may lie far apart.
    pub async fn of_money(&mut self, money: MoneyInId) -> Result<Vec<Refund>, StorageError> {
        let values = values![money.as_uuid()];
        let rows: Vec<RefundRow> = self.tx.many(REFUNDS_OF_MONEY, values).await?;
        let mut refunds = Vec::with_capacity(rows.len());
        for row in rows {
            refunds.extend(self.one(Some(row)).await?);
        }
        Ok(refunds)
    }

    /// What the money settled of each claim, less what is given back of it.
    pub async fn left_on_claims(&mut self, of: MoneyInId) -> Result<Vec<Share>, StorageError> {
        let rows: Vec<(Uuid, i64, i64)> =
            self.tx.many(CLAIMS_OF_MONEY, values![of.as_uuid()]).await?;
        let share = |(claim, settled, back): (Uuid, i64, i64)| {
            let claim = ClaimId::from_uuid(claim);
            let amount = money(settled.saturating_sub(back), "refund_claims", claim)?;
            Ok(Share { claim, amount })
        };
        rows.into_iter().map(share).collect()
    }

    /// What is given back of the money's part that belongs to no claim.
    pub async fn given_back_of_suspense(&mut self, of: MoneyInId) -> Result<Money, StorageError> {
        let values = values![of.as_uuid()];
        let (cents,): (i64,) = self.tx.one(SUSPENSE_GIVEN_BACK, values).await?;
        money(cents, "refunds", of)
    }

    /// What is asked for of the money and not released yet.
    pub async fn requested_of(&mut self, of: MoneyInId) -> Result<Money, StorageError> {
        let values = values![of.as_uuid()];
        let (cents,): (i64,) = self.tx.one(REQUESTED_OF_MONEY, values).await?;
        money(cents, "refunds", of)
    }

    /// What the last act on the refund commits to.
    pub async fn committed(&mut self, id: RefundId) -> Result<Option<[u8; 32]>, StorageError> {
        let row: Option<(Option<Vec<u8>>,)> = self
            .tx
            .maybe(LAST_COMMITMENT, values![id.as_uuid()])
            .await?;
        let stored = row.and_then(|(stored,)| stored);
        let stored = stored.map(|stored| hash(&stored, ("refunds", "audit_id"), id));
        stored.transpose()
    }

    /// Cents that releases took from claims, those that were turned back included.
    pub async fn taken_from_claims(&mut self) -> Result<i64, StorageError> {
        let (cents,): (i64,) = self.tx.one(GIVEN_BACK, values![]).await?;
        Ok(cents)
    }

    /// Groups of the books whose refund is gone; at most 100.
    pub async fn groups_without_refund(&mut self) -> Result<Vec<EntryGroupId>, StorageError> {
        let rows: Vec<(Uuid,)> = self.tx.many(BOOKED_WITHOUT_REFUND, values![]).await?;
        let groups = rows.into_iter().map(|(id,)| EntryGroupId::from_uuid(id));
        Ok(groups.collect())
    }

    async fn one(&mut self, row: Option<RefundRow>) -> Result<Option<Refund>, StorageError> {
        Ok(self.whole(row.into_iter().collect()).await?.pop())
    }

    /// Rows that lie beside each other, with their releases and parts, read at once for all.
    async fn whole(&mut self, rows: Vec<RefundRow>) -> Result<Vec<Refund>, StorageError> {
        let ids = rows.iter().map(|row| row.refund_id);
        let (Some(first), Some(last)) = (ids.clone().min(), ids.max()) else {
            return Ok(Vec::new());
        };
        let between = || values![first, last];
        let given: Vec<(Uuid, Vec<u8>, Uuid)> = self.tx.many(APPROVALS_BETWEEN, between()).await?;
        let mut approvals: HashMap<Uuid, Vec<(Vec<u8>, PersonId)>> = HashMap::new();
        for (subject, hashed, person) in given {
            let person = PersonId::from_uuid(person);
            approvals.entry(subject).or_default().push((hashed, person));
        }
        let taken: Vec<(Uuid, Uuid, i64, Option<i64>)> =
            self.tx.many(PARTS_BETWEEN, between()).await?;
        let mut parts: HashMap<Uuid, Vec<RefundPart>> = HashMap::new();
        for (refund, claim, cents, terms) in taken {
            let claim = ClaimId::from_uuid(claim);
            let amount = money(cents, "refund_claims", claim)?;
            parts.entry(refund).or_default().push(RefundPart {
                claim: Share { claim, amount },
                terms_number: terms.and_then(|number| u64::try_from(number).ok()),
            });
        }
        let whole = rows.into_iter().map(|row| {
            let approvals = approvals.remove(&row.refund_id).unwrap_or_default();
            let parts = parts.remove(&row.refund_id).unwrap_or_default();
            row.refund(&approvals, parts)
        });
        whole.collect()
    }
}

impl RefundsWriter<'_> {
    /// Locks the refund until the transaction ends, and reads it as it is then.
    pub async fn hold(&mut self, id: RefundId) -> Result<Option<Refund>, StorageError> {
        self.tx.hold(REFUND, values![id.as_uuid()]).await?;
        self.find(id).await
    }

    /// `Conflict` when the key was used before.
    pub async fn insert(
        &mut self,
        refund: &Refund,
        key: Option<RequestKey<'_>>,
        made_by: AuditId,
    ) -> Result<(), StorageError> {
        let (kind, account) = place_columns(refund.place);
        let (origin, route): (&str, &str) = (refund.origin.into(), refund.route.into());
        let state: &str = refund.state.into();
        let values = values![
            refund.id.as_uuid(),
            origin,
            route,
            state,
            kind,
            account,
            refund.money_ref.as_str(),
            refund.money.map(MoneyInId::as_uuid),
            refund.payment,
            refund.service,
            refund.amount,
            refund.reason.as_deref(),
            refund.requested_by,
            key.map(|key| key.0),
            refund.releases_needed,
            refund.round,
            refund.invoice.as_deref(),
            refund.reference.as_deref(),
            refund.created_at,
            refund.ended_at,
            made_by,
            refund.not_owed,
        ];
        self.tx.run_one(INSERT_REFUND, values).await
    }

    /// Writes what moves of a refund that is held.
    pub async fn save(&mut self, refund: &Refund, done_by: AuditId) -> Result<(), StorageError> {
        let (route, state): (&str, &str) = (refund.route.into(), refund.state.into());
        let booked = refund.booked.as_ref();
        let suspense = booked.and_then(|booked| booked.suspense);
        let given = u32::try_from(refund.released_by.len()).unwrap_or(u32::MAX);
        let values = values![
            refund.id.as_uuid(),
            route,
            state,
            given,
            refund.round,
            booked.map(|booked| booked.group.as_uuid()),
            suspense.map(|(item, _)| item.as_uuid()),
            suspense.map(|(_, amount)| amount),
            refund.reference.as_deref(),
            refund.failure.as_deref(),
            refund.ended_at,
            done_by,
            refund.releases_needed,
        ];
        self.tx.run_one(SAVE_REFUND, values).await
    }

    /// A person releases the refund as it is now, by its route. `Conflict` when the person did.
    pub async fn insert_release(
        &mut self,
        refund: &Refund,
        (by, requested_by): (PersonId, PersonId),
        act: AuditId,
    ) -> Result<(), StorageError> {
        let hashed = subject_hash(refund, refund.route);
        let values = values![
            refund.id.as_uuid(),
            hashed.as_slice(),
            by,
            requested_by,
            act,
        ];
        self.tx.run_one(INSERT_APPROVAL, values).await
    }

    /// What is booked of it, once.
    pub async fn insert_parts(
        &mut self,
        refund: RefundId,
        parts: &[RefundPart],
    ) -> Result<(), StorageError> {
        for part in parts {
            let (claim, amount) = (part.claim.claim, part.claim.amount);
            let values = values![refund.as_uuid(), claim, amount, part.terms_number];
            self.tx.put(INSERT_PART, values).await?;
        }
        Ok(())
    }
}

impl RefundRow {
    fn refund(
        self,
        approvals: &[(Vec<u8>, PersonId)],
        claims: Vec<RefundPart>,
    ) -> Result<Refund, StorageError> {
        let id = RefundId::from_uuid(self.refund_id);
        let bad = |column| StorageError::inconsistent("refunds", column, id);
        let suspense = match (self.suspense_item_id, self.suspense_cents) {
            (Some(item), Some(cents)) => Some((
                SuspenseItemId::from_uuid(item),
                money(cents, "refunds", id)?,
            )),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(bad("suspense_cents")),
        };
        let booked = self.group_id.map(|group| RefundBooking {
            group: EntryGroupId::from_uuid(group),
            claims,
            suspense,
        });
        let mut refund = Refund {
            id,
            origin: self.origin.parse().map_err(|_| bad("origin"))?,
            route: self.route.parse().map_err(|_| bad("route"))?,
            state: self.state.parse().map_err(|_| bad("state"))?,
            place: place(&self.account_kind, self.account_id).ok_or_else(|| bad("account_kind"))?,
            money_ref: self.money_ref,
            money: self.money_in_id.map(MoneyInId::from_uuid),
            payment: self.payment_id.map(PaymentId::from_uuid),
            service: self.service_id.map(ServiceId::from_uuid),
            amount: money(self.amount_cents, "refunds", id)?,
            reason: self.reason,
            requested_by: self.requested_by.map(PersonId::from_uuid),
            not_owed: self.not_owed != 0,
            releases_needed: count(self.releases_needed),
            round: count(self.round),
            released_by: Vec::new(),
            booked,
            invoice: self.invoice,
            reference: self.external_ref,
            failure: self.failure,
            created_at: self.created_at.0,
            ended_at: self.ended_at.map(|at| at.0),
        };
        // Releases of an earlier try, or of another way, are of another text.
        let hashed = subject_hash(&refund, refund.route);
        let of_now = approvals.iter().filter(|(given, _)| given == &hashed);
        refund.released_by = of_now.map(|(_, person)| *person).collect();
        Ok(refund)
    }
}
