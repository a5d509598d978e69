//! A tablet: the real device engine, a store that never fails, and a socket.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use automerge::ChangeHash;
use futures::{SinkExt, StreamExt};
use shared::domain::activity::ACTIVITY;
use shared::domain::document::DocumentKind;
use shared::domain::value::Value;
use shared::id::{DocumentId, PeerId, PlanId, RecordId};
use shared::schema::SchemaError;
use shared::schema::workbook::{create_record, records};
use shared::sync::device::{Attempt, Device, DeviceConfig, EditError, Effect, Event, LinkStatus};
use shared::time::TimestampMs;
use tokio_tungstenite::tungstenite::Message;
use uuid::Uuid;

use super::site::{Session, Site, Socket};

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A tablet that is on.
pub(crate) struct Tablet {
    pub(crate) engine: Device,
    socket: Option<(Attempt, Socket)>,
    effects: VecDeque<Effect>,
    number: u128,
}

pub(crate) fn now() -> TimestampMs {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    TimestampMs(u64::try_from(since.as_millis()).expect("in range"))
}

/// The workbook of the session's unit.
pub(crate) async fn own_workbook(site: &Site, session: &Session) -> DocumentId {
    let own = site.catalogue(session).await.into_iter().find(|entry| {
        let scope = &entry.document.scope;
        scope.kind == DocumentKind::Workbook && scope.unit.as_ref() == Some(&session.info.unit)
    });
    own.expect("a unit has a workbook").document.id
}

impl Tablet {
    /// Switched on, with nothing stored. `number` makes its ids its own.
    pub(crate) async fn start(site: &Site, session: &Session, number: u8) -> Self {
        let mut engine = Device::new(DeviceConfig {
            account: session.info.account,
            peer: PeerId::new(session.info.peer_id.clone()),
            entropy: [number; 32],
        });
        engine.set_heirs(tests::heirs::inherit);
        let number = u128::from(number) << 64;
        let mut tablet = Self { engine, socket: None, effects: VecDeque::new(), number };
        tablet.connect(site, session).await;
        tablet
    }

    /// Goes online, and waits until everything that the relay announced is here.
    pub(crate) async fn connect(&mut self, site: &Site, session: &Session) {
        self.feed(Event::Wake);
        let wanted = self.effects.iter().find_map(|effect| match effect {
            Effect::Connect(attempt) => Some(*attempt),
            _ => None,
        });
        let attempt = wanted.expect("the engine wants a connection");
        self.socket = Some((attempt, site.socket(session).await));
        self.feed(Event::Opened(attempt));
        self.until("the tablet has everything", |engine| engine.is_up_to_date()).await;
    }

    /// Takes notes of a meeting: a new record, saved.
    pub(crate) async fn record(&mut self, workbook: DocumentId, what: &str) -> ChangeHash {
        self.number += 1;
        let id = RecordId::new(Uuid::from_u128(self.number));
        let values = [("what", Value::Text(what.to_owned()))];
        let plan = PlanId::new(Uuid::nil());
        let edited: Result<_, EditError<SchemaError>> = self.engine.edit(&workbook, |doc| {
            create_record(doc, id, &ACTIVITY, plan, &values, now())?;
            Ok(doc.get_heads())
        });
        let (heads, effects) = edited.expect("may write");
        self.take(effects);
        self.flush().await;
        heads[0]
    }

    /// Writes into a document; what is to be sent goes out with the next thing it does.
    pub(crate) fn edit<R>(
        &mut self,
        document: DocumentId,
        edit: impl FnOnce(&mut automerge::Automerge) -> Result<R, SchemaError>,
    ) {
        let (_, effects) = self.engine.edit(&document, edit).expect("may write");
        self.take(effects);
    }

    /// Leaves the network.
    pub(crate) fn go_away(&mut self) {
        if let Some((attempt, _)) = self.socket.take() {
            self.feed(Event::Closed(attempt));
            // It would try again by itself.
            self.feed(Event::Stop);
        }
    }

    /// The heads of a document, in hexadecimal.
    pub(crate) fn heads(&self, document: &DocumentId) -> Vec<String> {
        EngineView(&self.engine).heads(document)
    }

    /// How many records it shows.
    pub(crate) fn count(&self, workbook: &DocumentId) -> usize {
        self.engine.document(workbook).map_or(0, |doc| records(doc).len())
    }

    /// Listens until something holds.
    pub(crate) async fn until(&mut self, what: &str, holds: impl Fn(&EngineView<'_>) -> bool) {
        let deadline = tokio::time::Instant::now() + PATIENCE;
        self.flush().await;
        while !holds(&EngineView(&self.engine)) {
            let Some((attempt, socket)) = &mut self.socket else {
                panic!("{what}: the connection is gone");
            };
            let attempt = *attempt;
            let step = Duration::from_millis(500);
            match tokio::time::timeout(step, socket.next()).await {
                Ok(Some(Ok(Message::Binary(frame)))) => {
                    self.feed(Event::Frame(attempt, Vec::from(frame)));
                }
                Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                Ok(other) => panic!("{what}: the connection ended: {other:?}"),
                Err(_) => self.feed(Event::Tick),
            }
            self.flush().await;
            let late = tokio::time::Instant::now() > deadline;
            assert!(!late, "{what}: did not happen; {:?}", self.engine.link());
        }
    }

    /// Waits for the receipt of a change.
    pub(crate) async fn receipt(&mut self, document: DocumentId, hash: ChangeHash) {
        self.until("the relay has stored it", |engine| engine.is_receipted(&document, &hash)).await;
    }

    /// Takes the closing frame: its code.
    pub(crate) async fn closed(&mut self) -> Option<u16> {
        let (_, socket) = self.socket.as_mut().expect("was connected");
        super::stock::closing_code(socket).await
    }

    fn feed(&mut self, event: Event) {
        let effects = self.engine.handle(now(), event);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        self.effects.extend(effects);
    }

    /// Carries out what the engine wants.
    async fn flush(&mut self) {
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                Effect::Persist { ticket, .. } => {
                    self.feed(Event::Stored { ticket, result: Ok(()) })
                }
                Effect::Send(attempt, frame) => match &mut self.socket {
                    Some((current, socket)) if *current == attempt => {
                        socket.send(Message::Binary(frame.into())).await.expect("sent");
                    }
                    _ => {}
                },
                Effect::Disconnect(attempt) => {
                    panic!("the tablet gave up on the relay: {attempt:?} {:?}", self.engine.link())
                }
                _ => {}
            }
        }
    }
}

/// What [`Tablet::until`] looks at.
pub(crate) struct EngineView<'a>(&'a Device);

impl EngineView<'_> {
    /// Live only says that the catalogues were compared: what differs may still be on its way.
    fn is_up_to_date(&self) -> bool {
        let behind = |id| self.0.status(&id).is_none_or(|status| status.behind);
        self.0.link() == LinkStatus::Live && !self.0.documents().any(behind)
    }

    pub(crate) fn is_receipted(&self, document: &DocumentId, hash: &ChangeHash) -> bool {
        self.0.is_receipted(document, hash)
    }

    pub(crate) fn count(&self, workbook: &DocumentId) -> usize {
        self.0.document(workbook).map_or(0, |doc| records(doc).len())
    }

    /// Whether the relay has all of a document.
    pub(crate) fn is_all_sent(&self, document: &DocumentId) -> bool {
        self.0.status(document).is_some_and(|status| status.unsent == 0)
    }

    /// Whether anything of a document is here.
    pub(crate) fn has(&self, document: &DocumentId) -> bool {
        self.0.document(document).is_some_and(|doc| !doc.get_heads().is_empty())
    }

    /// The heads of a document, in hexadecimal.
    pub(crate) fn heads(&self, document: &DocumentId) -> Vec<String> {
        let heads = self.0.document(document).map(|doc| doc.get_heads()).unwrap_or_default();
        heads.iter().map(ToString::to_string).collect()
    }
}
