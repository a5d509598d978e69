//! Signing in, switching and signing out: commands that may need the network, and say so.

use leptos::prelude::*;
use serde_json::json;
use shared::api::{ApiError, SessionInfo};
use shared::id::AccountId;

use super::app::AppState;
use super::error::CommandError;
use super::runtime::today;
use super::session::Session;
use crate::engine::accounts::DeviceStore;
use crate::engine::core::{Engine, Report};
use crate::engine::view::StoreProblem;
use crate::platform::prefs::{self, Pref};
use crate::platform::{http, log, spawn, storage};

impl AppState {
    /// Signs in over the network and opens the account's store on this device. Adds the account
    /// if others are here already; their stores stay.
    pub async fn sign_in(self, username: String, password: String) -> Result<(), CommandError> {
        let device = Some(self.device_name()).filter(|name| !name.is_empty());
        let body = json!({ "username": username, "password": password, "device": device });
        let reply = call("POST", "/api/session", Some(body.to_string())).await?;
        let info: SessionInfo = serde_json::from_str(&reply)
            .map_err(|error| CommandError::new("server", error.to_string()))?;
        self.enter(info).await;
        Ok(())
    }

    /// Switches to another account of this tablet. Works offline; unsent work of the one left
    /// stays in its store and is sent when it is opened again.
    pub async fn switch_account(self, account: AccountId) -> Result<(), CommandError> {
        let known = self.runtime(|runtime| {
            runtime.accounts.known.iter().find(|info| info.account == account).cloned()
        });
        let info =
            known.ok_or_else(|| CommandError::new("not_here_yet", "no such account here"))?;
        self.enter(info).await;
        Ok(())
    }

    /// Signs the account in use out: the server forgets the session if it can be reached, the
    /// store stays on this device (with its unsent work) until someone removes it.
    pub async fn sign_out(self) -> Result<(), CommandError> {
        let Some(account) = self.session.with_untracked(|s| s.info().map(|info| info.account))
        else {
            return Ok(());
        };
        self.save_open_forms();
        let ended = call("DELETE", &format!("/api/session?account={account}"), None).await;
        if let Err(error) = ended {
            log::warn(&format!("the server was not told: {error}"));
        }
        if let Some(engine) = self.runtime(|runtime| {
            runtime.accounts.current = None;
            runtime.engine.take()
        }) {
            engine.announce_session();
            engine.stop();
        }
        self.keep_accounts().await;
        self.leave();
        Ok(())
    }

    /// Changes the password over the network.
    pub async fn change_password(self, old: String, new: String) -> Result<(), CommandError> {
        let account = self.session.with_untracked(|s| s.info().map(|info| info.account));
        let account = account.ok_or_else(|| CommandError::new("not_allowed", "signed out"))?;
        let body = json!({ "old": old, "new": new });
        let path = format!("/api/session/password?account={account}");
        call("POST", &path, Some(body.to_string())).await.map(drop)
    }

    /// What the person calls this device.
    pub fn device_name(self) -> String {
        prefs::get(Pref::DeviceName).unwrap_or_default()
    }

    /// Sets what the person calls this device.
    pub fn set_device_name(self, name: &str) {
        prefs::set(Pref::DeviceName, name.trim());
    }

    /// Opens whoever was signed in last. Needs no network.
    pub(super) async fn open_device(self) {
        let accounts = match DeviceStore::open().await {
            Ok(device) => {
                let accounts = device.accounts().await;
                self.runtime(|runtime| runtime.device = Some(device));
                accounts
            }
            Err(failure) => Err(failure),
        };
        match accounts {
            Ok(accounts) => self.runtime(|runtime| runtime.accounts = accounts),
            Err(failure) => {
                let problem = StoreProblem::Unavailable(failure.to_string());
                self.set.store.update(|store| store.problem = Some(problem));
            }
        }
        let current = self.runtime(|runtime| runtime.accounts.current().cloned());
        match current {
            Some(info) => self.enter(info).await,
            None => self.leave(),
        }
    }

    /// Puts an account into use: its engine starts, its documents are read.
    async fn enter(self, info: SessionInfo) {
        // What is typed goes to the engine that is about to stop.
        self.save_open_forms();
        if let Some(engine) = self.runtime(|runtime| runtime.engine.take()) {
            engine.stop();
        }
        self.runtime(|runtime| runtime.accounts.enter(info.clone()));
        self.keep_accounts().await;
        self.clear_views();
        self.ask_persistence();
        self.set.session.set(Session::SignedIn(info.clone()));
        let generation = self.runtime(|runtime| {
            runtime.generation += 1;
            runtime.generation
        });
        let engine = Engine::start(info, today(), move |report| {
            if self.runtime(|runtime| runtime.generation) == generation {
                self.take_report(report);
            }
        })
        .await;
        let late = self.runtime(|runtime| {
            let late = runtime.generation != generation;
            if !late {
                runtime.engine = Some(engine.clone());
            }
            late
        });
        if late {
            engine.stop();
        } else {
            engine.announce_session();
        }
    }

    fn leave(self) {
        self.runtime(|runtime| runtime.generation += 1);
        self.clear_views();
        self.set.session.set(Session::SignedOut);
    }

    async fn keep_accounts(self) {
        let (device, accounts) =
            self.runtime(|runtime| (runtime.device.clone(), runtime.accounts.clone()));
        self.set.accounts.set(accounts.known.clone());
        let Some(device) = device else { return };
        if let Err(failure) = device.keep(&accounts).await {
            log::warn(&format!("accounts: {failure}"));
        }
    }

    /// The engine says something.
    fn take_report(self, report: Report) {
        match report {
            Report::Tab(role) => self.set.tab.set(role),
            Report::Loaded => self.set.loaded.set(true),
            Report::Updates(updates) => {
                if let Some(directory) = updates.directory {
                    self.set.directory.set(directory);
                }
                if let Some(plans) = updates.plans {
                    self.set.plans.set(plans);
                }
                if let Some(freshness) = updates.freshness {
                    self.set.freshness.set(freshness);
                }
                if let Some(refused) = updates.refused {
                    self.set.refused.set(refused);
                }
                if let Some(consolidated) = updates.consolidated {
                    self.set.consolidated.set(consolidated);
                }
                if let Some(records) = updates.records {
                    self.set.records.set(records);
                }
            }
            Report::Link(link) => self.set.link.set(link),
            Report::Store(problem) => self.set.store.update(|store| store.problem = problem),
            Report::Session(info) => spawn(async move { self.session_moved_on(*info).await }),
            Report::SessionChanged => spawn(async move { self.read_accounts_again().await }),
        }
    }

    /// The server knows this account differently by now.
    async fn session_moved_on(self, info: SessionInfo) {
        let known = self.session.with_untracked(|session| session.info().cloned());
        if known.as_ref().is_some_and(|known| known.peer_id != info.peer_id) {
            // Another session: the engine's connection must name its peer.
            return self.enter(info).await;
        }
        self.runtime(|runtime| runtime.accounts.update(info.clone()));
        self.keep_accounts().await;
        if let Some(engine) = self.runtime(|runtime| runtime.engine.clone()) {
            engine.set_session(info.clone(), today());
        }
        self.set.session.set(Session::SignedIn(info));
    }

    /// Another tab signed in or out.
    async fn read_accounts_again(self) {
        let Some(device) = self.runtime(|runtime| runtime.device.clone()) else { return };
        let Ok(accounts) = device.accounts().await else { return };
        let mine = self.session.with_untracked(|session| session.info().cloned());
        self.runtime(|runtime| runtime.accounts = accounts.clone());
        self.set.accounts.set(accounts.known.clone());
        match (accounts.current(), mine) {
            (Some(current), Some(mine)) if current.account == mine.account && *current != mine => {
                self.session_moved_on(current.clone()).await;
            }
            (None, Some(_)) => {
                self.save_open_forms();
                if let Some(engine) = self.runtime(|runtime| runtime.engine.take()) {
                    engine.stop();
                }
                self.leave();
            }
            // A tab on another account stays there: its work is its own.
            _ => {}
        }
    }

    /// Asks the browser to keep this site's data; the answer shows in [`AppState::store`].
    pub fn ask_persistence(self) {
        spawn(async move {
            storage::persist().await;
            self.measure_storage().await;
        });
    }

    pub(super) async fn measure_storage(self) {
        let estimate = storage::estimate().await;
        self.set.store.update(|store| {
            store.used_bytes = estimate.used_bytes;
            store.quota_bytes = estimate.quota_bytes;
            store.persistent = estimate.persistent;
        });
    }
}

/// A request whose answer is a body, or an error that can be said.
pub(super) async fn call(
    method: &str,
    path: &str,
    json: Option<String>,
) -> Result<String, CommandError> {
    let reply = http::request(method, path, json)
        .await
        .map_err(|error| CommandError::new("offline", error.to_string()))?;
    if (200..300).contains(&reply.status) {
        return Ok(reply.body);
    }
    Err(match serde_json::from_str::<ApiError>(&reply.body) {
        Ok(error) => CommandError::new(error.code, error.message),
        Err(_) => CommandError::new("server", format!("HTTP {}", reply.status)),
    })
}
