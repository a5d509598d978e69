//! What the text holds beside its tasks, to be read before the plan is created.

use leptos::prelude::*;
use shared::import::ImportedPlan;

use super::part;
use crate::i18n::t;
use crate::state::plan_import::Import;
use crate::ui::fold::Fold;

/// A part of the plan: its title, its paragraphs.
type Part = (String, Vec<String>);

/// Every part but the tasks, folded.
#[component]
pub fn Rest(
    /// The import.
    import: Import,
) -> impl IntoView {
    let parts = part(import, |read| parts(&read.revised.plan));
    view! {
        <div class="part">
            <For each=move || parts.get() key=Part::clone let:part>
                <Fold summary=part.0>
                    {part.1.into_iter().map(|text| view! { <p>{text}</p> }).collect_view()}
                </Fold>
            </For>
        </div>
    }
    .into_any()
}

fn parts(plan: &ImportedPlan) -> Vec<Part> {
    let duties = plan.responsibilities.iter().flat_map(|duty| {
        [format!("{}. {}", duty.no, duty.heading)].into_iter().chain(duty.duties.iter().cloned())
    });
    let mut parts = vec![
        (t!("plan.basis"), plan.basis_to_issuing().cloned().collect()),
        (t!("plan.aims"), plan.purpose.clone()),
        (t!("plan.requirements"), plan.requirements.clone()),
        (t!("plan.funding"), plan.funding.clone()),
        (t!("plan.organisation"), duties.collect()),
    ];
    parts.extend(
        plan.sections.iter().map(|section| {
            (format!("{}. {}", section.path, section.title), section.content.clone())
        }),
    );
    parts.push((t!("plan.closing"), plan.closing_to_signature().cloned().collect()));
    parts.push((t!("plan.recipients"), plan.recipients.clone()));
    parts.retain(|(_, paragraphs): &Part| !paragraphs.is_empty());
    parts
}
