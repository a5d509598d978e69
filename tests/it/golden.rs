//! Schema version 1, frozen: what was once written to disk or wire must be written and read the
//! same by every later version.
//!
//! `tests/fixtures/schema-v1/*.changes` are the changes of one document of each kind, each with its
//! length (u32, big-endian) before it; `*.json` is what they mean. `UPDATE_FIXTURES=1` writes files
//! that are missing and never replaces one. What the first of them left out is in `golden/whole.rs`.

mod directory_changes;
mod kinds;
mod later_fields;
mod more_kinds;
mod whole;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use automerge::{ActorId, Author, Automerge, Change};
use serde_json::{Value as Json, json};
use shared::domain::activity::ACTIVITY;
use shared::domain::canonical;
use shared::domain::directory::{Directory, Person, Unit, UnitKind};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::plan::{Heading, Plan, Responsibility, Task};
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{AccountId, CommuneId, DocumentId, EntryId, PlanId, RecordId, TaskId};
use shared::merge::view::unit_records;
use shared::schema::decisions::{NewDecision, decide};
use shared::schema::form::{Edit, save_form};
use shared::schema::genesis::{FirstContent, genesis};
use shared::schema::workbook::{NewSubmission, add_submission, create_record};
use shared::schema::{directory, empty, plan, read};
use shared::time::TimestampMs;
use uuid::Uuid;

const AT: TimestampMs = TimestampMs(1_781_400_000_000);
const PLAN: PlanId = PlanId::new(Uuid::from_u128(0x91a0));
const RECORD: RecordId = RecordId::new(Uuid::from_u128(0x4ec0));

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/schema-v1").join(name)
}

fn new_document(n: u8, scope: DocumentScope, content: FirstContent<'_>) -> Automerge {
    let document = DocumentRef { id: DocumentId::new([n; 16]), scope };
    genesis(CommuneId::new(Uuid::from_u128(0xc0)), &document, content, AT).expect("well-formed")
}

fn written_by(doc: &mut Automerge, account: u128) {
    doc.set_author(Some(Author::from(
        AccountId::new(Uuid::from_u128(account)).as_bytes().to_vec(),
    )));
    doc.set_actor(ActorId::from(Uuid::from_u128(account << 8).as_bytes().as_slice()));
}

fn said<'a>(
    record: RecordId,
    action: &'a str,
    answers: &'a BTreeSet<EntryId>,
) -> NewSubmission<'a> {
    NewSubmission { record, action, reason: "", answers }
}

fn a_directory() -> Directory {
    let unit = |id: &str, name: &str, kind, supervisor: Option<&str>| Unit {
        aliases: [format!("{name} (tên khác)")].into(),
        supervisor: supervisor.map(Into::into),
        ..Unit::new(id.into(), name, kind)
    };
    let account = AccountId::new(Uuid::from_u128(0xa1));
    let person = Person {
        account,
        name: "Cán bộ A01".to_owned(),
        post: "Chuyên viên".to_owned(),
        unit: "VHXH".into(),
    };
    Directory {
        commune: None,
        name: "xã Mẫu".to_owned(),
        units: [
            unit("VHXH", "Phòng Văn hóa - Xã hội xã", UnitKind::Phong, None),
            unit("THON-01", "Thôn 01", UnitKind::Thon, Some("VHXH")),
        ]
        .into_iter()
        .map(|unit| (unit.id.clone(), unit))
        .collect(),
        people: [(account, person)].into(),
        ..Directory::default()
    }
}

fn a_plan() -> Plan {
    let task = Task {
        id: "t-2.1".into(),
        code: "2.1".to_owned(),
        path: "II.2.1".to_owned(),
        title: "Nội dung tuyên truyền".to_owned(),
        content: "Tuyên truyền chủ trương, chính sách.".to_owned(),
        leads: ["VHXH".into(), "CA".into()].into(),
        focal: Some("VHXH".into()),
        coordinators: ["THON".into()].into(),
        due: Some("2026-12-14".to_owned()),
        target: None,
        indicators: ["TN01".to_owned()].into(),
        position: 1,
    };
    Plan {
        id: Some(PLAN),
        year: Some(2026),
        title: "Hoạt động thông tin đối ngoại năm 2026".to_owned(),
        number: None,
        issued_on: None,
        issuer: "UBND xã Mẫu".to_owned(),
        purpose: "Mục đích.".to_owned(),
        requirements: "Yêu cầu.".to_owned(),
        basis: "Kế hoạch cấp trên".to_owned(),
        funding: "Kinh phí.".to_owned(),
        recipients: "Các thôn".to_owned(),
        closing: String::new(),
        headings: vec![Heading {
            code: "2".to_owned(),
            path: "II.2".to_owned(),
            title: "Tuyên truyền".to_owned(),
            text: String::new(),
            position: 1,
        }],
        tasks: [(TaskId::from("t-2.1"), task)].into(),
        responsibilities: vec![Responsibility {
            no: "1".to_owned(),
            heading: "Phòng Văn hóa - Xã hội xã".to_owned(),
            units: ["VHXH".into()].into(),
            duties: "Là đầu mối.".to_owned(),
            position: 1,
        }],
    }
}

/// One document of each kind, as version 1 writes them.
fn documents() -> BTreeMap<&'static str, Automerge> {
    let (village, supervisor) = ("THON-01".into(), Some("VHXH".into()));
    let scope = DocumentScope::workbook(village, supervisor.clone(), 2026);
    let mut workbook = new_document(3, scope, FirstContent::Empty);
    written_by(&mut workbook, 0xa1);
    let values = [
        ("task", Value::Task("t-2.1".into())),
        ("what", Value::Text("Họp thôn 😀 tuyên truyền".to_owned())),
        ("date", Value::Date("2026-06-14".parse().expect("a date"))),
        ("place", Value::Unit("THON-01".into())),
        ("people", Value::Integer(40)),
        ("channels", Value::Choices(["face_to_face".to_owned()].into())),
    ];
    create_record(&mut workbook, RECORD, &ACTIVITY, PLAN, &values, AT).expect("created");
    let heads = workbook.get_heads();
    let edits = [
        ("what", Edit::Set(Value::Text("Họp thôn 😀 tuyên truyền biên giới".to_owned()))),
        ("venue", Edit::Set(Value::Line("Nhà văn hóa".to_owned()))),
    ];
    save_form(&mut workbook, &heads, RECORD, &edits, AT).expect("saved");
    let submission = EntryId::new(Uuid::from_u128(0x5b));
    add_submission(&mut workbook, submission, &said(RECORD, "submit", &[].into()), AT)
        .expect("submitted");

    let scope = DocumentScope::decisions("THON-01".into(), supervisor, Role::Head, 2026);
    let mut decisions = new_document(4, scope, FirstContent::Empty);
    written_by(&mut decisions, 0xa2);
    let about = NewDecision {
        record: RECORD,
        action: "approve",
        reason: "",
        supersedes: &[submission].into(),
    };
    let decision = EntryId::new(Uuid::from_u128(0xdec));
    decide(&mut decisions, Some(&workbook), decision, &about, AT).expect("decided");

    [
        (
            "directory",
            new_document(1, DocumentScope::directory(), FirstContent::Directory(&a_directory())),
        ),
        ("plan", new_document(2, DocumentScope::plan(PLAN, 2026), FirstContent::Plan(&a_plan()))),
        ("workbook", workbook),
        ("decisions", decisions),
        ("reports", new_document(5, DocumentScope::reports(2026), FirstContent::Empty)),
    ]
    .into()
}

fn pack(doc: &Automerge) -> Vec<u8> {
    let mut packed = Vec::new();
    for change in doc.get_changes(&[]) {
        let bytes = change.raw_bytes();
        packed.extend(u32::try_from(bytes.len()).expect("small").to_be_bytes());
        packed.extend(bytes);
    }
    packed
}

fn unpack(mut packed: &[u8]) -> Automerge {
    let mut doc = empty();
    while let Some((len, rest)) = packed.split_first_chunk::<4>() {
        let (bytes, rest) = rest.split_at(u32::from_be_bytes(*len) as usize);
        doc.apply_changes([Change::from_bytes(bytes.to_vec()).expect("a change")])
            .expect("applies");
        packed = rest;
    }
    doc
}

/// What a document means, as the readers say.
fn meaning(name: &str, docs: &BTreeMap<&'static str, Automerge>) -> Json {
    let doc = &docs[name];
    let content = match name {
        "directory" => {
            let read = directory::read(doc);
            json!({
                "commune": read.commune,
                "name": read.name,
                "units": read.units.values().collect::<Vec<_>>(),
                "people": read.people.values().collect::<Vec<_>>(),
            })
        }
        "plan" => {
            let read = plan::read(doc);
            json!({
                "title": read.title,
                "issuer": read.issuer,
                "texts": [read.purpose, read.requirements, read.basis, read.funding, read.recipients],
                "headings": read.headings,
                "tasks": read.tasks.values().collect::<Vec<_>>(),
                "responsibilities": read.responsibilities,
            })
        }
        "workbook" => {
            let roles = [(Role::Head, &docs["decisions"])];
            let records = unit_records(&"THON-01".into(), doc, &roles);
            let view = &records[&RECORD];
            json!({
                "form": canonical::form(&view.record),
                "hash": canonical::hash(&view.record),
                "creator": view.record.creator,
                "state": view.derived.state,
            })
        }
        _ => json!({}),
    };
    json!({ "scope": read::scope(doc), "schema": read::schema_version(doc), "content": content })
}

/// The documents of these names, as they were once written.
fn frozen(names: impl IntoIterator<Item = &'static str>) -> BTreeMap<&'static str, Automerge> {
    let read = |name| std::fs::read(fixture(&format!("{name}.changes")));
    let doc = |name| unpack(&read(name).expect("the fixture is in the repository"));
    names.into_iter().map(|name| (name, doc(name))).collect()
}

fn is_written_as_frozen(name: &str, doc: &Automerge) {
    let path = fixture(&format!("{name}.changes"));
    let written = pack(doc);
    if !path.exists() && std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, &written).expect("fixture written");
    }
    let frozen = std::fs::read(&path).expect("the fixture is in the repository");
    assert!(frozen == written, "{name}: documents are written differently than in version 1");
}

fn is_read_as_frozen(name: &str, read: &Json) {
    let path = fixture(&format!("{name}.json"));
    if !path.exists() && std::env::var_os("UPDATE_FIXTURES").is_some() {
        let text = serde_json::to_string_pretty(read).expect("JSON");
        std::fs::write(&path, text + "\n").expect("fixture written");
    }
    let frozen = std::fs::read_to_string(&path).expect("the fixture is in the repository");
    let frozen: Json = serde_json::from_str(&frozen).expect("JSON");
    assert_eq!(frozen, *read, "{name}");
}

#[test]
fn version_1_is_written_as_it_always_was() {
    for (name, doc) in documents() {
        is_written_as_frozen(name, &doc);
    }
}

#[test]
fn version_1_is_read_as_it_always_was() {
    let docs = frozen(documents().into_keys());
    for name in docs.keys() {
        is_read_as_frozen(name, &meaning(name, &docs));
    }
}
