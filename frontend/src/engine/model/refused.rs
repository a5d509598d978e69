//! Work that the server refused: it left its document, and is shown, offered again and handed out
//! from here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use automerge::Automerge;
use serde_json::json;
use shared::domain::record::Record;
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{DocumentId, EntryId, RecordId};
use shared::schema::decisions::Decisions;
use shared::schema::read::View;
use shared::schema::workbook;

use super::touched::Touched;
use super::{Progress, RefusedChange};
use crate::engine::view::RefusedWork;

/// What was refused of one document, by reason.
pub(super) fn of_document(
    id: DocumentId,
    role: Option<Role>,
    doc: &Automerge,
    progress: &Progress,
) -> Vec<RefusedWork> {
    let mut works: Vec<RefusedWork> = Vec::new();
    // On a copy the changes show what they are about.
    let mut copy = doc.clone();
    for change in &progress.refused {
        if let Some(work) = works.iter_mut().find(|work| work.code == change.code) {
            work.changes.push(change.bytes.clone());
        } else {
            works.push(work(id, change));
        }
        // One that cannot be read is kept all the same.
        let _ = copy.load_incremental(&change.bytes);
    }
    let touched = Touched::since(&copy, &doc.get_heads()).unwrap_or_default();
    let view = View::now(&copy);
    let mut about = touched.records;
    let submitted = workbook::submissions(&copy, Some(&touched.entries)).into_iter();
    about.extend(submitted.map(|entry| entry.record));
    if let Some(role) = role {
        // Decided on; the records stand elsewhere.
        about.extend(Decisions::default().read(&copy, role, Some(&touched.entries), &[]));
    }
    let laid_on = touched.entries.iter().map(EntryId::laid_record);
    let records: BTreeMap<RecordId, Record> = about
        .iter()
        .copied()
        .chain(laid_on)
        .filter_map(|record| Some((record, workbook::record(view, record)?)))
        .collect();
    about.extend(records.keys());
    for work in &mut works {
        work.records = about.iter().copied().collect();
        work.titles = records.values().filter_map(title).collect();
        work.file = file(work, &records);
    }
    works
}

fn work(document: DocumentId, change: &RefusedChange) -> RefusedWork {
    RefusedWork {
        document,
        code: change.code.clone(),
        message: change.message.clone(),
        records: Vec::new(),
        titles: Vec::new(),
        changes: vec![change.bytes.clone()],
        file: String::new(),
    }
}

/// The first text of a record.
fn title(record: &Record) -> Option<String> {
    let kind = record.kind?;
    let mut texts = kind.fields.iter().filter_map(|field| record.value(field.key)?.as_text());
    texts.find(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Everything there is of it, to be kept or sent to who looks after the server: what people wrote
/// in words, and the changes as they are (hexadecimal).
fn file(work: &RefusedWork, records: &BTreeMap<RecordId, Record>) -> String {
    let records: Vec<_> = records
        .iter()
        .map(|(id, record)| {
            let fields: serde_json::Map<String, serde_json::Value> = record
                .fields
                .iter()
                .filter_map(|(key, state)| Some(((*key).to_owned(), plain(state.value.as_ref()?))))
                .collect();
            json!({ "id": id.to_string(), "fields": fields })
        })
        .collect();
    let content = json!({
        "document": work.document.to_string(),
        "code": work.code,
        "message": work.message,
        "records": records,
        "changes": work.changes.iter().map(|bytes| hexadecimal(bytes)).collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&content).unwrap_or_default()
}

fn plain(value: &Value) -> serde_json::Value {
    match value {
        Value::Integer(number) => json!(number),
        Value::Date(date) => json!(date.to_string()),
        Value::Choices(ids) => json!(ids),
        Value::Text(text) | Value::Line(text) | Value::Choice(text) | Value::Ref(text) => {
            json!(text)
        }
        Value::Unit(unit) => json!(unit.as_str()),
        Value::Task(task) => json!(task.as_str()),
        Value::Moment(moment) => json!(moment.to_string()),
        Value::Postings(postings) => json!(postings),
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
