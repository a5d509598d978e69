//! A purge of another record: what a screen shows and what a form still holds goes on.

use super::*;
use shared::schema::purge::purge;

#[test]
fn the_successor_shows_what_the_old_workbook_showed_and_takes_what_an_open_form_typed() {
    let mut mine = Docs::new().fork(account(1), 1);
    mine.create();
    let other = RecordId::new(uuid(78));
    let values = [("what".to_owned(), Value::Text("mật".into()))];
    carry_out::create(mine.book(), other, "activity", plan_id(), &values, NOW).expect("creates");
    let displayed = mine.heads();
    let mut model = mine.model(account(1), "KT", Role::Recorder);
    assert!(model.record(other).is_some());

    let documents = [WORKBOOK, HEAD].map(|id| (id, mine.docs[&id].clone()));
    let mut next = 50;
    let done = purge(&documents, &[other].into(), || {
        next += 1;
        DocumentId::new([next; 16])
    });
    let (_, successors) = done.expect("purged").expect("found");
    // As the leading tab does it: each successor comes before its old document goes.
    for successor in successors {
        let (old, new) = (successor.old, successor.new);
        mine.docs.remove(&old);
        mine.docs.insert(new, successor.doc);
        model.changed(&mine, &new, None);
        model.forget(&old);
    }
    let updates = model.refresh(&mine);
    assert!(updates.records.is_some());
    assert!(model.record(other).is_none(), "it is gone");
    let view = shown(&model);
    assert_eq!(view.record.text("what"), "Họp thôn");
    assert_eq!(view.record.creator, Some(account(1)));

    // The form displayed a version of the old workbook.
    let book = mine.docs.get_mut(&view.document).expect("the successor");
    let edits = [text_edit("what", displayed, "Họp thôn", "Họp thôn sáng")];
    carry_out::save(book, record(), &edits, NOW, |_| None).expect("saves");
    model.changed(&mine, &view.document, None);
    model.refresh(&mine);
    assert_eq!(shown(&model).record.text("what"), "Họp thôn sáng");
}
