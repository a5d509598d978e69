//! The link to the relay: connecting, shaking hands, signs of life, and giving up in time.

use crate::id::PeerId;
use crate::limits::{BACKOFF_MS_MAX, HANDSHAKE_MS, HEARTBEAT_MS, LINK_DEAD_MS};
use crate::sync::backoff;
use crate::sync::catalogue::Entry;
use crate::sync::message::{self, Said};
use crate::sync::wire::{self, Frame, PROTOCOL, Short};
use crate::time::TimestampMs;

use super::{Attempt, Device, Effect, LinkStatus};

/// The link's state.
#[derive(Debug)]
pub(super) enum Link {
    Stopped,
    Waiting {
        retry_at: TimestampMs,
        rejected: Option<String>,
    },
    /// `asked`: what the digest that went out with the first frame was of.
    Connecting {
        attempt: Attempt,
        since: TimestampMs,
        rejected: Option<String>,
        asked: Vec<Entry>,
    },
    Up {
        attempt: Attempt,
        relay: PeerId,
        compared: Compared,
        heard: TimestampMs,
        pinged: bool,
    },
}

/// How far comparing the catalogues has come.
#[derive(Debug)]
pub(super) enum Compared {
    /// With what we had when we asked.
    Asked(Vec<Entry>),
    Done,
}

impl Link {
    pub(super) fn status(&self) -> LinkStatus {
        match self {
            Self::Stopped => LinkStatus::Stopped,
            Self::Waiting { retry_at, rejected } => {
                LinkStatus::Waiting { retry_at: *retry_at, rejected: rejected.clone() }
            }
            Self::Connecting { .. } => LinkStatus::Connecting,
            Self::Up { compared: Compared::Asked(_), .. } => LinkStatus::Comparing,
            Self::Up { compared: Compared::Done, .. } => LinkStatus::Live,
        }
    }

    pub(super) fn attempt(&self) -> Option<Attempt> {
        match self {
            Self::Connecting { attempt, .. } | Self::Up { attempt, .. } => Some(*attempt),
            Self::Stopped | Self::Waiting { .. } => None,
        }
    }

    /// When the link must be looked after.
    pub(super) fn deadline(&self) -> Option<TimestampMs> {
        match self {
            Self::Stopped => None,
            Self::Waiting { retry_at, .. } => Some(*retry_at),
            Self::Connecting { since, .. } => Some(since.plus(HANDSHAKE_MS)),
            Self::Up { heard, pinged: true, .. } => Some(heard.plus(LINK_DEAD_MS)),
            Self::Up { heard, pinged: false, .. } => Some(heard.plus(HEARTBEAT_MS)),
        }
    }
}

/// Whether a pause is over. A deadline further away than the longest pause of its kind was set
/// before the clock was set back, and would not come for hours.
pub(super) fn is_due(at: TimestampMs, now: TimestampMs, pause_ms_max: u64) -> bool {
    at <= now || at > now.plus(pause_ms_max)
}

impl Device {
    pub(super) fn send(&mut self, attempt: Attempt, frame: &Frame) {
        self.effects.push(Effect::Send(attempt, wire::encode_for_ours(frame)));
    }

    fn connect(&mut self, now: TimestampMs) {
        self.last_attempt += 1;
        let attempt = Attempt(self.last_attempt);
        self.link = Link::Connecting { attempt, since: now, rejected: None, asked: Vec::new() };
        self.effects.push(Effect::Connect(attempt));
    }

    pub(super) fn wake(&mut self, now: TimestampMs) {
        match &mut self.link {
            Link::Stopped | Link::Waiting { .. } => self.connect(now),
            Link::Connecting { .. } => {}
            // After a sleep the socket may be long gone without anyone having said so.
            Link::Up { heard, .. } if now.since(*heard) >= LINK_DEAD_MS => {
                self.hang_up();
                self.connect(now);
            }
            Link::Up { attempt, pinged, .. } => {
                *pinged = true;
                let attempt = *attempt;
                self.send(attempt, &Frame::Ping);
            }
        }
    }

    pub(super) fn stop(&mut self) {
        self.hang_up();
        self.link = Link::Stopped;
        self.failures = 0;
        let ids: Vec<_> = self.shelves.keys().copied().collect();
        for id in ids {
            self.keep(id, true);
        }
    }

    /// Closes the socket if there is one and forgets every conversation.
    fn hang_up(&mut self) {
        if let Some(attempt) = self.link.attempt() {
            self.effects.push(Effect::Disconnect(attempt));
        }
        self.forget_sessions();
    }

    fn forget_sessions(&mut self) {
        self.shorts.clear();
        for shelf in self.shelves.values_mut() {
            shelf.session = None;
            shelf.heard.clear();
            shelf.held.clear();
            shelf.relay_refuses = None;
            shelf.offer_at = None;
        }
    }

    /// The link is of no use any more: closes it and tries again after a pause.
    pub(super) fn lose(&mut self, now: TimestampMs, rejected: Option<String>) {
        self.hang_up();
        self.pause(now, rejected);
    }

    fn pause(&mut self, now: TimestampMs, rejected: Option<String>) {
        self.failures = self.failures.saturating_add(1);
        let pause = backoff::pause(&self.config.entropy, self.last_attempt, self.failures);
        self.link = Link::Waiting { retry_at: now.plus(pause), rejected };
    }

    /// Says who this is and asks at once whether the relay has the same: with nothing new, a
    /// reconnect costs one round trip.
    pub(super) fn opened(&mut self, now: TimestampMs, opened: Attempt) {
        let (compare, entries) = self.compare();
        if let Link::Connecting { attempt, since, asked, .. } = &mut self.link
            && *attempt == opened
        {
            *since = now;
            *asked = entries;
            let join = Frame::Join {
                sender: self.config.peer.clone(),
                versions: vec![PROTOCOL.to_owned()],
                ours: true,
            };
            self.send(opened, &join);
            self.send(opened, &compare);
        }
    }

    pub(super) fn closed(&mut self, now: TimestampMs, closed: Attempt) {
        if self.link.attempt() == Some(closed) {
            let rejected = match &mut self.link {
                Link::Connecting { rejected, .. } => rejected.take(),
                _ => None,
            };
            self.forget_sessions();
            self.pause(now, rejected);
        }
    }

    /// Looks after the link when time has passed.
    pub(super) fn look_after_link(&mut self, now: TimestampMs) {
        match &mut self.link {
            Link::Stopped => {}
            Link::Waiting { retry_at, .. } => {
                if is_due(*retry_at, now, BACKOFF_MS_MAX) {
                    self.connect(now);
                }
            }
            // A clock that was set back: what began in the future began now.
            Link::Connecting { since, .. } if *since > now => *since = now,
            Link::Up { attempt, heard, pinged, .. } if *heard > now => {
                *heard = now;
                *pinged = true;
                let attempt = *attempt;
                self.send(attempt, &Frame::Ping);
            }
            Link::Connecting { since, rejected, .. } => {
                if now.since(*since) >= HANDSHAKE_MS {
                    let rejected = rejected.take();
                    self.lose(now, rejected);
                }
            }
            Link::Up { attempt, heard, pinged, .. } => {
                let silence = now.since(*heard);
                if silence >= LINK_DEAD_MS {
                    self.lose(now, None);
                } else if silence >= HEARTBEAT_MS && !*pinged {
                    *pinged = true;
                    let attempt = *attempt;
                    self.send(attempt, &Frame::Ping);
                }
            }
        }
    }

    pub(super) fn frame(&mut self, now: TimestampMs, from: Attempt, bytes: &[u8]) {
        if self.link.attempt() != Some(from) {
            return;
        }
        let Some(frame) = wire::decode(bytes) else {
            return self.lose(now, Some("the relay sent something else".to_owned()));
        };
        match &mut self.link {
            Link::Connecting { rejected, asked, .. } => match frame {
                Frame::Peer { sender, target, version, ours }
                    if target == self.config.peer && version == PROTOCOL && ours =>
                {
                    let compared = Compared::Asked(std::mem::take(asked));
                    let (attempt, relay) = (from, sender);
                    self.link = Link::Up { attempt, relay, compared, heard: now, pinged: false };
                }
                Frame::Error { message } => *rejected = Some(message),
                _ => self.lose(now, Some("the relay does not know this app".to_owned())),
            },
            Link::Up { heard, pinged, .. } => {
                *heard = now;
                *pinged = false;
                self.frame_up(now, from, frame);
            }
            Link::Stopped | Link::Waiting { .. } => {}
        }
    }

    fn frame_up(&mut self, now: TimestampMs, from: Attempt, frame: Frame) {
        match frame {
            Frame::Same => {
                if let Link::Up { compared: Compared::Asked(asked), .. } = &mut self.link {
                    for entry in std::mem::take(asked) {
                        self.same(entry);
                    }
                    self.live();
                }
            }
            Frame::Catalogue { parts, entries } => {
                self.catalogue_came(parts, entries);
                if parts != 0 {
                    self.live();
                }
            }
            Frame::Changes(documents) => {
                for Short { document, heads, chunks, more } in documents {
                    let with_changes = !chunks.is_empty();
                    let said = Said { heads, with_changes, more, ..Said::default() };
                    self.hear(now, document, said, chunks);
                }
            }
            Frame::Sync { document, data, .. } => match message::decode(&data) {
                Ok((said, chunks)) => self.hear(now, document, said, chunks),
                Err(error) => self.lose(now, Some(error.to_string())),
            },
            Frame::Purged { told } => self.purge_came(told),
            Frame::Refused { document, hashes, refusal } => {
                self.refusal_came(now, document, hashes, refusal);
            }
            Frame::Ping => self.send(from, &Frame::Pong),
            Frame::Error { message } => self.lose(now, Some(message)),
            Frame::Leave { .. } => self.lose(now, None),
            _ => {}
        }
    }

    /// Everything is compared: the next failure starts the pauses from the shortest.
    fn live(&mut self) {
        self.failures = 0;
        if let Link::Up { compared, .. } = &mut self.link {
            *compared = Compared::Done;
        }
    }
}
