//! The grants that were in force at a time, as the trail says it: when a grant came into force and
//! when it ended is told by the acts on it.

use domain::access::{Act, ActOutcome, Grant};
use domain::{PersonId, Timestamp};
use storage::ReadTx;
use storage::access::audit::StoredAct;

use super::names::Names;
use crate::App;
use crate::access::staff::{StaffError, StaffPlace};

/// A grant that was in force.
#[derive(Clone, Debug)]
pub struct RightOnDay {
    pub person: String,
    pub grant: Grant,
    /// When it came into force, and by which actor it was given or confirmed.
    pub since: Timestamp,
    pub confirmed_by: String,
    /// The person was suspended at that time: the grant gave nothing.
    pub suspended: bool,
}

/// The last of these acts that was done before the time.
fn last_before<'a>(acts: &'a [StoredAct], of: &[Act], at: Timestamp) -> Option<&'a StoredAct> {
    let done: &str = ActOutcome::Done.into();
    let mut found = acts
        .iter()
        .rev()
        .filter(|act| act.outcome == done && act.at <= at);
    found.find(|act| of.iter().any(|one| one.name() == act.act))
}

async fn is_suspended(
    tx: &mut ReadTx,
    person: PersonId,
    at: Timestamp,
) -> Result<bool, StaffError> {
    let acts = tx
        .access()
        .audit()
        .by_people_on(&person.to_string())
        .await?;
    let last = last_before(&acts, &[Act::PersonSuspend, Act::PersonResume], at);
    Ok(last.is_some_and(|last| last.act == Act::PersonSuspend.name()))
}

impl App {
    /// Every grant that was in force at this time, by the names of persons.
    pub(crate) async fn view_rights(
        &self,
        place: &StaffPlace,
        at: Timestamp,
    ) -> Result<Vec<RightOnDay>, StaffError> {
        let mut tx = self.db.read(place.scope()).await?;
        let names = Names::read(&mut tx).await?;
        let mut rights = Vec::new();
        for grant in tx.access().grants().all().await? {
            let acts = tx
                .access()
                .audit()
                .by_people_on(&grant.id.to_string())
                .await?;
            let given = [Act::GrantGive, Act::GrantConfirm];
            let Some(began) = last_before(&acts, &given, at) else {
                continue;
            };
            let ended = last_before(&acts, &[Act::GrantEnd], at).is_some();
            let over = grant.until.is_some_and(|until| until <= at);
            if ended || over || grant.from > at {
                continue;
            }
            rights.push(RightOnDay {
                person: names.of(&domain::access::Actor::Person(grant.person)),
                since: began.at,
                confirmed_by: names.of(&began.actor),
                suspended: is_suspended(&mut tx, grant.person, at).await?,
                grant,
            });
        }
        rights.sort_by(|one, other| one.person.cmp(&other.person));
        Ok(rights)
    }
}
