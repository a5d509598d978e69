//! Who is signed in on this device.

use std::collections::BTreeSet;

use shared::access::Membership;
use shared::api::SessionInfo;
use shared::domain::role::Role;

/// The account in use. Kept on the device: no network and no cookie is needed to read and write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Session {
    /// The device's own store is being asked.
    Starting,
    /// Nobody; only the sign-in page.
    SignedOut,
    /// Someone.
    SignedIn(SessionInfo),
}

impl Session {
    /// The account, if someone is signed in.
    pub const fn info(&self) -> Option<&SessionInfo> {
        match self {
            Self::SignedIn(info) => Some(info),
            Self::Starting | Self::SignedOut => None,
        }
    }

    /// Whether the account holds the role.
    pub fn has(&self, role: Role) -> bool {
        self.info().is_some_and(|info| info.roles.contains(&role))
    }

    /// Its place in the commune: what [`shared::access::access`] asks for.
    pub fn membership(&self) -> Option<Membership> {
        self.info().map(membership)
    }

    /// Its roles; none when signed out.
    pub fn roles(&self) -> BTreeSet<Role> {
        self.info().map(|info| info.roles.clone()).unwrap_or_default()
    }
}

/// An account's place in the commune.
pub fn membership(info: &SessionInfo) -> Membership {
    Membership { unit: info.unit.clone(), roles: info.roles.clone() }
}

/// Languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

impl Language {
    /// As in `lang="…"` and the locale files' names.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// Reads a language tag; anything but English is Vietnamese.
    pub fn parse(text: &str) -> Self {
        if text.starts_with("en") { Self::En } else { Self::Vi }
    }
}
