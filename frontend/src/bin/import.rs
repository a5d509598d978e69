//! The plan importer as a module of its own: loaded when someone imports a plan, not with the first
//! screen.

use frontend::state::plan_import::{ReadRequest, Unread};
use shared::import::{ImportOptions, KnownUnit, Refusal, import_plan};
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads a plan out of a file's bytes: `request` and the answer are JSON ([`ReadRequest`], an
/// imported plan), so is what is thrown ([`Unread`]).
#[wasm_bindgen]
pub fn read_plan(bytes: &[u8], request: &str) -> Result<String, String> {
    let request: ReadRequest = serde_json::from_str(request).map_err(|error| error.to_string())?;
    let refuse = request.refuse.into_iter().map(|(line, before)| Refusal { line, before });
    let known = request.units.into_iter().map(|unit| KnownUnit {
        id: unit.id.as_str().to_owned(),
        name: unit.name,
        kind: unit.kind,
        aliases: unit.aliases.into_iter().collect(),
    });
    let options = ImportOptions { refuse: refuse.collect(), known_units: known.collect() };
    match import_plan(bytes, &options) {
        Ok(plan) => serde_json::to_string(&plan).map_err(|error| error.to_string()),
        Err(error) => {
            let message = if request.english { error.message_en() } else { error.message_vi() };
            let unread = Unread { code: error.code().to_owned(), message };
            Err(serde_json::to_string(&unread).unwrap_or(unread.message))
        }
    }
}

fn main() {}
