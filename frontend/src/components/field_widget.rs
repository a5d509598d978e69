//! The frame of a form's field: label, hint, the control, what is wrong, what is in conflict.

use leptos::prelude::*;
use shared::domain::kind::{Field, FieldType};
use shared::domain::secrecy::Forbidden;
use shared::domain::validate::ProblemCode;
use shared::text::legacy::looks_like_legacy_font;

use crate::components::conflict::FieldConflict;
use crate::components::field_control::{Parts, control};
use crate::components::words::{field_label, field_problem};
use crate::i18n::{t, tr, tr_opt};
use crate::state::form::FormSession;
use crate::ui::field::{FieldFrame, FieldIds, FieldProblem};

/// A field of a form: label, hint, control, problem, conflict.
#[component]
pub fn FieldWidget(
    /// The form.
    form: FormSession,
    /// The field.
    field: &'static Field,
    /// Whether someone tried to submit: from then on empty fields are called missing.
    #[prop(into)]
    tried: Signal<bool>,
) -> impl IntoView {
    let kind = form.kind.map_or("", |kind| kind.id);
    let key = field.key;
    let ids = FieldIds::new(&format!("f-{key}"));
    let typed_problem = RwSignal::new(None::<FieldProblem>);
    let problem = Signal::derive(move || {
        typed_problem.get().or_else(|| held_problem(form, key)).or_else(|| {
            form.view.with(|view| match view {
                Some(view) => field_problem(&view.problems, key, tried.get())
                    .or_else(|| old_font_advice(view.record.text(key))),
                // Nothing was typed yet, so there is no record to judge.
                None => missing_in_new(form, field).filter(|_| tried.get()),
            })
        })
    });
    let wrong = Signal::derive(move || problem.with(|p| p.as_ref().is_some_and(|p| p.blocks)));
    let group = matches!(
        field.ty,
        FieldType::Choice { .. }
            | FieldType::Choices { .. }
            | FieldType::Unit
            | FieldType::Task
            | FieldType::Ref { .. }
            | FieldType::Refs { .. }
            | FieldType::Postings
    );
    let parts = Parts { form, field, ids: ids.clone(), wrong, typed_problem };
    view! {
        <FieldFrame
            ids
            label=field_label(kind, key)
            hint=tr_opt(&format!("hint.{kind}.{key}"))
            problem
            group
        >
            {control(parts)}
            <FieldConflict field view=form.view />
        </FieldFrame>
    }
    .into_any()
}

/// What keeps a text on this device.
fn held_problem(form: FormSession, key: &str) -> Option<FieldProblem> {
    let code = match form.held_back.with(|held| held.get(key).copied())? {
        Forbidden::SecrecyMark => ProblemCode::SecrecyMark,
        Forbidden::IdentityNumber => ProblemCode::IdentityNumber,
    };
    Some(FieldProblem { words: tr(&format!("problem.{}", code.as_str())), blocks: true })
}

/// Text pasted from old documents can be read by nobody and is found by no search; it may be sent.
fn old_font_advice(text: &str) -> Option<FieldProblem> {
    looks_like_legacy_font(text)
        .then(|| FieldProblem { words: t!("problem.old_font"), blocks: false })
}

fn missing_in_new(form: FormSession, field: &Field) -> Option<FieldProblem> {
    let missing = field.need == shared::domain::kind::Need::ToSubmit
        && form.field(field.key).get().value.is_none_or(|value| value.is_blank());
    missing.then(|| FieldProblem { words: t!("problem.missing"), blocks: true })
}
