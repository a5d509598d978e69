//! Where a content was posted (`đăng tải`, DOMAIN §2.4): people post it, the app keeps where and when.

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

use crate::domain::secrecy::{self, Forbidden};
use crate::id::EntryId;

/// One posting of a content on one of the commune's channels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Posting {
    /// The channel, by its id in the directory.
    pub channel: EntryId,
    /// When, in Vietnam.
    pub at: DateTime,
    /// Where it can be seen; empty for what is spoken.
    #[serde(default)]
    pub url: String,
    /// Views or listeners, where known. It only grows: of two counts told at the same time the larger
    /// is the later one.
    #[serde(default)]
    pub reach: Option<i64>,
    /// When it was taken down. Of two moments told at the same time the earlier one.
    #[serde(default)]
    pub taken_down: Option<DateTime>,
    /// Struck out: entered by mistake.
    #[serde(default)]
    pub struck: bool,
}

impl Posting {
    /// What stands in place of an address and must not leave the device. Long numbers within one
    /// are no identity numbers.
    pub fn forbidden(&self) -> Option<Forbidden> {
        (!is_web_address(self.url.trim())).then(|| secrecy::scan(&self.url)).flatten()
    }

    /// Whether it can still be seen: it counts and was not taken down.
    pub const fn stands(&self) -> bool {
        !self.struck && self.taken_down.is_none()
    }

    /// Whether it counts as a posting.
    pub const fn counts(&self) -> bool {
        !self.struck
    }
}

/// Whether an address can be opened: what a browser shows, not a file or a script.
pub fn is_web_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| rest.contains('.') && !rest.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::is_web_address;

    #[test]
    fn what_a_browser_opens_is_an_address() {
        assert!(is_web_address("https://diemhe.langson.gov.vn/tin/12"));
        for other in ["", "javascript:alert(1)", "https://", "zalo", "https://a b.vn"] {
            assert!(!is_web_address(other), "{other}");
        }
    }
}
