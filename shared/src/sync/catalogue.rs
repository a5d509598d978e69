//! Which documents a device and the relay have, and at which heads, compared by digest: nothing
//! new costs 32 bytes, and a difference lists only the part of the catalogue where it lies.

use automerge::ChangeHash;
use sha2::{Digest as _, Sha256};

use super::access::Access;
use super::leb::{Cursor, write_unsigned};
use super::message::sorted;
use crate::id::DocumentId;
use crate::limits::HASHES_PER_LIST_MAX;

/// Parts into which a catalogue is divided for comparing.
pub(crate) const BUCKETS: usize = 32;
/// Bytes of a part's digest: enough that a difference shows, the whole digest decides.
const BUCKET_BYTES: usize = 8;

/// One line: what the account may do with a document, and its committed heads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) document: DocumentId,
    pub(crate) access: Access,
    pub(crate) heads: Vec<ChangeHash>,
}

/// The part a document belongs to.
pub(crate) fn bucket(document: &DocumentId) -> usize {
    usize::from(document.as_bytes()[0]) * BUCKETS / 256
}

/// A catalogue's digest, whole and by part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Digest {
    pub(crate) whole: [u8; 32],
    pub(crate) buckets: Vec<u8>,
}

impl Digest {
    /// The digest of entries sorted by document.
    pub(crate) fn of(entries: &[Entry]) -> Self {
        let mut whole = Sha256::new();
        let mut parts = vec![Sha256::new(); BUCKETS];
        for entry in entries {
            let mut line = Vec::new();
            write(&mut line, entry);
            whole.update(&line);
            parts[bucket(&entry.document)].update(&line);
        }
        let buckets = parts.into_iter().flat_map(|part| {
            let digest: [u8; 32] = part.finalize().into();
            digest.into_iter().take(BUCKET_BYTES)
        });
        Self { whole: whole.finalize().into(), buckets: buckets.collect() }
    }

    /// The parts that differ, as bits; all if none seems to.
    pub(crate) fn differing(&self, other: &Self) -> u32 {
        let ours = self.buckets.chunks(BUCKET_BYTES);
        let mut mask = 0u32;
        for (number, (ours, theirs)) in ours.zip(other.buckets.chunks(BUCKET_BYTES)).enumerate() {
            if ours != theirs {
                mask |= 1 << number;
            }
        }
        if mask == 0 || self.buckets.len() != other.buckets.len() { u32::MAX } else { mask }
    }
}

/// Whether a mask of parts includes a document's.
pub(crate) fn includes(mask: u32, document: &DocumentId) -> bool {
    mask & (1 << bucket(document)) != 0
}

/// Writes entries, to be read by [`decode`].
pub(crate) fn encode(entries: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    for entry in entries {
        write(&mut out, entry);
    }
    out
}

fn write(out: &mut Vec<u8>, entry: &Entry) {
    out.extend(entry.document.as_bytes());
    out.push(entry.access.code());
    let heads = sorted(entry.heads.clone());
    write_unsigned(out, heads.len() as u64);
    for head in heads {
        out.extend(head.0);
    }
}

/// Reads entries; `None` if the bytes are anything else.
pub(crate) fn decode(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut cursor = Cursor::new(bytes);
    let mut entries = Vec::new();
    while !cursor.is_empty() {
        let document = DocumentId::new(cursor.array()?);
        let access = Access::from_code(u64::from(cursor.byte()?))?;
        let count = cursor.unsigned().filter(|count| *count <= HASHES_PER_LIST_MAX as u64)?;
        let mut heads = Vec::new();
        for _ in 0..count {
            heads.push(ChangeHash(cursor.array()?));
        }
        entries.push(Entry { document, access, heads });
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(first: u8, head: u8) -> Entry {
        let mut id = [0; 16];
        id[0] = first;
        let heads = vec![ChangeHash([head; 32])];
        Entry { document: DocumentId::new(id), access: Access::Write, heads }
    }

    #[test]
    fn only_the_part_that_differs_is_named() {
        let ours = [entry(0, 1), entry(100, 1), entry(255, 1)];
        let mut theirs = ours.clone();
        assert_eq!(Digest::of(&ours), Digest::of(&theirs));
        theirs[1].heads[0] = ChangeHash([2; 32]);
        let mask = Digest::of(&ours).differing(&Digest::of(&theirs));
        assert_eq!(mask.count_ones(), 1);
        assert!(includes(mask, &ours[1].document));
        theirs[1] = ours[1].clone();
        theirs[2].access = Access::Read;
        assert!(includes(Digest::of(&ours).differing(&Digest::of(&theirs)), &ours[2].document));
    }

    proptest! {
        #[test]
        fn entries_are_read_back(
            lines in prop::collection::vec(any::<([u8; 16], u8, [[u8; 32]; 2])>(), 0..5)
        ) {
            let entries: Vec<_> = lines
                .into_iter()
                .map(|(id, access, heads)| Entry {
                    document: DocumentId::new(id),
                    access: Access::from_code(u64::from(access % 4)).expect("four of them"),
                    heads: sorted(heads.into_iter().map(ChangeHash).collect()),
                })
                .collect();
            let bytes = encode(&entries);
            prop_assert_eq!(decode(&bytes), Some(entries));
            if !bytes.is_empty() {
                prop_assert_ne!(decode(&bytes[..bytes.len() - 1]), decode(&bytes));
            }
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            decode(&bytes);
        }
    }
}
