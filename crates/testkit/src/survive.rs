//! Dies before and after every step of a story, restarts, and ends well.

use std::future::Future;

use crate::{City, Fuse};

/// More steps than any one story has.
const STEPS_MAX: u64 = 500;

/// Lets `story` play in a new town again and again, each time dying one step later, until it plays
/// to its end. After each death the town restarts, comes to rest, and its books must equal the
/// provider's. Returns the number of steps survived.
///
/// The story must not care about errors: after the death there are only errors.
pub async fn dies_at_every_step<T, S>(new_town: T, story: S) -> u64
where
    T: AsyncFn(u64) -> City,
    S: AsyncFn(&City),
{
    for length in 1..=STEPS_MAX {
        let mut city = new_town(length).await;
        let fuse = Fuse::of(length);
        city.light(&fuse);
        story(&city).await;
        let survived = !fuse.is_burnt();
        city.restart();
        city.comes_to_rest().await;
        city.judge()
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
