//! Small preferences in localStorage: language, device name, last page, tours seen. Nothing that matters.

use super::window;

/// What may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pref {
    /// Language tag.
    Language,
    /// What the person calls this device.
    DeviceName,
    /// Path of the page last shown.
    LastPage,
    /// The accounts whose first-run tour was seen, by id, with blanks between.
    ToursSeen,
}

impl Pref {
    const fn key(self) -> &'static str {
        match self {
            Self::Language => "soxa.language",
            Self::DeviceName => "soxa.device-name",
            Self::LastPage => "soxa.last-page",
            Self::ToursSeen => "soxa.tours-seen",
        }
    }
}

/// A preference; nothing if it was never set or the browser keeps none.
pub fn get(pref: Pref) -> Option<String> {
    window().local_storage().ok()??.get_item(pref.key()).ok()?
}

/// Sets a preference. A browser that refuses costs the preference, nothing else.
pub fn set(pref: Pref, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(pref.key(), value);
    }
}
