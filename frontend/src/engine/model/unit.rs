//! One unit's records in one year: its workbook and what was decided on it.

mod views;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash};
use shared::domain::decision::Submission;
use shared::domain::directory::Unit;
use shared::domain::document::DocumentScope;
use shared::domain::record::Record;
use shared::domain::role::Role;
use shared::domain::validate::Context;
use shared::id::{AccountId, DocumentId, EntryId, PlanId, RecordId, UnitId};
use shared::merge::view::Standing;
use shared::schema::decisions::Decisions;
use shared::schema::read::{View, author_of};
use shared::schema::workbook;
use shared::time::TimestampMs;

use self::views::same;
use super::Source;
use super::places::Places;
use super::touched::Touched;
use crate::engine::rules::Me;
use crate::engine::view::{Model, RecordView, UnitFreshness};

/// Changes that arrive together and are looked at one by one; after more, as in a first sync, all of
/// the document is.
const CHANGES_MAX: usize = 500;

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
    /// Everything is read again.
    all: bool,
    /// These records of the workbook are read again.
    records: BTreeSet<RecordId>,
    /// These submissions are.
    submissions: BTreeSet<EntryId>,
    /// What these roles say is: these entries, or all.
    roles: BTreeMap<Role, Option<BTreeSet<EntryId>>>,
    /// Where the entries of these documents are.
    whereabouts: BTreeSet<DocumentId>,
    /// Every state, step and problem.
    derived: bool,
}

impl Stale {
    fn is_nothing(&self) -> bool {
        !(self.all || self.derived)
            && self.records.is_empty()
            && self.submissions.is_empty()
            && self.roles.is_empty()
            && self.whereabouts.is_empty()
    }

    /// What a role says is read again: these entries, or all.
    fn role(&mut self, role: Role, entries: Option<BTreeSet<EntryId>>) {
        match (self.roles.entry(role).or_insert_with(|| Some(BTreeSet::new())), entries) {
            (Some(known), Some(entries)) => known.extend(entries),
            (known, _) => *known = None,
        }
    }
}

/// One unit, one year.
#[derive(Debug, Default)]
pub(super) struct UnitModel {
    workbook: Option<(DocumentId, DocumentScope)>,
    roles: BTreeMap<Role, DocumentId>,
    /// Records, by the document each stands in.
    read: BTreeMap<(RecordId, DocumentId), Record>,
    /// By whom and when a record was last changed, as far as known.
    last_change: BTreeMap<RecordId, (TimestampMs, Option<AccountId>)>,
    submissions: BTreeMap<EntryId, Vec<Submission>>,
    decisions: Decisions,
    places: Places,
    views: BTreeMap<RecordId, Model<RecordView>>,
    data_until: Option<TimestampMs>,
    stale: Stale,
}

impl UnitModel {
    pub(super) const fn records(&self) -> &BTreeMap<RecordId, Model<RecordView>> {
        &self.views
    }

    /// Whether views show all that is known.
    pub(super) fn is_fresh(&self) -> bool {
        self.stale.is_nothing()
    }

    /// Whether all of it, or all that a role says, has to be computed anew.
    pub(super) fn is_all_stale(&self) -> bool {
        let Stale { all, derived, roles, .. } = &self.stale;
        *all || *derived || roles.values().any(Option::is_none)
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
        match Since::of(doc, before) {
            Some(since) => {
                self.attribute(&since, |touched| touched.records.clone());
                self.stale.records.extend(since.touched.records);
                self.stale.submissions.extend(since.touched.entries);
            }
            None => self.stale.all = true,
        }
        self.bind_what_waited();
        self.stale.whereabouts.insert(id);
    }

    pub(super) fn decisions_changed(
        &mut self,
        id: DocumentId,
        role: Role,
        doc: &Automerge,
        before: Option<&[ChangeHash]>,
    ) {
        self.roles.insert(role, id);
        let since = Since::of(doc, before);
        if let Some(since) = &since {
            self.attribute(since, |touched| {
                touched.entries.iter().map(EntryId::laid_record).collect()
            });
        }
        self.stale.role(role, since.map(|since| since.touched.entries));
        self.bind_what_waited();
        self.stale.whereabouts.insert(id);
    }

    /// Decisions that waited for a document's data may bind now.
    fn bind_what_waited(&mut self) {
        for (role, id) in self.decisions.waiting() {
            self.stale.role(role, Some([id].into()));
        }
    }

    pub(super) fn progressed(&mut self, id: &DocumentId) {
        self.stale.whereabouts.insert(*id);
    }

    pub(super) fn context_changed(&mut self) {
        self.stale.derived = true;
    }

    pub(super) fn forget(&mut self, id: &DocumentId) {
        if self.workbook.as_ref().is_some_and(|(workbook, _)| workbook == id) {
            let Self { roles, places, views, stale, .. } = std::mem::take(self);
            *self = Self { roles, places, views, stale, ..Self::default() };
        }
        self.roles.retain(|_, of| of != id);
        // What was bound to what stood there is bound to nothing.
        self.decisions = Decisions::default();
        for role in self.roles.keys() {
            self.stale.role(*role, None);
        }
        self.read.retain(|(_, home), _| home != id);
        self.places.forget(id);
        self.stale.derived = true;
    }

    /// Computes what is stale: the records whose views are other ones now. Nothing if nothing was.
    pub(super) fn refresh(
        &mut self,
        source: &impl Source,
        with: &Circumstances<'_>,
    ) -> Option<BTreeSet<RecordId>> {
        if self.stale.is_nothing() {
            return None;
        }
        let workbook = self.workbook.clone();
        // A workbook that cannot be read now is what is stale at the next time.
        let doc = match &workbook {
            Some((id, _)) => Some(source.document(id)?),
            None => None,
        };
        let stale = std::mem::take(&mut self.stale);
        for id in &stale.whereabouts {
            if let Some(doc) = source.document(id) {
                self.places.look(*id, doc, &source.progress(id));
            }
        }
        let Some(((id, scope), doc)) = workbook.zip(doc) else {
            // What roles say shows once there is a workbook; then all of it is read.
            return Some(std::mem::take(&mut self.views).into_keys().collect());
        };
        let mut about = self.read_again(source, (id, doc), &stale);
        if stale.all || stale.derived {
            about.extend(self.views.keys());
            about.extend(self.read.keys().map(|(record, _)| record));
        }
        self.data_until = doc.get_heads().iter().filter_map(|head| changed_at(doc, head)).max();
        let mut changed = BTreeSet::new();
        if !stale.whereabouts.is_empty() {
            changed.extend(self.put_in_place(&about));
        }
        let homes = self.homes(source, (id, doc, &scope));
        let mut said = self.said_about(&about);
        for id in about {
            let view = self.home_of(id).and_then(|(home, record)| {
                let home = homes.get(&home)?;
                Some(self.view(record, said.remove(&id).unwrap_or_default(), &scope, home, with))
            });
            match (view, self.views.get(&id)) {
                (Some(view), Some(old)) if same(old, &view) && homes[&view.document].knows(old) => {
                    continue;
                }
                (Some(view), _) => self.views.insert(id, Model::new(view)),
                (None, Some(_)) => self.views.remove(&id),
                (None, None) => continue,
            };
            changed.insert(id);
        }
        Some(changed)
    }

    /// Notes who changed which record when.
    fn attribute(&mut self, since: &Since, records: impl Fn(&Touched) -> BTreeSet<RecordId>) {
        for (touched, at, author) in &since.written {
            for id in records(touched) {
                let last = self.last_change.entry(id).or_default();
                if *at >= last.0 {
                    *last = (*at, *author);
                }
            }
        }
    }

    /// Reads what is stale. Returns the records that it is about.
    fn read_again(
        &mut self,
        source: &impl Source,
        (own, doc): (DocumentId, &Automerge),
        stale: &Stale,
    ) -> BTreeSet<RecordId> {
        if stale.all {
            // Where all is read again, heads that bound decisions may be gone.
            self.decisions = Decisions::default();
        }
        let records = Some(&stale.records).filter(|_| !stale.all);
        let submissions = Some(&stale.submissions).filter(|_| !stale.all);
        let mut about = self.read_records(own, doc, records);
        about.extend(self.read_submissions(doc, submissions));
        let roles: Vec<(Role, DocumentId, &Automerge)> = self
            .roles
            .iter()
            .filter_map(|(role, id)| Some((*role, *id, source.document(id)?)))
            .collect();
        let homes: Vec<&Automerge> =
            std::iter::once(doc).chain(roles.iter().map(|(.., doc)| *doc)).collect();
        for (role, id, said) in &roles {
            let entries = match stale.roles.get(role) {
                Some(entries) => entries.as_ref().filter(|_| !stale.all),
                None if stale.all => None,
                None => continue,
            };
            let laid_on = entries.map(|ids| ids.iter().map(EntryId::laid_record).collect());
            about.extend(self.read_records(*id, said, laid_on.as_ref()));
            about.extend(self.decisions.read(said, *role, entries, &homes));
        }
        about
    }

    /// Reads a document's records, or `only` these. Returns those that are, or were, there.
    fn read_records(
        &mut self,
        home: DocumentId,
        doc: &Automerge,
        only: Option<&BTreeSet<RecordId>>,
    ) -> BTreeSet<RecordId> {
        let view = View::now(doc);
        let there = |(id, of): &(RecordId, DocumentId)| {
            *of == home && only.is_none_or(|only| only.contains(id))
        };
        let mut about: BTreeSet<RecordId> =
            self.read.extract_if(.., |key, _| there(key)).map(|((id, _), _)| id).collect();
        let found = match only {
            None => workbook::all_stored(view),
            Some(ids) => {
                ids.iter().filter_map(|id| Some((*id, workbook::stored(view, *id)?))).collect()
            }
        };
        for (id, stored) in found {
            if only.is_none() || !self.last_change.contains_key(&id) {
                self.last_change.insert(id, stored.last_written(view));
            }
            about.insert(id);
            self.read.insert((id, home), stored.record);
        }
        about
    }

    fn read_submissions(
        &mut self,
        doc: &Automerge,
        only: Option<&BTreeSet<EntryId>>,
    ) -> BTreeSet<RecordId> {
        let gone = |id: &EntryId| only.is_none_or(|only| only.contains(id));
        let gone = self.submissions.extract_if(.., |id, _| gone(id));
        let mut about: BTreeSet<RecordId> =
            gone.flat_map(|(_, entries)| entries).map(|entry| entry.record).collect();
        for entry in workbook::submissions(doc, only) {
            about.insert(entry.record);
            self.submissions.entry(entry.id).or_default().push(entry);
        }
        about
    }
}

/// What happened to a document since a version of it, change by change.
struct Since {
    touched: Touched,
    /// With when and by whom.
    written: Vec<(Touched, TimestampMs, Option<AccountId>)>,
}

impl Since {
    /// Nothing if all of the document has to be looked at.
    fn of(doc: &Automerge, before: Option<&[ChangeHash]>) -> Option<Self> {
        let before = before?;
        if !before.iter().all(|head| doc.get_change_meta_by_hash(head).is_some())
            || doc.get_changes_meta(before).len() > CHANGES_MAX
        {
            return None;
        }
        let written: Vec<_> = doc
            .get_changes(before)
            .iter()
            .map(|change| {
                let author = author_of(doc, change.actor_id());
                (Touched::by(doc, change), moment(change.timestamp()), author)
            })
            .collect();
        let touched = Touched::union(written.iter().map(|(touched, ..)| touched));
        Some(Self { touched, written }).filter(|since| !since.touched.containers)
    }
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
