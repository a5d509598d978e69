//! What a purge means for this device: copies of documents are rewritten by the domain's rules,
//! and what was typed about a purged record is forgotten.

use std::collections::BTreeSet;
use std::rc::Rc;

use shared::id::{DocumentId, RecordId};
use shared::schema::purge::{self, Kept, Purge};
use shared::sync::device::{Copy, Heir};

use super::inner::Inner;
use super::journal;
use super::tabs::Message;
use crate::platform::idb::{Area, Durability};
use crate::platform::{log, spawn};

/// For [`Device::set_heirs`](shared::sync::device::Device::set_heirs).
pub(super) fn inherit<'d>(
    told: &[u8],
    copy: &dyn Fn(&DocumentId) -> Option<Copy<'d>>,
) -> Vec<Heir> {
    let Some(purge) = Purge::from_bytes(told) else { return Vec::new() };
    let kept = |id: &DocumentId| copy(id).map(|Copy { doc, refused }| Kept { doc, refused });
    let inherited = purge::inherit(&purge, kept).into_iter();
    inherited
        .map(|purge::Inherited { old, new, changes, refused }| Heir { old, new, changes, refused })
        .collect()
}

impl Inner {
    /// Leader: the relay told of a purge.
    pub(super) fn purged(self: &Rc<Self>, told: &[u8]) {
        let Some(purge) = Purge::from_bytes(told) else { return };
        self.send(&Message::Purged { records: purge.records.clone() }, &[]);
        self.forget_records(purge.records);
        let inner = Rc::clone(self);
        spawn(async move { inner.forget_what_was_typed().await });
    }

    /// From now on nothing that is typed about these is kept.
    pub(super) fn forget_records(&self, records: BTreeSet<RecordId>) {
        self.state.borrow_mut().purged.extend(records);
    }

    /// Whether a record was purged since this tab was opened.
    pub(super) fn is_purged(&self, record: &RecordId) -> bool {
        self.state.borrow().purged.contains(record)
    }

    /// Deletes what is in the journal about purged records, whichever tab it is of.
    pub(super) async fn forget_what_was_typed(&self) {
        let Some(store) = self.store.clone() else { return };
        let Ok(contents) = store.read(Area::Journal).await else { return };
        let entries = journal::entries(contents).into_iter();
        let about = entries.filter(|entry| {
            let record = super::carry_out::record_of(&entry.envelope.command);
            self.is_purged(&record)
        });
        let writes: Vec<_> = about.map(|entry| journal::forget(entry.envelope.id)).collect();
        if !writes.is_empty()
            && let Err(failure) = store.write(&writes, Durability::Strict).await
        {
            log::warn(&format!("what was typed about a purged record is still there: {failure}"));
        }
    }
}
