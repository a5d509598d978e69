//! Hoạt động: every record this account may see, with search and filters. Printable.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::domain::directory::UnitKind;
use shared::domain::kind::KINDS;
use shared::domain::state::Stage;
use shared::id::{TaskId, UnitId};

use crate::components::page::Page;
use crate::components::places;
use crate::components::record_list::{Filter, Findables, RecordList};
use crate::components::record_table::records_csv;
use crate::components::words::{kind_words, stage_words, task_words};
use crate::i18n::{t, tn};
use crate::platform;
use crate::platform::file::download;
use crate::state::AppState;
use crate::ui::button::{Button, ButtonLink, Look};
use crate::ui::choices::Choice;
use crate::ui::empty::Empty;
use crate::ui::icon::Icon;
use crate::ui::input::SearchInput;
use crate::ui::select::Select;
use crate::ui::skeleton::Skeleton;

/// The page.
#[component]
pub fn Records() -> impl IntoView {
    let app = AppState::get();
    let query = use_query_map();
    let words = RwSignal::new(String::new());
    let stage = RwSignal::new(None::<Stage>);
    let task = RwSignal::new(None::<TaskId>);
    let unit = RwSignal::new(None::<UnitId>);
    let kind = RwSignal::new(None::<String>);
    // The address says what a figure elsewhere led to.
    Effect::new(move |_| {
        query.with(|query| {
            task.set(query.get("task").map(TaskId::new));
            unit.set(query.get("unit").map(UnitId::new));
        });
    });
    let all = Memo::new(move |before| Findables::of(app, before));
    let filter = Memo::new(move |_| Filter {
        query: words.get(),
        stage: stage.get(),
        task: task.get(),
        unit: unit.get(),
        kind: kind.get(),
    });
    let found =
        Memo::new(move |_| all.with(|found| filter.with(|filter| filter.apply(&found.all))));
    let is_filtered = move || filter.with(|filter| *filter != Filter::default());
    let nothing_found =
        Memo::new(move |_| is_filtered() && found.with(Vec::is_empty) && app.loaded.get());
    let may_record = app.session.with_untracked(places::may_record);
    let cleared = RwSignal::new(0_u32);
    let clear = move |()| {
        words.set(String::new());
        cleared.update(|times| *times += 1);
        stage.set(None);
        task.set(None);
        unit.set(None);
        kind.set(None);
    };
    // What is listed: all that was found, not only the lines shown so far.
    let take_along = move |()| {
        let name = format!("so-xa-{}.csv", app.today.get_untracked());
        download(&name, &untrack(|| found.with(|found| records_csv(app, found))));
    };
    view! {
        <Page title=Signal::stored(t!("place.records"))>
            <search class="filters no-print">
                // Made anew when the words are cleared: the input itself is nobody's but the typist's.
                {move || {
                    cleared.track();
                    view! { <SearchInput id="records-search" label=t!("list.search") query=words /> }
                }}
                <div class="filter-selects">
                    <Select
                        id="records-stage"
                        label=t!("list.state")
                        options=Signal::stored(stage_choices())
                        value=Signal::derive(move || {
                            stage.get().map_or_else(String::new, |stage| stage.as_str().to_owned())
                        })
                        on_choose=move |id: String| stage.set(stage_by_id(&id))
                    />
                    <Select
                        id="records-kind"
                        label=t!("list.kind")
                        options=Signal::stored(kind_choices())
                        value=Signal::derive(move || kind.get().unwrap_or_default())
                        on_choose=move |id: String| kind.set((!id.is_empty()).then_some(id))
                    />
                    <Select
                        id="records-task"
                        label=t!("list.task")
                        options=Signal::derive(move || task_choices(app))
                        value=Signal::derive(move || {
                            task.get().map_or_else(String::new, |task| task.as_str().to_owned())
                        })
                        on_choose=move |id: String| {
                            task.set((!id.is_empty()).then(|| TaskId::new(id)));
                        }
                    />
                    <Select
                        id="records-unit"
                        label=t!("list.unit")
                        options=Signal::derive(move || unit_choices(app))
                        value=Signal::derive(move || {
                            unit.get().map_or_else(String::new, |unit| unit.as_str().to_owned())
                        })
                        on_choose=move |id: String| {
                            unit.set((!id.is_empty()).then(|| UnitId::new(id)));
                        }
                    />
                </div>
            </search>
            // On paper nobody sees what was chosen above.
            {move || {
                let words = filter.with(|filter| filter_words(app, filter));
                (!words.is_empty())
                    .then(|| {
                        let filters = words.join("; ");
                        view! { <p class="only-print">{t!("list.filtered_by", filters = filters)}</p> }
                    })
            }}
            <div class="row spread">
                <p role="status" class="quiet">{move || tn!("list.found", found.with(Vec::len))}</p>
                <div class="row no-print">
                    <Show when=move || is_filtered() && !nothing_found.get()>
                        <Button look=Look::Quiet on_press=clear>{t!("list.clear")}</Button>
                    </Show>
                    <Show when=move || !found.with(Vec::is_empty)>
                        <Button look=Look::Quiet icon=Icon::Device on_press=take_along>
                            {t!("list.download")}
                        </Button>
                    </Show>
                    <Button look=Look::Quiet icon=Icon::Print on_press=|()| platform::page::print()>
                        {t!("print")}
                    </Button>
                </div>
            </div>
            <Show
                when=move || !found.with(Vec::is_empty)
                fallback=move || {
                    if !app.loaded.get() {
                        view! { <Skeleton lines=6 /> }.into_any()
                    } else if nothing_found.get() {
                        view! {
                            <Empty words=t!("list.nothing_found")>
                                <Button on_press=clear>{t!("list.clear")}</Button>
                            </Empty>
                        }
                            .into_any()
                    } else {
                        view! {
                            <Empty words=t!("list.nothing")>
                                {may_record
                                    .then(|| {
                                        view! {
                                            <ButtonLink href=places::RECORD icon=Icon::Pen>
                                                {t!("home.record")}
                                            </ButtonLink>
                                        }
                                    })}
                            </Empty>
                        }
                            .into_any()
                    }
                }
            >
                <RecordList records=found href=places::record />
            </Show>
        </Page>
    }
    .into_any()
}

/// What a filter asks for, a part each.
fn filter_words(app: AppState, filter: &Filter) -> Vec<String> {
    let words = Some(filter.query.trim()).filter(|query| !query.is_empty());
    [
        words.map(|query| format!("“{query}”")),
        filter.kind.as_deref().map(kind_words),
        filter.stage.map(stage_words),
        filter.task.as_ref().map(|task| task_words(app, task)),
        filter.unit.as_ref().map(|unit| app.unit_name(unit)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The stages at which records can be; what was deleted is not listed.
fn stages() -> impl Iterator<Item = Stage> {
    Stage::ALL.iter().copied().filter(|stage| *stage != Stage::Deleted)
}

fn stage_by_id(id: &str) -> Option<Stage> {
    stages().find(|stage| stage.as_str() == id)
}

fn stage_choices() -> Vec<Choice> {
    let all = Choice { id: String::new(), label: t!("list.all") };
    let each =
        stages().map(|stage| Choice { id: stage.as_str().to_owned(), label: stage_words(stage) });
    std::iter::once(all).chain(each).collect()
}

fn kind_choices() -> Vec<Choice> {
    let all = Choice { id: String::new(), label: t!("list.all") };
    let each =
        KINDS.iter().map(|kind| Choice { id: kind.id.to_owned(), label: kind_words(kind.id) });
    std::iter::once(all).chain(each).collect()
}

fn task_choices(app: AppState) -> Vec<Choice> {
    let all = Choice { id: String::new(), label: t!("list.all") };
    app.plans.with(|plans| {
        let tasks = plans.iter().flat_map(|view| view.plan.tasks_in_order());
        let each = tasks.map(|task| Choice {
            id: task.id.as_str().to_owned(),
            label: format!("{} {}", task.code, task.title),
        });
        std::iter::once(all).chain(each).collect()
    })
}

fn unit_choices(app: AppState) -> Vec<Choice> {
    let all = Choice { id: String::new(), label: t!("list.all") };
    app.directory.with(|directory| {
        let mut units: Vec<_> =
            directory.units.values().filter(|unit| unit.kind.keeps_workbook()).collect();
        // Units before villages, as everywhere.
        units.sort_by_key(|unit| (unit.kind == UnitKind::Thon, unit.id.clone()));
        let each = units
            .into_iter()
            .map(|unit| Choice { id: unit.id.as_str().to_owned(), label: unit.name.clone() });
        std::iter::once(all).chain(each).collect()
    })
}
