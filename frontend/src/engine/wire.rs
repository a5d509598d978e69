//! Field values as they cross tabs and lie in the journal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use shared::domain::posting::Posting;
use shared::domain::value::Value;
use shared::id::{EntryId, TaskId, UnitId};

/// A [`Value`] that says which variant it is, so that it can be read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WireValue {
    /// [`Value::Text`].
    Text(String),
    /// [`Value::Line`].
    Line(String),
    /// [`Value::Date`].
    Date(Date),
    /// [`Value::Integer`].
    Integer(i64),
    /// [`Value::Choice`].
    Choice(String),
    /// [`Value::Choices`].
    Choices(BTreeSet<String>),
    /// [`Value::Unit`].
    Unit(UnitId),
    /// [`Value::Task`].
    Task(TaskId),
    /// [`Value::Moment`].
    Moment(DateTime),
    /// [`Value::Ref`].
    Ref(String),
    /// [`Value::Postings`].
    Postings(BTreeMap<EntryId, Posting>),
}

impl From<Value> for WireValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(text),
            Value::Line(text) => Self::Line(text),
            Value::Date(date) => Self::Date(date),
            Value::Integer(number) => Self::Integer(number),
            Value::Choice(choice) => Self::Choice(choice),
            Value::Choices(choices) => Self::Choices(choices),
            Value::Unit(unit) => Self::Unit(unit),
            Value::Task(task) => Self::Task(task),
            Value::Moment(moment) => Self::Moment(moment),
            Value::Ref(id) => Self::Ref(id),
            Value::Postings(postings) => Self::Postings(postings),
        }
    }
}

impl From<WireValue> for Value {
    fn from(value: WireValue) -> Self {
        match value {
            WireValue::Text(text) => Self::Text(text),
            WireValue::Line(text) => Self::Line(text),
            WireValue::Date(date) => Self::Date(date),
            WireValue::Integer(number) => Self::Integer(number),
            WireValue::Choice(choice) => Self::Choice(choice),
            WireValue::Choices(choices) => Self::Choices(choices),
            WireValue::Unit(unit) => Self::Unit(unit),
            WireValue::Task(task) => Self::Task(task),
            WireValue::Moment(moment) => Self::Moment(moment),
            WireValue::Ref(id) => Self::Ref(id),
            WireValue::Postings(postings) => Self::Postings(postings),
        }
    }
}
