//! What the importer made of a text: the source with its marks at the left, the plan at the right,
//! repairs to accept or refuse, lines that were not understood.

use std::collections::BTreeSet;

use leptos::prelude::*;
use shared::import::{Correction, ImportedPlan, NotUnderstood, Task};

use crate::i18n::{t, tn};
use crate::ui::badge::{Chip, Tone};
use crate::ui::fold::Fold;

/// A repair that is refused: its line, and what stands there.
pub type Refused = BTreeSet<(usize, String)>;

/// Source and plan, side by side.
#[component]
pub fn ImportResult(
    /// The source, line by line.
    source: String,
    /// The plan.
    plan: ImportedPlan,
    /// Repairs refused so far.
    refused: RwSignal<Refused>,
) -> impl IntoView {
    let unread: BTreeSet<usize> = plan.not_understood.iter().map(|line| line.line).collect();
    let mended: BTreeSet<usize> = plan.corrections.iter().map(|line| line.line).collect();
    let lines = source
        .lines()
        .enumerate()
        .map(|(index, text)| {
            let class = match (unread.contains(&(index + 1)), mended.contains(&(index + 1))) {
                (true, _) => "tone-brick",
                (false, true) => "tone-anise",
                (false, false) => "",
            };
            view! { <li class=class>{text.to_owned()}</li> }
        })
        .collect_view();
    let units = plan.units.clone();
    let name = move |id: &String| {
        units
            .iter()
            .find(|unit| unit.id == *id)
            .map_or_else(|| id.clone(), |unit| unit.name.clone())
    };
    let tasks = plan.tasks.iter().map(|task| task_view(task, &name)).collect_view();
    let count = plan.tasks.len();
    view! {
        <div class="split import">
            <section class="split-list" aria-label=t!("import.source")>
                <h2>{t!("import.source")}</h2>
                <ol class="source" tabindex="0" aria-label=t!("import.source")>{lines}</ol>
            </section>
            <section class="split-open" aria-label=t!("import.result")>
                <h2>{plan.title.clone()}</h2>
                <p class="quiet">{plan.issuer.name.clone()}</p>
                <Unread lines=plan.not_understood.clone() />
                <Repairs made=plan.corrections.clone() refused />
                <h3>{tn!("import.tasks", count)}</h3>
                <ol class="tasks" role="list">{tasks}</ol>
            </section>
        </div>
    }
    .into_any()
}

fn task_view(task: &Task, name: &dyn Fn(&String) -> String) -> impl IntoView + use<> {
    let leads = task.lead.iter().map(name).collect::<Vec<_>>();
    let coordinators = task.coordinating.iter().map(name).collect::<Vec<_>>();
    let chips = |names: Vec<String>, tone: Tone| {
        names.into_iter().map(|name| view! { <Chip tone>{name}</Chip> }).collect_view()
    };
    view! {
        <li class="task-line">
            <p><span class="code">{task.code.clone()}</span> " " <span class="strong">{task.title.clone()}</span></p>
            <div class="chips small">
                <span class="quiet">{t!("task.leads")}</span>
                {chips(leads, Tone::Indigo)}
            </div>
            {(!coordinators.is_empty())
                .then(|| {
                    view! {
                        <div class="chips small">
                            <span class="quiet">{t!("task.coordinators")}</span>
                            {chips(coordinators, Tone::Grey)}
                        </div>
                    }
                })}
        </li>
    }
}

/// Lines that ended nowhere: nothing is dropped in silence.
#[component]
fn Unread(lines: Vec<NotUnderstood>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p class="quiet">{t!("import.all_understood")}</p> }.into_any();
    }
    let rows = lines
        .iter()
        .map(|line| {
            view! {
                <li>
                    <span class="quiet">{t!("import.line", line = line.line)}</span>
                    " "
                    {line.text.clone()}
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="part">
            <h3 class="brick">{tn!("import.not_understood", lines.len())}</h3>
            <ul class="rows" role="list">{rows}</ul>
        </div>
    }
    .into_any()
}

/// Repairs of spelling: made unless refused.
#[component]
fn Repairs(made: Vec<Correction>, refused: RwSignal<Refused>) -> impl IntoView {
    let before = refused.get_untracked();
    let kept = before.iter().map(|(line, text)| (*line, text.clone(), None));
    let made = made.into_iter().map(|c| (c.line, c.before, Some(c.after)));
    let mut all: Vec<(usize, String, Option<String>)> = made.chain(kept).collect();
    all.sort();
    let count = all.len();
    let rows = all
        .into_iter()
        .map(|(line, before, after)| {
            let accepted = after.is_some();
            let key = (line, before.clone());
            let toggle = move |_| {
                refused.update(|refused| {
                    if !refused.remove(&key) {
                        refused.insert(key.clone());
                    }
                });
            };
            view! {
                <li>
                    <label class="check">
                        <input type="checkbox" prop:checked=accepted on:change=toggle />
                        <span>
                            <span class="quiet small">{t!("import.line", line = line)}</span>
                            " "
                            <s>{before}</s>
                            {after.map(|after| view! { " → " <strong>{after}</strong> })}
                        </span>
                    </label>
                </li>
            }
        })
        .collect_view();
    (count > 0).then(|| {
        view! {
            <Fold summary=tn!("import.repairs", count)>
                <p class="small quiet">{t!("import.repairs_explain")}</p>
                <ul role="list">{rows}</ul>
            </Fold>
        }
    })
}
