//! `zahlstelle bank …`

use app::bank::{BankLineTo, EnteredBankLine, NewBankLine};
use clap::{Args, Subcommand};
use domain::payments::Fact;
use domain::{Day, Money};

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::say;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Enter a credit from a bank statement; what it is for is settled. The same line again changes
    /// nothing.
    EnterLine(Line),
}

#[derive(Args)]
pub(in crate::cli) struct Line {
    /// The authority, by its part of citizens' addresses.
    #[arg(long, value_name = "SLUG")]
    tenant: String,
    /// Code of the bank account.
    #[arg(long, value_name = "CODE")]
    account: String,
    /// The day on which the bank booked it: 2026-12-31 or 31.12.2026.
    #[arg(long, value_name = "DAY")]
    day: String,
    /// In euros: 30,70 or 30.70.
    #[arg(long, value_name = "AMOUNT")]
    amount: String,
    /// What the transfer says (Verwendungszweck).
    #[arg(long, value_name = "TEXT")]
    reference: String,
    /// Whose account it came from, as the bank states it.
    #[arg(long, value_name = "NAME")]
    counterparty: Option<String>,
    /// Which of several lines of the day that are equal in everything else.
    #[arg(long, value_name = "NUMBER", default_value_t = 1,
          value_parser = clap::value_parser!(u32).range(1..))]
    nth: u32,
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let Command::EnterLine(line) = command;
    let credit = line.credit()?;
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let failed =
        |error: &dyn std::error::Error| Failure::because("the line was not entered", error);
    let account = (line.tenant.as_str(), line.account.as_str());
    let entered = operator
        .money_arrived_on_bank_account(account, &credit)
        .await;
    let entered = entered.map_err(|error| failed(&error))?;
    say(&told(entered));
    app.close().await.map_err(|error| failed(&error))
}

impl Line {
    fn credit(&self) -> Result<NewBankLine, Failure> {
        let day: Result<Day, _> = self.day.parse();
        let amount = Money::typed(&self.amount);
        Ok(NewBankLine {
            day: day.map_err(|_| Failure::usage("--day takes a day such as 2026-12-31"))?,
            amount: amount.map_err(|_| Failure::usage("--amount takes euros such as 30,70"))?,
            reference: self.reference.clone(),
            counterparty: self.counterparty.clone(),
            nth: self.nth,
        })
    }
}

fn told(entered: EnteredBankLine) -> String {
    let EnteredBankLine::Entered(line, to) = entered else {
        return "This line was entered before; nothing was changed.".to_owned();
    };
    match to {
        BankLineTo::Payment(payment, Fact::Paid) => format!("{line}: {payment} is paid."),
        BankLineTo::Payment(payment, Fact::PaidPartly) => {
            format!("{line}: a part of {payment}, which waits for the rest.")
        }
        BankLineTo::Payment(payment, Fact::PaidLate) => {
            format!("{line}: {payment} had ended; what is still owed is settled.")
        }
        BankLineTo::Payment(payment, Fact::PaidTwice) => {
            format!("{line}: {payment} was paid before; a refund is proposed.")
        }
        BankLineTo::Claim => format!("{line}: the claim is settled as far as it was open."),
        BankLineTo::Unexplained => {
            format!("{line}: names nothing that is known; a task waits for it.")
        }
    }
}
