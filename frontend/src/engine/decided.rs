//! The version of a record that a decision was bound to.

use shared::domain::record::Record;
use shared::id::EntryId;
use shared::schema::decisions::record_as_decided;

use super::core::Engine;
use super::model::Source;
use super::view::RecordView;

impl Engine {
    /// The record as it was when a decision on it was taken, if its documents are here.
    pub fn as_decided(&self, view: &RecordView, decision: EntryId) -> Option<Record> {
        let role = view.decisions.iter().find(|other| other.id == decision)?.role;
        let state = self.0.state.borrow();
        let scope = state.model.scope(&view.document)?;
        let decisions = state.model.decisions_for(scope, role)?;
        let source = state.source();
        record_as_decided(source.document(&decisions)?, decision, source.document(&view.document)?)
    }
}
