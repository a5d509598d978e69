//! What a screen may ask for: data that crosses tabs and survives a crash.

use std::collections::BTreeMap;
use std::fmt;

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use shared::domain::secrecy;
use shared::domain::value::Value;
use shared::id::{EntryId, PlanId, RecordId, UnitId};
use shared::time::TimestampMs;
use uuid::Uuid;

use super::wire::WireValue;

/// Names a command. A UUIDv7: a tab's commands sort by when they were begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandId(pub Uuid);

impl fmt::Display for CommandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A command with its id: carrying it out twice is the same as once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its id.
    pub id: CommandId,
    /// When it was given, by this device's clock.
    pub at: TimestampMs,
    /// What to do.
    pub command: Command,
}

/// What to do to the documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Creates a record.
    Create {
        /// Its id.
        record: RecordId,
        /// Its kind.
        kind: String,
        /// Its plan.
        plan: PlanId,
        /// In whose workbook.
        unit: UnitId,
        /// First values.
        values: Vec<(String, WireValue)>,
    },
    /// Saves a form's edits.
    Save {
        /// The record.
        record: RecordId,
        /// The edits, each against what was displayed.
        edits: Vec<FieldEdit>,
    },
    /// Settles a conflict by writing a value over all that were displayed.
    Choose {
        /// The record.
        record: RecordId,
        /// The field.
        field: String,
        /// The workbook's heads at which they were displayed.
        seen: Vec<ChangeHash>,
        /// The value; nothing empties the field.
        value: Option<WireValue>,
    },
    /// Takes a step of the unit, as submitting.
    Submission {
        /// The new entry's id.
        entry: EntryId,
        /// The record.
        record: RecordId,
        /// The step.
        action: String,
        /// The words that go with it; empty where none do.
        #[serde(default)]
        reason: String,
    },
    /// Takes a step that a role decides, as approving.
    Decide {
        /// The new entry's id.
        entry: EntryId,
        /// The record.
        record: RecordId,
        /// The step.
        action: String,
        /// The reason; empty where none is asked.
        reason: String,
        /// The hash of the record as the decider saw it.
        seen: String,
    },
    /// Marks a record as deleted.
    Delete {
        /// The record.
        record: RecordId,
    },
}

impl Command {
    /// Whether it saves a text that must not leave the device.
    pub fn holds_back(&self) -> bool {
        matches!(self, Self::Save { edits, .. } if edits.iter().any(FieldEdit::is_forbidden))
    }
}

/// The version of the workbook that a field displayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// These heads.
    Heads(Vec<ChangeHash>),
    /// What the command of the same form left the field at; it was under way when this was typed.
    After(CommandId),
}

/// An edit of one field against what it displayed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// The field.
    pub field: String,
    /// What was displayed.
    pub version: Version,
    /// For texts: the characters displayed, in case the version is lost.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub displayed: Option<String>,
    /// The value now; nothing empties the field.
    pub value: Option<WireValue>,
}

impl FieldEdit {
    /// Whether its text must not leave the device ([`secrecy::scan`]).
    pub fn is_forbidden(&self) -> bool {
        match self.value.clone().map(Value::from) {
            Some(Value::Text(text) | Value::Line(text)) => secrecy::scan(&text).is_some(),
            Some(Value::Postings(postings)) => {
                postings.values().any(|posting| posting.forbidden().is_some())
            }
            _ => false,
        }
    }
}

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Outcome {
    /// For each saved field the version that shows exactly what the form shows: the displayed one
    /// plus the edit. Under the empty key: of a created record as a whole.
    #[serde(default)]
    pub versions: BTreeMap<String, Vec<ChangeHash>>,
}

/// Why a command was not carried out. Words under `error.<code>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{code}: {message}")]
pub struct Failure {
    /// Stable code, as `read_only`, `not_here_yet`, `problems`, `condition`, `reason_too_short`,
    /// `not_allowed`, `superseded`, `store`, `offline`; or the server's own.
    pub code: String,
    /// The server's sentence for people where it gave one, else for support in English.
    pub message: String,
}

impl Failure {
    /// A failure by its code.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
