//! What was said about a record as a graph: which entry answers which, and what follows.

use std::collections::BTreeSet;

use crate::domain::canonical::Present;
use crate::domain::decision::{Decision, Submission};
use crate::domain::kind::{Condition, Transition};
use crate::domain::record::Record;
use crate::domain::state::{Ignored, Stage, State};
use crate::id::EntryId;

/// A submission or decision with the step it takes.
#[derive(Debug, Clone)]
pub(super) struct Entry<'a> {
    pub(super) id: EntryId,
    pub(super) step: &'static Transition,
    pub(super) submission: Option<&'a Submission>,
    pub(super) decision: Option<&'a Decision>,
}

impl<'a> Entry<'a> {
    pub(super) const fn submission(entry: &'a Submission, step: &'static Transition) -> Self {
        Self { id: entry.id, step, submission: Some(entry), decision: None }
    }

    pub(super) const fn decision(entry: &'a Decision, step: &'static Transition) -> Self {
        Self { id: entry.id, step, submission: None, decision: Some(entry) }
    }

    fn claims(&self) -> impl Iterator<Item = &'a EntryId> {
        let answers = self.submission.map(|entry| &entry.answers);
        let supersedes = self.decision.map(|entry| &entry.supersedes);
        answers.into_iter().chain(supersedes).flatten()
    }
}

/// An entry by its place: two may have the same id, which only a foreign client makes, and neither
/// hides the other.
type Node = usize;

/// Some entries.
pub(super) type Nodes = BTreeSet<Node>;

/// Everything that was said, and what of it counts.
pub(super) struct Graph<'a> {
    record: &'a Record,
    present: &'a Present<'a>,
    entries: Vec<Entry<'a>>,
    /// What each entry answers: only what it can have known of.
    answers: Vec<Nodes>,
    /// Where each entry leads; nothing for one that does not count.
    after: Vec<Option<State>>,
    /// Of an entry that takes back: the one that holds again.
    again: Vec<Option<Node>>,
    /// Decisions that do not lead on from where the record was.
    pub(super) ignored: Vec<(EntryId, Ignored)>,
    /// Decisions that do not, but answer what is not here yet.
    pub(super) waiting: Vec<EntryId>,
}

impl<'a> Graph<'a> {
    pub(super) fn new(
        record: &'a Record,
        present: &'a Present<'a>,
        entries: Vec<Entry<'a>>,
    ) -> Self {
        let answers = answers(&entries);
        let (after, again) = (vec![None; entries.len()], vec![None; entries.len()]);
        let (ignored, waiting) = (Vec::new(), Vec::new());
        let mut graph = Self { record, present, entries, answers, after, again, ignored, waiting };
        let mut left: Nodes = (0..graph.entries.len()).collect();
        // What an entry answers is judged before it; there are no circles.
        while let Some(node) =
            left.iter().copied().find(|node| graph.answers[*node].is_disjoint(&left))
        {
            left.remove(&node);
            graph.judge(node);
        }
        graph
    }

    fn judge(&mut self, node: Node) {
        let entry = self.entries[node].clone();
        let past = self.past(&[node].into());
        let before = self.open(&past);
        // Edited is what was approved once its content differs; the graph knows no content.
        let was_approved = self.approval(&past).is_some();
        let leads_on = |state: State| {
            let approved = was_approved && matches!(state.stage, Stage::Ready | Stage::Approved);
            entry.step.from.contains(&state) || approved && entry.step.from.contains(&State::EDITED)
        };
        let from_here = leads_on(self.resolve(&before).0)
            || before.iter().filter_map(|node| self.after[*node]).any(leads_on);
        let wrong = if !from_here {
            Some(Ignored::NotFromHere)
        } else {
            // As it was when it was decided: what is edited later takes no decision away.
            let asked = |condition: Condition| match entry.decision {
                Some(decision) => decision.held.contains(condition.id),
                None => (condition.holds)(self.record),
            };
            let needs = entry.step.needs.filter(|needs| asked(needs.when));
            let missing = needs.is_some_and(|needs| !self.was_decided(&past, needs.step, &entry));
            missing.then_some(Ignored::StepMissing)
        };
        if let Some(wrong) = wrong {
            let known = |id: &EntryId| self.entries.iter().any(|entry| entry.id == *id);
            let incomplete = entry.claims().any(|id| !known(id));
            match entry.decision {
                Some(_) if incomplete => self.waiting.push(entry.id),
                Some(_) => self.ignored.push((entry.id, wrong)),
                None => {}
            }
            return;
        }
        let after = if entry.step.undo {
            let kept = past.difference(&self.answers[node]).copied().collect();
            let (state, again) = self.resolve(&self.open(&kept));
            self.again[node] = again;
            state
        } else {
            entry.step.to
        };
        self.after[node] = Some(after);
    }

    /// The entry that made the state: of one that takes back, the one that holds again.
    pub(super) fn made_by(&self, node: Node) -> Node {
        self.again[node].map_or(node, |again| self.made_by(again))
    }

    /// Every entry that counts.
    pub(super) fn all(&self) -> Nodes {
        (0..self.entries.len()).filter(|node| self.after[*node].is_some()).collect()
    }

    /// An entry.
    pub(super) fn entry(&self, node: Node) -> &Entry<'a> {
        &self.entries[node]
    }

    /// What some entries answer, directly or through others, as far as it counts.
    pub(super) fn past(&self, of: &Nodes) -> Nodes {
        let (mut past, mut stack) = (Nodes::new(), of.iter().copied().collect::<Vec<_>>());
        while let Some(node) = stack.pop() {
            for answered in &self.answers[node] {
                if self.after[*answered].is_some() && past.insert(*answered) {
                    stack.push(*answered);
                }
            }
        }
        past
    }

    /// Those among some entries that none of the others answers.
    pub(super) fn open(&self, among: &Nodes) -> Nodes {
        let answered: Nodes = among.iter().flat_map(|node| &self.answers[*node]).copied().collect();
        among.difference(&answered).copied().collect()
    }

    /// What holds among open entries, and by which of them.
    pub(super) fn resolve(&self, open: &Nodes) -> (State, Option<Node>) {
        let nodes = || open.iter().copied().map(|node| (node, &self.entries[node]));
        let strictest = nodes()
            .filter(|(_, entry)| entry.decision.is_some())
            .max_by_key(|(_, entry)| (entry.step.rank, self.is_on_present(entry), entry.id));
        let said = nodes()
            .filter(|(_, entry)| entry.submission.is_some())
            .max_by_key(|(_, entry)| (!entry.step.undo, entry.step.rank, entry.id));
        let (node, entry) = match (strictest, said) {
            (None, None) => return (State::DRAFT, None),
            (Some(one), None) | (None, Some(one)) => one,
            (Some(decision), Some(_)) if decision.1.step.rank > 0 => decision,
            (Some(_), Some(said)) => said,
        };
        let state = if strictest.is_some() && entry.step.undo {
            // Taken back while it was approved: neither holds, it waits as before.
            self.resolve(&self.open(&self.past(&[node].into()))).0
        } else {
            self.after[node].unwrap_or(State::DRAFT)
        };
        (state, Some(node))
    }

    /// The approval that a way has come over last; of several the one that is on the present content.
    pub(super) fn approval(&self, way: &Nodes) -> Option<&'a Decision> {
        let binds = |node: &Node| self.entries[*node].step.binds;
        let binding: Nodes = way.iter().copied().filter(binds).collect();
        let earlier = self.past(&binding);
        let last = binding.difference(&earlier).map(|node| &self.entries[*node]);
        last.max_by_key(|entry| (self.is_on_present(entry), entry.id))?.decision
    }

    /// The steps on a way that were decided on the record as it is.
    pub(super) fn decided_on_present(&self, way: &Nodes) -> BTreeSet<&'static str> {
        let entries = way.iter().map(|node| &self.entries[*node]);
        entries.filter(|entry| self.is_on_present(entry)).map(|entry| entry.step.id).collect()
    }

    fn is_on_present(&self, entry: &Entry<'_>) -> bool {
        entry.decision.is_some_and(|decision| self.present.is_of(decision))
    }

    /// Whether a step was decided in the past of a decision, on the content that this is about.
    fn was_decided(&self, past: &Nodes, step: &str, on: &Entry<'_>) -> bool {
        let content = |decision: &'a Decision| (decision.canonical, decision.hash.as_str());
        let Some(on) = on.decision.map(|decision| (decision.canonical, decision.hash.as_str()))
        else {
            return false;
        };
        past.iter()
            .map(|node| &self.entries[*node])
            .any(|entry| entry.step.id == step && entry.decision.map(content) == Some(on))
    }
}

/// Which entry answers which.
fn answers(entries: &[Entry<'_>]) -> Vec<Nodes> {
    let nodes_of = |id: EntryId, answering: &Entry<'_>| {
        // Taking back undoes what the unit itself said, never a decision.
        let only_submissions = answering.step.undo;
        entries.iter().enumerate().filter_map(move |(node, entry)| {
            let may = !only_submissions || entry.submission.is_some();
            (entry.id == id && may).then_some(node)
        })
    };
    let claimed: Vec<Nodes> = entries
        .iter()
        .map(|entry| entry.claims().flat_map(|id| nodes_of(*id, entry)).collect())
        .collect();
    // Of entries that answer each other none can have known of the other: that is no answer.
    let known = |node: Node, answers: &Nodes| {
        answers.iter().copied().filter(|answered| !reaches(&claimed, *answered, node)).collect()
    };
    claimed.iter().enumerate().map(|(node, answers)| known(node, answers)).collect()
}

fn reaches(answers: &[Nodes], from: Node, target: Node) -> bool {
    let (mut seen, mut stack) = (Nodes::new(), vec![from]);
    while let Some(node) = stack.pop() {
        if node == target {
            return true;
        }
        if seen.insert(node) {
            stack.extend(&answers[node]);
        }
    }
    false
}
