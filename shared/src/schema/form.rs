//! Saving a form: only what was changed, isolated at the heads that were displayed.
//!
//! Saved at the present heads instead, a stale form would overwrite what others wrote meanwhile
//! and nobody would see a conflict (DESIGN §2).

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::{Transactable, Transaction};
use automerge::{Automerge, ChangeHash, ObjId, ObjType, ReadDoc, ScalarValue, Value as Am};

use crate::domain::kind::{self, FieldType};
use crate::domain::value::Value;
use crate::id::RecordId;
use crate::schema::create::{change_at, fits};
use crate::schema::read::View;
use crate::schema::workbook::{container_of, scalar_of, takes, timestamp};
use crate::schema::{SchemaError, migration, postings};
use crate::text::{nfc, splice_between};
use crate::time::TimestampMs;

/// What a form does to one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets the value. For text: makes the text at the displayed heads into this one.
    Set(Value),
    /// Empties the field.
    Clear,
}

impl Edit {
    fn size(&self) -> usize {
        match self {
            Self::Set(Value::Postings(postings)) => postings.values().map(|p| p.url.len()).sum(),
            Self::Set(value) => value.as_text().map_or(0, str::len),
            Self::Clear => 0,
        }
    }
}

/// Saves a form's edits in one change and returns it; nothing if they change nothing.
///
/// `heads` are those at which the form's values were read.
///
/// # Errors
/// [`SchemaError::WrongValue`] for a value that its field does not take, and then nothing is
/// written; [`SchemaError::UnknownRecord`]; [`SchemaError::UnknownHeads`];
/// [`SchemaError::TooLarge`].
pub fn save_form(
    doc: &mut Automerge,
    heads: &[ChangeHash],
    id: RecordId,
    edits: &[(&str, Edit)],
    now: TimestampMs,
) -> Result<Option<ChangeHash>, SchemaError> {
    let container = records_of(doc)?;
    let kind = record_object(doc, &container, id)
        .and_then(|record| doc.get(&record, "kind").ok().flatten())
        .and_then(|(value, _)| kind::kind(value.as_str()?))
        .ok_or(SchemaError::UnknownRecord)?;
    let mut fields = Vec::with_capacity(edits.len());
    for (key, edit) in edits {
        let field = kind.field(key).ok_or_else(|| SchemaError::WrongValue((*key).to_owned()))?;
        fields.push(field);
        if let Edit::Set(value) = edit
            && !takes(field.ty, value)
        {
            return Err(SchemaError::WrongValue((*key).to_owned()));
        }
    }
    fits(edits.iter().map(|(_, edit)| edit.size()).sum())?;
    // A record made by a version that did not know a field lacks the field's container.
    let added = migration::add_missing_containers(doc, heads, id, &fields)?;
    let mut base = heads.to_vec();
    base.extend(added);
    base.sort();
    base.dedup();
    change_at(doc, &base, now, |tx| {
        let record = record_object(tx, &container, id).ok_or(SchemaError::UnknownRecord)?;
        for (key, edit) in edits {
            // Checked above: the kind has the field.
            let Some(field) = kind.field(key) else { continue };
            write_field(tx, &record, field.key, field.ty, edit)?;
        }
        Ok(())
    })
}

/// Chooses a value (nothing: the emptied field) where several were written at the same time: a new
/// value over all that were displayed at `heads`. One that nobody has seen yet stays a conflict.
///
/// # Errors
/// As [`save_form`].
pub fn choose(
    doc: &mut Automerge,
    heads: &[ChangeHash],
    id: RecordId,
    key: &str,
    value: Option<Value>,
    now: TimestampMs,
) -> Result<Option<ChangeHash>, SchemaError> {
    let container = records_of(doc)?;
    let scalar = match &value {
        Some(value) => scalar_of(value).ok_or_else(|| SchemaError::WrongValue(key.to_owned()))?,
        None => ScalarValue::Null,
    };
    change_at(doc, heads, now, |tx| {
        let record = record_object(tx, &container, id).ok_or(SchemaError::UnknownRecord)?;
        Ok(tx.put(&record, key, scalar.clone())?)
    })
}

/// Marks a record as deleted, or takes the mark away. Records are never removed.
///
/// # Errors
/// [`SchemaError::UnknownRecord`].
pub fn set_deleted(
    doc: &mut Automerge,
    id: RecordId,
    deleted: bool,
    now: TimestampMs,
) -> Result<Option<ChangeHash>, SchemaError> {
    let container = records_of(doc)?;
    let heads = doc.get_heads();
    change_at(doc, &heads, now, |tx| {
        let record = record_object(tx, &container, id).ok_or(SchemaError::UnknownRecord)?;
        Ok(tx.put(
            &record,
            "deletedAt",
            if deleted { timestamp(now) } else { ScalarValue::Null },
        )?)
    })
}

/// Where the document keeps its records.
fn records_of(doc: &Automerge) -> Result<ObjId, SchemaError> {
    let found = container_of(View::now(doc));
    found.map(|(_, container)| container).ok_or(SchemaError::MissingContainer("records"))
}

fn record_object<D: ReadDoc>(doc: &D, container: &ObjId, id: RecordId) -> Option<ObjId> {
    match doc.get(container, id.to_string()).ok()?? {
        (Am::Object(ObjType::Map), object) => Some(object),
        _ => None,
    }
}

fn write_field(
    tx: &mut Transaction<'_>,
    record: &ObjId,
    key: &'static str,
    ty: FieldType,
    edit: &Edit,
) -> Result<(), SchemaError> {
    let present = tx.get(record, key)?.map(|(value, id)| (value.into_owned(), id));
    match (ty, edit) {
        (FieldType::Text { .. }, edit) => {
            let wanted = match edit {
                Edit::Set(value) => nfc(value.as_text().unwrap_or_default()),
                Edit::Clear => String::new(),
            };
            let Some((Am::Object(ObjType::Text), text)) = present else {
                return Err(SchemaError::WrongValue(key.to_owned()));
            };
            if let Some(splice) = splice_between(&tx.text(&text)?, &wanted) {
                let remove = isize::try_from(splice.remove)
                    .map_err(|_| SchemaError::WrongValue(key.to_owned()))?;
                tx.splice_text(&text, splice.at, remove, &splice.insert)?;
            }
        }
        (FieldType::Choices { .. } | FieldType::Refs { .. }, edit) => {
            let wanted: BTreeSet<&str> = match edit {
                Edit::Set(Value::Choices(choices)) => choices.iter().map(String::as_str).collect(),
                Edit::Set(_) | Edit::Clear => BTreeSet::new(),
            };
            let Some((Am::Object(ObjType::Map), set)) = present else {
                return Err(SchemaError::WrongValue(key.to_owned()));
            };
            let known: Vec<String> = tx.keys(&set).collect();
            let all = known.iter().map(String::as_str).chain(wanted.iter().copied());
            // In the order in which it was always written.
            let options: Vec<&str> = match ty {
                FieldType::Choices { options } => options.to_vec(),
                _ => all.collect::<BTreeSet<&str>>().into_iter().collect(),
            };
            for option in options {
                let has = tx.get(&set, option)?.is_some_and(|(v, _)| v.as_bool() == Some(true));
                if has != wanted.contains(option) {
                    tx.put(&set, option, !has)?;
                }
            }
        }
        (FieldType::Postings, edit) => {
            let none = BTreeMap::new();
            let wanted = match edit {
                Edit::Set(Value::Postings(postings)) => postings,
                Edit::Set(_) | Edit::Clear => &none,
            };
            let Some((Am::Object(ObjType::Map), container)) = present else {
                return Err(SchemaError::WrongValue(key.to_owned()));
            };
            postings::write(tx, &container, wanted)?;
        }
        (_, Edit::Set(value)) => {
            let scalar = scalar_of(value).ok_or_else(|| SchemaError::WrongValue(key.to_owned()))?;
            let same = matches!(&present, Some((Am::Scalar(old), _)) if old.as_ref() == &scalar);
            if !same {
                tx.put(record, key, scalar)?;
            }
        }
        (_, Edit::Clear) => {
            let blank = matches!(&present, None | Some((Am::Scalar(_), _)))
                && present.as_ref().is_none_or(|(value, _)| value.is_null());
            if !blank {
                tx.put(record, key, ScalarValue::Null)?;
            }
        }
    }
    Ok(())
}
