//! Forms that came when a proof of identity was missing: the session had ended while the person
//! typed, or the act needs a fresh proof. The pages that ask for the proof carry the form along,
//! sealed for its person, so that what was typed is not lost. It is shown again and sends nothing
//! by itself.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::TenantId;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use storage::Scope;
use storage::access::sessions::StoredSession;

use super::StaffError;
use super::sessions::{SessionToken, hash_of};
use crate::App;
use crate::platform::RecordName;
use crate::platform::document::to_json;

/// Longer than a night: the form that stood open in the evening is there in the morning.
const KEPT_FOR: Duration = Duration::from_hours(24);

/// A form as it was sent, without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct KeptForm {
    /// Where it was sent.
    pub path: String,
    pub fields: Vec<(String, String)>,
}

#[derive(Deserialize, Serialize)]
struct Sealed {
    /// Microseconds since 1970.
    at: i64,
    form: KeptForm,
}

/// What a kept form is bound to.
const fn form_record(person: &str) -> RecordName<'_> {
    RecordName {
        tenant: TenantId::INSTALLATION,
        kind: "kept_form",
        id: person,
    }
}

impl App {
    /// The form, sealed for the person of this session, which may be over. `None` for a token of no
    /// session, or of one that was ended by signing out or by another person.
    pub(crate) async fn keep_form(
        &self,
        token: &SessionToken,
        form: &KeptForm,
    ) -> Result<Option<String>, StaffError> {
        let hash = hash_of(token.expose_secret());
        let mut tx = self.db.read(Scope::Operator).await?;
        let found = tx.access().sessions().by_token(&hash).await?;
        drop(tx);
        let Some(session) = found else {
            return Ok(None);
        };
        let mut moment = self.moment();
        let text = SecretString::from(to_json(&Sealed {
            at: moment.now.micros(),
            form: form.clone(),
        }));
        let person = session.person.to_string();
        let sealed = self.vault.seal(form_record(&person), &text, &mut moment)?;
        Ok(Some(URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The form of the session's person; `None` for one of another person, or too old.
    pub(crate) fn open_kept_form(&self, session: &StoredSession, kept: &str) -> Option<KeptForm> {
        let bytes = URL_SAFE_NO_PAD.decode(kept).ok()?;
        let person = session.person.to_string();
        let text = self.vault.open(form_record(&person), &bytes).ok()?;
        let sealed: Sealed = serde_json::from_str(text.expose_secret()).ok()?;
        let oldest = self.moment().now.minus(KEPT_FOR);
        (sealed.at > oldest.micros()).then_some(sealed.form)
    }
}
