//! `soxa import-plan`.

use std::path::Path;

use anyhow::Result;
use backend::config::ImportPlanArgs;
use backend::setup::units;
use shared::domain::directory::Unit;
use shared::import::{self, ImportOptions, ImportedPlan, KnownUnit, Refusal};

use super::{bad_input, print, print_json, read};

/// Reads a plan and shows what was understood.
pub(crate) fn import(args: &ImportPlanArgs) -> Result<()> {
    let mut refused = Vec::new();
    for text in &args.refuse {
        let parts = text.split_once(':').and_then(|(line, before)| {
            Some(Refusal { line: line.trim().parse().ok()?, before: before.to_owned() })
        });
        let Some(refusal) = parts else {
            bad_input!("--refuse {text}: wants LINE:TEXT, as \"12:Điem He\"")
        };
        refused.push(refusal);
    }
    // As it is written: which units a commune has is not asked here.
    let plan = read_plan(
        &args.file,
        ImportOptions { refuse: refused.into_iter().collect(), ..ImportOptions::default() },
    )?;
    if args.json {
        return print_json(&plan);
    }
    print(&format!("{}: {}", plan.kind, plan.title))?;
    for task in &plan.tasks {
        print(&format!("{}  {}  [{}]", task.path, task.title, task.lead.join(", ")))?;
    }
    for repair in &plan.corrections {
        print(&format!("repaired {}: {} → {}", repair.line, repair.before, repair.after))?;
    }
    for line in &plan.not_understood {
        print(&format!("not understood {}: {}", line.line, line.text))?;
    }
    let (repaired, left) = (plan.corrections.len(), plan.not_understood.len());
    print(&format!("{} tasks, {repaired} repairs, {left} lines not understood", plan.tasks.len()))
}

/// The units that every commune starts with, for plans read while setting one up.
pub(crate) fn standard_units(commune: &str) -> Vec<KnownUnit> {
    let known = |unit: Unit| KnownUnit {
        id: unit.id.to_string(),
        name: unit.name,
        kind: unit.kind,
        aliases: unit.aliases.into_iter().collect(),
    };
    units::standard_of(commune).into_iter().map(known).collect()
}

/// Reads a plan.
pub(crate) fn read_plan(path: &Path, options: ImportOptions) -> Result<ImportedPlan> {
    match import::import_plan(&read(path)?, &options) {
        Ok(plan) => Ok(plan),
        Err(error) => bad_input!("{}: {error}", path.display()),
    }
}
