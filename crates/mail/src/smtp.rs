//! SMTP with TLS (RFC 5321, 3207, 8314). TLS is required wherever the server is not this machine:
//! a server that does not offer it gets no mail.

use std::net::IpAddr;
use std::time::Duration;

use async_trait::async_trait;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Code;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use secrecy::{ExposeSecret, SecretString};

use crate::address::EmailAddress;
use crate::{MailServer, MailServerError, Message};

/// A whole delivery. Longer than an honest server takes, shorter than a job's lease, so that no
/// second worker takes a mail that is still being handed over.
const DELIVERY_MAX: Duration = Duration::from_mins(1);
const CONNECT_MAX: Duration = Duration::from_secs(15);

/// Replies to the recipient or to the content that will be the same tomorrow (RFC 5321, section
/// 4.2.3; 556: RFC 7504). Others of the 5xx are about us, such as a password that is wrong.
const FINAL: [&str; 6] = ["550", "551", "552", "553", "554", "556"];

/// How the way to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS is switched on before anything is said (usually port 587).
    StartTls,
    /// TLS from the first byte (usually port 465).
    Implicit,
    /// None; for a server on this machine only.
    NoneForLoopback,
}

/// The operator's account with a mail server.
pub struct SmtpAccount {
    pub host: String,
    pub port: u16,
    pub security: Security,
    pub user: Option<String>,
    pub password: Option<SecretString>,
    pub from: EmailAddress,
    /// Roots in PEM beside the public ones, for a server with a certificate of the house.
    pub roots: Option<Vec<u8>>,
}

/// Why an account cannot be used; for the operator.
#[derive(Debug, thiserror::Error)]
pub enum SmtpError {
    #[error("only a server on this machine (localhost, 127.0.0.1) may go without TLS")]
    NotLoopback,
    #[error("a user needs a password and a password a user")]
    HalfCredentials,
    #[error("the certificates cannot be read")]
    Roots(#[source] lettre::transport::smtp::Error),
    #[error("TLS cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
}

/// Hands mails to the operator's server, a connection for each.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: EmailAddress,
}

impl Smtp {
    pub fn new(account: SmtpAccount) -> Result<Self, SmtpError> {
        let tls = match account.security {
            Security::StartTls => Tls::Required(parameters(&account)?),
            Security::Implicit => Tls::Wrapper(parameters(&account)?),
            Security::NoneForLoopback if is_loopback(&account.host) => Tls::None,
            Security::NoneForLoopback => return Err(SmtpError::NotLoopback),
        };
        let hello = ClientId::Domain(account.from.domain().to_owned());
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(account.host)
            .port(account.port)
            .tls(tls)
            .timeout(Some(CONNECT_MAX))
            .hello_name(hello);
        match (account.user, account.password) {
            (None, None) => {}
            (Some(user), Some(password)) => {
                let password = password.expose_secret().to_owned();
                builder = builder.credentials(Credentials::new(user, password));
            }
            (Some(_), None) | (None, Some(_)) => return Err(SmtpError::HalfCredentials),
        }
        Ok(Self {
            transport: builder.build(),
            from: account.from,
        })
    }
}

#[async_trait]
impl MailServer for Smtp {
    async fn deliver(&self, mail: &Message) -> Result<(), MailServerError> {
        let message = mail.on_wire(&self.from, None);
        let message = message.map_err(|error| not_now(&error.to_string()))?;
        match tokio::time::timeout(DELIVERY_MAX, self.transport.send(message)).await {
            Ok(Ok(_reply)) => Ok(()),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(not_now("no answer in time")),
        }
    }

    async fn greet(&self) -> Result<(), MailServerError> {
        match tokio::time::timeout(DELIVERY_MAX, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(not_now("it does not answer as a mail server does")),
            Ok(Err(error)) => Err(judged(&error)),
            Err(_) => Err(not_now("no answer in time")),
        }
    }
}

fn parameters(account: &SmtpAccount) -> Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(account.host.clone());
    if let Some(roots) = &account.roots {
        builder =
            builder.add_root_certificate(Certificate::from_pem(roots).map_err(SmtpError::Roots)?);
    }
    builder.build_rustls().map_err(SmtpError::Tls)
}

/// Whether the host is this machine, by its name alone: no DNS is asked.
fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// The server's own words stay out: they often repeat the recipient's address.
fn judged(error: &lettre::transport::smtp::Error) -> MailServerError {
    let code = error.status().map(|code: Code| code.to_string());
    match code {
        Some(code) if FINAL.contains(&code.as_str()) => MailServerError::Refused { code },
        Some(code) => not_now(&format!("it answered {code}")),
        None if error.is_timeout() => not_now("no answer in time"),
        None if error.is_tls() => not_now("TLS could not be agreed on"),
        None if error.is_client() => not_now("it does not offer what we ask for, such as TLS"),
        None => not_now("no connection, or it broke"),
    }
}

fn not_now(why: &str) -> MailServerError {
    MailServerError::NotNow {
        why: why.to_owned(),
    }
}
