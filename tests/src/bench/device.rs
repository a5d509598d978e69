//! A device that is measured: the engine of `shared::sync` over the append-only store and a real
//! WebSocket. Everything but the socket happens on one thread, as in a browser's tab.

use std::cell::{Ref, RefCell};
use std::collections::VecDeque;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use automerge::Automerge;
use futures::{SinkExt, StreamExt};
use sha2::{Digest, Sha256};
use shared::id::DocumentId;
use shared::sync::device::{
    Attempt, Device, DeviceConfig, DocumentStatus, EditError, Effect, Event, LinkStatus,
};
use shared::sync::store::StoreError;
use shared::time::TimestampMs;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, futures::Notified};
use tokio::task::{AbortHandle, spawn_local};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::commune::Who;
use super::records;
use super::store::LogStore;
use super::workload::Edit;

/// A device that is on.
#[derive(Clone)]
pub(crate) struct Tablet(Rc<Shared>);

struct Shared {
    who: Who,
    session: u8,
    state: RefCell<State>,
    /// Something changed that somebody may wait for.
    moved: Notify,
}

struct State {
    engine: Device,
    /// Nothing for a device without a store: then what it writes counts as stored at once.
    store: Option<LogStore>,
    url: String,
    socket: Option<(Attempt, UnboundedSender<Vec<u8>>)>,
    timer: Option<AbortHandle>,
    watch: Vec<Watch>,
}

/// When each new value of a field was first seen.
struct Watch {
    document: DocumentId,
    record: String,
    seen: Vec<(i64, f64)>,
}

/// The time of day in milliseconds, comparable between the processes of one machine.
pub(crate) fn now_ms() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs_f64() * 1000.0
}

fn now() -> TimestampMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    TimestampMs(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

impl Tablet {
    /// Switches it on, from its store if it has one.
    pub(crate) fn open(who: Who, session: u8, folder: Option<&Path>) -> Result<Self> {
        let seed = format!("{who:?} {session} {} {}", std::process::id(), now_ms());
        let mut engine = Device::new(DeviceConfig {
            account: who.account(),
            peer: who.peer(session),
            entropy: Sha256::digest(seed).into(),
        });
        let mut store = None;
        if let Some(folder) = folder {
            let (opened, documents) = LogStore::open(folder)?;
            store = Some(opened);
            for document in documents {
                if let Some(problem) = engine.load(document).first() {
                    return Err(anyhow!("a device cannot read its own store: {problem:?}"));
                }
            }
        }
        let state = State {
            engine,
            store,
            url: String::new(),
            socket: None,
            timer: None,
            watch: Vec::new(),
        };
        let (state, moved) = (RefCell::new(state), Notify::new());
        Ok(Self(Rc::new(Shared { who, session, state, moved })))
    }

    /// Goes online.
    pub(crate) fn connect(&self, url: &str) -> Result<()> {
        self.0.state.borrow_mut().url = url.to_owned();
        self.feed(Event::Wake)
    }

    /// Goes offline.
    pub(crate) fn disconnect(&self) -> Result<()> {
        self.feed(Event::Stop)
    }

    /// Makes one edit; it is durable when this returns.
    pub(crate) fn apply(&self, document: DocumentId, edit: &Edit) -> Result<()> {
        let edited =
            self.0.state.borrow_mut().engine.edit(&document, |doc| records::apply(doc, edit));
        match edited {
            Ok(((), effects)) => self.carry_out(effects),
            Err(EditError::Edit(error)) => Err(error),
            Err(error) => Err(anyhow!("{error}")),
        }
    }

    /// The document, to read.
    pub(crate) fn document(&self, document: DocumentId) -> Result<Ref<'_, Automerge>> {
        let state = self.0.state.borrow();
        let found = Ref::filter_map(state, |state| state.engine.document(&document));
        found.map_err(|_| anyhow!("no such document on this device"))
    }

    /// The document's heads, as text; empty if it is not here.
    pub(crate) fn version(&self, document: DocumentId) -> String {
        let Ok(doc) = self.document(document) else { return String::new() };
        let mut heads: Vec<_> = doc.get_heads().iter().map(ToString::to_string).collect();
        heads.sort_unstable();
        heads.join(" ")
    }

    /// How far a document has come.
    pub(crate) fn status(&self, document: DocumentId) -> Option<DocumentStatus> {
        self.0.state.borrow().engine.status(&document)
    }

    /// Whether the catalogues are compared.
    pub(crate) fn is_live(&self) -> bool {
        self.0.state.borrow().engine.link() == LinkStatus::Live
    }

    /// Resolves when something has changed since this was called.
    pub(crate) fn moved(&self) -> Notified<'_> {
        self.0.moved.notified()
    }

    /// From now on, notes when each new value of `participants` is first seen.
    pub(crate) fn watch(&self, document: DocumentId, record: String) {
        self.0.state.borrow_mut().watch.push(Watch { document, record, seen: Vec::new() });
    }

    /// What was seen so far.
    pub(crate) fn watched(&self, document: DocumentId) -> Vec<(i64, f64)> {
        let state = self.0.state.borrow();
        let watch = state.watch.iter().find(|watch| watch.document == document);
        watch.map(|watch| watch.seen.clone()).unwrap_or_default()
    }

    fn feed(&self, event: Event) -> Result<()> {
        let effects = self.0.state.borrow_mut().engine.handle(now(), event);
        self.carry_out(effects)
    }

    fn carry_out(&self, effects: Vec<Effect>) -> Result<()> {
        let mut moved = false;
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            let mut state = self.0.state.borrow_mut();
            match effect {
                Effect::Persist { ticket, document, put, delete } => {
                    let result = match &mut state.store {
                        Some(store) => store.commit(document, &put, &delete),
                        None => Ok(()),
                    };
                    let result = result.map_err(|error| StoreError(error.to_string()));
                    effects.extend(state.engine.handle(now(), Event::Stored { ticket, result }));
                }
                Effect::Send(attempt, frame) => {
                    if let Some((current, frames)) = &state.socket
                        && *current == attempt
                    {
                        // A writer that is gone has lost its socket: the reader says so.
                        let _ = frames.send(frame);
                    }
                }
                Effect::Connect(attempt) => {
                    let tablet = self.clone();
                    spawn_local(async move { tablet.attend(attempt).await });
                }
                Effect::Disconnect(attempt) => {
                    state.socket.take_if(|(current, _)| *current == attempt);
                }
                Effect::Changed { document, .. } => {
                    state.look(document);
                    moved = true;
                }
                Effect::Status(_) | Effect::Link(_) => moved = true,
                Effect::WakeAt(at) => {
                    let pause = Duration::from_millis(at.since(now()));
                    let tablet = self.clone();
                    let timer = spawn_local(async move {
                        tokio::time::sleep(pause).await;
                        tablet.report(tablet.feed(Event::Tick));
                    });
                    if let Some(before) = state.timer.replace(timer.abort_handle()) {
                        before.abort();
                    }
                }
                Effect::Erased(_) | Effect::Purged(_) => {}
            }
        }
        if moved {
            self.0.moved.notify_waiters();
        }
        Ok(())
    }

    fn report(&self, result: Result<()>) {
        if let Err(error) = result {
            eprintln!("bench device {:?}: {error:#}", self.0.who);
        }
    }

    /// One connection, from its opening to its end.
    async fn attend(&self, attempt: Attempt) {
        match self.open_socket().await {
            Ok(socket) => {
                let (frames, outbox) = unbounded_channel();
                self.0.state.borrow_mut().socket = Some((attempt, frames));
                let (sink, mut stream) = socket.split();
                let writer = spawn_local(write(sink, outbox));
                self.report(self.feed(Event::Opened(attempt)));
                while let Some(Ok(message)) = stream.next().await {
                    if let Message::Binary(frame) = message {
                        self.report(self.feed(Event::Frame(attempt, Vec::from(frame))));
                    }
                }
                self.0.state.borrow_mut().socket.take_if(|(current, _)| *current == attempt);
                let _ = writer.await;
            }
            Err(error) => self.report(Err(error)),
        }
        self.report(self.feed(Event::Closed(attempt)));
    }

    async fn open_socket(&self) -> Result<WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>> {
        let url = self.0.state.borrow().url.clone();
        let host = url.strip_prefix("ws://").and_then(|rest| rest.split('/').next());
        let origin = format!("http://{}", host.context("a ws:// address")?);
        let mut request = url.as_str().into_client_request()?;
        let headers = request.headers_mut();
        headers.insert("cookie", self.0.who.cookie(self.0.session).parse()?);
        headers.insert("origin", origin.parse()?);
        let no_delay = true;
        let (socket, _) = connect_async_with_config(request, None, no_delay).await?;
        Ok(socket)
    }
}

impl State {
    fn look(&mut self, document: DocumentId) {
        let Some(doc) = self.engine.document(&document) else { return };
        for watch in self.watch.iter_mut().filter(|watch| watch.document == document) {
            let value = records::read_number(doc, &watch.record, "participants");
            if let Some(value) = value.filter(|value| *value >= 1000)
                && watch.seen.last().is_none_or(|(last, _)| *last != value)
            {
                watch.seen.push((value, now_ms()));
            }
        }
    }
}

type Sink =
    futures::stream::SplitSink<WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>, Message>;

async fn write(mut sink: Sink, mut frames: UnboundedReceiver<Vec<u8>>) {
    while let Some(frame) = frames.recv().await {
        if sink.send(Message::Binary(frame.into())).await.is_err() {
            return;
        }
    }
    let _ = sink.close().await;
}
