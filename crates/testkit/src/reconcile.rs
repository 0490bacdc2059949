//! Reconciles our books with the simulator's own, which were kept independently.

use std::collections::HashMap;

use app::ledger::VerifyOptions;
use app::payments::CitizenState;
use app::platform::SealKeys;
use domain::PaymentId;

use crate::TestAuthority;
use crate::authority::Told;

const SEAL_KEY: &str = "private AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

impl TestAuthority {
    /// Every cent that provider and bank hold is in our books, once; our clearing account is the
    /// provider's balance; the seal chain and the sums hold. Says what does not agree.
    pub async fn reconcile(&self) -> Result<(), String> {
        self.app
            .system()
            .seal()
            .await
            .map_err(|error| error.to_string())?;
        let options = VerifyOptions {
            with_provider: true,
            ..VerifyOptions::default()
        };
        let reports = self
            .operator()
            .verify(&options)
            .await
            .map_err(|error| error.to_string())?;
        for report in &reports {
            if let Some(difference) = report.differences.first() {
                return Err(format!("{}: {}", difference.area, difference.text));
            }
        }
        let ours: i64 = reports
            .iter()
            .flat_map(|report| &report.balances)
            .filter(|(account, _)| account.starts_with("clearing:"))
            .map(|(_, cents)| cents)
            .sum();
        let books = self.sim.books();
        let theirs: i64 = books.apps.iter().map(|app| app.balance_cents).sum();
        if ours != theirs {
            return Err(format!(
                "we say {ours} cents, the provider holds {theirs} cents"
            ));
        }
        self.reconcile_bank().await?;
        self.reconcile_audit().await?;
        self.reconcile_mails().await?;
        self.reconcile_events().await?;
        self.reconcile_payments().await
    }

    /// Every outside fact was told once: numbers have no gap, and what was told last of a payment
    /// is what holds.
    async fn reconcile_events(&self) -> Result<(), String> {
        let numbered = self.app.system().number_events().await;
        numbered.map_err(|error| error.to_string())?;
        for (what, sql) in [
            (
                "events without a number",
                "SELECT count(*) FROM events WHERE sequence IS NULL AND (import_id IS NULL
                 OR import_id IN (SELECT import_id FROM claims_imports
                    WHERE copied_at IS NOT NULL))",
            ),
            (
                "feeds with gaps",
                "SELECT count(*) FROM (SELECT tenant_id FROM events GROUP BY tenant_id
                 HAVING coalesce(max(sequence), 0) <> count(sequence)) AS x",
            ),
            (
                "subjects with gaps",
                "SELECT count(*) FROM (SELECT subject FROM events
                 GROUP BY tenant_id, subject_kind, subject
                 HAVING count(subject_sequence) <> max(subject_sequence)) AS x",
            ),
        ] {
            none(what, self.count(sql).await)?;
        }
        self.reconcile_events_with_rows().await
    }

    async fn reconcile_events_with_rows(&self) -> Result<(), String> {
        let told = "SELECT count(*) FROM events e WHERE e.tenant_id = x.tenant_id AND e.subject =";
        let payment = |what: &str, kinds: &str, times: &str| {
            format!(
                "SELECT count(*) FROM payments x WHERE {what} AND
                 ({told} x.payment_id AND e.kind IN ({kinds})) <> {times}"
            )
        };
        let ends = "'payment.paid', 'payment.failed', 'payment.expired', 'payment.cancelled'";
        let is_paid = "CASE x.state WHEN 'paid' THEN 1 ELSE 0 END";
        let is_cancelled = "CASE x.state WHEN 'cancelled' THEN 1 ELSE 0 END";
        let has_ended = "CASE WHEN x.ended_at IS NULL THEN 0 ELSE 1 END";
        for (what, sql) in [
            (
                "payments not told once",
                payment("1 = 1", "'payment.created'", "1"),
            ),
            (
                "payments told paid otherwise",
                payment("1 = 1", "'payment.paid'", is_paid),
            ),
            (
                "payments told cancelled otherwise",
                payment("1 = 1", "'payment.cancelled'", is_cancelled),
            ),
            (
                "payments whose end is not told once",
                payment("1 = 1", ends, has_ended),
            ),
            (
                "claims not told once",
                format!(
                    "SELECT count(*) FROM claims x
                     WHERE ({told} x.claim_id AND e.kind = 'claim.created') <> 1"
                ),
            ),
            (
                "settled claims of which no money was told",
                format!(
                    "SELECT count(*) FROM claims x WHERE x.settled_cents > 0 AND
                     ({told} x.claim_id AND e.kind IN ('claim.paid', 'claim.partly_paid')) = 0"
                ),
            ),
        ] {
            none(what, self.count(&sql).await)?;
        }
        Ok(())
    }

    /// What was made and the act that made it are written together or not at all.
    async fn reconcile_audit(&self) -> Result<(), String> {
        let made = "('payment.create', 'payment.open', 'payment.order')";
        for (table, acts) in [("payments", made), ("attempts", "('payment.start')")] {
            let rows = self.count(&format!("SELECT count(*) FROM {table}")).await;
            let acts =
                format!("SELECT count(*) FROM audit WHERE outcome = 'done' AND act IN {acts}");
            let acts = self.count(&acts).await;
            if rows != acts {
                return Err(format!("{rows} rows of {table}, {acts} acts that made one"));
            }
        }
        Ok(())
    }

    /// A payment for which nothing was transferred is told as paid exactly if the provider took its
    /// money.
    async fn reconcile_payments(&self) -> Result<(), String> {
        let mut taken: HashMap<String, u32> = HashMap::new();
        let books = self.sim.books();
        for capture in books
            .apps
            .iter()
            .flat_map(simulators::common::AppBooks::paid)
        {
            let custom = capture.custom_id.clone().ok_or("money without a payment")?;
            *taken.entry(custom).or_default() += 1;
        }
        for (custom, times) in &taken {
            let payment: PaymentId = custom.parse().map_err(|_| format!("foreign {custom}"))?;
            if *times > 1 {
                return Err(format!("{payment} was taken {times} times"));
            }
        }
        let mut told = Vec::new();
        for payment in self.known_payments() {
            told.push((payment, self.status(payment).await == Told::Paid));
        }
        for payment in self.known_notice_payments() {
            let state = self.page(payment).await.state;
            told.push((payment, matches!(state, CitizenState::Paid { .. })));
        }
        for (payment, paid) in told {
            // Its money is in the bank's books.
            if self.was_transferred(payment).await {
                continue;
            }
            let taken = taken.contains_key(&payment.to_string());
            if paid != taken {
                return Err(format!("{payment}: told paid {paid}, money taken {taken}"));
            }
        }
        Ok(())
    }
}

fn none(what: &str, many: i64) -> Result<(), String> {
    if many == 0 {
        return Ok(());
    }
    Err(format!("{many} {what}"))
}

/// What the authority's chain is signed with.
pub fn seal_keys() -> SealKeys {
    SealKeys::from_key_file(SEAL_KEY).expect("a seal key")
}
