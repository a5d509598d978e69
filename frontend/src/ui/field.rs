//! The frame of a field: label, hint, control, problem; joined by ids for readers of the screen.

use leptos::prelude::*;

/// Ids of the parts of a field, made from one stem that is unique on the page.
#[derive(Debug, Clone)]
pub struct FieldIds {
    /// Of the control.
    pub control: String,
    /// Of the label.
    pub label: String,
    /// Of hint and problem: `aria-describedby`.
    pub described_by: String,
    hint: String,
    problem: String,
}

impl FieldIds {
    /// Ids from a stem.
    pub fn new(stem: &str) -> Self {
        let (hint, problem) = (format!("{stem}-hint"), format!("{stem}-problem"));
        Self {
            control: stem.to_owned(),
            label: format!("{stem}-label"),
            described_by: format!("{hint} {problem}"),
            hint,
            problem,
        }
    }
}

/// What is wrong with a field, as said under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// In plain words.
    pub words: String,
    /// Whether it holds something up; else it is only advice.
    pub blocks: bool,
}

/// Label above, hint below it, then the control, then what is wrong.
#[component]
pub fn FieldFrame(
    /// The ids; the control carries `ids.control` and `ids.described_by`.
    ids: FieldIds,
    /// The question.
    #[prop(into)]
    label: Signal<String>,
    /// A word of help.
    #[prop(optional_no_strip, into)]
    hint: Option<String>,
    /// What is wrong now.
    #[prop(optional, into)]
    problem: Signal<Option<FieldProblem>>,
    /// Whether the control is a group of controls, which the label cannot point at.
    #[prop(optional)]
    group: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    let FieldIds { control, label: label_id, hint: hint_id, problem: problem_id, described_by } =
        ids;
    let class = move || match problem.get() {
        Some(FieldProblem { blocks: true, .. }) => "field wrong",
        _ => "field",
    };
    let inner = children();
    let no_hint = hint.is_none();
    let words = view! {
        <p class="hint" id=hint_id hidden=no_hint>{hint}</p>
    };
    let wrong = view! {
        <p
            id=problem_id
            class=move || match problem.get() {
                Some(FieldProblem { blocks: false, .. }) => "advice",
                _ => "problem",
            }
            hidden=move || problem.get().is_none()
        >
            {move || problem.get().map(|problem| problem.words)}
        </p>
    };
    // A view takes its children before its attributes.
    let labelled_by = label_id.clone();
    if group {
        view! {
            <div class=class role="group" aria-labelledby=labelled_by aria-describedby=described_by>
                <p class="label" id=label_id>{move || label.get()}</p>
                {words}
                // Above: below a long list nobody saw it.
                {wrong}
                {inner}
            </div>
        }
        .into_any()
    } else {
        view! {
            <div class=class>
                <label class="label" id=label_id for=control>{move || label.get()}</label>
                {words}
                {inner}
                {wrong}
            </div>
        }
        .into_any()
    }
}
