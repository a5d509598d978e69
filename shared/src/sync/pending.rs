//! Changes that wait for something they build on.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::ChangeHash;

use super::chunk::ChangeChunk;
use super::graph::Graph;

/// A change with whatever its holder needs to know about it.
pub(crate) trait HasChange {
    fn change(&self) -> &ChangeChunk;
}

impl HasChange for ChangeChunk {
    fn change(&self) -> &ChangeChunk {
        self
    }
}

/// Changes by hash; those whose dependencies are there can be taken out in order.
#[derive(Debug, Clone)]
pub(crate) struct Pending<T> {
    waiting: BTreeMap<ChangeHash, T>,
}

impl<T> Default for Pending<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new() }
    }
}

impl<T: HasChange> Pending<T> {
    pub(crate) fn insert(&mut self, item: T) {
        self.waiting.insert(item.change().hash, item);
    }

    pub(crate) fn remove(&mut self, hash: &ChangeHash) -> Option<T> {
        self.waiting.remove(hash)
    }

    pub(crate) fn has(&self, hash: &ChangeHash) -> bool {
        self.waiting.contains_key(hash)
    }

    pub(crate) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// Bytes of the changes that wait.
    pub(crate) fn size(&self) -> usize {
        self.waiting.values().map(|item| item.change().bytes.len()).sum()
    }

    pub(crate) fn hashes(&self) -> impl Iterator<Item = &ChangeHash> {
        self.waiting.keys()
    }

    /// Takes out what can be added now, each after what it builds on. `is_there` tells which
    /// changes need not be waited for.
    pub(crate) fn take_ready(&mut self, is_there: impl Fn(&ChangeHash) -> bool) -> Vec<T> {
        let mut missing: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut waiting_on: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut ready = VecDeque::new();
        for (hash, item) in &self.waiting {
            let absent: Vec<_> =
                item.change().deps.iter().filter(|dep| !is_there(dep)).copied().collect();
            if absent.is_empty() {
                ready.push_back(*hash);
            }
            missing.insert(*hash, absent.len());
            for dep in absent {
                waiting_on.entry(dep).or_default().push(*hash);
            }
        }
        let mut taken = Vec::new();
        while let Some(hash) = ready.pop_front() {
            taken.extend(self.waiting.remove(&hash));
            for dependent in waiting_on.remove(&hash).unwrap_or_default() {
                if let Some(count) = missing.get_mut(&dependent) {
                    *count -= 1;
                    if *count == 0 {
                        ready.push_back(dependent);
                    }
                }
            }
        }
        taken
    }

    /// Takes out what directly builds on any of these.
    pub(crate) fn take_building_on(&mut self, hashes: &BTreeSet<ChangeHash>) -> Vec<T> {
        let builds_on = |item: &T| item.change().deps.iter().any(|dep| hashes.contains(dep));
        let found: Vec<_> = self
            .waiting
            .iter()
            .filter(|(_, item)| builds_on(item))
            .map(|(hash, _)| *hash)
            .collect();
        found.iter().filter_map(|hash| self.waiting.remove(hash)).collect()
    }

    /// What is missing to reach `heads`: neither in the graph nor waiting. Sorted.
    pub(crate) fn missing(&self, graph: &Graph, heads: &[ChangeHash]) -> Vec<ChangeHash> {
        let mut missing = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut stack = heads.to_vec();
        while let Some(hash) = stack.pop() {
            if graph.has(&hash) || !seen.insert(hash) {
                continue;
            }
            match self.waiting.get(&hash) {
                Some(item) => stack.extend(&item.change().deps),
                None => {
                    missing.insert(hash);
                }
            }
        }
        missing.into_iter().collect()
    }
}
