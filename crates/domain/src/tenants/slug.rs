//! The first part of a tenant's addresses.

use std::fmt;
use std::str::FromStr;

/// How the slug of a trial tenant ends; no other slug may.
const TRIAL_SUFFIX: &str = "-probe";
/// The longest label of a host name (RFC 1035), should a slug or its trial tenant's become one.
const LENGTH_MAX: usize = 63 - TRIAL_SUFFIX.len();
/// First parts of addresses that are the installation's, now or as decided. A tenant with such a
/// slug would hide behind them.
const RESERVED: [&str; 17] = [
    ".well-known",
    "api",
    "assets",
    "console",
    "docs",
    "epay21",
    "events",
    "health",
    "lti",
    "metrics",
    "neighbours",
    "oauth",
    "operator",
    "payment",
    "provider-events",
    "static",
    "xbezahldienste",
];

/// Small letters, digits and hyphens; neither reserved nor that of a trial tenant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TenantSlug(String);

/// Why a text is no slug of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSlug {
    #[error("use small letters, digits and hyphens, at most {LENGTH_MAX}")]
    Letters,
    #[error("addresses that begin so are used by the installation; choose another one")]
    Reserved,
    #[error("{TRIAL_SUFFIX} ends the slugs of trial tenants; choose another one")]
    Trial,
}

impl TenantSlug {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug of the trial tenant of the tenant with this slug.
    pub fn of_trial(slug: &str) -> String {
        format!("{slug}{TRIAL_SUFFIX}")
    }
}

impl FromStr for TenantSlug {
    type Err = BadSlug;

    fn from_str(text: &str) -> Result<Self, BadSlug> {
        if RESERVED.contains(&text) {
            return Err(BadSlug::Reserved);
        }
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=LENGTH_MAX).contains(&text.len()) || !text.bytes().all(fits) {
            return Err(BadSlug::Letters);
        }
        if text.ends_with(TRIAL_SUFFIX) {
            return Err(BadSlug::Trial);
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for TenantSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
