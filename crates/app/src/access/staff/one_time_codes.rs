//! One-time codes (RFC 6238), from an app on a telephone: six digits, a new code each half minute.
//!
//! The secret of a device that is being set up stands sealed in the form that sets it up, bound to
//! its person; the database has it once a code of the device was right. The step of that code, and
//! of each one that is taken, is written down: no step is taken twice.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{PersonId, TenantId, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use totp_rs::{Builder, Secret};
use url::Url;

use super::StaffError;
use crate::App;
use crate::platform::{RecordName, VaultError};

/// RFC 4226 recommends 160 bits.
const SECRET_BYTES: usize = 20;
const ISSUER: &str = "Zahlstelle";

/// A device for one-time codes that is not in use yet.
#[derive(Debug)]
pub struct CodeSetup {
    /// In base32, to be typed where no code can be scanned.
    pub secret: SecretString,
    /// What a code for scanning holds.
    pub url: String,
    /// What the form carries along.
    pub sealed: String,
}

/// What the stored secret of a credential is bound to.
pub(crate) const fn code_record(credential: &str) -> RecordName<'_> {
    RecordName {
        tenant: TenantId::INSTALLATION,
        kind: "one_time_code",
        id: credential,
    }
}

/// What the secret in a form is bound to.
const fn setup_record(person: &str) -> RecordName<'_> {
    RecordName {
        tenant: TenantId::INSTALLATION,
        kind: "one_time_code_setup",
        id: person,
    }
}

/// The step of a right code; codes of the step before and after are right, too. `None` for a wrong
/// one.
pub(super) fn step_of(secret: &str, typed: &str, now: Timestamp) -> Option<u64> {
    let secret = Secret::try_from_base32(secret).ok()?;
    let codes = Builder::new().with_secret(secret).build().ok()?;
    let typed = domain::values::text::without_separators(typed);
    codes.check(&typed, now.millis() / 1_000)
}

impl App {
    /// A new device of the person.
    pub(super) fn new_setup(&self, person: PersonId, email: &str) -> Result<CodeSetup, StaffError> {
        let mut moment = self.moment();
        let secret = Secret::new_stack(moment.bytes::<SECRET_BYTES>()).to_base32();
        let secret = SecretString::from(secret);
        let name = person.to_string();
        let sealed = self.vault.seal(setup_record(&name), &secret, &mut moment)?;
        Ok(CodeSetup {
            url: scanned(email, &secret)?,
            secret,
            sealed: URL_SAFE_NO_PAD.encode(sealed),
        })
    }

    /// The device of a form; `None` when it was made for another person, or not here.
    pub(super) fn open_setup(
        &self,
        person: PersonId,
        email: &str,
        sealed: &str,
    ) -> Option<CodeSetup> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let name = person.to_string();
        let secret = self.vault.open(setup_record(&name), &bytes).ok()?;
        Some(CodeSetup {
            url: scanned(email, &secret).ok()?,
            secret,
            sealed: sealed.to_owned(),
        })
    }
}

/// `otpauth://totp/Zahlstelle:ada@town.example?secret=…&issuer=Zahlstelle`
fn scanned(email: &str, secret: &SecretString) -> Result<String, StaffError> {
    let damaged = |_| StaffError::from(VaultError::Damaged);
    let mut url: Url = "otpauth://totp/".parse().map_err(damaged)?;
    url.set_path(&format!("/{ISSUER}:{email}"));
    url.query_pairs_mut()
        .append_pair("secret", secret.expose_secret())
        .append_pair("issuer", ISSUER);
    Ok(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238 appendix B, the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (seconds, code, step) in [
            (59, "287 082", 1),
            (1_111_111_109, "081804", 37_037_036),
            (20_000_000_000, "353130", 666_666_666),
        ] {
            let at = Timestamp::from_micros(seconds * 1_000_000);
            assert_eq!(step_of(secret, code, at), Some(step), "{seconds}");
            let later = Timestamp::from_micros((seconds + 90) * 1_000_000);
            assert_eq!(step_of(secret, code, later), None, "{seconds}");
        }
        let at = Timestamp::from_micros(59_000_000);
        for bad in ["", "287083", "28708", "2870821", "abcdef"] {
            assert_eq!(step_of(secret, bad, at), None, "{bad}");
        }
    }

    #[test]
    fn what_is_scanned_names_the_person_and_the_secret() {
        let scanned = scanned("ada@town.example", &"ABC".into()).unwrap();
        assert_eq!(
            scanned,
            "otpauth://totp/Zahlstelle:ada@town.example?secret=ABC&issuer=Zahlstelle"
        );
    }
}
