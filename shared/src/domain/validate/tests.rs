//! What every kind refuses, whichever fields it has.

use jiff::civil::date;

use super::*;
use crate::domain::kind::{KINDS, Kind};
use crate::id::RecordId;
use crate::time::TimestampMs;
use uuid::Uuid;

fn record(kind: &'static Kind, fields: &[(&'static str, Value)]) -> Record {
    let state = |value: &Value| FieldState { value: Some(value.clone()), ..FieldState::default() };
    Record {
        id: RecordId::new(Uuid::nil()),
        kind: Some(kind),
        plan: None,
        fields: fields.iter().map(|(key, value)| (*key, state(value))).collect(),
        creator: None,
        created_at: TimestampMs::default(),
        deleted: false,
        laid_by: None,
    }
}

fn problems(
    kind: &'static Kind,
    fields: &[(&'static str, Value)],
) -> Vec<(&'static str, ProblemCode)> {
    let context = Context { today: date(2026, 6, 9), plan: None, directory: None };
    let found = validate(&record(kind, fields), &context).into_iter();
    found.map(|problem| (problem.field, problem.code)).collect()
}

#[test]
fn no_kind_takes_a_negative_count() {
    let mut counts = 0;
    for kind in KINDS {
        for field in kind.fields.iter().filter(|f| matches!(f.ty, FieldType::Integer { .. })) {
            let of = |number| problems(kind, &[(field.key, Value::Integer(number))]);
            let wrong = (field.key, ProblemCode::OutOfBounds);
            assert!(of(-1).contains(&wrong), "{} {}", kind.id, field.key);
            assert!(!of(1).contains(&wrong), "{} {}", kind.id, field.key);
            counts += 1;
        }
    }
    assert!(counts > 5, "{counts}");
}

#[test]
fn twelve_digits_are_an_identity_number_in_a_text_and_a_number_in_a_number() {
    for kind in KINDS {
        for field in kind.fields {
            let identity = (field.key, ProblemCode::IdentityNumber);
            match field.ty {
                FieldType::Text { .. } | FieldType::Line { .. } => {
                    let text = Value::Text("liên hệ 001203004567".into());
                    let found = problems(kind, &[(field.key, text)]);
                    assert!(found.contains(&identity), "{} {}", kind.id, field.key);
                }
                FieldType::Integer { .. } => {
                    let found = problems(kind, &[(field.key, Value::Integer(1_203_004_567_000))]);
                    assert!(!found.contains(&identity), "{} {}", kind.id, field.key);
                }
                _ => {}
            }
        }
    }
}

/// What is written down after it was done lies not in the future; what is planned, asked or ordered
/// may.
#[test]
fn what_is_done_is_not_dated_in_the_future() {
    let planned =
        ["assignment", "event", "training", "personnel", "declaration", "note", "press_periodic"];
    for kind in KINDS {
        let Some(day) = kind.field("date") else { continue };
        let of = |day_of_month| {
            let found = problems(kind, &[(day.key, Value::Date(date(2026, 6, day_of_month)))]);
            found.contains(&(day.key, ProblemCode::InTheFuture))
        };
        assert!(!of(9), "{}: today", kind.id);
        assert_eq!(of(10), !planned.contains(&kind.id), "{}: tomorrow", kind.id);
    }
}

#[test]
fn no_kind_ends_before_it_starts() {
    for kind in KINDS {
        if kind.field("date").is_none() || kind.field("endDate").is_none() {
            continue;
        }
        let of = |end| {
            let days = [("date", date(2026, 6, 8)), ("endDate", date(2026, 6, end))];
            let days = days.map(|(key, day)| (key, Value::Date(day)));
            problems(kind, &days).contains(&("endDate", ProblemCode::EndBeforeStart))
        };
        assert!(of(7), "{}", kind.id);
        assert!(!of(8), "{}", kind.id);
    }
}

#[test]
fn a_note_is_about_something() {
    let note = KINDS.iter().find(|kind| kind.id == "note").expect("a kind");
    let nothing = ("task", ProblemCode::AboutNothing);
    assert!(problems(note, &[]).contains(&nothing));
    assert!(!problems(note, &[("task", Value::Task("2.1".into()))]).contains(&nothing));
    assert!(!problems(note, &[("about", Value::Ref("x".into()))]).contains(&nothing));
}
