//! `zahlstelle books …`

pub(super) mod verify;

use app::ledger::ShownGroup;
use clap::Subcommand;
use domain::values::text::Reason;
use domain::{EntryGroupId, PaymentId};

use super::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::say;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show what was booked of a payment and of its money.
    Show {
        /// As in logs and addresses: `pay_…`.
        #[arg(value_name = "PAYMENT")]
        payment: PaymentId,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
    },
    /// Take a group of the books back by a group of the opposite transfers. Nothing is removed, and
    /// each group is taken back once.
    Correct {
        /// As `books show` prints it: `grp_…`.
        #[arg(value_name = "GROUP")]
        group: EntryGroupId,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Why; stays in the audit trail.
        #[arg(long, value_name = "TEXT")]
        reason: Reason,
    },
}

pub(super) async fn run(config: Config, by: Operator, command: Command) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let failed = |error: &dyn std::error::Error| Failure::because("the books", error);
    match command {
        Command::Show { payment, tenant } => {
            let groups = operator.groups_of_payment(&tenant, payment).await;
            let groups = groups.map_err(|error| failed(&error))?;
            let groups = groups.ok_or_else(|| Failure::new("there is no such tenant"))?;
            groups.iter().for_each(print);
        }
        Command::Correct {
            group,
            tenant,
            reason,
        } => {
            let corrected = operator.correct_group(&tenant, group, &reason).await;
            let corrected = corrected.map_err(|error| failed(&error))?;
            say(&format!("{group} is taken back by {corrected}."));
        }
    }
    app.close().await.map_err(|error| failed(&error))
}

fn print(shown: &ShownGroup) {
    let head = shown.group.head();
    let (id, source) = (head.id, head.source);
    let back = match shown.taken_back_by {
        Some(back) => format!(", taken back by {back}"),
        None => String::new(),
    };
    say(&format!(
        "{id} of {} {source}, posted {}, value {}, by {}{back}",
        source.kind(),
        head.posting_day,
        head.value_day,
        head.actor
    ));
    for transfer in shown.group.transfers() {
        let amount = transfer.amount.to_decimal();
        say(&format!(
            "  {} <- {}  {amount}",
            transfer.debit, transfer.credit
        ));
    }
}
