//! Where the entries of a unit's documents are: with the server, on this device, refused.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash};
use shared::id::DocumentId;
use uuid::Uuid;

use super::Progress;
use super::touched::Touched;
use crate::engine::view::Where;

/// By document: what is not with the server. Everything else is.
#[derive(Debug, Default)]
pub(super) struct Places(BTreeMap<DocumentId, Behind>);

/// Records, submissions and decisions of one document that have not come all the way.
#[derive(Debug, Default)]
struct Behind {
    /// Not on the server.
    here: BTreeSet<Uuid>,
    /// Of these, what this device's store has not confirmed.
    unsaved: BTreeSet<Uuid>,
    /// Refused, with code and message.
    refused: BTreeMap<Uuid, (String, String)>,
}

impl Places {
    /// Looks at a document anew.
    pub(super) fn look(&mut self, id: DocumentId, doc: &Automerge, progress: &Progress) {
        self.0.insert(id, Behind::of(doc, progress));
    }

    pub(super) fn forget(&mut self, id: &DocumentId) {
        self.0.remove(id);
    }

    /// Where an entry is; the worst, if it is of several documents.
    pub(super) fn of(&self, id: Uuid) -> Where {
        let refused = self.0.values().find_map(|behind| behind.refused.get(&id));
        if let Some((code, message)) = refused {
            return Where::Refused { code: code.clone(), message: message.clone() };
        }
        let any = |of: fn(&Behind) -> &BTreeSet<Uuid>| self.0.values().any(|b| of(b).contains(&id));
        if !any(|behind| &behind.here) {
            Where::OnServer
        } else if any(|behind| &behind.unsaved) {
            Where::Unsaved
        } else {
            Where::OnDevice
        }
    }
}

impl Behind {
    fn of(doc: &Automerge, progress: &Progress) -> Self {
        let heads = doc.get_heads();
        // Against a version that this copy does not know, nothing is certain to be there.
        let since = |version: &[ChangeHash]| -> BTreeSet<Uuid> {
            let touched = Touched::since(doc, version).or_else(|| Touched::since(doc, &[]));
            touched.iter().flat_map(Touched::ids).collect()
        };
        let mut behind = Self::default();
        if progress.unsent > 0 {
            behind.here = since(&progress.receipt);
        }
        if let Some(stored) = &progress.stored {
            behind.unsaved = since(stored);
        }
        for refused in &progress.refused {
            // It left the document; on a copy it shows what it is about.
            let mut copy = doc.clone();
            if copy.load_incremental(&refused.bytes).is_err() {
                continue;
            }
            let touched = Touched::since(&copy, &heads);
            for id in touched.iter().flat_map(Touched::ids) {
                behind.refused.insert(id, (refused.code.clone(), refused.message.clone()));
            }
        }
        behind
    }
}
