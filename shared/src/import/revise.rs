//! Corrections that a person makes to an imported plan before anything is created.
//!
//! A correction is an [`Op`]; corrections are a list, applied in order to the result of the import.
//! Undoing is dropping the last one; when a repair of spelling is refused, the text is read again and
//! the same list applied again. Every operation is total: one that does not fit changes nothing and
//! says why. A line of the source ends in a field, in [`Revised::set_aside`] or stays among those
//! not understood, and a paragraph in a field or set aside, whatever the list.

mod apply;
mod compare;
mod moves;
mod tidy;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::adopt::UnitMap;
use super::model::ImportedPlan;
use super::options::KnownUnit;
use crate::domain::directory::UnitKind;
use crate::id::UnitId;

pub use compare::{Comparison, TaskChange, TaskField, TaskRef, compare, edition_of};

/// What a unit of the text is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitTarget {
    /// This unit of the directory.
    Directory(UnitId),
    /// None yet: it is created with the plan.
    New,
}

/// A part of the plan that is made of paragraphs. Tasks and headings are named by their path,
/// responsibilities by their number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A task's content.
    TaskContent(String),
    /// What stands directly under a heading.
    Section(String),
    /// "Mục đích".
    Purpose,
    /// "Yêu cầu".
    Requirements,
    /// Legal bases.
    Basis,
    /// "Kinh phí".
    Funding,
    /// A responsibility's duties.
    Responsibility(String),
    /// What stands after the last heading.
    Closing,
    /// "Nơi nhận".
    Recipients,
}

/// Where a line of the source, or a paragraph that stands wrongly, is moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The last paragraph of a part.
    Part(Part),
    /// Behind the title of the task with this path.
    TaskTitle(String),
    /// Units that lead the task with this path.
    Lead(String),
    /// Units that coordinate the task with this path.
    Coordinating(String),
    /// When the task with this path is due.
    Due(String),
    /// No part of the plan.
    Aside,
}

impl From<Part> for Place {
    fn from(part: Part) -> Self {
        Self::Part(part)
    }
}

/// One correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Moves a line that was not understood.
    MoveLine {
        /// Line of the file, from 1.
        line: usize,
        /// Where to.
        to: Place,
    },
    /// Moves a paragraph that was understood wrongly.
    MoveParagraph {
        /// The part where it stands.
        from: Part,
        /// Which of the part's paragraphs, from 0.
        at: usize,
        /// What it says: read again without some repair, another may stand in its place.
        says: String,
        /// Where to.
        to: Place,
    },
    /// Makes a task's paragraph, and what follows it, a task of its own.
    SplitTask {
        /// The task's path.
        task: String,
        /// The paragraph that becomes the new task's title, from 0.
        at: usize,
    },
    /// Makes the next task a part of this one.
    JoinTask {
        /// The task's path.
        task: String,
    },
    /// Gives a task another title.
    Retitle {
        /// The task's path.
        task: String,
        /// The title.
        title: String,
    },
    /// Sets the units that lead and coordinate; the first lead is the focal one.
    SetUnits {
        /// The task's path.
        task: String,
        /// Ids of units of the text.
        lead: Vec<String>,
        /// Ids of units of the text.
        coordinating: Vec<String>,
    },
    /// Makes one of a task's leads the focal one (`đầu mối`).
    SetFocal {
        /// The task's path.
        task: String,
        /// Id of the unit.
        unit: String,
    },
    /// Says by which day a task is to be done. What the text says of it stays beside the day.
    SetDue {
        /// The task's path.
        task: String,
        /// The day, ISO; none where the words name none.
        date: Option<String>,
    },
    /// Sets a task's indicators.
    SetIndicators {
        /// The task's path.
        task: String,
        /// Codes of DOMAIN §3.3.
        codes: Vec<String>,
    },
    /// Says what a unit of the text is.
    MapUnit {
        /// Its id in the text.
        unit: String,
        /// What it is.
        to: UnitTarget,
    },
    /// Gives a unit that will be created its name and kind.
    NameUnit {
        /// Its id in the text.
        unit: String,
        /// Its name.
        name: String,
        /// What kind of body it is.
        kind: UnitKind,
    },
    /// The year the plan is for.
    SetYear {
        /// The year.
        year: i16,
    },
    /// What the plan is about (trích yếu).
    SetTitle {
        /// The abstract.
        title: String,
    },
}

/// Why an operation changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The line is none of those not understood.
    NoSuchLine,
    /// There is no such task.
    NoSuchTask,
    /// The plan has no such heading.
    NoSuchSection,
    /// The part has no such paragraph.
    NoSuchParagraph,
    /// No task follows.
    NoNextTask,
    /// There is no such unit.
    NoSuchUnit,
    /// The unit does not lead the task.
    NotALead,
    /// There is no such responsibility.
    NoSuchDuty,
    /// The line names no unit of the plan or the directory.
    NoUnitNamed,
    /// There is no such indicator.
    NoSuchIndicator,
    /// It is empty, or out of bounds.
    Invalid,
}

impl Reason {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoSuchLine => "no_such_line",
            Self::NoSuchTask => "no_such_task",
            Self::NoSuchSection => "no_such_section",
            Self::NoSuchParagraph => "no_such_paragraph",
            Self::NoNextTask => "no_next_task",
            Self::NoSuchUnit => "no_such_unit",
            Self::NotALead => "not_a_lead",
            Self::NoSuchDuty => "no_such_duty",
            Self::NoUnitNamed => "no_unit_named",
            Self::NoSuchIndicator => "no_such_indicator",
            Self::Invalid => "invalid",
        }
    }
}

/// What someone said is no part of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// Line of the file, from 1, of a line that was not understood; a paragraph may be of several.
    pub line: Option<usize>,
    /// What it says.
    pub text: String,
}

/// The imported plan after the corrections.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revised {
    /// The plan, fit to be created: no number stands twice.
    pub plan: ImportedPlan,
    /// What each unit of the text is.
    pub units: BTreeMap<String, UnitTarget>,
    /// What someone said is no part of the plan.
    pub set_aside: Vec<SetAside>,
    /// Lines that were moved into a field.
    pub moved: BTreeMap<usize, Place>,
    /// Operations that changed nothing: their place in the list, and why.
    pub refused: Vec<(usize, Reason)>,
}

impl Revised {
    /// Units of the text that lead, coordinate or have a duty: the others only stand among the
    /// recipients, and nothing is created for them.
    pub fn used_units(&self) -> BTreeSet<&str> {
        let tasks = &self.plan.tasks;
        let tasks = tasks.iter().flat_map(|task| task.lead.iter().chain(&task.coordinating));
        let duties = self.plan.responsibilities.iter().flat_map(|duty| duty.unit.split('+'));
        let mut used: BTreeSet<&str> = tasks.map(String::as_str).chain(duties).collect();
        used.remove("");
        used
    }

    /// Units of the text as units of the directory; those to be created keep their id.
    pub fn unit_map(&self) -> UnitMap {
        let known = |target: &UnitTarget| match target {
            UnitTarget::Directory(unit) => Some(unit.clone()),
            UnitTarget::New => None,
        };
        self.units.iter().filter_map(|(id, target)| Some((id.clone(), known(target)?))).collect()
    }
}

/// Applies the corrections to what the import gave.
pub fn revise(imported: &ImportedPlan, directory: &[KnownUnit], ops: &[Op]) -> Revised {
    let mut revised = Revised { plan: imported.clone(), ..Revised::default() };
    tidy::unique_numbers(&mut revised.plan);
    for unit in &imported.units {
        let known = directory.iter().any(|known| known.id == unit.id);
        let target = if known {
            UnitTarget::Directory(UnitId::from(unit.id.as_str()))
        } else {
            UnitTarget::New
        };
        revised.units.insert(unit.id.clone(), target);
    }
    for (index, op) in ops.iter().enumerate() {
        if let Err(reason) = apply::apply(&mut revised, directory, op) {
            revised.refused.push((index, reason));
        }
    }
    revised
}

#[cfg(test)]
mod tests;
