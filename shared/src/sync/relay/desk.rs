//! The queue in front of each document: loading it, taking changes in, having them stored.

use std::collections::{BTreeSet, VecDeque};

use automerge::{ActorId, ChangeHash};

use crate::id::{AccountId, DocumentId};
use crate::limits::{
    DOCUMENT_QUEUE_BYTES_MAX, DOCUMENT_QUEUE_MAX, OPEN_BYTES_MAX, OPEN_DOCUMENTS_MAX,
};
use crate::sync::access::Policy;
use crate::sync::chunk::{Trust, read_changes};
use crate::sync::message::Said;
use crate::sync::refusal::{Refusal, RefusalCode};
use crate::sync::store::{ChunkKey, StoreError, StoredDocument, Ticket};
use crate::time::TimestampMs;

use super::accept::{Verdict, accept};
use super::library::{Arrival, Giver, Library, Whole};
use super::{Appended, CloseReason, Commit, ConnectionId, Origin, Relay, RelayEffect, RequestId};

/// A document and what waits for it.
#[derive(Debug)]
pub(super) struct Document {
    /// Committed.
    pub(super) heads: Vec<ChangeHash>,
    pub(super) content: Content,
    pub(super) queue: VecDeque<Job>,
    pub(super) storing: Option<Storing>,
    used: TimestampMs,
}

/// Where a document's changes are.
#[derive(Debug)]
pub(super) enum Content {
    /// In the store only.
    Away,
    /// On their way from the store.
    Loading,
    /// In memory.
    Here(Box<Library>),
}

/// Something to be done with a document, in order.
#[derive(Debug)]
pub(super) enum Job {
    Message(Message),
    Append { request: RequestId, origin: Origin, chunks: Vec<Vec<u8>> },
    Export { request: RequestId },
}

/// What a connection said.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) connection: ConnectionId,
    pub(super) account: AccountId,
    pub(super) ours: bool,
    pub(super) said: Said,
    pub(super) chunks: Vec<Vec<u8>>,
}

impl Message {
    fn size(&self) -> usize {
        self.chunks.iter().map(Vec::len).sum()
    }
}

/// What is being stored, and what follows when it is.
#[derive(Debug)]
pub(super) struct Storing {
    pub(super) ticket: Ticket,
    pub(super) step: Step,
}

#[derive(Debug)]
pub(super) enum Step {
    Accept {
        accepted: Vec<Arrival>,
        bindings: Vec<(ActorId, AccountId)>,
        then: Then,
        /// Written instead of a chunk for each of many changes.
        whole: Option<Whole>,
    },
    Compact {
        whole: Whole,
    },
    SetAside {
        removed: BTreeSet<ChangeHash>,
        put: Vec<ChunkKey>,
        delete: Vec<ChunkKey>,
    },
    /// The index of heads is brought in line with what could be read.
    Correct,
}

/// Who waits for an answer.
#[derive(Debug)]
pub(super) enum Then {
    Hear(ConnectionId, Said),
    Tell(RequestId, Vec<(ChangeHash, RefusalCode)>),
}

impl Document {
    pub(super) fn away(mut heads: Vec<ChangeHash>) -> Self {
        heads.sort_unstable();
        let (content, used) = (Content::Away, TimestampMs::default());
        Self { heads, content, queue: VecDeque::new(), storing: None, used }
    }

    fn new() -> Self {
        Self { content: Content::Here(Box::default()), ..Self::away(Vec::new()) }
    }

    /// Whether one more message may wait. The first may in any case.
    fn has_room(&self, message: &Message) -> bool {
        let waiting = self.queue.iter().map(|job| match job {
            Job::Message(message) => message.size(),
            Job::Append { .. } | Job::Export { .. } => 0,
        });
        let bytes: usize = waiting.sum();
        self.queue.is_empty()
            || self.queue.len() < DOCUMENT_QUEUE_MAX
                && bytes + message.size() <= DOCUMENT_QUEUE_BYTES_MAX
    }

    pub(super) fn library(&self) -> Option<&Library> {
        if let Content::Here(library) = &self.content { Some(library) } else { None }
    }

    pub(super) fn library_mut(&mut self) -> Option<&mut Library> {
        if let Content::Here(library) = &mut self.content { Some(library) } else { None }
    }

    pub(super) fn is_here(&self) -> bool {
        matches!(self.content, Content::Here(_))
    }
}

impl Relay {
    pub(super) fn append(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        request: RequestId,
        document: DocumentId,
        origin: Origin,
        chunks: Vec<Vec<u8>>,
    ) {
        if origin == Origin::Relay {
            self.documents.entry(document).or_insert_with(Document::new);
        }
        if !self.documents.contains_key(&document) {
            let result = Err(StoreError("no such document".to_owned()));
            return self.effects.push(RelayEffect::Appended { request, result });
        }
        self.enqueue(now, policy, document, Job::Append { request, origin, chunks });
    }

    pub(super) fn export(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        request: RequestId,
        document: DocumentId,
    ) {
        if self.documents.contains_key(&document) {
            self.enqueue(now, policy, document, Job::Export { request });
        } else {
            self.effects.push(RelayEffect::Exported { request, result: Ok(None) });
        }
    }

    /// Puts a job at the end of a document's queue and works on it if nothing is in the way.
    pub(super) fn enqueue(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        id: DocumentId,
        job: Job,
    ) {
        let Some(document) = self.documents.get_mut(&id) else { return };
        document.used = now;
        if let Job::Message(message) = &job
            && !document.has_room(message)
        {
            let connection = message.connection;
            return self.turn_away(connection, "too many messages", CloseReason::Overload);
        }
        document.queue.push_back(job);
        self.work(policy, id);
    }

    /// Works through a document's queue until the store must answer.
    pub(super) fn work(&mut self, policy: &dyn Policy, id: DocumentId) {
        self.working = Some(id);
        loop {
            let Some(document) = self.documents.get_mut(&id) else { return };
            if document.storing.is_some() || document.queue.is_empty() {
                return;
            }
            match document.content {
                Content::Loading => return,
                Content::Away => {
                    document.content = Content::Loading;
                    return self.effects.push(RelayEffect::Load(id));
                }
                Content::Here(_) => {}
            }
            match document.queue.pop_front() {
                None => return,
                Some(Job::Message(message)) => self.take_message(policy, id, message),
                Some(Job::Append { request, origin, chunks }) => {
                    self.take_append(policy, id, request, origin, chunks);
                }
                Some(Job::Export { request }) => self.give_export(id, request),
            }
        }
    }

    fn take_message(&mut self, policy: &dyn Policy, id: DocumentId, mut message: Message) {
        let access = policy.access(&message.account, &id);
        if !access.reads() {
            return self.unavailable(message.connection, id);
        }
        let chunks = std::mem::take(&mut message.chunks);
        let giver = Giver {
            account: Some(message.account),
            connection: Some(message.connection),
            ours: message.ours,
        };
        let (mut arrivals, mut refused) = read(&chunks, giver);
        if !access.writes() {
            let read_only = Refusal::new(RefusalCode::ReadOnly, "this account may only read it");
            // What was taken before the account lost its right is not refused now.
            let library = self.documents.get(&id).and_then(Document::library);
            let known = |hash: &ChangeHash| library.is_some_and(|library| library.graph.has(hash));
            let new = std::mem::take(&mut arrivals).into_iter().filter(|a| !known(&a.change.hash));
            refused.extend(new.map(|a| (giver, Some(a.change.hash), read_only.clone())));
        }
        let verdict = self.decide(policy, id, arrivals);
        if let Some(spoiled) = verdict.spoiled {
            message.chunks = chunks;
            return self.set_aside(id, spoiled, Job::Message(message));
        }
        refused.extend(verdict.refused.into_iter().map(|(g, hash, why)| (g, Some(hash), why)));
        self.refuse(id, refused);
        let then = Then::Hear(message.connection, message.said);
        self.store(policy, id, giver.account, verdict.accepted, verdict.bindings, then);
    }

    fn take_append(
        &mut self,
        policy: &dyn Policy,
        id: DocumentId,
        request: RequestId,
        origin: Origin,
        chunks: Vec<Vec<u8>>,
    ) {
        let giver = match origin {
            Origin::Relay => Giver::RELAY,
            Origin::Account(account) => Giver { account: Some(account), ..Giver::RELAY },
        };
        let (arrivals, unread) = read(&chunks, giver);
        let verdict = self.decide(policy, id, arrivals);
        if let Some(spoiled) = verdict.spoiled {
            return self.set_aside(id, spoiled, Job::Append { request, origin, chunks });
        }
        let refused = verdict.refused.into_iter().map(|(g, hash, why)| (g, Some(hash), why));
        let refused: Vec<_> = unread.into_iter().chain(refused).collect();
        let told = refused
            .iter()
            .map(|(_, hash, refusal)| (hash.unwrap_or(ChangeHash([0; 32])), refusal.code))
            .collect();
        self.refuse(id, refused);
        let then = Then::Tell(request, told);
        self.store(policy, id, giver.account, verdict.accepted, verdict.bindings, then);
    }

    fn decide(&mut self, policy: &dyn Policy, id: DocumentId, arrivals: Vec<Arrival>) -> Verdict {
        let library = self.documents.get_mut(&id).and_then(Document::library_mut);
        let Some(library) = library.filter(|_| !arrivals.is_empty()) else {
            return Verdict::default();
        };
        let verdict = accept(library, &id, policy, arrivals);
        self.note_opened(id);
        verdict
    }

    /// Asks for changes to be stored; what follows waits for the answer.
    fn store(
        &mut self,
        policy: &dyn Policy,
        id: DocumentId,
        account: Option<AccountId>,
        accepted: Vec<Arrival>,
        bindings: Vec<(ActorId, AccountId)>,
        then: Then,
    ) {
        if accepted.is_empty() {
            return self.answer(policy, id, then, Ok(()));
        }
        let Some(document) = self.documents.get_mut(&id) else { return };
        let mut heads: BTreeSet<_> = document.heads.iter().copied().collect();
        for arrival in &accepted {
            for dep in &arrival.change.deps {
                heads.remove(dep);
            }
            heads.insert(arrival.change.hash);
        }
        let heads: Vec<_> = heads.into_iter().collect();
        let many = self.pace.chunks_before_snapshot;
        let library = document.library_mut();
        let whole = library.and_then(|library| library.whole_instead(accepted.len(), many, &heads));
        let (put, delete) = match &whole {
            Some((whole, replaced)) => (vec![(whole.key, whole.bytes.clone())], replaced.clone()),
            None => {
                let put = accepted.iter().map(|arrival| {
                    (ChunkKey::Incremental(arrival.change.hash), arrival.change.bytes.clone())
                });
                (put.collect(), Vec::new())
            }
        };
        let commit = Commit {
            ticket: Ticket(0),
            document: id,
            put,
            delete,
            bindings: bindings.clone(),
            heads,
            account,
        };
        let whole = whole.map(|(whole, _)| whole);
        self.commit(commit, Step::Accept { accepted, bindings, then, whole });
    }

    pub(super) fn commit(&mut self, mut commit: Commit, step: Step) {
        self.last_ticket += 1;
        let ticket = Ticket(self.last_ticket);
        commit.ticket = ticket;
        if let Some(document) = self.documents.get_mut(&commit.document) {
            document.storing = Some(Storing { ticket, step });
            self.tickets.insert(ticket, commit.document);
            self.effects.push(RelayEffect::Persist(commit));
        }
    }

    /// Answers who waited, after the store did.
    pub(super) fn answer(
        &mut self,
        policy: &dyn Policy,
        id: DocumentId,
        then: Then,
        result: Result<(), StoreError>,
    ) {
        match then {
            Then::Hear(connection, said) => {
                if let (Some(library), Some(connection)) = (
                    self.documents.get(&id).and_then(Document::library),
                    self.connections.get_mut(&connection),
                ) {
                    connection.sessions.entry(id).or_default().receive(library, said);
                }
                self.speak(policy, connection, id);
            }
            Then::Tell(request, refused) => {
                let heads = self.heads(&id).unwrap_or_default();
                let result = result.map(|()| Appended { heads, refused });
                self.effects.push(RelayEffect::Appended { request, result });
            }
        }
    }

    pub(super) fn loaded(
        &mut self,
        now: TimestampMs,
        policy: &dyn Policy,
        id: DocumentId,
        result: Result<Option<StoredDocument>, StoreError>,
    ) {
        self.working = Some(id);
        let Some(document) = self.documents.get_mut(&id) else { return };
        if !matches!(document.content, Content::Loading) {
            return;
        }
        let gone = || StoreError("the store has no such document".to_owned());
        match result.and_then(|stored| stored.ok_or_else(gone)) {
            Ok(stored) => {
                let (library, problems) = Library::load(stored, &document.heads);
                let heads = library.graph.heads();
                let before = std::mem::replace(&mut document.heads, heads.clone());
                document.used = now;
                let opened = library.opened.is_some();
                document.content = Content::Here(Box::new(library));
                if opened {
                    self.note_opened(id);
                }
                if !problems.is_empty() {
                    self.effects.push(RelayEffect::Damaged(problems));
                }
                if heads != before {
                    // What was announced from the index is not there: receipts are withdrawn, and
                    // the index is corrected, or the next start would announce it again.
                    self.correct_index(id, heads);
                    self.fan_out(policy, id, &before);
                }
                self.work(policy, id);
            }
            Err(error) => {
                document.content = Content::Away;
                for job in std::mem::take(&mut document.queue) {
                    self.decline(id, job, error.clone());
                }
            }
        }
    }

    fn correct_index(&mut self, document: DocumentId, heads: Vec<ChangeHash>) {
        let commit = Commit {
            ticket: Ticket(0),
            document,
            put: Vec::new(),
            delete: Vec::new(),
            bindings: Vec::new(),
            heads,
            account: None,
        };
        self.commit(commit, Step::Correct);
    }

    /// The store failed before a job could be done.
    pub(super) fn decline(&mut self, id: DocumentId, job: Job, error: StoreError) {
        match job {
            Job::Message(message) => {
                let giver = Giver {
                    account: Some(message.account),
                    connection: Some(message.connection),
                    ours: message.ours,
                };
                let refusal = Refusal::new(RefusalCode::Store, "the relay's store failed");
                let (arrivals, mut refused) = read(&message.chunks, giver);
                let all = arrivals.into_iter();
                refused.extend(all.map(|a| (giver, Some(a.change.hash), refusal.clone())));
                if refused.is_empty() {
                    refused.push((giver, None, refusal));
                }
                self.refuse(id, refused);
            }
            Job::Append { request, .. } => {
                self.effects.push(RelayEffect::Appended { request, result: Err(error) });
            }
            Job::Export { request } => {
                self.effects.push(RelayEffect::Exported { request, result: Err(error) });
            }
        }
    }

    /// Lets go of what is in memory of a document; what waits is declined.
    pub(super) fn forget(&mut self, id: &DocumentId) {
        let error = StoreError("the relay failed on the document".to_owned());
        let Some(document) = self.documents.get_mut(id) else { return };
        document.content = Content::Away;
        for job in std::mem::take(&mut document.queue) {
            self.decline(*id, job, error.clone());
        }
        self.opened.retain(|opened| opened != id);
    }

    pub(super) fn erased(&mut self, id: &DocumentId) {
        let error = StoreError("the document was erased".to_owned());
        let Some(document) = self.documents.remove(id) else { return };
        for job in document.queue {
            self.decline(*id, job, error.clone());
        }
        self.opened.retain(|opened| opened != id);
        for connection in self.connections.values_mut() {
            connection.sessions.remove(id);
        }
    }

    /// Keeps the opened documents bounded: those used longest ago are closed.
    pub(super) fn note_opened(&mut self, id: DocumentId) {
        self.opened.retain(|opened| *opened != id);
        self.opened.push(id);
        let mut bytes: usize = self.opened.iter().map(|id| self.opened_size(id)).sum();
        while self.opened.len() > OPEN_DOCUMENTS_MAX
            || bytes > OPEN_BYTES_MAX && self.opened.len() > 1
        {
            let oldest = self.opened.remove(0);
            bytes -= self.opened_size(&oldest);
            if let Some(library) = self.documents.get_mut(&oldest).and_then(Document::library_mut) {
                library.opened = None;
            }
        }
    }

    fn opened_size(&self, id: &DocumentId) -> usize {
        self.documents.get(id).and_then(Document::library).map_or(0, |library| library.size)
    }

    pub(super) fn tick(&mut self, now: TimestampMs) {
        self.close_silent(now);
        for (id, document) in &mut self.documents {
            let busy = document.storing.is_some() || !document.queue.is_empty();
            if document.is_here() && !busy && now.since(document.used) > self.pace.document_idle_ms
            {
                document.content = Content::Away;
                self.opened.retain(|opened| opened != id);
            }
        }
    }
}

type Unread = Vec<(Giver, Option<ChangeHash>, Refusal)>;

/// Reads chunks that were handed in; what cannot be read is refused.
fn read(chunks: &[Vec<u8>], giver: Giver) -> (Vec<Arrival>, Unread) {
    let (mut arrivals, mut unread) = (Vec::new(), Vec::new());
    for read in chunks.iter().flat_map(|chunk| read_changes(chunk, Trust::Foreign)) {
        match read {
            Ok(change) => arrivals.push(Arrival { change, giver }),
            Err(error) => unread.push((giver, error.hash, error.refusal)),
        }
    }
    (arrivals, unread)
}
