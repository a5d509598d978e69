//! Lines for the browser's console: for support, never with the content of documents.

/// Something a developer should look at.
pub fn warn(message: &str) {
    web_sys::console::warn_1(&message.into());
}

/// Something that went wrong.
pub fn error(message: &str) {
    web_sys::console::error_1(&message.into());
}
