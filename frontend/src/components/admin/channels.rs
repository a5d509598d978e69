//! Kênh chính thức: where the commune posts.

use leptos::html;
use leptos::prelude::*;
use shared::api::admin::{ChannelChange, NewChannel};
use shared::domain::directory::{Channel, ChannelKind};
use shared::id::EntryId;

use super::{EditLine, Editing, Outcome, Sending, body, clear, typed};
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::button::{Button, ConfirmButton, Look};
use crate::ui::choices::Choice;
use crate::ui::empty::Empty;
use crate::ui::fold::Fold;
use crate::ui::input::{TextInput, Typed};
use crate::ui::select::Select;

/// The section.
#[component]
pub fn Channels() -> impl IntoView {
    let app = AppState::get();
    let editing = Editing::none();
    let ids = Memo::new(move |_| {
        app.directory.with(|directory| directory.channels.keys().copied().collect::<Vec<EntryId>>())
    });
    let line = move |id: EntryId| {
        let channel = Memo::new(move |_| {
            app.directory.with(|directory| directory.channels.get(&id).cloned())
        });
        let title = move || channel.with(|one| one.as_ref().map(|one| one.name.clone()));
        let rest = move || channel.with(|one| one.as_ref().map(rest));
        let closed = move || channel.with(|one| one.as_ref().is_some_and(|one| one.closed));
        let saved = Callback::new(move |()| editing.saved(&id.to_string()));
        view! {
            <EditLine
                id=id.to_string()
                editing
                title=Signal::derive(move || title().unwrap_or_default())
                rest=Signal::derive(move || rest().unwrap_or_default())
                ended=Signal::derive(move || closed().then(|| t!("admin.channel.closed")))
            >
                <ChannelForm of=channel.get_untracked() on_saved=saved />
            </EditLine>
        }
    };
    view! {
        <p class="quiet">{t!("admin.channel.explain")}</p>
        <Fold summary=t!("admin.channel.add")>
            <ChannelForm of=None on_saved=Callback::new(|()| ()) />
        </Fold>
        <Show when=move || ids.with(Vec::is_empty)>
            <Empty words=t!("admin.channel.none") />
        </Show>
        <ul class="rows" role="list">
            <For each=move || ids.get() key=|id| *id children=line />
        </ul>
    }
    .into_any()
}

/// Its kind and address.
fn rest(channel: &Channel) -> String {
    let kind = tr(&format!("admin.channel.kind.{}", channel.kind.as_str()));
    let parts = [kind, channel.address.clone()].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" · ")
}

#[component]
fn ChannelForm(of: Option<Channel>, on_saved: Callback<()>) -> impl IntoView {
    let stem = of.as_ref().map_or("new".to_owned(), |of| of.id.to_string());
    let kind = RwSignal::new(of.as_ref().map_or(ChannelKind::Website, |of| of.kind));
    let (name, address) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let (is_new, sending) = (of.is_none(), Sending::idle());
    let id = StoredValue::new(of.as_ref().map(|of| of.id));
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let (kind, done) = (kind.get_untracked(), t!("admin.channel.done", name = typed(name)));
        let (method, path, json) = match id.get_value() {
            Some(id) => {
                let change = ChannelChange {
                    name: Some(typed(name)),
                    kind: Some(kind),
                    address: Some(typed(address)),
                    closed: None,
                };
                ("PATCH", format!("channels/{id}"), body(&change))
            }
            None => {
                let new = NewChannel { name: typed(name), kind, address: typed(address) };
                ("POST", "channels".to_owned(), body(&new))
            }
        };
        sending.send(method, path, json, done, move |()| {
            if id.with_value(Option::is_none) {
                clear([name, address]);
            }
            on_saved.run(());
        });
    };
    let kinds = ChannelKind::ALL.iter().map(|kind| Choice {
        id: kind.as_str().to_owned(),
        label: tr(&format!("admin.channel.kind.{}", kind.as_str())),
    });
    let kinds = Signal::stored(kinds.collect::<Vec<_>>());
    view! {
        <form class="stack" on:submit=send>
            <Select
                id=format!("channel-kind-{stem}")
                label=t!("admin.channel.kind")
                options=kinds
                value=Signal::derive(move || kind.get().as_str().to_owned())
                on_choose=move |id: String| kind.set(ChannelKind::parse(&id))
            />
            <TextInput id=format!("channel-name-{stem}") label=t!("admin.channel.name")
                initial=of.as_ref().map(|of| of.name.clone()).unwrap_or_default() node=name />
            <TextInput id=format!("channel-address-{stem}") label=t!("admin.channel.address")
                hint=t!("admin.channel.address_hint") typed=Typed::Code
                initial=of.as_ref().map(|of| of.address.clone()).unwrap_or_default() node=address />
            <Outcome sending />
            <div class="row">
                <Button look=Look::Primary submits=true busy=sending.busy>
                    {if is_new { t!("admin.channel.create") } else { t!("admin.save") }}
                </Button>
            </div>
        </form>
        {of.map(|of| view! { <Close of sending on_saved /> })}
    }
    .into_any()
}

#[component]
fn Close(of: Channel, sending: Sending, on_saved: Callback<()>) -> impl IntoView {
    let id = of.id;
    let set = Callback::new(move |closed: bool| {
        let change = ChannelChange { closed: Some(closed), ..ChannelChange::default() };
        sending.send(
            "PATCH",
            format!("channels/{id}"),
            body(&change),
            t!("admin.saved"),
            move |()| on_saved.run(()),
        );
    });
    if of.closed {
        let reopen = move |()| set.run(false);
        return view! {
            <Button busy=sending.busy on_press=reopen>{t!("admin.channel.reopen")}</Button>
        }
        .into_any();
    }
    view! {
        <ConfirmButton
            label=t!("admin.channel.close")
            question=t!("admin.channel.close_question", name = of.name)
            confirm=t!("admin.channel.close")
            cancel=t!("cancel")
            on_confirm=move |()| set.run(true)
        />
    }
    .into_any()
}
