//! What can be corrected in a task: title, units, indicators, where it begins and ends.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use leptos::html;
use leptos::prelude::*;
use shared::domain::directory::UnitKind;
use shared::domain::indicator::INDICATORS;
use shared::import::revise::{Op, Part, Place, UnitTarget};
use shared::time::parse_date;

use super::move_to::{MoveTo, beginning};
use super::task::{TaskModel, indicator_words};
use crate::i18n::t;
use crate::state::AppState;
use crate::state::plan_import::Import;
use crate::ui::button::Button;
use crate::ui::choices::{Checks, Choice};
use crate::ui::date::DateInput;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::input::TextInput;

/// The editor of a task, under its card.
#[component]
pub fn TaskEdit(
    /// The import.
    import: Import,
    /// The task's path.
    path: String,
    /// The task now.
    model: Memo<TaskModel>,
    /// How units are called.
    names: Memo<BTreeMap<String, String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let lead =
        Memo::new(move |_| model.with(|m| m.task.lead.iter().cloned().collect::<BTreeSet<_>>()));
    let others = Memo::new(move |_| {
        model.with(|m| m.task.coordinating.iter().cloned().collect::<BTreeSet<_>>())
    });
    let codes = Memo::new(move |_| {
        model.with(|m| m.task.indicators.iter().cloned().collect::<BTreeSet<_>>())
    });
    let content = Memo::new(move |_| model.with(|model| model.task.content.clone()));
    let is_last = Memo::new(move |_| model.with(|model| model.is_last));
    let units = unit_choices(import, names);
    let units_again = units.clone();
    let retitle = {
        let task = path.clone();
        move |title| import.correct(Op::Retitle { task: task.clone(), title })
    };
    let set_units = {
        let task = path.clone();
        move |lead: Vec<String>, coordinating: Vec<String>| {
            import.correct(Op::SetUnits { task: task.clone(), lead, coordinating });
        }
    };
    let set_lead = {
        let set_units = set_units.clone();
        move |chosen: BTreeSet<String>| {
            let (mut lead, others) =
                model.with_untracked(|m| (m.task.lead.clone(), m.task.coordinating.clone()));
            lead.retain(|unit| chosen.contains(unit));
            lead.extend(chosen.into_iter().filter(|unit| !lead.contains(unit)).collect::<Vec<_>>());
            set_units(lead, others);
        }
    };
    // A unit coordinates or leads: what was chosen last holds.
    let set_others = move |chosen: BTreeSet<String>| {
        let mut lead = model.with_untracked(|model| model.task.lead.clone());
        lead.retain(|unit| !chosen.contains(unit));
        set_units(lead, chosen.into_iter().collect());
    };
    let set_codes = {
        let task = path.clone();
        move |chosen: BTreeSet<String>| {
            let codes = chosen.into_iter().collect();
            import.correct(Op::SetIndicators { task: task.clone(), codes });
        }
    };
    let all = INDICATORS.iter().map(|indicator| Choice {
        id: indicator.code.to_owned(),
        label: format!("{} {}", indicator.code, indicator_words(indicator)),
    });
    let due = Memo::new(move |_| {
        model.with(|model| model.task.due.as_ref()?.date.as_deref().and_then(parse_date))
    });
    let due_ids = FieldIds::new(&format!("due-{path}"));
    let set_due = {
        let task = path.clone();
        move |date: Option<Date>| {
            if date != due.get_untracked() {
                let date = date.map(|date| date.to_string());
                import.correct(Op::SetDue { task: task.clone(), date });
            }
        }
    };
    let join = {
        let task = path.clone();
        move |()| import.correct(Op::JoinTask { task: task.clone() })
    };
    let indicators: Vec<Choice> = all.collect();
    let title = model.with_untracked(|model| model.task.title.clone());
    view! {
        <div class="import-edit">
            <TextInput
                id=format!("title-{path}")
                label=t!("import.task_title")
                initial=title
                node
                on_change=Callback::new(retitle)
            />
            <Fold summary=t!("task.leads")>
                <Checks options=units value=lead on_choose=set_lead />
            </Fold>
            <Fold summary=t!("task.coordinators")>
                <Checks options=units_again value=others on_choose=set_others />
            </Fold>
            <Fold summary=t!("import.all_indicators")>
                <Checks options=indicators value=codes on_choose=set_codes />
            </Fold>
            <FieldFrame ids=due_ids.clone() label=t!("import.place.due")>
                <DateInput ids=due_ids value=due on_choose=set_due />
            </FieldFrame>
            <Paragraphs import path=path.clone() content />
            <Show when=move || !is_last.get()>
                <div class="row">
                    <Button icon=Icon::Fork on_press=join.clone()>{t!("import.join")}</Button>
                </div>
            </Show>
        </div>
    }
    .into_any()
}

/// The task's paragraphs, each of which can begin a task of its own or stand elsewhere.
#[component]
fn Paragraphs(import: Import, path: String, content: Memo<Vec<String>>) -> impl IntoView {
    let there = Memo::new(move |_| content.with(|content| !content.is_empty()));
    let rows = move || {
        let path = path.clone();
        let row = move |(at, text): (usize, String)| {
            let task = path.clone();
            let from = Part::TaskContent(task.clone());
            let split = move |()| import.correct(Op::SplitTask { task: task.clone(), at });
            let says = text.clone();
            let put = move |to: Place| {
                let (from, says) = (from.clone(), says.clone());
                import.correct(Op::MoveParagraph { from, at, says, to });
            };
            let what = beginning(&text);
            view! {
                <li class="import-line">
                    <p>{text}</p>
                    <div class="row">
                        <Button on_press=split>{t!("import.split")}</Button>
                    </div>
                    <MoveTo import what on_choose=put />
                </li>
            }
        };
        content.get().into_iter().enumerate().map(row).collect_view()
    };
    let rows = StoredValue::new(rows);
    view! {
        <Show when=move || there.get()>
            <Fold summary=t!("import.paragraph_each")>
                <ul class="rows" role="list">{move || rows.with_value(|rows| rows())}</ul>
            </Fold>
        </Show>
    }
    .into_any()
}

/// Units that can lead or coordinate: those of the text, and those of the directory that none of
/// the text is; villages only where the text names them.
fn unit_choices(import: Import, names: Memo<BTreeMap<String, String>>) -> Vec<Choice> {
    let app = AppState::get();
    let mut choices: Vec<Choice> = names.with_untracked(|names| {
        names.iter().map(|(id, label)| Choice { id: id.clone(), label: label.clone() }).collect()
    });
    let targets = import
        .read
        .with_untracked(|read| read.as_ref().map(|read| read.revised.units.clone()))
        .unwrap_or_default();
    app.directory.with_untracked(|directory| {
        let free = directory.units.values().filter(|unit| {
            let target = UnitTarget::Directory(unit.id.clone());
            unit.kind != UnitKind::Thon && !targets.values().any(|known| *known == target)
        });
        choices.extend(
            free.filter(|unit| !targets.contains_key(unit.id.as_str()))
                .map(|unit| Choice { id: unit.id.as_str().to_owned(), label: unit.name.clone() }),
        );
    });
    choices
}
