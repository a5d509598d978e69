//! The simulated relay process: the real relay engine over a simulated store.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::ChangeHash;
use shared::id::{AccountId, DocumentId, PeerId};
use shared::sync::access::{Access, Policy};
use shared::sync::relay::Relay;
use shared::sync::store::Ticket;

use super::store::{Store, Write};

/// Who may do what in the simulated commune.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Who may write a document; everybody may read all.
    pub writers: BTreeMap<DocumentId, BTreeSet<AccountId>>,
}

impl Policy for Rules {
    fn access(&self, account: &AccountId, document: &DocumentId) -> Access {
        match self.writers.get(document) {
            None => Access::None,
            Some(writers) if writers.contains(account) => Access::Write,
            Some(_) => Access::Read,
        }
    }

    fn exempt(&self, _: &DocumentId, change: &automerge::ExpandedChange) -> bool {
        shared::schema::migration::is_recomputable(change)
    }

    fn documents(&self, _account: &AccountId) -> Vec<DocumentId> {
        self.writers.keys().copied().collect()
    }
}

/// The process.
pub struct Process {
    /// The engine; gone while the relay is down.
    pub engine: Option<Relay>,
    /// What survives a crash.
    pub store: Store,
    /// Writes on their way, oldest first.
    pub writes: VecDeque<(Ticket, Write)>,
    /// Changes that are in the store by a write that was said to have failed.
    pub unpromised: BTreeMap<DocumentId, BTreeSet<ChangeHash>>,
    /// Which start this is.
    pub epoch: u64,
    /// Which tablet a connection belongs to, and the attempt it came from.
    pub connections: BTreeMap<u64, (usize, shared::sync::device::Attempt)>,
}

impl Process {
    /// A relay that is down, with an empty store.
    pub fn new() -> Self {
        Self {
            engine: None,
            store: Store::default(),
            writes: VecDeque::new(),
            unpromised: BTreeMap::new(),
            epoch: 0,
            connections: BTreeMap::new(),
        }
    }

    /// Makes a write, and says that it failed (`promised` false) or that it was made.
    pub fn commit(&mut self, write: Write, promised: bool) {
        let document = write.document;
        if promised {
            if let Some(unpromised) = self.unpromised.get_mut(&document) {
                let mut written = Store::default();
                written.commit(Write { delete: Vec::new(), ..write.clone() });
                let written = written.changes(&document);
                unpromised.retain(|hash| !written.contains(hash));
            }
            return self.store.commit(write);
        }
        let before = self.store.changes(&document);
        self.store.commit(write);
        let after = self.store.changes(&document);
        self.unpromised.entry(document).or_default().extend(after.difference(&before));
    }

    /// Starts the process from its store.
    pub fn start(&mut self) {
        let mut engine = Relay::new(PeerId::from("relay"), self.store.heads());
        engine.set_pace(super::PACE);
        self.engine = Some(engine);
        self.epoch += 1;
    }

    /// Kills the process: some writes on their way had been committed, in their order.
    pub fn crash(&mut self, committed: usize) {
        for _ in 0..committed {
            if let Some((_, write)) = self.writes.pop_front() {
                self.store.commit(write);
            }
        }
        self.writes.clear();
        self.engine = None;
        self.epoch += 1;
        self.connections.clear();
    }
}

impl Default for Process {
    fn default() -> Self {
        Self::new()
    }
}
