//! The kinds that came after the activity, each with every field: human rights, education on borders
//! and the law, directives, declarations.

use std::collections::BTreeMap;

use automerge::Automerge;
use serde_json::json;
use shared::domain::declaration::DECLARATION;
use shared::domain::directive::DIRECTIVE;
use shared::domain::document::DocumentScope;
use shared::domain::human_rights::HUMAN_RIGHTS;
use shared::domain::kind::Kind;
use shared::domain::law_education::LAW_EDUCATION;
use shared::domain::value::Value;
use shared::id::RecordId;
use shared::merge::view::unit_records;
use shared::schema::genesis::FirstContent;
use shared::schema::workbook::create_record;
use uuid::Uuid;

use super::whole::record_meaning;
use super::{AT, PLAN, frozen, is_read_as_frozen, is_written_as_frozen, new_document, written_by};

/// The fixture's name.
pub(super) const NAME: &str = "kinds-workbook";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn line(line: &str) -> Value {
    Value::Line(line.to_owned())
}

fn date(date: &str) -> Value {
    Value::Date(date.parse().expect("a date"))
}

fn choices(ids: [&str; 2]) -> Value {
    Value::Choices(ids.map(str::to_owned).into())
}

/// What all that is done has.
fn done() -> Vec<(&'static str, Value)> {
    vec![
        ("task", Value::Task("t-2.1".into())),
        ("what", text("Tọa đàm tại nhà văn hóa.")),
        ("date", date("2026-06-14")),
        ("place", Value::Unit("THON-01".into())),
        ("people", Value::Integer(45)),
        ("endDate", date("2026-06-15")),
        ("venue", line("Nhà văn hóa")),
        ("channels", choices(["face_to_face", "loudspeaker"])),
        ("languages", choices(["tay", "vi"])),
        ("evidence", text("Biên bản")),
        ("note", text("Ghi chú")),
    ]
}

/// Each kind with all that its version 1 holds. A field added later belongs into another fixture.
fn records() -> Vec<(&'static Kind, Vec<(&'static str, Value)>)> {
    let groups = [("groups", choices(["children", "women"]))];
    let education = [
        ("topic", line("Luật Biên phòng Việt Nam")),
        ("speaker", line("Ban Chỉ huy Quân sự xã, chính trị viên")),
        ("documents", text("Tờ gấp")),
    ];
    let directive = vec![
        ("task", Value::Task("t-2.1".into())),
        ("what", text("Về việc tổ chức tọa đàm.")),
        ("number", line("12/KH-UBND")),
        ("date", date("2026-06-01")),
        ("issuer", Value::Unit("VHXH".into())),
        ("recipients", text("Các thôn")),
        ("due", date("2026-06-30")),
        ("evidence", text("Bản chụp")),
        ("note", text("Ghi chú")),
    ];
    let declaration = vec![
        ("task", Value::Task("t-2.1".into())),
        ("date", date("2026-01-01")),
        ("endDate", date("2026-03-31")),
        ("what", text("Không có đoàn khách.")),
        ("note", text("Ghi chú")),
    ];
    vec![
        (&HUMAN_RIGHTS, done().into_iter().chain(groups).collect()),
        (&LAW_EDUCATION, done().into_iter().chain(education).collect()),
        (&DIRECTIVE, directive),
        (&DECLARATION, declaration),
    ]
}

fn workbook() -> Automerge {
    let scope = DocumentScope::workbook("THON-01".into(), Some("VHXH".into()), 2026);
    let mut doc = new_document(15, scope, FirstContent::Empty);
    written_by(&mut doc, 0xa1);
    for (n, (kind, values)) in (1..).zip(records()) {
        let id = RecordId::new(Uuid::from_u128(0x4ec1_0000 + n));
        create_record(&mut doc, id, kind, PLAN, &values, AT).expect("created");
    }
    doc
}

#[test]
fn the_kinds_are_written_as_they_always_were() {
    is_written_as_frozen(NAME, &workbook());
}

#[test]
fn the_kinds_are_read_as_they_always_were() {
    let docs: BTreeMap<&'static str, Automerge> = frozen([NAME]);
    let records = unit_records(&"THON-01".into(), &docs[NAME], &[]);
    let records: Vec<_> = records.values().map(record_meaning).collect();
    is_read_as_frozen(NAME, &json!(records));
}
