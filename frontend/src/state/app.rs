//! [`AppState`]: every signal a screen reads and every command it sends.

use std::cell::RefCell;
use std::rc::Rc;

use jiff::civil::Date;
use leptos::prelude::*;
use shared::api::SessionInfo;
use shared::domain::directory::Directory;
use shared::domain::record::Record;
use shared::domain::state::State;
use shared::id::{AccountId, DocumentId, PlanId, RecordId, TaskId, UnitId};
use shared::merge::consolidated::Consolidated;
use shared::schema::history::FieldChange;
use shared::time::TimestampMs;

use super::plan_import::Import;
use super::runtime::{Runtime, SharedRuntime, today};
use super::session::{Language, Session};
use super::todo::{self, Desk};
use crate::engine::core::Engine;
use crate::engine::view::{
    LinkStatus, Model, PlanView, RecordView, Records, RefusedWork, StoreStatus, TabRole, Todo,
    UnitFreshness,
};
use crate::platform::prefs::{self, Pref};
use crate::platform::timer::Timer;
use crate::platform::{clock, dom, page, service_worker, spawn, visibility};

/// How often the clock is looked at, in milliseconds.
const MINUTE_MS: u64 = 60_000;

/// How long after a look for a new version of the app the next one is due, in milliseconds. A
/// tablet may stay on one page for days.
const LOOK_FOR_UPDATE_MS: u64 = 3_600_000;

/// The application's state. `Copy`: take it from the context with [`AppState::get`] and move it
/// into any closure.
#[derive(Clone, Copy)]
pub struct AppState {
    /// Who is signed in. Screens other than sign-in show only for [`Session::SignedIn`].
    pub session: ReadSignal<Session>,
    /// Every account known on this tablet, the last used first.
    pub accounts: ReadSignal<Vec<SessionInfo>>,
    /// Whether the account's documents have been read from the device's store. Until then show
    /// skeletons, not "nothing here".
    pub loaded: ReadSignal<bool>,
    /// The way to the server: the status chip.
    pub link: ReadSignal<LinkStatus>,
    /// The device's own store.
    pub store: ReadSignal<StoreStatus>,
    /// Leading or following tab.
    pub tab: ReadSignal<TabRole>,
    /// The commune's units and people.
    pub directory: ReadSignal<Model<Directory>>,
    /// The plans on this device, newest year first.
    pub plans: ReadSignal<Model<Vec<PlanView>>>,
    /// Every record this account may see, deleted ones included; other units' drafts are left
    /// out (screens show drafts to their unit only).
    pub records: ReadSignal<Records>,
    /// My unit's records that are not deleted, newest first.
    pub my_records: Memo<Vec<Model<RecordView>>>,
    /// What is to be done (page "Việc của tôi" and "Hộp duyệt").
    pub todo: Memo<Todo>,
    /// "Có dữ liệu đến …" per unit, in the directory's order.
    pub freshness: ReadSignal<Model<Vec<UnitFreshness>>>,
    /// Work that the server refused, wherever it is now.
    pub refused: ReadSignal<Model<Vec<RefusedWork>>>,
    /// The consolidated view (`tổng hợp`): tasks × units over everything on this device.
    pub consolidated: ReadSignal<Model<Consolidated>>,
    /// The moment by this device's clock; moves every minute.
    pub now: ReadSignal<TimestampMs>,
    /// The civil date in Vietnam by this device's clock; moves at midnight.
    pub today: ReadSignal<Date>,
    /// The interface's language.
    pub language: ReadSignal<Language>,
    /// A new version of the app is waiting; see [`AppState::apply_update`].
    pub update_waiting: ReadSignal<bool>,
    pub(super) set: Setters,
    runtime: StoredValue<SharedRuntime, LocalStorage>,
}

/// The writing ends; only the engine's reports reach them.
#[derive(Clone, Copy)]
pub(super) struct Setters {
    pub(super) session: WriteSignal<Session>,
    pub(super) accounts: WriteSignal<Vec<SessionInfo>>,
    pub(super) loaded: WriteSignal<bool>,
    pub(super) link: WriteSignal<LinkStatus>,
    pub(super) store: WriteSignal<StoreStatus>,
    pub(super) tab: WriteSignal<TabRole>,
    pub(super) directory: WriteSignal<Model<Directory>>,
    pub(super) plans: WriteSignal<Model<Vec<PlanView>>>,
    pub(super) records: WriteSignal<Records>,
    pub(super) freshness: WriteSignal<Model<Vec<UnitFreshness>>>,
    pub(super) refused: WriteSignal<Model<Vec<RefusedWork>>>,
    pub(super) consolidated: WriteSignal<Model<Consolidated>>,
    today: WriteSignal<Date>,
    now: WriteSignal<TimestampMs>,
    language: WriteSignal<Language>,
    update_waiting: WriteSignal<bool>,
}

impl AppState {
    /// The state of this app; panics outside of it.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// Creates the signals. Called once, under the root owner.
    pub(super) fn new() -> Self {
        let (session, set_session) = signal(Session::Starting);
        let (accounts, set_accounts) = signal(Vec::new());
        let (loaded, set_loaded) = signal(false);
        let (link, set_link) = signal(LinkStatus::Offline { unsent: 0, retry_at: None });
        let (store, set_store) = signal(StoreStatus::default());
        let (tab, set_tab) = signal(TabRole::Starting);
        let (directory, set_directory) = signal(Model::<Directory>::default());
        let (plans, set_plans) = signal(Model::<Vec<PlanView>>::default());
        let (records, set_records) = signal(Records::default());
        let (freshness, set_freshness) = signal(Model::<Vec<UnitFreshness>>::default());
        let (refused, set_refused) = signal(Model::<Vec<RefusedWork>>::default());
        let (consolidated, set_consolidated) = signal(Model::<Consolidated>::default());
        let (today, set_today) = signal(today());
        let (now, set_now) = signal(clock::now());
        let language = prefs::get(Pref::Language).map_or(Language::Vi, |tag| Language::parse(&tag));
        let (language, set_language) = signal(language);
        let (update_waiting, set_update_waiting) = signal(false);
        let unit = move || session.with(|s| s.info().map(|info| info.unit.clone()));
        let my_records = Memo::new(move |_| {
            let unit = unit();
            let mine = |view: &&Model<RecordView>| {
                Some(&view.unit) == unit.as_ref() && view.derived.state != State::DELETED
            };
            records.with(|records| records.values().rev().filter(mine).cloned().collect())
        });
        let todo = Memo::new(move |_| {
            let Some(member) = session.with(Session::membership) else { return Todo::default() };
            let (directory, plans, records) = (directory.get(), plans.get(), records.get());
            todo::todo(&Desk {
                member: &member,
                today: today.get(),
                directory: &directory,
                plans: &plans,
                records: &records,
            })
        });
        Self {
            session,
            accounts,
            loaded,
            link,
            store,
            tab,
            directory,
            plans,
            records,
            my_records,
            todo,
            freshness,
            refused,
            consolidated,
            today,
            now,
            language,
            update_waiting,
            set: Setters {
                session: set_session,
                accounts: set_accounts,
                loaded: set_loaded,
                link: set_link,
                store: set_store,
                tab: set_tab,
                directory: set_directory,
                plans: set_plans,
                records: set_records,
                freshness: set_freshness,
                refused: set_refused,
                consolidated: set_consolidated,
                today: set_today,
                now: set_now,
                language: set_language,
                update_waiting: set_update_waiting,
            },
            runtime: StoredValue::new_local(Rc::new(RefCell::new(Runtime {
                owner: Owner::current().unwrap_or_default(),
                ..Runtime::default()
            }))),
        }
    }

    /// Begins to work: who was signed in, the service worker, the clock.
    pub(super) fn begin(self) {
        dom::set_language(self.language.get_untracked().as_str());
        spawn(async move { self.open_device().await });
        spawn(async move { self.measure_storage().await });
        let update_ready = move || self.set.update_waiting.set(true);
        service_worker::register(update_ready, move || !self.has_unsaved());
        let mut watch = visibility::on_hide(move || self.save_open_forms());
        watch.extend(visibility::on_wake(move || self.look_for_update_if_due()));
        watch.push(visibility::on_leave(move || self.has_unsaved()));
        watch.extend(page::unfold_on_print());
        self.runtime(|runtime| runtime.watch = watch);
        self.next_minute();
    }

    /// Reaches what cannot be in a signal.
    pub(super) fn runtime<R>(self, with: impl FnOnce(&mut Runtime) -> R) -> R {
        let runtime = self.runtime.with_value(Rc::clone);
        let mut runtime = runtime.borrow_mut();
        with(&mut runtime)
    }

    /// The engine of the account in use.
    pub(super) fn engine(self) -> Option<Engine> {
        self.runtime(|runtime| runtime.engine.clone())
    }

    fn next_minute(self) {
        let timer = Timer::after(MINUTE_MS, move || {
            let today = today();
            if self.today.get_untracked() != today {
                self.set.today.set(today);
            }
            self.set.now.set(clock::now());
            if let Some(engine) = self.engine() {
                engine.minute(today);
            }
            self.look_for_update_if_due();
            self.next_minute();
        });
        self.runtime(|runtime| runtime.minute = Some(timer));
    }

    /// Empties the views: another account, or nobody.
    pub(super) fn clear_views(self) {
        self.set.loaded.set(false);
        self.set.tab.set(TabRole::Starting);
        self.set.link.set(LinkStatus::Offline { unsent: 0, retry_at: None });
        self.set.directory.set(Model::default());
        self.set.plans.set(Model::default());
        self.set.records.set(Records::default());
        self.set.freshness.set(Model::default());
        self.set.refused.set(Model::default());
        self.set.consolidated.set(Model::default());
    }

    /// Saves what is typed in any open form now: the page is hidden, or left for another account.
    pub(super) fn save_open_forms(self) {
        for form in self.runtime(Runtime::open_forms) {
            super::form::core::saving::save_now(&form);
        }
    }

    // ---- reads -------------------------------------------------------------------------------

    /// One record; fires only when this record's view changes.
    pub fn record(self, id: RecordId) -> Memo<Option<Model<RecordView>>> {
        Memo::new(move |_| self.records.with(|records| records.get(&id).cloned()))
    }

    /// The version of a record that is approved, where it was edited since: what its approval is
    /// bound to. Nothing for records in any other state.
    pub fn approved_version(self, view: &RecordView) -> Option<Record> {
        let decision = view.derived.decision.filter(|_| view.derived.edited)?;
        self.engine()?.as_decided(view, decision)
    }

    /// Who changed which field of a record, and from what.
    pub fn history(self, view: &RecordView) -> Vec<FieldChange> {
        self.engine().map_or_else(Vec::new, |engine| engine.history(view))
    }

    /// The records of a task, newest first.
    pub fn task_records(self, plan: PlanId, task: TaskId) -> Memo<Vec<Model<RecordView>>> {
        Memo::new(move |_| {
            self.records.with(|records| todo::of_task(records, plan, &task).cloned().collect())
        })
    }

    /// A person's name, or nothing if the directory does not know the account. Tracks.
    pub fn person_name(self, account: Option<AccountId>) -> Option<String> {
        let account = account?;
        self.directory.with(|directory| directory.person_name(&account).map(str::to_owned))
    }

    /// A unit's name, or its id. Tracks.
    pub fn unit_name(self, unit: &UnitId) -> String {
        self.directory.with(|directory| directory.unit_name(unit).to_owned())
    }

    // ---- commands: sync and app --------------------------------------------------------------

    /// "Đồng bộ ngay": connects at once, or asks for a sign of life.
    pub fn sync_now(self) {
        if let Some(engine) = self.engine() {
            engine.wake();
        }
    }

    /// Offers a document's refused changes once more.
    pub fn retry_refused(self, document: DocumentId) {
        if let Some(engine) = self.engine() {
            engine.retry_refused(document);
        }
    }

    /// Sets the interface's language on this device.
    pub fn set_language(self, language: Language) {
        prefs::set(Pref::Language, language.as_str());
        dom::set_language(language.as_str());
        self.set.language.set(language);
    }

    /// The path of the page last shown on this device, to open the app where it was left.
    pub fn last_page(self) -> Option<String> {
        prefs::get(Pref::LastPage)
    }

    /// Notes the page shown.
    pub fn set_last_page(self, path: &str) {
        prefs::set(Pref::LastPage, path);
    }

    /// Whether the account in use has seen or skipped its first-run tour on this device.
    pub fn tour_seen(self) -> bool {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        account.is_none_or(|account| {
            let (account, seen) = (account.to_string(), prefs::get(Pref::ToursSeen));
            seen.is_some_and(|seen| seen.split(' ').any(|one| one == account))
        })
    }

    /// Notes that the account in use has seen its tour, or wants to see it again.
    pub fn set_tour_seen(self, is_seen: bool) {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        let Some(account) = account.map(|account| account.to_string()) else { return };
        let seen = prefs::get(Pref::ToursSeen).unwrap_or_default();
        let others = seen.split(' ').filter(|one| !one.is_empty() && *one != account);
        let all: Vec<&str> = others.chain(is_seen.then_some(account.as_str())).collect();
        prefs::set(Pref::ToursSeen, &all.join(" "));
    }

    /// How many workbooks are on this device, and how many there are.
    pub fn workbooks_here(self) -> (usize, usize) {
        self.freshness.with(|units| (units.iter().filter(|unit| unit.present).count(), units.len()))
    }

    /// Whether something typed on this page is not stored yet.
    pub fn has_unsaved(self) -> bool {
        let typing =
            self.runtime(Runtime::open_forms).iter().any(|form| form.borrow().is_unsaved());
        let import = self.runtime(|runtime| runtime.import.as_ref().map(|kept| kept.import));
        typing
            || import.is_some_and(Import::is_unsaved)
            || self.engine().is_some_and(|engine| engine.has_pending())
    }

    /// Reloads into the waiting version, if there is one and nothing is unsaved. Pages call it at
    /// a navigation with no form open.
    pub fn apply_update(self) {
        if self.update_waiting.get_untracked() && !self.has_unsaved() {
            spawn(service_worker::apply_update());
        }
    }

    /// Looks for a new version of the app, if the last look was long ago.
    fn look_for_update_if_due(self) {
        let now = clock::now();
        let due = self.runtime(|runtime| {
            let due = now.0.saturating_sub(runtime.looked_for_update.0) >= LOOK_FOR_UPDATE_MS;
            if due {
                runtime.looked_for_update = now;
            }
            due
        });
        if due {
            spawn(service_worker::look_for_update());
        }
    }
}
