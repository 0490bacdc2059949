//! Where the data is.

use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// Where the data is: `sqlite:PATH`, `sqlite::memory:` or `postgres://USER:PASSWORD@HOST/NAME`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    SqliteFile(PathBuf),
    SqliteMemory,
    Postgres(String),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDatabaseUrl {
    #[error("a database address looks like sqlite:/path/file.db or postgres://user@host/name")]
    Form,
    /// The driver's words, which hold nothing of the address.
    #[error(
        "the address of PostgreSQL cannot be read: {0}; in a password : / @ % are written as \
         %3A %2F %40 %25, or it stands in [database] password_file as it is"
    )]
    Unreadable(String),
    #[error(
        "one host is needed, that of the server which takes writes; with several servers let a \
         proxy, a shared address or DNS lead to it"
    )]
    SeveralHosts,
    #[error(
        "target_session_attrs is read-write whatever the address says: every write proves that the \
         server takes it; leave it out"
    )]
    SessionAttributes,
    #[error("only an address of PostgreSQL has a password")]
    NoPassword,
    #[error("the password is empty")]
    EmptyPassword,
}

impl FromStr for DatabaseUrl {
    type Err = BadDatabaseUrl;

    fn from_str(text: &str) -> Result<Self, BadDatabaseUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return postgres(text);
        }
        let path = text.strip_prefix("sqlite:").ok_or(BadDatabaseUrl::Form)?;
        let path = path.strip_prefix("//").unwrap_or(path);
        match path {
            "" => Err(BadDatabaseUrl::Form),
            ":memory:" => Ok(Self::SqliteMemory),
            path => Ok(Self::SqliteFile(PathBuf::from(path))),
        }
    }
}

fn postgres(text: &str) -> Result<DatabaseUrl, BadDatabaseUrl> {
    if after_login(text)
        .split(['/', '?'])
        .next()
        .unwrap_or_default()
        .contains(',')
    {
        return Err(BadDatabaseUrl::SeveralHosts);
    }
    let (_, parameters) = text.split_once('?').unwrap_or_default();
    let foreign = |parameter: &&str| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            name == "target_session_attrs" && value != "read-write" && value != "primary"
        })
    };
    if parameters.split('&').any(|parameter| foreign(&parameter)) {
        return Err(BadDatabaseUrl::SessionAttributes);
    }
    PgConnectOptions::from_str(text)
        .map_err(|error| BadDatabaseUrl::Unreadable(error.to_string()))?;
    Ok(DatabaseUrl::Postgres(text.to_owned()))
}

/// Everything after scheme, user and password.
fn after_login(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.rsplit_once('@').map_or(rest, |(_, host)| host)
}

impl DatabaseUrl {
    /// Whether what is sent to the server may cross a network in the clear: another host, and a
    /// connection that does not insist on TLS.
    pub fn may_be_overheard(&self) -> bool {
        let Self::Postgres(url) = self else {
            return false;
        };
        let Ok(options) = PgConnectOptions::from_str(url) else {
            return false;
        };
        let host = options.get_host();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_here = options.get_socket().is_some()
            || host == "localhost"
            || host.starts_with('/')
            || address.is_ok_and(|address| address.is_loopback());
        let insists = matches!(
            options.get_ssl_mode(),
            PgSslMode::Require | PgSslMode::VerifyCa | PgSslMode::VerifyFull
        );
        !is_here && !insists
    }

    /// The same address of `PostgreSQL` with this password, whatever letters it has.
    pub fn with_password(&self, password: &str) -> Result<Self, BadDatabaseUrl> {
        let Self::Postgres(url) = self else {
            return Err(BadDatabaseUrl::NoPassword);
        };
        if password.is_empty() {
            return Err(BadDatabaseUrl::EmptyPassword);
        }
        let (scheme, rest) = url.split_once("://").ok_or(BadDatabaseUrl::Form)?;
        let (login, place) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (user, _) = login.split_once(':').unwrap_or((login, ""));
        let mut escaped = String::new();
        for byte in password.bytes() {
            // Writing into a text cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
        postgres(&format!("{scheme}://{user}:{escaped}@{place}"))
    }
}

/// Without credentials, for people and logs.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SqliteFile(path) => write!(f, "sqlite:{}", path.display()),
            Self::SqliteMemory => f.write_str("sqlite::memory:"),
            Self::Postgres(url) => write!(f, "postgres://{}", after_login(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DatabaseUrl, BadDatabaseUrl> {
        text.parse()
    }

    #[test]
    fn an_address_that_the_driver_cannot_read_is_refused_with_what_to_write() {
        let bad = read("postgres://kasse:a/b@c:d@db.example/kasse").unwrap_err();
        assert!(bad.to_string().contains("%2F"), "{bad}");
        assert!(!bad.to_string().contains("a/b"), "{bad}");
    }

    #[test]
    fn an_address_on_another_host_has_to_insist_on_tls() {
        for open in [
            "postgres://kasse@db.example/kasse",
            "postgres://kasse@db.example/kasse?sslmode=prefer",
            "postgres://kasse@db.example/kasse?sslmode=disable",
            "postgres://kasse@192.0.2.1/kasse",
            "postgres://kasse@[2001:db8::1]/kasse",
        ] {
            assert!(read(open).unwrap().may_be_overheard(), "{open}");
        }
        for closed in [
            "postgres://kasse@db.example/kasse?sslmode=require",
            "postgres://kasse@db.example/kasse?sslmode=verify-full",
            "postgres://kasse@localhost/kasse",
            "postgres://kasse@127.0.0.1/kasse",
            "postgres://kasse@[::1]/kasse",
            "postgres:///kasse?host=/var/run/postgresql",
            "sqlite:kasse.db",
        ] {
            assert!(!read(closed).unwrap().may_be_overheard(), "{closed}");
        }
    }

    #[test]
    fn several_hosts_and_other_sessions_are_refused_with_a_word() {
        let several = "postgres://a:1,b:2/db?target_session_attrs=read-write";
        assert_eq!(read(several), Err(BadDatabaseUrl::SeveralHosts));
        let other = "postgres://a/db?sslmode=require&target_session_attrs=any";
        assert_eq!(read(other), Err(BadDatabaseUrl::SessionAttributes));
        assert!(read("postgres://a/db?target_session_attrs=read-write").is_ok());
    }

    #[test]
    fn a_password_of_its_own_may_have_any_letter_and_is_never_shown() {
        for password in ["a:b@c/d%41", "pässwort mit ?#&"] {
            for url in ["postgres://kasse@db/kasse", "postgres://kasse:old@db/kasse"] {
                let url = read(url).unwrap().with_password(password).unwrap();
                assert_eq!(url.to_string(), "postgres://db/kasse");
                let DatabaseUrl::Postgres(text) = &url else {
                    panic!("{url} is no PostgreSQL");
                };
                let options = format!("{:?}", PgConnectOptions::from_str(text).unwrap());
                assert!(options.contains(&format!("{password:?}")), "{options}");
            }
        }
        let address = read("postgres://kasse@db/kasse").unwrap();
        assert_eq!(
            address.with_password(""),
            Err(BadDatabaseUrl::EmptyPassword)
        );
        let file = read("sqlite:/a.db").unwrap();
        assert_eq!(file.with_password("x"), Err(BadDatabaseUrl::NoPassword));
    }
}
