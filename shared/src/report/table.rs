//! Records as rows of a table. Which columns there are follows from the kinds' descriptions.

use crate::domain::kind::{Field, FieldType, KINDS, Kind};
use crate::domain::posting::Posting;
use crate::domain::record::{Alternative, FieldState};
use crate::domain::state::State;
use crate::domain::value::Value;
use crate::id::{TaskId, UnitId};
use crate::merge::view::RecordView;
use crate::time::{format_date, format_moment};

/// A column.
#[derive(Debug, Clone, Copy)]
pub enum Column {
    /// The record's state.
    State,
    /// Whose workbook it stands in.
    Unit,
    /// A field of a kind; empty in records of other kinds.
    Field(&'static Kind, &'static Field),
}

/// What ids and marks are called, in the reader's language.
pub trait Words {
    /// A state.
    fn state(&self, state: State) -> String;
    /// A unit or village.
    fn unit(&self, unit: &UnitId) -> String;
    /// A task.
    fn task(&self, task: &TaskId) -> String;
    /// An option of a field.
    fn option(&self, field: &Field, id: &str) -> String;
    /// A person, unit or record that a field names.
    fn reference(&self, field: &Field, id: &str) -> String;
    /// A posting.
    fn posting(&self, posting: &Posting) -> String;
    /// Something stored that the field cannot hold.
    fn invalid(&self, text: &str) -> String;
    /// That a field was emptied, while another value was written to it.
    fn cleared(&self) -> String;
    /// Values written at the same time, of which nobody has chosen one.
    fn conflict(&self, sides: &[String]) -> String;
}

/// The kinds among some records, in the kinds' own order. One that this program does not know is
/// left out; its records still have a row.
pub fn kinds_among<'a>(
    records: impl Iterator<Item = &'a RecordView> + Clone,
) -> Vec<&'static Kind> {
    let occurs =
        |kind: &Kind| records.clone().any(|view| view.record.kind.is_some_and(|k| k.id == kind.id));
    KINDS.iter().copied().filter(|kind| occurs(kind)).collect()
}

/// The columns for records of some kinds: state, unit, and each kind's fields in its form's order.
pub fn columns(kinds: &[&'static Kind]) -> Vec<Column> {
    let mut columns = vec![Column::State, Column::Unit];
    for kind in kinds.iter().copied() {
        columns.extend(kind.fields.iter().map(|field| Column::Field(kind, field)));
    }
    columns
}

/// A record's cells. Dates as people write them; numbers plain, so that a spreadsheet can add them.
pub fn row(columns: &[Column], view: &RecordView, words: &impl Words) -> Vec<String> {
    let cell = |column: &Column| match column {
        Column::State => words.state(view.derived.state),
        Column::Unit => words.unit(&view.unit),
        Column::Field(kind, field) => {
            let has_it = view.record.kind.is_some_and(|of| of.id == kind.id);
            let state = view.record.fields.get(field.key).filter(|_| has_it);
            state.map_or_else(String::new, |state| field_cell(field, state, words))
        }
    };
    columns.iter().map(cell).collect()
}

/// A conflict is said, never settled by leaving the other side out.
fn field_cell(field: &Field, state: &FieldState, words: &impl Words) -> String {
    if !state.conflict.is_empty() {
        let sides = state.conflict.iter().map(|side| side_cell(field, side, words));
        return words.conflict(&sides.collect::<Vec<_>>());
    }
    match (&state.value, &state.invalid) {
        (Some(value), _) => value_cell(field, value, words),
        (None, Some(invalid)) => words.invalid(invalid),
        (None, None) => String::new(),
    }
}

fn side_cell(field: &Field, side: &Alternative, words: &impl Words) -> String {
    match (&side.value, &side.invalid) {
        (Some(value), _) => value_cell(field, value, words),
        (None, Some(invalid)) => words.invalid(invalid),
        (None, None) => words.cleared(),
    }
}

fn value_cell(field: &Field, value: &Value, words: &impl Words) -> String {
    match value {
        Value::Text(text) | Value::Line(text) => text.clone(),
        Value::Date(date) => format_date(*date),
        Value::Integer(number) => number.to_string(),
        Value::Choice(id) => words.option(field, id),
        Value::Choices(ids) => {
            let name = |id: &String| match field.ty {
                FieldType::Refs { .. } => words.reference(field, id),
                _ => words.option(field, id),
            };
            ids.iter().map(name).collect::<Vec<_>>().join(", ")
        }
        Value::Unit(unit) => words.unit(unit),
        Value::Task(task) => words.task(task),
        Value::Moment(moment) => format_moment(*moment),
        Value::Ref(id) => words.reference(field, id),
        Value::Postings(postings) => {
            let counting = postings.values().filter(|posting| posting.counts());
            counting.map(|posting| words.posting(posting)).collect::<Vec<_>>().join("; ")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use uuid::Uuid;

    use super::*;
    use crate::domain::activity::ACTIVITY;
    use crate::domain::kind::{Need, Place};
    use crate::domain::record::Record;
    use crate::domain::state::derive;
    use crate::id::RecordId;
    use crate::time::TimestampMs;

    /// Says what it is asked for.
    struct Ids;

    impl Words for Ids {
        fn state(&self, state: State) -> String {
            format!("state {}", state.as_str())
        }
        fn unit(&self, unit: &UnitId) -> String {
            format!("unit {unit}")
        }
        fn task(&self, task: &TaskId) -> String {
            format!("task {task}")
        }
        fn option(&self, field: &Field, id: &str) -> String {
            format!("{}.{id}", field.key)
        }
        fn reference(&self, field: &Field, id: &str) -> String {
            format!("{}->{id}", field.key)
        }
        fn posting(&self, posting: &Posting) -> String {
            format!("posted {}", posting.url)
        }
        fn invalid(&self, text: &str) -> String {
            format!("invalid {text}")
        }
        fn cleared(&self) -> String {
            "cleared".to_owned()
        }
        fn conflict(&self, sides: &[String]) -> String {
            format!("conflict {}", sides.join(" | "))
        }
    }

    fn view(kind: Option<&'static Kind>, fields: &[(&'static str, FieldState)]) -> RecordView {
        let record = Record {
            id: RecordId::new(Uuid::from_u128(7)),
            kind,
            plan: None,
            fields: fields.iter().cloned().collect::<BTreeMap<_, _>>(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by: None,
        };
        RecordView {
            derived: derive(&record, &[], &[]),
            record,
            unit: "THON-01".into(),
            decisions: Vec::new(),
            submissions: Vec::new(),
        }
    }

    fn holds(value: Value) -> FieldState {
        FieldState { value: Some(value), ..FieldState::default() }
    }

    /// The cells of a record that hold something, behind the names of their columns.
    fn cells(kinds: &[&'static Kind], view: &RecordView) -> Vec<String> {
        let columns = columns(kinds);
        let row = row(&columns, view, &Ids);
        assert_eq!(row.len(), columns.len());
        let named = columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        named
            .map(|(column, cell)| match column {
                Column::State | Column::Unit => cell,
                Column::Field(kind, field) => format!("{}.{}: {cell}", kind.id, field.key),
            })
            .collect()
    }

    /// A kind like the activity with one field more.
    fn longer(id: &'static str) -> &'static Kind {
        let course = Field {
            key: "course",
            ty: FieldType::Choices { options: &["first", "second"] },
            need: Need::Optional,
            place: Place::More,
            covered: true,
            later: false,
        };
        let fields = [ACTIVITY.fields, &[course]].concat();
        Box::leak(Box::new(Kind { id, fields: fields.leak(), ..ACTIVITY }))
    }

    #[test]
    fn the_columns_are_the_kinds_fields_in_their_order() {
        let columns = columns(&[&ACTIVITY]);
        assert!(matches!(columns.as_slice(), [Column::State, Column::Unit, ..]));
        let keys: Vec<&str> = columns
            .iter()
            .filter_map(|column| match column {
                Column::Field(_, field) => Some(field.key),
                Column::State | Column::Unit => None,
            })
            .collect();
        let fields: Vec<&str> = ACTIVITY.fields.iter().map(|field| field.key).collect();
        assert_eq!(keys, fields);
    }

    #[test]
    fn every_type_of_value_has_its_cell() {
        let written = [
            ("task", Value::Task("t-2.1".into())),
            ("what", Value::Text("Họp thôn,\n\"biên giới\"".to_owned())),
            ("date", Value::Date(jiff::civil::date(2026, 6, 4))),
            ("place", Value::Unit("THON-02".into())),
            ("cost", Value::Integer(1_500_000)),
            ("venue", Value::Line("Nhà văn hóa".to_owned())),
            ("languages", Value::Choices(BTreeSet::from(["tay".to_owned(), "vi".to_owned()]))),
        ];
        let view = view(Some(&ACTIVITY), &written.map(|(key, value)| (key, holds(value))));
        assert_eq!(
            cells(&[&ACTIVITY], &view),
            [
                "state draft",
                "unit THON-01",
                "activity.task: task t-2.1",
                "activity.what: Họp thôn,\n\"biên giới\"",
                "activity.date: 04/06/2026",
                "activity.place: unit THON-02",
                "activity.venue: Nhà văn hóa",
                "activity.languages: languages.tay, languages.vi",
                "activity.cost: 1500000",
            ]
        );
    }

    #[test]
    fn a_field_added_to_a_kind_has_its_column() {
        let kind = longer("activity");
        let course = Value::Choices(BTreeSet::from(["second".to_owned()]));
        let view = view(Some(kind), &[("course", holds(course))]);
        let expected = ["state draft", "unit THON-01", "activity.course: course.second"];
        assert_eq!(cells(&[kind], &view), expected);
    }

    #[test]
    fn what_is_unsettled_or_unreadable_is_said() {
        let invalid = FieldState { invalid: Some("x".to_owned()), ..FieldState::default() };
        let side = |value: Option<i64>, invalid: Option<&str>| Alternative {
            value: value.map(Value::Integer),
            cleared: value.is_none() && invalid.is_none(),
            invalid: invalid.map(str::to_owned),
            author: None,
            written_at: TimestampMs::default(),
        };
        let conflict = vec![side(Some(5), None), side(None, None), side(None, Some("y"))];
        let people = FieldState { conflict, ..holds(Value::Integer(5)) };
        let view = view(Some(&ACTIVITY), &[("date", invalid), ("people", people)]);
        assert_eq!(
            cells(&[&ACTIVITY], &view)[2..],
            ["activity.date: invalid x", "activity.people: conflict 5 | cleared | invalid y"]
        );
    }

    #[test]
    fn records_of_several_kinds_share_a_table_and_no_record_is_left_out() {
        let training = longer("training");
        let people = || ("people", holds(Value::Integer(5)));
        let (one, other) = (view(Some(&ACTIVITY), &[people()]), view(Some(training), &[people()]));
        let unknown = view(None, &[]);
        let kinds = [&ACTIVITY, training];
        assert_eq!(cells(&kinds, &one)[2..], ["activity.people: 5"]);
        assert_eq!(cells(&kinds, &other)[2..], ["training.people: 5"]);
        assert_eq!(cells(&kinds, &unknown), ["state draft", "unit THON-01"]);
        let ids = |views: &[&RecordView]| {
            let kinds = kinds_among(views.iter().copied());
            kinds.into_iter().map(|kind| kind.id).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[&unknown, &one, &one]), ["activity"]);
        assert!(ids(&[&unknown]).is_empty());
    }
}
