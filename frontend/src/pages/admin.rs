//! Quản trị: accounts, units, channels, holidays, rules, the year,
//! erasing for good, the log. A list of sections, and
//! each section a page of its own. For administrators; auditors read the log here.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::components::admin::accounts::Accounts;
use crate::components::admin::channels::Channels;
use crate::components::admin::holidays::Holidays;
use crate::components::admin::log::Log;
use crate::components::admin::purge::Purge;
use crate::components::admin::rules::Rules;
use crate::components::admin::units::Units;
use crate::components::admin::years::Years;
use crate::components::page::{Page, Width};
use crate::components::places;
use crate::components::secrecy::SecrecyLine;
use crate::engine::view::LinkStatus;
use crate::i18n::{t, tr};
use crate::state::AppState;
use crate::ui::badge::Tone;
use crate::ui::button::ButtonLink;
use crate::ui::empty::Empty;
use crate::ui::icon::{Glyph, Icon};
use crate::ui::notice::Notice;

/// The sections by id, with their icons. Words under `admin.section.<id>`.
const SECTIONS: &[(&str, Icon)] = &[
    ("accounts", Icon::Person),
    ("units", Icon::Fork),
    ("channels", Icon::Cloud),
    ("holidays", Icon::Clock),
    ("rules", Icon::Draft),
    ("year", Icon::Plan),
    ("purge", Icon::Alert),
    (LOG, Icon::List),
];

/// The only section that auditors see.
const LOG: &str = "log";

/// The page.
#[component]
pub fn Admin() -> impl IntoView {
    let app = AppState::get();
    let params = use_params_map();
    let section = Memo::new(move |_| params.with(|params| params.get("section")));
    let admin = app.session.with_untracked(places::may_administer);
    let auditor = app.session.with_untracked(places::may_read_log);
    // A section is named by what the list knows; anything else is the list.
    let shown = Memo::new(move |_| {
        let id = section.get()?;
        let known = SECTIONS.iter().map(|(id, _)| *id).find(|known| *known == id)?;
        (admin || (auditor && known == LOG)).then_some(known)
    });
    let title = Signal::derive(move || match shown.get() {
        Some(id) => tr(&format!("admin.section.{id}")),
        None => t!("place.admin"),
    });
    let back = Signal::derive(move || {
        Some(match shown.get() {
            Some(_) => places::ADMIN.to_owned(),
            None => places::ACCOUNT.to_owned(),
        })
    });
    let offline = Memo::new(move |_| {
        matches!(app.link.get(), LinkStatus::Offline { .. } | LinkStatus::SignInNeeded { .. })
    });
    if !auditor {
        return view! {
            <Page title=Signal::stored(t!("place.admin")) back=places::HOME width=Width::Narrow>
                <Empty words=t!("admin.not_allowed")>
                    <ButtonLink href=places::HOME icon=Icon::Tasks>{t!("place.home")}</ButtonLink>
                </Empty>
            </Page>
        }
        .into_any();
    }
    view! {
        <Page title back width=Width::Narrow>
            <Show when=move || offline.get()>
                <Notice tone=Tone::Grey icon=Icon::Ring>{t!("admin.needs_network")}</Notice>
            </Show>
            {move || match shown.get() {
                Some("accounts") => view! { <Accounts /> }.into_any(),
                Some("units") => view! { <Units /> }.into_any(),
                Some("channels") => view! { <Channels /> }.into_any(),
                Some("holidays") => view! { <Holidays /> }.into_any(),
                Some("rules") => view! { <Rules /> }.into_any(),
                Some("year") => view! { <Years /> }.into_any(),
                Some("purge") => view! { <Purge /> }.into_any(),
                Some(_) => view! { <Log /> }.into_any(),
                None => view! { <Sections admin /> }.into_any(),
            }}
            <SecrecyLine />
        </Page>
    }
    .into_any()
}

#[component]
fn Sections(admin: bool) -> impl IntoView {
    let lines = SECTIONS.iter().filter(|(id, _)| admin || *id == LOG).map(|(id, icon)| {
        view! {
            <li>
                <A href=format!("{}/{id}", places::ADMIN) attr:class="line-link">
                    <Glyph icon=*icon />
                    <span class="record-words">
                        <span class="record-title">{tr(&format!("admin.section.{id}"))}</span>
                        <span class="small quiet">{tr(&format!("admin.about.{id}"))}</span>
                    </span>
                    <Glyph icon=Icon::Next />
                </A>
            </li>
        }
    });
    view! {
        <p class="quiet">{t!("admin.explain")}</p>
        <nav aria-label=t!("place.admin")>
            <ul class="rows" role="list">{lines.collect_view()}</ul>
        </nav>
    }
    .into_any()
}
