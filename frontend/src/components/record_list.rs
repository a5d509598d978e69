//! Records as lines of a ledger, with search and filters.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::components::A;
use shared::domain::directory::Directory;
use shared::domain::state::Stage;
use shared::id::{RecordId, TaskId, UnitId};
use shared::text::{fold, nfc};
use shared::time::format_date;

use crate::components::deadline_badge::DeadlineBadge;
use crate::components::words::{StateBadge, WhereLine, record_facts, record_title};
use crate::engine::view::{Model, PlanView, RecordView, Where};
use crate::i18n::{t, tn};
use crate::platform;
use crate::state::AppState;
use crate::ui::button::Button;

/// Lines shown before "Xem thêm".
const LINES_AT_ONCE: usize = 60;

/// Which records are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that all occur, whatever their marks.
    pub query: String,
    /// One stage only.
    pub stage: Option<Stage>,
    /// One task only.
    pub task: Option<TaskId>,
    /// One unit's workbook only.
    pub unit: Option<UnitId>,
    /// One kind only, by its id.
    pub kind: Option<String>,
}

/// A record with the text in which it is found.
#[derive(Clone, PartialEq)]
pub struct Findable {
    /// The record.
    pub view: Model<RecordView>,
    /// As written, lower case.
    exact: Arc<str>,
    /// Without marks.
    folded: Arc<str>,
}

/// All records, findable, the newest first.
#[derive(Clone, PartialEq)]
pub struct Findables {
    directory: Model<Directory>,
    plans: Model<Vec<PlanView>>,
    /// The records.
    pub all: Vec<Findable>,
}

impl Findables {
    /// From what is shown now; of records that are as they were `before`, their text is too. Folding
    /// a year's texts takes a slow tablet as long as a frame may last.
    pub fn of(app: AppState, before: Option<&Self>) -> Self {
        let (directory, plans) = (app.directory.get(), app.plans.get());
        let known: BTreeMap<RecordId, &Findable> = before
            .filter(|before| before.directory == directory && before.plans == plans)
            .map(|before| before.all.iter().map(|found| (found.view.id(), found)).collect())
            .unwrap_or_default();
        let all = app.records.with(|records| {
            let there = |view: &&Model<RecordView>| {
                !view.record.deleted || view.state().stage != Stage::Deleted
            };
            let again = |view: &Model<RecordView>| {
                let known = known.get(&view.id()).filter(|found| found.view == *view);
                known.map_or_else(|| findable(app, view.clone()), |found| Findable::clone(found))
            };
            records.values().rev().filter(there).map(again).collect()
        });
        Self { directory, plans, all }
    }
}

fn findable(app: AppState, view: Model<RecordView>) -> Findable {
    let mut text = format!("{} {}", record_title(&view), record_facts(app, &view));
    for field in view.record.fields.values() {
        if let Some(words) = field.value.as_ref().and_then(|value| value.as_text()) {
            text.push(' ');
            text.push_str(words);
        }
    }
    Findable { view, exact: nfc(&text).to_lowercase().into(), folded: fold(&text).into() }
}

impl Filter {
    /// The records wanted; those that have the words exactly as typed come first.
    pub fn apply(&self, records: &[Findable]) -> Vec<Model<RecordView>> {
        let (exact, folded) = (nfc(&self.query).to_lowercase(), fold(&self.query));
        let wanted = |found: &&Findable| {
            self.stage.is_none_or(|stage| found.view.state().stage == stage)
                && (self.task.is_none() || found.view.task() == self.task)
                && self.unit.as_ref().is_none_or(|unit| found.view.unit == *unit)
                && self
                    .kind
                    .as_deref()
                    .is_none_or(|id| found.view.record.kind.is_some_and(|kind| kind.id == id))
                && has_words(&found.folded, &folded)
        };
        let (mut first, rest): (Vec<&Findable>, Vec<&Findable>) =
            records.iter().filter(wanted).partition(|found| has_words(&found.exact, &exact));
        first.extend(rest);
        first.into_iter().map(|found| found.view.clone()).collect()
    }
}

fn has_words(text: &str, words: &str) -> bool {
    words.split_whitespace().all(|word| text.contains(word))
}

/// Lines of records.
#[component]
pub fn RecordList(
    /// The records, in the order shown.
    #[prop(into)]
    records: Signal<Vec<Model<RecordView>>>,
    /// Where a line leads.
    href: fn(RecordId) -> String,
    /// The record that is open beside the list.
    #[prop(optional, into)]
    open: Signal<Option<RecordId>>,
    /// Whether lines say how long a record has been waiting.
    #[prop(optional)]
    ages: bool,
) -> impl IntoView {
    let app = AppState::get();
    let shown = RwSignal::new(LINES_AT_ONCE);
    // On paper all of them, not the first few.
    let printing = RwSignal::new(false);
    let _held = StoredValue::new_local(platform::page::on_print(move |now| {
        let _ = printing.try_set(now);
    }));
    let shown_now = move || if printing.get() { usize::MAX } else { shown.get() };
    let hidden = move || records.with(Vec::len).saturating_sub(shown_now());
    view! {
        <ul class="rows records" role="list">
            <For
                each=move || {
                    let shown = shown_now();
                    records.with(|records| records.iter().take(shown).cloned().collect::<Vec<_>>())
                }
                // A changed record is another line.
                key=|view| (view.id(), view.token())
                let:view
            >
                <li>{line(app, view, href, open, ages)}</li>
            </For>
        </ul>
        <Show when=move || hidden() != 0>
            <Button on_press=move |()| shown.update(|shown| *shown = shown.saturating_add(LINES_AT_ONCE))>
                {move || tn!("list.more", hidden())}
            </Button>
        </Show>
    }
    .into_any()
}

fn line(
    app: AppState,
    view: Model<RecordView>,
    href: fn(RecordId) -> String,
    open: Signal<Option<RecordId>>,
    ages: bool,
) -> impl IntoView {
    let id = view.id();
    let date = view.record.day().map_or_else(|| t!("record.no_date"), format_date);
    let facts = {
        let view = view.clone();
        move || match ages {
            true => format!("{} · {}", waited(app, &view), record_facts(app, &view)),
            false => record_facts(app, &view),
        }
    };
    let place = (*view.place() != Where::OnServer).then(|| view.place().clone());
    view! {
        <A
            href=href(id)
            attr:class="record-line"
            attr:aria-current=move || (open.get() == Some(id)).then_some("true")
        >
            <span class="record-date number small quiet">{date}</span>
            <span class="record-words">
                <span class="record-title">{record_title(&view)}</span>
                <span class="small quiet">{facts}</span>
            </span>
            <span class="chips">
                <StateBadge view=view.clone() />
                <DeadlineBadge view=view.clone() />
                {place.map(|place| view! { <WhereLine place /> })}
            </span>
        </A>
    }
}

/// How many days a record has been in its state.
fn waited(app: AppState, view: &RecordView) -> String {
    let since = view.since().local_date();
    let days = app.today.get().since((jiff::Unit::Day, since)).map_or(0, |span| span.get_days());
    match usize::try_from(days) {
        Ok(days) if days > 0 => tn!("review.waits", days),
        _ => t!("review.waits_today"),
    }
}
