//! `POST /api/plans`: a plan that was imported and corrected becomes the commune's.

use automerge::Automerge;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use shared::access::{Access, access};
use shared::api::{CreatedPlan, NewPlan};
use shared::domain::directory::Directory;
use shared::domain::document::DocumentScope;
use shared::id::{DocumentId, PlanId};
use shared::import::adopt;
use shared::schema::directory::change;
use shared::schema::genesis::FirstContent;
use uuid::Uuid;

use super::Context;
use super::admin::desk;
use super::who::{Json, Who};
use crate::auth::SignedIn;
use crate::error::{Code, Failure, Result};
use crate::setup::new_plan::{Refused, check, missing_scopes, place};
use crate::store::model::AccessEntry;

/// The session of someone who may write plans, by the table of `shared::access`.
#[derive(Debug, Clone)]
pub struct Planner(pub SignedIn);

impl FromRequestParts<Context> for Planner {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, context: &Context) -> Result<Self> {
        let Who(who) = Who::from_request_parts(parts, context).await?;
        let any = DocumentScope::plan(PlanId::new(Uuid::nil()), 0);
        if access(&who.account.membership(), &any) == Access::Write {
            Ok(Self(who))
        } else {
            Err(Code::Forbidden.into())
        }
    }
}

/// `POST /api/plans`: 201 with what was created, 200 if this plan exists already.
///
/// Units come first, then the year's documents, the plan last: whatever fails on the way, there is
/// no plan that names a unit nobody knows, and the same request tried again goes on from there.
pub async fn create(
    State(context): State<Context>,
    Planner(who): Planner,
    Json(body): Json<NewPlan>,
) -> Result<(StatusCode, axum::Json<CreatedPlan>)> {
    let year = check(&body)?;
    let desk = desk(&context, &who);
    // One at a time: a second tap waits, and finds the plan.
    let _turn = desk.turn().await;
    let there = desk.scopes().await?;
    let created = |year, new_units| axum::Json(CreatedPlan { id: body.id, year, new_units });
    if let Some(scope) = there.iter().find(|scope| scope.plan == Some(body.id)) {
        return Ok((StatusCode::OK, created(scope.year.unwrap_or(year), Vec::new())));
    }
    let units = desk.directory().await?;
    let placed = place(&body, &units)?;
    let add = |doc: &mut Automerge, _: &Directory, now| {
        placed.new.iter().try_for_each(|unit| change::add_unit(doc, unit, now).map(|_| ()))?;
        Ok(())
    };
    desk.write(add).await?;
    desk.create_all(missing_scopes(year, &units, &placed.new, &there)).await?;

    let plan = adopt::plan(&body.plan, body.id, &placed.map);
    let scope = DocumentScope::plan(body.id, year);
    let document = desk.create(scope, FirstContent::Plan(&plan)).await?;
    note(&context, &who, document).await;
    let new_units = placed.new.into_iter().map(|unit| unit.id).collect();
    Ok((StatusCode::CREATED, created(year, new_units)))
}

async fn note(context: &Context, who: &SignedIn, plan: DocumentId) {
    let entry = who.by().did("create_plan", context.clock.now());
    let entry = AccessEntry { document: Some(plan), ..entry };
    if let Err(error) = context.store.log_access(who.account.commune, &entry).await {
        // The plan is there; a full disk must not make it look as if it were not.
        tracing::error!(%error, "cannot write the access log");
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Id => Code::BadRequest,
            Refused::Incomplete => Code::PlanIncomplete,
            Refused::Inconsistent => Code::PlanInconsistent,
            Refused::UnknownUnit => Code::PlanUnitUnknown,
            Refused::TooLarge => Code::TooLarge,
        }
        .into()
    }
}

#[cfg(test)]
mod tests;
