//! Ends the program's life at a chosen step. A step is each moment from which a killed process
//! leaves another world behind than from the moment before: the program's beginning, each commit,
//! each call that provider or mail server answered, and whatever payer, bank or clock did in
//! between. Between two steps nothing is durable that was not before, so a death there is the death
//! at the step before it. Once the crash point is reached, nothing works any more until the program
//! restarts.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use storage::CrashMoment;

/// Clones count together. The default one is never reached.
#[derive(Clone)]
pub struct CrashPoint {
    /// Moments at which the program asked whether it lives.
    moments: Arc<AtomicU64>,
    /// Those of them that found the world changed.
    steps: Arc<AtomicU64>,
    /// Whether the world changed since the last step.
    is_changed: Arc<AtomicBool>,
    /// The step at which the program dies; zero means none.
    last: u64,
}

impl Default for CrashPoint {
    fn default() -> Self {
        Self::at(0)
    }
}

impl CrashPoint {
    /// Reached at this step, counted from 1.
    pub fn at(step: u64) -> Self {
        Self {
            moments: Arc::default(),
            steps: Arc::default(),
            is_changed: Arc::new(AtomicBool::new(true)),
            last: step,
        }
    }

    /// Something became durable outside of the program, or time passed.
    pub fn world_changes(&self) {
        self.is_changed.store(true, Ordering::Relaxed);
    }

    /// The program asks before or after something becomes durable; `true` when it is dead.
    pub fn dies(&self, moment: CrashMoment) -> bool {
        if moment == CrashMoment::Durable {
            self.world_changes();
        }
        self.moments.fetch_add(1, Ordering::Relaxed);
        if !self.is_reached() && self.is_changed.swap(false, Ordering::Relaxed) {
            self.steps.fetch_add(1, Ordering::Relaxed);
        }
        self.is_reached()
    }

    /// How often the program asked so far: the work it did, steps or not.
    pub fn moments(&self) -> u64 {
        self.moments.load(Ordering::Relaxed)
    }

    pub fn is_reached(&self) -> bool {
        self.last != 0 && self.steps.load(Ordering::Relaxed) >= self.last
    }
}
