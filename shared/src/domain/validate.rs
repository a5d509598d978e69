//! What is wrong with a record, before it is submitted. Nothing here loses what was typed.

#[cfg(test)]
mod tests;

use jiff::civil::Date;

use crate::domain::directory::Directory;
use crate::domain::kind::{Field, FieldType, Need};
use crate::domain::plan::Plan;
use crate::domain::posting::{Posting, is_web_address};
use crate::domain::record::{FieldState, Record};
use crate::domain::secrecy::{self, Forbidden};
use crate::domain::value::Value;
use crate::text::utf16_len;

/// What a rule may look at beside the record. `today` comes from the caller: no clock here.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The civil date in Vietnam.
    pub today: Date,
    /// The plan, once it is on this device.
    pub plan: Option<&'a Plan>,
    /// The directory, once it is on this device.
    pub directory: Option<&'a Directory>,
}

/// What is wrong; words under `problem.<id>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProblemCode {
    /// A field that is needed to submit is empty.
    Missing,
    /// What stands there is no value of the field.
    Invalid,
    /// Longer than the field takes.
    TooLong,
    /// Outside the field's bounds.
    OutOfBounds,
    /// Two values at the same time; one must be chosen first.
    Conflict,
    /// The plan has no such task.
    UnknownTask,
    /// The directory has no such unit.
    UnknownUnit,
    /// The end lies before the start.
    EndBeforeStart,
    /// Done, yet dated in the future.
    InTheFuture,
    /// No evidence (`minh chứng`) is named.
    NoEvidence,
    /// A secrecy mark: ask the police offline (DOMAIN §6).
    SecrecyMark,
    /// A personal identity number.
    IdentityNumber,
    /// No address that a browser opens.
    NotAnAddress,
    /// Somebody who can be recognised has not agreed yet (DOMAIN §6).
    ConsentMissing,
    /// Neither Chủ tịch nor Phó Chủ tịch: no spokesperson (DOMAIN §2.3).
    NoSpokesperson,
    /// A Phó Chủ tịch speaks only when authorised in writing, for a limited time.
    AuthorisationNeeded,
    /// What was said lies outside the time of the authorisation.
    AuthorisationOver,
    /// Attended without having been nominated.
    NotNominated,
    /// With foreign participants a permission of the province is needed.
    PermissionNeeded,
    /// The result of verifying is still missing.
    NotVerified,
    /// A note that names neither a task nor a record.
    AboutNothing,
}

impl ProblemCode {
    /// The stable id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Invalid => "invalid",
            Self::TooLong => "too_long",
            Self::OutOfBounds => "out_of_bounds",
            Self::Conflict => "conflict",
            Self::UnknownTask => "unknown_task",
            Self::UnknownUnit => "unknown_unit",
            Self::EndBeforeStart => "end_before_start",
            Self::InTheFuture => "in_the_future",
            Self::NoEvidence => "no_evidence",
            Self::SecrecyMark => "secrecy_mark",
            Self::IdentityNumber => "identity_number",
            Self::NotAnAddress => "not_an_address",
            Self::ConsentMissing => "consent_missing",
            Self::NoSpokesperson => "no_spokesperson",
            Self::AuthorisationNeeded => "authorisation_needed",
            Self::AuthorisationOver => "authorisation_over",
            Self::NotNominated => "not_nominated",
            Self::PermissionNeeded => "permission_needed",
            Self::NotVerified => "not_verified",
            Self::AboutNothing => "about_nothing",
        }
    }
}

/// A problem with one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Problem {
    /// The field's key.
    pub field: &'static str,
    /// What is wrong.
    pub code: ProblemCode,
    /// Whether it blocks submission; a warning does not.
    pub blocks: bool,
}

impl Problem {
    /// A problem that blocks submission.
    pub const fn error(field: &'static str, code: ProblemCode) -> Self {
        Self { field, code, blocks: true }
    }

    /// A problem that is only shown.
    pub const fn warning(field: &'static str, code: ProblemCode) -> Self {
        Self { field, code, blocks: false }
    }
}

/// Everything that is wrong with a record, in the form's order.
pub fn validate(record: &Record, context: &Context<'_>) -> Vec<Problem> {
    let Some(kind) = record.kind else { return Vec::new() };
    let absent = FieldState::default();
    let mut problems: Vec<Problem> = Vec::new();
    for field in kind.fields {
        let state = record.fields.get(field.key).unwrap_or(&absent);
        problems.extend(check_field(field, state, context));
    }
    (kind.validate)(record, context, &mut problems);
    problems
}

fn check_field(field: &Field, state: &FieldState, context: &Context<'_>) -> Option<Problem> {
    let error = |code| Some(Problem::error(field.key, code));
    if state.invalid.is_some() {
        return error(ProblemCode::Invalid);
    }
    if !state.conflict.is_empty() {
        return error(ProblemCode::Conflict);
    }
    let Some(value) = state.value.as_ref().filter(|value| !value.is_blank()) else {
        return (field.need == Need::ToSubmit)
            .then_some(Problem::error(field.key, ProblemCode::Missing));
    };
    match value {
        Value::Text(text) | Value::Line(text) => match secrecy::scan(text) {
            Some(Forbidden::SecrecyMark) => return error(ProblemCode::SecrecyMark),
            Some(Forbidden::IdentityNumber) => return error(ProblemCode::IdentityNumber),
            None => {}
        },
        Value::Task(task) => {
            if context.plan.is_some_and(|plan| !plan.tasks.contains_key(task)) {
                return error(ProblemCode::UnknownTask);
            }
        }
        Value::Unit(unit) => {
            if context.directory.is_some_and(|directory| !directory.units.contains_key(unit)) {
                return error(ProblemCode::UnknownUnit);
            }
        }
        Value::Postings(postings) => {
            match postings.values().find_map(Posting::forbidden) {
                Some(Forbidden::SecrecyMark) => return error(ProblemCode::SecrecyMark),
                Some(Forbidden::IdentityNumber) => return error(ProblemCode::IdentityNumber),
                None => {}
            }
            let wrong = |posting: &Posting| {
                posting.counts() && !posting.url.is_empty() && !is_web_address(posting.url.trim())
            };
            if postings.values().any(wrong) {
                return error(ProblemCode::NotAnAddress);
            }
            let ahead = |posting: &Posting| posting.counts() && posting.at.date() > context.today;
            if postings.values().any(ahead) {
                return error(ProblemCode::InTheFuture);
            }
        }
        Value::Date(_)
        | Value::Integer(_)
        | Value::Choice(_)
        | Value::Choices(_)
        | Value::Moment(_)
        | Value::Ref(_) => {}
    }
    match (field.ty, value) {
        (
            FieldType::Text { units_max } | FieldType::Line { units_max },
            Value::Text(text) | Value::Line(text),
        ) if utf16_len(text) > units_max => error(ProblemCode::TooLong),
        (FieldType::Integer { min, max, .. }, Value::Integer(number))
            if !(min..=max).contains(number) =>
        {
            error(ProblemCode::OutOfBounds)
        }
        _ => None,
    }
}
