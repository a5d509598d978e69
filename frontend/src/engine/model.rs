//! From documents to what screens show, computed anew only where something changed.

mod documents;
mod news;
mod places;
mod refused;
mod touched;
mod unit;

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, ChangeHash};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use shared::domain::directory::Directory;
use shared::domain::document::{DocumentKind, DocumentScope};
use shared::domain::plan::Plan;
use shared::domain::validate::Context;
use shared::id::{DocumentId, PlanId, RecordId, UnitId};
use shared::merge::consolidated::Consolidated;
use shared::schema;
use shared::sync::refusal::Refusal;

use self::news::News;
pub use self::news::Updates;
use self::unit::UnitModel;
use super::rules::Me;
use super::view::{Model, PlanView, RecordView, Records, RefusedWork, UnitFreshness};

/// A change that the server refused, as tabs tell each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedChange {
    /// The change.
    pub bytes: Vec<u8>,
    /// Stable code.
    pub code: String,
    /// For support.
    pub message: String,
}

impl RefusedChange {
    /// From what the sync engine keeps.
    pub fn new(refusal: &Refusal, bytes: Vec<u8>) -> Self {
        Self { bytes, code: refusal.code.as_str().to_owned(), message: refusal.message.clone() }
    }
}

/// How far a document has come, as far as screens care.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The heads whose ancestors the server has.
    pub receipt: Vec<ChangeHash>,
    /// Changes the server does not have for certain.
    pub unsent: usize,
    /// The heads of what this device's store has confirmed, if that is not everything.
    pub stored: Option<Vec<ChangeHash>>,
    /// Whether the server could not store it.
    pub server_refuses: bool,
    /// Changes set aside.
    pub refused: Vec<RefusedChange>,
}

/// Where documents are read from: the device of the leading tab, or a follower's copies.
pub trait Source {
    /// A document.
    fn document(&self, id: &DocumentId) -> Option<&Automerge>;
    /// How far it has come.
    fn progress(&self, id: &DocumentId) -> Progress;
}

/// All views of one account.
#[derive(Debug)]
pub struct ReadModel {
    me: Me,
    today: Date,
    scopes: BTreeMap<DocumentId, DocumentScope>,
    directory: Model<Directory>,
    plans: Model<Vec<PlanView>>,
    units: BTreeMap<(UnitId, i16), UnitModel>,
    records: Records,
    freshness: Model<Vec<UnitFreshness>>,
    refused: Model<Vec<RefusedWork>>,
    refused_changed: bool,
    consolidated: Consolidated,
    directory_changed: bool,
    plans_changed: BTreeSet<DocumentId>,
    everything: bool,
    news: News,
}

impl ReadModel {
    /// Nothing yet.
    pub fn new(me: Me, today: Date) -> Self {
        Self {
            me,
            today,
            scopes: BTreeMap::new(),
            directory: Model::default(),
            plans: Model::default(),
            units: BTreeMap::new(),
            records: Records::default(),
            freshness: Model::default(),
            refused: Model::default(),
            refused_changed: true,
            consolidated: Consolidated::default(),
            directory_changed: false,
            plans_changed: BTreeSet::new(),
            everything: true,
            news: News::default(),
        }
    }

    /// Who looks.
    pub const fn me(&self) -> &Me {
        &self.me
    }

    /// The day moved on, or the account's place in the commune is another one.
    pub fn set_circumstances(&mut self, me: Me, today: Date) {
        self.everything |= self.me != me || self.today != today;
        (self.me, self.today) = (me, today);
    }

    /// A document is here, moved on from `before` (nothing: look at all of it), or has come
    /// further.
    pub fn changed(
        &mut self,
        source: &impl Source,
        id: &DocumentId,
        before: Option<&[ChangeHash]>,
    ) {
        let Some(doc) = source.document(id) else { return };
        let known = self.scopes.contains_key(id);
        if !known {
            let Some(scope) = schema::read::scope(doc) else { return };
            self.scopes.insert(*id, scope);
        }
        self.refused_changed = true;
        let scope = self.scopes[id].clone();
        let before = before.filter(|_| known);
        match (scope.kind, &scope.unit) {
            (DocumentKind::Directory, _) => self.directory_changed = true,
            (DocumentKind::Plan, _) => {
                self.plans_changed.insert(*id);
            }
            (DocumentKind::Workbook, Some(unit)) => {
                self.unit(unit, scope.year).workbook_changed(*id, scope.clone(), doc, before);
            }
            (DocumentKind::Decisions, Some(unit)) => {
                if let Some(role) = scope.role {
                    self.unit(unit, scope.year).decisions_changed(*id, role, doc, before);
                }
            }
            (DocumentKind::Workbook | DocumentKind::Decisions | DocumentKind::Reports, _) => {}
        }
    }

    /// A document has come further (stored, sent, receipted, refused) without changing.
    pub fn progressed(&mut self, id: &DocumentId) {
        self.refused_changed = true;
        if let Some(scope) = self.scopes.get(id)
            && let Some(unit) = scope.unit.clone()
            && let Some(unit) = self.units.get_mut(&(unit, scope.year.unwrap_or_default()))
        {
            unit.progressed(id);
        }
    }

    /// A document was erased: nothing derived from it stays.
    pub fn forget(&mut self, id: &DocumentId) {
        let Some(scope) = self.scopes.remove(id) else { return };
        self.refused_changed = true;
        match (scope.kind, scope.unit) {
            (DocumentKind::Directory, _) => {
                self.directory = Model::default();
                self.directory_changed = true;
            }
            (DocumentKind::Plan, _) => {
                self.plans_changed.insert(*id);
            }
            (_, Some(unit)) => {
                if let Some(unit) = self.units.get_mut(&(unit, scope.year.unwrap_or_default())) {
                    unit.forget(id);
                }
            }
            _ => {}
        }
    }

    /// Forgets the documents that are not wanted any more: another source may lack some.
    pub fn keep_only(&mut self, wanted: impl Fn(&DocumentId) -> bool) {
        let gone: Vec<DocumentId> = self.ids(|_| true).filter(|id| !wanted(id)).collect();
        gone.iter().for_each(|id| self.forget(id));
    }

    /// Whether views show all that is in a document.
    pub fn shows_all_of(&self, id: &DocumentId) -> bool {
        let Some(DocumentScope { unit: Some(unit), year, .. }) = self.scopes.get(id) else {
            return true;
        };
        let model = self.units.get(&(unit.clone(), year.unwrap_or_default()));
        model.is_none_or(UnitModel::is_fresh)
    }

    /// Computes what changed since the last time.
    pub fn refresh(&mut self, source: &impl Source) -> Updates {
        self.derive(source, |_| true);
        self.updates(source)
    }

    /// Derives what is stale, one unit after the other. Those of which everything is (a document is
    /// new, the day or the plan is another) take their time: they wait unless `go_on` says so.
    /// Whether nothing is left.
    pub fn derive(&mut self, source: &impl Source, mut go_on: impl FnMut(&UnitId) -> bool) -> bool {
        let mut context = std::mem::take(&mut self.everything);
        let all = context;
        self.news.all |= all;
        if std::mem::take(&mut self.directory_changed) {
            let doc = self.ids(|scope| scope.kind == DocumentKind::Directory).next();
            let doc = doc.and_then(|id| source.document(&id));
            self.directory = Model::new(doc.map(schema::directory::read).unwrap_or_default());
            self.news.directory = true;
            context = true;
        }
        if all || !std::mem::take(&mut self.plans_changed).is_empty() {
            self.plans = Model::new(self.read_plans(source));
            self.news.plans = true;
            context = true;
        }
        if context {
            self.units.values_mut().for_each(UnitModel::context_changed);
        }
        let (plans, directory) = (self.plans.clone(), self.directory.clone());
        let mut done = true;
        for ((unit, _), model) in &mut self.units {
            if model.is_all_stale() && !go_on(unit) {
                done = false;
                continue;
            }
            let circumstances = unit::Circumstances {
                me: &self.me,
                unit,
                context: &|plan| Context {
                    today: self.today,
                    plan: plan_in(&plans, plan),
                    directory: Some(&*directory).filter(|directory| !directory.units.is_empty()),
                },
            };
            if let Some(records) = model.refresh(source, &circumstances) {
                self.news.changed.entry(unit.clone()).or_default().extend(records);
            }
        }
        done
    }

    /// One record as now shown, drafts of others included.
    pub fn record(&self, id: RecordId) -> Option<&Model<RecordView>> {
        self.units.values().find_map(|unit| unit.records().get(&id))
    }

    /// The rules' context for a record of a plan.
    pub fn context(&self, plan: Option<PlanId>) -> Context<'_> {
        Context {
            today: self.today,
            plan: plan_in(&self.plans, plan),
            directory: Some(&*self.directory).filter(|directory| !directory.units.is_empty()),
        }
    }

    /// Records, or steps on them, that the server does not have yet.
    pub fn unsent(&self) -> usize {
        self.units.values().map(UnitModel::unsent).sum()
    }

    fn ids(&self, of: impl Fn(&DocumentScope) -> bool) -> impl Iterator<Item = DocumentId> {
        self.scopes.iter().filter(move |(_, scope)| of(scope)).map(|(id, _)| *id)
    }

    fn unit(&mut self, unit: &UnitId, year: Option<i16>) -> &mut UnitModel {
        self.units.entry((unit.clone(), year.unwrap_or_default())).or_default()
    }

    fn read_plans(&self, source: &impl Source) -> Vec<PlanView> {
        let mut plans: Vec<PlanView> = self
            .scopes
            .iter()
            .filter(|(_, scope)| scope.kind == DocumentKind::Plan)
            .filter_map(|(id, scope)| {
                let plan: Plan = schema::plan::read(source.document(id)?);
                Some(PlanView {
                    document: *id,
                    id: scope.plan.or(plan.id)?,
                    year: scope.year.or(plan.year).unwrap_or_default(),
                    may_edit: self.me.writes(scope),
                    plan,
                })
            })
            .collect();
        plans.sort_by_key(|view| (std::cmp::Reverse(view.year), view.id));
        plans
    }

    fn read_refused(&self, source: &impl Source) -> Vec<RefusedWork> {
        self.scopes
            .iter()
            .filter_map(|(id, scope)| Some((*id, scope.role, source.document(id)?)))
            .flat_map(|(id, role, doc)| {
                let progress = source.progress(&id);
                if progress.refused.is_empty() {
                    return Vec::new();
                }
                refused::of_document(id, role, doc, &progress)
            })
            .collect()
    }
}

/// The plan a record belongs to; the only one if the record names none.
fn plan_in(plans: &[PlanView], id: Option<PlanId>) -> Option<&Plan> {
    match (id, plans) {
        (Some(id), plans) => plans.iter().find(|view| view.id == id).map(|view| &view.plan),
        (None, [only]) => Some(&only.plan),
        (None, _) => None,
    }
}
