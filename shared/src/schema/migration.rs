//! Containers that a later version of a kind needs in records that an earlier one made.
//!
//! A migration only adds empty containers and is deterministic: written on a fork at the record's
//! creating change, with actor = hash(migration, record) and time 0, then merged. Two devices with
//! different heads thereby arrive at the same change hash; on present heads they would not, and
//! one side's content would be hidden (probed, DESIGN §2).

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ChangeHash, ObjId, ObjType, ReadDoc, Value as Am};
use sha2::{Digest, Sha256};

use crate::domain::kind::{FieldType, Kind};
use crate::id::RecordId;
use crate::schema::SchemaError;
use crate::schema::create::root_map;

/// Adds the text and set containers that the kind's fields need and the record lacks; returns the
/// changes, for use as dependencies of what is written next.
///
/// # Errors
/// [`SchemaError::UnknownRecord`]; what Automerge says.
pub fn add_missing_containers(
    doc: &mut Automerge,
    id: RecordId,
    kind: &Kind,
) -> Result<Vec<ChangeHash>, SchemaError> {
    let container = root_map(doc, "records")?;
    let Some((Am::Object(ObjType::Map), record)) = doc.get(&container, id.to_string())? else {
        return Err(SchemaError::UnknownRecord);
    };
    let mut added = Vec::new();
    for field in kind.fields {
        let ty = match field.ty {
            FieldType::Text { .. } => ObjType::Text,
            FieldType::Choices { .. } => ObjType::Map,
            _ => continue,
        };
        if doc.get(&record, field.key)?.is_none() {
            added.push(add_container(doc, id, &record, field.key, ty)?);
        }
    }
    Ok(added)
}

fn add_container(
    doc: &mut Automerge,
    id: RecordId,
    record: &ObjId,
    key: &str,
    ty: ObjType,
) -> Result<ChangeHash, SchemaError> {
    let created = doc.hash_for_opid(record).ok_or(SchemaError::UnknownRecord)?;
    let mut fork = doc.fork_at(&[created])?;
    fork.set_author(None);
    fork.set_actor(migration_actor(id, key));
    let mut tx = fork.transaction();
    tx.put_object(record, key, ty)?;
    let hash = tx.commit_with(CommitOptions::default().with_time(0)).0;
    doc.merge(&mut fork)?;
    hash.ok_or(SchemaError::UnknownRecord)
}

/// The actor of the migration that adds `key` to a record: known to everybody, owned by nobody.
fn migration_actor(id: RecordId, key: &str) -> ActorId {
    let mut hash = Sha256::new();
    hash.update(b"soxa add-container 1\0");
    hash.update(id.as_bytes());
    hash.update(key.as_bytes());
    ActorId::from(&hash.finalize()[..16])
}

/// Whether a change is exactly a migration that anyone can recompute from the document: the relay
/// exempts such changes from the author rule.
pub fn is_recomputable(doc: &Automerge, change: &Change) -> bool {
    let recompute = || -> Option<ChangeHash> {
        let [created] = change.deps() else { return None };
        let container = root_map(doc, "records").ok()?;
        for name in doc.keys(&container) {
            let id: RecordId = name.parse().ok()?;
            let Some((Am::Object(ObjType::Map), record)) = doc.get(&container, &name).ok()? else {
                continue;
            };
            if doc.hash_for_opid(&record).as_ref() != Some(created) {
                continue;
            }
            let kind = doc.get(&record, "kind").ok()??;
            let kind = crate::domain::kind::kind(kind.0.as_str()?)?;
            let field =
                kind.fields.iter().find(|f| &migration_actor(id, f.key) == change.actor_id())?;
            let ty = match field.ty {
                FieldType::Text { .. } => ObjType::Text,
                FieldType::Choices { .. } => ObjType::Map,
                _ => return None,
            };
            let mut copy = doc.fork_at(&[*created]).ok()?;
            return add_container(&mut copy, id, &record, field.key, ty).ok();
        }
        None
    };
    recompute() == Some(change.hash())
}
