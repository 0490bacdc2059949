//! The platform, put together from a configuration.

pub(crate) mod client_certificates;
pub(crate) mod mail_server;
pub(crate) mod maintenance_file;

use std::sync::Arc;
use std::time::Duration;

use app::events::MailDelivery;
use app::payments::ProviderFactory;
use app::{App, Settings};
use citizen::MailTemplates;
use console::StaffMailTemplates;
use http::HeaderName;
use providers::{
    BadSettings, Environment, HttpTransport, Networks, PayPalHosts, PaymentProvider,
    ProviderAccount, ProviderKind, SimulatorPlace, Surroundings, Transport,
};
use storage::{DatabaseUrl, Db, DbOptions, SchemaState};
use url::Url;
use webkit::request::CertificateProxy;
use webkit::server;
use webkit::state::{WebSettings, WebState};

use crate::config::{Config, Simulator};
use crate::failure::Failure;
use crate::files::{self, keys};
use crate::system_clock::SystemClock;

/// The simulator, found when it is first needed: its root certificate takes a while.
pub(crate) type Simulated = Box<dyn Fn() -> Result<SimulatorPlace, String> + Send + Sync>;

/// Makes providers of one environment and refuses accounts of another.
pub(crate) struct Providers {
    environment: Environment,
    transport: Arc<dyn Transport>,
    simulator: Option<Simulated>,
    trials: Option<Trials>,
}

/// Where services are tried out beside real money.
struct Trials {
    transport: Arc<dyn Transport>,
    place: Simulated,
}

impl Providers {
    pub(crate) fn new(
        environment: Environment,
        simulator: Option<Simulated>,
        trials: Option<Simulated>,
    ) -> Result<Self, Failure> {
        let networks = match environment {
            Environment::Live | Environment::Sandbox => Networks::Public,
            Environment::Simulator => Networks::Simulator,
        };
        let trials = trials.map(|place| {
            let transport = transport(Networks::Simulator)?;
            Ok(Trials { transport, place })
        });
        Ok(Self {
            environment,
            transport: transport(networks)?,
            simulator,
            trials: trials.transpose()?,
        })
    }

    /// How an account of this environment reaches its provider.
    fn around(&self, account: Environment) -> Result<Surroundings, BadSettings> {
        let (transport, simulator) = match &self.trials {
            _ if account == self.environment => (&self.transport, self.simulator.as_ref()),
            Some(trials) if account == Environment::Simulator => {
                (&trials.transport, Some(&trials.place))
            }
            Some(_) | None => {
                let here = self.environment;
                let problem = format!("an account for {account} in an installation for {here}");
                return Err(BadSettings::new(problem));
            }
        };
        let simulator = simulator.map(|place| place()).transpose();
        Ok(Surroundings {
            transport: Arc::clone(transport),
            clock: Arc::new(SystemClock),
            simulator: simulator.map_err(BadSettings::new)?,
        })
    }
}

fn transport(networks: Networks) -> Result<Arc<dyn Transport>, Failure> {
    let transport = HttpTransport::new(networks)
        .map_err(|error| Failure::because("no connection to providers", &error))?;
    Ok(Arc::new(transport))
}

impl ProviderFactory for Providers {
    fn provider(
        &self,
        kind: &'static ProviderKind,
        account: &ProviderAccount,
    ) -> Result<Arc<dyn PaymentProvider>, BadSettings> {
        kind.build(account, &self.around(account.environment)?)
    }
}

/// The database, open and with a schema this program knows.
pub(crate) async fn database(
    url: &DatabaseUrl,
    options: DbOptions,
    migrate: bool,
) -> Result<Db, Failure> {
    let db = open(url, options).await?;
    if migrate {
        if db.is_standby().await.unwrap_or(false) {
            return Err(Failure::new(format!(
                "{url} is a standby, which takes no writes; the address must lead to the server \
                 that does"
            )));
        }
        if !matches!(db.schema_state().await, Ok(SchemaState::Ahead { .. })) {
            db.migrate().await.map_err(|error| {
                Failure::because(&format!("the schema of {url} is not up to date"), &error)
            })?;
        }
    }
    match db.schema_state().await {
        Ok(SchemaState::Current { .. }) => Ok(db),
        Ok(SchemaState::Ahead { found, known }) => {
            tracing::warn!(
                db.schema = found,
                "the database has a later schema that this program, which knows {known}, can use"
            );
            Ok(db)
        }
        Ok(SchemaState::Newer { found, known }) => Err(Failure::new(format!(
            "the database {url} has schema {found}, this program knows {known}; \
             use the newer program"
        ))),
        Ok(SchemaState::Missing | SchemaState::Older { .. } | SchemaState::Broken { .. }) => {
            Err(Failure::new(format!(
                "run `zahlstelle migrate` first: {url} is not up to date"
            )))
        }
        Err(error) => Err(Failure::because(
            &format!("the database {url} cannot be used"),
            &error,
        )),
    }
}

/// Refuses to serve as a role that could take the guards of the tables away, unless the
/// configuration allows it. Returns what to warn of once the program is ready.
pub(crate) async fn check_role(config: &Config) -> Result<Option<&'static str>, Failure> {
    let url = config.database_url()?;
    let db = open(&url, config.database_options()).await?;
    let failed = |error| Failure::because("the role in the database is not known", &error);
    let privileges = db.privileges().await.map_err(failed)?;
    db.close().await.map_err(failed)?;
    match privileges {
        Some(strong) if !strong.is_runtime() && config.database.allow_any_role => Ok(Some(
            "the role in the database could take the guards of the tables away",
        )),
        Some(strong) if !strong.is_runtime() => Err(Failure::new(
            "the role in the database could take the guards of the tables away: it owns them, is a \
             superuser or bypasses row-level security. Migrate as the owner, serve as a role of \
             its own (docs/operation/postgresql.md), or say database.allow_any_role = true",
        )),
        Some(_) | None => Ok(None),
    }
}

pub(crate) async fn open(url: &DatabaseUrl, options: DbOptions) -> Result<Db, Failure> {
    files::check_database(url)?;
    Db::open_with(url, options).await.map_err(|error| {
        let advice = match url {
            DatabaseUrl::SqliteFile(_) => "is its directory there and writable?",
            DatabaseUrl::SqliteMemory => "is there memory left?",
            DatabaseUrl::Postgres(_) => "is the server up, the name and the password right?",
        };
        Failure::because(
            &format!("the database {url} cannot be opened; {advice}"),
            &error,
        )
    })
}

/// The platform as the configuration says.
pub(crate) async fn start(config: &Config) -> Result<App, Failure> {
    let vault = keys::read(&config.secrets.key_file)?;
    let db = database(
        &config.database_url()?,
        config.database_options(),
        config.database.migrate,
    )
    .await?;
    let simulator = simulated("simulator", &config.paypal.simulator)?;
    let trials = simulated("test_services", &config.paypal.test_services)?;
    let providers = Providers::new(config.environment()?, simulator, trials)?;
    let settings = Settings {
        public_url: config.public_url()?,
        return_wait: Duration::from_secs(config.http.return_wait_seconds),
        provider_calls_per_second: config.paypal.calls_per_second,
        watch_clock: true,
        lease: app::work::Lease::default(),
        maintenance: Arc::new(config.maintenance()),
        seal_keys: keys::seal_keys_if_any(&config.seal.key_file)?,
        seal_every: Duration::from_secs(config.jobs.seal_seconds),
        seal_heads: Arc::new(config.seal_heads()),
    };
    let app = App::new(
        db,
        vault,
        Arc::new(SystemClock),
        Arc::new(providers),
        settings,
    );
    with_mail(app, config)
}

/// With the configured mail server, if there is one.
pub(crate) fn with_mail(app: App, config: &Config) -> Result<App, Failure> {
    let Some(smtp) = mail_server::smtp(&config.mail)? else {
        return Ok(app);
    };
    Ok(app.with_mail(MailDelivery {
        server: Arc::new(smtp),
        writer: Arc::new(MailTemplates),
        staff_writer: Arc::new(StaffMailTemplates),
    }))
}

/// Reads the files that the simulators' sections name.
pub(crate) fn check_simulators(config: &Config) -> Result<(), Failure> {
    let paypal = &config.paypal;
    let sections = [
        ("simulator", &paypal.simulator),
        ("test_services", &paypal.test_services),
    ];
    sections.iter().try_for_each(|(section, at)| {
        let Some(place) = simulated(section, at)? else {
            return Ok(());
        };
        let read = place().and_then(|SimulatorPlace { base, root_pem }| {
            PayPalHosts::simulator(base, &root_pem).map_err(|error| error.to_string())
        });
        read.map(drop).map_err(|problem| {
            Failure::usage(format!("[paypal.{section}] cannot be used: {problem}"))
        })
    })
}

fn simulated(section: &str, at: &Simulator) -> Result<Option<Simulated>, Failure> {
    let Some(base) = at.base_url.clone() else {
        return Ok(None);
    };
    let pem = match &at.ca_file {
        None => String::new(),
        Some(file) => std::fs::read_to_string(file).map_err(|error| {
            let what = format!(
                "[paypal.{section}] ca_file {} cannot be read",
                file.display()
            );
            Failure::because(&what, &error)
        })?,
    };
    let place = SimulatorPlace {
        base,
        root_pem: pem,
    };
    Ok(Some(Box::new(move || Ok(place.clone()))))
}

/// `trials` is where services are tried out beside real money.
pub(crate) fn web_settings(
    environment: Environment,
    simulator: Option<&Url>,
    trials: Option<&Url>,
    client_header: Option<HeaderName>,
    certificate_proxy: Option<CertificateProxy>,
) -> WebSettings {
    let mut form_targets = match (environment, simulator) {
        (Environment::Simulator, Some(base)) => vec![base.origin().ascii_serialization()],
        (Environment::Live | Environment::Sandbox | Environment::Simulator, _) => {
            let pages = ProviderKind::all().flat_map(ProviderKind::pages);
            pages.map(|page| (*page).to_owned()).collect()
        }
    };
    form_targets.extend(trials.map(|base| base.origin().ascii_serialization()));
    WebSettings {
        form_targets,
        client_header,
        certificate_proxy,
    }
}

/// Every address of the program.
pub(crate) fn router(app: &App, state: WebState) -> axum::Router {
    let pages = citizen::router(app.payer(), &state);
    let interfaces = channels::router(app.clients(), app.provider_events(), &state);
    let staff = console::router(app.staff(), &state);
    let routes = pages.merge(interfaces).merge(staff);
    server::router(routes, state)
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn takes(providers: &Providers, environment: Environment) -> bool {
        let account = ProviderAccount {
            environment,
            settings: [("client_id".to_owned(), "A".into())].into_iter().collect(),
            secrets: [("client_secret".to_owned(), SecretString::from("secret"))].into(),
            subscription: None,
        };
        let Some(kind) = ProviderKind::named("paypal") else {
            return false;
        };
        providers.provider(kind, &account).is_ok()
    }

    #[test]
    fn real_money_and_trials_have_places_of_their_own() {
        let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let base = Url::parse("http://127.0.0.1:9/").unwrap();
        let root_pem = crate::demo::simulator::new(&base, Vec::new())
            .0
            .ca_root_pem();
        let place = SimulatorPlace { base, root_pem };
        let place: Simulated = Box::new(move || Ok(place.clone()));
        let both = Providers::new(Environment::Live, None, Some(place)).unwrap();
        assert!(takes(&both, Environment::Live));
        assert!(takes(&both, Environment::Simulator));
        assert!(!takes(&both, Environment::Sandbox));
        let alone = Providers::new(Environment::Live, None, None).unwrap();
        assert!(takes(&alone, Environment::Live));
        assert!(!takes(&alone, Environment::Simulator));
    }
}
