//! Ways of records that several kinds share.

use crate::domain::kind::{By, Transition};
use crate::domain::role::Role;
use crate::domain::state::State;

/// Who writes a unit's or village's records; for villages that telephone also the planner.
const WRITERS: &[Role] = &[Role::Recorder, Role::Head, Role::Planner];

/// Who decides on them: the head (for a village, of the supervising unit), or a leader.
const DECIDERS: &[Role] = &[Role::Head, Role::Leader];

/// The states of what is written, submitted and approved (DOMAIN §2.2).
pub const REVIEWED_STATES: &[State] = &[
    State::Draft,
    State::Awaiting,
    State::Approved,
    State::Returned,
    State::EditedAfterApproval,
    State::Deleted,
];

/// The steps between [`REVIEWED_STATES`].
pub const REVIEWED: &[Transition] = &[
    Transition {
        id: "submit",
        from: &[State::Draft, State::Returned, State::EditedAfterApproval],
        to: State::Awaiting,
        roles: WRITERS,
        by: By::Submission,
        reason_chars_min: 0,
    },
    Transition {
        id: "withdraw",
        from: &[State::Awaiting],
        to: State::Draft,
        roles: WRITERS,
        by: By::Submission,
        reason_chars_min: 0,
    },
    Transition {
        id: "approve",
        from: &[State::Awaiting, State::EditedAfterApproval],
        to: State::Approved,
        roles: DECIDERS,
        by: By::Decision,
        reason_chars_min: 0,
    },
    Transition {
        id: "return",
        from: &[State::Awaiting, State::Approved, State::EditedAfterApproval],
        to: State::Returned,
        roles: DECIDERS,
        by: By::Decision,
        reason_chars_min: 10,
    },
    Transition {
        id: "delete",
        from: &[State::Draft, State::Returned],
        to: State::Deleted,
        roles: WRITERS,
        by: By::Record,
        reason_chars_min: 0,
    },
];
