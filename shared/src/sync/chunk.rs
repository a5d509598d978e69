//! Automerge's chunks, read before Automerge sees them: header, checksum, size, and how much a
//! change unfolds to. What passes here cannot make Automerge's parser run or allocate without end.

use std::io::Read;

use automerge::{ActorId, ChangeHash};
use sha2::{Digest, Sha256};

use super::leb::{Cursor, write_unsigned};
use super::refusal::{Refusal, RefusalCode};
use crate::limits::{
    CHANGE_BYTES_MAX, DEPS_PER_CHANGE_MAX, HASHES_PER_LIST_MAX, INFLATED_BYTES_MAX,
    OPS_PER_CHANGE_MAX, STORED_OPS_PER_CHANGE_MAX,
};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
/// Number (as `id << 4 | type`) of the columns a change may have, in their order.
const COLUMNS: [u64; 14] = [
    0x01,
    0x02, // object: actor, counter
    0x11,
    0x13,
    0x15, // key: actor, counter, text
    0x34, // insert
    ACTION_COLUMN,
    0x56,
    0x57, // value: metadata, bytes
    PRED_GROUP_COLUMN,
    0x71,
    0x73, // predecessors: count, actor, counter
    0x94, // expand
    0xa5, // mark name
];
const ACTION_COLUMN: u64 = 0x42;
const PRED_GROUP_COLUMN: u64 = 0x70;

/// What a chunk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Document,
    Change,
    Compressed,
    Bundle,
}

/// One chunk of a byte string, its header understood.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Chunk<'a> {
    pub(crate) kind: Kind,
    checksum: [u8; 4],
    data: &'a [u8],
}

impl Chunk<'_> {
    /// Whether the bytes are those the writer wrote. For compressed chunks see [`read_change`].
    pub(crate) fn checksum_holds(&self) -> bool {
        let kind = match self.kind {
            Kind::Document => 0,
            Kind::Change => 1,
            Kind::Compressed => return true,
            Kind::Bundle => 3,
        };
        hash_of(kind, self.data).0[..4] == self.checksum
    }
}

/// Takes the first chunk off `bytes` and returns it with what follows.
pub(crate) fn split(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let mut cursor = Cursor::new(bytes);
    if cursor.array::<4>()? != MAGIC {
        return None;
    }
    let checksum = cursor.array::<4>()?;
    let kind = match cursor.byte()? {
        0 => Kind::Document,
        1 => Kind::Change,
        2 => Kind::Compressed,
        3 => Kind::Bundle,
        _ => return None,
    };
    let data = cursor.prefixed()?;
    let rest = cursor.rest();
    Some((Chunk { kind, checksum, data }, rest))
}

/// A change that is well formed as far as its frame goes. Its operations are not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangeChunk {
    pub(crate) hash: ChangeHash,
    pub(crate) deps: Vec<ChangeHash>,
    pub(crate) actor: ActorId,
    pub(crate) seq: u64,
    pub(crate) start_op: u64,
    /// How many operations it has.
    pub(crate) ops: u64,
    pub(crate) author: Option<Vec<u8>>,
    /// The change as an uncompressed chunk with the shortest header.
    pub(crate) bytes: Vec<u8>,
}

impl ChangeChunk {
    /// The number of its last operation; one less than its first if it has none.
    pub(crate) fn max_op(&self) -> u64 {
        self.start_op.saturating_add(self.ops).saturating_sub(1)
    }
}

/// Why a chunk is not a change; with the hash if the bytes have one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChunkError {
    pub(crate) hash: Option<ChangeHash>,
    pub(crate) refusal: Refusal,
}

fn refuse(hash: Option<ChangeHash>, code: RefusalCode, message: &str) -> ChunkError {
    ChunkError { hash, refusal: Refusal::new(code, message) }
}

/// Whose bytes they are: what one has stored oneself is held to what could have been written at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trust {
    Own,
    Foreign,
}

/// Reads every chunk of `bytes` as a change.
pub(crate) fn read_changes(mut bytes: &[u8], trust: Trust) -> Vec<Result<ChangeChunk, ChunkError>> {
    let mut changes = Vec::new();
    while !bytes.is_empty() {
        let Some((chunk, rest)) = split(bytes) else {
            changes.push(Err(refuse(None, RefusalCode::Malformed, "not a chunk")));
            break;
        };
        changes.push(read_change(&chunk, trust));
        bytes = rest;
    }
    changes
}

/// Reads a chunk as a change, inflating it under a cap if it is compressed.
pub(crate) fn read_change(chunk: &Chunk<'_>, trust: Trust) -> Result<ChangeChunk, ChunkError> {
    let max = if trust == Trust::Own { INFLATED_BYTES_MAX } else { CHANGE_BYTES_MAX };
    let too_large = |hash| refuse(hash, RefusalCode::TooLarge, "the change is too large");
    let inflated;
    let data = match chunk.kind {
        Kind::Change => chunk.data,
        Kind::Compressed => {
            inflated = inflate(chunk.data, max).map_err(|error| match error {
                InflateError::TooLarge => too_large(None),
                InflateError::Damaged => refuse(None, RefusalCode::Malformed, "cannot inflate"),
            })?;
            &inflated[..]
        }
        Kind::Document | Kind::Bundle => {
            return Err(refuse(None, RefusalCode::Unsupported, "only changes are taken"));
        }
    };
    let hash = hash_of(1, data);
    if data.len() > max {
        return Err(too_large(Some(hash)));
    }
    if hash.0[..4] != chunk.checksum {
        return Err(refuse(Some(hash), RefusalCode::Malformed, "the checksum is wrong"));
    }
    read_body(hash, data, trust)
}

fn read_body(hash: ChangeHash, data: &[u8], trust: Trust) -> Result<ChangeChunk, ChunkError> {
    let malformed = || refuse(Some(hash), RefusalCode::Malformed, "not a change");
    let too_large =
        |what: &str| refuse(Some(hash), RefusalCode::TooLarge, &format!("too many {what}"));
    let mut cursor = Cursor::new(data);
    let count = cursor.unsigned().ok_or_else(malformed)?;
    if count > DEPS_PER_CHANGE_MAX as u64 {
        return Err(too_large("dependencies"));
    }
    let mut deps = Vec::new();
    for _ in 0..count {
        let dep = ChangeHash(cursor.array().ok_or_else(malformed)?);
        if deps.contains(&dep) {
            return Err(malformed());
        }
        deps.push(dep);
    }
    let actor = ActorId::from(cursor.prefixed().ok_or_else(malformed)?);
    let seq = cursor.unsigned().ok_or_else(malformed)?;
    let start_op = cursor.unsigned().filter(|op| *op > 0).ok_or_else(malformed)?;
    cursor.signed().ok_or_else(malformed)?;
    let message = cursor.prefixed().ok_or_else(malformed)?;
    if actor.to_bytes().is_empty() || seq == 0 || std::str::from_utf8(message).is_err() {
        return Err(malformed());
    }
    let others = cursor.unsigned().ok_or_else(malformed)?;
    if others > HASHES_PER_LIST_MAX as u64 {
        return Err(too_large("actors"));
    }
    for _ in 0..others {
        cursor.prefixed().ok_or_else(malformed)?;
    }
    let (ops, preds) = read_columns(&mut cursor).ok_or_else(malformed)?;
    let max = match trust {
        Trust::Own => STORED_OPS_PER_CHANGE_MAX,
        Trust::Foreign => OPS_PER_CHANGE_MAX,
    };
    if ops.max(preds) > max {
        return Err(too_large("operations"));
    }
    let author = read_author(cursor.rest()).ok_or_else(malformed)?;
    Ok(ChangeChunk { hash, deps, actor, seq, start_op, ops, author, bytes: frame(hash, data) })
}

/// Reads the columns and returns how many operations and how many predecessors there are.
fn read_columns(cursor: &mut Cursor<'_>) -> Option<(u64, u64)> {
    let count = cursor.unsigned()?;
    if count > COLUMNS.len() as u64 {
        return None;
    }
    let mut known = COLUMNS.iter();
    let mut columns = Vec::new();
    for _ in 0..count {
        let spec = cursor.unsigned()?;
        // Each column at most once and in order, none deflated, none unknown.
        known.find(|column| **column == spec)?;
        columns.push((spec, usize::try_from(cursor.unsigned()?).ok()?));
    }
    let (mut ops, mut preds) = (0, 0);
    for (spec, length) in columns {
        let column = cursor.take(length)?;
        match spec {
            ACTION_COLUMN => ops = count_runs(column, |_| 1)?,
            PRED_GROUP_COLUMN => preds = count_runs(column, |value| value)?,
            _ => {}
        }
    }
    Some((ops, preds))
}

/// Sums `weight` over a run-length coded column, without unfolding it.
fn count_runs(column: &[u8], weight: impl Fn(u64) -> u64) -> Option<u64> {
    let mut cursor = Cursor::new(column);
    let mut sum = 0u64;
    while !cursor.is_empty() {
        let run = cursor.signed()?;
        if run > 0 {
            let each = weight(cursor.unsigned()?);
            sum = sum.saturating_add(each.saturating_mul(run.unsigned_abs()));
        } else if run < 0 {
            for _ in 0..run.unsigned_abs() {
                sum = sum.saturating_add(weight(cursor.unsigned()?));
            }
        } else {
            sum = sum.saturating_add(cursor.unsigned()?);
        }
    }
    Some(sum)
}

/// Reads a change's trailing bytes: nothing, or an author. `None` if they are something else.
#[expect(clippy::option_option, reason = "outer: well formed; inner: present")]
fn read_author(trailer: &[u8]) -> Option<Option<Vec<u8>>> {
    if trailer.is_empty() {
        return Some(None);
    }
    let mut cursor = Cursor::new(trailer);
    if cursor.unsigned()? != 1 {
        return None;
    }
    let author = cursor.prefixed()?;
    cursor.is_empty().then(|| Some(author.to_vec()))
}

fn frame(hash: ChangeHash, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(data.len() + 16);
    bytes.extend(MAGIC);
    bytes.extend(&hash.0[..4]);
    bytes.push(1);
    write_unsigned(&mut bytes, data.len() as u64);
    bytes.extend(data);
    bytes
}

fn hash_of(kind: u8, data: &[u8]) -> ChangeHash {
    let mut prefix = vec![kind];
    write_unsigned(&mut prefix, data.len() as u64);
    let mut hasher = Sha256::new();
    hasher.update(&prefix);
    hasher.update(data);
    ChangeHash(hasher.finalize().into())
}

/// Why bytes could not be inflated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InflateError {
    TooLarge,
    Damaged,
}

/// Inflates raw DEFLATE data, giving up beyond `max` bytes.
pub(crate) fn inflate(data: &[u8], max: usize) -> Result<Vec<u8>, InflateError> {
    let mut inflated = Vec::new();
    let decoder = flate2::bufread::DeflateDecoder::new(data);
    let read = decoder.take(max as u64 + 1).read_to_end(&mut inflated);
    read.map_err(|_| InflateError::Damaged)?;
    if inflated.len() > max { Err(InflateError::TooLarge) } else { Ok(inflated) }
}

/// Deflates bytes.
pub(crate) fn deflate(data: &[u8]) -> Vec<u8> {
    let mut deflated = Vec::new();
    let encoder = flate2::bufread::DeflateEncoder::new(data, flate2::Compression::default());
    // Reading from memory into memory cannot fail; if it ever does, nothing inflates to nothing.
    let _ = { encoder }.read_to_end(&mut deflated);
    deflated
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable;
    use automerge::{AutoCommit, Change, ObjType, ROOT};
    use proptest::prelude::*;

    use super::*;

    /// The last one has more predecessors than operations.
    fn changes() -> Vec<Change> {
        let mut doc = AutoCommit::new().with_author(Some(vec![7u8; 16].into()));
        let text = doc.put_object(ROOT, "text", ObjType::Text).expect("root is a map");
        doc.splice_text(&text, 0, 0, &"Kế hoạch ".repeat(100)).expect("a text");
        doc.commit();
        doc.put(ROOT, "n", 1).expect("root is a map");
        doc.commit();
        let mut other = doc.fork();
        for doc in [&mut doc, &mut other] {
            doc.put(ROOT, "n", 2).expect("root is a map");
            doc.commit();
        }
        doc.merge(&mut other).expect("a fork");
        doc.put(ROOT, "n", 3).expect("root is a map");
        doc.commit();
        doc.get_changes(&[])
    }

    fn only(bytes: &[u8]) -> Result<ChangeChunk, ChunkError> {
        let mut all = read_changes(bytes, Trust::Foreign);
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    #[test]
    fn a_change_is_read_as_automerge_reads_it() {
        for mut change in changes() {
            for bytes in [change.raw_bytes().to_vec(), change.bytes().to_vec()] {
                let read = only(&bytes).expect("a valid change");
                assert_eq!(read.hash, change.hash());
                assert_eq!(read.deps, change.deps());
                assert_eq!(&read.actor, change.actor_id());
                assert_eq!(read.seq, change.seq());
                assert_eq!(read.max_op(), change.max_op());
                assert_eq!(read.author.as_deref(), change.author().as_ref().map(|a| a.as_bytes()));
                assert_eq!(read.bytes, change.raw_bytes());
            }
        }
    }

    #[test]
    fn a_wrong_checksum_is_refused_by_the_true_hash() {
        let change = &changes()[0];
        let mut bytes = change.raw_bytes().to_vec();
        bytes[5] ^= 0xff;
        let error = only(&bytes).expect_err("the checksum is wrong");
        assert_eq!(error.hash, Some(change.hash()));
        assert_eq!(error.refusal.code, RefusalCode::Malformed);
    }

    #[test]
    fn a_bomb_is_not_inflated() {
        let mut bytes = MAGIC.to_vec();
        bytes.extend([0, 0, 0, 0, 2]);
        let bomb = deflate(&vec![0; 4 * CHANGE_BYTES_MAX]);
        write_unsigned(&mut bytes, bomb.len() as u64);
        bytes.extend(bomb);
        assert!(bytes.len() < 8_000, "small on the wire");
        assert_eq!(only(&bytes).expect_err("a bomb").refusal.code, RefusalCode::TooLarge);
    }

    #[test]
    fn a_claim_of_a_billion_operations_is_not_unfolded() {
        // deps 0, actor 1 byte, seq 1, start 1, time 0, no message, no other actors,
        // one column: action, a run of 2^40 sets.
        let mut column = vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x20];
        column.push(1);
        let mut data = vec![0, 1, 9, 1, 1, 0, 0, 0, 1, ACTION_COLUMN as u8, column.len() as u8];
        data.extend(column);
        let bytes = frame(hash_of(1, &data), &data);
        for trust in [Trust::Foreign, Trust::Own] {
            let read = read_changes(&bytes, trust).pop().expect("one chunk");
            assert_eq!(read.expect_err("a claim").refusal.code, RefusalCode::TooLarge);
        }
    }

    #[test]
    fn whole_documents_are_not_taken_for_changes() {
        let mut doc = AutoCommit::new();
        doc.put(ROOT, "a", 1).expect("root is a map");
        let error = only(&doc.save()).expect_err("a document");
        assert_eq!(error.refusal.code, RefusalCode::Unsupported);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            read_changes(&bytes, Trust::Foreign);
        }

        #[test]
        fn a_cut_or_flipped_change_never_passes_for_another(at in 0usize..2000, bit in 0u8..8) {
            let whole = changes()[0].raw_bytes().to_vec();
            let at = at % whole.len();
            prop_assert!(read_changes(&whole[..at], Trust::Foreign).iter().all(Result::is_err));
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            prop_assert!(read_changes(&flipped, Trust::Foreign).iter().any(Result::is_err));
        }
    }
}
