//! Dies at every step of a story, restarts, and ends well.

use std::future::Future;

use storage::Db;

use crate::{CrashPoint, TestAuthority};

/// More steps than any one story has.
const STEPS_MAX: u64 = 500;

/// Lets `story` play in a new authority again and again, each time crashing one step later, until
/// it plays to its end. After each crash the program restarts, the bank's statement is entered
/// again, everything comes to rest, and the books must equal those of provider and bank. Returns
/// the number of steps survived.
///
/// Each authority begins on `db` without rows, with what `prepare` does before the first step that
/// can be the last one. The story must not care about errors: after the crash there are only
/// errors.
pub async fn crashes_at_every_step<P, S>(db: &Db, prepare: P, story: S) -> u64
where
    P: AsyncFn(&TestAuthority),
    S: AsyncFn(&TestAuthority),
{
    for length in 1..=STEPS_MAX {
        let db = storage::testing::emptied(db).await;
        let mut authority = TestAuthority::new(db, length).await;
        prepare(&authority).await;
        let crash_point = CrashPoint::at(length);
        authority.crashes_at(&crash_point);
        story(&authority).await;
        let survived = !crash_point.is_reached();
        authority.restart();
        authority.enters_the_statement_again().await;
        authority.comes_to_rest().await;
        authority
            .reconcile()
            .await
            .unwrap_or_else(|problem| panic!("died at step {length}: {problem}"));
        if survived {
            return length - 1;
        }
    }
    panic!("the story never ends")
}

/// Keeps the future of a story on this thread, so that a seed always plays the same way.
pub fn play<F: Future>(story: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime starts")
        .block_on(story)
}
