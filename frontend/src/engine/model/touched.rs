//! Which entries of a document a stretch of its history touches.

use std::collections::BTreeSet;

use automerge::{Automerge, ChangeHash, PatchAction, Prop};

/// Keys of entries, by the root container they stand in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Touched {
    /// Records.
    pub(super) records: BTreeSet<String>,
    /// Submissions and decisions.
    pub(super) entries: BTreeSet<String>,
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
            let Some(Prop::Map(container)) = keys.next() else { continue };
            let key = match (keys.next(), &patch.action) {
                (Some(Prop::Map(key)), _) => key,
                (None, PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key }) => key,
                (None, PatchAction::Conflict { prop: Prop::Map(key) }) => key,
                _ => continue,
            };
            match container.as_str() {
                "records" => touched.records.insert(key.clone()),
                "submissions" | "decisions" => touched.entries.insert(key.clone()),
                _ => false,
            };
        }
        Some(touched)
    }
}
