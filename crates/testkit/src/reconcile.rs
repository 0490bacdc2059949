//! Reconciles our books with the simulator's own, which were kept independently.

use std::collections::HashMap;

use app::ledger::VerifyOptions;
use app::payments::CitizenState;
use domain::PaymentId;

use crate::TestAuthority;
use crate::authority::Told;

impl TestAuthority {
    /// Every cent the provider holds is in our books, once; our clearing account is the
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
        self.reconcile_audit().await?;
        self.reconcile_mails().await?;
        self.reconcile_payments().await
    }

    /// What was made and the act that made it are written together or not at all.
    async fn reconcile_audit(&self) -> Result<(), String> {
        let made = "('payment.create', 'payment.open', 'payment.order')";
        for (table, acts) in [("payments", made), ("attempts", "('payment.start')")] {
            let rows = self.count(&format!("SELECT count(*) FROM {table}")).await;
            let acts = format!("SELECT count(*) FROM audit WHERE act IN {acts}");
            let acts = self.count(&acts).await;
            if rows != acts {
                return Err(format!("{rows} rows of {table}, {acts} acts that made one"));
            }
        }
        Ok(())
    }

    /// A payment is told as paid exactly if the provider took its money.
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
            let taken = taken.contains_key(&payment.to_string());
            if paid != taken {
                return Err(format!("{payment}: told paid {paid}, money taken {taken}"));
            }
        }
        Ok(())
    }
}
