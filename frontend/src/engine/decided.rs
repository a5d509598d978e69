//! What a record was before: the version that a decision was bound to, and every change since it was
//! made.

use shared::domain::record::Record;
use shared::id::EntryId;
use shared::schema::decisions::record_as_decided;
use shared::schema::history::{FieldChange, history};

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

    /// Who changed which of its fields, and from what.
    pub fn history(&self, view: &RecordView) -> Vec<FieldChange> {
        let state = self.0.state.borrow();
        let source = state.source();
        let submitted = view.submissions.iter().map(|entry| entry.at);
        let steps: Vec<_> = submitted.chain(view.decisions.iter().map(|entry| entry.at)).collect();
        let doc = source.document(&view.document);
        doc.map_or_else(Vec::new, |doc| history(doc, view.id(), &steps))
    }
}
