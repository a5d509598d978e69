//! A device's store on disk: one append-only file, replayed when it is opened.
//!
//! Each request of the engine is one entry (length, checksum, content), written and then flushed
//! with `fdatasync` before it counts: one durable commit each, as the tablet's store makes. An
//! entry that was cut off by a crash is not read, nor anything after it. The file is written anew
//! once most of it is obsolete.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use shared::id::DocumentId;
use shared::sync::store::{ChunkKey, StoredDocument};

/// Writing anew waits until that much is obsolete, in bytes.
const OBSOLETE_BYTES_MIN: u64 = 256 * 1024;

/// What is kept of one document.
type Chunks = BTreeMap<ChunkKey, Vec<u8>>;

/// The store.
#[derive(Debug)]
pub(crate) struct LogStore {
    path: PathBuf,
    file: File,
    /// Sizes by key: what a replay would give.
    sizes: BTreeMap<DocumentId, BTreeMap<ChunkKey, u64>>,
    live: u64,
    written: u64,
}

impl LogStore {
    /// Opens or creates the store in a folder, and gives what it holds.
    pub(crate) fn open(folder: &Path) -> Result<(Self, Vec<StoredDocument>)> {
        std::fs::create_dir_all(folder)?;
        let path = folder.join("device.log");
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(&path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let (documents, end) = replay(&bytes)?;
        file.set_len(end)?;
        let sizes: BTreeMap<DocumentId, BTreeMap<_, _>> = documents
            .iter()
            .map(|(id, chunks)| {
                (*id, chunks.iter().map(|(key, bytes)| (*key, bytes.len() as u64)).collect())
            })
            .collect();
        let live = sizes.values().flat_map(BTreeMap::values).sum();
        let stored = documents.into_iter().map(|(id, chunks)| StoredDocument {
            id,
            chunks: chunks.into_iter().collect(),
            bindings: Vec::new(),
        });
        let stored = stored.collect();
        Ok((Self { path, file, sizes, live, written: end }, stored))
    }

    /// Writes and deletes chunks of a document in one durable commit.
    pub(crate) fn commit(
        &mut self,
        document: DocumentId,
        put: &[(ChunkKey, Vec<u8>)],
        delete: &[ChunkKey],
    ) -> Result<()> {
        let entry = entry(document, put, delete);
        self.file.write_all(&entry)?;
        self.file.sync_data()?;
        self.written += entry.len() as u64;
        let sizes = self.sizes.entry(document).or_default();
        for key in delete {
            self.live -= sizes.remove(key).unwrap_or(0);
        }
        for (key, bytes) in put {
            let size = bytes.len() as u64;
            self.live += size;
            self.live -= sizes.insert(*key, size).unwrap_or(0);
        }
        if self.written > 2 * self.live + OBSOLETE_BYTES_MIN {
            self.write_anew()?;
        }
        Ok(())
    }

    fn write_anew(&mut self) -> Result<()> {
        let (documents, _) = replay(&std::fs::read(&self.path)?)?;
        let mut bytes = Vec::new();
        for (id, chunks) in documents {
            bytes.extend(entry(id, &Vec::from_iter(chunks), &[]));
        }
        let next = self.path.with_extension("new");
        let mut file = File::create(&next)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        std::fs::rename(&next, &self.path)?;
        let folder = self.path.parent().context("a file lies in a folder")?;
        File::open(folder)?.sync_all()?;
        self.file = OpenOptions::new().append(true).open(&self.path)?;
        self.written = bytes.len() as u64;
        Ok(())
    }
}

const HEADER_BYTES: usize = 8;

fn checksum(content: &[u8]) -> [u8; 4] {
    let digest: [u8; 32] = Sha256::digest(content).into();
    [digest[0], digest[1], digest[2], digest[3]]
}

fn entry(document: DocumentId, put: &[(ChunkKey, Vec<u8>)], delete: &[ChunkKey]) -> Vec<u8> {
    let mut content = document.as_bytes().to_vec();
    for key in delete {
        write_key(&mut content, 0, *key);
    }
    for (key, bytes) in put {
        write_key(&mut content, 1, *key);
        content.extend((bytes.len() as u32).to_le_bytes());
        content.extend(bytes);
    }
    let mut entry = (content.len() as u32).to_le_bytes().to_vec();
    entry.extend(checksum(&content));
    entry.extend(content);
    entry
}

fn write_key(out: &mut Vec<u8>, put: u8, key: ChunkKey) {
    let (kind, hash) = match key {
        ChunkKey::Incremental(hash) => (0, hash.0),
        ChunkKey::Snapshot(hash) => (1, hash.0),
        ChunkKey::Refused(hash) => (2, hash.0),
        ChunkKey::Meta => (3, [0; 32]),
    };
    out.push(kind << 1 | put);
    out.extend(hash);
}

/// Reads entries up to the first that is not whole; with where that is.
fn replay(bytes: &[u8]) -> Result<(BTreeMap<DocumentId, Chunks>, u64)> {
    let mut documents: BTreeMap<DocumentId, Chunks> = BTreeMap::new();
    let mut rest = bytes;
    while let Some((header, after)) = rest.split_first_chunk::<HEADER_BYTES>() {
        let [a, b, c, d, sum @ ..] = *header;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        let Some((content, after)) = after.split_at_checked(length) else { break };
        if checksum(content) != sum {
            break;
        }
        take(&mut documents, content).context("an entry that nobody wrote")?;
        rest = after;
    }
    Ok((documents, (bytes.len() - rest.len()) as u64))
}

fn take(documents: &mut BTreeMap<DocumentId, Chunks>, content: &[u8]) -> Option<()> {
    let (document, mut rest) = content.split_first_chunk::<16>()?;
    let chunks = documents.entry(DocumentId::new(*document)).or_default();
    while let Some((tag, after)) = rest.split_first() {
        let (hash, after) = after.split_first_chunk::<32>()?;
        let hash = automerge::ChangeHash(*hash);
        let key = match tag >> 1 {
            0 => ChunkKey::Incremental(hash),
            1 => ChunkKey::Snapshot(hash),
            2 => ChunkKey::Refused(hash),
            _ => ChunkKey::Meta,
        };
        rest = after;
        if tag & 1 == 0 {
            chunks.remove(&key);
        } else {
            let (length, after) = rest.split_first_chunk::<4>()?;
            let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            chunks.insert(key, bytes.to_vec());
            rest = after;
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use automerge::ChangeHash;

    use super::*;

    #[test]
    fn what_was_committed_is_read_back_and_a_torn_entry_is_not() {
        let folder = std::env::temp_dir().join(format!("soxa-bench-store-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let id = DocumentId::new([7; 16]);
        let key = |n: u8| ChunkKey::Incremental(ChangeHash([n; 32]));
        let (mut store, stored) = LogStore::open(&folder).unwrap();
        assert!(stored.is_empty());
        store.commit(id, &[(key(1), vec![1; 9]), (ChunkKey::Meta, vec![2])], &[]).unwrap();
        store.commit(id, &[(key(2), vec![3; 9]), (ChunkKey::Meta, vec![4])], &[key(1)]).unwrap();
        drop(store);
        let log = folder.join("device.log");
        let mut bytes = std::fs::read(&log).unwrap();
        let whole = bytes.len();
        bytes.extend(entry(id, &[(key(3), vec![5; 9])], &[]));
        bytes.pop();
        std::fs::write(&log, &bytes).unwrap();
        let (_, stored) = LogStore::open(&folder).unwrap();
        assert_eq!(stored[0].chunks, [(key(2), vec![3; 9]), (ChunkKey::Meta, vec![4])]);
        assert_eq!(std::fs::metadata(&log).unwrap().len(), whole as u64);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn it_does_not_grow_with_what_is_obsolete() {
        let folder = std::env::temp_dir().join(format!("soxa-bench-anew-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let (mut store, _) = LogStore::open(&folder).unwrap();
        for round in 0..100u8 {
            let put = [(ChunkKey::Meta, vec![round; 10_000])];
            store.commit(DocumentId::new([1; 16]), &put, &[]).unwrap();
        }
        let (_, stored) = LogStore::open(&folder).unwrap();
        assert_eq!(stored[0].chunks, [(ChunkKey::Meta, vec![99; 10_000])]);
        assert!(std::fs::metadata(folder.join("device.log")).unwrap().len() < 400_000);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
