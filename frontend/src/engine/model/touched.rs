//! Which entries of a document a stretch of its history touches.

use std::collections::BTreeSet;

use automerge::{Automerge, ChangeHash, PatchAction, Prop};
use shared::id::{EntryId, RecordId};
use uuid::Uuid;

/// Entries, by the root container they stand in. Keys that are no ids are nobody's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// Records of a workbook.
    pub(super) records: BTreeSet<RecordId>,
    /// Submissions, decisions, and records laid on a unit beside its decisions.
    pub(super) entries: BTreeSet<EntryId>,
    /// Whether a container itself is another one: then nothing is where it was.
    pub(super) containers: bool,
}

impl Touched {
    /// Compares two versions. Nothing if the document does not know one of them.
    pub(super) fn between(
        doc: &Automerge,
        before: &[ChangeHash],
        after: &[ChangeHash],
    ) -> Option<Self> {
        let known = |head: &ChangeHash| doc.get_change_meta_by_hash(head).is_some();
        if !before.iter().chain(after).all(known) {
            return None;
        }
        let mut touched = Self::default();
        for patch in doc.diff(before, after) {
            let mut keys = patch.path.iter().map(|(_, prop)| prop);
            let Some(Prop::Map(container)) = keys.next() else {
                touched.containers = true;
                continue;
            };
            let key = match (keys.next(), &patch.action) {
                (Some(Prop::Map(key)), _) => key,
                (None, PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key }) => key,
                (None, PatchAction::Conflict { prop: Prop::Map(key) }) => key,
                _ => continue,
            };
            match container.as_str() {
                "records" => touched.records.extend(key.parse::<RecordId>()),
                "submissions" | "decisions" => touched.entries.extend(key.parse::<EntryId>()),
                _ => {}
            }
        }
        Some(touched)
    }

    /// Of all of them, whatever they are.
    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> {
        let records = self.records.iter().map(RecordId::uuid);
        records.chain(self.entries.iter().map(EntryId::uuid))
    }
}
