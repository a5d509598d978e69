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
            epoch: 0,
            connections: BTreeMap::new(),
        }
    }

    /// What the relay answers for: all behind the heads it stands at. What a write left in the
    /// store that was said to have failed belongs to it once the relay has read it again.
    pub fn promised(&mut self, document: &DocumentId) -> BTreeSet<ChangeHash> {
        let index = || {
            let stored = self.store.heads().into_iter().find(|(id, _)| id == document);
            stored.map(|(_, heads)| heads)
        };
        let heads = match &self.engine {
            Some(engine) => engine.heads(document),
            None => index(),
        };
        self.store.behind(document, heads.unwrap_or_default())
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
