//! Fields that a kind got after its first version: a record made with them, frozen like the others.

use std::collections::BTreeMap;

use automerge::Automerge;
use serde_json::json;
use shared::domain::document::DocumentScope;
use shared::domain::press_item::PRESS_ITEM;
use shared::domain::value::Value;
use shared::id::RecordId;
use shared::merge::view::unit_records;
use shared::schema::genesis::FirstContent;
use shared::schema::workbook::create_record;
use uuid::Uuid;

use super::whole::record_meaning;
use super::{AT, PLAN, frozen, is_read_as_frozen, is_written_as_frozen, new_document, written_by};

/// The fixture's name.
pub(super) const NAME: &str = "later-fields-workbook";

fn workbook() -> Automerge {
    let scope = DocumentScope::workbook("VHXH".into(), None, 2026);
    let mut doc = new_document(19, scope, FirstContent::Empty);
    written_by(&mut doc, 0xa1);
    let date = |date: &str| Value::Date(date.parse().expect("a date"));
    let values = [
        ("title", Value::Line("Tin về xã".to_owned())),
        ("date", date("2026-06-12")),
        ("correctedOn", date("2026-06-20")),
    ];
    let id = RecordId::new(Uuid::from_u128(0x4ec3_0001));
    create_record(&mut doc, id, &PRESS_ITEM, PLAN, &values, AT).expect("created");
    doc
}

#[test]
fn later_fields_are_written_as_they_always_were() {
    is_written_as_frozen(NAME, &workbook());
}

#[test]
fn later_fields_are_read_as_they_always_were() {
    let docs: BTreeMap<&'static str, Automerge> = frozen([NAME]);
    let records = unit_records(&"VHXH".into(), &docs[NAME], &[]);
    let records: Vec<_> = records.values().map(record_meaning).collect();
    is_read_as_frozen(NAME, &json!(records));
}
