//! Purge: from documents that hold what must not exist to successors that never held it (DESIGN §2).
//!
//! The decision: **every change is rewritten, one by one, and none is made anew.** A successor has
//! the same changes by the same actors at the same places of the same graph; only
//!
//! - each operation on a purged record, and on every submission, decision or note that names it, is
//!   replaced by a neutral one: a null in the container `superseded`, which every genesis has had
//!   since version 1 and nobody reads;
//! - the genesis is signed by the successor's own id, so that every change has another hash and no
//!   change of the old document can ever enter the new one;
//! - in decisions, the heads at which each was taken, of the workbook or of other decisions, are
//!   replaced by those changes' successors.
//!
//! What follows from that, and why not otherwise: an actor's author stands in its first change only,
//! four eyes ask who created a record, approvals are bound to heads, a late edit merges where it was
//! typed. Writing the present content into a fresh document would lose all of it or forge it. Here
//! every other record reads the same now *and at every earlier version*, with its creator, its
//! conflicts and its decisions; operation ids stay, so that a migration is still recomputable and
//! two people's texts still merge character by character.
//!
//! The rewriting is a function of the change, of what it builds on, and of the [`Purge`]. So a
//! device that was offline rewrites its own copy, arrives at the very changes the relay has, and
//! what it had not sent stands on them as before ([`inherit`]).
//!
//! What remains of a purged record: that something was written, by whom and when, and in how many
//! operations (of a text: how many characters were typed and deleted). A record that merely refers to
//! it (a leader's note, an answer to the press) is one of its own and keeps the reference. What is lost
//! beyond it:
//! nothing on the relay but changes that were set aside as harmful; on a device, set-aside changes
//! that build on something it does not have. What was copied into *another* record by hand is not
//! found: that record is to be purged too. Period locks will name heads (`reports`); there are none
//! yet, and whoever adds them rewrites their heads as those of decisions are.

mod rewrite;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, Change, ChangeHash};
use serde::{Deserialize, Serialize};

use self::rewrite::{Rewriter, keys_naming, rewrite_together};
use crate::domain::document::{DocumentKind, DocumentScope};
use crate::id::{DocumentId, RecordId};
use crate::schema::genesis::containers;
use crate::schema::read::{View, scope};
use crate::schema::{SchemaError, empty, workbook};

/// From a change of the old document to its successor's.
pub type Hashes = BTreeMap<ChangeHash, ChangeHash>;

/// One purge, as the relay keeps it and tells it to devices (JSON). It holds ids only. Frozen,
/// extend only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purge {
    /// The records.
    pub records: BTreeSet<RecordId>,
    /// The keys of the records and of every entry that names one of them, as far as the relay knew.
    pub keys: BTreeSet<String>,
    /// Each document with its successor, workbooks first.
    pub documents: Vec<(DocumentId, DocumentId)>,
    /// The changes that decisions named, with their successors; one that the relay did not know
    /// stands for itself, so that everybody arrives at the same.
    pub heads: Vec<(ChangeHash, ChangeHash)>,
}

impl Purge {
    const fn of(records: BTreeSet<RecordId>) -> Self {
        Self { records, keys: BTreeSet::new(), documents: Vec::new(), heads: Vec::new() }
    }

    /// Reads what [`Purge::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// For the store and the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Whether this key of a container goes.
    fn takes(&self, key: &str) -> bool {
        self.keys.contains(key) || self.names(key)
    }

    /// Whether this text is the id of a purged record.
    fn names(&self, text: &str) -> bool {
        text.parse().is_ok_and(|id: RecordId| self.records.contains(&id))
    }
}

/// Why a purge is not made. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum PurgeError {
    /// A document is damaged, or was made by something else than our genesis.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// A change builds on one that is not there.
    #[error("a change builds on one that is not in the document")]
    Incomplete,
    /// The successor does not read as the old document without the records.
    #[error("the successor of {0} does not read the same")]
    Differs(DocumentId),
}

/// A document that takes another's place.
#[derive(Debug)]
pub struct Successor {
    /// The document that goes.
    pub old: DocumentId,
    /// The one that comes.
    pub new: DocumentId,
    /// What both are about.
    pub scope: DocumentScope,
    /// The content.
    pub doc: Automerge,
    /// What became of each change.
    pub hashes: Hashes,
}

/// Whether a document holds one of the records or says something about one: then those whose very
/// id is a key in it.
pub fn holds(doc: &Automerge, records: &BTreeSet<RecordId>) -> Option<BTreeSet<RecordId>> {
    let keys = keys_naming(doc, &Purge::of(records.clone()));
    let own = keys.iter().filter_map(|key| key.parse().ok()).filter(|id| records.contains(id));
    (!keys.is_empty()).then(|| own.collect())
}

/// The successors of all documents that hold one of the records or say something about it, and what
/// devices are to be told. Nothing if none does.
///
/// Of a unit of which a document is replaced, all decisions of that year are: they name its heads.
/// `draw` gives ids for new documents.
///
/// # Errors
/// [`PurgeError`]; in particular if a successor would not read the same but for the records.
pub fn purge(
    documents: &[(DocumentId, Automerge)],
    records: &BTreeSet<RecordId>,
    mut draw: impl FnMut() -> DocumentId,
) -> Result<Option<(Purge, Vec<Successor>)>, PurgeError> {
    let mut purge = Purge::of(records.clone());
    let (mut touched, mut places) = (Vec::new(), BTreeSet::new());
    for (id, doc) in documents {
        let Some(scope) = scope(doc) else { continue };
        let keys = keys_naming(doc, &purge);
        if !keys.is_empty() {
            places.insert((scope.unit.clone(), scope.year));
        }
        touched.push((id, doc, scope, !keys.is_empty()));
        purge.keys.extend(keys);
    }
    touched.retain(|(_, _, scope, holds)| {
        *holds
            || scope.kind == DocumentKind::Decisions
                && places.contains(&(scope.unit.clone(), scope.year))
    });
    if touched.is_empty() {
        return Ok(None);
    }
    touched.sort_by_key(|(id, _, scope, _)| (scope.kind != DocumentKind::Workbook, **id));
    let mut group = Vec::new();
    for (old, before, scope, _) in &touched {
        group.push((Rewriter::new(&purge, **old, draw(), scope.kind), *before));
    }
    let (mut named, mut successors) = (Hashes::new(), Vec::new());
    let rewritten = rewrite_together(group).0;
    for ((old, before, scope, _), (rewriter, changes)) in touched.into_iter().zip(rewritten) {
        let mut doc = empty();
        doc.apply_changes(changes?).map_err(SchemaError::from)?;
        named.extend(rewriter.named);
        let (new, hashes) = (rewriter.new_id, rewriter.hashes);
        let successor = Successor { old: *old, new, scope, doc, hashes };
        if !reads_the_same(before, &successor, &purge) {
            return Err(PurgeError::Differs(*old));
        }
        successors.push(successor);
    }
    purge.documents = successors.iter().map(|successor| (successor.old, successor.new)).collect();
    purge.heads = named.into_iter().collect();
    Ok(Some((purge, successors)))
}

/// Whether nothing but the purged is gone: checked before anything is deleted.
fn reads_the_same(before: &Automerge, successor: &Successor, purge: &Purge) -> bool {
    let after = &successor.doc;
    let (mut old, new) = (workbook::records(before), workbook::records(after));
    old.retain(|id, _| !purge.records.contains(id));
    let mut submissions = workbook::submissions(before, None);
    submissions.retain(|entry| !purge.records.contains(&entry.record));
    let heads: Option<BTreeSet<_>> =
        before.get_heads().iter().map(|head| successor.hashes.get(head).copied()).collect();
    let same_heads =
        heads.is_some_and(|heads| after.get_heads().iter().all(|head| heads.contains(head)));
    let kept = old.len() == new.len()
        && old.iter().all(|(id, record)| {
            new.get(id).is_some_and(|other| {
                (&record.fields, record.creator, record.created_at, record.deleted, record.plan)
                    == (&other.fields, other.creator, other.created_at, other.deleted, other.plan)
            })
        });
    kept && same_heads
        && keys_staying(before, purge) == keys_staying(after, purge)
        && submissions == workbook::submissions(after, None)
        && scope(after).as_ref() == Some(&successor.scope)
        && keys_naming(after, purge).is_empty()
}

/// The entries of a document that a purge leaves.
fn keys_staying(doc: &Automerge, purge: &Purge) -> Vec<Vec<String>> {
    let view = View::now(doc);
    let keys = |name: &&str| {
        let container = view.root_map(name)?;
        Some(view.keys(&container).into_iter().filter(|key| !purge.takes(key)).collect())
    };
    let kind = scope(doc).map(|scope| scope.kind);
    kind.map_or(&[][..], containers).iter().filter_map(keys).collect()
}

/// What a device holds of a document.
pub struct Kept<'a> {
    /// The document, with what was not sent yet.
    pub doc: &'a Automerge,
    /// Changes that were set aside.
    pub refused: Vec<Change>,
}

/// What a device's copy of a document becomes.
pub struct Inherited {
    /// The document that goes.
    pub old: DocumentId,
    /// The one that comes.
    pub new: DocumentId,
    /// All changes of the copy, unsent ones too, each after what it builds on.
    pub changes: Vec<Change>,
    /// The set-aside changes that could be rewritten, by the old hash.
    pub refused: BTreeMap<ChangeHash, Change>,
}

/// What a device's copies of purged documents become. A document that it does not have is passed
/// over, and one that cannot be rewritten too: its successor comes from the relay.
pub fn inherit<'a>(
    purge: &Purge,
    document: impl Fn(&DocumentId) -> Option<Kept<'a>>,
) -> Vec<Inherited> {
    let here: Vec<_> = purge
        .documents
        .iter()
        .filter_map(|(old, new)| {
            let kept = document(old)?;
            Some((*old, *new, scope(kept.doc)?.kind, kept))
        })
        .collect();
    let group = here
        .iter()
        .map(|(old, new, kind, kept)| (Rewriter::new(purge, *old, *new, *kind), kept.doc))
        .collect();
    let (rewritten, known) = rewrite_together(group);
    let mut heirs = Vec::new();
    for ((old, new, _, kept), (mut rewriter, changes)) in here.into_iter().zip(rewritten) {
        let Ok(changes) = changes else { continue };
        let refused = rewriter.set_aside(kept.refused, &known);
        heirs.push(Inherited { old, new, changes, refused });
    }
    heirs
}
