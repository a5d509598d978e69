//! The derived state of a record: a pure function of record, submissions and decisions, stored
//! nowhere (DESIGN §2).

mod graph;

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use crate::domain::canonical::Present;
use crate::domain::decision::{Binding, Decision, Submission};
use crate::domain::kind::{By, FourEyes, Transition};
use crate::domain::record::Record;
use crate::domain::state::graph::{Entry, Graph};
use crate::domain::workflow::REVIEWED;
use crate::id::EntryId;

/// Where a state stands on the way of a record: what lists, figures and colours follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being written: only its unit sees it.
    Draft,
    /// Begun, and the unit's turn.
    UnderWay,
    /// Waits for somebody's decision.
    Awaiting,
    /// Sent back: the unit's turn.
    Returned,
    /// Approved, and the unit's turn: what was approved is still to be done.
    Ready,
    /// Done and approved: it counts.
    Approved,
    /// Approved, then edited in a covered field.
    Edited,
    /// Halted (`tạm dừng`): nobody's turn for now.
    Paused,
    /// Ended without counting (`hủy`, `đã gỡ`).
    Ended,
    /// Deleted.
    Deleted,
}

impl Stage {
    /// Every stage, in the order of the way.
    pub const ALL: &[Self] = &[
        Self::Draft,
        Self::UnderWay,
        Self::Awaiting,
        Self::Returned,
        Self::Ready,
        Self::Approved,
        Self::Edited,
        Self::Paused,
        Self::Ended,
        Self::Deleted,
    ];

    /// The stable id; words under `stage.<id>`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::UnderWay => "under_way",
            Self::Awaiting => "awaiting",
            Self::Returned => "returned",
            Self::Ready => "ready",
            Self::Approved => "approved",
            Self::Edited => "edited",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::Deleted => "deleted",
        }
    }
}

/// A business state (DOMAIN §2); words under `state.<id>`. Each kind lists its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct State {
    /// The stable id.
    pub id: &'static str,
    /// Where it stands.
    pub stage: Stage,
}

impl State {
    /// Bản nháp.
    pub const DRAFT: Self = Self::new("draft", Stage::Draft);
    /// Chờ duyệt.
    pub const AWAITING: Self = Self::new("awaiting", Stage::Awaiting);
    /// Đã duyệt.
    pub const APPROVED: Self = Self::new("approved", Stage::Approved);
    /// Trả lại.
    pub const RETURNED: Self = Self::new("returned", Stage::Returned);
    /// Sửa sau duyệt: approved, then edited in a covered field. No step leads here; an edit does.
    pub const EDITED: Self = Self::new("edited_after_approval", Stage::Edited);
    /// Đã xóa.
    pub const DELETED: Self = Self::new("deleted", Stage::Deleted);

    /// A state of a kind.
    pub const fn new(id: &'static str, stage: Stage) -> Self {
        Self { id, stage }
    }

    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        self.id
    }

    /// Whether other units see records in this state: drafts are their unit's own, what was deleted
    /// is nobody's.
    pub const fn is_shared(self) -> bool {
        !matches!(self.stage, Stage::Draft | Stage::Deleted)
    }

    /// Whether the next step is the unit's own, and others wait for it.
    pub const fn is_units_turn(self) -> bool {
        matches!(self.stage, Stage::UnderWay | Stage::Returned | Stage::Ready)
    }

    /// Whether nothing more is expected to come of it.
    pub const fn is_over(self) -> bool {
        matches!(self.stage, Stage::Approved | Stage::Ended | Stage::Deleted)
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id)
    }
}

/// Why a decision does not count; words under `ignored.<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ignored {
    /// The decider created the record (four eyes, DOMAIN §2 b).
    OwnRecord,
    /// The decider took the step that is decided on.
    OwnReport,
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
    /// The step does not lead on from where the record was.
    NotFromHere,
    /// Another step had to be taken on the same content first, as the orientation of a sensitive
    /// content.
    StepMissing,
}

impl Ignored {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OwnRecord => "own_record",
            Self::OwnReport => "own_report",
            Self::UnknownCreator => "unknown_creator",
            Self::NoAuthor => "no_author",
            Self::Mismatch => "mismatch",
            Self::NotForRole => "not_for_role",
            Self::NoReason => "no_reason",
            Self::NotFromHere => "not_from_here",
            Self::StepMissing => "step_missing",
        }
    }
}

/// The state with what led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derived {
    /// The state.
    pub state: State,
    /// The submission or decision that made it so.
    pub step: Option<EntryId>,
    /// The decision that made it so, or the approval that the unit has gone on from.
    pub decision: Option<EntryId>,
    /// Whether a covered field was edited since that approval, whatever came after it.
    pub edited: bool,
    /// Steps that were decided on exactly this content.
    pub decided: BTreeSet<&'static str>,
    /// Who took the step that waits for a decision, and so does not decide on it where four eyes
    /// are asked for.
    pub reporter: Option<crate::id::AccountId>,
    /// Decisions that do not count, and why.
    pub ignored: Vec<(EntryId, Ignored)>,
    /// Decisions whose data is not here yet: "đang chờ dữ liệu".
    pub waiting_for_data: Vec<EntryId>,
    /// What a new submission or decision answers: all entries that count and are open.
    pub open: BTreeSet<EntryId>,
}

impl Derived {
    /// A record about which nothing was said.
    pub const fn draft() -> Self {
        Self {
            state: State::DRAFT,
            step: None,
            decision: None,
            edited: false,
            decided: BTreeSet::new(),
            reporter: None,
            ignored: Vec::new(),
            waiting_for_data: Vec::new(),
            open: BTreeSet::new(),
        }
    }
}

/// Derives a record's state from everything that was said about it.
///
/// Entries form a graph by what they answer or supersede. A step counts if it leads on from where
/// the record was for whoever took it, that is, from what it answers. Of the steps that nothing
/// answers, taken at the same time, that of the highest rank holds, decisions first; a submission
/// holds against a decision of rank 0. Order of arrival and clocks play no part.
pub fn derive(record: &Record, submissions: &[Submission], decisions: &[Decision]) -> Derived {
    let mut derived = Derived::draft();
    let mut entries: Vec<Entry<'_>> = submissions
        .iter()
        .filter(|entry| entry.record == record.id)
        .filter_map(|entry| {
            let step = step_of(record, &entry.action).filter(|step| step.by == By::Submission)?;
            let holds = step.when.is_none_or(|condition| (condition.holds)(record));
            holds.then(|| Entry::submission(entry, step))
        })
        .collect();
    for decision in decisions.iter().filter(|decision| decision.record == record.id) {
        match judge(record, submissions, decision) {
            Err(reason) => derived.ignored.push((decision.id, reason)),
            Ok(_) if decision.binding == Binding::WaitingForData => {
                derived.waiting_for_data.push(decision.id);
            }
            Ok(step) => entries.push(Entry::decision(decision, step)),
        }
    }
    let present = Present::new(record);
    let graph = Graph::new(record, &present, entries);
    derived.ignored.extend(&graph.ignored);
    derived.waiting_for_data.extend(&graph.waiting);
    let open = graph.open(&graph.all());
    derived.open = open.iter().map(|node| graph.entry(*node).id).collect();
    let (mut state, step) = graph.resolve(&open);
    if let Some(node) = step {
        let step = graph.entry(node);
        derived.step = Some(step.id);
        derived.reporter = step.submission.and_then(|submission| submission.author);
        let made_by = graph.made_by(node);
        let mut way = graph.past(&[made_by].into());
        way.insert(made_by);
        derived.decided = graph.decided_on_present(&way);
        let maker = graph.entry(made_by);
        let own = maker.decision.filter(|_| !maker.step.binds);
        let approval = graph.approval(&way).filter(|_| own.is_none());
        derived.edited = approval.is_some_and(|approval| !present.is_of(approval));
        derived.decision = own.or(approval).map(|decision| decision.id);
        // Whatever was done since: what is approved is not what stands here.
        if derived.edited && matches!(state.stage, Stage::Ready | Stage::Approved) {
            state = State::EDITED;
        }
    }
    // Who may write the workbook could mark an approved record as deleted; that would take it out of
    // the figures without the approver. The mark is shown, the state stands.
    let deletes = |step: &&Transition| step.by == By::Record && step.from.contains(&state);
    if record.deleted && transitions(record).iter().any(|step| deletes(&step)) {
        state = State::DELETED;
    }
    derived.state = state;
    derived
}

/// The steps of a record; those of what is reviewed where this program does not know the kind.
fn transitions(record: &Record) -> &'static [Transition] {
    record.kind.map_or(REVIEWED, |kind| kind.transitions)
}

fn step_of(record: &Record, action: &str) -> Option<&'static Transition> {
    transitions(record).iter().find(|step| step.id == action)
}

/// The step that a decision takes, or why it does not count whatever came before it.
fn judge(
    record: &Record,
    submissions: &[Submission],
    decision: &Decision,
) -> Result<&'static Transition, Ignored> {
    let step = step_of(record, &decision.action)
        .filter(|step| step.by == By::Decision && step.is_for(decision.role, record))
        .ok_or(Ignored::NotForRole)?;
    let author = decision.author.ok_or(Ignored::NoAuthor)?;
    match step.four_eyes {
        FourEyes::Creator if record.creator == Some(author) => return Err(Ignored::OwnRecord),
        FourEyes::Creator if record.creator.is_none() && step.binds => {
            return Err(Ignored::UnknownCreator);
        }
        FourEyes::Reporter => {
            let own = |entry: &Submission| {
                decision.supersedes.contains(&entry.id) && entry.author == Some(author)
            };
            if submissions.iter().any(own) {
                return Err(Ignored::OwnReport);
            }
        }
        FourEyes::Creator | FourEyes::None => {}
    }
    if decision.reason.trim().chars().count() < step.reason_chars_min {
        return Err(Ignored::NoReason);
    }
    // Of content that is not here nobody knows yet what held.
    let held = decision.binding == Binding::WaitingForData
        || step.when.is_none_or(|condition| decision.held.contains(condition.id));
    if decision.binding == Binding::Mismatch || !held {
        return Err(Ignored::Mismatch);
    }
    Ok(step)
}
