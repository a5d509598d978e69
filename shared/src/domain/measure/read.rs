//! Reading facts off a record.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Amount, Day, Fact, Measure, When};
use crate::domain::deadline::after;
use crate::domain::directory::{ChannelKind, Directory, UnitKind};
use crate::domain::plan::Plan;
use crate::domain::posting::Posting;
use crate::domain::record::Record;
use crate::domain::rules;
use crate::domain::state::State;
use crate::domain::value::Value;
use crate::text::fold;

/// A record with what its facts depend on beside it.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The record.
    pub record: &'a Record,
    /// The state that it is in.
    pub state: State,
    /// The plan it belongs to, once it is here.
    pub plan: Option<&'a Plan>,
    /// The commune.
    pub directory: &'a Directory,
}

/// What a record adds to the indicators.
pub fn facts(subject: &Subject<'_>) -> Vec<Fact> {
    let measures = subject.record.kind.map_or(&[][..], |kind| kind.measures);
    measures
        .iter()
        .filter(|measure| measure.stages.contains(&subject.state.stage))
        .filter(|measure| measure.when.iter().all(|when| subject.holds(when, measure.indicator)))
        .flat_map(|measure| subject.facts_of(measure))
        .collect()
}

/// The topics (`chủ đề`) that a record is about: those chosen, and those of its kind.
pub fn topics(record: &Record) -> BTreeSet<String> {
    let mut topics = match record.value("topics") {
        Some(Value::Choices(topics)) => topics.clone(),
        _ => BTreeSet::new(),
    };
    let of_kind = record.kind.map_or(&[][..], |kind| kind.about);
    topics.extend(of_kind.iter().map(|topic| (*topic).to_owned()));
    topics
}

impl Subject<'_> {
    fn holds(&self, when: &When, indicator: &str) -> bool {
        let record = self.record;
        match when {
            When::TaskNamesIt => match (self.plan, record.value("task")) {
                (Some(plan), Some(Value::Task(task))) => {
                    plan.tasks.get(task).is_some_and(|task| task.indicators.contains(indicator))
                }
                _ => false,
            },
            When::InPerson => {
                !rules::has(record, "channels")
                    || rules::chose_any(record, "channels", &["face_to_face"])
            }
            When::InVillage => match record.value("place") {
                Some(Value::Unit(place)) => {
                    let unit = self.directory.units.get(place);
                    unit.is_some_and(|unit| unit.kind == UnitKind::Thon)
                }
                _ => false,
            },
            When::Chose(field, options) => match record.value(field) {
                Some(Value::Choice(chosen)) => options.contains(&chosen.as_str()),
                Some(Value::Choices(chosen)) => options.iter().any(|one| chosen.contains(*one)),
                _ => false,
            },
            When::Has(field) => rules::has(record, field),
            When::Any(some) => some.iter().any(|when| self.holds(when, indicator)),
        }
    }

    fn facts_of(&self, measure: &Measure) -> Vec<Fact> {
        if let Amount::Postings(_) | Amount::Reach = measure.amount {
            let counted = self.postings().filter_map(|(posting, kind)| {
                let amount = match measure.amount {
                    Amount::Postings(kinds) => i64::from(kinds.contains(&kind)),
                    _ => posting.reach.unwrap_or_default().max(0),
                };
                (amount > 0).then(|| self.fact(measure, amount, posting.at.date()))
            });
            return counted.collect();
        }
        let (day, until, lasts) = match measure.day {
            Day::Of(fields) => {
                (fields.iter().find_map(|field| rules::date(self.record, field)), None, false)
            }
            Day::Posted(kinds) => {
                let days = self.postings().filter(|(_, kind)| kinds.contains(kind));
                (days.map(|(posting, _)| posting.at.date()).min(), None, false)
            }
            Day::While { from, to } => {
                (rules::date(self.record, from), rules::date(self.record, to), true)
            }
        };
        let (Some(day), Some(amount)) = (day, self.amount(measure.amount)) else {
            return Vec::new();
        };
        vec![Fact { until, lasts, ..self.fact(measure, amount, day) }]
    }

    fn fact(&self, measure: &Measure, amount: i64, day: Date) -> Fact {
        Fact {
            record: self.record.id,
            indicator: measure.indicator.to_owned(),
            part: measure.part,
            amount,
            day,
            until: None,
            lasts: false,
            same: (!measure.same.is_empty()).then(|| self.said(measure.same)),
        }
    }

    /// Nothing where it cannot be told.
    fn amount(&self, amount: Amount) -> Option<i64> {
        let record = self.record;
        match amount {
            Amount::One => Some(1),
            // Negative numbers are refused at submission; one from elsewhere counts as nothing.
            Amount::Number(field) => Some(record.integer(field)?.max(0)),
            Amount::Several(field) => match record.value(field)? {
                Value::Choices(named) => i64::try_from(named.len()).ok(),
                _ => None,
            },
            Amount::InTime { done, from, lasts } => {
                let moment = |field| match record.value(field)? {
                    Value::Moment(moment) => Some(*moment),
                    value => value.day().map(|day| day.at(0, 0, 0, 0)),
                };
                let deadline = after(moment(from)?, lasts, self.directory);
                Some(i64::from(moment(done)? <= deadline.at))
            }
            // One by one, see above.
            Amount::Postings(_) | Amount::Reach => None,
        }
    }

    /// The postings that stand: not struck out, not taken down.
    fn postings(&self) -> impl Iterator<Item = (&Posting, ChannelKind)> {
        let postings = match self.record.value("postings") {
            Some(Value::Postings(postings)) => Some(postings.values()),
            _ => None,
        };
        postings.into_iter().flatten().filter(|posting| posting.stands()).map(|posting| {
            let channel = self.directory.channels.get(&posting.channel);
            (posting, channel.map_or(ChannelKind::Other, |channel| channel.kind))
        })
    }

    /// What fields say, so that two records can agree in it, however it was typed.
    fn said(&self, fields: &[&str]) -> String {
        let said = |field: &&str| match self.record.value(field) {
            Some(value) => match value.as_text() {
                Some(text) => fold(text.trim()),
                None => value.day().map(|day| day.to_string()).unwrap_or_default(),
            },
            None => String::new(),
        };
        fields.iter().map(said).collect::<Vec<_>>().join("\u{1f}")
    }
}
