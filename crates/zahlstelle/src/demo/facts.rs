//! `demo.json`: what a test or a curious person needs to use the demo.

use std::path::{Path, PathBuf};

use app::App;
use app::claims::CodeError;
use app::platform::TimeSource;
use domain::tenants::TenantSlug;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::authority::{CLIENT, END_POINT, SERVICES, TEST_SERVICE};
use super::notices::{self, SLUG};
use super::simulator::new_secret;
use super::staff::{self, Login};
use crate::config::Config;
use crate::failure::Failure;
use crate::system_clock::SystemClock;

const FILE: &str = "demo.json";

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Facts {
    pub(crate) base_url: Url,
    pub(crate) xbezahldienste: Interface,
    /// An online service of the town that asks for payments.
    pub(crate) online_service_url: Url,
    pub(crate) citizen: Citizen,
    pub(crate) console: Console,
    paypal_simulator: Simulator,
    pub(crate) database: String,
    data_dir: String,
}

/// Addresses and the notice that a visitor of the demo may try.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Citizen {
    /// The town's services.
    pub(crate) catalogue_url: Url,
    /// A service that is tried out, in the trial tenant: under a banner.
    pub(crate) test_service_url: Url,
    pub(crate) notice_url: Url,
    pub(crate) sample_notice: SampleNotice,
    /// The same notice as it is sent on paper, with its codes.
    pub(crate) sample_notice_pdf: PathBuf,
}

/// Where the staff works, and as what a visitor signs in.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Console {
    pub(crate) url: Url,
    /// A page with every login and the code that its telephone shows now.
    pub(crate) telephones_url: Url,
    /// One for each role.
    pub(crate) users: Vec<Login>,
    /// Leads the treasury: the second person where it needs one.
    pub(crate) lead: Option<Login>,
}

/// A notice that can be paid.
#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct SampleNotice {
    /// As printed.
    pub(crate) kassenzeichen: String,
    /// What the page asks for beside it.
    pub(crate) factor: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Interface {
    pub(crate) base_url: Url,
    originator_id: String,
    end_point_id: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) services: Vec<Service>,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Service {
    pub(crate) title: String,
    pub(crate) originator_id: String,
    pub(crate) end_point_id: String,
    pub(crate) reference: String,
    pub(crate) amount_cents: i64,
}

#[derive(Clone, Deserialize, Serialize)]
struct Simulator {
    base_url: Url,
    /// For its control API, as `Authorization: Bearer`.
    #[serde(default)]
    control_token: String,
}

impl Facts {
    /// What was drawn at an earlier start in this directory stays.
    pub(super) fn new(
        directory: &Path,
        (base, simulator): (&Url, &Url),
        config: &Config,
    ) -> Result<Self, Failure> {
        let password = staff::draw(directory, &mut SystemClock.moment())?;
        let address = |base: &Url, path: &str| {
            base.join(path)
                .map_err(|error| Failure::because("an address of the demo", &error))
        };
        let services: Vec<_> = SERVICES
            .iter()
            .map(|service| Service {
                title: service.name.to_owned(),
                originator_id: service.code.to_owned(),
                end_point_id: END_POINT.to_owned(),
                reference: service.reference.to_owned(),
                amount_cents: service.cents,
            })
            .collect();
        let trial = TenantSlug::of_trial(SLUG);
        let [first, ..] = SERVICES;
        let (originator_id, end_point_id) = (first.code.to_owned(), END_POINT.to_owned());
        Ok(Self {
            base_url: base.clone(),
            xbezahldienste: Interface {
                base_url: address(base, "xbezahldienste/api/v1.0.0")?,
                originator_id,
                end_point_id,
                user: CLIENT.to_owned(),
                password,
                services,
            },
            online_service_url: address(simulator, "antrag")?,
            citizen: Citizen {
                catalogue_url: address(base, &format!("{SLUG}/services"))?,
                test_service_url: address(base, &format!("{trial}/services/{TEST_SERVICE}"))?,
                notice_url: address(base, &format!("{SLUG}/notice"))?,
                sample_notice: notices::sample()?,
                sample_notice_pdf: directory.join("bescheid.pdf"),
            },
            console: Console {
                url: address(base, "console")?,
                telephones_url: address(simulator, "telefone")?,
                users: Vec::new(),
                lead: None,
            }
            .with(directory)?,
            paypal_simulator: Simulator {
                base_url: simulator.clone(),
                control_token: new_secret(),
            },
            database: config.database_url()?.to_string(),
            data_dir: directory.display().to_string(),
        })
    }

    pub(super) fn password(&self) -> SecretString {
        SecretString::from(self.xbezahldienste.password.clone())
    }

    /// With the people that came in meanwhile.
    pub(super) fn with_people(mut self, directory: &Path) -> Result<Self, Failure> {
        self.console = self.console.with(directory)?;
        Ok(self)
    }

    pub(super) fn control_token(&self) -> &str {
        &self.paypal_simulator.control_token
    }

    /// Sets the sample notice on paper, as the town's finance system would. One that has been paid
    /// meanwhile keeps the paper of before.
    pub(super) async fn print_notice(&self, app: &App) -> Result<(), Failure> {
        let failed = |error: &dyn std::error::Error| Failure::because("the sample notice", error);
        let password = &self.xbezahldienste.password;
        let clients = app.clients();
        let client = clients.authenticate_basic(CLIENT, password).await;
        let Some(client) = client.map_err(|error| failed(&error))?.proven() else {
            return Ok(());
        };
        let number = &self.citizen.sample_notice.kassenzeichen;
        let slip = match client.slip(number).await {
            Ok(slip) => slip,
            Err(CodeError::NothingOpen) => return Ok(()),
            Err(error) => return Err(failed(&error)),
        };
        let set = move || webkit::documents::slip_pdf(&slip, webkit::i18n::Locale::default());
        let pdf = tokio::task::spawn_blocking(set).await;
        let pdf = pdf.map_err(|error| failed(&error))?;
        let pdf = pdf.map_err(|error| failed(&error))?;
        std::fs::write(&self.citizen.sample_notice_pdf, pdf).map_err(|error| failed(&error))
    }

    pub(super) fn write(&self, directory: &Path) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| Failure::because("demo.json", &error))?;
        super::write(&directory.join(FILE), &text)
    }
}

impl Console {
    fn with(mut self, directory: &Path) -> Result<Self, Failure> {
        self.users.clear();
        for (post, login) in staff::logins(directory)? {
            if post.lead {
                self.lead = Some(login);
            } else {
                self.users.push(login);
            }
        }
        Ok(self)
    }
}
