//! Duyệt and Trả lại, with a reason box that offers the reasons used most.

use std::collections::BTreeMap;

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::words::error_words;
use crate::engine::view::{Model, RecordView, Records};
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::state::error::CommandError;
use crate::ui::button::{Button, Look};
use crate::ui::field::{FieldFrame, FieldIds, FieldProblem};
use crate::ui::icon::Icon;

/// How many reasons are offered.
const REASONS: usize = 3;

/// The bar; empty where this account decides nothing.
#[component]
pub fn DecisionBar(
    /// The record, exactly as shown: a decision binds to it. What is typed as a reason stays when
    /// the record changes meanwhile.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
    /// After a decision was stored.
    #[prop(into)]
    on_decided: Callback<()>,
) -> impl IntoView {
    let app = AppState::get();
    let may = move |step: &'static str| {
        Memo::new(move |_| view.with(|view| view.as_ref().is_some_and(|view| view.may(step))))
    };
    let (may_approve, may_return) = (may("approve"), may("return"));
    let reason_chars_min = move || {
        view.with_untracked(|view| {
            let step = view.as_ref()?.steps.iter().find(|step| step.id == "return");
            step.map(|step| step.reason_chars_min)
        })
        .unwrap_or_default()
    };
    let busy = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let returning = RwSignal::new(false);
    let problem = RwSignal::new(None::<FieldProblem>);
    let reason = NodeRef::<html::Textarea>::new();
    let settle = move |outcome: Result<(), CommandError>| {
        busy.set(false);
        match outcome {
            // The bar may be gone by now: what is decided leaves the inbox.
            Ok(()) => {
                on_decided.try_run(());
            }
            Err(error) => failed.set(Some(error_words(&error))),
        }
    };
    let approve = move |()| {
        let Some(view) = view.get_untracked() else { return };
        busy.set(true);
        spawn_local(async move { settle(app.approve(view).await) });
    };
    let send_back = move |()| {
        let text = reason.get_untracked().map(|field| field.value()).unwrap_or_default();
        if text.trim().chars().count() < reason_chars_min() {
            let words = tn!("decision.reason_short", reason_chars_min());
            problem.set(Some(FieldProblem { words, blocks: true }));
            return;
        }
        let Some(view) = view.get_untracked() else { return };
        problem.set(None);
        busy.set(true);
        spawn_local(async move { settle(app.return_with_reason(view, text).await) });
    };
    let offered = Memo::new(move |_| app.records.with(usual_reasons));
    let ids = FieldIds::new("return-reason");
    view! {
        <div class="decision-bar">
            <div class="row">
                <Show when=move || may_approve.get()>
                    <Button look=Look::Primary icon=Icon::Check busy on_press=approve>
                        {t!("action.approve")}
                    </Button>
                </Show>
                <Show when=move || may_return.get()>
                    <Button
                        icon=Icon::Return
                        busy
                        on_press=move |()| returning.update(|open| *open = !*open)
                    >
                        {t!("action.return")}
                    </Button>
                </Show>
            </div>
            <div class="return-box" hidden=move || !(returning.get() && may_return.get())>
                <FieldFrame ids=ids.clone() label=t!("decision.reason") problem>
                    <div class="chips" role="group" aria-label=t!("decision.usual_reasons")>
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
                <Button look=Look::Brick icon=Icon::Return busy on_press=send_back>
                    {t!("decision.send_back")}
                </Button>
            </div>
            <p class="problem" role="alert">{move || failed.get()}</p>
        </div>
    }
    .into_any()
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
        .filter(|decision| !decision.reason.trim().is_empty());
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
