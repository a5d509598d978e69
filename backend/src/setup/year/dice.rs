//! Chance, from the seed alone: the same throws in the same order for the same seed.

use shared::time::TimestampMs;
use uuid::Uuid;

use crate::setup::entropy::Entropy;

/// Throws of one seed.
#[derive(Debug)]
pub(super) struct Dice<'e>(pub(super) &'e mut Entropy);

impl Dice<'_> {
    /// A number from `low` to `high`, both included. The remainder's bias is of no matter here.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        let throw = u64::from_be_bytes(self.0.bytes());
        low + throw % (high - low + 1)
    }

    /// So many times out of a hundred.
    pub(super) fn percent(&mut self, often: u64) -> bool {
        self.between(1, 100) <= often
    }

    /// One of several.
    ///
    /// # Panics
    ///
    /// If there is none; the lists are fixed and have some.
    pub(super) fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let last = of.len().checked_sub(1).expect("there is something to choose from");
        of[self.between(0, last as u64) as usize]
    }

    /// One of several that occur so often in proportion.
    pub(super) fn weighted<T: Copy>(&mut self, of: &[(u64, T)]) -> T {
        let all = of.iter().map(|(weight, _)| weight).sum();
        let mut throw = self.between(1, all);
        for (weight, value) in of {
            if throw <= *weight {
                return *value;
            }
            throw -= weight;
        }
        // The weights add up to what was thrown from.
        of[0].1
    }

    /// Into any order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.between(0, last as u64) as usize);
        }
    }

    /// A UUIDv7 of that moment.
    pub(super) fn uuid(&mut self, at: TimestampMs) -> Uuid {
        self.0.uuid(at)
    }
}
