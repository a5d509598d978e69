//! A unit's records with their derived states: what lists, forms and consolidation read.

use std::collections::BTreeMap;

use automerge::Automerge;
use serde::{Deserialize, Serialize};

use crate::domain::decision::{Decision, Submission};
use crate::domain::kind::CountsAs;
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::state::{Derived, Stage, derive};
use crate::id::{RecordId, UnitId};
use crate::schema::{decisions, workbook};
use crate::time::TimestampMs;

/// As what a record counts, wherever records are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Approved (`đã duyệt`).
    Approved,
    /// Waiting for a decision: submitted, or edited after approval (`chờ duyệt`, `sửa sau duyệt`).
    Awaiting,
}

/// A record with everything that was said about it.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// The record.
    pub record: Record,
    /// Whose workbook it stands in.
    pub unit: UnitId,
    /// Its state.
    pub derived: Derived,
    /// Decisions about it, in no particular order.
    pub decisions: Vec<Decision>,
    /// Submissions of it, in no particular order.
    pub submissions: Vec<Submission>,
}

impl RecordView {
    /// As what it counts; drafts, what is still to be done, came back or ended counts nowhere.
    pub const fn standing(&self) -> Option<Standing> {
        match self.derived.state.stage {
            Stage::Approved => Some(Standing::Approved),
            Stage::Awaiting | Stage::Edited => Some(Standing::Awaiting),
            Stage::Draft
            | Stage::Ready
            | Stage::UnderWay
            | Stage::Returned
            | Stage::Paused
            | Stage::Ended
            | Stage::Deleted => None,
        }
    }

    /// Whether it is one of what is counted as activities; one of a kind that this program does not
    /// know is, so that nothing is dropped silently.
    pub fn counts(&self) -> bool {
        self.record.kind.is_none_or(|kind| kind.counts_as != CountsAs::Nothing)
    }

    /// Whether other units see it: drafts are their unit's own, what was deleted is nobody's.
    pub const fn is_shared(&self) -> bool {
        self.derived.state.is_shared()
    }

    /// Whether it is seen by others and holds two values written at the same time.
    pub fn has_shared_conflict(&self) -> bool {
        self.is_shared() && self.record.conflicts().next().is_some()
    }

    /// The decision that made the state what it is.
    pub fn decision(&self) -> Option<&Decision> {
        let id = self.derived.decision?;
        self.decisions.iter().find(|decision| decision.id == id)
    }

    /// When it came into its state, by the clock of the device that took the step.
    pub fn since(&self) -> TimestampMs {
        let step = self.derived.step;
        let said = self.submissions.iter().map(|entry| (entry.id, entry.at));
        let decided = self.decisions.iter().map(|entry| (entry.id, entry.at));
        said.chain(decided)
            .find(|(id, _)| Some(*id) == step)
            .map_or(self.record.created_at, |(_, at)| at)
    }

    /// What it says in one line: the first line of its first text.
    pub fn first_words(&self) -> Option<&str> {
        let fields = self.record.kind?.fields.iter().filter(|field| field.ty.is_text());
        let texts = fields.map(|field| self.record.text(field.key).trim());
        texts.flat_map(str::lines).find(|line| !line.is_empty())
    }

    /// The latest moment at which anything was said about the record, by devices' clocks: for
    /// display and for sorting lists, never for merging.
    pub fn touched_at(&self) -> TimestampMs {
        self.submissions
            .iter()
            .map(|submission| submission.at)
            .chain(self.decisions.iter().map(|decision| decision.at))
            .fold(self.record.created_at, TimestampMs::max)
    }
}

/// Reads a unit's workbook with what roles say about it, as far as it is on this device: the unit's
/// own records and those laid on it.
pub fn unit_records(
    unit: &UnitId,
    workbook: &Automerge,
    roles: &[(Role, &Automerge)],
) -> BTreeMap<RecordId, RecordView> {
    let submissions = workbook::submissions(workbook, None);
    let homes: Vec<&Automerge> =
        std::iter::once(workbook).chain(roles.iter().map(|(_, doc)| *doc)).collect();
    let said: Vec<Decision> =
        roles.iter().flat_map(|(role, doc)| decisions::decisions(doc, *role, &homes)).collect();
    // Of two records under one id, which only a foreign client makes, the workbook's is the one.
    homes
        .iter()
        .rev()
        .flat_map(|doc| workbook::records(doc))
        .map(|(id, record)| {
            let decisions: Vec<Decision> =
                said.iter().filter(|decision| decision.record == id).cloned().collect();
            let submissions: Vec<Submission> =
                submissions.iter().filter(|entry| entry.record == id).cloned().collect();
            let derived = derive(&record, &submissions, &decisions);
            let view = RecordView { record, unit: unit.clone(), derived, decisions, submissions };
            (id, view)
        })
        .collect()
}
