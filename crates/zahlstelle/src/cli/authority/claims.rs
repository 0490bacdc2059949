//! `zahlstelle claims …`

use app::access::doors::OperatorApp;
use app::claims::ClaimView;
use clap::Subcommand;
use domain::Day;
use domain::claims::kassenzeichen::Pool;
use providers::Clock;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::system_clock::SystemClock;
use crate::terminal::say;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Say where a claim stands.
    Show {
        /// As printed; spaces, dots, slashes and hyphens do not matter.
        #[arg(value_name = "KASSENZEICHEN")]
        kassenzeichen: String,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
    },
    /// Say which Kassenzeichen a counter of a pool has, with its check digits. Nothing is stored
    /// and the number is not taken: for files of claims that another system numbers.
    Number {
        #[arg(value_name = "COUNTER")]
        counter: u64,
        /// The pool, by its code.
        #[arg(long, value_name = "CODE")]
        pool: String,
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// The year it is issued in; this one when left out.
        #[arg(long, value_name = "YEAR")]
        year: Option<u16>,
    },
    /// Count an authority's claims, by where they stand.
    Count {
        /// The authority, by its part of citizens' addresses.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
    },
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let failed = |error: &dyn std::error::Error| Failure::because("the claims", error);
    match command {
        Command::Show {
            kassenzeichen,
            tenant,
        } => {
            let claim = operator.claim_view(&tenant, &kassenzeichen).await;
            let claim = claim.map_err(|error| failed(&error))?;
            let claim = claim.ok_or_else(|| Failure::new("there is no such claim"))?;
            print(&claim);
        }
        Command::Number {
            counter,
            pool,
            tenant,
            year,
        } => {
            let pool = pool_of(&operator, &tenant, &pool).await?;
            let this_year = Day::in_berlin(SystemClock.now()).parts().0;
            let year = year.or_else(|| u16::try_from(this_year).ok());
            let number = pool.issue(counter, year.unwrap_or_default());
            say(&pool.print(&number.map_err(|error| failed(&error))?));
        }
        Command::Count { tenant } => {
            let counts = operator.claim_counts(&tenant).await;
            let counts = counts.map_err(|error| failed(&error))?;
            let counts = counts.ok_or_else(|| Failure::new("there is no such tenant"))?;
            for (state, count) in counts {
                say(&format!("{:<12} {count}", state.as_str()));
            }
        }
    }
    app.close().await.map_err(|error| failed(&error))
}

/// The authority's pool under this code, as it is set up.
async fn pool_of(operator: &OperatorApp, slug: &str, code: &str) -> Result<Pool, Failure> {
    let document = operator.export_tenant(slug).await;
    let document = document.map_err(|error| Failure::because("the authority", &error))?;
    let document = document.ok_or_else(|| Failure::new("there is no such tenant"))?;
    let pool = document.pools.iter().find(|pool| pool.code == code);
    let pool = pool.ok_or_else(|| Failure::new(format!("{slug} has no pool {code}")))?;
    let parsed = Pool::parse(&pool.definition, &pool.check, pool.mask.as_deref());
    parsed.map_err(|error| Failure::because("the pool", &error))
}

fn print(claim: &ClaimView) {
    let day = |day: Option<Day>| day.map_or("-".to_owned(), |day| day.to_string());
    for (what, value) in [
        ("kassenzeichen", claim.kassenzeichen.clone()),
        ("service", claim.service.clone()),
        ("origin", claim.origin.to_string()),
        ("state", claim.state.as_str().to_owned()),
        ("amount", claim.terms.amount.to_decimal()),
        ("paid", claim.settled.to_decimal()),
        ("due", day(claim.terms.due)),
        ("payable from", day(claim.terms.payable_from)),
        ("payable until", day(claim.terms.payable_until)),
    ] {
        say(&format!("{what:<14} {value}"));
    }
    for ((line, paid), number) in claim.lines.iter().zip(1..) {
        let booking = line.booking_data.as_deref().unwrap_or("-");
        let (amount, paid) = (line.amount.to_decimal(), paid.to_decimal());
        let reference = line.reference.as_deref().unwrap_or("-");
        say(&format!(
            "line {number:<9} {amount}, {paid} paid, reference {reference}, booked by {booking}"
        ));
    }
}
