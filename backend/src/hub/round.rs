//! The end of a round: one transaction for everything it wrote, then the engine is told.

use std::collections::HashSet;

use shared::id::DocumentId;
use shared::sync::relay::{Commit, RelayEvent};

use super::driver::{Driver, engine_error};
use crate::store::StoreError;
use crate::store::model::DocumentWrite;

impl Driver {
    /// Stores what the round wrote, and what follows from having stored it, until nothing is left.
    pub(super) fn settle(&mut self) {
        while !self.batch.is_empty() || !self.created.is_empty() {
            let commits = std::mem::take(&mut self.batch);
            let tickets: Vec<_> = commits.iter().map(|commit| commit.ticket).collect();
            let writes: Vec<_> = commits.into_iter().map(|commit| self.write(commit)).collect();
            let results = self.store_all(&writes);
            for (ticket, result) in tickets.into_iter().zip(results) {
                let result = result.map_err(engine_error);
                self.feed(RelayEvent::Stored { ticket, result });
            }
            self.announce_created();
        }
        if !self.refusals.is_empty() {
            let refusals = std::mem::take(&mut self.refusals);
            let logged = self.store.log_refusals(self.commune, &refusals);
            if let Err(error) = self.runtime.block_on(logged) {
                tracing::error!(%error, "cannot log what was refused");
            }
        }
    }

    fn write(&self, commit: Commit) -> DocumentWrite {
        DocumentWrite {
            commune: self.commune,
            document: commit.document,
            create: self.creating.get(&commit.document).cloned(),
            put: commit.put,
            delete: commit.delete,
            bindings: commit.bindings,
            heads: commit.heads,
        }
    }

    /// All in one transaction; if that fails, each on its own, so that one document's trouble stays
    /// its own. A document that failed gets nothing more in this round.
    fn store_all(&self, writes: &[DocumentWrite]) -> Vec<Result<(), StoreError>> {
        let store = &self.store;
        self.runtime.block_on(async {
            let Err(error) = store.commit(writes).await else {
                return writes.iter().map(|_| Ok(())).collect();
            };
            if let [_] = writes {
                return vec![Err(error)];
            }
            let mut failed: HashSet<DocumentId> = HashSet::new();
            let mut results = Vec::with_capacity(writes.len());
            for write in writes {
                let result = if failed.contains(&write.document) {
                    Err(StoreError::Failed("an earlier write of this document failed".into()))
                } else {
                    store.commit(std::slice::from_ref(write)).await
                };
                if result.is_err() {
                    failed.insert(write.document);
                }
                results.push(result);
            }
            results
        })
    }
}
