//! Nhập kế hoạch: a text file or pasted text, the result beside its source, then create.

use leptos::prelude::*;

use crate::components::page::{Page, Width};
use crate::components::places;
use crate::i18n::t;

/// The page.
#[component]
pub fn PlanImport() -> impl IntoView {
    view! {
        <Page title=Signal::stored(t!("place.import")) back=places::PLAN width=Width::Wide>
            ""
        </Page>
    }
}
