//! Who is known on this tablet: kept in a small database of its own, so that an account can be
//! opened with no network and no cookie.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::api::SessionInfo;
use shared::id::AccountId;

use crate::platform::codec::Plain;
use crate::platform::idb::{Area, Durability, Store, StoreFailure, Write};

const DATABASE: &str = "soxa-device";
const KEY: &str = "accounts";

/// The accounts known here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accounts {
    /// Every account, the last used first.
    pub known: Vec<SessionInfo>,
    /// The one in use; nothing after signing out.
    pub current: Option<AccountId>,
}

impl Accounts {
    /// The account in use.
    pub fn current(&self) -> Option<&SessionInfo> {
        let current = self.current?;
        self.known.iter().find(|info| info.account == current)
    }

    /// Puts an account in front and into use.
    pub fn enter(&mut self, info: SessionInfo) {
        self.known.retain(|known| known.account != info.account);
        self.current = Some(info.account);
        self.known.insert(0, info);
    }

    /// Replaces what is known of an account, without changing which is in use.
    pub fn update(&mut self, info: SessionInfo) {
        if let Some(known) = self.known.iter_mut().find(|known| known.account == info.account) {
            *known = info;
        }
    }
}

/// The tablet's own store.
#[derive(Clone)]
pub struct DeviceStore(Store);

impl DeviceStore {
    /// Opens it.
    pub async fn open() -> Result<Self, StoreFailure> {
        Ok(Self(Store::open(DATABASE, Rc::new(Plain)).await?))
    }

    /// The accounts. What cannot be read counts as none: one signs in again, and finds one's store.
    pub async fn accounts(&self) -> Result<Accounts, StoreFailure> {
        let stored = self.0.get(Area::Facts, KEY).await?;
        Ok(stored.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default())
    }

    /// Keeps the accounts.
    pub async fn keep(&self, accounts: &Accounts) -> Result<(), StoreFailure> {
        let json = serde_json::to_vec(accounts)
            .map_err(|error| StoreFailure::Failed(error.to_string()))?;
        let put = Write::Put(Area::Facts, KEY.to_owned(), json);
        self.0.write(&[put], Durability::Strict).await
    }
}

/// The name of an account's database, and of its locks and channel.
pub fn namespace(account: AccountId) -> String {
    format!("soxa-{account}")
}
