//! The platform, put together from a configuration.

use std::sync::Arc;
use std::time::Duration;

use app::events::MailDelivery;
use app::payments::{ProviderAccount, ProviderFactory};
use app::{App, Settings};
use citizen::MailTemplates;
use http::HeaderName;
use providers::{
    Environment, HttpTransport, Networks, PayPal, PayPalAccount, PayPalHosts, PaymentProvider,
    Transport,
};
use storage::{DatabaseUrl, Db, DbOptions, SchemaState};
use url::Url;
use webkit::server;
use webkit::state::{WebSettings, WebState};

use crate::config::{Config, Simulator};
use crate::edge::WallClock;
use crate::failure::Failure;
use crate::{keys, mail_server};

/// Where `PayPal`'s pages are; a form of ours may lead there.
const PAYPAL_PAGES: [&str; 2] = ["https://www.paypal.com", "https://www.sandbox.paypal.com"];

/// Hosts of the simulator, found when they are first needed: its root certificate takes a while.
pub(crate) type SimulatorHosts = Box<dyn Fn() -> Result<PayPalHosts, String> + Send + Sync>;

/// Makes providers of one environment and refuses accounts of another.
pub(crate) struct Providers {
    environment: Environment,
    transport: Arc<dyn Transport>,
    simulator: Option<SimulatorHosts>,
    trials: Option<Trials>,
}

/// Where services are tried out beside real money.
struct Trials {
    transport: Arc<dyn Transport>,
    hosts: SimulatorHosts,
}

impl Providers {
    pub(crate) fn new(
        environment: Environment,
        simulator: Option<SimulatorHosts>,
        trials: Option<SimulatorHosts>,
    ) -> Result<Self, Failure> {
        let networks = match environment {
            Environment::Live | Environment::Sandbox => Networks::Public,
            Environment::Simulator => Networks::Simulator,
        };
        let trials = trials.map(|hosts| {
            let transport = transport(Networks::Simulator)?;
            Ok(Trials { transport, hosts })
        });
        Ok(Self {
            environment,
            transport: transport(networks)?,
            simulator,
            trials: trials.transpose()?,
        })
    }

    fn hosts(&self) -> Result<PayPalHosts, String> {
        match &self.simulator {
            Some(hosts) => hosts(),
            None => PayPalHosts::of(self.environment)
                .ok_or_else(|| "no simulator is configured".to_owned()),
        }
    }
}

fn transport(networks: Networks) -> Result<Arc<dyn Transport>, Failure> {
    let transport = HttpTransport::new(networks)
        .map_err(|error| Failure::because("no connection to providers", &error))?;
    Ok(Arc::new(transport))
}

impl ProviderFactory for Providers {
    fn provider(&self, account: ProviderAccount) -> Result<Arc<dyn PaymentProvider>, String> {
        let (transport, hosts) = match &self.trials {
            _ if account.environment == self.environment => (&self.transport, self.hosts()?),
            Some(trials) if account.environment == Environment::Simulator => {
                (&trials.transport, (trials.hosts)()?)
            }
            Some(_) | None => {
                return Err(format!(
                    "an account for {} in an installation for {}",
                    account.environment, self.environment
                ));
            }
        };
        let account = PayPalAccount {
            environment: account.environment,
            client_id: account.client_id,
            client_secret: account.client_secret,
            webhook_id: account.webhook_id,
            merchant_id: account.merchant_id,
            app_switch: account.app_switch,
        };
        PayPal::new(account, hosts, Arc::clone(transport), Arc::new(WallClock))
            .map(|paypal| Arc::new(paypal) as Arc<dyn PaymentProvider>)
            .map_err(|error| error.to_string())
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
        db.migrate().await.map_err(|error| {
            Failure::because(&format!("the schema of {url} is not up to date"), &error)
        })?;
    }
    match db.schema_state().await {
        Ok(SchemaState::Current { .. }) => Ok(db),
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

pub(crate) async fn open(url: &DatabaseUrl, options: DbOptions) -> Result<Db, Failure> {
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
    let simulator = simulator_hosts("simulator", &config.paypal.simulator)?;
    let trials = simulator_hosts("test_services", &config.paypal.test_services)?;
    let providers = Providers::new(config.environment()?, simulator, trials)?;
    let settings = Settings {
        public_url: config.public_url()?,
        return_wait: Duration::from_secs(config.http.return_wait_seconds),
        visitor_calls_per_second: app::payments::VISITOR_CALLS_PER_SECOND,
    };
    let app = App::new(
        db,
        vault,
        Arc::new(WallClock),
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
    }))
}

fn simulator_hosts(section: &str, at: &Simulator) -> Result<Option<SimulatorHosts>, Failure> {
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
    Ok(Some(Box::new(move || {
        PayPalHosts::simulator(base.clone(), &pem).map_err(|error| error.to_string())
    })))
}

/// `trials` is where services are tried out beside real money.
pub(crate) fn web_settings(
    environment: Environment,
    simulator: Option<&Url>,
    trials: Option<&Url>,
    client_header: Option<HeaderName>,
) -> WebSettings {
    let mut form_targets = match (environment, simulator) {
        (Environment::Simulator, Some(base)) => vec![base.origin().ascii_serialization()],
        (Environment::Live | Environment::Sandbox | Environment::Simulator, _) => {
            PAYPAL_PAGES.map(ToOwned::to_owned).to_vec()
        }
    };
    form_targets.extend(trials.map(|base| base.origin().ascii_serialization()));
    WebSettings {
        form_targets,
        client_header,
    }
}

/// Every address of the program.
pub(crate) fn router(app: &App, state: WebState) -> axum::Router {
    let pages = citizen::router(app.payer(), &state);
    let interfaces = channels::router(app.clients(), app.provider_events(), &state);
    let routes = pages.merge(interfaces);
    server::router(routes, state)
}

#[cfg(all(test, feature = "demo"))]
mod tests {
    use secrecy::SecretString;

    use super::*;

    fn account(environment: Environment, client_secret: SecretString) -> ProviderAccount {
        ProviderAccount {
            environment,
            client_id: String::new(),
            client_secret,
            merchant_id: None,
            webhook_id: None,
            app_switch: false,
        }
    }

    fn takes(providers: &Providers, environment: Environment) -> bool {
        let account = account(environment, SecretString::from("secret"));
        providers.provider(account).is_ok()
    }

    #[test]
    fn real_money_and_trials_have_places_of_their_own() {
        let _first = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let base = Url::parse("http://127.0.0.1:9/").unwrap();
        let pem = crate::demo::simulator::new(&base).ca_root_pem();
        let hosts: SimulatorHosts = Box::new(move || {
            PayPalHosts::simulator(base.clone(), &pem).map_err(|error| error.to_string())
        });
        let both = Providers::new(Environment::Live, None, Some(hosts)).unwrap();
        assert!(takes(&both, Environment::Live));
        assert!(takes(&both, Environment::Simulator));
        assert!(!takes(&both, Environment::Sandbox));
        let alone = Providers::new(Environment::Live, None, None).unwrap();
        assert!(takes(&alone, Environment::Live));
        assert!(!takes(&alone, Environment::Simulator));
    }
}
