//! "Dữ liệu đến …" per unit: how far the figures reach.

use leptos::prelude::*;
use leptos_router::components::A;
use shared::domain::directory::UnitKind;

use crate::components::places;
use crate::engine::view::UnitFreshness;
use crate::i18n::format::moment;
use crate::i18n::{t, tn};
use crate::state::AppState;
use crate::ui::badge::{Badge, Chip, Tone};
use crate::ui::icon::Icon;

/// The list.
#[component]
pub fn FreshnessList() -> impl IntoView {
    let app = AppState::get();
    let lines = move || {
        let today = app.today.get();
        app.freshness.with(|units| {
            let mut here: Vec<&UnitFreshness> = units.iter().filter(|unit| unit.present).collect();
            // Units before villages, as in the table above.
            app.directory.with(|directory| {
                here.sort_by_key(|unit| {
                    let kind = directory.units.get(&unit.unit).map(|unit| unit.kind);
                    (kind == Some(UnitKind::Thon), unit.unit.clone())
                });
            });
            here.into_iter().map(|unit| (unit.clone(), today)).collect::<Vec<_>>()
        })
    };
    // Workbooks that never come to this account's devices need no line each.
    let absent = move || {
        app.freshness.with(|units| {
            let names: Vec<&str> =
                units.iter().filter(|unit| !unit.present).map(|unit| unit.name.as_str()).collect();
            (!names.is_empty()).then(|| t!("freshness.absent", units = names.join(", ")))
        })
    };
    view! {
        <ul class="rows freshness" role="list">
            // A line that says something else is another line; the rest stay.
            <For each=lines key=Clone::clone children=|(unit, today)| row(unit, today) />
        </ul>
        <p class="small quiet">{absent}</p>
    }
    .into_any()
}

fn row(unit: UnitFreshness, today: jiff::civil::Date) -> impl IntoView {
    let until = match unit.data_until {
        None => t!("freshness.nothing"),
        Some(at) => t!("freshness.until", time = moment(at, today)),
    };
    let UnitFreshness { unit, name, records, awaiting, conflicts, .. } = unit;
    view! {
        <li>
            <A href=places::records(None, Some(&unit)) attr:class="line-link">
                <span>
                    <span class="strong">{name}</span>
                    <span class="block small quiet">{until}</span>
                </span>
                <span class="chips">
                    <Chip>{tn!("freshness.records", records)}</Chip>
                    {(awaiting > 0)
                        .then(|| {
                            let word = tn!("matrix.awaiting", awaiting);
                            view! { <Badge tone=Tone::Indigo icon=Icon::Clock word /> }
                        })}
                    {(conflicts > 0)
                        .then(|| {
                            let word = tn!("freshness.conflicts", conflicts);
                            view! { <Badge tone=Tone::Brick icon=Icon::Fork word /> }
                        })}
                </span>
            </A>
        </li>
    }
}
