//! A page inside the frame: title bar with the way back, the title and the status chip; then the
//! content.

use leptos::html;
use leptos::prelude::*;
use leptos_router::components::A;
use shared::time::format_date;

use crate::components::places;
use crate::components::status_chip::StatusChip;
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::icon::{Glyph, Icon};

/// How wide the content may become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Width {
    /// Forms and texts.
    Narrow,
    /// Most pages.
    #[default]
    Usual,
    /// Tables and two columns.
    Wide,
}

/// A page with its title.
#[component]
pub fn Page(
    /// The title.
    #[prop(into)]
    title: Signal<String>,
    /// Where "back" leads; a place of the frame has none.
    #[prop(optional, into)]
    back: MaybeProp<String>,
    /// How wide the content may become.
    #[prop(optional)]
    width: Width,
    /// The content.
    children: Children,
) -> impl IntoView {
    let app = AppState::get();
    let heading = NodeRef::<html::H1>::new();
    let class = match width {
        Width::Narrow => "page narrow",
        Width::Usual => "page",
        Width::Wide => "page wide",
    };
    Effect::new(move |_| crate::platform::page::set_title(&t!("page.title", title = title.get())));
    // After a change of page readers should hear where they are, and Tab start at the top.
    heading.on_load(|heading| {
        let _ = heading.focus();
    });
    let at_place = Memo::new(move |_| back.get().is_none());
    // A place of the frame has no form: the moment for a waiting version.
    if at_place.get_untracked() {
        app.apply_update();
    }
    let initial = move || {
        app.session
            .with(|session| session.info().map(|info| initial(&info.name)))
            .unwrap_or_default()
    };
    let print_head = move || {
        let commune = app.session.with(|s| s.info().map(|info| info.commune_name.clone()))?;
        Some(t!("print.head", commune = commune, date = format_date(app.today.get())))
    };
    view! {
        <div class="stage">
            <header class="bar">
                {move || {
                    back.get()
                        .map(|href| {
                            view! {
                                <A href=href attr:class="icon-button" attr:aria-label=t!("page.back")>
                                    <Glyph icon=Icon::Back />
                                </A>
                            }
                        })
                }}
                <h1 node_ref=heading tabindex="-1">{move || title.get()}</h1>
                // A sheet of paper lies about long after: whose it is, and of which day.
                <p class="only-print print-head">{print_head}</p>
                <StatusChip />
                <Show when=move || at_place.get()>
                    <A href=places::ACCOUNT attr:class="avatar" attr:aria-label=t!("place.account")>
                        {initial}
                    </A>
                </Show>
            </header>
            <main id="main" class=class>{children()}</main>
        </div>
    }
    .into_any()
}

/// The first letter of the given name, which comes last.
fn initial(name: &str) -> String {
    name.split_whitespace()
        .last()
        .and_then(|given| given.chars().next())
        .map(|letter| letter.to_uppercase().collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn people_are_known_by_their_given_name() {
        assert_eq!(super::initial("Hoàng Thị Ánh"), "Á");
        assert_eq!(super::initial("đức"), "Đ");
        assert_eq!(super::initial(""), "");
    }
}
