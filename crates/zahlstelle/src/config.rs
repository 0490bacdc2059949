//! The configuration document: defaults, then the operator's file, then the environment. An unknown
//! key stops the program instead of being ignored.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use app::platform::PublicUrl;
use app::work::Pace;
use config::{Environment as Variables, File, FileFormat};
use http::HeaderName;
use providers::Environment;
use schemars::JsonSchema;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use storage::{DatabaseUrl, DbOptions};
use url::Url;

use crate::failure::Failure;
use crate::files;
use crate::platform::maintenance_file::MaintenanceFile;
use crate::platform::{client_certificates, mail_server};
use crate::seal_heads::HeadsFile;

/// Every key with its default and what it means.
pub(crate) const DEFAULTS: &str = include_str!("../zahlstelle.default.toml");
const PREFIX: &str = "ZAHLSTELLE_";

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Addresses: where the program listens and how the outside calls it.
    pub(crate) http: Http,
    /// Where the data is.
    pub(crate) database: Database,
    /// What keeps stored secrets unreadable.
    pub(crate) secrets: Secrets,
    /// What proves that the books were not changed.
    pub(crate) seal: Seal,
    /// Background work: jobs, sweeps, mails.
    pub(crate) jobs: Jobs,
    /// The payment provider.
    pub(crate) paypal: PayPal,
    /// When payments are not to be had.
    pub(crate) maintenance: Maintenance,
    /// The way mails leave.
    pub(crate) mail: Mail,
    /// What the program tells about itself.
    pub(crate) log: Log,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Http {
    /// Where to listen. Put a reverse proxy with TLS in front.
    pub(crate) listen: SocketAddr,
    /// The address citizens and online services see.
    #[schemars(with = "String")]
    pub(crate) public_url: Url,
    /// Where to listen for monitoring, apart from visitors. Without it there are no metrics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) operator_listen: Option<SocketAddr>,
    /// How long a payer's return waits for the provider.
    pub(crate) return_wait_seconds: u64,
    /// The header in which the proxy in front says where a visitor comes from, its own word last:
    /// `x-forwarded-for`; `none` where there is no proxy. Needed with an https address: without it
    /// every visitor seems to come from the proxy, and one guessing visitor slows down all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_address_header: Option<String>,
    /// A listener of our own with TLS, for calling systems that prove themselves by a certificate.
    pub(crate) client_tls: ClientTls,
    /// A proxy that hands on the certificates of calling systems.
    pub(crate) certificate_proxy: CertificateProxy,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClientTls {
    /// Where to listen once there is a certificate.
    pub(crate) listen: SocketAddr,
    /// The listener's certificate with those between it and its root, in PEM. Read when the program
    /// starts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certificate_file: Option<PathBuf>,
    /// Its private key, in PEM.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) key_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificateProxy {
    /// The header that holds the certificate: as RFC 9440 says, or PEM as nginx writes it.
    pub(crate) header: String,
    /// The addresses the proxy connects from; the header is believed from no other.
    pub(crate) addresses: Vec<IpAddr>,
    /// File whose first line the proxy sends in `x-proxy-secret`. Without it no header is believed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) secret_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    /// `sqlite:PATH` or `postgres://USER:PASSWORD@HOST/NAME`
    pub(crate) url: String,
    /// File whose first line is the address instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) url_file: Option<PathBuf>,
    /// PostgreSQL only: file whose first line is the password, as it is; in an address some letters
    /// would have to be written in another way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
    /// Bring the schema up to date when the program starts.
    pub(crate) migrate: bool,
    /// PostgreSQL only: the role that serves. `zahlstelle migrate`, run by the owner of the tables,
    /// gives it what it needs and nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) runtime_role: Option<String>,
    /// PostgreSQL only: serve and work also as the owner of the tables or as a superuser, which
    /// could take the guards of the tables away. For trials.
    pub(crate) allow_any_role: bool,
    /// PostgreSQL only: set the tenant in every transaction, not once per connection. Needed behind
    /// a connection pooler; slower.
    pub(crate) scope_per_transaction: bool,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Secrets {
    /// The keys that secrets in the database are sealed with.
    pub(crate) key_file: PathBuf,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Seal {
    /// The keys that sign and verify the chain of seals; made by `zahlstelle key seal FILE`. A
    /// program that does due work needs a private one.
    pub(crate) key_file: PathBuf,
    /// Every signed head is appended here, for `zahlstelle verify --since FILE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heads_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Jobs {
    /// Seconds between looks for due work.
    pub(crate) interval_seconds: u64,
    /// Seconds between seals of the journal.
    pub(crate) seal_seconds: u64,
    /// How much of each kind of work this node does at the same time.
    pub(crate) at_once: AtOnce,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AtOnce {
    /// Payments whose time has come; each may ask its provider, which takes up to 30 seconds.
    pub(crate) payments: u32,
    /// Messages of providers; each asks the provider too.
    pub(crate) provider_events: u32,
    /// E-mails, each over a connection of its own.
    pub(crate) mail: u32,
    /// Erasing, counting, tidying.
    pub(crate) upkeep: u32,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayPal {
    /// `live`, `sandbox` or `simulator`.
    pub(crate) environment: String,
    /// Calls of one account that this node makes in any second at most, 13 or more.
    #[schemars(range(min = 13))]
    pub(crate) calls_per_second: u32,
    /// Only for the environment `simulator`.
    #[serde(default)]
    pub(crate) simulator: Simulator,
    /// Where services are tried out before real money is taken for them: a simulator beside the
    /// environment `live` or `sandbox`.
    #[serde(default)]
    pub(crate) test_services: Simulator,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Simulator {
    /// The simulator's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub(crate) base_url: Option<Url>,
    /// The root its events are signed under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Maintenance {
    /// File with the times in which methods of payment are not to be had. Calling systems are told;
    /// it is read anew each time they ask.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) windows_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    /// The mail server that takes receipts; empty: none are sent by e-mail.
    pub(crate) host: String,
    /// The server's port.
    pub(crate) port: u16,
    /// `starttls`, `implicit` or `none-for-loopback`
    pub(crate) tls: String,
    /// Without a user the program does not log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user: Option<String>,
    /// File whose first line is the password.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) password_file: Option<PathBuf>,
    /// The address mails come from; needed with a host.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    /// Roots in PEM beside the public ones, for a server with a certificate of the house.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ca_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Log {
    /// `text` or `json`
    pub(crate) format: LogFormat,
    /// Which lines, by part and severity.
    pub(crate) filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    Text,
    Json,
}

/// By hand, because the library would not say which words there are.
impl<'de> Deserialize<'de> for LogFormat {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match String::deserialize(from)?.as_str() {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(D::Error::unknown_variant(other, &["text", "json"])),
        }
    }
}

impl Config {
    /// Reads and checks the configuration.
    pub(crate) fn load(file: Option<&Path>) -> Result<Self, Failure> {
        let mut builder =
            config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(file) = file {
            builder = builder.add_source(File::from(file).format(FileFormat::Toml));
        }
        let variables: HashMap<String, String> = std::env::vars()
            .filter(|(name, _)| name.starts_with(PREFIX) && name.contains("__"))
            .collect();
        let variables = Variables::with_prefix("ZAHLSTELLE")
            .prefix_separator("_")
            .separator("__")
            .try_parsing(true)
            .source(Some(variables));
        let read = builder.add_source(variables).build();
        let config = read.and_then(config::Config::try_deserialize::<Self>);
        let config = config.map_err(|error| {
            let place = file.map_or("the environment".into(), |file| file.display().to_string());
            Failure::usage(format!(
                "the configuration ({place}) cannot be used: {error}"
            ))
        })?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Failure> {
        self.public_url()?;
        self.environment()?;
        self.database_url()?;
        mail_server::smtp(&self.mail)?;
        self.client_header()?;
        client_certificates::check(&self.http)?;
        if self.jobs.interval_seconds == 0 || self.jobs.seal_seconds == 0 {
            return Err(Failure::usage("[jobs] intervals are at least 1 second"));
        }
        let AtOnce {
            payments,
            provider_events,
            mail,
            upkeep,
        } = self.jobs.at_once;
        if [payments, provider_events, mail, upkeep].contains(&0) {
            return Err(Failure::usage(
                "[jobs.at_once] each kind of work needs a place",
            ));
        }
        if self.paypal.calls_per_second < app::payments::PROVIDER_CALLS_MIN {
            return Err(Failure::usage(
                "[paypal] calls_per_second must be at least 13: each kind of call needs one",
            ));
        }
        let simulator = &self.paypal.simulator;
        let has_simulator = simulator.base_url.is_some() || simulator.ca_file.is_some();
        match self.environment()? {
            Environment::Simulator if simulator.base_url.is_none() => Err(Failure::usage(
                "[paypal.simulator] base_url is missing; start one with `zahlstelle simulator`, \
                 which a program built with the feature `demo` has",
            )),
            Environment::Live | Environment::Sandbox if has_simulator => Err(Failure::usage(
                "[paypal.simulator] is set although [paypal] environment is not simulator; \
                 remove it: real money and simulators never meet",
            )),
            Environment::Live | Environment::Sandbox | Environment::Simulator => Ok(()),
        }
    }

    /// How due work is gone about.
    pub(crate) const fn pace(&self) -> Pace {
        let jobs = &self.jobs;
        Pace {
            every: Duration::from_secs(jobs.interval_seconds),
            payments: jobs.at_once.payments,
            provider_events: jobs.at_once.provider_events,
            mail: jobs.at_once.mail,
            upkeep: jobs.at_once.upkeep,
        }
    }

    /// Where signed heads are kept.
    pub(crate) fn seal_heads(&self) -> HeadsFile {
        HeadsFile::new(self.seal.heads_file.clone())
    }

    /// Where the operator enters maintenance windows.
    pub(crate) fn maintenance(&self) -> MaintenanceFile {
        MaintenanceFile(self.maintenance.windows_file.clone())
    }

    pub(crate) fn public_url(&self) -> Result<PublicUrl, Failure> {
        PublicUrl::new(self.http.public_url.clone())
            .map_err(|error| Failure::usage(format!("[http] public_url: {error}")))
    }

    pub(crate) fn client_header(&self) -> Result<Option<HeaderName>, Failure> {
        match self.http.client_address_header.as_deref() {
            None if self.http.public_url.scheme() == "https" => Err(Failure::usage(
                "[http] client_address_header is missing: with an https address there is a proxy \
                 in front, and without the header all visitors seem to come from it. Name the \
                 header that the proxy sets, such as x-forwarded-for, or say \"none\"",
            )),
            None | Some("none") => Ok(None),
            Some(name) => name.to_ascii_lowercase().parse().map(Some).map_err(|_| {
                Failure::usage("[http] client_address_header is a name such as x-forwarded-for")
            }),
        }
    }

    pub(crate) fn environment(&self) -> Result<Environment, Failure> {
        self.paypal
            .environment
            .parse()
            .map_err(|_| Failure::usage("[paypal] environment is one of live, sandbox, simulator"))
    }

    pub(crate) const fn database_options(&self) -> DbOptions {
        DbOptions {
            scope_per_transaction: self.database.scope_per_transaction,
        }
    }

    pub(crate) fn database_url(&self) -> Result<DatabaseUrl, Failure> {
        let text = match &self.database.url_file {
            None => self.database.url.clone(),
            Some(file) => files::read_private_line("[database] url_file", file)?,
        };
        let url: DatabaseUrl = text
            .parse()
            .map_err(|error| Failure::usage(format!("[database] url: {error}")))?;
        let Some(file) = &self.database.password_file else {
            return Ok(url);
        };
        let password = files::read_private_line("[database] password_file", file)?;
        url.with_password(&password)
            .map_err(|error| Failure::usage(format!("[database] password_file: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> Result<Config, Failure> {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("zahlstelle.toml");
        std::fs::write(&file, text).unwrap();
        Config::load(Some(&file))
    }

    #[test]
    fn the_commented_defaults_can_be_used_as_they_are() {
        let config = Config::load(None).unwrap();
        assert_eq!(config.http.listen.port(), 8080);
        assert_eq!(config.environment().unwrap(), Environment::Live);
    }

    #[test]
    fn a_typing_mistake_stops_the_program() {
        let failure = load("[http]\nlisten_on = \"127.0.0.1:1\"")
            .unwrap_err()
            .to_string();
        assert!(failure.contains("listen_on"), "{failure}");
    }

    #[test]
    fn behind_a_proxy_the_operator_decides_where_visitors_come_from() {
        let with = |more: &str| {
            load(&format!(
                "[http]\npublic_url = \"https://pay.example/epay/\"\n{more}"
            ))
        };
        let failure = with("").unwrap_err().to_string();
        assert!(
            failure.contains("client_address_header is missing"),
            "{failure}"
        );
        let header = |more| with(more).unwrap().client_header().unwrap();
        assert_eq!(header("client_address_header = \"none\""), None);
        let named = header("client_address_header = \"X-Forwarded-For\"");
        assert_eq!(named.unwrap().as_str(), "x-forwarded-for");
        assert!(with("client_address_header = \"two words\"").is_err());
        assert!(load("").unwrap().client_header().unwrap().is_none());
    }

    #[test]
    fn a_provider_may_be_called_for_each_purpose_at_least() {
        let usual = load("").unwrap().paypal.calls_per_second;
        assert_eq!(usual, app::payments::PROVIDER_CALLS_PER_SECOND);
        assert!(load("[paypal]\ncalls_per_second = 13").is_ok());
        let failure = load("[paypal]\ncalls_per_second = 12").unwrap_err();
        assert!(failure.to_string().contains("at least 13"));
    }

    #[test]
    fn a_simulator_and_real_money_never_meet() {
        let failure = load("[paypal.simulator]\nbase_url = \"http://127.0.0.1:1\"").unwrap_err();
        assert!(failure.to_string().contains("never meet"));
        assert!(load("[paypal]\nenvironment = \"simulator\"").is_err());
        // Trials have a place of their own, which no account for real money leads to.
        let trials = "[paypal.test_services]\nbase_url = \"http://127.0.0.1:1\"";
        assert_eq!(
            load(trials).unwrap().environment().unwrap(),
            Environment::Live
        );
    }

    #[test]
    fn the_schema_is_the_documented_one() {
        let schema = schemars::schema_for!(Config);
        let written = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let file =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operation/config.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&file, &written).unwrap();
        }
        let documented = std::fs::read_to_string(file).unwrap_or_default();
        assert!(
            documented == written,
            "run UPDATE_SCHEMA=1 cargo test -p zahlstelle schema"
        );
    }
}
