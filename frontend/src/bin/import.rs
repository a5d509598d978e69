//! The plan importer as a module of its own: loaded when someone imports a plan, not with the first
//! screen.

use frontend::state::plan_import::{Edition, ReadPlan, ReadRequest, Unread};
use shared::domain::indicator;
use shared::id::PlanId;
use shared::import::revise::{compare, edition_of, revise};
use shared::import::{
    ImportError, ImportOptions, KnownUnit, Refusal, adopt, import_plan, source_lines,
};
use uuid::Uuid;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads a plan out of a file's bytes and corrects it: `request` and the answer are JSON
/// ([`ReadRequest`], [`ReadPlan`]), so is what is thrown ([`Unread`]).
#[wasm_bindgen]
pub fn read_plan(bytes: &[u8], request: &str) -> Result<String, String> {
    let request: ReadRequest = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let english = request.english;
    match read(bytes, request) {
        Ok(read) => serde_json::to_string(&read).map_err(|error| error.to_string()),
        Err(error) => {
            let message = if english { error.message_en() } else { error.message_vi() };
            let unread = Unread { code: error.code().to_owned(), message };
            Err(serde_json::to_string(&unread).unwrap_or(unread.message))
        }
    }
}

fn read(bytes: &[u8], request: ReadRequest) -> Result<ReadPlan, ImportError> {
    let refuse = request.refuse.into_iter().map(|(line, before)| Refusal { line, before });
    let known = request.units.into_iter().map(|unit| KnownUnit {
        id: unit.id.as_str().to_owned(),
        name: unit.name,
        kind: unit.kind,
        aliases: unit.aliases.into_iter().collect(),
    });
    let options = ImportOptions { refuse: refuse.collect(), known_units: known.collect() };
    let imported = import_plan(bytes, &options)?;
    let revised = revise(&imported, &options.known_units, &request.ops);
    let placeholder = PlanId::new(Uuid::nil());
    adopt::fits(&adopt::plan(&revised.plan, placeholder, &revised.unit_map()))
        .map_err(ImportError::TooMuch)?;
    let suggestions = revised.plan.tasks.iter().map(|task| {
        let codes = indicator::suggest(&task.title, &task.content);
        (task.path.clone(), codes.into_iter().map(|found| found.code.to_owned()).collect())
    });
    let edition = edition_of(&request.plans, &revised.plan).map(|old| Edition {
        title: old.title.clone(),
        number: old.number.clone(),
        comparison: compare(old, &revised.plan, &revised.unit_map()),
    });
    Ok(ReadPlan {
        lines: source_lines(bytes)?,
        suggestions: suggestions.collect(),
        edition,
        revised,
    })
}

fn main() {}
