//! The invariants of the documents: each test breaks when its rule is broken.

mod approvals;
mod purging;
mod ways;

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{Author, Automerge, ObjType, ROOT, ReadDoc, ScalarValue};
use proptest::prelude::*;
use uuid::Uuid;

use super::form::{Edit, choose, save_form, set_deleted};
use super::genesis::{FirstContent, genesis};
use super::*;
use crate::domain::activity::ACTIVITY;
use crate::domain::document::{DocumentRef, DocumentScope};
use crate::domain::record::Record;
use crate::domain::value::Value;
use crate::id::{AccountId, CommuneId, DocumentId, EntryId, PlanId, RecordId};
use crate::schema::read::View;
use crate::schema::workbook::{create_record, records};
use crate::time::{TimestampMs, parse_date};

const NOW: TimestampMs = TimestampMs(1_781_000_000_000);
const LATER: TimestampMs = TimestampMs(1_781_000_100_000);

fn id<T>(n: u128, make: impl Fn(Uuid) -> T) -> T {
    make(Uuid::from_u128(n))
}

fn account(n: u128) -> AccountId {
    id(0xacc0_0000 + n, AccountId::new)
}

fn entry(n: u128) -> EntryId {
    id(0xe000 + n, EntryId::new)
}

fn record_id(n: u128) -> RecordId {
    id(0x4ec0_0000 + n, RecordId::new)
}

fn document(n: u8, scope: DocumentScope) -> Automerge {
    let reference = DocumentRef { id: DocumentId::new([n; 16]), scope };
    genesis(id(1, CommuneId::new), &reference, FirstContent::Empty, NOW).expect("well-formed")
}

fn new_workbook() -> Automerge {
    document(7, DocumentScope::workbook("KT".into(), None, 2026))
}

/// The document as the store of another person's device has it.
fn on_device_of(person: u128, doc: &Automerge) -> Automerge {
    let mut copy = doc.fork();
    copy.set_author(Some(Author::from(account(person).as_bytes().to_vec())));
    copy
}

fn activity(doc: &mut Automerge, n: u128, values: &[(&str, Value)]) {
    create_record(doc, record_id(n), &ACTIVITY, id(2, PlanId::new), values, NOW).expect("valid");
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn set(doc: &mut Automerge, heads: &[automerge::ChangeHash], key: &str, value: Value) {
    save_form(doc, heads, record_id(1), &[(key, Edit::Set(value))], LATER).expect("saved");
}

fn the_record(doc: &Automerge) -> Record {
    records(doc).remove(&record_id(1)).expect("record 1")
}

fn merge(into: &mut Automerge, from: &mut Automerge) {
    into.merge(from).expect("merges");
}

#[test]
fn a_record_reads_back_as_it_was_created() {
    let mut doc = on_device_of(1, &new_workbook());
    let choices = Value::Choices(["website".to_owned(), "leaflet".to_owned()].into());
    let values = [
        ("task", Value::Task("t21".into())),
        ("what", text("Họp thôn tuyên truyền")),
        ("date", Value::Date(parse_date("2026-06-14").expect("date"))),
        ("place", Value::Unit("THON-01".into())),
        ("people", Value::Integer(0)),
        ("channels", choices),
    ];
    activity(&mut doc, 1, &values);
    let record = the_record(&doc);
    for (key, value) in &values {
        assert_eq!(record.value(key), Some(value), "{key}");
    }
    assert_eq!(record.creator, Some(account(1)));
    assert_eq!(record.created_at, NOW);
    assert_eq!(record.plan, Some(id(2, PlanId::new)));
    assert_eq!(record.conflicts().count(), 0);
}

#[test]
fn two_devices_offline_with_the_same_task_day_and_village_keep_both_records() {
    let base = new_workbook();
    let (mut a, mut b) = (on_device_of(1, &base), on_device_of(2, &base));
    let same = [("task", Value::Task("t21".into())), ("place", Value::Unit("THON-01".into()))];
    activity(&mut a, 1, &same);
    activity(&mut b, 2, &same);
    merge(&mut a, &mut b);
    assert_eq!(records(&a).len(), 2, "nothing is keyed by what people may both enter");
}

/// What must never happen in our code may still arrive from a foreign client.
#[test]
fn readers_union_a_container_that_was_created_twice() {
    let base = new_workbook();
    let (mut a, mut b) = (on_device_of(1, &base), on_device_of(2, &base));
    activity(&mut a, 1, &[("what", text("của A")), ("people", Value::Integer(5))]);
    activity(&mut b, 1, &[("what", text("của B"))]);
    merge(&mut a, &mut b);
    let record = the_record(&a);
    let what = record.fields.get("what").expect("what");
    let texts: BTreeSet<_> = what.conflict.iter().filter_map(|c| c.value.clone()).collect();
    assert_eq!(texts, [text("của A"), text("của B")].into(), "neither side's text is hidden");
    assert_eq!(record.value("people"), Some(&Value::Integer(5)));
}

#[test]
fn a_stale_form_saved_over_a_remote_edit_shows_both_values() {
    let mut a = on_device_of(1, &new_workbook());
    activity(&mut a, 1, &[("people", Value::Integer(10))]);
    let displayed = a.get_heads();
    let mut b = on_device_of(2, &a);
    set(&mut b, &displayed, "people", Value::Integer(20));
    merge(&mut a, &mut b);
    // A's form still shows 10 and is saved after B's edit has arrived.
    set(&mut a, &displayed, "people", Value::Integer(30));

    let record = the_record(&a);
    let (key, alternatives) = record.conflicts().next().expect("a conflict");
    assert_eq!(key, "people");
    let seen: BTreeSet<_> = alternatives
        .iter()
        .map(|alternative| (alternative.value.clone(), alternative.author))
        .collect();
    let expected = [
        (Some(Value::Integer(20)), Some(account(2))),
        (Some(Value::Integer(30)), Some(account(1))),
    ];
    assert_eq!(seen, expected.into());
    assert!(alternatives.iter().all(|alternative| alternative.written_at == LATER));

    let seen = a.get_heads();
    let twenty = Some(Value::Integer(20));
    choose(&mut a, &seen, record_id(1), "people", twenty, LATER).expect("chosen");
    assert_eq!(the_record(&a).conflicts().count(), 0);
    assert_eq!(the_record(&a).value("people"), Some(&Value::Integer(20)));
}

#[test]
fn choosing_settles_what_was_displayed_and_an_emptied_field_can_be_chosen() {
    let mut a = on_device_of(1, &new_workbook());
    activity(&mut a, 1, &[("people", Value::Integer(10))]);
    let displayed = a.get_heads();
    let (mut b, mut c) = (on_device_of(2, &a), on_device_of(3, &a));
    save_form(&mut b, &displayed, record_id(1), &[("people", Edit::Clear)], LATER).expect("saved");
    set(&mut c, &displayed, "people", Value::Integer(77));
    set(&mut a, &displayed, "people", Value::Integer(30));
    merge(&mut a, &mut b);
    let cleared = |doc: &Automerge| {
        let record = the_record(doc);
        let (_, alternatives) = record.conflicts().next().expect("a conflict");
        alternatives.iter().map(|side| (side.cleared, side.value.clone())).collect::<BTreeSet<_>>()
    };
    assert_eq!(cleared(&a), [(true, None), (false, Some(Value::Integer(30)))].into());
    let seen = a.get_heads();
    // A third value arrives between looking and choosing: nobody has seen it yet.
    merge(&mut a, &mut c);
    choose(&mut a, &seen, record_id(1), "people", None, LATER).expect("chosen");
    assert_eq!(cleared(&a), [(true, None), (false, Some(Value::Integer(77)))].into());
    let seen = a.get_heads();
    choose(&mut a, &seen, record_id(1), "people", None, LATER).expect("chosen");
    assert_eq!(the_record(&a).conflicts().count(), 0);
    assert_eq!(the_record(&a).value("people"), None);
}

#[test]
fn a_stale_form_deletes_nothing_that_others_typed() {
    let mut a = on_device_of(1, &new_workbook());
    activity(&mut a, 1, &[("what", text("Họp thôn về biên giới."))]);
    let displayed = a.get_heads();
    let mut b = on_device_of(2, &a);
    set(&mut b, &displayed, "what", text("Họp thôn về biên giới. Có 40 người."));
    merge(&mut a, &mut b);
    set(&mut a, &displayed, "what", text("Sáng nay: Họp thôn về biên giới."));
    assert_eq!(the_record(&a).text("what"), "Sáng nay: Họp thôn về biên giới. Có 40 người.");
}

#[test]
fn a_form_that_changes_nothing_writes_nothing() {
    let mut doc = on_device_of(1, &new_workbook());
    activity(&mut doc, 1, &[("what", text("Họp")), ("people", Value::Integer(3))]);
    let heads = doc.get_heads();
    let same = [
        ("what", Edit::Set(text("Họp"))),
        ("people", Edit::Set(Value::Integer(3))),
        ("note", Edit::Clear),
    ];
    assert_eq!(save_form(&mut doc, &heads, record_id(1), &same, LATER).expect("saved"), None);
    assert_eq!(doc.get_heads(), heads);
}

#[test]
fn a_value_of_the_wrong_type_is_refused_and_nothing_is_written() {
    let mut doc = on_device_of(1, &new_workbook());
    activity(&mut doc, 1, &[]);
    let heads = doc.get_heads();
    let edits = [
        ("what", Edit::Set(text("bắt đầu"))),
        ("people", Edit::Set(Value::Line("ba mươi".to_owned()))),
    ];
    let refused = save_form(&mut doc, &heads, record_id(1), &edits, LATER);
    assert!(matches!(refused, Err(SchemaError::WrongValue(key)) if key == "people"));
    assert_eq!(doc.get_heads(), heads);
}

#[test]
fn choices_made_on_two_devices_are_both_kept() {
    let mut a = on_device_of(1, &new_workbook());
    activity(&mut a, 1, &[]);
    let heads = a.get_heads();
    let mut b = on_device_of(2, &a);
    set(&mut a, &heads, "channels", Value::Choices(["website".to_owned()].into()));
    set(&mut b, &heads, "channels", Value::Choices(["leaflet".to_owned()].into()));
    merge(&mut a, &mut b);
    let both = Value::Choices(["website".to_owned(), "leaflet".to_owned()].into());
    assert_eq!(the_record(&a).value("channels"), Some(&both));
}

#[test]
fn a_deleted_record_is_only_marked() {
    let mut doc = on_device_of(1, &new_workbook());
    activity(&mut doc, 1, &[("what", text("nhầm"))]);
    set_deleted(&mut doc, record_id(1), true, LATER).expect("marked");
    assert!(the_record(&doc).deleted);
    assert_eq!(the_record(&doc).text("what"), "nhầm");
    set_deleted(&mut doc, record_id(1), false, LATER).expect("restored");
    assert!(!the_record(&doc).deleted);
}

#[test]
fn what_does_not_fit_into_one_change_is_not_written_at_all() {
    let mut doc = on_device_of(1, &new_workbook());
    let long = |units: usize| text(&"ừ".repeat(units));
    activity(&mut doc, 1, &[("what", long(crate::limits::TEXT_UNITS_MAX))]);
    let change = doc.get_last_local_change().expect("made");
    assert!(change.raw_bytes().len() < crate::limits::CHANGE_BYTES_MAX, "the longest fits");
    let heads = doc.get_heads();
    let long = |units: usize| text(&"x".repeat(units));
    for units in [150_000, 2_000_000] {
        let edits = [("what", Edit::Set(long(units)))];
        let saved = save_form(&mut doc, &heads, record_id(1), &edits, LATER);
        assert!(matches!(saved, Err(SchemaError::TooLarge)), "{units}");
        let values = [("what", long(units))];
        let id = record_id(2);
        let made = create_record(&mut doc, id, &ACTIVITY, self::id(2, PlanId::new), &values, NOW);
        assert!(matches!(made, Err(SchemaError::TooLarge)), "{units}");
        assert_eq!(doc.get_heads(), heads);
    }
    set(&mut doc, &heads, "what", text("ngắn"));
    assert_eq!(the_record(&doc).text("what"), "ngắn", "the document is still good");
}

#[test]
fn a_migration_on_two_devices_with_different_heads_is_the_same_change() {
    let mut a = on_device_of(1, &new_workbook());
    // A record made by a version that knew neither `note` nor `channels`.
    let container = a.get(ROOT, "records").unwrap().unwrap().1;
    let mut tx = a.transaction();
    let object = tx.put_object(&container, record_id(1).to_string(), ObjType::Map).unwrap();
    tx.put(&object, "kind", "activity").unwrap();
    tx.commit();
    let mut b = on_device_of(2, &a);
    activity(&mut a, 2, &[]);
    activity(&mut b, 3, &[]);

    let mut a_saved = a.clone();
    set(&mut a_saved, &a.get_heads(), "note", text("của A"));
    let mut b_saved = b.clone();
    set(&mut b_saved, &b.get_heads(), "note", text("của B"));
    merge(&mut a_saved, &mut b_saved);
    let record = the_record(&a_saved);
    assert_eq!(record.conflicts().count(), 0, "one container, not two");
    let note = record.text("note");
    assert!(note.contains("của A") && note.contains("của B"), "{note}");
    for change in a_saved.get_changes(&a.get_heads()) {
        let ours = a_saved.get_author_for_actor(change.actor_id()).is_none();
        assert_eq!(migration::is_recomputable(&change.decode()), ours);
    }
}

proptest! {
    /// Readers are total: whatever stands under the keys of a record, they return.
    #[test]
    fn readers_survive_any_scalars(
        values in proptest::collection::vec((0usize..20, 0u8..8, any::<i64>(), "\\PC{0,6}"), 0..24)
    ) {
        let mut doc = on_device_of(1, &new_workbook());
        let container = doc.get(ROOT, "records").unwrap().unwrap().1;
        let mut tx = doc.transaction();
        let object = tx.put_object(&container, record_id(1).to_string(), ObjType::Map).unwrap();
        tx.put(&object, "kind", "activity").unwrap();
        for (key, shape, number, string) in values {
            let key = ACTIVITY.fields.get(key).map_or("deletedAt", |field| field.key);
            let scalar = match shape {
                0 => ScalarValue::Int(number),
                1 => ScalarValue::Str(string.into()),
                2 => ScalarValue::F64(f64::from_bits(number as u64)),
                3 => ScalarValue::Timestamp(number),
                4 => ScalarValue::Null,
                5 => ScalarValue::Bytes(string.into_bytes()),
                6 => ScalarValue::Boolean(number > 0),
                _ => { tx.put_object(&object, key, ObjType::List).unwrap(); continue; }
            };
            tx.put(&object, key, scalar).unwrap();
        }
        tx.commit();
        let record = the_record(&doc);
        let _ = crate::domain::canonical::hash(&record);
        let context = crate::domain::validate::Context {
            today: NOW.local_date(), plan: None, directory: None,
        };
        let _ = crate::domain::validate::validate(&record, &context);
        let _ = workbook::record(View::now(&doc), record_id(1));
    }
}
