//! Ghi nhận: a new record. Five questions, saved by itself, one button.

pub mod which;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::domain::kind::{Field, FieldType, Home, KINDS, Kind, Transition, kind};
use shared::domain::role::Role;
use shared::domain::value::Value;
use shared::id::{PlanId, TaskId, UnitId};

use self::which::{WhichKind, WhichUnit, WhichVillage, offered};
use crate::components::duplicates::Duplicates;
use crate::components::no_plan::NoPlan;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::record_form::RecordForm;
use crate::components::saved_line::SavedLine;
use crate::components::step_bar::StepBar;
use crate::components::words::{error_words, kind_words, step_words};
use crate::engine::view::LinkStatus;
use crate::i18n::{t, tr, tr_opt};
use crate::platform;
use crate::state::AppState;
use crate::state::form::FormSession;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;
use crate::ui::skeleton::Skeleton;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Wish {
    plan: Option<PlanId>,
    task: Option<TaskId>,
    unit: Option<UnitId>,
    kind: Option<String>,
}

/// The page.
#[component]
pub fn NewRecord() -> impl IntoView {
    let app = AppState::get();
    let query = use_query_map();
    let wish = Memo::new(move |_| {
        query.with(|query| Wish {
            plan: query.get("plan").and_then(|plan| plan.parse().ok()),
            task: query.get("task").map(TaskId::new),
            unit: query.get("unit").map(UnitId::new),
            kind: query.get("kind"),
        })
    });
    // Another record after the one just sent: the form is made anew.
    let turn = RwSignal::new(0_u32);
    let plan = Memo::new(move |_| {
        let wanted = wish.with(|wish| wish.plan);
        app.plans.with(|plans| {
            let known = plans.iter().find(|view| Some(view.id) == wanted);
            known.or(plans.first()).map(|view| view.id)
        })
    });
    // A role taken away while someone types does not take the form away with what stands in it: the
    // form says that it cannot be saved.
    let may_record = Memo::new(move |may: Option<&bool>| {
        app.session.with(places::may_record) || may.copied().unwrap_or(false)
    });
    let own = Memo::new(move |before: Option<&Option<UnitId>>| {
        let own = app.session.with(|session| {
            let own = session.has(Role::Recorder) || session.has(Role::Head);
            session.info().filter(|_| own).map(|info| info.unit.clone())
        });
        own.or_else(|| before.cloned().flatten())
    });
    let unit = Memo::new(move |_| wish.with(|wish| wish.unit.clone()).or_else(|| own.get()));
    let chosen = move || wish.with(|wish| wish.kind.as_deref().and_then(kind));
    let title = move || match wish.with(|wish| wish.unit.clone()) {
        Some(unit) if !unit.as_str().is_empty() => {
            let unit = app.unit_name(&unit);
            match chosen().filter(|kind| kind.home != Home::Workbook) {
                Some(kind) => format!("{}: {unit}", kind_words(kind.id)),
                None => t!("new.title_for", unit = unit),
            }
        }
        _ => chosen()
            .filter(|kind| kind.id != KINDS[0].id)
            .map_or_else(|| t!("new.title"), |kind| kind_words(kind.id)),
    };
    view! {
        <Page title=Signal::derive(title) back=places::HOME width=Width::Narrow>
            {move || {
                turn.track();
                let wish = wish.get();
                let kind = wish.kind.as_deref().and_then(kind).or(offered(app).first().copied());
                let laid_on = kind.is_some_and(|kind| kind.home != Home::Workbook);
                // An empty unit asks for which village; what is laid on one names it.
                let unit = if laid_on { wish.unit.clone() } else { unit.get() };
                let unit = unit.filter(|unit| !unit.as_str().is_empty());
                if !may_record.get() {
                    return view! {
                        <Empty words=t!("new.not_allowed")>
                            <ButtonLink href=places::HOME icon=Icon::Tasks>
                                {t!("new.to_home")}
                            </ButtonLink>
                        </Empty>
                    }
                    .into_any();
                }
                match (kind, plan.get(), unit) {
                    (Some(kind), Some(plan), Some(unit)) => {
                        let again = Callback::new(move |()| {
                            platform::page::replace_address(places::RECORD);
                            turn.update(|turn| *turn += 1);
                        });
                        view! { <NewForm kind plan unit task=wish.task again /> }.into_any()
                    }
                    (Some(kind), Some(_), None) if laid_on => {
                        view! { <WhichKind chosen=kind.id /> <WhichUnit kind /> }.into_any()
                    }
                    (_, Some(_), None) => view! { <WhichVillage /> }.into_any(),
                    _ if !app.loaded.get() => view! { <Skeleton lines=6 /> }.into_any(),
                    _ => view! { <NoPlan /> }.into_any(),
                }
            }}
        </Page>
    }
    .into_any()
}

#[component]
fn NewForm(
    kind: &'static Kind,
    plan: PlanId,
    unit: UnitId,
    #[prop(optional_no_strip)] task: Option<TaskId>,
    again: Callback<()>,
) -> impl IntoView {
    let app = AppState::get();
    let own = app.session.with_untracked(|s| s.info().map(|info| info.unit.clone()));
    let values = defaults(kind, app.today.get_untracked(), &unit, task.as_ref());
    let in_unit = (own.as_ref() != Some(&unit)).then_some(unit);
    let form = app.new_form(kind, plan, in_unit, values);
    let sent = RwSignal::new(false);
    let tried = RwSignal::new(false);
    // A browser short of memory drops the page and loads its address again: that of the draft.
    Effect::new(move |before: Option<bool>| {
        let is_there = form.view.with(Option::is_some);
        if is_there {
            platform::page::replace_address(&places::record(form.id));
        } else if before == Some(true) {
            platform::page::replace_address(places::RECORD);
        }
        is_there
    });
    let helps = app.session.with_untracked(|session| session.has(Role::Planner));
    view! {
        <Show when=move || sent.get()>
            <Sent form again />
        </Show>
        // Hidden, not removed: the form lives until the page is left.
        <div class="stack" hidden=move || sent.get()>
            <SavedLine form />
            <WhichKind chosen=kind.id form />
            {helps
                .then(|| {
                    view! {
                        <ButtonLink
                            href=format!("{}?unit=", places::RECORD)
                            look=Look::Quiet
                            icon=Icon::Pen
                        >
                            {t!("new.for_village")}
                        </ButtonLink>
                    }
                })}
            <Duplicates view=form.view />
            <RecordForm form tried />
            <StepBar view=form.view form on_deleted=again>
                {kind
                    .forward()
                    .map(|step| {
                        view! { <SubmitButton form step tried on_sent=move |()| sent.set(true) /> }
                    })}
            </StepBar>
        </div>
    }
    .into_any()
}

/// Gửi duyệt: shows what is missing at the fields, or sends.
#[component]
pub fn SubmitButton(
    /// The form.
    form: FormSession,
    /// The step that puts the record forward.
    step: &'static Transition,
    /// Set at the first press.
    tried: RwSignal<bool>,
    /// After the submission was stored.
    #[prop(into)]
    on_sent: Callback<()>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let press = move |()| {
        tried.set(true);
        busy.set(true);
        leptos::task::spawn_local(async move {
            match form.take_step(step, String::new()).await {
                Ok(()) => {
                    failed.set(None);
                    // The form may be gone by now: what is sent is read, not edited.
                    on_sent.try_run(());
                }
                Err(error) => {
                    // Nothing was typed yet, so there is no record: all its questions are open.
                    let untouched = form.view.try_with_untracked(Option::is_none) == Some(true);
                    failed.set(Some(if untouched && error.code == "unknown_record" {
                        t!("error.problems")
                    } else {
                        error_words(&error)
                    }));
                    // Once the problems stand at their fields.
                    request_animation_frame(show_first_problem);
                }
            }
            busy.set(false);
        });
    };
    // A record laid on a unit is called what it is for that unit; before it is there, for any.
    let app = AppState::get();
    let words = move || {
        let kind = form.kind.map_or("", |kind| kind.id);
        let named = || tr_opt(&format!("action.{kind}.{}", step.id));
        form.view
            .with(|view| view.as_ref().map(|view| step_words(app, view, step.id)))
            .or_else(named)
            .unwrap_or_else(|| tr(&format!("action.{}", step.id)))
    };
    view! {
        <Button look=Look::Primary icon=Icon::Check busy on_press=press>{words}</Button>
        <p class="problem" role="alert">{move || failed.get()}</p>
    }
    .into_any()
}

/// Brings the first field with a problem into sight and into focus.
fn show_first_problem() {
    platform::page::focus_first(".field.wrong :is(input, textarea, button)");
}

/// The field that says when something is due.
const DUE: &str = "due";

/// What a form starts with: today, the unit's own place, the task one came from.
fn defaults(
    kind: &'static Kind,
    today: jiff::civil::Date,
    unit: &UnitId,
    task: Option<&TaskId>,
) -> Vec<(&'static str, Value)> {
    let value = |field: &Field| match field.ty {
        // The due date is nobody's guess.
        FieldType::Date => (field.key != DUE).then_some(Value::Date(today)),
        FieldType::Unit => Some(Value::Unit(unit.clone())),
        FieldType::Task => task.cloned().map(Value::Task),
        FieldType::Text { .. }
        | FieldType::Line { .. }
        | FieldType::Integer { .. }
        | FieldType::Choice { .. }
        | FieldType::Choices { .. }
        | FieldType::Moment
        | FieldType::Ref { .. }
        | FieldType::Refs { .. }
        | FieldType::Postings => None,
    };
    kind.fields
        .iter()
        .filter(|field| field.need == shared::domain::kind::Need::ToSubmit)
        .filter_map(|field| Some((field.key, value(field)?)))
        .collect()
}

/// That a record was sent, and where it is now.
#[component]
pub fn SentWords(
    /// Whether it was laid on a unit rather than put before somebody.
    #[prop(optional)]
    laid_on: bool,
) -> impl IntoView {
    let app = AppState::get();
    let place = move || {
        if app.link.with(|link| matches!(link, LinkStatus::SignInNeeded { .. })) {
            t!("new.sent_sign_in")
        } else {
            t!("new.sent_where")
        }
    };
    view! {
        <Notice tone=Tone::Leaf icon=Icon::Check live=true>
            <p class="strong">{if laid_on { t!("new.laid_on") } else { t!("new.sent") }}</p>
            <p>{place}</p>
        </Notice>
    }
    .into_any()
}

/// Sent, and what next.
#[component]
fn Sent(form: FormSession, again: Callback<()>) -> impl IntoView {
    let laid_on = form.kind.is_some_and(|kind| kind.home != Home::Workbook);
    view! {
        <SentWords laid_on />
        <div class="row">
            <ButtonLink href=places::HOME look=Look::Primary icon=Icon::Tasks>
                {t!("new.to_home")}
            </ButtonLink>
            <Button icon=Icon::Pen on_press=again>{t!("new.another")}</Button>
            <ButtonLink href=places::record(form.id) look=Look::Quiet>
                {t!("new.look")}
            </ButtonLink>
        </div>
    }
    .into_any()
}
