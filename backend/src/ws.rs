//! The socket: `GET /sync` upgrades for a valid session from the app's own origin.
//!
//! Reading and writing are two halves that run side by side: a peer that does not read cannot keep
//! the relay from reading, and the other way round. Whichever half ends first ends both.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use futures::stream::{SplitSink, SplitStream};
use futures::{SinkExt, StreamExt};
use shared::limits::{FRAME_BYTES_MAX, HEARTBEAT_MS, LINK_DEAD_MS};
use shared::sync::relay::CloseReason;
use tokio::time::{MissedTickBehavior, interval, timeout};

use crate::error::{Code, Result};
use crate::hub::{Connection, Ending, Inlet};
use crate::routes::Context;
use crate::routes::who::Who;

/// How long a peer has to take the closing frame.
const FAREWELL: Duration = Duration::from_secs(2);
const HEARTBEAT: Duration = Duration::from_millis(HEARTBEAT_MS);
const LINK_DEAD: Duration = Duration::from_millis(LINK_DEAD_MS);

/// `GET /sync`.
pub async fn sync(
    State(context): State<Context>,
    headers: HeaderMap,
    Who(who): Who,
    upgrade: std::result::Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response> {
    // Other sites may open sockets to us, and the browser adds the cookies: the origin decides.
    context.origins.check(&headers)?;
    let upgrade = upgrade.map_err(|_| Code::BadRequest)?;
    let hub = context.hubs.get(who.account.commune).await?;
    let connection = hub.connect(&who).await?;
    let opened = who.by().did("sync", context.clock.now());
    if let Err(error) = context.store.log_access(who.account.commune, &opened).await {
        // A full disk must not keep people from reading.
        tracing::error!(%error, "cannot write the access log");
    }
    let upgrade = upgrade.max_message_size(FRAME_BYTES_MAX).max_frame_size(FRAME_BYTES_MAX);
    let entered = context.sockets.enter();
    Ok(upgrade
        .on_upgrade(async move |socket| {
            serve(socket, connection).await;
            drop(entered);
        })
        .into_response())
}

/// Why a socket is closed, as its closing frame says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Farewell {
    /// The peer is gone or has said goodbye.
    None,
    Ending(Ending),
    TooLarge,
    TextFrame,
    Silent,
}

impl Farewell {
    /// Code (RFC 6455 §7.4; 4000 and up are ours) and reason. Stable: devices match on them.
    const fn frame(self) -> Option<(u16, &'static str)> {
        match self {
            Self::None => None,
            Self::TooLarge => Some((1009, "frame too large")),
            Self::TextFrame => Some((1003, "text frame")),
            Self::Silent => Some((4000, "silent")),
            Self::Ending(Ending::Stopping) => Some((1001, "the relay is stopping")),
            Self::Ending(Ending::Slow) => Some((1013, "too slow")),
            Self::Ending(Ending::Closed(reason)) => Some(match reason {
                CloseReason::Left => (1000, "goodbye"),
                CloseReason::Protocol => (1002, "protocol"),
                CloseReason::WrongPeer => (1008, "wrong peer id"),
                CloseReason::Silent => (4000, "silent"),
                CloseReason::Overload => (1013, "overload"),
                CloseReason::Fault => (1011, "the relay failed"),
                CloseReason::Revoked => (4001, "session over"),
            }),
        }
    }
}

async fn serve(socket: WebSocket, mut connection: Connection) {
    let (mut sink, mut stream) = socket.split();
    let inlet = connection.inlet();
    let farewell = tokio::select! {
        end = read(&mut stream, &inlet) => end,
        end = write(&mut sink, &mut connection) => end,
    };
    if let Some((code, reason)) = farewell.frame() {
        let close = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        let _ = timeout(FAREWELL, sink.send(close)).await;
        // Let the peer answer, so that what was sent is not lost with a reset connection.
        let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = stream.next().await {} }).await;
    }
}

async fn read(stream: &mut SplitStream<WebSocket>, inlet: &Inlet) -> Farewell {
    loop {
        match timeout(LINK_DEAD, stream.next()).await {
            Err(_) => return Farewell::Silent,
            Ok(Some(Ok(Message::Binary(frame)))) => {
                Connection::receive(inlet, Vec::from(frame)).await;
            }
            Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
            Ok(Some(Ok(Message::Text(_)))) => return Farewell::TextFrame,
            Ok(Some(Ok(Message::Close(_))) | None) => return Farewell::None,
            Ok(Some(Err(error))) => {
                return if is_too_large(&error) { Farewell::TooLarge } else { Farewell::None };
            }
        }
    }
}

async fn write(sink: &mut SplitSink<WebSocket, Message>, connection: &mut Connection) -> Farewell {
    let mut heartbeat = interval(HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut slow = connection.ending.clone();
    loop {
        let message = tokio::select! {
            frame = connection.frames.recv() => match frame {
                Some(frame) => Message::Binary(Bytes::from(frame)),
                // Everything was sent, and the hub has let go of the connection.
                None => return ended(*connection.ending.borrow()),
            },
            _ = heartbeat.tick() => Message::Ping(Bytes::new()),
        };
        let bytes = match &message {
            Message::Binary(frame) => frame.len(),
            _ => 0,
        };
        let sent = tokio::select! {
            sent = timeout(LINK_DEAD, sink.send(message)) => sent,
            Ok(_) = slow.wait_for(|ending| *ending == Some(Ending::Slow)) => {
                return Farewell::Ending(Ending::Slow);
            }
        };
        match sent {
            Ok(Ok(())) => connection.sent(bytes),
            Ok(Err(_)) => return Farewell::None,
            Err(_) => return Farewell::Silent,
        }
    }
}

fn ended(ending: Option<Ending>) -> Farewell {
    ending.map_or(Farewell::Ending(Ending::Stopping), Farewell::Ending)
}

/// The library's error is of a version that we do not name; its text says what happened.
fn is_too_large(error: &axum::Error) -> bool {
    let causes = std::iter::successors(Some(error as &dyn std::error::Error), |e| e.source());
    causes.into_iter().any(|cause| cause.to_string().starts_with("Space limit exceeded"))
}
