//! What the relay asks before it shows or takes anything: who may do what with which document.

use automerge::ExpandedChange;

use crate::id::{AccountId, DocumentId};

/// What an account may do with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Nothing; the same answer as for a document that does not exist.
    None,
    /// Receive it.
    Read,
    /// Receive it and add changes.
    Write,
    /// The document was erased for a reason of law: whoever has a copy deletes it.
    Erased,
}

impl Access {
    /// Whether the document may be received.
    pub const fn reads(self) -> bool {
        matches!(self, Self::Read | Self::Write)
    }

    /// Whether changes are taken.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Write)
    }

    /// The number that stands for it on the wire and in stores. Frozen.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::None => 0,
            Self::Read => 1,
            Self::Write => 2,
            Self::Erased => 3,
        }
    }

    pub(crate) const fn from_code(code: u64) -> Option<Self> {
        match code {
            0 => Some(Self::None),
            1 => Some(Self::Read),
            2 => Some(Self::Write),
            3 => Some(Self::Erased),
            _ => None,
        }
    }
}

/// The relay's rules, asked on every message. The domain stands behind it; sync never sees that.
pub trait Policy {
    /// What `account` may do with `document` now.
    fn access(&self, account: &AccountId, document: &DocumentId) -> Access;

    /// Every document for which [`access`](Self::access) is not [`Access::None`].
    fn documents(&self, account: &AccountId) -> Vec<DocumentId>;

    /// Whether this very change is one that the relay could recompute itself (a migration), so
    /// that the rules on authors and on the root do not apply to it.
    fn exempt(&self, _document: &DocumentId, _change: &ExpandedChange) -> bool {
        false
    }

    /// For an erased document: what devices are told of the purge, and its number; of several, the
    /// lower ones are told first.
    fn purge_of(&self, _document: &DocumentId) -> Option<(u64, Vec<u8>)> {
        None
    }

    /// Whether `account` may hand in changes that `author` made: only while an admin has opened a
    /// recovery window after a restore.
    fn may_hand_in(
        &self,
        _account: &AccountId,
        _author: &AccountId,
        _document: &DocumentId,
    ) -> bool {
        false
    }
}
