//! The leading tab towards those that follow, and changes that were refused.

use std::collections::BTreeMap;
use std::rc::Rc;

use automerge::ChangeHash;
use shared::id::DocumentId;
use shared::sync::device::Event;

use super::inner::{Inner, Role, State};
use super::model::Source;
use super::tabs::Message;

impl Inner {
    /// Sends a follower what its copies lack.
    pub(super) fn catch_up(self: &Rc<Self>, have: Vec<(DocumentId, Vec<ChangeHash>)>) {
        let have: BTreeMap<DocumentId, Vec<ChangeHash>> = have.into_iter().collect();
        let mut state = self.state.borrow_mut();
        let State { role: Role::Leader(leader), link, store_problem, purged, .. } = &mut *state
        else {
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
        // Told while the follower was starting, this went past it.
        let gone = have.keys().filter(|id| leader.device.document(id).is_none());
        for document in gone {
            self.send(&Message::Erased { document: *document }, &[]);
        }
        let purged = purged.clone();
        drop(state);
        if !purged.is_empty() {
            self.send(&Message::Purged { records: purged }, &[]);
        }
        self.send(&status, &[]);
    }

    /// Offers a document's refused changes again; whether this tab leads.
    pub(super) fn retry_refused(self: &Rc<Self>, document: DocumentId) -> bool {
        let leads = matches!(self.state.borrow().role, Role::Leader(_));
        if leads {
            self.handle(Event::RetryRefused(document));
        }
        leads
    }
}
