//! Units × tasks: a table where there is room, a list by task on a phone. Every figure leads to
//! its records.

use std::sync::Arc;

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

/// The matrix. Rows and columns are made once for the plan and the units, and a figure is drawn
/// anew when it is another one: a village's day changes a few of hundreds.
#[component]
pub fn Matrix(
    /// What it shows.
    model: Memo<MatrixModel>,
) -> impl IntoView {
    let frame = Memo::new(move |_| model.with(|model| (model.tasks.clone(), model.units.clone())));
    move || {
        let (tasks, units) = frame.get();
        view! {
            <div class="only-wide">{table(model, &tasks, &units)}{legend(&tasks)}</div>
            <div class="only-narrow">{list(model, &tasks, &units)}</div>
        }
        .into_any()
    }
}

fn table(
    model: Memo<MatrixModel>,
    tasks: &[TaskColumn],
    units: &[UnitRow],
) -> impl IntoView + use<> {
    let heads = tasks
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
    let rows = units
        .iter()
        .map(|unit| {
            let row = row(model, unit);
            let columns = tasks.iter().enumerate();
            let cells = columns.map(|(at, task)| cell(row, at, task, unit)).collect_view();
            let id = unit.id.clone();
            let total = figures(model, move |summary| summary.unit(&id));
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
                    <td class="number strong">{move || figure(total.get())}</td>
                    <td class="number">{move || people(total.get())}</td>
                </tr>
            }
        })
        .collect_view();
    let feet = tasks
        .iter()
        .map(|task| {
            let id = task.id.clone();
            let total = figures(model, move |summary| summary.task(&id));
            view! { <td class="number strong">{move || figure(total.get())}</td> }
        })
        .collect_view();
    let total = figures(model, |summary| summary.total);
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
                    <td class="number strong">{move || figure(total.get())}</td>
                    <td class="number strong">{move || people(total.get())}</td>
                </tr>
            </tfoot>
        </table>
    }
}

/// A figure that is told of only when it is another one.
fn figures(
    model: Memo<MatrixModel>,
    of: impl Fn(&Summary) -> Figures + Send + Sync + 'static,
) -> Memo<Figures> {
    Memo::new(move |_| model.with(|model| of(&model.summary)))
}

/// A unit's figures with how strongly each stands out, by task: most rows stay as they are, and
/// then nobody asks their cells.
fn row(model: Memo<MatrixModel>, unit: &UnitRow) -> Memo<Vec<(Figures, usize)>> {
    let unit = unit.id.clone();
    Memo::new(move |_| {
        model.with(|model| {
            let of_task = |task: &TaskColumn| {
                let cell = model.summary.cell(&(task.id.clone(), unit.clone()));
                (cell, model.summary.heat(cell))
            };
            model.tasks.iter().map(of_task).collect()
        })
    })
}

fn cell(
    row: Memo<Vec<(Figures, usize)>>,
    column: usize,
    task: &TaskColumn,
    unit: &UnitRow,
) -> impl IntoView + use<> {
    let (task, unit) = (task.clone(), unit.clone());
    // While the plan changes, the row is ahead of the table.
    let shown = Memo::new(move |_| row.with(|row| row.get(column).copied().unwrap_or_default()));
    view! {
        <td class=move || format!("number heat-{}", shown.get().1)>
            {move || {
                let (cell, _) = shown.get();
                (!cell.is_empty())
                    .then(|| {
                        let href = places::records(Some(&task.id), Some(&unit.id));
                        link(href, cell_label(&task, &unit, cell), figure(cell))
                    })
            }}
        </td>
    }
}

/// What the columns are, on paper: a screen says it where one points.
fn legend(tasks: &[TaskColumn]) -> impl IntoView + use<> {
    let rows = tasks.iter().map(|task| {
        view! { <li><span class="code">{task.code.clone()}</span> " " {task.title.clone()}</li> }
    });
    view! { <ul class="only-print small" role="list">{rows.collect_view()}</ul> }
}

fn list(
    model: Memo<MatrixModel>,
    tasks: &[TaskColumn],
    units: &[UnitRow],
) -> impl IntoView + use<> {
    let busiest = Memo::new(move |_| {
        model.with(|model| {
            let tasks = model.summary.tasks.values();
            tasks.map(|cell| cell.approved + cell.awaiting).max().unwrap_or(0)
        })
    });
    let units: Arc<[UnitRow]> = units.into();
    let rows = tasks
        .iter()
        .map(|task| {
            let id = task.id.clone();
            let total = figures(model, move |summary| summary.task(&id));
            view! {
                <li class="task-figures">
                    <h3>
                        <span class="code">{task.code.clone()}</span> " " {task.title.clone()}
                    </h3>
                    <p class="number">{move || cell_words(total.get())}</p>
                    <ProgressLine
                        done=Signal::derive(move || total.get().approved)
                        total=Signal::derive(move || busiest.get())
                    />
                    {units_of_task(model, task, Arc::clone(&units))}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="figures-list" role="list">{rows}</ul> }
}

/// Which units have something of a task, and which have not.
fn units_of_task(
    model: Memo<MatrixModel>,
    task: &TaskColumn,
    units: Arc<[UnitRow]>,
) -> impl IntoView + use<> {
    let task = task.id.clone();
    let open = RwSignal::new(false);
    let cells = Memo::new({
        let (task, units) = (task.clone(), Arc::clone(&units));
        move |_| {
            let key = |unit: &UnitRow| (task.clone(), unit.id.clone());
            model.with(|model| {
                units.iter().map(|unit| model.summary.cell(&key(unit))).collect::<Vec<_>>()
            })
        }
    });
    move || {
        let cells = cells.get();
        let (with, without): (Vec<_>, Vec<_>) =
            units.iter().zip(cells).partition(|(_, cell)| !cell.is_empty());
        // Nothing to fold out where nobody has begun: the line above says so.
        if with.is_empty() {
            return None;
        }
        let summary = tn!("matrix.units_with", with.len());
        let line = |(unit, cell): (&UnitRow, Figures)| {
            let (href, name) = (places::records(Some(&task), Some(&unit.id)), unit.name.clone());
            view! {
                <li>
                    <A href=href attr:class="line-link">
                        <span>{name}</span>
                        <span class="number">{cell_words(cell)}</span>
                    </A>
                </li>
            }
        };
        let lines = with.into_iter().map(line).collect_view();
        let names: Vec<&str> = without.iter().map(|(unit, _)| unit.name.as_str()).collect();
        let none = (!names.is_empty()).then(|| {
            view! { <p class="small quiet">{t!("matrix.none_yet", units = names.join(", "))}</p> }
        });
        Some(view! {
            <Fold summary open=open on_toggle=Callback::new(move |now| open.set(now))>
                <ul role="list">{lines}</ul>
                {none}
            </Fold>
        })
    }
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
