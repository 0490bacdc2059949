//! A queue of things that wait for their time. What waits for the same time comes out in the order
//! in which it was put in.

use std::collections::BTreeMap;

use jiff::Timestamp;

#[derive(Debug)]
pub(crate) struct Timers<T> {
    waiting: BTreeMap<(Timestamp, u64), T>,
    /// How many were ever put in: the order among equals.
    count: u64,
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self {
            waiting: BTreeMap::new(),
            count: 0,
        }
    }
}

impl<T> Timers<T> {
    pub(crate) fn put(&mut self, at: Timestamp, what: T) {
        self.count += 1;
        self.waiting.insert((at, self.count), what);
    }

    /// Takes out the next that is due at `until`; the next of all for `None`.
    pub(crate) fn take(&mut self, until: Option<Timestamp>) -> Option<T> {
        let next = self.waiting.first_entry()?;
        let due = until.is_none_or(|until| next.key().0 <= until);
        due.then(|| next.remove())
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_due_comes_out_in_the_order_of_time_and_then_of_putting_in() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut timers = Timers::default();
        for (second, name) in [(2, "b"), (1, "a"), (2, "c"), (3, "d")] {
            timers.put(at(second), name);
        }
        let due: Vec<&str> = std::iter::from_fn(|| timers.take(Some(at(2)))).collect();
        assert_eq!(due, ["a", "b", "c"]);
        assert_eq!((timers.take(None), timers.take(None)), (Some("d"), None));
    }
}
