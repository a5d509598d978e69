//! What two peers know of each other about one document, and what to say next.
//!
//! This is Automerge's sync protocol over a [`Graph`] instead of an opened document, with two
//! changes. Where all of the other's heads are known, what it lacks is known exactly and no Bloom
//! filter is asked. And our own devices get the short form where it says enough: "I have
//! everything up to these heads, here is what you lack". Anything not resolved by that falls back
//! to the full message.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use automerge::sync::{BloomFilter, Have};
use sha2::{Digest, Sha256};

use super::graph::Graph;
use super::message::{Said, sorted};
use crate::limits::{FRAME_BYTES_MAX, SEND_BYTES_MAX};

/// What a session serves from: committed changes only.
pub(crate) trait ChangeSource {
    /// The committed changes.
    fn graph(&self) -> &Graph;

    /// The bytes of one of them.
    fn bytes(&self, hash: &ChangeHash) -> Option<Vec<u8>>;

    /// What is missing to reach `heads`.
    fn missing(&self, heads: &[ChangeHash]) -> Vec<ChangeHash>;

    /// A whole-document chunk and the heads it was taken at.
    fn whole(&self) -> Option<(&[ChangeHash], &[u8])> {
        None
    }
}

/// Which part a peer plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terms {
    /// It understands our short form.
    pub(crate) ours: bool,
    /// Changes are taken from it.
    pub(crate) take: bool,
    /// Changes are sent to it.
    pub(crate) send: bool,
}

/// What to say.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Outgoing {
    /// Everything up to the heads, with what the peer lacks; `more` follows after its answer.
    Short { heads: Vec<ChangeHash>, chunks: Vec<Vec<u8>>, more: bool },
    /// A message of Automerge's protocol.
    Full { heads: Vec<ChangeHash>, need: Vec<ChangeHash>, have: Vec<Have>, chunks: Vec<Vec<u8>> },
}

/// One side of the conversation with one peer about one document.
#[derive(Debug, Clone, Default)]
pub(crate) struct Session {
    /// What both have, as far as told.
    shared_heads: Vec<ChangeHash>,
    their_heads: Option<Vec<ChangeHash>>,
    their_need: Vec<ChangeHash>,
    their_have: Option<Vec<Have>>,
    /// They spoke in this session; before that, their heads are an assumption.
    spoke: bool,
    sent: BTreeSet<ChangeHash>,
    last_sent_heads: Option<Vec<ChangeHash>>,
    /// Digest of the last full message without changes: saying it twice helps nobody.
    last_said: Option<[u8; 32]>,
    /// A message of ours is on its way and not answered.
    in_flight: bool,
    /// More of what we send waits for that answer.
    holding: bool,
    /// More of what they send is to come.
    partial: bool,
    must_answer: bool,
    reset_said: bool,
    their_read_only: bool,
    /// Refused for now: not sent again before [`Session::offer_again`].
    withheld: BTreeSet<ChangeHash>,
    /// Not this peer's to hand in: not sent in this session at all.
    barred: BTreeSet<ChangeHash>,
}

/// A whole-document chunk, with the heads it was taken at.
type Whole<'a> = (&'a [ChangeHash], &'a [u8]);

impl Session {
    /// A session with a peer that is taken to have everything up to `heads`, known here or not,
    /// and up to `shared`.
    pub(crate) fn assume(heads: Vec<ChangeHash>, shared: Vec<ChangeHash>) -> Self {
        let last_sent_heads = Some(sorted(heads.clone()));
        Self { shared_heads: shared, their_heads: Some(heads), last_sent_heads, ..Self::default() }
    }

    /// Does not send these again for now.
    pub(crate) fn withhold(&mut self, hashes: impl IntoIterator<Item = ChangeHash>) {
        self.withheld.extend(hashes);
    }

    /// Does not send these in this session.
    pub(crate) fn bar(&mut self, hashes: impl IntoIterator<Item = ChangeHash>) {
        self.barred.extend(hashes);
    }

    /// The peer's heads as last told.
    pub(crate) fn their_heads(&self) -> Option<&[ChangeHash]> {
        self.their_heads.as_deref()
    }

    /// Offers again what was sent and not taken.
    pub(crate) fn offer_again(&mut self) {
        self.withheld.clear();
        self.sent.clear();
        self.last_sent_heads = None;
        self.last_said = None;
        self.in_flight = false;
    }

    /// Answers the next time in any case.
    pub(crate) fn answer(&mut self) {
        self.must_answer = true;
    }

    /// Takes in what the peer said, after its changes have been dealt with.
    pub(crate) fn receive(&mut self, source: &impl ChangeSource, said: Said) {
        let graph = source.graph();
        self.spoke = true;
        self.in_flight = false;
        self.reset_said = false;
        self.must_answer |= said.with_changes;
        if let Some(read_only) = said.read_only {
            self.their_read_only = read_only;
        }
        self.partial = said.more;
        if said.more {
            return;
        }
        if said.reset || said.heads.is_empty() {
            self.sent.clear();
            self.last_sent_heads = None;
            self.last_said = None;
        }
        if !self.sent.is_empty() && graph.has_all(&said.heads) {
            let lacking: BTreeSet<_> = graph.since(&said.heads).into_iter().collect();
            self.sent.retain(|hash| lacking.contains(hash));
        }
        let known: Vec<_> = said.heads.iter().copied().filter(|head| graph.has(head)).collect();
        if known.len() == said.heads.len() {
            self.shared_heads = sorted(known);
        } else {
            let both = self.shared_heads.iter().copied().chain(known);
            self.shared_heads = graph.maximal(&both.collect::<Vec<_>>());
        }
        self.their_have = said.have;
        self.their_need = said.need;
        self.their_heads = Some(said.heads);
    }

    /// What to say now, if anything.
    pub(crate) fn generate(
        &mut self,
        source: &impl ChangeSource,
        terms: Terms,
    ) -> Option<Outgoing> {
        if self.in_flight && self.holding && !self.must_answer {
            return None;
        }
        let graph = source.graph();
        let heads = graph.heads();
        let their_heads = self.their_heads.clone().unwrap_or_default();
        let they_are_known = self.their_heads.is_some() && graph.has_all(&their_heads);
        let assumed = self.their_heads.is_some() && !self.spoke;
        if !they_are_known && self.wants_reset(graph) {
            return self.say_reset(heads);
        }
        let need = if terms.take { source.missing(&their_heads) } else { Vec::new() };
        let resolved = they_are_known && need.is_empty();
        let short = terms.ours && (assumed || self.partial || resolved);
        let (mut to_send, whole) = if terms.send && !self.their_read_only {
            self.to_send(source, terms, they_are_known, assumed)
        } else {
            (Vec::new(), None)
        };
        if self.in_flight && !(they_are_known || assumed) {
            to_send.clear();
        }
        to_send.retain(|hash| !self.withheld.contains(hash) && !self.barred.contains(hash));
        let (chunks, more) = self.chunks(source, &to_send, whole);
        if !chunks.is_empty() {
            self.their_need.clear();
        }
        let heads_are_news = self.last_sent_heads.as_ref() != Some(&heads);
        if short {
            let settled = !heads_are_news && !self.must_answer;
            if chunks.is_empty() && settled {
                return None;
            }
            self.said(&heads, more);
            return Some(Outgoing::Short { heads, chunks, more });
        }
        let agreed = they_are_known && self.their_heads.as_ref() == Some(&heads);
        if chunks.is_empty() && !heads_are_news && !self.must_answer && (agreed || !terms.take) {
            return None;
        }
        let have = if need.iter().all(|hash| their_heads.contains(hash)) {
            vec![self.summary(graph)]
        } else {
            Vec::new()
        };
        let digest = digest(&heads, &need, &have);
        if chunks.is_empty() && !self.must_answer && self.last_said == Some(digest) {
            return None;
        }
        self.last_said = Some(digest);
        self.said(&heads, more);
        Some(Outgoing::Full { heads, need, have, chunks })
    }

    fn said(&mut self, heads: &[ChangeHash], more: bool) {
        self.must_answer = false;
        self.in_flight = true;
        self.holding = more;
        // With more to come the heads count as told only once they can be reached.
        self.last_sent_heads = (!more).then(|| heads.to_vec());
    }

    fn wants_reset(&self, graph: &Graph) -> bool {
        let first = self.their_have.as_ref().and_then(|have| have.first());
        first.is_some_and(|have| !graph.has_all(&have.last_sync))
    }

    /// They build on a common past that we do not have: tell them to forget it.
    fn say_reset(&mut self, heads: Vec<ChangeHash>) -> Option<Outgoing> {
        if std::mem::replace(&mut self.reset_said, true) {
            return None;
        }
        self.said(&heads, false);
        let have = vec![Have::default()];
        Some(Outgoing::Full { heads, need: Vec::new(), have, chunks: Vec::new() })
    }

    /// What they lack and were not sent, each after what it builds on; and whether it starts with
    /// the whole-document chunk.
    fn to_send<'a, S: ChangeSource>(
        &self,
        source: &'a S,
        terms: Terms,
        they_are_known: bool,
        assumed: bool,
    ) -> (Vec<ChangeHash>, Option<Whole<'a>>) {
        let graph = source.graph();
        let their_heads = self.their_heads.as_deref().unwrap_or_default();
        if they_are_known || assumed {
            let base: Vec<_> = if they_are_known {
                their_heads.to_vec()
            } else {
                their_heads.iter().chain(&self.shared_heads).copied().collect()
            };
            if their_heads.is_empty()
                && terms.ours
                && self.sent.is_empty()
                && let Some((at, bytes)) =
                    source.whole().filter(|(_, b)| b.len() <= FRAME_BYTES_MAX / 2)
            {
                return (graph.since(at), Some((at, bytes)));
            }
            let lacking = graph.since(&base);
            let news = lacking.iter().filter(|hash| !self.sent.contains(hash)).copied();
            // A change that was sent and is asked for by name did not arrive.
            let asked = self.their_need.iter().filter(|hash| {
                self.spoke
                    && graph.has(hash)
                    && (self.sent.contains(hash) || !lacking.contains(hash))
            });
            return (asked.copied().chain(news).collect(), None);
        }
        let Some(have) = &self.their_have else { return (Vec::new(), None) };
        let asked = self.their_need.iter().copied().filter(|hash| graph.has(hash));
        if have.is_empty() {
            return (asked.collect(), None);
        }
        let mut hashes: Vec<ChangeHash> = Vec::new();
        let mut chosen = BTreeSet::new();
        let last_sync: Vec<_> = have.iter().flat_map(|h| h.last_sync.iter().copied()).collect();
        let candidates = graph.since(&last_sync);
        let absent: BTreeSet<_> = candidates
            .iter()
            .copied()
            .filter(|hash| have.iter().all(|h| !h.bloom.contains_hash(hash)))
            .collect();
        let lacking = graph.descendants(&absent);
        for hash in asked.chain(candidates.into_iter().filter(|hash| lacking.contains(hash))) {
            if !self.sent.contains(&hash) && chosen.insert(hash) {
                hashes.push(hash);
            }
        }
        (hashes, None)
    }

    /// As many bytes as go into one message, and whether more remains.
    fn chunks<S: ChangeSource>(
        &mut self,
        source: &S,
        to_send: &[ChangeHash],
        whole: Option<(&[ChangeHash], &[u8])>,
    ) -> (Vec<Vec<u8>>, bool) {
        let mut chunks = Vec::new();
        let mut size = 0;
        if let Some((_, bytes)) = whole {
            let rest: BTreeSet<_> = to_send.iter().copied().collect();
            self.sent.extend(source.graph().hashes().filter(|hash| !rest.contains(hash)));
            chunks.push(bytes.to_vec());
            size += bytes.len();
        }
        for hash in to_send {
            let Some(bytes) = source.bytes(hash) else { continue };
            if size > 0 && size + bytes.len() > SEND_BYTES_MAX {
                return (chunks, true);
            }
            size += bytes.len();
            chunks.push(bytes);
            self.sent.insert(*hash);
        }
        (chunks, false)
    }

    fn summary(&self, graph: &Graph) -> Have {
        let last_sync =
            sorted(self.shared_heads.iter().copied().filter(|h| graph.has(h)).collect());
        let hashes = graph.since(&last_sync);
        Have { last_sync, bloom: BloomFilter::from_hashes(hashes.iter()) }
    }
}

fn digest(heads: &[ChangeHash], need: &[ChangeHash], have: &[Have]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for list in [heads, need] {
        hasher.update((list.len() as u64).to_be_bytes());
        for hash in list {
            hasher.update(hash.0);
        }
    }
    for have in have {
        for hash in &have.last_sync {
            hasher.update(hash.0);
        }
        hasher.update(have.bloom.to_bytes());
    }
    hasher.finalize().into()
}
