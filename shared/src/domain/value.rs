//! Values of a record's fields.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use serde::Serialize;

use crate::domain::posting::Posting;
use crate::id::{EntryId, TaskId, UnitId};

/// A field's value. Which variant belongs to a field is said by its [`FieldType`].
///
/// [`FieldType`]: crate::domain::kind::FieldType
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Prose that several people write together.
    Text(String),
    /// One line.
    Line(String),
    /// A civil date.
    Date(Date),
    /// A whole number; money in đồng.
    Integer(i64),
    /// One of a list, by its id.
    Choice(String),
    /// Several of a list, by their ids.
    Choices(BTreeSet<String>),
    /// A unit or village.
    Unit(UnitId),
    /// A task of the plan.
    Task(TaskId),
    /// A date with the time of day.
    Moment(DateTime),
    /// A person or record, by its id. Several are [`Value::Choices`].
    Ref(String),
    /// Postings, by their ids.
    Postings(BTreeMap<EntryId, Posting>),
}

impl Value {
    /// Whether nothing was really entered: empty text or an empty choice.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) | Self::Line(text) | Self::Choice(text) | Self::Ref(text) => {
                text.trim().is_empty()
            }
            Self::Choices(choices) => choices.is_empty(),
            Self::Unit(unit) => unit.as_str().is_empty(),
            Self::Task(task) => task.as_str().is_empty(),
            Self::Postings(postings) => !postings.values().any(Posting::counts),
            Self::Date(_) | Self::Integer(_) | Self::Moment(_) => false,
        }
    }

    /// The text of a textual value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Line(text) | Self::Choice(text) | Self::Ref(text) => {
                Some(text)
            }
            Self::Unit(unit) => Some(unit.as_str()),
            Self::Task(task) => Some(task.as_str()),
            Self::Date(_)
            | Self::Integer(_)
            | Self::Choices(_)
            | Self::Moment(_)
            | Self::Postings(_) => None,
        }
    }

    /// The day of a date or moment.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Moment(moment) => Some(moment.date()),
            _ => None,
        }
    }
}
