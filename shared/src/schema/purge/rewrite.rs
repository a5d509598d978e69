//! Rewriting the changes of documents that name each other's, one by one.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, Change, ChangeHash, ExpandedChange, ObjType, ScalarValue};

use super::{Hashes, Purge, PurgeError};
use crate::domain::document::DocumentKind;
use crate::id::DocumentId;
use crate::schema::read::{View, scope};
use crate::schema::{SchemaError, genesis, migration};

/// The container that takes the neutral operations, and their key in it.
const NEUTRAL: (&str, &str) = ("superseded", "purged");

/// Rewrites the changes of one document, each after what it builds on. Ids of operations are those
/// of the old document throughout; only what is given out is renamed.
pub(super) struct Rewriter<'a> {
    purge: &'a Purge,
    old: ActorId,
    new: ActorId,
    pub(super) new_id: DocumentId,
    kind: DocumentKind,
    /// What became of this document's changes.
    pub(super) hashes: Hashes,
    /// The changes that decisions named, and what was put in their place.
    pub(super) named: Hashes,
    /// The maps of the root.
    containers: HashSet<OpId>,
    neutral: Option<OpId>,
    /// The maps in containers that stay.
    entries: HashSet<OpId>,
    /// The sets of heads in them.
    head_sets: HashSet<OpId>,
    /// Objects that go.
    gone: HashSet<OpId>,
    /// Keys of containers that go, beside those that the purge names.
    gone_keys: HashSet<(OpId, String)>,
}

impl<'a> Rewriter<'a> {
    pub(super) fn new(
        purge: &'a Purge,
        old: DocumentId,
        new: DocumentId,
        kind: DocumentKind,
    ) -> Self {
        Self {
            purge,
            old: ActorId::from(old.as_bytes().as_slice()),
            new: ActorId::from(new.as_bytes().as_slice()),
            new_id: new,
            kind,
            hashes: Hashes::new(),
            named: Hashes::new(),
            containers: HashSet::new(),
            neutral: None,
            entries: HashSet::new(),
            head_sets: HashSet::new(),
            gone: HashSet::new(),
            gone_keys: HashSet::new(),
        }
    }

    /// Changes that were set aside and may stand on each other; those that stand on something else
    /// that is not here are left out.
    pub(super) fn set_aside(
        &mut self,
        mut waiting: Vec<Change>,
        known: &Hashes,
    ) -> BTreeMap<ChangeHash, Change> {
        let mut done = BTreeMap::new();
        loop {
            let (ready, later): (Vec<_>, Vec<_>) = waiting
                .into_iter()
                .partition(|change| change.deps().iter().all(|dep| self.hashes.contains_key(dep)));
            if ready.is_empty() {
                return done;
            }
            for change in ready {
                if let Ok(Some(rewritten)) = self.rewrite(&change, known) {
                    done.insert(change.hash(), rewritten);
                }
            }
            waiting = later;
        }
    }

    /// One change; nothing if it is a migration of a purged record, which nobody signed: what
    /// stands on it stands on the change before. `known`: what became of changes that decisions may
    /// name, as far as the purge does not say.
    fn rewrite(&mut self, change: &Change, known: &Hashes) -> Result<Option<Change>, PurgeError> {
        let deps: Option<BTreeSet<_>> =
            change.deps().iter().map(|dep| self.hashes.get(dep).copied()).collect();
        let deps = deps.ok_or(PurgeError::Incomplete)?;
        let mut expanded = change.decode();
        let named = self.entries_naming(&expanded);
        let migrates = migration::is_recomputable(&expanded);
        let (actor, start) = (expanded.actor_id.clone(), expanded.start_op.get());
        let mut last: Option<OpId> = None;
        let mut purged = 0;
        let operations = std::mem::take(&mut expanded.operations);
        let of = operations.len();
        for (counter, op) in (start..).zip(operations) {
            let id = OpId(counter, actor.clone());
            if self.goes(&op, &id, &named) {
                if let OpType::Make(_) = op.action {
                    self.gone.insert(id.clone());
                }
                let neutral = self.neutral(last.as_ref())?;
                last = Some(id);
                purged += 1;
                expanded.operations.push(neutral);
            } else {
                self.note(&op, &id);
                let op = self.renamed(op, known);
                expanded.operations.push(op);
            }
        }
        if purged > 0 {
            // A foreign client may have put words there.
            expanded.message = None;
            keep_author_only(&mut expanded);
        }
        if let (true, true, Some(dep)) = (migrates, purged == of, deps.first()) {
            self.hashes.insert(change.hash(), *dep);
            return Ok(None);
        }
        expanded.actor_id = self.actor(&actor);
        expanded.deps = deps.into_iter().collect();
        expanded.hash = None;
        let rewritten = Change::from(expanded);
        self.hashes.insert(change.hash(), rewritten.hash());
        Ok(Some(rewritten))
    }

    /// The changes that a change may name.
    fn names(&self, change: &Change) -> Vec<ChangeHash> {
        if self.kind != DocumentKind::Decisions {
            return Vec::new();
        }
        let operations = change.decode().operations;
        let keys = operations.iter().filter_map(|op| match &op.key {
            Key::Map(key) if key.len() == 64 => key.parse().ok(),
            _ => None,
        });
        keys.collect()
    }

    /// The entries that this change makes and that name a purged record.
    fn entries_naming(&self, change: &ExpandedChange) -> HashSet<OpId> {
        let id = |at: usize| OpId(change.start_op.get() + at as u64, change.actor_id.clone());
        let made: HashSet<OpId> = change
            .operations
            .iter()
            .enumerate()
            .filter(|(_, op)| matches!(op.action, OpType::Make(_)) && self.in_container(op))
            .map(|(at, _)| id(at))
            .collect();
        let names = |op: &&Op| {
            matches!(&op.key, Key::Map(key) if key == "record")
                && matches!(&op.action, OpType::Put(ScalarValue::Str(text)) if self.purge.names(text))
        };
        let objects = change.operations.iter().filter(names).filter_map(|op| match &op.obj {
            ObjectId::Id(object) => Some(object.clone()),
            ObjectId::Root => None,
        });
        objects.filter(|object| made.contains(object)).collect()
    }

    fn in_container(&self, op: &Op) -> bool {
        matches!(&op.obj, ObjectId::Id(object) if self.containers.contains(object))
    }

    /// Whether an operation goes.
    fn goes(&mut self, op: &Op, id: &OpId, named: &HashSet<OpId>) -> bool {
        let ObjectId::Id(object) = &op.obj else { return false };
        if self.gone.contains(object) {
            return true;
        }
        let Key::Map(key) = &op.key else { return false };
        if !self.containers.contains(object) {
            return false;
        }
        let place = (object.clone(), key.to_string());
        if named.contains(id) {
            self.gone_keys.insert(place);
            return true;
        }
        self.purge.takes(key) || self.gone_keys.contains(&place)
    }

    /// Remembers what later operations may stand in.
    fn note(&mut self, op: &Op, id: &OpId) {
        let (OpType::Make(ty), Key::Map(key)) = (&op.action, &op.key) else { return };
        match &op.obj {
            ObjectId::Root => {
                self.containers.insert(id.clone());
                if key == NEUTRAL.0 && *ty == ObjType::Map {
                    self.neutral.get_or_insert_with(|| id.clone());
                }
            }
            ObjectId::Id(object) if self.containers.contains(object) => {
                self.entries.insert(id.clone());
            }
            ObjectId::Id(object) if self.entries.contains(object) && key == "heads" => {
                self.head_sets.insert(id.clone());
            }
            ObjectId::Id(_) => {}
        }
    }

    fn neutral(&self, last: Option<&OpId>) -> Result<Op, PurgeError> {
        let object = self.neutral.as_ref().ok_or(SchemaError::MissingContainer(NEUTRAL.0))?;
        let pred: Vec<OpId> = last.map(|id| self.id(id)).into_iter().collect();
        Ok(Op {
            action: OpType::Put(ScalarValue::Null),
            obj: ObjectId::Id(self.id(object)),
            key: Key::Map(NEUTRAL.1.into()),
            pred: pred.into(),
            insert: false,
        })
    }

    fn renamed(&mut self, op: Op, known: &Hashes) -> Op {
        let heads = matches!(&op.obj, ObjectId::Id(object) if self.head_sets.contains(object));
        let key = match op.key {
            Key::Map(key) if heads && self.kind == DocumentKind::Decisions => {
                Key::Map(match key.parse::<ChangeHash>() {
                    Ok(head) => self.head(head, known).to_string().into(),
                    Err(_) => key,
                })
            }
            Key::Seq(ElementId::Id(element)) => Key::Seq(ElementId::Id(self.id(&element))),
            key => key,
        };
        let obj = match &op.obj {
            ObjectId::Root => ObjectId::Root,
            ObjectId::Id(object) => ObjectId::Id(self.id(object)),
        };
        let pred: Vec<OpId> = op.pred.iter().map(|pred| self.id(pred)).collect();
        Op { action: op.action, obj, key, pred: pred.into(), insert: op.insert }
    }

    /// The change that stands for one that a decision names.
    fn head(&mut self, head: ChangeHash, known: &Hashes) -> ChangeHash {
        let told = self.purge.heads.binary_search_by_key(&head, |(old, _)| *old);
        let told = told.ok().and_then(|at| self.purge.heads.get(at)).map(|(_, new)| *new);
        let new = told.or_else(|| known.get(&head).copied()).unwrap_or(head);
        self.named.insert(head, new);
        new
    }

    fn id(&self, id: &OpId) -> OpId {
        OpId(id.counter(), self.actor(id.actor()))
    }

    fn actor(&self, actor: &ActorId) -> ActorId {
        if *actor == self.old { self.new.clone() } else { actor.clone() }
    }
}

/// A document's rewritten changes, or why there are none.
type Rewritten<'a> = (Rewriter<'a>, Result<Vec<Change>, PurgeError>);

/// Rewrites documents together: a change that names another one, as decisions do, comes after it.
/// Also gives what became of all changes.
pub(super) fn rewrite_together<'a>(
    group: Vec<(Rewriter<'a>, &Automerge)>,
) -> (Vec<Rewritten<'a>>, Hashes) {
    let mut known = Hashes::new();
    let mut queues: Vec<(VecDeque<Change>, Rewritten<'a>)> = group
        .into_iter()
        .map(|(rewriter, doc)| (doc.get_changes(&[]).into(), (rewriter, Ok(Vec::new()))))
        .collect();
    let all: HashSet<ChangeHash> =
        queues.iter().flat_map(|(queue, _)| queue.iter().map(Change::hash)).collect();
    let mut stuck = false;
    while queues.iter().any(|(queue, _)| !queue.is_empty()) {
        let mut moved = false;
        for (queue, (rewriter, done)) in &mut queues {
            while let Some(change) = queue.front() {
                let waits = |head: &ChangeHash| all.contains(head) && !known.contains_key(head);
                if !stuck && rewriter.names(change).iter().any(waits) {
                    break;
                }
                match (rewriter.rewrite(change, &known), &mut *done) {
                    (Ok(rewritten), Ok(done)) => done.extend(rewritten),
                    (Err(error), _) => *done = Err(error),
                    (Ok(_), Err(_)) => {}
                }
                let hash = change.hash();
                known.extend(rewriter.hashes.get(&hash).map(|new| (hash, *new)));
                queue.pop_front();
                (moved, stuck) = (true, false);
            }
        }
        // Nobody can have named what was made later. If a forger found a way, it names nothing.
        stuck = !moved;
    }
    (queues.into_iter().map(|(_, rewritten)| rewritten).collect(), known)
}

/// Leaves nothing after the author in a change's trailing bytes.
fn keep_author_only(change: &mut ExpandedChange) {
    let end = change.author.as_ref().and_then(|author| {
        let author = author.as_bytes();
        let at = change.extra_bytes.windows(author.len().max(1)).position(|part| part == author)?;
        Some(at + author.len())
    });
    change.extra_bytes.truncate(end.unwrap_or(0));
}

/// The keys in a document's containers that hold a purged record or an entry that names one, now or
/// at any time.
pub(super) fn keys_naming(doc: &Automerge, purge: &Purge) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let view = View::now(doc);
    let kind = scope(doc).map(|scope| scope.kind);
    for name in kind.map_or(&[][..], genesis::containers) {
        let Some(container) = view.root_map(name) else { continue };
        for key in view.keys(&container) {
            let mut maps = view.maps(&container, &key).into_iter();
            let named = |map| view.string(&map, "record").is_some_and(|text| purge.names(&text));
            if purge.takes(&key) || maps.any(named) {
                found.insert(key);
            }
        }
    }
    let (mut roots, mut entries) = (HashSet::new(), HashMap::new());
    for change in doc.get_changes(&[]) {
        let change = change.decode();
        for (counter, op) in (change.start_op.get()..).zip(&change.operations) {
            let id = || OpId(counter, change.actor_id.clone());
            let made = matches!(op.action, OpType::Make(_));
            match (&op.obj, &op.key) {
                (ObjectId::Root, _) if made => {
                    roots.insert(id());
                }
                (ObjectId::Id(object), Key::Map(key)) if roots.contains(object) => {
                    if purge.takes(key) {
                        found.insert(key.to_string());
                    }
                    if made {
                        entries.insert(id(), key.to_string());
                    }
                }
                (ObjectId::Id(object), Key::Map(key)) if key == "record" => {
                    let text = match &op.action {
                        OpType::Put(ScalarValue::Str(text)) => purge.names(text),
                        _ => false,
                    };
                    found.extend(entries.get(object).filter(|_| text).cloned());
                }
                _ => {}
            }
        }
    }
    found
}
