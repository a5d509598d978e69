//! The form of an account, a new one or one that there is.

use std::collections::BTreeSet;

use leptos::html;
use leptos::prelude::*;
use shared::api::admin::{AccountChange, AccountInfo, NewAccount};
use shared::domain::directory::UnitKind;
use shared::domain::role::Role;
use shared::id::UnitId;
use shared::limits::PASSWORD_CHARS_MIN;

use super::{Outcome, Sending, body, clear, typed};
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::button::{Button, ConfirmButton, Look};
use crate::ui::choices::{Checks, Choice};
use crate::ui::chooser::{Chooser, Item, ItemGroup};
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::input::{TextInput, Typed};

/// Name, unit, roles, password.
#[component]
pub fn AccountForm(
    /// The account, unless it is to be made.
    of: Option<AccountInfo>,
    /// The relay has saved it.
    on_saved: Callback<()>,
) -> impl IntoView {
    let app = AppState::get();
    let stem = of.as_ref().map_or("new".to_owned(), |of| of.id.to_string());
    let (username, name, post, password) =
        (NodeRef::new(), NodeRef::new(), NodeRef::new(), NodeRef::<html::Input>::new());
    let unit = RwSignal::new(of.as_ref().map(|of| of.unit.as_str().to_owned()));
    let roles = RwSignal::new(of.as_ref().map_or_else(BTreeSet::new, |of| {
        of.roles.iter().map(ToString::to_string).collect::<BTreeSet<String>>()
    }));
    let (is_new, sending) = (of.is_none(), Sending::idle());
    let before = StoredValue::new(of.clone());
    let send = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        let roles: BTreeSet<Role> =
            roles.with_untracked(|roles| roles.iter().filter_map(|id| id.parse().ok()).collect());
        let Some(unit) = unit.get_untracked().map(UnitId::new) else {
            return sending.refuse(t!("admin.account.unit_missing"));
        };
        if roles.is_empty() {
            return sending.refuse(t!("admin.account.roles_missing"));
        }
        let secret = password.get_untracked().map(|input| input.value()).unwrap_or_default();
        let done = t!("admin.account.done", name = typed(name));
        let (method, path, json) = match before.get_value() {
            Some(before) => {
                let change = AccountChange {
                    name: Some(typed(name)),
                    post: Some(typed(post)),
                    unit: Some(unit),
                    roles: Some(roles),
                    disabled: None,
                    password: (!secret.is_empty()).then_some(secret),
                };
                ("PATCH", format!("accounts/{}", before.id), body(&change))
            }
            None => {
                let new = NewAccount {
                    username: typed(username),
                    password: secret,
                    name: typed(name),
                    post: typed(post),
                    unit,
                    roles,
                };
                ("POST", "accounts".to_owned(), body(&new))
            }
        };
        sending.send(method, path, json, done, move |()| {
            clear([password]);
            if before.with_value(Option::is_none) {
                clear([username, name, post]);
            }
            on_saved.run(());
        });
    };
    let all_roles: Vec<Choice> = Role::ALL
        .iter()
        .map(|role| Choice { id: role.to_string(), label: tr(&format!("role.{role}")) })
        .collect();
    let (unit_ids, role_ids) =
        (FieldIds::new(&format!("account-unit-{stem}")), FieldIds::new(&format!("roles-{stem}")));
    let groups = Memo::new(move |_| unit_groups(app));
    let hint = match &of {
        None => t!("admin.account.password_hint", n = PASSWORD_CHARS_MIN),
        Some(_) => t!("admin.account.password_change_hint", n = PASSWORD_CHARS_MIN),
    };
    view! {
        <form class="stack" on:submit=send>
            {is_new.then(|| view! {
                <TextInput id=format!("account-username-{stem}") label=t!("sign_in.username")
                    hint=t!("admin.account.username_hint") typed=Typed::Code node=username />
            })}
            <TextInput id=format!("account-name-{stem}") label=t!("admin.account.name")
                initial=of.as_ref().map(|of| of.name.clone()).unwrap_or_default() node=name />
            <TextInput id=format!("account-post-{stem}") label=t!("admin.account.post")
                initial=of.as_ref().map(|of| of.post.clone()).unwrap_or_default() node=post />
            <FieldFrame ids=unit_ids.clone() label=t!("admin.account.unit") group=true>
                <Chooser ids=unit_ids groups value=unit change=t!("import.change")
                    on_choose=move |id: String| unit.set(Some(id)) />
            </FieldFrame>
            <FieldFrame ids=role_ids label=t!("admin.account.roles") group=true>
                <Checks options=all_roles value=roles on_choose=move |ids| roles.set(ids) />
            </FieldFrame>
            <TextInput id=format!("account-password-{stem}") label=t!("admin.account.password")
                hint typed=Typed::NewPassword node=password />
            <Outcome sending />
            <div class="row">
                <Button look=Look::Primary submits=true busy=sending.busy>
                    {if is_new { t!("admin.account.create") } else { t!("admin.save") }}
                </Button>
            </div>
        </form>
        {of.map(|of| view! { <Lock of sending on_saved /> })}
    }
    .into_any()
}

/// Shutting an account out, and letting it in again.
#[component]
fn Lock(of: AccountInfo, sending: Sending, on_saved: Callback<()>) -> impl IntoView {
    let id = of.id;
    let set = Callback::new(move |disabled: bool| {
        let json = serde_json::json!({ "disabled": disabled }).to_string();
        let path = format!("accounts/{id}");
        sending.send("PATCH", path, Some(json), t!("admin.saved"), move |()| on_saved.run(()));
    });
    if of.disabled {
        let unlock = move |()| set.run(false);
        return view! {
            <Button busy=sending.busy on_press=unlock>{t!("admin.account.unlock")}</Button>
        }
        .into_any();
    }
    view! {
        <ConfirmButton
            label=t!("admin.account.lock")
            question=t!("admin.account.lock_question", name = of.name)
            confirm=t!("admin.account.lock")
            cancel=t!("cancel")
            on_confirm=move |()| set.run(true)
        />
    }
    .into_any()
}

/// Units before villages; closed ones and groups are nobody's.
fn unit_groups(app: AppState) -> Vec<ItemGroup> {
    let group = |label: String, village: bool, open: bool| {
        let items = app.directory.with(|directory| {
            let units = directory.units.values().filter(|unit| {
                !unit.closed
                    && unit.kind.keeps_workbook()
                    && (unit.kind == UnitKind::Thon) == village
            });
            let item = |unit: &shared::domain::directory::Unit| Item {
                id: unit.id.as_str().to_owned(),
                label: unit.name.clone(),
                ..Item::default()
            };
            units.map(item).collect()
        });
        ItemGroup { label, items, open }
    };
    vec![group(t!("form.units"), false, true), group(t!("form.villages"), true, false)]
}
