//! Why a change was not taken, in a form that crosses the wire and is kept on the device.

use std::fmt;

/// Why the relay did not take a change. The texts are frozen: they are on the wire and in stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalCode {
    /// No such document, or no access to it.
    Unavailable,
    /// The account may read the document but not write it.
    ReadOnly,
    /// The bytes are not a change: header, checksum, columns or operations.
    Malformed,
    /// A kind of chunk the relay does not take from clients.
    Unsupported,
    /// Over a limit of [`crate::limits`].
    TooLarge,
    /// The change says, or its actor proves, that someone else made it.
    ForeignAuthor,
    /// The actor's first change does not name its author, or a later one names it again.
    AuthorMissing,
    /// Not the actor's next sequence number, or a second change for the same one.
    Sequence,
    /// The first operation's number does not follow what the change builds on.
    Counter,
    /// An operation on the root, whose containers only the relay creates.
    RootOperation,
    /// An operation refers to something that does not exist or is of another type.
    Reference,
    /// Automerge failed on it, or could not load the document again after it.
    Harmful,
    /// It builds on a refused change.
    Dependency,
    /// Too many changes wait for something that is missing.
    Orphans,
    /// The document has reached its largest size.
    DocumentFull,
    /// The relay could not store it. Worth trying again.
    Store,
    /// A code of a newer relay.
    Unknown,
}

impl RefusalCode {
    const ALL: [(Self, &str); 17] = [
        (Self::Unavailable, "unavailable"),
        (Self::ReadOnly, "read-only"),
        (Self::Malformed, "malformed"),
        (Self::Unsupported, "unsupported"),
        (Self::TooLarge, "too-large"),
        (Self::ForeignAuthor, "foreign-author"),
        (Self::AuthorMissing, "author-missing"),
        (Self::Sequence, "sequence"),
        (Self::Counter, "counter"),
        (Self::RootOperation, "root-operation"),
        (Self::Reference, "reference"),
        (Self::Harmful, "harmful"),
        (Self::Dependency, "dependency"),
        (Self::Orphans, "orphans"),
        (Self::DocumentFull, "document-full"),
        (Self::Store, "store"),
        (Self::Unknown, "unknown"),
    ];

    /// The text that stands for it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(code, _)| *code == self).map_or("unknown", |(_, text)| text)
    }

    /// Reads the text; a text of a newer relay gives [`RefusalCode::Unknown`].
    pub fn parse(text: &str) -> Self {
        Self::ALL.iter().find(|(_, known)| *known == text).map_or(Self::Unknown, |(code, _)| *code)
    }

    /// Whether the same bytes may be taken later without anyone changing anything.
    pub const fn is_transient(self) -> bool {
        matches!(self, Self::Store | Self::Orphans)
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A reason, for programs (`code`) and for people who look after the system (`message`). The
/// message carries no content of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: RefusalCode,
    /// A sentence in English for logs and support.
    pub message: String,
}

impl Refusal {
    pub(crate) fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_read_back() {
        for (code, text) in RefusalCode::ALL {
            assert_eq!(RefusalCode::parse(text), code);
            assert_eq!(code.as_str(), text);
        }
        assert_eq!(RefusalCode::parse("of-the-future"), RefusalCode::Unknown);
    }
}
