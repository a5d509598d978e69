//! From the first instruction to the first screen.

use leptos::prelude::*;

use super::AppState;
use crate::platform::panic;

/// Installs the panic page, provides [`AppState`] and mounts the app. The state begins to read the
/// device's store at once; the first screen does not wait for it.
pub fn start<V: IntoView + 'static>(app: impl FnOnce() -> V + 'static) {
    panic::install_hook();
    leptos::mount::mount_to_body(move || {
        let state = AppState::new();
        provide_context(state);
        state.begin();
        app()
    });
}
