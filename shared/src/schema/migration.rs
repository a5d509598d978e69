//! Containers that a later version of a kind needs in records that an earlier one made.
//!
//! A migration only adds empty containers and is deterministic: written on a fork at the record's
//! creating change, with actor = hash(migration, the record's map) and time 0, then merged. Two devices with
//! different heads thereby arrive at the same change hash; on present heads they would not, and
//! one side's content would be hidden (probed, DESIGN §2).

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{
    ActorId, Automerge, ChangeHash, ExpandedChange, ObjId, ObjType, ReadDoc, Value as Am, legacy,
};
use sha2::{Digest, Sha256};

use crate::domain::kind::{self, Field, FieldType};
use crate::id::RecordId;
use crate::schema::SchemaError;
use crate::schema::read::View;
use crate::schema::workbook::container_of;

/// Adds the text and set containers that some fields need and the record lacks; returns the
/// changes by which a writer isolated at `heads` gets those it does not have there: its own, and
/// those of a migration that arrived after what it displays.
///
/// # Errors
/// [`SchemaError::UnknownRecord`]; what Automerge says.
pub fn add_missing_containers(
    doc: &mut Automerge,
    heads: &[ChangeHash],
    id: RecordId,
    fields: &[&Field],
) -> Result<Vec<ChangeHash>, SchemaError> {
    let (_, container) =
        container_of(View::now(doc)).ok_or(SchemaError::MissingContainer("records"))?;
    let Some((Am::Object(ObjType::Map), record)) = doc.get(&container, id.to_string())? else {
        return Err(SchemaError::UnknownRecord);
    };
    let mut added = Vec::new();
    for field in fields {
        let Some(ty) = container_type(field.ty) else { continue };
        match doc.get(&record, field.key)? {
            None => added.push(add_container(doc, &record, field.key, ty)?),
            Some((_, there)) if doc.get_at(&record, field.key, heads)?.is_none() => {
                added.extend(doc.hash_for_opid(&there));
            }
            Some(_) => {}
        }
    }
    Ok(added)
}

fn add_container(
    doc: &mut Automerge,
    record: &ObjId,
    key: &str,
    ty: ObjType,
) -> Result<ChangeHash, SchemaError> {
    let ObjId::Id(counter, creator, _) = record else { return Err(SchemaError::UnknownRecord) };
    let created = doc.hash_for_opid(record).ok_or(SchemaError::UnknownRecord)?;
    let mut fork = doc.fork_at(&[created])?;
    fork.set_author(None);
    fork.set_actor(migration_actor(*counter, creator, key));
    let mut tx = fork.transaction();
    tx.put_object(record, key, ty)?;
    let hash = tx.commit_with(CommitOptions::default().with_time(0)).0;
    doc.merge(&mut fork)?;
    hash.ok_or(SchemaError::UnknownRecord)
}

/// The actor of the migration that adds `key` to a record, named by the operation that created
/// the record's map: known to everybody, owned by nobody.
fn migration_actor(counter: u64, creator: &ActorId, key: &str) -> ActorId {
    let mut hash = Sha256::new();
    hash.update(b"soxa add-container 1\0");
    hash.update(counter.to_be_bytes());
    hash.update(creator.to_bytes());
    hash.update([0]);
    hash.update(key.as_bytes());
    ActorId::from(&hash.finalize()[..16])
}

/// Whether a change is a migration that anyone can recompute: one empty container that a kind has,
/// by the actor that belongs to it. The relay exempts such a change from the author rule, provided
/// that it continues its only dependency without a gap, which leaves nothing in it to choose.
pub fn is_recomputable(change: &ExpandedChange) -> bool {
    let [operation] = change.operations.as_slice() else { return false };
    let (legacy::ObjectId::Id(legacy::OpId(counter, creator)), legacy::Key::Map(key)) =
        (&operation.obj, &operation.key)
    else {
        return false;
    };
    let ty = kind::KINDS
        .iter()
        .filter_map(|kind| kind.field(key.as_str()))
        .find_map(|field| container_type(field.ty));
    ty.is_some_and(|ty| operation.action == legacy::OpType::Make(ty))
        && change.actor_id == migration_actor(*counter, creator, key.as_str())
        && (change.seq, change.time, change.deps.len()) == (1, 0, 1)
        && operation.pred.iter().next().is_none()
        && !operation.insert
        && change.message.is_none()
        && change.author.is_none()
        && change.extra_bytes.is_empty()
}

/// The container in which a field of this type lives; nothing for scalars.
const fn container_type(ty: FieldType) -> Option<ObjType> {
    match ty {
        FieldType::Text { .. } => Some(ObjType::Text),
        FieldType::Choices { .. } | FieldType::Refs { .. } | FieldType::Postings => {
            Some(ObjType::Map)
        }
        _ => None,
    }
}
