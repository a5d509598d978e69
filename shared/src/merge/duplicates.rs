//! Records that may be the same thing entered twice: grouped and shown, never joined by itself.

use std::collections::BTreeMap;

use crate::domain::rules::SAME_ACTIVITY;
use crate::domain::state::State;
use crate::id::RecordId;
use crate::merge::view::RecordView;
use crate::text::fold;

/// What records of the same thing have in common: in which fields they agree, and what those say.
type Key = (&'static [&'static str], Vec<String>);

/// Groups of two and more records of the same thing: of the same village, day and task (DOMAIN §2.2),
/// of the same article, of the same task and period (DESIGN §2).
pub fn duplicates<'a>(records: impl IntoIterator<Item = &'a RecordView>) -> Vec<Vec<RecordId>> {
    let mut groups: BTreeMap<Key, Vec<RecordId>> = BTreeMap::new();
    for view in records {
        if let Some(key) = natural_key(view) {
            groups.entry(key).or_default().push(view.record.id);
        }
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// Those of `records` that may be the same thing as `view`, itself left out.
pub fn duplicates_of<'a>(
    view: &RecordView,
    records: impl IntoIterator<Item = &'a RecordView>,
) -> Vec<RecordId> {
    let Some(key) = natural_key(view) else { return Vec::new() };
    records
        .into_iter()
        .filter(|other| other.record.id != view.record.id)
        .filter(|other| natural_key(other).as_ref() == Some(&key))
        .map(|other| other.record.id)
        .collect()
}

/// What two records of the same thing have in common, as one text.
pub(super) fn shared_key(view: &RecordView) -> Option<String> {
    let (same_by, said) = natural_key(view)?;
    Some([same_by.join("\u{1f}"), said.join("\u{1f}")].join("\u{1e}"))
}

/// What two records of the same thing have in common; nothing where one says too little, or was
/// deleted.
fn natural_key(view: &RecordView) -> Option<Key> {
    if view.derived.state == State::DELETED {
        return None;
    }
    let same_by = view.record.kind.map_or(SAME_ACTIVITY, |kind| kind.same_by);
    let said = |key: &&str| match *key {
        "unit" => Some(view.unit.to_string()),
        key => {
            let value = view.record.value(key).filter(|value| !value.is_blank())?;
            let said = value
                .as_text()
                .map_or_else(|| value.day().map(|d| d.to_string()), |text| Some(fold(text.trim())));
            said.filter(|said| !said.is_empty())
        }
    };
    let said: Vec<String> = same_by.iter().map(said).collect::<Option<_>>()?;
    (!said.is_empty()).then_some((same_by, said))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::record::{FieldState, Record};
    use crate::domain::state::Derived;
    use crate::domain::value::Value;
    use crate::time::TimestampMs;

    fn view(n: u128, state: State, task: &str, place: &str, date: &str) -> RecordView {
        let field = |value| FieldState { value: Some(value), ..FieldState::default() };
        let record = Record {
            id: RecordId::new(Uuid::from_u128(n)),
            kind: None,
            plan: None,
            fields: [
                ("task", field(Value::Task(task.into()))),
                ("place", field(Value::Unit(place.into()))),
                ("date", field(Value::Date(date.parse().expect("a date")))),
            ]
            .into(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: state == State::DELETED,
            laid_by: None,
        };
        let derived = Derived { state, ..Derived::draft() };
        let unit = place.into();
        RecordView { record, unit, derived, decisions: Vec::new(), submissions: Vec::new() }
    }

    #[test]
    fn two_declarations_for_a_task_and_period_are_one() {
        let declared = |n: u128, unit: &str, end: &str| {
            let mut view = view(n, State::AWAITING, "t1", "T01", "2026-01-01");
            view.record.kind = Some(&crate::domain::declaration::DECLARATION);
            view.record.fields.remove("place");
            let end = Some(Value::Date(end.parse().expect("a date")));
            let end = FieldState { value: end, ..FieldState::default() };
            view.record.fields.insert("endDate", end);
            view.unit = unit.into();
            view
        };
        let all = [
            declared(1, "T01", "2026-03-31"),
            declared(2, "T01", "2026-03-31"),
            declared(3, "T01", "2026-06-30"),
            declared(4, "T02", "2026-03-31"),
        ];
        assert_eq!(duplicates(&all), [[all[0].record.id, all[1].record.id]]);
    }

    #[test]
    fn the_same_village_day_and_task_may_be_the_same_thing() {
        let records = [
            view(1, State::DRAFT, "2.1", "T01", "2026-06-14"),
            view(2, State::APPROVED, "2.1", "T01", "2026-06-14"),
            view(3, State::APPROVED, "2.1", "T01", "2026-06-15"),
            view(4, State::APPROVED, "2.1", "T02", "2026-06-14"),
            view(5, State::APPROVED, "2.3", "T01", "2026-06-14"),
            view(6, State::DELETED, "2.1", "T01", "2026-06-14"),
        ];
        let id = |n: u128| RecordId::new(Uuid::from_u128(n));
        assert_eq!(duplicates(&records), [[id(1), id(2)]]);
        assert_eq!(duplicates_of(&records[0], &records), [id(2)]);
        assert!(duplicates_of(&records[2], &records).is_empty());
        assert!(duplicates_of(&records[5], &records).is_empty());
    }

    #[test]
    fn what_has_no_day_yet_is_nobodys_duplicate() {
        let mut records = [
            view(1, State::DRAFT, "2.1", "T01", "2026-06-14"),
            view(2, State::DRAFT, "2.1", "T01", "2026-06-14"),
        ];
        for view in &mut records {
            view.record.fields.remove("date");
        }
        assert!(duplicates_of(&records[0], &records).is_empty());
    }
}
