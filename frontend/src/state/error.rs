//! Why a command was not carried out, in a form a screen can say.

/// Words under `error.<code>`; nothing typed is ever lost by it.
pub use crate::engine::command::Failure as CommandError;
