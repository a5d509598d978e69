//! From what was read of a unit to what screens show.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash};
use shared::domain::decision::{Decision, Submission};
use shared::domain::document::DocumentScope;
use shared::domain::record::Record;
use shared::domain::state::derive;
use shared::domain::validate::validate;
use shared::id::{DocumentId, RecordId};
use shared::merge::view::RecordView as Said;
use shared::time::TimestampMs;

use super::{Circumstances, UnitModel};
use crate::engine::model::Source;
use crate::engine::model::places::Places;
use crate::engine::rules::decisions_scope;
use crate::engine::view::{Model, RecordView, Where};

impl UnitModel {
    /// The record as it stands in the workbook, else as it is laid on the unit.
    pub(super) fn home_of(&self, id: RecordId) -> Option<(DocumentId, &Record)> {
        let workbook = self.workbook.as_ref().map(|(workbook, _)| *workbook);
        let first = DocumentId::new([0; 16]);
        let mut found: Vec<(DocumentId, &Record)> = self
            .read
            .range((id, first)..)
            .take_while(|((of, _), _)| *of == id)
            .map(|((_, home), record)| (*home, record))
            .collect();
        found.sort_by_key(|(home, _)| Some(*home) != workbook);
        found.into_iter().next()
    }

    /// What was submitted and decided about these records, in its order.
    pub(super) fn said_about(&self, about: &BTreeSet<RecordId>) -> BTreeMap<RecordId, SaidAbout> {
        let mut said: BTreeMap<RecordId, SaidAbout> = BTreeMap::new();
        for entry in self.submissions.values().flatten() {
            if about.contains(&entry.record) {
                said.entry(entry.record).or_default().submissions.push(entry.clone());
            }
        }
        for decision in self.decisions.all() {
            if about.contains(&decision.record) {
                said.entry(decision.record).or_default().decisions.push(decision.clone());
            }
        }
        for said in said.values_mut() {
            said.submissions.sort_by_key(|entry| (entry.at, entry.id));
            said.decisions.sort_by_key(|decision| (decision.at, decision.id));
        }
        said
    }

    /// Records that have come further without changing, all but these: their views say so now.
    pub(super) fn put_in_place(&mut self, but: &BTreeSet<RecordId>) -> Vec<RecordId> {
        let Self { views, places, .. } = self;
        let mut moved = Vec::new();
        for (id, view) in views.iter_mut().filter(|(id, _)| !but.contains(id)) {
            let (record, step) = whereabouts(places, &view.said);
            if (&record, &step) != (&view.whereabouts, &view.step_whereabouts) {
                let whereabouts = RecordView { whereabouts: record, ..RecordView::clone(view) };
                *view = Model::new(RecordView { step_whereabouts: step, ..whereabouts });
                moved.push(*id);
            }
        }
        moved
    }

    /// The documents in which this unit's records stand: its workbook, and what roles say about it.
    pub(super) fn homes<'a>(
        &self,
        source: &'a impl Source,
        (workbook, doc, scope): (DocumentId, &'a Automerge, &DocumentScope),
    ) -> BTreeMap<DocumentId, Home<'a>> {
        let own = Home { document: workbook, doc, scope: scope.clone(), heads: doc.get_heads() };
        let laid_on = self.roles.iter().filter_map(|(role, id)| {
            let doc = source.document(id)?;
            let scope = decisions_scope(scope, *role);
            Some((*id, Home { document: *id, doc, scope, heads: doc.get_heads() }))
        });
        std::iter::once((workbook, own)).chain(laid_on).collect()
    }

    pub(super) fn view(
        &self,
        record: &Record,
        said: SaidAbout,
        workbook: &DocumentScope,
        home: &Home<'_>,
        with: &Circumstances<'_>,
    ) -> RecordView {
        let SaidAbout { submissions, decisions } = said;
        let derived = derive(record, &submissions, &decisions);
        let said = Said {
            record: record.clone(),
            unit: with.unit.clone(),
            derived,
            decisions,
            submissions,
        };
        let (updated_at, updated_by) = self
            .last_change
            .get(&record.id)
            .copied()
            .unwrap_or((TimestampMs::default(), record.creator));
        let (whereabouts, step_whereabouts) = whereabouts(&self.places, &said);
        RecordView {
            document: home.document,
            heads: home.heads.clone(),
            whereabouts,
            step_whereabouts,
            updated_at: updated_at.max(said.touched_at()),
            updated_by,
            problems: validate(record, &(with.context)(record.plan)),
            may_edit: with.me.may_edit(&said, &home.scope),
            steps: with.me.steps(&said, workbook, &home.scope),
            said,
        }
    }
}

/// A document in which records stand.
pub(super) struct Home<'a> {
    document: DocumentId,
    doc: &'a Automerge,
    scope: DocumentScope,
    heads: Vec<ChangeHash>,
}

impl Home<'_> {
    /// Whether the heads at which a view was read are still here: a document that was taken away may
    /// have come back without them.
    pub(super) fn knows(&self, view: &RecordView) -> bool {
        view.heads.iter().all(|head| self.doc.get_change_meta_by_hash(head).is_some())
    }
}

/// What was said of a record.
#[derive(Default)]
pub(super) struct SaidAbout {
    submissions: Vec<Submission>,
    decisions: Vec<Decision>,
}

/// Where a record is, and where the step is that makes its state.
fn whereabouts(places: &Places, said: &Said) -> (Where, Option<Where>) {
    let step = said.derived.step.map(|entry| places.of(entry.uuid()));
    (places.of(said.record.id.uuid()), step)
}

/// Whether two views show the same. Heads are left out: newer ones of the same content change
/// nothing on a screen.
pub(super) fn same(old: &RecordView, new: &RecordView) -> bool {
    let (a, b) = (&old.said, &new.said);
    let record = |a: &Record, b: &Record| {
        (a.id, a.plan, &a.fields, a.creator, a.created_at, a.deleted)
            == (b.id, b.plan, &b.fields, b.creator, b.created_at, b.deleted)
            && a.kind.map(|kind| kind.id) == b.kind.map(|kind| kind.id)
    };
    record(&a.record, &b.record)
        && a.derived == b.derived
        && a.decisions == b.decisions
        && a.submissions == b.submissions
        && old.document == new.document
        && old.whereabouts == new.whereabouts
        && old.step_whereabouts == new.step_whereabouts
        && old.updated_at == new.updated_at
        && old.updated_by == new.updated_by
        && old.problems == new.problems
        && old.may_edit == new.may_edit
        && old.steps == new.steps
}
