//! Reading a document's stored chunks back. A damaged chunk is reported and left out; the others
//! are used.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, ChangeHash, LoadOptions, TextEncoding};

use super::chunk::{ChangeChunk, Kind, Trust, read_changes, split};
use super::graph::{Graph, Line};
use super::store::{ChunkKey, LoadProblem, StoredDocument};
use crate::id::DocumentId;
use crate::limits::{DEPS_PER_CHANGE_MAX, STORED_OPS_PER_CHANGE_MAX};

/// What a store held of one document.
#[derive(Debug, Default)]
pub(crate) struct LoadedChunks {
    /// Snapshots with the heads they were taken at.
    pub(crate) snapshots: Vec<Snapshot>,
    /// Every change from a chunk of its own, and from snapshots once they are spread out; in no
    /// order, some twice.
    pub(crate) changes: Vec<ChangeChunk>,
    /// What the chunks that are no content held.
    pub(crate) others: Vec<(ChunkKey, Vec<u8>)>,
    pub(crate) problems: Vec<LoadProblem>,
}

impl LoadedChunks {
    /// Adds the changes of every snapshot to the others. A snapshot that cannot give them is a
    /// problem, and is left out.
    pub(crate) fn spread_out(&mut self, document: DocumentId) {
        let (changes, problems) = (&mut self.changes, &mut self.problems);
        self.snapshots.retain(|snapshot| match changes_of(&snapshot.doc) {
            Ok(all) => {
                changes.extend(all);
                true
            }
            Err(reason) => {
                problems.push(LoadProblem { document, key: snapshot.key, reason });
                false
            }
        });
    }
}

/// A stored whole-document chunk.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) key: ChunkKey,
    pub(crate) heads: Vec<ChangeHash>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) doc: Automerge,
}

/// Reads chunks, as far as they can be read.
pub(crate) fn read_stored(stored: StoredDocument) -> LoadedChunks {
    let mut loaded = LoadedChunks::default();
    for (key, bytes) in stored.chunks {
        let read = match key {
            ChunkKey::Snapshot(_) => read_snapshot(key, bytes, &mut loaded),
            ChunkKey::Incremental(hash) => read_incremental(hash, &bytes, &mut loaded),
            ChunkKey::Refused(_) | ChunkKey::Meta => {
                loaded.others.push((key, bytes));
                Ok(())
            }
        };
        if let Err(reason) = read {
            loaded.problems.push(LoadProblem { document: stored.id, key, reason });
        }
    }
    loaded
}

fn read_snapshot(key: ChunkKey, bytes: Vec<u8>, loaded: &mut LoadedChunks) -> Result<(), String> {
    let doc = open_document(&bytes)?;
    loaded.snapshots.push(Snapshot { key, heads: doc.get_heads(), bytes, doc });
    Ok(())
}

fn read_incremental(
    hash: ChangeHash,
    bytes: &[u8],
    loaded: &mut LoadedChunks,
) -> Result<(), String> {
    for change in read_changes(bytes, Trust::Own) {
        let change = change.map_err(|error| error.refusal.message)?;
        if change.hash != hash {
            return Err("the chunk holds another change".to_owned());
        }
        loaded.changes.push(change);
    }
    Ok(())
}

/// Opens a whole-document chunk after checking its checksum.
pub(crate) fn open_document(bytes: &[u8]) -> Result<Automerge, String> {
    match split(bytes) {
        Some((chunk, [])) if chunk.kind == Kind::Document && chunk.checksum_holds() => {}
        Some(_) => return Err("the checksum is wrong".to_owned()),
        None => return Err("not a chunk".to_owned()),
    }
    let options = LoadOptions::new().text_encoding(TextEncoding::Utf16CodeUnit);
    guarded(|| Automerge::load_with_options(bytes, options).map_err(|error| error.to_string()))
}

/// Every change of a document, each after what it builds on.
pub(crate) fn changes_of(doc: &Automerge) -> Result<Vec<ChangeChunk>, String> {
    let changes = guarded(|| Ok(doc.get_changes(&[])))?;
    changes.iter().map(chunk_of).collect()
}

/// The graph of a document's changes, without unfolding them: giving a change's bytes means encoding
/// and hashing it anew, which takes longer than opening the document.
pub(crate) fn graph_of(doc: &Automerge) -> Result<Graph, String> {
    let changes = guarded(|| Ok(doc.get_changes_meta(&[])))?;
    let mut graph = Graph::default();
    for change in &changes {
        let ops = (change.max_op + 1).saturating_sub(change.start_op);
        if ops > STORED_OPS_PER_CHANGE_MAX || change.deps.len() > DEPS_PER_CHANGE_MAX {
            return Err("a change is too large".to_owned());
        }
        let (deps, actor) = (&change.deps[..], &*change.actor);
        let (seq, start_op, max_op) = (change.seq, change.start_op, change.max_op);
        let line = Line { hash: change.hash, deps, actor, seq, start_op, max_op };
        if !graph.add_line(&line) {
            return Err("a change stands before what it builds on".to_owned());
        }
    }
    Ok(graph)
}

/// A change of Automerge's as the chunk it is.
pub(crate) fn chunk_of(change: &Change) -> Result<ChangeChunk, String> {
    let read = read_changes(change.raw_bytes(), Trust::Own).pop();
    read.ok_or("empty")?.map_err(|error| error.refusal.message)
}

/// Turns a panic inside Automerge into an error (where panics unwind; not in the browser).
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("Automerge panicked".to_owned()))
}

#[cfg(test)]
mod tests {
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{ActorId, AutoCommit, ObjType, ROOT, ReadDoc};
    use proptest::prelude::*;

    use super::*;

    /// A document of branches that were made, edited and merged as the steps say: overwritten and
    /// deleted values, texts, changes without operations, several heads.
    fn document(steps: &[(u8, u8)]) -> Automerge {
        let mut first = AutoCommit::new_with_encoding(TextEncoding::Utf16CodeUnit);
        first.put_object(ROOT, "text", ObjType::Text).expect("root is a map");
        first.commit();
        let mut branches = vec![first];
        for (what, which) in steps {
            let at = usize::from(*which) % branches.len();
            let other = usize::from(what / 8) % branches.len();
            let (_, text) = branches[at].get(ROOT, "text").expect("a map").expect("made first");
            let key = ["a", "b", "c"][usize::from(*which) % 3];
            match what % 8 {
                0 => {
                    let branch = branches[at].fork();
                    branches.push(branch);
                }
                1 if other != at => {
                    let mut other = branches[other].clone();
                    branches[at].merge(&mut other).expect("a fork");
                }
                2 => drop(branches[at].empty_change(CommitOptions::default())),
                3 => branches[at].delete(ROOT, key).expect("root is a map"),
                4 => {
                    let delete = branches[at].length(&text).min(2) as isize;
                    branches[at].splice_text(&text, 0, delete, "Kế hoạch").expect("a text");
                }
                _ => branches[at].put(ROOT, key, i64::from(*what)).expect("root is a map"),
            }
            branches[at].commit();
        }
        let mut all = branches.remove(0);
        for mut branch in branches {
            all.merge(&mut branch).expect("a fork");
        }
        all.set_actor(ActorId::from([9; 16]));
        all.document().clone()
    }

    proptest! {
        #[test]
        fn the_graph_is_that_of_the_changes(
            steps in prop::collection::vec((any::<u8>(), any::<u8>()), 0..40),
        ) {
            let doc = document(&steps);
            let stored = open_document(&doc.save()).expect("just saved");
            for doc in [doc, stored] {
                let mut graph = Graph::default();
                for change in changes_of(&doc).expect("valid changes") {
                    prop_assert!(graph.add(&change));
                }
                prop_assert_eq!(graph.heads(), doc.get_heads());
                prop_assert_eq!(graph_of(&doc), Ok(graph));
            }
        }
    }
}
