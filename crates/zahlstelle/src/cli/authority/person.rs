//! `zahlstelle person …`

use app::access::{InvitationLink, StaffError};
use clap::{Subcommand, ValueEnum};
use domain::access::{PersonDetails, Role};

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::platform;
use crate::terminal::say;

#[derive(Subcommand)]
pub(in crate::cli) enum Command {
    /// Invite the first administrator of an authority, the first lead of its treasury, or a person
    /// of the operator. All others are invited at the console.
    Invite {
        /// The authority, by its part of citizens' addresses; `operator` for the installation.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// As colleagues know the person.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Under which the person signs in.
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        /// What the person will do.
        #[arg(long, value_enum)]
        role: FirstRole,
    },
    /// Take the credentials of a person away that no other person can help, and invite it anew: the
    /// last administrator of an authority, or a person of the operator.
    Reset {
        /// The authority, by its part of citizens' addresses; `operator` for the installation.
        #[arg(long, value_name = "SLUG")]
        tenant: String,
        /// Under which the person signs in.
        #[arg(long, value_name = "ADDRESS")]
        email: String,
    },
}

/// Roles that the command line gives.
#[derive(Clone, Copy, ValueEnum)]
pub(in crate::cli) enum FirstRole {
    /// Sets the authority up (Mandantenverwaltung).
    Admin,
    /// Leads the treasury (Kassenleitung).
    Lead,
    /// Runs the installation (Betrieb).
    Operator,
}

impl FirstRole {
    const fn role(self) -> (Role, bool) {
        match self {
            Self::Admin => (Role::Admin, false),
            Self::Lead => (Role::Treasurer, true),
            Self::Operator => (Role::Operator, false),
        }
    }
}

pub(in crate::cli) async fn run(
    config: Config,
    by: Operator,
    command: Command,
) -> Result<(), Failure> {
    let app = platform::start(&config).await?;
    let operator = by.at(&app)?;
    let link = match command {
        Command::Invite {
            tenant,
            name,
            email,
            role,
        } => {
            let details = PersonDetails::read(&name, &email)
                .map_err(|error| Failure::usage(error.to_string()))?;
            let invited = operator.invite_first(&tenant, &details, role.role()).await;
            invited.map_err(|error| refused(&error))?.link
        }
        Command::Reset { tenant, email } => {
            let reset = operator.reset_last(&tenant, &email).await;
            let link = reset.map_err(|error| refused(&error))?;
            Some(InvitationLink::Shown(link))
        }
    };
    match link {
        Some(InvitationLink::Shown(link)) => say(&format!(
            "This address lets the person in, once and within 72 hours. Hand it over safely; it is \
             not shown again:\n{link}"
        )),
        Some(InvitationLink::Mailed) => say("The person gets the address by mail."),
        None => say("The person has its credentials already, and signs in with them."),
    }
    app.close()
        .await
        .map_err(|error| Failure::because("closing the database", &error))
}

fn refused(error: &StaffError) -> Failure {
    if matches!(error, StaffError::NotFound) {
        return Failure::new("there is no such tenant or person");
    }
    Failure::because("the person was not invited", error)
}
