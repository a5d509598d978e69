//! Trying changes on the opened document before they are stored: they must apply, move the heads
//! as the graph says, and leave a document that saves and loads.

use std::collections::BTreeSet;

use automerge::{Automerge, Change, ChangeHash};

use crate::sync::refusal::{Refusal, RefusalCode};

use super::accept::builds_on_refused;
use super::library::{Arrival, Giver, Library, apply, save_and_verify};

/// Failed attempts per batch before the rest of it is refused: each costs reopening the document.
const FAILURES_MAX: usize = 32;

/// A change that passed every check but this one.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) arrival: Arrival,
    pub(super) change: Change,
}

/// One batch being tried.
#[derive(Debug)]
pub(super) struct Trial<'l> {
    library: &'l mut Library,
    /// Applied to the opened document already, but not committed.
    ahead: Vec<Change>,
    failures: usize,
    pub(super) refused: Vec<(Giver, ChangeHash, Refusal)>,
    /// Committed changes that spoil the document, if that is what is wrong.
    pub(super) spoiled: Option<BTreeSet<ChangeHash>>,
}

impl<'l> Trial<'l> {
    pub(super) fn new(library: &'l mut Library) -> Self {
        let (ahead, refused) = (Vec::new(), Vec::new());
        Self { library, ahead, failures: 0, refused, spoiled: None }
    }

    /// Splits a batch until what fails stands alone; returns the rest, in order.
    pub(super) fn sift(&mut self, mut candidates: Vec<Candidate>) -> Vec<Arrival> {
        let refused: BTreeSet<_> = self.refused.iter().map(|(_, hash, _)| *hash).collect();
        candidates.retain(|candidate| {
            let builds_on = candidate.arrival.change.deps.iter().any(|dep| refused.contains(dep));
            if builds_on {
                self.refuse(&candidate.arrival, builds_on_refused());
            }
            !builds_on
        });
        if candidates.is_empty() || self.spoiled.is_some() {
            return Vec::new();
        }
        let changes: Vec<_> = candidates.iter().map(|candidate| candidate.change.clone()).collect();
        let Err(reason) = self.attempt(&changes) else {
            return candidates.into_iter().map(|candidate| candidate.arrival).collect();
        };
        if self.spoiled.is_some() {
            return Vec::new();
        }
        self.failures += 1;
        if candidates.len() == 1 || self.failures > FAILURES_MAX {
            for candidate in candidates {
                let refusal = Refusal::new(RefusalCode::Harmful, reason.clone());
                self.refuse(&candidate.arrival, refusal);
            }
            return Vec::new();
        }
        let second = candidates.split_off(candidates.len() / 2);
        let mut accepted = self.sift(candidates);
        accepted.extend(self.sift(second));
        accepted
    }

    fn refuse(&mut self, arrival: &Arrival, refusal: Refusal) {
        self.refused.push((arrival.giver, arrival.change.hash, refusal));
    }

    fn attempt(&mut self, changes: &[Change]) -> Result<(), String> {
        let mut doc = self.take_document()?;
        let expected = heads_after(&doc, changes);
        apply(&mut doc, changes.to_vec())?;
        if doc.get_heads() != expected {
            return Err("the document does not take it".to_owned());
        }
        let unverified = self.library.unverified + self.ahead.len() + changes.len();
        if unverified >= verify_after(self.library.graph.len()) {
            match save_and_verify(&doc) {
                Ok(bytes) => self.library.verified = Some((expected, bytes)),
                Err(reason) => {
                    self.spoiled = find_spoiled(self.library);
                    return Err(reason);
                }
            }
            self.library.unverified = 0;
        } else {
            self.library.unverified += changes.len();
        }
        self.ahead.extend_from_slice(changes);
        self.library.opened = Some(doc);
        Ok(())
    }

    fn take_document(&mut self) -> Result<Automerge, String> {
        if !self.ahead.is_empty()
            && let Some(doc) = self.library.opened.take()
        {
            return Ok(doc);
        }
        let mut doc = self.library.open()?;
        apply(&mut doc, self.ahead.clone())?;
        Ok(doc)
    }
}

/// How many changes may come before saving and loading is tried again: often in a small document,
/// and seldom enough in a large one that the cost per change stays the same.
fn verify_after(len: usize) -> usize {
    (len / 4).max(4)
}

fn heads_after(doc: &Automerge, changes: &[Change]) -> Vec<ChangeHash> {
    let mut heads: BTreeSet<_> = doc.get_heads().into_iter().collect();
    for change in changes {
        for dep in change.deps() {
            heads.remove(dep);
        }
        heads.insert(change.hash());
    }
    heads.into_iter().collect()
}

/// The committed changes without which the document saves and loads; `None` if it does anyway.
pub(super) fn find_spoiled(library: &mut Library) -> Option<BTreeSet<ChangeHash>> {
    let fine = |library: &Library, count: usize| {
        library.open_prefix(count).and_then(|doc| save_and_verify(&doc).map(drop)).is_ok()
    };
    let all = library.graph.len();
    if fine(library, all) {
        return None;
    }
    // The first prefix that fails ends with a culprit.
    let (mut good, mut bad) = (0, all);
    while bad - good > 1 {
        let middle = good + (bad - good) / 2;
        if fine(library, middle) { good = middle } else { bad = middle }
    }
    let culprit: BTreeSet<_> = library.graph.hashes().nth(bad - 1).into_iter().collect();
    Some(library.graph.descendants(&culprit))
}
