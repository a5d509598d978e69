//! Automerge's sync messages, checked before anything is done with them: the length of every list,
//! and Bloom filters of the standard kind only.

use automerge::ChangeHash;
use automerge::sync::{ChunkList, Have, Message, MessageFlags, MessageVersion};

use super::leb::Cursor;
use super::load::guarded;
use crate::limits::{
    BLOOM_BITS_PER_ENTRY, BLOOM_PROBES, CHANGES_PER_MESSAGE_MAX, HASHES_PER_LIST_MAX,
    HAVES_PER_MESSAGE_MAX,
};

/// What a peer said about a document, apart from the changes it sent along.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Said {
    pub(crate) heads: Vec<ChangeHash>,
    pub(crate) need: Vec<ChangeHash>,
    /// What it has, where that is not simply everything up to `heads`.
    pub(crate) have: Option<Vec<Have>>,
    /// It sent changes along, and so waits for an answer.
    pub(crate) with_changes: bool,
    /// More will follow before the heads are reached.
    pub(crate) more: bool,
    /// It wants everything again.
    pub(crate) reset: bool,
    /// It takes no changes; `None` if it did not say.
    pub(crate) read_only: Option<bool>,
}

/// Why a message was not understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a sync message: {0}")]
pub(crate) struct MessageError(&'static str);

/// Reads a sync message of protocol "1" and the chunks in it.
pub(crate) fn decode(data: &[u8]) -> Result<(Said, Vec<Vec<u8>>), MessageError> {
    scan(data)?;
    let message = guarded(|| Message::decode(data).map_err(|error| error.to_string()))
        .map_err(|_| MessageError("malformed"))?;
    if !message.have.iter().all(is_standard) {
        return Err(MessageError("not a standard Bloom filter"));
    }
    let chunks: Vec<Vec<u8>> = message.changes.iter().map(<[u8]>::to_vec).collect();
    let flag = |flag| message.flags.is_some_and(|flags| flags.contains(flag));
    let said = Said {
        heads: sorted(message.heads),
        need: message.need,
        have: Some(message.have),
        with_changes: !chunks.is_empty(),
        more: false,
        reset: flag(MessageFlags::SYNC_RESET),
        read_only: message.flags.map(|flags| flags.contains(MessageFlags::READ_ONLY)),
    };
    Ok((said, chunks))
}

/// Looks at the length of every list before Automerge makes room for it: an empty summary is two
/// bytes on the wire and a hundred in memory.
fn scan(data: &[u8]) -> Result<(), MessageError> {
    const CUT_OFF: MessageError = MessageError("malformed");
    let mut cursor = Cursor::new(data);
    cursor.byte().ok_or(CUT_OFF)?;
    scan_hashes(&mut cursor)?;
    scan_hashes(&mut cursor)?;
    let haves = cursor.unsigned().ok_or(CUT_OFF)?;
    if haves > HAVES_PER_MESSAGE_MAX as u64 {
        return Err(MessageError("too many summaries"));
    }
    for _ in 0..haves {
        scan_hashes(&mut cursor)?;
        cursor.prefixed().ok_or(CUT_OFF)?;
    }
    let changes = cursor.unsigned().ok_or(CUT_OFF)?;
    if changes > CHANGES_PER_MESSAGE_MAX as u64 {
        return Err(MessageError("too many changes"));
    }
    Ok(())
}

fn scan_hashes(cursor: &mut Cursor<'_>) -> Result<(), MessageError> {
    let count = cursor.unsigned().ok_or(MessageError("malformed"))?;
    let count = usize::try_from(count).ok().filter(|count| *count <= HASHES_PER_LIST_MAX);
    let count = count.ok_or(MessageError("too many hashes"))?;
    cursor.take(count * 32).map(|_| ()).ok_or(MessageError("malformed"))
}

/// Writes a sync message. Without flags the receiver answers with single changes (version 1);
/// with the read-only flag it sends none.
pub(crate) fn encode(
    heads: Vec<ChangeHash>,
    need: Vec<ChangeHash>,
    have: Vec<Have>,
    chunks: Vec<Vec<u8>>,
    read_only: bool,
) -> Vec<u8> {
    let flags = read_only.then(|| {
        let mut flags = MessageFlags::new();
        flags.set(MessageFlags::READ_ONLY);
        flags
    });
    let message = Message {
        heads: sorted(heads),
        need: sorted(need),
        have,
        changes: ChunkList::from(chunks),
        flags,
        version: MessageVersion::V1,
    };
    message.encode()
}

/// Automerge asserts that lists of hashes are sorted.
pub(crate) fn sorted(mut hashes: Vec<ChangeHash>) -> Vec<ChangeHash> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Whether a filter is empty or made with Automerge's parameters. The parser has checked that its
/// bits are as many as its parameters say.
fn is_standard(have: &Have) -> bool {
    let bytes = have.bloom.to_bytes();
    if bytes.is_empty() {
        return true;
    }
    let mut cursor = Cursor::new(&bytes);
    let parameters = (cursor.unsigned(), cursor.unsigned(), cursor.unsigned());
    let (Some(entries), Some(bits), Some(probes)) = parameters else { return false };
    bits == u64::from(BLOOM_BITS_PER_ENTRY)
        && probes == u64::from(BLOOM_PROBES)
        && cursor.rest().len() as u64 == (entries * bits).div_ceil(8)
}

#[cfg(test)]
mod tests {
    use automerge::sync::{State, SyncDoc};
    use automerge::transaction::Transactable;
    use automerge::{AutoCommit, ROOT};
    use proptest::prelude::*;

    use super::*;

    fn with_bloom(bloom: &[u8]) -> Vec<u8> {
        let mut message = vec![0x42, 0, 0, 1, 0, bloom.len() as u8];
        message.extend(bloom);
        message.push(0);
        message
    }

    #[test]
    fn what_automerge_says_is_understood() {
        let mut doc = AutoCommit::new();
        doc.put(ROOT, "a", 1).expect("root is a map");
        let heads = doc.get_heads();
        let mut state = State::new();
        let message = doc.sync().generate_sync_message(&mut state).expect("the first message");
        let (said, chunks) = decode(&message.encode()).expect("a valid message");
        assert_eq!(said.heads, heads);
        assert_eq!(said.have.map(|have| have.len()), Some(1));
        assert_eq!(said.read_only, Some(false));
        assert!(chunks.is_empty());
    }

    #[test]
    fn hostile_filters_are_refused() {
        assert!(decode(&with_bloom(&[])).is_ok(), "empty");
        assert!(decode(&with_bloom(&[1, 10, 7, 0xff, 0xff])).is_ok(), "standard");
        for (what, bloom) in [
            ("zero bits", &[1u8, 0, 7][..]),
            ("1e8 probes", &[1, 10, 0x80, 0xc2, 0xd7, 0x2f, 0, 0]),
            ("u32::MAX probes", &[1, 10, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]),
            ("no probes", &[1, 10, 0, 0, 0]),
            ("other bits", &[1, 8, 7, 0]),
            ("cut off", &[8, 10, 7, 0, 0]),
        ] {
            assert!(decode(&with_bloom(bloom)).is_err(), "{what}");
        }
    }

    #[test]
    fn a_list_without_end_is_refused() {
        let mut message = vec![0x42];
        crate::sync::leb::write_unsigned(&mut message, HASHES_PER_LIST_MAX as u64 + 1);
        message.extend(vec![7; 32 * (HASHES_PER_LIST_MAX + 1)]);
        message.extend([0, 0, 0]);
        assert!(decode(&message).is_err());
    }

    #[test]
    fn lists_are_counted_before_room_is_made_for_them() {
        // Sixteen million empty summaries: a gigabyte, were they unfolded.
        let mut bomb = vec![0x42, 0, 0];
        crate::sync::leb::write_unsigned(&mut bomb, 16_000_000);
        bomb.resize(bomb.len() + 32_000_000, 0);
        assert_eq!(decode(&bomb), Err(MessageError("too many summaries")));
        let mut many = vec![0x42, 0, 0, 0];
        crate::sync::leb::write_unsigned(&mut many, CHANGES_PER_MESSAGE_MAX as u64 + 1);
        many.resize(many.len() + CHANGES_PER_MESSAGE_MAX + 1, 0);
        assert_eq!(decode(&many), Err(MessageError("too many changes")));
    }

    proptest! {
        #[test]
        fn a_message_is_read_back(
            heads in prop::collection::vec(any::<[u8; 32]>(), 0..4),
            chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..4),
            read_only: bool,
        ) {
            let heads = sorted(heads.into_iter().map(ChangeHash).collect());
            let bytes =
                encode(heads.clone(), heads.clone(), vec![Have::default()], chunks.clone(), read_only);
            let (said, read) = decode(&bytes).expect("just encoded");
            prop_assert_eq!(said.heads, heads);
            prop_assert_eq!(read, chunks);
            prop_assert_eq!(said.read_only, read_only.then_some(true));
            for cut in 0..bytes.len().saturating_sub(3) {
                prop_assert!(decode(&bytes[..cut]).is_err());
            }
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }
    }
}
