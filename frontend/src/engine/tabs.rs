//! What tabs of one account tell each other.

use std::collections::BTreeSet;

use automerge::ChangeHash;
use serde::{Deserialize, Serialize};
use shared::id::{DocumentId, RecordId};

use super::command::{CommandId, Envelope, Failure, Outcome};
use super::model::Progress;
use super::view::{LinkStatus, StoreProblem};

/// A message between tabs. Changes of documents travel beside it as bytes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Message {
    /// Follower: I am here, with these documents at these heads; send what I lack.
    Hello {
        /// The follower's copies.
        have: Vec<(DocumentId, Vec<ChangeHash>)>,
    },
    /// Leader: I lead now. Followers answer with `Hello` and hand in again what was not answered.
    Leading,
    /// Follower: carry this out.
    Command(Box<Envelope>),
    /// Leader: what came of it; sent once it is stored.
    Answer {
        /// The command.
        id: CommandId,
        /// Its outcome.
        result: Result<Outcome, Failure>,
    },
    /// Leader: a document moved on. The bytes are the new changes, or all of it if `whole`.
    Changed {
        /// The document.
        document: DocumentId,
        /// Replace the copy.
        whole: bool,
        /// Where it stands now; a copy that does not get there says `Hello` again.
        heads: Vec<ChangeHash>,
    },
    /// Leader: how far a document has come.
    Progressed {
        /// The document.
        document: DocumentId,
        /// How far.
        progress: Box<Progress>,
    },
    /// Leader: a document is erased.
    Erased {
        /// The document.
        document: DocumentId,
    },
    /// Leader: what was typed about these records is to be forgotten.
    Purged {
        /// The records.
        records: BTreeSet<RecordId>,
    },
    /// Leader: the link and the store.
    Status {
        /// The link.
        link: LinkStatus,
        /// What is wrong with the store.
        store: Option<StoreProblem>,
    },
    /// Follower: someone asks to sync.
    Wake,
    /// Follower: offer a document's refused changes again.
    Retry {
        /// The document.
        document: DocumentId,
    },
    /// Any: the account's session is another one (signed in again, signed out): read it anew.
    SessionChanged,
}

impl Message {
    pub(super) fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads a message; one of another version of the app is passed over.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}
