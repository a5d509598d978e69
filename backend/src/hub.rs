//! The hub: one [`Relay`](shared::sync::relay::Relay) per commune, driven on a thread of its own.
//!
//! Sockets, routes and the store's answers put events into one queue. The driver takes a round of
//! them, lets the engine say what follows, stores everything that round wrote in one transaction,
//! and only then tells the engine that it is stored. The engine never waits for a socket: what a
//! slow one does not take in time costs it the connection.

mod driver;
mod people;
mod policy;
mod round;
pub mod sockets;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use automerge::ChangeHash;
use shared::domain::document::DocumentRef;
use shared::id::{AccountId, CommuneId, DocumentId, PeerId};
use shared::limits::{HUB_FRAME_BYTES_MIN, HUB_QUEUE_BYTES_MAX};
use shared::sync::relay::{Appended, CloseReason, ConnectionId, Origin};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};

use crate::auth::SignedIn;
use crate::clock::Clock;
use crate::store::model::TokenHash;
use crate::store::{Store, StoreError};
use driver::Driver;

/// Why the hub does not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The commune has as many sockets as it may.
    #[error("too many connections")]
    TooMany,
    /// The relay is stopping.
    #[error("the relay is stopping")]
    Stopping,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The store failed for the engine.
    #[error(transparent)]
    Engine(#[from] shared::sync::store::StoreError),
    /// The engine refused what the relay itself wrote.
    #[error("the changes were refused")]
    Refused,
    /// A document of this scope exists.
    #[error("the document exists")]
    Exists,
}

/// Every commune's hub; each starts when it is first needed.
#[derive(Clone)]
pub struct Hubs(Arc<Inner>);

struct Inner {
    store: Arc<dyn Store>,
    clock: Clock,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    stopping: bool,
    hubs: HashMap<CommuneId, (Hub, std::thread::JoinHandle<()>)>,
}

impl Hubs {
    /// None yet.
    pub fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        Self(Arc::new(Inner { store, clock, running: Mutex::default() }))
    }

    /// The commune's hub, started if need be.
    pub async fn get(&self, commune: CommuneId) -> Result<Hub, HubError> {
        let mut running = self.0.running.lock().await;
        if running.stopping {
            return Err(HubError::Stopping);
        }
        if let Some((hub, _)) = running.hubs.get(&commune)
            && !hub.inputs.is_closed()
        {
            return Ok(hub.clone());
        }
        let (sender, receiver) = mpsc::unbounded_channel();
        let hub = Hub {
            inputs: sender,
            room: Arc::new(Semaphore::new(HUB_QUEUE_BYTES_MAX)),
            next_connection: Arc::new(AtomicU64::new(1)),
        };
        let driver = Driver::start(
            commune,
            self.0.store.clone(),
            self.0.clock.clone(),
            hub.clone().downgrade(),
            receiver,
        )
        .await?;
        let thread = std::thread::Builder::new()
            .name("hub".to_owned())
            .spawn(move || driver.run())
            .map_err(|error| StoreError::Failed(Box::new(error)))?;
        running.hubs.insert(commune, (hub.clone(), thread));
        Ok(hub)
    }

    /// Tells running hubs that accounts or sessions of the commune changed.
    pub async fn refresh(&self, commune: CommuneId) {
        if let Some((hub, _)) = self.0.running.lock().await.hubs.get(&commune) {
            hub.send(Input::Refresh);
        }
    }

    /// Stores what is under way, closes every socket, and starts nothing any more.
    pub async fn stop(&self) {
        let hubs: Vec<_> = {
            let mut running = self.0.running.lock().await;
            running.stopping = true;
            running.hubs.drain().collect()
        };
        for (_, (hub, thread)) in hubs {
            hub.send(Input::Stop);
            if tokio::task::spawn_blocking(move || thread.join()).await.is_err() {
                tracing::error!("a hub could not be waited for");
            }
        }
    }
}

/// One commune's hub.
#[derive(Clone)]
pub struct Hub {
    inputs: mpsc::UnboundedSender<Input>,
    /// Bounds what waits in `inputs`, in bytes: a frame enters with a permit of its size.
    room: Arc<Semaphore>,
    next_connection: Arc<AtomicU64>,
}

/// What the driver takes in.
enum Input {
    Connect(Newcomer),
    Frame(ConnectionId, Vec<u8>, OwnedSemaphorePermit),
    Disconnected(ConnectionId),
    Loaded(DocumentId, Result<Option<shared::sync::store::StoredDocument>, StoreError>),
    Append(DocumentId, Origin, Vec<Vec<u8>>, Reply<Appended>),
    Create(DocumentRef, Vec<Vec<u8>>, Reply<Appended>),
    Export(DocumentId, Reply<Option<Vec<u8>>>),
    Refresh,
    PeopleDone,
    Stop,
}

type Reply<T> = oneshot::Sender<Result<T, HubError>>;

/// A socket that asks to be connected.
struct Newcomer {
    connection: ConnectionId,
    account: AccountId,
    token: TokenHash,
    peer: PeerId,
    outlet: Outlet,
    answer: oneshot::Sender<Result<(), HubError>>,
}

/// The driver's end of a socket.
struct Outlet {
    frames: mpsc::Sender<Vec<u8>>,
    waiting: Arc<AtomicUsize>,
    ending: watch::Sender<Option<Ending>>,
}

/// How a connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The engine closes it, after what was sent.
    Closed(CloseReason),
    /// It did not take what was sent in time.
    Slow,
    /// The relay is stopping.
    Stopping,
}

/// A socket's end of a connection. Dropping it disconnects.
pub struct Connection {
    id: ConnectionId,
    hub: Hub,
    /// Frames to send.
    pub(crate) frames: mpsc::Receiver<Vec<u8>>,
    /// Set when it ends; only [`Ending::Slow`] cuts off what is still to be sent.
    pub(crate) ending: watch::Receiver<Option<Ending>>,
    waiting: Arc<AtomicUsize>,
}

impl Connection {
    /// A frame arrived. Waits while the hub is busy, and so slows the sender down.
    pub(crate) async fn receive(inlet: &Inlet, frame: Vec<u8>) {
        let cost = frame.len().clamp(HUB_FRAME_BYTES_MIN, HUB_QUEUE_BYTES_MAX);
        let cost = u32::try_from(cost).unwrap_or(u32::MAX);
        if let Ok(permit) = inlet.hub.room.clone().acquire_many_owned(cost).await {
            inlet.hub.send(Input::Frame(inlet.id, frame, permit));
        }
    }

    /// What the reading half needs.
    pub(crate) fn inlet(&self) -> Inlet {
        Inlet { id: self.id, hub: self.hub.clone() }
    }

    /// A frame was taken out of [`frames`](Self::frames) and sent.
    pub(crate) fn sent(&self, bytes: usize) {
        self.waiting.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.hub.send(Input::Disconnected(self.id));
    }
}

/// The reading half of a connection.
pub(crate) struct Inlet {
    id: ConnectionId,
    hub: Hub,
}

impl Hub {
    /// Connects a session's socket.
    pub async fn connect(&self, who: &SignedIn) -> Result<Connection, HubError> {
        let id = ConnectionId(self.next_connection.fetch_add(1, Ordering::Relaxed));
        let (frames, receiver) = mpsc::channel(shared::limits::OUTBOUND_FRAMES_MAX);
        let (ending, ended) = watch::channel(None);
        let waiting = Arc::new(AtomicUsize::new(0));
        let (answer, answered) = oneshot::channel();
        self.send(Input::Connect(Newcomer {
            connection: id,
            account: who.account.id,
            token: who.session.token,
            peer: who.session.peer.clone(),
            outlet: Outlet { frames, waiting: waiting.clone(), ending },
            answer,
        }));
        answered.await.map_err(|_| HubError::Stopping)??;
        Ok(Connection { id, hub: self.clone(), frames: receiver, ending: ended, waiting })
    }

    /// Adds changes to a document that exists.
    pub async fn append(
        &self,
        document: DocumentId,
        origin: Origin,
        changes: Vec<Vec<u8>>,
    ) -> Result<Appended, HubError> {
        self.ask(|reply| Input::Append(document, origin, changes, reply)).await
    }

    /// Creates a document with its first changes.
    pub async fn create(
        &self,
        document: DocumentRef,
        changes: Vec<Vec<u8>>,
    ) -> Result<Vec<ChangeHash>, HubError> {
        let created = self.ask(|reply| Input::Create(document, changes, reply)).await?;
        // A genesis that the engine refuses is a fault of ours; nothing was stored.
        if created.refused.is_empty() { Ok(created.heads) } else { Err(HubError::Refused) }
    }

    /// The whole document, saved; `None` if there is none.
    pub async fn export(&self, document: DocumentId) -> Result<Option<Vec<u8>>, HubError> {
        self.ask(|reply| Input::Export(document, reply)).await
    }

    async fn ask<T>(&self, input: impl FnOnce(Reply<T>) -> Input) -> Result<T, HubError> {
        let (reply, answer) = oneshot::channel();
        self.send(input(reply));
        answer.await.map_err(|_| HubError::Stopping)?
    }

    fn send(&self, input: Input) {
        // A hub that has stopped takes nothing; whoever waits for an answer sees that.
        let _ = self.inputs.send(input);
    }

    fn downgrade(self) -> WeakHub {
        WeakHub {
            inputs: self.inputs.downgrade(),
            room: self.room,
            next_connection: self.next_connection,
        }
    }
}

/// A hub's way to itself: does not keep it running.
struct WeakHub {
    inputs: mpsc::WeakUnboundedSender<Input>,
    room: Arc<Semaphore>,
    next_connection: Arc<AtomicU64>,
}

impl WeakHub {
    fn upgrade(&self) -> Option<Hub> {
        Some(Hub {
            inputs: self.inputs.upgrade()?,
            room: self.room.clone(),
            next_connection: self.next_connection.clone(),
        })
    }
}

#[cfg(test)]
mod tests;
