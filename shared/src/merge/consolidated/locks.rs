//! Locked periods (`khóa kỳ`): frozen figures do not move, and what comes late counts in the next
//! period of the same sort (DESIGN §2, DOMAIN §3.1).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::{Consolidated, Entry, Posted, Scope, When};
use crate::domain::measure::Fact;
use crate::domain::period::{Period, ReportPeriod};
use crate::id::RecordId;
use crate::merge::view::Standing;

/// A lock: the period, and what there was to count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The period.
    pub period: ReportPeriod,
    /// What there was up to its last day.
    pub frozen: Consolidated,
}

/// What came of records after a period was locked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SinceLock {
    /// Came too late: counted in the next period.
    pub late: BTreeSet<RecordId>,
    /// Counted then, and now another or nothing: for a correction.
    pub changed: BTreeSet<RecordId>,
}

impl Consolidated {
    /// What a lock of this period freezes: everything that counts up to its last day.
    pub fn freeze(&self, period: ReportPeriod) -> Lock {
        let until = Period { from: None, to: Some(period.last_day()) };
        let frozen = self.only(|entry| days(entry).any(|day| until.covers(Some(day))));
        Lock { period, frozen: Self { frozen: Arc::default(), ..frozen } }
    }

    /// Takes the locks; whether they are others than before. Of several of one period the last given
    /// holds.
    pub fn set_locks(&mut self, locks: impl IntoIterator<Item = Lock>) -> bool {
        let frozen: BTreeMap<ReportPeriod, Consolidated> =
            locks.into_iter().map(|lock| (lock.period, lock.frozen)).collect();
        let others = *self.frozen != frozen;
        if others {
            let counted = frozen.iter().map(|(period, part)| (*period, part.counted_in(*period)));
            self.counted = Arc::new(counted.collect());
            self.frozen = Arc::new(frozen);
        }
        others
    }

    /// Whether a period is locked.
    pub fn is_locked(&self, period: ReportPeriod) -> bool {
        self.frozen.contains_key(&period)
    }

    /// What came of records since a period was locked; nothing if it is not.
    pub fn since_lock(&self, period: ReportPeriod) -> Option<SinceLock> {
        let frozen = self.frozen.get(&period)?;
        let in_period = |entry: &Entry| days(entry).any(|day| period.days().covers(Some(day)));
        let (dated, counted) = (Scope::days(period.days()), Scope::report(period));
        let is_late = |entry: &Entry| {
            let activity = entry.standing == Some(Standing::Approved)
                && entry.is_activity
                && self.is_in(&dated, entry)
                && !self.is_in(&counted, entry);
            activity || self.facts_in(&dated, entry).len() > self.facts_in(&counted, entry).len()
        };
        let late = self.all().filter(|(_, entry)| is_late(entry));
        let late = late.map(|(_, entry)| entry.record).collect();
        let changed = frozen
            .all()
            .filter(|(_, entry)| counts(entry) && in_period(entry))
            .filter(|(_, then)| self.entry(then.record).is_none_or(|now| !counts_alike(then, now)))
            .map(|(_, then)| then.record)
            .collect();
        Some(SinceLock { late, changed })
    }

    /// Where what is asked for is read: what was frozen, if the period is locked.
    pub(super) fn source(&self, scope: &Scope) -> &Self {
        match scope.when {
            When::Report(period) => self.frozen.get(&period).unwrap_or(self),
            When::Days(_) => self,
        }
    }

    /// Whether an activity lies in what is asked for.
    pub(super) fn is_in(&self, scope: &Scope, entry: &Entry) -> bool {
        self.places(scope.when, entry.record, ACTIVITY, &[entry.day]) == [true]
    }

    /// The facts that lie in what is asked for.
    pub(super) fn facts_in<'a>(&self, scope: &Scope, entry: &'a Entry) -> Vec<&'a Fact> {
        let mut rows: BTreeMap<String, Vec<&Fact>> = BTreeMap::new();
        let mut counted = Vec::new();
        for fact in &entry.facts {
            if !fact.lasts {
                rows.entry(slot(fact)).or_default().push(fact);
            } else if lasts_in(scope.when, fact) {
                counted.push(fact);
            }
        }
        for (slot, facts) in rows {
            let days: Vec<Option<Date>> = facts.iter().map(|fact| Some(fact.day)).collect();
            let places = self.places(scope.when, entry.record, &slot, &days);
            counted.extend(facts.into_iter().zip(places).filter(|(_, is_in)| *is_in).map(|f| f.0));
        }
        counted
    }

    /// The postings that lie in what is asked for.
    pub(super) fn postings_in<'a>(&self, scope: &Scope, entry: &'a Entry) -> Vec<&'a Posted> {
        let days: Vec<Option<Date>> = entry.postings.iter().map(|one| Some(one.day)).collect();
        let places = self.places(scope.when, entry.record, POSTING, &days);
        entry.postings.iter().zip(places).filter(|(_, is_in)| *is_in).map(|one| one.0).collect()
    }

    /// Which of the days on which a record counts for one thing lie in what is asked for.
    ///
    /// In a row of periods a lock counted some of them. What there is more of in its period now came
    /// too late: it counts in the next one. What there is less of was counted all the same: another
    /// day, to which it was moved since, counts no more.
    fn places(&self, when: When, record: RecordId, slot: &str, days: &[Option<Date>]) -> Vec<bool> {
        let asked = match when {
            When::Days(period) => return days.iter().map(|day| period.covers(*day)).collect(),
            When::Report(period) => period,
        };
        let mut order: Vec<(Option<Date>, usize)> = days.iter().copied().zip(0..).collect();
        order.sort_unstable();
        // In the order of time: the months, quarters and halves of a row sort by it.
        for (lock, counted) in
            self.counted.iter().filter(|(lock, _)| lock.is_in_one_row_with(asked))
        {
            let counted = counted.get(&record).and_then(|slots| slots.get(slot));
            let mut left = counted.copied().unwrap_or_default();
            for (day, _) in order.iter_mut().filter(|(day, _)| lock.days().covers(*day)) {
                match left.checked_sub(1) {
                    Some(fewer) => left = fewer,
                    None => *day = lock.next().map(ReportPeriod::first_day).or(*day),
                }
            }
            let elsewhere = order.iter_mut().filter(|(day, _)| !lock.days().covers(*day));
            elsewhere.take(left).for_each(|(day, _)| *day = None);
        }
        let mut places = vec![false; days.len()];
        for (day, at) in order {
            places[at] = asked.days().covers(day);
        }
        places
    }

    /// What a lock of a period counts, of each record.
    fn counted_in(&self, period: ReportPeriod) -> Counted {
        let scope = Scope::report(period);
        let approved = self.all().filter(|(_, entry)| counts(entry));
        approved
            .filter_map(|(_, entry)| {
                let mut slots: BTreeMap<String, usize> = BTreeMap::new();
                let activity = entry.standing == Some(Standing::Approved);
                if activity && entry.is_activity && self.is_in(&scope, entry) {
                    slots.insert(ACTIVITY.to_owned(), 1);
                }
                let facts = self.facts_in(&scope, entry).into_iter().filter(|fact| !fact.lasts);
                facts.for_each(|fact| *slots.entry(slot(fact)).or_default() += 1);
                match self.postings_in(&scope, entry).len() {
                    0 => {}
                    several => drop(slots.insert(POSTING.to_owned(), several)),
                }
                (!slots.is_empty()).then_some((entry.record, slots))
            })
            .collect()
    }
}

/// How often a lock counted each record, by what for.
pub(super) type Counted = BTreeMap<RecordId, BTreeMap<String, usize>>;

/// As an activity.
const ACTIVITY: &str = "activity";
/// As a posting.
const POSTING: &str = "posting";

/// As part of a figure.
fn slot(fact: &Fact) -> String {
    format!("{}/{}", fact.indicator, fact.part)
}

/// What lasts counts as it stands on the last day.
fn lasts_in(when: When, fact: &Fact) -> bool {
    let last = match when {
        When::Days(Period { to, .. }) => to.unwrap_or(Date::MAX),
        When::Report(period) => period.last_day(),
    };
    fact.day <= last && fact.until.is_none_or(|until| last <= until)
}

/// Whether it counts anywhere.
fn counts(entry: &Entry) -> bool {
    entry.standing == Some(Standing::Approved) || !entry.facts.is_empty()
}

/// Every day on which it counts, or of which it speaks.
fn days(entry: &Entry) -> impl Iterator<Item = Date> {
    entry.day.into_iter().chain(entry.facts.iter().map(|fact| fact.day))
}

/// Whether a record counts as it did.
fn counts_alike(then: &Entry, now: &Entry) -> bool {
    let counted = |entry: &Entry| {
        (entry.standing, entry.task.clone(), entry.place.clone(), entry.day, entry.people)
    };
    counted(then) == counted(now) && then.facts == now.facts && then.postings == now.postings
}
