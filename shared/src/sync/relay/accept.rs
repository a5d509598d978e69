//! Deciding which changes the relay takes. Nothing here is stored yet: what is accepted goes to the
//! store first, and into the graph after that.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Change, ChangeHash};

use crate::id::{AccountId, DocumentId};
use crate::limits::{
    DOCUMENT_BYTES_MAX, OP_COUNTER_MAX, ORPHAN_BYTES_MAX, ORPHANS_MAX, START_OP_GAP_MAX,
};
use crate::sync::access::Policy;
use crate::sync::chunk::ChangeChunk;
use crate::sync::graph::Clock;
use crate::sync::load::guarded;
use crate::sync::refusal::{Refusal, RefusalCode};

use super::library::{Arrival, Giver, Library};
use super::operations::Operations;
use super::trial::{Candidate, Trial};

/// What came of a batch.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    /// To be stored, each after what it builds on.
    pub(super) accepted: Vec<Arrival>,
    /// Actors seen for the first time.
    pub(super) bindings: Vec<(ActorId, AccountId)>,
    pub(super) refused: Vec<(Giver, ChangeHash, Refusal)>,
    /// Committed changes that turned out to spoil the document; nothing else is decided then.
    pub(super) spoiled: Option<BTreeSet<ChangeHash>>,
}

/// Checks a batch against a document. Changes that something is missing for wait as orphans.
pub(super) fn accept(
    library: &mut Library,
    document: &DocumentId,
    policy: &dyn Policy,
    arrivals: Vec<Arrival>,
) -> Verdict {
    let mut verdict = Verdict::default();
    let new: Vec<_> = arrivals.iter().map(|arrival| arrival.change.hash).collect();
    for arrival in arrivals {
        let Arrival { change, giver } = &arrival;
        if library.poison.contains(&change.hash) {
            let refusal = Refusal::new(RefusalCode::Harmful, "it was set aside before");
            verdict.refused.push((*giver, change.hash, refusal));
        } else if change.deps.iter().any(|dep| library.poison.contains(dep)) {
            verdict.refused.push((*giver, change.hash, builds_on_refused()));
        } else if !library.graph.has(&change.hash) {
            library.orphans.insert(arrival);
        }
    }
    let graph = &library.graph;
    let ready = library.orphans.take_ready(|hash| graph.has(hash));
    let mut size = library.orphans.size();
    for hash in new {
        if library.orphans.len() <= ORPHANS_MAX && size <= ORPHAN_BYTES_MAX {
            break;
        }
        if let Some(orphan) = library.orphans.remove(&hash) {
            size -= orphan.change.bytes.len();
            let refusal = Refusal::new(RefusalCode::Orphans, "too many changes wait for others");
            verdict.refused.push((orphan.giver, hash, refusal));
        }
    }
    let mark = library.graph.mark();
    let mut batch = Batch::new(document, policy);
    let mut candidates = Vec::new();
    for arrival in ready {
        // A change that someone else must hand in may still come; what builds on it waits.
        if !library.graph.has_all(&arrival.change.deps) && !batch.is_refused(&arrival.change) {
            library.orphans.insert(arrival);
            continue;
        }
        match batch.check(library, &arrival) {
            Ok(change) => {
                library.graph.add(&arrival.change);
                candidates.push(Candidate { arrival, change });
            }
            Err(refusal) => {
                if refusal.code != RefusalCode::ForeignAuthor {
                    batch.refused.insert(arrival.change.hash);
                }
                verdict.refused.push((arrival.giver, arrival.change.hash, refusal));
            }
        }
    }
    library.graph.reset(mark);
    let mut trial = Trial::new(library);
    verdict.accepted = trial.sift(candidates);
    verdict.refused.append(&mut trial.refused);
    verdict.spoiled = trial.spoiled.take();
    let accepted: BTreeSet<_> = verdict.accepted.iter().map(|a| &a.change.actor).collect();
    batch.bindings.retain(|actor, _| accepted.contains(actor));
    verdict.bindings = batch.bindings.into_iter().collect();
    drop_orphans_of(library, &mut verdict);
    verdict
}

/// Orphans that wait for a refused change wait for nothing.
fn drop_orphans_of(library: &mut Library, verdict: &mut Verdict) {
    let mut refused: BTreeSet<_> = verdict
        .refused
        .iter()
        .filter(|(_, _, refusal)| {
            !refusal.code.is_transient() && refusal.code != RefusalCode::ForeignAuthor
        })
        .map(|(_, hash, _)| *hash)
        .collect();
    let mut before = 0;
    while !refused.is_empty() && before != refused.len() {
        before = refused.len();
        for orphan in library.orphans.take_building_on(&refused) {
            refused.insert(orphan.change.hash);
            verdict.refused.push((orphan.giver, orphan.change.hash, builds_on_refused()));
        }
    }
}

pub(super) fn builds_on_refused() -> Refusal {
    Refusal::new(RefusalCode::Dependency, "it builds on a refused change")
}

/// What the checks of one batch have found so far.
struct Batch<'p> {
    document: &'p DocumentId,
    policy: &'p dyn Policy,
    operations: Operations,
    bindings: BTreeMap<ActorId, AccountId>,
    clocks: BTreeMap<ChangeHash, Clock>,
    refused: BTreeSet<ChangeHash>,
    size: usize,
}

impl<'p> Batch<'p> {
    fn new(document: &'p DocumentId, policy: &'p dyn Policy) -> Self {
        Self {
            document,
            policy,
            operations: Operations::default(),
            bindings: BTreeMap::new(),
            clocks: BTreeMap::new(),
            refused: BTreeSet::new(),
            size: 0,
        }
    }

    fn is_refused(&self, change: &ChangeChunk) -> bool {
        change.deps.iter().any(|dep| self.refused.contains(dep))
    }

    fn check(&mut self, library: &Library, arrival: &Arrival) -> Result<Change, Refusal> {
        let chunk = &arrival.change;
        if self.is_refused(chunk) {
            return Err(builds_on_refused());
        }
        if library.size + self.size + chunk.bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(Refusal::new(RefusalCode::DocumentFull, "the document is full"));
        }
        let clock = self.clock(library, chunk);
        check_sequence(library, &clock, chunk)?;
        check_counter(library, chunk)?;
        let change = parse(chunk)?;
        if change.other_actor_ids().iter().any(|a| !library.graph.clock_knows(&clock, a)) {
            return Err(Refusal::new(RefusalCode::Reference, "it names an unknown actor"));
        }
        let expanded = canonical(&change)?;
        let trusted = arrival.giver.account.is_none()
            || (self.policy.exempt(self.document, &expanded)
                && self.operations.stands_on_creation(library, &clock, &expanded, &chunk.deps));
        self.operations.check(library, &clock, &expanded, trusted)?;
        let binding = if trusted { trusted_author(chunk) } else { self.author(library, arrival)? };
        if let (Some(account), 1) = (binding, chunk.seq) {
            self.bindings.insert(chunk.actor.clone(), account);
        }
        self.operations.remember(chunk.hash, expanded);
        self.size += chunk.bytes.len();
        self.clocks.insert(chunk.hash, clock);
        Ok(change)
    }

    /// What a change covers through its dependencies.
    fn clock(&self, library: &Library, chunk: &ChangeChunk) -> Clock {
        let fresh: Option<Vec<_>> = chunk.deps.iter().map(|dep| self.clocks.get(dep)).collect();
        match fresh.as_deref() {
            Some([before]) => {
                // A chain of new changes, as a device that was offline brings it.
                let mut clock = (*before).clone();
                library.graph.cover(&mut clock, &chunk.deps);
                clock
            }
            _ => library.graph.clock(&chunk.deps),
        }
    }

    /// Whose change it is, or why it may not be handed in.
    fn author(&self, library: &Library, arrival: &Arrival) -> Result<Option<AccountId>, Refusal> {
        let foreign = |message| Refusal::new(RefusalCode::ForeignAuthor, message);
        let Giver { account: Some(account), ours, .. } = arrival.giver else { return Ok(None) };
        let change = &arrival.change;
        let may = |author: &AccountId| {
            *author == account || self.policy.may_hand_in(&account, author, self.document)
        };
        if change.seq == 1 {
            let Some(author) = &change.author else {
                let message = "the actor's first change names no author";
                let missing = Refusal::new(RefusalCode::AuthorMissing, message);
                return if ours { Err(missing) } else { Ok(Some(account)) };
            };
            let author = AccountId::from_slice(author).filter(may);
            return author.map(Some).ok_or_else(|| foreign("the author is another account"));
        }
        let bound =
            self.bindings.get(&change.actor).or_else(|| library.bindings.get(&change.actor));
        let Some(bound) = bound else { return Err(foreign("the actor is the relay's")) };
        if !may(bound) {
            return Err(foreign("the actor belongs to another account"));
        }
        match &change.author {
            None => Ok(Some(*bound)),
            Some(author) if author.as_slice() == bound.as_bytes() => {
                Err(Refusal::new(RefusalCode::AuthorMissing, "the author is named again"))
            }
            Some(_) => Err(foreign("the author contradicts the actor's first change")),
        }
    }
}

/// For changes from the relay itself: the author the first change names, if it is an account.
fn trusted_author(change: &ChangeChunk) -> Option<AccountId> {
    change.author.as_deref().and_then(AccountId::from_slice)
}

fn check_sequence(library: &Library, clock: &Clock, change: &ChangeChunk) -> Result<(), Refusal> {
    let wrong = |message| Err(Refusal::new(RefusalCode::Sequence, message));
    let last = library.graph.seq(&change.actor);
    if change.seq <= last {
        return wrong("a second change for the same actor and number");
    }
    if change.seq != last + 1 {
        return wrong("not the actor's next number");
    }
    if library.graph.clock_seq(clock, &change.actor) != last {
        return wrong("it does not build on the actor's last change");
    }
    Ok(())
}

fn check_counter(library: &Library, change: &ChangeChunk) -> Result<(), Refusal> {
    let below = change.deps.iter().map(|dep| library.graph.max_op_of(dep)).max().unwrap_or(0);
    let above = library.graph.max_op().saturating_add(START_OP_GAP_MAX);
    if change.start_op <= below || change.start_op > above || change.max_op() > OP_COUNTER_MAX {
        let message = format!(
            "its operations are not numbered on from what it builds on: {} {} {} {}",
            change.start_op,
            below,
            above,
            change.max_op()
        );
        return Err(Refusal::new(RefusalCode::Counter, message));
    }
    Ok(())
}

fn parse(chunk: &ChangeChunk) -> Result<Change, Refusal> {
    let change = guarded(|| Change::from_bytes(chunk.bytes.clone()).map_err(|e| e.to_string()));
    let malformed = || Refusal::new(RefusalCode::Malformed, "Automerge cannot read it");
    change.ok().filter(|change| change.hash() == chunk.hash).ok_or_else(malformed)
}

/// A change has one encoding: a document only keeps its operations, and loads only if those give
/// the same bytes, and so the same hash, again.
fn canonical(change: &Change) -> Result<automerge::ExpandedChange, Refusal> {
    let checked = guarded(|| {
        let expanded = change.decode();
        let again = Change::from(expanded.clone());
        if again.hash() == change.hash() { Ok(expanded) } else { Err(String::new()) }
    });
    checked.map_err(|_| Refusal::new(RefusalCode::Malformed, "not in the one form that loads"))
}
