//! The steps that can be taken with a record, a button each; those that ask for words have a box for
//! them, which for a return offers the reasons used most.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::domain::kind::Transition;
use shared::domain::state::Stage;

use crate::components::words::{error_words, step_words};
use crate::engine::view::{Model, RecordView, Records};
use crate::i18n::{t, tn, tr_opt};
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::state::form::FormSession;
use crate::ui::button::{Button, Look};
use crate::ui::field::{FieldFrame, FieldIds, FieldProblem};
use crate::ui::icon::Icon;

/// How many reasons are offered.
const REASONS: usize = 3;

/// The step whose reasons are offered: what comes back is much the same every time.
const RETURN: &str = "return";

/// The steps; nothing where this account takes none.
#[component]
pub fn Steps(
    /// The record, exactly as shown: a decision binds to it. What is typed as a reason stays when
    /// the record changes meanwhile.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
    /// Which of the steps that can be taken stand here, in their order.
    which: fn(&RecordView) -> Vec<&'static Transition>,
    /// A stem for ids, unique on the page.
    id: &'static str,
    /// The form that shows the record: what stands in it is saved first.
    #[prop(optional)]
    form: Option<FormSession>,
    /// Whether the first step is what the page is for.
    #[prop(optional)]
    leads: bool,
    /// After a step was stored.
    #[prop(into)]
    on_taken: Callback<&'static Transition>,
) -> impl IntoView {
    let app = AppState::get();
    let steps =
        Memo::new(move |_| view.with(|view| view.as_deref().map(which).unwrap_or_default()));
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    // The step whose words are being written.
    let asked = RwSignal::new(None::<&'static Transition>);
    let problem = RwSignal::new(None::<FieldProblem>);
    let reason = NodeRef::<html::Textarea>::new();
    let take = Callback::new(move |(step, words): (&'static Transition, String)| {
        let Some(view) = view.get_untracked() else { return };
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome: Result<(), CommandError> = match form {
                Some(form) => form.take_step(step, words).await,
                None => app.take_step(view, step, words).await,
            };
            // The steps may be gone by now: what is decided leaves the inbox.
            let _ = busy.try_set(false);
            match outcome {
                Ok(()) => {
                    let _ = asked.try_set(None);
                    if let Some(Some(field)) = reason.try_get_untracked() {
                        field.set_value("");
                    }
                    on_taken.try_run(step);
                }
                Err(error) => {
                    let _ = failed.try_set(Some(error_words(&error)));
                }
            }
        });
    });
    let press = move |step: &'static Transition| {
        if step.reason_chars_min == 0 {
            take.run((step, String::new()));
        } else {
            let closes = asked.get_untracked() == Some(step);
            asked.set((!closes).then_some(step));
        }
    };
    let send = move |()| {
        let Some(step) = asked.get_untracked() else { return };
        let words = reason.get_untracked().map(|field| field.value()).unwrap_or_default();
        if words.trim().chars().count() < step.reason_chars_min {
            let words = match step.id {
                RETURN => tn!("decision.reason_short", step.reason_chars_min),
                _ => tn!("step.words_short", step.reason_chars_min),
            };
            problem.set(Some(FieldProblem { words, blocks: true }));
            return;
        }
        problem.set(None);
        take.run((step, words));
    };
    let name = move |step: &'static Transition| {
        view.with(|view| view.as_ref().map(|view| step_words(app, view, step.id)))
    };
    let first = move |step: &'static Transition| {
        leads && steps.with(|steps| steps.iter().find(|s| s.reason_chars_min == 0) == Some(&step))
    };
    let may = move || asked.get().filter(|step| steps.with(|steps| steps.contains(step)));
    let label = move || {
        let step = asked.get()?;
        Some(tr_opt(&format!("reason_for.{}", step.id)).unwrap_or_else(|| t!("decision.reason")))
    };
    let confirm = move || {
        let step = asked.get()?;
        if step.id == RETURN { Some(t!("decision.send_back")) } else { name(step) }
    };
    let returns = move || asked.get().is_some_and(|step| step.id == RETURN);
    let offered = Memo::new(move |_| app.records.with(usual_reasons));
    let ids = FieldIds::new(id);
    view! {
        <div class="row">
            <For each=move || steps.get() key=|step| step.id let:step>
                <Button
                    look=if first(step) { Look::Primary } else { Look::Plain }
                    icon=icon_of(step)
                    busy
                    on_press=move |()| press(step)
                >
                    {move || name(step)}
                </Button>
            </For>
        </div>
        <div class="return-box" hidden=move || may().is_none()>
            <FieldFrame ids=ids.clone() label=Signal::derive(move || label().unwrap_or_default()) problem>
                <div
                    class="chips"
                    role="group"
                    aria-label=t!("decision.usual_reasons")
                    hidden=move || !returns()
                >
                    {move || {
                        offered
                            .get()
                            .into_iter()
                            .map(|words| view! { <ReasonChip words field=reason /> })
                            .collect_view()
                    }}
                </div>
                <textarea
                    node_ref=reason
                    id=ids.control.clone()
                    rows="2"
                    aria-describedby=ids.described_by.clone()
                    aria-invalid=move || problem.with(Option::is_some).then_some("true")
                ></textarea>
            </FieldFrame>
            <Button look=Look::Brick busy on_press=send>{confirm}</Button>
        </div>
        <p class="problem" role="alert">{move || failed.get()}</p>
    }
    .into_any()
}

/// A step's icon, by where it leads.
const fn icon_of(step: &Transition) -> Icon {
    if step.undo {
        return Icon::Return;
    }
    match step.to.stage {
        Stage::Approved | Stage::Edited => Icon::Check,
        Stage::Ready if step.binds => Icon::Check,
        Stage::Returned => Icon::Return,
        Stage::Paused => Icon::Clock,
        Stage::Ended => Icon::Leave,
        Stage::Deleted => Icon::Trash,
        Stage::Draft | Stage::UnderWay | Stage::Awaiting | Stage::Ready => Icon::Next,
    }
}

/// A reason to start from; a tap puts it into the box behind what stands there.
#[component]
fn ReasonChip(words: String, field: NodeRef<html::Textarea>) -> impl IntoView {
    let shown = words.clone();
    let add = move |_| {
        if let Some(field) = field.get_untracked() {
            let before = field.value();
            let text = if before.trim().is_empty() {
                words.clone()
            } else {
                format!("{} {words}", before.trim_end())
            };
            field.set_value(&text);
            let _ = field.focus();
        }
    };
    view! { <button type="button" class="choice-chip" on:click=add>{shown}</button> }.into_any()
}

/// The reasons used most on this device, filled up with three that always fit.
fn usual_reasons(records: &Records) -> Vec<String> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    let returns = records
        .values()
        .flat_map(|view| &view.decisions)
        .filter(|decision| decision.action == RETURN && !decision.reason.trim().is_empty());
    for decision in returns {
        *used.entry(decision.reason.trim().to_owned()).or_default() += 1;
    }
    let defaults = [t!("reason.evidence"), t!("reason.people"), t!("reason.unclear")];
    most_used(used, defaults)
}

fn most_used(used: BTreeMap<String, usize>, defaults: [String; REASONS]) -> Vec<String> {
    // One use is chance; such a reason is about one record.
    let mut used: Vec<(String, usize)> = used.into_iter().filter(|(_, count)| *count > 1).collect();
    used.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut reasons: Vec<String> = used.into_iter().map(|(words, _)| words).collect();
    reasons
        .extend(defaults.into_iter().filter(|words| !reasons.contains(words)).collect::<Vec<_>>());
    reasons.truncate(REASONS);
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_often_comes_first() {
        let used = [("b", 2), ("a", 2), ("c", 5), ("once", 1)];
        let used = used.map(|(words, count)| (words.to_owned(), count)).into();
        let defaults = ["x", "y", "z"].map(str::to_owned);
        assert_eq!(most_used(used, defaults.clone()), ["c", "a", "b"]);
        assert_eq!(most_used([("y".to_owned(), 3)].into(), defaults), ["y", "x", "z"]);
    }
}
