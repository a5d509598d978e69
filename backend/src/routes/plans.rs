//! `POST /api/plans`: a plan that was imported and corrected becomes the commune's.

use automerge::{ActorId, Automerge};
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use futures::future::try_join_all;
use shared::access::{Access, access};
use shared::api::{CreatedPlan, NewPlan};
use shared::domain::directory::Unit;
use shared::domain::document::{DocumentKind, DocumentRef, DocumentScope};
use shared::id::{CommuneId, DocumentId, PlanId};
use shared::import::adopt;
use shared::schema::directory;
use shared::schema::genesis::FirstContent;
use shared::sync::relay::Origin;
use uuid::Uuid;

use super::Context;
use super::who::{Json, Who};
use crate::auth::SignedIn;
use crate::error::{Code, Failure, Result};
use crate::hub::{Hub, HubError};
use crate::setup::entropy::Entropy;
use crate::setup::first_changes;
use crate::setup::new_plan::{Refused, check, missing_scopes, place};
use crate::store::model::{AccessEntry, DocumentRow};

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
    let commune = who.account.commune;
    // One at a time: a second tap waits, and finds the plan.
    let _turn = context.creating_plans.lock().await;
    let rows = context.store.documents(commune).await?;
    let created = |year, new_units| axum::Json(CreatedPlan { id: body.id, year, new_units });
    if let Some(row) = rows.iter().find(|row| row.document.scope.plan == Some(body.id)) {
        let year = row.document.scope.year.unwrap_or(year);
        return Ok((StatusCode::OK, created(year, Vec::new())));
    }
    let hub = context.hubs.get(commune).await?;
    let (id, mut doc) = open_directory(&hub, &rows).await?;
    let units = directory::read(&doc);
    let placed = place(&body, &units)?;
    add_units(&context, &hub, id, &mut doc, &placed.new).await?;

    let mut entropy = Entropy::system();
    let there: Vec<DocumentScope> = rows
        .iter()
        .filter(|row| row.superseded_by.is_none())
        .map(|row| row.document.scope.clone())
        .collect();
    let scopes = missing_scopes(year, &units, &placed.new, &there);
    let documents = scopes.into_iter().map(|scope| {
        let document = DocumentRef { id: entropy.document_id(), scope };
        create_document(&context, &hub, commune, document, FirstContent::Empty)
    });
    try_join_all(documents).await?;

    let plan = adopt::plan(&body.plan, body.id, &placed.map);
    let scope = DocumentScope::plan(body.id, year);
    let document = DocumentRef { id: entropy.document_id(), scope };
    let plan_document = document.id;
    create_document(&context, &hub, commune, document, FirstContent::Plan(&plan)).await?;
    note(&context, &who, plan_document).await;
    let new_units = placed.new.into_iter().map(|unit| unit.id).collect();
    Ok((StatusCode::CREATED, created(year, new_units)))
}

async fn open_directory(hub: &Hub, rows: &[DocumentRow]) -> Result<(DocumentId, Automerge)> {
    let living = |row: &&DocumentRow| {
        row.document.scope.kind == DocumentKind::Directory && row.superseded_by.is_none()
    };
    let id = rows.iter().find(living).ok_or(Code::Internal)?.document.id;
    let saved = hub.export(id).await?.ok_or(Code::Internal)?;
    let doc = Automerge::load(&saved).map_err(|error| {
        tracing::error!(%error, "the directory cannot be opened");
        Code::Internal
    })?;
    Ok((id, doc))
}

async fn add_units(
    context: &Context,
    hub: &Hub,
    id: DocumentId,
    doc: &mut Automerge,
    new: &[Unit],
) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    // A new actor each time: the relay keeps none between starts.
    doc.set_actor(ActorId::random());
    let before = doc.get_heads();
    for unit in new {
        directory::change::add_unit(doc, unit, context.clock.now()).map_err(internal)?;
    }
    let changes = doc.get_changes(&before);
    let changes = changes.into_iter().map(|change| change.raw_bytes().to_vec()).collect();
    let done = hub.append(id, Origin::Relay, changes).await?;
    if done.refused.is_empty() { Ok(()) } else { Err(HubError::Refused.into()) }
}

async fn create_document(
    context: &Context,
    hub: &Hub,
    commune: CommuneId,
    document: DocumentRef,
    content: FirstContent<'_>,
) -> Result<()> {
    let now = context.clock.now();
    let (changes, _) = first_changes(commune, &document, content, now).map_err(internal)?;
    let changes = changes.into_iter().map(|(_, bytes)| bytes).collect();
    match hub.create(document, changes).await {
        // Somebody else's request was faster; a document is a document.
        Ok(_) | Err(HubError::Exists) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn internal(error: shared::schema::SchemaError) -> Failure {
    tracing::error!(%error, "a document cannot be written");
    Code::Internal.into()
}

async fn note(context: &Context, who: &SignedIn, plan: DocumentId) {
    let entry = AccessEntry {
        at: context.clock.now(),
        account: Some(who.account.id),
        device: Some(who.session.peer.clone()),
        action: "create_plan".to_owned(),
        document: Some(plan),
    };
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
