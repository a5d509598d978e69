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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::domain::activity::ACTIVITY;
    use crate::domain::record::{FieldState, Record};
    use crate::domain::state::Derived;
    use crate::time::TimestampMs;

    fn view(n: u128, unit: &str, state: State, fields: &[(&'static str, Value)]) -> RecordView {
        let field = |value: &Value| FieldState { value: Some(value.clone()), ..Default::default() };
        let record = Record {
            id: RecordId::new(Uuid::from_u128(n)),
            kind: Some(&ACTIVITY),
            plan: None,
            fields: fields.iter().map(|(key, value)| (*key, field(value))).collect(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
        };
        let derived = Derived {
            state,
            decision: None,
            submission: None,
            ignored: Vec::new(),
            waiting_for_data: Vec::new(),
            open: BTreeSet::new(),
        };
        let unit = unit.into();
        RecordView { record, unit, derived, decisions: Vec::new(), submissions: Vec::new() }
    }

    fn meeting(place: &str, date: &str, task: &str) -> [(&'static str, Value); 3] {
        [
            ("place", Value::Unit(place.into())),
            ("date", Value::Date(date.parse().expect("a date"))),
            ("task", Value::Task(task.into())),
        ]
    }

    fn ids(records: &[RecordView]) -> Vec<Vec<u128>> {
        let groups = duplicates(records).into_iter();
        groups.map(|group| group.iter().map(|id| id.uuid().as_u128()).collect()).collect()
    }

    #[test]
    fn the_same_village_day_and_task_are_one_group_whoever_entered_them() {
        let same = meeting("T01", "2026-06-14", "t1");
        let records = [
            view(1, "T01", State::Approved, &same),
            view(2, "VHXH", State::Draft, &same),
            view(3, "T01", State::Awaiting, &meeting("T02", "2026-06-14", "t1")),
            view(4, "T01", State::Awaiting, &meeting("T01", "2026-06-15", "t1")),
            view(5, "T01", State::Awaiting, &meeting("T01", "2026-06-14", "t2")),
        ];
        assert_eq!(ids(&records), [vec![1, 2]]);
    }

    #[test]
    fn deleted_records_and_those_that_lack_a_key_are_in_no_group() {
        let same = meeting("T01", "2026-06-14", "t1");
        let records = [
            view(1, "T01", State::Approved, &same),
            view(2, "T01", State::Deleted, &same),
            view(3, "T01", State::Approved, &same[..2]),
            view(4, "T01", State::Approved, &same[..2]),
        ];
        assert_eq!(ids(&records), [] as [Vec<u128>; 0]);
    }
}
