//! Dies before and after every step of a story, restarts, and ends well.

use std::future::Future;

use crate::{CrashPoint, TestAuthority};

/// More steps than any one story has.
const STEPS_MAX: u64 = 500;

/// Lets `story` play in a new authority again and again, each time crashing one step later, until
/// it plays to its end. After each crash the program restarts, comes to rest, and its books must
/// equal the provider's. Returns the number of steps survived.
///
/// The story must not care about errors: after the death there are only errors.
pub async fn crashes_at_every_step<T, S>(new_authority: T, story: S) -> u64
where
    T: AsyncFn(u64) -> TestAuthority,
    S: AsyncFn(&TestAuthority),
{
    for length in 1..=STEPS_MAX {
        let mut authority = new_authority(length).await;
        let crash_point = CrashPoint::at(length);
        authority.crashes_at(&crash_point);
        story(&authority).await;
        let survived = !crash_point.is_reached();
        authority.restart();
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
        .enable_time()
        .build()
        .expect("a runtime starts")
        .block_on(story)
}
