//! The operator's mail server, as the configuration describes it.

use std::path::Path;

use mail::{EmailAddress, Security, Smtp, SmtpAccount};
use secrecy::SecretString;

use crate::config::Mail;
use crate::failure::Failure;
use crate::files;

/// `None` where no host is named. Nothing is connected yet.
pub(crate) fn smtp(config: &Mail) -> Result<Option<Smtp>, Failure> {
    let security = security(&config.tls)?;
    if config.host.is_empty() {
        return Ok(None);
    }
    let from = config.from.as_deref().ok_or_else(|| {
        Failure::usage("[mail] from is missing: the address that mails come from")
    })?;
    let from: EmailAddress = from
        .parse()
        .map_err(|error| Failure::usage(format!("[mail] from: {error}")))?;
    let password = config.password_file.as_deref().map(password).transpose()?;
    let account = SmtpAccount {
        host: config.host.clone(),
        port: config.port,
        security,
        user: config.user.clone(),
        password,
        from,
        roots: config.ca_file.as_deref().map(roots).transpose()?,
    };
    let smtp = Smtp::new(account);
    smtp.map(Some).map_err(|error| {
        Failure::usage(Failure::because("[mail] cannot be used", &error).to_string())
    })
}

fn security(name: &str) -> Result<Security, Failure> {
    match name {
        "starttls" => Ok(Security::StartTls),
        "implicit" => Ok(Security::Implicit),
        "none-for-loopback" => Ok(Security::NoneForLoopback),
        _ => Err(Failure::usage(
            "[mail] tls is one of starttls, implicit, none-for-loopback",
        )),
    }
}

fn password(file: &Path) -> Result<SecretString, Failure> {
    files::read_private_line("[mail] password_file", file).map(SecretString::from)
}

fn roots(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|error| {
        let what = format!("[mail] ca_file {} cannot be read", file.display());
        Failure::because(&what, &error)
    })
}
