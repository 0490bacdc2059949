//! The program is killed at every step of every use case, and restarted, on both engines. What a
//! step is, [`testkit::CrashPoint`] says.

mod bank;
mod mails;
mod notices;
mod payments;
mod trial;

use storage::Db;
use testkit::{TestAuthority, crashes_at_every_step, play};

/// Fewer steps than this and the crash point sits in the wrong place.
const STEPS_MIN: u64 = 5;

/// Plays each story on both engines, in an authority that was prepared so.
macro_rules! all_survive {
    (after $prepare:ident: $($story:ident)*) => { $(
        mod $story {
            #[test]
            fn sqlite() {
                let db = async || Some(storage::testing::sqlite().await);
                crate::crashes::survives(db, crate::crashes::$prepare, super::$story);
            }
            #[test]
            fn postgres() {
                let db = storage::testing::postgres;
                crate::crashes::survives(db, crate::crashes::$prepare, super::$story);
            }
        }
    )* };
}
use all_survive;

fn survives<D, P, S>(db: D, prepare: P, story: S)
where
    D: AsyncFn() -> Option<Db>,
    P: AsyncFn(&TestAuthority),
    S: AsyncFn(&TestAuthority),
{
    let steps = play(async {
        let db = db().await?;
        let steps = crashes_at_every_step(&db, prepare, story).await;
        Some(steps)
    });
    assert!(steps.is_none_or(|steps| steps >= STEPS_MIN), "{steps:?}");
}

async fn nothing(_: &TestAuthority) {}

/// The authority gets its trial tenant.
async fn trials(authority: &TestAuthority) {
    authority.opens_trials().await;
}

/// Citizens get three fines.
async fn three_fines(authority: &TestAuthority) {
    authority.sends_three_fines().await;
}
