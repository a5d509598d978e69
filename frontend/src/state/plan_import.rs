//! Taking in a plan: reading it out of a file with the corrections made so far, then creating it.

mod kept;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::api::{CreatedPlan, NewPlan};
use shared::domain::directory::Unit;
use shared::domain::plan::Plan;
use shared::id::{AccountId, PlanId};
use shared::import::revise::{Comparison, Op, Revised};

use super::app::AppState;
use super::error::CommandError;
use super::runtime::KeptImport;
use super::session::Language;
use crate::platform::entropy;
use crate::platform::file::NotRead;
use crate::platform::module::{self, NoResult};

/// A repair that is refused: its line, and what stands there and shall stay.
pub type Refused = BTreeSet<(usize, String)>;

/// What the importer is asked, as JSON.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReadRequest {
    /// Repairs not to make.
    pub refuse: Refused,
    /// Corrections, in order.
    pub ops: Vec<Op>,
    /// The commune's units, whose ids and names are kept.
    pub units: Vec<Unit>,
    /// The commune's plans, to see whether the text is another edition of one.
    pub plans: Vec<Plan>,
    /// Whether messages are wanted in English.
    pub english: bool,
}

/// What the importer answers, as JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadPlan {
    /// The lines of the file.
    pub lines: Vec<String>,
    /// The plan after the corrections.
    pub revised: Revised,
    /// Codes of the indicators that a task's words suggest, by the task's path.
    pub suggestions: BTreeMap<String, Vec<String>>,
    /// The plan of the commune that this is another edition of.
    pub edition: Option<Edition>,
}

/// Another edition of a plan that the commune has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edition {
    /// The plan's abstract.
    pub title: String,
    /// Its number, once known.
    pub number: Option<String>,
    /// What the text changes.
    pub comparison: Comparison,
}

/// Why a text is not read, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Unread {
    /// Stable code.
    pub code: String,
    /// For people, in the language asked for.
    pub message: String,
}

/// An import under way: the file, what was corrected, and what that gives.
#[derive(Clone, Copy)]
pub struct Import {
    app: AppState,
    bytes: StoredValue<Vec<u8>>,
    id: StoredValue<Option<PlanId>>,
    asked: StoredValue<u32>,
    writes_begun: StoredValue<u32>,
    writes_done: StoredValue<u32>,
    file_kept: StoredValue<bool>,
    /// The kept import whose place this one takes.
    replaced: StoredValue<Option<PlanId>>,
    account: StoredValue<Option<AccountId>>,
    /// Repairs of spelling that are refused.
    pub refused: RwSignal<Refused>,
    /// Corrections, in order.
    pub ops: RwSignal<Vec<Op>>,
    /// The plan as it is now.
    pub read: RwSignal<Option<Arc<ReadPlan>>>,
    /// Why the file was not read, or the plan not created.
    pub failed: RwSignal<Option<CommandError>>,
    /// Why the file chosen last was not taken.
    pub not_read: RwSignal<Option<NotRead>>,
    /// Why the last correction changed nothing: a [`shared::import::revise::Reason`].
    pub unfit: RwSignal<Option<shared::import::revise::Reason>>,
    /// Tasks whose editor is open, by path.
    pub editing: RwSignal<BTreeSet<String>>,
    /// Whether something is being read or created.
    pub busy: RwSignal<bool>,
    /// The plan, once created.
    pub created: RwSignal<Option<CreatedPlan>>,
}

impl Import {
    /// Nothing chosen yet.
    fn new(app: AppState, account: Option<AccountId>) -> Self {
        Self {
            app,
            bytes: StoredValue::new(Vec::new()),
            id: StoredValue::new(None),
            asked: StoredValue::new(0),
            writes_begun: StoredValue::new(0),
            writes_done: StoredValue::new(0),
            file_kept: StoredValue::new(false),
            replaced: StoredValue::new(None),
            account: StoredValue::new(account),
            refused: RwSignal::default(),
            ops: RwSignal::default(),
            read: RwSignal::new(None),
            failed: RwSignal::new(None),
            not_read: RwSignal::new(None),
            unfit: RwSignal::new(None),
            editing: RwSignal::default(),
            busy: RwSignal::new(false),
            created: RwSignal::new(None),
        }
    }

    /// Another file was chosen. It is kept once it proved to be a plan; what was kept before stays
    /// until then.
    pub fn take(self, bytes: Vec<u8>) {
        let before = self.id.get_value().filter(|_| self.file_kept.get_value());
        if before.is_some() {
            self.replaced.set_value(before);
        }
        self.bytes.set_value(bytes);
        self.id.set_value(Some(PlanId::new(entropy::uuid_v7())));
        self.refused.set(Refused::new());
        self.ops.set(Vec::new());
        self.editing.set(BTreeSet::new());
        self.read.set(None);
        self.not_read.set(None);
        self.file_kept.set_value(false);
        self.read_again();
    }

    /// The chosen file could not be taken; what was read before stays.
    pub fn not_taken(self, reason: NotRead) {
        self.not_read.set(Some(reason));
    }

    /// Whether corrections would be lost with this page: not yet kept, or the device keeps nothing.
    pub(super) fn is_unsaved(self) -> bool {
        let corrected = !self.ops.with_untracked(Vec::is_empty)
            || !self.refused.with_untracked(Refused::is_empty);
        let kept = self.file_kept.get_value()
            && self.writes_done.get_value() == self.writes_begun.get_value();
        corrected && !kept && self.created.with_untracked(Option::is_none)
    }

    /// Corrects something.
    pub fn correct(self, op: Op) {
        self.ops.update(|ops| ops.push(op));
        self.keep();
        self.read_again();
    }

    /// Takes the last correction back.
    pub fn undo(self) {
        self.ops.update(|ops| drop(ops.pop()));
        self.keep();
        self.read_again();
    }

    /// Accepts a repair that was refused, or refuses it.
    pub fn toggle_repair(self, line: usize, before: String) {
        self.refused.update(|refused| {
            let key = (line, before);
            if !refused.remove(&key) {
                refused.insert(key);
            }
        });
        self.keep();
        self.read_again();
    }

    /// Reads the file once more, with all that was corrected.
    fn read_again(self) {
        let app = self.app;
        self.busy.set(true);
        self.failed.set(None);
        self.unfit.set(None);
        self.asked.update_value(|asked| *asked += 1);
        let turn = self.asked.get_value();
        let (bytes, refuse) = (self.bytes.get_value(), self.refused.get_untracked());
        let ops = self.ops.get_untracked();
        let count = ops.len();
        leptos::task::spawn_local(async move {
            let result = app.read_plan(bytes, refuse, ops).await;
            // Something newer was asked meanwhile, or the page was left.
            if self.asked.try_get_value() != Some(turn) {
                return;
            }
            match result {
                Ok(read) => {
                    let last = read.revised.refused.last().copied();
                    if let Some((_, reason)) = last.filter(|(index, _)| index + 1 == count) {
                        // It changed nothing, so there is nothing to take back.
                        self.ops.update(|ops| drop(ops.pop()));
                        self.keep();
                        self.unfit.set(Some(reason));
                    }
                    self.read.set(Some(Arc::new(read)));
                    if !self.file_kept.get_value() {
                        self.keep();
                        if let Some(before) = self.replaced.get_value() {
                            self.replaced.set_value(None);
                            self.forget(before);
                        }
                    }
                }
                Err(error) => self.failed.set(Some(error)),
            }
            self.busy.set(false);
        });
    }

    /// Creates the plan. The relay makes the documents, so this takes the network.
    pub fn create(self) {
        let app = self.app;
        let (Some(read), Some(id)) = (self.read.get_untracked(), self.id.get_value()) else {
            return;
        };
        self.busy.set(true);
        self.failed.set(None);
        leptos::task::spawn_local(async move {
            match app.create_plan(id, &read.revised).await {
                Ok(created) => {
                    self.created.set(Some(created));
                    self.forget(id);
                }
                Err(error) => self.failed.set(Some(error)),
            }
            self.busy.set(false);
        });
    }
}

impl AppState {
    /// The import under way, whichever pages were open meanwhile: creating takes the network, and who
    /// waits for it looks around. A new one once its plan is created, and for another account.
    pub fn import(self) -> Import {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        let kept = self.runtime(|runtime| {
            let kept = runtime.import.as_ref().filter(|kept| kept.account == account);
            kept.map(|kept| kept.import)
        });
        let under_way = |import: &Import| import.created.with_untracked(Option::is_none);
        if let Some(import) = kept.filter(under_way) {
            return import;
        }
        // Not the page's: what it holds outlives the page.
        let owner = self.runtime(|runtime| runtime.owner.child());
        let import = owner.with(|| Import::new(self, account));
        owner.with(|| import.take_up());
        self.runtime(|runtime| runtime.import = Some(KeptImport { owner, account, import }));
        import
    }

    /// Reads a plan out of a file. Creates nothing. The importer is loaded when first needed.
    async fn read_plan(
        self,
        bytes: Vec<u8>,
        refuse: Refused,
        ops: Vec<Op>,
    ) -> Result<ReadPlan, CommandError> {
        let request = ReadRequest {
            refuse,
            ops,
            units: self.directory.with_untracked(|d| d.units.values().cloned().collect()),
            plans: self
                .plans
                .with_untracked(|plans| plans.iter().map(|view| view.plan.clone()).collect()),
            english: self.language.get_untracked() == Language::En,
        };
        let request = serde_json::to_string(&request)
            .map_err(|error| CommandError::new("import", error.to_string()))?;
        match module::call("import", "read_plan", &bytes, &request).await {
            Ok(plan) => serde_json::from_str(&plan)
                .map_err(|error| CommandError::new("import", error.to_string())),
            Err(NoResult::NotLoaded(text)) => Err(CommandError::new("importer_not_loaded", text)),
            Err(NoResult::Threw(text)) => Err(match serde_json::from_str::<Unread>(&text) {
                Ok(unread) => CommandError::new(unread.code, unread.message),
                Err(_) => CommandError::new("import", text),
            }),
        }
    }

    async fn create_plan(self, id: PlanId, revised: &Revised) -> Result<CreatedPlan, CommandError> {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        let account = account.ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        let used = revised.used_units();
        let units = revised.units.iter().filter(|(unit, _)| used.contains(unit.as_str()));
        let units = units.map(|(unit, target)| (unit.clone(), target.clone())).collect();
        let body = NewPlan { id, plan: revised.plan.clone(), units };
        let body = serde_json::to_string(&body)
            .map_err(|error| CommandError::new("import", error.to_string()))?;
        let path = format!("/api/plans?account={account}");
        let answer = super::account::call("POST", &path, Some(body)).await?;
        serde_json::from_str(&answer)
            .map_err(|error| CommandError::new("server", error.to_string()))
    }
}
