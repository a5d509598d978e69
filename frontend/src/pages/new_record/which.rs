//! What is recorded, and for whom.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::domain::directory::UnitKind;
use shared::domain::kind::{Home, KINDS, Kind, Makers};
use shared::id::UnitId;

use crate::components::options::unit_groups;
use crate::components::places;
use crate::components::words::kind_words;
use crate::i18n::t;
use crate::state::AppState;
use crate::state::form::{FormSession, SaveStatus};
use crate::ui::choices::Choice;
use crate::ui::chooser::{Chooser, Item, ItemGroup};
use crate::ui::field::{FieldFrame, FieldIds};
use crate::ui::select::Select;

/// The kinds that this account makes records of, the first the one it makes most.
pub fn offered(app: AppState) -> Vec<&'static Kind> {
    let villager = app.session.with_untracked(|session| {
        let unit = session.info().map(|info| info.unit.clone());
        app.directory.with_untracked(|directory| {
            let unit = unit.and_then(|unit| directory.units.get(&unit));
            unit.is_some_and(|unit| unit.kind == UnitKind::Thon)
        })
    });
    let writes = app.session.with_untracked(places::may_write_workbook);
    KINDS
        .iter()
        .copied()
        .filter(|kind| match kind.home {
            Home::Workbook => writes && (kind.makers == Makers::All || !villager),
            Home::Decisions(roles) => {
                app.session.with_untracked(|session| roles.iter().any(|role| session.has(*role)))
            }
        })
        .collect()
}

/// What is recorded: can be chosen until there is something to keep.
#[component]
pub fn WhichKind(
    chosen: &'static str,
    #[prop(optional)] form: Option<FormSession>,
) -> impl IntoView {
    let navigate = use_navigate();
    let query = use_query_map();
    let id = chosen;
    let app = AppState::get();
    let options: Vec<Choice> = offered(app)
        .into_iter()
        .map(|kind| Choice { id: kind.id.to_owned(), label: kind_words(kind.id) })
        .collect();
    let choose = Callback::new(move |kind: String| {
        let mut wish = query.get_untracked();
        // A unit was chosen for what is laid on it; the unit's own book is another matter.
        wish.remove("unit");
        wish.replace("kind", kind);
        navigate(
            &format!("{}{}", places::RECORD, wish.to_query_string()),
            NavigateOptions { replace: true, ..NavigateOptions::default() },
        );
    });
    // It stays where it is: a form that moves under a finger takes the next touch elsewhere.
    view! {
        <Select
            id="record-kind"
            label=t!("new.kind")
            options=Signal::stored(options)
            value=Signal::stored(id.to_owned())
            held=Signal::derive(move || {
                form.is_some_and(|form| {
                    form.view.with(Option::is_some)
                        || form.saved.with(|saved| *saved != SaveStatus::Untouched)
                })
            })
            on_choose=choose
        />
    }
    .into_any()
}

/// For which unit something is laid down: those on which this account may lay it.
#[component]
pub fn WhichUnit(
    /// What is laid down.
    kind: &'static Kind,
) -> impl IntoView {
    let app = AppState::get();
    let navigate = use_navigate();
    let query = use_query_map();
    let groups = Memo::new(move |_| {
        let mine = app.layable_units(kind);
        let mut groups = unit_groups(app);
        for group in &mut groups {
            group.items.retain(|item| mine.iter().any(|unit| unit.as_str() == item.id));
            group.open = true;
        }
        groups
    });
    let ids = FieldIds::new("unit");
    let none: Signal<Option<String>> = Signal::stored(None);
    let choose = move |id: String| {
        let mut wish = query.get_untracked();
        wish.replace("unit", id);
        navigate(
            &format!("{}{}", places::RECORD, wish.to_query_string()),
            NavigateOptions { replace: true, ..NavigateOptions::default() },
        );
    };
    view! {
        <FieldFrame ids=ids.clone() label=t!("new.which_unit") group=true>
            <Chooser ids groups value=none change=String::new() on_choose=choose />
        </FieldFrame>
    }
    .into_any()
}

/// "Nhập hộ": for which village, for those who have no workbook of their own or help one.
#[component]
pub fn WhichVillage() -> impl IntoView {
    let app = AppState::get();
    let navigate = use_navigate();
    let groups = Memo::new(move |_| {
        app.directory.with(|directory| {
            let villages = directory.units.values().filter(|unit| unit.kind == UnitKind::Thon);
            let items = villages.map(|unit| Item {
                id: unit.id.as_str().to_owned(),
                label: unit.name.clone(),
                ..Item::default()
            });
            vec![ItemGroup { label: t!("form.villages"), items: items.collect(), open: true }]
        })
    });
    let ids = FieldIds::new("village");
    let none: Signal<Option<String>> = Signal::stored(None);
    let choose = move |id: String| {
        navigate(&places::new_record_for(&UnitId::new(id)), NavigateOptions::default());
    };
    view! {
        <FieldFrame ids=ids.clone() label=t!("new.which_village") group=true>
            <Chooser
                ids
                groups
                value=none
                change=String::new()
                on_choose=choose
            />
        </FieldFrame>
    }
    .into_any()
}
