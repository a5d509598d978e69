//! HTTP routes, one file per resource.

pub mod admin;
pub mod catalogue;
pub mod export;
pub mod health;
pub mod plans;
pub mod purge;
pub mod session;
pub mod who;

use std::sync::Arc;

use crate::admin::Turn;
use crate::auth::Auth;
use crate::auth::origin::Origins;
use crate::clock::Clock;
use crate::config::Transport;
use crate::error::{Code, Failure};
use crate::hub::sockets::Sockets;
use crate::hub::{HubError, Hubs};
use crate::store::Store;

/// What every handler works with.
#[derive(Clone)]
pub struct Context {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Who is asking.
    pub auth: Auth,
    /// Each commune's engine.
    pub hubs: Hubs,
    /// The clock.
    pub clock: Clock,
    /// Where the app is served.
    pub origins: Arc<Origins>,
    /// Open sockets.
    pub sockets: Sockets,
    /// Held while a plan is created or the directory changed: one after the other.
    pub directory_turn: Turn,
    /// Held while a report is written: one after the other.
    pub export_turn: Turn,
    /// How clients reach us.
    pub transport: Transport,
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        match error {
            HubError::TooMany | HubError::Stopping => Code::TooBusy.into(),
            other => {
                tracing::error!(error = %other, "the hub failed");
                Code::StoreUnavailable.into()
            }
        }
    }
}
