//! The leading tab towards those that follow, and records whose changes were refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use automerge::ChangeHash;
use shared::id::{DocumentId, RecordId};
use shared::sync::device::Event;

use super::inner::{Inner, Role, State};
use super::model::Source;
use super::tabs::Message;

impl Inner {
    /// Sends a follower what its copies lack.
    pub(super) fn catch_up(self: &Rc<Self>, have: Vec<(DocumentId, Vec<ChangeHash>)>) {
        let have: BTreeMap<DocumentId, Vec<ChangeHash>> = have.into_iter().collect();
        let mut state = self.state.borrow_mut();
        let State { role: Role::Leader(leader), link, store_problem, .. } = &mut *state else {
            return;
        };
        leader.followed = true;
        let status = Message::Status { link: link.clone(), store: store_problem.clone() };
        for document in leader.device.documents() {
            let Some(doc) = leader.device.document(&document) else { continue };
            let heads = doc.get_heads();
            let known = have.get(&document).filter(|known| {
                known.iter().all(|head| doc.get_change_meta_by_hash(head).is_some())
            });
            match known {
                Some(known) if *known == heads => {}
                Some(known) => {
                    let message = Message::Changed { document, whole: false, heads };
                    self.send(&message, &doc.save_after(known));
                }
                None if heads.is_empty() => {}
                None => {
                    let message = Message::Changed { document, whole: true, heads };
                    self.send(&message, &doc.save());
                }
            }
            let progress = Box::new(leader.progress(&document));
            self.send(&Message::Progressed { document, progress }, &[]);
        }
        drop(state);
        self.send(&status, &[]);
    }

    /// Offers the refused changes of a record's documents again; whether this tab leads.
    pub(super) fn retry_refused(self: &Rc<Self>, record: RecordId) -> bool {
        let state = self.state.borrow();
        let Role::Leader(leader) = &state.role else { return false };
        let workbook = state.model.record(record).map(|view| view.document);
        let documents: Vec<DocumentId> = leader
            .device
            .documents()
            .filter(|id| {
                let refused = leader.device.status(id).is_some_and(|status| status.refused > 0);
                refused
                    && (workbook.is_none()
                        || workbook == Some(*id)
                        || same_unit(&state, id, workbook))
            })
            .collect();
        drop(state);
        for document in documents {
            self.handle(Event::RetryRefused(document));
        }
        true
    }
}

fn same_unit(state: &State, id: &DocumentId, workbook: Option<DocumentId>) -> bool {
    let unit = |id: &DocumentId| state.model.scope(id).and_then(|scope| scope.unit.clone());
    workbook.is_some_and(|workbook| unit(id).is_some() && unit(id) == unit(&workbook))
}
