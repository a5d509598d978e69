//! What came of deriving: the views that are other ones now.

use std::collections::{BTreeMap, BTreeSet};

use shared::domain::directory::Directory;
use shared::id::{RecordId, UnitId};
use shared::merge::consolidated::{Consolidated, Subjects};

use super::unit::{self, UnitModel};
use super::{ReadModel, Source};
use crate::engine::view::{Model, PlanView, Records, RefusedWork, UnitFreshness};

/// What came out anew.
#[derive(Debug, Default)]
pub struct Updates {
    /// The directory.
    pub directory: Option<Model<Directory>>,
    /// The plans.
    pub plans: Option<Model<Vec<PlanView>>>,
    /// All records.
    pub records: Option<Records>,
    /// Freshness per unit.
    pub freshness: Option<Model<Vec<UnitFreshness>>>,
    /// The consolidated view.
    pub consolidated: Option<Model<Consolidated>>,
    /// Work that the server refused.
    pub refused: Option<Model<Vec<RefusedWork>>>,
}

/// What was derived and not told yet.
#[derive(Debug, Default)]
pub(super) struct News {
    /// Who looks, or when, is another.
    pub(super) all: bool,
    pub(super) directory: bool,
    pub(super) plans: bool,
    pub(super) changed: Changed,
}

impl ReadModel {
    /// What came of deriving, since this was last asked.
    pub fn updates(&mut self, source: &impl Source) -> Updates {
        let News { all, directory, plans, changed } = std::mem::take(&mut self.news);
        let mut updates = Updates {
            directory: directory.then(|| self.directory.clone()),
            plans: plans.then(|| self.plans.clone()),
            ..Updates::default()
        };
        self.collect_records(&changed, all, &mut updates);
        self.consolidate(&changed, all || directory || plans, &mut updates);
        self.freshen(&changed, all || directory || plans, &mut updates);
        if std::mem::take(&mut self.refused_changed) {
            let refused = self.read_refused(source);
            if *self.refused != refused {
                self.refused = Model::new(refused);
                updates.refused = Some(self.refused.clone());
            }
        }
        updates
    }

    /// Those who look may see other records than before (`all`), or these are others.
    fn collect_records(&mut self, changed: &Changed, all: bool, updates: &mut Updates) {
        let mut ids: BTreeSet<RecordId> = changed.values().flatten().copied().collect();
        if all {
            ids.extend(self.records.keys());
            ids.extend(self.units.values().flat_map(|unit| unit.records().keys()));
        }
        let mut records = None;
        for id in ids {
            let view = self.record(id).filter(|view| self.me.sees(&view.said));
            if self.records.get(&id) != view {
                let records = records.get_or_insert_with(|| BTreeMap::clone(&self.records));
                match view {
                    Some(view) => records.insert(id, view.clone()),
                    None => records.remove(&id),
                };
            }
        }
        if let Some(records) = records {
            self.records = Model::new(records);
            updates.records = Some(self.records.clone());
        }
    }

    /// What records count for depends on plans and directory too (`beside`); else only those that
    /// changed count anew.
    fn consolidate(&mut self, changed: &Changed, beside: bool, updates: &mut Updates) {
        let (plans, directory) = (self.plans.clone(), self.directory.clone());
        let subjects =
            Subjects { directory: &directory, plan: &|plan| super::plan_in(&plans, plan) };
        let named = plans.iter().map(|view| (view.id, &view.plan));
        let mut others = beside && self.consolidated.set_focal(named);
        if beside {
            let units: BTreeSet<&UnitId> = self.units.keys().map(|(unit, _)| unit).collect();
            for unit in units {
                let views = of_unit(&self.units, unit).flat_map(|model| model.records().values());
                let views = views.map(|view| &view.said);
                others |= self.consolidated.set_unit(unit, views, &subjects);
            }
        } else {
            for (unit, records) in changed {
                let view = |id: &RecordId| {
                    of_unit(&self.units, unit).find_map(|model| model.records().get(id))
                };
                let records = records.iter().map(|id| (*id, view(id).map(|view| &view.said)));
                others |= self.consolidated.set_records(unit, records, &subjects);
            }
        }
        if others {
            updates.consolidated = Some(Model::new(self.consolidated.clone()));
        }
    }

    fn freshen(&mut self, changed: &Changed, names: bool, updates: &mut Updates) {
        if changed.is_empty() && !names {
            return;
        }
        let listed = self.directory.units.values().filter(|unit| unit.kind.keeps_workbook());
        let lines: Vec<UnitFreshness> = listed
            .map(|unit| {
                let known = self.freshness.iter().find(|line| line.unit == unit.id);
                match known.filter(|_| !names && !changed.contains_key(&unit.id)) {
                    Some(line) => line.clone(),
                    None => unit::freshness(unit, &Vec::from_iter(of_unit(&self.units, &unit.id))),
                }
            })
            .collect();
        if *self.freshness != lines {
            self.freshness = Model::new(lines);
            updates.freshness = Some(self.freshness.clone());
        }
    }
}

/// Records whose views are other ones now, by their units; also units of which only the documents
/// moved on.
pub(super) type Changed = BTreeMap<UnitId, BTreeSet<RecordId>>;

/// A unit's years.
fn of_unit<'a>(
    units: &'a BTreeMap<(UnitId, i16), UnitModel>,
    unit: &'a UnitId,
) -> impl Iterator<Item = &'a UnitModel> {
    let years = units.range((unit.clone(), i16::MIN)..);
    years.take_while(move |((of, _), _)| of == unit).map(|(_, model)| model)
}
