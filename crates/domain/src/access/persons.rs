//! Persons of the staff. One human is one person, in however many authorities: four eyes would
//! otherwise be two accounts.

use unicode_normalization::UnicodeNormalization;

use crate::values::email::is_email;
use crate::values::text;

/// Longest name: a column of a list still shows it.
const NAME_MAX: usize = 100;

/// Where a person stands in one authority. Its text is stored and must not change.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case", const_into_str)]
pub enum PersonState {
    /// Has not accepted the invitation; cannot sign in.
    Invited,
    Active,
    /// May do nothing until resumed. Grants stay.
    Suspended,
}

/// Name and address of a person, as an invitation says them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDetails {
    pub name: String,
    pub email: StaffEmail,
}

/// The address under which a person signs in and gets mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffEmail {
    written: String,
    folded: String,
}

/// What is wrong with the details of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPerson {
    #[error("a person needs a name of 1 to 100 letters")]
    Name,
    #[error("this is not an e-mail address")]
    Email,
}

impl PersonDetails {
    pub fn read(name: &str, email: &str) -> Result<Self, BadPerson> {
        let name = text::line(name).map_err(|_| BadPerson::Name)?;
        if !(1..=NAME_MAX).contains(&name.chars().count()) {
            return Err(BadPerson::Name);
        }
        let email = StaffEmail::read(email).ok_or(BadPerson::Email)?;
        Ok(Self { name, email })
    }
}

impl StaffEmail {
    /// `None` for what is no address.
    pub fn read(text: &str) -> Option<Self> {
        let written = text::line(text).ok()?;
        is_email(&written).then(|| Self {
            folded: fold(&written),
            written,
        })
    }

    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// As addresses are compared: two spellings of one address are one person.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

/// Compatible forms as one (NFKC), in small letters.
fn fold(text: &str) -> String {
    let compatible: String = text.nfkc().collect();
    compatible.to_lowercase()
}
