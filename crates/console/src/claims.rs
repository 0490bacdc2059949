//! Claims as the staff works on them: found, listed, one with its story, entered, changed,
//! cancelled, blocked.

pub(crate) mod act;
pub(crate) mod change;
pub(crate) mod enter;
pub(crate) mod pages;
pub(crate) mod search;
pub(crate) mod story;
pub(crate) mod wording;

use app::access::StaffError;
use app::claims::ClaimStory;
use axum::extract::Path;
use axum::response::Response;
use domain::ClaimId;
use domain::access::Act;

use crate::fields::{Fields, Sent};
use crate::person::{AtPlace, Staff};

/// A place and a claim in an address.
type ClaimPath = Path<(String, String)>;

/// A claim of a place, as it is now.
struct AtClaim {
    at: AtPlace,
    id: ClaimId,
    /// Where its page is.
    page: String,
    story: ClaimStory,
}

impl AtClaim {
    /// The claim of the address, for an act that the person may do; with the fields of the form
    /// that was sent, if one was.
    async fn of(
        staff: Staff,
        (slug, claim): &(String, String),
        (act, sent): (Act, Option<Sent>),
    ) -> Result<(Self, Fields), Response> {
        let at = staff.at(slug).await?;
        let page = at.path(&format!("claims/{claim}"));
        at.may(act, &page).map_err(|answer| *answer)?;
        let fields = match sent {
            Some(sent) => at.staff.fields(sent).map_err(|answer| *answer)?,
            None => Fields::default(),
        };
        let list = at.path("claims");
        let Ok(id) = claim.parse() else {
            return Err(at.refused(&StaffError::NotFound, &list));
        };
        match at.app.claim_story(id).await {
            Ok(story) => {
                let here = Self {
                    at,
                    id,
                    page,
                    story,
                };
                Ok((here, fields))
            }
            Err(error) => Err(at.refused(&error, &list)),
        }
    }

    /// The number of the version that a form was made from; that of now where it names none.
    fn seen(&self, fields: &Fields) -> u64 {
        fields.get("seen").parse().unwrap_or(self.story.version)
    }
}
