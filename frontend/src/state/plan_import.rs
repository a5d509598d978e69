//! Taking in a plan: reading it out of a text file, then creating it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::domain::directory::Unit;
use shared::import::ImportedPlan;

use super::app::AppState;
use super::error::CommandError;
use super::session::Language;
use crate::platform::module::{self, NoResult};

/// What the importer is asked, as JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadRequest {
    /// Repairs not to make: line (from 1), and what stands there and shall stay.
    pub refuse: Vec<(usize, String)>,
    /// The commune's units, whose ids and names are kept.
    pub units: Vec<Unit>,
    /// Whether messages are wanted in English.
    pub english: bool,
}

/// Why a text is not read, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unread {
    /// Stable code.
    pub code: String,
    /// For people, in the language asked for.
    pub message: String,
}

impl AppState {
    /// Reads a plan out of a file. Creates nothing. The importer is loaded when first needed.
    pub async fn read_plan(
        self,
        bytes: Vec<u8>,
        refuse: Vec<(usize, String)>,
    ) -> Result<ImportedPlan, CommandError> {
        let request = ReadRequest {
            refuse,
            units: self.directory.with_untracked(|d| d.units.values().cloned().collect()),
            english: self.language.get_untracked() == Language::En,
        };
        let request = serde_json::to_string(&request)
            .map_err(|error| CommandError::new("import", error.to_string()))?;
        match module::call("import", "read_plan", &bytes, &request).await {
            Ok(plan) => serde_json::from_str(&plan)
                .map_err(|error| CommandError::new("import", error.to_string())),
            Err(NoResult::NotLoaded(text)) => Err(CommandError::new("importer_not_loaded", text)),
            Err(NoResult::Threw(text)) => Err(match serde_json::from_str::<Unread>(&text) {
                Ok(unread) => CommandError::new(unread.code, unread.message),
                Err(_) => CommandError::new("import", text),
            }),
        }
    }

    /// Creates the plan that was read. The relay makes the documents, so this takes the network.
    pub async fn create_plan(self, plan: &ImportedPlan) -> Result<(), CommandError> {
        let body = serde_json::to_string(plan)
            .map_err(|error| CommandError::new("import", error.to_string()))?;
        super::account::call("POST", "/api/plans", Some(body)).await.map(drop)
    }
}
