//! One unit's records in one year: its workbook and what was decided on it.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash};
use shared::domain::decision::{Binding, Decision, Submission};
use shared::domain::directory::Unit;
use shared::domain::document::DocumentScope;
use shared::domain::record::Record;
use shared::domain::role::Role;
use shared::domain::state::derive;
use shared::domain::validate::{Context, validate};
use shared::id::{AccountId, DocumentId, EntryId, PlanId, RecordId, UnitId};
use shared::merge::view::{RecordView as Said, Standing};
use shared::schema::decisions::{self, Bindings};
use shared::schema::read::{View, author_of};
use shared::schema::workbook;
use shared::time::TimestampMs;

use super::touched::Touched;
use super::{Progress, Source};
use crate::engine::rules::{Me, decisions_scope};
use crate::engine::view::{Model, RecordView, UnitFreshness, Where};

/// Changes that arrive together and are still attributed one by one; a first sync is not.
const ATTRIBUTED_MAX: usize = 20;

/// What views depend on beside the unit's own documents.
pub(super) struct Circumstances<'a> {
    /// Who looks.
    pub(super) me: &'a Me,
    /// The unit.
    pub(super) unit: &'a UnitId,
    /// The rules' context, by plan.
    pub(super) context: &'a dyn Fn(Option<PlanId>) -> Context<'a>,
}

/// What has to be computed anew.
#[derive(Debug, Default)]
struct Stale {
    /// Every record.
    all: bool,
    /// These records, by key.
    records: BTreeSet<String>,
    submissions: bool,
    /// Decisions of these roles.
    decisions: BTreeSet<Role>,
    /// Where things are.
    whereabouts: bool,
    /// States, steps and problems.
    derived: bool,
}

/// One unit, one year.
#[derive(Debug, Default)]
pub(super) struct UnitModel {
    workbook: Option<(DocumentId, DocumentScope)>,
    roles: BTreeMap<Role, DocumentId>,
    /// Records with the document each stands in.
    read: BTreeMap<RecordId, (DocumentId, Record)>,
    /// By whom and when a record was last changed, as far as known.
    last_change: BTreeMap<RecordId, (TimestampMs, Option<AccountId>)>,
    submissions: Vec<Submission>,
    decisions: BTreeMap<Role, Vec<Decision>>,
    bindings: Bindings,
    views: BTreeMap<RecordId, Model<RecordView>>,
    data_until: Option<TimestampMs>,
    stale: Stale,
}

impl UnitModel {
    pub(super) const fn records(&self) -> &BTreeMap<RecordId, Model<RecordView>> {
        &self.views
    }

    pub(super) fn unsent(&self) -> usize {
        self.views.values().filter(|view| view.place().is_unsent()).count()
    }

    pub(super) fn workbook_changed(
        &mut self,
        id: DocumentId,
        scope: DocumentScope,
        doc: &Automerge,
        before: Option<&[ChangeHash]>,
    ) {
        self.workbook = Some((id, scope));
        let heads = doc.get_heads();
        match before.and_then(|before| Touched::between(doc, before, &heads)) {
            Some(touched) => {
                self.stale.submissions |= !touched.entries.is_empty();
                self.stale.derived |= !touched.entries.is_empty();
                self.stale.records.extend(touched.records);
                self.attribute(doc, before.unwrap_or_default());
            }
            None => self.stale.all = true,
        }
        self.bind_what_waited();
        self.stale.whereabouts = true;
    }

    /// Decisions that waited for a document's data may bind now.
    fn bind_what_waited(&mut self) {
        for (role, decisions) in &self.decisions {
            if decisions.iter().any(|decision| decision.binding == Binding::WaitingForData) {
                self.stale.decisions.insert(*role);
            }
        }
    }

    pub(super) fn decisions_changed(
        &mut self,
        id: DocumentId,
        role: Role,
        _before: Option<&[ChangeHash]>,
    ) {
        self.roles.insert(role, id);
        self.stale.decisions.insert(role);
        self.bind_what_waited();
        self.stale.whereabouts = true;
    }

    pub(super) fn progressed(&mut self, _id: &DocumentId) {
        self.stale.whereabouts = true;
    }

    pub(super) fn context_changed(&mut self) {
        self.stale.derived = true;
    }

    pub(super) fn forget(&mut self, id: &DocumentId) {
        if self.workbook.as_ref().is_some_and(|(workbook, _)| workbook == id) {
            *self = Self { roles: std::mem::take(&mut self.roles), ..Self::default() };
        }
        self.roles.retain(|role, doc| {
            if doc == id {
                self.decisions.remove(role);
                self.read.retain(|_, (home, _)| home != id);
            }
            doc != id
        });
        self.bindings = Bindings::default();
        self.stale.derived = true;
    }

    /// Computes what is stale; whether any view is another one now.
    pub(super) fn refresh(&mut self, source: &impl Source, with: &Circumstances<'_>) -> bool {
        let stale = std::mem::take(&mut self.stale);
        let Some((id, scope)) = self.workbook.clone() else { return stale.derived };
        let Some(doc) = source.document(&id) else { return false };
        let read_anything = self.read_again(source, (id, doc), &stale);
        if !(read_anything || stale.whereabouts || stale.derived) {
            return false;
        }
        let heads = doc.get_heads();
        self.data_until = heads.iter().filter_map(|head| changed_at(doc, head)).max();
        let places = Places::of(source, &id, doc, &self.roles);
        let mut changed = false;
        let mut views = BTreeMap::new();
        let homes = self.homes(source, (id, &scope, &heads));
        for (record_id, (home, record)) in &self.read {
            let Some(home) = homes.get(home) else { continue };
            let view = self.view(record, &places, &scope, home, with);
            let old = self.views.get(record_id).filter(|old| same(old, &view));
            changed |= old.is_none();
            views.insert(*record_id, old.cloned().unwrap_or_else(|| Model::new(view)));
        }
        changed |= views.len() != self.views.len();
        self.views = views;
        changed
    }

    /// The documents in which this unit's records stand: its workbook, and what roles say about it.
    fn homes(
        &self,
        source: &impl Source,
        (workbook, scope, heads): (DocumentId, &DocumentScope, &[ChangeHash]),
    ) -> BTreeMap<DocumentId, Home> {
        let own = Home { document: workbook, scope: scope.clone(), heads: heads.to_vec() };
        let laid_on = self.roles.iter().filter_map(|(role, id)| {
            let heads = source.document(id)?.get_heads();
            let scope = decisions_scope(scope, *role);
            Some((*id, Home { document: *id, scope, heads }))
        });
        std::iter::once((workbook, own)).chain(laid_on).collect()
    }

    /// Notes who changed which record when, for the few changes since `before`.
    fn attribute(&mut self, doc: &Automerge, before: &[ChangeHash]) {
        let changes = doc.get_changes_meta(before);
        if changes.len() > ATTRIBUTED_MAX {
            return;
        }
        for change in changes {
            let Some(touched) = Touched::between(doc, &change.deps, &[change.hash]) else {
                continue;
            };
            let author = change.author.as_ref().and_then(|a| AccountId::from_slice(a.as_bytes()));
            let author = author.or_else(|| author_of(doc, &change.actor));
            let at = moment(change.timestamp);
            for id in touched.records.iter().filter_map(|key| key.parse().ok()) {
                let last = self.last_change.entry(id).or_default();
                if at >= last.0 {
                    *last = (at, author);
                }
            }
        }
    }

    fn read_again(
        &mut self,
        source: &impl Source,
        (own, doc): (DocumentId, &Automerge),
        stale: &Stale,
    ) -> bool {
        let view = View::now(doc);
        if stale.all {
            let records = workbook::records(doc);
            self.read = records.into_iter().map(|(id, record)| (id, (own, record))).collect();
            self.last_change = self.read.keys().map(|id| (*id, last_scalar(view, *id))).collect();
        } else {
            for id in stale.records.iter().filter_map(|key| key.parse().ok()) {
                match workbook::record(view, id) {
                    Some(record) => self.read.insert(id, (own, record)),
                    None => self.read.remove(&id),
                };
            }
        }
        for (role, id) in &self.roles {
            if (stale.all || stale.decisions.contains(role))
                && let Some(laid_on) = source.document(id)
            {
                self.read.retain(|_, (home, _)| home != id);
                for (record, content) in workbook::records(laid_on) {
                    self.last_change.insert(record, last_scalar(View::now(laid_on), record));
                    self.read.insert(record, (*id, content));
                }
            }
        }
        if stale.all || stale.submissions {
            self.submissions = workbook::submissions(doc);
            self.submissions.sort_by_key(|entry| (entry.at, entry.id));
        }
        let roles = self.roles.values().filter_map(|id| source.document(id));
        let homes: Vec<&Automerge> = std::iter::once(doc).chain(roles).collect();
        for (role, id) in &self.roles {
            if (stale.all || stale.decisions.contains(role))
                && let Some(decided) = source.document(id)
            {
                let mut said =
                    decisions::decisions_again(decided, *role, &homes, &mut self.bindings);
                said.sort_by_key(|decision| (decision.at, decision.id));
                self.decisions.insert(*role, said);
            }
        }
        stale.all || stale.submissions || !stale.records.is_empty() || !stale.decisions.is_empty()
    }

    fn view(
        &self,
        record: &Record,
        places: &Places,
        workbook: &DocumentScope,
        home: &Home,
        with: &Circumstances<'_>,
    ) -> RecordView {
        let of = |id: &RecordId| *id == record.id;
        let submissions: Vec<Submission> =
            self.submissions.iter().filter(|entry| of(&entry.record)).cloned().collect();
        let mut decisions: Vec<Decision> =
            self.decisions.values().flatten().filter(|d| of(&d.record)).cloned().collect();
        decisions.sort_by_key(|decision| (decision.at, decision.id));
        let derived = derive(record, &submissions, &decisions);
        let step = derived.step;
        let said = Said {
            record: record.clone(),
            unit: with.unit.clone(),
            derived,
            decisions,
            submissions,
        };
        let (updated_at, updated_by) = self
            .last_change
            .get(&record.id)
            .copied()
            .unwrap_or((TimestampMs::default(), record.creator));
        RecordView {
            document: home.document,
            heads: home.heads.clone(),
            whereabouts: places.of_record(record.id),
            step_whereabouts: step.map(|entry| places.of_entry(entry)),
            updated_at: updated_at.max(said.touched_at()),
            updated_by,
            problems: validate(record, &(with.context)(record.plan)),
            may_edit: with.me.may_edit(&said, &home.scope),
            steps: with.me.steps(&said, workbook, &home.scope),
            said,
        }
    }
}

/// A document in which records stand.
struct Home {
    document: DocumentId,
    scope: DocumentScope,
    heads: Vec<ChangeHash>,
}

/// Where the entries of a unit's documents are.
struct Places {
    workbook: Option<Progress>,
    /// Not on the server: keys of records, submissions and decisions.
    here: BTreeSet<String>,
    /// Of these, what this device's store has not confirmed.
    unsaved: BTreeSet<String>,
    /// Refused: the same, with code and message.
    refused: BTreeMap<String, (String, String)>,
}

impl Places {
    fn of(
        source: &impl Source,
        workbook: &DocumentId,
        doc: &Automerge,
        roles: &BTreeMap<Role, DocumentId>,
    ) -> Self {
        let mut places = Self {
            workbook: None,
            here: BTreeSet::new(),
            unsaved: BTreeSet::new(),
            refused: BTreeMap::new(),
        };
        let progress = source.progress(workbook);
        places.add(doc, &progress);
        places.workbook = Some(progress);
        for id in roles.values() {
            if let Some(doc) = source.document(id) {
                places.add(doc, &source.progress(id));
            }
        }
        places
    }

    fn add(&mut self, doc: &Automerge, progress: &Progress) {
        let heads = doc.get_heads();
        // Against a version that this copy does not know, nothing is certain to be there.
        let since = |version: &[ChangeHash]| {
            let touched = Touched::between(doc, version, &heads);
            touched.or_else(|| Touched::between(doc, &[], &heads)).unwrap_or_default()
        };
        if progress.unsent > 0 {
            let touched = since(&progress.receipt);
            self.here.extend(touched.records);
            self.here.extend(touched.entries);
        }
        if let Some(stored) = &progress.stored {
            let touched = since(stored);
            self.unsaved.extend(touched.records);
            self.unsaved.extend(touched.entries);
        }
        for refused in &progress.refused {
            // It left the document; on a copy it shows what it is about.
            let mut copy = doc.clone();
            if copy.load_incremental(&refused.bytes).is_err() {
                continue;
            }
            let Some(touched) = Touched::between(&copy, &heads, &copy.get_heads()) else {
                continue;
            };
            for key in touched.records.into_iter().chain(touched.entries) {
                self.refused.insert(key, (refused.code.clone(), refused.message.clone()));
            }
        }
    }

    fn of_record(&self, id: RecordId) -> Where {
        self.of_key(&id.to_string())
    }

    fn of_entry(&self, id: EntryId) -> Where {
        self.of_key(&id.to_string())
    }

    fn of_key(&self, key: &str) -> Where {
        if let Some((code, message)) = self.refused.get(key) {
            return Where::Refused { code: code.clone(), message: message.clone() };
        }
        if !self.here.contains(key) {
            Where::OnServer
        } else if self.unsaved.contains(key) {
            Where::Unsaved
        } else {
            Where::OnDevice
        }
    }
}

/// Whether two views show the same. Heads are left out: newer ones of the same content change
/// nothing on a screen.
fn same(old: &RecordView, new: &RecordView) -> bool {
    let (a, b) = (&old.said, &new.said);
    let record = |a: &Record, b: &Record| {
        (a.id, a.plan, &a.fields, a.creator, a.created_at, a.deleted)
            == (b.id, b.plan, &b.fields, b.creator, b.created_at, b.deleted)
            && a.kind.map(|kind| kind.id) == b.kind.map(|kind| kind.id)
    };
    record(&a.record, &b.record)
        && a.derived == b.derived
        && a.decisions == b.decisions
        && a.submissions == b.submissions
        && old.document == new.document
        && old.whereabouts == new.whereabouts
        && old.step_whereabouts == new.step_whereabouts
        && old.updated_at == new.updated_at
        && old.updated_by == new.updated_by
        && old.problems == new.problems
        && old.may_edit == new.may_edit
        && old.steps == new.steps
}

/// When and by whom the newest scalar of a record was written. Characters typed into texts leave
/// no mark of their own; [`UnitModel::attribute`] sees those as they come.
fn last_scalar(view: View<'_>, id: RecordId) -> (TimestampMs, Option<AccountId>) {
    let Some(container) = view.root_map("records") else { return Default::default() };
    view.maps(&container, &id.to_string())
        .iter()
        .map(|object| view.members(object))
        .flat_map(|members| {
            members.values().map(|(_, written)| view.provenance(written)).collect::<Vec<_>>()
        })
        .map(|(author, at)| (at, author))
        .max_by_key(|(at, _)| *at)
        .unwrap_or_default()
}

fn changed_at(doc: &Automerge, hash: &ChangeHash) -> Option<TimestampMs> {
    doc.get_change_meta_by_hash(hash).map(|meta| moment(meta.timestamp))
}

fn moment(seconds: i64) -> TimestampMs {
    TimestampMs(u64::try_from(seconds).unwrap_or_default().saturating_mul(1000))
}

/// A unit's line in the supervisor's view.
pub(super) fn freshness(unit: &Unit, models: &[&UnitModel]) -> UnitFreshness {
    let views = || models.iter().flat_map(|model| model.views.values());
    let count = |of: &dyn Fn(&RecordView) -> bool| views().filter(|view| of(view)).count();
    UnitFreshness {
        unit: unit.id.clone(),
        name: unit.name.clone(),
        data_until: models
            .iter()
            .filter(|model| !model.read.is_empty())
            .filter_map(|model| model.data_until)
            .max(),
        present: models.iter().any(|model| model.workbook.is_some()),
        records: count(&|view| view.is_shared()),
        awaiting: count(&|view| view.standing() == Some(Standing::Awaiting)),
        conflicts: count(&|view| view.has_shared_conflict()),
    }
}
