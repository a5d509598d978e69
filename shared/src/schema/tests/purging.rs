//! After a purge nothing of the record is left, and everything else reads as before, now and at
//! every earlier version. Random histories of three people on forks that merge, with approvals in
//! between; what breaks it becomes a case of its own.

use std::collections::BTreeMap;

use automerge::legacy::OpType;
use automerge::{Automerge, ChangeHash, ScalarValue};
use proptest::prelude::*;

use super::*;
use crate::domain::canonical;
use crate::domain::decision::Decision;
use crate::domain::role::Role;
use crate::domain::state::{Derived, State, derive};
use crate::schema::decisions::{NewDecision, decide, decisions, record_as_decided};
use crate::schema::purge::{Inherited, Kept, Purge, Successor, inherit, purge};
use crate::schema::workbook::{NewSubmission, add_submission, records_in, submissions};

const SECRET: &str = "TOIMAT";

/// A unit's workbook on three people's devices, and what its head says.
struct Unit {
    books: [Automerge; 3],
    head: Automerge,
    entries: u128,
}

impl Unit {
    /// Record 1 is to be purged; records 2 and 3 stay. Each person created one.
    fn new() -> Self {
        let base = new_workbook();
        let mut books = [1, 2, 3].map(|person| on_device_of(person, &base));
        for (n, book) in (1..).zip(&mut books) {
            let what = if n == 1 { SECRET.to_owned() } else { format!("việc {n}") };
            activity(book, n, &[("what", text(&what)), ("people", Value::Integer(n as i64))]);
        }
        let scope = DocumentScope::decisions("KT".into(), None, Role::Head, 2026);
        let head = on_device_of(9, &document(8, scope));
        let mut unit = Self { books, head, entries: 0 };
        unit.meet();
        unit
    }

    fn meet(&mut self) {
        let [a, b, c] = &mut self.books;
        merge(a, b);
        merge(a, c);
        merge(b, a);
        merge(c, a);
    }

    fn all(&self) -> [(DocumentId, Automerge); 2] {
        let [book, ..] = &self.books;
        [(DocumentId::new([7; 16]), book.clone()), (DocumentId::new([8; 16]), self.head.clone())]
    }

    fn edit(&mut self, at: usize, n: u128, key: &str, value: Value) {
        let book = &mut self.books[at];
        let heads = book.get_heads();
        save_form(book, &heads, record_id(n), &[(key, Edit::Set(value))], LATER).expect("saved");
    }

    fn submit(&mut self, at: usize, n: u128) {
        self.entries += 1;
        let open = derived(&self.books[at], &self.head, n).open;
        let id = entry(self.entries);
        let about =
            NewSubmission { record: record_id(n), action: "submit", reason: "", answers: &open };
        add_submission(&mut self.books[at], id, &about, NOW).expect("done");
    }

    fn decide(&mut self, at: usize, n: u128, action: &str, reason: &str) {
        self.entries += 1;
        let open = derived(&self.books[at], &self.head, n).open;
        let about = NewDecision { record: record_id(n), action, reason, supersedes: &open };
        decide(&mut self.head, Some(&self.books[at]), entry(self.entries), &about, NOW)
            .expect("decided");
    }

    /// One random step.
    fn step(&mut self, (what, at, n, number): (u8, usize, u128, i64)) {
        let n = n % 3 + 1;
        let word = if n == 1 { SECRET } else { "thêm" };
        match what % 7 {
            0 => self.edit(at, n, "what", text(&format!("{word} {number}"))),
            1 => self.edit(at, n, "people", Value::Integer(number)),
            2 => self.submit(at, n),
            3 => self.decide(at, n, "approve", ""),
            4 => self.decide(at, n, "return", &format!("{word}: chưa rõ số người")),
            5 => self.meet(),
            _ => drop(set_deleted(&mut self.books[at], record_id(n), number > 0, LATER)),
        }
    }
}

fn derived(book: &Automerge, head: &Automerge, n: u128) -> Derived {
    let record = records(book).remove(&record_id(n)).expect("there");
    derive(&record, &submissions(book, None), &decisions(head, Role::Head, &[book]))
}

fn purged(all: &[(DocumentId, Automerge)]) -> (Purge, Successor, Successor) {
    let mut next = 100;
    let draw = || {
        next += 1;
        DocumentId::new([next; 16])
    };
    let done = purge(all, &[record_id(1)].into(), draw).expect("can be purged").expect("is there");
    let (told, mut successors) = done;
    let head = successors.pop().expect("the decisions");
    let book = successors.pop().expect("the workbook");
    assert_eq!(told.documents, [(book.old, book.new), (head.old, head.new)]);
    assert_eq!(Purge::from_bytes(&told.to_bytes()), Some(told.clone()));
    (told, book, head)
}

/// Everything that any operation of any change holds, and the document's saved bytes as read again.
fn words(doc: &Automerge) -> String {
    let doc = Automerge::load_with_options(
        &doc.save(),
        automerge::LoadOptions::new().text_encoding(TEXT_ENCODING),
    )
    .expect("loads");
    let changes = doc.get_changes(&[]);
    let operations = changes.iter().map(|change| change.decode()).flat_map(|c| c.operations);
    let word = |op: automerge::legacy::Op| match op.action {
        OpType::Put(ScalarValue::Str(text)) => text.to_string(),
        _ => String::new(),
    };
    operations.map(word).collect()
}

fn count(text: &str) -> usize {
    text.matches(SECRET).count()
}

/// All that can be read of a record at some heads.
fn read(book: &Automerge, heads: &[ChangeHash], n: u128) -> Option<(String, Record)> {
    let record = records_in(View::at(book, heads)?).remove(&record_id(n))?;
    Some((canonical::hash(&record), record))
}

fn assert_same(before: &Unit, book: &Successor, head: &Successor) {
    let (old, new) = (&before.books[0], &book.doc);
    assert!(count(&words(old)) > 0, "it was there");
    assert!(!records(new).contains_key(&record_id(1)), "it is gone");
    assert_eq!(count(&words(new)) + count(&words(&head.doc)), 0, "and all that was said of it");
    let said: BTreeMap<_, Decision> = decisions(&head.doc, Role::Head, &[new])
        .into_iter()
        .map(|decision| (decision.id, decision))
        .collect();
    for n in [2, 3] {
        assert_eq!(derived(old, &before.head, n), derived(new, &head.doc, n), "record {n}");
        for change in old.get_changes(&[]) {
            let new_heads = [book.hashes[&change.hash()]];
            let (then, now) = (read(old, &[change.hash()], n), read(new, &new_heads, n));
            assert_eq!(format!("{then:?}"), format!("{now:?}"), "every version is reachable");
        }
    }
    let others = decisions(&before.head, Role::Head, &[old]);
    let others: Vec<_> = others.iter().filter(|d| d.record != record_id(1)).collect();
    assert_eq!(others.len(), said.len(), "every other decision stands");
    for decision in others {
        assert_eq!(Some(decision), said.get(&decision.id));
        let as_decided = |doc, book| record_as_decided(doc, decision.id, book);
        let (then, now) = (as_decided(&before.head, old), as_decided(&head.doc, new));
        assert_eq!(format!("{then:?}"), format!("{now:?}"), "the approved version is reachable");
    }
    for (old_doc, new_doc) in [(old, new), (&before.head, &head.doc)] {
        let actors = |doc: &Automerge| doc.get_changes(&[]).len();
        assert_eq!(actors(old_doc), actors(new_doc));
    }
}

#[test]
fn another_record_stays_approved_and_its_creator_known() {
    let mut unit = Unit::new();
    for n in [1, 2] {
        unit.submit(0, n);
        unit.decide(0, n, "approve", "");
    }
    unit.decide(0, 1, "return", &format!("{SECRET} không được ghi ở đây"));
    let (_, book, head) = purged(&unit.all());
    assert_same(&unit, &book, &head);
    assert_eq!(derived(&book.doc, &head.doc, 2).state, State::APPROVED);
    assert_eq!(records(&book.doc)[&record_id(2)].creator, Some(account(2)));
    let old: Vec<_> = unit.books[0].get_changes(&[]).iter().map(|change| change.hash()).collect();
    let new = book.doc.get_changes(&[]);
    assert!(new.iter().all(|change| !old.contains(&change.hash())), "no change is in both");
}

#[test]
fn nothing_to_purge_is_no_purge() {
    let unit = Unit::new();
    let none = purge(&unit.all(), &[record_id(99)].into(), || DocumentId::new([1; 16]));
    assert!(none.expect("looked").is_none());
}

#[test]
fn a_record_that_lives_among_decisions_takes_no_workbook_along() {
    let mut unit = Unit::new();
    unit.submit(0, 3);
    unit.decide(0, 2, "approve", "");
    unit.decide(0, 3, "approve", "");
    // An entry that is a record of its own: its key is its id.
    let id: RecordId = entry(2).to_string().parse().expect("a UUID");
    let documents = unit.all();
    let done = purge(&documents, &[id].into(), || DocumentId::new([50; 16])).expect("purged");
    let (told, successors) = done.expect("found");
    assert_eq!(told.documents, [(documents[1].0, DocumentId::new([50; 16]))]);
    let left = decisions(&successors[0].doc, Role::Head, &[&documents[0].1]);
    assert_eq!(left.iter().map(|d| d.id).collect::<Vec<_>>(), [entry(3)]);
    assert_eq!(derived(&documents[0].1, &successors[0].doc, 3).state, State::APPROVED);
}

/// A note that a leader gave is a record in the decisions; what another role says of it names the
/// heads of that document, and the other way round.
#[test]
fn decisions_that_name_each_other_s_heads_go_on_naming_them() {
    let scope = |role| DocumentScope::decisions("KT".into(), None, role, 2026);
    let mut docs = [
        on_device_of(8, &document(8, scope(Role::Head))),
        on_device_of(9, &document(9, scope(Role::Leader))),
    ];
    let mut next = 0u128;
    let mut name = |docs: &mut [Automerge; 2], at: usize, of: usize| {
        next += 1;
        let heads = docs[of].get_heads();
        let container = docs[at].get(ROOT, "decisions").unwrap().unwrap().1;
        let mut tx = docs[at].transaction();
        let object = tx.put_object(&container, entry(next).to_string(), ObjType::Map).unwrap();
        let set = tx.put_object(&object, "heads", ObjType::Map).unwrap();
        for head in heads {
            tx.put(&set, head.to_string(), true).unwrap();
        }
        tx.commit();
    };
    for (at, of) in [(0, 1), (1, 0), (1, 1), (0, 1), (0, 0), (1, 0)] {
        name(&mut docs, at, of);
    }
    let all = [8, 9].map(|n| (DocumentId::new([n; 16]), docs[usize::from(n) - 8].clone()));
    let mut new = 50;
    let id: RecordId = entry(3).to_string().parse().expect("a UUID");
    let done = purge(&all, &[id].into(), || {
        new += 1;
        DocumentId::new([new; 16])
    });
    let (told, successors) = done.expect("purged").expect("found");
    assert_eq!(successors.len(), 2);
    for successor in &successors {
        let view = View::now(&successor.doc);
        let container = view.root_map("decisions").expect("there");
        for (_, object) in view.entries(&container, None) {
            let heads = view.set(&object, "heads");
            let heads: Vec<ChangeHash> = heads.iter().map(|h| h.parse().expect("a hash")).collect();
            let known = successors.iter().any(|s| View::at(&s.doc, &heads).is_some());
            assert!(known && !heads.is_empty());
        }
    }
    // Whatever a device has of the two, it arrives at the same.
    for here in [[true, true], [true, false], [false, true]] {
        let heirs = inherit(&told, |id| {
            let at = usize::from(id.as_bytes()[0]) - 8;
            here[at].then(|| Kept { doc: &docs[at], refused: Vec::new() })
        });
        for heir in heirs {
            let successor = successors.iter().find(|s| s.new == heir.new).expect("one of them");
            let mut doc = successor.doc.clone();
            doc.apply_changes(heir.changes).expect("the same changes");
            assert_eq!(doc.get_heads(), successor.doc.get_heads());
        }
    }
}

#[test]
fn a_migration_of_the_purged_record_is_left_out_and_one_of_another_is_still_recomputable() {
    let mut doc = on_device_of(1, &new_workbook());
    let container = doc.get(ROOT, "records").unwrap().unwrap().1;
    for n in [1, 2] {
        let mut tx = doc.transaction();
        let object = tx.put_object(&container, record_id(n).to_string(), ObjType::Map).unwrap();
        tx.put(&object, "kind", "activity").unwrap();
        tx.commit();
    }
    for (n, note) in [(1, SECRET), (2, "còn")] {
        let heads = doc.get_heads();
        let edits = [("note", Edit::Set(text(note)))];
        save_form(&mut doc, &heads, record_id(n), &edits, LATER).expect("saved");
    }
    let migrations = |doc: &Automerge| {
        doc.get_changes(&[]).iter().filter(|c| migration::is_recomputable(&c.decode())).count()
    };
    let before = migrations(&doc);
    let all = [(DocumentId::new([7; 16]), doc)];
    let done = purge(&all, &[record_id(1)].into(), || DocumentId::new([50; 16]));
    let (_, successors) = done.expect("purged").expect("found");
    assert_eq!(migrations(&successors[0].doc) * 2, before);
    assert_eq!(records(&successors[0].doc)[&record_id(2)].text("note"), "còn");
    assert_eq!(count(&words(&successors[0].doc)), 0);
}

/// What a device that was away makes of its own copies.
fn inherited(told: &Purge, book: &Automerge, head: &Automerge) -> Vec<Inherited> {
    inherit(told, |id| match id.as_bytes()[0] {
        7 => Some(Kept { doc: book, refused: Vec::new() }),
        8 => Some(Kept { doc: head, refused: Vec::new() }),
        _ => None,
    })
}

#[test]
fn unsent_work_stands_on_the_successor_as_it_stood_on_the_old_document() {
    let mut unit = Unit::new();
    unit.submit(0, 2);
    unit.submit(0, 1);
    unit.meet();
    let (told, book, head) = purged(&unit.all());
    // Not known to the relay: edits and an entry of two people, and a decision on what it has.
    let away = on_device_of(9, &unit.head);
    unit.head = away;
    unit.decide(0, 2, "approve", "");
    unit.decide(0, 1, "return", &format!("{SECRET} không được ghi ở đây"));
    unit.edit(1, 2, "what", text("việc 2, sửa khi không có mạng"));
    unit.edit(1, 1, "what", text(&format!("{SECRET} nữa")));
    unit.submit(1, 1);
    unit.edit(1, 3, "people", Value::Integer(77));

    let mut heirs = inherited(&told, &unit.books[1], &unit.head);
    let (mut decided, mut edited) = (head.doc.clone(), book.doc.clone());
    let theirs = heirs.pop().expect("the decisions").changes;
    let ours = heirs.pop().expect("the workbook").changes;
    for (relay, changes) in [(&mut decided, theirs), (&mut edited, ours)] {
        let known: Vec<_> = relay.get_changes(&[]).iter().map(|change| change.hash()).collect();
        let own: Vec<_> = changes.iter().map(|change| change.hash()).collect();
        assert!(known.iter().all(|hash| own.contains(hash)), "the device arrives at the same");
        relay.apply_changes(changes).expect("they stand on what the relay has");
    }
    assert_eq!(records(&edited)[&record_id(2)].text("what"), "việc 2, sửa khi không có mạng");
    assert_eq!(records(&edited)[&record_id(3)].integer("people"), Some(77));
    assert_eq!(count(&words(&edited)) + count(&words(&decided)), 0);
    assert_eq!(derived(&book.doc, &decided, 2).state, State::APPROVED, "bound to the successor");
    assert_eq!(derived(&edited, &decided, 2).state, State::EDITED);
}

#[test]
fn a_device_without_the_workbook_rewrites_decisions_as_the_relay_did() {
    let mut unit = Unit::new();
    unit.decide(0, 2, "approve", "");
    let (told, _, head) = purged(&unit.all());
    let heirs = inherit(&told, |id| {
        (id.as_bytes()[0] == 8).then(|| Kept { doc: &unit.head, refused: Vec::new() })
    });
    let hashes = |changes: &[automerge::Change]| {
        changes.iter().map(|change| change.hash()).collect::<BTreeSet<_>>()
    };
    assert_eq!(hashes(&heirs[0].changes), hashes(&head.doc.get_changes(&[])));
}

#[test]
fn a_second_purge_takes_the_successor_as_it_took_the_first() {
    let mut unit = Unit::new();
    unit.submit(0, 3);
    unit.decide(0, 3, "approve", "");
    let (_, book, head) = purged(&unit.all());
    let all = [(book.new, book.doc), (head.new, head.doc)];
    let mut next = 200;
    let done = purge(&all, &[record_id(2)].into(), || {
        next += 1;
        DocumentId::new([next; 16])
    });
    let (_, successors) = done.expect("purged").expect("found");
    assert_eq!(records(&successors[0].doc).len(), 1);
    assert_eq!(derived(&successors[0].doc, &successors[1].doc, 3).state, State::APPROVED);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn whatever_happened_before_everything_else_reads_the_same(
        steps in prop::collection::vec((0u8..7, 0usize..3, 0u128..3, -9i64..99), 0..24)
    ) {
        let mut unit = Unit::new();
        for step in steps {
            unit.step(step);
        }
        unit.meet();
        let (_, book, head) = purged(&unit.all());
        assert_same(&unit, &book, &head);
    }
}
