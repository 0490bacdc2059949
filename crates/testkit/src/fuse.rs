//! Ends the program's life at a chosen step. A step is each moment at which a real process could
//! be killed with another result: before and after a commit, before and after a call to the
//! provider. Once burnt, nothing works any more until the town restarts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Default)]
pub struct Fuse {
    /// Steps so far.
    burnt: Arc<AtomicU64>,
    /// The step that is the last one; zero means none is.
    length: Arc<AtomicU64>,
}

impl Fuse {
    /// Dies at step `length`, counted from 1.
    pub fn of(length: u64) -> Self {
        let fuse = Self::default();
        fuse.length.store(length, Ordering::Relaxed);
        fuse
    }

    /// One step nearer to the end; `true` at the end and ever after.
    pub fn burn(&self) -> bool {
        let length = self.length.load(Ordering::Relaxed);
        let burnt = self.burnt.fetch_add(1, Ordering::Relaxed) + 1;
        length != 0 && burnt >= length
    }

    /// Steps so far.
    pub fn burnt(&self) -> u64 {
        self.burnt.load(Ordering::Relaxed)
    }

    pub fn is_burnt(&self) -> bool {
        let length = self.length.load(Ordering::Relaxed);
        length != 0 && self.burnt.load(Ordering::Relaxed) >= length
    }
}
