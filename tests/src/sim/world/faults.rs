//! The kinds of faults and how likely each is; the rarer ones, and how the world is healed of them.

use std::collections::BTreeSet;

use shared::id::{AccountId, DocumentId};
use shared::sync::device::Event;
use shared::sync::refusal::RefusalCode;
use shared::sync::relay::{RelayEvent, RequestId};

use super::{Due, World};
use crate::sim::rng::Rng;

/// How likely each kind of fault is, in thousandths per opportunity; drawn per seed, and some
/// kinds are switched off altogether (swarm testing).
#[derive(Debug, Clone, Copy)]
pub(super) struct Weights {
    pub(super) cut: u64,
    pub(super) stall: u64,
    pub(super) tablet_crash: u64,
    pub(super) relay_crash: u64,
    pub(super) store_failure: u64,
    /// Of the writes that fail: those that were made all the same.
    pub(super) failed_but_made: u64,
    /// A socket that loses everything in one direction and stays open.
    pub(super) half_dead: u64,
    pub(super) clock_jump: u64,
}

impl Weights {
    /// Draws them.
    pub(super) fn draw(rng: &mut Rng) -> Self {
        let mut weight = |max: u64| if rng.chance(300) { 0 } else { rng.below(max) + 1 };
        Self {
            cut: weight(30),
            stall: weight(20),
            tablet_crash: weight(12),
            relay_crash: weight(8),
            store_failure: weight(60),
            failed_but_made: weight(600),
            half_dead: weight(8),
            clock_jump: weight(60),
        }
    }

    pub(super) const NONE: Self = Self {
        cut: 0,
        stall: 0,
        tablet_crash: 0,
        relay_crash: 0,
        store_failure: 0,
        failed_but_made: 0,
        half_dead: 0,
        clock_jump: 0,
    };
}

/// A fault that changes what may be demanded; at most one kind in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rare {
    None,
    /// A tablet comes back with an earlier state of its store.
    SetBack,
    /// The relay comes back with a damaged chunk.
    Damage,
    /// Who may write a document changes while people write.
    Roles,
}

impl Rare {
    /// Draws one, or none.
    pub(super) fn draw(rng: &mut Rng) -> Self {
        match rng.below(5) {
            0 => Self::SetBack,
            1 => Self::Damage,
            2 => Self::Roles,
            _ => Self::None,
        }
    }

    /// Whether the relay may refuse an honest change for this reason.
    pub(super) fn explains(self, code: RefusalCode) -> bool {
        match self {
            Self::SetBack => matches!(code, RefusalCode::Sequence | RefusalCode::Dependency),
            Self::Damage => code == RefusalCode::ForeignAuthor,
            Self::Roles => matches!(code, RefusalCode::ReadOnly | RefusalCode::Dependency),
            Self::None => false,
        }
    }
}

impl World {
    /// A tablet's clock is set to something else.
    pub(super) fn jump_clock(&mut self, i: usize) {
        const DAY_MS: i64 = 24 * 3_600_000;
        if self.rng.chance(self.weights.clock_jump) {
            self.tally.other_faults += 1;
            let off = self.rng.below(2 * DAY_MS.unsigned_abs()).cast_signed() - DAY_MS;
            self.tablets[i].clock_off_ms = off;
        }
    }

    /// A tablet that has just crashed finds its store as it was a while ago.
    pub(super) fn set_back(&mut self, i: usize) {
        if self.rare != Rare::SetBack || self.rng.chance(500) {
            return;
        }
        let tablet = &mut self.tablets[i];
        let now = tablet.store.clone();
        if let Some(old) = tablet.old_store.replace(now) {
            self.tally.other_faults += 1;
            tablet.store = old;
            for (document, saved) in &mut tablet.saved {
                let mut held: BTreeSet<_> = tablet.store.changes(document);
                held.extend(self.relay.promised(document));
                saved.retain(|hash| held.contains(hash));
            }
        }
    }

    /// The relay, which has just crashed, finds a chunk damaged.
    pub(super) fn damage(&mut self) {
        if self.rare == Rare::Damage {
            let n = self.rng.index(1_000);
            if self.relay.store.damage(n) {
                self.tally.other_faults += 1;
            }
        }
    }

    /// Someone may write a document no more, or again.
    pub(super) fn change_role(&mut self) -> Result<(), String> {
        if self.rare != Rare::Roles || self.healing {
            return Ok(());
        }
        let pause = 5_000 + self.rng.below(15_000);
        self.after(pause, Due::Role);
        let documents: Vec<DocumentId> = self.rules.writers.keys().copied().collect();
        let document = documents[self.rng.index(documents.len())];
        let granted: Vec<AccountId> = self.granted[&document].iter().copied().collect();
        if granted.is_empty() {
            return Ok(());
        }
        let account = granted[self.rng.index(granted.len())];
        self.tally.other_faults += 1;
        let writers = self.rules.writers.entry(document).or_default();
        if !writers.remove(&account) {
            writers.insert(account);
        }
        self.relay_event(RelayEvent::AccessChanged(account))
    }

    /// What people and administrators do about the rare faults once all else works again.
    pub(super) fn heal_rare(&mut self) -> Result<(), String> {
        let documents: Vec<DocumentId> = self.rules.writers.keys().copied().collect();
        match self.rare {
            Rare::None | Rare::SetBack => {}
            Rare::Damage => {
                // A backup reads every document, and so finds what is damaged.
                for (n, document) in documents.into_iter().enumerate() {
                    let request = RequestId(1_000 + n as u64);
                    self.relay_event(RelayEvent::Export { request, document })?;
                }
            }
            Rare::Roles => {
                self.rules.writers.clone_from(&self.granted);
                let accounts: Vec<_> = self.tablets.iter().map(|tablet| tablet.account).collect();
                for account in accounts {
                    self.relay_event(RelayEvent::AccessChanged(account))?;
                }
                for minutes in 1..=4 {
                    self.after(minutes * 60_000, Due::Retry);
                }
            }
        }
        Ok(())
    }

    /// Everyone offers again what was refused.
    pub(super) fn retry_refused(&mut self) -> Result<(), String> {
        let documents: Vec<DocumentId> = self.rules.writers.keys().copied().collect();
        for i in 0..self.tablets.len() {
            for document in &documents {
                self.tablet_event(i, Event::RetryRefused(*document))?;
            }
        }
        Ok(())
    }
}
