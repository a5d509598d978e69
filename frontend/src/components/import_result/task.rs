//! One task of the imported plan: what it says, its units with the focal one, its indicators.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use shared::domain::indicator::{self, Indicator};
use shared::import::revise::Op;
use shared::import::{Due, Task};
use shared::time::{format_date, parse_date};

use super::task_edit::TaskEdit;
use crate::i18n::{Lang, lang, t, tn};
use crate::state::plan_import::Import;
use crate::ui::badge::{Chip, Tone};
use crate::ui::button::Button;
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;

/// A task with what goes with it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TaskModel {
    /// The task.
    pub task: Task,
    /// Codes of indicators that its words suggest.
    pub suggested: Vec<String>,
    /// Whether no task follows.
    pub is_last: bool,
}

/// The card of a task. It stays while the task changes, so that whoever works in it keeps the focus.
#[component]
pub fn TaskCard(
    /// The import.
    import: Import,
    /// The task's path.
    path: String,
    /// The task now.
    model: Memo<TaskModel>,
    /// How units are called.
    names: Memo<BTreeMap<String, String>>,
) -> impl IntoView {
    let content = Memo::new(move |_| model.with(|model| model.task.content.clone()));
    let coordinating = Memo::new(move |_| model.with(|model| model.task.coordinating.clone()));
    let due = Memo::new(move |_| model.with(|model| model.task.due.clone()));
    let name = move |id: String| names.with(|names| names.get(&id).cloned().unwrap_or(id));
    let editing = {
        let path = path.clone();
        Memo::new(move |_| import.editing.with(|open| open.contains(&path)))
    };
    let toggle = {
        let path = path.clone();
        move |()| {
            import.editing.update(|open| {
                if !open.remove(&path) {
                    open.insert(path.clone());
                }
            });
        }
    };
    let paragraphs = move || {
        let content = content.get();
        (!content.is_empty()).then(|| {
            view! {
                <Fold summary=tn!("import.paragraphs", content.len())>
                    <div class="prose">
                        {content.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
                    </div>
                </Fold>
            }
        })
    };
    let others = move || {
        let units = coordinating.get();
        (!units.is_empty()).then(|| {
            let chips = units.into_iter().map(|id| {
                let name = name(id);
                view! { <Chip tone=Tone::Grey>{name}</Chip> }
            });
            view! {
                <div class="chips small">
                    <span class="quiet">{t!("task.coordinators")}</span>
                    {chips.collect_view()}
                </div>
            }
        })
    };
    let (of_item, of_leads, of_indicators) = (path.clone(), path.clone(), path.clone());
    view! {
        <li class="task-line import-task" data-path=of_item>
            <p>
                <span class="code">{move || model.with(|model| model.task.code.clone())}</span>
                " "
                <span class="strong">{move || model.with(|model| model.task.title.clone())}</span>
            </p>
            <Leads import path=of_leads model names />
            {others}
            {move || due.get().map(|due| view! { <DueLine due /> })}
            <Indicators import path=of_indicators model />
            {paragraphs}
            <div class="row">
                <Button icon=Icon::Pen on_press=toggle>
                    {move || if editing.get() { t!("import.edit_done") } else { t!("import.edit") }}
                    <span class="unseen">" " {move || model.with(|model| model.task.code.clone())}</span>
                </Button>
            </div>
            <Show when=move || editing.get()>
                <TaskEdit import path=path.clone() model names />
            </Show>
        </li>
    }
    .into_any()
}

/// When, as the text says it, and the day that this means.
#[component]
fn DueLine(due: Due) -> impl IntoView {
    let day = due.date.as_deref().and_then(parse_date).map(format_date);
    let day = day.filter(|day| *day != due.raw);
    view! {
        <p class="small">
            {t!("import.due", words = due.raw)}
            {day.map(|day| format!(" · {}", t!("import.due_by", date = day)))}
        </p>
    }
    .into_any()
}

/// The units that lead: of several, the focal one is chosen.
#[component]
fn Leads(
    import: Import,
    path: String,
    model: Memo<TaskModel>,
    names: Memo<BTreeMap<String, String>>,
) -> impl IntoView {
    // Sorted: choosing the focal one, which stands first, moves no button.
    let leads =
        Memo::new(move |_| model.with(|m| m.task.lead.iter().cloned().collect::<BTreeSet<_>>()));
    let focal = Memo::new(move |_| model.with(|model| model.task.lead.first().cloned()));
    let name = move |id: String| names.with(|names| names.get(&id).cloned().unwrap_or(id));
    move || {
        let leads = leads.get();
        if leads.is_empty() {
            return view! { <p class="small advice">{t!("import.no_lead")}</p> }.into_any();
        }
        if leads.len() == 1 {
            let only = leads.into_iter().map(name).collect::<String>();
            return view! {
                <div class="chips small">
                    <span class="quiet">{t!("task.leads")}</span>
                    <Chip tone=Tone::Indigo>{only}</Chip>
                </div>
            }
            .into_any();
        }
        let group = format!("focal-{path}");
        let radios = leads.into_iter().map(|id| {
            let (of_checked, task, label) = (id.clone(), path.clone(), name(id.clone()));
            view! {
                <label class="option">
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || focal.with(|focal| focal.as_ref() == Some(&of_checked))
                        on:change=move |_| {
                            import.correct(Op::SetFocal { task: task.clone(), unit: id.clone() });
                        }
                    />
                    <span>{label}</span>
                </label>
            }
        });
        view! {
            <fieldset class="options">
                <legend class="small quiet">{t!("import.focal")}</legend>
                {radios.collect_view()}
            </fieldset>
        }
        .into_any()
    }
}

/// An indicator's words in the language of the page.
pub fn indicator_words(indicator: &Indicator) -> &'static str {
    match lang() {
        Lang::Vi => indicator.words,
        Lang::En => indicator.english,
    }
}

/// Indicators as chips: those chosen, and those that the task's words suggest.
#[component]
fn Indicators(import: Import, path: String, model: Memo<TaskModel>) -> impl IntoView {
    let chosen = Memo::new(move |_| model.with(|model| model.task.indicators.clone()));
    let offered = Memo::new(move |_| {
        let mut codes = model.with(|model| model.task.indicators.clone());
        codes.extend(model.with(|model| model.suggested.clone()));
        codes.into_iter().collect::<BTreeSet<_>>()
    });
    move || {
        let found: Vec<&'static Indicator> =
            offered.get().iter().filter_map(|code| indicator::find(code)).collect();
        if found.is_empty() {
            return ().into_any();
        }
        let path = path.clone();
        let chips = found.into_iter().map(move |indicator| {
            let (task, code) = (path.clone(), indicator.code);
            let is_on = move || chosen.with(|chosen| chosen.iter().any(|one| one == code));
            let toggle = move |_| {
                let mut codes = chosen.get_untracked();
                if codes.iter().any(|one| one == code) {
                    codes.retain(|one| one != code);
                } else {
                    codes.push(code.to_owned());
                }
                import.correct(Op::SetIndicators { task: task.clone(), codes });
            };
            view! {
                <button
                    type="button"
                    class="choice-chip small"
                    aria-pressed=move || if is_on() { "true" } else { "false" }
                    on:click=toggle
                >
                    <span class="code">{code}</span>
                    " "
                    {indicator_words(indicator)}
                </button>
            }
        });
        view! {
            <Fold
                summary=tn!("import.indicators", chosen.with_untracked(Vec::len))
                open=Signal::stored(true)
            >
                <div class="chips">{chips.collect_view()}</div>
            </Fold>
        }
        .into_any()
    }
}
