//! `/api/admin/…`: accounts, the directory, years and the log, for administrators.

pub mod accounts;
pub mod directory;
pub mod log;

use super::Context;
use crate::admin::{AdminError, Desk, Refused};
use crate::auth::SignedIn;
use crate::error::{Code, Failure};

/// The caller at work on the directory of their commune.
pub(super) fn desk(context: &Context, who: &SignedIn) -> Desk {
    Desk::new(
        context.store.clone(),
        context.hubs.clone(),
        context.clock.clone(),
        context.directory_turn.clone(),
        who.account.commune,
        who.by(),
    )
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Name => Code::InvalidName,
            Refused::Line => Code::InvalidLine,
            Refused::Forbidden => Code::ForbiddenText,
            Refused::UnitId => Code::InvalidUnitId,
            Refused::UnitTaken(_) => Code::UnitTaken,
            Refused::UnitUnknown(_) => Code::UnitUnknown,
            Refused::Members => Code::InvalidMembers,
            Refused::StillSupervises(_) => Code::UnitSupervises,
            Refused::UnknownEntry => Code::NotFound,
            Refused::Value => Code::InvalidRuleValue,
            Refused::Day => Code::InvalidDay,
            Refused::Year(_) => Code::InvalidYear,
        }
        .into()
    }
}

impl From<AdminError> for Failure {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::Refused(refused) => refused.into(),
            AdminError::Hub(error) => error.into(),
            AdminError::Store(error) => error.into(),
            AdminError::Schema(_) | AdminError::Directory(_) => {
                tracing::error!(%error, "the directory cannot be changed");
                Code::Internal.into()
            }
        }
    }
}

#[cfg(test)]
mod tests;
