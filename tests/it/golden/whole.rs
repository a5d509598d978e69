//! What the first fixtures leave out: every field of a kind, written at once and by its form, one
//! that is emptied again; a deletion, a withdrawal, a return with its reason; a plan with all that
//! may be known of it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::Automerge;
use serde_json::{Map, Value as Json, json};
use shared::domain::activity::ACTIVITY;
use shared::domain::canonical;
use shared::domain::decision::{Decision, Submission};
use shared::domain::document::DocumentScope;
use shared::domain::kind::KINDS;
use shared::domain::plan::Plan;
use shared::domain::record::Record;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{EntryId, RecordId};
use shared::merge::view::{RecordView, unit_records};
use shared::schema::decisions::{NewDecision, decide, decisions};
use shared::schema::form::{Edit, save_form, set_deleted};
use shared::schema::genesis::FirstContent;
use shared::schema::workbook::{add_submission, create_record, records, submissions};
use shared::schema::{plan, read};
use uuid::Uuid;

use super::{
    AT, PLAN, a_plan, frozen, is_read_as_frozen, is_written_as_frozen, new_document, said,
    written_by,
};

const RETURNED: RecordId = record_id(1);
const WITHDRAWN: RecordId = record_id(2);
const DELETED: RecordId = record_id(3);
const RESTORED: RecordId = record_id(4);
const SUBMITTED: EntryId = entry_id(1);
const SUBMITTED_TOO_EARLY: EntryId = entry_id(2);
const TAKEN_BACK: EntryId = entry_id(3);
const SENT_BACK: EntryId = entry_id(4);

const NAMES: [&str; 3] = ["whole-plan", "whole-workbook", "whole-decisions"];

const fn record_id(n: u128) -> RecordId {
    RecordId::new(Uuid::from_u128(0x4ec0_0000 + n))
}

const fn entry_id(n: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(0xe000_0000 + n))
}

/// Every field that an activity of version 1 has. A field added later does not belong here, where
/// it would change what is frozen, but into a fixture of its own.
fn values() -> Vec<(&'static str, Value)> {
    let text = |text: &str| Value::Text(text.to_owned());
    let line = |line: &str| Value::Line(line.to_owned());
    let date = |date: &str| Value::Date(date.parse().expect("a date"));
    let choices = |ids: [&str; 2]| Value::Choices(ids.map(str::to_owned).into());
    vec![
        ("task", Value::Task("t-2.1".into())),
        ("what", text("Họp thôn 😀 tuyên truyền\nĐoạn thứ hai.")),
        ("date", date("2026-06-14")),
        ("place", Value::Unit("THON-01".into())),
        ("people", Value::Integer(0)),
        ("endDate", date("2026-06-16")),
        ("venue", line("Nhà văn hóa")),
        ("channels", choices(["face_to_face", "loudspeaker"])),
        ("languages", choices(["tay", "vi"])),
        ("outputs", text("Tin, bài")),
        ("evidence", text("Biên bản")),
        ("lunarDate", line("10/3 âm lịch")),
        ("cost", Value::Integer(1_500_000)),
        ("note", text("Ghi chú")),
    ]
}

fn whole_plan() -> Plan {
    let mut plan = a_plan();
    plan.number = Some("12/KH-UBND".to_owned());
    plan.issued_on = Some("2026-01-15".to_owned());
    for task in plan.tasks.values_mut() {
        task.target = Some("2 buổi".to_owned());
    }
    plan
}

fn workbook() -> Automerge {
    let scope = DocumentScope::workbook("THON-01".into(), Some("VHXH".into()), 2026);
    let mut doc = new_document(13, scope, FirstContent::Empty);
    written_by(&mut doc, 0xa1);

    create_record(&mut doc, RETURNED, &ACTIVITY, PLAN, &values(), AT).expect("created");
    add_submission(&mut doc, SUBMITTED, &said(RETURNED, "submit", &[].into()), AT)
        .expect("submitted");

    create_record(&mut doc, WITHDRAWN, &ACTIVITY, PLAN, &[], AT).expect("created");
    let edits: Vec<_> = values().into_iter().map(|(key, value)| (key, Edit::Set(value))).collect();
    save(&mut doc, WITHDRAWN, &edits);
    let answers = BTreeSet::new();
    add_submission(&mut doc, SUBMITTED_TOO_EARLY, &said(WITHDRAWN, "submit", &answers), AT)
        .expect("submitted");
    let answers = [SUBMITTED_TOO_EARLY].into();
    add_submission(&mut doc, TAKEN_BACK, &said(WITHDRAWN, "withdraw", &answers), AT)
        .expect("withdrawn");

    create_record(&mut doc, DELETED, &ACTIVITY, PLAN, &values(), AT).expect("created");
    let emptied = ["endDate", "venue", "languages", "outputs", "cost"];
    save(&mut doc, DELETED, &emptied.map(|key| (key, Edit::Clear)));
    set_deleted(&mut doc, DELETED, true, AT).expect("deleted");

    create_record(&mut doc, RESTORED, &ACTIVITY, PLAN, &[], AT).expect("created");
    set_deleted(&mut doc, RESTORED, true, AT).expect("deleted");
    set_deleted(&mut doc, RESTORED, false, AT).expect("restored");
    doc
}

fn save(doc: &mut Automerge, id: RecordId, edits: &[(&'static str, Edit)]) {
    let heads = doc.get_heads();
    save_form(doc, &heads, id, edits, AT).expect("saved").expect("something changed");
}

fn documents() -> BTreeMap<&'static str, Automerge> {
    let workbook = workbook();
    let scope = DocumentScope::decisions("THON-01".into(), Some("VHXH".into()), Role::Head, 2026);
    let mut decisions = new_document(14, scope, FirstContent::Empty);
    written_by(&mut decisions, 0xa2);
    let about = NewDecision {
        record: RETURNED,
        action: "return",
        reason: "Thiếu minh chứng, đề nghị bổ sung.",
        supersedes: &[SUBMITTED].into(),
    };
    decide(&mut decisions, Some(&workbook), SENT_BACK, &about, AT).expect("decided");
    let plan = new_document(12, DocumentScope::plan(PLAN, 2026), FirstContent::Plan(&whole_plan()));
    [("whole-plan", plan), ("whole-workbook", workbook), ("whole-decisions", decisions)].into()
}

/// What a document means, as the readers say.
fn meaning(name: &str, docs: &BTreeMap<&'static str, Automerge>) -> Json {
    let (doc, workbook) = (&docs[name], &docs["whole-workbook"]);
    let content = match name {
        "whole-plan" => plan_meaning(&plan::read(doc)),
        "whole-workbook" => {
            let roles = [(Role::Head, &docs["whole-decisions"])];
            let records = unit_records(&"THON-01".into(), doc, &roles);
            json!({
                "records": records.values().map(record_meaning).collect::<Vec<_>>(),
                "submissions": submissions(doc, None).iter().map(submission_meaning).collect::<Vec<_>>(),
            })
        }
        _ => decisions(doc, Role::Head, &[workbook]).iter().map(decision_meaning).collect(),
    };
    json!({ "scope": read::scope(doc), "schema": read::schema_version(doc), "content": content })
}

fn plan_meaning(plan: &Plan) -> Json {
    json!({
        "id": plan.id,
        "year": plan.year,
        "title": plan.title,
        "number": plan.number,
        "issuedOn": plan.issued_on,
        "issuer": plan.issuer,
        "texts": [plan.purpose, plan.requirements, plan.basis, plan.funding, plan.recipients],
        "headings": plan.headings,
        "tasks": plan.tasks.values().collect::<Vec<_>>(),
        "responsibilities": plan.responsibilities,
    })
}

pub(super) fn record_meaning(view: &RecordView) -> Json {
    let Record { id, plan, fields, creator, created_at, deleted, .. } = &view.record;
    let fields: Map<String, Json> =
        fields.iter().map(|(key, field)| ((*key).to_owned(), json!(field.value))).collect();
    json!({
        "id": id,
        "kind": view.record.kind.map(|kind| kind.id),
        "plan": plan,
        "fields": fields,
        "form": canonical::form(&view.record),
        "hash": canonical::hash(&view.record),
        "creator": creator,
        "createdAt": created_at,
        "deleted": deleted,
        "state": view.derived.state,
        "decision": view.derived.decision,
        "submission": view
            .submissions
            .iter()
            .find(|said| Some(said.id) == view.derived.step && said.action == "submit")
            .map(|said| said.id),
    })
}

fn submission_meaning(said: &Submission) -> Json {
    json!({
        "id": said.id,
        "record": said.record,
        "action": said.action,
        "answers": said.answers,
        "author": said.author,
        "at": said.at,
    })
}

fn decision_meaning(said: &Decision) -> Json {
    json!({
        "id": said.id,
        "record": said.record,
        "action": said.action,
        "role": said.role,
        "reason": said.reason,
        "canonical": said.canonical,
        "hash": said.hash,
        "supersedes": said.supersedes,
        "author": said.author,
        "at": said.at,
        "binding": format!("{:?}", said.binding),
    })
}

#[test]
fn all_of_version_1_is_written_as_it_always_was() {
    for (name, doc) in documents() {
        is_written_as_frozen(name, &doc);
    }
}

#[test]
fn all_of_version_1_is_read_as_it_always_was() {
    let docs = frozen(NAMES);
    for name in NAMES {
        is_read_as_frozen(name, &meaning(name, &docs));
    }
}

/// Who adds a field has to freeze how it is written: in a new fixture, named here.
#[test]
fn every_field_of_every_kind_is_in_a_fixture() {
    let docs = frozen([
        "whole-workbook",
        super::kinds::NAME,
        super::more_kinds::WORKBOOK,
        super::more_kinds::LAID_ON,
        super::later_fields::NAME,
    ]);
    let frozen: Vec<Record> = docs.values().flat_map(|doc| records(doc).into_values()).collect();
    for kind in KINDS {
        let of_kind = || frozen.iter().filter(|r| r.kind.is_some_and(|k| k.id == kind.id));
        for field in kind.fields {
            let holds = |record: &Record| record.value(field.key).is_some_and(|v| !v.is_blank());
            assert!(of_kind().any(holds), "{}.{}: in no fixture", kind.id, field.key);
        }
    }
}

/// The same for the plan.
#[test]
fn everything_in_a_plan_is_in_a_fixture() {
    let docs = frozen(["whole-plan"]);
    let plan = serde_json::to_value(plan::read(&docs["whole-plan"])).expect("JSON");
    let mut blank = BTreeSet::new();
    blank_keys("plan", &plan, &mut blank);
    assert!(blank.is_empty(), "in no fixture: {blank:?}");
}

/// The keys under which nothing stands.
fn blank_keys(key: &str, value: &Json, blank: &mut BTreeSet<String>) {
    let is_blank = match value {
        Json::Null => true,
        Json::String(text) => text.is_empty(),
        Json::Array(items) => {
            items.iter().for_each(|item| blank_keys(key, item, blank));
            items.is_empty()
        }
        Json::Object(members) => {
            members.iter().for_each(|(key, member)| blank_keys(key, member, blank));
            members.is_empty()
        }
        Json::Bool(_) | Json::Number(_) => false,
    };
    if is_blank {
        blank.insert(key.to_owned());
    }
}
