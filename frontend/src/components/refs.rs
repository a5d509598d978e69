//! Fields that name people, units or records.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos_router::components::A;
use shared::domain::kind::Target;
use shared::id::UnitId;
use shared::time::format_date;

use crate::components::options::unit_groups;
use crate::components::places;
use crate::components::words::{record_kind_words, record_title, ref_words};
use crate::engine::view::{Model, RecordView};
use crate::i18n::t;
use crate::state::AppState;
use crate::ui::button::{Button, Look};
use crate::ui::chooser::{Chooser, Item, ItemGroup};
use crate::ui::field::FieldIds;
use crate::ui::fold::Fold;
use crate::ui::icon::Icon;

/// Records offered for a reference: the newest; older ones are linked from their own page.
const RECORDS_OFFERED: usize = 200;

/// One person, unit or record.
#[component]
pub fn RefInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// Of what.
    to: Target,
    /// The id now.
    #[prop(into)]
    value: Signal<Option<String>>,
    /// Another one was chosen, or none.
    #[prop(into)]
    on_choose: Callback<Option<String>>,
) -> impl IntoView {
    let app = AppState::get();
    // A memo: nothing is drawn anew under someone's hands unless it changed.
    let groups = Memo::new(move |_| groups(app, to));
    let is_set = Memo::new(move |_| value.with(Option::is_some));
    view! {
        <Chooser
            ids
            groups
            value
            change=t!("form.other")
            on_choose=move |id: String| on_choose.run(Some(id))
        />
        <Show when=move || is_set.get()>
            <div class="row">
                <Button look=Look::Quiet on_press=move |()| on_choose.run(None)>
                    {t!("form.none")}
                </Button>
            </div>
        </Show>
    }
    .into_any()
}

/// Several of them.
#[component]
pub fn RefsInput(
    /// The ids of its frame.
    ids: FieldIds,
    /// Of what.
    to: Target,
    /// The ids now.
    #[prop(into)]
    value: Signal<BTreeSet<String>>,
    /// The choice changed.
    #[prop(into)]
    on_choose: Callback<BTreeSet<String>>,
) -> impl IntoView {
    let app = AppState::get();
    let groups = Memo::new(move |_| {
        let chosen = value.get();
        let mut groups = groups(app, to);
        for group in &mut groups {
            group.items.retain(|item| !chosen.contains(&item.id));
        }
        groups
    });
    let none: Signal<Option<String>> = Signal::stored(None);
    let add = move |id: String| {
        let mut chosen = value.get_untracked();
        chosen.insert(id);
        on_choose.run(chosen);
    };
    let remove = move |id: String| {
        let mut chosen = value.get_untracked();
        chosen.remove(&id);
        on_choose.run(chosen);
    };
    let adds = match to {
        Target::Person => t!("form.add_person"),
        Target::Unit => t!("form.add_unit"),
        Target::Record(_) => t!("form.add_record"),
    };
    let start = RwSignal::new(false);
    view! {
        <ul class="rows refs" role="list">
            <For each=move || value.get() key=Clone::clone let:id>
                <li class="row spread">
                    <span>{let id = id.clone(); move || ref_words(app, to, &id)}</span>
                    <Button
                        look=Look::Quiet
                        icon=Icon::Trash
                        on_press={let id = id.clone(); move |()| remove(id.clone())}
                    >
                        {t!("form.remove")}
                    </Button>
                </li>
            </For>
        </ul>
        <Fold summary=adds open=start>
            <Chooser ids=ids.clone() groups value=none change=String::new() on_choose=add stays=true />
        </Fold>
    }
    .into_any()
}

/// What can be named, the likely ones first.
fn groups(app: AppState, to: Target) -> Vec<ItemGroup> {
    match to {
        Target::Unit => unit_groups(app),
        Target::Person => people(app),
        Target::Record(kinds) => records(app, kinds),
    }
}

/// The own unit's people, then everybody's by unit.
fn people(app: AppState) -> Vec<ItemGroup> {
    let own = app.session.with(|session| session.info().map(|info| info.unit.clone()));
    app.directory.with(|directory| {
        let of = |unit: &UnitId| {
            let people = directory.people.values().filter(|person| person.unit == *unit);
            let mut items: Vec<Item> = people
                .map(|person| Item {
                    id: person.account.to_string(),
                    label: [person.name.as_str(), person.post.as_str()].join(" – "),
                    ..Item::default()
                })
                .collect();
            items.sort_by(|a, b| a.label.cmp(&b.label));
            items
        };
        let own = own.into_iter();
        let others = directory.units.keys().filter(|unit| own.clone().all(|own| own != **unit));
        let others: Vec<UnitId> = others.cloned().collect();
        own.clone()
            .map(|unit| (unit, true))
            .chain(others.into_iter().map(|unit| (unit, false)))
            .map(|(unit, open)| ItemGroup {
                label: directory.unit_name(&unit).to_owned(),
                items: of(&unit),
                open,
            })
            .filter(|group| !group.items.is_empty())
            .collect()
    })
}

/// The own unit's records of some kinds, then the others', newest first.
fn records(app: AppState, kinds: &[&str]) -> Vec<ItemGroup> {
    let own = app.session.with(|session| session.info().map(|info| info.unit.clone()));
    // The date last: it does not break, and a narrow list is no place for it in front.
    let item = |view: &Model<RecordView>| {
        let day = view.record.day().map(format_date);
        let words = [Some(record_title(view)), Some(app.unit_name(&view.unit)), day];
        let label = words.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        Item { id: view.id().to_string(), label, ..Item::default() }
    };
    app.records.with(|records| {
        let wanted = |view: &&Model<RecordView>| {
            view.record.kind.is_some_and(|kind| kinds.contains(&kind.id)) && !view.record.deleted
        };
        let (mine, others): (Vec<_>, Vec<_>) = records
            .values()
            .rev()
            .filter(wanted)
            .take(RECORDS_OFFERED)
            .partition(|view| Some(&view.unit) == own.as_ref());
        let open = mine.is_empty();
        vec![
            ItemGroup {
                label: t!("form.own_records"),
                items: mine.into_iter().map(item).collect(),
                open: true,
            },
            ItemGroup {
                label: t!("form.other_records"),
                items: others.into_iter().map(item).collect(),
                open,
            },
        ]
    })
}

/// Where a record is named by others, and what it names: each a line that leads there.
#[component]
pub fn Links(
    /// The record.
    #[prop(into)]
    view: Signal<Option<Model<RecordView>>>,
) -> impl IntoView {
    let app = AppState::get();
    let naming = Memo::new(move |_| {
        let Some(id) = view.with(|view| view.as_ref().map(|view| view.id())) else {
            return Vec::new();
        };
        app.records.with(|records| {
            records.values().filter(|other| other.record.links().contains(&id)).cloned().collect()
        })
    });
    let named = Memo::new(move |_| {
        let ids =
            view.with(|view| view.as_ref().map(|view| view.record.links()).unwrap_or_default());
        app.records.with(|records| {
            ids.iter().filter_map(|id| records.get(id).cloned()).collect::<Vec<_>>()
        })
    });
    view! {
        <LinkList title=t!("record.names") records=named />
        <LinkList title=t!("record.named_by") records=naming />
    }
    .into_any()
}

#[component]
fn LinkList(title: String, records: Memo<Vec<Model<RecordView>>>) -> impl IntoView {
    let app = AppState::get();
    let line = move |view: Model<RecordView>| {
        let kind = record_kind_words(app, &view);
        let unit = app.unit_name(&view.unit);
        view! {
            <li>
                <A href=places::record(view.id()) attr:class="line-link">
                    <span>{record_title(&view)}</span>
                    <span class="small quiet">{kind} " · " {unit}</span>
                </A>
            </li>
        }
    };
    view! {
        <Show when=move || !records.with(Vec::is_empty)>
            <section class="part">
                <h3>{title.clone()}</h3>
                <ul class="rows" role="list">
                    {move || records.get().into_iter().map(line).collect_view()}
                </ul>
            </section>
        </Show>
    }
    .into_any()
}
