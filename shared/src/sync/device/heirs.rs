//! What a device's copy of an erased document becomes: the relay has replaced it by another one
//! without what must not exist, and tells how before it tells that the old one is erased.
//!
//! What was not sent yet is carried over. The old document is hidden at once; it is deleted from
//! the store as soon as the store has confirmed what it leaves, so that a crash in between costs
//! nothing: the relay tells again.

use std::collections::BTreeMap;

use automerge::{Automerge, Change, ChangeHash};

use crate::id::DocumentId;
use crate::sync::access::Access;
use crate::sync::chunk::{ChangeChunk, Trust, read_changes};
use crate::sync::load::{chunk_of, guarded};
use crate::sync::refusal::{Refusal, RefusalCode};

use super::shelf::Shelf;
use super::{Device, Effect, RefusedChange};

/// A copy as it is here.
pub struct Copy<'a> {
    /// The document, with what was not sent yet.
    pub doc: &'a Automerge,
    /// Changes that were set aside.
    pub refused: Vec<Change>,
}

/// What a copy leaves to the document that takes its place.
pub struct Heir {
    /// The document that goes.
    pub old: DocumentId,
    /// The one that comes.
    pub new: DocumentId,
    /// All changes, each after what it builds on: those that the relay has, and those it does not.
    pub changes: Vec<Change>,
    /// Set-aside changes, by what they were.
    pub refused: BTreeMap<ChangeHash, Change>,
}

/// How copies are rewritten: from what the relay tells, and the copies there are. The rules belong
/// to the domain, which sync does not see.
pub type Inherit = for<'d> fn(&[u8], &dyn Fn(&DocumentId) -> Option<Copy<'d>>) -> Vec<Heir>;

impl Device {
    /// From now on erased documents leave to their successors what was not sent.
    pub fn set_heirs(&mut self, inherit: Inherit) {
        self.inherit = Some(inherit);
    }

    /// The relay told of a purge; that documents are erased comes after it.
    pub(super) fn purge_came(&mut self, told: Vec<u8>) {
        let heirs = self.inherit.map(|inherit| {
            let copy = |id: &DocumentId| {
                let shelf = self.shelves.get(id)?;
                let here = shelf.access != Access::Erased && !shelf.doc.get_heads().is_empty();
                let refused = shelf.refused.values().flat_map(|refused| {
                    let read = read_changes(&refused.bytes, Trust::Own).into_iter().flatten();
                    read.filter_map(|change| parse(&change))
                });
                here.then(|| Copy { doc: &shelf.doc, refused: refused.collect() })
            };
            guarded(|| Ok(inherit(&told, &copy))).unwrap_or_default()
        });
        self.effects.push(Effect::Purged(told));
        for heir in heirs.unwrap_or_default() {
            self.take_over(heir);
        }
    }

    fn take_over(&mut self, heir: Heir) {
        let (old, new, account) = (heir.old, heir.new, self.config.account);
        let actor = self.fresh_actor(&new);
        let Some(from) = self.shelves.get(&old) else { return };
        let (access, unsent) = (from.access, from.holds_work());
        let reasons: BTreeMap<ChangeHash, Refusal> =
            from.refused.iter().map(|(hash, refused)| (*hash, refused.refusal.clone())).collect();
        let to = self.shelves.entry(new).or_insert_with(|| Shelf::new(account, actor, access));
        if to.access == Access::Erased {
            return;
        }
        let before = to.doc.get_heads();
        let chunks = heir.changes.iter().filter_map(|change| chunk_of(change).ok());
        let missing: Vec<ChangeChunk> = chunks.filter(|change| !to.has(&change.hash)).collect();
        if to.apply(&missing).is_ok() {
            to.enqueue(missing);
        } else {
            // It has come from the relay already and is not what was expected: kept to be seen.
            to.reopen(account);
            let why = Refusal::new(RefusalCode::Dependency, "its document was replaced");
            for ChangeChunk { hash, bytes, .. } in missing {
                to.refused.insert(hash, RefusedChange { hash, refusal: why.clone(), bytes });
            }
            to.rewrite = true;
        }
        for (was, change) in heir.refused {
            let Some(refusal) = reasons.get(&was).cloned() else { continue };
            let (hash, bytes) = (change.hash(), change.raw_bytes().to_vec());
            to.refused.insert(hash, RefusedChange { hash, refusal, bytes });
            to.rewrite = true;
        }
        to.awaits_receipt |= unsent;
        to.meta_dirty = true;
        let after = to.doc.get_heads();
        if after != before {
            let rebuilt = before.is_empty();
            self.effects.push(Effect::Changed { document: new, before, after, rebuilt });
        }
        // In this order no screen stands empty in between.
        self.effects.extend([Effect::Status(new), Effect::Erased(old)]);
        // Purged twice while this device was away: the last one inherits from all.
        self.leaving.values_mut().filter(|heir| **heir == old).for_each(|heir| *heir = new);
        if unsent {
            self.leaving.insert(old, new);
        }
        self.keep(new, true);
        self.hide(old);
        if !unsent {
            self.bury(old);
        }
    }

    fn hide(&mut self, id: DocumentId) {
        let Some(shelf) = self.shelves.get_mut(&id) else { return };
        shelf.access = Access::Erased;
        shelf.session = None;
        shelf.heard.clear();
        shelf.held.clear();
    }

    /// Whether a document must stay in the store until what it leaves is there.
    fn waits_for_heir(&self, old: &DocumentId) -> bool {
        let heir = self.leaving.get(old).and_then(|new| self.shelves.get(new));
        heir.is_some_and(|heir| {
            !heir.unsaved.is_empty() || heir.in_flight.is_some() || heir.rewrite
        })
    }

    /// The store has answered for a document: what waited for it is deleted.
    pub(super) fn bury_what_left_to(&mut self, new: DocumentId) {
        let left: Vec<_> =
            self.leaving.iter().filter(|(_, heir)| **heir == new).map(|(old, _)| *old).collect();
        for old in left {
            let hidden = self.shelves.get(&old).is_some_and(|s| s.access == Access::Erased);
            if hidden && !self.waits_for_heir(&old) {
                self.leaving.remove(&old);
                self.bury(old);
            }
        }
    }
}

impl Shelf {
    /// Whether there is something that only this device has.
    fn holds_work(&self) -> bool {
        !self.unsaved.is_empty() || !self.unreceipted.is_empty() || !self.refused.is_empty()
    }
}

fn parse(change: &ChangeChunk) -> Option<Change> {
    let bytes = change.bytes.clone();
    guarded(|| Change::from_bytes(bytes).map_err(|error| error.to_string())).ok()
}
