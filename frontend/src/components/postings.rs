//! Where a content was posted: a row each, entered by a tap on the channel, filled in at leisure.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use leptos::html;
use leptos::prelude::*;
use shared::domain::posting::Posting;
use shared::id::EntryId;

use crate::components::words::channel_words;
use crate::i18n::{t, tr};
use crate::platform::entropy;
use crate::state::AppState;
use crate::ui::button::{Button, Look};
use crate::ui::date::MomentInput;
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::icon::Icon;
use crate::ui::number::NumberInput;

/// All postings of a record.
type Postings = BTreeMap<EntryId, Posting>;

/// The rows, and the channels on which one can be added.
#[component]
pub fn PostingsInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// The postings now.
    #[prop(into)]
    value: Signal<Postings>,
    /// They changed.
    #[prop(into)]
    on_change: Callback<Postings>,
) -> impl IntoView {
    let app = AppState::get();
    let rows = Memo::new(move |_| {
        value.with(|postings| {
            let mut rows: Vec<(DateTime, EntryId)> = postings
                .iter()
                .filter(|(_, posting)| posting.counts())
                .map(|(id, posting)| (posting.at, *id))
                .collect();
            // By their ids, which sort by when they were entered: a row does not move while it is
            // filled in.
            rows.sort_by_key(|(_, id)| *id);
            rows.into_iter().map(|(_, id)| id).collect::<Vec<_>>()
        })
    });
    let channels = Memo::new(move |_| {
        app.directory.with(|directory| {
            let open = directory.channels.values().filter(|channel| !channel.closed);
            open.map(|channel| (channel.id, channel.name.clone())).collect::<Vec<_>>()
        })
    });
    let add = move |channel: EntryId| {
        let mut postings = value.get_untracked();
        let at = app.now.get_untracked().local();
        let posting = Posting {
            channel,
            at,
            url: String::new(),
            reach: None,
            taken_down: None,
            struck: false,
        };
        postings.insert(EntryId::new(entropy::uuid_v7()), posting);
        on_change.run(postings);
    };
    view! {
        <ul class="postings" role="list" id=ids.control>
            <For each=move || rows.get() key=|id| *id let:id>
                <li>
                    <Row id value on_change />
                </li>
            </For>
        </ul>
        <div class="chips" role="group" aria-label=t!("posting.add")>
            <For each=move || channels.get() key=Clone::clone let:channel>
                <button type="button" class="choice-chip" on:click=move |_| add(channel.0)>
                    {t!("posting.add_on", channel = channel.1)}
                </button>
            </For>
        </div>
        <Show when=move || channels.with(Vec::is_empty)>
            <p class="quiet">{t!("posting.no_channels")}</p>
        </Show>
    }
    .into_any()
}

#[component]
fn Row(id: EntryId, value: Signal<Postings>, on_change: Callback<Postings>) -> impl IntoView {
    let app = AppState::get();
    let posting = Memo::new(move |_| value.with(|postings| postings.get(&id).cloned()));
    let change = move |with: &dyn Fn(&mut Posting)| {
        let mut postings = value.get_untracked();
        if let Some(posting) = postings.get_mut(&id) {
            with(posting);
            on_change.run(postings);
        }
    };
    let channel = posting.get_untracked().map(|posting| posting.channel);
    let stem = format!("posting-{id}");
    let frame = |part: &str| FieldIds::new(&format!("{stem}-{part}"));
    let (at_ids, url_ids, reach_ids, down_ids) =
        (frame("at"), frame("url"), frame("reach"), frame("down"));
    let at = Signal::derive(move || posting.with(|p| p.as_ref().map(|p| p.at)));
    let reach = Signal::derive(move || posting.with(|p| p.as_ref().and_then(|p| p.reach)));
    let down = Signal::derive(move || posting.with(|p| p.as_ref().and_then(|p| p.taken_down)));
    let url = Memo::new(move |_| posting.with(|p| p.as_ref().map(|p| p.url.clone())));
    let first_url = url.get_untracked().unwrap_or_default();
    let (url_input, typing) = (NodeRef::<html::Input>::new(), RwSignal::new(false));
    // What another device told shows, but never under the hands of who is typing.
    Effect::new(move |_| {
        let told = url.get().unwrap_or_default();
        if let Some(input) = url_input.get().filter(|_| !typing.get())
            && input.value() != told
        {
            input.set_value(&told);
        }
    });
    let typed_problem = RwSignal::new(None);
    let tell_at = move |at: Option<DateTime>| {
        if let Some(at) = at {
            change(&|posting| posting.at = at);
        }
    };
    let tell_reach = move |reach: Option<i64>| change(&|posting| posting.reach = reach);
    let tell_down = move |at: Option<DateTime>| change(&|posting| posting.taken_down = at);
    view! {
        <div class="posting surface">
            <div class="row spread">
                <span class="strong">
                    {move || channel.map(|channel| channel_words(app, &channel))}
                </span>
                <Button
                    look=Look::Quiet
                    icon=Icon::Trash
                    on_press=move |()| change(&|posting| posting.struck = true)
                >
                    {t!("posting.strike")}
                </Button>
            </div>
            <FieldFrame ids=at_ids.clone() label=t!("posting.at")>
                <MomentInput ids=at_ids value=at now=app.now on_choose=tell_at />
            </FieldFrame>
            <FieldFrame ids=url_ids.clone() label=t!("posting.url") hint=t!("posting.url_hint")>
                <input
                    node_ref=url_input
                    id=url_ids.control
                    type="url"
                    inputmode="url"
                    autocapitalize="off"
                    autocomplete="off"
                    value=first_url
                    aria-describedby=url_ids.described_by
                    on:focus=move |_| typing.set(true)
                    on:blur=move |_| typing.set(false)
                    on:input=move |ev| {
                        let url = event_target_value(&ev);
                        change(&|posting| posting.url.clone_from(&url));
                    }
                />
            </FieldFrame>
            <FieldFrame ids=reach_ids.clone() label=t!("posting.reach") problem=typed_problem>
                <NumberInput
                    ids=reach_ids
                    value=reach
                    unit=tr("unit.views")
                    typed_problem
                    on_hold=|_| ()
                    on_type=tell_reach
                />
            </FieldFrame>
            <FieldFrame ids=down_ids.clone() label=t!("posting.taken_down")>
                <MomentInput ids=down_ids value=down now=app.now on_choose=tell_down />
            </FieldFrame>
        </div>
    }
    .into_any()
}
