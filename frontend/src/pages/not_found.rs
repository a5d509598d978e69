//! Không tìm thấy: an address that leads nowhere.

use leptos::prelude::*;

use crate::components::page::Page;
use crate::components::places;
use crate::i18n::t;
use crate::ui::button::ButtonLink;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;

/// The page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Page title=Signal::stored(t!("not_found.title")) back=places::HOME>
            <Empty words=t!("not_found.words")>
                <ButtonLink href=places::HOME icon=Icon::Tasks>{t!("new.to_home")}</ButtonLink>
            </Empty>
        </Page>
    }
    .into_any()
}
