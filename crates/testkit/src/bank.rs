//! Transfers by payers, and what the authority's bank states.

use app::bank::{BankLineError, BankLineTo, EnteredBankLine, NewBankLine};
use app::payments::StartOutcome;
use domain::payments::{Method, PaymentState};
use domain::{Day, Money, PaymentId};
use storage::Scope;

use crate::TestAuthority;
use crate::authority::SLUG;

/// Code of the authority's bank account.
pub const BANK: &str = "sparkasse";

impl TestAuthority {
    /// Whether the payer is told how to transfer.
    pub async fn chooses_transfer(&self, payment: PaymentId) -> bool {
        let started = self.chooses(payment, &Method::BANK_TRANSFER).await;
        matches!(started, Ok(StartOutcome::Instructed))
    }

    /// A payment that an online service asked for and whose payer was told how to transfer, and
    /// what the transfer shall say. `None` when the program crashed.
    pub async fn instructed_payment(&self) -> Option<(PaymentId, String)> {
        let payment = self.asks_for_payment().await?;
        if !self.chooses_transfer(payment).await {
            return None;
        }
        Some((payment, self.remittance(payment).await?))
    }

    /// What a payer knows of the payment: its amount in cents and its Kassenzeichen as printed.
    /// `None` when the program crashed.
    pub async fn printed(&self, payment: PaymentId) -> Option<(i64, String)> {
        let seen = self.app.payer().pay_view(SLUG, payment).await;
        let seen = seen.ok()??;
        Some((seen.amount.cents(), seen.kassenzeichen))
    }

    /// What the payer's transfer shall say; `None` also when the program crashed.
    pub async fn remittance(&self, payment: PaymentId) -> Option<String> {
        let seen = self.app.payer().pay_view(SLUG, payment).await;
        Some(seen.ok()??.transfer?.remittance)
    }

    /// Whether what is known of the payment's money is in the bank's books.
    pub(crate) async fn was_transferred(&self, payment: PaymentId) -> bool {
        let scope = Scope::Tenant(self.tenant);
        let mut tx = self.db.read(scope).await.expect("the database answers");
        let stored = tx.payments().find(payment).await;
        let stored = stored.expect("the database answers");
        stored.is_some_and(|stored| match stored.state {
            PaymentState::Paid => stored.method == Some(Method::BANK_TRANSFER),
            PaymentState::Open
            | PaymentState::Paying(_)
            | PaymentState::Expired
            | PaymentState::Cancelled => !stored.received.is_zero(),
        })
    }

    /// A credit of today, as its line would be entered.
    pub fn credit(&self, cents: i64, reference: &str) -> NewBankLine {
        NewBankLine {
            day: Day::in_berlin(self.app.system().moment().now),
            amount: Money::from_cents(cents).expect("an amount"),
            reference: reference.to_owned(),
            counterparty: Some("Erika Muster".to_owned()),
            nth: 1,
        }
    }

    /// The line of a statement is entered. What is not refused stands in the bank's statement, also
    /// when the program crashes over it.
    pub async fn enters(&self, credit: &NewBankLine) -> Result<EnteredBankLine, BankLineError> {
        let entered = self
            .operator()
            .money_arrived_on_bank_account((SLUG, BANK), credit)
            .await;
        let is_stated = matches!(entered, Ok(_) | Err(BankLineError::Storage(_)));
        let mut stated = self.stated.borrow_mut();
        if is_stated && !stated.contains(credit) {
            stated.push(credit.clone());
            self.crash_point.world_changes();
        }
        drop(stated);
        entered
    }

    /// Each line of the bank's statement is entered anew, as after an answer that got lost.
    pub async fn enters_the_statement_again(&self) {
        let stated = self.stated.borrow().clone();
        for credit in &stated {
            self.enters(credit).await.expect("the line can be entered");
        }
    }

    /// Every cent that the bank states is in the books, once.
    pub(crate) async fn reconcile_bank(&self) -> Result<(), String> {
        let stated = self.stated.borrow().clone();
        let cents: i64 = stated.iter().map(|credit| credit.amount.cents()).sum();
        let booked = "SELECT CAST(coalesce(sum(amount_cents), 0) AS BIGINT)
                      FROM bank_lines WHERE direction = 'credit'";
        // What staff entered as transferred left the account again.
        let debits = "SELECT CAST(coalesce(sum(debit_cents - credit_cents), 0) AS BIGINT) + (
                          SELECT CAST(coalesce(sum(amount_cents), 0) AS BIGINT)
                          FROM bank_lines WHERE direction = 'debit')
                      FROM balances WHERE account LIKE 'bank:%'";
        let lines = i64::try_from(stated.len()).map_err(|error| error.to_string())?;
        for (what, sql, expected) in [
            (
                "lines",
                "SELECT count(*) FROM bank_lines WHERE direction = 'credit'",
                lines,
            ),
            ("cents in lines", booked, cents),
            ("cents on the bank's account", debits, cents),
        ] {
            let found = self.count(sql).await;
            if found != expected {
                return Err(format!("{found} {what}, the bank states {expected}"));
            }
        }
        Ok(())
    }

    /// Money arrives; what it was booked to. `None` when the line was entered before.
    pub async fn bank_states(&self, cents: i64, reference: &str) -> Option<BankLineTo> {
        let credit = self.credit(cents, reference);
        match self.enters(&credit).await.expect("the line can be entered") {
            EnteredBankLine::Entered(_, to) => Some(to),
            EnteredBankLine::Known => None,
        }
    }
}
