//! Why a command was not carried out, in a form a screen can say.

/// Why a command failed. Words under `error.<code>`; nothing typed is ever lost by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct CommandError {
    /// Stable code, as `offline`, `bad_credentials`, `read_only`, `not_here_yet`, `problems`,
    /// `reason_too_short`, `not_allowed`, `store`, `superseded`; or the server's own.
    pub code: String,
    /// The server's sentence for people where it gave one, else for support in English.
    pub message: String,
}

impl CommandError {
    /// An error by its code.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}
