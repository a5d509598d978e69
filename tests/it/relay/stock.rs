//! A client that speaks automerge-repo's protocol by hand, and so can say anything.

use std::time::Duration;

use automerge::Automerge;
use automerge::sync::{Message as SyncMessage, State, SyncDoc};
use futures::{SinkExt, StreamExt};
use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use shared::id::DocumentId;
use tokio_tungstenite::tungstenite::Message;

use super::site::Socket;

/// A hand-written client on a socket.
pub(crate) struct Stock {
    pub(crate) socket: Socket,
    me: String,
    relay: String,
}

/// What matters of a frame from the relay.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) kind: String,
    pub(crate) document: String,
    pub(crate) data: Vec<u8>,
}

impl Stock {
    /// Shakes hands under this peer id.
    pub(crate) async fn join(mut socket: Socket, me: &str) -> Self {
        send(&mut socket, join(me)).await;
        let mut stock = Self { socket, me: me.to_owned(), relay: String::new() };
        let peer = stock.hear().await.expect("an answer");
        assert_eq!(peer.kind, "peer");
        stock.relay = peer.document;
        stock
    }

    /// Sends a sync message of a document.
    pub(crate) async fn say(&mut self, kind: &str, document: DocumentId, data: &[u8]) {
        let frame = self.frame(kind, document, data);
        send(&mut self.socket, frame).await;
    }

    /// A sync message of a document, as it is sent.
    pub(crate) fn frame(&self, kind: &str, document: DocumentId, data: &[u8]) -> Vec<u8> {
        let mut out = Encoder::new(Vec::new());
        let id = document.to_string();
        let frame = (|| {
            out.map(5)?;
            for (key, value) in [
                ("type", kind),
                ("senderId", &self.me),
                ("targetId", &self.relay),
                ("documentId", id.as_str()),
            ] {
                out.str(key)?.str(value)?;
            }
            out.str("data")?.bytes(data).map(|_| ())
        })();
        frame.expect("memory does not fail");
        out.into_writer()
    }

    /// The next frame; `None` if the relay has closed the connection.
    pub(crate) async fn hear(&mut self) -> Option<Heard> {
        loop {
            match next(&mut self.socket).await? {
                Message::Binary(frame) => return Some(read(&frame)),
                Message::Ping(_) | Message::Pong(_) => {}
                Message::Close(_) => return None,
                other => panic!("unexpected: {other:?}"),
            }
        }
    }

    /// Syncs a document with the relay until `enough`, as automerge-repo does.
    pub(crate) async fn sync(
        &mut self,
        document: DocumentId,
        doc: &mut Automerge,
        enough: impl Fn(&Automerge, &State) -> bool,
    ) {
        let mut state = State::new();
        let mut kind = "request";
        while !enough(doc, &state) {
            if let Some(message) = doc.generate_sync_message(&mut state) {
                self.say(kind, document, &message.encode()).await;
                kind = "sync";
            }
            let heard = self.hear().await.expect("still connected");
            if heard.kind == "sync" && heard.document == document.to_string() {
                let message = SyncMessage::decode(&heard.data).expect("a sync message");
                doc.receive_sync_message(&mut state, message).expect("received");
            } else {
                assert_ne!(heard.kind, "doc-unavailable", "{document}");
            }
        }
    }
}

/// The frame that opens the conversation.
pub(crate) fn join(me: &str) -> Vec<u8> {
    let mut out = Encoder::new(Vec::new());
    let frame = (|| {
        out.map(4)?.str("type")?.str("join")?.str("senderId")?.str(me)?;
        out.str("peerMetadata")?.map(0)?;
        out.str("supportedProtocolVersions")?.array(1)?.str("1").map(|_| ())
    })();
    frame.expect("memory does not fail");
    out.into_writer()
}

/// Sends raw bytes as a binary frame.
pub(crate) async fn send(socket: &mut Socket, frame: Vec<u8>) {
    socket.send(Message::Binary(frame.into())).await.expect("sent");
}

/// The code of the relay's closing frame; `None` if it just hung up.
pub(crate) async fn closing_code(socket: &mut Socket) -> Option<u16> {
    loop {
        match next(socket).await? {
            Message::Close(frame) => return frame.map(|frame| frame.code.into()),
            _ => continue,
        }
    }
}

async fn next(socket: &mut Socket) -> Option<Message> {
    let next = tokio::time::timeout(Duration::from_secs(20), socket.next()).await;
    next.expect("the relay says something")?.ok()
}

/// Type, document (for `peer`: the relay's id) and data.
fn read(frame: &[u8]) -> Heard {
    let mut heard = Heard { kind: String::new(), document: String::new(), data: Vec::new() };
    let mut input = Decoder::new(frame);
    let fields = input.map().expect("a map").expect("of known length");
    for _ in 0..fields {
        let key = input.str().expect("a key").to_owned();
        match (key.as_str(), input.datatype().expect("a value")) {
            ("type", _) => heard.kind = input.str().expect("text").to_owned(),
            ("documentId", _) => heard.document = input.str().expect("text").to_owned(),
            ("senderId", _) if heard.document.is_empty() => {
                heard.document = input.str().expect("text").to_owned();
            }
            ("data", Type::Bytes) => heard.data = input.bytes().expect("bytes").to_vec(),
            _ => input.skip().expect("a value"),
        }
    }
    heard
}
