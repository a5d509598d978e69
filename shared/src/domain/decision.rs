//! Submissions (`gửi duyệt`) and decisions (`duyệt`, `trả lại`) as read from their documents.

use std::collections::BTreeSet;

use crate::domain::role::Role;
use crate::id::{AccountId, EntryId, RecordId};
use crate::time::TimestampMs;

/// What the unit itself says about a record's way: submitted or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Its id.
    pub id: EntryId,
    /// The record.
    pub record: RecordId,
    /// The transition, as `submit` or `withdraw`.
    pub action: String,
    /// The words that go with it, as the result that is reported.
    pub reason: String,
    /// The decisions and submissions it knew of and answers.
    pub answers: BTreeSet<EntryId>,
    /// Who, if known.
    pub author: Option<AccountId>,
    /// When, by that device's clock.
    pub at: TimestampMs,
}

/// Whether a decision holds for the record it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Binding {
    /// The record at the decision's heads has the decision's hash.
    Bound,
    /// The heads are not on this device yet, or the form is one of a later program: "đang chờ dữ
    /// liệu".
    WaitingForData,
    /// The hash is not the record's at those heads.
    Mismatch,
}

/// What a role said about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its id.
    pub id: EntryId,
    /// The record.
    pub record: RecordId,
    /// The transition, as `approve` or `return`.
    pub action: String,
    /// In which role's document it stands.
    pub role: Role,
    /// The reason, for a return.
    pub reason: String,
    /// The version of the canonical form.
    pub canonical: u32,
    /// SHA-256 of the record's canonical form, as the decider saw it.
    pub hash: String,
    /// What it supersedes, and the submissions it answers.
    pub supersedes: BTreeSet<EntryId>,
    /// Who decided, if known.
    pub author: Option<AccountId>,
    /// When, by that device's clock.
    pub at: TimestampMs,
    /// Whether it holds for the record.
    pub binding: Binding,
    /// Which of the conditions that its kind's steps ask held of the record as the decider saw it.
    pub held: BTreeSet<&'static str>,
}
