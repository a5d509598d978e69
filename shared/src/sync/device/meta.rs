//! What a device remembers about a document besides its changes. On disk: frozen, extend only.

use automerge::{ActorId, ChangeHash};

use crate::sync::access::Access;
use crate::sync::cbor::{Value, Writer};
use crate::sync::refusal::{Refusal, RefusalCode};

/// The content of the `meta` chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meta {
    pub(super) actor: Option<ActorId>,
    pub(super) access: Access,
    pub(super) receipt: Vec<ChangeHash>,
    pub(super) refused: Vec<(ChangeHash, Refusal)>,
}

impl Meta {
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.map(4);
        out.text("actor").bytes(self.actor.as_ref().map_or(&[][..], ActorId::to_bytes));
        out.text("access").uint(u64::from(self.access.code()));
        out.text("receipt").bytes(&self.receipt.iter().flat_map(|h| h.0).collect::<Vec<_>>());
        out.text("refused").array(self.refused.len());
        for (hash, refusal) in &self.refused {
            out.array(3).bytes(&hash.0).text(refusal.code.as_str()).text(&refusal.message);
        }
        out.finish()
    }

    pub(super) fn decode(bytes: &[u8]) -> Option<Self> {
        let value = Value::decode(bytes)?;
        let hash = |bytes: &[u8]| bytes.try_into().ok().map(ChangeHash);
        let receipt = value.get("receipt")?.as_bytes()?.chunks(32).map(hash);
        let refused = value.get("refused")?.as_array()?.iter().map(|line| {
            let [bytes, code, message] = line.as_array()? else { return None };
            let refusal = Refusal {
                code: RefusalCode::parse(code.as_text()?),
                message: message.as_text()?.to_owned(),
            };
            Some((hash(bytes.as_bytes()?)?, refusal))
        });
        let actor = value.get("actor")?.as_bytes().filter(|bytes| !bytes.is_empty());
        Some(Self {
            actor: actor.map(ActorId::from),
            access: Access::from_code(value.get("access")?.as_uint()?)?,
            receipt: receipt.collect::<Option<_>>()?,
            refused: refused.collect::<Option<_>>()?,
        })
    }
}

/// The heads that the relay announced, as [`ChunkKey::Meta`](crate::sync::store::ChunkKey) of a
/// document holds them: for who reads a device's store beside the device. Nothing if it is damaged.
pub fn stored_receipt(meta: &[u8]) -> Option<Vec<ChangeHash>> {
    Meta::decode(meta).map(|meta| meta.receipt)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_read_back(
            actor: [u8; 16],
            receipt in prop::collection::vec(any::<[u8; 32]>(), 0..4),
            refused in prop::collection::vec((any::<[u8; 32]>(), ".{0,20}"), 0..4),
        ) {
            let refusal = |message| Refusal::new(RefusalCode::Sequence, message);
            let meta = Meta {
                actor: Some(ActorId::from(actor)),
                access: Access::Read,
                receipt: receipt.into_iter().map(ChangeHash).collect(),
                refused: refused.into_iter().map(|(h, m)| (ChangeHash(h), refusal(m))).collect(),
            };
            prop_assert_eq!(Meta::decode(&meta.encode()), Some(meta));
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            Meta::decode(&bytes);
        }
    }
}
