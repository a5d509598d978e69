//! The canonical form of a record: what an approval is bound to (DESIGN §2).

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::domain::decision::Decision;
use crate::domain::kind::Field;
use crate::domain::record::{FieldState, Record};
use crate::domain::value::Value;
use crate::text::nfc;

/// SHA-256 of the record's canonical form in its kind's present version, in lower-case hexadecimal.
pub fn hash(record: &Record) -> String {
    digest(&form(record))
}

/// The same in a given version; nothing if this program does not know that version.
pub fn hash_as(record: &Record, version: u32) -> Option<String> {
    form_as(record, version).map(|form| digest(&form))
}

/// A record's content as it stands, compared with what decisions were taken on.
#[derive(Debug)]
pub struct Present<'r> {
    record: &'r Record,
    /// By version; each is asked for as often as there are decisions.
    hashes: RefCell<BTreeMap<u32, Option<String>>>,
}

impl<'r> Present<'r> {
    /// Of a record.
    pub const fn new(record: &'r Record) -> Self {
        Self { record, hashes: RefCell::new(BTreeMap::new()) }
    }

    /// Whether the content is what a decision was taken on.
    pub fn is_of(&self, decision: &Decision) -> bool {
        let mut hashes = self.hashes.borrow_mut();
        let hash = hashes.entry(decision.canonical);
        let hash = hash.or_insert_with(|| hash_as(self.record, decision.canonical));
        hash.as_ref() == Some(&decision.hash)
    }
}

/// The fields in which two versions of a record differ as far as an approval goes (`sửa sau duyệt`),
/// in the kind's order.
pub fn differing(before: &Record, after: &Record) -> Vec<&'static Field> {
    let form = |record: &Record, field: &Field| record.fields.get(field.key).and_then(field_form);
    let fields = after.kind.map_or(&[][..], |kind| kind.fields).iter();
    fields.filter(|f| f.covered && form(before, f) != form(after, f)).collect()
}

fn digest(form: &Json) -> String {
    hex::encode(Sha256::digest(form.to_string()))
}

/// The canonical form in the present version.
pub fn form(record: &Record) -> Json {
    form_1(record)
}

/// The canonical form in a given version. A version that was once written stays as it was: a
/// later one is a new function beside it.
pub fn form_as(record: &Record, version: u32) -> Option<Json> {
    (version == 1).then(|| form_1(record))
}

/// Version 1 as JSON: sorted keys, NFC, the plan, covered fields that are present and not blank;
/// all values of a field in conflict. No timestamps, no absent or unknown fields.
fn form_1(record: &Record) -> Json {
    let mut form = Map::new();
    form.insert("id".into(), record.id.to_string().into());
    form.insert("kind".into(), record.kind.map_or("", |kind| kind.id).into());
    form.insert("plan".into(), record.plan.map(|plan| plan.to_string()).into());
    form.insert("version".into(), 1.into());
    let mut fields = Map::new();
    for field in record.kind.map_or(&[][..], |kind| kind.fields) {
        let Some(state) = record.fields.get(field.key).filter(|_| field.covered) else { continue };
        if let Some(value) = field_form(state) {
            fields.insert(field.key.into(), value);
        }
    }
    form.insert("fields".into(), Json::Object(fields));
    Json::Object(form)
}

fn field_form(state: &FieldState) -> Option<Json> {
    if !state.conflict.is_empty() {
        let mut values: Vec<String> = state
            .conflict
            .iter()
            .map(|side| match (&side.value, &side.invalid) {
                (Some(value), _) => value_form(value).to_string(),
                (None, Some(invalid)) => invalid_form(invalid).to_string(),
                (None, None) => Json::Null.to_string(),
            })
            .collect();
        values.sort();
        values.dedup();
        return Some(Json::Object([("conflict".to_owned(), values.into())].into_iter().collect()));
    }
    if let Some(invalid) = &state.invalid {
        return Some(invalid_form(invalid));
    }
    state.value.as_ref().filter(|value| !value.is_blank()).map(value_form)
}

fn invalid_form(invalid: &str) -> Json {
    Json::Object([("invalid".to_owned(), nfc(invalid).into())].into_iter().collect())
}

fn value_form(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Line(text) | Value::Choice(text) | Value::Ref(text) => {
            nfc(text).into()
        }
        Value::Date(date) => date.to_string().into(),
        Value::Integer(number) => (*number).into(),
        Value::Choices(choices) => choices.iter().map(|choice| nfc(choice)).collect(),
        Value::Unit(unit) => unit.as_str().into(),
        Value::Task(task) => task.as_str().into(),
        Value::Moment(moment) => moment.to_string().into(),
        // Uncovered wherever they occur: where something was posted is told after the approval.
        Value::Postings(postings) => postings.keys().map(ToString::to_string).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;

    use super::*;
    use crate::domain::activity::ACTIVITY;
    use crate::domain::record::Alternative;
    use crate::id::{PlanId, RecordId};
    use crate::time::TimestampMs;

    fn record(plan: u128, people: FieldState) -> Record {
        Record {
            id: RecordId::new(Uuid::from_u128(7)),
            kind: Some(&ACTIVITY),
            plan: Some(PlanId::new(Uuid::from_u128(plan))),
            fields: [("people", people)].into(),
            creator: None,
            created_at: TimestampMs::default(),
            deleted: false,
            laid_by: None,
        }
    }

    fn side(value: Option<i64>, invalid: Option<&str>) -> Alternative {
        Alternative {
            value: value.map(Value::Integer),
            cleared: value.is_none() && invalid.is_none(),
            invalid: invalid.map(str::to_owned),
            author: None,
            written_at: TimestampMs::default(),
        }
    }

    fn conflict(sides: &[Alternative]) -> FieldState {
        let value = sides.first().and_then(|side| side.value.clone());
        let invalid = sides.first().and_then(|side| side.invalid.clone());
        FieldState { value, invalid, conflict: sides.to_vec() }
    }

    /// Frozen: approvals in the world are bound to it.
    #[test]
    fn version_1_is_what_it_always_was() {
        let five = FieldState { value: Some(Value::Integer(5)), ..FieldState::default() };
        let record = record(1, five);
        assert_eq!(
            form_as(&record, 1).expect("known").to_string(),
            r#"{"fields":{"people":5},"id":"00000000-0000-0000-0000-000000000007","kind":"activity","plan":"00000000-0000-0000-0000-000000000001","version":1}"#
        );
        assert_eq!(hash_as(&record, 1), Some(hash(&record)));
        assert_eq!(hash_as(&record, 2), None, "of a later program");
        assert_eq!(ACTIVITY.canonical_version, 1, "a new version is a new form here");
    }

    #[test]
    fn everything_that_a_decider_sees_changes_the_hash() {
        let plain = |value| FieldState { value, ..FieldState::default() };
        let invalid = |text: &str| FieldState { invalid: Some(text.to_owned()), ..plain(None) };
        let records = [
            record(1, plain(None)),
            record(2, plain(None)),
            record(1, plain(Some(Value::Integer(5)))),
            record(1, invalid("x")),
            record(1, invalid("y")),
            record(1, conflict(&[side(Some(5), None), side(Some(6), None)])),
            record(1, conflict(&[side(Some(5), None), side(None, None)])),
            record(1, conflict(&[side(Some(5), None), side(None, Some("x"))])),
            record(1, conflict(&[side(Some(5), None), side(None, Some("y"))])),
            record(1, conflict(&[side(None, Some("x")), side(None, None)])),
        ];
        let hashes: BTreeSet<_> = records.iter().map(hash).collect();
        assert_eq!(hashes.len(), records.len());
        let turned = record(1, conflict(&[side(None, Some("x")), side(Some(5), None)]));
        assert_eq!(hash(&turned), hash(&records[7]), "which side is shown does not matter");
    }
}
