//! Whether a change's operations refer to what is there. Automerge takes that for granted: a wrong
//! reference makes it panic, or save a document that it cannot load.

use std::collections::BTreeMap;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ChangeHash, ExpandedChange, ObjType};

use crate::sync::graph::{Clock, Graph};
use crate::sync::refusal::{Refusal, RefusalCode};

use super::library::Library;

/// The operations of changes looked at so far.
#[derive(Debug, Default)]
pub(super) struct Operations {
    known: BTreeMap<ChangeHash, Vec<Op>>,
}

fn wrong(message: &str) -> Refusal {
    Refusal::new(RefusalCode::Reference, message)
}

impl Operations {
    /// Remembers a change that passed and is not committed yet.
    pub(super) fn remember(&mut self, hash: ChangeHash, change: ExpandedChange) {
        self.known.insert(hash, change.operations);
    }

    /// Checks every operation of a change that covers `clock` through its dependencies.
    pub(super) fn check(
        &mut self,
        library: &Library,
        clock: &Clock,
        change: &ExpandedChange,
        root: bool,
    ) -> Result<(), Refusal> {
        for at in 0..change.operations.len() {
            let Some(op) = change.operations.get(at) else { break };
            if op.obj == ObjectId::Root && !root {
                let message = "the root belongs to the relay";
                return Err(Refusal::new(RefusalCode::RootOperation, message));
            }
            let mut scope = Scope { all: self, library, clock, change, before: at };
            scope.check(op)?;
        }
        Ok(())
    }
}

impl Operations {
    /// Whether a change does nothing but add to an object what the object's creating change left
    /// out, and builds on that change alone and without a gap: then nothing in it was chosen by
    /// whoever hands it in.
    pub(super) fn stands_on_creation(
        &mut self,
        library: &Library,
        clock: &Clock,
        change: &ExpandedChange,
        deps: &[ChangeHash],
    ) -> bool {
        let [Op { obj: ObjectId::Id(object), key, .. }] = change.operations.as_slice() else {
            return false;
        };
        let found = library.graph.change_of_op(clock, object.actor(), object.counter());
        let Some((created, _)) = found else { return false };
        let continues = change.start_op.get() == library.graph.max_op_of(&created) + 1;
        let Some(created_by) = self.of(library, &created) else { return false };
        let made = |op: &Op| op.obj == ObjectId::Id(object.clone()) && op.key == *key;
        deps == [created] && continues && !created_by.iter().any(made)
    }

    fn of(&mut self, library: &Library, hash: &ChangeHash) -> Option<&[Op]> {
        if !self.known.contains_key(hash) {
            let change = library.change(hash)?;
            self.known.insert(*hash, change.decode().operations);
        }
        self.known.get(hash).map(Vec::as_slice)
    }
}

/// What one operation may refer to: what its change builds on, and what stands before it.
struct Scope<'s> {
    all: &'s mut Operations,
    library: &'s Library,
    clock: &'s Clock,
    change: &'s ExpandedChange,
    before: usize,
}

impl Scope<'_> {
    fn check(&mut self, op: &Op) -> Result<(), Refusal> {
        let sequence = match self.type_of(&op.obj)? {
            ObjType::Map | ObjType::Table => false,
            ObjType::List | ObjType::Text => true,
        };
        match (&op.key, sequence) {
            (Key::Map(_), false) if !op.insert => {}
            (Key::Seq(ElementId::Head), true) if op.insert => {}
            (Key::Seq(ElementId::Id(element)), true) => {
                let element = self.find(element).ok_or_else(|| wrong("no such element"))?;
                if !element.insert || element.obj != op.obj {
                    return Err(wrong("not an element of the sequence"));
                }
            }
            _ => return Err(wrong("the key does not suit the object")),
        }
        let needs_pred = matches!(op.action, OpType::Delete | OpType::Increment(_));
        if op.insert && !op.pred.is_empty() || needs_pred && op.pred.is_empty() {
            return Err(wrong("predecessors do not suit the operation"));
        }
        if op.insert && needs_pred {
            return Err(wrong("nothing to insert"));
        }
        let mut last: Option<&OpId> = None;
        for pred in op.pred.iter() {
            if last.is_some_and(|last| {
                (last.counter(), last.actor()) >= (pred.counter(), pred.actor())
            }) {
                return Err(wrong("predecessors out of order"));
            }
            last = Some(pred);
            let found = self.find(pred).ok_or_else(|| wrong("no such predecessor"))?;
            let same_place = match (&op.key, &found.key) {
                (Key::Map(ours), Key::Map(theirs)) => ours == theirs,
                (Key::Seq(ElementId::Id(element)), _) if found.insert => element == pred,
                (ours, theirs) => !found.insert && ours == theirs,
            };
            if found.obj != op.obj || !same_place || matches!(found.action, OpType::Delete) {
                return Err(wrong("the predecessor stands elsewhere"));
            }
        }
        Ok(())
    }

    fn type_of(&mut self, object: &ObjectId) -> Result<ObjType, Refusal> {
        let ObjectId::Id(id) = object else { return Ok(ObjType::Map) };
        match self.find(id).map(|op| &op.action) {
            Some(OpType::Make(kind)) => Ok(*kind),
            Some(_) => Err(wrong("not an object")),
            None => Err(wrong("no such object")),
        }
    }

    /// The operation with this id, if it comes before the one being checked.
    fn find(&mut self, id: &OpId) -> Option<&Op> {
        let start = self.change.start_op.get();
        if *id.actor() == self.change.actor_id && id.counter() >= start {
            let at = usize::try_from(id.counter() - start).ok()?;
            return self.change.operations.get(at).filter(|_| at < self.before);
        }
        let graph: &Graph = &self.library.graph;
        let (hash, start) = graph.change_of_op(self.clock, id.actor(), id.counter())?;
        let operations = self.all.of(self.library, &hash)?;
        operations.get(usize::try_from(id.counter() - start).ok()?)
    }
}
