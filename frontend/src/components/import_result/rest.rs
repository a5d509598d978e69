//! What the text holds beside its tasks, to be read before the plan is created.

use leptos::prelude::*;
use shared::import::ImportedPlan;
use shared::import::revise::{Op, Part, Place};

use super::move_to::{MoveTo, beginning, heading_label};
use super::part;
use crate::i18n::t;
use crate::state::plan_import::Import;
use crate::ui::fold::Fold;

/// A part of the plan: its title, its paragraphs, each with the part it can be moved from.
type Shown = (String, Vec<(String, Option<(Part, usize)>)>);

/// Every part but the tasks, folded.
#[component]
pub fn Rest(
    /// The import.
    import: Import,
) -> impl IntoView {
    let parts = part(import, |read| parts(&read.revised.plan));
    let titles = Memo::new(move |_| {
        parts.with(|parts| parts.iter().map(|part| part.0.clone()).collect::<Vec<_>>())
    });
    // A part stays while its paragraphs change, so that it stays open.
    let paragraphs = move |title: String| {
        let rows = parts.with(|parts| {
            let part = parts.iter().find(|part| part.0 == title);
            part.map(|part| part.1.clone()).unwrap_or_default()
        });
        rows.into_iter().map(|(text, from)| view! { <Paragraph import text from /> }).collect_view()
    };
    view! {
        <div class="part">
            <For each=move || titles.get() key=String::clone let:title>
                <Fold summary=title.clone()>
                    <ul class="rows" role="list">{move || paragraphs(title.clone())}</ul>
                </Fold>
            </For>
        </div>
    }
    .into_any()
}

/// A paragraph, and where else it can go.
#[component]
fn Paragraph(import: Import, text: String, from: Option<(Part, usize)>) -> impl IntoView {
    let (what, says) = (beginning(&text), text.clone());
    let moving = from.map(|(from, at)| {
        let put = move |to: Place| {
            let (from, says) = (from.clone(), says.clone());
            import.correct(Op::MoveParagraph { from, at, says, to });
        };
        view! { <MoveTo import what on_choose=put /> }
    });
    view! { <li class="import-line"><p>{text}</p> {moving}</li> }.into_any()
}

fn parts(plan: &ImportedPlan) -> Vec<Shown> {
    let fixed = |text: &String| (text.clone(), None);
    let of = |part: Part, paragraphs: &[String]| {
        let movable = |(at, text): (usize, &String)| (text.clone(), Some((part.clone(), at)));
        paragraphs.iter().enumerate().map(movable).collect::<Vec<_>>()
    };
    let duties = plan.responsibilities.iter().flat_map(|duty| {
        let heading = (format!("{}. {}", duty.no, duty.heading), None);
        let duties = of(Part::Responsibility(duty.no.clone()), &duty.duties);
        [heading].into_iter().chain(duties).collect::<Vec<_>>()
    });
    let mut basis = of(Part::Basis, &plan.basis);
    basis.extend(plan.issuing.iter().map(fixed));
    let mut closing = of(Part::Closing, &plan.closing);
    closing.extend(plan.signature.lines.iter().chain(&plan.signature.name).map(fixed));
    let mut parts = vec![
        (t!("plan.basis"), basis),
        (t!("plan.aims"), of(Part::Purpose, &plan.purpose)),
        (t!("plan.requirements"), of(Part::Requirements, &plan.requirements)),
        (t!("plan.funding"), of(Part::Funding, &plan.funding)),
        (t!("plan.organisation"), duties.collect()),
    ];
    parts.extend(plan.sections.iter().map(|section| {
        (heading_label(section), of(Part::Section(section.path.clone()), &section.content))
    }));
    parts.push((t!("plan.closing"), closing));
    parts.push((t!("plan.recipients"), of(Part::Recipients, &plan.recipients)));
    parts.retain(|(_, paragraphs): &Shown| !paragraphs.is_empty());
    parts
}
