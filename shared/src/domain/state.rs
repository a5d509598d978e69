//! The derived state of a record: a pure function of record, submissions and decisions, stored
//! nowhere (DESIGN §2).

use std::collections::{BTreeMap, BTreeSet};

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
    /// Nobody knows who created the record, so nobody can tell whether the decider did.
    UnknownCreator,
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
            Self::UnknownCreator => "unknown_creator",
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
/// approval. Order of arrival and clocks play no part. Only `submit` and `withdraw` count among
/// submissions, and once a record was approved no submission takes it back to a draft: only who
/// decides can.
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
    let submissions: Vec<&Submission> = submissions
        .iter()
        .filter(|entry| entry.record == record.id)
        .filter(|entry| matches!(entry.action.as_str(), SUBMIT | WITHDRAW))
        .collect();
    let answers = Answers::of(&submissions, &counting);
    let open_decisions = |action: &'static str| {
        let of_action = counting.iter().copied().filter(move |d| d.action == action);
        of_action.filter(|decision| answers.is_open(&decision.id))
    };
    let open_submission = |action: &str| {
        submissions
            .iter()
            .filter(|entry| entry.action == action && answers.is_open(&entry.id))
            .map(|entry| entry.id)
            .max()
    };
    let approvals: Vec<&Decision> = open_decisions("approve").collect();
    let matching = approvals.iter().filter(|decision| canonical::matches(record, decision));
    let approved = matching.map(|decision| decision.id).max();
    let approval = approved.or_else(|| approvals.iter().map(|decision| decision.id).max());
    // A submission that answers an approval puts the record before the decider again; taking the
    // submission back does not take the approval away.
    let resubmitted = submissions
        .iter()
        .filter(|entry| entry.action == SUBMIT && !answers.is_decided(&entry.id, &counting))
        .filter(|entry| {
            counting.iter().any(|d| d.action == "approve" && answers.has(&entry.id, &d.id))
        })
        .map(|entry| entry.id)
        .max();

    let mut derived = Derived {
        state: State::Draft,
        decision: None,
        submission: open_submission(SUBMIT).or(resubmitted),
        ignored,
        waiting_for_data,
        open: answers.open(&submissions, &counting),
    };
    let returned = open_decisions("return").map(|decision| decision.id).max();
    let withdrawn = open_submission(WITHDRAW).is_some();
    let was_approved = approval.is_some() || resubmitted.is_some();
    // Who may write the workbook could mark an approved record as deleted; that would take it out
    // of the figures without the approver. The mark is shown, the approval stands.
    if record.deleted && !was_approved {
        derived.state = State::Deleted;
    } else if returned.is_some() {
        derived.state = State::Returned;
        derived.decision = returned;
    } else if derived.submission.is_some() || withdrawn && was_approved {
        derived.state = State::Awaiting;
    } else if withdrawn {
        derived.state = State::Draft;
    } else if approval.is_some() {
        derived.decision = approval;
        derived.state =
            if approved.is_some() { State::Approved } else { State::EditedAfterApproval };
    }
    derived
}

const SUBMIT: &str = "submit";
const WITHDRAW: &str = "withdraw";

/// Which entry answers which: only what the answering entry can have known of.
struct Answers {
    /// From the answering entry to what it answers.
    of: BTreeMap<EntryId, BTreeSet<EntryId>>,
    answered: BTreeSet<EntryId>,
}

impl Answers {
    fn of(submissions: &[&Submission], decisions: &[&Decision]) -> Self {
        let submitted: BTreeSet<EntryId> = submissions.iter().map(|entry| entry.id).collect();
        let mut claimed: BTreeMap<EntryId, BTreeSet<EntryId>> = BTreeMap::new();
        for entry in submissions {
            // Taking back undoes what the unit itself said, never a decision.
            let may = |id: &&EntryId| entry.action == SUBMIT || submitted.contains(*id);
            claimed.entry(entry.id).or_default().extend(entry.answers.iter().filter(may));
        }
        for decision in decisions {
            claimed.entry(decision.id).or_default().extend(&decision.supersedes);
        }
        // Of entries that answer each other none can have known of the other: that is no answer.
        let mut of = claimed.clone();
        for (id, answers) in &mut of {
            answers.retain(|answered| !reaches(&claimed, answered, id));
        }
        let answered = of.values().flatten().copied().collect();
        Self { of, answered }
    }

    fn is_open(&self, id: &EntryId) -> bool {
        !self.answered.contains(id)
    }

    fn has(&self, answering: &EntryId, answered: &EntryId) -> bool {
        self.of.get(answering).is_some_and(|answers| answers.contains(answered))
    }

    /// Whether a decision answers the entry, or something that does.
    fn is_decided(&self, id: &EntryId, decisions: &[&Decision]) -> bool {
        decisions.iter().any(|decision| reaches(&self.of, &decision.id, id))
    }

    fn open(&self, submissions: &[&Submission], decisions: &[&Decision]) -> BTreeSet<EntryId> {
        let submitted = submissions.iter().map(|entry| entry.id);
        let all = submitted.chain(decisions.iter().map(|decision| decision.id));
        all.filter(|id| self.is_open(id)).collect()
    }
}

fn reaches(
    answers: &BTreeMap<EntryId, BTreeSet<EntryId>>,
    from: &EntryId,
    target: &EntryId,
) -> bool {
    let (mut seen, mut stack) = (BTreeSet::new(), vec![*from]);
    while let Some(id) = stack.pop() {
        if id == *target {
            return true;
        }
        if seen.insert(id) {
            stack.extend(answers.get(&id).into_iter().flatten());
        }
    }
    false
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
    if record.creator.is_none() && transition.to == State::Approved {
        return Some(Ignored::UnknownCreator);
    }
    if decision.reason.trim().chars().count() < transition.reason_chars_min {
        return Some(Ignored::NoReason);
    }
    (decision.binding == Binding::Mismatch).then_some(Ignored::Mismatch)
}
