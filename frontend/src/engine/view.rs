//! What screens show, computed from documents: plain, immutable, cheap to hand around.

mod todo;

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use shared::domain::kind::{By, Transition};
use shared::domain::plan::Plan;
use shared::domain::state::{Stage, State};
use shared::domain::validate::Problem;
use shared::id::{AccountId, DocumentId, PlanId, RecordId, TaskId, UnitId};
use shared::merge::view::RecordView as Said;
use shared::time::TimestampMs;

pub use self::todo::{TaskDuty, Todo};

/// An immutable model that many parts of a screen share. Two are equal only if they are the same
/// one, so a signal fires exactly when the model was computed anew.
pub struct Model<T>(Arc<T>);

impl<T> Model<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Model<T> {
    /// Tells this model from any other that is alive.
    pub fn token(&self) -> usize {
        Arc::as_ptr(&self.0) as *const () as usize
    }
}

impl<T> Clone for Model<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Model<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> PartialEq for Model<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Model<T> {}

impl<T: Default> Default for Model<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for Model<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Where a piece of work is (DESIGN §3): words under `where.<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// Typed, and not yet confirmed by this device's store.
    Unsaved,
    /// "Trên máy này": survives a power cut here, the server does not have it yet.
    OnDevice,
    /// "Đã lưu trên máy chủ".
    OnServer,
    /// The server did not take it; it stays here, shown and exportable.
    Refused {
        /// Stable code; words under `refusal.<code>`.
        code: String,
        /// For support, in English.
        message: String,
    },
}

impl Where {
    /// The stable id.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unsaved => "unsaved",
            Self::OnDevice => "on_device",
            Self::OnServer => "on_server",
            Self::Refused { .. } => "refused",
        }
    }

    /// How much could still be lost or needs a look: larger is worse.
    const fn danger(&self) -> u8 {
        match self {
            Self::OnServer => 0,
            Self::OnDevice => 1,
            Self::Unsaved => 2,
            Self::Refused { .. } => 3,
        }
    }

    /// Whether it is on this device only, and on its way.
    pub const fn is_unsent(&self) -> bool {
        matches!(self, Self::OnDevice | Self::Unsaved)
    }
}

/// A record with everything a screen says about it. What was said of it (`record`, `derived`,
/// `unit`, `submissions`, `decisions`) is reached directly: `view.record`.
#[derive(Debug, Clone)]
pub struct RecordView {
    /// The record with its state, submissions and decisions.
    pub said: Said,
    /// The document it stands in: its unit's workbook, or what a role laid on the unit.
    pub document: DocumentId,
    /// That document's heads at which it was read.
    pub heads: Vec<ChangeHash>,
    /// Where the record's content is.
    pub whereabouts: Where,
    /// Where the submission or decision is that makes its state; until [`Where::OnServer`] a
    /// decision shows as "chờ máy chủ". Nothing where there is none.
    pub step_whereabouts: Option<Where>,
    /// When it was last changed, by the clock of the device that did.
    pub updated_at: TimestampMs,
    /// Who changed it last, if known.
    pub updated_by: Option<AccountId>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// Whether this account may change its fields now.
    pub may_edit: bool,
    /// The steps this account may take now. Steps that only problems or something missing hold back
    /// are included: pressing them shows what is missing.
    pub steps: Vec<&'static Transition>,
}

impl Deref for RecordView {
    type Target = Said;
    fn deref(&self) -> &Said {
        &self.said
    }
}

impl RecordView {
    /// Its id.
    pub const fn id(&self) -> RecordId {
        self.said.record.id
    }

    /// The business state.
    pub const fn state(&self) -> State {
        self.said.derived.state
    }

    /// Whether the step may be taken now.
    pub fn may(&self, step: &str) -> bool {
        self.steps.iter().any(|transition| transition.id == step)
    }

    /// The steps that are written in one place.
    pub fn steps_by(&self, by: By) -> impl Iterator<Item = &'static Transition> {
        self.steps.iter().copied().filter(move |step| step.by == by)
    }

    /// The step that puts the record forward, where that is what comes next: its form's own button.
    pub fn forward(&self) -> Option<&'static Transition> {
        let forward = |step: &&Transition| step.checks && step.when.is_none();
        self.steps.iter().copied().find(forward)
    }

    /// Where it is as a whole: its content and the step that makes its state, the less safe of the
    /// two. Only what is all on the server is on the server.
    pub fn place(&self) -> &Where {
        let step = self.step_whereabouts.as_ref().unwrap_or(&Where::OnServer);
        if step.danger() > self.whereabouts.danger() { step } else { &self.whereabouts }
    }

    /// Whether its state is a decision that the server has not confirmed: "chờ máy chủ".
    pub fn is_unconfirmed(&self) -> bool {
        let decided = |step| self.decisions.iter().any(|decision| decision.id == step);
        self.derived.step.is_some_and(decided)
            && !matches!(self.step_whereabouts, None | Some(Where::OnServer))
    }

    /// The reason it came back with, if it was returned.
    pub fn return_reason(&self) -> Option<&str> {
        let returned = self.derived.state.stage == Stage::Returned;
        self.decision().filter(|_| returned).map(|decision| decision.reason.as_str())
    }

    /// The task it reports on.
    pub fn task(&self) -> Option<TaskId> {
        match self.record.value("task")? {
            shared::domain::value::Value::Task(task) => Some(task.clone()),
            _ => None,
        }
    }

    /// Whether any field holds two values written at the same time.
    pub fn has_conflict(&self) -> bool {
        self.record.conflicts().next().is_some()
    }
}

/// Work that the server refused, by document and reason. Its records may be nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedWork {
    /// The document it was written in.
    pub document: DocumentId,
    /// Stable code; words under `refusal.<code>`.
    pub code: String,
    /// For support, in English.
    pub message: String,
    /// The records it is about, as far as it says.
    pub records: Vec<RecordId>,
    /// What they say first.
    pub titles: Vec<String>,
    /// The changes.
    pub changes: Vec<Vec<u8>>,
    /// All of it as text, to be downloaded.
    pub file: String,
}

/// All records on this device, by id (ids sort by time of creation).
pub type Records = Model<BTreeMap<RecordId, Model<RecordView>>>;

/// A plan with its document.
#[derive(Debug, Clone)]
pub struct PlanView {
    /// The plan's document.
    pub document: DocumentId,
    /// The plan's id.
    pub id: PlanId,
    /// The year it is for.
    pub year: i16,
    /// What it says.
    pub plan: Plan,
    /// Whether this account may change it.
    pub may_edit: bool,
}

/// What is known of one unit's work: the supervisor's freshness line.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnitFreshness {
    /// The unit.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// "Có dữ liệu đến …": the newest change of its workbook here, by its device's clock. Nothing
    /// if nothing was ever written.
    pub data_until: Option<TimestampMs>,
    /// Whether its workbook is on this device at all.
    pub present: bool,
    /// Records that are not drafts and not deleted.
    pub records: usize,
    /// Records waiting for a decision.
    pub awaiting: usize,
    /// Records with an open conflict.
    pub conflicts: usize,
}

/// How the way to the server is; the status chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkStatus {
    /// ● Connected and compared. `last_receipt`: when the server last confirmed to hold
    /// everything there is here.
    Online {
        /// When, by this device's clock.
        last_receipt: Option<TimestampMs>,
    },
    /// ◐ Connected; so many changes are under way (0 while comparing).
    Syncing {
        /// Changes the server does not have for certain yet.
        items: usize,
    },
    /// ○ Not connected. Normal: everything works.
    Offline {
        /// Changes the server does not have for certain yet.
        unsent: usize,
        /// When the next attempt is due, if one is.
        retry_at: Option<TimestampMs>,
    },
    /// ○ "Cần đăng nhập lại để đồng bộ": the session ended; reading and writing go on.
    SignInNeeded {
        /// Changes the server does not have for certain yet.
        unsent: usize,
    },
    /// ▲ Something a person should look at.
    Error {
        /// Stable code; words under `link.error.<code>`: `rejected`, `refused`, `store`,
        /// `server_store`.
        code: String,
        /// For support.
        message: String,
        /// Changes the server does not have for certain yet.
        unsent: usize,
    },
}

/// How the device's own store is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct StoreStatus {
    /// What is wrong with it; while there is something, new work is in memory only.
    pub problem: Option<StoreProblem>,
    /// Bytes used by this site, if the browser says.
    pub used_bytes: Option<u64>,
    /// Bytes it may use.
    pub quota_bytes: Option<u64>,
    /// Whether the browser promised not to evict it; nothing until it answered.
    pub persistent: Option<bool>,
}

/// Why the store cannot be trusted now; words under `store.<id>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StoreProblem {
    /// The browser gives no database (private window, blocked).
    Unavailable(String),
    /// The disk or the quota is full.
    Full(String),
    /// A chunk could not be read; what is intact is used.
    Damaged(String),
    /// Anything else.
    Failed(String),
}

impl StoreProblem {
    /// The stable id.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Full(_) => "full",
            Self::Damaged(_) => "damaged",
            Self::Failed(_) => "failed",
        }
    }
}

/// Whether this tab holds the store and the socket, or follows the one that does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TabRole {
    /// Not settled yet.
    Starting,
    /// Holds the lock.
    Leader,
    /// Follows; edits go through the leader.
    Follower,
}
