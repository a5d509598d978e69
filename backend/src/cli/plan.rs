//! `soxa import-plan`.

use std::path::Path;

use anyhow::Result;
use backend::config::ImportPlanArgs;
use backend::setup::units;
use shared::import::{self, ImportOptions, ImportedPlan, KnownUnit};

use super::{bad_input, print, print_json, read};

/// Reads a plan and shows what was understood.
pub(crate) fn import(args: &ImportPlanArgs) -> Result<()> {
    let plan = read_plan(&args.file)?;
    if args.json {
        return print_json(&plan);
    }
    print(&format!("{}: {}", plan.kind, plan.title))?;
    for task in &plan.tasks {
        print(&format!("{}  {}  [{}]", task.path, task.title, task.lead.join(", ")))?;
    }
    let (repaired, left) = (plan.corrections.len(), plan.not_understood.len());
    print(&format!("{} tasks, {repaired} repairs, {left} lines not understood", plan.tasks.len()))
}

/// Reads a plan with the units that every commune has.
pub(crate) fn read_plan(path: &Path) -> Result<ImportedPlan> {
    let known_units = units::standard()
        .into_iter()
        .map(|unit| KnownUnit {
            id: unit.id.to_string(),
            name: unit.name,
            kind: unit.kind,
            aliases: unit.aliases.into_iter().collect(),
        })
        .collect();
    let options = ImportOptions { known_units, ..ImportOptions::default() };
    match import::import_plan(&read(path)?, &options) {
        Ok(plan) => Ok(plan),
        Err(error) => bad_input!("{}: {error}", path.display()),
    }
}
