//! Commands and views on real documents, without a browser.
//!
//! What must hold: a form's edits land as changes of what it displayed, whatever came between; a
//! command carried out twice is one; a decision binds to what was seen; views change where the
//! documents changed and nowhere else, and say where each piece of work is.

mod places;
mod purge;
mod sequences;

use std::collections::BTreeMap;

use automerge::{ActorId, Automerge, ChangeHash};
use jiff::civil::date;
use shared::access::Membership;
use shared::domain::directory::{Directory, Unit, UnitKind};
use shared::domain::document::{DocumentRef, DocumentScope};
use shared::domain::plan::{Plan, Task};
use shared::domain::role::Role;
use shared::domain::state::State;
use shared::domain::value::Value;
use shared::id::{AccountId, CommuneId, DocumentId, EntryId, PlanId, RecordId, UnitId};
use shared::schema::genesis::{FirstContent, genesis};
use shared::time::TimestampMs;
use uuid::Uuid;

use super::carry_out;
use super::command::{CommandId, Failure, FieldEdit, Outcome, Version};
use super::model::{Progress, ReadModel, Source};
use super::rules::Me;
use super::view::{Model, RecordView, Where};

const NOW: TimestampMs = TimestampMs(1_781_000_000_000);
const WORKBOOK: DocumentId = DocumentId::new([1; 16]);
const HEAD: DocumentId = DocumentId::new([2; 16]);
const PLAN: DocumentId = DocumentId::new([3; 16]);
const DIRECTORY: DocumentId = DocumentId::new([4; 16]);

fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn record() -> RecordId {
    RecordId::new(uuid(77))
}

fn plan_id() -> PlanId {
    PlanId::new(uuid(9))
}

fn account(n: u128) -> AccountId {
    AccountId::new(uuid(n))
}

/// Documents as one device has them.
struct Docs {
    docs: BTreeMap<DocumentId, Automerge>,
    progress: BTreeMap<DocumentId, Progress>,
}

impl Source for Docs {
    fn document(&self, id: &DocumentId) -> Option<&Automerge> {
        self.docs.get(id)
    }
    fn progress(&self, id: &DocumentId) -> Progress {
        self.progress.get(id).cloned().unwrap_or_default()
    }
}

impl Docs {
    fn new() -> Self {
        let unit = |id: &str, kind| Unit::new(id.into(), id, kind);
        let directory = Directory {
            units: [unit("KT", UnitKind::Phong), unit("CA", UnitKind::CongAn)]
                .map(|unit| (unit.id.clone(), unit))
                .into(),
            ..Directory::default()
        };
        let task = Task {
            id: "t1".into(),
            code: "1".into(),
            path: "II.1".into(),
            title: "Tuyên truyền".into(),
            content: String::new(),
            leads: ["KT".into()].into(),
            focal: None,
            coordinators: Default::default(),
            due: None,
            target: None,
            indicators: Default::default(),
            position: 1,
        };
        let plan = Plan {
            id: Some(plan_id()),
            year: Some(2026),
            tasks: [(task.id.clone(), task)].into(),
            ..Plan::default()
        };
        let kt = || UnitId::from("KT");
        let scopes = [
            (WORKBOOK, DocumentScope::workbook(kt(), None, 2026), FirstContent::Empty),
            (HEAD, DocumentScope::decisions(kt(), None, Role::Head, 2026), FirstContent::Empty),
            (PLAN, DocumentScope::plan(plan_id(), 2026), FirstContent::Plan(&plan)),
            (DIRECTORY, DocumentScope::directory(), FirstContent::Directory(&directory)),
        ];
        let commune = CommuneId::new(uuid(1));
        let docs = scopes.map(|(id, scope, content)| {
            let doc = genesis(commune, &DocumentRef { id, scope }, content, NOW).expect("valid");
            (id, doc)
        });
        Self { docs: docs.into(), progress: BTreeMap::new() }
    }

    /// Another device's copy, written by another account.
    fn fork(&self, by: AccountId, actor: u8) -> Self {
        let mut docs = self.docs.clone();
        for doc in docs.values_mut() {
            // A new author brings a new actor, so the actor comes last. None is a document's id:
            // that is the actor of its genesis, which has no author.
            doc.set_author(Some(by.as_bytes().to_vec().into()));
            doc.set_actor(ActorId::from([100 + actor; 16]));
        }
        Self { docs, progress: self.progress.clone() }
    }

    fn book(&mut self) -> &mut Automerge {
        self.docs.get_mut(&WORKBOOK).expect("made in new")
    }

    fn heads(&self) -> Vec<ChangeHash> {
        self.docs[&WORKBOOK].get_heads()
    }

    fn merge(&mut self, other: &mut Self) {
        for (id, doc) in &mut self.docs {
            doc.merge(other.docs.get_mut(id).expect("the same documents")).expect("merges");
        }
    }

    fn create(&mut self) {
        let values = [
            ("task".to_owned(), Value::Task("t1".into())),
            ("what".to_owned(), Value::Text("Họp thôn".into())),
            ("date".to_owned(), Value::Date(date(2026, 6, 1))),
            ("place".to_owned(), Value::Unit("KT".into())),
            ("people".to_owned(), Value::Integer(40)),
        ];
        carry_out::create(self.book(), record(), "activity", plan_id(), &values, NOW)
            .expect("creates");
    }

    fn save(&mut self, edits: &[FieldEdit]) -> Outcome {
        carry_out::save(self.book(), record(), edits, NOW, |_| None).expect("saves").1
    }

    fn model(&self, who: AccountId, unit: &str, role: Role) -> ReadModel {
        let member = Membership { unit: unit.into(), roles: [role].into() };
        let mut model = ReadModel::new(Me { account: who, member }, date(2026, 6, 9));
        for id in self.docs.keys() {
            model.changed(self, id, None);
        }
        model.refresh(self);
        model
    }
}

fn text_edit(field: &str, heads: Vec<ChangeHash>, displayed: &str, now: &str) -> FieldEdit {
    FieldEdit {
        field: field.to_owned(),
        version: Version::Heads(heads),
        displayed: Some(displayed.to_owned()),
        value: Some(Value::Text(now.to_owned()).into()),
    }
}

fn shown(model: &ReadModel) -> Model<RecordView> {
    model.record(record()).expect("is there").clone()
}

#[test]
fn a_form_saves_changes_of_what_it_displayed() {
    let mut mine = Docs::new().fork(account(1), 1);
    mine.create();
    let displayed = mine.heads();
    let mut theirs = mine.fork(account(2), 2);
    let heads = theirs.heads();
    theirs.save(&[text_edit("what", heads, "Họp thôn", "Đã họp: Họp thôn")]);
    mine.merge(&mut theirs);
    // The form still shows the old text; both edits survive.
    let outcome = mine.save(&[text_edit("what", displayed, "Họp thôn", "Họp thôn sáng")]);
    let view = shown(&mine.model(account(1), "KT", Role::Recorder));
    assert_eq!(view.record.text("what"), "Đã họp: Họp thôn sáng");
    // What the form shows now is a version of its own, and the next save builds on it.
    let next = outcome.versions["what"].clone();
    mine.save(&[text_edit("what", next, "Họp thôn sáng", "Họp thôn sáng nay")]);
    let view = shown(&mine.model(account(1), "KT", Role::Recorder));
    assert_eq!(view.record.text("what"), "Đã họp: Họp thôn sáng nay");
}

#[test]
fn a_save_on_top_of_one_under_way_builds_on_what_that_left() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let heads = docs.heads();
    let first = docs.save(&[text_edit("what", heads, "Họp thôn", "Họp thôn A")]);
    let id = CommandId(uuid(5));
    let mut edit = text_edit("what", Vec::new(), "Họp thôn A", "Họp thôn A và B");
    edit.version = Version::After(id);
    let after = |asked: CommandId| (asked == id).then(|| first.clone());
    carry_out::save(docs.book(), record(), &[edit], NOW, after).expect("saves");
    let view = shown(&docs.model(account(1), "KT", Role::Recorder));
    assert_eq!(view.record.text("what"), "Họp thôn A và B");
}

#[test]
fn typing_whose_version_was_lost_is_put_into_the_present_text() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let nowhere = vec![ChangeHash([9; 32])];
    docs.save(&[text_edit("what", nowhere, "Họp", "Họp dân")]);
    let view = shown(&docs.model(account(1), "KT", Role::Recorder));
    assert_eq!(view.record.text("what"), "Họp dân thôn");
}

#[test]
fn creating_twice_is_creating_once() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let heads = docs.heads();
    docs.create();
    assert_eq!(docs.heads(), heads);
}

#[test]
fn two_values_at_the_same_time_are_a_conflict_that_choosing_settles() {
    let mut mine = Docs::new().fork(account(1), 1);
    mine.create();
    let mut theirs = mine.fork(account(2), 2);
    let people = |heads: Vec<ChangeHash>, n| FieldEdit {
        field: "people".into(),
        version: Version::Heads(heads),
        displayed: None,
        value: Some(Value::Integer(n).into()),
    };
    let displayed = mine.heads();
    theirs.save(&[people(displayed.clone(), 45)]);
    mine.save(&[people(displayed, 42)]);
    let mut model = mine.model(account(1), "KT", Role::Recorder);
    let before = mine.heads();
    mine.merge(&mut theirs);
    model.changed(&mine, &WORKBOOK, Some(&before));
    model.refresh(&mine);
    assert!(shown(&model).has_conflict(), "a losing value must show too");
    let before = mine.heads();
    let chosen = Some(Value::Integer(45));
    carry_out::settle(mine.book(), &before, record(), "people", chosen, NOW).expect("chooses");
    model.changed(&mine, &WORKBOOK, Some(&before));
    model.refresh(&mine);
    let view = shown(&model);
    assert!(!view.has_conflict());
    assert_eq!(view.record.integer("people"), Some(45));
}

fn step(n: u128, action: &str) -> carry_out::Step<'_> {
    carry_out::Step { entry: EntryId::new(uuid(n)), action, reason: "" }
}

#[test]
fn a_record_goes_its_way_and_a_decision_binds_to_what_was_seen() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let mut recorder = docs.model(account(1), "KT", Role::Recorder);
    let view = shown(&recorder);
    assert_eq!(view.state(), State::DRAFT);
    assert!(view.may("submit") && !view.may("approve"));
    let context = recorder.context(view.record.plan);
    carry_out::submission(docs.book(), &view, &step(21, "submit"), &context, NOW)
        .expect("nothing blocks");
    recorder.changed(&docs, &WORKBOOK, Some(&view.heads));
    recorder.refresh(&docs);
    assert_eq!(shown(&recorder).state(), State::AWAITING);

    let mut docs = docs.fork(account(2), 2);
    let mut head = docs.model(account(2), "KT", Role::Head);
    let view = shown(&head);
    assert!(view.may("approve"));
    let seen = shared::domain::canonical::hash(&view.record);
    let step = step(22, "approve");
    let context = recorder.context(view.record.plan);
    let decide = |docs: &mut Docs, view: &RecordView, seen: &str| -> Result<(), Failure> {
        let book = docs.docs[&WORKBOOK].clone();
        let doc = docs.docs.get_mut(&HEAD).expect("made in new");
        carry_out::decision(doc, Some(&book), view, &step, (seen, &context), NOW).map(drop)
    };
    let stale = decide(&mut docs, &view, "another hash").expect_err("not what was seen");
    assert_eq!(stale.code, "superseded");
    // What has arrived, and is not shown yet, is not what was seen.
    let mut edited = docs.fork(account(1), 3);
    edited.save(&[text_edit("what", view.heads.clone(), "Họp thôn", "Họp thôn sáng")]);
    let stale = decide(&mut edited, &view, &seen).expect_err("edited meanwhile");
    assert_eq!(stale.code, "superseded");
    decide(&mut docs, &view, &seen).expect("approves");
    head.changed(&docs, &HEAD, None);
    head.refresh(&docs);
    assert_eq!(shown(&head).state(), State::APPROVED);
    decide(&mut docs, &shown(&head), &seen).expect("the same decision again is none");
}

#[test]
fn what_blocks_is_said_and_nothing_is_written() {
    let mut docs = Docs::new().fork(account(1), 1);
    carry_out::create(docs.book(), record(), "activity", plan_id(), &[], NOW).expect("creates");
    let model = docs.model(account(1), "KT", Role::Recorder);
    let heads = docs.heads();
    let view = shown(&model);
    let context = model.context(view.record.plan);
    let refused = carry_out::submission(docs.book(), &view, &step(22, "submit"), &context, NOW);
    assert_eq!(refused.expect_err("an empty record").code, "problems");
    assert_eq!(docs.heads(), heads);
}

#[test]
fn a_text_with_a_secrecy_mark_is_put_into_no_document() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let before = docs.heads();
    for forbidden in ["TỐI MẬT", "Họp thôn\nMẬT", "số 012345678901"] {
        let edit = text_edit("what", before.clone(), "Họp thôn", forbidden);
        let failed = carry_out::save(docs.book(), record(), &[edit], NOW, |_| None);
        assert_eq!(failed.expect_err("held back").code, "forbidden_text");
        assert_eq!(docs.heads(), before);
    }
    let honey = text_edit("what", before.clone(), "Họp thôn", "MẬT ONG RỪNG");
    docs.save(&[honey]);
    assert_ne!(docs.heads(), before);
}

#[test]
fn drafts_are_their_units_own() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let seen = |who, unit, role| {
        let docs = docs.fork(account(9), 9);
        let member = Membership { unit: UnitId::from(unit), roles: [role].into() };
        let mut model = ReadModel::new(Me { account: who, member }, date(2026, 6, 9));
        for id in docs.docs.keys() {
            model.changed(&docs, id, None);
        }
        model.refresh(&docs).records.is_some_and(|records| records.contains_key(&record()))
    };
    assert!(seen(account(3), "KT", Role::Head));
    assert!(!seen(account(4), "VHXH", Role::Planner));
    assert!(seen(account(1), "VHXH", Role::Planner), "who made it");
}
