//! Channels: the protocols by which calling systems ask for payments, and how each of them names
//! what it means.

/// Its text is stored and must not change.
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
pub enum Channel {
    /// The standard of the German administration. A key is `originatorId/endPointId`.
    Xbezahldienste,
}

/// A text that names nothing within its channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadBindingKey(&'static str);

/// The longest id that `XBezahldienste` allows.
const XBEZAHLDIENSTE_ID_MAX: usize = 36;

impl Channel {
    /// Whether the text can be a key of this channel.
    pub fn check_key(self, key: &str) -> Result<(), BadBindingKey> {
        match self {
            Self::Xbezahldienste => {
                let letter = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
                let id = |id: &str| {
                    (1..=XBEZAHLDIENSTE_ID_MAX).contains(&id.len()) && id.chars().all(letter)
                };
                match key.split_once('/') {
                    Some((originator, end_point)) if id(originator) && id(end_point) => Ok(()),
                    Some(_) | None => Err(BadBindingKey(
                        "use originatorId/endPointId, each of 1 to 36 letters, digits, - and _",
                    )),
                }
            }
        }
    }
}
