//! Creating entries: a map with all its containers, under a UUIDv7, in one change.

use automerge::transaction::{CommitOptions, Transactable, Transaction};
use automerge::{Automerge, ChangeHash, ObjId, ObjType, PatchLog, ROOT, ReadDoc, ScalarValue};

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

/// A string in normal form.
pub(crate) fn string(text: &str) -> ScalarValue {
    ScalarValue::Str(nfc(text).into())
}

/// Creates `container[key]` with its members, in one change at the present heads.
///
/// # Errors
/// If the container is missing.
pub(crate) fn entry(
    doc: &mut Automerge,
    container: &'static str,
    key: &str,
    members: &[(&str, Member<'_>)],
    now: TimestampMs,
) -> Result<ChangeHash, SchemaError> {
    let map = root_map(doc, container)?;
    let mut tx = doc.transaction();
    let entry = tx.put_object(&map, key, ObjType::Map)?;
    fill(&mut tx, &entry, members)?;
    let hash = tx.commit_with(CommitOptions::default().with_time(now.seconds())).0;
    hash.ok_or(SchemaError::MissingContainer(container))
}

/// Writes members into a map that this very change has created.
pub(crate) fn fill(
    tx: &mut Transaction<'_>,
    map: &ObjId,
    members: &[(&str, Member<'_>)],
) -> Result<(), SchemaError> {
    for (key, member) in members {
        match member {
            Member::Scalar(scalar) => tx.put(map, *key, scalar.clone())?,
            Member::Text(text) => {
                let object = tx.put_object(map, *key, ObjType::Text)?;
                tx.splice_text(&object, 0, 0, &nfc(text))?;
            }
            Member::Set(members) => {
                let object = tx.put_object(map, *key, ObjType::Map)?;
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
/// [`SchemaError::UnknownHeads`] if the document lacks one of the heads; what `write` returns.
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
        return Ok(tx.commit_with(options).0);
    }
    if heads.iter().any(|head| doc.get_change_meta_by_hash(head).is_none()) {
        return Err(SchemaError::UnknownHeads);
    }
    let mut tx =
        doc.transaction_at(PatchLog::inactive(), heads).map_err(|_| SchemaError::UnknownHeads)?;
    write(&mut tx)?;
    Ok(tx.commit_with(options).0)
}
