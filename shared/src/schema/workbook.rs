//! Records, wherever they stand, and a workbook's submissions.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash, ObjId, ObjType, ScalarValue, Value as Am};

use crate::domain::decision::Submission;
use crate::domain::kind::{self, Field, FieldType, Kind};
use crate::domain::record::{Alternative, FieldState, Record};
use crate::domain::value::Value;
use crate::id::{AccountId, EntryId, PlanId, RecordId};
use crate::limits::REFS_MAX;
use crate::schema::SchemaError;
use crate::schema::create::{self, Member, string};
use crate::schema::read::{Members, View, whole_number};
use crate::time::{TimestampMs, parse_date, parse_moment};

/// The root container in which a document keeps records. What is laid on a unit from above stands
/// among what a role says about it: an entry of `decisions` that names no record is one of its own.
pub(crate) fn container_of(view: View<'_>) -> Option<(&'static str, ObjId)> {
    let of = |key| view.root_map(key).map(|map| (key, map));
    of("records").or_else(|| of("decisions"))
}

/// Creates a record with all its containers in one change (DESIGN §2).
///
/// # Errors
/// A value that its field does not take; a workbook without `records`.
pub fn create_record(
    doc: &mut Automerge,
    id: RecordId,
    kind: &Kind,
    plan: PlanId,
    values: &[(&str, Value)],
    now: TimestampMs,
) -> Result<ChangeHash, SchemaError> {
    for (key, value) in values {
        // Postings are told once the record is there.
        let known = kind.field(key).is_some_and(|field| {
            takes(field.ty, value) && !matches!(field.ty, FieldType::Postings)
        });
        if !known {
            return Err(SchemaError::WrongValue((*key).to_owned()));
        }
    }
    let given = |key: &str| values.iter().find(|(k, _)| *k == key).map(|(_, value)| value);
    let mut members: Vec<(&str, Member<'_>)> = vec![
        ("kind", Member::Scalar(string(kind.id))),
        ("plan", Member::Scalar(string(&plan.to_string()))),
        ("createdAt", Member::Scalar(timestamp(now))),
    ];
    for field in kind.fields.iter().filter(|field| !field.later || given(field.key).is_some()) {
        match (field.ty, given(field.key)) {
            (FieldType::Text { .. }, value) => {
                members.push((
                    field.key,
                    Member::Text(value.and_then(Value::as_text).unwrap_or_default()),
                ));
            }
            (FieldType::Choices { .. } | FieldType::Refs { .. }, value) => {
                members.push((field.key, Member::Set(choices_of(value))));
            }
            (FieldType::Postings, _) => members.push((field.key, Member::Set(Vec::new()))),
            (_, Some(value)) => {
                if let Some(scalar) = scalar_of(value) {
                    members.push((field.key, Member::Scalar(scalar)));
                }
            }
            (_, None) => {}
        }
    }
    let container = container_of(View::now(doc)).map_or("records", |(key, _)| key);
    create::entry(doc, container, &id.to_string(), &members, now)
}

/// One record, now or as it was.
pub fn record(view: View<'_>, id: RecordId) -> Option<Record> {
    Some(stored(view, id)?.record)
}

/// The same, with what was written last.
pub fn stored(view: View<'_>, id: RecordId) -> Option<Stored> {
    read_record(view, &container_of(view)?, id)
}

/// Every record of a document, by id.
pub fn records(doc: &Automerge) -> BTreeMap<RecordId, Record> {
    records_in(View::now(doc))
}

/// Every record of a view, by id. Keys that are no record ids are passed over.
pub fn records_in(view: View<'_>) -> BTreeMap<RecordId, Record> {
    all_stored(view).into_iter().map(|(id, stored)| (id, stored.record)).collect()
}

/// The same, with what was written last.
pub fn all_stored(view: View<'_>) -> BTreeMap<RecordId, Stored> {
    let Some(container) = container_of(view) else { return BTreeMap::new() };
    view.keys(&container.1)
        .into_iter()
        .filter_map(|key| {
            let id = RecordId::of_key(&key)?;
            Some((id, read_record(view, &container, id)?))
        })
        .collect()
}

/// A record as a document has it.
#[derive(Debug)]
pub struct Stored {
    /// The record.
    pub record: Record,
    last: Option<ObjId>,
}

impl Stored {
    /// When and by whom its newest scalar was written, by that device's clock. Characters typed
    /// into texts and choices made leave no mark of their own.
    pub fn last_written(&self, view: View<'_>) -> (TimestampMs, Option<AccountId>) {
        let (author, at) = self.last.as_ref().map(|last| view.provenance(last)).unwrap_or_default();
        (at, author)
    }
}

/// Reads the union of the maps that stand under a record's key. A map that names a record is a
/// decision about it.
fn read_record(
    view: View<'_>,
    (container, object): &(&str, ObjId),
    id: RecordId,
) -> Option<Stored> {
    let objects = view.maps(object, &id.to_string()).into_iter();
    let maps: Vec<(ObjId, Members<'_>)> = objects
        .map(|object| (object.clone(), view.members(&object)))
        .filter(|(_, members)| members.get("record").is_none())
        .collect();
    let (creator, changed_at) = view.provenance(&maps.first()?.0);
    let maps: Vec<Members<'_>> = maps.into_iter().map(|(_, members)| members).collect();
    let string = |key: &str| maps.iter().find_map(|map| map.string(key));
    let kind = string("kind").and_then(|id| kind::kind(&id));
    let fields = kind
        .map_or(&[][..], |kind| kind.fields)
        .iter()
        .filter_map(|field| Some((field.key, read_field(view, &maps, field)?)))
        .collect();
    let record = Record {
        id,
        kind,
        plan: string("plan").and_then(|plan| plan.parse().ok()),
        fields,
        creator,
        created_at: maps
            .iter()
            .find_map(|map| map.get("createdAt"))
            .and_then(|(value, _)| moment(value))
            .unwrap_or(changed_at),
        deleted: maps
            .iter()
            .any(|map| map.get("deletedAt").is_some_and(|(value, _)| moment(value).is_some())),
        laid_by: (*container == "decisions").then(|| super::read::role_of(view)).flatten(),
    };
    let written = maps.iter().flat_map(Members::values).map(|(_, written)| written);
    let last = written.max_by_key(|written| match written {
        ObjId::Id(counter, ..) => *counter,
        ObjId::Root => 0,
    });
    Some(Stored { record, last: last.cloned() })
}

fn read_field(view: View<'_>, maps: &[Members<'_>], field: &Field) -> Option<FieldState> {
    let lives_in_a_map = matches!(
        field.ty,
        FieldType::Choices { .. } | FieldType::Refs { .. } | FieldType::Postings
    );
    if lives_in_a_map && maps.iter().all(|map| map.maps(field.key).is_empty()) {
        return None;
    }
    if let FieldType::Postings = field.ty {
        let postings = super::postings::read(view, maps, field.key);
        let value = Some(Value::Postings(postings));
        return Some(FieldState { value, ..FieldState::default() });
    }
    if let FieldType::Choices { .. } | FieldType::Refs { .. } = field.ty {
        let choices: BTreeSet<String> = maps.iter().flat_map(|map| map.set(field.key)).collect();
        let value = Some(Value::Choices(choices));
        return Some(FieldState { value, ..FieldState::default() });
    }
    let written: Vec<&(Am<'_>, ObjId)> = maps.iter().flat_map(|map| map.all(field.key)).collect();
    if written.iter().all(|(value, _)| is_null(value)) {
        return None;
    }
    let alone = written.len() == 1;
    let mut alternatives: Vec<Alternative> = written
        .iter()
        .map(|(value, id)| {
            // Asked only of sides of a conflict: of every value it would be a tenth of all reading.
            let (author, written_at) = if alone { Default::default() } else { view.provenance(id) };
            let cleared = is_null(value);
            let read = read_value(view, field.ty, value, id);
            Alternative {
                invalid: (read.is_none() && !cleared).then(|| value.to_string()),
                value: read,
                cleared,
                author,
                written_at,
            }
        })
        .collect();
    let first = alternatives.first();
    let value = first.and_then(|alternative| alternative.value.clone());
    let invalid = first.and_then(|alternative| alternative.invalid.clone());
    let same = |side: &Alternative| side.value == value && side.invalid == invalid;
    if alternatives.iter().all(same) {
        alternatives.clear();
    }
    Some(FieldState { value, invalid, conflict: alternatives })
}

fn is_null(value: &Am<'_>) -> bool {
    matches!(value, Am::Scalar(scalar) if matches!(&**scalar, ScalarValue::Null))
}

fn read_value(view: View<'_>, ty: FieldType, value: &Am<'_>, id: &ObjId) -> Option<Value> {
    let scalar = match value {
        Am::Object(ObjType::Text) if matches!(ty, FieldType::Text { .. }) => {
            return Some(Value::Text(view.text(id)));
        }
        Am::Object(_) => return None,
        Am::Scalar(scalar) => scalar,
    };
    let text = || scalar.as_str().map(str::to_owned);
    match ty {
        FieldType::Text { .. } => text().map(Value::Text),
        FieldType::Line { .. } => text().map(Value::Line),
        FieldType::Date => text().and_then(|text| parse_date(&text)).map(Value::Date),
        FieldType::Integer { .. } => whole_number(scalar).map(Value::Integer),
        FieldType::Choice { options } => {
            text().filter(|choice| options.contains(&choice.as_str())).map(Value::Choice)
        }
        FieldType::Choices { .. } | FieldType::Refs { .. } | FieldType::Postings => None,
        FieldType::Moment => text().and_then(|text| parse_moment(&text)).map(Value::Moment),
        FieldType::Ref { .. } => text().map(Value::Ref),
        FieldType::Unit => text().map(|unit| Value::Unit(unit.as_str().into())),
        FieldType::Task => text().map(|task| Value::Task(task.as_str().into())),
    }
}

/// Whether a value is of a field's type.
pub(crate) fn takes(ty: FieldType, value: &Value) -> bool {
    match (ty, value) {
        (FieldType::Text { .. }, Value::Text(_))
        | (FieldType::Line { .. }, Value::Line(_))
        | (FieldType::Date, Value::Date(_))
        | (FieldType::Integer { .. }, Value::Integer(_))
        | (FieldType::Unit, Value::Unit(_))
        | (FieldType::Task, Value::Task(_))
        | (FieldType::Moment, Value::Moment(_))
        | (FieldType::Ref { .. }, Value::Ref(_))
        | (FieldType::Postings, Value::Postings(_)) => true,
        (FieldType::Choice { options }, Value::Choice(choice)) => {
            options.contains(&choice.as_str())
        }
        (FieldType::Choices { options }, Value::Choices(choices)) => {
            choices.iter().all(|choice| options.contains(&choice.as_str()))
        }
        (FieldType::Refs { .. }, Value::Choices(ids)) => ids.len() <= REFS_MAX,
        _ => false,
    }
}

/// How a value is stored; nothing for those that live in a container.
pub(crate) fn scalar_of(value: &Value) -> Option<ScalarValue> {
    match value {
        Value::Text(_) | Value::Choices(_) | Value::Postings(_) => None,
        Value::Line(text) | Value::Choice(text) | Value::Ref(text) => Some(string(text)),
        Value::Moment(moment) => Some(string(&moment.to_string())),
        Value::Date(date) => Some(string(&date.to_string())),
        Value::Integer(number) => Some(ScalarValue::Int(*number)),
        Value::Unit(unit) => Some(string(unit.as_str())),
        Value::Task(task) => Some(string(task.as_str())),
    }
}

fn choices_of(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Choices(choices)) => choices.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

/// A moment as stored: an Automerge timestamp, in milliseconds.
pub(crate) fn timestamp(at: TimestampMs) -> ScalarValue {
    ScalarValue::Timestamp(i64::try_from(at.0).unwrap_or(i64::MAX))
}

/// A stored moment.
pub(crate) fn moment(value: &Am<'_>) -> Option<TimestampMs> {
    match value {
        Am::Scalar(scalar) => match &**scalar {
            ScalarValue::Timestamp(ms) => u64::try_from(*ms).ok().map(TimestampMs),
            _ => None,
        },
        Am::Object(_) => None,
    }
}

/// A step of the unit about to be written.
#[derive(Debug, Clone)]
pub struct NewSubmission<'a> {
    /// The record, here or among what is laid on the unit.
    pub record: RecordId,
    /// The transition.
    pub action: &'a str,
    /// The words that go with it; empty where none do.
    pub reason: &'a str,
    /// What was open when it was taken.
    pub answers: &'a BTreeSet<EntryId>,
}

/// Says what the unit does with a record, answering what was open.
///
/// # Errors
/// A workbook without `submissions`.
pub fn add_submission(
    doc: &mut Automerge,
    id: EntryId,
    about: &NewSubmission<'_>,
    now: TimestampMs,
) -> Result<ChangeHash, SchemaError> {
    let mut members = vec![
        ("record", Member::Scalar(string(&about.record.to_string()))),
        ("action", Member::Scalar(string(about.action))),
        ("at", Member::Scalar(timestamp(now))),
        ("answers", Member::Set(about.answers.iter().map(EntryId::to_string).collect())),
    ];
    if !about.reason.is_empty() {
        members.push(("reason", Member::Scalar(string(about.reason))));
    }
    create::entry(doc, "submissions", &id.to_string(), &members, now)
}

/// Every submission of a workbook, by id, or `only` those with these ids.
pub fn submissions(doc: &Automerge, only: Option<&BTreeSet<EntryId>>) -> Vec<Submission> {
    let view = View::now(doc);
    let Some(container) = view.root_map("submissions") else { return Vec::new() };
    view.entries(&container, only)
        .into_iter()
        .filter_map(|(id, entry)| {
            let (author, changed_at) = view.provenance(&entry);
            let entry = view.members(&entry);
            Some(Submission {
                id,
                record: entry.string("record")?.parse().ok()?,
                action: entry.string("action")?,
                reason: entry.string("reason").unwrap_or_default(),
                answers: ids(&entry.set("answers")),
                author,
                at: entry.get("at").and_then(|(v, _)| moment(v)).unwrap_or(changed_at),
            })
        })
        .collect()
}

/// The entry ids among some texts.
pub(crate) fn ids(texts: &[String]) -> BTreeSet<EntryId> {
    texts.iter().filter_map(|text| text.parse().ok()).collect()
}
