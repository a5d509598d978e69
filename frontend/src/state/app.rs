//! [`AppState`]: every signal a screen reads and every command it sends.

use jiff::civil::Date;
use leptos::prelude::*;
use shared::api::SessionInfo;
use shared::domain::directory::Directory;
use shared::domain::kind::Kind;
use shared::domain::value::Value;
use shared::id::{AccountId, PlanId, RecordId, TaskId, UnitId};

use super::error::CommandError;
use super::form::FormSession;
use super::session::{Language, Session};
use crate::engine::view::{
    LinkStatus, Model, PlanView, RecordView, Records, StoreStatus, TabRole, Todo, UnitFreshness,
};

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
    /// The civil date in Vietnam by this device's clock; moves at midnight.
    pub today: ReadSignal<Date>,
    /// The interface's language.
    pub language: ReadSignal<Language>,
    /// A new version of the app is waiting; see [`AppState::apply_update`].
    pub update_waiting: ReadSignal<bool>,
    set: Setters,
}

/// The writing ends; only the engine's reports reach them.
#[derive(Clone, Copy)]
struct Setters {
    language: WriteSignal<Language>,
}

impl AppState {
    /// The state of this app; panics outside of it.
    pub fn get() -> Self {
        expect_context::<Self>()
    }

    /// Creates the signals. Called once, under the root owner.
    pub(super) fn new() -> Self {
        let (session, _) = signal(Session::Starting);
        let (accounts, _) = signal(Vec::new());
        let (loaded, _) = signal(false);
        let (link, _) = signal(LinkStatus::Offline { unsent: 0, retry_at: None });
        let (store, _) = signal(StoreStatus::default());
        let (tab, _) = signal(TabRole::Starting);
        let (directory, _) = signal(Model::<Directory>::default());
        let (plans, _) = signal(Model::<Vec<PlanView>>::default());
        let (records, _) = signal(Records::default());
        let (freshness, _) = signal(Model::<Vec<UnitFreshness>>::default());
        let (today, _) = signal(jiff::civil::date(2026, 1, 1));
        let (language, set_language) = signal(Language::Vi);
        let (update_waiting, _) = signal(false);
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
            my_records: Memo::new(|_| Vec::new()),
            todo: Memo::new(|_| Todo::default()),
            freshness,
            today,
            language,
            update_waiting,
            set: Setters { language: set_language },
        }
    }

    // ---- reads -------------------------------------------------------------------------------

    /// One record; fires only when this record's view changes.
    pub fn record(self, id: RecordId) -> Memo<Option<Model<RecordView>>> {
        Memo::new(move |_| self.records.with(|records| records.get(&id).cloned()))
    }

    /// The records of a task, newest first.
    pub fn task_records(self, plan: PlanId, task: TaskId) -> Memo<Vec<Model<RecordView>>> {
        Memo::new(move |_| {
            self.records.with(|records| {
                let of_task = |view: &&Model<RecordView>| {
                    view.record.plan == Some(plan)
                        && view.task().as_ref() == Some(&task)
                        && !view.record.deleted
                };
                records.values().rev().filter(of_task).cloned().collect()
            })
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

    // ---- commands: signing in and out --------------------------------------------------------

    /// Signs in over the network and opens the account's store on this device. Adds the account
    /// if others are here already; their stores stay.
    pub async fn sign_in(self, _username: String, _password: String) -> Result<(), CommandError> {
        Err(CommandError::new("offline", "not wired yet"))
    }

    /// Switches to another account of this tablet. Works offline; unsent work of the one left
    /// stays in its store and is sent when it is opened again.
    pub async fn switch_account(self, _account: AccountId) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Signs the account in use out: the server forgets the session if it can be reached, the
    /// store stays on this device (with its unsent work) until someone removes it.
    pub async fn sign_out(self) -> Result<(), CommandError> {
        Ok(())
    }

    /// Changes the password over the network.
    pub async fn change_password(self, _old: String, _new: String) -> Result<(), CommandError> {
        Err(CommandError::new("offline", "not wired yet"))
    }

    /// Sets the interface's language on this device.
    pub fn set_language(self, language: Language) {
        self.set.language.set(language);
    }

    /// What the person calls this device.
    pub fn device_name(self) -> String {
        String::new()
    }

    /// Sets what the person calls this device.
    pub fn set_device_name(self, _name: &str) {}

    // ---- commands: records -------------------------------------------------------------------

    /// Creates a record in `unit`'s workbook (own unit if nothing) and stores it.
    pub async fn create_record(
        self,
        _kind: &'static Kind,
        _plan: PlanId,
        _unit: Option<UnitId>,
        _values: Vec<(&'static str, Value)>,
    ) -> Result<RecordId, CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// A form for a record that does not exist yet: it is created, with `values`, at the first
    /// edit, so that looking at an empty form leaves nothing behind. Call inside a component.
    pub fn new_form(
        self,
        kind: &'static Kind,
        plan: PlanId,
        unit: Option<UnitId>,
        values: Vec<(&'static str, Value)>,
    ) -> FormSession {
        FormSession::create(self, kind, plan, unit, values)
    }

    /// A form on a record. Holds what it displayed; saves by itself. Call inside a component.
    pub fn open_form(self, record: RecordId) -> FormSession {
        FormSession::open(self, record)
    }

    /// Gửi duyệt. Fails with `problems` if something blocks (see [`RecordView::problems`]).
    pub async fn submit(self, _record: RecordId) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Rút lại.
    pub async fn withdraw(self, _record: RecordId) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Duyệt: binds to the record exactly as `view` showed it. Fails with `superseded` if the
    /// record moved on since, so that nobody approves what they did not see.
    pub async fn approve(self, _view: Model<RecordView>) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Trả lại, with a reason.
    pub async fn return_with_reason(
        self,
        _view: Model<RecordView>,
        _reason: String,
    ) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Marks a record as deleted.
    pub async fn delete(self, _record: RecordId) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    /// Settles a conflict: writes `value` (one of the alternatives) as the field's value, on top
    /// of everything `view` showed.
    pub async fn choose(
        self,
        _view: Model<RecordView>,
        _field: &'static str,
        _value: Option<Value>,
    ) -> Result<(), CommandError> {
        Err(CommandError::new("not_here_yet", "not wired yet"))
    }

    // ---- commands: sync and app --------------------------------------------------------------

    /// "Đồng bộ ngay": connects at once, or asks for a sign of life.
    pub fn sync_now(self) {}

    /// Offers a record's refused changes once more.
    pub fn retry_refused(self, _record: RecordId) {}

    /// Asks the browser to keep this site's data; the answer shows in [`AppState::store`].
    pub fn ask_persistence(self) {}

    /// Reloads into the waiting version, once nothing is unsaved. Pages call it at a navigation
    /// with no form open.
    pub fn apply_update(self) {}
}
