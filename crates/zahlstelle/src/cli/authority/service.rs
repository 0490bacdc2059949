//! `zahlstelle service …`: the lifecycle of an authority's services, their orders and their links.

use std::path::PathBuf;
use std::time::Duration;

use app::access::doors::OperatorApp;
use app::services::{LinkError, OrderView, ServiceLifecycle, TransitionError, WantedTransition};
use clap::{Args, Subcommand};
use domain::Timestamp;
use domain::access::Role;
use domain::services::{ServiceTransition, VersionState};
use domain::tenants::TenantSlug;
use domain::values::text::Reason;
use secrecy::ExposeSecret;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files;
use crate::platform;
use crate::terminal::say;

const DAY: Duration = Duration::from_hours(24);

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Every service of an authority with its state.
    List {
        #[command(flatten)]
        tenant: Tenant,
    },
    /// One service: its state and every transition that led there.
    Show {
        #[command(flatten)]
        of: Service,
    },
    /// Try a service out: the authority's trial tenant gets its next version, else the one that
    /// holds.
    Test {
        #[command(flatten)]
        taken: Taken,
    },
    /// Begin the next version of a service; the live one goes on.
    Begin {
        #[command(flatten)]
        of: Service,
        /// The version that it begins as: the way back. Without it, the one that holds.
        #[arg(long, value_name = "NUMBER")]
        from: Option<i64>,
    },
    /// Hand the next version in, as it was tried out.
    Submit {
        #[command(flatten)]
        taken: Taken,
    },
    /// Take a version back that was handed in: something has to change.
    TakeBack {
        #[command(flatten)]
        taken: Taken,
    },
    /// The treasury sends a version back that was handed in, with the reason.
    SendBack {
        #[command(flatten)]
        taken: Taken,
    },
    /// The treasury agrees to the version that was handed in. Not by a person that changed it.
    Approve {
        #[command(flatten)]
        taken: Taken,
    },
    /// Put the approved version in the place of the live one. Not by the person that approved it.
    Publish {
        #[command(flatten)]
        taken: Taken,
    },
    /// Give the draft up.
    Discard {
        #[command(flatten)]
        taken: Taken,
    },
    /// Take no new payments for a while.
    Pause {
        #[command(flatten)]
        taken: Taken,
        /// In which capacity.
        #[arg(long = "as", default_value = "service_owner", value_name = "ROLE")]
        role: Role,
    },
    /// Take payments again.
    Resume {
        #[command(flatten)]
        taken: Taken,
    },
    /// End a service for good.
    Retire {
        #[command(flatten)]
        taken: Taken,
        /// In which capacity.
        #[arg(long = "as", default_value = "service_owner", value_name = "ROLE")]
        role: Role,
    },
    /// The newest orders from the catalogue with what was filled in, one JSON object a line.
    Orders {
        #[command(flatten)]
        of: Service,
        #[arg(long, default_value_t = 100, value_name = "NUMBER")]
        newest: u32,
    },
    /// Erase what was filled in with older orders. Amounts and books stay.
    EraseAnswers {
        #[command(flatten)]
        of: Service,
        #[arg(long, value_name = "DAYS")]
        older_than_days: u32,
    },
    /// A link that fills the form in, signed and with an end.
    SignLink {
        #[command(flatten)]
        of: Service,
        /// What is filled in: amount, quantity, option or field.NAME. May stand often.
        #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
        values: Vec<(String, String)>,
        #[arg(long, default_value_t = 30, value_name = "DAYS")]
        valid_days: u32,
    },
    /// Make a new key for a web site that signs links itself. Older links are refused from now on.
    NewLinkKey {
        #[command(flatten)]
        of: Service,
        /// Where the key is written; it is never shown again.
        #[arg(long, value_name = "FILE")]
        into: PathBuf,
    },
}

#[derive(Args)]
pub(in crate::cli) struct Tenant {
    /// The authority, by its part of the address.
    #[arg(long = "tenant", value_name = "SLUG")]
    slug: String,
}

#[derive(Args)]
pub(in crate::cli) struct Service {
    #[command(flatten)]
    tenant: Tenant,
    /// The service's code.
    code: String,
}

#[derive(Args)]
pub(in crate::cli) struct Taken {
    #[command(flatten)]
    of: Service,
    /// Why; stays in the service's history.
    #[arg(long, value_name = "TEXT")]
    because: Option<Reason>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').ok_or("write NAME=VALUE")?;
    Ok((pair.0.to_owned(), pair.1.to_owned()))
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    done(&by.at(&app)?, command).await?;
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}

async fn done(operator: &OperatorApp, command: Command) -> Result<(), Failure> {
    use Role::{ServiceOwner, Treasurer};
    match command {
        Command::List { tenant } => list(operator, &tenant.slug).await,
        Command::Show { of } => show(operator, &of).await,
        Command::Test { taken } => {
            transition(operator, taken, ServiceTransition::Test, ServiceOwner).await
        }
        Command::Begin { of, from } => begin(operator, &of, from).await,
        Command::Submit { taken } => {
            transition(operator, taken, ServiceTransition::Submit, ServiceOwner).await
        }
        Command::TakeBack { taken } => {
            transition(operator, taken, ServiceTransition::TakeBack, ServiceOwner).await
        }
        Command::SendBack { taken } => {
            transition(operator, taken, ServiceTransition::SendBack, Treasurer).await
        }
        Command::Approve { taken } => {
            transition(operator, taken, ServiceTransition::Approve, Treasurer).await
        }
        Command::Publish { taken } => {
            transition(operator, taken, ServiceTransition::Publish, ServiceOwner).await
        }
        Command::Discard { taken } => {
            transition(operator, taken, ServiceTransition::Discard, ServiceOwner).await
        }
        Command::Pause { taken, role } => {
            transition(operator, taken, ServiceTransition::Pause, role).await
        }
        Command::Resume { taken } => {
            transition(operator, taken, ServiceTransition::Resume, ServiceOwner).await
        }
        Command::Retire { taken, role } => {
            transition(operator, taken, ServiceTransition::Retire, role).await
        }
        Command::Orders { of, newest } => orders(operator, &of, newest).await,
        Command::EraseAnswers {
            of,
            older_than_days,
        } => erase(operator, &of, DAY * older_than_days).await,
        Command::SignLink {
            of,
            values,
            valid_days,
        } => sign_link(operator, &of, &values, DAY * valid_days).await,
        Command::NewLinkKey { of, into } => new_link_key(operator, &of, &into).await,
    }
}

fn unknown(of: &Service) -> Failure {
    Failure::usage(format!(
        "{} has no service {} in its catalogue; see `zahlstelle service list --tenant {}`",
        of.tenant.slug, of.code, of.tenant.slug
    ))
}

async fn lifecycles(operator: &OperatorApp, slug: &str) -> Result<Vec<ServiceLifecycle>, Failure> {
    let lifecycles = operator.service_lifecycles(slug).await;
    lifecycles
        .map_err(|error| Failure::because("reading the services", &error))?
        .ok_or_else(|| Failure::usage(format!("there is no authority {slug}")))
}

async fn list(operator: &OperatorApp, slug: &str) -> Result<(), Failure> {
    for lifecycle in lifecycles(operator, slug).await? {
        let kind = if lifecycle.catalogued {
            "catalogue"
        } else {
            "online services only"
        };
        let name = lifecycle.name.say("de").text;
        say(&format!(
            "{:<9} {:<24} {name} ({kind}{})",
            lifecycle.state.as_str(),
            lifecycle.code,
            next_version(&lifecycle)
        ));
    }
    Ok(())
}

async fn show(operator: &OperatorApp, of: &Service) -> Result<(), Failure> {
    let lifecycles = lifecycles(operator, &of.tenant.slug).await?;
    let lifecycle = lifecycles
        .into_iter()
        .find(|lifecycle| lifecycle.code == of.code);
    let lifecycle = lifecycle.ok_or_else(|| unknown(of))?;
    say(&format!(
        "{} ({}): {}, version {}{}",
        lifecycle.name.say("de").text,
        lifecycle.code,
        lifecycle.state,
        lifecycle.version,
        next_version(&lifecycle)
    ));
    if lifecycle.catalogued {
        let tried = !lifecycle.state.is_live();
        let trial = tried.then(|| TenantSlug::of_trial(&of.tenant.slug));
        let slug = trial.as_ref().unwrap_or(&of.tenant.slug);
        let path = format!("/{slug}/services/{}", of.code);
        let page = operator.public_url().at(&path);
        say(&format!("  its page: {page}"));
    }
    if lifecycle.transitions.is_empty() {
        say("  no transition yet");
    }
    for transition in lifecycle.transitions {
        let why = if transition.reason.is_empty() {
            String::new()
        } else {
            format!(": {}", transition.reason)
        };
        let (transition, at) = (&transition, time(transition.at));
        say(&format!(
            "  {at}  {:<9} {:<9} version {} by {} ({}){why}",
            transition.transition.as_str(),
            transition.state.to_string(),
            transition.version,
            transition.by,
            transition.role
        ));
    }
    Ok(())
}

async fn transition(
    operator: &OperatorApp,
    taken: Taken,
    transition: ServiceTransition,
    role: Role,
) -> Result<(), Failure> {
    let of = taken.of;
    let wanted = WantedTransition {
        transition,
        role,
        reason: taken.because,
        seen: None,
    };
    match operator
        .change_service_state(&of.tenant.slug, &of.code, &wanted)
        .await
    {
        Ok(life) => {
            say(&format!("{} is {life} now.", of.code));
            if transition == ServiceTransition::Test {
                let slug = TenantSlug::of_trial(&of.tenant.slug);
                say(&format!("It is tried out in {slug}."));
            }
            Ok(())
        }
        Err(TransitionError::NotFound) => Err(unknown(&of)),
        Err(error) => {
            let what = format!("{}: {transition} is not done", of.code);
            Err(Failure::because(&what, &error))
        }
    }
}

/// `, version 2 submitted` where one is prepared beside the one that holds.
fn next_version(lifecycle: &ServiceLifecycle) -> String {
    let open = lifecycle.open;
    open.map_or_else(String::new, |(number, state): (i64, VersionState)| {
        format!(", version {number} {state}")
    })
}

async fn begin(operator: &OperatorApp, of: &Service, from: Option<i64>) -> Result<(), Failure> {
    let service = (of.tenant.slug.as_str(), of.code.as_str());
    match operator.begin_service_version(service, from).await {
        Ok(number) => {
            say(&format!("Version {number} of {} is begun.", of.code));
            Ok(())
        }
        Err(error) => {
            let what = format!("{}: no version is begun", of.code);
            Err(Failure::because(&what, &error))
        }
    }
}

async fn orders(operator: &OperatorApp, of: &Service, newest: u32) -> Result<(), Failure> {
    let orders = operator
        .newest_orders(&of.tenant.slug, &of.code, newest)
        .await;
    let orders = orders
        .map_err(|error| Failure::because("reading the orders", &error))?
        .ok_or_else(|| unknown(of))?;
    for order in &orders {
        say(&in_json(order));
    }
    Ok(())
}

fn in_json(order: &OrderView) -> String {
    serde_json::json!({
        "kassenzeichen": order.kassenzeichen,
        "ordered_at": time(order.at),
        "amount_cents": order.amount.cents(),
        "payment": order.payment.to_string(),
        "state": order.state,
        "answers": order.answers,
    })
    .to_string()
}

async fn erase(operator: &OperatorApp, of: &Service, age: Duration) -> Result<(), Failure> {
    let erased = operator.erase_answers(&of.tenant.slug, &of.code, age).await;
    let erased = erased
        .map_err(|error| Failure::because("erasing the answers", &error))?
        .ok_or_else(|| unknown(of))?;
    say(&format!("The answers of {erased} orders are erased."));
    Ok(())
}

async fn sign_link(
    operator: &OperatorApp,
    of: &Service,
    values: &[(String, String)],
    valid: Duration,
) -> Result<(), Failure> {
    let service = (of.tenant.slug.as_str(), of.code.as_str());
    match operator.sign_link(service, values, valid).await {
        Ok(link) => {
            say(link.as_str());
            Ok(())
        }
        Err(error) => Err(link_failure(of, &error)),
    }
}

async fn new_link_key(
    operator: &OperatorApp,
    of: &Service,
    into: &std::path::Path,
) -> Result<(), Failure> {
    let what = format!("the key file {} could not be made", into.display());
    // The file comes first: a key that cannot be written down must not replace the one in use.
    let file = files::make_private(into).map_err(|error| Failure::because(&what, &error))?;
    let key = match operator.new_link_key(&of.tenant.slug, &of.code).await {
        Ok(key) => key,
        Err(error) => {
            // Empty, and of no use; the failure that is told is the key's.
            let _left_behind = std::fs::remove_file(into);
            return Err(link_failure(of, &error));
        }
    };
    files::fill(file, key.expose_secret()).map_err(|error| Failure::because(&what, &error))?;
    say(&format!(
        "The new key is in {}. Hand it to the web site that makes links to {}.",
        into.display(),
        of.code
    ));
    Ok(())
}

fn link_failure(of: &Service, error: &LinkError) -> Failure {
    match error {
        LinkError::NotFound => unknown(of),
        LinkError::Values => Failure::usage(error.to_string()),
        LinkError::Vault(_) | LinkError::Document(_) | LinkError::Storage(_) => {
            Failure::because("the link is not made", error)
        }
    }
}

fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.micros()).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    )
}
