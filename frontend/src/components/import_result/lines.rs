//! Lines that were not understood, with where they can go, and repairs of spelling.

use leptos::prelude::*;
use shared::import::NotUnderstood;
use shared::import::revise::{Op, Place};

use super::move_to::MoveTo;
use super::part;
use super::source::LineLink;
use crate::i18n::{t, tn};
use crate::state::plan_import::Import;
use crate::ui::fold::Fold;

/// Lines that ended nowhere: nothing is dropped in silence.
#[component]
pub fn Unread(
    /// The import.
    import: Import,
) -> impl IntoView {
    let lines = part(import, |read| read.revised.plan.not_understood.clone());
    let aside = part(import, |read| read.revised.set_aside.clone());
    view! {
        <Show
            when=move || lines.with(|lines| !lines.is_empty())
            fallback=|| view! { <p class="quiet">{t!("import.all_understood")}</p> }
        >
            <div class="part">
                <h3 class="brick">{move || tn!("import.not_understood", lines.with(Vec::len))}</h3>
                <ul class="rows" role="list">
                    <For each=move || lines.get() key=|line| line.line let:line>
                        <UnreadLine import line />
                    </For>
                </ul>
            </div>
        </Show>
        <Show when=move || aside.with(|aside| !aside.is_empty())>
            <Fold summary=tn!("import.set_aside", aside.with(Vec::len))>
                <ul class="rows" role="list">
                    {move || {
                        let rows = aside.get().into_iter().map(|aside| {
                            let line = aside.line.map(|line| view! { <LineLink line /> " " });
                            view! { <li class="import-line">{line} {aside.text}</li> }
                        });
                        rows.collect_view()
                    }}
                </ul>
            </Fold>
        </Show>
    }
    .into_any()
}

#[component]
fn UnreadLine(import: Import, line: NotUnderstood) -> impl IntoView {
    let number = line.line;
    let put = move |to: Place| import.correct(Op::MoveLine { line: number, to });
    view! {
        <li class="import-line">
            <p>
                <LineLink line=number />
                " "
                {line.text}
            </p>
            <MoveTo import what=t!("import.line", line = number) on_choose=put />
        </li>
    }
    .into_any()
}

/// Repairs of spelling: made unless refused.
#[component]
pub fn Repairs(
    /// The import.
    import: Import,
) -> impl IntoView {
    let all = Memo::new(move |_| {
        let refused = import.refused.get();
        let kept = refused.into_iter().map(|(line, before)| (line, before, None));
        let mut all: Vec<(usize, String, Option<String>)> = kept.collect();
        import.read.with(|read| {
            let made = read.iter().flat_map(|read| &read.revised.plan.corrections);
            all.extend(made.map(|c| (c.line, c.before.clone(), Some(c.after.clone()))));
        });
        all.sort();
        // While the text is read again, what was refused still stands among what was made.
        all.dedup_by(|b, a| (a.0, &a.1) == (b.0, &b.1));
        all
    });
    let rows = move || {
        let row = |(line, before, after): (usize, String, Option<String>)| {
            let accepted = after.is_some();
            let key = before.clone();
            view! {
                <li>
                    <label class="check">
                        <input
                            type="checkbox"
                            id=format!("repair-{line}")
                            prop:checked=accepted
                            on:change=move |_| import.toggle_repair(line, key.clone())
                        />
                        <span>
                            <span class="quiet small">{t!("import.line", line = line)}</span>
                            " "
                            {if accepted {
                                view! { <s>{before}</s> }.into_any()
                            } else {
                                view! { <span>{before}</span> }.into_any()
                            }}
                            {after.map(|after| view! { " → " <strong>{after}</strong> })}
                        </span>
                    </label>
                </li>
            }
        };
        all.get().into_iter().map(row).collect_view()
    };
    let count = Memo::new(move |_| all.with(Vec::len));
    view! {
        <Show when=move || { count.get() > 0 }>
            <Fold summary=tn!("import.repairs", count.get_untracked())>
                <p class="small quiet">{t!("import.repairs_explain")}</p>
                <ul role="list">{rows}</ul>
            </Fold>
        </Show>
    }
    .into_any()
}
