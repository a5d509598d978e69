//! Another edition of a plan that the commune has: what was added, dropped, changed.

use leptos::prelude::*;
use shared::import::revise::{TaskChange, TaskRef};

use super::part;
use crate::i18n::{t, tn, tr};
use crate::state::plan_import::Import;
use crate::ui::badge::Tone;
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;
use crate::ui::notice::Notice;

/// What the text changes, if it is another edition.
#[component]
pub fn EditionView(
    /// The import.
    import: Import,
) -> impl IntoView {
    let edition = part(import, |read| read.edition.clone());
    let line = |task: &TaskRef| view! { <li class="import-line">{task.code.clone()} " " {task.title.clone()}</li> };
    let changed = |change: &TaskChange| {
        let fields =
            change.fields.iter().map(|field| tr(&format!("import.field.{}", field.as_str())));
        let before = Some(&change.old.title).filter(|title| **title != change.new.title);
        let before = before.map(|title| view! { <p>{t!("import.was", title = title.clone())}</p> });
        view! {
            <li class="import-line">
                <p>{change.new.code.clone()} " " {change.new.title.clone()}</p>
                {before}
                <p class="small quiet">{fields.collect::<Vec<_>>().join(", ")}</p>
            </li>
        }
    };
    move || {
        edition.get().map(|edition| {
            let all = edition.comparison;
            let list = |tasks: &[TaskRef]| tasks.iter().map(line).collect_view();
            let (added, dropped) = (list(&all.added), list(&all.dropped));
            let differing = all.changed.iter().map(changed).collect_view();
            let name = match edition.number {
                Some(number) => format!("{number} – {}", edition.title),
                None => edition.title,
            };
            let part = |summary: String, count: usize, rows: AnyView| {
                (count > 0).then(|| {
                    view! { <Fold summary><ul class="rows" role="list">{rows}</ul></Fold> }
                })
            };
            view! {
                <Notice tone=Tone::Anise icon=Icon::Alert>
                    <p>{t!("import.edition", name = name)}</p>
                    <p>{tn!("import.same", all.same)}</p>
                </Notice>
                {part(tn!("import.added", all.added.len()), all.added.len(), added.into_any())}
                {part(tn!("import.dropped", all.dropped.len()), all.dropped.len(), dropped.into_any())}
                {part(tn!("import.changed", all.changed.len()), all.changed.len(), differing.into_any())}
            }
        })
    }
}
