//! Which entries of a document a stretch of its history touches.

use std::collections::BTreeSet;

use automerge::{Automerge, Change, ChangeHash, ObjId, Prop, ReadDoc as _, legacy};
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
    /// All that was written since a version. Nothing if the document does not know it.
    ///
    /// From the changes, not from a comparison of the versions: that costs in proportion to the
    /// document, and does not tell of a third side of a conflict.
    pub(super) fn since(doc: &Automerge, before: &[ChangeHash]) -> Option<Self> {
        let known = |head: &ChangeHash| doc.get_change_meta_by_hash(head).is_some();
        let changes = before.iter().all(known).then(|| doc.get_changes(before))?;
        let written: Vec<Self> = changes.iter().map(|change| Self::by(doc, change)).collect();
        Some(Self::union(&written))
    }

    /// What a change of the document wrote.
    pub(super) fn by(doc: &Automerge, change: &Change) -> Self {
        let mut touched = Self::default();
        let mut seen = BTreeSet::new();
        for op in change.decode().operations {
            let object = match op.obj {
                legacy::ObjectId::Root => ObjId::Root,
                legacy::ObjectId::Id(id) => ObjId::Id(id.counter(), id.actor().clone(), 0),
            };
            let key = match op.key {
                legacy::Key::Map(key) => Some(key),
                legacy::Key::Seq(_) => None,
            };
            if !seen.insert((object.clone(), key.clone())) {
                continue;
            }
            match doc.parents(&object) {
                Ok(parents) => {
                    let path = parents.path();
                    touched.note(path.iter().map(|(_, prop)| prop), key.as_deref());
                }
                // An object that the document does not have: nobody knows what it was.
                Err(_) => touched.containers = true,
            }
        }
        touched
    }

    /// Something below this path changed; `own_key` is the key in the map at its end.
    fn note<'p>(&mut self, mut path: impl Iterator<Item = &'p Prop>, own_key: Option<&str>) {
        let Some(Prop::Map(container)) = path.next() else {
            self.containers = true;
            return;
        };
        let key = match path.next() {
            Some(Prop::Map(key)) => Some(key.as_str()),
            Some(Prop::Seq(_)) => None,
            None => own_key,
        };
        let Some(key) = key else { return };
        match container.as_str() {
            "records" => self.records.extend(RecordId::of_key(key)),
            "submissions" | "decisions" => self.entries.extend(EntryId::of_key(key)),
            _ => {}
        }
    }

    /// All of several.
    pub(super) fn union<'a>(all: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut union = Self::default();
        for touched in all {
            union.records.extend(&touched.records);
            union.entries.extend(&touched.entries);
            union.containers |= touched.containers;
        }
        union
    }

    /// Of all of them, whatever they are.
    pub(super) fn ids(&self) -> impl Iterator<Item = Uuid> {
        let records = self.records.iter().map(RecordId::uuid);
        records.chain(self.entries.iter().map(EntryId::uuid))
    }
}
