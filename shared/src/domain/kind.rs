//! Record kinds as descriptions: form, validation, canonical form, permission, export and states
//! all follow from one [`Kind`].

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::deadline::Clock;
use crate::domain::measure::Measure;
use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::state::State;
pub use crate::domain::transition::{By, Condition, FourEyes, Needs, REASON_CHARS_MIN, Transition};
use crate::domain::validate::{Context, Problem};
use crate::domain::{
    activity, assignment, content, declaration, directive, event, human_rights, law_education,
    note, personnel, press_item, press_periodic, press_reply, training,
};

/// What a field holds, and within which bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// Prose, merged character by character.
    Text {
        /// Longest, in UTF-16 units.
        units_max: usize,
    },
    /// One line.
    Line {
        /// Longest, in UTF-16 units.
        units_max: usize,
    },
    /// A civil date.
    Date,
    /// A whole number.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
        /// What is counted, by its word in the locale files.
        unit: &'static str,
    },
    /// One of a list.
    Choice {
        /// The ids; words under `choice.<field>.<id>`.
        options: &'static [&'static str],
    },
    /// Several of a list.
    Choices {
        /// The ids; words under `choice.<field>.<id>`.
        options: &'static [&'static str],
    },
    /// A village or unit of the directory.
    Unit,
    /// A task of the plan.
    Task,
    /// A civil date with the time of day, in Vietnam.
    Moment,
    /// One of what the directory or the records hold.
    Ref {
        /// Of what.
        to: Target,
    },
    /// Several of them.
    Refs {
        /// Of what.
        to: Target,
    },
    /// Where the content was posted ([`Posting`](crate::domain::posting::Posting)).
    Postings,
}

impl FieldType {
    /// Whether what is typed is text.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Text { .. } | Self::Line { .. })
    }
}

/// What a reference names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A member of staff.
    Person,
    /// A unit or village.
    Unit,
    /// Another record, of one of these kinds.
    Record(&'static [&'static str]),
}

/// When a field must be filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Needed to submit; a draft may lack it.
    ToSubmit,
    /// May stay empty.
    Optional,
}

/// Where a field stands in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// Among the first questions.
    First,
    /// Under "Thêm chi tiết".
    More,
}

/// One field of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Key in the record's map; words under `field.<kind>.<key>`.
    pub key: &'static str,
    /// What it holds.
    #[serde(flatten)]
    pub ty: FieldType,
    /// When it must be filled.
    pub need: Need,
    /// Where it stands.
    pub place: Place,
    /// Whether an approval covers it (DESIGN §2: an uncovered field may change after approval).
    pub covered: bool,
    /// Whether the kind got it after its first version: its container comes by a migration, once
    /// somebody fills it in, so that records are written as they always were.
    #[serde(skip)]
    pub later: bool,
}

/// What approved records of a kind count as where the work on a task is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// One activity (`hoạt động`), with its attendances.
    Activity,
    /// The same, but a session that several units write down (same plan, task, day and place) is one,
    /// the focal lead's (`đầu mối`, DOMAIN §2.8): its results are not counted once for each lead.
    ActivityOnce,
    /// Nothing: it is listed, and no figure contains it.
    Nothing,
}

/// In which document the records of a kind stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Home {
    /// In the unit's workbook: what the unit does and writes itself.
    Workbook,
    /// In what a role says about the unit: what is laid on the unit from above. In whose documents,
    /// the first that may be written.
    Decisions(&'static [Role]),
}

/// Who is offered a kind where records are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Makers {
    /// Every unit and village.
    All,
    /// Units that are no villages.
    Offices,
}

/// The description of a record kind.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Kind {
    /// Stable id; words under `kind.<id>`.
    pub id: &'static str,
    /// Version of the canonical form; old versions stay computable.
    pub canonical_version: u32,
    /// Where its records stand.
    pub home: Home,
    /// Who is offered it.
    pub makers: Makers,
    /// What its records count as.
    pub counts_as: CountsAs,
    /// What its records count for in the report.
    pub measures: &'static [Measure],
    /// The topics that all its records are about.
    pub about: &'static [&'static str],
    /// The fields in which two records of the same thing agree, `unit` among them for whose book it
    /// stands in; none if records of the kind never are the same. Kinds with the same list are
    /// compared with each other.
    pub same_by: &'static [&'static str],
    /// The fields, in the form's order.
    pub fields: &'static [Field],
    /// The states its records can be in.
    pub states: &'static [State],
    /// The steps between them.
    pub transitions: &'static [Transition],
    /// Its deadlines: of the first clock that runs in a state.
    pub clocks: &'static [Clock],
    /// Rules that need more than one field or the context.
    #[serde(skip)]
    pub validate: fn(&Record, &Context<'_>, &mut Vec<Problem>),
}

impl Kind {
    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The step that puts a draft forward.
    pub fn forward(&self) -> Option<&'static Transition> {
        let forward = |step: &&Transition| {
            step.checks && step.when.is_none() && step.from.contains(&State::DRAFT)
        };
        self.transitions.iter().find(forward)
    }

    /// Which of the conditions that its steps ask hold of a record.
    pub fn conditions_of(&self, record: &Record) -> BTreeSet<&'static str> {
        let asked = self
            .transitions
            .iter()
            .flat_map(|step| step.when.into_iter().chain(step.needs.map(|needs| needs.when)));
        let held = asked.filter(|condition| (condition.holds)(record));
        held.map(|condition| condition.id).collect()
    }

    /// A state by its id.
    pub fn state(&self, id: &str) -> Option<State> {
        self.states.iter().copied().find(|state| state.id == id)
    }

    /// A transition by its id.
    pub fn transition(&self, id: &str) -> Option<&'static Transition> {
        self.transitions.iter().find(|transition| transition.id == id)
    }
}

/// Every record kind. A new kind is one file beside `activity.rs` and one line here.
pub const KINDS: &[&Kind] = &[
    &activity::ACTIVITY,
    &human_rights::HUMAN_RIGHTS,
    &law_education::LAW_EDUCATION,
    &directive::DIRECTIVE,
    &content::CONTENT,
    &event::EVENT,
    &training::TRAINING,
    &personnel::PERSONNEL,
    &press_periodic::PRESS_PERIODIC,
    &press_reply::PRESS_REPLY,
    &press_item::PRESS_ITEM,
    &declaration::DECLARATION,
    &assignment::ASSIGNMENT,
    &note::NOTE,
];

/// A kind by its id.
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == id)
}

/// The roles that decide on records of any kind: each has a decisions document per unit.
pub fn deciding_roles() -> Vec<Role> {
    let mut roles: Vec<Role> = KINDS
        .iter()
        .flat_map(|kind| kind.transitions)
        .filter(|transition| transition.by == By::Decision)
        .flat_map(|transition| transition.roles.iter().copied())
        .collect();
    roles.sort();
    roles.dedup();
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::state::Stage;

    /// The states that no step or edit leads to, and those from which nothing leads to an end.
    fn lost_states(kind: &Kind) -> (Vec<State>, Vec<State>) {
        let closed = |mut known: BTreeSet<State>, more: &dyn Fn(&BTreeSet<State>) -> Vec<State>| {
            loop {
                let before = known.len();
                known.extend(more(&known));
                if known.len() == before {
                    return known;
                }
            }
        };
        let reached = closed(BTreeSet::from([State::DRAFT]), &|known| {
            let from = |step: &&Transition| step.from.iter().any(|from| known.contains(from));
            let mut to: Vec<State> = kind.transitions.iter().filter(from).map(|t| t.to).collect();
            // An edit, not a step, leads here.
            to.extend(kind.transitions.iter().any(|step| step.binds).then_some(State::EDITED));
            to
        });
        let over = kind.states.iter().copied().filter(|state| state.is_over()).collect();
        let ends = closed(over, &|known| {
            let to = kind.transitions.iter().filter(|step| known.contains(&step.to));
            to.flat_map(|step| step.from.iter().copied()).collect()
        });
        let not_in = |known: &BTreeSet<State>| {
            kind.states.iter().copied().filter(|state| !known.contains(state)).collect()
        };
        (not_in(&reached), not_in(&ends))
    }

    #[test]
    fn a_state_that_is_not_reached_and_one_that_leads_nowhere_are_found() {
        const LOST: State = State::new("lost", Stage::Awaiting);
        const ROUND: State = State::new("round", Stage::UnderWay);
        const ABOUT: State = State::new("about", Stage::UnderWay);
        let states: Vec<State> =
            KINDS[0].states.iter().copied().chain([LOST, ROUND, ABOUT]).collect();
        let mut transitions = KINDS[0].transitions.to_vec();
        transitions.extend([
            Transition::said("turn", &[State::DRAFT, ABOUT], ROUND, &[Role::Recorder]),
            Transition::said("turn_back", &[ROUND], ABOUT, &[Role::Recorder]),
            Transition::said("leave", &[LOST], State::DRAFT, &[Role::Recorder]),
        ]);
        let broken = Kind { states: states.leak(), transitions: transitions.leak(), ..*KINDS[0] };
        assert_eq!(lost_states(&broken), (vec![LOST], vec![ROUND, ABOUT]));
    }

    #[test]
    fn every_state_is_reached_and_left_and_every_key_is_free() {
        for kind in KINDS {
            assert_eq!(lost_states(kind), (Vec::new(), Vec::new()), "{}", kind.id);
            let named = kind.transitions.iter().flat_map(|t| t.from.iter().chain([&t.to]));
            assert!(named.clone().all(|state| kind.states.contains(state)), "{}", kind.id);
            let ids: BTreeSet<&str> = kind.states.iter().map(|state| state.id).collect();
            assert_eq!(ids.len(), kind.states.len(), "{}: a state stands twice", kind.id);
            let steps: BTreeSet<&str> = kind.transitions.iter().map(|step| step.id).collect();
            assert_eq!(steps.len(), kind.transitions.len(), "{}: a step stands twice", kind.id);
            let keys: BTreeSet<&str> = kind.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys.len(), kind.fields.len(), "{}: a key stands twice", kind.id);
            for reserved in ["kind", "plan", "createdAt", "deletedAt", "record", "unit"] {
                assert!(!keys.contains(reserved), "{}: {reserved} is the schema's own", kind.id);
            }
        }
    }

    #[test]
    fn what_steps_need_and_records_are_compared_by_exists() {
        for kind in KINDS {
            for step in kind.transitions {
                if let Some(needs) = step.needs {
                    assert!(kind.transition(needs.step).is_some_and(|t| t.by == By::Decision));
                }
                // What is decided is not said, and who may decide is somebody.
                assert!(!step.roles.is_empty(), "{}: {}", kind.id, step.id);
                assert!(
                    step.by != By::Decision
                        || !step.undo && !step.checks
                        || step.from == [State::DRAFT]
                );
            }
            for key in kind.same_by.iter().filter(|key| **key != "unit") {
                assert!(kind.field(key).is_some(), "{}: {key}", kind.id);
            }
            for field in kind.fields {
                if let FieldType::Ref { to: Target::Record(kinds) }
                | FieldType::Refs { to: Target::Record(kinds) } = field.ty
                {
                    assert!(kinds.iter().all(|id| super::kind(id).is_some()), "{}", field.key);
                }
            }
        }
    }

    #[test]
    fn the_deciding_roles_follow_from_the_kinds() {
        let roles = [Role::Head, Role::Leader, Role::Party, Role::Editor, Role::EditorialHead];
        assert_eq!(deciding_roles(), roles);
    }
}
