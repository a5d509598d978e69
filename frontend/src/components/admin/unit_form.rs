//! The form of a unit, village or group, a new one or one that there is.

use std::collections::BTreeSet;

use leptos::html;
use leptos::prelude::*;
use shared::api::admin::{NewUnit, UnitChange};
use shared::domain::directory::{Unit, UnitKind};
use shared::id::UnitId;

use super::{Outcome, Sending, body, clear, typed};
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::button::{Button, ConfirmButton, Look};
use crate::ui::choices::{Checks, Choice};
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::fold::Fold;
use crate::ui::input::TextInput;
use crate::ui::select::Select;

/// Kind, name, other names, members.
#[component]
pub fn UnitForm(
    /// The unit, unless it is to be made.
    of: Option<Unit>,
    /// The relay has saved it.
    on_saved: Callback<()>,
) -> impl IntoView {
    let stem = of.as_ref().map_or("new".to_owned(), |of| of.id.to_string());
    let kind = RwSignal::new(of.as_ref().map_or(UnitKind::Thon, |of| of.kind));
    let (name, aliases) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let members = RwSignal::new(of.as_ref().map_or_else(BTreeSet::new, |of| {
        of.members.iter().map(ToString::to_string).collect::<BTreeSet<String>>()
    }));
    let (is_new, sending) = (of.is_none(), Sending::idle());
    let id = StoredValue::new(of.as_ref().map(|of| of.id.clone()));
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let kind = kind.get_untracked();
        let chosen = members.get_untracked().into_iter().filter(|_| kind == UnitKind::Group);
        let members: BTreeSet<UnitId> = chosen.map(UnitId::new).collect();
        let aliases_now = names(&typed(aliases));
        let done = t!("admin.unit.done", name = typed(name));
        let (method, path, json) = match id.get_value() {
            Some(id) => {
                let change = UnitChange {
                    name: Some(typed(name)),
                    aliases: Some(aliases_now),
                    members: Some(members),
                    closed: None,
                };
                ("PATCH", format!("units/{id}"), body(&change))
            }
            None => {
                let new = NewUnit {
                    id: None,
                    name: typed(name),
                    kind,
                    aliases: aliases_now,
                    supervisor: None,
                    members,
                };
                ("POST", "units".to_owned(), body(&new))
            }
        };
        sending.send(method, path, json, done, move |()| {
            if id.with_value(Option::is_none) {
                clear([name, aliases]);
            }
            on_saved.run(());
        });
    };
    let kinds = UnitKind::ALL.iter().map(|kind| Choice {
        id: kind.as_str().to_owned(),
        label: tr(&format!("unitkind.{}", kind.as_str())),
    });
    let kinds = Signal::stored(kinds.collect::<Vec<_>>());
    let known_aliases = of.as_ref().map(|of| of.aliases.iter().cloned().collect::<Vec<_>>());
    let known_aliases = known_aliases.unwrap_or_default().join("; ");
    view! {
        <form class="stack" on:submit=send>
            {is_new.then(|| view! {
                <Select
                    id="unit-kind-new"
                    label=t!("admin.unit.kind")
                    options=kinds
                    value=Signal::derive(move || kind.get().as_str().to_owned())
                    on_choose=move |id: String| kind.set(UnitKind::parse(&id))
                />
            })}
            <TextInput id=format!("unit-name-{stem}") label=t!("admin.unit.name")
                initial=of.as_ref().map(|of| of.name.clone()).unwrap_or_default() node=name />
            <TextInput id=format!("unit-aliases-{stem}") label=t!("admin.unit.aliases")
                hint=t!("admin.unit.aliases_hint") initial=known_aliases node=aliases />
            <Show when=move || kind.get() == UnitKind::Group>
                <Members stem=stem.clone() members />
            </Show>
            <Outcome sending />
            <div class="row">
                <Button look=Look::Primary submits=true busy=sending.busy>
                    {if is_new { t!("admin.unit.create") } else { t!("admin.save") }}
                </Button>
            </div>
        </form>
        {of.map(|of| view! { <Close of sending on_saved /> })}
    }
    .into_any()
}

/// Who a group means.
#[component]
fn Members(stem: String, members: RwSignal<BTreeSet<String>>) -> impl IntoView {
    let app = AppState::get();
    let all: Vec<Choice> = app.directory.with_untracked(|directory| {
        let units = directory.units.values();
        let units = units.filter(|unit| unit.kind != UnitKind::Group && !unit.closed);
        units
            .map(|unit| Choice { id: unit.id.as_str().to_owned(), label: unit.name.clone() })
            .collect()
    });
    let ids = FieldIds::new(&format!("members-{stem}"));
    view! {
        <FieldFrame ids label=t!("admin.unit.members") hint=t!("admin.unit.members_hint") group=true>
            <Fold summary=t!("admin.unit.members_choose")>
                <Checks options=all value=members on_choose=move |ids| members.set(ids) />
            </Fold>
        </FieldFrame>
    }
    .into_any()
}

/// Ending a unit, and letting it go on.
#[component]
fn Close(of: Unit, sending: Sending, on_saved: Callback<()>) -> impl IntoView {
    let id = of.id;
    let set = Callback::new(move |closed: bool| {
        let change = UnitChange { closed: Some(closed), ..UnitChange::default() };
        sending.send("PATCH", format!("units/{id}"), body(&change), t!("admin.saved"), move |()| {
            on_saved.run(())
        });
    });
    if of.closed {
        let reopen = move |()| set.run(false);
        return view! {
            <Button busy=sending.busy on_press=reopen>{t!("admin.unit.reopen")}</Button>
        }
        .into_any();
    }
    view! {
        <ConfirmButton
            label=t!("admin.unit.close")
            question=t!("admin.unit.close_question", name = of.name)
            confirm=t!("admin.unit.close")
            cancel=t!("cancel")
            on_confirm=move |()| set.run(true)
        />
    }
    .into_any()
}

/// Names between semicolons.
fn names(text: &str) -> BTreeSet<String> {
    let names = text.split(';').map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_stand_between_semicolons() {
        let names = super::names(" Nà Lả;; thôn 4 ;");
        assert_eq!(names, ["Nà Lả".to_owned(), "thôn 4".to_owned()].into());
        assert!(super::names("").is_empty());
    }
}
