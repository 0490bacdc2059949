//! Ends the program's life at a chosen step. A step is each moment at which a real process could
//! be killed with another result: before and after a commit, before and after a call to the
//! provider or the mail server. Once the crash point is reached, nothing works any more until the
//! program restarts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Clones count together. The default one is never reached.
#[derive(Clone, Default)]
pub struct CrashPoint {
    /// Steps so far.
    steps: Arc<AtomicU64>,
    /// The step at which the program dies; zero means none.
    last: u64,
}

impl CrashPoint {
    /// Reached at this step, counted from 1.
    pub fn at(step: u64) -> Self {
        Self {
            steps: Arc::default(),
            last: step,
        }
    }

    /// Counts one step; `true` from the last one on.
    pub fn step(&self) -> bool {
        let steps = self.steps.fetch_add(1, Ordering::Relaxed) + 1;
        self.last != 0 && steps >= self.last
    }

    /// Steps so far.
    pub fn steps(&self) -> u64 {
        self.steps.load(Ordering::Relaxed)
    }

    pub fn is_reached(&self) -> bool {
        self.last != 0 && self.steps() >= self.last
    }
}
