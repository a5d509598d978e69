//! Creating entries: a map with all its containers, under a UUIDv7, in one change.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, ChangeHash, ObjId, ObjType, PatchLog, ROOT, ReadDoc, ScalarValue};

use crate::limits::{CHANGE_BYTES_MAX, OPS_PER_CHANGE_MAX};
use crate::schema::SchemaError;
use crate::text::nfc;
use crate::time::TimestampMs;

/// A member of an entry about to be created.
pub(crate) enum Member<'a> {
    /// A scalar.
    Scalar(ScalarValue),
    /// A text with these characters.
    Text(&'a str),
    /// A set of keys.
    Set(Vec<String>),
}

impl Member<'_> {
    fn size(&self) -> usize {
        match self {
            Self::Scalar(ScalarValue::Str(text)) => text.len(),
            Self::Scalar(_) => 0,
            Self::Text(text) => text.len(),
            Self::Set(members) => members.iter().map(String::len).sum(),
        }
    }
}

/// Bytes of values in one change. With as much again for the columns of its operations it stays
/// under what the relay takes.
const VALUE_BYTES_MAX: usize = CHANGE_BYTES_MAX / 2;
/// Operations in one change: each costs up to five bytes in its columns.
const OPERATIONS_MAX: usize = CHANGE_BYTES_MAX / 2 / 5;
const _: () = assert!(OPERATIONS_MAX as u64 <= OPS_PER_CHANGE_MAX);

/// Refuses values that no relay would take, before anything is written: a change that was saved
/// and then refused would leave the document, and the person's work with it.
pub(crate) fn fits(value_bytes: usize) -> Result<(), SchemaError> {
    if value_bytes > VALUE_BYTES_MAX { Err(SchemaError::TooLarge) } else { Ok(()) }
}

/// The same for operations; a transaction that is dropped is rolled back.
fn few_enough(tx: &Transaction<'_>) -> Result<(), SchemaError> {
    if tx.pending_ops() > OPERATIONS_MAX { Err(SchemaError::TooLarge) } else { Ok(()) }
}

/// A string in normal form.
pub(crate) fn string(text: &str) -> ScalarValue {
    ScalarValue::Str(nfc(text).into())
}

/// Creates `container[key]` with its members, in one change at the present heads.
///
/// # Errors
/// If the container is missing.
pub(crate) fn entry<K: AsRef<str>>(
    doc: &mut Automerge,
    container: &'static str,
    key: &str,
    members: &[(K, Member<'_>)],
    now: TimestampMs,
) -> Result<ChangeHash, SchemaError> {
    fits(members.iter().map(|(_, member)| member.size()).sum())?;
    let map = root_map(doc, container)?;
    let mut tx = doc.transaction();
    let entry = tx.put_object(&map, key, ObjType::Map)?;
    fill(&mut tx, &entry, members)?;
    few_enough(&tx)?;
    let hash = tx.commit_with(CommitOptions::default().with_time(now.seconds())).0;
    hash.ok_or(SchemaError::MissingContainer(container))
}

/// Writes members into a map that this very change has created.
pub(crate) fn fill<K: AsRef<str>>(
    tx: &mut Transaction<'_>,
    map: &ObjId,
    members: &[(K, Member<'_>)],
) -> Result<(), SchemaError> {
    for (key, member) in members {
        let key = key.as_ref();
        match member {
            Member::Scalar(scalar) => tx.put(map, key, scalar.clone())?,
            Member::Text(text) => {
                let object = tx.put_object(map, key, ObjType::Text)?;
                tx.splice_text(&object, 0, 0, &nfc(text))?;
            }
            Member::Set(members) => {
                let object = tx.put_object(map, key, ObjType::Map)?;
                for member in members {
                    tx.put(&object, nfc(member), true)?;
                }
            }
        }
    }
    Ok(())
}

/// A map under a key of a container that this very change has created: genesis content only.
pub(crate) fn child(
    tx: &mut Transaction<'_>,
    parent: &ObjId,
    key: &str,
) -> Result<ObjId, SchemaError> {
    Ok(tx.put_object(parent, key, ObjType::Map)?)
}

/// A container of the root, for writing.
pub(crate) fn root_map(doc: &Automerge, key: &'static str) -> Result<ObjId, SchemaError> {
    match doc.get(ROOT, key)? {
        Some((automerge::Value::Object(ObjType::Map), id)) => Ok(id),
        _ => Err(SchemaError::MissingContainer(key)),
    }
}

/// Runs `write` in one change isolated at `heads` and commits it; nothing written, no change.
///
/// # Errors
/// [`SchemaError::UnknownHeads`] if the document lacks one of the heads; [`SchemaError::TooLarge`];
/// what `write` returns. Nothing is written then.
pub(crate) fn change_at(
    doc: &mut Automerge,
    heads: &[ChangeHash],
    now: TimestampMs,
    write: impl FnOnce(&mut Transaction<'_>) -> Result<(), SchemaError>,
) -> Result<Option<ChangeHash>, SchemaError> {
    let options = CommitOptions::default().with_time(now.seconds());
    if heads == doc.get_heads() {
        let mut tx = doc.transaction();
        write(&mut tx)?;
        few_enough(&tx)?;
        return Ok(tx.commit_with(options).0);
    }
    if heads.iter().any(|head| doc.get_change_meta_by_hash(head).is_none()) {
        return Err(SchemaError::UnknownHeads);
    }
    let mut tx =
        doc.transaction_at(PatchLog::inactive(), heads).map_err(|_| SchemaError::UnknownHeads)?;
    write(&mut tx)?;
    few_enough(&tx)?;
    Ok(tx.commit_with(options).0)
}
