//! Signing in, the person's own account, the staff of a place and its grants; forms that are kept
//! until a person has proved itself.

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod clients;
pub(crate) mod credentials;
pub(crate) mod grants;
pub(crate) mod invitation;
pub(crate) mod kept;
pub(crate) mod pages;
pub(crate) mod persons;
pub(crate) mod sign_in;

use app::access::CodeSetup;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use formats::QrCode;
use secrecy::ExposeSecret;
use webkit::i18n::Locale;

use crate::access::pages::Device;

/// A device to be set up, as pages show it.
fn device(setup: &CodeSetup) -> Device {
    let code = QrCode::of(&setup.url).map(|code| STANDARD.encode(code.svg()));
    Device {
        // Without a code the secret is typed.
        code: code.unwrap_or_default(),
        secret: grouped(setup.secret.expose_secret()),
        sealed: setup.sealed.clone(),
    }
}

/// In groups of four, to be typed.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

fn day(at: domain::Timestamp, locale: Locale) -> String {
    webkit::format::date_time(at.micros(), locale)
}
