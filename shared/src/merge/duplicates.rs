//! Records that may be the same thing entered twice: grouped and shown, never joined by itself.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::domain::state::State;
use crate::domain::value::Value;
use crate::id::{RecordId, TaskId, UnitId};
use crate::merge::view::RecordView;

/// Groups of two and more records with the same village, day and task (DOMAIN §2.2).
pub fn duplicates<'a>(records: impl IntoIterator<Item = &'a RecordView>) -> Vec<Vec<RecordId>> {
    let mut groups: BTreeMap<(UnitId, Date, TaskId), Vec<RecordId>> = BTreeMap::new();
    for view in records {
        if view.derived.state == State::Deleted {
            continue;
        }
        if let (Some(Value::Unit(place)), Some(Value::Date(date)), Some(Value::Task(task))) =
            (view.record.value("place"), view.record.value("date"), view.record.value("task"))
        {
            groups.entry((place.clone(), *date, task.clone())).or_default().push(view.record.id);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}
