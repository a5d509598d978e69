//! An import under way outlives its tab: the file and the corrections are kept on the device until
//! the plan is created.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::id::PlanId;
use shared::import::revise::Op;

use super::{Import, Refused};
use crate::platform::idb::{Area, Write};
use crate::platform::log;

/// Where files are kept, and where what was corrected in them: each under the plan's id, so that two
/// tabs do not mix them up.
const FILE: &str = "import.file.";
const CORRECTIONS: &str = "import.corrections.";

/// What was corrected.
#[derive(Serialize, Deserialize)]
struct Corrections {
    /// The plan that will be created.
    id: PlanId,
    /// Repairs that are refused.
    refused: Refused,
    /// Corrections, in order.
    ops: Vec<Op>,
}

impl Import {
    /// Keeps the corrections, and the file if it is not kept yet.
    pub(super) fn keep(self) {
        let Some(id) = self.id.get_value() else { return };
        let (refused, ops) = (self.refused.get_untracked(), self.ops.get_untracked());
        let Ok(json) = serde_json::to_vec(&Corrections { id, refused, ops }) else { return };
        let mut writes = vec![Write::Put(Area::Facts, format!("{CORRECTIONS}{id}"), json)];
        let with_file = !self.file_kept.get_value();
        if with_file {
            writes.push(Write::Put(Area::Facts, format!("{FILE}{id}"), self.bytes.get_value()));
        }
        self.write(writes, with_file);
    }

    /// Forgets an import: its plan is created, or another file took its place.
    pub(super) fn forget(self, id: PlanId) {
        let keys = [format!("{FILE}{id}"), format!("{CORRECTIONS}{id}")];
        self.write(keys.map(|key| Write::Delete(Area::Facts, key)).into(), false);
    }

    fn write(self, writes: Vec<Write>, with_file: bool) {
        // Someone else may have signed in meanwhile: their store is not this one's.
        let now = self.app.session.with_untracked(|s| s.info().map(|info| info.account));
        let Some(engine) = self.app.engine().filter(|_| now == self.account.get_value()) else {
            return;
        };
        let turn = self.writes_begun.get_value() + 1;
        self.writes_begun.set_value(turn);
        leptos::task::spawn_local(async move {
            match engine.keep(writes).await {
                // Writes end in the order in which they began.
                Ok(()) => {
                    let _ = self.writes_done.try_update_value(|done| *done = turn.max(*done));
                    if with_file {
                        let _ = self.file_kept.try_set_value(true);
                    }
                }
                Err(failure) => log::warn(&format!("import: {failure}")),
            }
        });
    }

    /// Takes up what an earlier page left, once the documents are there, unless a file was chosen: the
    /// one begun last.
    pub(super) fn take_up(self) {
        let restored = StoredValue::new(false);
        Effect::new(move |_| {
            if !self.app.loaded.get() || restored.get_value() {
                return;
            }
            restored.set_value(true);
            let Some(engine) = self.app.engine() else { return };
            leptos::task::spawn_local(async move {
                let mut facts = engine.kept().await;
                let read = |(key, json): (&String, &Vec<u8>)| {
                    let kept: Corrections = serde_json::from_slice(json).ok()?;
                    key.starts_with(CORRECTIONS).then_some(kept)
                };
                // Ids sort by when they were made.
                let last = facts.iter().filter_map(read).max_by_key(|kept| kept.id);
                let Some(kept) = last else { return };
                let Some(bytes) = facts.remove(&format!("{FILE}{}", kept.id)) else { return };
                if self.id.try_get_value() == Some(None) {
                    self.id.set_value(Some(kept.id));
                    self.file_kept.set_value(true);
                    self.bytes.set_value(bytes);
                    self.refused.set(kept.refused);
                    self.ops.set(kept.ops);
                    self.read_again();
                }
            });
        });
    }
}
