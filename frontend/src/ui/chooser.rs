//! One of many, with words that may be long: a list to read, folded to one line once chosen. Unlike
//! a native select it wraps its words, and what is chosen is never cut off.

use leptos::html;
use leptos::prelude::*;
use shared::text::matches;

use crate::i18n::t;
use crate::ui::field::FieldIds;

/// How many options make a search field worth its room.
const SEARCH_FROM: usize = 12;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// A short code in front, as a task's number.
    pub code: String,
    /// Its words.
    pub label: String,
}

/// Items under one heading.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemGroup {
    /// The heading.
    pub label: String,
    /// The items.
    pub items: Vec<Item>,
    /// Whether it is shown at once; else it folds out.
    pub open: bool,
}

/// The list, or the chosen item with a way back to the list. Without its label.
#[component]
pub fn Chooser(
    /// The ids of its frame.
    ids: FieldIds,
    /// What can be chosen.
    #[prop(into)]
    groups: Signal<Vec<ItemGroup>>,
    /// The id of what is chosen now.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// The words that lead back to the list.
    #[prop(into)]
    change: String,
    /// Whether the list stays open: what is chosen is added to something.
    #[prop(optional)]
    stays: bool,
    /// Something was chosen.
    #[prop(into)]
    on_choose: Callback<String>,
) -> impl IntoView {
    let open = RwSignal::new(value.with_untracked(Option::is_none));
    let query = RwSignal::new(String::new());
    let chosen = Memo::new(move |_| {
        let id = value.get()?;
        groups.with(|groups| {
            let item = groups.iter().flat_map(|group| &group.items).find(|item| item.id == id);
            Some(item.cloned().unwrap_or_else(|| Item { label: id.clone(), id, ..Item::default() }))
        })
    });
    let is_long = move || {
        groups.with(|groups| groups.iter().map(|group| group.items.len()).sum::<usize>())
            >= SEARCH_FROM
    };
    let name = ids.control.clone();
    let control = ids.control.clone();
    let label_id = ids.label.clone();
    let chosen_button = NodeRef::<html::Button>::new();
    let choose = Callback::new(move |(id, fold): (String, bool)| {
        if fold && !stays {
            open.set(false);
            query.set(String::new());
            // What had the focus is gone.
            request_animation_frame(move || {
                if let Some(Some(button)) = chosen_button.try_get_untracked() {
                    let _ = button.focus();
                }
            });
        }
        // Last: a choice may lead to another page, and this one is gone with all it holds.
        on_choose.run(id);
    });
    view! {
        <div class="chooser" id=control.clone()>
            <Show
                when=move || open.get()
                fallback={
                    let change = change.clone();
                    let label_id = label_id.clone();
                    move || {
                        view! {
                            <button
                                node_ref=chosen_button
                                type="button"
                                class="chosen"
                                aria-describedby=label_id.clone()
                                on:click=move |_| open.set(true)
                            >
                                <span class="chosen-words">
                                    {move || chosen.get().map(|item| view! { <ItemWords item /> })}
                                </span>
                                <span class="change">{change.clone()}</span>
                            </button>
                        }
                    }
                }
            >
                <Show when=is_long>
                    <input
                        type="search"
                        autocomplete="off"
                        placeholder=t!("chooser.search_short")
                        aria-label=t!("chooser.search")
                        on:input=move |ev| query.set(event_target_value(&ev))
                    />
                </Show>
                {
                    let name = name.clone();
                    move || {
                        let name = name.clone();
                        let query = query.get();
                        groups
                            .get()
                            .into_iter()
                            .filter_map(|group| {
                                let name = name.clone();
                                group_view(group, &query, name, value, choose)
                            })
                            .collect_view()
                    }
                }
            </Show>
        </div>
    }
    .into_any()
}

fn group_view(
    group: ItemGroup,
    query: &str,
    name: String,
    value: Signal<Option<String>>,
    choose: Callback<(String, bool)>,
) -> Option<AnyView> {
    let ItemGroup { label, items, open } = group;
    let items: Vec<Item> = items
        .into_iter()
        .filter(|item| matches(&format!("{} {}", item.code, item.label), query))
        .collect();
    if items.is_empty() {
        return None;
    }
    let rows = items
        .into_iter()
        .map(|item| {
            let (id, tapped, of_checked) = (item.id.clone(), item.id.clone(), item.id.clone());
            view! {
                // A tap on the words or on the button: choosing the same one again folds the list
                // too. The click that a label passes on to its button counts no taps (detail 0),
                // nor does that of an arrow key, which must not fold the list: hence the label.
                <label
                    class="option"
                    on:click=move |ev| {
                        if ev.detail() > 0 {
                            // The button is gone with the list; nothing is passed on to it.
                            ev.prevent_default();
                            choose.run((tapped.clone(), true));
                        }
                    }
                >
                    <input
                        type="radio"
                        name=name.clone()
                        prop:checked=move || value.with(|value| value.as_ref() == Some(&of_checked))
                        on:change=move |_| choose.run((id.clone(), false))
                    />
                    <span><ItemWords item /></span>
                </label>
            }
        })
        .collect_view();
    let unfolded = open || !query.is_empty();
    Some(if unfolded {
        view! {
            <fieldset class="options">
                <legend class="small quiet">{label}</legend>
                {rows}
            </fieldset>
        }
        .into_any()
    } else {
        view! {
            <details class="fold">
                <summary>{label.clone()}</summary>
                <fieldset class="options">
                    <legend class="unseen">{label}</legend>
                    {rows}
                </fieldset>
            </details>
        }
        .into_any()
    })
}

/// An item's code and words.
#[component]
fn ItemWords(item: Item) -> impl IntoView {
    view! {
        {(!item.code.is_empty()).then(|| view! { <span class="code">{item.code.clone()}</span> " " })}
        {item.label.clone()}
    }
    .into_any()
}
