//! The frames on the socket: automerge-repo's protocol "1", and our extensions to it, which stock
//! clients never see.

use automerge::ChangeHash;

use super::catalogue::{self, Digest, Entry};
use super::cbor::{Value, Writer};
use super::chunk::{deflate, inflate};
use super::refusal::{Refusal, RefusalCode};
use crate::id::{DocumentId, PeerId};
use crate::limits::{
    CHANGES_PER_MESSAGE_MAX, DEFLATE_BYTES_MIN, EPHEMERAL_BYTES_MAX, FRAME_BYTES_MAX,
    HASHES_PER_LIST_MAX, INFLATED_BYTES_MAX, PEER_ID_BYTES_MAX,
};

/// The protocol version both sides must name.
pub(crate) const PROTOCOL: &str = "1";
/// The key in `peerMetadata` under which our extensions are offered, and their version.
const EXTENSION: &str = "soxa";
const EXTENSION_VERSION: u64 = 1;

/// One document in a [`Frame::Changes`]: the short form of a sync message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Short {
    pub(crate) document: DocumentId,
    /// The sender has everything up to these.
    pub(crate) heads: Vec<ChangeHash>,
    /// What the receiver lacks.
    pub(crate) chunks: Vec<Vec<u8>>,
    /// The heads are not reached yet; more follows after an answer.
    pub(crate) more: bool,
}

/// A frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Frame {
    Join {
        sender: PeerId,
        versions: Vec<String>,
        ours: bool,
    },
    Peer {
        sender: PeerId,
        target: PeerId,
        version: String,
        ours: bool,
    },
    Leave {
        sender: PeerId,
    },
    Error {
        message: String,
    },
    Sync {
        request: bool,
        sender: PeerId,
        target: PeerId,
        document: DocumentId,
        data: Vec<u8>,
    },
    Unavailable {
        sender: PeerId,
        target: PeerId,
        document: DocumentId,
    },
    Ephemeral(Ephemeral),
    /// Ours: "this is what I have; do you have the same?"
    Compare(Digest),
    /// Ours: "yes".
    Same,
    /// Ours: everything in these parts of the catalogue; with no part, lines that changed.
    Catalogue {
        parts: u32,
        entries: Vec<Entry>,
    },
    /// Ours: several documents' short messages.
    Changes(Vec<Short>),
    /// Ours: changes that were not taken; without hashes, the document is not to be had.
    Refused {
        document: DocumentId,
        hashes: Vec<ChangeHash>,
        refusal: Refusal,
    },
    /// Ours: documents were replaced by others, as the domain reads it. Comes before the catalogue
    /// says that the old ones are erased.
    Purged {
        told: Vec<u8>,
    },
    /// Ours: "are you there?"
    Ping,
    /// Ours: "yes".
    Pong,
    /// Something else that is well formed: ignored.
    Other,
}

/// A message that is not part of the document (presence), passed on as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ephemeral {
    pub(crate) sender: PeerId,
    pub(crate) target: PeerId,
    pub(crate) document: DocumentId,
    pub(crate) session: String,
    pub(crate) count: u64,
    pub(crate) data: Vec<u8>,
}

/// Reads a frame of a peer of ours; `None` if it is not one.
pub(crate) fn decode(bytes: &[u8]) -> Option<Frame> {
    decode_from(bytes, true)
}

/// Reads a frame. A peer that did not join as ours has no business deflating: its frames are not
/// inflated, and count as something else.
pub(crate) fn decode_from(bytes: &[u8], ours: bool) -> Option<Frame> {
    if bytes.len() > FRAME_BYTES_MAX {
        return None;
    }
    let value = Value::decode(bytes)?;
    if text(&value, "type")? == "soxa-deflate" {
        if !ours {
            return None;
        }
        let inner = inflate(value.get("data")?.as_bytes()?, INFLATED_BYTES_MAX).ok()?;
        let inner = Value::decode(&inner)?;
        return if text(&inner, "type")? == "soxa-deflate" { None } else { read(&inner) };
    }
    read(&value)
}

fn read(value: &Value<'_>) -> Option<Frame> {
    let sender = || peer(value, "senderId");
    let target = || peer(value, "targetId");
    let document_id = || value.get("document").and_then(short_id);
    Some(match text(value, "type")? {
        "join" => {
            let versions = match value.get("supportedProtocolVersions")? {
                Value::Text(version) => vec![version.to_string()],
                versions => texts(versions)?,
            };
            Frame::Join { sender: sender()?, versions, ours: is_ours(value) }
        }
        "peer" => Frame::Peer {
            sender: sender()?,
            target: target()?,
            version: text(value, "selectedProtocolVersion")?.to_owned(),
            ours: is_ours(value),
        },
        "leave" => Frame::Leave { sender: sender()? },
        "error" => Frame::Error { message: text(value, "message")?.to_owned() },
        kind @ ("sync" | "request") => {
            // An id we could not have written is a document we do not have.
            let Ok(document) = text(value, "documentId")?.parse() else {
                return Some(Frame::Other);
            };
            Frame::Sync {
                request: kind == "request",
                sender: sender()?,
                target: target()?,
                document,
                data: value.get("data")?.as_bytes()?.to_vec(),
            }
        }
        "doc-unavailable" => {
            let Ok(document) = text(value, "documentId")?.parse() else {
                return Some(Frame::Other);
            };
            Frame::Unavailable { sender: sender()?, target: target()?, document }
        }
        "ephemeral" => {
            let Ok(document) = text(value, "documentId")?.parse() else {
                return Some(Frame::Other);
            };
            let data = value.get("data")?.as_bytes()?;
            if data.len() > EPHEMERAL_BYTES_MAX {
                return None;
            }
            Frame::Ephemeral(Ephemeral {
                sender: sender()?,
                target: target()?,
                document,
                session: text(value, "sessionId")?.to_owned(),
                count: value.get("count")?.as_uint()?,
                data: data.to_vec(),
            })
        }
        "soxa-compare" => Frame::Compare(Digest {
            whole: value.get("digest")?.as_bytes()?.try_into().ok()?,
            buckets: value.get("parts")?.as_bytes().filter(|b| b.len() <= 1024)?.to_vec(),
        }),
        "soxa-same" => Frame::Same,
        "soxa-catalogue" => Frame::Catalogue {
            parts: u32::try_from(value.get("parts")?.as_uint()?).ok()?,
            entries: catalogue::decode(value.get("entries")?.as_bytes()?)?,
        },
        "soxa-changes" => {
            let items = value.get("documents")?.as_array()?;
            Frame::Changes(items.iter().map(short).collect::<Option<_>>()?)
        }
        "soxa-refused" => Frame::Refused {
            document: document_id()?,
            hashes: hashes(value.get("hashes")?.as_bytes()?)?,
            refusal: Refusal {
                code: RefusalCode::parse(text(value, "code")?),
                message: text(value, "message")?.to_owned(),
            },
        },
        "soxa-purged" => Frame::Purged { told: value.get("told")?.as_bytes()?.to_vec() },
        "soxa-ping" => Frame::Ping,
        "soxa-pong" => Frame::Pong,
        _ => Frame::Other,
    })
}

fn text<'v>(value: &'v Value<'_>, key: &str) -> Option<&'v str> {
    value.get(key)?.as_text()
}

fn texts(value: &Value<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_text().map(str::to_owned)).collect()
}

fn peer(value: &Value<'_>, key: &str) -> Option<PeerId> {
    text(value, key).filter(|id| id.len() <= PEER_ID_BYTES_MAX).map(PeerId::new)
}

fn is_ours(value: &Value<'_>) -> bool {
    let version =
        value.get("peerMetadata").and_then(|meta| meta.get(EXTENSION)?.get("v")?.as_uint());
    version.is_some_and(|version| version >= EXTENSION_VERSION)
}

fn short_id(value: &Value<'_>) -> Option<DocumentId> {
    Some(DocumentId::new(value.as_bytes()?.try_into().ok()?))
}

fn hashes(bytes: &[u8]) -> Option<Vec<ChangeHash>> {
    if bytes.len() / 32 > HASHES_PER_LIST_MAX {
        return None;
    }
    let hashes = bytes.chunks(32).map(|hash| hash.try_into().ok().map(ChangeHash));
    hashes.collect()
}

fn short(value: &Value<'_>) -> Option<Short> {
    let [document, heads, more, chunks] = value.as_array()? else { return None };
    let chunks = chunks.as_array().filter(|chunks| chunks.len() <= CHANGES_PER_MESSAGE_MAX)?;
    Some(Short {
        document: short_id(document)?,
        heads: hashes(heads.as_bytes()?)?,
        more: more.as_bool()?,
        chunks: chunks
            .iter()
            .map(|chunk| chunk.as_bytes().map(<[u8]>::to_vec))
            .collect::<Option<_>>()?,
    })
}

/// Writes a frame.
pub(crate) fn encode(frame: &Frame) -> Vec<u8> {
    let mut out = Writer::default();
    match frame {
        Frame::Join { sender, versions, ours } => {
            out.map(4).text("type").text("join").text("senderId").text(sender.as_str());
            out.text("supportedProtocolVersions").array(versions.len());
            for version in versions {
                out.text(version);
            }
            metadata(&mut out, *ours);
        }
        Frame::Peer { sender, target, version, ours } => {
            out.map(5).text("type").text("peer");
            addressed(&mut out, sender, target);
            out.text("selectedProtocolVersion").text(version);
            metadata(&mut out, *ours);
        }
        Frame::Leave { sender } => {
            out.map(2).text("type").text("leave").text("senderId").text(sender.as_str());
        }
        Frame::Error { message } => {
            out.map(2).text("type").text("error").text("message").text(message);
        }
        Frame::Sync { request, sender, target, document, data } => {
            out.map(5).text("type").text(if *request { "request" } else { "sync" });
            addressed(&mut out, sender, target);
            out.text("documentId").text(&document.to_string()).text("data").bytes(data);
        }
        Frame::Unavailable { sender, target, document } => {
            out.map(4).text("type").text("doc-unavailable");
            addressed(&mut out, sender, target);
            out.text("documentId").text(&document.to_string());
        }
        Frame::Ephemeral(Ephemeral { sender, target, document, session, count, data }) => {
            out.map(7).text("type").text("ephemeral");
            addressed(&mut out, sender, target);
            out.text("documentId").text(&document.to_string()).text("sessionId").text(session);
            out.text("count").uint(*count).text("data").bytes(data);
        }
        Frame::Compare(digest) => {
            out.map(3).text("type").text("soxa-compare").text("digest").bytes(&digest.whole);
            out.text("parts").bytes(&digest.buckets);
        }
        Frame::Catalogue { parts, entries } => {
            out.map(3).text("type").text("soxa-catalogue").text("parts").uint(u64::from(*parts));
            out.text("entries").bytes(&catalogue::encode(entries));
        }
        Frame::Changes(documents) => {
            out.map(2).text("type").text("soxa-changes").text("documents").array(documents.len());
            for Short { document, heads, chunks, more } in documents {
                out.array(4).bytes(document.as_bytes()).bytes(&joined(heads)).bool(*more);
                out.array(chunks.len());
                for chunk in chunks {
                    out.bytes(chunk);
                }
            }
        }
        Frame::Refused { document, hashes, refusal } => {
            out.map(5)
                .text("type")
                .text("soxa-refused")
                .text("document")
                .bytes(document.as_bytes());
            out.text("hashes").bytes(&joined(hashes)).text("code").text(refusal.code.as_str());
            out.text("message").text(&refusal.message);
        }
        Frame::Purged { told } => {
            out.map(2).text("type").text("soxa-purged").text("told").bytes(told);
        }
        Frame::Same => bare(&mut out, "soxa-same"),
        Frame::Ping => bare(&mut out, "soxa-ping"),
        Frame::Pong => bare(&mut out, "soxa-pong"),
        Frame::Other => bare(&mut out, "soxa-other"),
    }
    out.finish()
}

/// Writes a frame for a peer of ours: deflated where that helps.
pub(crate) fn encode_for_ours(frame: &Frame) -> Vec<u8> {
    let plain = encode(frame);
    if plain.len() < DEFLATE_BYTES_MIN {
        return plain;
    }
    let mut out = Writer::default();
    out.map(2).text("type").text("soxa-deflate").text("data").bytes(&deflate(&plain));
    let deflated = out.finish();
    if deflated.len() < plain.len() { deflated } else { plain }
}

fn bare(out: &mut Writer, kind: &str) {
    out.map(1).text("type").text(kind);
}

fn addressed(out: &mut Writer, sender: &PeerId, target: &PeerId) {
    out.text("senderId").text(sender.as_str()).text("targetId").text(target.as_str());
}

fn metadata(out: &mut Writer, ours: bool) {
    out.text("peerMetadata");
    if ours {
        out.map(2).text("isEphemeral").bool(true);
        out.text(EXTENSION).map(1).text("v").uint(EXTENSION_VERSION);
    } else {
        out.map(1).text("isEphemeral").bool(true);
    }
}

fn joined(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}
