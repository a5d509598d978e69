//! The kinds of the plan's daily work, each with every field that it has: content with its postings,
//! events, training, personnel, press; and what is laid on a unit, in a role's document.

use std::collections::BTreeMap;

use automerge::Automerge;
use serde_json::json;
use shared::domain::document::DocumentScope;
use shared::domain::kind::{Field, FieldType, Home, KINDS, Kind};
use shared::domain::posting::Posting;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{EntryId, RecordId};
use shared::merge::view::unit_records;
use shared::schema::decisions::{NewDecision, decide};
use shared::schema::form::{Edit, save_form};
use shared::schema::genesis::FirstContent;
use shared::schema::workbook::create_record;
use uuid::Uuid;

use super::whole::record_meaning;
use super::{AT, PLAN, frozen, is_read_as_frozen, is_written_as_frozen, new_document, written_by};

/// The fixtures' names.
pub(super) const WORKBOOK: &str = "more-kinds-workbook";
pub(super) const LAID_ON: &str = "laid-on-decisions";

/// The kinds frozen here, in the order of their records.
const IN_WORKBOOK: [&str; 7] =
    ["content", "event", "training", "personnel", "press_periodic", "press_reply", "press_item"];
/// Kinds with fields that came later.
const GREW: [&str; 3] = ["activity", "human_rights", "law_education"];
const LAID: [&str; 2] = ["assignment", "note"];

fn kind(id: &str) -> &'static Kind {
    KINDS.iter().copied().find(|kind| kind.id == id).expect("a kind")
}

/// A value that a field takes; none for what is told later.
fn value(field: &Field) -> Option<Value> {
    let day = jiff::civil::date(2026, 6, 14);
    Some(match field.ty {
        FieldType::Text { .. } => Value::Text(format!("Lời ở {}.", field.key)),
        FieldType::Line { .. } => Value::Line(format!("Dòng ở {}", field.key)),
        FieldType::Date => Value::Date(day),
        FieldType::Moment => Value::Moment(day.at(8, 30, 0, 0)),
        FieldType::Integer { min, .. } => Value::Integer(min + 7),
        FieldType::Choice { options } => Value::Choice(options[0].to_owned()),
        FieldType::Choices { options } => {
            Value::Choices(options.iter().take(2).map(|id| (*id).to_owned()).collect())
        }
        FieldType::Unit => Value::Unit("THON-01".into()),
        FieldType::Task => Value::Task("t-2.1".into()),
        FieldType::Ref { .. } => Value::Ref(Uuid::from_u128(0xa1).to_string()),
        FieldType::Refs { .. } => Value::Choices([Uuid::from_u128(0xa1).to_string()].into()),
        FieldType::Postings => return None,
    })
}

fn record_id(n: usize) -> RecordId {
    RecordId::new(Uuid::from_u128(0x4ec2_0000 + n as u128))
}

/// Records of some kinds, in their order. A field added later belongs into another fixture.
fn write(doc: &mut Automerge, kinds: &[&str]) {
    for (n, id) in kinds.iter().enumerate() {
        let fields = kind(id).fields.iter().filter(|field| !field.later);
        let values: Vec<(&str, Value)> =
            fields.filter_map(|field| Some((field.key, value(field)?))).collect();
        create_record(doc, record_id(n), kind(id), PLAN, &values, AT).expect("created");
    }
}

fn workbook() -> Automerge {
    let scope = DocumentScope::workbook("THON-01".into(), Some("VHXH".into()), 2026);
    let mut doc = new_document(17, scope, FirstContent::Empty);
    written_by(&mut doc, 0xa1);
    write(&mut doc, &IN_WORKBOOK);
    let at = jiff::civil::date(2026, 6, 15).at(9, 0, 0, 0);
    let posting = Posting {
        channel: EntryId::new(Uuid::from_u128(0xc1)),
        at,
        url: "https://xa.example.vn/1".to_owned(),
        reach: Some(350),
        taken_down: Some(at),
        struck: false,
    };
    let postings = [(EntryId::new(Uuid::from_u128(0xc2)), posting)].into();
    save(&mut doc, record_id(0), "postings", Value::Postings(postings));
    // Fields that a kind got after its first version come with a migration.
    for (n, kind) in (IN_WORKBOOK.len()..).zip(GREW) {
        create_record(&mut doc, record_id(n), self::kind(kind), PLAN, &[], AT).expect("created");
        for field in self::kind(kind).fields.iter().filter(|field| field.later) {
            save(&mut doc, record_id(n), field.key, value(field).expect("has one"));
        }
    }
    doc
}

fn save(doc: &mut Automerge, record: RecordId, key: &str, value: Value) {
    let heads = doc.get_heads();
    save_form(doc, &heads, record, &[(key, Edit::Set(value))], AT).expect("saved");
}

fn laid_on() -> Automerge {
    let scope = DocumentScope::decisions("THON-01".into(), Some("VHXH".into()), Role::Leader, 2026);
    let mut doc = new_document(18, scope, FirstContent::Empty);
    written_by(&mut doc, 0xa2);
    write(&mut doc, &LAID);
    let supersedes = [].into();
    let about =
        NewDecision { record: record_id(0), action: "assign", reason: "", supersedes: &supersedes };
    decide(&mut doc, None, EntryId::new(Uuid::from_u128(0xd1)), &about, AT).expect("decided");
    doc
}

#[test]
fn every_kind_of_these_has_its_home_and_all_are_frozen() {
    for id in IN_WORKBOOK {
        assert_eq!(kind(id).home, Home::Workbook);
    }
    for id in LAID {
        assert_ne!(kind(id).home, Home::Workbook);
    }
}

#[test]
fn more_kinds_are_written_as_they_always_were() {
    is_written_as_frozen(WORKBOOK, &workbook());
    is_written_as_frozen(LAID_ON, &laid_on());
}

#[test]
fn more_kinds_are_read_as_they_always_were() {
    let docs: BTreeMap<&'static str, Automerge> = frozen([WORKBOOK, LAID_ON]);
    let roles = [(Role::Leader, &docs[LAID_ON])];
    // The two fixtures use the same ids; each is read on its own.
    let empty = new_document(
        19,
        DocumentScope::workbook("THON-01".into(), Some("VHXH".into()), 2026),
        FirstContent::Empty,
    );
    let own = unit_records(&"THON-01".into(), &docs[WORKBOOK], &[]);
    let laid = unit_records(&"THON-01".into(), &empty, &roles);
    is_read_as_frozen(WORKBOOK, &json!(own.values().map(record_meaning).collect::<Vec<_>>()));
    is_read_as_frozen(LAID_ON, &json!(laid.values().map(record_meaning).collect::<Vec<_>>()));
}
