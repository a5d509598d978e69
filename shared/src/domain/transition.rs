//! The steps between the states of a record, as data: who takes them, where they are written, what must
//! be so before.

use serde::Serialize;

use crate::domain::record::Record;
use crate::domain::role::Role;
use crate::domain::state::{Derived, State};

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

/// Who may not take a decision, beside those whose role has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FourEyes {
    /// Nobody is kept from it.
    None,
    /// Who created the record (DOMAIN §2 b).
    Creator,
    /// Who took the step that is decided on, as the report that an assignment is done.
    Reporter,
}

/// Something that is so of a record, or not; words under `condition.<id>`.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Condition {
    /// The stable id.
    pub id: &'static str,
    /// Whether it is so.
    #[serde(skip)]
    pub holds: fn(&Record) -> bool,
}

/// A step that must have been taken before another.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Needs {
    /// The step, decided on the very same content.
    pub step: &'static str,
    /// For which records.
    pub when: Condition,
}

/// A step from some states to another (DOMAIN §2).
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Transition {
    /// Stable id; words under `action.<id>`.
    pub id: &'static str,
    /// Where it starts.
    pub from: &'static [State],
    /// Where it leads; one that takes back leads to where the record was before.
    pub to: State,
    /// Who takes it. For a decision: in whose decisions document it is written.
    pub roles: &'static [Role],
    /// Where it is written.
    pub by: By,
    /// Shortest reason, in characters; 0 where none is asked.
    pub reason_chars_min: usize,
    /// How strict it is: of steps taken at the same time that of the highest rank holds.
    pub rank: u8,
    /// Who may not take it.
    pub four_eyes: FourEyes,
    /// Whether it approves the record's content, so that a later edit shows as one.
    pub binds: bool,
    /// Whether it takes back what it answers.
    pub undo: bool,
    /// Whether the record must be complete and right.
    pub checks: bool,
    /// What must be so of the record.
    pub when: Option<Condition>,
    /// What must have been decided before.
    pub needs: Option<Needs>,
}

/// Two steps of kinds are the same if they are called and lead the same.
impl PartialEq for Transition {
    fn eq(&self, other: &Self) -> bool {
        (self.id, self.from, self.to, self.roles) == (other.id, other.from, other.to, other.roles)
    }
}

impl Eq for Transition {}

impl Transition {
    const fn new(
        by: By,
        id: &'static str,
        from: &'static [State],
        to: State,
        roles: &'static [Role],
    ) -> Self {
        Self {
            id,
            from,
            to,
            roles,
            by,
            reason_chars_min: 0,
            rank: 0,
            four_eyes: FourEyes::None,
            binds: false,
            undo: false,
            checks: false,
            when: None,
            needs: None,
        }
    }

    /// A step that the unit takes.
    pub const fn said(
        id: &'static str,
        from: &'static [State],
        to: State,
        roles: &'static [Role],
    ) -> Self {
        Self::new(By::Submission, id, from, to, roles)
    }

    /// A step that a role decides.
    pub const fn decided(
        id: &'static str,
        from: &'static [State],
        to: State,
        roles: &'static [Role],
    ) -> Self {
        Self::new(By::Decision, id, from, to, roles)
    }

    /// A mark on the record.
    pub const fn marked(
        id: &'static str,
        from: &'static [State],
        to: State,
        roles: &'static [Role],
    ) -> Self {
        Self::new(By::Record, id, from, to, roles)
    }

    /// Only with a reason (DOMAIN §2 c).
    pub const fn with_reason(mut self) -> Self {
        self.reason_chars_min = REASON_CHARS_MIN;
        self
    }

    /// How strict it is.
    pub const fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    /// Who may not take it.
    pub const fn four_eyes(mut self, four_eyes: FourEyes) -> Self {
        self.four_eyes = four_eyes;
        self
    }

    /// Approves the content.
    pub const fn binding(mut self) -> Self {
        self.binds = true;
        self
    }

    /// Takes back.
    pub const fn undoing(mut self) -> Self {
        self.undo = true;
        self
    }

    /// Only of a record that is complete and right.
    pub const fn checked(mut self) -> Self {
        self.checks = true;
        self
    }

    /// Only of a record of which this is so.
    pub const fn when(mut self, condition: Condition) -> Self {
        self.when = Some(condition);
        self
    }

    /// Only after another step, where the condition holds.
    pub const fn needing(mut self, step: &'static str, when: Condition) -> Self {
        self.needs = Some(Needs { step, when });
        self
    }

    /// Whether a role decides it: what one role laid on a unit, no other decides on.
    pub fn is_for(&self, role: Role, record: &Record) -> bool {
        self.roles.contains(&role) && record.laid_by.is_none_or(|laid_by| laid_by == role)
    }

    /// What the step still waits for, as far as record and decisions say.
    pub fn lacks(&self, record: &Record, derived: &Derived) -> Option<Condition> {
        if let Some(condition) = self.when.filter(|condition| !(condition.holds)(record)) {
            return Some(condition);
        }
        let needs = self.needs.filter(|needs| (needs.when.holds)(record))?;
        (!derived.decided.contains(needs.step)).then_some(needs.when)
    }
}

/// Shortest reason where one is asked, in characters (DOMAIN §2 c).
pub const REASON_CHARS_MIN: usize = 10;
