//! From the domain to words and looks: states, places of storage, problems, errors, values.

use leptos::prelude::*;
use shared::domain::kind::{Field, FieldType, KINDS, Need, Target};
use shared::domain::plan::{Plan, Task};
use shared::domain::posting::Posting;
use shared::domain::state::{Stage, State};
use shared::domain::validate::{Problem, ProblemCode};
use shared::domain::value::Value;
use shared::id::{EntryId, RecordId, TaskId, UnitId};
use shared::time::format_moment;

use crate::engine::view::{RecordView, Where};
use crate::i18n::format::{long_date, number};
use crate::i18n::{t, tn, tr, tr_opt};
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::ui::badge::{Badge, Tone};
use crate::ui::field::FieldProblem;
use crate::ui::icon::{Glyph, Icon};

/// A state's look, by where it stands.
pub const fn state_look(stage: Stage) -> (Tone, Icon) {
    match stage {
        Stage::Draft => (Tone::Grey, Icon::Draft),
        Stage::UnderWay => (Tone::Indigo, Icon::Tasks),
        Stage::Awaiting => (Tone::Indigo, Icon::Clock),
        Stage::Returned => (Tone::Brick, Icon::Return),
        Stage::Ready => (Tone::Leaf, Icon::Next),
        Stage::Approved => (Tone::Leaf, Icon::Check),
        Stage::Edited => (Tone::Anise, Icon::Pen),
        Stage::Paused => (Tone::Grey, Icon::Clock),
        Stage::Ended => (Tone::Grey, Icon::Leave),
        Stage::Deleted => (Tone::Grey, Icon::Trash),
    }
}

/// A stage's name, where records of several kinds are told apart by it.
pub fn stage_words(stage: Stage) -> String {
    tr(&format!("stage.{}", stage.as_str()))
}

/// The name of a record's state. A Party body is asked, not told (DOMAIN §0.4). Tracks the directory.
pub fn state_words(app: AppState, view: &RecordView) -> String {
    of_kind(app, view, "state", view.state().as_str())
}

/// What a step with a record is called. Tracks the directory.
pub fn step_words(app: AppState, view: &RecordView, step: &str) -> String {
    of_kind(app, view, "action", step)
}

/// Whether a record is laid on a Party body.
fn is_asked(app: AppState, view: &RecordView) -> bool {
    view.record.laid_by.is_some()
        && app.directory.with(|directory| {
            directory.units.get(&view.unit).is_some_and(|unit| unit.kind.is_requested())
        })
}

/// The words for something of a kind: its own where it has some, else those of all kinds.
fn of_kind(app: AppState, view: &RecordView, stem: &str, id: &str) -> String {
    let kind = view.record.kind.map_or("", |kind| kind.id);
    is_asked(app, view)
        .then(|| tr_opt(&format!("{stem}.{kind}.{id}.asked")))
        .flatten()
        .or_else(|| tr_opt(&format!("{stem}.{kind}.{id}")))
        .unwrap_or_else(|| tr(&format!("{stem}.{id}")))
}

/// The business state of a record, "chờ máy chủ" while a decision has no receipt, and what else is
/// to be known of it at once.
#[component]
pub fn StateBadge(
    /// The record.
    view: crate::engine::view::Model<RecordView>,
) -> impl IntoView {
    let app = AppState::get();
    let (tone, icon) = state_look(view.state().stage);
    let edited = view.derived.edited && view.state() != State::EDITED && view.state().is_shared();
    let conflict = view.has_conflict();
    let unconfirmed = view.is_unconfirmed();
    view! {
        <Badge tone icon word=state_words(app, &view) />
        {edited.then(|| view! { <Badge tone=Tone::Anise icon=Icon::Pen word=t!("state.edited_mark") /> })}
        {unconfirmed.then(|| view! { <Badge tone=Tone::Grey icon=Icon::Clock word=t!("state.unconfirmed") /> })}
        {conflict.then(|| view! { <Badge tone=Tone::Brick icon=Icon::Fork word=t!("conflict.mark") /> })}
    }
    .into_any()
}

/// Where a piece of work is: on this device, on the server, or refused.
#[component]
pub fn WhereLine(
    /// Where.
    place: Where,
) -> impl IntoView {
    let (icon, class) = match place {
        Where::Unsaved => (Icon::Draft, "where quiet"),
        Where::OnDevice => (Icon::Device, "where quiet"),
        Where::OnServer => (Icon::Cloud, "where leaf"),
        Where::Refused { .. } => (Icon::Alert, "where brick"),
    };
    view! {
        <span class=class>
            <Glyph icon />
            <span>{tr(&format!("where.{}", place.as_str()))}</span>
        </span>
    }
    .into_any()
}

/// Why the server did not take something, in words.
pub fn refusal_words(code: &str) -> String {
    tr_opt(&format!("refusal.{code}")).unwrap_or_else(|| t!("refusal.other", code = code))
}

/// Why a command failed, in words.
pub fn error_words(error: &CommandError) -> String {
    // What is missing is said, not that something is.
    if error.code == "condition"
        && let Some(words) = tr_opt(&format!("condition.{}", error.message))
    {
        return words;
    }
    tr_opt(&format!("error.{}", error.code)).unwrap_or_else(|| {
        if error.message.is_empty() {
            t!("error.other", code = error.code)
        } else {
            error.message.clone()
        }
    })
}

/// What to say at one field. A field that is merely still empty is not called wrong before
/// someone tries to submit: the words would also push away what a finger is about to touch.
pub fn field_problem(problems: &[Problem], key: &str, tried: bool) -> Option<FieldProblem> {
    let mut here = problems.iter().filter(|problem| problem.field == key).filter(|problem| {
        let still_empty = [ProblemCode::Missing, ProblemCode::AboutNothing];
        tried || !still_empty.contains(&problem.code)
    });
    let first = here.clone().find(|problem| problem.blocks).or_else(|| here.next())?;
    Some(FieldProblem {
        words: tr(&format!("problem.{}", first.code.as_str())),
        blocks: first.blocks,
    })
}

/// What a record is called as one of its kind. A Party body is asked, not told. Tracks the directory.
pub fn record_kind_words(app: AppState, view: &RecordView) -> Option<String> {
    let kind = view.record.kind?.id;
    let asked = is_asked(app, view).then(|| tr_opt(&format!("kind.{kind}.asked"))).flatten();
    Some(asked.unwrap_or_else(|| kind_words(kind)))
}

/// A kind's name, by its id.
pub fn kind_words(id: &str) -> String {
    tr(&format!("kind.{id}"))
}

/// A field's label.
pub fn field_label(kind: &str, key: &str) -> String {
    tr(&format!("field.{kind}.{key}"))
}

/// An option of a field.
pub fn option_words(field: &Field, id: &str) -> String {
    tr(&format!("choice.{}.{id}", field.key))
}

/// A value in words, as it stands in a detail, a conflict or a list. Tracks directory and plans.
pub fn value_words(app: AppState, field: &Field, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Line(text) => text.clone(),
        Value::Date(date) => long_date(*date),
        Value::Integer(count) => match field.ty {
            FieldType::Integer { unit, .. } => {
                format!("{} {}", number(*count), tr(&format!("unit.{unit}")))
            }
            _ => number(*count),
        },
        Value::Choice(id) => option_words(field, id),
        Value::Choices(ids) => {
            let name = |id: &String| match field.ty {
                FieldType::Refs { to } => ref_words(app, to, id),
                _ => option_words(field, id),
            };
            ids.iter().map(name).collect::<Vec<_>>().join(", ")
        }
        Value::Moment(moment) => format_moment(*moment),
        Value::Ref(id) => match field.ty {
            FieldType::Ref { to } => ref_words(app, to, id),
            _ => id.clone(),
        },
        Value::Postings(postings) => {
            let counting = postings.values().filter(|posting| posting.counts());
            counting.map(|posting| posting_words(app, posting)).collect::<Vec<_>>().join("\n")
        }
        Value::Unit(unit) => app.unit_name(unit),
        Value::Task(task) => task_words(app, task),
    }
}

/// What a reference names, in words; its id where that is not here. Tracks directory and records.
pub fn ref_words(app: AppState, to: Target, id: &str) -> String {
    let words = match to {
        Target::Person => id.parse().ok().and_then(|account| app.person_name(Some(account))),
        Target::Unit => Some(app.unit_name(&UnitId::new(id.to_owned()))),
        Target::Record(_) => id.parse::<RecordId>().ok().and_then(|id| {
            app.records.with(|records| records.get(&id).map(|view| record_title(view)))
        }),
    };
    words.unwrap_or_else(|| t!("reference.not_here"))
}

/// A posting in one line. Tracks the directory.
pub fn posting_words(app: AppState, posting: &Posting) -> String {
    let mut words = vec![channel_words(app, &posting.channel), format_moment(posting.at)];
    words.extend(posting.reach.map(|reach| tn!("posting.reach_words", reach)));
    words.extend(posting.taken_down.map(|at| t!("posting.taken_down_at", at = format_moment(at))));
    words.extend(Some(posting.url.clone()).filter(|url| !url.is_empty()));
    words.join(" · ")
}

/// A channel's name. Tracks the directory.
pub fn channel_words(app: AppState, id: &EntryId) -> String {
    app.directory
        .with(|directory| directory.channels.get(id).map(|channel| channel.name.clone()))
        .unwrap_or_else(|| t!("reference.not_here"))
}

/// A task's number and title, or its id where no plan here has it. Tracks the plans.
pub fn task_words(app: AppState, id: &TaskId) -> String {
    with_task(app, id, |task| format!("{} {}", task.code, task.title))
        .unwrap_or_else(|| id.to_string())
}

/// Looks at a task of any plan on this device. Tracks the plans.
pub fn with_task<T>(app: AppState, id: &TaskId, look: impl FnOnce(&Task) -> T) -> Option<T> {
    app.plans.with(|plans| plans.iter().find_map(|view| view.plan.tasks.get(id)).map(look))
}

/// Looks at the plan in use: the newest year's. Tracks the plans.
pub fn with_plan<T>(app: AppState, look: impl FnOnce(&Plan) -> T) -> Option<T> {
    app.plans.with(|plans| plans.first().map(|view| look(&view.plan)))
}

/// What a record says in one line: its first text.
pub fn record_title(view: &RecordView) -> String {
    match view.first_words() {
        Some(words) => words.to_owned(),
        // A kind that needs no words is called what it is.
        None => view
            .record
            .kind
            .filter(|kind| !kind.fields.iter().any(needs_words))
            .map_or_else(|| t!("record.untitled"), |kind| kind_words(kind.id)),
    }
}

fn needs_words(field: &Field) -> bool {
    field.need == Need::ToSubmit
        && matches!(field.ty, FieldType::Text { .. } | FieldType::Line { .. })
}

/// How many attendances a record counts.
pub fn record_people(view: &RecordView) -> Option<i64> {
    let field = view
        .record
        .kind?
        .fields
        .iter()
        .find(|field| matches!(field.ty, FieldType::Integer { unit: "attendances", .. }))?;
    view.record.integer(field.key)
}

/// Task, place and numbers of a record, in one line. Tracks directory and plans.
pub fn record_facts(app: AppState, view: &RecordView) -> String {
    let mut facts: Vec<String> = Vec::new();
    // An activity is what most records are.
    if view.record.kind.is_some_and(|kind| kind.id != KINDS[0].id) {
        facts.extend(record_kind_words(app, view));
    }
    if let Some(task) = view.task() {
        let code = with_task(app, &task, |task| task.code.clone());
        facts.push(t!("record.task", code = code.unwrap_or_else(|| task.to_string())));
    }
    facts.push(app.unit_name(&view.unit));
    if let Some(kind) = view.record.kind {
        for field in kind.fields {
            if let (FieldType::Unit, Some(Value::Unit(place))) =
                (field.ty, view.record.value(field.key))
                && *place != view.unit
            {
                facts.push(app.unit_name(place));
            }
        }
    }
    if let Some(people) = record_people(view) {
        facts.push(format!("{} {}", number(people), tr("unit.attendances")));
    }
    facts.join(" · ")
}
