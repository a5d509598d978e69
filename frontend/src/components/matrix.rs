//! Units × tasks: a table where there is room, a list by task on a phone. Every figure leads to
//! its records.

use leptos::prelude::*;
use leptos_router::components::A;
use shared::id::{TaskId, UnitId};

use crate::components::places;
use crate::components::summary::{Figures, Summary};
use crate::i18n::format::number;
use crate::i18n::{t, tn};
use crate::ui::fold::Fold;
use crate::ui::progress::ProgressLine;

/// A task as a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskColumn {
    /// The task.
    pub id: TaskId,
    /// As printed.
    pub code: String,
    /// Title.
    pub title: String,
}

/// A unit as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// The unit.
    pub id: UnitId,
    /// Its name.
    pub name: String,
}

/// What the matrix shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixModel {
    /// Columns, in the plan's order.
    pub tasks: Vec<TaskColumn>,
    /// Rows, in the directory's order.
    pub units: Vec<UnitRow>,
    /// The figures.
    pub summary: Summary,
}

/// The matrix.
#[component]
pub fn Matrix(
    /// What it shows.
    model: MatrixModel,
) -> impl IntoView {
    view! {
        <div class="only-wide">{table(&model)}{legend(&model)}</div>
        <div class="only-narrow">{list(&model)}</div>
    }
    .into_any()
}

fn table(model: &MatrixModel) -> impl IntoView + use<> {
    let heads = model
        .tasks
        .iter()
        .map(|task| {
            view! {
                <th scope="col" class="number">
                    {link(
                        places::records(Some(&task.id), None),
                        format!("{} {}", task.code, task.title),
                        task.code.clone(),
                    )}
                </th>
            }
        })
        .collect_view();
    let rows = model
        .units
        .iter()
        .map(|unit| {
            let cells = model
                .tasks
                .iter()
                .map(|task| {
                    let cell = model.summary.cell(&task.id, &unit.id);
                    let heat = model.summary.heat(cell);
                    view! {
                        <td class=format!("number heat-{heat}")>
                            {(!cell.is_empty())
                                .then(|| {
                                    let href = places::records(Some(&task.id), Some(&unit.id));
                                    link(href, cell_label(task, unit, cell), figure(cell))
                                })}
                        </td>
                    }
                })
                .collect_view();
            let total = model.summary.units.get(&unit.id).copied().unwrap_or_default();
            view! {
                <tr>
                    <th scope="row">
                        {link(
                            places::records(None, Some(&unit.id)),
                            unit.name.clone(),
                            unit.name.clone(),
                        )}
                    </th>
                    {cells}
                    <td class="number strong">{figure(total)}</td>
                    <td class="number">{people(total)}</td>
                </tr>
            }
        })
        .collect_view();
    let feet = model
        .tasks
        .iter()
        .map(|task| {
            let total = model.summary.tasks.get(&task.id).copied().unwrap_or_default();
            view! { <td class="number strong">{figure(total)}</td> }
        })
        .collect_view();
    let total = model.summary.total;
    view! {
        <table class="matrix">
            <caption class="small quiet">{t!("matrix.caption")}</caption>
            <thead>
                <tr>
                    <th scope="col">{t!("matrix.unit")}</th>
                    {heads}
                    <th scope="col" class="number">{t!("matrix.total")}</th>
                    <th scope="col" class="number">{t!("unit.attendances")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">{t!("matrix.total")}</th>
                    {feet}
                    <td class="number strong">{figure(total)}</td>
                    <td class="number strong">{people(total)}</td>
                </tr>
            </tfoot>
        </table>
    }
}

/// What the columns are, on paper: a screen says it where one points.
fn legend(model: &MatrixModel) -> impl IntoView + use<> {
    let rows = model.tasks.iter().map(|task| {
        view! { <li><span class="code">{task.code.clone()}</span> " " {task.title.clone()}</li> }
    });
    view! { <ul class="only-print small" role="list">{rows.collect_view()}</ul> }
}

fn list(model: &MatrixModel) -> impl IntoView + use<> {
    let busiest =
        model.summary.tasks.values().map(|cell| cell.approved + cell.awaiting).max().unwrap_or(0);
    let rows = model
        .tasks
        .iter()
        .map(|task| {
            let total = model.summary.tasks.get(&task.id).copied().unwrap_or_default();
            let (with, without): (Vec<&UnitRow>, Vec<&UnitRow>) = model
                .units
                .iter()
                .partition(|unit| !model.summary.cell(&task.id, &unit.id).is_empty());
            let lines = with
                .iter()
                .map(|unit| {
                    let cell = model.summary.cell(&task.id, &unit.id);
                    let href = places::records(Some(&task.id), Some(&unit.id));
                    let name = unit.name.clone();
                    view! {
                        <li>
                            <A href=href attr:class="line-link">
                                <span>{name}</span>
                                <span class="number">{cell_words(cell)}</span>
                            </A>
                        </li>
                    }
                })
                .collect_view();
            let names: Vec<&str> = without.iter().map(|unit| unit.name.as_str()).collect();
            let none = (!names.is_empty()).then(|| {
                view! { <p class="small quiet">{t!("matrix.none_yet", units = names.join(", "))}</p> }
            });
            let units_with = with.len();
            view! {
                <li class="task-figures">
                    <h3>
                        <span class="code">{task.code.clone()}</span> " " {task.title.clone()}
                    </h3>
                    <p class="number">{cell_words(total)}</p>
                    <ProgressLine done=Signal::stored(total.approved) total=Signal::stored(busiest) />
                    // Nothing to fold out where nobody has begun: the line above says so.
                    {(units_with > 0)
                        .then(|| {
                            view! {
                                <Fold summary=tn!("matrix.units_with", units_with)>
                                    <ul role="list">{lines}</ul>
                                    {none}
                                </Fold>
                            }
                        })}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="figures-list" role="list">{rows}</ul> }
}

fn link(href: String, label: String, words: impl IntoView + 'static) -> impl IntoView {
    view! { <A href=href attr:aria-label=label>{words}</A> }
}

/// `3`, or `3 +2` with two waiting.
fn figure(cell: Figures) -> impl IntoView {
    view! {
        {(cell.approved > 0).then(|| count(cell.approved))}
        {(cell.awaiting > 0)
            .then(|| view! { <span class="waiting">{format!(" +{}", count(cell.awaiting))}</span> })}
    }
}

fn people(cell: Figures) -> Option<String> {
    (cell.people > 0).then(|| number(cell.people))
}

fn count(count: usize) -> String {
    number(i64::try_from(count).unwrap_or(i64::MAX))
}

fn cell_label(task: &TaskColumn, unit: &UnitRow, cell: Figures) -> String {
    format!("{}, {} {}: {}", unit.name, task.code, task.title, cell_words(cell))
}

/// A cell's figures in words.
pub fn cell_words(cell: Figures) -> String {
    if cell.is_empty() {
        return t!("matrix.nothing");
    }
    let mut words = Vec::new();
    if cell.approved > 0 {
        words.push(tn!("matrix.approved", cell.approved));
    }
    if cell.awaiting > 0 {
        words.push(tn!("matrix.awaiting", cell.awaiting));
    }
    if cell.people > 0 {
        words.push(format!("{} {}", number(cell.people), t!("unit.attendances")));
    }
    words.join(" · ")
}
