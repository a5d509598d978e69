//! The indicators (`chỉ tiêu`, DOMAIN §3.3) over the entries, and the postings by channel.

use std::collections::{BTreeMap, BTreeSet};

use super::{Consolidated, Entry, Scope};
use crate::domain::directory::{Directory, UnitKind};
use crate::domain::indicator::{Form, INDICATORS};
use crate::domain::measure::Fact;
use crate::id::{EntryId, RecordId, UnitId};

/// Which figure: an indicator's code, and which of its parts.
pub type FigureKey = (&'static str, usize);

/// A figure with the records behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figure {
    /// How much.
    pub value: i64,
    /// Out of how much, where it is a share of something.
    pub of: Option<i64>,
    /// The records that were counted.
    pub records: BTreeSet<RecordId>,
    /// Records of the same sessions in other leads' books: mentioned, not counted.
    pub mentioned: BTreeSet<RecordId>,
}

/// What a figure is summed up from.
#[derive(Default)]
struct Sum<'a> {
    facts: Vec<&'a Fact>,
    mentioned: BTreeSet<RecordId>,
}

impl Sum<'_> {
    fn figure(self, form: Form, villages: i64) -> Figure {
        let sum = self.facts.iter().fold(0_i64, |sum, fact| sum.saturating_add(fact.amount));
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let different =
            || count(self.facts.iter().map(|fact| &fact.same).collect::<BTreeSet<_>>().len());
        let (value, of) = match form {
            Form::Sum | Form::Entered => (sum, None),
            Form::Distinct => (different(), None),
            Form::Villages => (different(), Some(villages)),
            Form::Share => (sum, Some(count(self.facts.len()))),
        };
        let records = self.facts.iter().map(|fact| fact.record).collect();
        Figure { value, of, records, mentioned: self.mentioned }
    }
}

impl Consolidated {
    /// Every indicator that kinds of records count for; those typed in are left out.
    pub fn figures(&self, scope: &Scope, directory: &Directory) -> BTreeMap<FigureKey, Figure> {
        let source = self.source(scope);
        let elsewhere = source.counted_elsewhere();
        let mut sums: BTreeMap<FigureKey, Sum<'_>> = BTreeMap::new();
        let counted = INDICATORS.iter().filter(|indicator| indicator.form != Form::Entered);
        for indicator in counted.clone() {
            for part in 0..indicator.figures() {
                sums.insert((indicator.code, part), Sum::default());
            }
        }
        let codes: BTreeMap<&str, &'static str> =
            INDICATORS.iter().map(|indicator| (indicator.code, indicator.code)).collect();
        for (_, entry) in source.all().filter(|(unit, entry)| scope.includes(unit, entry)) {
            for fact in source.facts_in(scope, entry) {
                let key = codes.get(fact.indicator.as_str()).map(|code| (*code, fact.part));
                let Some(sum) = key.and_then(|key| sums.get_mut(&key)) else { continue };
                if elsewhere.contains(&entry.record) {
                    sum.mentioned.insert(entry.record);
                } else {
                    sum.facts.push(fact);
                }
            }
        }
        let villages = villages(directory, source.active_places(scope));
        let form = |code: &str| {
            counted.clone().find(|one| one.code == code).map_or(Form::Sum, |one| one.form)
        };
        sums.into_iter().map(|(key, sum)| (key, sum.figure(form(key.0), villages))).collect()
    }

    /// Postings by channel and form of what was posted, each with the contents behind them. One
    /// content on three channels is one item and three postings (DOMAIN §3.3).
    pub fn by_channel(&self, scope: &Scope) -> BTreeMap<(EntryId, String), Figure> {
        let mut channels: BTreeMap<(EntryId, String), Figure> = BTreeMap::new();
        for (entry, posted) in self.posted(scope) {
            let form = entry.form.clone().unwrap_or_default();
            let figure = channels.entry((posted.channel, form)).or_default();
            figure.value = figure.value.saturating_add(1);
            figure.records.insert(entry.record);
        }
        channels
    }

    /// The contents that were posted.
    pub fn items(&self, scope: &Scope) -> BTreeSet<RecordId> {
        self.posted(scope).map(|(entry, _)| entry.record).collect()
    }

    fn posted<'a>(
        &'a self,
        scope: &'a Scope,
    ) -> impl Iterator<Item = (&'a Entry, &'a super::Posted)> {
        let source = self.source(scope);
        let asked = source.all().filter(|(unit, entry)| scope.includes(unit, entry));
        asked.flat_map(move |(_, entry)| {
            source.postings_in(scope, entry).into_iter().map(move |posted| (entry, posted))
        })
    }

    /// The places where something was done.
    fn active_places(&self, scope: &Scope) -> BTreeSet<UnitId> {
        self.by_place(scope)
            .into_iter()
            .filter(|(_, cell)| !cell.approved.is_empty())
            .map(|(place, _)| place)
            .collect()
    }
}

/// How many villages there are: those that exist now, and those merged since where something was
/// done.
fn villages(directory: &Directory, active: BTreeSet<UnitId>) -> i64 {
    let exists = |unit: &&crate::domain::directory::Unit| {
        unit.kind == UnitKind::Thon && (!unit.closed || active.contains(&unit.id))
    };
    i64::try_from(directory.units.values().filter(exists).count()).unwrap_or(i64::MAX)
}
