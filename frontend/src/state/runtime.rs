//! What the state keeps beside its signals: the engine, the accounts, the page's own watches.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use jiff::civil::Date;
use leptos::prelude::Owner;
use shared::id::AccountId;
use shared::time::TimestampMs;

use super::form::core::FormCore;
use super::plan_import::Import;
use crate::engine::accounts::{Accounts, DeviceStore};
use crate::engine::core::Engine;
use crate::platform::clock;
use crate::platform::timer::Timer;
use crate::platform::visibility::Watch;

/// An import that outlives its page.
pub(super) struct KeptImport {
    /// What the import's signals belong to.
    #[expect(dead_code, reason = "they go with it")]
    pub(super) owner: Owner,
    /// Whose it is.
    pub(super) account: Option<AccountId>,
    /// The import.
    pub(super) import: Import,
}

/// The parts that cannot be in a signal.
#[derive(Default)]
pub(super) struct Runtime {
    /// The owner of the whole app.
    pub(super) owner: Owner,
    /// The import under way, or the last one.
    pub(super) import: Option<KeptImport>,
    /// The engine of the account in use.
    pub(super) engine: Option<Engine>,
    /// Counts engines: what an earlier one still reports is for nobody.
    pub(super) generation: u64,
    /// The tablet's own store; nothing where there is no database.
    pub(super) device: Option<DeviceStore>,
    /// Who is known here.
    pub(super) accounts: Accounts,
    /// Forms that are open.
    pub(super) forms: Vec<Weak<RefCell<FormCore>>>,
    /// The minute's timer.
    pub(super) minute: Option<Timer>,
    /// When a new version of the app was looked for last; the browser does so at a start.
    pub(super) looked_for_update: TimestampMs,
    /// Listeners for the page being hidden.
    pub(super) watch: Watch,
}

/// Shared by everything that reaches the engine.
pub(super) type SharedRuntime = Rc<RefCell<Runtime>>;

impl Runtime {
    /// The forms that are still open.
    pub(super) fn open_forms(&mut self) -> Vec<Rc<RefCell<FormCore>>> {
        self.forms.retain(|form| form.strong_count() > 0);
        self.forms.iter().filter_map(Weak::upgrade).collect()
    }
}

/// Today in Vietnam by this device's clock.
pub(super) fn today() -> Date {
    clock::now().local_date()
}
