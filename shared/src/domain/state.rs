//! The derived state of a record: a pure function of record, submissions and decisions, stored
//! nowhere (DESIGN §2).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::canonical;
use crate::domain::decision::{Binding, Decision, Submission};
use crate::domain::record::Record;
use crate::id::EntryId;

/// The business state (DOMAIN §2.2); words under `state.<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Bản nháp.
    Draft,
    /// Chờ duyệt.
    Awaiting,
    /// Đã duyệt.
    Approved,
    /// Trả lại.
    Returned,
    /// Sửa sau duyệt: approved, then edited in a covered field.
    EditedAfterApproval,
    /// Đã xóa.
    Deleted,
}

impl State {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Awaiting => "awaiting",
            Self::Approved => "approved",
            Self::Returned => "returned",
            Self::EditedAfterApproval => "edited_after_approval",
            Self::Deleted => "deleted",
        }
    }
}

/// Why a decision does not count; words under `ignored.<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ignored {
    /// The decider created the record (four eyes, DOMAIN §2 b).
    OwnRecord,
    /// Nobody knows who decided.
    NoAuthor,
    /// Its hash is not that of the record.
    Mismatch,
    /// Its role has no such transition.
    NotForRole,
    /// A reason is needed and too short.
    NoReason,
}

impl Ignored {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::NoAuthor => "no_author",
            Self::Mismatch => "mismatch",
            Self::NotForRole => "not_for_role",
            Self::NoReason => "no_reason",
        }
    }
}

/// The state with what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The state.
    pub state: State,
    /// The decision that made it so.
    pub decision: Option<EntryId>,
    /// The submission that is waiting, or was last.
    pub submission: Option<EntryId>,
    /// Decisions that do not count, and why.
    pub ignored: Vec<(EntryId, Ignored)>,
    /// Decisions whose data is not here yet: "đang chờ dữ liệu".
    pub waiting_for_data: Vec<EntryId>,
    /// What a new submission or decision answers: all entries that count and are open.
    pub open: BTreeSet<EntryId>,
}

/// Derives a record's state from everything that was said about it.
///
/// Entries form a graph by what they answer or supersede. Those that nothing else answers are
/// open; among open ones the strictest holds: return, then withdrawal, then waiting, then
/// approval. Order of arrival and clocks play no part.
pub fn derive(record: &Record, submissions: &[Submission], decisions: &[Decision]) -> Derived {
    let mut ignored = Vec::new();
    let mut waiting_for_data = Vec::new();
    let mut counting: Vec<&Decision> = Vec::new();
    for decision in decisions.iter().filter(|decision| decision.record == record.id) {
        match judge(record, decision) {
            Some(reason) => ignored.push((decision.id, reason)),
            None if decision.binding == Binding::WaitingForData => {
                waiting_for_data.push(decision.id);
            }
            None => counting.push(decision),
        }
    }
    let submissions: Vec<&Submission> =
        submissions.iter().filter(|submission| submission.record == record.id).collect();

    let answered: BTreeSet<EntryId> = submissions
        .iter()
        .flat_map(|submission| &submission.answers)
        .chain(counting.iter().flat_map(|decision| &decision.supersedes))
        .copied()
        .collect();
    let open_decision = |action: &str| {
        counting
            .iter()
            .filter(|decision| decision.action == action && !answered.contains(&decision.id))
            .map(|decision| (decision.id, decision.hash.as_str()))
            .max()
    };
    let open_submission = |action: &str| {
        submissions
            .iter()
            .filter(|entry| entry.action == action && !answered.contains(&entry.id))
            .map(|entry| entry.id)
            .max()
    };
    let open: BTreeSet<EntryId> = submissions
        .iter()
        .map(|submission| submission.id)
        .chain(counting.iter().map(|decision| decision.id))
        .filter(|id| !answered.contains(id))
        .collect();

    let mut derived = Derived {
        state: State::Draft,
        decision: None,
        submission: open_submission("submit"),
        ignored,
        waiting_for_data,
        open,
    };
    let approved = open_decision("approve");
    // Who may write the workbook could mark an approved record as deleted; that would take it out
    // of the figures without the approver. The mark is shown, the approval stands.
    if record.deleted && approved.is_none() {
        derived.state = State::Deleted;
    } else if let Some((id, _)) = open_decision("return") {
        derived.state = State::Returned;
        derived.decision = Some(id);
    } else if open_submission("withdraw").is_some() && derived.submission.is_none() {
        derived.state = State::Draft;
    } else if derived.submission.is_some() {
        derived.state = State::Awaiting;
    } else if let Some((id, hash)) = approved {
        derived.decision = Some(id);
        derived.state = if canonical::hash(record) == hash {
            State::Approved
        } else {
            State::EditedAfterApproval
        };
    }
    derived
}

/// Why a decision does not count, or nothing if it does.
fn judge(record: &Record, decision: &Decision) -> Option<Ignored> {
    let transition = record.kind.and_then(|kind| kind.transition(&decision.action));
    let Some(transition) = transition.filter(|t| t.roles.contains(&decision.role)) else {
        return Some(Ignored::NotForRole);
    };
    if decision.author.is_none() {
        return Some(Ignored::NoAuthor);
    }
    if decision.author == record.creator {
        return Some(Ignored::OwnRecord);
    }
    if decision.reason.trim().chars().count() < transition.reason_chars_min {
        return Some(Ignored::NoReason);
    }
    (decision.binding == Binding::Mismatch).then_some(Ignored::Mismatch)
}
