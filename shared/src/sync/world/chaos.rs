//! The same world with everything that can go wrong, drawn from a seed.

use super::{Next, RelayEvent, World};
use crate::sync::device::Event;

/// A small generator: the same seed, the same run.
#[derive(Debug)]
pub(in crate::sync) struct Dice(u64);

impl Dice {
    pub(in crate::sync) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(in crate::sync) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }
}

impl World {
    /// Lets one thing happen that is under way. Frames of one connection keep their order, and so
    /// do the writes of one store; everything else may overtake.
    pub(in crate::sync) fn step(&mut self, dice: &mut Dice) {
        if self.next.is_empty() {
            return;
        }
        let chosen = dice.roll(self.next.len());
        let lane = lane(&self.next[chosen]);
        let first = self.next.iter().position(|next| self::lane(next) == lane);
        if let Some(next) = first.and_then(|at| self.next.remove(at)) {
            self.happen(next);
        }
    }

    /// A device dies; of its writes under way some were made.
    pub(in crate::sync) fn crash_device(&mut self, number: usize, dice: &mut Dice) {
        let mut keep = dice.roll(3);
        while let Some(at) = self
            .next
            .iter()
            .position(|next| matches!(next, Next::DeviceWrites { number: n, .. } if *n == number))
        {
            let write = self.next.remove(at);
            if let Some(write) = write.filter(|_| keep > 0) {
                keep -= 1;
                self.happen(write);
            }
        }
        assert_eq!(self.restart_device(number), []);
    }

    /// The relay dies; of its writes under way some were made.
    pub(in crate::sync) fn crash_relay(&mut self, dice: &mut Dice) {
        let mut keep = dice.roll(3);
        while let Some(at) = self.next.iter().position(|next| matches!(next, Next::RelayWrites(_)))
        {
            let write = self.next.remove(at);
            if let Some(write) = write.filter(|_| keep > 0) {
                keep -= 1;
                self.happen(write);
            }
        }
        self.restart_relay();
    }

    /// The socket breaks, and what was on the wire is lost.
    pub(in crate::sync) fn break_link(&mut self, number: usize) {
        let Some((connection, attempt)) = self.nodes[number].connection else { return };
        self.next.retain(|next| match next {
            Next::Device(n, Event::Frame(a, _)) => (*n, *a) != (number, attempt),
            Next::Relay(RelayEvent::Frame(c, _)) => *c != connection,
            _ => true,
        });
        self.cut(number);
    }
}

/// What keeps its order.
fn lane(next: &Next) -> (u8, u64) {
    match next {
        Next::Device(number, Event::Stored { .. }) => (0, *number as u64),
        Next::Device(number, _) => (1, *number as u64),
        Next::DeviceWrites { number, .. } => (2, *number as u64),
        Next::Relay(
            RelayEvent::Frame(connection, _)
            | RelayEvent::Connected { connection, .. }
            | RelayEvent::Disconnected(connection),
        ) => (3, connection.0),
        Next::Relay(RelayEvent::Stored { .. } | RelayEvent::Loaded { .. }) => (4, 0),
        Next::Relay(_) => (5, 0),
        Next::RelayWrites(_) => (6, 0),
    }
}
