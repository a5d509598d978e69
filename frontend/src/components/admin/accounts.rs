//! Tài khoản: who may sign in, in which unit and with which roles.

use leptos::prelude::*;
use shared::api::admin::AccountInfo;
use shared::id::AccountId;
use shared::text::matches;

use super::account_form::AccountForm;
use super::{Asked, EditLine, Editing, Waiting};
use crate::i18n::{t, tn, tr};
use crate::state::AppState;
use crate::ui::fold::Fold;
use crate::ui::input::SearchInput;

/// The section.
#[component]
pub fn Accounts() -> impl IntoView {
    let app = AppState::get();
    let accounts = Asked::<Vec<AccountInfo>>::new("accounts".to_owned());
    let ask = Callback::new(move |()| accounts.ask("accounts".to_owned()));
    let editing = Editing::none();
    let query = RwSignal::new(String::new());
    let shown = move || {
        let query = query.get();
        let found = accounts.got.get().unwrap_or_default().into_iter();
        let found = found.filter(|account| {
            let unit = app.unit_name(&account.unit);
            matches(&format!("{} {} {unit}", account.name, account.username), &query)
        });
        found.map(|account| account.id).collect::<Vec<AccountId>>()
    };
    let line = move |id: AccountId| {
        let account = Memo::new(move |_| {
            accounts.got.with(|got| got.iter().flatten().find(|one| one.id == id).cloned())
        });
        let title = move || account.with(|one| one.as_ref().map(|one| one.name.clone()));
        let rest = move || account.with(|one| one.as_ref().map(|one| rest(app, one)));
        let disabled = move || account.with(|one| one.as_ref().is_some_and(|one| one.disabled));
        let saved = Callback::new(move |()| {
            editing.saved(&id.to_string());
            ask.run(());
        });
        view! {
            <EditLine
                id=id.to_string()
                editing
                title=Signal::derive(move || title().unwrap_or_default())
                rest=Signal::derive(move || rest().unwrap_or_default())
                ended=Signal::derive(move || disabled().then(|| t!("admin.account.disabled")))
            >
                <AccountForm of=account.get_untracked() on_saved=saved />
            </EditLine>
        }
    };
    let count = move || accounts.got.with(|got| got.as_ref().map_or(0, Vec::len));
    view! {
        <Fold summary=t!("admin.account.add")>
            <AccountForm of=None on_saved=ask />
        </Fold>
        <Waiting heard=Signal::derive(move || accounts.got.with(Option::is_some))
            failed=accounts.failed again=ask />
        <Show when=move || { count() > 0 }>
            <p class="small quiet">{move || tn!("admin.account.count", count())}</p>
            <SearchInput id="account-search" label=t!("admin.account.search") query />
        </Show>
        <ul class="rows" role="list">
            <For each=shown key=|id| *id children=line />
        </ul>
    }
    .into_any()
}

/// User name, unit, roles.
fn rest(app: AppState, account: &AccountInfo) -> String {
    let roles: Vec<String> = account.roles.iter().map(|role| tr(&format!("role.{role}"))).collect();
    [account.username.clone(), app.unit_name(&account.unit), roles.join(", ")].join(" · ")
}
