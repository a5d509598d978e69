//! Record kinds as descriptions: form, validation, canonical form, permission, export and states
//! all follow from one [`Kind`].

use serde::Serialize;

use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::state::State;
use crate::domain::validate::{Context, Problem};
use crate::domain::{activity, declaration, directive, human_rights, law_education};

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
}

/// What a transition is recorded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A submission in the unit's workbook, by one who may write it.
    Submission,
    /// A decision in the role's decisions document.
    Decision,
    /// A mark on the record itself, by one who may write the workbook.
    Record,
}

/// A step from some states to another (DOMAIN §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// Stable id; words under `action.<id>`.
    pub id: &'static str,
    /// Where it starts.
    pub from: &'static [State],
    /// Where it leads.
    pub to: State,
    /// Who takes it. For a decision: in whose decisions document it is written.
    pub roles: &'static [Role],
    /// Where it is written.
    pub by: By,
    /// Shortest reason, in characters; 0 where none is asked.
    pub reason_chars_min: usize,
}

/// What approved records of a kind count as where the work on a task is summed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsAs {
    /// One activity (`hoạt động`), with its attendances.
    Activity,
    /// Nothing: it is listed, and no figure contains it.
    Nothing,
}

/// The description of a record kind.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Kind {
    /// Stable id; words under `kind.<id>`.
    pub id: &'static str,
    /// Version of the canonical form; old versions stay computable.
    pub canonical_version: u32,
    /// What its records count as.
    pub counts_as: CountsAs,
    /// The fields, in the form's order.
    pub fields: &'static [Field],
    /// The states its records can be in.
    pub states: &'static [State],
    /// The steps between them.
    pub transitions: &'static [Transition],
    /// Rules that need more than one field or the context.
    #[serde(skip)]
    pub validate: fn(&Record, &Context<'_>, &mut Vec<Problem>),
}

impl Kind {
    /// A field by its key.
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.key == key)
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
    &declaration::DECLARATION,
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
    use std::collections::BTreeSet;

    #[test]
    fn every_state_is_reached_and_left_and_every_key_is_free() {
        for kind in KINDS {
            let mut reached = BTreeSet::from([State::Draft]);
            loop {
                let more: Vec<State> = kind
                    .transitions
                    .iter()
                    .filter(|t| t.from.iter().any(|from| reached.contains(from)))
                    .map(|t| t.to)
                    .filter(|to| !reached.contains(to))
                    .collect();
                if more.is_empty() {
                    break;
                }
                reached.extend(more);
            }
            // An edit, not a transition, leads here.
            reached.insert(State::EditedAfterApproval);
            assert_eq!(reached, kind.states.iter().copied().collect(), "{}: states", kind.id);
            for state in kind.states.iter().filter(|state| **state != State::Deleted) {
                assert!(
                    kind.transitions.iter().any(|t| t.from.contains(state)),
                    "{}: nothing leads out of {state:?}",
                    kind.id
                );
            }
            let keys: BTreeSet<&str> = kind.fields.iter().map(|field| field.key).collect();
            assert_eq!(keys.len(), kind.fields.len(), "{}: a key stands twice", kind.id);
            for reserved in ["kind", "plan", "createdAt", "deletedAt"] {
                assert!(!keys.contains(reserved), "{}: {reserved} is the schema's own", kind.id);
            }
        }
    }

    #[test]
    fn the_deciding_roles_follow_from_the_kinds() {
        assert_eq!(deciding_roles(), [Role::Head, Role::Leader]);
    }
}
