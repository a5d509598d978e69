//! The graph of a document's committed changes: what serving needs, without the operations.
//!
//! Changes stand in an order in which each comes after what it builds on; a change is only added
//! once its dependencies are there.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use automerge::{ActorId, ChangeHash};

use super::chunk::ChangeChunk;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    hash: ChangeHash,
    deps: Vec<u32>,
    actor: u32,
    seq: u64,
    start_op: u64,
    max_op: u64,
}

/// A change as far as the graph is concerned.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    pub(crate) hash: ChangeHash,
    pub(crate) deps: &'a [ChangeHash],
    pub(crate) actor: &'a ActorId,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    pub(crate) max_op: u64,
}

/// For each actor (by its number in the graph) the last sequence number that is covered.
pub(crate) type Clock = BTreeMap<u32, u64>;

/// A state of a graph that only grew since.
#[derive(Debug)]
pub(crate) struct Mark {
    len: usize,
    heads: BTreeSet<ChangeHash>,
}

/// A document's committed changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Graph {
    nodes: Vec<Node>,
    index: HashMap<ChangeHash, u32>,
    heads: BTreeSet<ChangeHash>,
    actors: Vec<ActorId>,
    actor_index: BTreeMap<ActorId, u32>,
    /// For each actor its changes, in order.
    by_actor: Vec<Vec<u32>>,
}

impl Graph {
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The heads, sorted.
    pub(crate) fn heads(&self) -> Vec<ChangeHash> {
        self.heads.iter().copied().collect()
    }

    pub(crate) fn has(&self, hash: &ChangeHash) -> bool {
        self.index.contains_key(hash)
    }

    pub(crate) fn has_all(&self, hashes: &[ChangeHash]) -> bool {
        hashes.iter().all(|hash| self.has(hash))
    }

    /// Every hash, each after what it builds on.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = ChangeHash> + '_ {
        self.nodes.iter().map(|node| node.hash)
    }

    /// Adds a change. Returns whether it is in the graph now: not if a dependency is missing.
    pub(crate) fn add(&mut self, change: &ChangeChunk) -> bool {
        self.add_line(&Line {
            hash: change.hash,
            deps: &change.deps,
            actor: &change.actor,
            seq: change.seq,
            start_op: change.start_op,
            max_op: change.max_op(),
        })
    }

    /// Adds a change of which only this is known, as [`Graph::add`] does.
    pub(crate) fn add_line(&mut self, change: &Line<'_>) -> bool {
        if self.has(&change.hash) {
            return true;
        }
        let deps: Option<Vec<u32>> =
            change.deps.iter().map(|dep| self.index.get(dep).copied()).collect();
        let Some(deps) = deps else { return false };
        let number = self.nodes.len() as u32;
        let actor = self.actor_number(change.actor);
        self.by_actor[actor as usize].push(number);
        for dep in change.deps {
            self.heads.remove(dep);
        }
        self.heads.insert(change.hash);
        self.index.insert(change.hash, number);
        self.nodes.push(Node {
            hash: change.hash,
            deps,
            actor,
            seq: change.seq,
            start_op: change.start_op,
            max_op: change.max_op,
        });
        true
    }

    fn actor_number(&mut self, actor: &ActorId) -> u32 {
        if let Some(number) = self.actor_index.get(actor) {
            return *number;
        }
        let number = self.actors.len() as u32;
        self.actors.push(actor.clone());
        self.actor_index.insert(actor.clone(), number);
        self.by_actor.push(Vec::new());
        number
    }

    /// The graph's state now, to come back to.
    pub(crate) fn mark(&self) -> Mark {
        Mark { len: self.nodes.len(), heads: self.heads.clone() }
    }

    /// Takes out again what was added since the mark.
    pub(crate) fn reset(&mut self, mark: Mark) {
        for node in self.nodes.drain(mark.len..) {
            self.index.remove(&node.hash);
            self.by_actor[node.actor as usize].pop();
        }
        self.heads = mark.heads;
    }

    /// The given changes that are here, with everything that builds on them.
    pub(crate) fn descendants(&self, of: &BTreeSet<ChangeHash>) -> BTreeSet<ChangeHash> {
        let mut found = BTreeSet::new();
        for node in &self.nodes {
            let builds_on =
                || node.deps.iter().any(|dep| found.contains(&self.nodes[*dep as usize].hash));
            if of.contains(&node.hash) || builds_on() {
                found.insert(node.hash);
            }
        }
        found
    }

    /// The heads that would be left without these changes, which nothing else builds on.
    pub(crate) fn heads_without(&self, removed: &BTreeSet<ChangeHash>) -> Vec<ChangeHash> {
        let mut heads: BTreeSet<_> = self.hashes().filter(|hash| !removed.contains(hash)).collect();
        for node in self.nodes.iter().filter(|node| !removed.contains(&node.hash)) {
            for dep in &node.deps {
                heads.remove(&self.nodes[*dep as usize].hash);
            }
        }
        heads.into_iter().collect()
    }

    /// The last sequence number of an actor; 0 if it has none.
    pub(crate) fn seq(&self, actor: &ActorId) -> u64 {
        let last = self.actor_index.get(actor).and_then(|a| self.by_actor[*a as usize].last());
        last.map_or(0, |node| self.nodes[*node as usize].seq)
    }

    /// The highest operation number.
    pub(crate) fn max_op(&self) -> u64 {
        self.heads
            .iter()
            .filter_map(|head| self.index.get(head))
            .map(|node| self.nodes[*node as usize].max_op)
            .max()
            .unwrap_or(0)
    }

    /// The highest operation number of one change.
    pub(crate) fn max_op_of(&self, hash: &ChangeHash) -> u64 {
        self.index.get(hash).map_or(0, |node| self.nodes[*node as usize].max_op)
    }

    /// What is here but not among `known` and their ancestors; each after what it builds on.
    /// Unknown hashes count for nothing.
    pub(crate) fn since(&self, known: &[ChangeHash]) -> Vec<ChangeHash> {
        let mut is_known: HashMap<u32, bool> = HashMap::new();
        let mut heap = BinaryHeap::new();
        let mut open = 0usize;
        for head in &self.heads {
            if let Some(node) = self.index.get(head) {
                is_known.insert(*node, false);
                heap.push(*node);
                open += 1;
            }
        }
        let mut mark_known =
            |node: u32, heap: &mut BinaryHeap<u32>, open: &mut usize| match is_known
                .insert(node, true)
            {
                None => heap.push(node),
                Some(false) => *open -= 1,
                Some(true) => {}
            };
        for node in known.iter().filter_map(|hash| self.index.get(hash)) {
            mark_known(*node, &mut heap, &mut open);
        }
        let mut found = Vec::new();
        while open > 0 {
            // Numbers follow the order, so a node's fate is settled when it comes up.
            let Some(number) = heap.pop() else { break };
            let node = &self.nodes[number as usize];
            if is_known.get(&number) == Some(&true) {
                for dep in &node.deps {
                    match is_known.insert(*dep, true) {
                        None => heap.push(*dep),
                        Some(false) => open -= 1,
                        Some(true) => {}
                    }
                }
            } else {
                open -= 1;
                found.push(node.hash);
                for dep in &node.deps {
                    if !is_known.contains_key(dep) {
                        is_known.insert(*dep, false);
                        heap.push(*dep);
                        open += 1;
                    }
                }
            }
        }
        found.reverse();
        found
    }

    /// Those of `hashes` that no other of them builds on.
    pub(crate) fn maximal(&self, hashes: &[ChangeHash]) -> Vec<ChangeHash> {
        let mut maximal: Vec<_> = hashes.iter().copied().filter(|hash| self.has(hash)).collect();
        maximal.sort_unstable();
        maximal.dedup();
        if maximal.len() > 1 {
            let all = maximal.clone();
            maximal.retain(|hash| {
                let others: Vec<_> = all.iter().copied().filter(|other| other != hash).collect();
                !self.covers(&others, hash)
            });
        }
        maximal
    }

    /// Whether `hash` is one of `heads` or an ancestor of one.
    pub(crate) fn covers(&self, heads: &[ChangeHash], hash: &ChangeHash) -> bool {
        let Some(target) = self.index.get(hash) else { return false };
        let mut heap: BinaryHeap<u32> =
            heads.iter().filter_map(|head| self.index.get(head).copied()).collect();
        while let Some(node) = heap.pop() {
            if node == *target {
                return true;
            }
            if node < *target {
                return false;
            }
            heap.extend(&self.nodes[node as usize].deps);
            while heap.peek() == Some(&node) {
                heap.pop();
            }
        }
        false
    }

    /// What `heads` and their ancestors cover.
    pub(crate) fn clock(&self, heads: &[ChangeHash]) -> Clock {
        let mut clock = Clock::new();
        let mut seen = vec![false; self.nodes.len()];
        let mut stack: Vec<u32> =
            heads.iter().filter_map(|head| self.index.get(head).copied()).collect();
        let all = self.heads.iter().all(|head| heads.contains(head));
        if all {
            for (actor, nodes) in self.by_actor.iter().enumerate() {
                if let Some(last) = nodes.last() {
                    clock.insert(actor as u32, self.nodes[*last as usize].seq);
                }
            }
            return clock;
        }
        while let Some(number) = stack.pop() {
            if std::mem::replace(&mut seen[number as usize], true) {
                continue;
            }
            let node = &self.nodes[number as usize];
            let seq = clock.entry(node.actor).or_default();
            *seq = node.seq.max(*seq);
            stack.extend(node.deps.iter().filter(|dep| !seen[**dep as usize]));
        }
        clock
    }

    /// Extends a clock that covers everything before these changes by the changes themselves.
    pub(crate) fn cover(&self, clock: &mut Clock, changes: &[ChangeHash]) {
        for number in changes.iter().filter_map(|hash| self.index.get(hash)) {
            let node = &self.nodes[*number as usize];
            let seq = clock.entry(node.actor).or_default();
            *seq = node.seq.max(*seq);
        }
    }

    /// Whether a clock covers any change of this actor.
    pub(crate) fn clock_knows(&self, clock: &Clock, actor: &ActorId) -> bool {
        self.actor_index.get(actor).is_some_and(|number| clock.contains_key(number))
    }

    /// The sequence number up to which a clock covers this actor.
    pub(crate) fn clock_seq(&self, clock: &Clock, actor: &ActorId) -> u64 {
        self.actor_index.get(actor).and_then(|number| clock.get(number)).copied().unwrap_or(0)
    }

    /// The change that made an operation, if the clock covers it; with its first operation.
    pub(crate) fn change_of_op(
        &self,
        clock: &Clock,
        actor: &ActorId,
        op: u64,
    ) -> Option<(ChangeHash, u64)> {
        let number = self.actor_index.get(actor)?;
        let covered = clock.get(number)?;
        let changes = &self.by_actor[*number as usize];
        let after = changes.partition_point(|node| self.nodes[*node as usize].start_op <= op);
        let node = &self.nodes[changes[after.checked_sub(1)?] as usize];
        (op <= node.max_op && node.seq <= *covered).then_some((node.hash, node.start_op))
    }
}
