//! The demo: a made-up town with its services, its people and a month of its past, a provider that
//! is only simulated, and an online service that asks for payments.

mod addresses;
mod authority;
mod facts;
mod month;
mod notices;
pub(crate) mod simulator;
mod staff;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::access::doors::OperatorApp;
use app::services::{ServiceLifecycle, WantedTransition};
use app::{App, Settings};
use domain::access::Role;
use domain::services::{ServiceState, ServiceTransition};
use providers::{Environment, SimulatorPlace};
use simulators::online_service::{Offer, OnlineService};
use simulators::paypal::PayPalSim;
use simulators::telephones::Telephones;
use storage::Db;
use url::Url;

use crate::cli::operator::Operator;
use crate::config::Config;
use crate::failure::Failure;
use crate::files::keys;
use crate::platform::{self, Providers, Simulated};
use crate::system_clock::SystemClock;

pub(crate) use addresses::Addresses;
pub(crate) use facts::Facts;
use month::{Month, PlayedClock, PlayedProvider, Stage};
use staff::Login;

/// Calls in a second of a provider that is no provider's: the simulator takes any number, and all
/// that try the demo out are of one network.
const SIMULATOR_TAKES: u32 = 1_000;

/// A demo in its directory.
pub(crate) struct Demo {
    pub(crate) config: Config,
    directory: PathBuf,
    simulator: Url,
    facts: Facts,
    telephones: Telephones,
}

/// A demo that can be served, and what of its past is still to be played.
pub(crate) struct Town {
    pub(crate) app: App,
    month: Month,
}

/// The given directory, made if need be, or a new one that stays after the demo.
pub(crate) fn directory(given: Option<PathBuf>) -> Result<PathBuf, Failure> {
    let Some(given) = given else {
        let made = tempfile::Builder::new()
            .prefix("zahlstelle-demo-")
            .tempdir();
        let made = made.map_err(|error| Failure::because("no temporary directory", &error))?;
        return Ok(made.keep());
    };
    std::fs::create_dir_all(&given).map_err(|error| {
        let what = format!(
            "the directory {} cannot be made; choose one you may write to with --data-dir",
            given.display()
        );
        Failure::because(&what, &error)
    })?;
    Ok(given)
}

impl Demo {
    /// Everything on disk: key, configuration, credentials, and `demo.json` which names them.
    pub(crate) fn set_up(
        directory: &Path,
        addresses: &Addresses,
        database: Option<String>,
    ) -> Result<Self, Failure> {
        let key_file = directory.join("zahlstelle.key");
        if !key_file.exists() {
            keys::make(&key_file)?;
        }
        let seal_key = directory.join("zahlstelle-seal.key");
        if !seal_key.exists() {
            keys::make_seal_key(&seal_key)?;
        }
        let mut config = Config::load(None)?;
        let (base, simulator) = (&addresses.public, &addresses.simulator);
        config.http.listen = addresses.listen;
        config.http.public_url = base.clone();
        config.public_url()?;
        config.database.url = database
            .unwrap_or_else(|| format!("sqlite:{}", directory.join("zahlstelle.db").display()));
        config.database_url()?;
        config.database.allow_any_role = true;
        config.secrets.key_file = key_file;
        config.seal.key_file = seal_key;
        config.seal.heads_file = Some(directory.join("seal-heads"));
        config.paypal.environment = Environment::Simulator.to_string();
        config.paypal.simulator.base_url = Some(simulator.clone());
        config.paypal.simulator.ca_file = Some(directory.join("simulator-ca.pem"));
        let facts = Facts::new(directory, (base, simulator), &config)?;
        write(&directory.join("zahlstelle.toml"), &toml_text(&config)?)?;
        let telephones = staff::telephones(directory)?;
        let telephones = Telephones::new(facts.console.url.clone(), telephones);
        let (directory, simulator) = (directory.to_owned(), simulator.clone());
        Ok(Self {
            config,
            directory,
            simulator,
            facts,
            telephones,
        })
    }

    /// The platform with the town in it, which logs in at the simulator with `secret`. The root of
    /// the simulator's signatures is made when it is first needed. So many `days` before this one
    /// will be played.
    pub(crate) async fn start(
        &self,
        sim: &PayPalSim,
        secret: &str,
        days: u16,
    ) -> Result<Town, Failure> {
        let db = platform::database(
            &self.config.database_url()?,
            self.config.database_options(),
            true,
        )
        .await?;
        let (base, root) = (self.simulator.clone(), sim.clone());
        let place: Simulated = Box::new(move || {
            Ok(SimulatorPlace {
                base: base.clone(),
                root_pem: root.ca_root_pem(),
            })
        });
        let providers = Providers::new(Environment::Simulator, Some(place), None)?;
        let app = App::new(
            db.clone(),
            keys::read(&self.config.secrets.key_file)?,
            Arc::new(SystemClock),
            Arc::new(providers),
            self.settings(true)?,
        );
        let mut month = self.month(db, sim, days)?;
        month
            .sets_up(&authority::document(&self.facts.password(), secret.into())?)
            .await?;
        let app = platform::with_mail(app, &self.config)?;
        notices::import(&app).await?;
        Ok(Town { app, month })
    }

    /// The past of the town, on a node of its own.
    fn month(&self, db: Db, sim: &PayPalSim, days: u16) -> Result<Month, Failure> {
        let clock = PlayedClock::default();
        let provider = PlayedProvider::new(sim, self.simulator.clone(), &clock);
        let app = App::new(
            db,
            keys::read(&self.config.secrets.key_file)?,
            Arc::new(clock.clone()),
            Arc::new(provider.clone()),
            self.settings(false)?,
        );
        let stage = Stage {
            app,
            clock,
            provider,
            heads: Arc::new(self.config.seal_heads()),
            secret: self.facts.xbezahldienste.password.clone(),
        };
        Month::new(stage, &self.directory, days)
    }

    fn settings(&self, watch_clock: bool) -> Result<Settings, Failure> {
        Ok(Settings {
            public_url: self.config.public_url()?,
            return_wait: Duration::from_secs(self.config.http.return_wait_seconds),
            provider_calls_per_second: SIMULATOR_TAKES,
            watch_clock,
            lease: app::work::Lease::default(),
            maintenance: Arc::new(Vec::new()),
            seal_keys: keys::read_seal_keys(&self.config.seal.key_file)?,
            seal_every: Duration::from_secs(self.config.jobs.seal_seconds),
            seal_heads: Arc::new(self.config.seal_heads()),
        })
    }

    /// What the simulator's control API asks for.
    pub(crate) fn control_token(&self) -> String {
        self.facts.control_token().to_owned()
    }

    /// What is served beside the provider: the town's online service, as it has to know the
    /// interface, and the telephones of its people.
    pub(crate) fn beside(&self) -> (OnlineService, Telephones) {
        let interface = &self.facts.xbezahldienste;
        let offers = interface.services.iter().map(|service| Offer {
            title: service.title.clone(),
            originator_id: service.originator_id.clone(),
            end_point_id: service.end_point_id.clone(),
            reference: service.reference.clone(),
            amount_cents: service.amount_cents,
        });
        let service = OnlineService {
            base: self.simulator.clone(),
            interface: interface.base_url.clone(),
            user: interface.user.clone(),
            password: interface.password.clone(),
            offers: offers.collect(),
        };
        (service, self.telephones.clone())
    }

    /// In the background: the town's people come to work, the simulator's root is written for other
    /// commands, `demo.json` appears when everything answers, and the town's past is played. Done
    /// when it is, and due work may begin.
    pub(crate) fn when_all_answer(
        &self,
        town: Town,
        sim: PayPalSim,
    ) -> impl Future<Output = ()> + Send + 'static {
        let ca_file = self.config.paypal.simulator.ca_file.clone();
        let (facts, directory) = (self.facts.clone(), self.directory.clone());
        let telephones = self.telephones.clone();
        let prepared = tokio::spawn(async move {
            let Town { app, mut month } = town;
            if let Err(failure) = month.people_come().await {
                tracing::warn!(error = %failure, "the town's people did not come to work");
            }
            if let Err(failure) = tell(facts, &telephones, (&app, &directory)).await {
                tracing::error!(error = %failure, "demo.json could not be written");
            }
            let root = sim.clone();
            let pem = tokio::task::spawn_blocking(move || root.ca_root_pem()).await;
            if let (Some(file), Ok(pem)) = (ca_file, pem)
                && let Err(error) = std::fs::write(&file, pem)
            {
                tracing::warn!(error = %error, "the simulator's root could not be written");
            }
            if let Err(failure) = notices::pay_some(&app, &sim).await {
                tracing::warn!(error = %failure, "no notice is paid yet");
            }
            match month.play().await {
                Ok(()) => tracing::info!("the town's past is played"),
                Err(failure) => {
                    tracing::error!(error = %failure, "the town's past ends before its time");
                }
            }
        });
        async move { drop(prepared.await) }
    }

    /// What a newcomer needs to know.
    pub(crate) fn welcome(&self) -> String {
        let facts = &self.facts;
        format!(
            "\nMusterstadt is open. No real money moves.\n\n  \
             Start here, on a phone-sized page:  {}\n  \
             The town's services:                {}\n  \
             A notice to pay, with its PIN:      {}  {}  {}\n  \
             The staff, one login per role:      {}\n  \
             Their names, and codes to sign in:  {}\n{}\n  \
             Zahlstelle:                         {}\n  \
             PayPal simulator:                   {}\n  \
             Database:                           {}\n  \
             Everything else:                    {}\n\n  \
             The books:  zahlstelle --config {} verify --with-provider\n\n\
             Stop with Ctrl-C.\n",
            facts.online_service_url,
            facts.citizen.catalogue_url,
            facts.citizen.notice_url,
            facts.citizen.sample_notice.kassenzeichen,
            facts.citizen.sample_notice.factor,
            facts.console.url,
            facts.console.telephones_url,
            logins_text(&facts.console.users),
            facts.base_url,
            simulator_text(&self.simulator),
            facts.database,
            self.directory.join("demo.json").display(),
            self.directory.join("zahlstelle.toml").display(),
        )
    }
}

/// The door through which the town is set up.
fn operator(app: &App) -> Result<OperatorApp, Failure> {
    Operator::named(Some("demo".to_owned())).at(app)
}

/// One of the town's services is being tried out. It stays so when the demo starts again.
async fn try_out(app: &App) -> Result<(), Failure> {
    let wanted = WantedTransition {
        transition: ServiceTransition::Test,
        role: Role::ServiceOwner,
        reason: "Probe vor der Saison".parse().ok(),
        seen: None,
    };
    let failed = |error: &dyn std::error::Error| Failure::because("the test service", error);
    let operator = Operator::named(Some("Sportamt".to_owned())).at(app)?;
    let lifecycles = operator.service_lifecycles(notices::SLUG).await;
    let lifecycles = lifecycles.map_err(|error| failed(&error))?;
    let mut lifecycles = lifecycles.unwrap_or_default().into_iter();
    let tried = lifecycles.find(|lifecycle| lifecycle.code == authority::TEST_SERVICE);
    let is_new = |lifecycle: &ServiceLifecycle| {
        lifecycle.state == ServiceState::New && lifecycle.transitions.is_empty()
    };
    if !tried.as_ref().is_some_and(is_new) {
        return Ok(());
    }
    let slug = notices::SLUG;
    let changed = operator
        .change_service_state(slug, authority::TEST_SERVICE, &wanted)
        .await;
    changed.map(drop).map_err(|error| failed(&error))
}

/// What is known of the town's people is told: in `demo.json`, and on their telephones.
async fn tell(
    facts: Facts,
    telephones: &Telephones,
    (app, directory): (&App, &Path),
) -> Result<(), Failure> {
    telephones.replace(staff::telephones(directory)?);
    let facts = facts.with_people(directory)?;
    if let Err(failure) = facts.print_notice(app).await {
        tracing::warn!(error = %failure, "the sample notice is not on paper");
    }
    facts.write(directory)
}

/// A line for each login.
fn logins_text(users: &[Login]) -> String {
    let lines = users.iter().map(|user| {
        let Login {
            role,
            email,
            password,
            ..
        } = user;
        format!("    {role:<15}{email:<38}{password}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn simulator_text(base: &Url) -> String {
    format!("{base} (merchant {})", simulator::MERCHANT)
}

fn toml_text(config: &Config) -> Result<String, Failure> {
    toml::to_string(config).map_err(|error| Failure::because("the configuration", &error))
}

/// Replaces the file in one go: a reader never sees half of it.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let new = path.with_extension("new");
    std::fs::write(&new, text)
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(|error| Failure::because(&format!("{} cannot be written", path.display()), &error))
}
