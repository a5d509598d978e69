//! `/healthz` (the process answers) and `/readyz` (it can do its work).

use axum::extract::State;

use super::Context;
use crate::error::{Code, Result};

/// `GET /healthz`.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the store answers.
pub async fn ready(State(context): State<Context>) -> Result<&'static str> {
    match context.store.ping().await {
        Ok(()) => Ok("ready\n"),
        Err(error) => {
            tracing::error!(%error, "the store does not answer");
            Err(Code::StoreUnavailable.into())
        }
    }
}
