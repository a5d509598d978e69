//! The canonical form of a record: what an approval is bound to (DESIGN §2).

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::domain::record::{FieldState, Record};
use crate::domain::value::Value;
use crate::text::nfc;

/// SHA-256 of a canonical form, in lower-case hexadecimal.
pub fn hash(record: &Record) -> String {
    hex::encode(Sha256::digest(form(record).to_string()))
}

/// The canonical form as JSON: sorted keys, NFC, covered fields that are present and not blank;
/// all values of a field in conflict. No timestamps, no absent or unknown fields.
pub fn form(record: &Record) -> Json {
    let mut form = Map::new();
    form.insert("id".into(), record.id.to_string().into());
    form.insert("kind".into(), record.kind.map_or("", |kind| kind.id).into());
    form.insert("version".into(), record.kind.map_or(0, |kind| kind.canonical_version).into());
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
    if let Some(invalid) = &state.invalid {
        return Some(Json::Object(
            [("invalid".to_owned(), nfc(invalid).into())].into_iter().collect(),
        ));
    }
    if !state.conflict.is_empty() {
        let mut values: Vec<String> = state
            .conflict
            .iter()
            .filter_map(|alternative| alternative.value.as_ref())
            .map(|value| value_form(value).to_string())
            .collect();
        values.sort();
        values.dedup();
        return Some(Json::Object([("conflict".to_owned(), values.into())].into_iter().collect()));
    }
    state.value.as_ref().filter(|value| !value.is_blank()).map(value_form)
}

fn value_form(value: &Value) -> Json {
    match value {
        Value::Text(text) | Value::Line(text) | Value::Choice(text) => nfc(text).into(),
        Value::Date(date) => date.to_string().into(),
        Value::Integer(number) => (*number).into(),
        Value::Choices(choices) => choices.iter().map(|choice| nfc(choice)).collect(),
        Value::Unit(unit) => unit.as_str().into(),
        Value::Task(task) => task.as_str().into(),
    }
}
