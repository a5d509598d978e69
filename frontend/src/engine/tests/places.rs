//! Where a piece of work is: with the server, on this device, refused.

use shared::schema::decisions::{NewDecision, decide};

use super::*;
use crate::engine::model::RefusedChange;

#[test]
fn views_say_where_the_work_is_and_others_stay_as_they_are() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let other = RecordId::new(uuid(78));
    carry_out::create(docs.book(), other, "activity", plan_id(), &[], NOW).expect("creates");
    let receipt = docs.heads();
    let mut model = docs.model(account(1), "KT", Role::Recorder);
    let untouched = model.record(other).expect("is there").clone();
    assert_eq!(shown(&model).whereabouts, Where::OnServer);

    docs.save(&[text_edit("what", receipt.clone(), "Họp thôn", "Họp")]);
    let progress = Progress { receipt: receipt.clone(), unsent: 1, ..Progress::default() };
    let unsaved = Progress { stored: Some(receipt.clone()), ..progress.clone() };
    docs.progress.insert(WORKBOOK, unsaved);
    model.changed(&docs, &WORKBOOK, Some(&receipt));
    model.refresh(&docs);
    assert_eq!(shown(&model).whereabouts, Where::Unsaved, "the store has not answered");
    docs.progress.insert(WORKBOOK, progress);
    model.progressed(&WORKBOOK);
    let updates = model.refresh(&docs);
    assert!(updates.records.is_some());
    assert_eq!(shown(&model).whereabouts, Where::OnDevice);
    assert_eq!(shown(&model).updated_by, Some(account(1)));
    assert_eq!(*model.record(other).expect("is there"), untouched, "the very same view");
    assert_eq!(model.unsent(), 1);

    let receipt = docs.heads();
    docs.progress.insert(WORKBOOK, Progress { receipt, ..Progress::default() });
    model.progressed(&WORKBOOK);
    model.refresh(&docs);
    assert_eq!(shown(&model).whereabouts, Where::OnServer);
    assert!(model.refresh(&docs).records.is_none(), "nothing new, nothing fires");
}

#[test]
fn a_refused_change_is_shown_on_its_record() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let before = docs.heads();
    let mut copy = docs.fork(account(1), 1);
    copy.save(&[text_edit("what", before.clone(), "Họp thôn", "Họp chi hội")]);
    let refused = RefusedChange {
        bytes: copy.docs[&WORKBOOK].save_after(&before),
        code: "too-large".into(),
        message: "support".into(),
    };
    docs.progress.insert(WORKBOOK, Progress { refused: vec![refused], ..Progress::default() });
    let view = shown(&docs.model(account(1), "KT", Role::Recorder));
    assert!(matches!(&view.whereabouts, Where::Refused { code, .. } if code == "too-large"));
}

#[test]
fn refused_work_of_a_role_says_what_it_is_about() {
    let mut docs = Docs::new().fork(account(1), 1);
    docs.create();
    let mut copy = docs.fork(account(1), 2);
    let before = docs.docs[&HEAD].get_heads();
    let laid = RecordId::new(uuid(79));
    let values = [("what".to_owned(), Value::Text("Rà soát biển hiệu".into()))];
    let book = copy.docs[&WORKBOOK].clone();
    let head = copy.docs.get_mut(&HEAD).expect("made in new");
    carry_out::create(head, laid, "assignment", plan_id(), &values, NOW).expect("creates");
    let about = NewDecision {
        record: record(),
        action: "approve",
        reason: "",
        supersedes: &Default::default(),
    };
    decide(head, Some(&book), EntryId::new(uuid(80)), &about, NOW).expect("decides");
    let refused = RefusedChange {
        bytes: head.save_after(&before),
        code: "no_access".into(),
        message: "support".into(),
    };
    docs.progress.insert(HEAD, Progress { refused: vec![refused], ..Progress::default() });
    let me = Me {
        account: account(1),
        member: Membership { unit: "KT".into(), roles: [Role::Head].into() },
    };
    let mut model = ReadModel::new(me, date(2026, 6, 9));
    for id in docs.docs.keys() {
        model.changed(&docs, id, None);
    }
    let told = model.refresh(&docs).refused.expect("something was refused");
    assert_eq!(told[0].titles, ["Rà soát biển hiệu"]);
    assert_eq!(told[0].records, [record(), laid]);
}
