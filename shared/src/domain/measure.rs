//! What a record counts for: each kind declares its [`Measure`]s, and [`facts`] reads them off a
//! record. Sums over facts are the indicators of the report (DOMAIN §3.3).
//!
//! A topic's rows are parts of the general ones ("trong đó"): a session on borders is a session held
//! in person as well.

mod read;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::read::{Subject, facts, topics};
use crate::domain::deadline::Lasts;
use crate::domain::directory::ChannelKind;
use crate::domain::state::Stage;
use crate::id::RecordId;

/// What the records of a kind count for in one row of the report.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// The indicator's code.
    pub indicator: &'static str,
    /// Which of its parts, from 0: programmes or broadcasts.
    pub part: usize,
    /// How much.
    pub amount: Amount,
    /// On which day.
    pub day: Day,
    /// Only if all of this holds.
    pub when: &'static [When],
    /// Records that agree in these fields count once.
    pub same: &'static [&'static str],
    /// The stages in which it counts.
    pub stages: &'static [Stage],
}

/// How much a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// One.
    One,
    /// The number in a field.
    Number(&'static str),
    /// As many as a field names.
    Several(&'static str),
    /// One for each posting on channels of these kinds, on its own day.
    Postings(&'static [ChannelKind]),
    /// The views and listeners of each posting, on its day.
    Reach,
    /// One if it was done in time, else nothing: so the indicator is a share.
    InTime {
        /// The field that says when it was done.
        done: &'static str,
        /// The field from which the time runs.
        from: &'static str,
        /// How long it runs.
        lasts: Lasts,
    },
}

/// On which day a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// What the first filled-in field of these says.
    Of(&'static [&'static str]),
    /// When it was first posted on a channel of these kinds.
    Posted(&'static [ChannelKind]),
    /// As long as it lasts: whoever asks for a period is told how it stands on the last day.
    While {
        /// First day.
        from: &'static str,
        /// Last day; open while empty.
        to: &'static str,
    },
}

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Its task is counted by the indicator, as the plan says.
    TaskNamesIt,
    /// Face to face; so is what names no way at all.
    InPerson,
    /// It took place in a village.
    InVillage,
    /// One of these was chosen.
    Chose(&'static str, &'static [&'static str]),
    /// Something stands in the field.
    Has(&'static str),
    /// One of these holds.
    Any(&'static [When]),
}

/// When it was first posted, wherever.
pub const ONCE_POSTED: Day = Day::Posted(ChannelKind::ALL);

/// What is done and approved counts.
const DONE: &[Stage] = &[Stage::Approved];

impl Measure {
    /// One for each record, on the day that `date` says.
    pub const fn one(indicator: &'static str) -> Self {
        Self::of(indicator, Amount::One)
    }

    /// So much for each record, on the day that `date` says.
    pub const fn of(indicator: &'static str, amount: Amount) -> Self {
        let day = Day::Of(&["date"]);
        Self { indicator, part: 0, amount, day, when: &[], same: &[], stages: DONE }
    }

    /// For another part of the indicator than its first.
    pub const fn part(self, part: usize) -> Self {
        Self { part, ..self }
    }

    /// On another day.
    pub const fn on(self, day: Day) -> Self {
        Self { day, ..self }
    }

    /// Only if all of this holds.
    pub const fn when(self, when: &'static [When]) -> Self {
        Self { when, ..self }
    }

    /// Once for all records that agree in these fields.
    pub const fn once_for(self, same: &'static [&'static str]) -> Self {
        Self { same, ..self }
    }

    /// In these stages.
    pub const fn in_stages(self, stages: &'static [Stage]) -> Self {
        Self { stages, ..self }
    }
}

/// What a record adds to an indicator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The record.
    pub record: RecordId,
    /// The indicator's code.
    pub indicator: String,
    /// Which of its parts.
    pub part: usize,
    /// How much.
    pub amount: i64,
    /// On which day; of what lasts, since when.
    pub day: Date,
    /// Of what lasts: until when, if it has ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Whether it lasts: then it counts on the last day of a period, else in its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub lasts: bool,
    /// Facts of one indicator that agree here count once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}
