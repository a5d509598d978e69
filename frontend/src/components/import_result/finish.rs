//! What will be created, in words, and the button that does it.

use leptos::prelude::*;
use shared::import::revise::UnitTarget;

use super::part;
use crate::components::words::error_words;
use crate::i18n::{t, tn};
use crate::state::plan_import::Import;
use crate::ui::badge::Tone;
use crate::ui::button::{Button, Look};
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// How much of what, for the summary.
#[derive(Debug, Clone, Default, PartialEq)]
struct Counts {
    year: Option<i16>,
    tasks: usize,
    without_lead: usize,
    new_units: usize,
    not_understood: usize,
}

/// The summary, the button, and what went wrong.
#[component]
pub fn Finish(
    /// The import.
    import: Import,
) -> impl IntoView {
    let counts = part(import, |read| {
        let (revised, plan) = (&read.revised, &read.revised.plan);
        let used = revised.used_units();
        let new = |id: &&str| revised.units.get(*id) == Some(&UnitTarget::New);
        Counts {
            year: plan.year,
            tasks: plan.tasks.len(),
            without_lead: plan.tasks.iter().filter(|task| task.lead.is_empty()).count(),
            new_units: used.iter().filter(|id| new(id)).count(),
            not_understood: plan.not_understood.len(),
        }
    });
    let summary = move || {
        let Counts { year, tasks, without_lead, new_units, not_understood } = counts.get();
        let mut words = Vec::new();
        words.push(match year {
            Some(year) => tn!("import.will_create", tasks, year = year),
            None => t!("import.year_missing"),
        });
        if new_units > 0 {
            words.push(tn!("import.will_create_units", new_units));
        }
        if without_lead > 0 {
            words.push(tn!("import.without_lead", without_lead));
        }
        if not_understood > 0 {
            words.push(tn!("import.left_out", not_understood));
        }
        words.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()
    };
    let held = Signal::derive(move || import.busy.get() || counts.with(|c| c.year.is_none()));
    let failure = move || {
        let words = import.failed.get().map(|error| error_words(&error))?;
        Some(view! { <Notice tone=Tone::Brick icon=Icon::Alert live=true>{words}</Notice> })
    };
    view! {
        <div class="part import-finish">
            <h3>{t!("import.summary")}</h3>
            <ul class="import-summary">{summary}</ul>
            {failure}
            <div class="row">
                <Button
                    look=Look::Primary
                    icon=Icon::Check
                    busy=held
                    on_press=move |()| import.create()
                >
                    {t!("import.create")}
                </Button>
            </div>
        </div>
    }
    .into_any()
}
